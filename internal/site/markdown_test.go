package site_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	goldtext "github.com/yuin/goldmark/text"

	"statusbook/internal/catalog"
	"statusbook/internal/site"
)

// endingIn lists the pages that the site has with a suffix, without it.
func endingIn(t *testing.T, s *site.Site, suffix string) []string {
	t.Helper()
	var paths []string
	for _, path := range s.Paths() {
		if rest, ok := strings.CutSuffix(path, suffix); ok && s.Page(rest) != nil {
			paths = append(paths, rest)
		}
	}
	if len(paths) < 450 {
		t.Fatalf("only %d pages end in %s", len(paths), suffix)
	}
	return paths
}

var anyMarkdown = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithHeadingAttribute()))

// parsed is a page of Markdown as a stranger reads it.
type parsed struct {
	front  map[string]any
	titles []string // headings of level one
	ids    []string // of headings of level two
	links  []string
	words  string // outside of code
	code   string // fenced, with tabs as four spaces
}

func parse(t *testing.T, page string) parsed {
	t.Helper()
	var p parsed
	front, body, ok := strings.Cut(strings.TrimPrefix(page, "---\n"), "---\n\n")
	if !ok || !strings.HasPrefix(page, "---\n") {
		t.Fatalf("no front matter: %.100q", page)
	}
	if err := yaml.Unmarshal([]byte(front), &p.front); err != nil {
		t.Fatalf("front matter: %v\n%s", err, front)
	}
	source := []byte(body)
	var words, code strings.Builder
	_ = ast.Walk(anyMarkdown.Parser().Parse(goldtext.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			id, _ := n.AttributeString("id")
			name, _ := id.([]byte)
			switch n.Level {
			case 1:
				p.titles = append(p.titles, string(n.Lines().Value(source)))
			case 2:
				p.ids = append(p.ids, string(name))
			}
		case *ast.Link:
			p.links = append(p.links, string(n.Destination))
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.FencedCodeBlock:
			code.WriteString(strings.ReplaceAll(string(n.Lines().Value(source)), "\t", "    "))
		case *ast.Text:
			words.Write(n.Segment.Value(source))
		case *ast.HTMLBlock, *ast.RawHTML:
			t.Errorf("raw HTML in %.100q", body)
		}
		return ast.WalkContinue, nil
	})
	p.words, p.code = words.String(), code.String()
	return p
}

// TestMarkdownPages reads every page as Markdown with a parser that knows nothing
// of the book: front matter, the fixed sections, links that lead somewhere.
func TestMarkdownPages(t *testing.T) {
	s := book(t, mounted)
	for _, path := range endingIn(t, s, ".md") {
		page := s.Page(path + ".md")
		p := parse(t, string(page.Body()))
		if page.MediaType != "text/markdown; charset=utf-8" || !page.Open {
			t.Errorf("%s.md: media type %s, open %v", path, page.MediaType, page.Open)
		}
		address := strings.TrimSuffix(mounted, "/") + path
		if want := "<" + address + `>; rel="canonical"`; page.Link != want {
			t.Errorf("%s.md: Link %s, want %s", path, page.Link, want)
		}
		if p.front["url"] != address || s.Page(path) == nil {
			t.Errorf("%s.md: url is %v, want %s", path, p.front["url"], address)
		}
		if len(p.titles) != 1 {
			t.Errorf("%s.md: titles %q", path, p.titles)
		}
		if strings.Contains(p.words, "[[") || strings.Contains(p.words, "**") {
			t.Errorf("%s.md: marks stand as themselves:\n%s", path, p.words)
		}
		for _, link := range p.links {
			target, ours := strings.CutPrefix(link, strings.TrimSuffix(mounted, "/"))
			target, _, _ = strings.Cut(target, "#")
			if u, err := url.Parse(link); err != nil || !u.IsAbs() || ours && s.Page(target) == nil {
				t.Errorf("%s.md: link to %s", path, link)
			}
		}
		number, isCode := catalog.Number(path[strings.LastIndex(path, "/")+1:])
		if !isCode {
			continue
		}
		if got := p.front["code"]; got != catalog.Digits(number) {
			t.Errorf("%s.md: code is %v", path, got)
		}
		order := slices.Clone(p.ids)
		slices.SortFunc(order, func(a, b string) int {
			return slices.Index(catalog.SectionIDs, a) - slices.Index(catalog.SectionIDs, b)
		})
		if diff := cmp.Diff(order, p.ids); diff != "" || slices.Contains(p.ids, "") {
			t.Errorf("%s.md: sections out of order (-want +got):\n%s", path, diff)
		}
		html := string(s.Page(path).Body())
		for _, id := range p.ids {
			if !strings.Contains(html, `<section id="`+id+`">`) {
				t.Errorf("%s.md has section %s, which the page has not", path, id)
			}
		}
		if sections := strings.Count(html, "<section id="); sections != len(p.ids) {
			t.Errorf("%s.md has %d sections, the page %d", path, len(p.ids), sections)
		}
	}
}

// TestMarkdownFrontMatter shows one of a code in one language, and in two.
func TestMarkdownFrontMatter(t *testing.T) {
	s := book(t, mounted)
	for path, want := range map[string]map[string]any{
		"/en/404": {
			"code": "404", "phrase": "Not Found", "name": "No such resource", "class": "4xx", "registration": "registered",
			"specification": "RFC 9110 §15.5.5", "updated": "2026-11-23", "lang": "en", "url": mounted + "en/404", "license": "CC-BY-SA-4.0",
		},
		"/mul/404": {
			"code": "404", "phrase": "Not Found", "name": []any{"找不到", "No such resource"}, "class": "4xx", "registration": "registered",
			"specification": "RFC 9110 §15.5.5", "updated": "2026-11-23", "lang": []any{"zh-TW", "en"}, "url": mounted + "mul/404", "license": "CC-BY-SA-4.0",
		},
	} {
		if diff := cmp.Diff(want, parse(t, string(s.Page(path+".md").Body())).front); diff != "" {
			t.Errorf("%s.md differs (-want +got):\n%s", path, diff)
		}
	}
}

// TestMarkdownOfTwoLanguages: the edition of both has the sections of both, and
// what they have alike once.
func TestMarkdownOfTwoLanguages(t *testing.T) {
	s := book(t, "")
	body := func(path string) string { return string(s.Page(path).Body()) }
	both := body("/mul/404.md")
	paragraph := regexp.MustCompile(`(?m)^[^\n#|>\-` + "`" + `{}\s].{80,}$`)
	for _, tag := range []string{"zh-TW", "en"} {
		one := strings.ReplaceAll(body("/"+tag+"/404.md"), "http://origin.invalid/"+tag+"/", "http://origin.invalid/mul/")
		lines := paragraph.FindAllString(one, -1)
		if len(lines) < 10 {
			t.Fatalf("only %d paragraphs in %s", len(lines), tag)
		}
		for _, line := range lines {
			if !strings.Contains(both, line) {
				t.Errorf("missing of %s: %s", tag, line)
			}
		}
	}
	for _, alike := range []string{"curl -sS -i 'https://api.example.com/v1/orders/1024'", "{#visitor}", "{#meaning}"} {
		if count := strings.Count(both, alike); count != 1 {
			t.Errorf("%q stands %d times", alike, count)
		}
	}
}
