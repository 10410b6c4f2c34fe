package server

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"statusbook/internal/site"
)

// cookieName is the cookie that remembers the edition which a reader chose.
const cookieName = "edition"

// rememberKey is the query parameter of the links of the language switch.
const rememberKey = "remember"

// routes builds the engine of one Site.
func (s *Server) routes(now *site.Site) *gin.Engine {
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false // the Site knows its canonical addresses
	engine.ForwardedByClientIP = false
	_ = engine.SetTrustedProxies(nil) // an empty list is valid
	names := map[string]string{}
	engine.Use(naming(now, names))

	read := func(path string, handler gin.HandlerFunc) {
		handler = written(handler)
		engine.GET(path, handler)
		engine.HEAD(path, handler)
	}
	for _, path := range now.Paths() {
		page := now.Page(path)
		if isBadge(path) {
			continue // it depends on the query
		}
		if site.ForPrograms(path) {
			read(path, onlyAt(now, path, data(now, path)))
			continue
		}
		read(path, onlyAt(now, path, func(c *gin.Context) { answer(now, c.Writer, c.Request, page, http.StatusOK) }))
	}
	for from, to := range now.Redirects() {
		read(from, func(c *gin.Context) { moved(c, now, to) })
	}
	for _, path := range now.Choices() {
		read(path, onlyAt(now, path, func(c *gin.Context) { permalink(c, now, path) }))
	}
	for _, e := range now.Editions.Editions {
		path := "/" + e.Tag + "/search"
		read(path, onlyAt(now, path, func(c *gin.Context) {
			query := c.Query("q")
			if found, ok := now.Lookup(e, query); ok {
				c.Header("Cache-Control", site.CacheChosen)
				redirect(c, http.StatusSeeOther, now.Link(found))
				return
			}
			number, _ := strconv.Atoi(c.Query("page")) // what is no number is the first page
			render(c, now, now.Search(e, query, number), http.StatusOK)
		}))
	}
	for _, e := range now.Editions.Editions {
		read("/"+e.Tag+"/suggest", func(c *gin.Context) { render(c, now, now.Suggestions(e, c.Query("q")), http.StatusOK) })
	}
	read(site.SearchPath, onlyAt(now, site.SearchPath, data(now, site.SearchPath)))
	read(site.OEmbedPath, onlyAt(now, site.OEmbedPath, func(c *gin.Context) { oEmbed(c, now) }))
	read(badgeRoute, func(c *gin.Context) { badge(c, now) })
	read("/livez", s.livez)
	read("/readyz", s.readyz)

	engine.NoMethod(written(func(c *gin.Context) { refuse(c, now) }))
	engine.NoRoute(written(func(c *gin.Context) { elsewhere(c, now) }))
	maps.Copy(names, templates(now, engine.Routes()))
	return engine
}

// written makes sure that an answer without content goes out as it is: Gin would
// add a text of its own to a 404 for which nothing was written.
func written(handler gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		handler(c)
		c.Writer.WriteHeaderNow()
	}
}

// onlyAt serves a page at its canonical address alone, and takes note of a
// choice of language.
func onlyAt(now *site.Site, path string, serve gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		switch {
		case remember(c, now, path):
		case c.Request.URL.EscapedPath() != path:
			moved(c, now, path)
		default:
			serve(c)
		}
	}
}

// remember answers a request whose query says that the reader chose this
// edition: it sets the cookie and leads to the same address without the note. A
// browser keeps the fragment over such a redirect (RFC 9110, section 10.2.2).
func remember(c *gin.Context, now *site.Site, path string) bool {
	e := now.EditionOf(path)
	query := c.Request.URL.RawQuery
	if e == nil || !strings.Contains(query, rememberKey) {
		return false
	}
	kept, found := []string{}, false
	for part := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(part, "="); name == rememberKey {
			found = true
		} else if part != "" {
			kept = append(kept, part)
		}
	}
	if !found {
		return false
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: cookieName, Value: e.Tag, Path: now.Link("/"), MaxAge: 365 * 24 * 60 * 60,
		Secure: now.Secure() || c.Request.TLS != nil, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	c.Header("Cache-Control", site.CacheNone)
	// One slash begins it: two would name a host (RFC 3986, section 4.2).
	target := now.Link("/" + strings.TrimLeft((&url.URL{Path: path}).EscapedPath(), "/"))
	if len(kept) > 0 {
		target += "?" + strings.Join(kept, "&")
	}
	redirect(c, http.StatusSeeOther, target)
	return true
}

// moved leads for good to the one address of a page (RFC 9110, section 15.4.2).
func moved(c *gin.Context, now *site.Site, path string) {
	c.Header("Cache-Control", site.CachePermanent)
	if now.Open(path) {
		open(c.Writer.Header())
	}
	target := now.Link(path)
	if query := c.Request.URL.RawQuery; query != "" {
		target += "?" + query
	}
	redirect(c, http.StatusMovedPermanently, target)
}

func redirect(c *gin.Context, status int, target string) {
	c.Header("Location", target)
	c.Header("Content-Length", "0")
	c.Status(status)
}

// refuse answers a method that a page does not have, and OPTIONS.
func refuse(c *gin.Context, now *site.Site) {
	allow(c.Writer.Header())
	if c.Request.Method == http.MethodOptions {
		if now.Open(c.Request.URL.Path) {
			preflight(c.Writer.Header())
		}
		c.Status(http.StatusNoContent)
		return
	}
	fault(now, c.Writer, c.Request, http.StatusMethodNotAllowed)
}

// elsewhere answers for a path without a route: a number that is not registered,
// another spelling of an address, or nothing.
func elsewhere(c *gin.Context, now *site.Site) {
	requested := c.Request.URL.Path
	e := now.EditionOf(requested)
	canonical, misspelt := now.Canonical(requested)
	number, isNumber := now.Number(requested)
	reading := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
	escaped := c.Request.URL.EscapedPath() != (&url.URL{Path: requested}).EscapedPath()
	switch {
	case !reading && (misspelt || isNumber):
		refuse(c, now)
	case misspelt:
		moved(c, now, canonical)
	case isNumber && escaped:
		moved(c, now, requested)
	case isNumber && e == nil:
		leadToEdition(c, now, choose(now, c.Request), requested)
	case e != nil && reading && remember(c, now, requested):
	case isNumber:
		render(c, now, now.Unassigned(e, number), http.StatusOK)
	case site.ForPrograms(requested):
		nothing(c, now)
	default:
		if e == nil {
			e = choose(now, c.Request)
			vary(c.Writer.Header(), "Accept-Language", "Cookie")
		}
		render(c, now, now.NotFound(e, requested), http.StatusNotFound)
	}
}

// render answers with a page made for this request. If it could not be made, the
// reader gets the page of a 500, which was made beforehand.
func render(c *gin.Context, now *site.Site, page *site.Representation, status int) {
	if page == nil {
		panic("a page that Build had tried could not be made")
	}
	answer(now, c.Writer, c.Request, page, status)
}
