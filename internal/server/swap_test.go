package server

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"statusbook/internal/layer/layertest"
	"statusbook/internal/site"
	"statusbook/internal/webtest"
)

// While one book after another is put in place, every reader gets a page of one
// of them, whole, with the tag that belongs to these bytes.
func TestUseWhileServing(t *testing.T) {
	const swaps, readers = 50, 4
	locale, err := os.ReadFile(filepath.Join(root, "locales", "active.en.toml"))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(locale), `tagline = "`, `tagline = "Another edition: `, 1)
	dir := layertest.Folder(t, "-- locales/active.en.toml --\n"+changed)
	// With an address of its own a book compresses each page once, not for each request.
	config := site.Config{DefaultLocale: "zh-TW", BaseURL: &url.URL{Scheme: "https", Host: "book.example", Path: "/"}}
	one, problems := build(config)
	if one == nil {
		t.Fatal(problems)
	}
	other, problems := build(config, dir)
	if other == nil {
		t.Fatal(problems)
	}
	books := []*site.Site{one, other}
	paths := []string{"/en/", "/en/404", "/en/4xx", "/mul/200", "/zh-TW/about"}
	codings := []site.Coding{site.Identity, site.Gzip, site.Brotli}
	if one.Page("/en/404").ETag(site.Identity) == other.Page("/en/404").ETag(site.Identity) {
		t.Fatal("the two books do not differ")
	}

	server := New(books[0], quiet(), Proxies{})
	stop := webtest.Readers(readers, func(_, i int) bool {
		path, coding := paths[i%len(paths)], codings[i%len(codings)]
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", string(coding))
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		tag := w.Header().Get("ETag")
		whole := slices.ContainsFunc(books, func(b *site.Site) bool {
			page := b.Page(path)
			return page.ETag(coding) == tag && bytes.Equal(page.Encoded(coding), w.Body.Bytes())
		})
		if w.Code != http.StatusOK || !whole {
			t.Errorf("%s %s: status %d, ETag %s, and the body is of another page", path, coding, w.Code, tag)
			return false
		}
		return true
	})
	for i := range swaps {
		server.Use(books[(i+1)%len(books)])
	}
	stop()
}

// A request that began with one book ends with it.
func TestUseDuringRequest(t *testing.T) {
	server := New(book(t), quiet(), Proxies{})
	w := httptest.NewRecorder()
	server.ServeHTTP(&swapping{w, func() { server.Use(book(t)) }}, httptest.NewRequest(http.MethodGet, "/en/404", nil))
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), book(t).Page("/en/404").At("http://example.com").Body()) {
		t.Errorf("status %d, %d bytes", w.Code, w.Body.Len())
	}
}

// swapping does something between the fields and the body of an answer.
type swapping struct {
	http.ResponseWriter
	between func()
}

func (s *swapping) WriteHeader(status int) {
	s.ResponseWriter.WriteHeader(status)
	s.between()
}
