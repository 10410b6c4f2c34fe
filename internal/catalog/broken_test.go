package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/catalog"
	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
)

// sound is a small catalog without a problem; the tests lay one fault over it.
const sound = `
-- content/README.md --
-- content/codes/404/code.toml --
phrase = "Not Found"
registration = "registered"
caching = "heuristic"
content = "allowed"
related = [410]
spec = { document = "RFC 9110", section = "15.5.5" }
-- content/codes/404/en.md --
## meaning

Nothing here, see [[410]].
-- content/codes/404/zh-TW.md --
## meaning

沒有東西，見 [[410]]。
-- content/codes/410/code.toml --
phrase = "Gone"
registration = "registered"
caching = "heuristic"
content = "allowed"
spec = { document = "RFC 9110", section = "15.5.11" }
-- content/guides/choose/en.md --
# Choose

## Reading {#reading}

Text.
-- content/guides/choose/zh-TW.md --
# 選擇

## 讀取 {#reading}

文字。
`

func TestSoundCatalog(t *testing.T) {
	knowledge, problems := catalog.Load(layertest.Tree(t, sound))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := len(knowledge.Codes); got != 2 {
		t.Errorf("%d codes instead of 2", got)
	}
}

// facts is a code.toml with one line added.
func facts(line string) string {
	return `
-- content/codes/410/code.toml --
phrase = "Gone"
registration = "registered"
caching = "heuristic"
content = "allowed"
spec = { document = "RFC 9110", section = "15.5.11" }
` + line + "\n"
}

func TestBrokenFacts(t *testing.T) {
	const at410 = "content/codes/410/code.toml"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"unknown key", facts(`phrse = "Gone"`), []string{at410 + `:6:1: unknown key "phrse"`}},
		{"unknown key in a table", facts("[source]\ntitel = \"x\"\nlanguage = \"en\""), []string{at410 + `:7:1: unknown key "source.titel"`}},
		{"wrong type", facts(`related = ["404"]`), []string{at410 + ":6:12: cannot decode TOML string into struct field catalog.Code.Related of type int"}},
		{"bad value", facts("[[fields]]\nname = \"Allow\"\nlevel = \"MUST\"\nin = \"answer\"\nspec = { document = \"RFC 9110\" }"), []string{
			at410 + `:8:1: fields.level is "MUST": it must be one of [must should may]`,
			at410 + `:9:1: fields.in is "answer": it must be one of [response request]`,
		}},
		{"field without name and spec", facts("[[fields]]\nlevel = \"must\"\nin = \"request\""), []string{
			at410 + ":6:3: field  has no spec",
			at410 + `:6:3: field "" has no name, or stands twice`,
		}},
		{"field twice", facts("[[fields]]\nname = \"A\"\nlevel = \"must\"\nin = \"request\"\nspec.document = \"x\"\n[[fields]]\nname = \"A\"\nlevel = \"must\"\nin = \"request\"\nspec.document = \"x\""), []string{
			at410 + `:11:3: field "A" has no name, or stands twice`,
		}},
		{"unknown protocol", facts(`protocol = "gopher"`), []string{at410 + `:6:1: protocol is "gopher": it must be one of [webdav delta]`}},
		{"unknown language of the source", facts("[source]\nlanguage = \"de\""), []string{at410 + `:7:1: source.language is "de": it must be one of [en zh-TW none]`}},
		{"related code that is not there", facts("related = [\n404, 411]"), []string{at410 + ":6:1: related code 411 is not in the book"}},
		{"related to itself", facts("related = [410]"), []string{at410 + ":6:1: 410 is related to itself"}},
		{"related twice", facts("related = [404, 404]"), []string{at410 + ":6:1: related code 404 is named twice"}},
		{"date without need", facts(`expires = "2026-01-01"`), []string{at410 + ":6:1: expires is set, but the registration is not temporary"}},
		{"temporary without date", "-- content/codes/410/code.toml --\nphrase = \"x\"\nregistration = \"temporary\"\ncaching = \"never\"\ncontent = \"none\"\nspec.document = \"x\"\n", []string{
			at410 + `: expires is "": a temporary registration needs a date as 2006-01-02`,
		}},
		{"temporary with a bad date", "-- content/codes/410/code.toml --\nphrase = \"x\"\nregistration = \"temporary\"\nexpires = \"2026-13-01\"\ncaching = \"never\"\ncontent = \"none\"\nspec.document = \"x\"\n", []string{
			at410 + `:3:1: expires is "2026-13-01": a temporary registration needs a date as 2006-01-02`,
		}},
		{"half a file", "-- content/codes/410/code.toml --\nphrase = \"Gone\"\nregistration = \"reg\n", []string{
			at410 + `: caching is "": it must be one of [heuristic explicit never inapplicable]`,
			at410 + `: content is "": it must be one of [allowed none]`,
			at410 + `: registration is "": it must be one of [registered temporary unused obsoleted unregistered]`,
			at410 + ": spec.document is missing",
			at410 + ":2:20: basic strings cannot have new lines",
		}},
		{"folder that is no code", "-- content/codes/41O/code.toml --\n", []string{`content/codes/41O/code.toml: folder "41O" is no status code: name it with three digits`}},
		{"folder with Arabic digits", "-- content/codes/٤١٠/code.toml --\n", []string{`content/codes/٤١٠/code.toml: folder "٤١٠" is no status code: name it with three digits`}},
		{"stray files", "-- content/codes/410/code.tml --\n-- content/classes/6xx/en.md --\n-- content/x.md --\n-- content/a/b/c/d/e/f.md --\n", []string{
			"content/a/b/c/d/e/f.md: nothing in the book reads this file: see content/README.md for the names",
			"content/classes/6xx/en.md: nothing in the book reads this file: see content/README.md for the names",
			"content/codes/410/code.tml: nothing in the book reads this file: see content/README.md for the names",
			"content/x.md: nothing in the book reads this file: see content/README.md for the names",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.want, sound, test.text) })
	}
}

func wantProblems(t *testing.T, want []string, texts ...string) {
	t.Helper()
	_, problems := catalog.Load(layertest.Tree(t, texts...))
	if diff := cmp.Diff(want, layertest.Lines(problems.Sort(), "")); diff != "" {
		t.Errorf("problems differ (-want +got):\n%s", diff)
	}
}

func TestBrokenProse(t *testing.T) {
	const at404 = "content/codes/404/en.md"
	const order = "meaning, when-to-send, when-you-receive-it, example, fields, caching-and-retry, in-code, history, see-also, specification"
	// Each text stands in both languages, so that no section is missing.
	tests := []struct {
		name, text string
		want       []string
	}{
		{"unknown section", "## meaning\n\n## purpose\n", []string{`:3:1: unknown section "purpose": it must be one of ` + order}},
		{"section with another title", "## Meaning\n", []string{`:1:1: unknown section "Meaning": it must be one of ` + order}},
		{"wrong order", "## example\n\n## meaning\n", []string{`:3:1: section "meaning" stands too late: the order is ` + order}},
		{"section twice", "## meaning\n\n## meaning\n", []string{`:3:1: section "meaning" stands twice`}},
		{"text before the first section", "Lost.\n\n## meaning\n", []string{":1:1: text before the first section is not shown: put it under `## meaning`"}},
		{"title", "# Not Found\n\n## meaning\n", []string{":1:1: a code page has no title of its own: it is made from the facts"}},
		{"heading of level one inside", "## meaning\n\nTitle\n=====\n", []string{":3:1: a heading of level 1 inside a section: use ### or ####"}},
		{"heading of level two inside a list", "## meaning\n\n- ## x\n", []string{":3:3: a heading of level 2 inside a section: use ### or ####"}},
		{"heading of level five", "## meaning\n\n##### x\n", []string{":3:1: a heading of level 5 inside a section: use ### or ####"}},
		{"ids twice", "## meaning\n\n### a {#x}\n\n### b {#x}\n", []string{`:5:1: id "x" stands twice`}},
		{"id of a section", "## meaning\n\n### a {#meaning}\n", []string{`:3:1: id "meaning" stands twice`}},
		{"class", "## meaning\n\n### a {.x}\n", []string{":3:1: a heading may carry an id and nothing else"}},
		{"dead link", "## meaning\n\nSee [[410]] and\nalso [[411]].\n", []string{":4:6: dead link [[411]]: the code is not in the book"}},
		{"dead fragment", "## meaning\n\nSee [[410#fields]].\n", []string{":3:5: dead link [[410#fields]]: the page has no such section"}},
		{"dead fragment of a class", "## meaning\n\n[[4xx#nope]]\n", []string{":3:1: dead link [[4xx#nope]]: the page has no such section"}},
		{"dead guide", "## meaning\n\n[[guide:chose|choose]] [[guide:choose#readin]]\n", []string{
			":3:1: dead link [[guide:chose|choose]]: there is no such page", ":3:24: dead link [[guide:choose#readin]]: the page has no such section",
		}},
		{"dead page", "## meaning\n\n> a\n> [[page:choose]]\n", []string{":4:3: dead link [[page:choose]]: there is no such page"}},
		{"links that are not understood", "## meaning\n\n- [[6xx]] [[40]]\n  [[rfc9110]]\n", []string{
			":3:3: link [[6xx]] is not understood: see content/README.md", ":3:11: link [[40]] is not understood: see content/README.md",
			":4:3: link [[rfc9110]] is not understood: see content/README.md",
		}},
		{"link that a table cuts", "## meaning\n\n| a | b |\n|---|---|\n| [[404|x]] | b |\n", []string{
			":5:3: `[[` stands as itself: a link ends in `]]` on the same line, and in a table it has no words of its own",
		}},
		{"link over two lines", "## meaning\n\n[[404|not\nfound]]\n", []string{
			":3:1: `[[` stands as itself: a link ends in `]]` on the same line, and in a table it has no words of its own",
		}},
		{"block of HTML", "## meaning\n\n<div>\nx\n</div>\n", []string{":3:1: raw HTML is not allowed: write Markdown"}},
		{"HTML in a line", "## meaning\n\na\nb <br> c\n", []string{":4:3: raw HTML is not allowed: write Markdown, or put it in backticks"}},
		{"comment", "## meaning\n\n<!-- later -->\n", []string{":3:1: raw HTML is not allowed: write Markdown"}},
		{"image", "## meaning\n\na\nb ![x](https://example.org/a.png)\n", []string{":4:3: images are not supported"}},
		{"relative link", "## meaning\n\na\nb [x](410)\n", []string{`:4:3: link to "410": write [[404]], [[guide:slug]] inside the book, an https: address outside`}},
		{"link without encryption", "## meaning\n\n<http://example.org/>\n", []string{`:3:1: link to "http://example.org/": write [[404]], [[guide:slug]] inside the book, an https: address outside`}},
		{"link to a script", "## meaning\n\n[x](javascript:alert(1))\n", []string{`:3:1: link to "javascript:alert(1)": write [[404]], [[guide:slug]] inside the book, an https: address outside`}},
		{"link by reference", "## meaning\n\n[x][y]\n\n[y]: /z\n", []string{`:3:1: link to "/z": write [[404]], [[guide:slug]] inside the book, an https: address outside`}},
		{"bold that ends in punctuation", "## meaning\n\n這是\n測試**粗體。**後文\n", []string{
			":4:7: `**` stands as itself: bold must not end in punctuation, move the mark outside",
			":4:18: `**` stands as itself: bold must not end in punctuation, move the mark outside",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var want []string
			for _, w := range test.want {
				want = append(want, at404+w)
			}
			wantProblems(t, want, `
-- content/codes/404/code.toml --
phrase = "Not Found"
registration = "registered"
caching = "heuristic"
content = "allowed"
spec = { document = "RFC 9110", section = "15.5.5" }
-- content/codes/410/code.toml --
phrase = "Gone"
registration = "registered"
caching = "heuristic"
content = "allowed"
spec = { document = "RFC 9110", section = "15.5.11" }
-- content/guides/choose/en.md --
# Choose

## Reading {#reading}
-- content/codes/404/en.md --
`+test.text)
		})
	}
}

// TestSoundProse holds what looks like a fault and is none.
func TestSoundProse(t *testing.T) {
	for name, text := range map[string]string{
		"every section":                 "## meaning\n\n## when-to-send\n\n## when-you-receive-it\n\n## example\n\n## fields\n\n## caching-and-retry\n\n## in-code\n\n## history\n\n## see-also\n\n## specification\n",
		"headings in code":              "## meaning\n\n```sh\n## nonsense\n# root\n```\n\n~~~~\n```\n## more\n~~~\n~~~~\n",
		"marks in code":                 "## meaning\n\n`**` `[[404` `<div>`\n\n```\n**a。**b [[x]] <div>\n```\n",
		"links":                         "## meaning\n\n[[404]] [[404|x]] [[404#meaning]] [[404#specification]] [[404#see-also]] [[4xx]] [[guide:choose]] [[guide:choose#reading]] [[RFC 9110]] [[RFC 9110, 15.5.5]] [[RFC 9110, A]]\n",
		"other links":                   "## meaning\n\n<https://example.org/> [x](https://example.org/)\n",
		"links in tables":               "## meaning\n\n| a |\n|---|\n| [[404]] |\n",
		"bold":                          "## meaning\n\n測試**粗體**。後文，**粗體**\n",
		"headings of level three, four": "## meaning\n\n### a {#a}\n\n#### b\n",
		"white space":                   "##  meaning  \n\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			wantProblems(t, []string{}, sound, "-- content/codes/404/en.md --\n"+text+"-- content/codes/404/zh-TW.md --\n"+text)
		})
	}
}

func TestSectionsInPairs(t *testing.T) {
	wantProblems(t, []string{
		`content/codes/404/en.md: section "history" is missing: content/codes/404/zh-TW.md has it`,
		`content/codes/404/zh-TW.md: section "example" is missing: content/codes/404/en.md has it`,
		`content/guides/choose/zh-TW.md: section "writing" is missing: content/guides/choose/en.md has it`,
	}, sound, `
-- content/codes/404/en.md --
## meaning

## example
-- content/codes/404/zh-TW.md --
## meaning

## history
-- content/guides/choose/en.md --
# Choose

## Reading {#reading}

## Writing {#writing}
`)
}

func TestBrokenGuides(t *testing.T) {
	const choose = "content/guides/choose/en.md"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"heading without id", "# A\n\n## Reading\n", []string{choose + ":3:1: heading \"Reading\" has no id: write `## Title {#id}`, the same id in every language"}},
		{"id in capitals", "# A\n\n## Reading {#Reading}\n", []string{choose + ":3:1: heading \"Reading {#Reading}\" has no id: write `## Title {#id}`, the same id in every language"}},
		{"id twice", "# A\n\n## B {#b}\n\n## C {#b}\n", []string{choose + `:5:1: section "b" stands twice`}},
		{"title twice", "# A\n\n# B\n", []string{choose + ":3:1: the title stands once, before everything else"}},
		{"title too late", "## B {#b}\n\n# A\n", []string{choose + ":3:1: the title stands once, before everything else"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantProblems(t, test.want, "-- content/guides/choose/en.md --\n"+test.text)
		})
	}
}

// TestLargeProse: a file of the largest size, of nothing but short lines, is read
// in time that grows with its size and not with its square. (Copying the rest of
// the file for each line would move half a terabyte.)
func TestLargeProse(t *testing.T) {
	text := "-- content/pages/large/en.md --\n# Large\n\n" + strings.Repeat("a\n", layer.MaxFileSize/2-20)
	if _, problems := catalog.Load(layertest.Tree(t, text)); len(problems) > 0 {
		t.Error(problems)
	}
}
