package export_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/html"

	"statusbook/internal/export"
	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/server"
	"statusbook/internal/site"
	"statusbook/internal/webtest"
)

func build(base string, only ...string) (*site.Site, problem.List) {
	tree, problems := layer.Embedded(os.DirFS("../.."))
	if len(problems) > 0 {
		return nil, problems
	}
	config := site.Config{DefaultLocale: "zh-TW", Only: only}
	if base != "" {
		config.BaseURL, _ = url.Parse(base)
	}
	return site.Load(tree, config)
}

const mounted = "https://wiki.example/http/"

// One edition has every kind of page.
var (
	englishBook = sync.OnceValues(func() (*site.Site, problem.List) { return build("", "en") })
	mountedBook = sync.OnceValues(func() (*site.Site, problem.List) { return build(mounted, "en") })
)

func book(t *testing.T, made func() (*site.Site, problem.List)) *site.Site {
	t.Helper()
	webtest.Slow(t) // thousands of files are written
	s, problems := made()
	if s == nil {
		t.Fatalf("building the book:\n%v", problems)
	}
	return s
}

// config is that of an export which takes little time.
func config(s *site.Site) export.Config {
	return export.Config{Plain: true, Fields: func(page *site.Representation) http.Header { return server.Fields(s, page) }}
}

func write(t *testing.T, s *site.Site, dir string, c export.Config) export.Summary {
	t.Helper()
	summary, err := export.Write(t.Context(), s, dir, c)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

// files reads a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestSame: a book that is built anew, at another time, is written alike, and so are
// the codings of its files.
func TestSame(t *testing.T) {
	type written struct {
		export.Summary
		files map[string]string
	}
	exported := func(s *site.Site, c export.Config) written {
		dir := filepath.Join(t.TempDir(), "out")
		summary := write(t, s, dir, c)
		return written{summary, files(t, dir)}
	}
	both := func(full *site.Site) []written {
		few := small(t, "en")
		coded := config(few)
		coded.Plain, coded.Quick = false, true
		return []written{exported(full, config(full)), exported(few, coded)}
	}
	first := both(book(t, mountedBook))
	time.Sleep(1100 * time.Millisecond) // a Site knows its time by the second
	second := both(book(t, func() (*site.Site, problem.List) { return build(mounted, "en") }))
	for i, a := range first {
		b := second[i]
		if a.Summary != b.Summary {
			t.Errorf("%+v, then %+v", a.Summary, b.Summary)
		}
		for _, name := range slices.Sorted(maps.Keys(a.files)) {
			if a.files[name] != b.files[name] {
				t.Errorf("%s differs", name)
			}
		}
		if len(a.files) != len(b.files) || len(a.files) != a.Files+a.Codings {
			t.Errorf("%d files and %d, told were %+v", len(a.files), len(b.files), a.Summary)
		}
	}
	if first[0].Files < 1000 || first[1].Codings < 50 {
		t.Errorf("too little was written: %+v, %+v", first[0].Summary, first[1].Summary)
	}
}

// TestAddresses: every address in every page is that of a file, under the base
// path, and tells no place that does not exist. TestOnly sees to those at the root.
func TestAddresses(t *testing.T) {
	for _, test := range []struct {
		name    string
		made    func() (*site.Site, problem.List)
		base    string
		folders bool
	}{{"under a path", mountedBook, "/http", false}, {"in folders", mountedBook, "/http", true}} {
		t.Run(test.name, func(t *testing.T) {
			s := book(t, test.made)
			dir := filepath.Join(t.TempDir(), "out")
			c := config(s)
			c.Folders = test.folders
			write(t, s, dir, c)
			all := files(t, dir)
			_, hasSitemap := all["sitemap.xml"]
			if hasSitemap == s.Roams() {
				t.Errorf("there is a sitemap: %t", hasSitemap)
			}
			for name, body := range all {
				if strings.Contains(body, "origin.invalid") {
					t.Errorf("%s has an address that does not exist", name)
				}
				if strings.HasSuffix(name, ".html") {
					checkLinks(t, all, test.base, name, body)
				}
			}
		})
	}
}

// perRequest are addresses that a link may have although nothing stands there: they
// answer questions, which files cannot.
var perRequest = []string{"/oembed", "/api/v1/search"}

func checkLinks(t *testing.T, all map[string]string, base, name, body string) {
	t.Helper()
	tokens := html.NewTokenizer(strings.NewReader(body))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		for _, attribute := range tokens.Token().Attr {
			switch attribute.Key {
			case "href", "src", "action", "data-suggest":
			default:
				continue
			}
			address := strings.TrimPrefix(attribute.Val, "https://wiki.example")
			path, _, _ := strings.Cut(address, "#")
			path, _, _ = strings.Cut(path, "?")
			if !strings.HasPrefix(path, "/") {
				continue // elsewhere, or in the page
			}
			inside, ok := strings.CutPrefix(path, base+"/")
			if !ok {
				t.Errorf("%s: %s is not under %s/", name, address, base)
				continue
			}
			if slices.Contains(perRequest, "/"+inside) {
				continue
			}
			found := false
			for _, candidate := range []string{inside, inside + ".html", inside + "/index.html", inside + "index.html", inside + "/index.json"} {
				_, there := all[candidate]
				found = found || there
			}
			if !found {
				t.Errorf("%s: %s leads nowhere", name, address)
			}
		}
	}
}

// TestCodings: what is written beside a file is the same, smaller: as small as can
// be, unless it is to be quick.
func TestCodings(t *testing.T) {
	s := small(t, "en")
	for _, test := range []struct {
		name         string
		quick        bool
		gzip, brotli int // levels
	}{{"best", false, gzip.BestCompression, brotli.BestCompression}, {"quick", true, gzip.BestSpeed, brotli.BestSpeed}} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			c := config(s)
			c.Plain, c.Quick = false, test.quick
			summary := write(t, s, dir, c)
			all := files(t, dir)
			for _, name := range []string{"en/404.html", "en/index.html", "llms.txt", strings.TrimPrefix(s.Asset("site.css"), "/")} {
				var gz, br bytes.Buffer
				compressor, err := gzip.NewWriterLevel(&gz, test.gzip)
				if err != nil {
					t.Fatal(err)
				}
				for suffix, coding := range map[string]struct {
					io.WriteCloser
					want *bytes.Buffer
				}{".gz": {compressor, &gz}, ".br": {brotli.NewWriterLevel(&br, test.brotli), &br}} {
					if _, err := io.WriteString(coding, all[name]); err != nil {
						t.Fatal(err)
					}
					if err := coding.Close(); err != nil {
						t.Fatal(err)
					}
					if body := all[name+suffix]; body != coding.want.String() || len(body) >= len(all[name]) {
						t.Errorf("%s has %d bytes, the coding at its level %d, the file %d", name+suffix, len(body), coding.want.Len(), len(all[name]))
					}
				}
			}
			for name := range all {
				if strings.HasSuffix(name, ".png.gz") || strings.HasSuffix(name, ".png.br") {
					t.Errorf("%s gains nothing", name)
				}
			}
			if len(all) != summary.Files+summary.Codings {
				t.Errorf("%d files, told were %+v", len(all), summary)
			}
		})
	}
}

// TestTables: hosts that read a table get every redirect, and no field twice.
func TestTables(t *testing.T) {
	s := book(t, mountedBook)
	dir := filepath.Join(t.TempDir(), "out")
	write(t, s, dir, config(s))
	all := files(t, dir)
	redirects := all["_redirects"]
	for from, to := range s.Redirects() {
		if !strings.Contains(redirects, "\n"+s.Link(from)+" "+s.Link(to)+" 301\n") && !strings.HasPrefix(redirects, s.Link(from)+" ") {
			t.Errorf("_redirects lacks %s", from)
		}
		page := all[strings.TrimPrefix(from, "/")+".html"]
		if !strings.Contains(page, `content="0; url=`+s.Link(to)+`"`) || !strings.Contains(page, `rel="canonical" href="https://wiki.example`+s.Link(to)+`"`) {
			t.Errorf("the page of %s does not lead to %s:\n%s", from, to, page)
		}
	}
	rules := headerRules(all["_headers"])
	if len(rules) > 100 {
		t.Errorf("%d rules; Cloudflare Pages takes 100", len(rules))
	}
	for _, p := range s.Paths() {
		said := map[string]string{}
		for pattern, fields := range rules {
			before, after, _ := strings.Cut(pattern, "*")
			if address := s.Link(p); !strings.HasPrefix(address, before) || !strings.HasSuffix(address, after) || len(address) < len(before)+len(after) {
				continue
			}
			for name, value := range fields {
				if other, twice := said[name]; twice {
					t.Errorf("%s: %s is %q and %q", p, name, other, value)
				}
				said[name] = value
			}
		}
		want := server.Fields(s, s.Page(p))
		for name, value := range said {
			if want.Get(name) != value {
				t.Errorf("%s: %s is %q, the program sends %q", p, name, value, want.Get(name))
			}
		}
		if said["X-Content-Type-Options"] == "" {
			t.Errorf("%s: X-Content-Type-Options is missing", p)
		}
	}
}

// headerRules reads _headers: patterns with their fields.
func headerRules(text string) map[string]map[string]string {
	rules := map[string]map[string]string{}
	pattern := ""
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && strings.HasPrefix(line, " ") {
			rules[pattern][name] = value
			continue
		}
		pattern = strings.TrimSpace(line)
		rules[pattern] = map[string]string{}
	}
	return rules
}

// TestOnly: an edition stands by itself.
func TestOnly(t *testing.T) {
	for only, made := range map[string]func(t *testing.T) *site.Site{
		"en": func(t *testing.T) *site.Site { return book(t, englishBook) },
		"mul": func(t *testing.T) *site.Site {
			return book(t, func() (*site.Site, problem.List) { return build("", "mul") })
		},
		"zh-TW": func(t *testing.T) *site.Site { return small(t, "zh-TW") },
	} {
		t.Run(only, func(t *testing.T) {
			s := made(t)
			dir := filepath.Join(t.TempDir(), "out")
			write(t, s, dir, config(s))
			all := files(t, dir)
			for name, body := range all {
				top, _, _ := strings.Cut(name, "/")
				if slices.Contains([]string{"en", "zh-TW", "mul"}, top) && top != only {
					t.Fatalf("there is %s", name)
				}
				if strings.HasSuffix(name, ".html") {
					checkLinks(t, all, "", name, body)
				}
				if strings.Contains(body, "origin.invalid") {
					t.Errorf("%s has an address that does not exist", name)
				}
			}
			if _, ok := all["sitemap.xml"]; ok {
				t.Error("there is a sitemap, but no address for it")
			}
			if !strings.Contains(all[only+"/404.html"], "404") {
				t.Error("there is no page of 404")
			}
			indexes := 0
			for name := range all {
				if strings.HasPrefix(name, "static/search.") {
					indexes++
				}
			}
			if want := map[string]int{"en": 1, "zh-TW": 1, "mul": 2}[only]; indexes != want {
				t.Errorf("%d indexes, want %d", indexes, want)
			}
		})
	}
	if _, problems := build("", "xx"); !strings.Contains(problems.Sort()[0].String(), `there is no edition "xx"`) {
		t.Errorf("an edition that is not there: %v", problems)
	}
}
