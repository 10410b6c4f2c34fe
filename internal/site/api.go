package site

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"statusbook/internal/catalog"
	"statusbook/internal/record"
	"statusbook/internal/search"
)

// Data answers a program at a path of the interface. The query is read strictly:
// whoever misspells a parameter should not believe in the answer.
func (s *Site) Data(path, rawQuery string) (*Representation, *Refusal) {
	var known []string
	switch {
	case path == SearchPath:
		known = []string{"q", "page", "lang"}
	case path == codesPath:
		known = []string{"class", "registration", "owner", "field", "lang"}
	case s.variants[path] != nil:
		known = []string{"lang"}
	}
	given, refusal := parameters(rawQuery, known)
	if refusal != nil {
		return nil, refusal
	}
	r := recorder{s, s.languages()}
	tag, hasTag := given["lang"]
	if hasTag {
		at := slices.IndexFunc(r.languages, func(l string) bool { return strings.EqualFold(l, tag) })
		if at < 0 {
			return nil, noValue("lang", tag, r.languages)
		}
		r.languages = r.languages[at : at+1]
		delete(given, "lang")
	}
	switch {
	case path == SearchPath:
		return s.dataSearch(r, given)
	case len(given) > 0:
		chosen, refusal := s.filter(given)
		if refusal != nil {
			return nil, refusal
		}
		return s.recorded(r, "CodeList", "", func(r recorder) any { return r.codes(chosen) }), nil
	case hasTag:
		return s.variants[path][strings.ToLower(tag)], nil
	}
	return s.pages[path], nil
}

// parameters reads a query of known parameters, each at most once.
func parameters(rawQuery string, known []string) (map[string]string, *Refusal) {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return nil, &Refusal{Status: http.StatusBadRequest, Message: "problem.query"}
	}
	given := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		shown := cleanQuery(name)
		switch {
		case len(known) == 0:
			return nil, &Refusal{Status: http.StatusBadRequest, Message: "problem.parameter-none", Data: []any{"Name", shown}, Parameter: shown}
		case !slices.Contains(known, name):
			return nil, &Refusal{
				Status: http.StatusBadRequest, Message: "problem.parameter-unknown", Data: []any{"Name", shown, "Allowed", strings.Join(known, ", ")},
				Parameter: shown, Allowed: known,
			}
		case len(values[name]) > 1:
			return nil, &Refusal{Status: http.StatusBadRequest, Message: "problem.parameter-twice", Data: []any{"Name", name}, Parameter: name}
		}
		given[name] = values[name][0]
	}
	return given, nil
}

// noValue refuses a value that a parameter cannot have.
func noValue(name, value string, allowed []string) *Refusal {
	return &Refusal{
		Status: http.StatusBadRequest, Message: "problem.parameter-value",
		Data:      []any{"Name", name, "Value", cleanQuery(value), "Allowed", strings.Join(allowed, ", ")},
		Parameter: name, Allowed: allowed,
	}
}

// filter says which codes are wanted; an empty member wants all.
type filter struct{ class, registration, owner, field string }

// filter reads one, and refuses a value that no code of the book has.
func (s *Site) filter(given map[string]string) (filter, *Refusal) {
	all := recorder{site: s}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		value := given[name]
		known := map[string]bool{}
		for _, code := range s.catalog.Codes {
			for _, found := range attributes(code, name) {
				known[found] = true
			}
		}
		one := filter{}
		one.set(name, strings.ToLower(value))
		if value == "" || all.codes(one).Count == 0 {
			names := slices.SortedFunc(maps.Keys(known), func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
			return filter{}, noValue(name, value, names)
		}
	}
	f := filter{}
	for name, value := range given {
		f.set(name, strings.ToLower(value))
	}
	return f, nil
}

func (f *filter) set(name, value string) {
	switch name {
	case "class":
		f.class = value
	case "registration":
		f.registration = value
	case "owner":
		f.owner = value
	case "field":
		f.field = value
	}
}

// attributes are what a code has of what a filter asks for.
func attributes(code *catalog.Code, name string) []string {
	var values []string
	switch name {
	case "class":
		if code.Class() > 0 {
			values = append(values, strconv.Itoa(code.Class())+"xx")
		}
	case "registration":
		values = append(values, string(code.Registration))
	case "owner":
		for _, owner := range code.Owners {
			values = append(values, owner.Name)
		}
	case "field":
		for _, field := range code.Fields {
			values = append(values, field.Name)
		}
	}
	return values
}

// passes reports whether a code is wanted. The values of a filter are in small
// letters.
func (f filter) passes(code *catalog.Code) bool {
	has := func(name, value string) bool {
		return value == "" || slices.ContainsFunc(attributes(code, name), func(a string) bool { return strings.ToLower(a) == value })
	}
	owned := f.owner == "" || slices.ContainsFunc(code.Owners, func(o catalog.Owner) bool {
		return strings.Contains(o.ID, f.owner) || strings.Contains(strings.ToLower(o.Name), f.owner)
	})
	return owned && has("class", f.class) && has("registration", f.registration) && has("field", f.field)
}

func (r recorder) codes(f filter) record.CodeList {
	found := record.CodeList{Codes: []record.CodeSummary{}}
	for _, code := range r.site.catalog.Codes {
		if f.passes(code) {
			found.Codes = append(found.Codes, r.summary(code))
		}
	}
	found.Count = len(found.Codes)
	return found
}

func (r recorder) classes() record.ClassList {
	all := record.ClassList{Classes: []record.ClassSummary{}}
	for _, class := range r.site.catalog.Classes {
		all.Classes = append(all.Classes, r.classSummary(class))
	}
	all.Count = len(all.Classes)
	return all
}

func (r recorder) guides() record.GuideList {
	all := record.GuideList{Guides: []record.GuideSummary{}}
	for _, guide := range r.site.catalog.Guides {
		all.Guides = append(all.Guides, r.guide(guide).GuideSummary)
	}
	all.Count = len(all.Guides)
	return all
}

// mostPages is how far one can turn the pages of a search.
const mostPages = 999

// dataSearch answers a search.
func (s *Site) dataSearch(r recorder, given map[string]string) (*Representation, *Refusal) {
	typed := strings.TrimSpace(cleanQuery(given["q"]))
	switch {
	case utf8.RuneCountInString(given["q"]) > MaxQuery:
		return nil, &Refusal{Status: http.StatusBadRequest, Message: "problem.parameter-long", Data: []any{"Name", "q", "Most", MaxQuery}, Parameter: "q"}
	case typed == "":
		return nil, &Refusal{Status: http.StatusBadRequest, Message: "problem.parameter-missing", Data: []any{"Name", "q"}, Parameter: "q"}
	}
	number := 1
	if text, ok := given["page"]; ok {
		var err error
		if number, err = strconv.Atoi(text); err != nil || number < 1 || number > mostPages || strconv.Itoa(number) != text {
			return nil, &Refusal{
				Status: http.StatusBadRequest, Message: "problem.parameter-number", Data: []any{"Name", "page", "Most", mostPages}, Parameter: "page",
			}
		}
	}
	rep := s.recorded(r, "SearchPage", "search?q="+url.QueryEscape(typed), func(r recorder) any { return r.search(typed, number) })
	rep.CacheControl = cacheSearch
	return rep, nil
}

func (r recorder) search(typed string, number int) record.SearchPage {
	engine := r.site.engine()
	query := engine.Prepare(typed)
	hits, err := engine.Find(query, r.languages)
	if err != nil {
		panic(err) // the index is in memory; what was typed is not query syntax
	}
	page := record.SearchPage{
		Query: typed, Corrected: query.Corrected, Count: len(hits), Page: number,
		Pages: max(1, (len(hits)+resultsOnPage-1)/resultsOnPage), Results: []record.Result{},
	}
	first := min((number-1)*resultsOnPage, len(hits))
	for _, hit := range hits[first:min(first+resultsOnPage, len(hits))] {
		page.Results = append(page.Results, r.result(engine, query, hit.Path))
	}
	return page
}

// result is a page that was found, with the passage of it that fits best.
func (r recorder) result(engine *search.Engine, query search.Query, path string) record.Result {
	result := record.Result{ID: path[strings.LastIndex(path, "/")+1:], Titles: record.Texts{}, HTML: r.links(path).HTML}
	fits := false
	for _, language := range r.languages {
		d, ok := engine.Document(language, path)
		if !ok {
			continue
		}
		title := d.Title
		if d.Kind == search.Code {
			result.Phrase, title = d.Title, d.Name
		}
		result.Kind, result.Titles[language] = string(d.Kind), title
		passage := d.Passage(query)
		if result.Excerpt.Language == "" || !fits && passage.Matches() {
			result.Excerpt, fits = excerpt(language, passage), passage.Matches()
		}
	}
	folder := map[search.Kind]string{search.Code: codesPath, search.Class: classesPath, search.Guide: guidesPath}
	if found, ok := folder[search.Kind(result.Kind)]; ok {
		result.Record = r.site.absolute(found + "/" + result.ID)
	}
	return result
}

func excerpt(language string, passage search.Passage) record.Excerpt {
	var text strings.Builder
	for _, piece := range passage.Pieces {
		text.WriteString(piece.Text)
	}
	return record.Excerpt{Language: language, Text: text.String(), Section: passage.Section.ID, Title: passage.Section.Title}
}

// Open reports whether pages of other origins may use what stands at a path.
func (s *Site) Open(path string) bool {
	if page := s.pages[path]; page != nil {
		return page.Open
	}
	_, chosen := s.choices[path]
	return ForPrograms(path) || chosen && (s.Fixed(path) || len(s.Formats(path)) > 0)
}
