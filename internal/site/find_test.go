package site_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/site"
)

func TestSlugs(t *testing.T) {
	redirects := book(t, "").Redirects()
	for slug, want := range map[string]string{
		"not-found": "404", "NOT_FOUND": "404", "StatusNotFound": "404",
		"content-too-large": "413", "payload-too-large": "413", "request-entity-too-large": "413",
		"im-a-teapot": "418", "switch-proxy": "306", "ok": "200", "OK": "200",
		"non-authoritative-information": "203", "unprocessable-entity": "422", "StatusIMUsed": "226",
	} {
		for _, edition := range []string{"en", "zh-TW", "mul"} {
			if got := redirects["/"+edition+"/"+slug]; got != "/"+edition+"/"+want {
				t.Errorf("/%s/%s leads to %q, want %s", edition, slug, got, want)
			}
		}
	}
	for from, to := range redirects {
		if book(t, "").Page(to) == nil {
			t.Errorf("%s leads to %s, which is not there", from, to)
		}
		if book(t, "").Page(from) != nil {
			t.Errorf("%s is a page and a redirect", from)
		}
		if from != "/"+strings.TrimLeft(from, "/") || strings.ContainsAny(from, ` "<>%?#()`) {
			t.Errorf("%s is no address", from)
		}
	}
}

func TestCanonical(t *testing.T) {
	s := book(t, "")
	tests := []struct{ requested, want string }{
		{"/en/404/", "/en/404"},
		{"//en//404", "/en/404"},
		{"/EN/404", "/en/404"},
		{"/zh-tw/404", "/zh-TW/404"},
		{"/en", "/en/"},
		{"/ZH-TW", "/zh-TW/"},
		{"/en/./404", "/en/404"},
		{"/en/x/../404", "/en/404"},
		{"/404/", "/404"},
		{"//404", "/404"},
		{"/4XX", "/4xx"},
		{"/en/4XX", "/en/4xx"},
		{"//", "/"},
		{"/en/Not-Found", "/en/404"},
		{"/en/notfound", "/en/404"},
		{"/en/HttpStatus.NOT_FOUND", "/en/404"},
		{"/en/HttpStatusCode.NotFound", "/en/404"},
		{"/mul/status_not_found", "/mul/404"},
		{"/en/not found", "/en/404"},
		{"/en/Payload-Too-Large", "/en/413"},
		{"/en/ABOUT", "/en/about"},
		{"/en/Search", "/en/search"},
		{"/en/588/", "/en/588"},
		{"/EN/588", "/en/588"},
		{"//588", "/588"},
		{"/Robots.TXT", "/robots.txt"},
		{"/en/status-404", "/en/404"},
	}
	for _, test := range tests {
		got, ok := s.Canonical(test.requested)
		if ok != (test.want != "") || ok && got != test.want {
			t.Errorf("Canonical(%q) = %q, %t, want %q", test.requested, got, ok, test.want)
		}
		if ok && (strings.HasPrefix(got, "//") || strings.HasPrefix(got, `/\`)) {
			t.Errorf("Canonical(%q) = %q leads out of the book", test.requested, got)
		}
		if again, twice := s.Canonical(got); ok && twice {
			t.Errorf("Canonical(%q) = %q, and that leads to %q: more than one step", test.requested, got, again)
		}
	}
	for _, requested := range []string{
		"/", "/en/404", "/404", "/en/", "/nothing", "/en/nothing", "/fr/404", "/en/4040", "/en/99", "/en/2e2", "/en/-404", "/en/+404",
		"/en/٤٠٤", "/en/404/x", "/en/404;a=b", "/en/404\x00", "/en/404\r\nX: y", "//evil.example", `/\evil.example`, "/en/guides/nothing",
	} {
		if got, ok := s.Canonical(requested); ok {
			t.Errorf("Canonical(%q) = %q", requested, got)
		}
	}
}

// FuzzCanonical: whatever is sent, the answer is an address of the book.
func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{"/", "//evil.example/404", "/en/../404", "/en/..%2f404", "/\\/404", "/zh-TW/StatusOK/", "/en/HttpStatus."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, requested string) {
		s := book(t, "")
		target, ok := s.Canonical(requested)
		if !ok {
			return
		}
		_, isNumber := s.Number(target)
		isSearch := strings.HasSuffix(target, "/search")
		if s.Page(target) == nil && !slices.Contains(s.Choices(), target) && !isNumber && !isSearch {
			t.Errorf("Canonical(%q) = %q, which is not there", requested, target)
		}
	})
}

func TestNumber(t *testing.T) {
	s := book(t, "")
	for path, want := range map[string]int{"/588": 588, "/en/588": 588, "/zh-TW/100": -1, "/404": -1, "/en/x": -1, "/en/588/": -1, "/fr/588": -1, "/en/5889": -1} {
		got, ok := s.Number(path)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("Number(%q) = %d, %t, want %d", path, got, ok, want)
		}
	}
}

func TestLookup(t *testing.T) {
	s := book(t, "")
	for query, want := range map[string]string{
		"404": "/en/404", " 404 ": "/en/404", "４０４": "/en/404", "4xx": "/en/4xx", "4XX": "/en/4xx",
		"not found": "/en/404", "Not Found": "/en/404", "NOT_FOUND": "/en/404", "http.StatusNotFound": "", "StatusNotFound": "/en/404",
		"HttpStatus.NOT_FOUND": "/en/404", "I'm a teapot": "", "im-a-teapot": "/en/418", "about": "/en/about",
		"": "", " ": "", "search": "", ".": "", "..": "", "../": "", "/": "", "en": "", "%34%30%34": "", "opensearch.xml": "", "40": "", "4040": "", "\x00": "", "-": "",
	} {
		got, ok := s.Lookup(s.Editions.Get("en"), query)
		if ok != (want != "") || ok && got != want {
			t.Errorf("Lookup(%q) = %q, %t, want %q", query, got, ok, want)
		}
	}
}

func TestFind(t *testing.T) {
	s := book(t, "")
	for _, test := range []struct {
		query string
		first string   // the best answer
		among []string // further answers
	}{
		{"404", "404", nil},
		{"40", "", []string{"400", "401", "404", "408"}},
		{"not found", "404", nil},
		{"FOUND", "302", nil},
		{"找不到", "404", nil},
		{"teapot", "418", nil},
		{"payload", "413", nil},
		{"retry-after", "", []string{"429", "503"}},
		{"timeout", "", []string{"408", "504"}},
		{"逾時", "", []string{"408", "504"}},
		{"ｔｉｍｅｏｕｔ", "", []string{"408", "504"}},
	} {
		for _, e := range s.Editions.Editions {
			got := site.Find(s, e, test.query)
			if test.first != "" && (len(got) == 0 || got[0] != test.first) {
				t.Errorf("%q in %s finds %v, not %s first", test.query, e.Tag, got, test.first)
			}
			for _, code := range test.among {
				if !slices.Contains(got, code) {
					t.Errorf("%q in %s finds %v without %s", test.query, e.Tag, got, code)
				}
			}
		}
	}
	for _, query := range []string{"", " ", "zzzzqqqq", "\x00", "{{.}}"} {
		if got := site.Find(s, s.Editions.Default, query); len(got) > 0 {
			t.Errorf("%q finds %v", query, got)
		}
	}
}

func TestNearest(t *testing.T) {
	s := book(t, "")
	for requested, want := range map[string]string{
		"/4040": "404", "/en/4040": "404", "/en/44": "404", "/en/440": "404", "/en/044": "404", "/en/not-foun": "404",
		"/en/teapot.html": "418", "/en/Gateway": "502", "/en/code-505x": "505",
	} {
		got := site.Nearest(s, s.Editions.Get("en"), requested)
		if !slices.Contains(got, want) || len(got) > 5 {
			t.Errorf("near %q there are %v, not %s", requested, got, want)
		}
	}
	for _, requested := range []string{"/", "/en/", "/en/zzzz", "/wp-login.php", "/en/1234567890123", "/en/7"} {
		if got := site.Nearest(s, s.Editions.Get("en"), requested); len(got) > 5 {
			t.Errorf("near %q there are %v", requested, got)
		}
	}
}

func TestCleanQuery(t *testing.T) {
	for query, want := range map[string]string{
		"404": "404", "找 不到": "找 不到", "a\x00b\r\nc": "a b  c", "a\x1b[2J": "a [2J", "\u202eabc\u2066": " abc ", "a\u009bb": "a b",
		"a\xffb": "a b", "<script>": "<script>", "": "",
		strings.Repeat("a", site.MaxQuery): strings.Repeat("a", site.MaxQuery),
		strings.Repeat("a", 3000):          strings.Repeat("a", site.MaxQuery),
	} {
		if diff := cmp.Diff(want, site.CleanQuery(query)); diff != "" {
			t.Errorf("%.20q differs (-want +got):\n%s", query, diff)
		}
	}
	// A cut never halves a character.
	for i := range 4 {
		got := site.CleanQuery(strings.Repeat("a", i) + strings.Repeat("狀", 1000))
		if !utf8.ValidString(got) || strings.ContainsRune(got, ' ') || utf8.RuneCountInString(got) != site.MaxQuery {
			t.Errorf("cut to %q", got)
		}
	}
}

func TestBrief(t *testing.T) {
	sentence := strings.Repeat("word ", 19) + "words." // 101 characters
	for text, want := range map[string]string{
		"Short.": "Short.",
		"":       "",
		sentence + " " + sentence + " " + sentence + " " + sentence: sentence + " " + sentence + " " + sentence,
		strings.Repeat("長句，", 50) + "完。" + strings.Repeat("字", 300): strings.Repeat("長句，", 50) + "完。",
		strings.Repeat("字", 400):                                    strings.Repeat("字", 319) + "…",
	} {
		if diff := cmp.Diff(want, site.Brief(text)); diff != "" {
			t.Errorf("Brief differs (-want +got):\n%s", diff)
		}
	}
}
