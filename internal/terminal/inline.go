package terminal

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// look is how a run of text looks, as far as a terminal can.
type look uint8

const (
	bold look = 1 << iota
	code
	link
	faint
	heading
)

// span is a run of text of one look. Before one that is glued, no line breaks.
type span struct {
	text  string
	look  look
	glued bool
}

// inline returns the text of a block in spans.
func (p *printer) inline(parent ast.Node, outer look) []span {
	var spans []span
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			spans = append(spans, span{text: p.softened(n, unescape(string(n.Segment.Value(p.source)))), look: outer})
		case *ast.String:
			spans = append(spans, span{text: string(n.Value), look: outer})
		case *ast.CodeSpan:
			spans = append(spans, span{text: p.quoted(n), look: outer | code})
		case *ast.Emphasis:
			spans = append(spans, p.inline(n, outer|bold)...)
		case *ast.Link:
			words := p.inline(n, outer|link)
			spans = append(append(spans, words...), p.after(words, string(n.Destination), outer)...)
		case *ast.AutoLink:
			spans = append(spans, span{text: string(n.URL(p.source)), look: outer | link})
		case *ast.RawHTML:
		default:
			spans = append(spans, p.inline(n, outer)...)
		}
	}
	return spans
}

// softened ends a text as its line does in the source.
func (p *printer) softened(n *ast.Text, words string) string {
	switch {
	case n.HardLineBreak():
		return words + "\n"
	case n.SoftLineBreak():
		return words + " "
	}
	return words
}

// quoted is code within a line, between marks where colour does not tell it apart.
func (p *printer) quoted(n *ast.CodeSpan) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok {
			b.Write(t.Segment.Value(p.source))
		}
	}
	words := strings.ReplaceAll(b.String(), "\n", " ")
	if p.style.Colour {
		return words
	}
	return "`" + words + "`"
}

// after is what follows the words of a link.
func (p *printer) after(words []span, address string, outer look) []span {
	var shown strings.Builder
	for _, s := range words {
		shown.WriteString(s.text)
	}
	more, note := "", true
	if p.style.Link != nil {
		more, note = p.style.Link(shown.String(), address)
	}
	var spans []span
	if more != "" {
		spans = append(spans, span{text: more, look: outer})
	}
	if !note {
		return spans
	}
	at := slices.Index(p.notes, address)
	if at < 0 {
		at = len(p.notes)
		p.notes = append(p.notes, address)
	}
	return append(spans, span{text: "[" + strconv.Itoa(at+1) + "]", look: outer | faint, glued: true})
}

// unescape reads backslash escapes and references to characters (CommonMark,
// sections 2.4 and 2.5).
func unescape(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			i++
			b.WriteByte(s[i])
		case s[i] == '&':
			end := strings.IndexByte(s[i:], ';')
			if end < 0 {
				b.WriteByte('&')
				continue
			}
			reference := s[i : i+end+1]
			b.WriteString(html.UnescapeString(reference))
			i += end
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// paint gives a text its look (ECMA-48, section 8.3.117).
func (p *printer) paint(l look, s string) string {
	if !p.style.Colour || l == 0 || s == "" {
		return s
	}
	var codes []string
	if l&(bold|heading) != 0 {
		codes = append(codes, "1")
	}
	if l&faint != 0 {
		codes = append(codes, "2")
	}
	if l&link != 0 {
		codes = append(codes, "4")
	}
	switch {
	case l&heading != 0 && p.style.Hue != 0:
		codes = append(codes, strconv.Itoa(p.style.Hue))
	case l&code != 0:
		codes = append(codes, "36")
	}
	return "\x1b[" + strings.Join(codes, ";") + "m" + s + "\x1b[0m"
}
