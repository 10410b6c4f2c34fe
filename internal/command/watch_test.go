package command

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
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
	go watchFolders(t.Context(), look, from, slog.New(slog.DiscardHandler), func() bool {
		seen <- struct{}{}
		return false
	})
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

// looks is what watchFolders sees, instead of folders, in a time that passes as fast
// as the test wants.
type looks struct {
	sync.Mutex
	stamp  layer.Stamp
	newest time.Time
	err    error

	again bool            // what a call is answered
	calls []time.Duration // the times of all, since the beginning
}

func (l *looks) look() (layer.Stamp, time.Time, error) {
	l.Lock()
	defer l.Unlock()
	return l.stamp, l.newest, l.err
}

// set changes something.
func (l *looks) set(change func()) {
	l.Lock()
	defer l.Unlock()
	change()
}

func (l *looks) change() {
	l.set(func() {
		l.stamp[0]++
		l.newest = time.Now()
	})
}

// watch watches in the background.
func (l *looks) watch(ctx context.Context) {
	began := time.Now()
	go watchFolders(ctx, l.look, l.stamp, slog.New(slog.DiscardHandler), func() bool {
		l.Lock()
		defer l.Unlock()
		l.calls = append(l.calls, time.Since(began))
		return l.again
	})
}

// wantCalls lets time pass and counts the calls until then.
func (l *looks) wantCalls(t *testing.T, passes time.Duration, want int) {
	t.Helper()
	time.Sleep(passes)
	synctest.Wait()
	l.set(func() {
		if len(l.calls) != want {
			t.Errorf("calls at %v, want %d", l.calls, want)
		}
	})
}

// A change is told of as soon as it is complete, and once more when one in the same
// tick of the clock could have gone unseen.
func TestWatchTimes(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*looks)
		want   []time.Duration // since the beginning, at the latest
	}{
		{"one change", (*looks).change, []time.Duration{lookEvery + settled, sameTick + 2*lookEvery}},
		{"a change in parts", func(l *looks) {
			for range 10 {
				l.change()
				time.Sleep(settled / 2)
			}
		}, []time.Duration{10*settled/2 + lookEvery + 2*settled, 10*settled/2 + sameTick + 2*lookEvery}},
		{"changes without end", func(l *looks) {
			for range 1000 {
				l.change()
				time.Sleep(settled / 2)
			}
		}, []time.Duration{longest + lookEvery + 2*settled}},
		{"an old file", func(l *looks) { l.set(func() { l.stamp[0]++ }) }, []time.Duration{lookEvery + settled}},
		{"none", func(*looks) {}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var l looks
				l.watch(ctx)
				tc.change(&l)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				l.Lock()
				defer l.Unlock()
				if len(l.calls) < len(tc.want) || tc.name != "changes without end" && len(l.calls) != len(tc.want) {
					t.Fatalf("calls at %v, want them before %v", l.calls, tc.want)
				}
				for i, want := range tc.want {
					if got := l.calls[i]; got > want || got < settled {
						t.Errorf("call %d at %v, want it before %v", i, got, want)
					}
				}
			})
		})
	}
}

// What could not be read is tried again although nothing changes; while the machine
// cannot even look, nothing has changed.
func TestWatchTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		l := looks{again: true}
		l.watch(ctx)
		l.set(func() { l.err, l.stamp[0] = syscall.EMFILE, 1 })
		l.wantCalls(t, time.Minute, 0)
		l.set(func() { l.err = nil })
		l.wantCalls(t, 3*retry+time.Second, 4) // one, and three more
		l.set(func() { l.again = false })
		l.wantCalls(t, time.Minute, 5) // the last that was asked for
	})
}

// Looking takes a tenth of the time at most; but one look that took an hour, because
// the process was stopped meanwhile, does not end the watching for a day.
func TestWatchRests(t *testing.T) {
	for takes, within := range map[time.Duration]time.Duration{
		500 * time.Millisecond: (restAfter+2)*500*time.Millisecond + settled,
		time.Hour:              2*time.Hour + mostRest + settled,
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer func() {
				cancel()
				time.Sleep(2 * takes) // time stands still once the test has returned
			}()
			var l looks
			looked := 0
			look := func() (layer.Stamp, time.Time, error) {
				l.set(func() { looked++ })
				time.Sleep(takes)
				return l.look()
			}
			began := time.Now()
			var called time.Duration
			go watchFolders(ctx, look, l.stamp, slog.New(slog.DiscardHandler), func() bool {
				l.set(func() { called = time.Since(began) })
				return false
			})
			time.Sleep(lookEvery + takes + time.Millisecond) // the first look is over
			l.set(func() {
				if looked != 1 {
					t.Errorf("%d looks", looked)
				}
				l.stamp[0]++
			})
			time.Sleep(5 * takes)
			synctest.Wait()
			l.set(func() {
				if takes < time.Second && looked > 1 {
					t.Errorf("looks take %v, and the next comes within five times that", takes)
				}
			})
			time.Sleep(24 * time.Hour)
			synctest.Wait()
			l.set(func() {
				if most := lookEvery + takes + within + takes; called == 0 || called > most {
					t.Errorf("looks take %v: the change was told of after %v, want %v at most", takes, called, most)
				}
			})
		})
	}
}
