package server

import (
	"math/rand/v2"
	"net/http"
	"regexp"
	"time"

	"github.com/gin-gonic/gin"

	"statusbook/internal/site"
)

// requestIDName is the field that ties the lines of several logs to one request.
// It is of no standard, but proxies and applications use it.
const requestIDName = "X-Request-Id"

// Exchange is a request that has been answered.
type Exchange struct {
	Request  *http.Request // as it came
	ID       string        // also sent to the client, as X-Request-Id
	Route    string        // the template of its path, such as /{edition}/{code}
	Status   int           // 0 if nothing was answered
	Bytes    int64         // of content
	Duration time.Duration
}

// Failed reports whether the server could not do what it is there for. A 503 of
// /readyz is none of that, as the server drains, nor are a 501 and a 505: any
// client gets them for a method or a version that it made up.
func (x Exchange) Failed() bool {
	return x.Status >= http.StatusInternalServerError && x.Route != "/readyz" &&
		x.Status != http.StatusNotImplemented && x.Status != http.StatusHTTPVersionNotSupported
}

// Observe has every exchange told to an observer when it has ended. It must be
// called before the first request.
func (s *Server) Observe(observer func(Exchange)) { s.observers = append(s.observers, observer) }

// InFlight is the number of requests that are being answered.
func (s *Server) InFlight() int64 { return s.inFlight.Load() }

// ended tells the observers of an exchange.
func (s *Server) ended(w *watched, asked *http.Request, began time.Time) {
	s.inFlight.Add(-1)
	if len(s.observers) == 0 {
		return
	}
	x := Exchange{
		Request: asked, ID: w.id, Route: w.route, Status: w.status, Bytes: w.bytes,
		Duration: time.Since(began),
	}
	for _, observer := range s.observers {
		observer(x)
	}
}

// saneID is what a request id looks like that is taken over from a proxy.
var saneID = regexp.MustCompile(`^[A-Za-z0-9._:+/=-]{8,128}$`)

// requestID is the id that a configured proxy gave to the request, or a new one.
// It is no secret, so it need not be hard to guess.
func (s *Server) requestID(r *http.Request) string {
	if given := r.Header[requestIDName]; len(given) == 1 && s.proxies.trusts(r.RemoteAddr) && saneID.MatchString(given[0]) {
		return given[0]
	}
	const digits = "0123456789abcdef"
	var id [16]byte
	for i, n := 0, rand.Uint64(); i < len(id); i, n = i+1, n>>4 {
		id[i] = digits[n&15]
	}
	return string(id[:])
}

// naming notes for each request the template of the path that it has been routed
// to. names has those of the routes.
func naming(now *site.Site, names map[string]string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if outer, ok := c.Writer.(interface{ Unwrap() http.ResponseWriter }); ok {
			if w, ok := outer.Unwrap().(*watched); ok {
				w.route = routeOf(now, names, c)
			}
		}
		c.Next()
	}
}

// routeOf is the template for a request. Numbers that are not registered have
// pages, but no routes.
func routeOf(now *site.Site, names map[string]string, c *gin.Context) string {
	if name, ok := names[c.FullPath()]; ok {
		return name
	}
	requested := c.Request.URL.Path
	if _, ok := now.Number(requested); ok {
		return template(now, requested)
	}
	return otherRoute
}
