package tomlfile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
	"statusbook/internal/tomlfile"
)

type inner struct {
	Name string `toml:"name"`
}

type outer struct {
	Phrase  string  `toml:"phrase"`
	Related []int   `toml:"related"`
	Spec    inner   `toml:"spec"`
	Source  *inner  `toml:"source"`
	Fields  []inner `toml:"fields"`
}

func file(text string) layer.File {
	return layer.File{Name: "code.toml", Origin: "over/code.toml", Data: []byte(text)}
}

func TestDecode(t *testing.T) {
	var got outer
	_, problems := tomlfile.Decode(file("phrase = \"OK\"\nrelated = [1, 2]\nspec = { name = \"a\" }\n[source]\nname = \"b\"\n[[fields]]\nname = \"c\"\n"), &got)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := outer{Phrase: "OK", Related: []int{1, 2}, Spec: inner{"a"}, Source: &inner{"b"}, Fields: []inner{{"c"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func TestDecodeProblems(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{}},
		{"unknown keys", "phrase = \"OK\"\nphrse = 1\n[spec]\nnam = 2\n", []string{
			`over/code.toml:2:1: unknown key "phrse"`, `over/code.toml:4:1: unknown key "spec.nam"`,
		}},
		{"unknown table", "[sauce]\nname = \"x\"\n", []string{`over/code.toml:1:2: unknown key "sauce"`}},
		{"wrong type", "related = [1,\n\"x\"]\n", []string{"over/code.toml:2:1: cannot decode TOML string into struct field tomlfile_test.outer.Related of type int"}},
		{"no value", "phrase = \"OK\"\n\nspec =\n", []string{"over/code.toml:3:7: unexpected character U+000A at start of value"}},
		{"open string", "phrase = \"OK\n", []string{"over/code.toml:1:13: basic strings cannot have new lines"}},
		{"half a file", "phrase = \"OK\"\n[spe", []string{"over/code.toml:2:4: expected ']' to close table name"}},
		{"conflict marks", "<<<<<<< HEAD\nphrase = \"OK\"\n", []string{"over/code.toml:1:1: invalid character at start of key: U+003C '<'"}},
		{"characters by escapes", "phrase = \"a\\u202Eb\"\nspec = { name = \"a\\u0000b\" }\n[source]\nname = \"\"\"a\\tb\nc\\nd\\u2068\"\"\"\n[[fields]]\n\"name\" = \"\\u001B[2J\"\n", []string{
			"over/code.toml:1:10: U+202E changes the direction of text invisibly: remove it",
			"over/code.toml:2:17: U+0000 is a control character: remove it",
			"over/code.toml:4:8: U+2068 changes the direction of text invisibly: remove it",
			"over/code.toml:7:10: U+001B is a control character: remove it",
		}},
		{"character in a key, by an escape", "phrase = \"OK\"\n\"\\u2066\" = 1\n", []string{
			"over/code.toml:2:1: U+2066 changes the direction of text invisibly: remove it",
			`over/code.toml:2:1: unknown key "\u2066"`,
		}},
		{"key twice", "phrase = \"a\"\nphrase = \"b\"\n", []string{"over/code.toml:2:1: key phrase is already defined"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var into outer
			_, problems := tomlfile.Decode(file(test.text), &into)
			if diff := cmp.Diff(test.want, layertest.Lines(problems, "")); diff != "" {
				t.Errorf("problems differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	const text = `phrase = "OK"
spec = { name = "a" }
[source]
  name = "b"
[[fields]]
name = "c"
[[fields]]
name = "d"
labels = [ "e", { en = "f" },
  "g", [ "h" ] ]
[fields.owner]
id = "i"
[[fields.owner.roles]]
[[fields.owner.roles]]
of = "j"
[code.404]
field."Retry-After" = "e"
`
	var into map[string]any
	keys, problems := tomlfile.Decode(file(text), &into)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for key, want := range map[string]string{
		"phrase":                     "over/code.toml:1:1: x",
		"spec":                       "over/code.toml:2:1: x",
		"spec.name":                  "over/code.toml:2:10: x",
		"spec.title":                 "over/code.toml:2:1: x", // the nearest parent
		"source.name":                "over/code.toml:4:3: x",
		"source.language":            "over/code.toml:3:2: x",
		"fields":                     "over/code.toml:5:3: x", // the first of its name
		"fields.name":                "over/code.toml:6:1: x",
		"fields.labels":              "over/code.toml:9:1: x",
		"fields.0.name":              "over/code.toml:6:1: x",
		"fields.1":                   "over/code.toml:7:3: x",
		"fields.1.name":              "over/code.toml:8:1: x",
		"fields.1.language":          "over/code.toml:7:3: x",
		"fields.1.labels.0":          "over/code.toml:9:12: x",
		"fields.1.labels.1.en":       "over/code.toml:9:19: x",
		"fields.1.labels.2":          "over/code.toml:10:3: x",
		"fields.1.labels.3":          "over/code.toml:9:1: x",
		"fields.1.labels.3.0":        "over/code.toml:10:10: x",
		"fields.1.owner.id":          "over/code.toml:12:1: x",
		"fields.1.owner.roles.1.of":  "over/code.toml:15:1: x",
		"code.404.field.Retry-After": "over/code.toml:17:7: x",
		"code.404.field.Allow":       "over/code.toml:17:1: x",
		"missing":                    "over/code.toml: x",
	} {
		if got := keys.Problem(key, "x").String(); got != want {
			t.Errorf("Problem(%q) = %q, want %q", key, got, want)
		}
	}
	if !keys.Has("fields.1") || keys.Has("fields.2") {
		t.Error("Has does not know what stands there")
	}
}
