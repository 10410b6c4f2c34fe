package catalog

import (
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
	Language string `toml:"language"` // of the phrase, English where it is not said
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
	Notes map[string]*Prose `toml:"-"` // of the host, likewise
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
