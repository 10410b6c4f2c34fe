package command

import (
	"net/http"
	"net/http/pprof"

	"statusbook/internal/metrics"
	"statusbook/internal/server"
)

// adminHandler serves those who run the server: metrics, profiles, and health with
// everything that is known. Readers never reach it: it has an address of its own.
func adminHandler(edge *server.Server, counted *metrics.Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", counted.Handler())
	mux.Handle("GET /readyz", edge.Health())
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}
