package site

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html"
	"slices"
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
	"statusbook/internal/search"
)

// A book that stands in files, without a server, has a few representations that
// a Site makes per request otherwise. Its search runs in the browser: see
// static/search-static.js.

// StandaloneSearchPage is the page of a search that runs in the browser. Without
// a script it is a list of everything, to be looked through with the browser's
// own means.
type StandaloneSearchPage struct {
	Layout
	List    []ClassView
	Outside []CodeLink
}

// standaloneBook tells static/search-static.js about an edition. It stands at the
// address where a server answers with suggestions.
type standaloneBook struct {
	Module      string            `json:"module"` // addresses of scripts
	Engine      string            `json:"engine"`
	Indexes     []string          `json:"indexes"` // of the edition's languages first
	Languages   []string          `json:"languages"`
	Root        string            `json:"root"` // of the edition
	Longest     int               `json:"longest"`
	Suggestions int               `json:"suggestions"`
	OnPage      int               `json:"onPage"`
	Exact       map[string]string `json:"exact"` // what a name folds to, to the path inside the edition
	Marks       map[string]string `json:"marks"` // by code
	Words       standaloneWords   `json:"words"`
}

// standaloneWords are what the page of results says. Where a query belongs stands
// {query}.
type standaloneWords struct {
	Title     string            `json:"title"`
	None      string            `json:"none"`
	Corrected string            `json:"corrected"`
	Before    string            `json:"before"`
	After     string            `json:"after"`
	Pages     string            `json:"pages"`
	Count     [][2]any          `json:"count"` // sample numbers, each with what is said of so many pages
	Groups    map[string]string `json:"groups"`
}

// Standalone makes what a book needs besides [Site.Paths] where no server
// answers, by path.
func (s *Site) Standalone() map[string]*Representation {
	made := map[string]*Representation{}
	engine := s.engine()
	indexes := map[string]string{}
	for _, language := range s.searched() {
		body := plainJSON(engine.Portable(language))
		sum := sha256.Sum256(body)
		indexes[language] = "/static/search." + language + "." + hex.EncodeToString(sum[:5]) + ".json"
		made[indexes[language]] = (&Representation{
			MediaType: "application/json", Language: language, CacheControl: cacheAsset, NoIndex: true, Modified: s.built,
		}).with(body)
	}
	for _, e := range s.Editions.Editions {
		b := s.books[e.Tag]
		made[b.path("search")] = b.standaloneSearch()
		made[b.path("suggest")] = (&Representation{
			MediaType: "application/json", Language: e.Lang(), CacheControl: cachePage, NoIndex: true, Modified: s.built,
		}).with(plainJSON(b.standalone(indexes)))
	}
	return made
}

func plainJSON(value any) []byte {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err) // structs of strings and numbers always marshal
	}
	return body
}

// searched lists the languages that have an index, sorted.
func (s *Site) searched() []string {
	var tags []string
	for _, e := range s.Editions.Editions {
		tags = append(tags, e.Languages...)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

func (b *book) standaloneSearch() *Representation {
	home := b.home()
	page := &StandaloneSearchPage{
		Layout: b.searchPage("").Layout, List: home.List, Outside: home.Outside,
	}
	page.Title = b.say("page.title", "Title", b.say("search.heading"))
	return b.render("search-static", page, cachePage)
}

func (b *book) standalone(indexes map[string]string) standaloneBook {
	s := b.site
	one := standaloneBook{
		Module: s.Link(s.assets["search-static.js"]), Engine: s.Link(s.assets["search-engine.js"]),
		Languages: b.edition.Languages, Root: b.href(""), Longest: MaxQuery, Suggestions: suggestions, OnPage: resultsOnPage,
		Exact: s.exactNames(b.edition), Marks: map[string]string{}, Words: b.standaloneWords(),
	}
	for _, language := range append(slices.Clone(b.edition.Languages), s.searched()...) {
		if address := s.Link(indexes[language]); !slices.Contains(one.Indexes, address) {
			one.Indexes = append(one.Indexes, address)
		}
	}
	for number, link := range b.links {
		if link.Mark != "" {
			one.Marks[catalog.Digits(number)] = link.Mark
		}
	}
	return one
}

// exactNames lists what [Site.Lookup] finds in an edition.
func (s *Site) exactNames(e *locale.Edition) map[string]string {
	names := map[string]string{}
	root := "/" + e.Tag + "/"
	for folded, target := range s.folded {
		name, inside := strings.CutPrefix(folded, strings.ToLower(e.Tag)+"/")
		page := s.pages[target]
		if !inside || name == "" || strings.Contains(name, "/") || page == nil || !strings.HasPrefix(page.MediaType, "text/html") {
			continue
		}
		names[name] = strings.TrimPrefix(target, root)
	}
	return names
}

func (b *book) standaloneWords() standaloneWords {
	const query = "{query}"
	words := standaloneWords{
		Title: b.say("search.title", "Query", query), None: b.say("search.none", "Query", query),
		Corrected: b.say("search.corrected", "Query", query), Before: b.say("search.before"), After: b.say("search.after"),
		Pages: b.say("site.neighbours"), Groups: map[string]string{},
	}
	for _, sample := range []int{1, 2, 3, 5, 11, 20} { // one of each plural form of any language (CLDR)
		words.Count = append(words.Count, [2]any{sample, b.say("search.count", "Count", sample)})
	}
	for _, kind := range []search.Kind{search.Code, search.Class, search.Guide, search.Page} {
		words.Groups[string(kind)] = b.groupHeading(kind)
	}
	return words
}

// Asset returns the address of a static file, empty if there is none of that
// name.
func (s *Site) Asset(name string) string { return s.assets[name] }

// Absolute returns the address of a page with its origin, empty if the book has
// not been told its own.
func (s *Site) Absolute(p string) string {
	if s.Roams() {
		return ""
	}
	return s.absolute(p)
}

// Title returns the title of a page.
func (s *Site) Title(p string) string {
	page := s.pages[p]
	if page == nil {
		return ""
	}
	_, rest, _ := strings.Cut(string(page.Body()), "<title>")
	title, _, _ := strings.Cut(rest, "</title>")
	return html.UnescapeString(title)
}
