package site

import (
	"path"
	"slices"
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
)

// fromMDN brings a path of MDN Web Docs, where many links to status codes lead,
// to the same page here: /docs/Web/HTTP/Status/404, with or without a locale
// before it, and with Reference before Status as since 2025. A link keeps its
// path and gets another host.
func (s *Site) fromMDN(requested string) (string, bool) {
	segments := strings.Split(strings.ToLower(strings.Trim(path.Clean("/"+requested), "/")), "/")
	var e *locale.Edition
	if segments[0] != "docs" {
		e = s.Editions.Match(segments[0])
		segments = segments[1:]
	}
	if len(segments) > 3 && segments[3] == "reference" {
		segments = slices.Delete(segments, 3, 4)
	}
	if len(segments) < 4 || len(segments) > 5 || !slices.Equal(segments[:4], []string{"docs", "web", "http", "status"}) {
		return "", false
	}
	target := "/"
	if e != nil {
		target += e.Tag + "/"
	}
	if len(segments) == 4 {
		return target, true
	}
	if _, ok := catalog.Number(segments[4]); !ok {
		return "", false
	}
	return target + segments[4], true
}
