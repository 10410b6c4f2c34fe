package site

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"

	"statusbook/internal/locale"
	"statusbook/internal/search"
)

// suggestions is how many are offered while a reader types.
const suggestions = 8

// Suggestion is a page offered while a reader types.
type Suggestion struct{ Title, About, Path string }

// Suggest offers pages for the beginning of a query: one that it names exactly
// first.
func (s *Site) Suggest(e *locale.Edition, typed string) []Suggestion {
	b := s.books[e.Tag]
	engine := s.engine()
	hits, err := engine.Find(engine.Begin(cleanQuery(typed)), e.Languages)
	if err != nil {
		panic(err)
	}
	var paths []string
	if exact, ok := s.Lookup(e, typed); ok {
		paths = append(paths, strings.TrimPrefix(exact, "/"+e.Tag+"/"))
	}
	for _, hit := range hits {
		if len(paths) < suggestions && !slices.Contains(paths, hit.Path) {
			paths = append(paths, hit.Path)
		}
	}
	var list []Suggestion
	for _, path := range paths {
		d, ok := engine.Document(e.Lang(), path)
		if !ok {
			continue
		}
		item := Suggestion{Title: d.Title, About: d.Name, Path: b.href(path)}
		switch d.Kind {
		case search.Code:
			item.Title = d.Number + " " + d.Title
		case search.Class:
			item.Title = path + " " + d.Title
		}
		list = append(list, item)
	}
	return list
}

// Suggestions writes what Suggest offers as browsers ask for it: the query,
// titles, what they are about, and addresses (OpenSearch Suggestions extension
// 1.1).
func (s *Site) Suggestions(e *locale.Edition, typed string) *Representation {
	typed = cleanQuery(typed)
	titles, abouts, addresses := []string{}, []string{}, []string{}
	for _, item := range s.Suggest(e, typed) {
		titles = append(titles, item.Title)
		abouts = append(abouts, item.About)
		addresses = append(addresses, s.origin+item.Path)
	}
	body, err := json.Marshal([]any{typed, titles, abouts, addresses})
	if err != nil {
		panic(err) // strings always marshal
	}
	rep := &Representation{
		MediaType: "application/x-suggestions+json; charset=utf-8", Language: e.Lang(), CacheControl: cacheSearch,
		NoIndex: true, Modified: s.built,
	}
	return rep.with(body)
}

// openSearch describes the search to a browser (OpenSearch 1.1).
func (b *book) openSearch() *Representation {
	type address struct {
		Type     string `xml:"type,attr"`
		Rel      string `xml:"rel,attr,omitempty"`
		Template string `xml:"template,attr"`
	}
	root := b.site.origin
	body, err := xml.MarshalIndent(struct {
		XMLName       xml.Name  `xml:"OpenSearchDescription"`
		XMLNS         string    `xml:"xmlns,attr"`
		ShortName     string    `xml:"ShortName"`
		Description   string    `xml:"Description"`
		Language      string    `xml:"Language"`
		InputEncoding string    `xml:"InputEncoding"`
		Addresses     []address `xml:"Url"`
	}{
		XMLNS: "http://a9.com/-/spec/opensearch/1.1/", ShortName: b.say("site.name"), Description: b.say("site.tagline"),
		Language: b.edition.Lang(), InputEncoding: "UTF-8",
		Addresses: []address{
			{"text/html", "results", root + b.href("search") + "?q={searchTerms}"},
			{"application/x-suggestions+json", "suggestions", root + b.href("suggest") + "?q={searchTerms}"},
			{"application/opensearchdescription+xml", "self", root + b.href("opensearch.xml")},
		},
	}, "", " ")
	if err != nil {
		b.fail(err)
		return nil
	}
	rep := &Representation{
		MediaType: "application/opensearchdescription+xml", Language: b.edition.Lang(), CacheControl: cachePage,
		Modified: b.site.built,
	}
	return rep.with(append([]byte(xml.Header), body...))
}
