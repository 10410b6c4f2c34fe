// Package layertest makes trees and overlay folders for tests.
//
// A tree is written as one txtar text, a file after each `-- name --`:
//
//	-- content/codes/404/code.toml --
//	phrase = "Not Found"
//
// so that a test shows all that it is about in one place.
package layertest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
)

// Tree returns the files of texts as if they were embedded; a later text
// replaces files of an earlier one.
func Tree(t testing.TB, texts ...string) *layer.Tree {
	t.Helper()
	files := fstest.MapFS{}
	for _, folder := range []string{"content", "locales", "static", "templates"} {
		files[folder] = &fstest.MapFile{Mode: os.ModeDir | 0o755}
	}
	for _, text := range texts {
		add(files, text)
	}
	return Embedded(t, files)
}

func add(files fstest.MapFS, text string) {
	for _, file := range txtar.Parse([]byte(text)).Files {
		files[file.Name] = &fstest.MapFile{Data: file.Data}
	}
}

// Embedded returns files as if they were embedded, such as those of the module:
// os.DirFS("../..").
func Embedded(t testing.TB, files fs.FS) *layer.Tree {
	t.Helper()
	tree, problems := layer.Embedded(files)
	if len(problems) > 0 {
		t.Fatalf("the files of the test have problems:\n%v", problems)
	}
	return tree
}

// Small returns the files of a book that is built in no time: what the module has
// besides its content, a word about each class, a page, and the files of text. root
// is the way from the test's folder to that of the module, such as "../..".
func Small(t testing.TB, root, text string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, folder := range []string{"locales", "static", "templates"} {
		err := fs.WalkDir(os.DirFS(root), folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
			files[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, language := range []string{"en", "zh-TW"} {
		for class := range 5 {
			add(files, fmt.Sprintf("-- content/classes/%dxx/%s.md --\nText.\n", class+1, language))
		}
		add(files, "-- content/pages/about/"+language+".md --\n# About\n")
	}
	add(files, text)
	return files
}

// Folder writes a text into a new folder and returns its path.
func Folder(t testing.TB, text string) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range txtar.Parse([]byte(text)).Files {
		Write(t, filepath.Join(dir, filepath.FromSlash(file.Name)), file.Data)
	}
	return dir
}

// Write writes a file, with the folders that it needs.
func Write(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Lines returns problems as they print, without the folder dir that an overlay
// of the test lies in.
func Lines(problems problem.List, dir string) []string {
	lines := []string{}
	for _, p := range problems {
		line := p.String()
		if dir != "" {
			line = strings.ReplaceAll(line, dir+string(filepath.Separator), "")
		}
		lines = append(lines, line)
	}
	return lines
}
