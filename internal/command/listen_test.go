package command

import (
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"statusbook/internal/server"
)

func socketPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "sock")
}

func TestUnixSocket(t *testing.T) {
	path := socketPath(t)
	s := opened(t, silent(), func(s *settings) { s.addr, s.socketMode = unixPrefix+path, 0o600 })
	info, err := os.Stat(path)
	if err != nil || info.Mode() != fs.ModeSocket|0o600 {
		t.Fatalf("the socket: %v, %v", info, err)
	}
	if got := fetch(t, asking(s.listeners[0].Addr(), http1), "http://book.example/en/404"); got.StatusCode != http.StatusOK || !strings.Contains(got.body, "</html>") {
		t.Errorf("status %d, %d bytes", got.StatusCode, len(got.body))
	}
	if got := s.settings.address(s.listeners[0]); got != "http+unix:"+path {
		t.Errorf("the log says %q", got)
	}
	env, stdout, stderr := world(nil)
	if code := Run(t.Context(), env, []string{"health", "--addr", unixPrefix + path}); code != exitOK || stdout.String() != "ready\n" {
		t.Errorf("health: exit code %d, %q, %q", code, stdout, stderr)
	}

	if code := stop(s.edge, s.http, s.listeners, silent(), nil); code != exitOK {
		t.Errorf("stop: exit code %d", code)
	}
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
	if code := Run(t.Context(), env, []string{"health", "--addr", unixPrefix + path}); code != exitFault {
		t.Errorf("health without a server: exit code %d", code)
	}
}

// What a killed process has left is removed; a socket at which somebody listens,
// and anything that is no socket, is not.
func TestStaleSocket(t *testing.T) {
	ctx := t.Context()
	path := socketPath(t)
	first, err := listen(ctx, unixPrefix+path, 0o660)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := listen(ctx, unixPrefix+path, 0o660); err == nil || reason(err) != syscall.EADDRINUSE { //nolint:errorlint // the cause itself
		t.Errorf("a second listener at the same socket: %v", err)
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if err != nil {
		t.Fatalf("the first listener has lost its socket: %v", err)
	}
	_ = conn.Close()

	first.(*net.UnixListener).SetUnlinkOnClose(false) //nolint:forcetypeassert // it is one
	_ = first.Close()                                 // as if killed
	if _, err := os.Lstat(path); err != nil {
		t.Fatal("the socket should be left over:", err)
	}
	second, err := listen(ctx, unixPrefix+path, 0o660)
	if err != nil {
		t.Fatalf("the socket that was left over is in the way: %v", err)
	}
	_ = second.Close()

	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := listen(ctx, unixPrefix+path, 0o660); err == nil {
		t.Error("it listens where a file is")
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "precious" {
		t.Errorf("the file is now %q, %v", data, err)
	}
}

// More connections than allowed wait; they are not refused, and none is lost.
func TestMaxConnections(t *testing.T) {
	s := opened(t, silent(), func(s *settings) { s.maxConnections = 2 })
	address := s.listeners[0].Addr().String()
	const want = "HTTP/1.1 200"
	ask := func() (net.Conn, <-chan string) {
		conn, answer := dial(t, address), make(chan string, 1)
		send(t, conn, "GET /livez HTTP/1.1\r\nHost: book.example\r\n\r\n")
		go func() {
			got := make([]byte, len(want))
			_, _ = io.ReadFull(conn, got)
			answer <- string(got)
		}()
		return conn, answer
	}
	var served []net.Conn
	for range 2 { // who stay connected, and ask for nothing more
		conn, answer := ask()
		if got := within(t, "an answer", answer); got != want {
			t.Fatalf("one of two connections got %q", got)
		}
		served = append(served, conn)
	}
	for _, conn := range served {
		_, answer := ask()
		select {
		case got := <-answer:
			t.Fatalf("a third connection is served beside two: %q", got)
		case <-time.After(200 * time.Millisecond): // an answer takes about one
		}
		_ = conn.Close()
		if got := within(t, "the third connection", answer); got != want {
			t.Errorf("the third connection got %q when one of two was closed", got)
		}
	}
}

func TestConnectionLimit(t *testing.T) {
	for _, tc := range []struct {
		listeners, most int
		want            bool // wrapped
	}{{1, 0, false}, {1, 5, true}, {3, 5, true}, {0, 5, false}} {
		listeners := make([]net.Listener, tc.listeners)
		for i := range listeners {
			listeners[i] = &net.TCPListener{}
		}
		for _, got := range capped(listeners, tc.most) {
			if _, bare := got.(*net.TCPListener); bare == tc.want {
				t.Errorf("%+v: %T", tc, got)
			}
		}
	}
	if connectionLimit() < 0 {
		t.Error("a limit below zero")
	}
}

// Peers at a unix socket are believed if the proxies say so.
func TestUnixProxy(t *testing.T) {
	path := socketPath(t)
	s := opened(t, silent(), func(s *settings) { s.addr = unixPrefix + path })
	s.http.Handler = newEdgeBehind(t, server.Proxies{Unix: true})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://inner/sitemap.xml", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Forwarded-Host", "wiki.example")
	request.Header.Set("X-Request-Id", "from-the-proxy")
	response, err := asking(s.listeners[0].Addr(), http1).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if got := response.Header.Get("X-Request-Id"); got != "from-the-proxy" {
		t.Errorf("X-Request-Id %q", got)
	}
}

// When the door is closed, who has come before is still let in.
func TestCloseDoor(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", unixPrefix + socketPath(t)} {
		listener, err := listen(t.Context(), addr, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		dialer := &net.Dialer{Timeout: 100 * time.Millisecond} // nothing is answered at all
		at := listener.Addr()
		early, err := new(net.Dialer).DialContext(t.Context(), at.Network(), at.String())
		if err != nil {
			t.Fatal(err)
		}
		defer early.Close()
		closeDoor(listener)
		if late, err := dialer.DialContext(t.Context(), at.Network(), at.String()); err == nil {
			_ = late.Close()
			t.Errorf("%s: it lets in who comes late", addr)
		}
		if runtime.GOOS != "linux" && at.Network() == "tcp" {
			continue // the door can only be shut for all
		}
		accepted, err := listener.Accept()
		if err != nil {
			t.Fatalf("%s: who has come before is not let in: %v", addr, err)
		}
		defer accepted.Close()
		send(t, early, "x")
		if n, err := accepted.Read(make([]byte, 1)); n != 1 {
			t.Errorf("%s: nothing comes through: %v", addr, err)
		}
	}
}

// A socket that others hold is left as it is.
func TestCloseDoorOfHeld(t *testing.T) {
	path := socketPath(t)
	first, err := listen(t.Context(), unixPrefix+path, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	file, err := first.(*net.UnixListener).File() //nolint:forcetypeassert // it is one
	if err != nil {
		t.Fatal(err)
	}
	second, err := net.FileListener(file)
	_ = file.Close()
	if err != nil {
		t.Fatal(err)
	}
	closeDoor(held{second})
	conn, err := new(net.Dialer).DialContext(t.Context(), "unix", path)
	if err != nil {
		t.Fatalf("nobody can connect any more: %v", err)
	}
	_ = conn.Close()
	if _, err := second.Accept(); err == nil {
		t.Error("it still accepts")
	}
}
