package server

import (
	"log/slog"
	"os"
	"sync"
	"testing"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/site"
)

// root is the folder of the repository, which holds the book and the scripts.
const root = "../.."

// book returns the book that the repository holds, built once for all tests.
func book(t testing.TB) *site.Site {
	t.Helper()
	built, problems := builtBook()
	if built == nil {
		t.Fatalf("building the book:\n%v", problems)
	}
	return built
}

var builtBook = sync.OnceValues(func() (*site.Site, problem.List) {
	return build(site.Config{DefaultLocale: "zh-TW"})
})

// build builds the book of the repository with folders laid over it.
func build(config site.Config, overlays ...string) (*site.Site, problem.List) {
	tree, problems := layer.Embedded(os.DirFS(root))
	for _, dir := range overlays {
		next, found := tree.Overlay(dir, layer.MaxEntries)
		tree, problems = next, append(problems, found...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return site.Load(tree, config)
}

// quiet is a log that nobody reads.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
