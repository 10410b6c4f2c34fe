package site

import "statusbook/internal/catalog"

// line is a line of text in one language, before it is HTML, Markdown or plain
// text.
type line struct{ language, text string }

// lines says a message in each language of the edition.
func (b *book) lines(id string) []line {
	var lines []line
	for _, language := range b.edition.Languages {
		lines = append(lines, line{language, b.sayIn(b.site.Editions.Get(language), id)})
	}
	return lines
}

// summaryLines says a code's summary. An edition of several languages leads with
// the language that its own file has it in.
func (b *book) summaryLines(code *catalog.Code) []line {
	id := "code." + code.String() + ".summary"
	if !b.edition.Multilingual() {
		return b.lines(id)
	}
	var lead, rest []line
	for _, language := range b.edition.Languages {
		if own := id + "." + language; b.edition.Has(own) {
			lead = append(lead, line{language, b.say(own)})
		} else {
			rest = append(rest, line{language, b.sayIn(b.site.Editions.Get(language), id)})
		}
	}
	return append(lead, rest...)
}

// asTexts writes lines as HTML.
func (b *book) asTexts(lines []line) []Text {
	var texts []Text
	for _, l := range lines {
		texts = append(texts, b.text(l.language, l.text))
	}
	return texts
}
