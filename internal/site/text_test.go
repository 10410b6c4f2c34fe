package site_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/catalog"
	"statusbook/internal/site"
	"statusbook/internal/terminal"
)

// TestTextPages: every page of every edition fits a terminal of 80 columns, but
// for lines of code and addresses, and no line begins or ends as none may.
func TestTextPages(t *testing.T) {
	s := book(t, mounted)
	for _, path := range endingIn(t, s, ".txt") {
		page := s.Page(path + ".txt")
		if page.MediaType != "text/plain; charset=utf-8" || !page.Open {
			t.Errorf("%s.txt: media type %s, open %v", path, page.MediaType, page.Open)
		}
		all := string(page.Body())
		if !strings.HasSuffix(all, "\n"+strings.TrimSuffix(mounted, "/")+path+"\n") {
			t.Errorf("%s.txt does not end with its address", path)
		}
		code := "\n" + parse(t, string(s.Page(path+".md").Body())).code
		for line := range strings.Lines(all) {
			line = strings.TrimSuffix(line, "\n")
			bare := strings.TrimLeft(line, " ")
			isCode := strings.HasPrefix(line, "    ") && strings.Contains(code, bare)
			if terminal.Width(line) > 80 && !isCode && !strings.Contains(line, "://") {
				t.Errorf("%s.txt: %d columns: %s", path, terminal.Width(line), line)
			}
			if strings.ContainsFunc(line, unicode.IsControl) || line != strings.TrimRight(line, " ") {
				t.Errorf("%s.txt: %q has control characters or spaces at its end", path, line)
			}
			if bare != "" && !isCode && strings.ContainsAny(string([]rune(bare)[0]), "。，、；：？！」』）") {
				t.Errorf("%s.txt: a line begins with %s", path, bare)
			}
			if ends := []rune(bare); len(ends) > 0 && !isCode && strings.ContainsAny(string(ends[len(ends)-1]), "「『（") {
				t.Errorf("%s.txt: a line ends with %s", path, bare)
			}
		}
	}
}

// TestTextPage shows the head of a page.
func TestTextPage(t *testing.T) {
	const want = `404 Not Found
=============

找不到

`
	body := string(book(t, mounted).Page("/zh-TW/404.txt").Body())
	if diff := cmp.Diff(want, body[:min(len(want), len(body))]); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	for _, piece := range []string{"\n意義\n----\n", "\n- 類別：4xx 用戶端錯誤\n", "\n搬走了，而且你知道搬到哪裡                     301、308\n", "\n[1] https://"} {
		if !strings.Contains(body, piece) {
			t.Errorf("%q is missing", piece)
		}
	}
}

// TestLoadText: what is built for a terminal alone is the same as what is served.
func TestLoadText(t *testing.T) {
	full := book(t, mounted)
	light, problems := site.LoadText(loadTree().tree, config(mounted))
	if light == nil {
		t.Fatal(problems)
	}
	for _, suffix := range []string{".md", ".txt", ".json"} {
		for _, path := range endingIn(t, full, suffix) {
			page := light.Page(path + suffix)
			if page == nil {
				t.Errorf("%s is not there", path+suffix)
				continue
			}
			if diff := cmp.Diff(string(full.Page(path+suffix).Body()), string(page.Body())); diff != "" {
				t.Errorf("%s differs (-served +at the terminal):\n%s", path+suffix, diff)
			}
		}
	}
}

func TestNamed(t *testing.T) {
	light, problems := site.LoadText(loadTree().tree, config(""))
	if light == nil {
		t.Fatal(problems)
	}
	e := light.Editions.Get("en")
	for words, want := range map[string]string{
		"404": "/en/404", " 404 ": "/en/404", "４０４": "/en/404", "4XX": "/en/4xx", "bad gateway": "/en/502", "Bad-Gateway": "/en/502",
		"StatusTeapot": "/en/418", "HttpStatus.NOT_FOUND": "/en/404", ":not_found": "/en/404", "choose": "/en/guides/choose",
		"guides/choose": "/en/guides/choose", "Guides/Choose": "/en/guides/choose", "about": "/en/about", "glossary": "/en/glossary",
		"": "", "588": "", "search": "", "guides": "", "/": "", "..": "", "../zh-TW/404": "", "zh-TW/404": "", "404.md": "", "%34": "", "slow": "", "feed.atom": "",
	} {
		if got, _ := light.Named(e, words); got != want {
			t.Errorf("%q names %q, want %q", words, got, want)
		}
	}
}

func TestFindAndNearest(t *testing.T) {
	light, problems := site.LoadText(loadTree().tree, config(""))
	if light == nil {
		t.Fatal(problems)
	}
	e := light.Editions.Get("en")
	hits := light.Find(e, "too many requests in a given time", 3)
	if len(hits) != 3 || !slices.ContainsFunc(hits, func(h site.Hit) bool { return h.Name == "429" }) {
		t.Errorf("found %v", hits)
	}
	near := light.Nearest(e, "588")
	if len(near) == 0 {
		t.Error("nothing is near 588")
	}
	for _, hit := range near {
		if _, ok := catalog.Number(hit.Name); !ok || hit.Title == "" || hit.About == "" {
			t.Errorf("near is %v", hit)
		}
	}
}
