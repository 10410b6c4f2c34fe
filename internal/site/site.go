// Package site is what the book serves: it builds a catalog, editions, templates
// and assets into an immutable [Site] of finished representations.
//
// [Build] renders every page once. What is wrong with a template, a message or a
// link comes out of Build as a problem and never reaches a reader. Afterwards the
// Site is read-only and safe for concurrent use; to change anything, build
// another one.
//
// Most of a Site is a map from paths to bytes. Three kinds of pages depend on the
// request and are made for it, from the same templates: unassigned numbers
// ([Site.Unassigned]), search ([Site.Search]) and pages that are not there
// ([Site.NotFound]). Build renders each of them once to see that it works.
//
// Paths in this package are those inside the book, beginning with a slash:
// "/en/404". The path under which the book is mounted (see Config.BaseURL) is put
// before them in links only.
package site

import (
	"maps"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"statusbook/internal/catalog"
	"statusbook/internal/house"
	"statusbook/internal/layer"
	"statusbook/internal/locale"
	"statusbook/internal/problem"
	"statusbook/internal/search"
)

// Config is what whoever hosts the book decides about a Site.
type Config struct {
	BaseURL       *url.URL // where readers reach the book, with a path that needs no escapes; nil if each request tells
	DefaultLocale string   // tag of the default edition
	Only          []string // tags of the editions that there are; empty for all
}

// Cache-Control of each kind of answer (RFC 9111, section 5.2.2).
const (
	cachePage      = "public, max-age=300"
	cacheAsset     = "public, max-age=31536000, immutable"
	cacheSearch    = "public, max-age=60"
	CachePermanent = "public, max-age=86400" // permanent redirects: long, but not for ever
	CacheNone      = "no-store"              // errors
	CacheChosen    = "no-cache"              // answers that depend on who asks
)

// Site is a whole book, ready to be served.
type Site struct {
	Editions *locale.Set

	base          string // the path of BaseURL without its last slash
	origin        string // scheme and authority of BaseURL, or anyOrigin
	pages         map[string]*Representation
	assets        map[string]string   // addresses of static files by name
	redirects     map[string]string   // permanent: a name of a page to its path
	folded        map[string]string   // what a path folds to, to the path
	choices       map[string]struct{} // paths that lead to one of the editions, such as / and /404
	books         map[string]*book
	faults        map[string]map[int]*Representation    // by edition and status: pages for requests that get none,
	programFaults map[string]map[int]*Representation    // and problem details for programs
	variants      map[string]map[string]*Representation // of what is for programs: by path and language tag in small letters
	slugs         map[int][]string                      // further names of codes in addresses
	catalog       *catalog.Catalog
	house         *house.House
	built         time.Time
	engine        func() *search.Engine
}

// Load reads the catalog and the editions of a tree and builds the Site. It
// returns nil if a problem is not merely a warning.
func Load(tree *layer.Tree, config Config) (_ *Site, problems problem.List) {
	defer survive(&problems, "the book")
	knowledge, problems := catalog.Load(tree)
	editions, found := locale.Load(tree, config.DefaultLocale)
	problems = append(problems, found...)
	if editions == nil {
		return nil, problems.Sort()
	}
	if err := editions.Only(config.Only); err != nil {
		return nil, append(problems, problem.In("locales", "%v", err)).Sort()
	}
	s, found := Build(tree, knowledge, editions, config)
	problems = append(problems, found...).Sort()
	if len(problems.Fatal()) > 0 {
		return nil, problems
	}
	return s, problems
}

// Build renders everything. The Site is complete only if there is no problem
// but warnings.
func Build(tree *layer.Tree, knowledge *catalog.Catalog, editions *locale.Set, config Config) (*Site, problem.List) {
	s := newSite(knowledge, editions, config)
	problems := s.moveIn(tree)
	problems = append(problems, checkWords(knowledge, editions)...)
	names, found := slugs(knowledge)
	problems = append(problems, found...)
	assets, found := s.addAssets(tree)
	s.assets = assets
	problems = append(problems, found...)

	used := &usage{}
	results := make([]result, len(editions.Editions))
	var group sync.WaitGroup
	for i, e := range editions.Editions {
		group.Go(func() {
			defer survive(&results[i].problems, "the edition "+e.Tag)
			results[i] = s.renderEdition(tree, e, assets, used)
		})
	}
	group.Wait()
	parsed := true
	for i, e := range editions.Editions {
		r := results[i]
		problems = append(problems, r.problems...)
		if r.book == nil {
			parsed = false
			continue
		}
		s.books[e.Tag] = r.book
		s.faults[e.Tag] = r.faults
		s.programFaults[e.Tag] = r.programFaults
		maps.Copy(s.pages, r.pages)
		for slug, number := range names {
			s.redirects["/"+e.Tag+"/"+slug] = "/" + e.Tag + "/" + catalog.Digits(number)
		}
	}
	s.addMachines()
	s.addInventory()
	s.addBadges()
	s.addSlugs(names)
	s.addData()
	s.addChoices()
	s.fold()
	problems = append(problems, checkProse(knowledge, editions)...)
	problems = append(problems, checkChanges(knowledge, editions)...)
	if parsed { // what a broken template would have said is not unused
		problems = append(problems, editions.Unused(used.ids())...)
	}
	problems = append(problems, editions.Execute()...)
	return s, problems
}

// moveIn takes over what the host has set.
func (s *Site) moveIn(tree *layer.Tree) problem.List {
	h, problems := house.Load(tree, s.Editions.Tags())
	problems = append(problems, checkHouse(h, s.catalog)...)
	if len(problems) > 0 {
		h = &house.House{} // the rest of the book may have problems too
	}
	s.house = h
	furnish(s.Editions, h)
	return problems
}

// survive makes a problem of a panic: whatever an overlay holds, the book that is
// served goes on being served.
func survive(problems *problem.List, what string) {
	if cause := recover(); cause != nil {
		*problems = append(*problems, problem.In(what, "cannot be built, by a fault of the program: %v\n%s", cause, debug.Stack()))
	}
}

// newSite is a Site without pages.
func newSite(knowledge *catalog.Catalog, editions *locale.Set, config Config) *Site {
	s := &Site{
		Editions: editions, catalog: knowledge, built: time.Now().UTC().Truncate(time.Second),
		pages: map[string]*Representation{}, redirects: map[string]string{}, folded: map[string]string{},
		origin: anyOrigin, choices: map[string]struct{}{}, books: map[string]*book{}, faults: map[string]map[int]*Representation{}, programFaults: map[string]map[int]*Representation{},
	}
	if config.BaseURL != nil {
		s.base = strings.TrimSuffix(config.BaseURL.Path, "/")
		s.origin = config.BaseURL.Scheme + "://" + config.BaseURL.Host
	}
	s.engine = sync.OnceValue(s.newEngine)
	return s
}

// Paths lists the paths that are served as they are, sorted.
func (s *Site) Paths() []string { return slices.Sorted(maps.Keys(s.pages)) }

// Redirects lists further names of pages and where each leads for good.
func (s *Site) Redirects() map[string]string { return maps.Clone(s.redirects) }

// Choices lists the paths that lead to an edition of the reader's choice.
func (s *Site) Choices() []string { return slices.Sorted(maps.Keys(s.choices)) }

// Page returns the representation at a path, or nil.
func (s *Site) Page(path string) *Representation { return s.pages[path] }

// faults are the statuses of requests that get no page, each with a page that
// says why. They are made beforehand, so that they cannot fail.
var faults = []int{
	http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusPreconditionFailed, http.StatusRequestURITooLong,
	http.StatusRequestedRangeNotSatisfiable, http.StatusRequestHeaderFieldsTooLarge, http.StatusInternalServerError,
	http.StatusNotImplemented, http.StatusHTTPVersionNotSupported,
}

// Fault returns the page in an edition for a request that ends with an error
// status. A status without a page of its own gets that of 500.
func (s *Site) Fault(e *locale.Edition, status int) *Representation {
	if page, ok := s.faults[e.Tag][status]; ok {
		return page
	}
	return s.faults[e.Tag][http.StatusInternalServerError]
}

// Hidden reports whether search engines are to keep away from the whole book.
func (s *Site) Hidden() bool { return s.house.Hidden() }

// Roams reports whether absolute addresses are those of each request's origin,
// because the book has not been told its own.
func (s *Site) Roams() bool { return s.origin == anyOrigin }

// Link puts the path under which the book is mounted before a path of the book.
func (s *Site) Link(path string) string { return s.base + path }

// Secure reports whether readers reach the book by https.
func (s *Site) Secure() bool { return strings.HasPrefix(s.origin, "https:") }

// Inside removes the path under which the book is mounted, where a proxy has
// left it.
func (s *Site) Inside(path string) string {
	if s.base == "" {
		return path
	}
	if rest, ok := strings.CutPrefix(path, s.base); ok && strings.HasPrefix(rest, "/") {
		return rest
	}
	if path == s.base {
		return "/"
	}
	return path
}

// EditionOf returns the edition that a path names by its first segment, in any
// case, or nil.
func (s *Site) EditionOf(path string) *locale.Edition {
	segment, _, _ := strings.Cut(strings.TrimLeft(path, "/"), "/")
	for _, e := range s.Editions.Editions {
		if strings.EqualFold(e.Tag, segment) {
			return e
		}
	}
	return nil
}

// usage gathers the ids of messages that pages ask for.
type usage struct{ seen sync.Map }

func (u *usage) note(id string) { u.seen.Store(id, true) }

func (u *usage) ids() map[string]bool {
	ids := map[string]bool{}
	u.seen.Range(func(id, _ any) bool { ids[id.(string)] = true; return true }) //nolint:forcetypeassert // note stores strings
	return ids
}
