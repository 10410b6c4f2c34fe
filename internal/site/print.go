package site

import (
	"strings"

	"statusbook/internal/catalog"
)

// print puts the whole book on one page. Anchors that each code has are made
// distinct by its number.
func (b *book) print() *PrintPage {
	page := &PrintPage{
		Layout:  b.layout("print", b.say("page.title", "Title", b.say("print.heading")), b.say("print.lead"), false),
		Address: b.site.absolute + b.href(""),
	}
	for _, class := range b.site.catalog.Classes {
		entry := PrintClass{ClassPage: b.class(class)}
		distinct(entry.Sections, class.String())
		for _, code := range class.Codes {
			entry.Codes = append(entry.Codes, b.printed(code))
		}
		page.Parts = append(page.Parts, entry)
	}
	for _, code := range b.site.catalog.Codes {
		if code.Class() == 0 {
			page.Outside = append(page.Outside, b.printed(code))
		}
	}
	return page
}

func (b *book) printed(code *catalog.Code) *CodePage {
	page := b.code(code)
	distinct(page.Sections, code.String())
	return page
}

// distinct puts a prefix before the ids of sections and of the headings in them.
// Prose has no HTML of its own, so every id in it is one of its headings.
func distinct(sections []SectionView, prefix string) {
	for i := range sections {
		s := &sections[i]
		for j := range s.Bodies {
			s.Bodies[j].HTML = catalog.HTML(strings.ReplaceAll(string(s.Bodies[j].HTML), ` id="`, ` id="`+prefix+"-"))
		}
		s.Anchor = prefix + "-" + s.ID
	}
}
