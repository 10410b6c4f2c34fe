package site_test

import (
	"path"
	"regexp"
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

// loaded are the assets that a browser fetches for a page: scripts, style sheets
// and the icon that it shows.
var loaded = regexp.MustCompile(`<script[^>]* src="([^"]+)"|<link rel="(?:stylesheet|icon)" href="([^"]+\.(?:css|svg))"`)

// TestBudgets holds what a first visit transfers against what was promised.
func TestBudgets(t *testing.T) {
	s := book(t, "")
	size := func(p string) int {
		page := s.Page(p)
		if page == nil {
			t.Fatalf("%s is not there", p)
		}
		if page.Compressible() {
			return len(page.Encoded(site.Brotli))
		}
		return len(page.Body())
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
		style, code, visit := 0, 0, size(p)
		for _, match := range loaded.FindAllSubmatch(s.Page(p).Body(), -1) {
			asset := string(match[1]) + string(match[2])
			switch path.Ext(asset) {
			case ".css":
				style += size(asset)
			case ".js":
				code += size(asset)
			}
			visit += size(asset)
		}
		if style == 0 || style > maxStyle {
			t.Errorf("%s: styles take %d bytes, allowed are %d", p, style, maxStyle)
		}
		if code == 0 || code > maxCode {
			t.Errorf("%s: scripts take %d bytes, allowed are %d", p, code, maxCode)
		}
		if visit > longest && !e.Multilingual() {
			longest, where = visit, p
		}
	}
	t.Logf("the longest first visit takes %d bytes (%s)", longest, where)
	if longest > maxVisit {
		t.Errorf("a first visit to %s takes %d bytes, allowed are %d", where, longest, maxVisit)
	}
}
