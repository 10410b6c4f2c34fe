package export_test

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"statusbook/internal/export"
	"statusbook/internal/layer/layertest"
	"statusbook/internal/site"
)

// small is a book with a page, in one edition, where no more is needed to see what
// happens to files.
func small(t *testing.T, only string) *site.Site {
	t.Helper()
	tree := layertest.Embedded(t, layertest.Small(t, "../..", `
-- content/codes/404/code.toml --
phrase = "Not Found"
registration = "registered"
caching = "heuristic"
content = "allowed"
spec.document = "RFC 9110"
-- content/codes/405/code.toml --
phrase = "Method Not Allowed"
registration = "registered"
caching = "heuristic"
content = "allowed"
spec.document = "RFC 9110"
`))
	s, problems := site.Load(tree, site.Config{DefaultLocale: "zh-TW", Only: []string{only}})
	if s == nil {
		t.Fatalf("building the book:\n%v", problems)
	}
	return s
}

// exported writes the small book to the folder dir, which stands alone in parent.
func exported(t *testing.T) (s *site.Site, parent, dir string) {
	t.Helper()
	s, parent = small(t, "en"), t.TempDir()
	dir = filepath.Join(parent, "out")
	write(t, s, dir, config(s))
	return s, parent, dir
}

// TestReplace: an export replaces an export, and keeps the time of what is as it
// was; it touches nothing else.
func TestReplace(t *testing.T) {
	s, parent, dir := exported(t)
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	page, changed, extra := filepath.Join(dir, "en/404.html"), filepath.Join(dir, "en/405.html"), filepath.Join(dir, "en/old.html")
	for _, file := range []string{changed, extra} {
		if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{page, changed} {
		if err := os.Chtimes(file, old, old); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(parent, "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	write(t, s, link, config(s)) // what it leads to is replaced
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	if info, err := os.Stat(page); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("a page that is as it was: %v, %v", info, err)
	}
	if info, err := os.Stat(changed); err != nil || info.ModTime().Equal(old) || info.Size() < 100 {
		t.Errorf("a page that is not: %v, %v", info, err)
	}
	if _, err := os.Stat(extra); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a page that is no more: %v", err)
	}
	onlyThese(t, parent, "link", "out")
}

func onlyThese(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if !slices.Equal(got, names) {
		t.Errorf("%s has %q, want %q", dir, got, names)
	}
}

// TestWriteError: whoever cannot write to the end is told which file it was, and
// finds what was there before.
func TestWriteError(t *testing.T) {
	s := small(t, "en")
	for _, test := range []struct {
		name string
		want []string // in the folder above
	}{{"a new folder", nil}, {"a folder that is replaced", []string{"out"}}} {
		t.Run(test.name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "out")
			before := map[string]string{}
			if test.want != nil {
				write(t, s, dir, config(s))
				before = files(t, dir)
			}
			c := config(s)
			var fresh string
			c.Progress = func(int, int) { // one is written; those of the edition have no place any more
				if path := begun(t, dir); fresh == "" {
					fresh = path
					_ = os.Rename(filepath.Join(path, "en"), filepath.Join(path, "away"))
				}
			}
			_, err := export.Write(t.Context(), s, dir, serial(c))
			var fault *fs.PathError
			if !errors.As(err, &fault) || !errors.Is(err, fs.ErrNotExist) || filepath.Dir(fault.Path) != filepath.Join(fresh, "en") {
				t.Errorf("the error is %v, want one about a file in %s/en", err, fresh)
			}
			onlyThese(t, parent, test.want...)
			if test.want != nil && !maps.Equal(before, files(t, dir)) {
				t.Error("the folder has changed")
			}
		})
	}
}

// begun is the folder that the only export under way to dir writes to.
func begun(t *testing.T, dir string) string {
	t.Helper()
	folders, err := filepath.Glob(dir + ".tmp-*")
	if err != nil || len(folders) != 1 {
		t.Errorf("the folders of exports under way are %q, %v; want one", folders, err)
		return ""
	}
	return folders[0]
}

// serial tells of progress to one goroutine at a time.
func serial(c export.Config) export.Config {
	var mu sync.Mutex
	tell := c.Progress
	c.Progress = func(done, all int) {
		mu.Lock()
		defer mu.Unlock()
		tell(done, all)
	}
	return c
}

// TestProgress: every file is told once, of as many as are written.
func TestProgress(t *testing.T) {
	s := small(t, "en")
	c := config(s)
	var told, of []int
	c.Progress = func(done, all int) { told, of = append(told, done), append(of, all) }
	summary := write(t, s, filepath.Join(t.TempDir(), "out"), serial(c))
	slices.Sort(told)
	for i, done := range told {
		if done != i+1 || of[i] != summary.Files {
			t.Fatalf("told were %v, of %v; want each up to %d, of as many", told, of, summary.Files)
		}
	}
	if len(told) != summary.Files {
		t.Errorf("told were %d files of %d", len(told), summary.Files)
	}
}

// TestRefuse: a folder that is somebody's is left alone.
func TestRefuse(t *testing.T) {
	s := small(t, "en")
	for _, test := range []struct {
		name    string
		prepare func(dir string) error
		want    string
	}{
		{"a folder with files", func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, "mine"), nil, 0o600))
		}, "no export has made it"},
		{"a marker that is none", func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, ".statusbook-export"), []byte("x"), 0o600))
		}, "no export has made it"},
		{"a repository in an export", func(dir string) error {
			write(t, s, dir, config(s))
			return os.Mkdir(filepath.Join(dir, ".git"), 0o700)
		}, "has .git, which no export has made"},
		{"a file", func(dir string) error { return os.WriteFile(dir, []byte("mine"), 0o600) }, "not a directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "out")
			if err := test.prepare(dir); err != nil {
				t.Fatal(err)
			}
			_, err := export.Write(t.Context(), s, dir, config(s))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want one with %q", err, test.want)
			}
			onlyThese(t, parent, "out")
		})
	}
	t.Run("an empty folder may be used", func(t *testing.T) { write(t, s, t.TempDir(), config(s)) })
}

// TestStop: whoever stops an export finds what was there before.
func TestStop(t *testing.T) {
	s, parent, dir := exported(t)
	before := files(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	c := config(s)
	c.Progress = func(done, all int) {
		if done > all/2 {
			cancel()
		}
	}
	if _, err := export.Write(ctx, s, dir, c); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if !maps.Equal(before, files(t, dir)) {
		t.Error("the folder has changed")
	}
	onlyThese(t, parent, "out")

	fresh := filepath.Join(parent, "fresh")
	if _, err := export.Write(ctx, s, fresh, c); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	onlyThese(t, parent, "out")
}
