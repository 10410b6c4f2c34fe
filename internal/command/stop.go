package command

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"statusbook/internal/server"
)

// The steps of stopping. Closing the listener and shutting down at once loses
// the requests that are on their way; so the server first says that it goes, then
// lets nobody else in but still takes who waits at the door, then finishes what is
// under way.
const (
	lameDuck = 500 * time.Millisecond // answers say Connection: close
	settle   = 200 * time.Millisecond // between closing the door and shutting down
	finish   = 10 * time.Second       // for what is under way
)

// stop ends the server without losing a request. A second signal ends it at once.
// At a socket that systemd holds, who comes later waits for the next process.
func stop(edge *server.Server, httpServer *http.Server, listeners []net.Listener, logger *slog.Logger, again <-chan os.Signal) int {
	ctx, cancel := context.WithTimeout(context.Background(), lameDuck+settle+finish)
	defer cancel()
	go func() {
		for sig := range again {
			if sig != syscall.SIGHUP {
				cancel()
				return
			}
		}
	}()
	edge.Drain()
	wait(ctx, lameDuck)
	for _, listener := range listeners {
		closeDoor(listener) // Shutdown would also close idle connections at once
	}
	wait(ctx, settle)
	if err := httpServer.Shutdown(ctx); err != nil {
		logger.Warn("stopped with requests under way", "error", err)
		_ = httpServer.Close()
		return exitFault
	}
	logger.Info("stopped")
	return exitOK
}

// held is a socket that somebody else holds as well: who waits at it is not lost
// when it is closed here, and no other process must be kept from it.
type held struct{ net.Listener }

// closeDoor lets no further connection in. Where the system allows it, the
// listener is still open afterwards: closing it would cut those connections which
// the kernel has made and nobody has accepted yet.
func closeDoor(listener net.Listener) {
	switch listener := listener.(type) {
	case *net.TCPListener:
		if dropNew(listener) {
			return
		}
	case *net.UnixListener:
		listener.SetUnlinkOnClose(false) // by then it may be another's
		if os.Remove(listener.Addr().String()) == nil {
			return
		}
	}
	_ = listener.Close()
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
