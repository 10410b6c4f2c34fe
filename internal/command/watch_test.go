package command

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"statusbook/internal/layer"
)

// watched writes a folder, begins to watch it, and returns its path and what tells
// of changes.
func watched(t *testing.T) (dir string, changes <-chan struct{}) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "overlay")
	if err := os.MkdirAll(filepath.Join(dir, "content"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "content/a.md", "one\n")
	look := func() (layer.Stamp, time.Time, error) { return layer.StampOf([]string{dir}, layer.MaxEntries) }
	from, _, err := look()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(chan struct{}, 1000)
	go watchFolders(t.Context(), look, from, slog.New(slog.DiscardHandler), func() { seen <- struct{}{} })
	return dir, seen
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func awaitChange(t *testing.T, changes <-chan struct{}) {
	t.Helper()
	select {
	case <-changes:
	case <-time.After(patience):
		t.Fatal("the change was not noticed")
	}
}

func TestWatch(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(t *testing.T, dir string)
	}{
		{"saved in place", func(t *testing.T, dir string) { write(t, dir, "content/a.md", "two\n") }},
		{"saved by renaming", func(t *testing.T, dir string) {
			write(t, dir, "content/.a.md.swp", "two\n")
			if err := os.Rename(filepath.Join(dir, "content/.a.md.swp"), filepath.Join(dir, "content/a.md")); err != nil {
				t.Fatal(err)
			}
		}},
		{"folder deleted and made again", func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(dir, "content"), 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, dir, "content/a.md", "two\n")
		}},
		{"folder gone", func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir, changes := watched(t)
			tc.change(t, dir)
			awaitChange(t, changes)
		})
	}
}

// A thousand changes in one go are read a few times, not a thousand times, and the
// last of them is not missed.
func TestWatchManyChanges(t *testing.T) {
	t.Parallel()
	dir, changes := watched(t)
	for i := range 1000 {
		write(t, dir, "content/a.md", fmt.Sprintf("%04d\n", i)) // of one size, within one tick of some clocks
	}
	awaitChange(t, changes)
	awaitChange(t, changes) // once more, for what could have gone unseen
	if more := len(changes); more > 3 {
		t.Errorf("%d further reloads", more)
	}
}
