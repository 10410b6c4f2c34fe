package site

import (
	"maps"

	"statusbook/internal/catalog"
	"statusbook/internal/layer"
	"statusbook/internal/locale"
	"statusbook/internal/problem"
)

// LoadText builds a Site for somebody who asks at a terminal, in a fraction of the
// time. It has every page as plain text, as Markdown and as data; of the others it
// knows the addresses, so that what leads to them is the same, but they are empty.
// What is wrong with templates, it does not see.
func LoadText(tree *layer.Tree, config Config) (*Site, problem.List) {
	knowledge, problems := catalog.Load(tree)
	editions, found := locale.Load(tree, config.DefaultLocale)
	problems = append(problems, found...)
	if len(problems.Fatal()) > 0 {
		return nil, problems.Sort()
	}
	s := newSite(knowledge, editions, config)
	problems = append(problems, s.moveIn(tree)...)
	names, found := slugs(knowledge)
	problems = append(problems, found...)
	for _, e := range editions.Editions {
		b := &book{site: s, edition: e, usage: &usage{}}
		b.prepare()
		b.outline(s.pages)
		b.addSheets(s.pages)
		s.books[e.Tag] = b
		for slug, number := range names {
			s.redirects[b.path(slug)] = b.path(catalog.Digits(number))
		}
	}
	s.addBadges()
	s.addSlugs(names)
	s.addData()
	s.fold()
	if len(problems.Fatal()) > 0 {
		return nil, problems.Sort()
	}
	return s, problems.Sort()
}

// outline adds the addresses of all pages for readers, and of their pictures.
func (b *book) outline(pages map[string]*Representation) {
	empty := (&Representation{MediaType: "text/html; charset=utf-8", Language: b.edition.Lang()}).with(nil)
	add := func(p string) { pages[b.path(p)] = empty }
	add("")
	for _, code := range b.site.catalog.Codes {
		add(code.String())
		pages[b.embedPath(code.String())] = empty
	}
	for _, class := range b.site.catalog.Classes {
		add(class.String())
		pages[b.embedPath(class.String())] = empty
	}
	for _, page := range b.site.catalog.Pages {
		add(page.Slug)
	}
	for _, guide := range b.site.catalog.Guides {
		add("guides/" + guide.Slug)
	}
	add("guides/")
	if len(b.site.catalog.Terms) > 0 {
		add("glossary")
	}
	maps.Copy(pages, b.pictures())
}
