package site

import (
	"html/template"

	"statusbook/internal/card"
	"statusbook/internal/layer"
	"statusbook/internal/locale"
	"statusbook/internal/problem"
	"statusbook/internal/search"
)

// PageTemplates are the kinds of pages.
var PageTemplates = pageTemplates

// Faults are the statuses that have a page of their own.
var Faults = faults

// CleanQuery is what reaches pages of what a reader sent.
var CleanQuery = cleanQuery

// ParseTemplates parses the templates of one edition without executing them.
func ParseTemplates(tree *layer.Tree, e *locale.Edition, s *Site) (map[string]*template.Template, problem.List) {
	assets := map[string]string{}
	for _, file := range tree.Glob("static/*") {
		assets[file.Name[len("static/"):]] = "/" + file.Name
	}
	b := &book{site: s, edition: e, usage: &usage{}, templates: map[string]*template.Template{}}
	problems := b.parse(tree, assets)
	return b.templates, problems
}

// Nearest lists the codes that are suggested for a path where there is nothing.
func Nearest(s *Site, e *locale.Edition, requested string) []string {
	var codes []string
	for _, link := range s.books[e.Tag].nearest(requested) {
		codes = append(codes, link.Code)
	}
	return codes
}

// Find lists the paths of the pages that a query finds, the best first.
func Find(s *Site, e *locale.Edition, query string) []string {
	hits, err := s.engine().Find(s.engine().Prepare(query), e.Languages)
	if err != nil {
		panic(err)
	}
	var paths []string
	for _, hit := range hits {
		paths = append(paths, hit.Path)
	}
	return paths
}

// Brief cuts a text to the length of a description.
var Brief = brief

// Documents are the pages as the search sees them, by language.
func Documents(s *Site) map[string][]search.Document { return s.documents() }

// Cards are what the pictures of an edition say, by page.
func Cards(s *Site, e *locale.Edition) map[string]card.Card { return s.books[e.Tag].cards() }

// AnyOrigin stands for the origin of a book that has not been told its own.
const AnyOrigin = anyOrigin
