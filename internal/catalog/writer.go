package catalog

import (
	"bytes"
	"html"
	"html/template"
	"strconv"
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
	prose    proseRenderer
	renderer renderer.Renderer
}

// NewWriter makes a Writer whose links go where ref says, and whose terms of the
// glossary go where term says; a term's Text is shown beside it on demand.
func NewWriter(ref func(Ref) Target, term func(id string) Target) *Writer {
	return newWriter(proseRenderer{ref: ref, term: term, ids: true})
}

// WithoutIDs is a Writer that leaves out the ids of headings, for a language that
// stands beside another: both have the same ids, and each may stand once on a page.
func (w *Writer) WithoutIDs() *Writer {
	prose := w.prose
	prose.ids = false
	return newWriter(prose)
}

func newWriter(prose proseRenderer) *Writer {
	return &Writer{prose, renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(prose, 100),
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), 500),
		util.Prioritized(ghtml.NewRenderer(), 1000),
	))}
}

// HTML is markup that this package has made, and that templates therefore take
// as it is.
type HTML = template.HTML

// HTML writes a section without its heading.
func (w *Writer) HTML(s Section) (HTML, error) {
	var b bytes.Buffer
	if err := w.renderer.Render(&b, s.source, s.node); err != nil {
		return "", err
	}
	return HTML(scrolling.Replace(b.String())), nil
}

// Block is a part of a section that stands by itself, as HTML or as Markdown: a
// paragraph, a list, a heading, an HTTP message with its answer.
type Block[T ~string] struct {
	Kind string // of the Markdown node
	Text T
}

// Blocks writes a section in parts, so that translations can be set side by side
// part by part.
func (w *Writer) Blocks(s Section) ([]Block[HTML], error) {
	var blocks []Block[HTML]
	for n := s.node.FirstChild(); n != nil; n = n.NextSibling() {
		var b bytes.Buffer
		if err := w.renderer.Render(&b, s.source, n); err != nil {
			return nil, err
		}
		block := Block[HTML]{n.Kind().String(), HTML(scrolling.Replace(b.String()))}
		if last := len(blocks) - 1; last >= 0 && answers(n, s.source) {
			blocks[last].Text += block.Text
			continue
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// scrolling lets wide tables scroll by themselves, by keyboard too. Prose has no
// HTML of its own, so every tag here is the renderer's.
var scrolling = strings.NewReplacer("<table>", `<div class="scroll" tabindex="0"><table>`, "</table>", "</table></div>")

// Inline escapes one line of text and sets what stands in `backticks` as code.
func Inline(line string) HTML {
	var b strings.Builder
	for i, part := range strings.Split(line, "`") {
		if i%2 == 1 {
			b.WriteString("<code>" + html.EscapeString(part) + "</code>")
		} else {
			b.WriteString(html.EscapeString(part))
		}
	}
	return HTML(b.String())
}

// Plain is one line of text as Inline shows it, without marks.
func Plain(line string) string { return strings.ReplaceAll(line, "`", "") }

// proseRenderer writes what the book has its own way with: links inside it, and
// blocks that scroll, which must be reachable by keyboard.
type proseRenderer struct {
	ref  func(Ref) Target
	term func(id string) Target
	ids  bool
}

func (r proseRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindRef, r.writeRef)
	reg.Register(kindTerm, r.writeTerm)
	reg.Register(ast.KindFencedCodeBlock, r.writeCode)
	reg.Register(ast.KindHeading, r.writeHeading)
}

func (r proseRenderer) writeHeading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := "h" + strconv.Itoa(n.(*ast.Heading).Level) //nolint:forcetypeassert // registered for this kind alone
	if !entering {
		_, err := w.WriteString("</" + tag + ">\n")
		return ast.WalkContinue, err
	}
	if value, ok := n.AttributeString("id"); ok && r.ids {
		if id, isText := value.([]byte); isText {
			tag += ` id="` + html.EscapeString(string(id)) + `"`
		}
	}
	_, err := w.WriteString("<" + tag + ">")
	return ast.WalkContinue, err
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

// languageOf is the first word behind the fence. The method Language of the node
// would keep its answer in it, while editions write the same node at once.
func languageOf(block *ast.FencedCodeBlock, source []byte) string {
	if block.Info == nil {
		return ""
	}
	language, _, _ := strings.Cut(string(block.Info.Segment.Value(source)), " ")
	return language
}

func (r proseRenderer) writeCode(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := n.(*ast.FencedCodeBlock) //nolint:forcetypeassert // registered for this kind alone
	text := string(block.Lines().Value(source))
	var b strings.Builder
	switch language := languageOf(block, source); language {
	case "http":
		writeMessage(&b, block, source, text)
	case "":
		b.WriteString(`<pre tabindex="0" lang="en"><code>` + html.EscapeString(text) + "</code></pre>\n")
	default:
		b.WriteString(`<pre tabindex="0" lang="en"><code class="language-` + html.EscapeString(language) + `">` + html.EscapeString(text) + "</code></pre>\n")
	}
	_, err := w.WriteString(b.String())
	return ast.WalkContinue, err
}
