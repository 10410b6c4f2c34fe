package site

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"statusbook/internal/catalog"
)

// Pages for what is not there, and for requests that end without a page.

// unassigned answers for a number that the book has no page of. A client treats
// an unknown code as x00 of its class, and a number outside 100 to 599 as a
// server error (RFC 9110, section 15).
func (b *book) unassigned(number int) *UnassignedPage {
	page := &UnassignedPage{
		Layout: b.layout(catalog.Digits(number), b.say("unassigned.title", "Code", catalog.Digits(number)),
			b.say("unassigned.abstract", "Code", catalog.Digits(number)), false),
		Code: catalog.Digits(number), Outside: number < 100 || number > 599,
	}
	treatAs := treatedAs(number)
	if code := b.site.catalog.Code(treatAs); code != nil {
		page.TreatAs = b.codeLink(code)
	}
	page.Class = b.classOf(treatAs).ClassLink
	from, to := b.gap(number)
	page.From, page.To = catalog.Digits(from), catalog.Digits(to)
	before, after := b.site.catalog.Around(number)
	page.Previous, page.Next = b.codeLinkOrNil(before), b.codeLinkOrNil(after)
	return page
}

// treatedAs is the code as which a client treats one that it does not know.
func treatedAs(number int) int {
	if number < 100 || number > 599 {
		return http.StatusInternalServerError
	}
	return number / 100 * 100
}

// gap returns the range of unassigned numbers around one, as the registry counts
// it: within the class, or within all that lies outside 100 to 599.
func (b *book) gap(number int) (from, to int) {
	switch {
	case number < 100:
		from, to = 0, 99
	case number > 599:
		from, to = 600, 999
	default:
		from = number / 100 * 100
		to = from + 99
	}
	for _, code := range b.site.catalog.Codes {
		if !code.Registered() {
			continue
		}
		if code.Number < number && code.Number >= from {
			from = code.Number + 1
		}
		if code.Number > number && code.Number <= to {
			to = code.Number - 1
		}
	}
	return from, to
}

// notFound helps where there is nothing. Its language switch leads to the same
// path in the other editions, where there is nothing either: the reader stays.
func (b *book) notFound(requested string) *NotFoundPage {
	inside := strings.TrimLeft(requested, "/")
	if e := b.site.EditionOf(requested); e != nil {
		inside = strings.TrimLeft(inside[len(e.Tag):], "/")
	}
	return &NotFoundPage{
		Layout: b.layout((&url.URL{Path: inside}).EscapedPath(), b.say("notfound.title"), "", false),
		Path:   requested, Nearest: b.nearest(requested),
	}
}

// fault explains a status with which a request ended without a page.
func (b *book) fault(status int) *FaultPage {
	id := fmt.Sprintf("fault.%d", status)
	heading := b.say(id + ".heading")
	return &FaultPage{
		Layout: b.layout("", b.say("page.title", "Title", heading), "", false),
		Status: status, Digit: status / 100, Heading: heading, Lead: b.say(id + ".lead"),
		About: b.codeLinkOrNil(b.site.catalog.Code(status)),
	}
}
