package webtest

import (
	"os"
	"testing"
)

// Slow skips a test that takes long, unless all are wanted: make test sets
// STATUSBOOK_SLOW, so that go test alone stays quick.
func Slow(t testing.TB) {
	t.Helper()
	if os.Getenv("STATUSBOOK_SLOW") == "" {
		t.Skip("slow: make test runs it, and so does STATUSBOOK_SLOW=1")
	}
}
