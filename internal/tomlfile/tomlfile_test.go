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
		"spec.name":                  "over/code.toml:2:1: x", // within an inline table: the nearest parent
		"source.name":                "over/code.toml:4:3: x",
		"source.language":            "over/code.toml:3:2: x",
		"fields":                     "over/code.toml:5:3: x",
		"fields.name":                "over/code.toml:6:1: x", // the first of its name
		"code.404.field.Retry-After": "over/code.toml:10:7: x",
		"code.404.field.Allow":       "over/code.toml:10:1: x",
		"missing":                    "over/code.toml: x",
	} {
		if got := keys.Problem(key, "x").String(); got != want {
			t.Errorf("Problem(%q) = %q, want %q", key, got, want)
		}
	}
}
