package site

import (
	"strings"

	"statusbook/internal/card"
	"statusbook/internal/locale"
)

// Meta is what a page that may be found says of itself to programs that show
// what a link leads to (The Open Graph protocol; schema.org).
type Meta struct {
	Type          string // article or website
	Locale        string
	OtherLocales  []string
	Image         string
	Width, Height int
	OEmbed        string // address of the description of the frame, to which the format is added
	Sources       []Source
	Data          Graph
}

// Source is the same page in another format.
type Source struct{ MediaType, Href string }

// Graph is the data block of a page (JSON-LD 1.1, section 4.9).
type Graph struct {
	Context string  `json:"@context"`
	Graph   []Thing `json:"@graph"`
}

// Thing is one of the few things of schema.org that the book is made of:
// DefinedTerm, DefinedTermSet, TechArticle, BreadcrumbList and its items.
type Thing struct {
	Type        string   `json:"@type"`
	ID          string   `json:"@id,omitempty"`
	Name        string   `json:"name,omitempty"`
	Headline    string   `json:"headline,omitempty"`
	TermCode    string   `json:"termCode,omitempty"`
	Description string   `json:"description,omitempty"`
	URL         string   `json:"url,omitempty"`
	InLanguage  []string `json:"inLanguage,omitempty"`
	License     string   `json:"license,omitempty"`
	Set         *Thing   `json:"inDefinedTermSet,omitempty"`
	Items       []Thing  `json:"itemListElement,omitempty"`
	Position    int      `json:"position,omitempty"`
	Item        string   `json:"item,omitempty"`
}

// meta says of any page what holds for all: where it belongs, and a picture of
// the book.
func (b *book) meta() *Meta {
	m := &Meta{
		Type: "website", Locale: locale.Territory(b.edition.Lang()), Width: card.Width, Height: card.Height,
		Image: b.site.absolute(picturePath(b.edition.Tag, bookPicture)), Data: Graph{Context: "https://schema.org"},
	}
	seen := map[string]bool{m.Locale: true}
	for _, e := range b.site.Editions.Editions {
		for _, language := range e.Languages {
			if other := locale.Territory(language); !seen[other] {
				seen[other] = true
				m.OtherLocales = append(m.OtherLocales, other)
			}
		}
	}
	return m
}

// termSet is the book as a set of terms.
func (b *book) termSet() *Thing {
	return &Thing{Type: "DefinedTermSet", ID: b.site.absolute("/"), Name: b.say("home.heading")}
}

// unfold describes the home page.
func (p *HomePage) unfold(b *book) {
	set := b.termSet()
	set.URL, set.Description, set.InLanguage, set.License = p.Canonical, p.Description, b.edition.Languages, textLicense.URL
	p.Meta.Data.Graph = []Thing{*set}
}

// unfold describes the page of a code: a term.
func (p *CodePage) unfold(b *book, phrase string) {
	p.Meta.ofEntry(b, p.Code)
	p.Meta.Data.Graph = []Thing{{
		Type: "DefinedTerm", ID: b.site.absolute("/" + p.Code), TermCode: p.Code, Name: p.Code + " " + phrase,
		Description: p.Description, URL: p.Canonical, InLanguage: b.edition.Languages, License: textLicense.URL, Set: b.termSet(),
	}}
	trail := []crumb{}
	if p.Class != nil {
		trail = append(trail, crumb{p.Class.Class, p.Class.Class})
	}
	p.Meta.breadcrumbs(b, append(trail, crumb{p.Code, p.Code})...)
}

// unfold describes the page of a class: a set of terms within the book's.
func (p *ClassPage) unfold(b *book) {
	class := p.View.Class
	p.Meta.ofEntry(b, class)
	p.Meta.Data.Graph = []Thing{{
		Type: "DefinedTermSet", ID: b.site.absolute("/" + class), Name: class + " " + b.say("class."+class+".name"),
		Description: p.Description, URL: p.Canonical, InLanguage: b.edition.Languages, License: textLicense.URL,
	}}
	p.Meta.breadcrumbs(b, crumb{class, class})
}

// unfold describes a page of prose: a guide is an article, about is not.
func (p *ProsePage) unfold(b *book, path, title string, guide bool) {
	if !guide {
		p.Meta.breadcrumbs(b, crumb{title, path})
		return
	}
	p.Meta.Type = "article"
	p.Meta.Data.Graph = []Thing{{
		Type: "TechArticle", ID: p.Canonical, Headline: title, Description: p.Description, URL: p.Canonical,
		InLanguage: b.edition.Languages, License: textLicense.URL,
	}}
	p.Meta.breadcrumbs(b, crumb{b.say("guides.heading"), "guides/"}, crumb{title, path})
}

// ofEntry adds what codes and classes have: a picture, a card in a frame, and
// other formats.
func (m *Meta) ofEntry(b *book, name string) {
	m.Type = "article"
	m.Image = b.site.absolute(picturePath(b.edition.Tag, name))
	// The origin stays as it is, so that it can be put in place for each request:
	// a query may have colons and slashes (RFC 3986, section 3.4).
	m.OEmbed = b.site.absolute("/oembed?url=") + inQuery.Replace(b.site.absolute(b.path(name)))
	for _, f := range []Format{{"text/markdown", ".md"}, {"application/json", ".json"}} {
		m.Sources = append(m.Sources, Source{f.MediaType, b.href(name + f.Suffix)})
	}
}

var inQuery = strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B", ";", "%3B")

// crumb is a step on the way to a page: its name, and its path in the edition.
type crumb struct{ name, path string }

// breadcrumbs adds the way to the page from the home page.
func (m *Meta) breadcrumbs(b *book, trail ...crumb) {
	list := Thing{Type: "BreadcrumbList"}
	for i, c := range append([]crumb{{b.say("site.home"), ""}}, trail...) {
		list.Items = append(list.Items, Thing{Type: "ListItem", Position: i + 1, Name: c.name, Item: b.site.absolute(b.path(c.path))})
	}
	m.Data.Graph = append(m.Data.Graph, list)
}
