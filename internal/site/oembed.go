package site

import (
	"cmp"
	"encoding/xml"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"statusbook/internal/card"
	"statusbook/internal/locale"
	"statusbook/internal/snippet"
)

// OEmbedPath is where the book describes its frames.
const OEmbedPath = "/oembed"

// oEmbed is the answer (oEmbed 1.0, section 2.3.4.4: the type rich).
type oEmbed struct {
	XMLName         xml.Name `xml:"oembed"           json:"-"`
	Version         string   `xml:"version"          json:"version"`
	Type            string   `xml:"type"             json:"type"`
	Title           string   `xml:"title"            json:"title"`
	ProviderName    string   `xml:"provider_name"    json:"provider_name"`
	ProviderURL     string   `xml:"provider_url"     json:"provider_url"`
	CacheAge        int      `xml:"cache_age"        json:"cache_age"`
	ThumbnailURL    string   `xml:"thumbnail_url,omitempty"    json:"thumbnail_url,omitempty"`
	ThumbnailWidth  int      `xml:"thumbnail_width,omitempty"  json:"thumbnail_width,omitempty"`
	ThumbnailHeight int      `xml:"thumbnail_height,omitempty" json:"thumbnail_height,omitempty"`
	HTML            string   `xml:"html"             json:"html"`
	Width           int      `xml:"width"            json:"width"`
	Height          int      `xml:"height"           json:"height"`
}

// oEmbedAge is how long a description may be kept, in seconds.
const oEmbedAge = 24 * 60 * 60

// maxSize is the largest frame that a request may allow.
const maxSize = 1_000_000

// OEmbed describes the card of a page of this book, as a query asks for it (oEmbed
// 1.0, section 2.2). origin is where the book has been asked. An address that names
// no edition gets the one that choose returns. Parameters that oEmbed does not
// know are passed over, as consumers have some of their own.
func (s *Site) OEmbed(rawQuery, origin string, choose func() *locale.Edition) (*Representation, *Refusal) {
	query, err := url.ParseQuery(rawQuery)
	address := query.Get("url")
	switch {
	case err != nil:
		return nil, &Refusal{Status: http.StatusBadRequest, Message: "problem.query"}
	case address == "":
		return nil, &Refusal{Status: http.StatusBadRequest, Message: "problem.parameter-missing", Data: []any{"Name", "url"}, Parameter: "url"}
	}
	format := cmp.Or(query.Get("format"), "json")
	if allowed := []string{"json", "xml"}; !slices.Contains(allowed, format) {
		refusal := noValue("format", format, allowed)
		refusal.Status = http.StatusNotImplemented // as section 2.3.5 has it
		return nil, refusal
	}
	limits := map[string]int{}
	for _, name := range []string{"maxwidth", "maxheight"} {
		value := query.Get(name)
		size, err := strconv.Atoi(value)
		if value != "" && (err != nil || size < 1 || size > maxSize) {
			return nil, &Refusal{
				Status: http.StatusBadRequest, Message: "problem.parameter-number", Data: []any{"Name", name, "Most", maxSize}, Parameter: name,
			}
		}
		limits[name] = size
	}
	e, name := s.embedded(address, origin)
	if name == "" {
		return nil, &Refusal{
			Status: http.StatusNotFound, Message: "problem.oembed", Data: []any{"Value", cleanQuery(address)}, Parameter: "url",
		}
	}
	if e == nil {
		e = choose()
	}
	return s.books[e.Tag].oEmbed(name, format, limits["maxwidth"], limits["maxheight"]), nil
}

// oEmbed describes the card of a code or a class, no larger than it may be; 0 is
// any size.
func (b *book) oEmbed(name, format string, maxWidth, maxHeight int) *Representation {
	page := b.linked(name, b.phrase(name))
	o := oEmbed{
		Version: "1.0", Type: "rich", Title: page.Text, ProviderName: b.say("site.name"), ProviderURL: b.site.absolute("/"), CacheAge: oEmbedAge,
		Width: within(snippet.FrameWidth, maxWidth), Height: within(snippet.FrameHeight, maxHeight),
	}
	if within(card.Width, maxWidth) == card.Width && within(card.Height, maxHeight) == card.Height {
		o.ThumbnailURL = b.site.absolute(picturePath(b.edition.Tag, name))
		o.ThumbnailWidth, o.ThumbnailHeight = card.Width, card.Height
	}
	o.HTML = snippet.Frame(page, o.Width, o.Height)
	rep := b.site.open("application/json", "")
	if format == "json" {
		return rep.with(asJSON(o))
	}
	rep.MediaType = "text/xml; charset=utf-8"
	body, err := xml.MarshalIndent(o, "", " ")
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return rep.with([]byte(`<?xml version="1.0" encoding="utf-8" standalone="yes"?>` + "\n" + string(body) + "\n"))
}

// within is a size that is no larger than a limit.
func within(size, limit int) int {
	if limit == 0 {
		return size
	}
	return min(size, limit)
}

// phrase is what stands after the number of a code or a class.
func (b *book) phrase(name string) string {
	for _, code := range b.site.catalog.Codes {
		if code.String() == name {
			return code.Phrase
		}
	}
	return b.say("class." + name + ".name")
}

// embedded finds the code or the class that an address of this book is about,
// and the edition, if the address names one.
func (s *Site) embedded(address, origin string) (*locale.Edition, string) {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return nil, ""
	}
	here, err := url.Parse(s.origin)
	if s.Roams() {
		here, err = url.Parse(origin)
	}
	if err != nil || host(u) == "" || host(u) != host(here) {
		return nil, ""
	}
	path := s.Inside(u.Path)
	if s.base != "" && path == u.Path {
		return nil, ""
	}
	if canonical, ok := s.Canonical(path); ok {
		path = canonical
	}
	path = strings.TrimPrefix(path, "/embed")
	e := s.EditionOf(path)
	name := strings.TrimPrefix(path, "/")
	if e != nil {
		name = strings.TrimPrefix(name, e.Tag+"/")
	}
	if s.pages["/embed/"+s.Editions.Default.Tag+"/"+name] == nil {
		return nil, ""
	}
	return e, name
}

// host is the authority of an address of the web, without the port that is meant
// anyway. Readers copy addresses with either scheme.
func host(u *url.URL) string {
	name, port := strings.ToLower(u.Hostname()), u.Port()
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return ""
	case name == "" || port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443":
		return name
	}
	return net.JoinHostPort(name, port)
}
