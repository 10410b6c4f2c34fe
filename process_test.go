//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
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
	p.await(t)
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
	p.await(t)
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

// await waits until the program serves, and takes its address from the log.
func (p *process) await(t *testing.T) {
	t.Helper()
	p.waitFor(t, "msg=serving", func(line string) { p.address = serving.FindStringSubmatch(line)[1] })
}

// terminate ends the program as usual.
func (p *process) terminate(t *testing.T) {
	t.Helper()
	p.signal(t, syscall.SIGTERM)
	if got := p.end(t); got != 0 {
		t.Errorf("exit code %d, want 0: %v", got, p.ProcessState)
	}
}

// beginUnheard starts the program like begin, but nothing that it says is heard: its
// address is known before. Nobody else holds its socket, so that it is gone when the
// program is.
func beginUnheard(t *testing.T, shell string, files []*os.File, args ...string) *process {
	t.Helper()
	listeners, held := sockets(t)
	p := begin(t, shell+"; "+handOver+"1", append(held[:1:1], files...), args...)
	p.address = listeners[0].Addr().String()
	_ = listeners[0].Close()
	_ = held[0].Close()
	return p
}

// Whatever the program finds around it, it serves.
func TestSurroundings(t *testing.T) {
	t.Parallel()
	for name, shell := range map[string]string{
		"nobody hears it":              "exec <&- >&- 2>&-",
		"the disk of its log is full":  "exec 2>/dev/full",
		"its folder is gone, nonsense": "mkdir gone; cd gone; rmdir ../gone; export TZ=Nowhere/Never LANG=xx_YY.nonsense LC_ALL=/",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := beginUnheard(t, shell, nil)
			if got := p.get(t, "/en/404"); got != http.StatusOK {
				t.Errorf("status %d", got)
			}
			p.terminate(t)
		})
	}
}

// What is stopped, as by a debugger or with its machine, goes on where it was.
func TestSuspended(t *testing.T) {
	t.Parallel()
	p := begin(t, ":", nil, "--addr", "127.0.0.1:0")
	p.await(t)
	kept := p.begin(t)
	p.signal(t, syscall.SIGSTOP)
	var state syscall.WaitStatus
	if _, err := syscall.Wait4(p.Process.Pid, &state, syscall.WUNTRACED, nil); err != nil || !state.Stopped() {
		t.Fatalf("it is not stopped: %v, %v", state, err)
	}
	if _, err := io.WriteString(kept, "\r\n"); err != nil {
		t.Fatal(err)
	}
	address, err := net.ResolveTCPAddr("tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	conns := []net.Conn{kept, request(t, address, "/en/404")}
	p.signal(t, syscall.SIGCONT)
	for _, conn := range conns {
		if got := status(t, conn); got != http.StatusOK {
			t.Errorf("status %d", got)
		}
	}
	if got := p.get(t, "/readyz"); got != http.StatusOK {
		t.Errorf("/readyz: status %d", got)
	}
	p.terminate(t)
}

// withWarning makes a folder about which the program has something to say while it
// builds the book.
func withWarning(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, folder := range []string{"content", "mistyped"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The reader of the log is gone before there is a book.
func TestLogReaderNeverThere(t *testing.T) {
	t.Parallel()
	reader, log, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = reader.Close()
	defer log.Close()
	p := beginUnheard(t, "exec 2>&4", []*os.File{log}, "--dir", withWarning(t))
	if got := p.get(t, "/en/404"); got != http.StatusOK {
		t.Errorf("status %d", got)
	}
	p.terminate(t)
}

// A script that writes a file and then sends SIGHUP does not know whether the program
// is that far. One that still builds its book does not die of it.
func TestHangUpAtStart(t *testing.T) {
	t.Parallel()
	p := begin(t, ":", nil, "--addr", "127.0.0.1:0", "--dir", withWarning(t))
	p.waitFor(t, "level=WARN", func(string) {})
	p.signal(t, syscall.SIGHUP)
	p.await(t)
	if got := p.get(t, "/en/404"); got != http.StatusOK {
		t.Errorf("status %d", got)
	}
	p.terminate(t)
}

// SIGHUP has a change served that nobody watches for.
func TestHangUpServesChange(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	note := filepath.Join(dir, "content", "codes", "404", "note.en.md")
	if err := os.MkdirAll(filepath.Dir(note), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(note, []byte("The first note.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := serve(t, "--dir", dir, "--watch=false")
	if err := os.WriteFile(note, []byte("The second note.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.signal(t, syscall.SIGHUP)
	p.waitFor(t, "msg=reloaded", func(string) {})
	if _, body := p.page(t, "/en/404"); !strings.Contains(body, "The second note.") {
		t.Errorf("the change is not served: %.300s", body)
	}
	p.signal(t, syscall.SIGTERM)
	if got := p.end(t); got != 0 {
		t.Errorf("exit code %d", got)
	}
}

// Who kills the program while it reads and builds finds the folder as it was: nothing
// is written beside the content.
func TestKilledWhileReloading(t *testing.T) {
	t.Parallel()
	dir := withWarning(t)
	state := func() (names []string) {
		err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := entry.Info()
			names = append(names, fmt.Sprint(name, info.Mode(), info.Size(), info.ModTime()))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	before := state()
	p := serve(t, "--dir", dir)
	p.signal(t, syscall.SIGHUP)
	p.signal(t, syscall.SIGKILL)
	p.end(t)
	if after := state(); !slices.Equal(before, after) {
		t.Errorf("the folder has %q, it had %q", after, before)
	}
}
