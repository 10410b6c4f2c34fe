package catalog_test

import (
	"sync"
	"testing"

	"statusbook/internal/catalog"
	"statusbook/internal/layer/layertest"
)

// TestWritersShareProse: the editions are rendered at the same time from the one
// parsed document. The race detector says whether rendering changes it.
func TestWritersShareProse(t *testing.T) {
	knowledge, _ := catalog.Load(layertest.Tree(t, "-- content/pages/about/en.md --\n# A\n\n"+
		"[[404]] **b** `c` <https://example.org/> [d](https://example.org/)\n\n### e {#e}\n\n- f\n\n| g |\n|---|\n| h |\n\n> i\n\n```http\nGET / HTTP/1.1\n```\n\n```http step\nHTTP/1.1 200 OK\n```\n\n```sh\nj\n```\n"))
	section, _ := knowledge.Pages[0].Prose["en"].Section("")
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			writer := catalog.NewWriter(
				func(catalog.Ref) catalog.Target { return catalog.Target{} }, func(string) catalog.Target { return catalog.Target{} })
			if _, err := writer.HTML(section); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}
