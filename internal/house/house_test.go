package house_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"statusbook/internal/house"
	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
)

var languages = []string{"zh-TW", "en"}

// A later folder's settings win key by key.
func TestLoadAdds(t *testing.T) {
	tree := layertest.Tree(t, "-- static/one.svg --\n<svg/>\n-- static/a.css --\n-- static/b.css --\n")
	for _, text := range []string{
		"-- site.toml --\nname = \"One\"\nlogo = \"one.svg\"\nstyles = [\"a.css\"]\nrobots = \"noindex\"\n[tagline]\nen = \"First\"\nzh-TW = \"第一\"\n" +
			"[[footer]]\nhref = \"https://one.example/\"\nlabel = { en = \"One\" }\n",
		"-- site.toml --\nname = \"Two\"\nstyles = [\"b.css\"]\n[tagline]\nen = \"Second\"\n[[footer]]\nhref = \"mailto:two@example.com\"\nlabel = { en = \"Two\" }\n",
	} {
		next, problems := tree.Overlay(layertest.Folder(t, text), layer.MaxEntries)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		tree = next
	}
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
		{"no such style", "\nstyles = [\"a.css\"]\n", "site.toml:2:1: there is no file static/a.css: put it beside this file"},
		{"no such logo", "logo = \"../logo.svg\"\n", "site.toml:1:1: there is no file static/../logo.svg: put it beside this file"},
		{"robots", "robots = \"none\"\n", "site.toml:1:1: robots is \"none\": it must be index or noindex"},
		{"edit without a path", "edit = \"https://git.example/\"\n", "site.toml:1:1: edit is \"https://git.example/\": it must be an http or https address with {path} in it"},
		{"edit with a script", "edit = \"javascript:{path}\"\n", "site.toml:1:1: edit is \"javascript:{path}\": it must be an http or https address with {path} in it"},
		{"language", "[tagline]\nde = \"Codes\"\n", "site.toml:2:1: there is no edition in \"de\": it must be one of zh-TW, en"},
		{"footer", "[[footer]]\nhref = \"javascript:alert(1)\"\nlabel = { en = \"x\" }\n", "site.toml:2:1: href is \"javascript:alert(1)\": it must be an http, https or mailto address"},
		{"label", "[[footer]]\nhref = \"https://a.example/\"\n", "site.toml:2:1: the link to https://a.example/ needs a label"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := layertest.Folder(t, "-- site.toml --\n"+tc.text)
			tree, problems := layertest.Tree(t).Overlay(dir, layer.MaxEntries)
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
