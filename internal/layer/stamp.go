package layer

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"syscall"
	"time"
)

// Stamp tells two states of overlay folders apart without reading the files:
// names, sizes, times and identities of all of them.
type Stamp [sha256.Size]byte

// StampOf looks at folders as Overlay would read them, most entries of each. newest
// is the latest time at which a file was changed; a file that changes again within the same tick of
// the file system's clock keeps its stamp. It fails only if the machine cannot
// tell now, because it has run out of open files or memory: a folder that is not
// there has a stamp too.
func StampOf(dirs []string, most int) (stamp Stamp, newest time.Time, err error) {
	sum := sha256.New()
	for _, dir := range dirs {
		w := stamper{most: most, note: func(name string, numbers ...int64) {
			_, _ = sum.Write(append([]byte(name), 0)) // a hash takes all
			for _, n := range numbers {
				_ = binary.Write(sum, binary.LittleEndian, n)
			}
		}}
		w.note(dir)
		root, err := os.OpenRoot(dir)
		if exhausted(err) {
			return stamp, newest, err
		}
		if err != nil {
			w.note(err.Error())
			continue
		}
		w.fsys = rootFS{root}
		w.walk(".", 0)
		_ = root.Close()
		if w.failed != nil {
			return stamp, newest, w.failed
		}
		if w.newest.After(newest) {
			newest = w.newest
		}
	}
	sum.Sum(stamp[:0])
	return stamp, newest, nil
}

type stamper struct {
	fsys    rootFS
	note    func(name string, numbers ...int64)
	entries int
	most    int // entries
	newest  time.Time
	failed  error
}

func (w *stamper) walk(name string, depth int) {
	entries, err := fs.ReadDir(w.fsys, name)
	if w.refused(name, err) {
		return
	}
	for _, entry := range entries {
		if w.failed != nil {
			return
		}
		if depth == 0 && entry.Name() != settings && !slices.Contains(folders, entry.Name()) {
			w.beside(entry)
			continue
		}
		if ignored(entry.Name()) {
			continue
		}
		if w.entries++; w.entries > w.most || depth > MaxDepth {
			return
		}
		child := path.Join(name, entry.Name())
		info, err := fs.Stat(w.fsys, child)
		if w.refused(child, err) {
			continue
		}
		if info.IsDir() {
			w.note(child, identity(info))
			w.walk(child, depth+1)
			continue
		}
		w.note(child, int64(info.Mode()), info.Size(), info.ModTime().UnixNano(), identity(info))
		if info.ModTime().After(w.newest) {
			w.newest = info.ModTime()
		}
	}
}

// beside notes what stands at the top of an overlay and is none of its folders. A
// link there may be what they lead through, as in a volume of Kubernetes: it is told
// apart from one that has led to the same place before.
func (w *stamper) beside(entry fs.DirEntry) {
	if entry.Type()&fs.ModeSymlink == 0 {
		if !ignored(entry.Name()) {
			w.note(entry.Name()) // Overlay says that it is not used
		}
		return
	}
	info, err := w.fsys.root.Lstat(entry.Name())
	if !w.refused(entry.Name(), err) {
		w.note(entry.Name(), info.ModTime().UnixNano(), identity(info))
	}
}

// refused notes that something cannot be looked at. That is a state like another,
// unless the machine is exhausted.
func (w *stamper) refused(name string, err error) bool {
	if exhausted(err) {
		w.failed = err
	}
	if err != nil {
		w.note(name + "\x00" + reason(err).Error())
	}
	return err != nil
}

func exhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ENOMEM)
}

// Equal reports whether two trees have the same files with the same bytes.
func (t *Tree) Equal(other *Tree) bool {
	return maps.EqualFunc(t.files, other.files, func(a, b File) bool { return a.Origin == b.Origin && slices.Equal(a.Data, b.Data) })
}
