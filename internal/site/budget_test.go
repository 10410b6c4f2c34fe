package site_test

import (
	"path"
	"strings"
	"testing"

	"statusbook/internal/site"
)

// Budgets in bytes, as sent to a browser that takes br.
const (
	maxStyle = 12 << 10
	maxCode  = 6 << 10
	maxPage  = 30 << 10 // any page, those with two languages included
	maxVisit = 30 << 10 // a first visit to a page in one language: the page and all that it loads
)

// TestBudgets holds what a first visit transfers against what was promised.
func TestBudgets(t *testing.T) {
	s := book(t, "")
	size := func(p string) int {
		page := s.Page(p)
		if page.Compressible() {
			return len(page.Encoded(site.Brotli))
		}
		return len(page.Body())
	}
	style, code, icon := 0, 0, 0
	for _, p := range s.Paths() {
		switch {
		case !strings.HasPrefix(p, "/static/"), strings.HasPrefix(p, "/static/embed."): // the latter is in frames of others
		case path.Ext(p) == ".css":
			style += size(p)
		case path.Ext(p) == ".js":
			code += size(p)
		case path.Ext(p) == ".svg":
			icon += size(p)
		}
	}
	if style == 0 || style > maxStyle {
		t.Errorf("styles take %d bytes, allowed are %d", style, maxStyle)
	}
	if code == 0 || code > maxCode {
		t.Errorf("scripts take %d bytes, allowed are %d", code, maxCode)
	}
	longest, where := 0, ""
	for _, p := range s.Paths() {
		e := s.EditionOf(p)
		if e == nil || path.Base(p) == "print" || !strings.HasPrefix(s.Page(p).MediaType, "text/html") {
			continue
		}
		if size(p) > maxPage {
			t.Errorf("%s takes %d bytes, allowed are %d", p, size(p), maxPage)
		}
		if e.Multilingual() {
			continue
		}
		if visit := size(p) + style + code + icon; visit > longest {
			longest, where = visit, p
		}
	}
	t.Logf("styles %d, scripts %d, the longest first visit %d (%s)", style, code, longest, where)
	if longest > maxVisit {
		t.Errorf("a first visit to %s takes %d bytes, allowed are %d", where, longest, maxVisit)
	}
}
