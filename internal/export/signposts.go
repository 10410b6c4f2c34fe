package export

import (
	"bytes"
	"embed"
	"html/template"
	"maps"
	"slices"
	"strings"

	"statusbook/internal/locale"
)

// Signposts are small pages at addresses that lead elsewhere: to the edition that
// suits the reader (choice), to the one address of a page (redirect), or nowhere
// (missing). The first is for a script to do; without one there are links.
//
//go:embed signposts/*.html
var signpostFiles embed.FS

var signpostTemplates = template.Must(template.ParseFS(signpostFiles, "signposts/*.html"))

// signpost is what they show.
type signpost struct {
	Lang      string
	Title     string
	Canonical string // absolute, if the book knows its address
	To        string // of a redirect
	Root      string // of the book
	Style     string
	Theme     string
	Script    string
	Editions  []signpostEdition
}

// signpostEdition is a way to go on.
type signpostEdition struct {
	Tag     string
	Lang    string // empty for an edition of several languages
	Endonym string
	Title   string
	Href    string
	Home    string
	Says    string            // which editions this one speaks for: itself, and those whose interface it lends
	Words   map[string]string // messages by id
}

// signposts adds the pages of redirects and choices.
func (b *builder) signposts() {
	s := b.site
	for from, to := range s.Redirects() {
		if _, taken := b.pages[from]; taken {
			continue
		}
		post := b.signpost(s.EditionOf(to), to)
		post.To = s.Link(to)
		b.add(from, nil, b.signpostPage("redirect.html", post))
	}
	fallback := s.Editions.Default
	for _, p := range s.Choices() {
		page := b.pages["/"+fallback.Tag+p]
		switch {
		case page == nil:
		case !strings.HasPrefix(page.MediaType, "text/html"): // one of the formats of a page
			b.pages[p] = page
			b.add(p, page, located(s, p, page))
		case b.file(p, nil) == missing:
			// That page leads on too: see static/choose.js.
		default:
			post := b.signpost(fallback, "/"+fallback.Tag+p)
			for _, e := range s.Editions.Editions {
				post.Editions = append(post.Editions, b.way(e, "/"+e.Tag+p))
			}
			b.add(p, nil, b.signpostPage("choice.html", post))
		}
	}
}

// missing is the file that hosts send where there is nothing.
const missing = "404.html"

// missingWords are the messages that it shows.
var missingWords = []string{"notfound.heading", "notfound.search", "notfound.itself", "site.home", "site.search", "site.search-label"}

func (b *builder) add404() {
	s := b.site
	post := b.signpost(s.Editions.Default, "/"+s.Editions.Default.Tag+"/404")
	post.Canonical = ""
	post.Title = say(s.Editions.Default, "notfound.title")
	for _, e := range s.Editions.Editions {
		way := b.way(e, "/"+e.Tag+"/404")
		way.Words = map[string]string{}
		for _, id := range missingWords {
			way.Words[id] = say(e, id)
		}
		way.Says = strings.Join(b.speaksFor(e), " ")
		post.Editions = append(post.Editions, way)
	}
	b.entries = append(b.entries, entry{name: missing, path: "/" + missing, body: b.signpostPage("missing.html", post)})
}

// speaksFor lists the editions to which the words of one belong: itself and those
// that borrow its interface. One that borrows speaks for none, if the other is
// there.
func (b *builder) speaksFor(e *locale.Edition) []string {
	var tags []string
	for _, other := range b.site.Editions.Editions {
		switch {
		case other != e && other.Tag == e.Lang():
			return nil
		case other == e, other.Lang() == e.Tag:
			tags = append(tags, other.Tag)
		}
	}
	return tags
}

// say says a message of which Build has seen that it can be said.
func say(e *locale.Edition, id string) string {
	said, err := e.Message(id)
	if err != nil {
		panic(err)
	}
	return said
}

// signpost is one that leads to a page.
func (b *builder) signpost(e *locale.Edition, to string) signpost {
	s := b.site
	return signpost{
		Lang: e.Lang(), Title: s.Title(to), Canonical: s.Absolute(to), Root: s.Link("/"),
		Style: s.Link(s.Asset("site.css")), Theme: s.Link(s.Asset("theme.js")), Script: s.Link(s.Asset("choose.js")),
	}
}

func (b *builder) way(e *locale.Edition, to string) signpostEdition {
	way := signpostEdition{
		Tag: e.Tag, Endonym: e.Endonym, Title: b.site.Title(to), Href: b.site.Link(to), Home: b.site.Link("/" + e.Tag + "/"),
	}
	if !e.Multilingual() {
		way.Lang = e.Tag
	}
	return way
}

func (b *builder) signpostPage(name string, post signpost) []byte {
	var out bytes.Buffer
	if err := signpostTemplates.ExecuteTemplate(&out, name, post); err != nil {
		b.problems = append(b.problems, err)
	}
	return out.Bytes()
}

// sortedKeys lists the keys of a table in order.
func sortedKeys[V any](table map[string]V) []string { return slices.Sorted(maps.Keys(table)) }
