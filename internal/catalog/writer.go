package catalog

import (
	"bytes"
	"html"
	"html/template"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// Target is where a [Ref] leads in one edition. Lang is set where the words are
// in another language than the prose around them.
type Target struct {
	Href string
	Text string
	Lang string
}

// Writer turns prose into HTML for one edition.
type Writer struct {
	renderer renderer.Renderer
}

// NewWriter makes a Writer whose links go where ref says, and whose terms of the
// glossary go where term says; a term's Text is shown beside it on demand.
func NewWriter(ref func(Ref) Target, term func(id string) Target) *Writer {
	return &Writer{renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(proseRenderer{ref, term}, 100),
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), 500),
		util.Prioritized(ghtml.NewRenderer(), 1000),
	))}
}

// HTML writes a section without its heading.
func (w *Writer) HTML(s Section) (template.HTML, error) {
	var b bytes.Buffer
	if err := w.renderer.Render(&b, s.source, s.node); err != nil {
		return "", err
	}
	return template.HTML(scrolling.Replace(b.String())), nil
}

// scrolling lets wide tables scroll by themselves, by keyboard too. Prose has no
// HTML of its own, so every tag here is the renderer's.
var scrolling = strings.NewReplacer("<table>", `<div class="scroll" tabindex="0"><table>`, "</table>", "</table></div>")

// Inline escapes one line of text and sets what stands in `backticks` as code.
func Inline(line string) template.HTML {
	var b strings.Builder
	for i, part := range strings.Split(line, "`") {
		if i%2 == 1 {
			b.WriteString("<code>" + html.EscapeString(part) + "</code>")
		} else {
			b.WriteString(html.EscapeString(part))
		}
	}
	return template.HTML(b.String())
}

// Plain is one line of text as Inline shows it, without marks.
func Plain(line string) string { return strings.ReplaceAll(line, "`", "") }

// proseRenderer writes what the book has its own way with: links inside it, and
// blocks that scroll, which must be reachable by keyboard.
type proseRenderer struct {
	ref  func(Ref) Target
	term func(id string) Target
}

func (r proseRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindRef, r.writeRef)
	reg.Register(kindTerm, r.writeTerm)
	reg.Register(ast.KindFencedCodeBlock, r.writeCode)
}

func (r proseRenderer) writeTerm(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	node := n.(*termNode) //nolint:forcetypeassert // registered for this kind alone
	target := r.term(node.id)
	other := ""
	if target.Text != "" {
		other = ` data-other="` + html.EscapeString(target.Text) + `"`
	}
	_, err := w.WriteString(`<a class="term" href="` + html.EscapeString(target.Href) + `"` + other + `>` + html.EscapeString(string(node.segment.Value(source))) + `</a>`)
	return ast.WalkContinue, err
}

func (r proseRenderer) writeRef(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	ref := n.(*refNode).ref //nolint:forcetypeassert // registered for this kind alone
	target := r.ref(ref)
	lang := ""
	if target.Lang != "" && ref.Text == "" {
		lang = ` lang="` + html.EscapeString(target.Lang) + `"`
	}
	words := ref.Text
	if words == "" {
		words = target.Text
	}
	_, err := w.WriteString(`<a href="` + html.EscapeString(target.Href) + `"` + lang + `>` + html.EscapeString(words) + `</a>`)
	return ast.WalkContinue, err
}

func (r proseRenderer) writeCode(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := n.(*ast.FencedCodeBlock) //nolint:forcetypeassert // registered for this kind alone
	class := ""
	if language := block.Language(source); len(language) > 0 {
		class = ` class="language-` + html.EscapeString(string(language)) + `"`
	}
	_, err := w.WriteString(`<pre tabindex="0" lang="en"><code` + class + `>` + html.EscapeString(string(block.Lines().Value(source))) + "</code></pre>\n")
	return ast.WalkContinue, err
}
