package catalog

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
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
	Stale    bool      // its original has changed since this was translated

	source string // what it was translated from: a language and a digest
	digest string // of its text, without front matter
	file   layer.File
	links  []placedRef
	ids    map[string]bool
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

var (
	heading   = regexp.MustCompile(`^##[ \t]+(.*?)[ \t]*$`)
	headingID = regexp.MustCompile(`^(.*?)[ \t]*\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}$`)
)

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
	start, order := p.frontMatter(fault), -1
	sum := sha256.Sum256(file.Data[start:])
	p.digest = hex.EncodeToString(sum[:6])
	finish := func(end int) {
		current.source = file.Data[start:end]
		current.node = markdown.Parser().Parse(text.NewReader(current.source))
		if ids && current.ID == "" && current.node.HasChildren() {
			fault(start+current.node.FirstChild().Pos(), "text before the first section is not shown: put it under `## meaning`")
		}
		if current.ID != "" || current.node.HasChildren() {
			p.Sections = append(p.Sections, current)
			p.inspect(current, start, fault)
		}
	}
	fence := ""
	for offset := start; offset < len(file.Data); {
		rest, _, _ := bytes.Cut(file.Data[offset:], []byte("\n"))
		line := string(rest)
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
			switch {
			case ids:
				fault(offset, "a code page has no title of its own: it is made from the facts")
			case p.Title != "" || current.ID != "":
				fault(offset, "the title stands once, before everything else")
			}
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
			} else if at <= order && !p.ids[current.ID] {
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

// frontMatter reads the lines between `+++` at the top of a file, and returns
// where the text begins. One key is known: source = "en 1a2b3c4d5e6f" says what
// the text was translated from, as the language and the digest of its original.
func (p *Prose) frontMatter(fault func(offset int, format string, args ...any)) (start int) {
	const fence = "+++\n"
	rest, ok := bytes.CutPrefix(p.file.Data, []byte(fence))
	if !ok {
		return 0
	}
	header, _, ok := bytes.Cut(rest, []byte("\n"+fence))
	if !ok {
		fault(0, "the front matter has no end: close it with a line `+++`")
		return len(p.file.Data)
	}
	for line := range strings.Lines(string(header)) {
		m := sourceLine.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			fault(len(fence), "front matter %q is not understood: write source = \"en 1a2b3c4d5e6f\"", strings.TrimSpace(line))
			continue
		}
		p.source = m[1]
	}
	return len(fence) + len(header) + 1 + len(fence)
}

var sourceLine = regexp.MustCompile(`^source = "([A-Za-z-]+ [0-9a-f]{12})"$`)

// compare holds a translation against its original. It marks the translation as
// stale if the original has changed, and says so in a warning.
func (p *Prose) compare(others map[string]*Prose) (problem.Problem, bool) {
	language, digest, ok := strings.Cut(p.source, " ")
	original := others[language]
	if !ok || original != nil && original.digest == digest {
		return problem.Problem{}, false
	}
	if original == nil {
		return problem.At(p.file.Origin, 2, 1, "the original in %q is not there", language), true
	}
	p.Stale = true
	stale := problem.At(p.file.Origin, 2, 1, "%s has changed since this was translated: bring it up to date, then write source = \"%s %s\"",
		original.file.Origin, language, original.digest)
	stale.Warning = true
	return stale, true
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
	_ = ast.Walk(s.node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		offset := base + n.Pos()
		switch n := n.(type) {
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if at := strings.Index(string(n.Segment.Value(s.source)), "**"); at >= 0 {
				fault(offset+at, "`**` stands as itself: bold must not end in punctuation, move the mark outside")
			}
			if bytes.HasPrefix(s.source[n.Segment.Start:], []byte("[[")) {
				fault(offset, "`[[` stands as itself: a link ends in `]]` on the same line, and in a table it has no words of its own")
			}
		case *ast.HTMLBlock:
			fault(offset, "raw HTML is not allowed: write Markdown")
		case *ast.RawHTML:
			fault(offset, "raw HTML is not allowed: write Markdown, or put it in backticks")
		case *ast.Heading:
			p.inspectHeading(n, offset, fault)
		case *ast.Link:
			p.inspectTarget(string(n.Destination), offset, fault)
		case *ast.AutoLink:
			p.inspectTarget(string(n.URL(s.source)), offset, fault)
		case *ast.Image:
			fault(offset, "images are not supported")
		case *refNode:
			line, column := problem.Position(p.file.Data, offset)
			if n.ref.Kind == RefUnknown {
				fault(offset, "link [[%s]] is not understood: see content/README.md", n.ref.raw)
				break
			}
			p.links = append(p.links, placedRef{n.ref, line, column})
		}
		return ast.WalkContinue, nil
	})
}

func (p *Prose) inspectTarget(target string, offset int, fault func(offset int, format string, args ...any)) {
	ok := strings.HasPrefix(target, "https://")
	if p.file.Overlaid() { // a host's own network may know no better
		ok = ok || strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "mailto:")
	}
	if !ok {
		fault(offset, "link to %q: write [[404]], [[guide:slug]] inside the book, an https: address outside", target)
	}
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
