// Package export writes a [site.Site] to a folder, for hosts that serve files
// and nothing else.
//
// Every representation that does not depend on the request is written as it would
// be sent, with its codings beside it. What does depend on it gets a stand-in: the
// search and its suggestions run in the browser ([site.Site.Standalone]), and an
// address that leads elsewhere becomes a small page that does so (signposts.go).
// For hosts that can do better with a table there is one (hosts.go).
//
// The folder is written beside its place and put there in one step, whole or not
// at all (replace.go). The same Site gives the same bytes.
package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"statusbook/internal/site"
)

// Config is how a book is written.
type Config struct {
	// Folders writes the page /en/404 as en/404/index.html instead of en/404.html,
	// for hosts that look for index.html and nothing else.
	Folders bool

	// Plain leaves out the files with content codings, Quick makes them at their
	// lowest levels.
	Plain, Quick bool

	// Fields are the header fields of an answer with a representation.
	Fields func(*site.Representation) http.Header

	// Progress is told, from several goroutines, how many of all files are done. It
	// may be nil.
	Progress func(done, all int)
}

// Summary is what has been written.
type Summary struct {
	Files   int   // those of the book
	Bytes   int64 // in them
	Codings int   // files with content codings besides
	Coded   int64 // bytes in those
}

// entry is a file of the book. page is nil for one that no answer of the server
// is like.
type entry struct {
	name string // slash-separated, inside the folder
	path string // in the book; empty for what only hosts read
	body []byte
	page *site.Representation
}

// Write writes the book to the folder dir. A folder that another export has made
// is replaced; any other must be empty or not be there. It stops when ctx is done,
// and leaves what was there before.
func Write(ctx context.Context, s *site.Site, dir string, config Config) (Summary, error) {
	target, err := replaceable(dir)
	if err != nil {
		return Summary{}, err
	}
	entries, err := collect(s, config)
	if err != nil {
		return Summary{}, err
	}
	var summary Summary
	err = target.replace(func(fresh string) error {
		w := &writer{dir: fresh, before: target, config: config, made: map[[sha256.Size]byte]func() []file{}}
		summary, err = w.write(ctx, entries)
		return err
	})
	return summary, err
}

// collect lists every file, sorted by name.
func collect(s *site.Site, config Config) ([]entry, error) {
	b := &builder{site: s, config: config, pages: map[string]*site.Representation{}, folders: map[string]bool{}, names: map[string]string{}}
	for _, p := range s.Paths() {
		if !b.needsOrigin(p) {
			b.pages[p] = s.Page(p)
		}
	}
	maps.Copy(b.pages, s.Standalone())
	for p := range b.pages {
		for dir := path.Dir(p); dir != "/"; dir = path.Dir(dir) {
			b.folders[dir] = true
		}
	}
	for p, page := range b.pages {
		b.add(p, page, located(s, p, page))
	}
	b.signposts()
	b.hosts()
	b.add404()
	b.entries = append(b.entries, entry{name: ".nojekyll"}) // GitHub: files as they are
	slices.SortFunc(b.entries, func(x, y entry) int { return strings.Compare(x.name, y.name) })
	b.entries = append(b.entries, entry{name: marker, body: mark(b.entries)})
	return b.entries, errors.Join(b.problems...)
}

// builder collects files.
type builder struct {
	site     *site.Site
	config   Config
	pages    map[string]*site.Representation
	folders  map[string]bool // paths below which there are others
	entries  []entry
	names    map[string]string // of files, each with the path that it is for
	problems []error
}

// add adds the file of a path.
func (b *builder) add(p string, page *site.Representation, body []byte) {
	name := b.file(p, page)
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		b.problems = append(b.problems, fmt.Errorf("%s is no name for a file", p))
		return
	}
	if other, taken := b.names[name]; taken {
		b.problems = append(b.problems, fmt.Errorf("%s and %s would be the same file, %s", other, p, name))
		return
	}
	b.names[name] = p
	b.entries = append(b.entries, entry{name: name, path: p, body: body, page: page})
}

// file is the name of the file in which what stands at a path is kept.
func (b *builder) file(p string, page *site.Representation) string {
	name := strings.TrimPrefix(p, "/")
	isPage := page == nil || strings.HasPrefix(page.MediaType, "text/html")
	switch {
	case name == "" || strings.HasSuffix(name, "/"):
		return name + "index.html"
	case isPage && path.Ext(name) == ".html":
		return name
	case isPage && b.config.Folders:
		return name + "/index.html"
	case isPage:
		return name + ".html"
	case b.folders[p]: // data at an address below which there is more
		return name + "/index.json"
	}
	return name
}

// needsOrigin reports whether what stands at a path makes no sense without
// absolute addresses, and the book has not been told its own.
func (b *builder) needsOrigin(p string) bool { return b.site.Roams() && p == "/sitemap.xml" }

// located is the body with absolute addresses, or with addresses from the root of
// the host if the book has not been told its own.
func located(s *site.Site, p string, page *site.Representation) []byte {
	if !s.Roams() {
		return page.Body()
	}
	body := page.At("").Body()
	if p == "/robots.txt" {
		lines := slices.DeleteFunc(bytes.SplitAfter(body, []byte("\n")), func(line []byte) bool { return bytes.HasPrefix(line, []byte("Sitemap:")) })
		body = bytes.Join(lines, nil)
	}
	return body
}

// compressible reports whether a file is worth other codings.
func (e entry) compressible() bool {
	if e.path == "" || len(e.body) < 1024 {
		return false
	}
	return e.page == nil || e.page.Compressible()
}

// writer writes files.
type writer struct {
	dir    string
	before target
	config Config

	bytes, codings, codedBytes atomic.Int64

	mu   sync.Mutex
	made map[[sha256.Size]byte]func() []file // codings by the digest of the body: many files are alike
}

// write writes all files on all processors.
func (w *writer) write(ctx context.Context, entries []entry) (Summary, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	folders := map[string]bool{}
	for _, e := range entries {
		if folder := path.Dir(e.name); !folders[folder] {
			folders[folder] = true
			if err := os.MkdirAll(filepath.Join(w.dir, filepath.FromSlash(folder)), folderMode); err != nil {
				return Summary{}, err
			}
		}
	}
	var done atomic.Int64
	work := make(chan entry)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for e := range work {
				if ctx.Err() != nil {
					continue
				}
				if err := w.entry(e); err != nil {
					cancel(err)
					continue
				}
				if w.config.Progress != nil {
					w.config.Progress(int(done.Add(1)), len(entries))
				}
			}
		})
	}
	// The largest first, so that no processor is left alone with one at the end.
	for _, e := range slices.SortedStableFunc(slices.Values(entries), func(x, y entry) int { return len(y.body) - len(x.body) }) {
		work <- e
	}
	close(work)
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		return Summary{}, err
	}
	return Summary{Files: len(entries), Bytes: w.bytes.Load(), Codings: int(w.codings.Load()), Coded: w.codedBytes.Load()}, nil
}

// coded makes the codings of a body that are smaller than it, each body once.
func (w *writer) coded(body []byte) []file {
	sum := sha256.Sum256(body)
	w.mu.Lock()
	made, ok := w.made[sum]
	if !ok {
		made = sync.OnceValue(func() []file {
			var files []file
			for _, c := range codings {
				if coded := c.encode(body, w.config.Quick); len(coded) < len(body) {
					files = append(files, file{c.suffix, coded})
				}
			}
			return files
		})
		w.made[sum] = made
	}
	w.mu.Unlock()
	return made()
}

// file is what is written for an entry: its body, or a coding of it.
type file struct {
	suffix string
	body   []byte
}

// entry writes a file and its codings.
func (w *writer) entry(e entry) error {
	name := filepath.FromSlash(e.name)
	full := filepath.Join(w.dir, name)
	files := []file{{"", e.body}}
	w.bytes.Add(int64(len(e.body)))
	if !w.config.Plain && e.compressible() {
		for _, f := range w.coded(e.body) {
			files = append(files, f)
			w.codings.Add(1)
			w.codedBytes.Add(int64(len(f.body)))
		}
	}
	for _, f := range files {
		if err := os.WriteFile(full+f.suffix, f.body, fileMode); err != nil {
			return err
		}
	}
	// A file that is as it was keeps its time, so that caches and copies of the
	// folder need not be made anew. Its codings have the same.
	if when, same := w.before.unchanged(name, e.body); same {
		for _, f := range files {
			if err := os.Chtimes(full+f.suffix, when, when); err != nil {
				return err
			}
		}
	}
	return nil
}
