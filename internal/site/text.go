package site

import (
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
	"statusbook/internal/terminal"
)

// textWidth is that of a terminal by tradition.
const textWidth = 80

// plainPage is a page as plain text for a terminal of 80 columns, with its licence
// and its address at the end.
func (b *book) plainPage(p string, s *sheet) string {
	style := terminal.Style{Width: textWidth, Link: b.mention}
	return terminal.Render(s.text(), style) + "\n" + terminal.Render(b.say("site.footer"), style) + b.site.absolute(b.path(p)) + "\n"
}

// mention says what stands after a link in plain text. One within the book is
// named as `statusbook lookup` takes it. One to a section of an RFC says all in
// its words.
func (b *book) mention(words, address string) (after string, note bool) {
	if own, ok := strings.CutPrefix(address, b.site.absolute(b.path(""))); ok {
		page, _, _ := strings.Cut(own, "#")
		if page == "" || strings.Contains(words, page) {
			return "", false
		}
		return " (" + page + ")", false
	}
	return "", words != address && (!strings.HasPrefix(words, "RFC ") || !strings.HasPrefix(address, rfcRoot))
}

// hues are the colours of headings by class: an unknown number has the first.
var hues = [...]int{35, 36, 32, 34, 33, 31}

// Text writes the page at a path, if there is one, as plain text of some width,
// with colour if the terminal has it, and with its address if the book knows where
// it is. Where a text is about that address and it does not, origin takes its place.
func (s *Site) Text(e *locale.Edition, path, origin string, width int, colour bool) (string, bool) {
	b := s.books[e.Tag]
	made := b.sheet(path)
	if made == nil {
		return "", false
	}
	p := strings.TrimPrefix(path, b.path(""))
	style := terminal.Style{Width: width, Colour: colour, Link: b.mention}
	if digit := p[0] - '0'; digit < byte(len(hues)) {
		style.Hue = hues[digit]
	}
	text := terminal.Render(made().text(), style)
	if s.Roams() {
		return strings.ReplaceAll(text, anyOrigin, origin), true
	}
	return text + "\n" + s.absolute(path) + "\n", true
}

// Hit is a page that fits what somebody asked for.
type Hit struct {
	Name  string `json:"name"`  // by which it can be asked for: 404, 4xx, guides/choose
	Title string `json:"title"` // in the language of its code: a reason phrase, or a heading
	About string `json:"about,omitempty"`
}

// Named returns the path of the page that words name: a number, a class, a phrase,
// a constant or any other slug of a code, the slug of a guide or another page.
func (s *Site) Named(e *locale.Edition, words string) (string, bool) {
	if path, ok := s.Lookup(e, words); ok && s.books[e.Tag].sheet(path) != nil {
		return path, true
	}
	name := strings.ReplaceAll(strings.TrimSpace(cleanQuery(words)), " ", "-")
	for _, folder := range []string{"", "guides/"} {
		path := s.folded[foldPath("/"+e.Tag+"/"+folder+name)]
		if s.EditionOf(path) == e && s.books[e.Tag].sheet(path) != nil {
			return path, true
		}
	}
	return "", false
}

// sheet returns the page at a path as Markdown on demand, or nil.
func (b *book) sheet(path string) func() *sheet {
	return b.sheets[strings.TrimPrefix(path, b.path(""))]
}

// Find returns the pages that fit words best.
func (s *Site) Find(e *locale.Edition, words string, most int) []Hit {
	engine := s.engine()
	found, err := engine.Find(engine.Prepare(cleanQuery(words)), e.Languages)
	if err != nil {
		panic(err) // the index is in memory; what was typed is not query syntax
	}
	var hits []Hit
	for _, hit := range found {
		if d, ok := engine.Document(e.Lang(), hit.Path); ok && len(hits) < most {
			hits = append(hits, Hit{Name: hit.Path, Title: d.Title, About: d.Name})
		}
	}
	return hits
}

// Nearest returns the codes that somebody perhaps meant who asked for something
// that there is not.
func (s *Site) Nearest(e *locale.Edition, words string) []Hit {
	var hits []Hit
	for _, link := range s.books[e.Tag].nearest(cleanQuery(words)) {
		number, _ := catalog.Number(link.Code)
		id := "code." + link.Code + ".name"
		hits = append(hits, Hit{Name: link.Code, Title: s.catalog.Code(number).Phrase, About: s.books[e.Tag].say(id)})
	}
	return hits
}
