package command

import (
	"io/fs"
	"runtime/debug"
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/layer"
)

// version tells the version of the module, the commit and its time, as far as the
// build recorded them, and the day of the newest content.
func version(files fs.FS) string {
	words := []string{"statusbook", "(unknown version)"}
	if info, ok := debug.ReadBuildInfo(); ok {
		words = []string{"statusbook", info.Main.Version, info.GoVersion}
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" || setting.Key == "vcs.time" {
				words = append(words, setting.Value)
			}
		}
	}
	tree, _ := layer.Embedded(files) // what is wrong with them is said elsewhere
	if date := catalog.NewestChange(tree); date != "" {
		words = append(words, "content", date)
	}
	return strings.Join(words, " ")
}
