package site

import (
	"net/url"
	"strconv"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
	"statusbook/internal/search"
)

// resultsOnPage is how many results one page of a search shows.
const resultsOnPage = 20

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
	title := b.say("search.title", "Query", typed)
	if typed == "" {
		title = b.say("page.title", "Title", b.say("search.heading"))
	}
	page := &SearchPage{Layout: b.layout("search", title, b.say("search.empty"), typed == "")} // results are not to be found
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
