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
		for _, file := range txtar.Parse([]byte(text)).Files {
			files[file.Name] = &fstest.MapFile{Data: file.Data}
		}
	}
	tree, problems := layer.Embedded(files)
	if len(problems) > 0 {
		t.Fatalf("the tree of the test has problems:\n%v", problems)
	}
	return tree
}

// Embedded returns the book's own files. root is the way from the test's folder
// to that of the module, such as "../..".
func Embedded(t testing.TB, root string) *layer.Tree {
	t.Helper()
	tree, problems := layer.Embedded(os.DirFS(root))
	if len(problems) > 0 {
		t.Fatalf("the book's own files have problems:\n%v", problems)
	}
	return tree
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

// Text returns the files of the module below folders, to be laid under those of
// a test. root is as for [Embedded].
func Text(t testing.TB, root string, folders ...string) string {
	t.Helper()
	var archive txtar.Archive
	for _, folder := range folders {
		err := fs.WalkDir(os.DirFS(root), folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: data})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return string(txtar.Format(&archive))
}
