package webtest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// Rule is something that holds for every answer of a server, whatever was asked.
type Rule func(ctx context.Context, s *Server, c *Case, a *Answer) error

// Rules returns the rules for a server of pages.
func Rules() []Rule {
	return []Rule{protected, measured, headLikeGet, faultsArePages, languageAgrees}
}

// protected: no answer is sniffed, and none may load what the policy does not
// name.
func protected(_ context.Context, _ *Server, _ *Case, a *Answer) error {
	if got := a.Header.Get("X-Content-Type-Options"); got != "nosniff" {
		return fmt.Errorf("X-Content-Type-Options is %q, want nosniff", got)
	}
	if a.Header.Get("Content-Security-Policy") == "" {
		return errors.New("Content-Security-Policy is missing")
	}
	return nil
}

// measured: the length that is announced is that of the body, and nothing comes
// after it (RFC 9110, section 8.6). 204 and 304 announce none.
func measured(_ context.Context, _ *Server, c *Case, a *Answer) error {
	length := strings.Join(a.Header.Values("Content-Length"), ", ")
	switch {
	case a.Extra:
		return errors.New("bytes follow the answer")
	case a.Status == http.StatusNoContent || a.Status == http.StatusNotModified:
		if length != "" {
			return fmt.Errorf("Content-Length is %q with status %d, want none", length, a.Status)
		}
	case c.Method == http.MethodHead:
		if len(a.Body) > 0 {
			return errors.New("HEAD has a body")
		}
	case length != strconv.Itoa(len(a.Body)):
		return fmt.Errorf("Content-Length is %q, the body has %d bytes", length, len(a.Body))
	}
	return nil
}

// headLikeGet: HEAD has the fields of GET (RFC 9110, section 9.3.2). A range is
// defined for GET alone (section 14.2), so such a request has no twin.
func headLikeGet(ctx context.Context, s *Server, c *Case, a *Answer) error {
	if c.Get("Range") != "" || c.Method != http.MethodGet && c.Method != http.MethodHead {
		return nil
	}
	twin := *c
	twin.Method = http.MethodHead
	if c.Method == http.MethodHead {
		twin.Method = http.MethodGet
	}
	other, err := s.Do(ctx, &twin)
	if err != nil {
		return fmt.Errorf("asked with %s: %w", twin.Method, err)
	}
	if other.Status != a.Status {
		return fmt.Errorf("asked with %s, the status is %d, not %d", twin.Method, other.Status, a.Status)
	}
	names := slices.Concat(slices.Collect(maps.Keys(a.Header)), slices.Collect(maps.Keys(other.Header)))
	for _, name := range names {
		ofEach := name == "Date" || name == "X-Request-Id"
		if !ofEach && !slices.Equal(a.Header[name], other.Header[name]) {
			return fmt.Errorf("asked with %s, %s is %q, not %q", twin.Method, name, other.Header[name], a.Header[name])
		}
	}
	return nil
}

// forPrograms is an address that speaks to programs, wherever the book is mounted.
var forPrograms = regexp.MustCompile(`(?i)^(https?://[^/]*)?(/http)?/(api(/|$)|oembed([?]|$))`)

// faultsArePages: a reader who meets an error gets a page that helps, a program
// gets problem details (RFC 9457), and no cache keeps either for others.
func faultsArePages(_ context.Context, _ *Server, c *Case, a *Answer) error {
	if a.Status < 400 {
		return nil
	}
	want := "text/html; charset=utf-8"
	if forPrograms.MatchString(c.Target) {
		want = "application/problem+json"
	}
	if got := a.Header.Get("Content-Type"); got != want {
		return fmt.Errorf("Content-Type is %q with status %d, want %s", got, a.Status, want)
	}
	if got := a.Header.Get("Cache-Control"); got != "no-store" {
		return fmt.Errorf("Cache-Control is %q with status %d, want no-store", got, a.Status)
	}
	body, err := a.Decoded()
	if err != nil || c.Method == http.MethodHead {
		return err
	}
	if want == "application/problem+json" {
		return problemDetails(body, a.Status)
	}
	if !bytes.HasPrefix(body, []byte("<!doctype html>")) || !bytes.HasSuffix(bytes.TrimSpace(body), []byte("</html>")) {
		return fmt.Errorf("the body with status %d is no whole page: %q", a.Status, excerpt(string(body)))
	}
	return nil
}

// problemDetails: the object says the status with which it came, and leads to
// the page about it.
func problemDetails(body []byte, status int) error {
	var problem struct {
		Type, Title, Detail string
		Status              int
	}
	if err := json.Unmarshal(body, &problem); err != nil {
		return fmt.Errorf("the problem details with status %d: %w", status, err)
	}
	if problem.Status != status || problem.Title == "" || problem.Detail == "" || !strings.HasSuffix(problem.Type, "/"+strconv.Itoa(status)) {
		return fmt.Errorf("the problem details with status %d are %+v", status, problem)
	}
	return nil
}

var htmlLang = regexp.MustCompile(`<html lang="([^"]*)"`)

// inEdition is an address inside an edition, wherever the book is mounted.
var inEdition = regexp.MustCompile(`(^|/)(en|zh-TW|mul)/`)

// languageAgrees: Content-Language says what the page itself says, and only
// pages, what else an edition has, and problem details carry one.
func languageAgrees(_ context.Context, _ *Server, c *Case, a *Answer) error {
	language := a.Header.Get("Content-Language")
	isPage := strings.HasPrefix(a.Header.Get("Content-Type"), "text/html")
	ofEdition := inEdition.MatchString(c.Target) || inEdition.MatchString(a.Header.Get("Content-Location"))
	isProblem := a.Header.Get("Content-Type") == "application/problem+json"
	if !isPage && language != "" && !ofEdition && !isProblem {
		return fmt.Errorf("Content-Language is %q on what is no page", language)
	}
	if !isPage || c.Method == http.MethodHead || a.Status == http.StatusPartialContent {
		return nil
	}
	body, err := a.Decoded()
	if err != nil {
		return err
	}
	if m := htmlLang.FindSubmatch(body); m == nil || string(m[1]) != language {
		return fmt.Errorf("Content-Language is %q, the page says %q", language, m)
	}
	return nil
}

// Decoded returns the body without its content coding.
func (a *Answer) Decoded() ([]byte, error) {
	if len(a.Body) == 0 {
		return nil, nil
	}
	switch coding := a.Header.Get("Content-Encoding"); coding {
	case "":
		return a.Body, nil
	case "gzip":
		r, err := gzip.NewReader(bytes.NewReader(a.Body))
		if err != nil {
			return nil, fmt.Errorf("the body is not gzip: %w", err)
		}
		return io.ReadAll(r)
	case "br":
		return io.ReadAll(brotli.NewReader(bytes.NewReader(a.Body)))
	default:
		return nil, fmt.Errorf("the coding %q is unknown", coding)
	}
}
