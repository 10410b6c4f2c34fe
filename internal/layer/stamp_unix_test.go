//go:build unix

package layer_test

import (
	"errors"
	"syscall"
	"testing"

	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
)

// A machine that is out of open files cannot tell: that is no state of the folder.
func TestStampOutOfFiles(t *testing.T) {
	dir := layertest.Folder(t, "-- content/codes/404/en.md --\none\n")
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	few := limit
	few.Cur = 0
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	_, _, err := layer.StampOf([]string{dir}, layer.MaxEntries)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(err, syscall.EMFILE) {
		t.Errorf("the error is %v", err)
	}
}
