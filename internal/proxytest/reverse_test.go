package proxytest

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"statusbook/internal/server"
	"statusbook/internal/site"
)

// configuration reads a file of deploy/proxies and puts other addresses in it,
// each of which must be there.
func configuration(t *testing.T, name string, pairs ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "deploy/proxies", name))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(string(text), pairs[i]) {
			t.Fatalf("%s does not have %q", name, pairs[i])
		}
	}
	return strings.NewReplacer(pairs...).Replace(string(text))
}

func TestNginx(t *testing.T) {
	program(t, "nginx")
	address := freeAddress(t)
	ownHost, underPath := book(t, rootBook), book(t, mountedBook)
	nginx(t, address, configuration(t, "nginx.conf",
		"listen 80;", "listen "+address+";", "server 127.0.0.1:8080;", "server "+backend(t, ownHost)+";", "server 127.0.0.1:8081;", "server "+backend(t, underPath)+";"))
	behind(t, address, ownHost, underPath, "//en/404", "/en/%34%30%34")
}

func TestCaddy(t *testing.T) {
	caddy := program(t, "caddy")
	address := freeAddress(t)
	_, port, _ := strings.Cut(address, ":")
	ownHost, underPath := book(t, rootBook), book(t, mountedBook)
	text := configuration(t, "Caddyfile",
		"book.example {", "http://book.example:"+port+" {", "wiki.example {", "http://wiki.example:"+port+" {", "docs.example {", "http://docs.example:"+port+" {",
		"127.0.0.1:8080 {", backend(t, ownHost)+" {", "127.0.0.1:8081 {", backend(t, underPath)+" {")
	file := filepath.Join(t.TempDir(), "Caddyfile")
	write(t, file, "{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}\n"+text)
	run(t, address, caddy, "run", "--adapter", "caddyfile", "--config", file)
	behind(t, address, ownHost, underPath, "//en/404")
}

// behind holds answers through a proxy against those of the book itself: on a host
// of its own, under a path, and under a path that the proxy takes off. While it
// does so a proxy may write an address anew, so that the book never sees it.
func behind(t *testing.T, address string, ownHost, underPath *site.Site, rewritten ...string) {
	t.Helper()
	for _, place := range []struct {
		name, host, base string
		site             *site.Site
		told             string // how the book tells its own address
	}{
		{"on a host of its own", "book.example", "", ownHost, "http://book.example"},
		{"under a path", "wiki.example", "/http", underPath, "https://wiki.example"},
		{"with the path taken off", "docs.example", "/http", underPath, "https://wiki.example"},
	} {
		t.Run(place.name, func(t *testing.T) {
			direct := handler(place.site)
			unusual := []string{"//en/404", "/en/%34%30%34"}
			if place.host == "docs.example" {
				unusual = slices.DeleteFunc(unusual, func(path string) bool { return slices.Contains(rewritten, path) })
			}
			ask := func(method, path string, fields ...string) exchange {
				return get(t, method, address, place.host, place.base+path, fields...)
			}
			compareAll(t, place.site, direct, place.host, place.base, unusual, ask)

			page := ask(http.MethodGet, "/en/404", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "evil", "Forwarded", "host=evil.example;proto=https", "X-Forwarded-For", "127.0.0.1")
			if canonical := `rel="canonical" href="` + place.told + place.base + `/en/404"`; !bytes.Contains(page.body, []byte(canonical)) {
				t.Errorf("the page does not have %s", canonical)
			}
			if bytes.Contains(page.body, []byte("evil")) {
				t.Error("the client is believed what it says of itself")
			}

			fresh := ask(http.MethodGet, "/en/404", "Accept-Encoding", "br")
			again := ask(http.MethodGet, "/en/404", "Accept-Encoding", "br", "If-None-Match", fresh.header.Get("ETag"))
			if fresh.header.Get("Content-Encoding") != "br" || again.status != http.StatusNotModified || len(again.body) > 0 {
				t.Errorf("%q in %q, then %d with %d bytes", fresh.header.Get("ETag"), fresh.header.Get("Content-Encoding"), again.status, len(again.body))
			}
			if head := ask(http.MethodHead, "/en/404"); head.status != http.StatusOK || len(head.body) > 0 {
				t.Errorf("HEAD: %d, %d bytes", head.status, len(head.body))
			}
			if part := ask(http.MethodGet, "/en/404", "Range", "bytes=0-14"); part.status != http.StatusPartialContent || string(part.body) != "<!doctype html>" {
				t.Errorf("a range: %d, %q", part.status, part.body)
			}
			if other := ask(http.MethodPost, "/en/404"); other.status != http.StatusMethodNotAllowed || other.header.Get("Allow") == "" {
				t.Errorf("POST: %d, Allow %q", other.status, other.header.Get("Allow"))
			}
			chosen := ask(http.MethodGet, "/en/404?remember")
			if cookie := chosen.header.Get("Set-Cookie"); chosen.status != http.StatusSeeOther || !strings.Contains(cookie, "Path="+place.base+"/;") {
				t.Errorf("the choice of a language: %d, %q", chosen.status, cookie)
			}
			if place.base != "" {
				if bare := get(t, http.MethodGet, address, place.host, place.base); bare.status != http.StatusMovedPermanently || !strings.HasSuffix(bare.header.Get("Location"), place.base+"/") {
					t.Errorf("%s: %d to %q", place.base, bare.status, bare.header.Get("Location"))
				}
			}
		})
	}
}

// compareAll asks for every page of one edition, every asset, and every kind of
// address that leads elsewhere.
func compareAll(t *testing.T, s *site.Site, direct *server.Server, host, base string, unusual []string, ask func(method, path string, fields ...string) exchange) {
	t.Helper()
	paths := append(unusual,
		"/", "/404", "/4xx", "/404.json", "/en", "/en/404/", "/EN/404", "/en/599", "/en/4040", "/zzz?x=1",
		"/en/search?q=gateway+timeout", "/en/search?q=404", "/en/suggest?q=gat", "/livez", "/api/v1/codes",
	)
	for _, path := range s.Paths() {
		if strings.HasPrefix(path, "/en/") || strings.HasPrefix(path, "/static/") {
			paths = append(paths, path)
		}
	}
	for from := range s.Redirects() {
		if strings.HasPrefix(from, "/en/") {
			paths = append(paths, from)
		}
	}
	if len(paths) < 300 {
		t.Errorf("only %d addresses", len(paths))
	}
	for _, path := range paths {
		want, got := served(direct, host, base+path, "Accept-Language", "en"), ask(http.MethodGet, path, "Accept-Language", "en")
		if got.status != want.status || !bytes.Equal(got.body, want.body) {
			t.Errorf("%s: %d and %d bytes, the program itself %d and %d", path, got.status, len(got.body), want.status, len(want.body))
		}
		for _, name := range append([]string{"Location", "Vary", "ETag"}, sameFields...) {
			if g, w := strings.Join(got.header.Values(name), ", "), strings.Join(want.header.Values(name), ", "); g != w {
				t.Errorf("%s: %s is %q, from the program itself %q", path, name, g, w)
			}
		}
	}
}
