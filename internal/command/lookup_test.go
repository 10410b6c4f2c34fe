package command

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/layer/layertest"
	"statusbook/internal/terminal"
)

func TestLookup(t *testing.T) {
	type environment = map[string]string
	for _, test := range []struct {
		name  string
		args  []string
		env   environment
		begin string // of what is printed
	}{
		{"number", []string{"502"}, nil, "502 Bad Gateway\n===============\n\n閘道收到無效回應\n"},
		{"flag after the words", []string{"502", "--lang", "en"}, nil, "502 Bad Gateway\n===============\n\nInvalid upstream response\n"},
		{"flag between the words", []string{"bad", "--lang=en", "gateway"}, nil, "502 Bad Gateway\n"},
		{"one argument", []string{"Bad Gateway"}, nil, "502 Bad Gateway\n"},
		{"no flags after --", []string{"--lang", "en", "--", "404"}, nil, "404 Not Found\n"},
		{"constant", []string{"HttpStatus.NOT_FOUND"}, nil, "404 Not Found\n"},
		{"class in any case", []string{"--lang", "EN", "4XX"}, nil, "4xx Client error\n================\n"},
		{"guide", []string{"--lang", "en", "guides/choose"}, nil, "Which code should I send?\n"},
		{"guide by its slug", []string{"--lang", "en", "choose"}, nil, "Which code should I send?\n"},
		{"two languages", []string{"--lang", "mul", "404"}, nil, "404 Not Found\n=============\n\n找不到 · No such resource\n"},
		{"any Chinese", []string{"--lang", "zh-HK", "404"}, environment{"LANG": "en_US.UTF-8"}, "404 Not Found\n=============\n\n找不到\n"},
		{"LANG", []string{"404"}, environment{"LANG": "en_GB.UTF-8"}, "404 Not Found\n=============\n\nNo such resource\n"},
		{"LC_ALL over LANG", []string{"404"}, environment{"LC_ALL": "zh_TW.UTF-8@x", "LC_MESSAGES": "en_US", "LANG": "en_US.UTF-8"}, "404 Not Found\n=============\n\n找不到\n"},
		{"LC_MESSAGES over LANG", []string{"404"}, environment{"LC_MESSAGES": "en", "LANG": "zh_TW.UTF-8"}, "404 Not Found\n=============\n\nNo such resource\n"},
		{"C is no language", []string{"404"}, environment{"LC_ALL": "C.UTF-8", "LANG": "en_US.UTF-8"}, "404 Not Found\n=============\n\n找不到\n"},
		{"language that there is not", []string{"404"}, environment{"LANG": "fr_FR.UTF-8"}, "404 Not Found\n=============\n\n找不到\n"},
		{"default locale", []string{"404", "--default-locale", "en"}, environment{"LANG": "fr_FR.UTF-8"}, "404 Not Found\n=============\n\nNo such resource\n"},
		{"width", []string{"--lang", "en", "404"}, environment{"COLUMNS": "40"}, "404 Not Found\n=============\n\nNo such resource\n\nPerhaps the best-known status code: the\norigin server"},
		{"page about its own address", []string{"--lang", "en", "link"}, nil, "Link to this book\n"},
		{"search", []string{"--lang", "en", "too", "many", "requests", "in", "a", "minute"}, nil, "  429"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			env, stdout, stderr := world(test.env)
			if code := Run(t.Context(), env, append([]string{"lookup"}, test.args...)); code != exitOK || stderr.Len() > 0 {
				t.Errorf("exit code %d, stderr %q", code, stderr)
			}
			got := stdout.String()
			if diff := cmp.Diff(test.begin, got[:min(len(test.begin), len(got))]); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
			if strings.ContainsAny(got, "\x1b") || strings.Contains(got, "origin.invalid") {
				t.Errorf("colour, or an address that there is not:\n%s", got)
			}
		})
	}
}

func TestLookupFails(t *testing.T) {
	const hint = "\nstatusbook -h lists all commands and flags\n"
	for _, test := range []struct {
		name   string
		args   []string
		code   int
		stderr string
	}{
		{"nothing", nil, exitUsage, "statusbook: say what to look up, such as: statusbook lookup 404\nstatusbook lookup -h lists all flags\n"},
		{"spaces", []string{" "}, exitUsage, "statusbook: say what to look up, such as: statusbook lookup 404\nstatusbook lookup -h lists all flags\n"},
		{"unknown flag", []string{"--loud", "404"}, exitUsage, "statusbook: flag provided but not defined: -loud" + hint},
		{"unknown flag after the words", []string{"404", "--loud"}, exitUsage, "statusbook: flag provided but not defined: -loud" + hint},
		{"language", []string{"--lang", "fr", "404"}, exitUsage, "statusbook: --lang is \"fr\": there is no edition for it, choose one of zh-TW, en, mul\n"},
		{"no language", []string{"--lang", "", "404"}, exitUsage, "statusbook: --lang is \"\": it must be a language tag" + hint},
		{"number", []string{"--lang", "en", "588"}, exitFault, "statusbook: the book has nothing about \"588\"\nDid you mean:\n  508  Loop Detected · "},
		{"words", []string{"qqqqzzzz"}, exitFault, "statusbook: the book has nothing about \"qqqqzzzz\"\n"},
		{"control characters", []string{"\x1b[31mqqqqzzzz"}, exitFault, "statusbook: the book has nothing about \"[31mqqqqzzzz\"\n"},
		{"record of a guide", []string{"--json", "choose"}, exitFault, "statusbook: there is no record of /zh-TW/guides/choose as JSON, only of codes and classes\n"},
		{"folder", []string{"--dir", "/nonexistent", "404"}, exitFault, "/nonexistent: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			env, stdout, stderr := world(nil)
			if code := Run(t.Context(), env, append([]string{"lookup"}, test.args...)); code != test.code || stdout.Len() > 0 {
				t.Errorf("exit code %d, want %d; stdout %q", code, test.code, stdout)
			}
			if !strings.HasPrefix(stderr.String(), test.stderr) {
				t.Errorf("stderr %q, want %q", stderr, test.stderr)
			}
		})
	}
}

// TestFlagsOfOthers: a command knows no flag of another one, nor words.
func TestFlagsOfOthers(t *testing.T) {
	for _, args := range [][]string{{"serve", "--json"}, {"check", "--lang", "en"}, {"--no-color"}, {"check", "404"}} {
		env, stdout, stderr := world(nil)
		if code := Run(t.Context(), env, args); code != exitUsage || stdout.Len() > 0 || stderr.Len() == 0 {
			t.Errorf("%v: exit code %d, stdout %q, stderr %q", args, code, stdout, stderr)
		}
	}
}

func TestLookupHelp(t *testing.T) {
	env, stdout, stderr := world(nil)
	if code := Run(t.Context(), env, []string{"lookup", "-h"}); code != exitOK || stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	for _, want := range []string{"Usage: statusbook lookup", "--lang tag\n", "--json\n", "--no-color\n", "NO_COLOR", "--base-url URL\n", "--dir folder\n"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, stdout)
		}
	}
}

// TestLookupJSON prints the record, with the addresses that it is told.
func TestLookupJSON(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"404"}, "http://127.0.0.1:8080/404"},
		{[]string{"404", "--addr", ":9000"}, "http://127.0.0.1:9000/404"},
		{[]string{"--base-url", "https://wiki.example/http/", "404"}, "https://wiki.example/http/404"},
	} {
		env, stdout, stderr := world(nil)
		if code := Run(t.Context(), env, append([]string{"lookup", "--json", "--lang", "en"}, test.args...)); code != exitOK || stderr.Len() > 0 {
			t.Errorf("%v: exit code %d, stderr %q", test.args, code, stderr)
		}
		var record struct {
			Code      string            `json:"code"`
			Permalink string            `json:"permalink"`
			Names     map[string]string `json:"names"`
		}
		if err := json.Unmarshal(stdout.Bytes(), &record); err != nil {
			t.Fatal(err)
		}
		if record.Code != "404" || record.Permalink != test.want || record.Names["en"] != "No such resource" {
			t.Errorf("%v: %+v", test.args, record)
		}
	}
	env, stdout, _ := world(nil)
	if code := Run(t.Context(), env, []string{"lookup", "--json", "--lang", "en", "too many requests in a minute"}); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	var hits []struct{ Name, Title, About string }
	if err := json.Unmarshal(stdout.Bytes(), &hits); err != nil || len(hits) == 0 || hits[0].Name != "429" || hits[0].Title != "Too Many Requests" {
		t.Errorf("%v, %v", hits, err)
	}
}

// TestLookupOverlay: what a host lays over the book is looked up too, and a fault
// in it is told.
func TestLookupOverlay(t *testing.T) {
	dir := layertest.Folder(t, "-- content/codes/404/code.toml --\nphrase = \"Lost\"\nregistration = \"registered\"\ncaching = \"heuristic\"\ncontent = \"allowed\"\nspec.document = \"RFC 9110\"\n")
	env, stdout, _ := world(nil)
	if code := Run(t.Context(), env, []string{"lookup", "--dir", dir, "--base-url", "https://wiki.example", "404"}); code != exitOK ||
		!strings.HasPrefix(stdout.String(), "404 Lost\n") || !strings.HasSuffix(stdout.String(), "\n\nhttps://wiki.example/zh-TW/404\n") {
		t.Errorf("exit code %d\n%s", code, stdout)
	}
	if err := os.WriteFile(filepath.Join(dir, "content/codes/404/code.toml"), []byte("phrase = 4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env, _, stderr := world(nil)
	if code := Run(t.Context(), env, []string{"lookup", "--dir", dir, "404"}); code != exitFault || !strings.Contains(stderr.String(), "code.toml:1:10: ") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

func TestViewOfNoTerminal(t *testing.T) {
	for columns, want := range map[string]int{"": usualWidth, "0": usualWidth, "-5": usualWidth, "wide": usualWidth, "5": leastWidth, "60": 60, "300": widestWidth} {
		env, _, _ := world(map[string]string{"COLUMNS": columns})
		if got := viewOf(env, settings{}); got != (view{width: want}) {
			t.Errorf("COLUMNS=%q: %+v, want width %d alone", columns, got, want)
		}
	}
	env, _, _ := world(nil)
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if env.Stdout = file; viewOf(env, settings{}).terminal {
		t.Error("a file is taken for a terminal")
	}
}

func TestPagerOf(t *testing.T) {
	with := func(names ...string) func(string) (string, error) {
		return func(name string) (string, error) {
			if slices.Contains(names, name) {
				return "/bin/" + name, nil
			}
			return "", errors.New("not there")
		}
	}
	for _, test := range []struct {
		pager string
		there []string
		want  []string
	}{
		{"", []string{"sh", "less"}, []string{"/bin/less"}},
		{" ", []string{"sh"}, nil},
		{"most -s | tee x", []string{"sh"}, []string{"/bin/sh", "-c", "most -s | tee x"}},
		{"more /e", nil, []string{"more", "/e"}},
	} {
		got := pagerOf(func(string) string { return test.pager }, with(test.there...))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("PAGER=%q with %v (-want +got):\n%s", test.pager, test.there, diff)
		}
	}
}

// TestPage: the pager gets the text; if it cannot be run, the terminal does.
func TestPage(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell")
	}
	for pager, want := range map[string]string{
		"sed s/a/b/": "b\n", "echo $LESS": "FRX\n", "exit 3": "", "exec /nonexistent 2>/dev/null": "a\n",
	} {
		env, stdout, _ := world(map[string]string{"PAGER": pager})
		view{terminal: true}.page(env, "a\n")
		if got := stdout.String(); got != want {
			t.Errorf("PAGER=%q prints %q, want %q", pager, got, want)
		}
		env, stdout, _ = world(map[string]string{"PAGER": pager})
		view{}.page(env, "a\n")
		if stdout.String() != "a\n" {
			t.Errorf("PAGER=%q is used without a terminal", pager)
		}
	}
}

// TestNoColour: the environment and the flag say so, in any order.
func TestNoColour(t *testing.T) {
	for _, test := range []struct {
		args []string
		env  string
		want bool
	}{
		{nil, "", false},
		{nil, "1", true},
		{nil, "false", true},
		{[]string{"--no-color"}, "", true},
		{[]string{"--no-color=false"}, "", false},
		{[]string{"--no-color=false"}, "1", false},
	} {
		env, _, _ := world(map[string]string{"NO_COLOR": test.env})
		s, err := parse("lookup", append(test.args, "404"), env)
		if err != nil || s.plain != test.want {
			t.Errorf("%v with NO_COLOR=%q: %v, %v", test.args, test.env, s.plain, err)
		}
	}
}

func TestListedIsAligned(t *testing.T) {
	env, stdout, _ := world(nil)
	if code := Run(t.Context(), env, []string{"lookup", "--lang", "en", "proxy timeout waiting"}); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	at := -1
	for line := range strings.Lines(stdout.String()) {
		name, rest, ok := strings.Cut(strings.TrimPrefix(line, "  "), "  ")
		column := terminal.Width(line) - terminal.Width(strings.TrimLeft(rest, " "))
		if !ok || name == "" || at >= 0 && column != at {
			t.Errorf("%q is not in its column", line)
		}
		at = column
	}
}
