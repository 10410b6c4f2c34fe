package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"statusbook/internal/locale"
	"statusbook/internal/record"
)

// Paths of the interface for programs. What v1 keeps stands in openapi.yaml.
const (
	apiPath      = "/api/v1"
	codesPath    = apiPath + "/codes"
	classesPath  = apiPath + "/classes"
	guidesPath   = apiPath + "/guides"
	editionsPath = apiPath + "/editions"
	SearchPath   = apiPath + "/search" // the one that has no answer without a query
	bookPath     = apiPath + "/statusbook.json"
	schemaPath   = apiPath + "/schema.json"
	openAPIPath  = "/openapi.yaml"
)

// addData adds every page as data: below /api/v1 in all languages, with those in
// one language beside them, and at the addresses of pages in the languages of the
// edition. All of it is made on first use.
func (s *Site) addData() {
	s.variants = map[string]map[string]*Representation{}
	all := recorder{s, s.languages()}
	add := func(path, form, page string, of func(recorder) any) {
		s.pages[path] = s.recorded(all, form, page, of)
		s.variants[path] = map[string]*Representation{}
		for _, tag := range all.languages {
			s.variants[path][strings.ToLower(tag)] = s.recorded(recorder{s, []string{tag}}, form, page, of)
		}
	}
	add(codesPath, "CodeList", "", func(r recorder) any { return r.codes(filter{}) })
	add(classesPath, "ClassList", "", func(r recorder) any { return r.classes() })
	add(guidesPath, "GuideList", "guides/", func(r recorder) any { return r.guides() })
	for _, guide := range s.catalog.Guides {
		add(guidesPath+"/"+guide.Slug, "Guide", guidePath(guide), func(r recorder) any { return r.guide(guide) })
	}
	pages := func(p, form string, of func(recorder) any) {
		for _, e := range s.Editions.Editions {
			s.pages["/"+e.Tag+"/"+p+".json"] = s.recordedIn(e, form, p, of)
		}
	}
	for _, code := range s.catalog.Codes {
		of := func(r recorder) any { return r.code(code) }
		add(codesPath+"/"+code.String(), "Code", code.String(), of)
		pages(code.String(), "Code", of)
		if problematic(code) {
			for _, e := range s.Editions.Editions {
				s.pages["/"+e.Tag+"/"+code.String()+".problem.json"] = s.readyProblem(e, code)
			}
		}
	}
	for _, class := range s.catalog.Classes {
		of := func(r recorder) any { return r.class(class) }
		add(classesPath+"/"+class.String(), "Class", class.String(), of)
		pages(class.String(), "Class", of)
	}
	s.pages[editionsPath] = s.recorded(all, "EditionList", "", func(r recorder) any {
		list := r.editions()
		return record.EditionList{Count: len(list), Editions: list}
	})
	s.pages[bookPath] = s.wholeBook(all)
	s.pages[schemaPath] = s.document("application/schema+json", record.Schema)
	s.pages[openAPIPath] = s.document("application/yaml", record.OpenAPI)
	s.folded[foldPath(SearchPath)] = SearchPath
}

// recorded is a record in some languages, made on first use. form is its name in
// the schema, page the path of what it is a record of, inside an edition.
func (s *Site) recorded(r recorder, form, page string, of func(recorder) any) *Representation {
	return s.open("application/json", s.alternates(page, r.languages)+", "+s.describedBy(form)).later(func() []byte { return asJSON(of(r)) })
}

// recordedIn is a record as it stands at an address inside an edition.
func (s *Site) recordedIn(e *locale.Edition, form, page string, of func(recorder) any) *Representation {
	rep := s.open("application/json", s.alternates(page, []string{e.Tag})+", "+s.describedBy(form))
	rep.Language = strings.Join(e.Languages, ", ")
	return rep.later(func() []byte { return asJSON(of(recorder{s, e.Languages})) })
}

// document is one that needs the address of the book.
func (s *Site) document(mediaType string, text func(root string) []byte) *Representation {
	return s.open(mediaType, "").later(func() []byte { return text(s.origin + s.base) })
}

// open is a representation for programs, of any origin.
func (s *Site) open(mediaType, link string) *Representation {
	return &Representation{MediaType: mediaType, CacheControl: cachePage, Link: link, Open: true, NoIndex: true, Modified: s.built}
}

// alternates leads to the page that a record is of (RFC 8288, section 3), in each
// of the editions.
func (s *Site) alternates(page string, editions []string) string {
	var links []string
	for _, tag := range editions {
		languages := `; hreflang="` + strings.Join(s.Editions.Get(tag).Languages, `"; hreflang="`) + `"`
		links = append(links, "<"+s.absolute("/"+tag+"/"+page)+`>; rel="alternate"; type="text/html"`+languages)
	}
	return strings.Join(links, ", ")
}

// describedBy leads to the schema of a record.
func (s *Site) describedBy(form string) string {
	return "<" + s.absolute(schemaPath) + "#/$defs/" + form + `>; rel="describedby"; type="application/schema+json"`
}

// asJSON writes a record. Markup in it is no danger: nobody takes it for a page.
func asJSON(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		panic(err) // records are strings, numbers and lists
	}
	return b.Bytes()
}

// wholeBook is everything in one file, without spaces. Its digest is that of the
// bytes which are sent, so it is written anew where addresses are those of each
// request.
func (s *Site) wholeBook(r recorder) *Representation {
	rep := s.open("application/json", s.alternates("print", r.languages)+", "+s.describedBy("Book"))
	rep.seal = seal
	return rep.later(func() []byte { return seal(s.bookText(r)) })
}

func (s *Site) bookText(r recorder) []byte {
	content := record.Content{
		Editions: r.editions(), Classes: []record.Class{}, Codes: []record.Code{}, Guides: []record.Guide{}, Pages: []record.Guide{},
		Terms: r.terms(), Vocabulary: r.vocabulary(),
	}
	for _, class := range s.catalog.Classes {
		content.Classes = append(content.Classes, *r.class(class))
	}
	for _, code := range s.catalog.Codes {
		content.Codes = append(content.Codes, *r.code(code))
	}
	for _, guide := range s.catalog.Guides {
		content.Guides = append(content.Guides, *r.guide(guide))
	}
	for _, page := range s.catalog.Pages {
		content.Pages = append(content.Pages, *r.page(page, page.Slug))
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(record.Book{
		Version: record.Version, Schema: s.absolute(schemaPath), License: textLicense, Digest: unsealed, Content: content,
	}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// textLicense is that of content/ and locales/.
var textLicense = record.License{ID: "CC-BY-SA-4.0", URL: "https://creativecommons.org/licenses/by-sa/4.0/"}

// unsealed stands for a digest that has not been taken.
const unsealed = "sha256:0000000000000000000000000000000000000000000000000000000000000000"

// seal writes the digest of the content into a book.
func seal(book []byte) []byte {
	head, content, found := bytes.Cut(book, []byte(`,"content":`))
	at := bytes.Index(head, []byte(`"digest":"sha256:`))
	if !found || at < 0 {
		return book
	}
	sum := sha256.Sum256(bytes.TrimSuffix(content, []byte("}\n")))
	sealed := bytes.Clone(book)
	hex.Encode(sealed[at+len(`"digest":"sha256:`):], sum[:])
	return sealed
}
