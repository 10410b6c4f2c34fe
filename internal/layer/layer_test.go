package layer_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
)

const base = `
-- content/codes/404/en.md --
built-in
-- content/codes/404/zh-TW.md --
stays
`

// overlay lays dir over the base and returns the tree with its problems, in
// order, as they print without dir.
func overlay(t *testing.T, dir string) (*layer.Tree, []string) {
	t.Helper()
	tree, problems := layertest.Tree(t, base).Overlay(dir, layer.MaxEntries)
	return tree, layertest.Lines(problems.Sort(), dir)
}

func TestOverlayReplacesAndAdds(t *testing.T) {
	dir := layertest.Folder(t, `
-- content/codes/404/en.md --
mine
-- content/codes/499/en.md --
more
`)
	below := layertest.Tree(t, base)
	tree, problems := below.Overlay(dir, layer.MaxEntries)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []layer.File{
		{Name: "content/codes/404/en.md", Origin: filepath.Join(dir, "content/codes/404/en.md"), Data: []byte("mine\n")},
		{Name: "content/codes/404/zh-TW.md", Origin: "content/codes/404/zh-TW.md", Data: []byte("stays\n")},
		{Name: "content/codes/499/en.md", Origin: filepath.Join(dir, "content/codes/499/en.md"), Data: []byte("more\n")},
	}
	got := tree.Glob("content/codes/*/*.md")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	if !got[0].Overlaid() || got[1].Overlaid() {
		t.Error("Overlaid does not tell what came from the overlay")
	}
	if file, _ := below.Read("content/codes/404/en.md"); string(file.Data) != "built-in\n" {
		t.Errorf("the tree below has changed: %q", file.Data)
	}
	if _, ok := tree.Read("content/codes/500/en.md"); ok {
		t.Error("Read finds a file that is not there")
	}
}

func TestLaterOverlayWins(t *testing.T) {
	tree := layertest.Tree(t, base)
	for _, text := range []string{"one", "two"} {
		tree, _ = tree.Overlay(layertest.Folder(t, "-- content/codes/404/en.md --\n"+text), layer.MaxEntries)
	}
	if file, _ := tree.Read("content/codes/404/en.md"); string(file.Data) != "two\n" {
		t.Errorf("got %q", file.Data)
	}
}

func TestTextIsMadeUniform(t *testing.T) {
	for name, data := range map[string]string{
		"LF": "a\nb\n", "CRLF": "a\r\nb\r\n", "BOM": "\uFEFFa\nb\n", "BOM and CRLF": "\uFEFFa\r\nb\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			layertest.Write(t, filepath.Join(dir, "content/codes/404/en.md"), []byte(data))
			tree, problems := overlay(t, dir)
			file, _ := tree.Read("content/codes/404/en.md")
			if len(problems) > 0 || string(file.Data) != "a\nb\n" {
				t.Errorf("got %q, problems %q", file.Data, problems)
			}
		})
	}
}

// TestNoConflict holds what looks like the marks of a merge and is none.
func TestNoConflict(t *testing.T) {
	const text = "Title\n=======\n\n a <<<<<<< b\n  >>>>>>> c\n<<<<<<<<\n>>>>>>>d\n| a |\n"
	tree, problems := overlay(t, layertest.Folder(t, "-- content/codes/404/en.md --\n"+text))
	if file, _ := tree.Read("content/codes/404/en.md"); len(problems) > 0 || string(file.Data) != text {
		t.Errorf("got %q, problems %q", file.Data, problems)
	}
}

func TestBinaryFilesStayAsTheyAre(t *testing.T) {
	dir := t.TempDir()
	const data = "\x89PNG\r\n\x00\xff"
	layertest.Write(t, filepath.Join(dir, "static/logo.png"), []byte(data))
	tree, problems := overlay(t, dir)
	if file, _ := tree.Read("static/logo.png"); len(problems) > 0 || string(file.Data) != data {
		t.Errorf("got %q, problems %q", file.Data, problems)
	}
}

func TestFaultyText(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"NUL", "ab\nc\x00", ":2:2: a NUL byte: this is not a text file"},
		{"Latin-1", "na\xefve", ":1:3: byte 0xEF is not UTF-8: save the file as UTF-8"},
		{"Big5", "\xa4\xa4\xa4\xe5", ":1:1: byte 0xA4 is not UTF-8: save the file as UTF-8"},
		{"UTF-16 LE", "\xff\xfea\x00", ":1:1: byte 0xFF is not UTF-8: save the file as UTF-8"},
		{"UTF-16 BE without BOM", "\x00a", ":1:1: a NUL byte: this is not a text file"},
		{"overlong", "x\n\nab\xc0\xaf", ":3:3: byte 0xC0 is not UTF-8: save the file as UTF-8"},
		{"surrogate", "\xed\xa0\x80", ":1:1: byte 0xED is not UTF-8: save the file as UTF-8"},
		{"cut off in a character", "中\xe6\x96", ":1:4: byte 0xE6 is not UTF-8: save the file as UTF-8"},
		{"bidi override", "中\u202Ex", ":1:4: U+202E changes the direction of text invisibly: remove it"},
		{"conflict", "a\n<<<<<<< HEAD\nb\n=======\n", ":2:1: a conflict mark of a merge, <<<<<<<: decide between the two texts"},
		{"end of a conflict", "=======\n>>>>>>>", ":2:1: a conflict mark of a merge, >>>>>>>: decide between the two texts"},
		{"bidi isolate", "a\r\nb\u2066", ":2:2: U+2066 changes the direction of text invisibly: remove it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			const name = "content/codes/404/en.md"
			dir := t.TempDir()
			layertest.Write(t, filepath.Join(dir, name), []byte(test.data))
			tree, problems := overlay(t, dir)
			if diff := cmp.Diff([]string{name + test.want}, problems); diff != "" {
				t.Errorf("problems differ (-want +got):\n%s", diff)
			}
			if file, _ := tree.Read(name); string(file.Data) != "built-in\n" {
				t.Errorf("the file below is gone: %q", file.Data)
			}
		})
	}
}

// TestStrangeFiles lays something under the name of a page that is no file of
// the overlay. None of it may block, and none may be read.
func TestStrangeFiles(t *testing.T) {
	const name = "content/codes/404/en.md"
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	link := func(to string) func(*testing.T, string) {
		return func(t *testing.T, at string) { t.Helper(); must(t, os.Symlink(to, at)) }
	}
	tests := []struct {
		name, want string
		make       func(t *testing.T, at string)
	}{
		{"link out of the folder", "cannot be read: path escapes from parent", link("/etc/passwd")},
		{"link to a device", "cannot be read: path escapes from parent", link("/dev/zero")},
		{"link up and out", "cannot be read: path escapes from parent", link("../../../../../etc/passwd")},
		{"dangling link", "cannot be read: no such file or directory", link("nowhere.md")},
		{"link to itself", "cannot be read: too many levels of symbolic links", link("en.md")},
		{"pipe", "is not a regular file (p---------)", func(t *testing.T, at string) { t.Helper(); must(t, syscall.Mkfifo(at, 0o600)) }},
		{"folder", "is a folder, but has the name of a file", func(t *testing.T, at string) { t.Helper(); must(t, os.Mkdir(at, 0o750)) }},
		{"too large", "cannot be read: it is larger than 1048576 bytes", func(t *testing.T, at string) {
			t.Helper()
			layertest.Write(t, at, []byte(strings.Repeat("a", layer.MaxFileSize+1)))
		}},
		{"enormous", "cannot be read: it is larger than 1048576 bytes", func(t *testing.T, at string) {
			t.Helper()
			layertest.Write(t, at, nil)
			must(t, os.Truncate(at, 1<<40)) // a sparse file
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			must(t, os.MkdirAll(filepath.Join(dir, "content/codes/404"), 0o750))
			test.make(t, filepath.Join(dir, name))
			tree, problems := overlay(t, dir)
			if diff := cmp.Diff([]string{name + ": " + test.want}, problems); diff != "" {
				t.Errorf("problems differ (-want +got):\n%s", diff)
			}
			if file, _ := tree.Read(name); string(file.Data) != "built-in\n" {
				t.Errorf("the file below is gone: %q", file.Data)
			}
		})
	}
}

func TestSocket(t *testing.T) {
	// A socket's path is limited to about 100 bytes, so it is made by a relative one.
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.Mkdir("content", 0o750); err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", "content/s")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	if _, problems := overlay(t, dir); len(problems) != 1 || !strings.HasPrefix(problems[0], "content/s: cannot be read: ") {
		t.Errorf("got %q", problems)
	}
}

func TestUnreadable(t *testing.T) {
	tests := []struct{ name, want string }{
		{"content/codes/404/en.md", "content/codes/404/en.md: cannot be read: permission denied"},
		{"site.toml", "site.toml: cannot be read: permission denied"},
		{"content/codes/404", "content/codes/404: cannot be read: permission denied"},
		{"content", "content: cannot be read: permission denied"},
		{".", ": cannot be used as an overlay: permission denied"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			asOthers(t)
			dir := layertest.Folder(t, "-- content/codes/404/en.md --\n-- site.toml --\n")
			name := filepath.Join(dir, test.name)
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(name, 0); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(name, info.Mode()) }) // so that it can be removed
			tree, problems := overlay(t, dir)
			if len(problems) != 1 || strings.TrimPrefix(problems[0], dir) != test.want {
				t.Errorf("got %q, want %q", problems, test.want)
			}
			if file, ok := tree.Read("content/codes/404/zh-TW.md"); !ok || string(file.Data) != "stays\n" {
				t.Errorf("the files below are gone: %q", file.Data)
			}
		})
	}
}

// TestConfigMap lays over a folder as Kubernetes mounts a ConfigMap: every name
// is a link through `..data`, which is swapped as a whole.
func TestConfigMap(t *testing.T) {
	dir := layertest.Folder(t, `
-- ..1/content/codes/404/en.md --
first
-- ..2/content/codes/404/en.md --
second
`)
	link := func(to, at string) {
		t.Helper()
		_ = os.Remove(filepath.Join(dir, at))
		if err := os.Symlink(to, filepath.Join(dir, at)); err != nil {
			t.Fatal(err)
		}
	}
	link("..data/content", "content")
	for version, want := range map[string]string{"..1": "first\n", "..2": "second\n"} {
		link(version, "..data")
		tree, problems := overlay(t, dir)
		if file, _ := tree.Read("content/codes/404/en.md"); len(problems) > 0 || string(file.Data) != want {
			t.Errorf("got %q, problems %q", file.Data, problems)
		}
	}
}

func TestLeftOversAreIgnored(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"en.md~", ".en.md.swp", ".#en.md", "#en.md#", "en.md.swp", "en.md.tmp", ".git/config", "_drafts/en.md"} {
		layertest.Write(t, filepath.Join(dir, "content/codes/404", name), []byte("\xff"))
	}
	tree, problems := overlay(t, dir)
	if got := len(tree.Glob("content/codes/404/*")); len(problems) > 0 || got != 2 {
		t.Errorf("%d files instead of 2, problems %q", got, problems)
	}
}

func TestTooManyEntries(t *testing.T) {
	dir := t.TempDir()
	for i := range layer.MaxEntries + 1 {
		layertest.Write(t, filepath.Join(dir, "content", fmt.Sprintf("%d.md", i)), nil)
	}
	_, problems := overlay(t, dir)
	if diff := cmp.Diff([]string{"content: the overlay holds more than 5000 files and folders: --max-files allows more"}, problems); diff != "" {
		t.Errorf("problems differ (-want +got):\n%s", diff)
	}
}

func TestTooDeep(t *testing.T) {
	dir := t.TempDir()
	layertest.Write(t, filepath.Join(dir, "content", strings.Repeat("d/", 300)+"en.md"), nil)
	_, problems := overlay(t, dir)
	want := "content" + strings.Repeat("/d", layer.MaxDepth+1) + ": is more than 16 folders deep"
	if diff := cmp.Diff([]string{want}, problems); diff != "" {
		t.Errorf("problems differ (-want +got):\n%s", diff)
	}
}

// TestLoop makes two folders that hold themselves: each level doubles the
// number of paths, until the system or the limits say that it is enough.
func TestLoop(t *testing.T) {
	dir := layertest.Folder(t, "-- content/codes/404/en.md --\n")
	for _, name := range []string{"a", "b"} {
		if err := os.Symlink(".", filepath.Join(dir, "content", name)); err != nil {
			t.Fatal(err)
		}
	}
	_, problems := overlay(t, dir)
	if len(problems) == 0 || len(problems) > layer.MaxEntries {
		t.Errorf("%d problems", len(problems))
	}
}

func TestFileNamesCannotWriteToTheTerminal(t *testing.T) {
	dir := t.TempDir()
	layertest.Write(t, filepath.Join(dir, "content/\x1b[31m\n.md"), []byte("\xff"))
	_, problems := overlay(t, dir)
	if len(problems) != 1 || strings.ContainsAny(problems[0], "\x1b\n") {
		t.Errorf("got %q", problems)
	}
}

func TestOverlayFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	layertest.Write(t, file, nil)
	gone := filepath.Join(t.TempDir(), "gone")
	empty := t.TempDir()
	stray := layertest.Folder(t, "-- content/codes/404/en.md --\n-- contents/x.md --\n-- .git/x --\n-- notes.txt --\n")
	notFolder := layertest.Folder(t, "-- content --\n")
	tests := []struct{ name, dir, want string }{
		{"missing", gone, gone + ": cannot be used as an overlay: no such file or directory"},
		{"a file", file, file + ": cannot be used as an overlay: not a directory"},
		{"empty", empty, empty + ": holds nothing of a book: an overlay has the folders content, locales, static, templates and the file site.toml"},
		{"unknown folder", stray, stray + "/contents: warning: is not used: an overlay has the folders content, locales, static, templates and the file site.toml"},
		{"content is a file", notFolder, notFolder + "/content: cannot be read: not a directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, problems := layertest.Tree(t, base).Overlay(test.dir, layer.MaxEntries)
			if diff := cmp.Diff([]string{test.want}, layertest.Lines(problems, "")); diff != "" {
				t.Errorf("problems differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEmbeddedLacksFolder(t *testing.T) {
	dir := layertest.Folder(t, "-- content/a.md --\n-- locales/a.toml --\n-- static/a.css --\n")
	_, problems := layer.Embedded(os.DirFS(dir))
	if diff := cmp.Diff([]string{"templates: cannot be read: no such file or directory"}, layertest.Lines(problems, "")); diff != "" {
		t.Errorf("problems differ (-want +got):\n%s", diff)
	}
}
