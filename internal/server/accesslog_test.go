package server

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"
)

// logged returns the lines that a server logs of requests, decoded.
func logged(t *testing.T, want AccessLog, requests ...*http.Request) []map[string]any {
	t.Helper()
	var log bytes.Buffer
	server := New(book(t), slog.New(slog.NewJSONHandler(&log, nil)), Proxies{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	engine := server.routes(book(t))
	engine.GET("/en/fails", func(c *gin.Context) { c.Status(http.StatusBadGateway) })
	engine.GET("/en/slow", func(*gin.Context) { time.Sleep(20 * time.Millisecond) })
	server.current.Store(&live{site: book(t), engine: engine})
	server.LogAccess(want)
	for _, r := range requests {
		server.ServeHTTP(httptest.NewRecorder(), r)
	}
	var lines []map[string]any
	for line := range strings.Lines(log.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fields)
	}
	return lines
}

func get(target string) *http.Request { return httptest.NewRequest(http.MethodGet, target, nil) }

func TestAccessLogAll(t *testing.T) {
	r := get("/zh-TW/404?q=5ca1ab1e")
	r.RemoteAddr = "10.0.0.1:1234"
	r.Header.Set("X-Forwarded-For", "192.0.2.7")
	r.Header.Set("X-Request-Id", "given-by-the-proxy")
	r.Header.Set("User-Agent", "reader/1.0")
	lines := logged(t, AccessLog{All: true}, r)
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	line := lines[0]
	for name, want := range map[string]any{
		"level": "INFO", "msg": "request", "request_id": "given-by-the-proxy", "method": "GET", "route": "/{edition}/{code}",
		"path": "/zh-TW/404", "status": float64(200), "client": "192.0.2.7", "proto": "HTTP/1.1", "user_agent": "reader/1.0",
	} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
	if line["bytes"].(float64) < 1000 || line["duration"].(float64) <= 0 {
		t.Errorf("bytes %v, duration %v", line["bytes"], line["duration"])
	}
	for name, value := range line {
		if text, ok := value.(string); ok && strings.Contains(text, "5ca1ab1e") {
			t.Errorf("the query is logged: %s is %q", name, text)
		}
	}
	if got := logged(t, AccessLog{All: true, Queries: true}, get("/en/search?q=5ca1ab1e"))[0]["query"]; got != "q=5ca1ab1e" {
		t.Errorf("query %q", got)
	}
}

// What failed is an error, what took long a warning, and nothing else is logged
// unless it is wanted. A method that is none is no failure of the server.
func TestAccessLogErrors(t *testing.T) {
	requests := []*http.Request{
		get("/en/404"), get("/en/nothing"), get("/en/fails"), get("/en/slow"), httptest.NewRequest("BREW", "/en/404", nil), get("/readyz"),
	}
	for name, tc := range map[string]struct {
		want   AccessLog
		levels []string
	}{
		"errors":          {AccessLog{Slow: 10 * time.Millisecond}, []string{"ERROR", "WARN"}},
		"none is slow":    {AccessLog{}, []string{"ERROR"}},
		"all, none slow":  {AccessLog{All: true}, []string{"INFO", "INFO", "ERROR", "INFO", "INFO", "INFO"}},
		"slow after ages": {AccessLog{Slow: time.Hour}, []string{"ERROR"}},
	} {
		var levels []string
		for _, line := range logged(t, tc.want, requests...) {
			if line["path"] == "/en/404" || line["path"] == "/en/nothing" || line["path"] == "/readyz" {
				if line["level"] == "WARN" { // on a machine that has much else to do
					continue
				}
			}
			levels = append(levels, line["level"].(string))
		}
		if !slices.Equal(levels, tc.levels) {
			t.Errorf("%s: %q, want %q", name, levels, tc.levels)
		}
	}
}

func TestFailed(t *testing.T) {
	for want, some := range map[bool][]Exchange{
		true:  {{Route: "/{edition}/{code}", Status: 500}, {Route: "/livez", Status: 503}, {Route: "/readyzz", Status: 503}},
		false: {{Route: "/readyz", Status: 503}, {Route: "/{edition}/", Status: 404}, {Status: 501}, {Status: 505}, {Status: 0}},
	} {
		for _, x := range some {
			if got := x.Failed(); got != want {
				t.Errorf("%s, %d: %v", x.Route, x.Status, got)
			}
		}
	}
}

// Nothing that somebody sends can move the cursor of who reads the log, begin a
// line of its own, or fill the disk.
func TestAccessLogIsLegible(t *testing.T) {
	nasty := "a\x1b[2Jb\x00c\r\nlevel=ERROR\u202ed\u2066e\u009bf\xffg" + strings.Repeat("長", 1000)
	r := get("/en/nothing")
	r.RemoteAddr = "10.0.0.1:1234"
	r.URL.Path, r.URL.RawPath = "/en/"+nasty, ""
	r.URL.RawQuery = nasty
	r.Header["User-Agent"] = []string{nasty}
	r.Header["X-Forwarded-For"] = []string{nasty}
	lines := logged(t, AccessLog{All: true, Queries: true}, r)
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	for name, value := range lines[0] {
		text, ok := value.(string)
		if !ok {
			continue
		}
		if at := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != unicode.ReplacementChar }); at >= 0 {
			t.Errorf("%s has %q", name, text[at:min(at+4, len(text))])
		}
		if len(text) > 2048 {
			t.Errorf("%s has %d bytes", name, len(text))
		}
	}
}
