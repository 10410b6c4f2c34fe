package catalog

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Markdown returns the source of a section without its heading, for readers who
// do not have the book: its own links become ordinary ones, with the addresses and
// words that resolve gives. Everything else stays as it was written.
func (s Section) Markdown(resolve func(Ref) Target) string {
	return strings.Trim(s.rewrite(s.node, 0, len(s.source), resolve), "\n")
}

// MarkdownBlocks is the same in parts, as [Writer.Blocks] has them, each with the
// empty line after it.
func (s Section) MarkdownBlocks(resolve func(Ref) Target) []Block[string] {
	var blocks []Block[string]
	for n := s.node.FirstChild(); n != nil; n = n.NextSibling() {
		end := len(s.source)
		if next := n.NextSibling(); next != nil {
			end = s.lineOf(next)
		}
		block := Block[string]{n.Kind().String(), strings.Trim(s.rewrite(n, s.lineOf(n), end, resolve), "\n") + "\n\n"}
		if last := len(blocks) - 1; last >= 0 && answers(n, s.source) {
			blocks[last].Text += block.Text
			continue
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// lineOf returns where the line begins on which a block begins.
func (s Section) lineOf(n ast.Node) int { return bytes.LastIndexByte(s.source[:n.Pos()], '\n') + 1 }

// rewrite returns the source from start to end, which is that of root.
func (s Section) rewrite(root ast.Node, start, end int, resolve func(Ref) Target) string {
	var b strings.Builder
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		node, ok := n.(*refNode)
		if !ok || !entering || node.ref.Kind == RefUnknown {
			return ast.WalkContinue, nil
		}
		target := resolve(node.ref)
		words := node.ref.Text
		if words == "" {
			words = target.Text
		}
		b.Write(s.source[start:node.Pos()])
		b.WriteString(MarkdownLink(words, target.Href))
		start = node.Pos() + len("[[") + len(node.ref.raw) + len("]]")
		return ast.WalkContinue, nil
	})
	b.Write(s.source[start:end])
	return b.String()
}

// MarkdownLink writes an inline link with plain words (CommonMark, section 6.3),
// such that it can stand in the cell of a table too.
func MarkdownLink(words, address string) string {
	return "[" + escapeMarkdown(words) + "](" + linkDestination.Replace(address) + ")"
}

// InlineMarkdown writes one line of text as Markdown, with what stands in
// `backticks` as code, like [Inline]. It can begin a paragraph or stand in a cell.
func InlineMarkdown(line string) string {
	parts := strings.Split(line, "`")
	for i, part := range parts {
		if i%2 == 1 {
			parts[i] = strings.ReplaceAll(part, "|", `\|`)
		} else {
			parts[i] = escapeMarkdown(part)
		}
	}
	return blockMark.ReplaceAllString(strings.Join(parts, "`"), `$1\$2`)
}

// escapeMarkdown writes a line of plain text so that nothing within it is markup
// (CommonMark, section 2.4).
func escapeMarkdown(line string) string { return inlineMarks.Replace(line) }

var (
	inlineMarks = strings.NewReplacer(
		`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `>`, `\>`, `&`, `\&`, `|`, `\|`, `~`, `\~`)
	linkDestination = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "|", "%7C", `\`, "%5C", " ", "%20")

	// what begins a block: a heading, a list, the underline of a heading
	blockMark = regexp.MustCompile(`^(\d*)([-+=#.)])`)
)
