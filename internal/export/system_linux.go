package export

import (
	"os"

	"golang.org/x/sys/unix"
)

// exchange gives each of two folders the name of the other, in one step.
func exchange(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}

// lock keeps a file from being locked again, here and in other processes, until it
// is closed. It fails at once if that has been done already.
func lock(file *os.File) error {
	return unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
}

// isMountPoint reports whether a file system is mounted at a folder. The kernel is
// asked (it says so since Linux 5.8): comparing devices would miss a folder that is
// mounted elsewhere on its own file system, and take a subvolume for a mount.
func isMountPoint(dir string) bool {
	var s unix.Statx_t
	err := unix.Statx(unix.AT_FDCWD, dir, 0, 0, &s)
	return err == nil && s.Attributes&unix.STATX_ATTR_MOUNT_ROOT != 0
}
