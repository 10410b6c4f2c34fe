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

// glossaryFile is a table for each term and language: [origin-server.zh-TW]. An
// overlay's adds to it.
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
	table := map[string]map[string]Word{}
	var keys tomlfile.Keys // of the file read last: an overlay's own, where there is one
	var problems problem.List
	for _, file := range tree.Versions(glossaryFile) {
		var added map[string]map[string]Word
		var found problem.List
		keys, found = tomlfile.Decode(file, &added)
		problems = append(problems, found...)
		for id, words := range added {
			if table[id] == nil {
				table[id] = map[string]Word{}
			}
			maps.Copy(table[id], words)
		}
	}
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

// finder finds terms of one language in text, whatever the case of Latin letters.
type finder struct {
	forms [256][]form // by their first byte, the longest first
}

// form is one of the ways in which texts have a term, in lower case.
type form struct{ text, id string }

func newFinder(terms []*Term, language string) finder {
	var f finder
	for _, term := range terms {
		word := term.Words[language]
		for _, text := range append([]string{word.Term}, word.Also...) {
			if text != "" {
				text = string(lower([]byte(text)))
				f.forms[text[0]] = append(f.forms[text[0]], form{text, term.ID})
			}
		}
	}
	for _, forms := range f.forms {
		slices.SortFunc(forms, func(a, b form) int { return len(b.text) - len(a.text) })
	}
	return f
}

// find calls found for each term in a text, from left to right, the longest where
// several begin.
func (f finder) find(text []byte, found func(start, end int, id string)) {
	text = lower(text)
	for at := 0; at < len(text); {
		end := at + 1
		for _, form := range f.forms[text[at]] {
			if after := at + len(form.text); after <= len(text) && string(text[at:after]) == form.text && whole(text, at, after) {
				found(at, after, form.id)
				end = after
				break
			}
		}
		at = end
	}
}

// whole reports whether text[start:end] does not begin or end within a Latin word.
func whole(text []byte, start, end int) bool {
	return (start == 0 || !isWord(text[start]) || !isWord(text[start-1])) &&
		(end == len(text) || !isWord(text[end-1]) || !isWord(text[end]))
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// lower returns a copy of a text with its Latin letters in lower case, each byte in
// its place.
func lower(text []byte) []byte {
	text = slices.Clone(text)
	for i, c := range text {
		if c >= 'A' && c <= 'Z' {
			text[i] = c - 'A' + 'a'
		}
	}
	return text
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
	parent, base := node.Parent(), node.Segment.Start
	start := base
	f.find(node.Segment.Value(source), func(first, last int, id string) {
		if seen[id] {
			return
		}
		seen[id] = true
		if base+first > start {
			parent.InsertBefore(parent, node, ast.NewTextSegment(text.NewSegment(start, base+first)))
		}
		parent.InsertBefore(parent, node, &termNode{id: id, segment: text.NewSegment(base+first, base+last)})
		start = base + last
	})
	node.Segment = text.NewSegment(start, node.Segment.Stop)
}
