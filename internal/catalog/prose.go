package catalog

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
)

// SectionIDs are the sections of a code page in their order. They are anchors
// that people link to: the same in every edition, and never renamed.
var SectionIDs = []string{
	"meaning", "when-to-send", "when-you-receive-it", "example", "fields",
	"caching-and-retry", "in-code", "history", "see-also", "specification",
}

// Prose is one Markdown file: an introduction and sections.
type Prose struct {
	Language string
	Title    string    // the heading of level one, if there is one
	Sections []Section // the first may have no ID: what stands before the first heading

	file  layer.File
	links []placedRef
	ids   map[string]bool
}

// Section is a part of a page under a heading of level two.
type Section struct {
	ID    string
	Title string // empty where the id names a section of a code page

	source []byte
	node   ast.Node
}

type placedRef struct {
	ref          Ref
	line, column int
}

func (p *Prose) section(id string) *Section {
	for i := range p.Sections {
		if p.Sections[i].ID == id {
			return &p.Sections[i]
		}
	}
	return nil
}

// Section returns the section of that id.
func (p *Prose) Section(id string) (Section, bool) {
	if s := p.section(id); s != nil {
		return *s, true
	}
	return Section{}, false
}

// markdown is CommonMark with tables, explicit heading ids and the book's own
// links. Raw HTML is left out by the renderer.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table),
	goldmark.WithParserOptions(
		parser.WithHeadingAttribute(),
		parser.WithInlineParsers(util.Prioritized(refParser{}, 150)),
	),
)

var heading = regexp.MustCompile(`^##[ \t]+(.*?)[ \t]*$`)
var headingID = regexp.MustCompile(`^(.*?)[ \t]*\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}$`)

// parseProse reads one file. With ids, headings of level two are bare ids out of
// [SectionIDs]; without, each carries its own text and `{#id}`.
func parseProse(file layer.File, ids bool) (*Prose, problem.List) {
	p := &Prose{
		Language: strings.TrimSuffix(path.Base(file.Name), ".md"),
		file:     file, ids: map[string]bool{},
	}
	var problems problem.List
	fault := func(offset int, format string, args ...any) {
		line, column := problem.Position(file.Data, offset)
		problems = append(problems, problem.At(file.Origin, line, column, format, args...))
	}

	current := Section{}
	start, order := 0, -1
	finish := func(end int) {
		current.source = file.Data[start:end]
		current.node = markdown.Parser().Parse(text.NewReader(current.source))
		if current.ID != "" || current.node.HasChildren() {
			p.Sections = append(p.Sections, current)
			p.inspect(current, start, fault)
		}
	}
	fence := ""
	for offset := 0; offset < len(file.Data); {
		line, _, _ := strings.Cut(string(file.Data[offset:]), "\n")
		next := min(offset+len(line)+1, len(file.Data))
		if mark := fenceOf(line); mark != "" && (fence == "" || strings.HasPrefix(mark, fence) && strings.TrimSpace(line) == mark) {
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
		}
		title, isTitle := strings.CutPrefix(line, "# ")
		match := heading.FindStringSubmatch(line)
		switch {
		case fence != "":
		case isTitle:
			finish(offset)
			p.Title, start = strings.TrimSpace(title), next
		case match != nil:
			finish(offset)
			current, start = Section{ID: match[1]}, next
			if !ids {
				parts := headingID.FindStringSubmatch(match[1])
				if parts == nil {
					fault(offset, "heading %q has no id: write `## Title {#id}`, the same id in every language", match[1])
					parts = []string{"", match[1], match[1]}
				}
				current.Title, current.ID = parts[1], parts[2]
			} else if at := slices.Index(SectionIDs, current.ID); at < 0 {
				fault(offset, "unknown section %q: it must be one of %s", current.ID, strings.Join(SectionIDs, ", "))
			} else if at <= order {
				fault(offset, "section %q stands too late: the order is %s", current.ID, strings.Join(SectionIDs, ", "))
			} else {
				order = at
			}
			if p.ids[current.ID] {
				fault(offset, "section %q stands twice", current.ID)
			}
			p.ids[current.ID] = true
		}
		offset = next
	}
	finish(len(file.Data))
	return p, problems
}

func fenceOf(line string) string {
	trimmed := strings.TrimLeft(line, " ")
	for _, c := range []string{"`", "~"} {
		if run := len(trimmed) - len(strings.TrimLeft(trimmed, c)); run >= 3 && len(line)-len(trimmed) <= 3 {
			return trimmed[:run]
		}
	}
	return ""
}

// inspect walks a parsed section for what the book does not allow, and gathers
// its links and ids.
func (p *Prose) inspect(s Section, base int, fault func(offset int, format string, args ...any)) {
	offset := 0 // of the last text seen: inline nodes know no better place
	_ = ast.Walk(s.node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			offset = n.Lines().At(0).Start
		}
		switch n := n.(type) {
		case *ast.Text:
			offset = n.Segment.Start
			if at := strings.Index(string(n.Segment.Value(s.source)), "**"); at >= 0 {
				fault(base+n.Segment.Start+at, "`**` stands as itself: bold must not end in punctuation, move the mark outside")
			}
		case *ast.HTMLBlock:
			fault(base+offset, "raw HTML is not allowed: write Markdown")
		case *ast.RawHTML:
			fault(base+n.Segments.At(0).Start, "raw HTML is not allowed: write Markdown, or put it in backticks")
		case *ast.Heading:
			p.inspectHeading(n, base+offset, fault)
		case *ast.Link:
			if target := string(n.Destination); !strings.HasPrefix(target, "https://") {
				fault(base+offset, "link to %q: write [[404]], [[guide:slug]] inside the book, an https: address outside", target)
			}
		case *ast.Image:
			fault(base+offset, "images are not supported")
		case *refNode:
			offset = n.offset
			line, column := problem.Position(p.file.Data, base+n.offset)
			if n.ref.Kind == RefUnknown {
				fault(base+n.offset, "link [[%s]] is not understood: see content/README.md", n.ref.raw)
				break
			}
			p.links = append(p.links, placedRef{n.ref, line, column})
		}
		return ast.WalkContinue, nil
	})
}

func (p *Prose) inspectHeading(n *ast.Heading, offset int, fault func(offset int, format string, args ...any)) {
	if n.Level != 3 && n.Level != 4 {
		fault(offset, "a heading of level %d inside a section: use ### or ####", n.Level)
	}
	for _, attribute := range n.Attributes() {
		id, ok := attribute.Value.([]byte)
		if string(attribute.Name) != "id" || !ok {
			fault(offset, "a heading may carry an id and nothing else")
			continue
		}
		if p.ids[string(id)] {
			fault(offset, "id %q stands twice", id)
		}
		p.ids[string(id)] = true
	}
}
