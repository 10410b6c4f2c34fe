package catalog_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"statusbook/internal/catalog"
	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
)

// elsewhere is an address for everything, with all that a link could trip over.
func elsewhere(ref catalog.Ref) catalog.Target {
	fragment := ""
	if ref.Fragment != "" {
		fragment = "#" + ref.Fragment
	}
	switch ref.Kind {
	case catalog.RefCode:
		return catalog.Target{Href: "https://a.example/" + catalog.Digits(ref.Number) + fragment, Text: catalog.Digits(ref.Number)}
	case catalog.RefSpec:
		return catalog.Target{Href: "https://b.example/", Text: ref.Spec.Document + " §" + ref.Spec.Section}
	default:
		return catalog.Target{Href: "https://a.example/(x)|" + ref.Slug + fragment, Text: "a|b*c_d"}
	}
}

func TestMarkdown(t *testing.T) {
	for _, test := range []struct{ name, markdown, want string }{
		{"code", "a [[404]] b", "a [404](https://a.example/404) b"},
		{"section", "[[404#example]]。", "[404](https://a.example/404#example)。"},
		{"words", "[[404|a [b* `c`]]", "[[404|a [b* `c`]]"}, // no link at all: words have no bracket
		{"words that are markup", "[[404|*a* `b` <c> &lt;]]", "[\\*a\\* \\`b\\` \\<c\\> \\&lt;](https://a.example/404)"},
		{"words are in the document's language", "[[4xx|類]]", "[類](https://a.example/%28x%29%7C)"},
		{"specification", "([[RFC 9110, 15.5.5]])", "([RFC 9110 §15.5.5](https://b.example/))"},
		{"side by side", "[[404]][[410]]", "[404](https://a.example/404)[410](https://a.example/410)"},
		{"within bold", "**[[404]]**的", "**[404](https://a.example/404)**的"},
		{"cell", "| a |\n|---|\n| [[guide:choose]] |", "| a |\n|---|\n| [a\\|b\\*c\\_d](https://a.example/%28x%29%7Cchoose) |"},
		{"table in a list", "1. x\n\n   | a |\n   |---|\n   | [[404]] |", "1. x\n\n   | a |\n   |---|\n   | [404](https://a.example/404) |"},
		{"code span", "`[[404]]` [[404]]", "`[[404]]` [404](https://a.example/404)"},
		{"code block", "[[404]]\n\n```text\n[[404]]\n```\n\n[[404]]", "[404](https://a.example/404)\n\n```text\n[[404]]\n```\n\n[404](https://a.example/404)"},
		{"terms", "An origin [[404]], an origin.", "An origin [404](https://a.example/404), an origin."},
		{"everything else", "### a {#b}\n\n- *x*  \n  y\n\n\n* [z](https://c.example/)\n", "### a {#b}\n\n- *x*  \n  y\n\n\n* [z](https://c.example/)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree := layertest.Tree(t, "-- content/codes/404/code.toml --\n-- content/codes/404/en.md --\n## meaning\n\n"+test.markdown+
				"\n-- content/glossary.toml --\n[origin.en]\nterm = \"origin\"\ntext = \"A server.\"\n")
			knowledge, _ := catalog.Load(tree)
			section, ok := knowledge.Code(404).Prose["en"].Section("meaning")
			if !ok {
				t.Fatal("the section is not there")
			}
			if diff := cmp.Diff(test.want, section.Markdown(elsewhere)); diff != "" {
				t.Errorf("Markdown differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMarkdownOfTheBook reads all sections back with a parser that knows nothing
// of this book: the words are the same, and no link of the book's own is left.
func TestMarkdownOfTheBook(t *testing.T) {
	tree, problems := layer.Embedded(os.DirFS("../.."))
	knowledge, found := catalog.Load(tree)
	if problems = append(problems, found...); len(problems.Fatal()) > 0 {
		t.Fatal(problems)
	}
	plain := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithHeadingAttribute()))
	count := 0
	for _, prose := range proseOf(knowledge) {
		for _, p := range prose {
			for _, section := range p.Sections {
				source := []byte(section.Markdown(func(ref catalog.Ref) catalog.Target {
					return catalog.Target{Href: elsewhere(ref).Href, Text: catalog.RefWords(ref)}
				}))
				got, brackets := readBack(plain.Parser().Parse(text.NewReader(source)), source)
				if want := section.Text(); strings.TrimSpace(got) != want {
					t.Errorf("%s %s: the words differ (-want +got):\n%s", p.Language, section.ID, cmp.Diff(want, strings.TrimSpace(got)))
				}
				if brackets {
					t.Errorf("%s %s: [[ outside of code:\n%s", p.Language, section.ID, source)
				}
				count++
			}
		}
	}
	if count < 500 {
		t.Errorf("only %d sections were read", count)
	}
}

func proseOf(knowledge *catalog.Catalog) []map[string]*catalog.Prose {
	var all []map[string]*catalog.Prose
	for _, code := range knowledge.Codes {
		all = append(all, code.Prose)
	}
	for _, class := range knowledge.Classes {
		all = append(all, class.Prose)
	}
	for _, page := range append(knowledge.Guides, knowledge.Pages...) {
		all = append(all, page.Prose)
	}
	return all
}

// readBack returns the words of a document, and whether [[ stands among them
// outside of code.
func readBack(root ast.Node, source []byte) (words string, brackets bool) {
	var b, outside bytes.Buffer
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Type() == ast.TypeBlock && n.Kind() != ast.KindDocument {
				b.WriteByte('\n')
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			value := n.Segment.Value(source)
			b.Write(value)
			if n.Parent().Kind() != ast.KindCodeSpan {
				outside.Write(value)
			}
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.FencedCodeBlock:
			b.Write(n.Lines().Value(source))
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return b.String(), strings.Contains(outside.String(), "[[")
}

// TestMarkdownBlocks: the parts of a section are the section.
func TestMarkdownBlocks(t *testing.T) {
	const source = "a [[404]]\n\n### b {#b}\n\n- c\n\n  d\n- e\n\n```http\nGET / HTTP/1.1\n```\n\n```http\nHTTP/1.1 200 OK\n```\n\n" +
		"    indented [[404]]\n\n| t |\n|---|\n| [[404]] |\n\n> q\n"
	tree := layertest.Tree(t, "-- content/codes/404/code.toml --\n-- content/codes/404/en.md --\n## meaning\n\n"+source)
	knowledge, _ := catalog.Load(tree)
	section, _ := knowledge.Code(404).Prose["en"].Section("meaning")
	var kinds, texts []string
	for _, block := range section.MarkdownBlocks(elsewhere) {
		kinds, texts = append(kinds, block.Kind), append(texts, block.Text)
	}
	if diff := cmp.Diff([]string{"Paragraph", "Heading", "List", "FencedCodeBlock", "CodeBlock", "Table", "Blockquote"}, kinds); diff != "" {
		t.Errorf("kinds differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(section.Markdown(elsewhere), strings.TrimSpace(strings.Join(texts, ""))); diff != "" {
		t.Errorf("the parts are not the whole (-whole +parts):\n%s", diff)
	}
}

func TestInlineMarkdown(t *testing.T) {
	for _, test := range []struct{ line, want, html string }{
		{"a *b* [c](d) <e> & f|g `h*|<i>`", "a \\*b\\* \\[c\\](d) \\<e\\> \\& f\\|g `h*\\|<i>`", "a *b* [c](d) &lt;e&gt; &amp; f|g <code>h*|&lt;i&gt;</code>"},
		{"# a", "\\# a", "# a"},
		{"- a", "\\- a", "- a"},
		{"10. a", "10\\. a", "10. a"},
		{"404 a. b", "404 a. b", "404 a. b"},
		{"-1", "\\-1", "-1"},
	} {
		got := catalog.InlineMarkdown(test.line)
		if got != test.want {
			t.Errorf("%q becomes %q, want %q", test.line, got, test.want)
		}
		var b bytes.Buffer
		plain := goldmark.New(goldmark.WithExtensions(extension.Table))
		if err := plain.Convert([]byte("| a |\n|---|\n| "+got+" |\n"), &b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "<td>"+test.html+"</td>") {
			t.Errorf("%q is read as %s, want %s", test.line, b.String(), test.html)
		}
	}
}
