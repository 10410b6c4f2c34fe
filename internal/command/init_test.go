package command

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"statusbook/internal/house"
	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
)

// TestInit: what is written is a book without a problem, not even a warning; and
// the commands that are printed are those to go on with.
func TestInit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "my house")
	env, stdout, stderr := world(nil)
	if code := Run(t.Context(), env, []string{"init", dir}); code != exitOK || stderr.Len() > 0 {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	for _, want := range []string{"statusbook check --dir '" + dir + "'", "statusbook serve --dir '" + dir + "'"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("stdout lacks %q:\n%s", want, stdout)
		}
	}
	env, stdout, _ = world(nil)
	if code := Run(t.Context(), env, []string{"check", "--dir", dir}); code != exitOK || stdout.Len() > 0 {
		t.Errorf("exit code %d, problems:\n%s", code, stdout)
	}
	book, problems := load(env, settings{defaultLocale: "zh-TW", dirs: []string{dir}, maxFiles: layer.MaxEntries})
	if book == nil {
		t.Fatal(problems)
	}
	for path, want := range map[string]string{
		"/en/429": `id="house-note"`, "/zh-TW/429": "這是本站註記的範例", "/en/461": "Cart Locked", "/zh-TW/461": "購物車鎖定中",
		"/mul/guides/house-rules": "本站規則", "/en/": `/en/guides/house-rules">House rules</a>`,
	} {
		if page := book.Page(path); page == nil || !strings.Contains(string(page.Body()), want) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
	if _, err := fs.Stat(env.Files, "content/codes/461"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the book has a code 461 of its own, with which the sample would mix: %v", err)
	}
}

// TestInitNamesEverySetting: site.toml shows every key that there is, and what it
// shows in comments is right too.
func TestInitNamesEverySetting(t *testing.T) {
	data, err := skeleton.ReadFile("skeleton/site.toml")
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`(?m)^# (\[.*\]$|[a-z][A-Za-z-]* = )`).ReplaceAllString(string(data), "$1")
	tree, problems := layertest.Tree(t).Overlay(layertest.Folder(t, "-- static/logo.svg --\n<svg/>\n-- static/house.css --\n-- site.toml --\n"+text), layer.MaxEntries)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	h, problems := house.Load(tree, []string{"zh-TW", "en"})
	if len(problems) > 0 {
		t.Errorf("with every comment removed: %v", problems)
	}
	if h.Name == "" || h.Logo == "" || len(h.Styles) == 0 || h.Robots == "" || h.Edit == "" || len(h.Navigation) == 0 ||
		len(h.Tagline) < 2 || len(h.Announcement) < 2 || len(h.Footer) == 0 || len(h.Footer[0].Label) < 2 {
		t.Errorf("not every key has a sample: %+v", h)
	}
}

// TestInitEverythingIsExplained: the README names every file that is written.
func TestInitEverythingIsExplained(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "house")
	env, _, _ := world(nil)
	if code := Run(t.Context(), env, []string{"init", dir}); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !strings.Contains(string(readme), entry.Name()) {
			t.Errorf("README.md says nothing of %s", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestInitRefuses(t *testing.T) {
	full := layertest.Folder(t, "-- site.toml --\nname = \"mine\"\n")
	hidden := layertest.Folder(t, "-- .git/config --\n")
	file := filepath.Join(t.TempDir(), "file")
	layertest.Write(t, file, []byte("mine\n"))
	tests := []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no folder", nil, exitUsage, "statusbook: init needs the folder to write to, and that alone: statusbook init FOLDER\n"},
		{"empty name", []string{""}, exitUsage, "statusbook: init needs the folder to write to, and that alone: statusbook init FOLDER\n"},
		{"two folders", []string{"a", "b"}, exitUsage, "statusbook: init needs the folder to write to, and that alone: statusbook init FOLDER\n"},
		{"a flag", []string{"--dir", "a"}, exitUsage, "statusbook: flag provided but not defined: -dir\nstatusbook -h lists all commands and flags\n"},
		{"not empty", []string{full}, exitFault, "statusbook: nothing was written: " + full + " is not empty: name a folder that is not there yet, or an empty one\n"},
		{"hidden files", []string{hidden}, exitFault, "statusbook: nothing was written: " + hidden + " is not empty: name a folder that is not there yet, or an empty one\n"},
		{"a file", []string{file}, exitFault, file + ": not a directory: name a folder that is not there yet\n"},
		{"below a file", []string{filepath.Join(file, "x")}, exitFault, "not a directory: name a folder that is not there yet\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			env, stdout, stderr := world(nil)
			if code := Run(t.Context(), env, append([]string{"init"}, test.args...)); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if got := stderr.String(); !strings.HasPrefix(got, "statusbook: ") || !strings.HasSuffix(got, test.want) {
				t.Errorf("stderr %q, want %q", got, test.want)
			}
			if stdout.Len() > 0 {
				t.Errorf("stdout %q", stdout)
			}
		})
	}
	if data, err := os.ReadFile(filepath.Join(full, "site.toml")); err != nil || string(data) != "name = \"mine\"\n" {
		t.Errorf("the file that was there is now %q, %v", data, err)
	}
	if entries, err := os.ReadDir(full); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestInitInAnEmptyFolder(t *testing.T) {
	dir := t.TempDir()
	env, _, stderr := world(nil)
	if code := Run(t.Context(), env, []string{"init", dir}); code != exitOK {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	data, err := os.ReadFile(filepath.Join(dir, "site.toml"))
	if err != nil || len(data) == 0 {
		t.Errorf("site.toml: %q, %v", data, err)
	}
	layertest.Write(t, filepath.Join(dir, "site.toml"), data) // whoever made it may change it
}
