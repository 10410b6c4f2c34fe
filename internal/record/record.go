// Package record is what the book says to programs: the form of every answer of
// its interface, as Go types, as a JSON Schema and as an OpenAPI document.
//
// The three say the same, which tests see to; what they promise to those who
// depend on them stands in the description of openapi.yaml. A member that may be
// absent is omitted, never null. A list that has nothing is empty.
//
// Texts are by language: in each language that was asked for and that has the
// text, else in the default language of the book. One line of text is Markdown in
// which `backticks` alone mean something; what may have more is called markdown.
package record

// Texts is a text by language tag (RFC 5646): "en", "zh-TW".
type Texts map[string]string

// Addresses is what there is in each edition, by the tag of the edition.
type Addresses map[string]string

// CodeRef leads to a code.
type CodeRef struct {
	Code      string `json:"code"`      // three digits
	Phrase    string `json:"phrase"`    // its reason phrase
	Permalink string `json:"permalink"` // of its page, in the language and format that whoever follows it wants
}

// CodeSummary is a code in a list of codes.
type CodeSummary struct {
	CodeRef
	Number       int    `json:"number"`
	Class        string `json:"class,omitempty"`    // 4xx; codes outside 100 to 599 have none
	Names        Texts  `json:"names"`              // what the code is called
	Summaries    Texts  `json:"summaries"`          // what it means, in a few sentences
	Registration string `json:"registration"`       // in the IANA registry: registered, unregistered and so on
	Protocol     string `json:"protocol,omitempty"` // the extension that it belongs to, if any: webdav, delta
	Popular      bool   `json:"popular"`            // whether many look for it
	Record       string `json:"record"`             // address of the whole record
}

// Code is a status code (RFC 9110, section 15): all that its page knows.
type Code struct {
	CodeSummary
	Expires        string               `json:"expires,omitempty"` // of a temporary registration: year-month-day
	Spec           *Spec                `json:"spec,omitempty"`
	FormerPhrases  []string             `json:"formerPhrases"`
	Source         *Source              `json:"source,omitempty"`
	Slugs          []string             `json:"slugs"`     // further names in addresses: /en/not-found
	Constants      map[string]string    `json:"constants"` // as they stand in code, by ecosystem: go, python
	Fields         []Field              `json:"fields"`
	Caching        string               `json:"caching"`        // may a cache store the response by itself (RFC 9111, section 3)
	ContentAllowed bool                 `json:"contentAllowed"` // whether the response may have content
	RedirectMethod string               `json:"redirectMethod,omitempty"`
	Retry          string               `json:"retry,omitempty"` // what sending the request again is good for
	Owners         []Owner              `json:"owners"`
	Related        []CodeRef            `json:"related"`
	Previous       *CodeRef             `json:"previous,omitempty"` // the codes around it in the book
	Next           *CodeRef             `json:"next,omitempty"`
	Problem        *Problem             `json:"problem,omitempty"`   // of 4xx and 5xx alone
	HouseNote      Texts                `json:"houseNote,omitempty"` // what the host of this book adds, in Markdown
	Sections       map[string][]Section `json:"sections"`            // of prose, by language
	Stale          []string             `json:"stale"`               // languages whose prose is older than what it was translated from
	Links          Links                `json:"links"`
}

// Spec names a section of a specification.
type Spec struct {
	Document string `json:"document"`          // RFC 9110
	Section  string `json:"section,omitempty"` // 15.5.5; none for the whole document
	URL      string `json:"url"`
}

// Source is how the document that the book began from has a code.
type Source struct {
	Title    string `json:"title,omitempty"` // where it is not the reason phrase
	Language string `json:"language"`        // of its description: a language tag, or none
}

// Field is a header field that a specification ties to a code.
type Field struct {
	Name        string `json:"name"`
	Level       string `json:"level"`       // must, should, may
	Conditional bool   `json:"conditional"` // the level holds only under the condition that the notes name
	In          string `json:"in"`          // request, response
	Spec        Spec   `json:"spec"`
	Notes       Texts  `json:"notes"`
}

// Owner is somebody who gives a code a meaning of their own.
type Owner struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	Phrase         string `json:"phrase,omitempty"`         // what the owner calls it
	PhraseLanguage string `json:"phraseLanguage,omitempty"` // where that is not English
	Reaches        string `json:"reaches"`                  // client, log, both, nobody
	Notes          Texts  `json:"notes"`
	Source         string `json:"source,omitempty"` // where this is documented
	Verified       bool   `json:"verified"`         // whether the source was read for the book
}

// Section is a part of a page under its own heading. Its ID is the fragment that
// leads to it, the same in every edition.
type Section struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Markdown string `json:"markdown"` // CommonMark with tables; every address in it is absolute
}

// Links are the forms in which a page can be had, by edition.
type Links struct {
	HTML     Addresses `json:"html"`
	JSON     Addresses `json:"json,omitempty"`
	Markdown Addresses `json:"markdown,omitempty"`
	Text     Addresses `json:"text,omitempty"`
	Problem  Addresses `json:"problem,omitempty"`
	Image    Addresses `json:"image,omitempty"` // 1200 by 630 pixels, for previews
	Embed    Addresses `json:"embed,omitempty"` // a card for a frame
	Badge    string    `json:"badge,omitempty"`
}

// Problem is a problem details object (RFC 9457). In the record of a code it is
// ready to be sent: Type is the permalink of the code.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// Fault is the problem details object of an answer of the interface itself, with
// what helps to ask better.
type Fault struct {
	Problem
	Parameter string    `json:"parameter,omitempty"` // of the query, that was wrong
	Allowed   []string  `json:"allowed,omitempty"`   // what would have been right: values, names, methods, addresses
	TreatAs   *CodeRef  `json:"treatAs,omitempty"`   // as what clients treat a code that is not in the book (RFC 9110, section 15)
	Nearest   []CodeRef `json:"nearest,omitempty"`   // what was perhaps meant
}

// CodeList is codes in the order of their numbers.
type CodeList struct {
	Count int           `json:"count"`
	Codes []CodeSummary `json:"codes"`
}

// ClassSummary is a class in a list of classes.
type ClassSummary struct {
	Class     string `json:"class"` // 4xx
	Digit     int    `json:"digit"`
	Names     Texts  `json:"names"`
	Summaries Texts  `json:"summaries"`
	Permalink string `json:"permalink"`
	Record    string `json:"record"`
}

// Class is one of the five classes (RFC 9110, section 15).
type Class struct {
	ClassSummary
	HouseNote Texts                `json:"houseNote,omitempty"` // what the host of this book adds, in Markdown
	Markdown  Texts                `json:"markdown"`            // the introduction
	Sections  map[string][]Section `json:"sections"`
	Stale     []string             `json:"stale"`
	Codes     []CodeSummary        `json:"codes"`
	Previous  string               `json:"previous,omitempty"` // the classes around it
	Next      string               `json:"next,omitempty"`
	Links     Links                `json:"links"`
}

// ClassList is all classes.
type ClassList struct {
	Count   int            `json:"count"`
	Classes []ClassSummary `json:"classes"`
}

// GuideSummary is a guide in a list of guides, or another page of prose.
type GuideSummary struct {
	Slug     string `json:"slug"`
	Titles   Texts  `json:"titles"`
	Markdown Texts  `json:"markdown"` // the introduction
	Links    Links  `json:"links"`
	Record   string `json:"record,omitempty"` // of guides alone
}

// Guide is a page of prose that is not about one code or class.
type Guide struct {
	GuideSummary
	HouseNote Texts                `json:"houseNote,omitempty"` // what the host of this book adds, in Markdown
	Sections  map[string][]Section `json:"sections"`
	Stale     []string             `json:"stale"`
}

// GuideList is all guides.
type GuideList struct {
	Count  int            `json:"count"`
	Guides []GuideSummary `json:"guides"`
}

// Edition is one language version of the book.
type Edition struct {
	Tag       string   `json:"tag"` // what its addresses begin with: en, zh-TW, mul
	Endonym   string   `json:"endonym"`
	Languages []string `json:"languages"` // of its texts; the first is that of its interface
	Default   bool     `json:"default"`   // whether a reader gets it who asks for no language that there is
	Home      string   `json:"home"`
	Search    string   `json:"search"` // template (RFC 6570) with the variable q
}

// EditionList is all editions.
type EditionList struct {
	Count    int       `json:"count"`
	Editions []Edition `json:"editions"`
}

// SearchPage is a page of what a search finds, the best first.
type SearchPage struct {
	Query     string   `json:"query"`
	Corrected string   `json:"corrected,omitempty"` // what was asked instead, if a word had a slip
	Count     int      `json:"count"`               // of all results
	Page      int      `json:"page"`                // from 1
	Pages     int      `json:"pages"`
	Results   []Result `json:"results"`
}

// Result is a page that a search found.
type Result struct {
	Kind    string    `json:"kind"`             // code, class, guide, page
	ID      string    `json:"id"`               // 404, 4xx, choose, about
	Phrase  string    `json:"phrase,omitempty"` // of a code
	Titles  Texts     `json:"titles"`
	Excerpt Excerpt   `json:"excerpt"`
	HTML    Addresses `json:"html"`
	Record  string    `json:"record,omitempty"`
}

// Excerpt is the passage of a page that fits a search best, as plain text.
type Excerpt struct {
	Language string `json:"language"`
	Text     string `json:"text"`
	Section  string `json:"section,omitempty"` // id of the section that it is from; none for the summary
	Title    string `json:"title,omitempty"`   // of that section
}

// Term is a word of the field in the languages of the book.
type Term struct {
	ID    string          `json:"id"`
	Words map[string]Word `json:"words"` // by language
}

// Word is a term in one language.
type Word struct {
	Term string   `json:"term"`
	Also []string `json:"also"` // other forms of it
	Text string   `json:"text"` // what it means
}

// Book is everything in one file.
type Book struct {
	Version string  `json:"version"` // of the form, see [Version]
	Schema  string  `json:"schema"`  // address of the JSON Schema
	License License `json:"license"` // of the texts
	Digest  string  `json:"digest"`  // "sha256:" and the hexadecimal SHA-256 of the bytes of content, as they stand in the file
	Content Content `json:"content"`
}

// License is that of the texts.
type License struct {
	ID  string `json:"id"` // SPDX
	URL string `json:"url"`
}

// Content is what the book knows.
type Content struct {
	Editions   []Edition        `json:"editions"`
	Classes    []Class          `json:"classes"`
	Codes      []Code           `json:"codes"`
	Guides     []Guide          `json:"guides"`
	Pages      []Guide          `json:"pages"`
	Terms      []Term           `json:"terms"`
	Vocabulary map[string]Texts `json:"vocabulary"` // what each value of a fact means, by "member.value": "caching.never"
}
