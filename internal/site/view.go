package site

import (
	"statusbook/internal/catalog"
	"statusbook/internal/search"
)

// The types that templates see. A template names only fields of its page's type,
// which a test checks, dead branches included.

// Text is a run of text in one language. Lang is empty where that is the
// language of the interface, so that templates mark only what differs.
type Text struct {
	Lang string
	HTML catalog.HTML
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
	Stale       bool   // a translation on the page is older than its original
	Foreign     string // the language of prose that this edition does not have, in that language
	House       HouseView
	Note        *NoteView
	Edit        string // where the source of the page is changed, empty if nowhere
	Meta        *Meta  // nil for pages that are not to be found
	Alternates  []Alternate
	Editions    []Switch
	Home        string
	Manifest    string
	OpenSearch  string
	Suggest     string
	Print       string
	SearchPath  string
	Query       string
	Classes     []ClassLink
	Pages       []Link
	Guides      string // address of the guides, empty if there are none
	Glossary    string // of the glossary, likewise
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
	Protocol  string // webdav, delta or nothing
}

// ClassView is a class with its codes.
type ClassView struct {
	ClassLink
	Summaries []Text
	Codes     []CodeLink // the registered ones
	Others    []CodeLink
}

// Body is a run of prose. Shared is one that every language has alike, such as an
// example, and that is shown once.
type Body struct {
	Text
	Shared bool
}

// SectionView is a part of a page under its own heading.
type SectionView struct {
	ID     string
	Anchor string // on the page of the whole book, where ids of many pages meet
	Titles []Text
	Bodies []Body
	Others []Switch // the same section in the other editions
}

// FieldView is a row of the table of fields.
type FieldView struct {
	Name    string
	Level   string // must, should, may
	Holds   string // under which condition, if any
	Request bool
	Notes   []Text
	Spec    SpecView
}

// SpecView is a section of a specification.
type SpecView struct{ Label, Href string }

// OwnerView is a row of the table of owners.
type OwnerView struct {
	Name     string
	Phrase   Text
	Reaches  string
	Notes    []Text
	Source   string
	Host     string // of the source
	Verified bool
}

// ConstantView is the name of the code in one programming language. Key is what
// records call that.
type ConstantView struct{ Key, Where, Name string }

// HomePage is the whole book at a glance.
type HomePage struct {
	Layout
	Count      int
	Wanted     []CodeLink
	GuideLinks []Link
	List       []ClassView
	Outside    []CodeLink // numbers outside 100 to 599
}

// PrintPage is the whole book on one page, for paper.
type PrintPage struct {
	Layout
	Address string // where the book is read
	Parts   []PrintClass
	Outside []*CodePage
}

// PrintClass is a class with the pages of its codes.
type PrintClass struct {
	*ClassPage
	Codes []*CodePage
}

// CodePage is the page of one code.
type CodePage struct {
	Layout
	CodeLink
	Class        *ClassLink // nil outside 100 to 599
	Registered   bool
	Registration string
	ProtocolName string
	Expires      string
	Caching      string // a sentence
	BriefCaching string // a word or two
	HasContent   bool
	Spec         *SpecView
	Method       string
	Retry        string
	Owners       []OwnerView
	Former       []string
	SourceTitle  string
	Fields       []FieldView
	Constants    []ConstantView
	Related      []CodeLink
	Sections     []SectionView
	Doors        []SectionView // those of the sections that readers come for
	Siblings     []CodeLink    // the registered codes of the class
	LinkTo       LinkView
	Previous     *CodeLink
	Next         *CodeLink
}

// ClassPage is the page of one class.
type ClassPage struct {
	Layout
	View     ClassView
	Intro    []Body
	Sections []SectionView
	LinkTo   LinkView
	Previous *ClassLink
	Next     *ClassLink
}

// ProsePage is a guide, or a page such as about.
type ProsePage struct {
	Layout
	Headings  []Text
	Intro     []Body
	Sections  []SectionView
	Behaviour []BehaviourRow // of the guide about behaviour alone
}

// BehaviourRow is what one code asks of caches and clients.
type BehaviourRow struct {
	CodeLink
	Caching    string
	HasContent bool
	Method     string
	Retry      string
	Required   []string
}

// GuidesPage lists the guides.
type GuidesPage struct {
	Layout
	List []GuideView
}

// GuideView is a guide with its introduction.
type GuideView struct {
	Link
	Intro []Body
}

// GlossaryPage explains the terms.
type GlossaryPage struct {
	Layout
	Terms []TermView
}

// TermView is a term: in the languages of the edition, with its meaning, and its
// word in the others.
type TermView struct {
	ID     string
	Terms  []Text
	Texts  []Text
	Others []Text
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
	Count         int
	Corrected     string // what was asked instead of words with slips
	Groups        []ResultGroup
	Before, After string     // addresses of the pages of results around this one
	Nearest       []CodeLink // where nothing was found
}

// ResultGroup is results of one kind.
type ResultGroup struct {
	Heading string
	Results []ResultView
}

// ResultView is a page that fits, with a passage of it.
type ResultView struct {
	Code    string // of codes and classes
	Digit   int
	Href    string
	Title   Text
	Names   []Text
	Mark    string
	Section *Link
	Lang    string // of the passage
	Pieces  []search.Piece
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
