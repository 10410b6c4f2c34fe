//go:build !linux

package layer_test

import (
	"os"
	"testing"
)

func asOthers(t *testing.T) {
	t.Helper()
	if os.Geteuid() == 0 {
		t.Skip("the superuser reads everything")
	}
}
