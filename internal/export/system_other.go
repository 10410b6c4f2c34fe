//go:build !linux

package export

import (
	"errors"
	"os"
)

func exchange(_, _ string) error { return errors.ErrUnsupported }

func lock(*os.File) error { return errors.ErrUnsupported }

func isMountPoint(string) bool { return false }
