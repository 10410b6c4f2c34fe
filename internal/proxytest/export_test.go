package proxytest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"statusbook/internal/export"
	"statusbook/internal/problem"
	"statusbook/internal/server"
	"statusbook/internal/site"
)

// TestExport serves an export with nginx and holds every answer against what the
// program sends.
func TestExport(t *testing.T) {
	for _, place := range []struct {
		name, base, host string
		made             func() (*site.Site, problem.List)
		folders          bool
	}{
		{"at the root", "", "book.example", rootBook, false},
		{"under a path", "/http", "wiki.example", mountedBook, false},
		{"in folders", "/http", "wiki.example", mountedBook, true},
	} {
		t.Run(place.name, func(t *testing.T) {
			program(t, "nginx")
			s := book(t, place.made)
			top := t.TempDir()
			dir := filepath.Join(top, place.base)
			if _, err := export.Write(t.Context(), s, dir, export.Config{
				Folders: place.folders, Plain: place.folders, Quick: true,
				Fields: func(page *site.Representation) http.Header { return server.Fields(s, page) },
			}); err != nil {
				t.Fatal(err)
			}
			address := freeAddress(t)
			config := "server { listen " + address + "; root " + top + "; include " + dir + "/_nginx.conf; }"
			if hasBrotli(t) {
				config = "brotli_static on;\n" + config
			}
			nginx(t, address, config)
			x := exported{t, s, handler(s), address, place.host, place.base}
			if place.folders { // the same pages under other names
				x.pages(17)
			} else {
				x.pages(1)
				x.codings()
			}
			x.ways()
		})
	}
}

type exported struct {
	t       *testing.T
	site    *site.Site
	handler *server.Server
	address string
	host    string
	base    string
}

func (x exported) get(path string, fields ...string) exchange {
	return get(x.t, http.MethodGet, x.address, x.host, x.base+path, fields...)
}

// sameFields are those that nginx has to send as the program does.
var sameFields = []string{
	"Access-Control-Allow-Origin", "Cache-Control", "Content-Language", "Content-Security-Policy", "Content-Type",
	"Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options", "X-Robots-Tag",
}

// pages compares every page, or one of so many, with what the program sends. Where the book does not
// know its address, that has no host.
func (x exported) pages(step int) {
	x.t.Helper()
	count := 0
	for i, path := range x.site.Paths() {
		if i%step > 0 || path == "/sitemap.xml" && x.site.Roams() {
			continue // the latter is not there without absolute addresses
		}
		want, got := served(x.handler, x.host, x.base+path), x.get(path)
		count++
		if got.status != http.StatusOK || want.status != http.StatusOK {
			x.t.Errorf("%s: nginx answers %d, the program %d", path, got.status, want.status)
			continue
		}
		wantBody := want.body
		if x.site.Roams() {
			wantBody = bytes.ReplaceAll(wantBody, []byte("http://"+x.host), nil)
		}
		if path == "/robots.txt" && x.site.Roams() {
			wantBody, _, _ = bytes.Cut(wantBody, []byte("Sitemap:"))
		}
		if !bytes.Equal(got.body, wantBody) && (!x.site.Roams() || !sealed(path)) {
			x.t.Errorf("%s: nginx sends %d bytes, the program other %d", path, len(got.body), len(wantBody))
		}
		for _, name := range sameFields {
			if g, w := got.header.Get(name), want.header.Get(name); g != w {
				x.t.Errorf("%s: %s is %q from nginx, %q from the program", path, name, g, w)
			}
		}
	}
	if count < 1000/step {
		x.t.Errorf("only %d pages were compared", count)
	}
}

// sealed reports whether a representation says its own digest, which is that of
// other bytes if addresses differ.
func sealed(path string) bool { return path == "/api/v1/statusbook.json" }

// codings asks for compressed pages.
func (x exported) codings() {
	x.t.Helper()
	for _, path := range []string{"/en/404", "/zh-TW/", "/mul/guides/choose", "/en/429.json", "/api/v1/codes", x.site.Asset("site.css")} {
		plain := x.get(path)
		zipped := x.get(path, "Accept-Encoding", "gzip")
		r, err := gzip.NewReader(bytes.NewReader(zipped.body))
		if err != nil || zipped.header.Get("Content-Encoding") != "gzip" || !strings.Contains(zipped.header.Get("Vary"), "Accept-Encoding") {
			x.t.Errorf("%s: not gzip: %v, %v", path, err, zipped.header)
			continue
		}
		if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, plain.body) {
			x.t.Errorf("%s: gzip holds other bytes (%v)", path, err)
		}
		if !hasBrotli(x.t) {
			continue
		}
		smaller := x.get(path, "Accept-Encoding", "gzip, br")
		body, err := io.ReadAll(brotli.NewReader(bytes.NewReader(smaller.body)))
		if err != nil || smaller.header.Get("Content-Encoding") != "br" || !bytes.Equal(body, plain.body) {
			x.t.Errorf("%s: no brotli, or of other bytes: %v, %v", path, err, smaller.header)
		}
	}
}

// ways asks for addresses that lead elsewhere or nowhere.
func (x exported) ways() {
	x.t.Helper()
	for from, to := range x.site.Redirects() {
		if got := x.get(from); got.status != http.StatusMovedPermanently || got.header.Get("Location") != x.base+to {
			x.t.Errorf("%s: %d to %q, want 301 to %s", from, got.status, got.header.Get("Location"), x.base+to)
		}
	}
	for _, test := range []struct {
		path, languages, cookie string
		status                  int
		to                      string
	}{
		{"/", "", "", 302, "/zh-TW/"},
		{"/", "en-GB,en;q=0.9", "", 302, "/en/"},
		{"/404", "fr, en;q=0.8, zh;q=0.5", "", 302, "/en/404"},
		{"/404", "fr, zh-CN;q=0.8, en;q=0.5", "", 302, "/zh-TW/404"},
		{"/404", "enx, zhx", "", 302, "/zh-TW/404"},
		{"/4xx?x=1", "en", "edition=mul", 302, "/mul/4xx?x=1"},
		{"/404", "en", "edition=evil", 302, "/en/404"},
		{"/en", "", "", 301, "/en/"},
		{"/en/404/", "", "", 301, "/en/404"},
		{"/docs/Web/HTTP/Status/404", "", "", 301, "/404"},
		{"/en-US/docs/Web/HTTP/Reference/Status/418", "", "", 301, "/418"},
		{"/en/zzz", "", "", 404, ""},
		{"/zzz", "", "", 404, ""},
		{"/_nginx.conf", "", "", 404, ""},
		{"/_headers", "", "", 404, ""},
		{"/.statusbook-export", "", "", 404, ""},
		{"/404.html", "", "", 404, ""},
	} {
		fields := []string{"Accept-Language", test.languages, "Cookie", test.cookie}
		got := x.get(test.path, fields...)
		if test.path == "/en/404/" && got.status == http.StatusOK {
			continue // in folders this is a name of the page, too
		}
		to := test.to
		if to != "" {
			to = x.base + to
		}
		if got.status != test.status || got.header.Get("Location") != to {
			x.t.Errorf("%s with %q: %d to %q, want %d to %q", test.path, fields, got.status, got.header.Get("Location"), test.status, to)
		}
		if got.status == http.StatusFound && got.header.Get("Vary") != "Accept-Language, Cookie" {
			x.t.Errorf("%s: Vary is %q", test.path, got.header.Get("Vary"))
		}
	}
	missing := x.get("/en/zzz")
	if !bytes.Contains(missing.body, []byte("data-missing")) || missing.header.Get("Cache-Control") != "no-store" {
		x.t.Errorf("the page for nothing: %v\n%s", missing.header, missing.body)
	}
	if remembered := x.get("/en/404?remember").header.Get("Set-Cookie"); !strings.HasPrefix(remembered, "edition=en; Path="+x.base+"/;") {
		x.t.Errorf("the choice is remembered with %q", remembered)
	}
	if cookie := x.get("/en/404").header.Get("Set-Cookie"); cookie != "" {
		x.t.Errorf("a cookie without a choice: %q", cookie)
	}
}
