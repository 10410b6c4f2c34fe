package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// TestPrepare: however a reader writes it, the same words are asked.
func TestPrepare(t *testing.T) {
	for _, test := range []struct{ name, typed, want string }{
		{"as it is", "not found", "not found"},
		{"capitals", "NOT Found", "not found"},
		{"full width", "４０４　ｎｏｔ　ｆｏｕｎｄ", "404 not found"},
		{"full width class", "４ＸＸ", "4xx"},
		{"camel case", "StatusNotFound", "not found"},
		{"constant", "NOT_FOUND", "not found"},
		{"qualified constant", "HttpStatus.NOT_FOUND", "not found"},
		{"symbol", ":not_found", "not found"},
		{"setting", "proxy_read_timeout", "proxy read timeout"},
		{"field", "Retry-After", "retry after"},
		{"Simplified", "超时", "逾時"},
		{"mainland term", "重定向", "重新導向"},
		{"mainland terms in a run", "服务器网关超时", "伺服器閘道逾時"},
		{"Simplified character of two", "发送", "發送"},
		{"mixed scripts", "nginx逾時", "nginx 逾時"},
		{"slip of the input method", "余時", "逾時"},
		{"what is asked around it", "404是什麼意思", "404"},
		{"nothing but what is asked around it", "怎麼辦", "怎麼辦"},
		{"words that say little", "what is the gateway timeout error", "gateway timeout"},
		{"nothing but words that say little", "what is it", "what is it"},
		{"query syntax", `+"not"^3 -(found*) || title:~2`, "not 3 found title 2"},
		{"regular expression", `/not.*found/`, "not found"},
		{"brackets and escapes", `{[not\]} <found>`, "not found"},
		{"boolean words are words", "not AND found", "not found"},
		{"range", "[400 TO 404]", "400 404"},
		{"control characters", "not\x00\x1b[2Jfound", "not 2jfound"},
		{"invalid UTF-8", "not \xff\xc0\x80 found", "not found"},
		{"separators", " \t\r\n,;、，。not！found？", "not found"},
		{"emoji", "🫖 not 🔥 found", "not found"},
		{"empty", "", ""},
		{"blank", " 　", ""},
		{"only syntax", `"*~:()[]{}^\/+-!|&`, ""},
		{"a slip", "gatway timout", "gateway timeout"},
	} {
		t.Run(test.name, func(t *testing.T) {
			q := book().Prepare(test.typed)
			if q.text != test.want {
				t.Errorf("%q becomes %q, want %q", test.typed, q.text, test.want)
			}
			if q.Empty() != (test.want == "") {
				t.Errorf("%q: Empty is %t", test.typed, q.Empty())
			}
		})
	}
}

// TestCorrected tells a reader only of slips, not of what is made uniform.
func TestCorrected(t *testing.T) {
	for typed, want := range map[string]string{
		"unathorized": "unauthorized", "Unauthorized": "", "gatway 逾時": "gateway 逾時", "超时": "", "ＦＯＵＮＤ": "", "zzzzzzzz": "", "": "",
	} {
		if got := book().Prepare(typed).Corrected; got != want {
			t.Errorf("%q is corrected to %q, want %q", typed, got, want)
		}
	}
}

// TestBegin: the last word may be the beginning of one. It is no slip.
func TestBegin(t *testing.T) {
	for typed, want := range map[string]string{
		"gatew":         "gatew gateway gatewaytimeout",
		"gateway timeo": "gateway timeo timeout",
		"gatw":          "gatw", // too short to guess, and nothing begins with it
		"gatewy":        "gateway",
		"unathor":       "unauthorized", // the beginning of a word, with a slip
		"qnauthor":      "qnauthor",     // the first letter is right
		"g":             "g",
		"gatew ":        "gateway", // a word that has ended
		"逾":             "逾",
		"":              "",
	} {
		if got := book().Begin(typed).asked; got != want {
			t.Errorf("%q asks %q, want %q", typed, got, want)
		}
	}
	if got := find(t, book().Begin("gatew"), "en"); len(got) == 0 || got[0] != "504" {
		t.Errorf("the beginning of a word finds %v", got)
	}
}

// TestBounded: a query costs no more than a line of a log.
func TestBounded(t *testing.T) {
	for name, typed := range map[string]string{
		"words":          strings.Repeat("found ", 5000),
		"different ones": strings.Join(strings.Split(strings.Repeat("abcdefghijklmnopqrstuvwxyz", 400), ""), " "),
		"Han":            strings.Repeat("逾時", 5000),
		"both":           strings.Repeat("逾時 found ", 2000),
		"one word":       strings.Repeat("a", 10000),
		"syntax":         strings.Repeat(`"*~`, 4000),
	} {
		q := book().Prepare(typed)
		count := 0
		for _, token := range q.tokens {
			count += len(parts(token))
		}
		if count > mostParts || len(q.parts) > mostParts {
			t.Errorf("%s: %d parts, %d of them different", name, count, len(q.parts))
		}
		if !utf8.ValidString(q.text) {
			t.Errorf("%s: %q is cut within a character", name, q.text)
		}
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, bounded([]string{"a", "b", "c"})); diff != "" {
		t.Errorf("a short query is cut: %s", diff)
	}
	long := bounded([]string{"found", strings.Repeat("逾時", 100)})
	if len(parts(long[1]))+1 != mostParts {
		t.Errorf("after a word %d pairs of Han are kept, want %d", len(parts(long[1])), mostParts-1)
	}
}

func TestParts(t *testing.T) {
	for word, want := range map[string][]string{
		"timeouts": {"timeout"}, "tls": {"tls"}, "逾": {"逾"}, "逾時": {"逾時"}, "找不到網頁": {"找不", "不到", "到網", "網頁"}, "404": {"404"},
	} {
		if diff := cmp.Diff(want, parts(word)); diff != "" {
			t.Errorf("%s (-want +got): %s", word, diff)
		}
	}
}

func TestDigits(t *testing.T) {
	for typed, want := range map[string][]string{
		"404": {"404"}, "40": {"40"}, "30x": {"30"}, "4xx": {"4"}, "nginx 499": {"499"}, "4040": nil, "x": nil, "not found": nil,
		"one of 404 and many other words": nil, // a number in a sentence is a word
	} {
		if got := book().Prepare(typed).digits; !slices.Equal(got, want) {
			t.Errorf("%q has the digits %q, want %q", typed, got, want)
		}
	}
}

func TestSpelled(t *testing.T) {
	got := strings.Fields(spelled([]string{"StatusNotFound", "IM_A_TEAPOT", "ok"}))
	want := []string{"StatusNotFound", "Status", "Not", "Found", "IM_A_TEAPOT", "IM", "A", "TEAPOT", "IMATEAPOT", "ok"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTable: the table pairs each simplified character with one of Taiwan, and no
// term or slip stands for itself or for what another one changes again.
func TestTable(t *testing.T) {
	table := readTable()
	simplified, traditional := []rune(table.Simplified), []rune(table.Traditional)
	if len(simplified) != len(traditional) {
		t.Fatalf("%d simplified characters, %d traditional ones", len(simplified), len(traditional))
	}
	seen := map[rune]bool{}
	for i, r := range simplified {
		if seen[r] || r == traditional[i] {
			t.Errorf("%c stands twice, or for itself", r)
		}
		seen[r] = true
	}
	for _, r := range traditional {
		if seen[r] {
			t.Errorf("%c is both simplified and traditional", r)
		}
	}
	for from, to := range table.Terms {
		for _, r := range from + to {
			if seen[r] {
				t.Errorf("%s = %s: %c is simplified; terms are looked up after the characters", from, to, r)
			}
		}
	}
}
