//go:build !linux

package command

import "time"

// monotonic reads a clock that only systemd asks for.
func monotonic() (time.Duration, bool) { return 0, false }
