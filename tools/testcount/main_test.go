package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Each case is a small module, tested with the real `go test`: what counts is what that prints.
func TestRun(t *testing.T) {
	const head = "package x\nimport (\"os\"; \"testing\")\nvar _ = os.Exit\n"
	for _, tc := range []struct {
		name, source string
		counts       string
		shows        string // part of what a failure must show
	}{
		{"pass", head + `func TestA(t *testing.T) { t.Run("sub", func(*testing.T) {}) }`, "2 0 0", ""},
		{"fail", head + `func TestA(*testing.T) {}; func TestB(t *testing.T) { t.Error("the reason") }`, "1 1 0", "the reason"},
		{"skip", head + `func TestA(*testing.T) {}; func TestB(t *testing.T) { t.Skip() }`, "1 0 1", "TestB"},
		{"only skipped", head + `func TestA(t *testing.T) { t.Skip() }`, "0 1 1", ""},
		{"panic", head + `func TestA(*testing.T) { panic("the reason") }`, "0 1 0", "the reason"},
		{"exit", head + `func TestA(*testing.T) { os.Exit(3) }`, "0 1 0", "TestA"},
		{"TestMain", head + `func TestA(*testing.T) {}; func TestMain(m *testing.M) { m.Run(); os.Exit(3) }`, "1 1 0", "FAIL x: 1 failed"},
		{"broken", head + `func TestA(*testing.T) { nonsense }`, "0 1 0", "undefined: nonsense"},
		{"vet", head + `func TestA(t *testing.T) { t.Errorf("%d", "x") }`, "0 1 0", "wrong type"},
		{"syntax", "package x\nfunc {", "0 1 0", ""},
		{"none", head, "0 1 0", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "go.mod", "module x\n\ngo 1.26\n")
			write(t, dir, "x_test.go", tc.source)
			counts := filepath.Join(dir, "counts")
			self := exec.Command(os.Args[0], "run", counts, "go", "test", "-C", dir, "-json", "./...")
			self.Env = append(os.Environ(), "TESTCOUNT_MAIN=1")
			out, err := self.CombinedOutput()
			if wantErr := !strings.Contains(tc.counts, " 0 "); (err != nil) != wantErr {
				t.Errorf("exit: %v, want an error: %v", err, wantErr)
			}
			got, _ := os.ReadFile(counts)
			if strings.TrimSpace(string(got)) != tc.counts {
				t.Errorf("counts %q, want %q", got, tc.counts)
			}
			if !strings.Contains(string(out), tc.shows) {
				t.Errorf("%q is not shown", tc.shows)
			}
			if t.Failed() {
				t.Logf("%s", out)
			}
		})
	}
}

func TestUnfinished(t *testing.T) {
	const cut = `{"Action":"start","Package":"x"}` + "\n" + `{"Action":"run","Package":"x","Test":"TestA"}` + "\n"
	c, err := count(strings.NewReader(cut), &strings.Builder{})
	if err != nil || c.failed != 1 {
		t.Errorf("%+v, %v: a package that never ended has to fail", c, err)
	}
}

func TestSum(t *testing.T) {
	dir := t.TempDir()
	a, b := write(t, dir, "a", "3 0 0\n"), write(t, dir, "b", "4 0 0\n")
	bad, skipped, empty := write(t, dir, "bad", "1 2 0\n"), write(t, dir, "skipped", "1 0 5\n"), write(t, dir, "empty", "")
	for _, tc := range []struct {
		files []string
		want  string
		fails bool
	}{
		{[]string{a, b}, "7 passed, 0 failed\n", false},
		{[]string{a, skipped}, "4 passed, 0 failed, 5 skipped\n", false},
		{[]string{a, bad}, "4 passed, 2 failed\n", true},
		{[]string{a, empty}, "3 passed, 1 failed\n", true},
		{[]string{a, filepath.Join(dir, "missing")}, "3 passed, 1 failed\n", true},
	} {
		var out strings.Builder
		err := sum(&out, tc.files)
		if (err != nil) != tc.fails || !strings.HasSuffix("\n"+out.String(), "\n"+tc.want) {
			t.Errorf("sum %v: %q, %v; want %q", tc.files, out.String(), err, tc.want)
		}
	}
}

// The tests run this binary again as the program itself.
func TestMain(m *testing.M) {
	if os.Getenv("TESTCOUNT_MAIN") != "" {
		os.Unsetenv("TESTCOUNT_MAIN")
		main()
		return
	}
	os.Exit(m.Run())
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
