package server

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// observed sends requests to a server of the book and returns what the observer
// was told.
func observed(t *testing.T, server *Server, requests ...*http.Request) []Exchange {
	t.Helper()
	var told []Exchange
	server.Observe(func(x Exchange) { told = append(told, x) })
	for _, r := range requests {
		server.ServeHTTP(httptest.NewRecorder(), r)
	}
	if len(told) != len(requests) {
		t.Fatalf("%d exchanges were told of, want %d", len(told), len(requests))
	}
	return told
}

// Every path has a template that says what it is, and nothing of what it holds.
func TestRoutes(t *testing.T) {
	server := New(book(t), quiet(), Proxies{})
	asset := ""
	for _, path := range book(t).Paths() {
		if strings.HasPrefix(path, "/static/") {
			asset = path
		}
	}
	tests := []struct{ method, path, want string }{
		{"GET", "/", "/"},
		{"GET", "/en/", "/{edition}/"},
		{"GET", "/en/404", "/{edition}/{code}"},
		{"HEAD", "/mul/404", "/{edition}/{code}"},
		{"GET", "/zh-TW/4xx", "/{edition}/{class}"},
		{"GET", "/en/999", "/{edition}/{code}"},
		{"GET", "/999", "/{code}"},
		{"GET", "/404", "/{code}"},
		{"GET", "/4xx", "/{class}"},
		{"GET", "/en/search?q=404", "/{edition}/search"},
		{"GET", "/en/suggest?q=404", "/{edition}/suggest"},
		{"GET", "/en/print", "/{edition}/print"},
		{"GET", "/en/about", "/{edition}/{page}"},
		{"GET", "/en/guides/", "/{edition}/guides/"},
		{"GET", "/en/guides/choose", "/{edition}/guides/{slug}"},
		{"GET", "/en/NOT_FOUND", "/{edition}/{name}"},
		{"GET", asset, "/static/{file}"},
		{"GET", "/robots.txt", "/robots.txt"},
		{"GET", "/livez", "/livez"},
		{"GET", "/readyz?verbose", "/readyz"},
		{"GET", "/en/nothing", otherRoute},
		{"GET", "/EN/404", otherRoute}, // leads to /en/404
		{"GET", "/static/nothing.js", otherRoute},
		{"POST", "/en/404", otherRoute},
		{"BREW", "/en/404", otherRoute},
		{"GET", "/" + strings.Repeat("a", maxTarget), otherRoute},
	}
	requests := make([]*http.Request, len(tests))
	for i, tc := range tests {
		requests[i] = httptest.NewRequest(tc.method, tc.path, nil)
	}
	for i, x := range observed(t, server, requests...) {
		if x.Route != tests[i].want {
			t.Errorf("%s %.40s: route %s, want %s", tests[i].method, tests[i].path, x.Route, tests[i].want)
		}
	}
}

// There are few templates, however many pages there are: they are labels of
// metrics. Whoever adds a family of pages sees to a template for it.
func TestTemplatesAreFew(t *testing.T) {
	now := book(t)
	engine := New(now, quiet(), Proxies{}).current.Load().engine
	seen := map[string]bool{}
	for _, name := range templates(now, engine.Routes()) {
		seen[name] = true
	}
	if len(seen) > 80 || len(seen) < 10 {
		t.Errorf("%d templates for %d routes:", len(seen), len(engine.Routes()))
		for name := range seen {
			t.Log(name)
		}
	}
}

func TestTemplateOfParameters(t *testing.T) {
	engine := gin.New()
	engine.GET("/api/v1/codes/:code", func(*gin.Context) {})
	engine.GET("/embed/:edition/*rest", func(*gin.Context) {})
	got := templates(book(t), engine.Routes())
	for route, want := range map[string]string{
		"/api/v1/codes/:code": "/api/v1/codes/{code}", "/embed/:edition/*rest": "/embed/{edition}/{rest}",
	} {
		if got[route] != want {
			t.Errorf("%s: template %q, want %q", route, got[route], want)
		}
	}
}

func TestExchange(t *testing.T) {
	server := New(book(t), quiet(), Proxies{})
	size := len(book(t).Page("/en/404").At("http://example.com").Body())
	told := observed(t, server,
		httptest.NewRequest(http.MethodGet, "/en/404", nil),
		httptest.NewRequest(http.MethodHead, "/en/404", nil),
		httptest.NewRequest(http.MethodGet, "/404", nil),
	)
	for i, want := range []struct {
		status int
		bytes  int64
	}{{http.StatusOK, int64(size)}, {http.StatusOK, 0}, {http.StatusFound, 0}} {
		if got := told[i]; got.Status != want.status || got.Bytes != want.bytes || got.Duration <= 0 || got.Request == nil {
			t.Errorf("exchange %d: status %d, %d bytes, %v; want %+v", i, got.Status, got.Bytes, got.Duration, want)
		}
	}
	if server.InFlight() != 0 {
		t.Errorf("%d requests in flight", server.InFlight())
	}
}

// A request that ends in a panic is an exchange too.
func TestExchangeOfPanic(t *testing.T) {
	server := breaking(t, quiet())
	told := observed(t, server, httptest.NewRequest(http.MethodGet, "/en/broken", nil))
	if x := told[0]; x.Status != http.StatusInternalServerError || x.Bytes == 0 || x.ID == "" {
		t.Errorf("%+v", x)
	}
	func() {
		defer func() { _ = recover() }()
		server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/en/aborted", nil))
	}()
	if server.InFlight() != 0 {
		t.Errorf("%d requests in flight", server.InFlight())
	}
}

// The id of a request is taken over from configured proxies alone, and only if it
// looks like one.
func TestRequestID(t *testing.T) {
	server := New(book(t), quiet(), Proxies{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	seen := map[string]bool{}
	for _, tc := range []struct {
		name, peer string
		given      []string
		taken      bool
	}{
		{"none", "10.0.0.1:1", nil, false},
		{"of a proxy", "10.0.0.1:1", []string{"5ca1ab1e-0000-4000-8000-000000000000"}, true},
		{"of anybody", "192.0.2.1:1", []string{"5ca1ab1e-0000-4000-8000-000000000000"}, false},
		{"two", "10.0.0.1:1", []string{"5ca1ab1e-1", "5ca1ab1e-2"}, false},
		{"short", "10.0.0.1:1", []string{"1"}, false},
		{"long", "10.0.0.1:1", []string{strings.Repeat("a", 129)}, false},
		{"with a space", "10.0.0.1:1", []string{"5ca1ab1e 5ca1ab1e"}, false},
		{"with a line end", "10.0.0.1:1", []string{"5ca1ab1e\nlevel=ERROR"}, false},
		{"with an escape", "10.0.0.1:1", []string{"5ca1ab1e\x1b[2J"}, false},
		{"markup", "10.0.0.1:1", []string{"<script>alert(1)</script>"}, false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/en/404", nil)
		r.RemoteAddr = tc.peer
		if tc.given != nil {
			r.Header[requestIDName] = tc.given
		}
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		got := w.Header()[requestIDName]
		if len(got) != 1 || slices.Contains(tc.given, got[0]) != tc.taken || !saneID.MatchString(got[0]) {
			t.Errorf("%s: X-Request-Id %q", tc.name, got)
			continue
		}
		if seen[got[0]] && !tc.taken {
			t.Errorf("%s: %s came before", tc.name, got[0])
		}
		seen[got[0]] = true
	}
}
