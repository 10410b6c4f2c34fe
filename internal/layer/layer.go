// Package layer reads the files that the book is made of: what is embedded in
// the program, and folders laid over it file by file.
//
// [Embedded] reads the program's own files, [Tree.Overlay] lays a folder over a
// tree and returns a new one. A Tree is a snapshot in memory and never changes;
// whatever happens on disk afterwards, a book built from a Tree is of one piece.
//
// An overlay comes from outside, so it is read with suspicion: through
// [os.Root], which follows no symbolic link out of the folder; without blocking
// on pipes; regular files only, within limits. Text is made uniform (no byte
// order mark, LF line ends), must be UTF-8, and may not contain characters that
// reorder what a reviewer sees, nor what a merge leaves behind.
package layer

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unicode/utf8"

	"statusbook/internal/problem"
)

// Limits of an overlay folder.
const (
	MaxFileSize = 1 << 20 // bytes in one file
	MaxEntries  = 5000    // files and folders in one overlay, unless its host allows more
	MaxDepth    = 16      // folders inside folders
)

// Folders are the top-level folders that make up a book; an overlay may have
// any of them.
var folders = []string{"content", "locales", "static", "templates"}

// settings is the file beside them in which an overlay says what the site is to be.
const settings = "site.toml"

// File is one file of a Tree. Name is its slash-separated path in the book,
// Origin is how it is called in messages: the same for an embedded file, the
// path on disk for one that an overlay brought.
type File struct {
	Name   string
	Origin string
	Data   []byte
}

// Overlaid reports whether the file came from an overlay.
func (f File) Overlaid() bool { return f.Name != f.Origin }

// Tree is an immutable set of files by name.
type Tree struct {
	files map[string]File
	below map[string][]File // what an overlay has replaced, the lowest first
	names func() []string   // all, sorted
}

func newTree(files map[string]File, below map[string][]File) *Tree {
	return &Tree{files, below, sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(files)) })}
}

// Embedded reads every file below the book's folders in fsys.
func Embedded(fsys fs.FS) (*Tree, problem.List) {
	r := reader{fsys: fsys, most: math.MaxInt, files: map[string]File{}, origin: func(name string) string { return name }}
	for _, folder := range folders {
		r.walk(folder, 0)
	}
	return newTree(r.files, map[string][]File{}), r.problems
}

// Overlay lays the folder dir over t and returns the result. A file in dir
// replaces the one of the same name; others stay. A folder that cannot be read
// is a problem, and so is one that holds nothing of a book, or more than most
// files and folders.
func (t *Tree) Overlay(dir string, most int) (*Tree, problem.List) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return t, problem.List{problem.In(dir, "cannot be used as an overlay: %v", reason(err))}
	}
	defer func() { _ = root.Close() }()
	r := reader{
		fsys: rootFS{root}, most: most, files: map[string]File{},
		origin: func(name string) string { return path.Join(dir, name) },
	}
	entries, err := fs.ReadDir(r.fsys, ".")
	if err != nil {
		return t, problem.List{problem.In(dir, "cannot be read: %v", reason(err))}
	}
	empty := true
	for _, entry := range entries {
		switch name := entry.Name(); {
		case slices.Contains(folders, name):
			empty = false
			r.walk(name, 0)
		case name == settings:
			empty = false
			r.entry(name, 0)
		case entry.IsDir() && !strings.HasPrefix(name, "."):
			p := problem.In(r.origin(name), "is not used: an overlay has the folders %s and the file %s", strings.Join(folders, ", "), settings)
			p.Warning = true
			r.problems = append(r.problems, p)
		}
	}
	if empty { // a volume that is not mounted looks like this
		r.problems = append(r.problems, problem.In(dir, "holds nothing of a book: an overlay has the folders %s and the file %s", strings.Join(folders, ", "), settings))
	}
	next := newTree(maps.Clone(t.files), maps.Clone(t.below))
	for name, file := range r.files {
		if old, ok := t.files[name]; ok {
			next.below[name] = append(slices.Clone(t.below[name]), old)
		}
		next.files[name] = file
	}
	return next, r.problems
}

// Read returns the file called name.
func (t *Tree) Read(name string) (File, bool) {
	f, ok := t.files[name]
	return f, ok
}

// Versions returns the files called name of all layers, the lowest first: for
// files that an overlay adds to, key by key, instead of replacing them.
func (t *Tree) Versions(name string) []File {
	file, ok := t.files[name]
	if !ok {
		return nil
	}
	return append(slices.Clone(t.below[name]), file)
}

// Glob returns the files whose names match pattern (see [path.Match]), by name.
func (t *Tree) Glob(pattern string) []File {
	var found []File
	names := t.names()
	literal := pattern // all that match begin with it
	if special := strings.IndexAny(pattern, `*?[\`); special >= 0 {
		literal = pattern[:special]
	}
	first, _ := slices.BinarySearch(names, literal)
	for _, name := range names[first:] {
		if !strings.HasPrefix(name, literal) {
			break
		}
		if ok, _ := path.Match(pattern, name); ok {
			found = append(found, t.files[name])
		}
	}
	return found
}

// rootFS opens files without ever blocking on a pipe or a device.
type rootFS struct{ root *os.Root }

func (r rootFS) Open(name string) (fs.File, error) {
	return r.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

type reader struct {
	fsys     fs.FS
	origin   func(name string) string
	files    map[string]File
	entries  int
	most     int // entries
	problems problem.List
}

func (r *reader) problem(name, format string, args ...any) {
	r.problems = append(r.problems, problem.In(r.origin(name), format, args...))
}

func (r *reader) walk(name string, depth int) {
	if depth > MaxDepth {
		r.problem(name, "is more than %d folders deep", MaxDepth)
		return
	}
	entries, err := fs.ReadDir(r.fsys, name)
	if err != nil {
		r.problem(name, "cannot be read: %v", reason(err))
		return
	}
	for _, entry := range entries {
		if ignored(entry.Name()) {
			continue
		}
		if r.entries++; r.entries > r.most {
			if r.entries == r.most+1 {
				r.problem(name, "the overlay holds more than %d files and folders: --max-files allows more", r.most)
			}
			return
		}
		r.entry(path.Join(name, entry.Name()), depth)
	}
}

func (r *reader) entry(name string, depth int) {
	info, err := fs.Stat(r.fsys, name)
	switch {
	case err != nil:
		r.problem(name, "cannot be read: %v", reason(err))
	case info.IsDir() && isText(name):
		r.problem(name, "is a folder, but has the name of a file")
	case info.IsDir():
		r.walk(name, depth+1)
	case !info.Mode().IsRegular():
		r.problem(name, "is not a regular file (%v)", info.Mode().Type())
	default:
		r.read(name)
	}
}

func (r *reader) read(name string) {
	data, err := r.content(name)
	if err != nil {
		r.problem(name, "cannot be read: %v", reason(err))
		return
	}
	if isText(name) {
		data = bytes.TrimPrefix(data, []byte("\uFEFF"))
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		if offset, what := faultyText(data); what != "" {
			line, column := problem.Position(data, offset)
			r.problems = append(r.problems, problem.At(r.origin(name), line, column, "%s", what))
			return
		}
	}
	r.files[name] = File{Name: name, Origin: r.origin(name), Data: data}
}

// content reads a file again checked after it is opened: what lay under the
// name when it was listed may be something else by now.
func (r *reader) content(name string) ([]byte, error) {
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("it is not a regular file (%v)", info.Mode().Type())
	}
	data, err := io.ReadAll(io.LimitReader(f, MaxFileSize+1))
	if err == nil && len(data) > MaxFileSize {
		return nil, fmt.Errorf("it is larger than %d bytes", MaxFileSize)
	}
	return data, err
}

// ignored reports the left-overs of editors and version control, and the
// folders by which Kubernetes swaps a ConfigMap.
func ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasPrefix(name, "_") ||
		strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".tmp")
}

func isText(name string) bool {
	switch path.Ext(name) {
	case ".toml", ".md", ".html", ".css", ".js", ".svg", ".txt", ".xml", ".json", ".csv", ".webmanifest":
		return true
	}
	return false
}

// faultyText finds the first thing in data that no text of the book may hold.
func faultyText(data []byte) (offset int, what string) {
	for i := 0; i < len(data); {
		if mark := conflictMark(data[i:]); mark != "" && (i == 0 || data[i-1] == '\n') {
			return i, "a conflict mark of a merge, " + mark + ": decide between the two texts"
		}
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return i, fmt.Sprintf("byte 0x%02X is not UTF-8: save the file as UTF-8", data[i])
		case r == 0:
			return i, "a NUL byte: this is not a text file"
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return i, fmt.Sprintf("U+%04X changes the direction of text invisibly: remove it", r)
		}
		i += size
	}
	return 0, ""
}

// conflictMark returns the mark with which rest begins, of those that a merge puts
// around two texts that contradict each other. The line between them is left out:
// in Markdown it is a heading.
func conflictMark(rest []byte) string {
	for _, mark := range []string{"<<<<<<<", "|||||||", ">>>>>>>"} {
		if after, ok := bytes.CutPrefix(rest, []byte(mark)); ok && (len(after) == 0 || after[0] == ' ' || after[0] == '\n') {
			return mark
		}
	}
	return ""
}

// reason strips the path from an error that the caller has named already.
func reason(err error) error {
	if pathErr, ok := err.(*fs.PathError); ok { //nolint:errorlint // only the outermost layer repeats the path
		return pathErr.Err
	}
	return err
}
