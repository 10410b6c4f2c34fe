package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"statusbook/internal/problem"
	"statusbook/internal/site"
)

// maxTold is how many problems the health page lists. The log has all of them.
const maxTold = 50

// About is what the health page says of the program. It does not change.
type About struct {
	Version string
	Dirs    []string      // overlay folders
	Took    time.Duration // building the first book

	// Private keeps the folders and the problems from /readyz?verbose, because
	// there is an address for those who run the server (see [Server.Health]).
	Private bool
}

// Attempt is the outcome of building a book anew.
type Attempt struct {
	Site     *site.Site    // nil if the content has problems
	Took     time.Duration // building it
	Problems problem.List  // warnings too
}

// Status is what is known of the book that is served.
type Status struct {
	Draining bool
	Pages    int
	Built    time.Time
	Took     time.Duration

	Reloaded int // attempts since the start that brought another book
	Failed   int // attempts that brought none

	// StaleSince is when the first of the attempts failed that have all failed since
	// the last good one; zero if the book is that of the content as it is.
	StaleSince time.Time
	Problems   problem.List // of the last attempt, if it failed
}

// Describe sets what the health page says of the program.
func (s *Server) Describe(about About) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.about = about
	s.status.Took = about.Took
}

// Reload takes the outcome of building the book anew: another book is served from
// the next request on; if there is none, the last good one still is, and the
// health page says why.
func (s *Server) Reload(attempt Attempt) {
	if attempt.Site != nil {
		s.Use(attempt.Site)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if attempt.Site == nil {
		s.status.Failed++
		s.status.Problems = attempt.Problems
		if s.status.StaleSince.IsZero() {
			s.status.StaleSince = now
		}
		return
	}
	s.status = Status{
		Pages: s.status.Pages, Built: s.status.Built, Took: attempt.Took, // Use has set the first two
		Reloaded: s.status.Reloaded + 1, Failed: s.status.Failed,
	}
}

// Status returns the present state.
func (s *Server) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := s.status
	status.Draining = s.draining.Load()
	return status
}

// Health answers as /readyz does, for an address that only those who run the
// server can reach: with everything that is known.
func (s *Server) Health() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.ready(w, r, true) })
}

// ready says whether requests should be sent here; with ?verbose in its query it
// says more.
func (s *Server) ready(w http.ResponseWriter, r *http.Request, everything bool) {
	status := s.Status()
	code, text := http.StatusOK, "ready\n"
	if status.Draining {
		code, text = http.StatusServiceUnavailable, "draining\n"
	}
	if r.URL.Query().Has("verbose") {
		s.mu.Lock()
		about := s.about
		s.mu.Unlock()
		text += status.text(about, everything || !about.Private)
	}
	h := w.Header()
	h.Set("Cache-Control", site.CacheNone)
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(text)) // the client may be gone; there is nobody to tell
	}
}

// text is the status for people, a fact a line.
func (s Status) text(about About, everything bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "version: %s\npages: %d\nbuilt: %s in %s\nreloads: %d good, %d failed\n", about.Version, s.Pages,
		s.Built.UTC().Format(time.RFC3339), s.Took.Round(time.Millisecond), s.Reloaded, s.Failed)
	if everything {
		for _, dir := range about.Dirs {
			fmt.Fprintf(&b, "folder: %s\n", legible(dir, 512))
		}
	}
	if s.StaleSince.IsZero() {
		b.WriteString("content: up to date\n")
		return b.String()
	}
	fmt.Fprintf(&b, "content: stale since %s; the last good book is served\nproblems: %d\n",
		s.StaleSince.UTC().Format(time.RFC3339), len(s.Problems.Fatal()))
	if !everything {
		return b.String()
	}
	for i, p := range s.Problems.Fatal() {
		if i == maxTold {
			fmt.Fprintf(&b, "  and %d more\n", len(s.Problems.Fatal())-maxTold)
			break
		}
		fmt.Fprintf(&b, "  %s\n", p)
	}
	return b.String()
}
