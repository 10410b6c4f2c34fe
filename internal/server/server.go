// Package server is the edge: it answers HTTP requests from a [site.Site].
//
// Every request passes the same way. [Server.ServeHTTP] sets the fields that all
// answers carry, refuses what no page could answer (see edge.go), and hands the
// rest to the Gin engine of the current Site. The engine has a route for each
// path that the Site lists; what it has no route for is brought to its canonical
// address or gets a page that helps (routes.go). A representation goes out
// through answer, which negotiates the coding and evaluates conditions and ranges
// (answer.go, accept.go, conditions.go).
//
// [Server.Use] puts another Site in place while requests are under way: each
// request is answered from the one Site that it began with. [Server.Reload] does
// so with the outcome of building it, and keeps what the health page says of that
// (status.go).
//
// When a request has been answered, the observers are told (observe.go): the log
// (accesslog.go), and whoever counts.
package server

import (
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"statusbook/internal/site"
)

// Server answers requests. Make one with New.
type Server struct {
	log      *slog.Logger
	proxies  Proxies
	current  atomic.Pointer[live]
	draining atomic.Bool
	inFlight atomic.Int64

	observers []func(Exchange)

	mu     sync.Mutex // guards what follows
	about  About
	status Status
}

// live is a Site with the engine that routes it.
type live struct {
	site   *site.Site
	engine *gin.Engine
}

// New makes a Server of a Site that logs to log and believes proxies.
func New(s *site.Site, log *slog.Logger, proxies Proxies) *Server {
	gin.SetMode(gin.ReleaseMode)
	server := &Server{log: log, proxies: proxies}
	server.Use(s)
	return server
}

// Use serves another Site from the next request on.
func (s *Server) Use(next *site.Site) {
	s.current.Store(&live{site: next, engine: s.routes(next)})
	s.mu.Lock()
	s.status.Pages, s.status.Built = len(next.Paths()), time.Now()
	s.mu.Unlock()
	go next.Warm()
}

// Drain makes the server say that it is going: /readyz answers 503, and every
// answer asks its client to close the connection.
func (s *Server) Drain() { s.draining.Store(true) }

func (s *Server) livez(c *gin.Context) { plain(c, http.StatusOK, "ok\n") }

func (s *Server) readyz(c *gin.Context) { s.ready(c.Writer, c.Request, false) }

func plain(c *gin.Context, status int, body string) {
	c.Header("Cache-Control", site.CacheNone)
	c.Data(status, "text/plain; charset=utf-8", []byte(body))
}
