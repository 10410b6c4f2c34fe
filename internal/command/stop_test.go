package command

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"statusbook/internal/server"
	"statusbook/internal/webtest"
)

// stopping is a server that is about to stop, with a page that takes as long as
// the test wants.
type stopping struct {
	edge     *server.Server
	http     *http.Server
	listener net.Listener
	signals  chan os.Signal

	entered chan struct{} // /slow has been asked for
	finish  chan struct{} // closed to let it answer
}

func newStopping(t *testing.T) *stopping {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	s := &stopping{
		edge: newEdge(t), signals: make(chan os.Signal, 2),
		entered: make(chan struct{}), finish: make(chan struct{}),
	}
	s.http = newHTTPServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(s.entered)
			select {
			case <-s.finish:
			case <-r.Context().Done():
				return
			}
			r.URL.Path = "/en/404"
		}
		s.edge.ServeHTTP(w, r)
	}), log)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.listener = listener
	go func() { _ = s.http.Serve(s.listener) }()
	t.Cleanup(func() { _ = s.http.Close() })
	return s
}

// stop begins to stop and returns where the exit code comes.
func (s *stopping) stop() <-chan int {
	code := make(chan int, 1)
	go func() {
		code <- stop(s.edge, s.http, []net.Listener{s.listener}, slog.New(slog.DiscardHandler), s.signals)
	}()
	return code
}

// ask sends a request and returns where the answer comes.
func (s *stopping) ask(t *testing.T, path string) <-chan *webtest.Answer {
	t.Helper()
	conn := dial(t, s.listener.Addr().String())
	send(t, conn, "GET "+path+" HTTP/1.1\r\nHost: book.example\r\n\r\n")
	answers := make(chan *webtest.Answer, 1)
	go func() {
		answer, err := webtest.ReadAnswer(bufio.NewReader(conn), http.MethodGet)
		if err != nil {
			answer = nil
		}
		answers <- answer
	}()
	return answers
}

// begin sends the beginning of a request.
func (s *stopping) begin(t *testing.T, path string) net.Conn {
	t.Helper()
	conn := dial(t, s.listener.Addr().String())
	send(t, conn, "GET "+path+" HTTP/1.1\r\n")
	return conn
}

func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

// within waits for what a channel brings.
func within[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
		panic("not reached")
	}
}

func TestStopFinishesRequests(t *testing.T) {
	s := newStopping(t)
	// Two requests are on their way, and one is being answered. The server takes
	// connections in order, so when it has come to the last it knows them all.
	page, ready := s.begin(t, "/en/404"), s.begin(t, "/readyz")
	slow := s.ask(t, "/slow")
	within(t, "the slow request", s.entered)

	// For a while the server goes on accepting, then no more.
	code := s.stop()
	served := 0
	for deadline := time.Now().Add(patience); ; {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.listener.Addr().String())
		if err != nil {
			break
		}
		_, _ = io.WriteString(conn, "GET /en/404 HTTP/1.1\r\nHost: book.example\r\n\r\n")
		if answer, err := webtest.ReadAnswer(bufio.NewReader(conn), http.MethodGet); err == nil && answer.Status == http.StatusOK {
			served++
		}
		_ = conn.Close()
		if time.Now().After(deadline) {
			t.Fatal("it goes on accepting")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if served == 0 {
		t.Error("it accepts nothing from the first moment")
	}

	// What was under way is answered, and told that this is the end.
	for conn, want := range map[net.Conn]int{page: http.StatusOK, ready: http.StatusServiceUnavailable} {
		send(t, conn, "Host: book.example\r\n\r\n")
		answer, err := webtest.ReadAnswer(bufio.NewReader(conn), http.MethodGet)
		if err != nil || answer.Status != want || answer.Header.Get("Connection") != "close" {
			t.Errorf("a request that was on its way: %+v, %v; want status %d", answer, err, want)
		}
	}
	close(s.finish)
	if answer := within(t, "the slow answer", slow); answer == nil || answer.Status != http.StatusOK || !strings.Contains(string(answer.Body), "</html>") {
		t.Errorf("the slow request: %+v", answer)
	}
	if got := within(t, "the end", code); got != exitOK {
		t.Errorf("exit code %d, want %d", got, exitOK)
	}
}

// A second signal does not wait for what is under way; SIGHUP is none of these.
func TestStopAtOnce(t *testing.T) {
	s := newStopping(t)
	slow := s.ask(t, "/slow")
	within(t, "the slow request", s.entered)
	s.signals <- syscall.SIGHUP
	code := s.stop()
	s.signals <- syscall.SIGTERM
	if got := within(t, "the end", code); got != exitFault {
		t.Errorf("exit code %d, want %d, for a request was cut", got, exitFault)
	}
	if answer := within(t, "the slow answer", slow); answer != nil {
		t.Errorf("the slow request has an answer: %+v", answer)
	}
}

// Run ends when its context does.
func TestRunUntilDone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stderr := newLines()
	env := quietEnv()
	env.Stderr = stderr
	code := make(chan int, 1)
	go func() { code <- Run(ctx, env, []string{"serve", "--addr", "127.0.0.1:0"}) }()
	within(t, "the line that says where", stderr.saw("serving"))
	cancel()
	if got := within(t, "the end", code); got != exitOK {
		t.Errorf("exit code %d, want %d", got, exitOK)
	}
}

func TestReason(t *testing.T) {
	_, err := new(net.Dialer).DialContext(t.Context(), "tcp", "127.0.0.1:1")
	if got := reason(err); !errors.Is(err, got) || strings.Contains(got.Error(), "127.0.0.1") {
		t.Errorf("reason(%v) = %v", err, got)
	}
}

// lines is a log that can be waited for.
type lines struct {
	write chan string
	watch chan watch
}

type watch struct {
	text  string
	found chan struct{}
}

func newLines() *lines {
	l := &lines{write: make(chan string), watch: make(chan watch)}
	go func() {
		all := ""
		var waiting []watch
		for {
			select {
			case text := <-l.write:
				all += text
			case w := <-l.watch:
				waiting = append(waiting, w)
			}
			for i := 0; i < len(waiting); i++ {
				if strings.Contains(all, waiting[i].text) {
					close(waiting[i].found)
					waiting = append(waiting[:i], waiting[i+1:]...)
					i--
				}
			}
		}
	}()
	return l
}

func (l *lines) Write(b []byte) (int, error) {
	l.write <- string(b)
	return len(b), nil
}

// saw returns a channel that closes when the log holds a text.
func (l *lines) saw(text string) <-chan struct{} {
	w := watch{text, make(chan struct{})}
	l.watch <- w
	return w.found
}
