// Package command is what the program does when it is called: it reads flags and
// environment, and serves the book, prints a page of it, checks its content,
// begins a folder for content of a host's own, or asks a running server how it is.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"unicode"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/site"
)

// Exit codes.
const (
	exitOK    = 0
	exitFault = 1 // something is wrong: with the content, the address, the server asked
	exitUsage = 2 // the command line is wrong
)

// Env is what a command sees of the world.
type Env struct {
	Files  fs.FS // the book as embedded in the program
	Getenv func(string) string
	Stdout io.Writer
	Stderr io.Writer
}

var commands = []string{"serve", "export", "lookup", "check", "init", "health", "version"}

const usage = `statusbook: the book of HTTP status codes

Usage: statusbook [command] [flags]

Commands:
  serve     serve the book (the default)
  export    write the whole book as files, for hosts of static pages; statusbook export -h says more
  lookup    print a page in the terminal; statusbook lookup -h says more
  check     print every problem in content, locales and templates; exit 1 if there is one
  init      write a folder with samples of all that you can make your own; statusbook init -h says more
  health    ask a running server whether it is ready; exit 1 if not
  version   print the version, the commit and the date of the content
  help      print this; statusbook help export prints what export knows

Flags, each with its environment variable (a flag wins over the environment).
`

// Run executes a command line and returns the exit code. It returns when ctx
// is done, after serving what is under way.
func Run(ctx context.Context, env Env, args []string) int {
	name := "serve"
	if len(args) > 0 && args[0] == "help" { // of a command, or of all
		args = append(slices.Clone(args[1:]), "-h")
	}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	if !slices.Contains(commands, name) {
		fmt.Fprintf(env.Stderr, "statusbook: unknown command %q: it must be one of %s\n", name, strings.Join(commands, ", "))
		return exitUsage
	}
	settings, err := parse(name, args, env)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		fmt.Fprintf(env.Stderr, "statusbook: %v\nstatusbook -h lists all commands and flags\n", err)
		return exitUsage
	}
	switch name {
	case "export":
		return exportBook(ctx, env, settings)
	case "lookup":
		return lookup(env, settings)
	case "check":
		return check(env, settings)
	case "init":
		return begin(env, settings)
	case "health":
		return health(ctx, env, settings)
	case "version":
		fmt.Fprintln(env.Stdout, version(env.Files))
		return exitOK
	default:
		return serve(ctx, env, settings)
	}
}

// load builds the book from what is embedded and the overlay folders.
func load(env Env, settings settings) (*site.Site, problem.List) {
	tree, problems := read(env, settings)
	return build(tree, problems, settings)
}

// read reads what is embedded and lays the overlay folders over it.
func read(env Env, settings settings) (*layer.Tree, problem.List) {
	tree, problems := layer.Embedded(env.Files)
	for _, dir := range settings.dirs {
		overlaid, found := tree.Overlay(dir, settings.maxFiles)
		tree, problems = overlaid, append(problems, found...)
	}
	return tree, problems
}

// build builds the book of a tree in which problems have been found already.
func build(tree *layer.Tree, problems problem.List, settings settings) (*site.Site, problem.List) {
	s, found := site.Load(tree, site.Config{
		BaseURL: settings.baseURL, DefaultLocale: settings.defaultLocale, Only: settings.editions,
	})
	problems = append(problems, found...).Sort()
	if len(problems.Fatal()) > 0 {
		return nil, problems
	}
	return s, problems
}

func newLog(env Env, settings settings) *slog.Logger {
	options := &slog.HandlerOptions{Level: settings.logLevel}
	if settings.logFormat == "json" {
		options.ReplaceAttr = printable
		return slog.New(slog.NewJSONHandler(env.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(env.Stderr, options))
}

// printable replaces what JSON would let through in a string and a terminal would
// obey: C1 control characters and those that turn the direction of writing. The
// text format quotes them by itself.
func printable(_ []string, a slog.Attr) slog.Attr {
	text := ""
	switch v := a.Value.Any().(type) {
	case string:
		text = v
	case error:
		text = v.Error()
	}
	raw := func(r rune) bool { return r >= 0x7f && !unicode.IsPrint(r) }
	if !strings.ContainsFunc(text, raw) {
		return a
	}
	return slog.String(a.Key, strings.Map(func(r rune) rune {
		if raw(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text))
}
