package site_test

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"statusbook/internal/locale"
	"statusbook/internal/site"
)

// TestCrawl reads every page of every edition as a browser would, at the root of
// a host and under a path, and looks for what nobody thought of.
func TestCrawl(t *testing.T) {
	for _, base := range []string{"", mounted} {
		t.Run("at "+base, func(t *testing.T) {
			t.Parallel()
			newCrawl(t, base).run()
		})
	}
}

// document is a page, parsed.
type document struct {
	path       string // inside the book
	page       *site.Representation
	edition    *locale.Edition
	nodes      []*html.Node
	ids        map[string]bool
	title      string
	alternates map[string]string // by hreflang
	canonical  string
	listed     bool // to be found: among the site's paths, and no repetition of others
}

type crawl struct {
	t         *testing.T
	site      *site.Site
	root      *url.URL // of the book
	documents map[string]*document
	linked    map[string]bool
	current   *document
}

func newCrawl(t *testing.T, base string) *crawl {
	t.Helper()
	root := base
	if root == "" {
		root = "http://book.test/"
	}
	u, err := url.Parse(root)
	if err != nil {
		t.Fatal(err)
	}
	return &crawl{t: t, site: book(t, base), root: u, documents: map[string]*document{}, linked: map[string]bool{}}
}

func (c *crawl) fault(format string, args ...any) {
	c.t.Helper()
	c.t.Errorf("%s: %s", c.current.path, fmt.Sprintf(format, args...))
}

func (c *crawl) run() {
	for _, path := range c.site.Paths() {
		if page := c.site.Page(path); strings.HasPrefix(page.MediaType, "text/html") {
			rest, card := strings.CutPrefix(path, "/embed/")
			c.add(path, page, c.site.EditionOf("/"+strings.TrimPrefix(rest, "/")), !card)
		}
	}
	for _, e := range c.site.Editions.Editions {
		c.addMade(e)
	}
	titles := map[string]string{}
	for _, path := range sortedKeys(c.documents) {
		d := c.documents[path]
		c.current = d
		c.checkHead(d)
		if c.root.Path == "/" { // nesting does not depend on the address
			c.checkTags(d)
		}
		c.checkTree(d)
		if d.listed {
			key := d.edition.Tag + " " + d.title
			if other := titles[key]; other != "" {
				c.fault("has the title %q of %s", d.title, other)
			}
			titles[key] = path
		}
	}
	for _, path := range sortedKeys(c.documents) {
		if d := c.documents[path]; d.listed && !c.linked[path] {
			c.t.Errorf("%s: no page links to it", path)
		}
	}
}

// addMade adds the pages that are made for a request.
func (c *crawl) addMade(e *locale.Edition) {
	prefix := "/" + e.Tag + "/"
	for _, number := range []int{0, 99, 199, 299, 329, 477, 577, 600, 999} {
		path := prefix + fmt.Sprintf("%03d", number)
		if _, ok := c.site.Number(path); ok {
			c.add(path, c.site.Unassigned(e, number), e, false)
		}
	}
	c.add(prefix+"search", c.site.Search(e, "", 1), e, true)
	for _, query := range []string{"found", "zzzz", "<script>alert(1)</script>", "{{.}} &amp; \"'", "\x00\u202e\xff", strings.Repeat("x&", 3000)} {
		c.add(prefix+"search?q="+url.QueryEscape(query), c.site.Search(e, query, 1), e, false)
	}
	for _, path := range []string{"/x", prefix + "4040", prefix + "<script>alert(1)</script>", prefix + "a b&amp;c?d#e%", "/" + strings.Repeat("x/", 500), "/\u202e\x00"} {
		c.add("not found: "+prefix+path, c.site.NotFound(e, path), e, false)
	}
	for _, status := range site.Faults {
		c.add(fmt.Sprintf("fault %d: %s", status, prefix), c.site.Fault(e, status), e, false)
	}
}

func (c *crawl) add(path string, page *site.Representation, e *locale.Edition, listed bool) {
	listed = listed && !strings.HasSuffix(path, "/print") // repeats all pages, for paper
	page = page.At(strings.TrimSuffix(c.root.Scheme+"://"+c.root.Host, "/"))
	d := &document{path: path, page: page, edition: e, ids: map[string]bool{}, alternates: map[string]string{}, listed: listed}
	c.current = d
	root, err := html.Parse(bytes.NewReader(page.Body()))
	if err != nil || e == nil || !utf8.Valid(page.Body()) || !bytes.HasPrefix(page.Body(), []byte("<!doctype html>")) {
		c.fault("is no page of an edition in HTML: %v", err)
		return
	}
	collect(root, &d.nodes)
	for _, n := range d.nodes {
		if id := attribute(n, "id"); id != "" {
			if d.ids[id] {
				c.fault("the id %q stands twice", id)
			}
			d.ids[id] = true
		}
		switch {
		case n.Data == "title" && n.Parent.Data == "head":
			d.title = text(n)
		case n.Data == "link" && attribute(n, "rel") == "canonical":
			d.canonical = attribute(n, "href")
		case n.Data == "link" && attribute(n, "rel") == "alternate" && attribute(n, "hreflang") != "":
			d.alternates[attribute(n, "hreflang")] = attribute(n, "href")
		}
	}
	c.documents[path] = d
}

// checkHead looks at what a page says about itself.
func (c *crawl) checkHead(d *document) {
	descriptions := map[string]string{}
	for _, n := range d.nodes {
		if n.Data == "html" && n.Type == html.ElementNode && (attribute(n, "lang") != d.edition.Lang() || d.page.Language != d.edition.Lang()) {
			c.fault("lang is %q and Content-Language %q, want %s", attribute(n, "lang"), d.page.Language, d.edition.Lang())
		}
		if n.Data == "meta" && attribute(n, "name") != "" {
			descriptions[attribute(n, "name")] = attribute(n, "content")
		}
	}
	if d.title == "" {
		c.fault("has no title")
	}
	if noindex := descriptions["robots"] == "noindex"; noindex != d.page.NoIndex || noindex == d.listed {
		c.fault("noindex is %t in the page, %t beside it, and the page is listed: %t", noindex, d.page.NoIndex, d.listed)
	}
	if !d.listed {
		if d.canonical != "" || len(d.alternates) > 0 {
			c.fault("is not to be found, but has a canonical address or alternates")
		}
		return
	}
	description := descriptions["description"]
	if length := utf8.RuneCountInString(description); length == 0 || length > 320 {
		c.fault("the description has %d characters: %s", length, description)
	}
	if got := c.inside(c.resolve(d.canonical)); got != d.path {
		c.fault("the canonical address is %q", d.canonical)
	}
	c.checkAlternates(d)
}

// checkAlternates: each edition of a page names all of them, itself included.
func (c *crawl) checkAlternates(d *document) {
	rest := strings.TrimPrefix(d.path, "/"+d.edition.Tag+"/")
	for _, e := range c.site.Editions.Editions {
		want := "/" + e.Tag + "/" + rest
		if got := c.inside(c.resolve(d.alternates[e.Tag])); got != want {
			c.fault("the alternate %s is %q, want %s", e.Tag, got, want)
		}
		other := c.documents[want]
		if other == nil {
			c.fault("%s is not there", want)
		} else if other.alternates[d.edition.Tag] != d.alternates[d.edition.Tag] {
			c.fault("the alternates are not those of %s", want)
		}
	}
	neutral := c.inside(c.resolve(d.alternates["x-default"]))
	if !slices.Contains(c.site.Choices(), neutral) && neutral != "/"+c.site.Editions.Default.Tag+"/"+rest {
		c.fault("x-default is %q", neutral)
	}
	if want := len(c.site.Editions.Editions) + 1; len(d.alternates) != want {
		c.fault("%d alternates, want %d", len(d.alternates), want)
	}
}

// escapedTwice is what shows when text has been escaped twice, or not been said.
var escapedTwice = regexp.MustCompile(`&(amp|lt|gt|quot|#\d+);|</?(code|a|b|p|span)\b|<no value>|%!|ZgotmplZ|\{\{|\]\]|\[\[|map\[`)

// messageID is a message that is shown by its id.
var messageID = regexp.MustCompile(`\b(site|home|section|registration|mark|caching|level|fields|constants|history|unassigned|search|notfound|fault\.\d{3}|code\.\d{3}|class\.\dxx|retry|method|reaches|owners)\.[a-z][a-z-]*\b`)

// checkTree looks at every element and every text.
func (c *crawl) checkTree(d *document) {
	headings, mains := 0, 0
	for _, n := range d.nodes {
		switch n.Type {
		case html.TextNode:
			c.checkText(d, n)
		case html.ElementNode:
			switch n.Data {
			case "h1":
				headings++
				if strings.TrimSpace(text(n)) == "" {
					c.fault("the h1 is empty")
				}
			case "main":
				mains++
			case "style", "iframe", "object", "embed", "base", "font", "center":
				c.fault("<%s> is not allowed", n.Data)
			case "script":
				if attribute(n, "src") == "" && attribute(n, "type") != "application/ld+json" { // data, which nothing executes
					c.fault("a script without src: the security policy refuses it")
				}
			case "th":
				if attribute(n, "scope") == "" && parentWith(n, "class", "body") == nil {
					c.fault("a th without scope: %s", text(n))
				}
			}
			c.checkAttributes(d, n)
		}
	}
	if headings != 1 || mains != 1 {
		c.fault("%d h1 and %d main, want one of each", headings, mains)
	}
}

func (c *crawl) checkAttributes(d *document, n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			c.fault("<%s %s>: inline styles and scripts are refused by the security policy", n.Data, a.Key)
		case a.Key == "lang":
			if !slices.ContainsFunc(c.site.Editions.Editions, func(e *locale.Edition) bool { return e.Lang() == a.Val }) && a.Val != "zh-CN" { // an owner's own phrase
				c.fault("<%s lang=%q>: no such language", n.Data, a.Val)
			}
		case a.Key == "src", a.Key == "action":
			c.checkLink(d, n, a.Val)
		case a.Key == "href":
			if n.Data == "link" && (attribute(n, "rel") == "canonical" || attribute(n, "rel") == "alternate") {
				continue // seen to by checkHead
			}
			c.checkLink(d, n, a.Val)
		case a.Key == "aria-label", a.Key == "title", a.Key == "alt", a.Key == "placeholder", a.Key == "content" && attribute(n, "name") == "description":
			c.checkWords(n, a.Val)
			if strings.TrimSpace(a.Val) == "" {
				c.fault("<%s %s> is empty", n.Data, a.Key)
			}
		case a.Key == "aria-labelledby", a.Key == "aria-describedby", a.Key == "for", a.Key == "aria-controls":
			if !d.ids[a.Val] {
				c.fault("<%s %s=%q>: no such id", n.Data, a.Key, a.Val)
			}
		}
	}
}

func (c *crawl) checkText(d *document, n *html.Node) {
	if within(n, "pre", "code", "script") {
		return
	}
	// What the reader sent is shown as it came.
	if d.listed && strings.ContainsAny(n.Data, "&<%{}[]Z") && escapedTwice.MatchString(n.Data) {
		c.fault("escaped twice, or not said: %q", n.Data)
	}
	if d.listed && strings.Contains(n.Data, ".") && messageID.MatchString(n.Data) {
		c.fault("the id of a message is shown: %q", n.Data)
	}
	c.checkWords(n, n.Data)
}

// checkWords: Han script is Chinese here, and stands where lang says so. Code is
// no language, and what stands in it is not looked at.
func (c *crawl) checkWords(n *html.Node, words string) {
	if !strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return
	}
	lang := ""
	for at := n; at != nil && lang == ""; at = at.Parent {
		lang = attribute(at, "lang")
	}
	if !strings.HasPrefix(lang, "zh") {
		c.fault("Chinese within lang=%q: %q", lang, words)
	}
}

// checkLink follows a link: to a page, one of its other names, or an asset; and
// to a fragment of it. Outside the book there are only links for readers.
func (c *crawl) checkLink(d *document, n *html.Node, href string) {
	target := c.resolve(href)
	if target.Host != c.root.Host {
		if n.Data != "a" || target.Scheme != "https" || target.Host == "" {
			c.fault("<%s> to %s", n.Data, href)
		}
		return
	}
	path := c.inside(target)
	if path == "" {
		c.fault("the link %q leads out of the book", href)
		return
	}
	if d.path != path {
		c.linked[path] = true
	}
	query := target.Query()
	for key := range query {
		further := key == "page" && strings.HasSuffix(path, "/search") // more results of a search
		if key != "q" && key != "remember" && !further {
			c.fault("the link %q has the parameter %q", href, key)
		}
	}
	_, isNumber := c.site.Number(path)
	switch to := c.documents[path]; {
	case query.Has("remember") && strings.HasPrefix(d.path, "not found: "):
		return // there is nothing in the other editions either
	case to != nil:
		if target.Fragment != "" && !to.ids[target.Fragment] {
			c.fault("the link %q: the page has no such id", href)
		}
	case c.site.Page(path) != nil, isNumber, strings.HasSuffix(path, "/search") && c.site.EditionOf(path) != nil:
	case slices.Contains(c.site.Choices(), path), c.site.Redirects()[path] != "":
	default:
		c.fault("the link %q leads nowhere", href)
	}
}

// resolve makes an address absolute, from the page that is being read.
func (c *crawl) resolve(href string) *url.URL {
	c.t.Helper()
	from := c.root.JoinPath("/")
	if strings.HasPrefix(c.current.path, "/") {
		from = from.JoinPath(strings.SplitN(c.current.path, "?", 2)[0])
	}
	u, err := from.Parse(href)
	if err != nil {
		c.fault("the link %q: %v", href, err)
		return c.root
	}
	return u
}

// inside is the path within the book, empty for one that is not.
func (c *crawl) inside(u *url.URL) string {
	rest, ok := strings.CutPrefix(u.Path, c.root.Path)
	if !ok || u.Host != c.root.Host || u.Scheme != c.root.Scheme {
		return ""
	}
	return "/" + rest
}
