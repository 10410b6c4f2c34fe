package webtest

import (
	"net/http"
	"strconv"
	"testing"
)

// Strict wraps a handler so that what net/http would only log, or hide, fails
// the test: a status that is set twice, a body where there can be none, and
// a body of another length than announced.
func Strict(t testing.TB, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		strict := &strictWriter{ResponseWriter: w, t: t, request: r.Method + " " + excerpt(r.RequestURI)}
		next.ServeHTTP(strict, r)
		if strict.status == 0 {
			t.Errorf("%s: the handler sets no status", strict.request)
		}
		announced := w.Header().Get("Content-Length")
		if r.Method != http.MethodHead && announced != "" && announced != strconv.Itoa(strict.written) {
			t.Errorf("%s: the handler announces %s bytes and writes %d", strict.request, announced, strict.written)
		}
	})
}

type strictWriter struct {
	http.ResponseWriter
	t       testing.TB
	request string
	status  int
	written int
}

func (w *strictWriter) WriteHeader(status int) {
	if status >= 200 { // interim answers may be many
		if w.status != 0 {
			w.t.Errorf("%s: WriteHeader(%d) after WriteHeader(%d)", w.request, status, w.status)
		}
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *strictWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if len(b) > 0 && (w.status == http.StatusNoContent || w.status == http.StatusNotModified) {
		w.t.Errorf("%s: a body with status %d", w.request, w.status)
	}
	w.written += len(b)
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *strictWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
