package site_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"

	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
	"statusbook/internal/locale"
	"statusbook/internal/problem"
	"statusbook/internal/site"
	"statusbook/internal/webtest"
)

// mounted is the address of a book that does not stand at the root of its host.
const mounted = "https://wiki.example/http/"

type built struct {
	site     *site.Site
	tree     *layer.Tree
	problems problem.List
}

// The embedded book is read and built once for all tests: it never changes.
var (
	loadTree = sync.OnceValue(func() built {
		tree, problems := layer.Embedded(os.DirFS("../.."))
		return built{tree: tree, problems: problems}
	})
	loadBook    = sync.OnceValue(func() built { return buildAt("") })
	loadMounted = sync.OnceValue(func() built { return buildAt(mounted) })
)

func buildAt(base string) built {
	b := loadTree()
	s, found := site.Load(b.tree, config(base))
	return built{s, b.tree, slices.Concat(b.problems, found)}
}

func config(base string) site.Config {
	c := site.Config{DefaultLocale: "zh-TW"}
	if base != "" {
		c.BaseURL, _ = url.Parse(base)
	}
	return c
}

// book returns the embedded book, with BaseURL or without.
func book(t *testing.T, base string) *site.Site {
	t.Helper()
	b := loadBook()
	if base != "" {
		b = loadMounted()
	}
	if b.site == nil {
		t.Fatalf("the embedded book has problems:\n%v", b.problems)
	}
	return b.site
}

// small is the content of a book of four codes, which builds in no time.
func small(t *testing.T) *layer.Tree {
	t.Helper()
	var b strings.Builder
	for code, facts := range map[string]string{
		"200": "phrase = \"OK\"\nslugs = [\"fine\"]\n[constants]\ngo = \"StatusOK\"",
		"404": "phrase = \"Not Found\"", "410": "phrase = \"Gone\"\n[constants]\ngo = \"StatusGone\"", "500": "phrase = \"Internal Server Error\"",
	} {
		b.WriteString("-- content/codes/" + code + "/code.toml --\nregistration = \"registered\"\ncaching = \"explicit\"\ncontent = \"allowed\"\n" +
			"spec.document = \"RFC 9110\"\n" + facts + "\n")
	}
	return layertest.Embedded(t, layertest.Small(t, "../..", b.String()))
}

// over builds a small book with a text laid over it, and returns the problems as
// they print.
func over(t *testing.T, text string) (*site.Site, []string) {
	t.Helper()
	dir := layertest.Folder(t, text)
	tree, problems := small(t).Overlay(dir, layer.MaxEntries)
	s, found := site.Load(tree, config(""))
	return s, layertest.Lines(append(problems, found...).Sort(), dir)
}

// TestEmbeddedBook: what is embedded has no problem, not even a warning.
func TestEmbeddedBook(t *testing.T) {
	if problems := loadBook().problems; len(problems) > 0 {
		t.Errorf("problems:\n%v", problems)
	}
}

// TestTemplates checks each template against the type that it is executed with,
// branches that no page of today takes included.
func TestTemplates(t *testing.T) {
	views := map[string]any{
		"home": &site.HomePage{}, "code": &site.CodePage{}, "class": &site.ClassPage{}, "prose": &site.ProsePage{},
		"guides": &site.GuidesPage{}, "glossary": &site.GlossaryPage{}, "print": &site.PrintPage{},
		"unassigned": &site.UnassignedPage{}, "search": &site.SearchPage{}, "notfound": &site.NotFoundPage{}, "fault": &site.FaultPage{},
		"embed": &site.EmbedPage{}, "search-static": &site.StandaloneSearchPage{},
	}
	tree := loadBook().tree
	set, _ := locale.Load(tree, "zh-TW")
	templates, problems := site.ParseTemplates(tree, set.Default, book(t, ""))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, name := range site.PageTemplates {
		t.Run(name, func(t *testing.T) {
			if views[name] == nil {
				t.Fatal("this test does not know the type of the page")
			}
			if err := templatecheck.CheckHTML(templates[name].Lookup("layout"), views[name]); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestBuildIsRepeatable: caches and several instances rely on the same content
// having the same bytes and tags.
func TestBuildIsRepeatable(t *testing.T) {
	webtest.Slow(t)
	one, two := book(t, ""), buildAt("").site
	if diff := cmp.Diff(one.Paths(), two.Paths()); diff != "" {
		t.Fatalf("paths differ:\n%s", diff)
	}
	if diff := cmp.Diff(one.Redirects(), two.Redirects()); diff != "" {
		t.Errorf("redirects differ:\n%s", diff)
	}
	for i, path := range one.Paths() {
		a, b := one.Page(path), two.Page(path)
		if i%20 > 0 && a.MediaType == "image/png" {
			continue // one picture in twenty will do
		}
		if !bytes.Equal(a.Body(), b.Body()) || a.ETag(site.Gzip) != b.ETag(site.Gzip) {
			t.Errorf("%s differs", path)
		}
	}
	for _, e := range one.Editions.Editions {
		other := two.Editions.Get(e.Tag)
		if a, b := one.Search(e, "not", 1), two.Search(other, "not", 1); !bytes.Equal(a.Body(), b.Body()) {
			t.Errorf("search in %s differs", e.Tag)
		}
	}
}

// TestCodings decodes every page from each of its codings.
func TestCodings(t *testing.T) {
	webtest.Slow(t)
	s := book(t, "")
	decode := map[site.Coding]func([]byte) (io.Reader, error){
		site.Gzip:   func(data []byte) (io.Reader, error) { return gzip.NewReader(bytes.NewReader(data)) },
		site.Brotli: func(data []byte) (io.Reader, error) { return brotli.NewReader(bytes.NewReader(data)), nil },
	}
	for i, path := range s.Paths() {
		if kind := s.Page(path).MediaType; i%7 > 0 && (strings.HasPrefix(kind, "text/html") || kind == "image/png") {
			continue // one page or picture in seven will do
		}
		page := s.Page(path)
		tags := []string{page.ETag(site.Identity)}
		if !bytes.Equal(page.Encoded(site.Identity), page.Body()) {
			t.Errorf("%s: identity is not the body", path)
		}
		for coding, reader := range decode {
			r, err := reader(page.Encoded(coding))
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, page.Body()) {
				t.Errorf("%s in %s decodes to something else, error %v", path, coding, err)
			}
			if page.Compressible() && len(page.Encoded(coding)) >= len(page.Body()) {
				t.Errorf("%s grows in %s", path, coding)
			}
			if slices.Contains(tags, page.ETag(coding)) {
				t.Errorf("%s has the tag %s twice", path, page.ETag(coding))
			}
			tags = append(tags, page.ETag(coding))
		}
	}
}

// TestMounted: in a book under a path, nothing forgets that path.
func TestMounted(t *testing.T) {
	s := book(t, mounted)
	if got := s.Link("/en/404"); got != "/http/en/404" {
		t.Errorf("Link = %s", got)
	}
	if !s.Secure() || book(t, "").Secure() {
		t.Error("Secure is wrong")
	}
	for path, want := range map[string]string{
		"/http/en/404": "/en/404", "/en/404": "/en/404", "/http": "/", "/http/": "/", "/https/": "/https/", "/": "/",
	} {
		if got := s.Inside(path); got != want {
			t.Errorf("Inside(%s) = %s, want %s", path, got, want)
		}
	}
	robots := string(s.Page("/robots.txt").Body())
	for _, line := range []string{"Disallow: /http/*/search?", "Sitemap: https://wiki.example/http/sitemap.xml"} {
		if !strings.Contains(robots, line+"\n") {
			t.Errorf("robots.txt lacks %q:\n%s", line, robots)
		}
	}
	for _, base := range []string{"", mounted} {
		root := "http://127.0.0.1:8080/"
		if base != "" {
			root = base
		}
		sitemap := string(book(t, base).Page("/sitemap.xml").At("http://127.0.0.1:8080").Body())
		for _, attribute := range []string{"<loc>", `href="`} {
			if all, own := strings.Count(sitemap, attribute), strings.Count(sitemap, attribute+root); all == 0 || all != own {
				t.Errorf("in the sitemap %d of %d %s begin with %s", own, all, attribute, root)
			}
		}
	}
}

// TestSitemap lists every page that may be found, and nothing else.
func TestSitemap(t *testing.T) {
	s := book(t, mounted)
	sitemap := string(s.Page("/sitemap.xml").Body())
	for _, path := range s.Paths() {
		page := s.Page(path)
		listed := strings.Contains(sitemap, "<loc>"+strings.TrimSuffix(mounted, "/")+path+"</loc>")
		if want := strings.HasPrefix(page.MediaType, "text/html") && !page.NoIndex; listed != want {
			t.Errorf("%s: listed %t, want %t", path, listed, want)
		}
	}
}

func TestLoadWithoutDefault(t *testing.T) {
	s, problems := site.Load(loadBook().tree, site.Config{DefaultLocale: "fr"})
	if s != nil || len(problems.Fatal()) != 1 || problems[0].File != "locales/active.fr.toml" {
		t.Errorf("site %v, problems %v", s != nil, problems)
	}
}

// TestFaultPages: each status has a page, and one without it gets that of 500.
func TestFaultPages(t *testing.T) {
	s := book(t, "")
	for _, e := range s.Editions.Editions {
		for _, status := range site.Faults {
			if page := s.Fault(e, status); page == nil || page.Language != e.Lang() || page.CacheControl != site.CacheNone {
				t.Errorf("%s: the page for %d is wrong", e.Tag, status)
			}
		}
		if s.Fault(e, 299) != s.Fault(e, 500) {
			t.Errorf("%s: a status without a page does not get that of 500", e.Tag)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	tree := layertest.Embedded(b, os.DirFS("../.."))
	b.ReportAllocs()
	for b.Loop() {
		if s, problems := site.Load(tree, config("")); s == nil {
			b.Fatal(problems)
		}
	}
}
