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
	"path"
	"slices"
	"strconv"
	"strings"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/tomlfile"
)

// Registration says what the IANA HTTP Status Code Registry has for a code.
type Registration string

// The states of a registration.
const (
	Registered   Registration = "registered"
	Temporary    Registration = "temporary"    // for a limited time, see Code.Expires
	Unused       Registration = "unused"       // reserved, without a meaning
	Obsoleted    Registration = "obsoleted"    // its specification is historic
	Unregistered Registration = "unregistered" // not in the registry; see Code.Owners
)

// Caching says whether a cache may store a response by itself (RFC 9111, section 3).
type Caching string

// The kinds of caching.
const (
	Heuristic    Caching = "heuristic"    // without being told (RFC 9110, section 15.1)
	Explicit     Caching = "explicit"     // only when the response says so
	Never        Caching = "never"        // the specification forbids it
	Inapplicable Caching = "inapplicable" // no final response of its own: 1xx and 304
)

// Requirement is how strongly a specification asks for a field (RFC 2119).
type Requirement string

// The levels of requirement.
const (
	Must   Requirement = "must"
	Should Requirement = "should"
	May    Requirement = "may"
)

// Method says what becomes of the request's method when a redirect is followed.
type Method string

// What becomes of the method.
const (
	Kept       Method = "kept"
	MayChange  Method = "may-change" // a POST may become a GET
	BecomesGet Method = "becomes-get"
)

// Retry says what sending the request again is good for.
type Retry string

// The kinds of retries.
const (
	RetryNone      Retry = "none"      // nothing has failed
	RetryFollow    Retry = "follow"    // go where the response points
	RetryNow       Retry = "now"       // at once, as the specification says
	RetryLater     Retry = "later"     // the same request later, if it is idempotent
	RetryChanged   Retry = "changed"   // only after changing the request
	RetryPointless Retry = "pointless" // not before the server has changed
)

// Owner is somebody who gives a number a meaning of his own.
type Owner struct {
	ID       string `toml:"id"`       // for its message: code.499.owner.nginx
	Name     string `toml:"name"`     // the product or service
	Phrase   string `toml:"phrase"`   // what the owner calls it
	Reaches  Reach  `toml:"reaches"`  // who gets to see it
	Source   string `toml:"source"`   // where this is documented, an https address
	Verified bool   `toml:"verified"` // whether the source was read for this book
}

// Reach says who gets to see a number.
type Reach string

// The kinds of reach.
const (
	ReachClient Reach = "client" // it is sent
	ReachLog    Reach = "log"    // it stands in logs and tools alone
	ReachBoth   Reach = "both"
	ReachNobody Reach = "nobody" // it was only proposed, or is no status code
)

// The lists of values that facts may have.
var (
	registrations = []Registration{Registered, Temporary, Unused, Obsoleted, Unregistered}
	cachings      = []Caching{Heuristic, Explicit, Never, Inapplicable}
	levels        = []Requirement{Must, Should, May}
	protocols     = []string{"webdav", "delta"}
	methods       = []Method{Kept, MayChange, BecomesGet}
	retries       = []Retry{RetryNone, RetryFollow, RetryNow, RetryLater, RetryChanged, RetryPointless}
	reaches       = []Reach{ReachClient, ReachLog, ReachBoth, ReachNobody}
)

// Vocabulary lists what an edition must have a word for: `registration.unused`,
// `caching.never`, `level.must`, `mark.webdav` and so on.
func Vocabulary() []string {
	var ids []string
	for _, r := range registrations {
		ids = append(ids, "registration."+string(r))
		if r != Registered {
			ids = append(ids, "mark."+string(r))
		}
	}
	for _, c := range cachings {
		ids = append(ids, "caching."+string(c), "brief-caching."+string(c))
	}
	for _, l := range levels {
		ids = append(ids, "level."+string(l))
	}
	for _, p := range protocols {
		ids = append(ids, "mark."+p)
	}
	for _, m := range methods {
		ids = append(ids, "method."+string(m), "brief-method."+string(m))
	}
	for _, r := range retries {
		ids = append(ids, "retry."+string(r), "brief-retry."+string(r))
	}
	for _, r := range reaches {
		ids = append(ids, "reaches."+string(r))
	}
	return ids
}

// Spec names a section of a specification: "RFC 9110" and "15.5.5". Section is
// empty for the whole document.
type Spec struct {
	Document string `toml:"document"`
	Section  string `toml:"section"`
}

// Field is a header field that a specification ties to a status code.
type Field struct {
	Name  string      `toml:"name"`
	Level Requirement `toml:"level"`
	In    string      `toml:"in"` // request or response
	Spec  Spec        `toml:"spec"`

	// Conditional: the level holds only under the condition that the edition's
	// sentence on the field names.
	Conditional bool `toml:"conditional"`
}

// Source is how the document that the book began with has a code.
type Source struct {
	Title    string `toml:"title"`    // where it is not today's reason phrase
	Language string `toml:"language"` // of its description: en, zh-TW or none
}

// Constants are the names of a code in programming languages, each as its
// library has it.
type Constants struct {
	Go      string `toml:"go"`      // net/http
	Python  string `toml:"python"`  // http.HTTPStatus
	Node    string `toml:"node"`    // the phrase in http.STATUS_CODES
	Spring  string `toml:"spring"`  // org.springframework.http.HttpStatus
	Dotnet  string `toml:"dotnet"`  // System.Net.HttpStatusCode, or ASP.NET Core's StatusCodes
	Symfony string `toml:"symfony"` // HttpFoundation's Response
	Rack    string `toml:"rack"`    // symbol, for Rails too
	Rust    string `toml:"rust"`    // http::StatusCode
	Ktor    string `toml:"ktor"`    // io.ktor.http.HttpStatusCode
	Plug    string `toml:"plug"`    // atom of Plug.Conn.Status
}

// Code is a status code: its facts as in code.toml, its prose by language.
type Code struct {
	Number       int          `toml:"-"`
	Phrase       string       `toml:"phrase"`
	Registration Registration `toml:"registration"`
	Expires      string       `toml:"expires"` // date, year-month-day
	Protocol     string       `toml:"protocol"`
	Caching      Caching      `toml:"caching"`
	Content      string       `toml:"content"` // allowed or none
	Method       Method       `toml:"method"`  // of redirects alone
	Retry        Retry        `toml:"retry"`
	Popular      bool         `toml:"popular"` // one that many look for
	Related      []int        `toml:"related"`
	Former       []string     `toml:"former"`
	Slugs        []string     `toml:"slugs"`
	Spec         Spec         `toml:"spec"`
	Source       *Source      `toml:"source"`
	Fields       []Field      `toml:"fields"`
	Owners       []Owner      `toml:"owners"`
	Constants    Constants    `toml:"constants"`

	Prose map[string]*Prose `toml:"-"` // by language tag
	keys  tomlfile.Keys
}

// Registered reports whether the registry has the code, in whatever state.
func (c *Code) Registered() bool { return c.Registration != Unregistered }

// String returns the three digits of the code.
func (c *Code) String() string { return Digits(c.Number) }

// Class returns the digit of the code's class, 0 outside 100 to 599.
func (c *Code) Class() int {
	if c.Number < 100 || c.Number > 599 {
		return 0
	}
	return c.Number / 100
}

// Problem makes a problem at the place of a key of the code's code.toml.
func (c *Code) Problem(key, format string, args ...any) problem.Problem {
	return c.keys.Problem(key, format, args...)
}

// HasSection reports whether the page of the code has a section of that id: from
// prose in any language, or because the facts alone fill it.
func (c *Code) HasSection(id string) bool {
	for _, prose := range c.Prose {
		if prose.section(id) != nil {
			return true
		}
	}
	switch id {
	case "meaning":
		return len(c.Owners) > 0
	case "fields":
		return len(c.Fields) > 0
	case "caching-and-retry":
		return true
	case "in-code":
		return c.Constants != Constants{}
	case "history":
		return len(c.Former) > 0 || c.Source != nil && c.Source.Title != ""
	case "see-also":
		return len(c.Related) > 0
	case "specification":
		return c.Spec.Document != ""
	}
	return false
}

// Class is one of the five classes of status codes (RFC 9110, section 15).
type Class struct {
	Digit int
	Codes []*Code // in order
	Prose map[string]*Prose
}

// String returns the class as it stands in URLs: "4xx".
func (c *Class) String() string { return strconv.Itoa(c.Digit) + "xx" }

// Page is a page of prose that is not about one code.
type Page struct {
	Slug  string
	Prose map[string]*Prose
}

// Catalog is all that the book knows.
type Catalog struct {
	Codes   []*Code // by number
	Classes []*Class
	Guides  []*Page
	Pages   []*Page
	Terms   []*Term // the glossary, by id
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
		class.Prose = l.prose("content/classes/"+class.String(), false)
		l.catalog.Classes = append(l.catalog.Classes, class)
	}
	l.catalog.Guides = l.pages("guides")
	l.catalog.Pages = l.pages("pages")
	terms, problems := loadGlossary(tree)
	l.catalog.Terms = terms
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
		all = append(all, code.Prose)
	}
	for _, class := range c.Classes {
		all = append(all, class.Prose)
	}
	for _, page := range slices.Concat(c.Guides, c.Pages) {
		all = append(all, page.Prose)
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
	code.Prose = l.prose(dir, true)
	l.catalog.Codes = append(l.catalog.Codes, code)
}

func (l *loader) pages(folder string) []*Page {
	var pages []*Page
	for _, file := range l.tree.Glob("content/" + folder + "/*/*.md") {
		dir := path.Dir(file.Name)
		if slug := path.Base(dir); len(pages) == 0 || pages[len(pages)-1].Slug != slug {
			pages = append(pages, &Page{Slug: slug, Prose: l.prose(dir, false)})
		}
	}
	return pages
}

// prose reads the Markdown files of a folder, one a language. ids says that
// headings of level two are the section ids of a code page.
func (l *loader) prose(dir string, ids bool) map[string]*Prose {
	prose := map[string]*Prose{}
	for _, file := range l.tree.Glob(dir + "/*.md") {
		p, problems := parseProse(file, ids)
		prose[p.Language] = p
		l.problems = append(l.problems, problems...)
	}
	return prose
}

// strays finds files under content/ that nothing reads: a slip in a name would
// otherwise go unnoticed.
func (l *loader) strays() {
	known := []string{
		"content/codes/*/code.toml", "content/codes/*/*.md", "content/classes/[1-5]xx/*.md",
		"content/guides/*/*.md", "content/pages/*/*.md", "content/README.md", glossaryFile,
	}
	for depth := 2; depth <= layer.MaxDepth; depth++ {
		for _, file := range l.tree.Glob("content/" + strings.TrimSuffix(strings.Repeat("*/", depth-1), "/")) {
			if !slices.ContainsFunc(known, func(pattern string) bool { ok, _ := path.Match(pattern, file.Name); return ok }) {
				l.problems = append(l.problems, problem.In(file.Origin, "nothing in the book reads this file: see content/README.md for the names"))
			}
		}
	}
}
