package site

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
)

// MaxQuery is how much of a search query is used, in characters. The field in the
// header takes as many.
const MaxQuery = 200

// Unassigned makes the page of a number that the book has no page of.
func (s *Site) Unassigned(e *locale.Edition, number int) *Representation {
	b := s.books[e.Tag]
	return b.render("unassigned", b.unassigned(number), cachePage)
}

// NotFound makes the page for a path where there is nothing.
func (s *Site) NotFound(e *locale.Edition, requested string) *Representation {
	b := s.books[e.Tag]
	return b.render("notfound", b.notFound(cleanQuery(requested)), CacheNone)
}

// Lookup returns the path of the page that a query names exactly: by number,
// class, or any of its slugs.
func (s *Site) Lookup(e *locale.Edition, query string) (string, bool) {
	name := strings.TrimPrefix(strings.TrimSpace(width.Fold.String(cleanQuery(query))), ":") // :not_found
	if strings.Trim(name, ".") == "" || strings.ContainsAny(name, "/%") {
		return "", false
	}
	path, ok := s.folded[foldPath("/"+e.Tag+"/"+name)]
	if page := s.pages[path]; page == nil || !strings.HasPrefix(page.MediaType, "text/html") {
		return "", false // the search itself, or nothing to read
	}
	return path, ok
}

// cleanQuery makes what a reader sent fit to be worked with and shown: valid
// UTF-8, of bounded length, without control characters.
func cleanQuery(query string) string {
	count := 0
	for at := range query { // a byte that is no UTF-8 counts as a character
		if count++; count > MaxQuery {
			query = query[:at]
			break
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, query)
}

// nearest suggests codes for a path where there is nothing: those whose number
// is one slip away from a number in it, or whose names its words fit.
func (b *book) nearest(requested string) []CodeLink {
	name := path.Base(strings.ToLower(requested))
	name = strings.TrimSuffix(name, path.Ext(name))
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, name)
	var links []CodeLink
	add := func(code *catalog.Code) {
		if len(links) < 5 && !slices.ContainsFunc(links, func(l CodeLink) bool { return l.Code == code.String() }) {
			links = append(links, b.codeLink(code))
		}
	}
	if number, ok := catalog.Number(digits); ok && b.site.catalog.Code(number) != nil {
		add(b.site.catalog.Code(number))
	}
	if len(digits) >= 2 {
		for _, code := range b.site.catalog.Codes {
			if len(digits) <= 8 && oneSlip(digits, code.String()) {
				add(code)
			}
		}
	}
	words := strings.Join(strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
	if strings.ContainsFunc(words, unicode.IsLetter) && utf8.RuneCountInString(words) > 2 {
		for _, code := range b.named(words) {
			add(code)
		}
	}
	return links
}

// oneSlip reports whether a becomes b by one digit more, less or other, or by
// two neighbours in the wrong order.
func oneSlip(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	switch len(a) - len(b) {
	case 0:
		var at []int
		for i := range a {
			if a[i] != b[i] {
				at = append(at, i)
			}
		}
		return len(at) <= 1 || len(at) == 2 && at[1] == at[0]+1 && a[at[0]] == b[at[1]] && a[at[1]] == b[at[0]]
	case 1:
		for i := range a {
			if a[:i]+a[i+1:] == b {
				return true
			}
		}
	}
	return false
}

// NotAcceptable makes the answer for a request that takes none of the formats in
// which a page can be had: a list of what there is (RFC 9110, section 15.5.7).
func (s *Site) NotAcceptable(e *locale.Edition, path string) *Representation {
	b := s.books[e.Tag]
	var text strings.Builder
	text.WriteString("406 Not Acceptable\n\n" + b.say("fault.406.lead") + "\n\n")
	for _, format := range s.Formats(path) {
		text.WriteString(format.MediaType + "\n  " + s.origin + s.Link("/"+e.Tag+path+format.Suffix) + "\n")
	}
	return (&Representation{
		MediaType: "text/plain; charset=utf-8", Language: e.Lang(), CacheControl: CacheNone, Open: true, Modified: s.built,
	}).with([]byte(text.String()))
}
