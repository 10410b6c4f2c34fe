//go:build !unix

package layer

import "io/fs"

// identity is not known here: names, sizes and times have to do.
func identity(fs.FileInfo) int64 { return 0 }
