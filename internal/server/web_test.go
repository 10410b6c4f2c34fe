package server

import (
	"flag"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"statusbook/internal/site"
	"statusbook/internal/webtest"
)

// go test ./internal/server -run Scripts -address https://book.example proves a
// book that is running there.
var address = flag.String("address", "", "run the scripts against the server at this `URL` instead")

func TestScripts(t *testing.T) {
	base := *address
	if base == "" {
		base = listen(t, webtest.Strict(t, New(book(t), quiet(), Proxies{})))
	}
	webtest.Test(t, base, filepath.Join(root, "testdata", "web", "*.txt"), webtest.Rules()...)
}

// A book under a path, whatever the proxy before it does with the path.
func TestScriptsMounted(t *testing.T) {
	built, problems := build(site.Config{
		BaseURL:       &url.URL{Scheme: "https", Host: "wiki.example", Path: "/http/"},
		DefaultLocale: "zh-TW",
	})
	if built == nil {
		t.Fatal(problems)
	}
	base := listen(t, webtest.Strict(t, New(built, quiet(), Proxies{})))
	webtest.Test(t, base, filepath.Join(root, "testdata", "web", "mounted", "*.txt"), webtest.Rules()...)
}

// Every asset that a page names is there, for ever.
func TestAssets(t *testing.T) {
	now := book(t)
	server := New(now, quiet(), Proxies{})
	found := 0
	for _, path := range now.Paths() {
		if !strings.HasPrefix(path, "/static/") {
			continue
		}
		found++
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if got := w.Header().Get("Cache-Control"); w.Code != http.StatusOK || got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: status %d, Cache-Control %q", path, w.Code, got)
		}
		if w.Header().Get("Content-Language") != "" || w.Header().Get("Content-Type") == "application/octet-stream" {
			t.Errorf("%s: fields %v", path, w.Header())
		}
	}
	if found < 3 {
		t.Errorf("%d assets, want the style sheet, the script and the icon at least", found)
	}
}

// While the server drains it says so, and asks everybody to go elsewhere.
func TestDrain(t *testing.T) {
	server := New(book(t), quiet(), Proxies{})
	server.Drain()
	for path, want := range map[string]int{"/livez": http.StatusOK, "/readyz": http.StatusServiceUnavailable, "/en/404": http.StatusOK} {
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want || w.Header().Get("Connection") != "close" {
			t.Errorf("%s: status %d, Connection %q; want %d, close", path, w.Code, w.Header().Get("Connection"), want)
		}
	}
}

// listen serves a handler with the limits that the program sets and returns its
// address.
func listen(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.MaxHeaderBytes = MaxHeaderBytes
	server.Config.DisableGeneralOptionsHandler = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}
