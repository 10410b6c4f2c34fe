package command

import (
	"bytes"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"statusbook/internal/server"
)

// world is an Env with an environment and the embedded book.
func world(environment map[string]string) (env Env, stdout, stderr *bytes.Buffer) {
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	return Env{
		Files:  os.DirFS("../.."),
		Getenv: func(name string) string { return environment[name] },
		Stdout: stdout, Stderr: stderr,
	}, stdout, stderr
}

// TestPrecedence: a flag wins over the environment, and that over the default,
// even where the flag says what the default is.
func TestPrecedence(t *testing.T) {
	type environment = map[string]string
	list := strings.Join([]string{"/a", "/b"}, string(os.PathListSeparator))
	tests := []struct {
		name string
		args []string
		env  environment
		want func(*settings)
	}{
		{"defaults", nil, nil, func(*settings) {}},
		{"environment", nil, environment{
			"STATUSBOOK_ADDR": ":1", "STATUSBOOK_BASE_URL": "https://wiki.example/http/", "STATUSBOOK_DEFAULT_LOCALE": "en",
			"STATUSBOOK_DIR": list, "STATUSBOOK_MAX_FILES": "9", "STATUSBOOK_LOG_FORMAT": "json", "STATUSBOOK_LOG_LEVEL": "warn",
			"STATUSBOOK_SOCKET_MODE": "0666", "STATUSBOOK_H2C": "true", "STATUSBOOK_MAX_CONNECTIONS": "7",
			"STATUSBOOK_TRUSTED_PROXIES": "10.0.0.0/8, unix", "STATUSBOOK_ADMIN_ADDR": ":2", "STATUSBOOK_ACCESS_LOG": "all",
			"STATUSBOOK_SLOW": "20ms", "STATUSBOOK_LOG_QUERIES": "1",
		}, func(s *settings) {
			*s = settings{
				addr: ":1", baseURL: &url.URL{Scheme: "https", Host: "wiki.example", Path: "/http/"}, defaultLocale: "en",
				dirs: []string{"/a", "/b"}, maxFiles: 9, logFormat: "json", logLevel: slog.LevelWarn,
				socketMode: 0o666, h2c: true, maxConnections: 7, adminAddr: ":2", accessLog: "all", slow: 20 * time.Millisecond, watch: true, logQueries: true,
				proxies: server.Proxies{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, Unix: true},
			}
		}},
		{"certificate in the environment", nil, environment{"STATUSBOOK_TLS_CERT": "/c", "STATUSBOOK_TLS_KEY": "/k"}, func(s *settings) { s.tlsCert, s.tlsKey = "/c", "/k" }},
		{"certificate by flag", []string{"--tls-cert", "/d"}, environment{"STATUSBOOK_TLS_CERT": "/c", "STATUSBOOK_TLS_KEY": "/k"}, func(s *settings) { s.tlsCert, s.tlsKey = "/d", "/k" }},
		{"switch by flag", []string{"--h2c", "--log-queries"}, nil, func(s *settings) { s.h2c, s.logQueries = true, true }},
		{"switched off by flag", []string{"--h2c=false"}, environment{"STATUSBOOK_H2C": "true"}, func(*settings) {}},
		{"unix socket", []string{"--addr", "unix:/run/book.sock"}, nil, func(s *settings) { s.addr = "unix:/run/book.sock" }},
		{"flags that equal the defaults", []string{
			"--socket-mode", "660", "--max-connections", "auto", "--access-log", "errors", "--slow", "1000ms", "--admin-addr", "",
		}, environment{
			"STATUSBOOK_SOCKET_MODE": "0666", "STATUSBOOK_MAX_CONNECTIONS": "7", "STATUSBOOK_ACCESS_LOG": "off", "STATUSBOOK_SLOW": "0",
			"STATUSBOOK_ADMIN_ADDR": ":2",
		}, func(*settings) {}},
		{"flag over environment", []string{"--addr", ":2", "--log-level=error", "-default-locale", "mul"}, environment{
			"STATUSBOOK_ADDR": ":1", "STATUSBOOK_LOG_LEVEL": "warn", "STATUSBOOK_DEFAULT_LOCALE": "en",
		}, func(s *settings) { s.addr, s.logLevel, s.defaultLocale = ":2", slog.LevelError, "mul" }},
		{"flag that equals the default", []string{
			"--addr", "127.0.0.1:8080", "--log-level", "info", "--log-format", "text", "--base-url", "", "--default-locale", "zh-TW",
		}, environment{
			"STATUSBOOK_ADDR": ":1", "STATUSBOOK_LOG_LEVEL": "warn", "STATUSBOOK_LOG_FORMAT": "json",
			"STATUSBOOK_BASE_URL": "https://wiki.example/", "STATUSBOOK_DEFAULT_LOCALE": "en",
		}, func(*settings) {}},
		{"base URL without a final slash", []string{"--base-url", "https://wiki.example:8443/Docs_1/~a/.http.v2-x"}, nil, func(s *settings) {
			s.baseURL = &url.URL{Scheme: "https", Host: "wiki.example:8443", Path: "/Docs_1/~a/.http.v2-x"}
		}},
		{"base URL without a path", []string{"--base-url", "https://wiki.example"}, nil, func(s *settings) { s.baseURL = &url.URL{Scheme: "https", Host: "wiki.example"} }},
		{"base URL of a host's root", []string{"--base-url", "https://wiki.example/"}, nil, func(s *settings) { s.baseURL = &url.URL{Scheme: "https", Host: "wiki.example", Path: "/"} }},
		{"PORT", nil, environment{"PORT": "3000"}, func(s *settings) { s.addr = ":3000" }},
		{"address over PORT", nil, environment{"PORT": "3000", "STATUSBOOK_ADDR": ":1"}, func(s *settings) { s.addr = ":1" }},
		{"flag over PORT", []string{"--addr", ":2"}, environment{"PORT": "3000"}, func(s *settings) { s.addr = ":2" }},
		{"folders by flag", []string{"--dir", "/c", "--dir", "/d"}, environment{"STATUSBOOK_DIR": list}, func(s *settings) { s.dirs = []string{"/c", "/d"} }},
		{"number of files", []string{"--max-files", "7"}, environment{"STATUSBOOK_MAX_FILES": "8"}, func(s *settings) { s.maxFiles = 7 }},
		{"the last flag counts", []string{"--addr", ":1", "--addr", ":2"}, nil, func(s *settings) { s.addr = ":2" }},
		{"IPv6", []string{"--addr", "[::1]:8080"}, nil, func(s *settings) { s.addr = "[::1]:8080" }},
		{"any port", []string{"--addr", "127.0.0.1:0"}, nil, func(s *settings) { s.addr = "127.0.0.1:0" }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := settings{
				addr: "127.0.0.1:8080", defaultLocale: "zh-TW", maxFiles: 5000, logFormat: "text",
				socketMode: 0o660, maxConnections: autoConnections, accessLog: "errors", slow: time.Second, watch: true,
			}
			test.want(&want)
			env, _, _ := world(test.env)
			got, err := parse("serve", test.args, env)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(settings{}), cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
				t.Errorf("settings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBadCommandLines(t *testing.T) {
	type environment = map[string]string
	const hint = "\nstatusbook -h lists all commands and flags\n"
	const addr = "it must be host:port, such as 127.0.0.1:8080 or :8080, with a port up to 65535, or unix:/path/of/socket"
	const socket = "unix: is followed by the path of a socket, of at most 103 bytes"
	const base = "it must be an absolute http or https URL without query and fragment"
	const path = ": between single slashes there may be names of letters (A-Z, a-z), digits and -._~, such as /http/ or /docs/http/"
	const user = "it has a user name before the host, which would stand in every link: leave out all up to the @"
	const level = "it must be debug, info, warn or error"
	tests := []struct {
		name string
		args []string
		env  environment
		want string
	}{
		{"unknown command", []string{"sevre"}, nil, "statusbook: unknown command \"sevre\": it must be one of serve, export, lookup, check, init, health, version\n"},
		{"unknown flag", []string{"--adr", ":1"}, nil, "statusbook: flag provided but not defined: -adr" + hint},
		{"flag without a value", []string{"check", "--addr"}, nil, "statusbook: flag needs an argument: -addr" + hint},
		{"format", []string{"check", "--format", "xml"}, nil, `statusbook: --format is "xml": it must be text, json or github` + hint},
		{"empty format", []string{"check", "--format", ""}, nil, `statusbook: --format is "": it must be text, json or github` + hint},
		{"format of another command", []string{"serve", "--format", "json"}, nil, "statusbook: flag provided but not defined: -format" + hint},
		{"extra argument", []string{"check", "content"}, nil, `statusbook: unexpected argument "content"` + hint},
		{"no port", []string{"--addr", "localhost"}, nil, `statusbook: --addr is "localhost": ` + addr + hint},
		{"empty port", []string{"--addr", "localhost:"}, nil, `statusbook: --addr is "localhost:": ` + addr + hint},
		{"port too large", []string{"--addr", ":65536"}, nil, `statusbook: --addr is ":65536": ` + addr + hint},
		{"port below zero", []string{"--addr", ":-1"}, nil, `statusbook: --addr is ":-1": ` + addr + hint},
		{"address in the environment", nil, environment{"STATUSBOOK_ADDR": "8080"}, `statusbook: STATUSBOOK_ADDR is "8080": ` + addr + hint},
		{"PORT", nil, environment{"PORT": "tcp://1.2.3.4:80"}, `statusbook: PORT is ":tcp://1.2.3.4:80": ` + addr + hint},
		{"socket without a path", []string{"--addr", "unix:"}, nil, `statusbook: --addr is "unix:": ` + socket + hint},
		{"abstract socket", []string{"--addr", "unix:@book"}, nil, `statusbook: --addr is "unix:@book": ` + socket + hint},
		{"socket with a long path", []string{"--addr", "unix:" + strings.Repeat("/a", 52)}, nil, `statusbook: --addr is "unix:` + strings.Repeat("/a", 52) + `": ` + socket + hint},
		{"mode of the socket", []string{"--socket-mode", "rw"}, nil, `statusbook: --socket-mode is "rw": it must be an octal number up to 0777, such as 0660` + hint},
		{"mode of the socket too large", []string{"--socket-mode", "1777"}, nil, `statusbook: --socket-mode is "1777": it must be an octal number up to 0777, such as 0660` + hint},
		{"certificate without a key", []string{"--tls-cert", "/c"}, nil, "statusbook: --tls-cert and --tls-key go together: set both or neither" + hint},
		{"key without a certificate", nil, environment{"STATUSBOOK_TLS_KEY": "/k"}, "statusbook: --tls-cert and --tls-key go together: set both or neither" + hint},
		{"h2c with TLS", []string{"--tls-cert", "/c", "--tls-key", "/k", "--h2c"}, nil, "statusbook: --h2c is for connections without TLS: with --tls-cert, HTTP/2 is spoken anyway" + hint},
		{"switch in the environment", nil, environment{"STATUSBOOK_H2C": "yes"}, `statusbook: STATUSBOOK_H2C is "yes": it must be true or false` + hint},
		{"connections", []string{"--max-connections", "-1"}, nil, `statusbook: --max-connections is "-1": it must be a number or auto` + hint},
		{"admin address", []string{"--admin-addr", "9090"}, nil, `statusbook: --admin-addr is "9090": ` + addr + hint},
		{"access log", []string{"--access-log", "some"}, nil, `statusbook: --access-log is "some": it must be off, errors or all` + hint},
		{"slow", []string{"--slow", "1"}, nil, `statusbook: --slow is "1": it must be a duration such as 500ms or 2s` + hint},
		{"slow below zero", []string{"--slow", "-1s"}, nil, `statusbook: --slow is "-1s": it must be a duration such as 500ms or 2s` + hint},
		{"relative base URL", []string{"--base-url", "/http/"}, nil, `statusbook: --base-url is "/http/": ` + base + hint},
		{"base URL of another scheme", []string{"--base-url", "ftp://wiki.example/"}, nil, `statusbook: --base-url is "ftp://wiki.example/": ` + base + hint},
		{"base URL with a query", []string{"--base-url", "https://wiki.example/?a"}, nil, `statusbook: --base-url is "https://wiki.example/?a": ` + base + hint},
		{"base URL with a fragment", []string{"--base-url", "https://wiki.example/#a"}, nil, `statusbook: --base-url is "https://wiki.example/#a": ` + base + hint},
		{"base URL without a host", nil, environment{"STATUSBOOK_BASE_URL": "https:///x"}, `statusbook: STATUSBOOK_BASE_URL is "https:///x": ` + base + hint},
		{"base URL with a password", []string{"version", "--base-url", "https://a:b@wiki.example/"}, nil, `statusbook: --base-url is "https://a:b@wiki.example/": ` + user + hint},
		{"base URL with an empty user", []string{"version", "--base-url", "https://@wiki.example/"}, nil, `statusbook: --base-url is "https://@wiki.example/": ` + user + hint},
		{"base URL with other letters", []string{"version", "--base-url", "https://wiki.example/狀態/"}, nil, `statusbook: --base-url is "https://wiki.example/狀態/": its path has the name "狀態"` + path + hint},
		{"base URL with an escape", []string{"version", "--base-url", "https://wiki.example/x/a%20b"}, nil, `statusbook: --base-url is "https://wiki.example/x/a%20b": its path has the name "a%20b"` + path + hint},
		{"base URL with an escaped slash", []string{"version", "--base-url", "https://wiki.example/a%2Fb/"}, nil, `statusbook: --base-url is "https://wiki.example/a%2Fb/": its path has the name "a%2Fb"` + path + hint},
		{"base URL with an escaped letter", []string{"version", "--base-url", "https://wiki.example/%61/"}, nil, `statusbook: --base-url is "https://wiki.example/%61/": its path has the name "%61"` + path + hint},
		{"base URL with a parameter", []string{"version", "--base-url", "https://wiki.example/a;b=c/"}, nil, `statusbook: --base-url is "https://wiki.example/a;b=c/": its path has the name "a;b=c"` + path + hint},
		{"base URL that begins with two slashes", []string{"version", "--base-url", "https://wiki.example//x/"}, nil, `statusbook: --base-url is "https://wiki.example//x/": its path has two slashes in a row` + path + hint},
		{"base URL that ends with two slashes", []string{"version", "--base-url", "https://wiki.example/x//"}, nil, `statusbook: --base-url is "https://wiki.example/x//": its path has two slashes in a row` + path + hint},
		{"base URL of slashes", []string{"version", "--base-url", "https://wiki.example//"}, nil, `statusbook: --base-url is "https://wiki.example//": its path has two slashes in a row` + path + hint},
		{"base URL that goes up", []string{"version", "--base-url", "https://wiki.example/a/../b/"}, nil, `statusbook: --base-url is "https://wiki.example/a/../b/": its path has the name "..", which leads elsewhere` + path + hint},
		{"base URL that goes nowhere", []string{"version", "--base-url", "https://wiki.example/."}, nil, `statusbook: --base-url is "https://wiki.example/.": its path has the name ".", which leads elsewhere` + path + hint},
		{"log format", []string{"--log-format", "xml"}, nil, `statusbook: --log-format is "xml": it must be text or json` + hint},
		{"log level", []string{"--log-level", "loud"}, nil, `statusbook: --log-level is "loud": ` + level + hint},
		{"log level in the environment", []string{"version"}, environment{"STATUSBOOK_LOG_LEVEL": "x"}, `statusbook: STATUSBOOK_LOG_LEVEL is "x": ` + level + hint},
		{"number of files", []string{"--max-files", "0"}, nil, `statusbook: --max-files is "0": it must be a number above 0` + hint},
		{"empty folder", []string{"--dir", ""}, nil, `statusbook: --dir is "": it must be a folder` + hint},
		{"empty folder in a list", nil, environment{"STATUSBOOK_DIR": "/a" + string(os.PathListSeparator)}, `statusbook: STATUSBOOK_DIR is "": it must be a folder` + hint},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			env, stdout, stderr := world(test.env)
			if code := Run(t.Context(), env, test.args); code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
			if diff := cmp.Diff(test.want, stderr.String()); diff != "" || stdout.Len() > 0 {
				t.Errorf("stdout %q, stderr differs (-want +got):\n%s", stdout, diff)
			}
		})
	}
}

// TestHelp lists every command, flag and environment variable with its default.
func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"-h"}, {"--help"}, {"serve", "-h"}, {"check", "--help"}, {"help"}, {"help", "check"}} {
		command := "serve"
		if slices.Contains(args, "check") {
			command = "check"
		}
		env, stdout, stderr := world(nil)
		if code := Run(t.Context(), env, args); code != exitOK || stderr.Len() > 0 {
			t.Errorf("%v: exit code %d, stderr %q", args, code, stderr)
		}
		help := stdout.String()
		for _, command := range commands {
			if !strings.Contains(help, "\n  "+command+" ") {
				t.Errorf("%v: no command %s", args, command)
			}
		}
		for _, o := range new(settings).known(command) {
			end := " "
			if o.toggle {
				end = "\n"
			}
			for _, want := range []string{"--" + o.name + end, o.env, o.value} {
				if !strings.Contains(help, want) {
					t.Errorf("%v: no %q in the help", args, want)
				}
			}
		}
		if strings.Contains(help, "`") || !strings.Contains(help, "PORT") {
			t.Errorf("%v: the help is not as it should be:\n%s", args, help)
		}
	}
}

func TestVersion(t *testing.T) {
	env, stdout, _ := world(nil)
	if code := Run(t.Context(), env, []string{"version"}); code != exitOK || !strings.HasPrefix(stdout.String(), "statusbook ") {
		t.Errorf("exit code %d, %q", code, stdout)
	}
	env.Files = fstest.MapFS{"content/changes.toml": {Data: []byte("[b]\ndate = \"2026-01-02\"\n[a]\ndate = \"2026-03-04\"\n[c]\ndate = \"2025-05-06\"\n")}}
	stdout.Reset()
	if Run(t.Context(), env, []string{"version"}); !strings.HasSuffix(stdout.String(), " content 2026-03-04\n") {
		t.Errorf("the content is not the newest: %q", stdout)
	}
}

// TestVersionOfImage: an image is built without the repository, and is told its
// commit.
func TestVersionOfImage(t *testing.T) {
	defer func(a, b string) { revision, revised = a, b }(revision, revised)
	revision, revised = "0a1b2c", "2026-01-02T03:04:05Z"
	env, stdout, _ := world(nil)
	if Run(t.Context(), env, []string{"version"}); !strings.Contains(stdout.String(), " 0a1b2c 2026-01-02T03:04:05Z content ") {
		t.Errorf("no commit in %q", stdout)
	}
	recorded := &debug.BuildInfo{Settings: []debug.BuildSetting{
		{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "3d4e5f"}, {Key: "vcs.time", Value: "2026-02-03T04:05:06Z"},
	}}
	if got := strings.Join(commit(recorded), " "); got != "3d4e5f 2026-02-03T04:05:06Z" {
		t.Errorf("what Go has recorded does not win: %q", got)
	}
	dockerfile, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, variable := range []string{".revision=${REVISION}'", ".revised=${DATE}'"} { // a name that there is not is passed over in silence
		if want := "-X '" + reflect.TypeFor[service]().PkgPath() + variable; !strings.Contains(string(dockerfile), want) {
			t.Errorf("the Dockerfile does not have %s", want)
		}
	}
}

func TestListenURL(t *testing.T) {
	for addr, want := range map[string]string{
		":8080": "http://127.0.0.1:8080/", "0.0.0.0:80": "http://127.0.0.1:80/", "[::]:80": "http://127.0.0.1:80/",
		"[::1]:80": "http://[::1]:80/", "unix:/run/book.sock": "http://localhost/", "wiki.example:80": "http://wiki.example:80/",
	} {
		if got := (settings{addr: addr}).listenURL().String(); got != want {
			t.Errorf("%s is reached at %s, want %s", addr, got, want)
		}
		want = strings.Replace(want, "http:", "https:", 1)
		if got := (settings{addr: addr, tlsCert: "/c"}).listenURL().String(); got != want {
			t.Errorf("%s is reached with TLS at %s, want %s", addr, got, want)
		}
	}
}
