package site

import (
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
	"statusbook/internal/problem"
)

// Canonical returns the one address of what a reader means by a path that is
// not itself one: another case, a trailing or doubled slash, a slug written as a
// constant. The answer is always a path of this Site, never what was sent.
func (s *Site) Canonical(requested string) (string, bool) {
	target, ok := s.folded[foldPath(requested)]
	if !ok {
		target, ok = s.canonicalNumber(requested)
	}
	if !ok {
		target, ok = s.fromMDN(requested)
	}
	return target, ok && target != requested
}

// canonicalNumber does the same for numbers that have no page of their own.
func (s *Site) canonicalNumber(requested string) (string, bool) {
	clean := strings.TrimSuffix(path.Clean("/"+requested), "/")
	e := s.EditionOf(clean)
	name := path.Base(clean)
	if _, ok := catalog.Number(name); !ok {
		return "", false
	}
	switch {
	case e != nil && strings.Count(clean, "/") == 2:
		return "/" + e.Tag + "/" + name, true
	case strings.Count(clean, "/") == 1:
		return "/" + name, true
	}
	return "", false
}

// fold fills the table behind Canonical. Pages win over redirects: a slug that
// folds to the address of a page is dropped by slugs beforehand.
func (s *Site) fold() {
	for _, from := range slices.Sorted(maps.Keys(s.redirects)) {
		s.folded[foldPath(from)] = s.redirects[from]
	}
	for _, p := range slices.Concat(s.Paths(), s.Choices()) {
		s.folded[foldPath(p)] = p
	}
	s.folded[foldPath(OEmbedPath)] = OEmbedPath
	for _, e := range s.Editions.Editions {
		s.folded[foldPath("/"+e.Tag+"/search")] = "/" + e.Tag + "/search"
	}
}

// foldPath makes equal what differs only in case, in slashes, or in how the
// words of a name are joined.
func foldPath(p string) string {
	segments := strings.Split(strings.Trim(path.Clean("/"+p), "/"), "/")
	last := len(segments) - 1
	segments[last] = foldName(segments[last])
	return strings.ToLower(strings.Join(segments, "/"))
}

// foldName removes what distinguishes Not-Found, NOT_FOUND, StatusNotFound and
// HttpStatus.NOT_FOUND.
func foldName(name string) string {
	if strings.Contains(name, ".") && !strings.HasPrefix(strings.ToLower(name), "httpstatus") {
		return name // a file, such as robots.txt
	}
	if !strings.ContainsFunc(name, unicode.IsLetter) {
		return name // a number, of which -404 is none
	}
	folded := strings.NewReplacer("-", "", "_", "", ".", "", " ", "").Replace(strings.ToLower(name))
	for _, prefix := range []string{"httpstatuscode", "httpstatus", "status"} {
		if rest := strings.TrimPrefix(folded, prefix); rest != folded && rest != "" {
			return rest
		}
	}
	return folded
}

// slugs returns the names by which codes can be linked to: their phrases of
// today and before, written as words and as constants, their identifiers and
// further slugs. A name that two codes claim is a problem, unless it is only a
// former phrase of one of them.
func slugs(knowledge *catalog.Catalog) (map[string]int, problem.List) {
	names := map[string]int{}
	claimed := map[string]int{} // folded, to see that two spellings do not lead apart
	var problems problem.List
	claim := func(code *catalog.Code, key, name string, strict bool) {
		if name == "" || strings.ContainsAny(name, "()/") {
			return
		}
		if _, isNumber := catalog.Number(name); isNumber {
			problems = append(problems, code.Problem(key, "slug %q is a number", name))
			return
		}
		if owner, taken := claimed[foldName(name)]; taken && owner != code.Number {
			if strict {
				problems = append(problems, code.Problem(key, "slug %q belongs to %s already", name, catalog.Digits(owner)))
			}
			return
		}
		claimed[foldName(name)] = code.Number
		names[name] = code.Number
	}
	for _, code := range knowledge.Codes {
		claim(code, "phrase", kebab(code.Phrase), true)
		claim(code, "phrase", strings.ToUpper(strings.ReplaceAll(kebab(code.Phrase), "-", "_")), true)
		claim(code, "constants.go", code.Constants.Go, true)
		for _, slug := range code.Slugs {
			claim(code, "slugs", slug, true)
		}
	}
	for _, code := range knowledge.Codes {
		for _, phrase := range code.Former {
			claim(code, "former", kebab(phrase), false)
		}
	}
	return names, problems
}

// kebab writes a reason phrase as a slug: "I'm a teapot" as "im-a-teapot".
func kebab(phrase string) string {
	if strings.HasPrefix(phrase, "(") {
		return "" // (Unused) names nothing
	}
	var b strings.Builder
	for _, r := range strings.ToLower(phrase) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-':
			b.WriteByte('-')
		}
	}
	return b.String()
}

// addChoices lists the addresses without an edition. Each leads to the page of
// the same name in the edition that suits the reader.
func (s *Site) addChoices() {
	s.choices["/"] = struct{}{}
	s.choices["/opensearch.xml"] = struct{}{}
	s.choices["/feed.atom"] = struct{}{}
	for _, code := range s.catalog.Codes {
		s.choices["/"+code.String()] = struct{}{}
	}
	for _, class := range s.catalog.Classes {
		s.choices["/"+class.String()] = struct{}{}
	}
	for path := range maps.Clone(s.choices) {
		for _, format := range s.Formats(path) {
			s.choices[path+format.Suffix] = struct{}{}
		}
	}
}

// Number returns the edition's path of an unassigned number, if path is one:
// "/en/599".
func (s *Site) Number(p string) (number int, ok bool) {
	rest := strings.TrimPrefix(p, "/")
	if e := s.EditionOf(p); e != nil {
		if rest, ok = strings.CutPrefix(rest, e.Tag+"/"); !ok {
			return 0, false
		}
	}
	if number, ok = catalog.Number(rest); !ok || s.catalog.Code(number) != nil {
		return 0, false
	}
	return number, true
}

// checkProse demands each piece of prose in every language that the book came
// with, and a title where the page has no other.
func checkProse(knowledge *catalog.Catalog, editions *locale.Set) problem.List {
	var list problem.List
	pair := func(dir string, prose map[string]*catalog.Prose, required, title bool) {
		for _, tag := range editions.Required() {
			p := prose[tag]
			switch {
			case p == nil && (required || len(prose) > 0):
				list = append(list, problem.In("content/"+dir+"/"+tag+".md", "is missing: every language of the book has this page"))
			case p != nil && title && p.Title == "":
				list = append(list, problem.In("content/"+dir+"/"+tag+".md", "begins without a title: write `# Title` first"))
			}
		}
	}
	for _, code := range knowledge.Codes {
		pair("codes/"+code.String(), code.Prose, false, false)
	}
	for _, class := range knowledge.Classes {
		pair("classes/"+class.String(), class.Prose, true, false)
	}
	for _, page := range knowledge.Guides {
		pair("guides/"+page.Slug, page.Prose, true, true)
	}
	for _, page := range knowledge.Pages {
		pair("pages/"+page.Slug, page.Prose, true, true)
	}
	return list
}

// Format is one of the forms in which a page can be had. Suffix is what its
// address has after that of the page.
type Format struct{ MediaType, Suffix string }

// formats are those of codes and classes, the one for readers first.
var formats = []Format{
	{"text/html", ""},
	{"application/json", ".json"},
	{"application/problem+json", ".problem.json"},
	{"text/markdown", ".md"},
	{"text/plain", ".txt"},
}

// Formats lists the forms in which a reader can have what stands at a path
// without an edition, if there are several.
func (s *Site) Formats(path string) []Format {
	var list []Format
	if path == "/" {
		return nil
	}
	for _, f := range formats {
		if s.pages["/"+s.Editions.Default.Tag+path+f.Suffix] != nil {
			list = append(list, f)
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// Fixed reports whether a path without an edition names a format, and therefore
// what it leads to is served there.
func (s *Site) Fixed(path string) bool {
	return slices.ContainsFunc(formats[1:], func(f Format) bool { return strings.HasSuffix(path, f.Suffix) })
}
