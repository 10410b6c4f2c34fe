package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"statusbook/internal/layer/layertest"
	"statusbook/internal/site"
	"statusbook/internal/webtest"
)

// While one book after another is put in place, each with an index of its own
// that is still being built when the first query comes, every query is answered
// from one whole book. The indexes of the books that have gone are closed by the
// garbage collector, which must not happen under a query.
func TestSearchWhileSwapping(t *testing.T) {
	const swaps, readers = 4, 2
	next := func(i int) *site.Site {
		tree := layertest.Embedded(t, layertest.Small(t, root, bookOfOne(i)))
		built, problems := site.Load(tree, site.Config{DefaultLocale: "zh-TW"})
		if built == nil {
			t.Fatal(problems)
		}
		return built
	}
	server := New(next(0), quiet(), Proxies{})
	stop := webtest.Readers(readers, func(_, i int) bool {
		target := []string{"/en/search?q=curious", "/en/suggest?q=curi", "/zh-TW/search?q=%E5%A5%87", "/mul/suggest?q=curyous"}[i%4]
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
		if w.Code >= 500 || !strings.Contains(w.Body.String(), "/404") {
			t.Errorf("%s: status %d, without the page:\n%s", target, w.Code, w.Body)
			return false
		}
		return true
	})
	for i := range swaps {
		server.Use(next(i + 1))
		runtime.GC()
	}
	stop()
}

// bookOfOne is the text of a book with one code.
func bookOfOne(edition int) string {
	var b strings.Builder
	b.WriteString("-- content/codes/404/code.toml --\nphrase = \"Not Found\"\nregistration = \"registered\"\ncaching = \"explicit\"\n" +
		"content = \"allowed\"\nspec.document = \"RFC 9110\"\n")
	for _, language := range []string{"en", "zh-TW"} {
		fmt.Fprintf(&b, "-- content/codes/404/%s.md --\n## meaning\n\nA curious edition, number %d. 奇怪。\n", language, edition)
	}
	return b.String()
}
