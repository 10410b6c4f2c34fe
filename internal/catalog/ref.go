package catalog

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// RefKind says what a link inside the book leads to.
type RefKind int

// The kinds of links.
const (
	RefUnknown RefKind = iota
	RefCode            // [[404]], [[404#example]]
	RefClass           // [[4xx]]
	RefGuide           // [[guide:choose]]
	RefPage            // [[page:about]]
	RefSpec            // [[RFC 9110]], [[RFC 9110, 15.5.5]]
)

// Ref is a link as it stands in Markdown, independent of edition and address.
type Ref struct {
	Kind     RefKind
	Number   int    // of a code; the digit of a class
	Slug     string // of a guide or a page
	Spec     Spec
	Fragment string
	Text     string // what the writer wants shown; empty for the usual text
	raw      string
}

var refForm = regexp.MustCompile(`^(?:(\d{3})|([1-5])xx|(guide|page):([a-z0-9-]+)|(RFC \d+)(?:, ([0-9A-Z]+(?:\.[0-9]+)*))?)(?:#([a-z0-9-]+))?$`)

// ParseRef reads what stands between the brackets of a link: "404#example",
// "guide:choose". Its Kind is RefUnknown if it is none.
func ParseRef(raw string) Ref {
	target, words, _ := strings.Cut(raw, "|")
	ref := Ref{Text: words, raw: raw}
	m := refForm.FindStringSubmatch(target)
	if m == nil {
		return ref
	}
	ref.Fragment = m[7]
	switch {
	case m[1] != "":
		ref.Kind = RefCode
		ref.Number, _ = Number(m[1])
	case m[2] != "":
		ref.Kind, ref.Number = RefClass, int(m[2][0]-'0')
	case m[3] == "guide":
		ref.Kind, ref.Slug = RefGuide, m[4]
	case m[3] == "page":
		ref.Kind, ref.Slug = RefPage, m[4]
	default:
		ref.Kind, ref.Spec = RefSpec, Spec{m[5], m[6]}
	}
	return ref
}

// refNode is a Ref in a Markdown document.
type refNode struct {
	ast.BaseInline
	ref Ref
}

var kindRef = ast.NewNodeKind("Ref")

func (n *refNode) Kind() ast.NodeKind { return kindRef }

func (n *refNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Ref": n.ref.raw}, nil)
}

// refParser recognises `[[…]]` before goldmark takes it for an ordinary link.
type refParser struct{}

func (refParser) Trigger() []byte { return []byte{'['} }

func (refParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	rest, ok := strings.CutPrefix(string(line), "[[")
	if !ok {
		return nil
	}
	raw, _, ok := strings.Cut(rest, "]]")
	if !ok || strings.Contains(raw, "[") {
		return nil
	}
	block.Advance(len(raw) + 4)
	return &refNode{ref: ParseRef(raw)}
}
