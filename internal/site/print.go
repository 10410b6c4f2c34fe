package site

import (
	"strings"

	"statusbook/internal/catalog"
)

// print puts the whole book on one page, from pages that have been rendered by
// themselves before. Anchors that each of them has are made distinct by its number.
func (b *book) print(classes []*ClassPage, codes []*CodePage) *PrintPage {
	page := &PrintPage{
		Layout:  b.layout("print", b.say("page.title", "Title", b.say("print.heading")), b.say("print.lead"), false),
		Address: b.site.origin + b.href(""),
	}
	for _, class := range classes {
		class.Sections = distinct(class.Sections, class.View.Class)
		page.Parts = append(page.Parts, PrintClass{ClassPage: class})
	}
	for _, code := range codes {
		code.Sections = distinct(code.Sections, code.Code)
		if code.Class == nil {
			page.Outside = append(page.Outside, code)
			continue
		}
		part := &page.Parts[code.Digit-1]
		part.Codes = append(part.Codes, code)
	}
	return page
}

// distinct puts a prefix before the ids of sections and of the headings in them.
// Prose has no HTML of its own, so every id in it is one of its headings.
func distinct(sections []SectionView, prefix string) []SectionView {
	for i := range sections {
		s := &sections[i]
		for j := range s.Bodies {
			s.Bodies[j].HTML = catalog.HTML(strings.ReplaceAll(string(s.Bodies[j].HTML), ` id="`, ` id="`+prefix+"-"))
		}
		s.Anchor = prefix + "-" + s.ID
	}
	return sections
}
