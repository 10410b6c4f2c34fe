package site

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/record"
)

// recorder makes the records of the book in some of its languages.
type recorder struct {
	site      *Site
	languages []string
}

// languages are the tags of the editions of one language, the default first.
func (s *Site) languages() []string {
	var tags []string
	for _, e := range s.Editions.Editions {
		if !e.Multilingual() {
			tags = append(tags, e.Tag)
		}
	}
	return tags
}

// absolute is the address of what stands at a path.
func (s *Site) absolute(p string) string { return s.origin + s.Link(p) }

// texts says a message in each language that has it; if none has, in the default
// one.
func (r recorder) texts(id string) record.Texts {
	texts := record.Texts{}
	for _, language := range r.languages {
		if e := r.site.Editions.Get(language); e.Has(id) {
			texts[language] = r.say(language, id)
		}
	}
	if fallback := r.site.Editions.Default; len(texts) == 0 && fallback.Has(id) {
		texts[fallback.Tag] = r.say(fallback.Tag, id)
	}
	return texts
}

// say says a message that a page says too, so that Build has tried it.
func (r recorder) say(language, id string) string {
	said, _ := r.site.Editions.Get(language).Message(id)
	return said
}

func (r recorder) summary(code *catalog.Code) record.CodeSummary {
	id := "code." + code.String()
	summary := record.CodeSummary{
		CodeRef: r.ref(code), Number: code.Number, Names: r.texts(id + ".name"), Summaries: r.texts(id + ".summary"),
		Registration: string(code.Registration), Protocol: code.Protocol, Popular: code.Popular,
		Record: r.site.absolute(codesPath + "/" + code.String()),
	}
	if code.Class() > 0 {
		summary.Class = r.site.catalog.Classes[code.Class()-1].String()
	}
	return summary
}

func (r recorder) ref(code *catalog.Code) record.CodeRef {
	return record.CodeRef{Code: code.String(), Phrase: code.Phrase, Permalink: r.site.absolute("/" + code.String())}
}

func (r recorder) refOrNil(code *catalog.Code) *record.CodeRef {
	if code == nil {
		return nil
	}
	ref := r.ref(code)
	return &ref
}

func (r recorder) code(code *catalog.Code) *record.Code {
	id := "code." + code.String()
	full := &record.Code{
		CodeSummary: r.summary(code), Expires: code.Expires, FormerPhrases: list(code.Former), Slugs: list(r.site.slugs[code.Number]),
		Constants: map[string]string{}, Fields: []record.Field{}, Caching: string(code.Caching), ContentAllowed: code.Content == "allowed",
		RedirectMethod: string(code.Method), Retry: string(code.Retry), Owners: []record.Owner{}, Related: []record.CodeRef{},
		Problem: r.problem(code), Stale: r.stale(code.Prose), Links: r.links(code.String()),
	}
	full.Sections = r.sections(code.Prose, func(language string, s catalog.Section) string { return r.say(language, "section."+s.ID) })
	full.HouseNote = r.introduction(code.Notes)
	if code.Spec.Document != "" {
		full.Spec = specRecord(code.Spec)
	}
	if code.Source != nil {
		full.Source = &record.Source{Title: code.Source.Title, Language: code.Source.Language}
	}
	for _, constant := range constants(code.Constants) {
		full.Constants[constant.Key] = constant.Name
	}
	for _, field := range code.Fields {
		full.Fields = append(full.Fields, record.Field{
			Name: field.Name, Level: string(field.Level), Conditional: field.Conditional, In: field.In,
			Spec: *specRecord(field.Spec), Notes: r.texts(id + ".field." + field.Name),
		})
	}
	for _, owner := range code.Owners {
		full.Owners = append(full.Owners, record.Owner{
			ID: owner.ID, Name: owner.Name, Phrase: owner.Phrase, PhraseLanguage: owner.Language, Reaches: string(owner.Reaches),
			Notes: r.texts(id + ".owner." + owner.ID), Source: owner.Source, Verified: owner.Verified,
		})
	}
	for _, number := range code.Related {
		if related := r.site.catalog.Code(number); related != nil {
			full.Related = append(full.Related, r.ref(related))
		}
	}
	before, after := r.site.catalog.Around(code.Number)
	full.Previous, full.Next = r.refOrNil(before), r.refOrNil(after)
	return full
}

// problem is the ready problem details object of a client or server error, nil
// for other codes (RFC 9457).
func (r recorder) problem(code *catalog.Code) *record.Problem {
	if !problematic(code) {
		return nil
	}
	ref := r.ref(code)
	return &record.Problem{Type: ref.Permalink, Title: ref.Phrase, Status: code.Number}
}

func problematic(code *catalog.Code) bool { return code.Class() == 4 || code.Class() == 5 }

func (r recorder) class(class *catalog.Class) *record.Class {
	full := &record.Class{
		ClassSummary: r.classSummary(class), HouseNote: r.introduction(class.Notes), Markdown: r.introduction(class.Prose), Sections: r.sections(class.Prose, ownTitle),
		Stale: r.stale(class.Prose), Codes: []record.CodeSummary{}, Links: r.links(class.String()),
	}
	for _, code := range class.Codes {
		full.Codes = append(full.Codes, r.summary(code))
	}
	for _, other := range r.site.catalog.Classes {
		switch other.Digit - class.Digit {
		case -1:
			full.Previous = other.String()
		case 1:
			full.Next = other.String()
		}
	}
	return full
}

func (r recorder) classSummary(class *catalog.Class) record.ClassSummary {
	id := "class." + class.String()
	return record.ClassSummary{
		Class: class.String(), Digit: class.Digit, Names: r.texts(id + ".name"), Summaries: r.texts(id + ".summary"),
		Permalink: r.site.absolute("/" + class.String()), Record: r.site.absolute(classesPath + "/" + class.String()),
	}
}

// page makes the record of a page of prose. p is its path inside an edition.
func (r recorder) page(page *catalog.Page, p string) *record.Guide {
	full := &record.Guide{
		GuideSummary: record.GuideSummary{Slug: page.Slug, Titles: record.Texts{}, Markdown: r.introduction(page.Prose), Links: r.links(p)},
		HouseNote:    r.introduction(page.Notes), Sections: r.sections(page.Prose, ownTitle), Stale: r.stale(page.Prose),
	}
	for _, language := range r.speaking(page.Prose) {
		full.Titles[language] = page.Prose[language].Title
	}
	return full
}

// guidePath is that of a guide inside an edition.
func guidePath(guide *catalog.Page) string { return "guides/" + guide.Slug }

func (r recorder) guide(guide *catalog.Page) *record.Guide {
	full := r.page(guide, guidePath(guide))
	full.Record = r.site.absolute(guidesPath + "/" + guide.Slug)
	return full
}

// speaking are the languages that prose has; if it has none of those that are
// wanted, the default one, else one that it has, as on the page.
func (r recorder) speaking(prose map[string]*catalog.Prose) []string {
	var spoken []string
	for _, language := range r.languages {
		if prose[language] != nil {
			spoken = append(spoken, language)
		}
	}
	if fallback := r.site.Editions.Default.Tag; len(spoken) == 0 && prose[fallback] != nil {
		return []string{fallback}
	}
	for _, language := range slices.Sorted(maps.Keys(prose)) {
		if len(spoken) == 0 {
			return []string{language}
		}
	}
	return spoken
}

func ownTitle(_ string, s catalog.Section) string { return s.Title }

// sections writes the parts of prose that have a heading, by language.
func (r recorder) sections(prose map[string]*catalog.Prose, title func(language string, s catalog.Section) string) map[string][]record.Section {
	all := map[string][]record.Section{}
	for _, language := range r.speaking(prose) {
		parts := []record.Section{}
		for _, section := range prose[language].Sections {
			if section.ID != "" {
				parts = append(parts, record.Section{ID: section.ID, Title: title(language, section), Markdown: r.markdown(section, language)})
			}
		}
		all[language] = parts
	}
	return all
}

// introduction writes what stands before the first heading, by language.
func (r recorder) introduction(prose map[string]*catalog.Prose) record.Texts {
	texts := record.Texts{}
	for _, language := range r.speaking(prose) {
		texts[language] = ""
		if section, ok := prose[language].Section(""); ok {
			texts[language] = r.markdown(section, language)
		}
	}
	return texts
}

// markdown writes a section with links that lead to the book from anywhere, in
// the edition of its language; if this book lacks that one, in its default.
func (r recorder) markdown(section catalog.Section, language string) string {
	b := r.site.books[language]
	if b == nil {
		b = r.site.books[r.site.Editions.Default.Tag]
	}
	return r.site.situated(section.Markdown(func(ref catalog.Ref) catalog.Target {
		target := b.resolve(ref, language)
		if strings.HasPrefix(target.Href, "/") {
			target.Href = r.site.origin + target.Href
		}
		return target
	}))
}

func (r recorder) stale(prose map[string]*catalog.Prose) []string {
	stale := []string{}
	for _, language := range r.speaking(prose) {
		if prose[language].Stale {
			stale = append(stale, language)
		}
	}
	return stale
}

// links are the forms in which a page can be had; p is its path inside an
// edition. What this book does not serve is left out.
func (r recorder) links(p string) record.Links {
	each := func(before, after string) record.Addresses {
		addresses := record.Addresses{}
		for _, e := range r.site.Editions.Editions {
			if address := path.Join("/", before, e.Tag, p) + after; r.site.pages[address] != nil {
				addresses[e.Tag] = r.site.absolute(address)
			}
		}
		return addresses
	}
	links := record.Links{
		HTML: each("", ""), JSON: each("", ".json"), Markdown: each("", ".md"), Text: each("", ".txt"),
		Problem: each("", ".problem.json"), Image: each("og", ".png"), Embed: each("embed", ""),
	}
	if badge := "/badge/" + p + ".svg"; r.site.pages[badge] != nil {
		links.Badge = r.site.absolute(badge)
	}
	return links
}

func specRecord(spec catalog.Spec) *record.Spec {
	return &record.Spec{Document: spec.Document, Section: spec.Section, URL: specView(spec).Href}
}

// list is never nil, so that it is written as a list.
func list[T any](items []T) []T { return append([]T{}, items...) }

func (r recorder) editions() []record.Edition {
	var all []record.Edition
	for _, e := range r.site.Editions.Editions {
		all = append(all, record.Edition{
			Tag: e.Tag, Endonym: e.Endonym, Languages: e.Languages, Default: e == r.site.Editions.Default,
			Home: r.site.absolute("/" + e.Tag + "/"), Search: r.site.absolute("/"+e.Tag+"/search") + "{?q}",
		})
	}
	return all
}

func (r recorder) terms() []record.Term {
	all := []record.Term{}
	for _, term := range r.site.catalog.Terms {
		words := map[string]record.Word{}
		for _, language := range r.languages {
			if word, ok := term.Words[language]; ok {
				words[language] = record.Word{Term: word.Term, Also: list(word.Also), Text: word.Text}
			}
		}
		all = append(all, record.Term{ID: term.ID, Words: words})
	}
	return all
}

// vocabulary says what the values of facts mean, by the names of the members
// that have them.
func (r recorder) vocabulary() map[string]record.Texts {
	words := map[string]record.Texts{}
	for _, id := range catalog.Vocabulary() {
		kind, value, _ := strings.Cut(id, ".")
		switch kind {
		case "registration", "caching", "level", "retry", "reaches":
			words[id] = r.texts(id)
		case "method":
			words["redirectMethod."+value] = r.texts(id)
		case "mark":
			if registration := "registration." + value; !slices.Contains(catalog.Vocabulary(), registration) {
				words["protocol."+value] = r.texts(id)
			}
		}
	}
	return words
}

// addSlugs gathers the further names of codes in addresses.
func (s *Site) addSlugs(names map[string]int) {
	s.slugs = map[int][]string{}
	for name, number := range names {
		s.slugs[number] = append(s.slugs[number], name)
		s.folded[foldPath(codesPath+"/"+name)] = codesPath + "/" + catalog.Digits(number)
	}
	for _, own := range s.slugs {
		slices.SortFunc(own, func(a, b string) int {
			return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
		})
	}
}
