// Package catalog is what the book knows: status codes, classes and pages,
// their facts and their prose, without a word of interface text.
//
// [Load] reads a [layer.Tree] and returns a [Catalog] with every problem that it
// found in it. Facts come from code.toml (see content/README.md for the format),
// prose from Markdown, one file a language. Prose becomes HTML only through a
// [Writer], which resolves the links of one edition; this package is the only one
// that makes trusted HTML.
package catalog

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/tomlfile"
)

// Class is one of the five classes of status codes (RFC 9110, section 15).
type Class struct {
	Digit int
	Codes []*Code // in order
	Prose map[string]*Prose
	Notes map[string]*Prose // of the host, by language
}

// String returns the class as it stands in URLs: "4xx".
func (c *Class) String() string { return strconv.Itoa(c.Digit) + "xx" }

// Page is a page of prose that is not about one code.
type Page struct {
	Slug  string
	Prose map[string]*Prose
	Notes map[string]*Prose // of the host, by language
}

// Catalog is all that the book knows.
type Catalog struct {
	Codes   []*Code // by number
	Classes []*Class
	Guides  []*Page
	Pages   []*Page
	Terms   []*Term   // the glossary, by id
	Changes []*Change // the newest first
}

// Digits writes a number as three digits.
func Digits(number int) string {
	s := strconv.Itoa(number)
	return strings.Repeat("0", max(0, 3-len(s))) + s
}

// Number reads three ASCII digits, the form of a status code (RFC 9110, section 15).
func Number(s string) (number int, ok bool) {
	if len(s) != 3 {
		return 0, false
	}
	for _, r := range []byte(s) {
		if r < '0' || r > '9' {
			return 0, false
		}
		number = number*10 + int(r-'0')
	}
	return number, true
}

// Load reads content/ of a tree. The catalog is usable as far as it goes even
// when there are problems.
func Load(tree *layer.Tree) (*Catalog, problem.List) {
	l := loader{tree: tree, catalog: &Catalog{}}
	for _, file := range tree.Glob("content/codes/*/code.toml") {
		l.code(file)
	}
	slices.SortFunc(l.catalog.Codes, func(a, b *Code) int { return a.Number - b.Number })
	for digit := 1; digit <= 5; digit++ {
		class := &Class{Digit: digit}
		for _, code := range l.catalog.Codes {
			if code.Class() == digit {
				class.Codes = append(class.Codes, code)
			}
		}
		class.Prose, class.Notes = l.prose("content/classes/"+class.String(), false)
		l.catalog.Classes = append(l.catalog.Classes, class)
	}
	l.catalog.Guides = l.pages("guides")
	l.catalog.Pages = l.pages("pages")
	terms, problems := loadGlossary(tree)
	l.catalog.Terms = terms
	l.problems = append(l.problems, problems...)
	l.catalog.Changes, problems = loadChanges(tree)
	l.problems = append(l.problems, problems...)
	l.strays()
	l.problems = append(l.problems, l.catalog.check()...)
	l.catalog.relateBack()
	l.catalog.markTerms()
	return l.catalog, l.problems
}

// Code returns the code of that number, or nil.
func (c *Catalog) Code(number int) *Code {
	i, ok := slices.BinarySearchFunc(c.Codes, number, func(code *Code, n int) int { return code.Number - n })
	if !ok {
		return nil
	}
	return c.Codes[i]
}

// Around returns the codes before and after a number, nil at the ends.
func (c *Catalog) Around(number int) (before, after *Code) {
	for _, code := range c.Codes {
		if code.Number < number {
			before = code
		}
		if code.Number > number {
			return before, code
		}
	}
	return before, nil
}

// markTerms finds, in each piece of prose, the first use of each term of the
// glossary.
func (c *Catalog) markTerms() {
	finders := map[string]finder{}
	for _, prose := range c.allProse() {
		for language, p := range prose {
			f, ok := finders[language]
			if !ok {
				f = newFinder(c.Terms, language)
				finders[language] = f
			}
			seen := map[string]bool{}
			for _, section := range p.Sections {
				f.mark(section.node, section.source, seen)
			}
		}
	}
}

// allProse returns the prose of every page, each by language.
func (c *Catalog) allProse() []map[string]*Prose {
	var all []map[string]*Prose
	for _, code := range c.Codes {
		all = append(all, code.Prose, code.Notes)
	}
	for _, class := range c.Classes {
		all = append(all, class.Prose, class.Notes)
	}
	for _, page := range slices.Concat(c.Guides, c.Pages) {
		all = append(all, page.Prose, page.Notes)
	}
	return all
}

// relateBack makes related codes mutual: who reads about the one needs the other,
// whichever of the two files names the pair.
func (c *Catalog) relateBack() {
	for _, code := range c.Codes {
		for _, number := range code.Related {
			if other := c.Code(number); other != nil && !slices.Contains(other.Related, code.Number) {
				other.Related = append(other.Related, code.Number)
			}
		}
	}
	for _, code := range c.Codes {
		slices.Sort(code.Related)
	}
}

type loader struct {
	tree     *layer.Tree
	catalog  *Catalog
	problems problem.List
}

func (l *loader) code(file layer.File) {
	dir := path.Dir(file.Name)
	number, ok := Number(path.Base(dir))
	if !ok {
		l.problems = append(l.problems, problem.In(file.Origin, "folder %q is no status code: name it with three digits", path.Base(dir)))
		return
	}
	code := &Code{Number: number}
	var problems problem.List
	code.keys, problems = tomlfile.Decode(file, code)
	l.problems = append(l.problems, problems...)
	code.Prose, code.Notes = l.prose(dir, true)
	l.catalog.Codes = append(l.catalog.Codes, code)
}

func (l *loader) pages(folder string) []*Page {
	var pages []*Page
	for _, file := range l.tree.Glob("content/" + folder + "/*/*.md") {
		dir := path.Dir(file.Name)
		if slug := path.Base(dir); len(pages) == 0 || pages[len(pages)-1].Slug != slug {
			page := &Page{Slug: slug}
			page.Prose, page.Notes = l.prose(dir, false)
			pages = append(pages, page)
		}
	}
	return pages
}

// prose reads the Markdown files of a folder, one a language, and the notes of the
// host beside them: note.zh-TW.md. ids says that headings of level two are the
// section ids of a code page.
func (l *loader) prose(dir string, ids bool) (prose, notes map[string]*Prose) {
	prose, notes = map[string]*Prose{}, map[string]*Prose{}
	for _, file := range l.tree.Glob(dir + "/*.md") {
		language, isNote := strings.CutPrefix(path.Base(file.Name), "note.")
		if len(bytes.TrimSpace(file.Data)) == 0 { // perhaps it is just being written
			l.problems = append(l.problems, problem.In(file.Origin, "is empty: write the text, or delete the file"))
			continue
		}
		p, problems := parseProse(file, ids && !isNote)
		l.problems = append(l.problems, problems...)
		if !isNote {
			prose[p.Language] = p
			continue
		}
		p.Language = strings.TrimSuffix(language, ".md")
		if len(p.Sections) != 1 || p.Sections[0].ID != "" || p.Title != "" {
			l.problems = append(l.problems, problem.In(file.Origin, "a note is one text: it has neither a title nor sections, but may have headings of level three"))
			continue
		}
		notes[p.Language] = p
	}
	return prose, notes
}

// strays finds files under content/ that nothing reads: a slip in a name would
// otherwise go unnoticed.
func (l *loader) strays() {
	known := []string{
		"content/codes/*/code.toml", "content/codes/*/*.md", "content/classes/[1-5]xx/*.md",
		"content/guides/*/*.md", "content/pages/*/*.md", "content/README.md", glossaryFile, changesFile,
	}
	for depth := 2; depth <= layer.MaxDepth; depth++ {
		for _, file := range l.tree.Glob("content/" + strings.TrimSuffix(strings.Repeat("*/", depth-1), "/")) {
			if !slices.ContainsFunc(known, func(pattern string) bool { ok, _ := path.Match(pattern, file.Name); return ok }) {
				l.problems = append(l.problems, problem.In(file.Origin, "nothing in the book reads this file: see content/README.md for the names"))
			}
		}
	}
}
