package site

import (
	"cmp"

	"statusbook/internal/catalog"
	"statusbook/internal/snippet"
)

// LinkView is how one links to a page from elsewhere.
type LinkView struct {
	Permalink string
	Kinds     []LinkKind
	More      string // address of the page about links, empty if there is none
}

// LinkKind is links of one kind, with its heading.
type LinkKind struct {
	Heading  string
	Snippets []SnippetView
}

// SnippetView is a link in one markup.
type SnippetView struct{ Name, Markup string }

// EmbedPage is the card of a code or a class, for the frames of others.
type EmbedPage struct {
	Lang      string
	Title     string
	Number    string
	Digit     int
	Href      string
	Phrase    Text // of a code
	Names     []Text
	Summaries []Text
	Mark      string
}

// hidden: search engines are to find the page, not the card.
func (EmbedPage) hidden() bool { return true }

// embedPath is where the card of a code or a class is.
func (b *book) embedPath(name string) string { return "/embed" + b.path(name) }

// linked is a code or a class as others link to it: at its permalink, which knows
// the reader's language, and with the card in the language of this edition.
func (b *book) linked(name, phrase string) snippet.Page {
	return snippet.Page{
		Address: b.site.absolute("/" + name), Text: name + " " + phrase,
		Image: b.site.absolute(badgePath(name)), Frame: b.site.absolute(b.embedPath(name)),
	}
}

// linkTo lists the ways to link to an entry.
func (b *book) linkTo(p snippet.Page) LinkView {
	kind := func(id string, write func(snippet.Format, snippet.Page) string) LinkKind {
		kind := LinkKind{Heading: b.say(id)}
		for _, f := range snippet.Formats {
			if markup := write(f, p); markup != "" {
				kind.Snippets = append(kind.Snippets, SnippetView{cmp.Or(f.Name, b.say("link.plain")), markup})
			}
		}
		return kind
	}
	view := LinkView{Permalink: p.Address, Kinds: []LinkKind{
		kind("link.as-link", snippet.Format.Link), kind("link.as-badge", snippet.Format.Badge), kind("link.as-card", snippet.Format.Card),
	}}
	for _, page := range b.site.catalog.Pages {
		if page.Slug == linkPage {
			view.More = b.href(linkPage)
		}
	}
	return view
}

// linkPage is the page about links from elsewhere.
const linkPage = "link"

// embedCode is the card of a code.
func (b *book) embedCode(code *catalog.Code) *Representation {
	link := b.codeLink(code)
	return b.embed(EmbedPage{
		Title: b.linked(link.Code, code.Phrase).Text, Number: link.Code, Digit: link.Digit, Href: link.Href,
		Phrase: link.Phrase, Names: link.Names, Summaries: link.Summaries, Mark: link.Mark,
	})
}

// embedClass is the card of a class.
func (b *book) embedClass(class *catalog.Class) *Representation {
	view := b.classes[class.Digit-1]
	return b.embed(EmbedPage{
		Title: b.linked(view.Class, b.say("class."+view.Class+".name")).Text, Number: view.Class, Digit: view.Digit, Href: view.Href,
		Names: view.Names, Summaries: view.Summaries,
	})
}

// embed renders a card. It is all that others may frame.
func (b *book) embed(page EmbedPage) *Representation {
	page.Lang = b.edition.Lang()
	rep := b.render("embed", page, cachePage)
	if rep != nil {
		rep.Framed, rep.Open = true, true
	}
	return rep
}
