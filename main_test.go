package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"statusbook/internal/webtest"
)

// The tests run the program itself: this test binary becomes it when asMain is
// in the environment.
const asMain = "STATUSBOOK_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asMain) != "" {
		main()
	}
	os.Exit(m.Run())
}

// patience guards against hanging; nothing is measured by it.
const patience = 3 * time.Minute

// process is the program, running.
type process struct {
	*exec.Cmd
	address string // host:port
	log     *bufio.Reader
	pipe    io.Closer
}

func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	webtest.Slow(t) // each start builds the whole book
	command := exec.CommandContext(t.Context(), os.Args[0], args...)
	command.Env = []string{asMain + "=1"} // no HOME, no TZ, no LANG: it needs none
	command.Dir = t.TempDir()             // nor the repository
	return command
}

var serving = regexp.MustCompile(`msg=serving url=http://([^/]+)/`)

// serve starts the program and waits until it serves.
func serve(t *testing.T, flags ...string) *process {
	t.Helper()
	p := &process{Cmd: program(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...)}
	p.start(t)
	p.waitFor(t, "msg=serving", func(line string) {
		if m := serving.FindStringSubmatch(line); m != nil {
			p.address = m[1]
		}
	})
	return p
}

// start starts the process and begins to read its log.
func (p *process) start(t *testing.T) {
	t.Helper()
	log, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(patience, func() { _ = p.Process.Kill() })
	t.Cleanup(func() { guard.Stop() })
	p.log, p.pipe = bufio.NewReader(log), log
}

// waitFor reads the log up to a line with a text.
func (p *process) waitFor(t *testing.T, text string, use func(line string)) {
	t.Helper()
	for {
		line, err := p.log.ReadString('\n')
		if err != nil {
			t.Fatalf("the log ended before %q: %v", text, err)
		}
		if strings.Contains(line, text) {
			use(line)
			return
		}
	}
}

func (p *process) signal(t *testing.T, sig os.Signal) {
	t.Helper()
	if err := p.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
}

// end waits for the program and returns its exit code, -1 for a death by signal.
func (p *process) end(t *testing.T) int {
	t.Helper()
	_, _ = io.Copy(io.Discard, p.log)
	_ = p.Wait()
	return p.ProcessState.ExitCode()
}

func (p *process) get(t *testing.T, path string) int {
	t.Helper()
	status, _ := p.page(t, path)
	return status
}

func (p *process) page(t *testing.T, path string) (status int, body string) {
	t.Helper()
	client := &http.Client{
		Timeout:       patience,
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Get("http://" + p.address + path)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(response.Body)
	_ = response.Body.Close()
	return response.StatusCode, string(text)
}

// begin sends the beginning of a request. The server takes connections in order,
// so when it has answered on a later one it knows this one.
func (p *process) begin(t *testing.T) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(conn, "GET /en/404 HTTP/1.1\r\nHost: book.example\r\n"); err != nil {
		t.Fatal(err)
	}
	p.get(t, "/livez")
	return conn
}

func TestTerminate(t *testing.T) {
	t.Parallel()
	p := serve(t)
	if got := p.get(t, "/en/404"); got != http.StatusOK {
		t.Errorf("/en/404: status %d", got)
	}
	health := program(t, "health", "--addr", p.address)
	if out, err := health.CombinedOutput(); err != nil || string(out) != "ready\n" {
		t.Errorf("health: %q, %v", out, err)
	}

	// Who hangs up a terminal asks for the content to be read again.
	p.signal(t, syscall.SIGHUP)
	p.waitFor(t, "msg=reloaded", func(string) {})

	conn := p.begin(t)
	p.signal(t, syscall.SIGTERM)
	p.waitFor(t, "msg=stopping", func(string) {})
	if _, err := io.WriteString(conn, "\r\n"); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil || response.StatusCode != http.StatusOK || !bytes.HasSuffix(body, []byte("</html>")) {
		t.Errorf("the request under way: status %d, %d bytes, %v", response.StatusCode, len(body), err)
	}
	if got := p.end(t); got != 0 {
		t.Errorf("exit code %d, want 0", got)
	}
}

// A second signal ends it, whatever is under way.
func TestTerminateTwice(t *testing.T) {
	t.Parallel()
	p := serve(t)
	p.begin(t)
	p.signal(t, syscall.SIGINT)
	p.waitFor(t, "msg=stopping", func(string) {})
	p.signal(t, syscall.SIGTERM)
	if got := p.end(t); got != 1 {
		t.Errorf("exit code %d, want 1, for a request was cut", got)
	}
}

// When nobody reads the log any more, the book is still served.
func TestLogReaderGone(t *testing.T) {
	t.Parallel()
	p := serve(t)
	if err := p.pipe.Close(); err != nil {
		t.Fatal(err)
	}
	p.signal(t, syscall.SIGHUP) // logs
	for range 3 {
		if got := p.get(t, "/en/404"); got != http.StatusOK {
			t.Errorf("status %d", got)
		}
	}
	p.signal(t, syscall.SIGTERM)
	_ = p.Wait()
	if got := p.ProcessState.ExitCode(); got != 0 {
		t.Errorf("exit code %d, want 0: %v", got, p.ProcessState)
	}
}

// The program tells the commit that it was built from, which only a build records: a
// test binary knows none.
func TestVersion(t *testing.T) {
	t.Parallel()
	webtest.Slow(t)
	commit, err := exec.CommandContext(t.Context(), "git", "rev-parse", "HEAD").Output()
	if err != nil {
		t.Skip("this is no checkout of git, or git is not there: ", err)
	}
	path := filepath.Join(t.TempDir(), "statusbook")
	args := []string{"build", "-buildvcs=true", "-ldflags=-s -w", "-o", path}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "-tags" { // the same, so that most is compiled already
				args = append(args, "-tags="+setting.Value)
			}
		}
	}
	if out, err := exec.CommandContext(t.Context(), "go", append(args, ".")...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), path, "version").Output()
	if err != nil || !slices.Contains(strings.Fields(string(out)), strings.TrimSpace(string(commit))) {
		t.Errorf("%q, %v; want the commit %s", out, err, commit)
	}
}

func TestPortTaken(t *testing.T) {
	t.Parallel()
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var stderr bytes.Buffer
	command := program(t, "--addr", taken.Addr().String(), "--log-level", "error")
	command.Stderr = &stderr
	_ = command.Run()
	want := "statusbook: cannot listen on " + taken.Addr().String() + ": address already in use\n"
	if got := command.ProcessState.ExitCode(); got != 1 || stderr.String() != want {
		t.Errorf("exit code %d, %q; want 1, %q", got, stderr.String(), want)
	}
}
