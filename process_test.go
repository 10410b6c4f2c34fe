package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// begin starts the program after a line of shell, which may change what a process
// inherits. $$ in it is the process that the program will be.
func begin(t *testing.T, shell string, files []*os.File, args ...string) *process {
	t.Helper()
	p := &process{Cmd: program(t, args...)}
	p.Args = append([]string{"sh", "-c", shell + `; exec "$0" "$@"`, p.Path}, args...)
	p.Path = "/bin/sh"
	p.ExtraFiles = files
	p.start(t)
	return p
}

// handOver has the program take the sockets from file descriptor 3 on, as systemd
// hands them over.
const handOver = "export LISTEN_PID=$$ LISTEN_FDS="

// sockets opens a TCP and a unix socket, as systemd would.
func sockets(t *testing.T) (listeners []net.Listener, files []*os.File) {
	t.Helper()
	dir := t.TempDir()
	for _, at := range []struct{ network, address string }{{"tcp", "127.0.0.1:0"}, {"unix", filepath.Join(dir, "sock")}} {
		listener, err := new(net.ListenConfig).Listen(t.Context(), at.network, at.address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = listener.Close() })
		file, err := listener.(interface{ File() (*os.File, error) }).File()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = file.Close() })
		listeners, files = append(listeners, listener), append(files, file)
	}
	return listeners, files
}

// request connects and sends a request, without waiting for the answer.
func request(t *testing.T, to net.Addr, path string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), to.Network(), to.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: book.example\r\nConnection: close\r\n\r\n", path); err != nil {
		t.Fatal(err)
	}
	return conn
}

func status(t *testing.T, conn net.Conn) int {
	t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode
}

// Sockets that are handed over win over the address. When one process ends and
// another follows, who comes in between waits.
func TestSocketActivation(t *testing.T) {
	t.Parallel()
	listeners, files := sockets(t)
	var waiting []net.Conn
	for range 2 {
		p := begin(t, handOver+strconv.Itoa(len(files)), files, "--addr", "127.0.0.1:1")
		for _, listener := range listeners {
			p.waitFor(t, "msg=serving", func(line string) {
				if !strings.Contains(line, listener.Addr().String()) {
					t.Errorf("%q does not name %s", line, listener.Addr())
				}
			})
		}
		for _, conn := range waiting {
			if got := status(t, conn); got != http.StatusOK {
				t.Errorf("between two processes: status %d", got)
			}
		}
		for _, listener := range listeners {
			if got := status(t, request(t, listener.Addr(), "/en/404")); got != http.StatusOK {
				t.Errorf("%s: status %d", listener.Addr(), got)
			}
		}
		p.signal(t, syscall.SIGTERM)
		if got := p.end(t); got != 0 {
			t.Errorf("exit code %d", got)
		}
		waiting = nil
		for _, listener := range listeners {
			waiting = append(waiting, request(t, listener.Addr(), "/en/404"))
		}
	}
	if _, err := os.Stat(listeners[1].Addr().String()); err != nil {
		t.Errorf("the socket is not the program's to remove: %v", err)
	}
}

// Sockets for another process are none of ours.
func TestSocketActivationOfOthers(t *testing.T) {
	t.Parallel()
	_, files := sockets(t)
	p := begin(t, "export LISTEN_PID=1 LISTEN_FDS=2", files, "--addr", "127.0.0.1:0")
	p.waitFor(t, "msg=serving", func(line string) { p.address = serving.FindStringSubmatch(line)[1] })
	if got := p.get(t, "/livez"); got != http.StatusOK {
		t.Errorf("status %d", got)
	}
	p.signal(t, syscall.SIGTERM)
	p.end(t)
}

// A file descriptor that is no socket is said to be none.
func TestSocketActivationWithoutSocket(t *testing.T) {
	t.Parallel()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	p := begin(t, handOver+"1", []*os.File{null})
	p.waitFor(t, "statusbook: cannot use the socket 3 that was handed over: ", func(string) {})
	if got := p.end(t); got != 1 {
		t.Errorf("exit code %d", got)
	}
}

// The service manager is told of every change of state, and that the service is
// alive.
func TestNotify(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer manager.Close()
	_ = manager.SetReadDeadline(time.Now().Add(patience))
	next := func(except string) string {
		for {
			message := make([]byte, 4096)
			n, err := manager.Read(message)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(message[:n]); got != except {
				return got
			}
		}
	}
	const alive = "WATCHDOG=1"

	p := begin(t, "export WATCHDOG_PID=$$ WATCHDOG_USEC=20000 NOTIFY_SOCKET="+path, nil, "--addr", "127.0.0.1:0")
	if got := next(alive); got != "READY=1" {
		t.Errorf("at the start: %q", got)
	}
	if got := next("READY=1"); got != alive {
		t.Errorf("then: %q", got)
	}
	p.signal(t, syscall.SIGHUP)
	reloading := next(alive)
	name, value, _ := strings.Cut(strings.TrimPrefix(reloading, "RELOADING=1\n"), "=")
	if microseconds, err := strconv.ParseInt(value, 10, 64); err != nil || microseconds <= 0 || name != "MONOTONIC_USEC" || !strings.HasPrefix(reloading, "RELOADING=1\n") {
		t.Errorf("when it reloads: %q", reloading)
	}
	if got := next(alive); got != "READY=1" {
		t.Errorf("after that: %q", got)
	}
	p.signal(t, syscall.SIGTERM)
	if got := next(alive); got != "STOPPING=1" {
		t.Errorf("at the end: %q", got)
	}
	if got := p.end(t); got != 0 {
		t.Errorf("exit code %d", got)
	}
}

// A killed process leaves its socket; the next one takes the place.
func TestKilledAtUnixSocket(t *testing.T) {
	t.Parallel()
	at := &net.UnixAddr{Name: filepath.Join(t.TempDir(), "sock"), Net: "unix"}
	for _, last := range []bool{false, true} {
		p := begin(t, ":", nil, "--addr", "unix:"+at.Name)
		p.waitFor(t, "msg=serving", func(string) {})
		if got := status(t, request(t, at, "/livez")); got != http.StatusOK {
			t.Errorf("status %d", got)
		}
		if last {
			p.signal(t, syscall.SIGTERM)
		} else {
			p.signal(t, syscall.SIGKILL)
		}
		p.end(t)
		if _, err := os.Lstat(at.Name); os.IsNotExist(err) != last {
			t.Errorf("the last process: %v; its socket: %v", last, err)
		}
	}
}

// When there are no more files to be opened, the server says so, and serves again
// as soon as the crowd has left.
func TestOutOfFiles(t *testing.T) {
	t.Parallel()
	p := begin(t, "ulimit -n 40", nil, "--addr", "127.0.0.1:0")
	p.waitFor(t, "msg=serving", func(line string) { p.address = serving.FindStringSubmatch(line)[1] })
	crowd := make([]net.Conn, 0, 60)
	for range cap(crowd) {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.address)
		if err != nil {
			t.Fatal(err)
		}
		crowd = append(crowd, conn)
	}
	p.waitFor(t, "connections cannot be accepted now", func(line string) {
		if !strings.Contains(line, "level=WARN") || !strings.Contains(line, "too many open files") {
			t.Errorf("the log says %q", line)
		}
	})
	for _, conn := range crowd {
		_ = conn.Close()
	}
	if got := p.get(t, "/en/404"); got != http.StatusOK {
		t.Errorf("after the crowd: status %d", got)
	}
	p.signal(t, syscall.SIGTERM)
	if got := p.end(t); got != 0 {
		t.Errorf("exit code %d", got)
	}
}
