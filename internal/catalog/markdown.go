package catalog

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Markdown returns the source of a section without its heading, for readers who
// do not have the book: its own links become ordinary ones, with the addresses and
// words that resolve gives. Everything else stays as it was written.
func (s Section) Markdown(resolve func(Ref) Target) string {
	var b strings.Builder
	done := 0
	_ = ast.Walk(s.node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		node, ok := n.(*refNode)
		if !ok || !entering || node.ref.Kind == RefUnknown {
			return ast.WalkContinue, nil
		}
		target := resolve(node.ref)
		words := node.ref.Text
		if words == "" {
			words = target.Text
		}
		b.Write(s.source[done:node.Pos()])
		b.WriteString(MarkdownLink(words, target.Href))
		done = node.Pos() + len("[[") + len(node.ref.raw) + len("]]")
		return ast.WalkContinue, nil
	})
	b.Write(s.source[done:])
	return strings.Trim(b.String(), "\n")
}

// MarkdownLink writes an inline link with plain words (CommonMark, section 6.3),
// such that it can stand in the cell of a table too.
func MarkdownLink(words, address string) string {
	return "[" + EscapeMarkdown(words) + "](" + linkDestination.Replace(address) + ")"
}

// EscapeMarkdown writes a line of plain text so that nothing in it is markup
// within a paragraph, a heading or a cell (CommonMark, section 2.4). What is
// markup at the beginning of a line alone is left.
func EscapeMarkdown(line string) string { return inlineMarks.Replace(line) }

var (
	inlineMarks = strings.NewReplacer(
		`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `>`, `\>`, `&`, `\&`, `|`, `\|`, `~`, `\~`)
	linkDestination = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "|", "%7C", `\`, "%5C", " ", "%20")
)
