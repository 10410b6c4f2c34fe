package catalog

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/tomlfile"
)

// glossaryFile is a table for each term and language: [origin-server.zh-TW].
const glossaryFile = "content/glossary.toml"

// Term is a word of the field in several languages.
type Term struct {
	ID    string
	Words map[string]Word // by language tag
}

// Word is a term in one language.
type Word struct {
	Term string   `toml:"term"`
	Also []string `toml:"also"` // other forms under which texts have it
	Text string   `toml:"text"` // what it means, one or two sentences
}

var termID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func loadGlossary(tree *layer.Tree) ([]*Term, problem.List) {
	file, ok := tree.Read(glossaryFile)
	if !ok {
		return nil, nil
	}
	var table map[string]map[string]Word
	keys, problems := tomlfile.Decode(file, &table)
	var terms []*Term
	claimed := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(table)) {
		if !termID.MatchString(id) {
			problems = append(problems, keys.Problem(id, "term %q: an id has small letters, digits and single hyphens", id))
			continue
		}
		for _, language := range slices.Sorted(maps.Keys(table[id])) {
			word := table[id][language]
			if word.Term == "" || word.Text == "" {
				problems = append(problems, keys.Problem(id+"."+language, "term %s needs term and text in %s", id, language))
			}
			for _, form := range append([]string{word.Term}, word.Also...) {
				key := language + " " + strings.ToLower(form)
				if owner := claimed[key]; owner != "" && owner != id {
					problems = append(problems, keys.Problem(id+"."+language, "%q is a form of the term %s already", form, owner))
				}
				claimed[key] = id
			}
		}
		terms = append(terms, &Term{ID: id, Words: table[id]})
	}
	return terms, problems
}

// finder finds terms of one language in text.
type finder struct {
	form *regexp.Regexp
	ids  map[string]string // by form, in lower case
}

func newFinder(terms []*Term, language string) finder {
	f := finder{ids: map[string]string{}}
	var forms []string
	for _, term := range terms {
		word := term.Words[language]
		for _, form := range append([]string{word.Term}, word.Also...) {
			if form != "" {
				forms = append(forms, form)
				f.ids[strings.ToLower(form)] = term.ID
			}
		}
	}
	if len(forms) == 0 {
		return f
	}
	// the longest first: Go takes the first alternative that fits
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	for i, form := range forms {
		quoted := regexp.QuoteMeta(form)
		if isLatin(form[0]) {
			quoted = `\b` + quoted
		}
		if isLatin(form[len(form)-1]) {
			quoted += `\b`
		}
		forms[i] = quoted
	}
	f.form = regexp.MustCompile(`(?i)` + strings.Join(forms, "|"))
	return f
}

func isLatin(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// termNode is the first use of a term on a page.
type termNode struct {
	ast.BaseInline
	id      string
	segment text.Segment
}

var kindTerm = ast.NewNodeKind("Term")

func (n *termNode) Kind() ast.NodeKind { return kindTerm }

func (n *termNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Term": n.id}, nil)
}

// mark turns the first use of each term below root into a termNode. seen holds
// the terms that the page has used before.
func (f finder) mark(root ast.Node, source []byte, seen map[string]bool) {
	if f.form == nil {
		return
	}
	var texts []*ast.Text
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Link, *ast.AutoLink, *ast.Heading, *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if entering {
				texts = append(texts, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, node := range texts {
		f.markText(node, source, seen)
	}
}

func (f finder) markText(node *ast.Text, source []byte, seen map[string]bool) {
	parent, start := node.Parent(), node.Segment.Start
	for _, at := range f.form.FindAllIndex(node.Segment.Value(source), -1) {
		first, last := node.Segment.Start+at[0], node.Segment.Start+at[1]
		id := f.ids[strings.ToLower(string(source[first:last]))]
		if seen[id] {
			continue
		}
		seen[id] = true
		if first > start {
			parent.InsertBefore(parent, node, ast.NewTextSegment(text.NewSegment(start, first)))
		}
		parent.InsertBefore(parent, node, &termNode{id: id, segment: text.NewSegment(first, last)})
		start = last
	}
	node.Segment = text.NewSegment(start, node.Segment.Stop)
}
