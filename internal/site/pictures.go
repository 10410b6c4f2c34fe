package site

import (
	"strings"

	"statusbook/internal/card"
	"statusbook/internal/catalog"
)

// cachePicture is how long a picture or a badge may be kept: those who show it
// ask often, and it hardly ever changes.
const cachePicture = "public, max-age=86400"

// picturePath is the address of the picture of a page; p is a code, a class, or
// bookPicture for all others.
func picturePath(edition, p string) string { return "/og/" + edition + "/" + p + ".png" }

// bookPicture names the picture of the whole book.
const bookPicture = "book"

// pictures are those that are shown beside links to this edition (the Open Graph
// protocol, og:image). What they say is settled now, each is drawn when somebody
// asks for it.
func (b *book) pictures() map[string]*Representation {
	pages := map[string]*Representation{}
	for p, c := range b.cards() {
		rep := &Representation{MediaType: "image/png", Language: b.edition.Lang(), CacheControl: cachePicture, Open: true, Modified: b.site.built}
		pages[picturePath(b.edition.Tag, p)] = rep.later(c.PNG)
	}
	return pages
}

// cards are what the pictures of this edition say, by the page that each is of.
func (b *book) cards() map[string]card.Card {
	cards := map[string]card.Card{}
	contents := card.Card{Title: b.say("home.heading")}
	for _, class := range b.site.catalog.Classes {
		names := b.plain("class." + class.String() + ".name")
		cards[class.String()] = card.Card{Number: class.String(), Digit: class.Digit, Title: names[0].Text, Names: texts(names[1:])}
		contents.Classes = append(contents.Classes, card.Class{Digit: class.Digit, Name: names[0].Text})
	}
	cards[bookPicture] = contents
	for _, code := range b.site.catalog.Codes {
		c := card.Card{
			Number: code.String(), Digit: code.Class(), Title: code.Phrase,
			Names: texts(b.plain("code." + code.String() + ".name")), Mark: b.codeLink(code).Mark,
		}
		if c.Digit > 0 {
			c.Class = contents.Classes[c.Digit-1].Name
		}
		cards[code.String()] = c
	}
	for p, c := range cards {
		c.Site, c.Tagline = b.say("site.name"), b.say("site.tagline")
		cards[p] = c
	}
	return cards
}

// plain says a message in each language of the edition, as text.
func (b *book) plain(id string) []card.Text {
	var said []card.Text
	for _, language := range b.edition.Languages {
		said = append(said, card.Text{Language: language, Text: catalog.Plain(b.sayIn(b.site.Editions.Get(language), id))})
	}
	return said
}

func texts(said []card.Text) []string {
	var list []string
	for _, s := range said {
		list = append(list, s.Text)
	}
	return list
}

// badgePath is the address of a badge; p is a code or a class.
func badgePath(p string) string { return "/badge/" + p + ".svg" }

// addBadges adds the badges of the codes and classes that there are, as they are
// without further wishes. [Site.Badge] makes all others.
func (s *Site) addBadges() {
	if len(s.books) < len(s.Editions.Editions) {
		return // this Site has problems, and will not be served
	}
	add := func(p string) { s.pages[badgePath(p)] = s.badge(p, "", "") }
	for _, code := range s.catalog.Codes {
		add(code.String())
	}
	for _, class := range s.catalog.Classes {
		add(class.String())
	}
}

// Badge returns the badge at a path such as "/badge/404.svg", or nil for a path
// that is of another form. It is made for lines of text elsewhere, which would
// show a broken image for anything but a badge. So there is always one: a number
// without a page is unknown, anything else invalid, and a language or a style
// that there is not gives the badge without that wish.
//
// language is the tag of an edition. Without one the badge has the reason phrase,
// which is the same everywhere.
func (s *Site) Badge(path, language, style string) *Representation {
	p, ok := strings.CutPrefix(path, "/badge/")
	p, svg := strings.CutSuffix(p, ".svg")
	if !ok || !svg || strings.Contains(p, "/") {
		return nil
	}
	if page := s.pages[path]; page != nil && language == "" && style == "" {
		return page
	}
	return s.badge(p, language, style)
}

func (s *Site) badge(p, language, style string) *Representation {
	b := s.books[s.Editions.Default.Tag]
	if english := s.books["en"]; english != nil {
		b = english
	}
	for tag, book := range s.books {
		if strings.EqualFold(tag, language) {
			b = book
		}
	}
	rep := &Representation{MediaType: mediaTypes[".svg"], CacheControl: cachePicture, Open: true, Modified: s.built}
	badge := card.Badge{Label: "HTTP", Style: style}
	number, isNumber := catalog.Number(p)
	code := s.catalog.Code(number)
	switch digit := classDigit(p); {
	case isNumber && code != nil:
		badge.Number, badge.Digit, badge.Texts = code.String(), code.Class(), b.badgeTexts(code)
	case isNumber:
		badge.Number, badge.Quiet, badge.Texts = p, true, b.plain("badge.unknown")
	case digit > 0:
		badge.Number, badge.Digit, badge.Texts = p, digit, b.plain("class."+p+".name")
	default:
		badge.Quiet, badge.Texts = true, b.plain("badge.invalid")
		rep.CacheControl = cachePage // somebody is still writing that link
	}
	return rep.later(badge.SVG)
}

// badgeTexts are what a badge says of a code: in English its reason phrase, in
// any other language its name.
func (b *book) badgeTexts(code *catalog.Code) []card.Text {
	var said []card.Text
	for _, name := range b.plain("code." + code.String() + ".name") {
		if name.Language == "en" {
			said = append([]card.Text{{Language: "en", Text: code.Phrase}}, said...)
		} else {
			said = append(said, name)
		}
	}
	return said
}

// classDigit is that of a class such as 4xx, 0 for anything else.
func classDigit(p string) int {
	if len(p) == 3 && p[0] >= '1' && p[0] <= '5' && p[1:] == "xx" {
		return int(p[0] - '0')
	}
	return 0
}
