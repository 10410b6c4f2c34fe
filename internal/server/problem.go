package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"statusbook/internal/site"
)

// data answers a program at a path of the interface. What it accepts is asked
// first: whoever wants something else gets a 406 that says what there is
// (RFC 9110, section 15.5.7).
func data(now *site.Site, path string) gin.HandlerFunc {
	return func(c *gin.Context) {
		vary(c.Writer.Header(), "Accept")
		page, refusal := now.Data(path, c.Request.URL.RawQuery)
		switch {
		case refusal != nil:
			refused(c, now, *refusal)
		case !acceptable(c.Request.Header.Values("Accept"), page.MediaType):
			refused(c, now, site.Refusal{
				Status: http.StatusNotAcceptable, Message: "problem.accept", Data: []any{"Allowed", page.MediaType}, Allowed: []string{page.MediaType},
			})
		default:
			render(c, now, page, http.StatusOK)
		}
	}
}

// acceptable reports whether a request takes a kind of JSON: by its own name, or
// as what it is a kind of (RFC 6839, section 3.1).
func acceptable(fields []string, mediaType string) bool {
	return anything(fields) || acceptedType(fields, mediaType) > 0 ||
		strings.HasSuffix(mediaType, "+json") && acceptedType(fields, "application/json") > 0
}

// refused answers with problem details (RFC 9457) in the reader's language.
func refused(c *gin.Context, now *site.Site, refusal site.Refusal) {
	vary(c.Writer.Header(), "Accept-Language", "Cookie")
	render(c, now, now.Problem(choose(now, c.Request), refusal), refusal.Status)
}

// nothing answers a program for a path that leads nowhere.
func nothing(c *gin.Context, now *site.Site) {
	if c.Request.Method == http.MethodOptions {
		refuse(c, now)
		return
	}
	vary(c.Writer.Header(), "Accept-Language", "Cookie")
	render(c, now, now.NothingFor(choose(now, c.Request), c.Request.URL.Path), http.StatusNotFound)
}

// preflight tells a page of another origin what it may ask (Fetch standard,
// section 3.3.3). It may send any field: none changes what is answered but those
// that HTTP gives a meaning for everybody.
func preflight(h http.Header) {
	open(h)
	h.Set("Access-Control-Allow-Methods", h.Get("Allow"))
	h.Set("Access-Control-Allow-Headers", "*")
	h.Set("Access-Control-Max-Age", "86400")
}
