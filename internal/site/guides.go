package site

import (
	"cmp"
	"slices"

	"statusbook/internal/catalog"
)

// behaviourGuide is the slug of the guide that has a table of every code.
const behaviourGuide = "behaviour"

// guide is a page of prose; the one about behaviour has a table of every code.
func (b *book) guide(guide *catalog.Page) *ProsePage {
	page := b.prose("guides/"+guide.Slug, guide)
	if guide.Slug == behaviourGuide {
		page.Behaviour = b.behaviour()
	}
	return page
}

// guides lists the guides, each with its introduction.
func (b *book) guides() *GuidesPage {
	page := &GuidesPage{Layout: b.layout("guides/", b.say("page.title", "Title", b.say("guides.heading")), b.say("guides.lead"), true)}
	for _, guide := range b.site.catalog.Guides {
		page.List = append(page.List, GuideView{Link: b.pageLink(guide, "guides/"), Intro: b.bodies(guide.Prose, "")})
	}
	return page
}

// behaviour is the table of what each code asks of caches and clients.
func (b *book) behaviour() []BehaviourRow {
	var rows []BehaviourRow
	for _, code := range b.site.catalog.Codes {
		row := BehaviourRow{
			CodeLink: b.codeLink(code), HasContent: code.Content == "allowed",
			Caching: b.say("brief-caching." + string(code.Caching)),
		}
		if code.Method != "" {
			row.Method = b.say("brief-method." + string(code.Method))
		}
		if code.Retry != "" {
			row.Retry = b.say("brief-retry." + string(code.Retry))
		}
		for _, field := range code.Fields {
			if field.Level == catalog.Must && !field.Conditional && field.In == "response" {
				row.Required = append(row.Required, field.Name)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// glossary lists the terms in the order of the interface's language, each with
// its words in every language of the book.
func (b *book) glossary() *GlossaryPage {
	page := &GlossaryPage{Layout: b.layout("glossary", b.say("page.title", "Title", b.say("glossary.heading")), b.say("glossary.lead"), true)}
	for _, term := range b.site.catalog.Terms {
		view := TermView{ID: term.ID}
		for _, language := range b.edition.Languages {
			if word, ok := term.Words[language]; ok {
				view.Terms = append(view.Terms, b.text(language, word.Term))
				view.Texts = append(view.Texts, b.text(language, word.Text))
			}
		}
		for _, language := range b.site.Editions.Required() {
			if word, ok := term.Words[language]; ok && !slices.Contains(b.edition.Languages, language) {
				view.Others = append(view.Others, b.text(language, word.Term))
			}
		}
		page.Terms = append(page.Terms, view)
	}
	slices.SortStableFunc(page.Terms, func(x, y TermView) int { return cmp.Compare(x.ID, y.ID) })
	return page
}
