package export_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"statusbook/internal/export"
)

// Other systems cannot exchange two folders, tell a mount point or lock what is
// begun, or not with what the program uses.

// TestReplaceInOneStep: there is always a folder while an export is replaced. The
// kernel tells every change of a name in order; a reader who looks all the while
// would miss a gap that is short.
func TestReplaceInOneStep(t *testing.T) {
	parent := t.TempDir()
	a, b := filepath.Join(parent, "a"), filepath.Join(parent, "b")
	if err := errors.Join(os.Mkdir(a, 0o700), os.Mkdir(b, 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE); err != nil {
		t.Skipf("the file system of %s cannot exchange folders: %v", parent, err)
	}
	s := small(t, "en")
	dir := filepath.Join(parent, "out")
	write(t, s, dir, config(s))
	changes := watchNames(t, parent)
	write(t, s, dir, config(s))
	there, came := 1, 0
	for _, change := range changes() {
		switch {
		case change.name != "out":
		case change.mask&(unix.IN_CREATE|unix.IN_MOVED_TO) != 0:
			there++
			came++
		default:
			there--
		}
		if there < 1 { // an exchange is told as one that comes, then one that goes
			t.Fatal("for a moment there was no folder")
		}
	}
	if there != 1 || came != 1 {
		t.Errorf("%d folders came, %d are there", came, there)
	}
}

// nameChange is that a name is given to a file, or taken from it.
type nameChange struct {
	mask uint32
	name string
}

// watchNames watches the names in a folder; changes returns how they have changed
// since.
func watchNames(t *testing.T, dir string) (changes func() []nameChange) {
	t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Close(fd) })
	if _, err := unix.InotifyAddWatch(fd, dir, unix.IN_CREATE|unix.IN_DELETE|unix.IN_MOVE); err != nil {
		t.Fatal(err)
	}
	return func() []nameChange {
		t.Helper()
		buffer := make([]byte, 64<<10)
		n, err := unix.Read(fd, buffer)
		if err != nil {
			t.Fatal(err)
		}
		var list []nameChange
		for event := buffer[:n]; len(event) > 0; { // inotify(7): watch, mask, cookie, length of the name; the name, filled with zeros
			length := unix.SizeofInotifyEvent + binary.NativeEndian.Uint32(event[12:])
			name := bytes.TrimRight(event[unix.SizeofInotifyEvent:length], "\x00")
			list = append(list, nameChange{binary.NativeEndian.Uint32(event[4:]), string(name)})
			event = event[length:]
		}
		return list
	}
}

// TestLeftovers: what an export to the same place left when it was killed is
// removed; what another one is at work on is not, nor what is somebody's.
func TestLeftovers(t *testing.T) {
	s, parent, dir := exported(t)
	leftover := dir + ".tmp-1"
	c := config(s)
	var once sync.Once
	c.Progress = func(int, int) {
		once.Do(func() {
			// What is there now is what would be left. Another export removes that, and
			// leaves alone what this one goes on with.
			if err := os.CopyFS(leftover, os.DirFS(begun(t, dir))); err != nil {
				t.Error(err)
			}
			if _, err := export.Write(t.Context(), s, dir+".other", config(s)); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(leftover); err != nil {
				t.Errorf("after an export to another place: %v", err)
			}
			if _, err := export.Write(t.Context(), s, dir, config(s)); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(leftover); err == nil {
				t.Error("the leftover is still there")
			}
		})
	}
	write(t, s, dir, c)
	onlyThese(t, parent, "out", "out.other")

	kept := []string{"out.tmp-", "out.tmp-1.old", "out.tmp-2x", "other.tmp-1"}
	for _, name := range kept {
		if err := os.CopyFS(filepath.Join(parent, name), os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
	}
	kept = append(kept, "out", "out.other", "out.tmp-3", "out.tmp-4", "out.tmp-5", "out.tmp-6")
	if err := errors.Join(
		os.Mkdir(filepath.Join(parent, "out.tmp-3"), 0o700),
		os.WriteFile(filepath.Join(parent, "out.tmp-4"), nil, 0o600),
		os.Symlink("out.tmp-2x", filepath.Join(parent, "out.tmp-5")),
		os.CopyFS(filepath.Join(parent, "out.tmp-6"), os.DirFS(dir)),
		os.WriteFile(filepath.Join(parent, "out.tmp-6/.statusbook-export"), []byte(strings.Repeat("mine\n", 100)), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	write(t, s, dir, config(s))
	slices.Sort(kept)
	onlyThese(t, parent, kept...)
}

// privateMounts lets do mount file systems that nobody else sees, and that are gone
// when it has returned.
func privateMounts(t *testing.T, do func()) {
	t.Helper()
	done := make(chan error)
	go func() {
		var err error
		defer func() { done <- err }()
		runtime.LockOSThread() // and never unlocked: the thread ends, and its namespace with it
		err = unix.Unshare(unix.CLONE_NEWNS)
		if err == nil {
			err = unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "")
		}
		if err == nil {
			do()
		}
	}()
	if err := <-done; err != nil {
		t.Skipf("nothing can be mounted here: %v", err)
	}
}

// TestMountPoint: a mount point is refused before anything is written, even one on
// the file system of the folder above.
func TestMountPoint(t *testing.T) {
	s := small(t, "en")
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	privateMounts(t, func() {
		if err := unix.Mount(dir, dir, "", unix.MS_BIND, ""); err != nil {
			t.Errorf("mounting: %v", err)
			return
		}
		c := config(s)
		c.Progress = func(int, int) { t.Error("something is written") }
		_, err := export.Write(t.Context(), s, dir, serial(c))
		if want := dir + " is a mount point, which cannot be replaced: export to a folder inside it, such as " + dir + "/book"; err == nil || err.Error() != want {
			t.Errorf("the error is %v, want %s", err, want)
		}
		if _, err := export.Write(t.Context(), s, filepath.Join(dir, "book"), config(s)); err != nil {
			t.Errorf("to a folder inside it: %v", err)
		}
	})
	onlyThese(t, parent, "out")
}

// TestLeftoverStays: a leftover that cannot be removed as a whole keeps its marker,
// so that a later export finds it, and is no fault of this one.
func TestLeftoverStays(t *testing.T) {
	s, parent, dir := exported(t)
	leftover := dir + ".tmp-1"
	if err := os.CopyFS(leftover, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	privateMounts(t, func() {
		held := filepath.Join(leftover, "en")
		if err := unix.Mount(held, held, "", unix.MS_BIND, ""); err != nil {
			t.Errorf("mounting: %v", err)
			return
		}
		if _, err := export.Write(t.Context(), s, dir, config(s)); err != nil {
			t.Errorf("the export: %v", err)
		}
		onlyThese(t, leftover, ".statusbook-export", "en")
	})
	write(t, s, dir, config(s))
	onlyThese(t, parent, "out")
}
