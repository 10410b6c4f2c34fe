package site_test

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strings"
	"testing"
)

func TestFromMDN(t *testing.T) {
	s := book(t, "")
	for path, want := range map[string]string{
		"/docs/Web/HTTP/Status/404":                 "/404",
		"/docs/Web/HTTP/Reference/Status/404":       "/404",
		"/en-US/docs/Web/HTTP/Status/404":           "/en/404",
		"/en-US/docs/Web/HTTP/Reference/Status/404": "/en/404",
		"/EN-us/DOCS/web/http/status/404/":          "/en/404",
		"/en/docs/Web/HTTP/Status/404":              "/en/404",
		"/zh-TW/docs/Web/HTTP/Status/404":           "/zh-TW/404",
		"/zh-CN/docs/Web/HTTP/Reference/Status/404": "/zh-TW/404",
		"/mul/docs/Web/HTTP/Status/404":             "/mul/404",
		"/fr/docs/Web/HTTP/Status/404":              "/404",
		"/nonsense/docs/Web/HTTP/Status/404":        "/404",
		"/docs/Web/HTTP/Status/583":                 "/583",
		"/docs/Web/HTTP/Status":                     "/",
		"/docs/Web/HTTP/Status/":                    "/",
		"/en-US/docs/Web/HTTP/Reference/Status":     "/en/",
		"/de/docs/Web/HTTP/Status/":                 "/",
		"/docs/Web/HTTP/Headers/ETag":               "",
		"/docs/Web/HTTP/Status/4040":                "",
		"/docs/Web/HTTP/Status/404/x":               "",
		"/x/en-US/docs/Web/HTTP/Status/404":         "",
		"/docs/Web/HTTP/Reference":                  "",
		"/docs":                                     "",
	} {
		if got, _ := s.Canonical(path); got != want {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
}

// entry is a line of an inventory, as Sphinx reads it.
var entry = regexp.MustCompile(`^(.+?)\s+(\S+):(\S+)\s+(-?\d+)\s+(\S*)\s+(.*)$`)

// TestInventory reads the inventory as Sphinx does (sphinx.util.inventory, version 2).
func TestInventory(t *testing.T) {
	s := book(t, "")
	page := s.Page("/objects.inv")
	r := bufio.NewReader(bytes.NewReader(page.Body()))
	for i, want := range []string{
		"# Sphinx inventory version 2", "# Project: statusbook", "# Version: ", "# The remainder of this file is compressed using zlib.",
	} {
		if line, err := r.ReadString('\n'); err != nil || line != want+"\n" {
			t.Fatalf("line %d is %q, want %q", i+1, line, want)
		}
	}
	unpacked, err := zlib.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for line := range strings.Lines(string(text)) {
		m := entry.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			t.Fatalf("Sphinx does not understand %q", line)
		}
		name, domain, role, address, words := m[1], m[2], m[3], m[5], m[6]
		if domain != "std" || role != "label" || name != strings.ToLower(name) || words == "" || found[name] != "" {
			t.Errorf("entry %q", line)
		}
		if _, ok := s.Canonical("/" + address + "/"); !ok {
			t.Errorf("%s leads to %s, where there is nothing", name, address)
		}
		found[name] = address + " " + words
	}
	if found["http-404"] != "404 404 Not Found" || found["http-4xx"] != "4xx 4xx" || found["http-418"] == "" || len(found) < 150 {
		t.Errorf("%d entries: %q, %q", len(found), found["http-404"], found["http-4xx"])
	}
}
