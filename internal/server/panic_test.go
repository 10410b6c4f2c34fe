package server

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"statusbook/internal/webtest"
)

// breaking serves the book, with a page in each edition and one in none that
// panic before they have answered, and one that does so halfway.
func breaking(t *testing.T, log *slog.Logger) *Server {
	t.Helper()
	server := New(book(t), log, Proxies{})
	engine := server.routes(book(t))
	for _, path := range []string{"/en/broken", "/zh-TW/broken", "/mul/broken", "/broken"} {
		read := func(c *gin.Context) {
			c.Header("ETag", `"of-the-page-that-broke"`)
			c.Header("Set-Cookie", "left=over")
			panic("5ca1ab1e")
		}
		engine.GET(path, read)
		engine.HEAD(path, read)
	}
	engine.GET("/en/halfway", func(c *gin.Context) {
		c.Header("Content-Length", "1000")
		_, _ = c.Writer.WriteString("the beginning")
		panic("5ca1ab1e")
	})
	engine.GET("/en/aborted", func(*gin.Context) { panic(http.ErrAbortHandler) })
	server.current.Store(&live{site: book(t), engine: engine})
	return server
}

func TestPanicPage(t *testing.T) {
	var log bytes.Buffer
	server := webtest.Strict(t, breaking(t, slog.New(slog.NewTextHandler(&log, nil))))
	for _, tc := range []struct {
		method, path, cookie, languages string
		want                            string // language
		vary                            string
	}{
		{"GET", "/en/broken", "zh-TW", "zh-TW", "en", "Accept-Encoding"},
		{"GET", "/zh-TW/broken", "", "en", "zh-TW", "Accept-Encoding"},
		{"GET", "/mul/broken", "", "en", "zh-TW", "Accept-Encoding"},
		{"HEAD", "/en/broken", "", "", "en", "Accept-Encoding"},
		{"GET", "/broken", "", "", "zh-TW", "Accept-Language, Cookie, Accept-Encoding"},
		{"GET", "/broken", "", "en", "en", "Accept-Language, Cookie, Accept-Encoding"},
		{"GET", "/broken", "en", "zh-TW", "en", "Accept-Language, Cookie, Accept-Encoding"},
		{"GET", "/broken", "nonsense", "en", "en", "Accept-Language, Cookie, Accept-Encoding"},
	} {
		log.Reset()
		r := httptest.NewRequest(tc.method, tc.path, nil)
		if tc.languages != "" {
			r.Header.Set("Accept-Language", tc.languages)
		}
		if tc.cookie != "" {
			r.AddCookie(&http.Cookie{Name: cookieName, Value: tc.cookie})
		}
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)

		h, body := w.Header(), w.Body.String()
		if w.Code != http.StatusInternalServerError || h.Get("Content-Language") != tc.want ||
			strings.Join(h.Values("Vary"), ", ") != tc.vary || h.Get("Cache-Control") != "no-store" || h.Get("Connection") != "close" {
			t.Errorf("%+v: status %d, fields %v", tc, w.Code, h)
		}
		if h.Get("Content-Security-Policy") == "" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("ETag") != "" || h.Get("Set-Cookie") != "" {
			t.Errorf("%+v: fields %v", tc, h)
		}
		if tc.method == http.MethodGet && !strings.Contains(body, `<html lang="`+tc.want+`"`) {
			t.Errorf("%+v: the body is %.200q", tc, body)
		}
		if strings.Contains(body, "5ca1ab1e") || strings.Contains(body, "goroutine") || strings.Contains(body, ".go:") {
			t.Errorf("%+v: the cause stands in the page", tc)
		}
		line := log.String()
		if strings.Count(line, "\n") != 1 || !strings.Contains(line, "5ca1ab1e") || !strings.Contains(line, tc.path) || !strings.Contains(line, "panic_test.go") {
			t.Errorf("%+v: the log is %q, want one line with cause, path and stack", tc, line)
		}
	}
}

// After a part of an answer the connection is cut: nobody may take it for whole.
func TestPanicHalfway(t *testing.T) {
	var log bytes.Buffer
	server := httptest.NewServer(breaking(t, slog.New(slog.NewTextHandler(&log, nil))))
	response, err := http.Get(server.URL + "/en/halfway")
	if err == nil { // the beginning may have been sent
		var body []byte
		body, err = io.ReadAll(response.Body)
		_ = response.Body.Close()
		if bytes.Contains(body, []byte("<html")) {
			t.Errorf("a page follows the part: %q", body)
		}
	}
	if err == nil {
		t.Error("the answer looks whole")
	}
	server.Close() // waits for the handler, which logs
	if got := log.String(); strings.Count(got, "\n") != 1 {
		t.Errorf("the log is %q, want one line", got)
	}
}

// A handler that cuts the connection on purpose is left alone.
func TestAbort(t *testing.T) {
	var log bytes.Buffer
	server := httptest.NewServer(breaking(t, slog.New(slog.NewTextHandler(&log, nil))))
	response, err := http.Get(server.URL + "/en/aborted")
	if err == nil {
		_ = response.Body.Close()
		t.Errorf("status %d, want no answer", response.StatusCode)
	}
	server.Close()
	if log.Len() > 0 {
		t.Errorf("the log is %q, want none", log.String())
	}
}
