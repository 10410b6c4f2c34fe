package export

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Modes of what is written; the umask takes from them.
const (
	folderMode = 0o755
	fileMode   = 0o644
)

// marker is the file by which an export is known. It lists what else stands at
// the top of the folder.
const marker = ".statusbook-export"

const markerNote = "# Written by `statusbook export`, which replaces this folder as a whole. At its top are:\n"

func mark(entries []entry) []byte {
	tops := []string{marker}
	for _, e := range entries {
		top, _, _ := strings.Cut(e.name, "/")
		tops = append(tops, top)
	}
	slices.Sort(tops)
	return []byte(markerNote + strings.Join(slices.Compact(tops), "\n") + "\n")
}

// target is the place of an export.
type target struct {
	dir    string
	exists bool
}

// replaceable finds out whether a folder may be replaced: nothing that somebody
// else has put there must get lost.
func replaceable(dir string) (target, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return target{}, err
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = real // what a link leads to is replaced, not the link
	}
	t := target{dir: absolute}
	entries, err := os.ReadDir(absolute)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return t, nil
	case err != nil:
		return t, err
	}
	t.exists = true
	if len(entries) == 0 {
		return t, nil
	}
	made, err := os.ReadFile(filepath.Join(absolute, marker))
	if err != nil || !bytes.HasPrefix(made, []byte(markerNote)) {
		return t, fmt.Errorf("%s is not empty, and no export has made it: choose another folder, or empty this one", dir)
	}
	known := strings.Split(string(made[len(markerNote):]), "\n")
	for _, e := range entries {
		name := e.Name()
		bare := strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".br")
		if !slices.Contains(known, name) && !slices.Contains(known, bare) {
			return t, fmt.Errorf("%s has %s, which no export has made and which would get lost: move it elsewhere", dir, name)
		}
	}
	return t, nil
}

// unchanged reports whether a file was there before with the same content, and
// since when.
func (t target) unchanged(name string, body []byte) (time.Time, bool) {
	if !t.exists {
		return time.Time{}, false
	}
	full := filepath.Join(t.dir, name)
	info, err := os.Lstat(full)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(body)) {
		return time.Time{}, false
	}
	was, err := os.ReadFile(full)
	return info.ModTime(), err == nil && bytes.Equal(was, body)
}

// replace lets write fill a new folder and puts it in place of the old one. If
// anything fails the old one stays, and nothing else.
func (t target) replace(write func(fresh string) error) (err error) {
	parent := filepath.Dir(t.dir)
	if err := os.MkdirAll(parent, folderMode); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(parent, filepath.Base(t.dir)+".tmp-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(fresh))
		}
	}()
	mode := fs.FileMode(folderMode)
	if info, err := os.Stat(t.dir); err == nil {
		mode = info.Mode().Perm()
	}
	if err := os.Chmod(fresh, mode); err != nil { // MkdirTemp keeps others out
		return err
	}
	if err := write(fresh); err != nil {
		return err
	}
	return t.swap(fresh)
}

// swap puts a folder in place. Between two renames there is no folder for a
// moment; a server that looks just then says 404 once. Systems that can do both in
// one step do so.
func (t target) swap(fresh string) error {
	if !t.exists {
		return os.Rename(fresh, t.dir)
	}
	if exchange(fresh, t.dir) == nil {
		return os.RemoveAll(fresh) // which is the old one now
	}
	old := fresh + ".old"
	if err := os.Rename(t.dir, old); err != nil {
		return err
	}
	if err := os.Rename(fresh, t.dir); err != nil {
		return errors.Join(err, os.Rename(old, t.dir))
	}
	return os.RemoveAll(old)
}
