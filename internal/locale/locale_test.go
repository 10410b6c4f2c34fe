package locale_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
	"statusbook/internal/locale"
)

// small is a set of editions without a problem.
const small = `
-- locales/active.zh-TW.toml --
[edition]
endonym = "繁體中文"
[site]
home = "首頁"
[found]
other = "找到 {{.Count}} 個"
-- locales/active.en.toml --
[edition]
endonym = "English"
[site]
home = "Home"
[found]
one = "one code"
other = "{{.Count}} codes"
-- locales/active.mul.toml --
[edition]
endonym = "中英"
languages = "zh-TW en"
[site.home]
en = "Home, in English"
`

func load(t *testing.T, defaultTag string, texts ...string) *locale.Set {
	t.Helper()
	set, problems := locale.Load(layertest.Tree(t, texts...), defaultTag)
	if len(problems.Fatal()) > 0 {
		t.Fatal(problems)
	}
	return set
}

func say(t *testing.T, e *locale.Edition, id string, data ...any) string {
	t.Helper()
	said, err := e.Message(id, data...)
	if err != nil {
		t.Error(err)
	}
	return said
}

func TestEditions(t *testing.T) {
	set := load(t, "en", small)
	var got []string
	for _, e := range set.Editions {
		got = append(got, e.Tag+" "+e.Lang()+" "+e.Endonym+" "+strings.Join(e.Languages, "+"))
	}
	want := []string{"en en English en", "zh-TW zh-TW 繁體中文 zh-TW", "mul zh-TW 中英 zh-TW+en"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("editions differ (-want +got):\n%s", diff)
	}
	if set.Default.Tag != "en" || set.Get("mul") == nil || !set.Get("mul").Multilingual() || set.Get("MUL") != nil || set.Get("") != nil {
		t.Error("Default or Get is wrong")
	}
}

func TestMessage(t *testing.T) {
	set := load(t, "zh-TW", small)
	en, zh, mul := set.Get("en"), set.Get("zh-TW"), set.Get("mul")
	for _, test := range []struct {
		edition *locale.Edition
		data    []any
		want    string
	}{
		{en, []any{"Count", 0}, "0 codes"},
		{en, []any{"Count", 1}, "one code"},
		{en, []any{"Count", 2}, "2 codes"},
		{zh, []any{"Count", 1}, "找到 1 個"},
		{zh, []any{"Count", 2}, "找到 2 個"},
		{mul, []any{"Count", 2}, "找到 2 個"}, // borrowed
	} {
		if got := say(t, test.edition, "found", test.data...); got != test.want {
			t.Errorf("%s with %v: %q, want %q", test.edition.Tag, test.data, got, test.want)
		}
	}
	if !mul.Has("site.home.en") || mul.Has("site.home") {
		t.Error("Has takes borrowed messages for the edition's own, or the other way round")
	}
	for name, call := range map[string]func() (string, error){
		"unknown id":     func() (string, error) { return en.Message("site.hom") },
		"missing value":  func() (string, error) { return en.Message("found") },
		"odd data":       func() (string, error) { return en.Message("found", "Count") },
		"name no string": func() (string, error) { return en.Message("found", 1, 2) },
	} {
		if said, err := call(); err == nil || said != "" {
			t.Errorf("%s: %q without an error", name, said)
		}
	}
}

// TestLangOf: a message that an edition has from another is in that one's language.
func TestLangOf(t *testing.T) {
	tree, problems := layertest.Tree(t, small).Overlay(layertest.Folder(t, `
-- locales/active.ja.toml --
[edition]
endonym = "日本語"
[found]
other = "{{.Count}} 件"
-- locales/active.en.toml --
[site]
only = "Only here"
`), layer.MaxEntries)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set, problems := locale.Load(tree, "zh-TW")
	if len(problems.Fatal()) > 0 {
		t.Fatal(problems)
	}
	for edition, langs := range map[string]map[string]string{
		"ja":    {"found": "ja", "site.home": "zh-TW", "site.only": "en"},
		"en":    {"found": "en", "site.home": "en", "site.only": "en"},
		"zh-TW": {"found": "zh-TW", "site.home": "zh-TW", "site.only": "en"},
		"mul":   {"found": "zh-TW", "site.home": "zh-TW", "site.only": "en"},
	} {
		for id, want := range langs {
			if got := set.Get(edition).LangOf(id); got != want {
				t.Errorf("%s says %s in %s, want %s", edition, id, got, want)
			}
		}
	}
}

// TestFourthLanguage adds Japanese by one file, without any Go.
func TestFourthLanguage(t *testing.T) {
	dir := layertest.Folder(t, `
-- locales/active.ja.toml --
[edition]
endonym = "日本語"
[site]
home = "ホーム"
`)
	tree, problems := layertest.Tree(t, small).Overlay(dir, layer.MaxEntries)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set, problems := locale.Load(tree, "zh-TW")
	want := []string{"locales/active.ja.toml: warning: message found is missing: locales/active.zh-TW.toml has it"}
	if diff := cmp.Diff(want, layertest.Lines(problems, dir)); diff != "" {
		t.Errorf("problems differ (-want +got):\n%s", diff)
	}
	ja := set.Get("ja")
	if got := say(t, ja, "site.home"); got != "ホーム" {
		t.Errorf("said %q", got)
	}
	if got := say(t, ja, "found", "Count", 3); got != "找到 3 個" {
		t.Errorf("what is missing is said as %q, not in the default language", got)
	}
	if got := set.Choose("", "ja-JP,en;q=0.5"); got != ja {
		t.Errorf("a reader of Japanese gets %s", got.Tag)
	}
	if diff := cmp.Diff([]string{"zh-TW", "en"}, set.Required()); diff != "" {
		t.Errorf("Required differs (-want +got):\n%s", diff)
	}
	if problems := set.Execute(); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestLoadProblems(t *testing.T) {
	const name = ": the name must be active.TAG.toml with a language tag in its usual case, such as active.en.toml"
	const ja = "-- locales/active.ja.toml --\n[edition]\nendonym = \"x\"\n[site]\nhome = \"x\"\n"
	const jaFound = ja + "[found]\nother = \"{{.Count}}\"\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"underscore", "-- locales/active.zh_TW.toml --\n", []string{"locales/active.zh_TW.toml" + name}},
		{"no active", "-- locales/en.toml --\n", []string{"locales/en.toml" + name}},
		{"case", "-- locales/active.EN.toml --\n", []string{"locales/active.EN.toml" + name}},
		{"no tag", "-- locales/active.toml --\n", []string{"locales/active.toml" + name}},
		{"empty tag", "-- locales/active..toml --\n", []string{"locales/active..toml" + name}},
		{"no language", "-- locales/active.english.toml --\n", []string{"locales/active.english.toml" + name}},
		{"other format", "-- locales/active.ja.yaml --\n", []string{"locales/active.ja.yaml" + name}},
		{"copy", "-- locales/active.en.toml.orig --\n", []string{"locales/active.en.toml.orig" + name}},
		{"translator's file", "-- locales/translate.ja.toml --\n", []string{"locales/translate.ja.toml" + name}},

		{"no endonym", "-- locales/active.ja.toml --\n[site]\nhome = \"x\"\n", []string{"locales/active.ja.toml: the table [edition] needs endonym, the language's own name"}},
		{"TOML", "-- locales/active.ja.toml --\n[edition]\nendonym = x\n", []string{"locales/active.ja.toml:2:11: unexpected character U+0078 'x' at start of value"}},
		{"message syntax", jaFound + "[more]\nx = \"{{.Count\"\n", []string{
			`locales/active.ja.toml:8:1: message more.x is not in locales/active.zh-TW.toml`,
			`locales/active.ja.toml:8:1: message more.x: template: :1: unclosed action`,
		}},
		{"unknown function", strings.Replace(jaFound, "{{.Count}}", "{{count}}", 1), []string{
			`locales/active.ja.toml:5:2: message found: template: :1: function "count" not defined`,
		}},
		{"missing", ja, []string{"locales/active.ja.toml: message found is missing: locales/active.zh-TW.toml has it"}},
		{"more than the default", jaFound + "[site.x]\nother = \"y\"\n", []string{"locales/active.ja.toml:7:7: message site.x is not in locales/active.zh-TW.toml"}},
		{"blank", strings.Replace(jaFound, `home = "x"`, `home = " "`, 1), []string{"locales/active.ja.toml:4:1: message site.home is blank"}},
		{"empty", strings.Replace(jaFound, `home = "x"`, `home = ""`, 1), []string{"locales/active.ja.toml:4:1: message site.home is empty, or lacks the form `other`"}},
		{"without other", strings.Replace(jaFound, "other", "one", 1), []string{"locales/active.ja.toml:5:2: message found is empty, or lacks the form `other`"}},
		{"other placeholders", strings.Replace(jaFound, `home = "x"`, `home = "{{.Where}}"`, 1), []string{
			"locales/active.ja.toml:4:1: message site.home uses the placeholders [Where]: in locales/active.zh-TW.toml it uses []",
		}},
		{"unknown language of several", "-- locales/active.mul.toml --\n[edition]\nendonym = \"x\"\nlanguages = \"zh-TW fr\"\n", []string{`locales/active.mul.toml:3:1: language "fr" has no edition of its own`}},
		{"several of several", "-- locales/active.mul.toml --\n[edition]\nendonym = \"x\"\nlanguages = \"zh-TW mul\"\n", []string{`locales/active.mul.toml:3:1: language "mul" has no edition of its own`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, problems := locale.Load(layertest.Tree(t, small, test.text), "zh-TW")
			got := layertest.Lines(problems, "")
			slices.Sort(got)
			slices.Sort(test.want)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("problems differ (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReservedKeys: go-i18n takes a table with one of these keys for a message,
// and what else stands in it is lost or refused. Whatever it does, it may not
// happen in silence.
func TestReservedKeys(t *testing.T) {
	for _, key := range []string{"id", "description", "hash", "leftDelim", "rightDelim", "zero", "one", "two", "few", "many", "other", "Other", "ID"} {
		t.Run(key, func(t *testing.T) {
			_, problems := locale.Load(layertest.Tree(t, small, `
-- locales/active.ja.toml --
[edition]
endonym = "x"
[site]
home = "x"
`+key+` = "y"
[found]
other = "{{.Count}}"
`), "zh-TW")
			if len(problems) == 0 {
				t.Error("no problem")
			}
			for _, p := range problems {
				if p.File != "locales/active.ja.toml" {
					t.Errorf("the wrong file: %s", p)
				}
			}
		})
	}
}

func TestDefaultIsMissing(t *testing.T) {
	const choose = `: the default edition "%" is not there: choose one of en, zh-TW`
	for tag, want := range map[string][]string{
		"fr":  {"locales/active.fr.toml" + strings.Replace(choose, "%", "fr", 1)},
		"mul": {"locales/active.mul.toml" + strings.Replace(choose, "%", "mul", 1)},
		"EN":  {"locales/active.EN.toml" + strings.Replace(choose, "%", "EN", 1)},
	} {
		set, problems := locale.Load(layertest.Tree(t, small), tag)
		if diff := cmp.Diff(want, layertest.Lines(problems, "")); diff != "" || set != nil {
			t.Errorf("%s: set %v, problems differ (-want +got):\n%s", tag, set, diff)
		}
	}
	// What is wrong with the default's file is said once, and not that it is not there.
	set, problems := locale.Load(layertest.Tree(t, small, "-- locales/active.en.toml --\nx"), "en")
	if set != nil || len(problems) != 1 || problems[0].Line != 1 {
		t.Errorf("set %v, problems %v", set, problems)
	}
}

func TestUnused(t *testing.T) {
	set := load(t, "zh-TW", small)
	problems := set.Unused(map[string]bool{"site.home": true})
	want := []string{
		"locales/active.en.toml:5:2: warning: message found is not used",
		"locales/active.mul.toml:5:1: warning: message site.home.en is not used",
		"locales/active.zh-TW.toml:5:2: warning: message found is not used",
	}
	if diff := cmp.Diff(want, layertest.Lines(problems.Sort(), "")); diff != "" {
		t.Errorf("problems differ (-want +got):\n%s", diff)
	}
}

func TestExecute(t *testing.T) {
	set := load(t, "zh-TW", small, `
-- locales/active.en.toml --
[edition]
endonym = "English"
[site]
home = '{{template "x"}}'
[found]
one = "one code"
other = "{{.Count}} codes"
`)
	problems := set.Execute().Sort()
	if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), "locales/active.en.toml:4:1: message site.home in edition en:") {
		t.Errorf("problems %v", problems)
	}
}
