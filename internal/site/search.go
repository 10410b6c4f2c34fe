package site

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
	"statusbook/internal/search"
)

// resultsOnPage is how many results one page of a search shows.
const resultsOnPage = 20

// suggestions is how many are offered while a reader types.
const suggestions = 8

// Warm builds the index of the search, which otherwise the first search does. It
// may run beside everything else.
func (s *Site) Warm() { _ = s.engine() }

// newEngine indexes every page in every language that has an edition of its own.
func (s *Site) newEngine() *search.Engine {
	documents := map[string][]search.Document{}
	for _, e := range s.Editions.Editions {
		if !e.Multilingual() {
			documents[e.Tag] = s.books[e.Tag].documents()
		}
	}
	engine, err := search.New(documents)
	if err != nil {
		panic(err) // the index is in memory and its mapping is fixed
	}
	return engine
}

// documents are the pages of this edition as the search sees them.
func (b *book) documents() []search.Document {
	language := b.edition.Tag
	var documents []search.Document
	for _, code := range b.site.catalog.Codes {
		documents = append(documents, b.codeDocument(code))
	}
	for _, class := range b.site.catalog.Classes {
		id := "class." + class.String()
		documents = append(documents, search.Document{
			Path: class.String(), Kind: search.Class, Title: b.say(id + ".name"), Names: []string{class.String()},
			Keywords: b.keywords(id), Summary: b.say(id + ".summary"), Sections: sectionsOf(class.Prose[language], nil), Weight: 0.7,
		})
	}
	for _, guide := range b.site.catalog.Guides {
		documents = append(documents, pageDocument(guide, "guides/"+guide.Slug, search.Guide, language, 1.2))
	}
	for _, page := range b.site.catalog.Pages {
		documents = append(documents, pageDocument(page, page.Slug, search.Page, language, 0.4))
	}
	if len(b.site.catalog.Terms) > 0 {
		documents = append(documents, b.glossaryDocument())
	}
	return documents
}

func (b *book) glossaryDocument() search.Document {
	d := search.Document{
		Path: "glossary", Kind: search.Page, Title: b.say("glossary.heading"), Summary: b.say("glossary.lead"), Weight: 0.7,
	}
	for _, term := range b.site.catalog.Terms {
		if word, ok := term.Words[b.edition.Tag]; ok {
			d.Sections = append(d.Sections, search.Section{ID: term.ID, Title: word.Term, Text: word.Term + " " + catalog.Plain(word.Text)})
			d.Keywords = append(d.Keywords, word.Term)
		}
	}
	return d
}

func (b *book) codeDocument(code *catalog.Code) search.Document {
	id := "code." + code.String()
	d := search.Document{
		Path: code.String(), Kind: search.Code, Number: code.String(), Title: code.Phrase, Name: b.say(id + ".name"),
		Names:   slices.Concat([]string{code.Phrase}, code.Former, code.Slugs),
		Summary: catalog.Plain(b.say(id + ".summary")), Weight: 1.1,
	}
	d.Keywords = b.keywords(id)
	for _, constant := range constants(code.Constants) {
		_, name, ok := strings.Cut(constant.Name, ".")
		if !ok {
			name = constant.Name
		}
		d.Names = append(d.Names, strings.Trim(name, ":'"))
	}
	for _, field := range code.Fields {
		d.Fields = append(d.Fields, field.Name)
	}
	for _, owner := range code.Owners {
		d.Owners = append(d.Owners, owner.Name+" "+owner.Phrase, catalog.Plain(b.say(id+".owner."+owner.ID)))
	}
	d.Sections = sectionsOf(code.Prose[b.edition.Tag], func(section string) string { return b.say("section." + section) })
	switch {
	case code.Popular:
		d.Weight = 1.4
	case !code.Registered() && len(d.Sections) > 0:
		d.Weight = 0.85
	case !code.Registered():
		d.Weight = 0.6
	}
	return d
}

// keywords are further words by which readers look for a page: what they see, not
// what it is called. They stand in the locales and are optional.
func (b *book) keywords(id string) []string {
	if id += ".keywords"; b.edition.Has(id) {
		return strings.FieldsFunc(b.say(id), func(r rune) bool { return r == ';' || r == '\uFF1B' })
	}
	return nil
}

func pageDocument(page *catalog.Page, path string, kind search.Kind, language string, weight float64) search.Document {
	d := search.Document{Path: path, Kind: kind, Weight: weight, Sections: sectionsOf(page.Prose[language], nil)}
	if prose := page.Prose[language]; prose != nil {
		d.Title = prose.Title
	}
	if len(d.Sections) > 0 && d.Sections[0].ID == "" {
		d.Summary = d.Sections[0].Text
		d.Sections = d.Sections[1:]
	}
	return d
}

func sectionsOf(prose *catalog.Prose, title func(id string) string) []search.Section {
	if prose == nil {
		return nil
	}
	var sections []search.Section
	for _, section := range prose.Sections {
		view := search.Section{ID: section.ID, Title: section.Title, Text: section.Text()}
		if title != nil {
			view.Title = title(section.ID)
		}
		sections = append(sections, view)
	}
	return sections
}

// Search makes a page of results for a query; pages count from 1.
func (s *Site) Search(e *locale.Edition, typed string, number int) *Representation {
	b := s.books[e.Tag]
	typed = cleanQuery(typed)
	engine := s.engine()
	query := engine.Prepare(typed)
	hits, err := engine.Find(query, e.Languages)
	if err != nil {
		panic(err) // the index is in memory; what was typed is not query syntax
	}
	page := b.searchPage(typed)
	page.Corrected = query.Corrected
	page.Count = len(hits)
	last := max(1, (len(hits)+resultsOnPage-1)/resultsOnPage)
	number = min(max(number, 1), last)
	for _, hit := range hits[(number-1)*resultsOnPage : min(number*resultsOnPage, len(hits))] {
		b.addResult(page, engine, query, hit.Path)
	}
	if number > 1 {
		page.Before = b.searchLink(typed, number-1)
	}
	if number < last {
		page.After = b.searchLink(typed, number+1)
	}
	if len(hits) == 0 {
		page.Nearest = b.nearest(typed)
	}
	return b.render("search", page, cacheSearch)
}

// searchPage is a page of results without results.
func (b *book) searchPage(typed string) *SearchPage {
	page := &SearchPage{Layout: b.layout("search", b.say("search.title", "Query", typed), "", false)}
	page.Query = typed
	for i := range page.Editions {
		page.Editions[i].Href = b.site.Link("/"+page.Editions[i].Tag+"/search") + "?q=" + url.QueryEscape(typed) + "&remember"
	}
	return page
}

// sampleSearch is a page that has everything that a page of results can have, to
// see whether it can be rendered.
func (b *book) sampleSearch() *SearchPage {
	page := b.searchPage("404")
	page.Count, page.Corrected, page.Before, page.After = 1, "404", b.href("search"), b.href("search")
	page.Groups = []ResultGroup{{Heading: b.groupHeading(search.Code), Results: []ResultView{{
		Code: "404", Digit: 4, Href: b.href("404"), Pieces: []search.Piece{{Text: "404", Match: true}},
		Section: &Link{Href: b.href("404#meaning"), Text: b.text(b.edition.Lang(), "404")},
	}}}}
	for _, kind := range []search.Kind{search.Class, search.Guide, search.Page} {
		b.groupHeading(kind)
	}
	return page
}

func (b *book) groupHeading(kind search.Kind) string { return b.say("search-group." + string(kind)) }

func (b *book) searchLink(typed string, number int) string {
	return b.href("search") + "?q=" + url.QueryEscape(typed) + "&page=" + strconv.Itoa(number)
}

// addResult adds a hit to the group of its kind.
func (b *book) addResult(page *SearchPage, engine *search.Engine, query search.Query, path string) {
	language := b.edition.Lang()
	d, ok := engine.Document(language, path)
	if !ok {
		return
	}
	passage := d.Passage(query)
	for _, other := range b.edition.Languages[1:] {
		if alternative, ok := engine.Document(other, path); ok && !passage.Matches() {
			passage, language = alternative.Passage(query), other
		}
	}
	view := ResultView{
		Code: d.Number, Href: b.href(path), Title: b.text(language, d.Title),
		Pieces: passage.Pieces, Lang: b.foreign(language),
	}
	if d.Kind == search.Code {
		number, _ := catalog.Number(d.Number)
		link := b.links[number]
		view.Digit, view.Title, view.Names, view.Mark = link.Digit, link.Phrase, link.Names, link.Mark
	}
	if d.Kind == search.Class {
		view.Code, view.Digit = path, int(path[0]-'0')
	}
	if passage.Section.ID != "" {
		view.Section = &Link{Href: b.href(path) + "#" + passage.Section.ID, Text: b.text(language, passage.Section.Title)}
	}
	heading := b.groupHeading(d.Kind)
	for i := range page.Groups {
		if page.Groups[i].Heading == heading {
			page.Groups[i].Results = append(page.Groups[i].Results, view)
			return
		}
	}
	page.Groups = append(page.Groups, ResultGroup{heading, []ResultView{view}})
}

// named returns codes whose names fit words, for a reader who is lost.
func (b *book) named(words string) []*catalog.Code {
	engine := b.site.engine()
	hits, err := engine.Find(engine.Prepare(words), b.edition.Languages)
	if err != nil {
		panic(err)
	}
	var codes []*catalog.Code
	for _, hit := range hits {
		if number, ok := catalog.Number(hit.Path); ok && hit.Score > leastSuggested {
			codes = append(codes, b.site.catalog.Code(number))
		}
	}
	return codes
}

// leastSuggested is the score below which a page shares but a word of prose with
// what was asked.
const leastSuggested = 0.5

// Suggestion is a page offered while a reader types.
type Suggestion struct{ Title, About, Path string }

// Suggest offers pages for the beginning of a query: one that it names exactly
// first.
func (s *Site) Suggest(e *locale.Edition, typed string) []Suggestion {
	b := s.books[e.Tag]
	engine := s.engine()
	hits, err := engine.Find(engine.Prepare(cleanQuery(typed)), e.Languages)
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

// SuggestJSON writes suggestions as browsers ask for them: the query, titles,
// what they are about, and addresses (OpenSearch Suggestions extension 1.1).
func (s *Site) SuggestJSON(e *locale.Edition, typed string) ([]byte, error) {
	typed = cleanQuery(typed)
	titles, abouts, addresses := []string{}, []string{}, []string{}
	for _, item := range s.Suggest(e, typed) {
		titles = append(titles, item.Title)
		abouts = append(abouts, item.About)
		addresses = append(addresses, s.origin+item.Path)
	}
	return json.Marshal([]any{typed, titles, abouts, addresses})
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
		},
	}, "", " ")
	if err != nil {
		b.fail(err)
		return nil
	}
	rep := &Representation{
		MediaType: "application/opensearchdescription+xml", Language: b.edition.Lang(), CacheControl: cachePage,
		Modified: b.site.built, Body: append([]byte(xml.Header), body...),
	}
	return rep.seal()
}
