package command

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"statusbook/internal/metrics"
	"statusbook/internal/server"
)

// nowhere takes an answer and keeps nothing of it.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) WriteHeader(int)             {}
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }

// BenchmarkWatched is what watching costs a request: the log of what fails, that
// of everything, and the metrics.
func BenchmarkWatched(b *testing.B) {
	log := slog.New(slog.NewTextHandler(discard{}, nil))
	for _, bm := range []struct {
		name  string
		watch func(*server.Server)
	}{
		{"nobody", func(*server.Server) {}},
		{"errors", func(s *server.Server) { s.LogAccess(server.AccessLog{Slow: time.Hour}) }},
		{"metrics", func(s *server.Server) { metrics.New(s, "", nil) }},
		{"errors+metrics", func(s *server.Server) { s.LogAccess(server.AccessLog{Slow: time.Hour}); metrics.New(s, "", nil) }},
		{"all+metrics", func(s *server.Server) { s.LogAccess(server.AccessLog{All: true}); metrics.New(s, "", nil) }},
	} {
		b.Run(bm.name, func(b *testing.B) {
			book, _ := testBook()
			edge := server.New(book, log, server.Proxies{})
			bm.watch(edge)
			r := httptest.NewRequest(http.MethodGet, "/en/404", nil)
			w := &nowhere{}
			b.ReportAllocs()
			for b.Loop() {
				w.header = make(http.Header, 16)
				edge.ServeHTTP(w, r)
			}
		})
	}
}

// discard is a log that is written and thrown away.
type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
