package server

import (
	"context"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"statusbook/internal/locale"
	"statusbook/internal/site"
)

// Limits of a request. The http.Server has a larger limit of its own, so that
// what lies between is answered with a page (RFC 9110, section 15.5.15; RFC 6585,
// section 5).
const (
	maxTarget      = 8 << 10  // bytes of the request target
	maxFields      = 16 << 10 // bytes of all header fields
	MaxHeaderBytes = 64 << 10 // for http.Server
)

// policy is what pages may load: their own files, nothing inline, nothing from
// elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// framedPolicy is that of a page which others may show in a frame.
const framedPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors *"

// open lets pages of other origins use an answer (Fetch standard, section 3.3):
// there is nothing in it that depends on who asks.
func open(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Link")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// secure sets the fields that every answer carries.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// ServeHTTP answers one request from the Site that is current when it begins.
func (s *Server) ServeHTTP(writer http.ResponseWriter, r *http.Request) {
	now := s.current.Load()
	w := &watched{ResponseWriter: writer, id: s.requestID(r), route: otherRoute}
	asked, began := r, time.Now()
	s.inFlight.Add(1)
	defer func() { s.ended(w, asked, began) }()
	defer func() {
		if cause := recover(); cause != nil {
			s.recovered(cause, now.site, w, r)
		}
	}()

	secure(w.Header())
	w.Header()[requestIDName] = []string{w.id}
	if s.draining.Load() || lastOfConnection(r) {
		w.Header().Set("Connection", "close")
	}
	if status := refusal(r); status != 0 {
		if ofHTTP1(r) && status != http.StatusMethodNotAllowed && status != http.StatusNotImplemented {
			w.Header().Set("Connection", "close")
		}
		fault(now.site, w, r, status)
		return
	}
	if r.RequestURI == "*" { // OPTIONS * (RFC 9110, section 9.3.7)
		allow(w.Header())
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusOK)
		return
	}
	if inside := now.site.Inside(r.URL.Path); inside != r.URL.Path {
		r = r.Clone(r.Context())
		r.URL.RawPath = now.site.Inside(r.URL.EscapedPath())
		r.URL.Path = inside
	}
	if now.site.Roams() {
		r = r.WithContext(context.WithValue(r.Context(), originKey{}, s.origin(r)))
	}
	now.engine.ServeHTTP(w, r)
}

// originKey is the key of the origin in the context of a request.
type originKey struct{}

// lastOfConnection reports whether the connection must not be used again. A
// message whose length can be read in two ways could hide a second request
// (RFC 9112, section 6.1), and a body that no page reads is not waited for. In
// HTTP/2 the frames say what belongs to what (RFC 9113, section 8.1).
func lastOfConnection(r *http.Request) bool {
	return ofHTTP1(r) && (len(r.TransferEncoding) > 0 || !r.ProtoAtLeast(1, 1) || r.ContentLength != 0)
}

// ofHTTP1 reports whether a request came by HTTP/1. The preface of HTTP/2, where
// it is not spoken, looks like a request of HTTP/2 and is none.
func ofHTTP1(r *http.Request) bool { return r.ProtoMajor < 2 || r.Method == "PRI" }

// refusal returns the status of a request that no page could answer, 0 for any
// other.
func refusal(r *http.Request) int {
	size := 0
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value) + 4 // ": " and the line end
		}
	}
	switch {
	case r.Method == "PRI": // the preface of HTTP/2 sent to a port that does not speak it
		return http.StatusHTTPVersionNotSupported
	case len(r.RequestURI) > maxTarget:
		return http.StatusRequestURITooLong
	case size > maxFields:
		return http.StatusRequestHeaderFieldsTooLarge
	case r.RequestURI == "*" && r.Method != http.MethodOptions:
		return http.StatusBadRequest
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions,
		http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return 0
	case http.MethodTrace, http.MethodConnect:
		return http.StatusMethodNotAllowed
	}
	return http.StatusNotImplemented
}

// allow names the methods of every page (RFC 9110, section 10.2.1).
func allow(h http.Header) { h.Set("Allow", "GET, HEAD, OPTIONS") }

// fault answers with the page that explains an error status, in the reader's
// language.
func fault(now *site.Site, w http.ResponseWriter, r *http.Request, status int) {
	w.Header().Del("Cache-Control") // of the page that was asked for
	if status == http.StatusMethodNotAllowed {
		allow(w.Header())
	}
	path := now.Inside(r.URL.Path)
	e := now.EditionOf(path)
	if e == nil {
		e = choose(now, r)
		vary(w.Header(), "Accept-Language", "Cookie")
	}
	if site.ForPrograms(path) {
		answer(now, w, r, now.FaultForPrograms(e, status), status)
		return
	}
	answer(now, w, r, now.Fault(e, status), status)
}

// choose picks the edition for a reader whose path names none.
func choose(now *site.Site, r *http.Request) *locale.Edition {
	remembered := ""
	if cookie, err := r.Cookie(cookieName); err == nil {
		remembered = cookie.Value
	}
	return now.Editions.Choose(remembered, strings.Join(r.Header.Values("Accept-Language"), ","))
}

// recovered turns a panic into the page of a 500 and a line in the log. If part of
// an answer has gone out already, the connection is cut, so that nobody takes it
// for whole.
func (s *Server) recovered(cause any, now *site.Site, w *watched, r *http.Request) {
	if cause == http.ErrAbortHandler { //nolint:errorlint // the sentinel itself is thrown
		panic(cause)
	}
	s.log.Error("panic", "request_id", w.id, "method", r.Method, "path", r.URL.Path, "cause", cause, "stack", string(debug.Stack()))
	if w.began {
		panic(http.ErrAbortHandler)
	}
	for name := range w.Header() {
		w.Header().Del(name)
	}
	secure(w.Header())
	w.Header()[requestIDName] = []string{w.id}
	w.Header().Set("Connection", "close")
	fault(now, w, r, http.StatusInternalServerError)
}

// watched remembers what has been answered.
type watched struct {
	http.ResponseWriter
	began bool // an answer, not only an interim one
	id    string
	route string

	status int
	bytes  int64
}

func (w *watched) WriteHeader(status int) {
	if !w.began && (status >= http.StatusOK || status == http.StatusSwitchingProtocols) {
		w.began, w.status = true, status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if !w.began {
		w.began, w.status = true, http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }
