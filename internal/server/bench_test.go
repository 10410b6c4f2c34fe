package server

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"statusbook/internal/site"
)

// sink takes an answer and keeps nothing of it but the status.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

// BenchmarkServe is a request from the edge to the last byte, without network.
func BenchmarkServe(b *testing.B) {
	now := book(b)
	server := New(now, quiet(), Proxies{})
	for _, bm := range []struct {
		name, target string
		fields       http.Header
		status       int
	}{
		{"page/identity", "/en/404", http.Header{}, http.StatusOK},
		{"page/gzip", "/en/404", http.Header{"Accept-Encoding": {"gzip"}}, http.StatusOK},
		{"page/br", "/en/404", http.Header{"Accept-Encoding": {"gzip, deflate, br, zstd"}}, http.StatusOK},
		{"page/304", "/en/404", http.Header{"If-None-Match": {now.Page("/en/404").ETag(site.Identity)}}, http.StatusNotModified},
		{"negotiation", "/", http.Header{"Accept-Language": {"zh-CN,zh;q=0.9,en;q=0.8"}}, http.StatusFound},
		{"negotiation/cookie", "/", http.Header{"Cookie": {"edition=en"}}, http.StatusFound},
		{"redirect", "/EN/NOT_FOUND", http.Header{}, http.StatusMovedPermanently},
		{"notfound", "/en/nothing-here", http.Header{}, http.StatusNotFound},
		{"search", "/en/search?q=gateway", http.Header{}, http.StatusOK},
	} {
		b.Run(bm.name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, bm.target, nil)
			r.Header = bm.fields
			w := &sink{}
			b.ReportAllocs()
			for b.Loop() {
				w.header = make(http.Header, 16)
				server.ServeHTTP(w, r)
			}
			if w.status != bm.status {
				b.Errorf("status %d, want %d", w.status, bm.status)
			}
		})
	}
}

// BenchmarkUse is what a reload costs after the book has been built.
func BenchmarkUse(b *testing.B) {
	now := book(b)
	server := New(now, quiet(), Proxies{})
	b.ReportAllocs()
	for b.Loop() {
		server.Use(now)
	}
}
