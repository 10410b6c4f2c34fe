package command

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"statusbook/internal/server"
	"statusbook/internal/site"
)

// Timeouts of a connection. Pages are small and come from memory; whoever is
// slower than this is not reading.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 120 * time.Second
)

// The steps of stopping. Closing the listener and shutting down at once loses
// the requests that are on their way; so the server first says that it goes,
// then stops accepting, then finishes what is under way.
const (
	lameDuck = 500 * time.Millisecond // answers say Connection: close
	settle   = 200 * time.Millisecond // between closing the listener and shutting down
	finish   = 10 * time.Second       // for what is under way
)

// serve answers requests until ctx is done or a signal asks to stop. SIGHUP
// reads the overlay folders again.
func serve(ctx context.Context, env Env, settings settings) int {
	logger := newLog(env, settings)
	book, problems := load(env, settings)
	for _, p := range problems {
		if p.Warning {
			logger.Warn(p.String())
		} else {
			logger.Error(p.String())
		}
	}
	if book == nil {
		fmt.Fprintf(env.Stderr, "statusbook: the content has %d problems, see above\n", len(problems.Fatal()))
		return exitFault
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", settings.addr)
	if err != nil {
		fmt.Fprintf(env.Stderr, "statusbook: cannot listen on %s: %v\n", settings.addr, reason(err))
		return exitFault
	}

	signal.Ignore(syscall.SIGPIPE) // a log whose reader has died must not end the server
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	defer signal.Stop(signals)

	edge := server.New(book, logger, settings.proxies)
	httpServer := newHTTPServer(edge, logger)
	failed := make(chan error, 1)
	go func() { failed <- httpServer.Serve(listener) }()
	logger.Info("serving", "url", "http://"+listener.Addr().String()+"/", "pages", len(book.Paths()))

	for {
		select {
		case err := <-failed:
			logger.Error("stopped", "error", err)
			return exitFault
		case sig := <-signals:
			if sig != syscall.SIGHUP {
				logger.Info("stopping", "signal", sig.String())
				return stop(edge, httpServer, listener, logger, signals)
			}
			if next := reload(env, settings, logger); next != nil {
				edge.Use(next)
			}
		case <-ctx.Done():
			logger.Info("stopping")
			return stop(edge, httpServer, listener, logger, signals)
		}
	}
}

// newHTTPServer sets the limits of connections and messages.
func newHTTPServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes:               server.MaxHeaderBytes,
		DisableGeneralOptionsHandler: true, // OPTIONS * is answered like the rest
		ErrorLog:                     log.New(logWriter{logger}, "", 0),
	}
}

// reload builds the book anew. If its content is bad the old one stays.
func reload(env Env, settings settings, logger *slog.Logger) *site.Site {
	book, problems := load(env, settings)
	for _, p := range problems {
		logger.Warn(p.String())
	}
	if book == nil {
		logger.Error("not reloaded: the content has problems; the last good book is still served", "problems", len(problems.Fatal()))
		return nil
	}
	logger.Info("reloaded", "pages", len(book.Paths()))
	return book
}

// stop ends the server without losing a request. A second signal ends it at once.
func stop(edge *server.Server, httpServer *http.Server, listener net.Listener, logger *slog.Logger, again <-chan os.Signal) int {
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
	_ = listener.Close() // Serve returns for it; Shutdown would also close idle connections at once
	wait(ctx, settle)
	if err := httpServer.Shutdown(ctx); err != nil {
		logger.Warn("stopped with requests under way", "error", err)
		_ = httpServer.Close()
		return exitFault
	}
	logger.Info("stopped")
	return exitOK
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// reason is the last cause in a chain of network errors: "address already in use".
func reason(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// logWriter takes what net/http has to say about connections.
type logWriter struct{ log *slog.Logger }

func (w logWriter) Write(line []byte) (int, error) {
	w.log.Debug("connection", "error", string(line))
	return len(line), nil
}
