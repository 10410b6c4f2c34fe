package command

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
)

// smallBook has the files of a book of few codes.
func smallBook(t *testing.T) fs.FS {
	t.Helper()
	var text strings.Builder
	for _, code := range []string{"200", "404", "410"} {
		text.WriteString("-- content/codes/" + code + "/code.toml --\nphrase = \"Phrase " + code + "\"\nregistration = \"registered\"\ncaching = \"explicit\"\n" +
			"content = \"allowed\"\nspec.document = \"RFC 9110\"\nslugs = [\"slug-of-" + code + "\"]\n")
	}
	for _, language := range []string{"en", "zh-TW"} {
		text.WriteString("-- content/codes/404/" + language + ".md --\n## meaning\n\nbuilt-in\n" +
			"-- content/guides/choose/" + language + ".md --\n# Choose\n\n## Reading {#reading}\n\nText.\n")
	}
	return layertest.Small(t, "../..", text.String())
}

// checkSmall checks an overlay of the small book, and returns what is printed of
// it, without the folder, and without what a small book says less than a whole one.
func checkSmall(t *testing.T, dir string, flags ...string) (code int, lines []string) {
	t.Helper()
	env, stdout, _ := world(nil)
	env.Files = smallBook(t)
	code = Run(t.Context(), env, append([]string{"check", "--dir", dir}, flags...))
	for line := range strings.Lines(stdout.String()) {
		if line = strings.TrimSuffix(line, "\n"); !strings.HasSuffix(line, " is not used") {
			lines = append(lines, strings.ReplaceAll(line, dir+"/", ""))
		}
	}
	return code, lines
}

// A bad overlay is an overlay with one fault: how it is made, and what check says.
type badOverlay struct {
	name string
	file string // where the fault is
	text string // what is in the file, unless make does it
	make func(t *testing.T, at string)
	want string // how the line begins that tells of it, after the file
}

func linked(to string) func(*testing.T, string) {
	return func(t *testing.T, at string) {
		t.Helper()
		if err := os.Symlink(to, at); err != nil {
			t.Fatal(err)
		}
	}
}

func pipe(t *testing.T, at string) {
	t.Helper()
	if err := syscall.Mkfifo(at, 0o600); err != nil {
		t.Fatal(err)
	}
}

const (
	prose     = "content/codes/404/en.md"
	facts     = "content/codes/404/code.toml"
	words     = "locales/active.en.toml"
	guide     = "content/guides/choose/en.md"
	home      = "templates/pages/home.html"
	soundToml = "phrase = \"Not Found\"\nregistration = \"registered\"\ncaching = \"explicit\"\ncontent = \"allowed\"\nspec.document = \"RFC 9110\"\n"
)

var badOverlays = []badOverlay{
	// Bytes that are not text.
	{name: "Big5", file: prose, text: "## meaning\n\n\xa4\xa4\xa4\xe5\n", want: ":3:1: byte 0xA4 is not UTF-8"},
	{name: "Latin-1 in facts", file: facts, text: "phrase = \"na\xefve\"\n", want: ":1:13: byte 0xEF is not UTF-8"},
	{name: "UTF-16 LE", file: words, text: "\xff\xfe[\x00c\x00", want: ":1:1: byte 0xFF is not UTF-8"},
	{name: "UTF-16 BE without BOM", file: guide, text: "\x00#\x00 ", want: ":1:1: a NUL byte"},
	{name: "NUL", file: prose, text: "## meaning\n\nab\x00", want: ":3:3: a NUL byte"},
	{name: "surrogate", file: prose, text: "\xed\xa0\x80", want: ":1:1: byte 0xED is not UTF-8"},
	{name: "overlong", file: "static/site.css", text: "a\xc0\xaf", want: ":1:2: byte 0xC0 is not UTF-8"},
	{name: "bidi override", file: prose, text: "## meaning\n\nok\u202Etxt\n", want: ":3:3: U+202E changes the direction"},
	{name: "bidi isolate in a template", file: home, text: "{{define \"main\"}}\u2066{{end}}", want: ":1:18: U+2066 changes the direction"},

	// Files that are half there.
	{name: "empty prose", file: prose, text: "", want: ": is empty"},
	{name: "blank prose", file: prose, text: "\n \n", want: ": is empty"},
	{name: "empty guide", file: guide, text: "", want: ": is empty"},
	{name: "empty note", file: "content/codes/404/note.en.md", text: "", want: ": is empty"},
	{name: "empty facts", file: facts, text: "", want: ": registration is \"\""},
	{name: "empty locale", file: words, text: "", want: ": is empty"},
	{name: "empty template", file: home, text: "", want: ":"},
	{name: "half-written facts", file: facts, text: "phrase = \"Not Found\"\nregistration = \"regis", want: ":2:"},
	{name: "half-written locale", file: words, text: "[code.404]\nname = \"Not", want: ":2:"},
	{name: "half-written table", file: words, text: "[code.404]\nname = \"Not found\"\n[code.4", want: ":3:"},
	{name: "half-written settings", file: "site.toml", text: "name = \"A\"\nstyles = [\"a.css\",", want: ":2:"},
	{name: "half-written template", file: home, text: "{{define \"main\"}}\n<h1>{{t \"home.he", want: ":2:"},
	{name: "conflict in prose", file: prose, text: "## meaning\n\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> other\n", want: ":3:1: a conflict mark of a merge"},
	{name: "conflict in code", file: guide, text: "# A\n\n```\n=======\n>>>>>>> other\n```\n", want: ":5:1: a conflict mark of a merge"},
	{name: "conflict in facts", file: facts, text: "<<<<<<< HEAD\n" + soundToml, want: ":1:1: a conflict mark of a merge"},
	{name: "conflict in a style sheet", file: "static/site.css", text: "b { color: red }\n||||||| base\n", want: ":2:1: a conflict mark of a merge"},

	// Too much.
	{name: "line of 2 MB", file: prose, text: "## meaning\n\n" + strings.Repeat("a", 2<<20), want: ": cannot be read: it is larger than 1048576 bytes"},
	{name: "string of 2 MB", file: facts, text: "phrase = \"" + strings.Repeat("a", 2<<20) + "\"", want: ": cannot be read: it is larger than 1048576 bytes"},
	{name: "300 levels", file: "content" + strings.Repeat("/d", layer.MaxDepth+1), make: func(t *testing.T, at string) {
		t.Helper()
		layertest.Write(t, filepath.Join(at, strings.Repeat("d/", 300-layer.MaxDepth), "en.md"), nil)
	}, want: ": is more than 16 folders deep"},

	// What is no file.
	{name: "link to /etc/passwd", file: prose, make: linked("/etc/passwd"), want: ": cannot be read: path escapes from parent"},
	{name: "link to /dev/zero", file: facts, make: linked("/dev/zero"), want: ": cannot be read: path escapes from parent"},
	{name: "link to /proc/self/mem", file: words, make: linked("/proc/self/mem"), want: ": cannot be read: path escapes from parent"},
	{name: "link to itself", file: prose, make: linked("en.md"), want: ": cannot be read: too many levels of symbolic links"},
	{name: "dangling link", file: home, make: linked("nowhere.html"), want: ": cannot be read: no such file or directory"},
	{name: "settings that are a link", file: "site.toml", make: linked("/etc/passwd"), want: ": cannot be read: path escapes from parent"},
	{name: "folder that is a link", file: "content", make: linked("/etc"), want: ": cannot be read: path escapes from parent"},
	{name: "pipe", file: prose, make: pipe, want: ": is not a regular file (p---------)"},
	{name: "settings that are a pipe", file: "site.toml", make: pipe, want: ": is not a regular file (p---------)"},
	{name: "folder that is a pipe", file: "static", make: pipe, want: ": cannot be read: "},
	{name: "asset that is a pipe", file: "static/a.png", make: pipe, want: ": is not a regular file (p---------)"},
	{name: "folder with the name of a file", file: prose, make: func(t *testing.T, at string) {
		t.Helper()
		if err := os.Mkdir(at, 0o750); err != nil {
			t.Fatal(err)
		}
	}, want: ": is a folder, but has the name of a file"},

	// Templates that end badly.
	{name: "infinite range", file: home, text: "{{define \"main\"}}{{range 1000000000000}}" + strings.Repeat("0123456789", 20) + "{{end}}{{end}}", want: ":1:1: the page is larger than"},
	{name: "infinite range that writes nothing", file: home, text: "{{define \"main\"}}{{range 1000000000000}}{{end}}{{end}}", want: ":1:6: executing \"main\" at <step>: error calling step: the page takes more than 500000 steps"},
	{name: "infinite recursion", file: home, text: "{{define \"main\"}}{{template \"main\" .}}{{end}}", want: ":"},
	{name: "unknown function", file: home, text: "{{define \"main\"}}\n{{exec \"ls\"}}\n{{end}}", want: ":2:1: function \"exec\" not defined"},
	{name: "missing locale key", file: home, text: "{{define \"main\"}}\n<h1>{{t \"home.mine\"}}</h1>\n{{end}}", want: ":2:7: executing \"main\" at <t \"home.mine\">: error calling t: message home.mine"},

	// Names and words that do not fit together.
	{name: "id twice", file: prose, text: "## meaning\n\n### a {#x}\n\n### b {#x}\n", want: ":5:1: id \"x\" stands twice"},
	{name: "section twice", file: guide, text: "# A\n\n## B {#reading}\n\n## C {#reading}\n", want: ":5:1: section \"reading\" stands twice"},
	{name: "key twice", file: facts, text: soundToml + "caching = \"never\"\n", want: ":6:"},
	{name: "message twice", file: words, text: "[site]\nhome = \"a\"\nhome = \"b\"\n", want: ":3:"},
	{name: "slug of another code", file: facts, text: soundToml + "slugs = [\"slug-of-200\"]\n", want: ":6:1: slug \"slug-of-200\" belongs to 200 already"},
	{name: "unknown key", file: facts, text: soundToml + "colour = \"red\"\n", want: ":6:1: unknown key \"colour\""},
	{name: "wrong type", file: facts, text: soundToml + "popular = \"yes\"\n", want: ":6:11: "},
	{name: "own code without words", file: "content/codes/461/code.toml", text: strings.Replace(soundToml, "Not Found", "Mine", 1), want: ":1:1: message code.461.name is missing"},
	{name: "own field without words", file: facts, text: soundToml + "[[fields]]\nname = \"Allow\"\nlevel = \"may\"\nin = \"response\"\nspec.document = \"RFC 9110\"\n", want: ":6:3: message code.404.field.Allow is missing"},
	{name: "message without its value", file: words, text: "[home]\nlead = \"{{.Totl}}\"\n", want: ":2:1: "},
}

// TestBadOverlays: whatever is in a folder, check ends, names the file and the
// place, and writes one line of printable text for each problem.
func TestBadOverlays(t *testing.T) {
	for _, test := range badOverlays {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			at := filepath.Join(dir, filepath.FromSlash(test.file))
			if test.make == nil {
				layertest.Write(t, at, []byte(test.text))
			} else {
				if err := os.MkdirAll(filepath.Dir(at), 0o750); err != nil {
					t.Fatal(err)
				}
				test.make(t, at)
			}
			code, lines := checkSmall(t, dir)
			if code != exitFault {
				t.Errorf("exit code %d", code)
			}
			if !slices.ContainsFunc(lines, func(line string) bool {
				return strings.HasPrefix(line, test.file+test.want) && !strings.Contains(line, ": warning: ")
			}) {
				t.Errorf("want a line that begins with %s%s, got:\n%s", test.file, test.want, strings.Join(lines, "\n"))
			}
			wantPlaces(t, lines)
		})
	}
}

// wantPlaces: each line says which file, and a terminal shows it as it is.
func wantPlaces(t *testing.T, lines []string) {
	t.Helper()
	place := regexp.MustCompile(`^("[^"]+"|.+?)(:[1-9]\d*:[1-9]\d*)?: .`)
	for _, line := range lines {
		if !place.MatchString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("no place, or not printable: %q", line)
		}
	}
}

// TestNamesOfFiles: a name cannot do anything to what reads the messages.
func TestNamesOfFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a\nerror: b.md", "\x1b[31mred.md", "\u202Eexe.md", "100%,a:b.md", "\xff.md"} {
		layertest.Write(t, filepath.Join(dir, "content", name), []byte("x"))
	}
	code, lines := checkSmall(t, dir)
	if code != exitFault || len(lines) != 5 {
		t.Errorf("exit code %d, printed:\n%q", code, lines)
	}
	wantPlaces(t, lines)
	_, lines = checkSmall(t, dir, "--format", "json")
	if !json.Valid([]byte(strings.Join(lines, "\n"))) {
		t.Errorf("not JSON: %q", lines)
	}
	for _, line := range lines {
		if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("not printable: %q", line)
		}
	}
	_, lines = checkSmall(t, dir, "--format", "github")
	if len(lines) < 5 {
		t.Errorf("%d commands: %q", len(lines), lines)
	}
	for _, line := range lines {
		if !regexp.MustCompile(`^::(error|warning) file=[^:,]+::[^:]`).MatchString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("not a workflow command: %q", line)
		}
	}
}

// TestManyStrayFiles: thousands of files that belong to nothing are named one by
// one, and more than the limit are not even read.
func TestManyStrayFiles(t *testing.T) {
	dir := t.TempDir()
	for i := range 3000 {
		layertest.Write(t, filepath.Join(dir, "content/stray", fmt.Sprintf("%04d.md", i)), []byte("x"))
	}
	code, lines := checkSmall(t, dir)
	if code != exitFault || len(lines) != 3000 {
		t.Errorf("exit code %d, %d lines", code, len(lines))
	}
	wantPlaces(t, lines)
	code, lines = checkSmall(t, dir, "--max-files", "2000")
	if code != exitFault || !slices.ContainsFunc(lines, func(line string) bool {
		return strings.HasSuffix(line, "the overlay holds more than 2000 files and folders: --max-files allows more")
	}) {
		t.Errorf("exit code %d, %d lines, and none of the limit", code, len(lines))
	}
}

// TestSameText: how an editor ends lines and begins a file makes no other page, so
// that caches keep what they have.
func TestSameText(t *testing.T) {
	tags := map[string]string{}
	for name, text := range map[string]string{
		"LF": "## meaning\n\nOurs.\n\n- a\n- b\n", "CRLF": "## meaning\r\n\r\nOurs.\r\n\r\n- a\r\n- b\r\n", "BOM": "\uFEFF## meaning\n\nOurs.\n\n- a\n- b\n",
		"BOM and CRLF": "\uFEFF## meaning\r\n\r\nOurs.\r\n\r\n- a\r\n- b\r\n", "no line end at the end": "## meaning\n\nOurs.\n\n- a\n- b",
	} {
		dir := t.TempDir()
		layertest.Write(t, filepath.Join(dir, prose), []byte(text))
		env, _, _ := world(nil)
		env.Files = smallBook(t)
		book, problems := load(env, settings{defaultLocale: "zh-TW", dirs: []string{dir}, maxFiles: layer.MaxEntries})
		if book == nil {
			t.Fatalf("%s: %v", name, problems.Fatal())
		}
		page := book.Page("/en/404")
		if !strings.Contains(string(page.Body()), "Ours.") {
			t.Errorf("%s: the text is not there", name)
		}
		tags[name] = page.ETag("")
	}
	for name, tag := range tags {
		if tag != tags["LF"] {
			t.Errorf("%s makes another page", name)
		}
	}
}
