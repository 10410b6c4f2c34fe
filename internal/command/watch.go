package command

import (
	"context"
	"log/slog"
	"time"

	"statusbook/internal/layer"
)

// looking looks at the overlay folders, as [layer.StampOf] does.
type looking func() (stamp layer.Stamp, newest time.Time, err error)

// The times of watching. Folders are looked at again and again rather than
// watched by the operating system: that sees every kind of change, on bind mounts,
// network file systems and turned links too.
const (
	lookEvery = 100 * time.Millisecond
	restAfter = 9                      // times as long as the look took, if that is more,
	mostRest  = 10 * time.Second       // but no longer: a look may take long because the process was stopped
	retry     = 5 * time.Second        // when reading failed, though nothing changes
	settled   = 150 * time.Millisecond // without a further change before the folders are read
	longest   = 3 * time.Second        // that is waited for this: then they are read as they are
	sameTick  = 2 * time.Second        // within which a second change may leave the times alike
)

// watchFolders calls changed whenever look no longer finds what it found at a stamp,
// until ctx is done. It waits until a change is complete, as far as can be told;
// and calls once more later if a further change could have gone unseen, or if
// changed asks for that.
func watchFolders(ctx context.Context, look looking, from layer.Stamp, log *slog.Logger, changed func() (again bool)) {
	known, again, blind := from, time.Time{}, false
	for rest := lookEvery; ; {
		if wait(ctx, rest); ctx.Err() != nil {
			return
		}
		began := time.Now()
		now, _, err := look()
		rest = min(max(lookEvery, restAfter*time.Since(began)), mostRest)
		if err != nil { // the machine cannot tell at present: nothing has changed
			if !blind {
				log.Warn("the overlay folders cannot be looked at now", "error", err)
			}
			blind = true
			continue
		}
		blind = false
		switch {
		case now != known:
			var newest time.Time
			if known, newest, err = standStill(ctx, look, now); err != nil {
				continue
			}
			again = time.Time{}
			if time.Since(newest) < sameTick {
				again = newest.Add(sameTick)
			}
		case !again.IsZero() && time.Now().After(again):
			again = time.Time{}
		default:
			continue
		}
		if changed() && again.IsZero() {
			again = time.Now().Add(retry)
		}
	}
}

// standStill waits until the folders do not change any more, or change without end.
func standStill(ctx context.Context, look looking, now layer.Stamp) (layer.Stamp, time.Time, error) {
	deadline := time.Now().Add(longest)
	for {
		wait(ctx, settled)
		next, newest, err := look()
		if err != nil || next == now || time.Now().After(deadline) || ctx.Err() != nil {
			return next, newest, err
		}
		now = next
	}
}
