package command

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"statusbook/internal/webtest"
)

// TestExport writes the embedded book, and says what it did.
func TestExport(t *testing.T) {
	webtest.Slow(t)
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
	webtest.Slow(t)
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
	webtest.Slow(t)
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

// exporter is set where the test binary is run again, as a program that exports and
// to which signals are sent. It says what that does.
const exporter = "STATUSBOOK_TEST_EXPORTER"

// stalled is a file system whose reader waits for ever, and says that it has begun.
type stalled struct{}

func (stalled) Open(string) (fs.File, error) {
	fmt.Println("reading")
	select {}
}

// runExporter is the program that TestExportSignals begins.
func runExporter(what, dir string) int {
	env := Env{Files: os.DirFS("../.."), Getenv: func(string) string { return "" }, Stdout: os.Stdout, Stderr: os.Stdout}
	switch what {
	case "reading":
		env.Files = stalled{}
	case "stopping":
		ctx, _ := untilSignal(context.Background())
		fmt.Println("writing")
		<-ctx.Done()
		fmt.Println("stopping")
		select {}
	}
	return Run(context.Background(), env, []string{"export", "--only", "en", dir})
}

// TestExportSignals: a signal ends the program at once before there is anything to
// remove, and when another has come before. In between it stops the writing.
func TestExportSignals(t *testing.T) {
	if what := os.Getenv(exporter); what != "" {
		os.Exit(runExporter(what, os.Args[len(os.Args)-1]))
	}
	both := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	for _, test := range []struct {
		what    string
		signals []os.Signal
		after   []string // each line after which a signal is sent; an empty one is the folder that is begun
		code    int      // -1 if the signal ends the program
		last    string
	}{
		{"reading", both, []string{"reading"}, -1, "reading"},
		{"writing", both[:1], []string{""}, exitFault, "statusbook: stopped; nothing was changed"},
		{"stopping", both, []string{"writing", "stopping"}, -1, "stopping"},
	} {
		for _, sig := range test.signals {
			t.Run(test.what+" "+sig.String(), func(t *testing.T) {
				t.Parallel()
				parent := t.TempDir()
				dir := filepath.Join(parent, "out")
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // against hanging; nothing is measured by it
				defer cancel()
				program := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestExportSignals$", dir)
				program.Env = append(os.Environ(), exporter+"="+test.what)
				pipe, err := program.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := program.Start(); err != nil {
					t.Fatal(err)
				}
				output, last := bufio.NewScanner(pipe), ""
				for _, line := range test.after {
					if line == "" {
						awaitFolder(ctx, dir)
					}
					for line != "" && last != line && output.Scan() {
						last = output.Text()
					}
					if err := program.Process.Signal(sig); err != nil {
						t.Error(err)
					}
				}
				for output.Scan() {
					last = output.Text()
				}
				_ = program.Wait()
				if ctx.Err() != nil {
					t.Error("it did not end")
				}
				if code := program.ProcessState.ExitCode(); code != test.code || last != test.last {
					t.Errorf("%v, last it said %q; want code %d, %q", program.ProcessState, last, test.code, test.last)
				}
				if entries, err := os.ReadDir(parent); err != nil || len(entries) > 0 {
					t.Errorf("there are %v, %v", entries, err)
				}
			})
		}
	}
}

// awaitFolder returns when the folder is there that an export to dir has begun.
func awaitFolder(ctx context.Context, dir string) {
	for ctx.Err() == nil {
		if begun, _ := filepath.Glob(dir + ".tmp-*"); len(begun) > 0 {
			return
		}
		time.Sleep(time.Millisecond)
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
