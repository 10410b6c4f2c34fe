package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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
	if isMountPoint(absolute) { // the system would say so too, once all is written
		return t, fmt.Errorf("%s is a mount point, which cannot be replaced: export to a folder inside it, such as %s", dir, filepath.Join(dir, "book"))
	}
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

// begun is what a folder that an export has begun is called before it is put in
// place: the name of the place, this, and a number.
const begun = ".tmp-"

// replace lets write fill a new folder and puts it in place of the old one. If
// anything fails the old one stays, and nothing else.
func (t target) replace(write func(fresh string) error) (err error) {
	parent := filepath.Dir(t.dir)
	if err := os.MkdirAll(parent, folderMode); err != nil {
		return err
	}
	t.removeLeftovers()
	fresh, err := os.MkdirTemp(parent, filepath.Base(t.dir)+begun)
	if err != nil {
		return err
	}
	release, err := claim(fresh)
	if err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	defer release()
	defer func() {
		if err != nil {
			err = errors.Join(err, discard(fresh))
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

// claim marks a new folder as that of an export which is under way until release is
// called or the process ends, however it does. The mark is made when the lock is
// held, so that no other export sees the one without the other.
func claim(fresh string) (release func(), err error) {
	file, err := os.OpenFile(filepath.Join(fresh, marker), os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return nil, err
	}
	if lock(file) != nil { // not every file system can: what is left there stays
		return func() {}, file.Close()
	}
	if _, err := file.WriteString(markerNote); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil
}

// removeLeftovers removes what exports to the same place have begun and not ended,
// because they were killed. What another one is at work on is locked. Failing is no
// fault: this export does not need it.
func (t target) removeLeftovers() {
	parent, base := filepath.Split(t.dir)
	entries, _ := os.ReadDir(parent)
	for _, e := range entries {
		number, ok := strings.CutPrefix(e.Name(), base+begun)
		if !ok || !e.IsDir() || number == "" || strings.Trim(number, "0123456789") != "" {
			continue
		}
		leftover := filepath.Join(parent, e.Name())
		file, err := os.OpenFile(filepath.Join(leftover, marker), os.O_RDWR, 0) // some file systems lock only what can be written
		if err != nil {
			continue
		}
		note := make([]byte, len(markerNote))
		if _, err := io.ReadFull(file, note); err == nil && string(note) == markerNote && lock(file) == nil {
			_ = discard(leftover)
		}
		_ = file.Close()
	}
}

// discard removes the folder of an export, its marker last: if it is stopped, the
// next export knows by that what the rest is.
func discard(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if e.Name() != marker {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(dir)
}

// swap puts a folder in place. Between two renames there is no folder for a
// moment; a server that looks just then says 404 once. Systems that can do both in
// one step do so.
func (t target) swap(fresh string) error {
	if !t.exists {
		return os.Rename(fresh, t.dir)
	}
	if exchange(fresh, t.dir) == nil {
		return discard(fresh) // which is the old one now
	}
	old := fresh + ".old"
	if err := os.Rename(t.dir, old); err != nil {
		return err
	}
	if err := os.Rename(fresh, t.dir); err != nil {
		return errors.Join(err, os.Rename(old, t.dir))
	}
	return discard(old)
}
