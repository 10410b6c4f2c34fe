package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"statusbook/internal/problem"
)

func ready(t *testing.T, handler http.Handler, target string) (status int, body string) {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	if got := w.Header(); got.Get("Content-Type") != "text/plain; charset=utf-8" || got.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: fields %v", target, got)
	}
	return w.Code, w.Body.String()
}

func TestReadyVerbose(t *testing.T) {
	server := New(book(t), quiet(), Proxies{})
	server.Describe(About{Version: "statusbook v1.2.3", Dirs: []string{"/srv/one", "/srv/\x1btwo"}, Took: 1234567 * time.Microsecond})

	if status, body := ready(t, server, "/readyz"); status != http.StatusOK || body != "ready\n" {
		t.Errorf("/readyz: %d, %q", status, body)
	}
	status, body := ready(t, server, "/readyz?verbose")
	want := fmt.Sprintf(`^ready
version: statusbook v1\.2\.3
pages: %d
built: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ in 1\.235s
reloads: 0 good, 0 failed
folder: /srv/one
folder: /srv/\x{fffd}two
content: up to date
$`, len(book(t).Paths()))
	if status != http.StatusOK || !regexp.MustCompile(want).MatchString(body) {
		t.Errorf("/readyz?verbose: %d,\n%s\nwant\n%s", status, body, want)
	}

	// A bad reload: the server is as ready as before, and says what is wrong.
	problems := problem.List{{File: "/srv/one/content/codes/404/en.md", Line: 12, Column: 7, Message: "dead link"}, {File: "x", Message: "stray", Warning: true}}
	server.Reload(Attempt{Problems: problems})
	for range maxTold + 5 {
		problems = append(problems, problem.At("/srv/one/en.md", 1, 1, "bad"))
	}
	status, body = ready(t, server, "/readyz?verbose=1")
	if status != http.StatusOK || !strings.HasPrefix(body, "ready\n") || !strings.Contains(body, "reloads: 0 good, 1 failed\n") ||
		!strings.Contains(body, "content: stale since 2") || !strings.Contains(body, "problems: 1\n  /srv/one/content/codes/404/en.md:12:7: dead link\n") || strings.Contains(body, "stray") {
		t.Errorf("after a bad reload: %d,\n%s", status, body)
	}
	first := server.Status().StaleSince
	server.Reload(Attempt{Problems: problems})
	if got := server.Status(); !got.StaleSince.Equal(first) || got.Failed != 2 {
		t.Errorf("stale since %v after the second bad reload, %v after the first; %d failed", got.StaleSince, first, got.Failed)
	}
	if _, body := ready(t, server, "/readyz?verbose"); strings.Count(body, "\n  ") != maxTold+1 || !strings.Contains(body, "\n  and 6 more\n") {
		t.Errorf("many problems:\n%s", body)
	}

	server.Reload(Attempt{Site: book(t), Took: time.Second, Problems: problems[1:2]})
	if _, body := ready(t, server, "/readyz?verbose"); !strings.Contains(body, "reloads: 1 good, 2 failed\n") || !strings.HasSuffix(body, "content: up to date\n") || !strings.Contains(body, " in 1s\n") {
		t.Errorf("after a good reload:\n%s", body)
	}
	server.Drain()
	if status, body := ready(t, server, "/readyz?verbose"); status != http.StatusServiceUnavailable || !strings.HasPrefix(body, "draining\nversion: ") {
		t.Errorf("draining: %d, %q", status, body)
	}
}

// With an address for those who run the server, others are told less.
func TestReadyPrivate(t *testing.T) {
	server := New(book(t), quiet(), Proxies{})
	server.Describe(About{Version: "statusbook v1.2.3", Dirs: []string{"/srv/one"}, Private: true})
	server.Reload(Attempt{Problems: problem.List{problem.At("/srv/one/en.md", 12, 7, "dead link")}})
	if _, body := ready(t, server, "/readyz?verbose"); strings.Contains(body, "/srv") || !strings.Contains(body, "problems: 1\n") {
		t.Errorf("readers are told\n%s", body)
	}
	if _, body := ready(t, server.Health(), "/readyz?verbose"); !strings.Contains(body, "folder: /srv/one\n") || !strings.Contains(body, "  /srv/one/en.md:12:7: dead link\n") {
		t.Errorf("those who run the server are told\n%s", body)
	}
}
