package site

import "html/template"

// The types that templates see. A template names only fields of its page's type,
// which a test checks, dead branches included.

// Text is a run of text in one language. Lang is empty where that is the
// language of the interface, so that templates mark only what differs.
type Text struct {
	Lang string
	HTML template.HTML
}

// Link is an address with its words.
type Link struct {
	Href string
	Text Text
}

// Layout is what every page shows around its own content.
type Layout struct {
	Lang        string // of the interface, for <html>
	Edition     string
	Title       string
	Description string
	Canonical   string // empty for pages that are not to be found
	NoIndex     bool
	Alternates  []Alternate
	Editions    []Switch
	Home        string
	SearchPath  string
	Query       string
	Classes     []ClassLink
	Pages       []Link
	Guides      []Link
}

// Alternate is the same page in another edition, for machines.
type Alternate struct{ Hreflang, Href string }

// Switch is a link to the same page in an edition, for readers.
type Switch struct {
	Tag     string // the edition
	Lang    string // of the endonym
	Endonym string
	Href    string
	Current bool
}

// ClassLink leads to a class.
type ClassLink struct {
	Class string // 4xx
	Digit int
	Href  string
	Names []Text
}

// CodeLink leads to a code and says in short what it is.
type CodeLink struct {
	Code      string
	Digit     int
	Href      string
	Phrase    Text
	Names     []Text
	Summaries []Text
	Mark      string // protocol or registration, where it is worth a mark
}

// ClassView is a class with its codes.
type ClassView struct {
	ClassLink
	Summaries []Text
	Codes     []CodeLink
}

// SectionView is a part of a page under its own heading.
type SectionView struct {
	ID     string
	Titles []Text
	Bodies []Text
	Others []Switch // the same section in the other editions
}

// FieldView is a row of the table of fields.
type FieldView struct {
	Name    string
	Level   string // must, should, may
	Request bool
	Notes   []Text
	Spec    SpecView
}

// SpecView is a section of a specification.
type SpecView struct{ Label, Href string }

// ConstantView is the name of the code in one programming language.
type ConstantView struct{ Where, Name string }

// HomePage is the whole book at a glance.
type HomePage struct {
	Layout
	Count int
	List  []ClassView
}

// CodePage is the page of one code.
type CodePage struct {
	Layout
	CodeLink
	Class        ClassLink
	Registration string // the state: registered, temporary, unused, obsoleted
	Expires      string
	Caching      string
	HasContent   bool
	Protocol     string
	Spec         SpecView
	Former       []string
	SourceTitle  string
	Fields       []FieldView
	Constants    []ConstantView
	Related      []CodeLink
	Sections     []SectionView
	Previous     *CodeLink
	Next         *CodeLink
}

// ClassPage is the page of one class.
type ClassPage struct {
	Layout
	View     ClassView
	Intro    []Text
	Sections []SectionView
	Previous *ClassLink
	Next     *ClassLink
}

// ProsePage is a guide, or a page such as about.
type ProsePage struct {
	Layout
	Headings []Text
	Intro    []Text
	Sections []SectionView
}

// UnassignedPage answers for a number without a page.
type UnassignedPage struct {
	Layout
	Code     string
	Outside  bool // not within 100 to 599
	From, To string
	TreatAs  CodeLink
	Class    ClassLink
	Previous *CodeLink
	Next     *CodeLink
}

// SearchPage shows what a query finds.
type SearchPage struct {
	Layout
	Results []CodeLink
	Count   int
}

// NotFoundPage helps where there is nothing.
type NotFoundPage struct {
	Layout
	Path    string
	Nearest []CodeLink
}

// FaultPage says why a request got no page.
type FaultPage struct {
	Layout
	Status  int
	Digit   int
	Heading string
	Lead    string
	About   *CodeLink // the book's own page on the status code
}
