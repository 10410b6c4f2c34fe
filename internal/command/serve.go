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
	"sync"
	"syscall"
	"time"

	"statusbook/internal/layer"
	"statusbook/internal/metrics"
	"statusbook/internal/server"
)

// service is a server that runs.
type service struct {
	env      Env
	settings settings
	log      *slog.Logger
	notify   notifier

	edge        *server.Server
	http        *http.Server
	admin       *http.Server // nil without --admin-addr
	certificate *certificate // nil without TLS
	listeners   []net.Listener
	failed      chan error // of what listens

	building sync.Mutex  // for what follows
	tried    *layer.Tree // what the last attempt to build the book was made from
	faults   string      // what was wrong with reading it
}

// serve answers requests until ctx is done or a signal asks to stop. SIGHUP
// reads the overlay folders and the certificate again.
func serve(ctx context.Context, env Env, settings settings) int {
	logger := newLog(env, settings)
	signal.Ignore(syscall.SIGPIPE) // a log whose reader has died must not end the server
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	defer signal.Stop(signals)

	s := &service{env: env, settings: settings, log: logger, notify: newNotifier(env.Getenv), failed: make(chan error, 1)}
	if settings.tlsCert != "" {
		var err error
		if s.certificate, err = newCertificate(settings.tlsCert, settings.tlsKey, logger); err != nil {
			fmt.Fprintf(env.Stderr, "statusbook: cannot use the certificate: %v\n", err)
			return exitFault
		}
	}
	before, _, _ := s.look() // without one, the first look counts as a change
	first, ok := s.begin(ctx, signals)
	if !ok {
		return exitOK
	}
	if first.Site == nil {
		fmt.Fprintf(env.Stderr, "statusbook: the content has %d problems, see above\n", len(first.Problems.Fatal()))
		return exitFault
	}
	s.edge = server.New(first.Site, logger, settings.proxies)
	s.edge.Describe(server.About{Version: version(s.env.Files), Dirs: settings.dirs, Took: first.Took, Private: settings.adminAddr != ""})
	if settings.accessLog != "off" {
		s.edge.LogAccess(server.AccessLog{All: settings.accessLog == "all", Slow: settings.slow, Queries: settings.logQueries})
	}

	if err := s.open(ctx); err != nil {
		fmt.Fprintf(env.Stderr, "statusbook: %v\n", err)
		return exitFault
	}
	defer s.close()
	for _, listener := range s.listeners {
		logger.Info("serving", "url", settings.address(listener), "pages", len(first.Site.Paths()))
	}
	s.notify.tell("READY=1")
	background, end := context.WithCancel(ctx)
	defer end()
	if settings.watch && len(settings.dirs) > 0 {
		go watchFolders(background, s.look, before, logger, s.reload)
	}
	return s.wait(ctx, signals, s.hangUps(background))
}

// open begins to listen at every address.
func (s *service) open(ctx context.Context) (err error) {
	s.http = newHTTPServer(s.edge, s.log)
	s.http.Protocols = s.settings.protocols()
	var expires func() time.Time
	if s.certificate != nil {
		s.http.TLSConfig, expires = s.certificate.config(), s.certificate.notAfter
	}
	if s.settings.adminAddr != "" {
		if err := s.openAdmin(ctx, expires); err != nil {
			return err
		}
	}
	if s.listeners, err = s.settings.listeners(ctx, s.env); err != nil {
		s.close()
		return err
	}
	most := s.settings.maxConnections
	if most == autoConnections {
		most = connectionLimit()
	}
	for _, listener := range capped(s.listeners, most) {
		go func() {
			if s.certificate != nil {
				s.fail(s.http.ServeTLS(listener, "", ""))
			} else {
				s.fail(s.http.Serve(listener))
			}
		}()
	}
	return nil
}

// fail reports what ended a listener. When the server stops nobody listens to that.
func (s *service) fail(err error) {
	select {
	case s.failed <- err:
	default:
	}
}

// wait goes on until something ends it, and ends the server well. It does nothing
// itself that takes time, so that every signal is heeded at once.
func (s *service) wait(ctx context.Context, signals <-chan os.Signal, hangUp func()) int {
	var alive <-chan time.Time
	if every := watchdog(s.env.Getenv); every > 0 {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		alive = ticker.C
	}
	for {
		select {
		case err := <-s.failed:
			s.log.Error("stopped", "error", err)
			return exitFault
		case <-alive:
			s.notify.tell("WATCHDOG=1")
		case sig := <-signals:
			if sig == syscall.SIGHUP {
				hangUp()
				continue
			}
			s.log.Info("stopping", "signal", sig.String())
			s.notify.tell("STOPPING=1")
			return stop(s.edge, s.http, s.listeners, s.log, signals)
		case <-ctx.Done():
			s.log.Info("stopping")
			s.notify.tell("STOPPING=1")
			return stop(s.edge, s.http, s.listeners, s.log, signals)
		}
	}
}

// openAdmin serves those who run the server, at an address of their own.
func (s *service) openAdmin(ctx context.Context, expires func() time.Time) error {
	listener, err := listen(ctx, s.settings.adminAddr, s.settings.socketMode)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", s.settings.adminAddr, reason(err))
	}
	s.admin = &http.Server{
		Handler:           adminHandler(s.edge, metrics.New(s.edge, builtOf(), expires)),
		ReadHeaderTimeout: readHeaderTimeout, IdleTimeout: idleTimeout, // no limit for writing: a profile takes as long as asked
		ErrorLog: log.New(&logWriter{log: s.log}, "", 0),
	}
	s.log.Info("serving metrics", "url", settings{}.address(listener))
	go func() {
		if err := s.admin.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.fail(err)
		}
	}()
	return nil
}

// close ends what is still open.
func (s *service) close() {
	if s.admin != nil {
		_ = s.admin.Close()
	}
	for _, listener := range s.listeners {
		_ = listener.Close() // most often closed already
	}
}

// newHTTPServer sets the limits of connections and messages.
func newHTTPServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes:               server.MaxHeaderBytes,
		HTTP2:                        &limitsOfHTTP2,
		DisableGeneralOptionsHandler: true, // OPTIONS * is answered like the rest
		ErrorLog:                     log.New(&logWriter{log: logger}, "", 0),
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
