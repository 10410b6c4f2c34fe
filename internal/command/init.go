package command

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

const beginUsage = `statusbook init: a folder to make the book your own

Usage: statusbook init FOLDER

Writes a folder with a sample of each thing that a host can have of its own: name
and links of the site, notes on pages of the book, a status code, a guide, words
in each language, a style sheet. Each file says in comments what it is for.
FOLDER must be empty, or not be there yet.

  statusbook init house
  statusbook check --dir house
  statusbook serve --dir house

Exit code: 0 if the folder was written, 1 if not, 2 if the command line is wrong.
`

// skeleton is what init writes.
//
//go:embed all:skeleton
var skeleton embed.FS

// begin writes the skeleton of an overlay to a folder. It never writes over a file.
func begin(env Env, settings settings) int {
	if len(settings.words) != 1 || settings.words[0] == "" {
		fmt.Fprintln(env.Stderr, "statusbook: init needs the folder to write to, and that alone: statusbook init FOLDER")
		return exitUsage
	}
	dir := filepath.Clean(settings.words[0])
	if err := vacant(dir); err != nil {
		fmt.Fprintf(env.Stderr, "statusbook: nothing was written: %v\n", err)
		return exitFault
	}
	files, err := fs.Sub(skeleton, "skeleton")
	if err == nil {
		err = os.CopyFS(dir, files) // makes folders above it, too
	}
	if err != nil {
		fmt.Fprintf(env.Stderr, "statusbook: the folder is not complete, delete it before you try again: %v\n", err)
		return exitFault
	}
	name := quoted(dir)
	fmt.Fprintf(env.Stdout, `Written to %s: a sample of each thing that can be your own. README.md there says what is what. Next:

  statusbook check --dir %s    says what is wrong, and where
  statusbook serve --dir %s    serves the book with it
`, name, name, name)
	return exitOK
}

// vacant says why a folder cannot be written to as new.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%w: name a folder that is not there yet", err)
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty: name a folder that is not there yet, or an empty one", quoted(dir))
	}
	return nil
}

// quoted writes a name so that it can be copied into a shell, unless it would do
// something to the terminal.
func quoted(name string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-", r)
	}
	switch {
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return strconv.Quote(name)
	case strings.ContainsFunc(name, func(r rune) bool { return !plain(r) }):
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}
