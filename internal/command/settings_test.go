package command

import (
	"bytes"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
			"STATUSBOOK_DIR": list, "STATUSBOOK_LOG_FORMAT": "json", "STATUSBOOK_LOG_LEVEL": "warn",
		}, func(s *settings) {
			*s = settings{
				addr: ":1", baseURL: &url.URL{Scheme: "https", Host: "wiki.example", Path: "/http/"}, defaultLocale: "en",
				dirs: []string{"/a", "/b"}, logFormat: "json", logLevel: slog.LevelWarn,
			}
		}},
		{"flag over environment", []string{"--addr", ":2", "--log-level=error", "-default-locale", "mul"}, environment{
			"STATUSBOOK_ADDR": ":1", "STATUSBOOK_LOG_LEVEL": "warn", "STATUSBOOK_DEFAULT_LOCALE": "en",
		}, func(s *settings) { s.addr, s.logLevel, s.defaultLocale = ":2", slog.LevelError, "mul" }},
		{"flag that equals the default", []string{
			"--addr", "127.0.0.1:8080", "--log-level", "info", "--log-format", "text", "--base-url", "", "--default-locale", "zh-TW",
		}, environment{
			"STATUSBOOK_ADDR": ":1", "STATUSBOOK_LOG_LEVEL": "warn", "STATUSBOOK_LOG_FORMAT": "json",
			"STATUSBOOK_BASE_URL": "https://wiki.example/", "STATUSBOOK_DEFAULT_LOCALE": "en",
		}, func(*settings) {}},
		{"PORT", nil, environment{"PORT": "3000"}, func(s *settings) { s.addr = ":3000" }},
		{"address over PORT", nil, environment{"PORT": "3000", "STATUSBOOK_ADDR": ":1"}, func(s *settings) { s.addr = ":1" }},
		{"flag over PORT", []string{"--addr", ":2"}, environment{"PORT": "3000"}, func(s *settings) { s.addr = ":2" }},
		{"folders by flag", []string{"--dir", "/c", "--dir", "/d"}, environment{"STATUSBOOK_DIR": list}, func(s *settings) { s.dirs = []string{"/c", "/d"} }},
		{"the last flag counts", []string{"--addr", ":1", "--addr", ":2"}, nil, func(s *settings) { s.addr = ":2" }},
		{"IPv6", []string{"--addr", "[::1]:8080"}, nil, func(s *settings) { s.addr = "[::1]:8080" }},
		{"any port", []string{"--addr", "127.0.0.1:0"}, nil, func(s *settings) { s.addr = "127.0.0.1:0" }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := settings{addr: "127.0.0.1:8080", defaultLocale: "zh-TW", logFormat: "text"}
			test.want(&want)
			env, _, _ := world(test.env)
			got, err := parse(test.args, env)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(settings{})); diff != "" {
				t.Errorf("settings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBadCommandLines(t *testing.T) {
	type environment = map[string]string
	const hint = "\nstatusbook -h lists all commands and flags\n"
	const addr = "it must be host:port, such as 127.0.0.1:8080 or :8080, with a port up to 65535"
	const base = "it must be an absolute http or https URL without query and fragment"
	const level = "it must be debug, info, warn or error"
	tests := []struct {
		name string
		args []string
		env  environment
		want string
	}{
		{"unknown command", []string{"sevre"}, nil, "statusbook: unknown command \"sevre\": it must be one of serve, check, health, version\n"},
		{"unknown flag", []string{"--adr", ":1"}, nil, "statusbook: flag provided but not defined: -adr" + hint},
		{"flag without a value", []string{"check", "--addr"}, nil, "statusbook: flag needs an argument: -addr" + hint},
		{"extra argument", []string{"check", "content"}, nil, `statusbook: unexpected argument "content"` + hint},
		{"no port", []string{"--addr", "localhost"}, nil, `statusbook: --addr is "localhost": ` + addr + hint},
		{"empty port", []string{"--addr", "localhost:"}, nil, `statusbook: --addr is "localhost:": ` + addr + hint},
		{"port too large", []string{"--addr", ":65536"}, nil, `statusbook: --addr is ":65536": ` + addr + hint},
		{"port below zero", []string{"--addr", ":-1"}, nil, `statusbook: --addr is ":-1": ` + addr + hint},
		{"address in the environment", nil, environment{"STATUSBOOK_ADDR": "8080"}, `statusbook: STATUSBOOK_ADDR is "8080": ` + addr + hint},
		{"PORT", nil, environment{"PORT": "tcp://1.2.3.4:80"}, `statusbook: PORT is ":tcp://1.2.3.4:80": ` + addr + hint},
		{"relative base URL", []string{"--base-url", "/http/"}, nil, `statusbook: --base-url is "/http/": ` + base + hint},
		{"base URL of another scheme", []string{"--base-url", "ftp://wiki.example/"}, nil, `statusbook: --base-url is "ftp://wiki.example/": ` + base + hint},
		{"base URL with a query", []string{"--base-url", "https://wiki.example/?a"}, nil, `statusbook: --base-url is "https://wiki.example/?a": ` + base + hint},
		{"base URL with a fragment", []string{"--base-url", "https://wiki.example/#a"}, nil, `statusbook: --base-url is "https://wiki.example/#a": ` + base + hint},
		{"base URL without a host", nil, environment{"STATUSBOOK_BASE_URL": "https:///x"}, `statusbook: STATUSBOOK_BASE_URL is "https:///x": ` + base + hint},
		{"log format", []string{"--log-format", "xml"}, nil, `statusbook: --log-format is "xml": it must be text or json` + hint},
		{"log level", []string{"--log-level", "loud"}, nil, `statusbook: --log-level is "loud": ` + level + hint},
		{"log level in the environment", []string{"version"}, environment{"STATUSBOOK_LOG_LEVEL": "x"}, `statusbook: STATUSBOOK_LOG_LEVEL is "x": ` + level + hint},
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
	for _, args := range [][]string{{"-h"}, {"--help"}, {"serve", "-h"}, {"check", "--help"}} {
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
		for _, o := range new(settings).options() {
			for _, want := range []string{"--" + o.name + " ", o.env, o.value} {
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
}

func TestListenURL(t *testing.T) {
	for addr, want := range map[string]string{
		":8080": "http://127.0.0.1:8080/", "0.0.0.0:80": "http://127.0.0.1:80/", "[::]:80": "http://127.0.0.1:80/",
		"[::1]:80": "http://[::1]:80/", "wiki.example:80": "http://wiki.example:80/",
	} {
		if got := (settings{addr: addr}).listenURL().String(); got != want {
			t.Errorf("%s is reached at %s, want %s", addr, got, want)
		}
	}
}
