package command

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/layer/layertest"
)

func TestCheckEmbedded(t *testing.T) {
	env, stdout, stderr := world(nil)
	if code := Run(t.Context(), env, []string{"check"}); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	if stdout.Len() > 0 {
		t.Errorf("problems:\n%s", stdout)
	}
	if !regexp.MustCompile(`^statusbook: no problems, 0 warnings, \d+ pages\n$`).MatchString(stderr.String()) {
		t.Errorf("stderr %q", stderr)
	}
}

// TestCheckOverlay prints every problem of an overlay, not only the first, each
// with its place on disk.
func TestCheckOverlay(t *testing.T) {
	dir := layertest.Folder(t, `
-- content/codes/404/code.toml --
phrase = "Not Found"
registration = "registred"
caching = "heuristic"
content = "allowed"
related = [410, 411, 488]
spec = { document = "RFC 9110", section = "15.5.5" }
-- content/codes/404/en.md --
## meaning

See [[700]]
and <b>this</b>.
-- content/codes/404/zh-TW.md --
## meaning

測試**粗體。**後文
-- contents/typo.md --
-- locales/active.ja.toml --
[edition]
endonym = "日本語"
[site]
home = "{{.Broken"
-- static/a b.css --
`)
	env, stdout, stderr := world(map[string]string{"STATUSBOOK_DIR": dir})
	if code := Run(t.Context(), env, []string{"check"}); code != exitFault {
		t.Errorf("exit code %d", code)
	}
	var got []string
	for line := range strings.Lines(stdout.String()) {
		line = strings.TrimSuffix(strings.ReplaceAll(line, dir+string(filepath.Separator), ""), "\n")
		if !strings.Contains(line, ": warning: message ") { // of Japanese, which says next to nothing
			got = append(got, line)
		}
	}
	want := []string{
		`content/codes/404/code.toml:2:1: registration is "registred": it must be one of [registered temporary unused obsoleted unregistered]`,
		"content/codes/404/code.toml:5:1: related code 488 is not in the book",
		"content/codes/404/en.md:3:5: dead link [[700]]: the code is not in the book",
		"content/codes/404/en.md:4:5: raw HTML is not allowed: write Markdown, or put it in backticks",
		"content/codes/404/en.md:4:12: raw HTML is not allowed: write Markdown, or put it in backticks",
		"content/codes/404/zh-TW.md:3:7: `**` stands as itself: bold must not end in punctuation, move the mark outside",
		"content/codes/404/zh-TW.md:3:18: `**` stands as itself: bold must not end in punctuation, move the mark outside",
		"contents: warning: is not used: an overlay has the folders content, locales, static, templates and the file site.toml",
		"locales/active.ja.toml:4:1: message site.home: template: :1: unclosed action",
		"static/a b.css: an asset's name has only letters, digits, dot, hyphen and underscore",
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("not printed: %s", line)
		}
	}
	if t.Failed() {
		t.Logf("printed:\n%s", strings.Join(got, "\n"))
	}
	if !strings.HasSuffix(stderr.String(), " problems\n") {
		t.Errorf("stderr %q", stderr)
	}
}

// TestCheckWarnings: warnings are printed, and are no failure.
func TestCheckWarnings(t *testing.T) {
	dir := layertest.Folder(t, "-- content/codes/404/en.md~ --\n-- notes/x.md --\n")
	env, stdout, _ := world(nil)
	if code := Run(t.Context(), env, []string{"check", "--dir", dir}); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	want := dir + "/notes: warning: is not used: an overlay has the folders content, locales, static, templates and the file site.toml\n"
	if diff := cmp.Diff(want, stdout.String()); diff != "" {
		t.Errorf("stdout differs (-want +got):\n%s", diff)
	}
}

func TestCheckMissingFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	env, stdout, _ := world(nil)
	if code := Run(t.Context(), env, []string{"check", "--dir", dir}); code != exitFault {
		t.Errorf("exit code %d", code)
	}
	if diff := cmp.Diff(dir+": cannot be used as an overlay: no such file or directory\n", stdout.String()); diff != "" {
		t.Errorf("stdout differs (-want +got):\n%s", diff)
	}
}

func TestCheckUnknownDefault(t *testing.T) {
	env, stdout, _ := world(nil)
	if code := Run(t.Context(), env, []string{"check", "--default-locale", "fr"}); code != exitFault {
		t.Errorf("exit code %d", code)
	}
	if diff := cmp.Diff("locales/active.fr.toml: the default edition \"fr\" is not there: choose one of en, zh-TW\n", stdout.String()); diff != "" {
		t.Errorf("stdout differs (-want +got):\n%s", diff)
	}
}

// TestServeRefusesBrokenContent: a book with problems is not served at all when
// there is no good one to go on with.
func TestServeRefusesBrokenContent(t *testing.T) {
	dir := layertest.Folder(t, "-- content/codes/404/en.md --\n## nonsense\n")
	env, _, stderr := world(nil)
	if code := Run(t.Context(), env, []string{"--dir", dir, "--addr", "127.0.0.1:0"}); code != exitFault {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(stderr.String(), "content/codes/404/en.md:1:1: unknown section") {
		t.Errorf("stderr %q", stderr)
	}
}
