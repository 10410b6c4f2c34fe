// Package terminal writes Markdown as text for a terminal of a fixed width: lines
// wrapped as each script wants it, Chinese characters two columns wide, tables
// drawn with spaces, links as numbers whose addresses stand at the end.
package terminal

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Style says how a text is to look.
type Style struct {
	Width  int  // in columns
	Colour bool // with the control sequences of ECMA-48
	Hue    int  // of headings: a colour as in SGR, such as 31

	// Link says what stands after the words of a link, and whether its address is
	// noted at the end under a number. Without it, every address is.
	Link func(words, address string) (after string, note bool)
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithHeadingAttribute()))

// Render writes a document. No line is wider than the style says, except for
// lines of code and words that cannot be broken, such as addresses.
func Render(document string, style Style) string {
	source := []byte(Clean(document))
	p := printer{style: style, source: source}
	lines := p.blocks(markdown.Parser().Parse(text.NewReader(source)), style.Width, false)
	if len(p.notes) > 0 {
		lines = append(lines, "")
		for i, address := range p.notes {
			lines = append(lines, p.paint(faint, "["+strconv.Itoa(i+1)+"]")+" "+address)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// Clean removes what would control the terminal instead of standing in it.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

type printer struct {
	style  Style
	source []byte
	notes  []string // addresses of links, by their number
}

// narrowest is the width that what is nested deeply gets in any case.
const narrowest = 10

// blocks writes what stands in a block, with an empty line between its parts
// unless they stand tight.
func (p *printer) blocks(parent ast.Node, width int, tight bool) []string {
	var lines []string
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		part := p.block(n, width)
		if len(part) == 0 {
			continue
		}
		if len(lines) > 0 && (!tight || n.Kind() != ast.KindList) {
			lines = append(lines, "")
		}
		lines = append(lines, part...)
	}
	return lines
}

func (p *printer) block(n ast.Node, width int) []string {
	switch n := n.(type) {
	case *ast.Heading:
		return p.heading(n, width)
	case *ast.List:
		return p.list(n, width)
	case *ast.Blockquote:
		return hang(p.blocks(n, max(width-2, narrowest), false), "> ", "> ")
	case *ast.FencedCodeBlock:
		return p.code(n, string(n.Lines().Value(p.source)))
	case *ast.CodeBlock:
		return p.code(nil, string(n.Lines().Value(p.source)))
	case *ast.ThematicBreak:
		return []string{strings.Repeat("-", width)}
	case *east.Table:
		return p.table(n, width)
	case *ast.HTMLBlock:
		return nil
	default:
		return p.paragraph(p.inline(n, 0), width, width)
	}
}

// heading underlines those of the document and its sections; in colour it needs
// no lines.
func (p *printer) heading(n *ast.Heading, width int) []string {
	lines := p.paragraph(p.inline(n, heading), width, width)
	if p.style.Colour {
		return lines
	}
	widest := 0
	for _, line := range lines {
		widest = max(widest, Width(line))
	}
	mark := "~"
	if n.Level <= 2 {
		mark = map[int]string{1: "=", 2: "-"}[n.Level]
	}
	return append(lines, strings.Repeat(mark, widest))
}

func (p *printer) list(list *ast.List, width int) []string {
	var lines []string
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if list.IsOrdered() {
			mark = strconv.Itoa(number) + ". "
			number++
		}
		if len(lines) > 0 && !list.IsTight {
			lines = append(lines, "")
		}
		lines = append(lines, hang(p.blocks(item, max(width-len(mark), narrowest), list.IsTight), mark, strings.Repeat(" ", len(mark)))...)
	}
	return lines
}

// code is indented, as it is otherwise left alone. Tabs, which terminals widen to
// eight columns, are four.
func (p *printer) code(fence *ast.FencedCodeBlock, code string) []string {
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(code, "\t", "    "), "\n"), "\n")
	if fence != nil && fence.Info != nil && strings.HasPrefix(string(fence.Info.Segment.Value(p.source)), "http") {
		lines[0] = p.paint(bold, lines[0]) // the start line of a message
	}
	return hang(lines, "    ", "    ")
}

// hang puts one mark before the first line, and another before the rest.
func hang(lines []string, first, rest string) []string {
	for i, line := range lines {
		switch {
		case i == 0:
			lines[i] = first + line
		case line != "" || strings.TrimSpace(rest) != "":
			lines[i] = rest + line
		}
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}
