package layer_test

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// asOthers has the test read files as everybody else may, even if the superuser runs
// it: it gives up the capabilities by which he reads everything. They belong to the
// thread, which the test keeps for itself until it ends.
func asOthers(t *testing.T) {
	t.Helper()
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3} // of this thread
	var all [2]unix.CapUserData
	runtime.LockOSThread()
	if err := unix.Capget(&header, &all[0]); err != nil {
		t.Fatal(err)
	}
	fewer := all
	fewer[0].Effective &^= 1<<unix.CAP_DAC_OVERRIDE | 1<<unix.CAP_DAC_READ_SEARCH
	if err := unix.Capset(&header, &fewer[0]); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Capset(&header, &all[0]); err != nil {
			t.Error(err)
		}
		runtime.UnlockOSThread()
	})
}
