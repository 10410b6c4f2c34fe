package command

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
	"statusbook/internal/server"
	"statusbook/internal/webtest"
)

// reloadingServer is a server that runs with an overlay folder.
type reloadingServer struct {
	dir    string
	client *http.Client
}

func newReloading(t *testing.T, flags ...string) *reloadingServer {
	t.Helper()
	dir, socket := t.TempDir(), filepath.Join(t.TempDir(), "socket")
	s := &reloadingServer{dir: filepath.Join(dir, "overlay")}
	s.write(t, "site.toml", "name = \"First name\"\n")
	stderr := newLines()
	env := Env{Files: smallBook(t), Getenv: func(string) string { return "" }, Stdout: io.Discard, Stderr: stderr}
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		code <- Run(ctx, env, append([]string{"serve", "--addr", "unix:" + socket, "--dir", s.dir}, flags...))
	}()
	t.Cleanup(func() {
		cancel()
		if got := within(t, "the end", code); got != exitOK {
			t.Errorf("exit code %d", got)
		}
	})
	within(t, "the line that says where", stderr.saw("serving"))
	s.client = &http.Client{Timeout: patience, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		},
	}}
	return s
}

func (s *reloadingServer) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(filepath.Join(s.dir, name)), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, s.dir, name, text)
}

func (s *reloadingServer) get(path string) (status int, body string, err error) {
	response, err := s.client.Get("http://book.example" + path) //nolint:noctx // the client has a limit
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

// await asks for a page until it has a text.
func (s *reloadingServer) await(t *testing.T, path, text string) {
	t.Helper()
	body := ""
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		status := 0
		var err error
		if status, body, err = s.get(path); err != nil || status != http.StatusOK {
			t.Fatalf("%s: status %d, %v", path, status, err)
		}
		if strings.Contains(body, text) {
			return
		}
	}
	t.Fatalf("%s never had %q: %.2000s", path, text, body)
}

// What changes in an overlay folder is served soon; what is bad is not, and the
// health page says where and why. All the while every request is answered.
func TestReload(t *testing.T) {
	t.Parallel()
	s := newReloading(t)
	var failed, answered atomic.Int64
	stop := webtest.Readers(2, func(int, int) bool {
		status, body, err := s.get("/en/404")
		if answered.Add(1); err != nil || status != http.StatusOK || !strings.HasSuffix(body, "</html>") {
			failed.Add(1)
		}
		return true
	})

	s.await(t, "/en/", "First name")
	s.write(t, "site.toml", "name = \"Renamed book\"\n")
	s.await(t, "/en/", "Renamed book")

	s.write(t, "site.toml", "name = \"Broken\"\nnaem = 1\n")
	s.await(t, "/readyz?verbose", filepath.Join(s.dir, "site.toml")+`:2:1: unknown key "naem"`)
	s.await(t, "/readyz?verbose", "stale since")
	s.await(t, "/en/", "Renamed book")

	if err := os.RemoveAll(s.dir); err != nil { // as when a volume goes away
		t.Fatal(err)
	}
	s.await(t, "/readyz?verbose", "cannot be used as an overlay")
	s.await(t, "/en/", "Renamed book")

	s.write(t, "site.toml", "name = \"Third name\"\n")
	s.await(t, "/en/", "Third name")
	s.await(t, "/readyz?verbose", "content: up to date")

	// As Kubernetes and editors do it: something else takes the place of the file.
	for i := range 5 {
		name := fmt.Sprintf("Version %d", i)
		s.write(t, "site.toml.tmp", "name = \""+name+"\"\n")
		if err := os.Rename(filepath.Join(s.dir, "site.toml.tmp"), filepath.Join(s.dir, "site.toml")); err != nil {
			t.Fatal(err)
		}
		s.await(t, "/en/", name)
	}
	stop()
	if failed.Load() > 0 || answered.Load() == 0 {
		t.Errorf("%d of %d requests failed", failed.Load(), answered.Load())
	}
}

// Without watching, a change is served only when it is asked for.
func TestReloadUnwatched(t *testing.T) {
	t.Parallel()
	s := newReloading(t, "--watch=false")
	s.write(t, "site.toml", "name = \"Renamed book\"\n")
	for range 3 * int(lookEvery+settled) / int(50*time.Millisecond) {
		time.Sleep(50 * time.Millisecond)
		if _, body, err := s.get("/en/"); err != nil || strings.Contains(body, "Renamed book") {
			t.Fatalf("the change is served: %v", err)
		}
	}
}

// Again and again the folder changes and the book is built anew: ten times, or as
// often as STATUSBOOK_RELOADS says. Meanwhile every request is answered, and every
// answer is of one book alone.
func TestManyReloads(t *testing.T) {
	t.Parallel()
	reloads, err := strconv.Atoi(cmp.Or(os.Getenv("STATUSBOOK_RELOADS"), "10"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	rename := func(version int) {
		write(t, dir, "site.toml", fmt.Sprintf("name = \"Version %d of the book\"\n", version))
	}
	rename(0)
	settings := settings{defaultLocale: "zh-TW", dirs: []string{dir}, maxFiles: layer.MaxEntries}
	s := &service{env: Env{Files: smallBook(t)}, settings: settings, log: slog.New(slog.DiscardHandler)}
	tree, problems, _ := s.readWhole()
	first := s.build(tree, problems)
	if first.Site == nil {
		t.Fatal(first.Problems)
	}
	s.edge = server.New(first.Site, s.log, server.Proxies{})
	running := httptest.NewServer(s.edge)
	defer running.Close()

	version := regexp.MustCompile(`Version \d+ of the book`)
	var seen sync.Map
	paths := []string{"/en/404", "/zh-TW/", "/en/search?q=404", "/en/nothing-here"}
	stop := webtest.Readers(len(paths), func(reader, _ int) bool {
		path := paths[reader]
		response, err := running.Client().Get(running.URL + path) //nolint:noctx // the server is the test's own
		if err != nil {
			t.Error(err)
			return false
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		versions := version.FindAllString(string(body), -1)
		if err != nil || response.StatusCode >= 500 || len(versions) < 2 || !strings.HasSuffix(string(body), "</html>") {
			t.Errorf("%s: status %d, %d times the name, %v: %.300s", path, response.StatusCode, len(versions), err, body)
			return false
		}
		if different := slices.Compact(versions); len(different) > 1 {
			t.Errorf("%s is of several books: %v", path, different)
			return false
		}
		seen.Store(versions[0], true)
		return true
	})
	for i := range reloads {
		rename(i + 1)
		s.reload()
	}
	stop()
	versions := 0
	seen.Range(func(any, any) bool { versions++; return true })
	w := httptest.NewRecorder()
	s.edge.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/en/404", nil))
	if versions < 2 || !strings.Contains(w.Body.String(), fmt.Sprintf("Version %d of the book", reloads)) {
		t.Errorf("%d versions were read; served at last: %.300s", versions, w.Body)
	}
}

// As Kubernetes does it: what stands in the folder are links through one link, which
// is turned to another folder. And what is deleted gives way to what is built in.
func TestReloadTurnedLink(t *testing.T) {
	t.Parallel()
	s := newReloading(t)
	for version, text := range map[string]string{"one": "The first text.", "two": "The second text."} {
		s.write(t, "..data-"+version+"/site.toml", "name = \"Version "+version+"\"\n")
		s.write(t, "..data-"+version+"/content/codes/404/en.md", "## meaning\n\n"+text+"\n")
	}
	turn := func(version string) {
		link := filepath.Join(s.dir, "..data-new")
		if err := errors.Join(os.Symlink("..data-"+version, link), os.Rename(link, filepath.Join(s.dir, "..data"))); err != nil {
			t.Fatal(err)
		}
	}
	turn("one")
	if err := errors.Join(os.Remove(filepath.Join(s.dir, "site.toml")), os.Symlink("..data/site.toml", filepath.Join(s.dir, "site.toml")),
		os.Symlink("..data/content", filepath.Join(s.dir, "content"))); err != nil {
		t.Fatal(err)
	}
	s.await(t, "/en/404", "The first text.")
	s.await(t, "/en/", "Version one")
	turn("two")
	s.await(t, "/en/404", "The second text.")
	s.await(t, "/en/", "Version two")
	if err := os.Remove(filepath.Join(s.dir, "content")); err != nil {
		t.Fatal(err)
	}
	s.await(t, "/en/404", "built-in")
}

// A fault is logged with its place, once, however often it is met.
func TestReloadLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	dir := t.TempDir()
	s := &service{
		env: Env{Files: smallBook(t)}, log: slog.New(slog.NewTextHandler(&log, nil)),
		settings: settings{defaultLocale: "zh-TW", dirs: []string{dir}, maxFiles: layer.MaxEntries},
	}
	write(t, dir, "site.toml", "name = \"Book\"\n")
	tree, problems, _ := s.readWhole()
	s.edge = server.New(s.build(tree, problems).Site, s.log, server.Proxies{})
	write(t, dir, "site.toml", "name = \"Book\"\nnaem = 1\n")
	for range 3 {
		s.reload()
	}
	if place := filepath.Join(dir, "site.toml") + `:2:1: unknown key \"naem\"`; strings.Count(log.String(), place) != 1 {
		t.Errorf("want once %s in\n%s", place, &log)
	}
}

// What is read is of one state of the folder, however fast it changes.
func TestReadWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i := range 2 {
		version := fmt.Sprintf("version %d", i)
		layertest.Write(t, filepath.Join(dir, "..data-"+strconv.Itoa(i), "site.toml"), []byte("name = \""+version+"\"\n"))
		for _, language := range []string{"en", "zh-TW"} {
			layertest.Write(t, filepath.Join(dir, "..data-"+strconv.Itoa(i), "content/codes/404", language+".md"), []byte("## meaning\n\n"+version+"\n"))
		}
	}
	link := filepath.Join(dir, "..data")
	turn := func(i int) error {
		return errors.Join(os.Symlink("..data-"+strconv.Itoa(i%2), link+"-new"), os.Rename(link+"-new", link))
	}
	if err := errors.Join(turn(0), os.Symlink("..data/site.toml", filepath.Join(dir, "site.toml")), os.Symlink("..data/content", filepath.Join(dir, "content"))); err != nil {
		t.Fatal(err)
	}
	s := &service{env: Env{Files: fstest.MapFS{}}, settings: settings{dirs: []string{dir}, maxFiles: layer.MaxEntries}}
	stop := webtest.Readers(1, func(_, i int) bool {
		time.Sleep(time.Duration(i%5) * 100 * time.Microsecond)
		if err := turn(i); err != nil {
			t.Error(err)
		}
		return true
	})
	defer stop()
	versions := regexp.MustCompile(`version \d`)
	for range 300 {
		tree, _, whole := s.readWhole()
		if !whole {
			continue
		}
		seen := map[string]bool{}
		for _, name := range []string{"site.toml", "content/codes/404/en.md", "content/codes/404/zh-TW.md"} {
			file, _ := tree.Read(name)
			seen[string(versions.Find(file.Data))] = true
		}
		if len(seen) != 1 {
			t.Fatalf("one reading has %v", seen)
		}
	}
}

// While a book is being built, signals are heeded: however long it takes.
func TestSignalsWhileBuilding(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := &service{env: quietEnv(), log: slog.New(slog.DiscardHandler), edge: newEdge(t), http: &http.Server{ReadHeaderTimeout: time.Second}}
	s.building.Lock() // a book is being built, and takes for ever
	defer s.building.Unlock()
	signals, code := make(chan os.Signal, 4), make(chan int, 1)
	go func() { code <- s.wait(ctx, signals, s.hangUps(ctx)) }()
	for range 3 {
		signals <- syscall.SIGHUP
	}
	signals <- syscall.SIGTERM
	if got := within(t, "the end", code); got != exitOK {
		t.Errorf("exit code %d", got)
	}
}
