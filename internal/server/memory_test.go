package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"statusbook/internal/layer/layertest"
	"statusbook/internal/site"
	"statusbook/internal/webtest"
)

// TestManyAddresses: whatever people ask for, nothing of it is kept. A query or an
// address that somebody has made up is forgotten with its answer.
func TestManyAddresses(t *testing.T) {
	webtest.Slow(t)
	built, problems := site.Load(layertest.Embedded(t, layertest.Small(t, root, bookOfOne(1))), site.Config{DefaultLocale: "zh-TW"})
	if built == nil {
		t.Fatal(problems)
	}
	server := New(built, quiet(), Proxies{})
	ask := func(from, to int) {
		for i := from; i < to; i++ {
			targets := []string{"/en/404?%d", "/en/4xx?%d", "/404?%d"}
			if i%20 == 0 { // these search
				targets = append(targets, "/en/nothing-%d", "/en/search?q=word%d", "/zh-TW/suggest?q=%d")
			}
			for _, target := range targets {
				r := httptest.NewRequest(http.MethodGet, fmt.Sprintf(target, i), nil)
				r.Host = fmt.Sprintf("host-%d.example", i)
				server.ServeHTTP(httptest.NewRecorder(), r)
			}
		}
	}
	ask(0, 100) // what is made once is made
	before := webtest.Heap()
	ask(100, 6500)
	if grown := webtest.Heap() - before; grown > 1<<20 {
		t.Errorf("20,000 different addresses keep %d bytes", grown)
	}
}
