// Package proxytest serves the book with real web servers: an export with nginx,
// and the program behind nginx and Caddy, with the configurations of
// deploy/proxies as they stand.
//
// They are installed by tools/setup.sh. The tests run if STATUSBOOK_PROXIES is
// "required", as it is in `make test`: they take long, and need more than Go.
package proxytest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/server"
	"statusbook/internal/site"
)

const root = "../.."

// program finds a web server.
func program(t *testing.T, name string) string {
	t.Helper()
	if os.Getenv("STATUSBOOK_PROXIES") != "required" {
		t.Skip("takes long, and needs web servers: `make test` runs it, and so does STATUSBOOK_PROXIES=required")
	}
	found, err := exec.LookPath(name)
	if err != nil {
		found, err = exec.LookPath("/usr/sbin/" + name) // not on the path of every user
	}
	if err != nil {
		t.Fatalf("%s is missing, and STATUSBOOK_PROXIES=required: run tools/setup.sh", name)
	}
	return found
}

// The book at the root of a host that it does not know, and under a path.
var (
	rootBook    = sync.OnceValues(func() (*site.Site, problem.List) { return build("") })
	mountedBook = sync.OnceValues(func() (*site.Site, problem.List) { return build("https://wiki.example/http/") })
)

func build(base string) (*site.Site, problem.List) {
	tree, problems := layer.Embedded(os.DirFS(root))
	if len(problems) > 0 {
		return nil, problems
	}
	config := site.Config{DefaultLocale: "zh-TW"}
	if base != "" {
		config.BaseURL, _ = url.Parse(base)
	}
	return site.Load(tree, config)
}

func book(t *testing.T, made func() (*site.Site, problem.List)) *site.Site {
	t.Helper()
	s, problems := made()
	if s == nil {
		t.Fatalf("building the book:\n%v", problems)
	}
	return s
}

func handler(s *site.Site) *server.Server {
	return server.New(s, slog.New(slog.DiscardHandler), server.Proxies{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
}

// backend serves a book on a port of its own.
func backend(t *testing.T, s *site.Site) (address string) {
	t.Helper()
	served := httptest.NewServer(handler(s))
	t.Cleanup(served.Close)
	return served.Listener.Addr().String()
}

// freeAddress is one on which nobody listens, as far as can be known.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// run starts a web server and waits until it listens.
func run(t *testing.T, address, name string, args ...string) {
	t.Helper()
	log := &strings.Builder{}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	home := t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(name), log)
		}
	})
	for {
		connection, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = connection.Close()
			return
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s ended at once: %v\n%s", filepath.Base(name), err, log)
		case <-t.Context().Done():
			t.Fatal("it does not listen")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// nginx runs an nginx with a configuration of its http block.
func nginx(t *testing.T, address, config string) {
	t.Helper()
	dir := t.TempDir()
	user, modules := "", ""
	if os.Getuid() == 0 {
		user = "user root;\n" // the folders of tests are for their owner alone
	}
	const brotli = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
	if _, err := os.Stat(brotli); err == nil {
		modules = "load_module " + brotli + ";\n"
	}
	var temporary strings.Builder
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&temporary, "%s_temp_path %s/%s;\n", kind, dir, kind)
	}
	file := filepath.Join(dir, "nginx.conf")
	write(t, file, user+modules+"daemon off;\nmaster_process off;\npid "+dir+"/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n"+temporary.String()+config+"\n}\n")
	run(t, address, program(t, "nginx"), "-p", dir, "-e", "stderr", "-c", file)
}

func hasBrotli(t *testing.T) bool {
	t.Helper()
	_, err := os.Stat("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
	return err == nil
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// client keeps answers as they came: no redirect is followed, no coding undone.
var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 4},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// exchange is what was answered.
type exchange struct {
	status int
	header http.Header
	body   []byte
}

// get asks the server at an address as if it were a host.
func get(t *testing.T, method, address, host, path string, fields ...string) exchange {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	for i := 0; i < len(fields); i += 2 {
		request.Header.Set(fields[i], fields[i+1])
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return exchange{response.StatusCode, response.Header, body}
}

// served is what the book itself answers.
func served(s *server.Server, host, path string, fields ...string) exchange {
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Host = host
	for i := 0; i < len(fields); i += 2 {
		request.Header.Set(fields[i], fields[i+1])
	}
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request)
	return exchange{recorder.Code, recorder.Header(), recorder.Body.Bytes()}
}
