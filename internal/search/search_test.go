package search

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func TestFind(t *testing.T) {
	english, chinese, both := []string{"en"}, []string{"zh-TW"}, []string{"zh-TW", "en"}
	for _, test := range []struct {
		name, query string
		languages   []string
		want        []string // come first, in this order
	}{
		{"a number", "404", english, []string{"404"}},
		{"a number without a phrase", "499", english, []string{"499"}},
		{"the beginning of a number", "50", english, []string{"503", "504"}},
		{"a class", "4xx", english, []string{"4xx", "400"}},
		{"digits and x", "41x", english, []string{"413"}},
		{"a phrase", "Gateway Timeout", english, []string{"504"}},
		{"a phrase before a page that has its words", "found", english, []string{"302"}},
		{"a constant", "StatusNotFound", english, []string{"404"}},
		{"a qualified constant", "HttpStatus.NOT_FOUND", english, []string{"404"}},
		{"a former phrase", "Payload Too Large", english, []string{"413"}},
		{"a field", "Retry-After", english, []string{"503"}},
		{"a field of two words", "WWW-Authenticate", english, []string{"401"}},
		{"an owner", "nginx 499", english, []string{"499"}},
		{"a keyword", "retry", english, []string{"guides/retry"}},
		{"a line of a log", "upstream timed out (110: Connection timed out) while reading", english, []string{"504"}},
		{"a slip", "unathorized", english, []string{"401"}},
		{"two slips", "gatway timout", english, []string{"504"}},
		{"Chinese", "閘道逾時", chinese, []string{"504"}},
		{"two characters", "逾時", chinese, []string{"504"}},
		{"a single character", "逾", chinese, []string{"504"}},
		{"a sentence", "找不到網頁怎麼辦", chinese, []string{"404"}},
		{"Simplified", "网关超时", chinese, []string{"504"}},
		{"a mainland term", "重定向", chinese, []string{"302"}},
		{"a mixed query", "gateway 逾時", both, []string{"504"}},
		{"English from Chinese", "gateway timeout", chinese, []string{"504"}},
		{"Chinese from English", "閘道逾時", english, []string{"504"}},
		{"a single character from English", "逾", english, []string{"504"}},
		{"no language at all", "404", nil, []string{"404"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := find(t, book().Prepare(test.query), test.languages...)
			if !slices.Equal(got[:min(len(got), len(test.want))], test.want) {
				t.Errorf("%q finds %v, want %v first", test.query, got, test.want)
			}
		})
	}
}

func TestFindNothing(t *testing.T) {
	for _, typed := range []string{"", " ", "zzzzqqqq", "\x00\x01", "\xff\xfe", `"*~:()`, "逼", "999"} {
		if got := find(t, book().Prepare(typed), "en", "zh-TW"); len(got) > 0 {
			t.Errorf("%q finds %v", typed, got)
		}
	}
	empty, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if hits, err := empty.Find(empty.Begin("gateway 逾時 404"), []string{"en"}); err != nil || len(hits) > 0 {
		t.Errorf("a book without pages finds %v, %v", hits, err)
	}
}

// TestFindOrder: the same question has the same answer, in a strict order.
func TestFindOrder(t *testing.T) {
	for _, typed := range []string{"server", "request 請求", "40", "timeout gateway found"} {
		first, err := book().Find(book().Prepare(typed), []string{"en"})
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			again, err := book().Find(book().Prepare(typed), []string{"en"})
			if err != nil || !slices.Equal(first, again) {
				t.Fatalf("%q finds %v, then %v (%v)", typed, first, again, err)
			}
		}
		if !slices.IsSortedFunc(first, func(a, b Hit) int {
			if a.Score != b.Score && a.Score > b.Score || a.Score == b.Score && a.Path < b.Path {
				return -1
			}
			return 1
		}) {
			t.Errorf("%q: not in order: %v", typed, first)
		}
	}
}

// TestWeight: of two pages that fit alike the weightier comes first.
func TestWeight(t *testing.T) {
	for _, heavy := range []string{"a", "b"} {
		var documents []Document
		for _, path := range []string{"a", "b"} {
			d := Document{Path: path, Kind: Page, Title: "Gateway", Summary: "The same.", Weight: 1}
			if path == heavy {
				d.Weight = 1.1
			}
			documents = append(documents, d)
		}
		e, err := New(map[string][]Document{"en": documents})
		if err != nil {
			t.Fatal(err)
		}
		hits, err := e.Find(e.Prepare("gateway"), []string{"en"})
		if err != nil || len(hits) != 2 || hits[0].Path != heavy {
			t.Errorf("found %v (%v), want %s first", hits, err, heavy)
		}
	}
}

// TestForeign: the reader's own language comes first.
func TestForeign(t *testing.T) {
	e, err := New(map[string][]Document{
		"en": {{Path: "english", Title: "proxy", Weight: 1}, {Path: "german", Title: "else", Weight: 1}},
		"de": {{Path: "english", Title: "anderes", Weight: 1}, {Path: "german", Title: "proxy", Weight: 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for language, want := range map[string]string{"en": "english", "de": "german"} {
		hits, err := e.Find(e.Prepare("proxy"), []string{language})
		if err != nil || len(hits) != 2 || hits[0].Path != want {
			t.Errorf("in %s found %v (%v), want both and %s first", language, hits, err, want)
		}
	}
}

func TestDocument(t *testing.T) {
	if d, ok := book().Document("zh-TW", "504"); !ok || d.Name != "閘道逾時" {
		t.Errorf("%q, %t", d.Name, ok)
	}
	for _, where := range [][2]string{{"fr", "504"}, {"en", "505"}, {"", ""}} {
		if _, ok := book().Document(where[0], where[1]); ok {
			t.Errorf("%v is there", where)
		}
	}
}

// TestDocumentsStay: indexing keeps nothing of the caller's and changes nothing.
func TestDocumentsStay(t *testing.T) {
	documents := pages()
	if _, err := New(documents); err != nil {
		t.Fatal(err)
	}
	for _, d := range documents["en"] {
		for _, s := range d.Sections {
			if s.lower != "" {
				t.Errorf("%s#%s was written to", d.Path, s.ID)
			}
		}
	}
}

// TestConcurrent: engines are built and asked side by side.
func TestConcurrent(t *testing.T) {
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			e := book()
			if worker == 0 {
				var err error
				if e, err = New(pages()); err != nil {
					t.Error(err)
					return
				}
			}
			for i := range 20 {
				typed := []string{"gateway timeout", "逾時", "404", "gatway", "StatusNotFound"}[i%5]
				q := e.Prepare(typed)
				hits, err := e.Find(q, []string{"zh-TW"})
				if err != nil || len(hits) == 0 {
					t.Errorf("%q finds %v: %v", typed, hits, err)
					return
				}
				d, _ := e.Document("zh-TW", hits[0].Path)
				d.Passage(q)
			}
		})
	}
	group.Wait()
}

// FuzzFind: whatever is typed, the search answers, and what it shows of a page is
// text of that page.
func FuzzFind(f *testing.F) {
	for _, seed := range []string{
		"", "404", "4xx", "５０３", "StatusNotFound", `"not found"~2 +title:x^3 -y*`, "超时 重定向", "逾", "找不到網頁怎麼辦", "gatway timout",
		"\xff\xc0\x80", "\x00\x1b[2J", "\u202eabc\u2066", "İstanbul ß ﬁ", "a\u0301\u0327", strings.Repeat("逾時 ", 300), strings.Repeat("x", 10000),
		"𠮷野家 🫖", "%00%ff", "../../etc/passwd", "{{.}}", "<script>", strings.Repeat("a b ", 100),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		e := book()
		for _, q := range []Query{e.Prepare(typed), e.Begin(typed)} {
			if len(q.parts) > mostParts || !utf8.ValidString(q.text) || q.Corrected != "" && q.Corrected != q.text {
				t.Fatalf("%q is prepared as %+v", typed, q)
			}
			hits, err := e.Find(q, []string{"zh-TW", "en"})
			if err != nil {
				t.Fatalf("%q: %v", typed, err)
			}
			if q.Empty() && len(hits) > 0 {
				t.Fatalf("nothing is asked with %q, and %v is found", typed, hits)
			}
			for i, hit := range hits {
				if i > 0 && hit.Score > hits[i-1].Score || hit.Score <= 0 {
					t.Fatalf("%q: %v", typed, hits)
				}
				if err := checkPassages(e, q, hit.Path); err != nil {
					t.Fatalf("%q: %v", typed, err)
				}
			}
		}
	})
}

// checkPassages puts what is shown of a page together again.
func checkPassages(e *Engine, q Query, path string) error {
	for _, language := range []string{"en", "zh-TW"} {
		d, ok := e.Document(language, path)
		if !ok {
			return fmt.Errorf("%s is not there in %s", path, language)
		}
		p := d.Passage(q)
		var b strings.Builder
		for i, piece := range p.Pieces {
			if piece.Text == "" || !utf8.ValidString(piece.Text) || i > 0 && piece.Match && p.Pieces[i-1].Match {
				return fmt.Errorf("%s: pieces %v", path, p.Pieces)
			}
			b.WriteString(piece.Text)
		}
		text := d.Summary
		if p.Section.Text != "" {
			text = p.Section.Text
		}
		if got := strings.Trim(b.String(), "…"); !strings.Contains(strings.Join(strings.Fields(text), " "), got) {
			return fmt.Errorf("%s: %q is shown, which is not in %q", path, got, text)
		}
	}
	return nil
}
