package house_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"statusbook/internal/house"
	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
)

var languages = []string{"zh-TW", "en"}

// laid lays overlays over a tree, each written as a text.
func laid(t *testing.T, tree *layer.Tree, texts ...string) *layer.Tree {
	t.Helper()
	for _, text := range texts {
		next, problems := tree.Overlay(layertest.Folder(t, text), layer.MaxEntries)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		tree = next
	}
	return tree
}

// A later folder's settings win key by key.
func TestLoadAdds(t *testing.T) {
	tree := laid(t, layertest.Tree(t, "-- static/one.svg --\n<svg/>\n-- static/a.css --\n-- static/b.css --\n"),
		"-- site.toml --\nname = \"One\"\nlogo = \"one.svg\"\nstyles = [\"a.css\"]\nrobots = \"noindex\"\n[tagline]\nen = \"First\"\nzh-TW = \"第一\"\n"+
			"[[footer]]\nhref = \"https://one.example/\"\nlabel = { en = \"One\", zh-TW = \"一\" }\n",
		"-- site.toml --\nname = \"Two\"\nstyles = [\"b.css\"]\n[tagline]\nen = \"Second\"\n[[footer]]\nhref = \"mailto:two@example.com\"\nlabel = { en = \"Two\" }\n",
	)
	got, problems := house.Load(tree, languages)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := &house.House{
		Name: "Two", Logo: "one.svg", Styles: []string{"b.css"}, Robots: "noindex",
		Tagline: map[string]string{"en": "Second", "zh-TW": "第一"},
		Footer:  []house.Link{{Href: "mailto:two@example.com", Label: map[string]string{"en": "Two"}}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(house.House{})); diff != "" {
		t.Errorf("settings differ (-want +got):\n%s", diff)
	}
}

func TestLoadNothing(t *testing.T) {
	got, problems := house.Load(layertest.Tree(t), languages)
	if len(problems) > 0 || !cmp.Equal(got, &house.House{}, cmpopts.IgnoreUnexported(house.House{})) || got.Hidden() || got.EditLink("content/a.md") != "" {
		t.Errorf("%+v, %v", got, problems)
	}
}

// What is wrong is said with its place.
func TestLoadProblems(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"syntax", "name = \n", "site.toml:1:8: unexpected character"},
		{"unknown key", "title = \"x\"\n", "site.toml:1:1: unknown key \"title\""},
		{"type", "styles = \"a.css\"\n", "site.toml:1:10: "},
		{"no such style", "\nstyles = [\"a.css\"]\n", "site.toml:2:11: there is no file static/a.css: put it beside this file"},
		{"no such logo", "logo = \"../logo.svg\"\n", "site.toml:1:1: there is no file static/../logo.svg: put it beside this file"},
		{"robots", "robots = \"none\"\n", "site.toml:1:1: robots is \"none\": it must be index or noindex"},
		{"edit without a path", "edit = \"https://git.example/\"\n", "site.toml:1:1: edit is \"https://git.example/\": it must be an http or https address with {path} in it"},
		{"edit with a script", "edit = \"javascript:{path}\"\n", "site.toml:1:1: edit is \"javascript:{path}\": it must be an http or https address with {path} in it"},
		{"language", "[tagline]\nde = \"Codes\"\n", "site.toml:2:1: there is no edition in \"de\": it must be one of zh-TW, en"},
		{"footer", "[[footer]]\nhref = \"javascript:alert(1)\"\nlabel = { en = \"x\" }\n", "site.toml:2:1: href is \"javascript:alert(1)\": it must be an http, https or mailto address"},
		{"label", "[[footer]]\nhref = \"https://a.example/\"\n", "site.toml:1:3: the link to https://a.example/ needs a label"},
		{"empty label", "[[footer]]\nhref = \"https://a.example/\"\nlabel = { en = \"\" }\n", "site.toml:3:1: the link to https://a.example/ needs a label"},
		{"second entry", "[[footer]]\nhref = \"https://a.example/\"\nlabel = { en = \"A\" }\n\n[[footer]]\nhref = \"ftp://b.example/\"\nlabel = { en = \"B\" }\n", "site.toml:6:1: href is \"ftp://b.example/\": it"},
		{"language in a second entry", "[[footer]]\nhref = \"https://a.example/\"\nlabel = { en = \"A\" }\n[[footer]]\nhref = \"https://b.example/\"\nlabel = { en = \"B\", de = \"B\" }\n", "site.toml:6:21: there is no edition in \"de\""},
		{"empty name", "\nname = \"\"\n", "site.toml:2:1: name is empty: write one, or leave the line out"},
		{"blank name", "name = \" \"\n", "site.toml:1:1: name is empty: write one, or leave the line out"},
		{"logo that is no picture", "robots = \"index\"\nlogo = \"one.css\"\n", "site.toml:2:1: static/one.css cannot be used here: its name must end in .svg, .png, .webp, .avif, .jpg, .jpeg, .gif, .ico"},
		{"style that is none", "styles = [\n  \"one.css\",\n  \"one.svg\",\n]\n", "site.toml:3:3: static/one.svg cannot be used here: its name must end in .css"},
		{"direction by an escape", "[tagline]\nen = \"a\\u202Eb\"\n", "site.toml:2:6: U+202E changes the direction of text invisibly: remove it"},
		{"NUL by an escape", "name = \"a\\u0000\"\n", "site.toml:1:8: U+0000 is a control character: remove it"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := layertest.Folder(t, "-- site.toml --\n"+tc.text)
			tree, problems := layertest.Tree(t, "-- static/one.css --\n-- static/one.svg --\n<svg/>\n").Overlay(dir, layer.MaxEntries)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			_, problems = house.Load(tree, languages)
			lines := layertest.Lines(problems, dir)
			if len(lines) != 1 || len(lines[0]) < len(tc.want) || lines[0][:len(tc.want)] != tc.want {
				t.Errorf("problems %q, want %q", lines, tc.want)
			}
		})
	}
}

// A fault is said once, at its own place, whichever of two files it stands in.
func TestLoadProblemsOfTwo(t *testing.T) {
	const good = "-- site.toml --\nname = \"ACME\"\n[[footer]]\nhref = \"https://a.example/\"\nlabel = { en = \"A\" }\n"
	const bad = "-- site.toml --\n\nrobots = \"none\"\n[tagline]\nde = \"Codes\"\n"
	wants := []string{`2:1: robots is "none": it must be index or noindex`, `4:1: there is no edition in "de": it must be one of zh-TW, en`}
	for name, order := range map[string][]string{"lower": {bad, good}, "upper": {good, bad}} {
		t.Run(name, func(t *testing.T) {
			tree := laid(t, layertest.Tree(t), order...)
			versions := tree.Versions(house.File)
			file := versions[slices.Index(order, bad)].Origin
			_, problems := house.Load(tree, languages)
			var want []string
			for _, line := range wants {
				want = append(want, file+":"+line)
			}
			if diff := cmp.Diff(want, layertest.Lines(problems, "")); diff != "" {
				t.Errorf("problems differ (-want +got):\n%s", diff)
			}
		})
	}
}

// What others find wrong with a setting is said in the file that it comes from.
func TestProblem(t *testing.T) {
	tree := laid(t, layertest.Tree(t),
		"-- site.toml --\nrobots = \"index\"\nnavigation = [\"404\", \"405\"]\n", "-- site.toml --\nrobots = \"noindex\"\n")
	versions := tree.Versions(house.File)
	h, problems := house.Load(tree, languages)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for key, want := range map[string]string{
		"navigation.1": versions[0].Origin + ":2:22: x",
		"robots":       versions[1].Origin + ":1:1: x",
		"edit":         "site.toml: x",
	} {
		if got := h.Problem(key, "x").String(); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

func TestSay(t *testing.T) {
	texts := map[string]string{"en": "hello", "ja": "こんにちは"}
	for _, tc := range []struct {
		languages      []string
		text, language string
	}{
		{[]string{"ja", "en"}, "こんにちは", "ja"},
		{[]string{"zh-TW", "en"}, "hello", "en"},
		{[]string{"zh-TW"}, "hello", "en"},
		{nil, "hello", "en"},
	} {
		if text, language := house.Say(texts, tc.languages...); text != tc.text || language != tc.language {
			t.Errorf("Say(%q) = %q in %s, want %q in %s", tc.languages, text, language, tc.text, tc.language)
		}
	}
	if text, _ := house.Say(nil, "en"); text != "" {
		t.Errorf("%q", text)
	}
}

func TestEditLink(t *testing.T) {
	h := house.House{Edit: "https://git.example/edit/main/{path}?x=1"}
	if got, want := h.EditLink("content/codes/404/zh-TW.md"), "https://git.example/edit/main/content/codes/404/zh-TW.md?x=1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
