package layer_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
)

func stamp(t *testing.T, dirs ...string) layer.Stamp {
	t.Helper()
	s, _, err := layer.StampOf(dirs, layer.MaxEntries)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Whatever a reader of the folder could notice changes the stamp; what is ignored
// does not.
func TestStamp(t *testing.T) {
	const text = "-- content/codes/404/en.md --\none\n-- static/site.css --\nb {}\n"
	file := func(dir string) string { return filepath.Join(dir, "content/codes/404/en.md") }
	for _, tc := range []struct {
		name    string
		change  func(t *testing.T, dir string) error
		changes bool
	}{
		{"nothing", func(*testing.T, string) error { return nil }, false},
		{"other bytes", func(_ *testing.T, dir string) error { return os.WriteFile(file(dir), []byte("longer\n"), 0o600) }, true},
		{"another time", func(_ *testing.T, dir string) error {
			return os.Chtimes(file(dir), time.Now(), time.Now().Add(-time.Hour))
		}, true},
		{"another file in its place, alike in size and time", func(_ *testing.T, dir string) error {
			info, err := os.Stat(file(dir))
			if err != nil {
				return err
			}
			if err := os.WriteFile(file(dir)+".tmp", []byte("two\n"), 0o600); err != nil {
				return err
			}
			if err := os.Chtimes(file(dir)+".tmp", info.ModTime(), info.ModTime()); err != nil {
				return err
			}
			return os.Rename(file(dir)+".tmp", file(dir))
		}, true},
		{"a new file", func(_ *testing.T, dir string) error {
			return os.WriteFile(filepath.Join(dir, "content/codes/404/zh-TW.md"), nil, 0o600)
		}, true},
		{"a file less", func(_ *testing.T, dir string) error { return os.Remove(file(dir)) }, true},
		{"the folder gone", func(_ *testing.T, dir string) error { return os.RemoveAll(dir) }, true},
		{"an editor's left-overs", func(_ *testing.T, dir string) error {
			return os.WriteFile(file(dir)+"~", []byte("old\n"), 0o600)
		}, false},
		{"a folder of version control", func(_ *testing.T, dir string) error {
			return os.Mkdir(filepath.Join(dir, ".git"), 0o700)
		}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "overlay")
			if err := os.Rename(layertest.Folder(t, text), dir); err != nil {
				t.Fatal(err)
			}
			before := stamp(t, dir)
			if err := tc.change(t, dir); err != nil {
				t.Fatal(err)
			}
			if changed := stamp(t, dir) != before; changed != tc.changes {
				t.Errorf("the stamp changed: %t, want %t", changed, tc.changes)
			}
		})
	}
}

// What an overlay does not read is not counted, so that a change beside a folder with
// thousands of files of somebody else's is noticed.
func TestStampBesideOthers(t *testing.T) {
	dir := layertest.Folder(t, "-- a/1 --\n-- a/2 --\n-- a/3 --\n-- a/4 --\n-- static/site.css --\nb {}\n")
	look := func() layer.Stamp {
		s, _, err := layer.StampOf([]string{dir}, 3)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := look()
	layertest.Write(t, filepath.Join(dir, "a/5"), nil)
	if look() != before {
		t.Error("what is not read changed the stamp")
	}
	layertest.Write(t, filepath.Join(dir, "static/site.css"), []byte("c {}\n\n"))
	if look() == before {
		t.Error("the change went unnoticed")
	}
}

// A ConfigMap is replaced by turning one symbolic link.
func TestStampConfigMap(t *testing.T) {
	dir := t.TempDir()
	for _, version := range []string{"..1", "..2"} {
		if err := os.CopyFS(filepath.Join(dir, version), os.DirFS(layertest.Folder(t, "-- content/codes/404/en.md --\n"+version+"\n"))); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	link("..1", "..data")
	link("..data/content", "content")
	before := stamp(t, dir)
	link("..2", "..tmp")
	if err := os.Rename(filepath.Join(dir, "..tmp"), filepath.Join(dir, "..data")); err != nil {
		t.Fatal(err)
	}
	turned := stamp(t, dir)
	if turned == before {
		t.Error("the stamp did not change")
	}
	link("..1", "..tmp") // back: what has been read meanwhile may be of both
	if err := os.Rename(filepath.Join(dir, "..tmp"), filepath.Join(dir, "..data")); err != nil {
		t.Fatal(err)
	}
	if now := stamp(t, dir); now == before || now == turned {
		t.Error("the link that was turned back has the old stamp")
	}
}

// Strange files have stamps too, and nothing blocks on them.
func TestStampOfStrangeFolders(t *testing.T) {
	dir := layertest.Folder(t, "-- content/a.md --\n")
	if err := os.Symlink("loop", filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "content", "b.md")); err != nil {
		t.Fatal(err)
	}
	once, again, missing := stamp(t, dir), stamp(t, dir), stamp(t, filepath.Join(dir, "missing"))
	if once != again || missing == once {
		t.Error("the stamps do not tell the folders apart")
	}
}
