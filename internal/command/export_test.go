package command

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestExport writes the embedded book, and says what it did.
func TestExport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	env, stdout, stderr := world(nil)
	code := Run(t.Context(), env, []string{"export", dir, "--only", "en", "--no-compress", "--base-url", "https://wiki.example/http/"})
	if code != exitOK || stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	if want := `^` + regexp.QuoteMeta(dir) + `: \d+ files, \d+\.\d MB; [\d.]+m?s\n$`; !regexp.MustCompile(want).MatchString(stdout.String()) {
		t.Errorf("stdout %q", stdout)
	}
	page, err := os.ReadFile(filepath.Join(dir, "en/404.html"))
	if err != nil || !strings.Contains(string(page), `href="https://wiki.example/http/en/404"`) {
		t.Errorf("the page of 404 is not there, or does not know its address: %v", err)
	}
}

func TestExportWrong(t *testing.T) {
	mine := t.TempDir()
	if err := os.WriteFile(filepath.Join(mine, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no folder", nil, exitUsage, "export needs the folder"},
		{"two folders", []string{"a", "b"}, exitUsage, "export needs the folder"},
		{"no edition", []string{"--only", "", "a"}, exitUsage, "it must be a language tag"},
		{"an edition that is not there", []string{"--only", "xx", "a"}, exitFault, `there is no edition "xx"`},
		{"a folder that is somebody's", []string{"--only", "en", mine}, exitFault, "nothing was changed"},
		{"an overlay with a problem", []string{"--dir", filepath.Join(mine, "none"), "a"}, exitFault, "nothing was written"},
	} {
		t.Run(test.name, func(t *testing.T) {
			env, stdout, stderr := world(nil)
			if code := Run(t.Context(), env, append([]string{"export"}, test.args...)); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if !strings.Contains(stderr.String(), test.want) || stdout.Len() > 0 {
				t.Errorf("stderr %q, stdout %q", stderr, stdout)
			}
			if _, err := os.Stat("a"); err == nil {
				t.Error("a folder was made")
			}
		})
	}
}

// TestExportStopped leaves nothing, and warns of what a book without an address
// cannot have.
func TestExportStopped(t *testing.T) {
	parent := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	env, stdout, stderr := world(nil)
	if code := Run(ctx, env, []string{"export", "--only", "en", filepath.Join(parent, "out")}); code != exitFault {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"warning: without --base-url", "stopped; nothing was changed"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("stderr lacks %q: %q", want, stderr)
		}
	}
	if entries, err := os.ReadDir(parent); err != nil || len(entries) > 0 || stdout.Len() > 0 {
		t.Errorf("there are %v, %v; stdout %q", entries, err, stdout)
	}
}

func TestExportHelp(t *testing.T) {
	env, stdout, _ := world(nil)
	if code := Run(t.Context(), env, []string{"export", "-h"}); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"statusbook export", "--only", "--folders", "--no-compress", "--base-url", "--dir"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("the help lacks %s:\n%s", want, stdout)
		}
	}
	if strings.Contains(stdout.String(), "--h2c") {
		t.Errorf("the help has flags of serve alone:\n%s", stdout)
	}
}
