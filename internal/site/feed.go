package site

import (
	"encoding/xml"
	"html"
	"slices"
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
	"statusbook/internal/problem"
)

// tagRoot begins the ids of the feeds and their entries (RFC 4151). They are the
// same wherever the book is hosted, so the authority is a name that nobody can
// ever hold (RFC 6761, section 6.4). They must never change.
const tagRoot = "tag:statusbook.invalid,2026-11-23:"

// updated is the date of the last change to a page, empty if the list of changes
// knows none.
func (s *Site) updated(number int) string {
	for _, change := range s.catalog.Changes {
		if change.About(number) {
			return change.Date
		}
	}
	return ""
}

type atomLink struct {
	Rel      string `xml:"rel,attr"`
	Type     string `xml:"type,attr,omitempty"`
	Hreflang string `xml:"hreflang,attr,omitempty"`
	Href     string `xml:"href,attr"`
	Title    string `xml:"title,attr,omitempty"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Links     []atomLink `xml:"link"`
	Content   atomText   `xml:"content"`
}

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle"`
	Author   string      `xml:"author>name"`
	Updated  string      `xml:"updated"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

// feed tells of changes in the book (RFC 4287).
func (b *book) feed() *Representation {
	const mediaType = "application/atom+xml"
	feed := atomFeed{
		Lang: b.edition.Lang(), ID: tagRoot + b.edition.Tag + "/changes", Title: b.say("feed.title"), Subtitle: b.say("site.tagline"),
		Author: b.say("site.name"), Updated: midnight("1970-01-01"),
		Links: []atomLink{
			{Rel: "self", Type: mediaType, Href: b.site.absolute(b.path("feed.atom"))},
			{Rel: "alternate", Type: "text/html", Hreflang: b.edition.Lang(), Href: b.site.absolute(b.path(""))},
		},
	}
	for i, change := range b.site.catalog.Changes {
		if i == 0 {
			feed.Updated = midnight(change.Date)
		}
		feed.Entries = append(feed.Entries, b.feedEntry(change))
	}
	body, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		panic(err) // strings always marshal
	}
	return (&Representation{
		MediaType: mediaType, Language: strings.Join(b.edition.Languages, ", "), CacheControl: cachePage, Open: true, Modified: b.site.built,
	}).with(append([]byte(xml.Header), body...))
}

// feedEntry is a change in the words of each language of the edition.
func (b *book) feedEntry(change *catalog.Change) atomEntry {
	entry := atomEntry{
		ID: tagRoot + b.edition.Tag + "/changes/" + change.ID, Published: midnight(change.Date), Updated: midnight(change.Date),
	}
	var titles []string
	var content strings.Builder
	for _, language := range b.edition.Languages {
		if change.Title[language] == "" { // of a language that a host has added
			language = b.site.Editions.Default.Tag
		}
		if title := catalog.Plain(change.Title[language]); !slices.Contains(titles, title) {
			titles = append(titles, title)
			content.WriteString(`<p lang="` + html.EscapeString(language) + `">` + string(catalog.Inline(change.Text[language])) + "</p>")
		}
	}
	entry.Title = strings.Join(titles, between)
	page := b.site.absolute(b.path(""))
	if len(change.Codes) > 0 {
		page = b.site.absolute(b.path(catalog.Digits(change.Codes[0])))
		content.WriteString("<ul>")
	}
	entry.Links = []atomLink{{Rel: "alternate", Type: "text/html", Hreflang: b.edition.Lang(), Href: page}}
	for _, number := range change.Codes {
		code := b.site.catalog.Code(number)
		if code == nil {
			continue // a problem of its own
		}
		address, title := b.site.absolute(b.path(code.String())), code.String()+" "+code.Phrase
		entry.Links = append(entry.Links, atomLink{Rel: "related", Type: "text/html", Href: address, Title: title})
		content.WriteString(`<li><a href="` + html.EscapeString(address) + `">` + html.EscapeString(title) + "</a></li>")
	}
	if len(change.Codes) > 0 {
		content.WriteString("</ul>")
	}
	entry.Content = atomText{Type: "html", Text: content.String()}
	return entry
}

// midnight is the beginning of a day as Atom writes it (RFC 3339).
func midnight(date string) string { return date + "T00:00:00Z" }

// checkChanges demands each change in every language that the book came with.
func checkChanges(knowledge *catalog.Catalog, editions *locale.Set) problem.List {
	var list problem.List
	for _, change := range knowledge.Changes {
		for _, tag := range editions.Required() {
			if change.Title[tag] == "" {
				list = append(list, change.Problem("title", "change %s has no title in %s: every language of the book has each change", change.ID, tag))
			}
		}
	}
	return list
}
