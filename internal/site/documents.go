package site

import (
	"slices"
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/search"
)

// Warm builds the index of the search, which otherwise the first search does. It
// may run beside everything else.
func (s *Site) Warm() { _ = s.engine() }

// newEngine indexes every page in every language that has an edition of its own.
func (s *Site) newEngine() *search.Engine {
	engine, err := search.New(s.documents())
	if err != nil {
		panic(err) // the index is in memory and its mapping is fixed
	}
	return engine
}

// documents are all pages as the search sees them, by language.
func (s *Site) documents() map[string][]search.Document {
	documents := map[string][]search.Document{}
	for _, language := range s.searched() {
		b := s.books[language]
		if b == nil { // an edition that is hidden, but of which another one speaks
			b = &book{site: s, edition: s.Editions.Get(language), usage: &usage{}}
		}
		documents[language] = b.documents()
	}
	return documents
}

// documents are the pages of this edition as the search sees them.
func (b *book) documents() []search.Document {
	language := b.edition.Tag
	var documents []search.Document
	for _, code := range b.site.catalog.Codes {
		documents = append(documents, b.codeDocument(code))
	}
	for _, class := range b.site.catalog.Classes {
		id := "class." + class.String()
		documents = append(documents, search.Document{
			Path: class.String(), Kind: search.Class, Title: b.say(id + ".name"), Names: []string{class.String()},
			Keywords: b.keywords(id), Summary: b.say(id + ".summary"), Sections: b.sectionsOf(class.Prose[language], nil), Weight: 0.7,
		})
	}
	for _, guide := range b.site.catalog.Guides {
		documents = append(documents, b.pageDocument(guide, "guides/"+guide.Slug, search.Guide, 1.2))
	}
	for _, page := range b.site.catalog.Pages {
		documents = append(documents, b.pageDocument(page, page.Slug, search.Page, 0.4))
	}
	if len(b.site.catalog.Terms) > 0 {
		documents = append(documents, b.glossaryDocument())
	}
	return documents
}

func (b *book) glossaryDocument() search.Document {
	d := search.Document{
		Path: "glossary", Kind: search.Page, Title: b.say("glossary.heading"), Summary: b.say("glossary.lead"),
		Keywords: b.keywords("glossary"), Weight: 0.7,
	}
	for _, term := range b.site.catalog.Terms {
		if word, ok := term.Words[b.edition.Tag]; ok {
			d.Sections = append(d.Sections, search.Section{ID: term.ID, Title: word.Term, Text: word.Term + " " + catalog.Plain(word.Text)})
			d.Keywords = append(d.Keywords, word.Term)
		}
	}
	return d
}

func (b *book) codeDocument(code *catalog.Code) search.Document {
	id := "code." + code.String()
	d := search.Document{
		Path: code.String(), Kind: search.Code, Number: code.String(), Title: code.Phrase, Name: b.say(id + ".name"),
		Names:   slices.Concat([]string{code.Phrase}, code.Former, code.Slugs),
		Summary: catalog.Plain(b.say(id + ".summary")), Weight: 1.1,
	}
	d.Keywords = b.keywords(id)
	for _, constant := range constants(code.Constants) {
		_, name, ok := strings.Cut(constant.Name, ".")
		if !ok {
			name = constant.Name
		}
		d.Names = append(d.Names, strings.Trim(name, ":'"))
	}
	for _, field := range code.Fields {
		d.Fields = append(d.Fields, field.Name)
	}
	for _, owner := range code.Owners {
		if owner.Phrase != "" { // their name for it
			d.Keywords = append(d.Keywords, owner.Phrase)
		}
		d.Owners = append(d.Owners, owner.Name, catalog.Plain(b.say(id+".owner."+owner.ID)))
	}
	d.Sections = b.sectionsOf(code.Prose[b.edition.Tag], func(section string) string { return b.say("section." + section) })
	switch {
	case code.Popular:
		d.Weight = 1.4
	case !code.Registered() && len(d.Sections) > 0:
		d.Weight = 0.85
	case !code.Registered():
		d.Weight = 0.6
	}
	return d
}

// keywords are further words by which readers look for a page: what they see, not
// what it is called. They stand in the locales and are optional.
func (b *book) keywords(id string) []string {
	if id += ".keywords"; b.edition.Has(id) {
		return strings.FieldsFunc(b.say(id), func(r rune) bool { return r == ';' || r == '\uFF1B' })
	}
	return nil
}

// noteKeywords tells of the keywords, which are said only when the search is
// built, that they are used.
func (b *book) noteKeywords() {
	b.usage.note("glossary.keywords")
	for _, code := range b.site.catalog.Codes {
		b.usage.note("code." + code.String() + ".keywords")
	}
	for _, class := range b.site.catalog.Classes {
		b.usage.note("class." + class.String() + ".keywords")
	}
	for _, guide := range b.site.catalog.Guides {
		b.usage.note(string(search.Guide) + "." + guide.Slug + ".keywords")
	}
	for _, page := range b.site.catalog.Pages {
		b.usage.note(string(search.Page) + "." + page.Slug + ".keywords")
	}
}

func (b *book) pageDocument(page *catalog.Page, path string, kind search.Kind, weight float64) search.Document {
	prose := page.Prose[b.edition.Tag]
	d := search.Document{
		Path: path, Kind: kind, Keywords: b.keywords(string(kind) + "." + page.Slug), Weight: weight, Sections: b.sectionsOf(prose, nil),
	}
	if prose != nil {
		d.Title = prose.Title
	}
	if len(d.Sections) > 0 && d.Sections[0].ID == "" {
		d.Summary = d.Sections[0].Text
		d.Sections = d.Sections[1:]
	}
	return d
}

func (b *book) sectionsOf(prose *catalog.Prose, title func(id string) string) []search.Section {
	if prose == nil {
		return nil
	}
	var sections []search.Section
	for _, section := range prose.Sections {
		view := search.Section{ID: section.ID, Title: section.Title, Text: b.site.situated(section.Text())}
		if title != nil {
			view.Title = title(section.ID)
		}
		sections = append(sections, view)
	}
	return sections
}
