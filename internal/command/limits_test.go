package command

import (
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What net/http repeats many times a second is logged once a second, and only
// what concerns the server.
func TestConnectionLog(t *testing.T) {
	log := &shared{}
	w := &logWriter{log: slog.New(slog.NewTextHandler(log, nil))}
	began := time.Now()
	for range 1000 {
		_, _ = w.Write([]byte("http: Accept error: accept tcp 127.0.0.1:8080: accept4: too many open files; retrying in 5ms\n"))
		_, _ = w.Write([]byte("http: TLS handshake error from 192.0.2.1:1: EOF\n"))
	}
	most := 1 + int(time.Since(began)/time.Second)
	if got := strings.Count(log.String(), "\n"); got < 1 || got > most {
		t.Errorf("%d lines, want 1 to %d", got, most)
	}
	if strings.Contains(log.String(), "handshake") {
		t.Errorf("what clients do is logged: %s", log)
	}
}

// The log is for terminals too: nothing in it that they would obey.
func TestLogIsPrintable(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		env, _, stderr := world(nil)
		logger := newLog(env, settings{logFormat: format})
		const nasty = "a\x1b[2J\u202eb\u009bc\nd"
		logger.Error(nasty, "error", &plainError{nasty}, "name", nasty)
		for _, r := range "\x1b\u202e\u009b" {
			if strings.ContainsRune(stderr.String(), r) {
				t.Errorf("%s: the log has %q: %q", format, r, stderr)
			}
		}
		if strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("%s: not one line: %q", format, stderr)
		}
	}
}

type plainError struct{ text string }

func (e *plainError) Error() string { return e.text }

func TestGroupLimit(t *testing.T) {
	for _, tc := range []struct {
		group, file, limit string
		want               int64
	}{
		{"0::/\n", "memory.max", "268435456\n", 268435456},
		{"0::/system.slice/statusbook.service\n", "system.slice/statusbook.service/memory.max", "1048576\n", 1048576},
		{"0::/\n", "memory.max", "max\n", math.MaxInt64},
		{"0::/\n", "other", "1\n", math.MaxInt64},
		{"4:memory:/x\n", "x/memory.max", "1\n", math.MaxInt64},
	} {
		root := t.TempDir()
		for name, text := range map[string]string{"proc/self/cgroup": tc.group, filepath.Join("sys/fs/cgroup", tc.file): tc.limit} {
			name = filepath.Join(root, name)
			if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := groupLimit(root); got != tc.want {
			t.Errorf("%+v: %d", tc, got)
		}
	}
	if got := groupLimit(t.TempDir()); got != math.MaxInt64 {
		t.Errorf("without control groups: %d", got)
	}
}
