package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"statusbook/internal/locale"
	"statusbook/internal/site"
)

// permalink answers at an address that names no edition: in the language that the
// reader wants, and where the page has several formats, in the one that the
// request asks for (RFC 9110, section 12.1). Who reads HTML is led to the
// edition's own address; programs get what they want at once.
func permalink(c *gin.Context, now *site.Site, path string) {
	h := c.Writer.Header()
	e := choose(now, c.Request)
	formats := now.Formats(path)
	if len(formats) == 0 { // an address such as /404.json, which names the format, or one without a choice
		if page := now.Page("/" + e.Tag + path); page != nil && now.Fixed(path) {
			vary(h, "Accept-Language", "Cookie")
			negotiated(c, now, page, "/"+e.Tag+path)
			return
		}
		leadToEdition(c, now, e, path)
		return
	}
	vary(h, "Accept")
	format, ok := wantedFormat(c.Request, formats)
	if anything(c.Request.Header.Values("Accept")) {
		vary(h, "User-Agent") // see wantedFormat
	}
	switch {
	case !ok:
		vary(h, "Accept-Language", "Cookie")
		render(c, now, now.NotAcceptable(e, path), http.StatusNotAcceptable)
	case format.Suffix == "":
		leadToEdition(c, now, e, path)
	default:
		vary(h, "Accept-Language", "Cookie")
		own := "/" + e.Tag + path + format.Suffix
		negotiated(c, now, now.Page(own), own)
	}
}

// negotiated answers with a representation that has an address of its own
// (RFC 9110, section 8.7).
func negotiated(c *gin.Context, now *site.Site, page *site.Representation, own string) {
	c.Header("Content-Location", now.Link(own))
	c.Header("Cache-Control", site.CacheChosen)
	render(c, now, page, http.StatusOK)
}

// leadToEdition leads from an address that names no edition to the reader's.
func leadToEdition(c *gin.Context, now *site.Site, e *locale.Edition, path string) {
	vary(c.Writer.Header(), "Accept-Language", "Cookie")
	c.Header("Cache-Control", site.CacheChosen)
	target := now.Link("/" + e.Tag + path)
	if query := c.Request.URL.RawQuery; query != "" {
		target += "?" + query
	}
	redirect(c, http.StatusFound, target)
}

// terminals are programs that show what they get to somebody at a terminal. They
// ask for anything, as do programs that read pages to show what a link leads to;
// only the name that they give tells them apart.
var terminals = []string{"curl/", "Wget/", "Wget2/", "HTTPie/", "xh/", "curlie/", "libfetch/", "fetch "}

// wantedFormat chooses among formats by Accept. Among equals the first wins, so
// HTML does unless it is refused; but a program at a terminal that asks for
// anything gets plain text.
func wantedFormat(r *http.Request, formats []site.Format) (site.Format, bool) {
	fields := r.Header.Values("Accept")
	if anything(fields) {
		agent := r.UserAgent()
		for _, name := range terminals {
			if !strings.HasPrefix(agent, name) {
				continue
			}
			for _, format := range formats {
				if format.MediaType == "text/plain" {
					return format, true
				}
			}
		}
		return formats[0], true
	}
	best, heaviest := site.Format{}, 0.0
	for _, format := range formats {
		if weight := acceptedType(fields, format.MediaType); weight > heaviest {
			best, heaviest = format, weight
		}
	}
	return best, heaviest > 0
}

// anything reports whether a request has no wish about the format: no Accept, or
// `*/*` alone.
func anything(fields []string) bool {
	list := members(fields)
	for _, member := range list {
		if name, weight := weighted(member); name != "*/*" || weight == 0 {
			return false
		}
	}
	return true
}

// acceptedType is the weight of a media type: that of the most specific range
// which covers it (RFC 9110, section 12.5.1). The parameter charset may be utf-8;
// a range with another parameter covers nothing that there is here.
func acceptedType(fields []string, mediaType string) float64 {
	weight, most := 0.0, 0
	kind, _, _ := strings.Cut(mediaType, "/")
	for _, member := range members(fields) {
		name, q := weighted(member)
		specific := 0
		switch strings.ToLower(name) {
		case mediaType:
			specific = 3
		case kind + "/*":
			specific = 2
		case "*/*":
			specific = 1
		}
		if !plainParameters(member) {
			continue
		}
		if specific > most || specific == most && q > weight {
			weight, most = q, specific
		}
	}
	if most == 0 {
		return 0
	}
	return weight
}

// plainParameters reports whether a media range has no parameter but the weight
// and charset=utf-8.
func plainParameters(member string) bool {
	_, parameters, _ := strings.Cut(member, ";")
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "", "q", "v": // v: signed exchanges, which browsers ask for
		case "charset":
			if !strings.EqualFold(strings.Trim(value, `" `), "utf-8") {
				return false
			}
		default:
			return false
		}
	}
	return true
}
