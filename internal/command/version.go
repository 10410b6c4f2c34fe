package command

import (
	"io/fs"
	"runtime/debug"
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/layer"
)

// The commit and its time, set by the Dockerfile with -ldflags -X: it builds without
// the repository, which Go would ask.
var revision, revised string

// version tells the version of the module, the commit and its time, as far as the
// build recorded them, and the day of the newest content.
func version(files fs.FS) string {
	words := []string{"statusbook", "(unknown version)"}
	if info, ok := debug.ReadBuildInfo(); ok {
		words = append([]string{"statusbook", info.Main.Version, info.GoVersion}, commit(info)...)
	}
	tree, _ := layer.Embedded(files) // what is wrong with them is said elsewhere
	if date := catalog.NewestChange(tree); date != "" {
		words = append(words, "content", date)
	}
	return strings.Join(words, " ")
}

// commit is the commit of a build and its time: what Go has recorded, or else what
// the build was told.
func commit(info *debug.BuildInfo) []string {
	var words []string
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" || setting.Key == "vcs.time" {
			words = append(words, setting.Value)
		}
	}
	if len(words) == 0 {
		words = strings.Fields(revision + " " + revised)
	}
	return words
}

// builtOf is the commit alone, empty if nobody knows.
func builtOf() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		if words := commit(info); len(words) > 0 {
			return words[0]
		}
	}
	return ""
}
