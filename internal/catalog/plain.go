package catalog

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Text returns the words of a section as a reader sees them, code included, with
// a line end after each block.
func (s Section) Text() string {
	var b strings.Builder
	_ = ast.Walk(s.node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Type() == ast.TypeBlock && n.Kind() != ast.KindDocument {
				b.WriteByte('\n')
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(s.source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.FencedCodeBlock:
			b.Write(n.Lines().Value(s.source))
			return ast.WalkSkipChildren, nil
		case *termNode:
			b.Write(n.segment.Value(s.source))
		case *refNode:
			b.WriteString(n.ref.words())
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

// words are what a link shows when it says nothing else: enough to be found by.
func (r Ref) words() string {
	switch {
	case r.Text != "":
		return r.Text
	case r.Kind == RefSpec && r.Spec.Section != "":
		return r.Spec.Document + " §" + r.Spec.Section
	}
	target, _, _ := strings.Cut(r.raw, "#")
	return target
}
