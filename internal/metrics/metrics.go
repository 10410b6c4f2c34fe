// Package metrics counts what the server does, in the form that Prometheus reads.
// It is the only package that knows of Prometheus.
package metrics

import (
	"cmp"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"statusbook/internal/server"
)

// buckets of the duration of a request, in seconds. Pages come from memory in well
// under a millisecond, search takes some, a slow reader longer.
var buckets = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// methods are those that are counted by name. Any other is "other": a client can
// make up as many as it likes.
var methods = map[string]bool{
	http.MethodGet: true, http.MethodHead: true, http.MethodOptions: true, http.MethodPost: true, http.MethodPut: true,
	http.MethodPatch: true, http.MethodDelete: true, http.MethodTrace: true, http.MethodConnect: true,
}

// Metrics are the counters of one server.
type Metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	bytes     *prometheus.CounterVec

	kinds sync.Map // kind to *series: looking up labels costs more than all else here
}

// kind is what exchanges have in common that are counted together.
type kind struct{ route, method, code string }

type series struct {
	requests prometheus.Counter
	duration prometheus.Observer
	bytes    prometheus.Counter
}

// New counts the exchanges of a server. revision is the commit of which it was built,
// empty if nobody knows. expires tells when its certificate does; nil if it has none.
func New(edge *server.Server, revision string, expires func() time.Time) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "statusbook_http_requests_total", Help: "Requests answered, by template of the path, method and status code.",
		}, []string{"route", "method", "code"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "statusbook_http_request_duration_seconds", Help: "Time from the fields of a request to the end of its answer.", Buckets: buckets,
		}, []string{"route"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "statusbook_http_response_bytes_total", Help: "Bytes of content sent, after content coding.",
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.durations, m.bytes, book{edge}, buildInfo(revision),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if expires != nil {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "statusbook_tls_certificate_not_after_timestamp_seconds", Help: "When the certificate in use expires.",
		}, func() float64 { return seconds(expires()) }))
	}
	edge.Observe(m.observe)
	return m
}

// Handler answers with all metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

func (m *Metrics) observe(x server.Exchange) {
	k := kind{x.Route, x.Request.Method, code(x.Status)}
	if !methods[k.method] {
		k.method = "other"
	}
	found, ok := m.kinds.Load(k)
	if !ok {
		found, _ = m.kinds.LoadOrStore(k, &series{
			m.requests.WithLabelValues(k.route, k.method, k.code), m.durations.WithLabelValues(k.route), m.bytes.WithLabelValues(k.route),
		})
	}
	s := found.(*series) //nolint:forcetypeassert // nothing else is stored
	s.requests.Inc()
	s.duration.Observe(x.Duration.Seconds())
	s.bytes.Add(float64(x.Bytes))
}

// code is the label of a status.
func code(status int) string {
	if status == 0 {
		return "none" // the connection was cut
	}
	return strconv.Itoa(status)
}

func buildInfo(revision string) prometheus.Collector {
	labels := prometheus.Labels{"version": "unknown", "goversion": "unknown", "revision": cmp.Or(revision, "unknown")}
	if info, ok := debug.ReadBuildInfo(); ok {
		labels["version"], labels["goversion"] = info.Main.Version, info.GoVersion
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "statusbook_build_info", Help: "Always 1; the labels tell what was built.", ConstLabels: labels,
	})
	info.Set(1)
	return info
}

// book tells of the book that is served, as it is when it is asked.
type book struct{ edge *server.Server }

var (
	inFlight = prometheus.NewDesc("statusbook_http_requests_in_flight", "Requests that are being answered.", nil, nil)
	pages    = prometheus.NewDesc("statusbook_pages", "Addresses of the book with a page of their own.", nil, nil)
	took     = prometheus.NewDesc("statusbook_build_duration_seconds", "Time that building the book took that is served.", nil, nil)
	built    = prometheus.NewDesc("statusbook_reload_last_success_timestamp_seconds", "When the book was built that is served.", nil, nil)
	reloads  = prometheus.NewDesc("statusbook_reloads_total", "Attempts since the start to build the book anew, by result.", []string{"result"}, nil)
	stale    = prometheus.NewDesc("statusbook_content_stale_since_timestamp_seconds",
		"Since when the content has problems, so that the last good book is served; 0 if it has none.", nil, nil)
	draining = prometheus.NewDesc("statusbook_draining", "1 while the server is stopping.", nil, nil)
)

// Describe implements prometheus.Collector.
func (book) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{inFlight, pages, took, built, reloads, stale, draining} {
		to <- desc
	}
}

// Collect implements prometheus.Collector.
func (b book) Collect(to chan<- prometheus.Metric) {
	status := b.edge.Status()
	gauge := func(desc *prometheus.Desc, value float64) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value)
	}
	gauge(inFlight, float64(b.edge.InFlight()))
	gauge(pages, float64(status.Pages))
	gauge(took, status.Took.Seconds())
	gauge(built, seconds(status.Built))
	gauge(stale, seconds(status.StaleSince))
	stopping := 0.0
	if status.Draining {
		stopping = 1
	}
	gauge(draining, stopping)
	for result, count := range map[string]int{"good": status.Reloaded, "failed": status.Failed} {
		to <- prometheus.MustNewConstMetric(reloads, prometheus.CounterValue, float64(count), result)
	}
}

// seconds since 1970; 0 for no time.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
