package command

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/metrics"
	"statusbook/internal/problem"
	"statusbook/internal/server"
)

// scrape reads the metrics of the book; those of Go and the process are left out.
func scrape(t *testing.T, handler http.Handler) map[string]string {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("/metrics: status %d", w.Code)
	}
	found := map[string]string{}
	for line := range strings.Lines(w.Body.String()) {
		if at := strings.LastIndex(line, " "); strings.HasPrefix(line, "statusbook_") {
			found[line[:at]] = strings.TrimSpace(line[at+1:])
		}
	}
	return found
}

// However many paths, methods and statuses are asked for, the number of series
// does not grow with them.
func TestMetricsCardinality(t *testing.T) {
	edge := newEdge(t)
	handler := adminHandler(edge, metrics.New(edge, "", nil))
	visit := func(method, target string) {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		r.Method = method
		edge.ServeHTTP(httptest.NewRecorder(), r)
	}
	for _, target := range []string{"/en/404", "/en/nothing", "/404", "/en/999", "/zh-TW/999", "/static/x", "/en/NOT_FOUND", "/en/guides/x"} {
		visit(http.MethodGet, target)
	}
	before := scrape(t, handler)
	for i := range 1000 {
		visit(fmt.Sprintf("X5CA1AB1E%d", i), "/en/404")
	}
	for i := range 125 {
		for _, form := range []string{"/5ca1ab1e-%d", "/en/5ca1ab1e-%d", "/%d", "/en/%d", "/zh-TW/%d", "/static/5ca1ab1e.%d.js", "/en/guides/5ca1ab1e-%d", "/en/404?q=5ca1ab1e%d"} {
			visit(http.MethodGet, fmt.Sprintf(form, i))
		}
	}
	after := scrape(t, handler)
	if grown := len(after) - len(before); grown > 200 { // a histogram has some twenty series
		t.Errorf("%d further series", grown)
		for name := range after {
			if _, old := before[name]; !old {
				t.Log(name)
			}
		}
	}
	for name := range after {
		if strings.Contains(strings.ToLower(name), "5ca1ab1e") {
			t.Errorf("what was asked for stands in %s", name)
		}
	}
	for name, want := range map[string]string{
		`statusbook_http_requests_total{code="501",method="other",route="other"}`:           "1000",
		`statusbook_http_requests_total{code="200",method="GET",route="/{edition}/{code}"}`: after[`statusbook_http_request_duration_seconds_count{route="/{edition}/{code}"}`],
	} {
		if got := after[name]; got == "" || got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestMetrics(t *testing.T) {
	edge := newEdge(t)
	handler := adminHandler(edge, metrics.New(edge, "", nil))
	book, _ := testBook()
	const stale = "statusbook_content_stale_since_timestamp_seconds"
	got := scrape(t, handler)
	want := map[string]string{
		"statusbook_pages": strconv.Itoa(len(book.Paths())), "statusbook_http_requests_in_flight": "0", stale: "0", "statusbook_draining": "0",
		`statusbook_reloads_total{result="good"}`: "0", `statusbook_reloads_total{result="failed"}`: "0",
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %q, want %q", name, got[name], value)
		}
	}

	edge.Reload(server.Attempt{Problems: problem.List{problem.At("en.md", 1, 2, "bad")}})
	since := scrape(t, handler)[stale]
	edge.Reload(server.Attempt{Problems: problem.List{problem.At("en.md", 1, 3, "worse")}})
	got = scrape(t, handler)
	if since == "0" || got[stale] != since || got[`statusbook_reloads_total{result="failed"}`] != "2" {
		t.Errorf("after two bad reloads: stale since %s, then %s, %s bad reloads", since, got[stale], got[`statusbook_reloads_total{result="failed"}`])
	}
	edge.Reload(server.Attempt{Site: book})
	got = scrape(t, handler)
	if got[stale] != "0" || got[`statusbook_reloads_total{result="good"}`] != "1" || got["statusbook_reload_last_success_timestamp_seconds"] == "0" {
		t.Errorf("after a good reload: %v", got)
	}

	answer := httptest.NewRecorder()
	edge.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/en/404", nil))
	got = scrape(t, handler)
	if bytes := got[`statusbook_http_response_bytes_total{route="/{edition}/{code}"}`]; bytes != strconv.Itoa(answer.Body.Len()) {
		t.Errorf("%s bytes counted, want %d", bytes, answer.Body.Len())
	}
	edge.Drain()
	if got := scrape(t, handler)["statusbook_draining"]; got != "1" {
		t.Errorf("draining is %s", got)
	}
}

// The admin address has what it should, and the readers' address has none of it.
func TestAdminAddress(t *testing.T) {
	path := socketPath(t)
	s := opened(t, silent(), func(s *settings) { s.adminAddr = unixPrefix + path })
	s.edge.Describe(server.About{Version: "statusbook v1", Dirs: []string{"/srv/overlay"}, Private: true})
	s.edge.Reload(server.Attempt{Problems: problem.List{problem.At("/srv/overlay/en.md", 12, 7, "bad")}})
	admin := &net.UnixAddr{Name: path, Net: "unix"}
	for path, want := range map[string]int{
		"/metrics": 200, "/livez": 200, "/readyz": 200, "/debug/pprof/": 200, "/debug/pprof/cmdline": 200, "/debug/pprof/goroutine?debug=1": 200,
		"/en/404": 404, "/": 404,
	} {
		if got := fetch(t, asking(admin, http1), "http://admin"+path); got.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, got.StatusCode, want)
		}
		if path == "/livez" || path == "/readyz" || path == "/en/404" || path == "/" {
			continue
		}
		if got := fetch(t, asking(s.listeners[0].Addr(), http1), "http://book.example"+path); got.StatusCode != http.StatusNotFound {
			t.Errorf("readers get %s: status %d", path, got.StatusCode)
		}
	}
	inside := fetch(t, asking(admin, http1), "http://admin/readyz?verbose").body
	outside := fetch(t, asking(s.listeners[0].Addr(), http1), "http://book.example/readyz?verbose").body
	if !strings.Contains(inside, "folder: /srv/overlay\n") || !strings.Contains(inside, "  /srv/overlay/en.md:12:7: bad\n") {
		t.Errorf("the admin address says\n%s", inside)
	}
	if strings.Contains(outside, "/srv/overlay") || !strings.Contains(outside, "stale since 2") || !strings.Contains(outside, "problems: 1\n") {
		t.Errorf("readers are told\n%s", outside)
	}
}

// TestMetricNames: the names are what dashboards and alerts are built on.
func TestMetricNames(t *testing.T) {
	edge := newEdge(t)
	handler := adminHandler(edge, metrics.New(edge, "", nil))
	edge.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/en/404", nil))
	names := map[string]bool{}
	for name := range scrape(t, handler) {
		names[regexp.MustCompile(`(_bucket|_sum|_count)?(\{.*)?$`).ReplaceAllString(name, "")] = true
	}
	want := map[string]bool{}
	for name := range strings.FieldsSeq(`statusbook_build_duration_seconds statusbook_build_info
		statusbook_content_stale_since_timestamp_seconds statusbook_draining statusbook_http_request_duration_seconds
		statusbook_http_requests_in_flight statusbook_http_requests_total statusbook_http_response_bytes_total
		statusbook_pages statusbook_reload_last_success_timestamp_seconds statusbook_reloads_total`) {
		want[name] = true
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("metrics differ (-want +got):\n%s", diff)
	}
}
