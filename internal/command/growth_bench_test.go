package command

import (
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"statusbook/internal/layer"
	"statusbook/internal/server"
	"statusbook/internal/webtest"
)

// plain is a sentence of the book in which nothing is marked up.
var plain = regexp.MustCompile(`(?m)^[A-Z][a-z, ]{40,}\.`)

// grownOverlay writes an overlay with so many made-up guides, in English and in
// Chinese, each of five sections and about 2.5 KB.
func grownOverlay(b *testing.B, guides int) (dir string) {
	b.Helper()
	sentences := map[string][]string{"en": nil, "zh-TW": {"伺服器收到請求之後，先檢查標頭欄位，再決定要送出哪一個狀態碼。", "用戶端收到回應之後，依照狀態碼決定要不要重試。", "快取裡的回應還沒過期時，不必再問來源伺服器。"}}
	names, err := filepath.Glob("../../content/codes/*/en.md")
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name) //nolint:gosec // the book's own
		if err != nil {
			b.Fatal(err)
		}
		sentences["en"] = append(sentences["en"], plain.FindAllString(string(text), -1)...)
	}
	chance := rand.New(rand.NewPCG(1, uint64(guides))) //nolint:gosec // the same for every run
	dir = b.TempDir()
	for i := range guides {
		folder := filepath.Join(dir, "content", "guides", "made-up-"+strconv.Itoa(i))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			b.Fatal(err)
		}
		for language, some := range sentences {
			var text strings.Builder
			fmt.Fprintf(&text, "# Made up %d\n\nA guide.\n", i)
			for part := range 5 {
				fmt.Fprintf(&text, "\n## Part %d {#part-%d}\n\n", part, part)
				for range 8 {
					text.WriteString(some[chance.IntN(len(some))] + " ")
				}
			}
			write(b, folder, language+".md", text.String())
		}
	}
	return dir
}

// BenchmarkGrowth is what a book costs that its host has made larger: one read and
// build of everything, which is also what a reload takes; the memory that it keeps;
// one look at the folders for changes; the index of the search; and the slowest
// of a hundred pages.
func BenchmarkGrowth(b *testing.B) {
	for _, guides := range []int{0, 100, 1000, 10_000} {
		b.Run(fmt.Sprintf("guides=%d", guides), func(b *testing.B) {
			settings := settings{defaultLocale: "zh-TW", maxFiles: 1_000_000}
			if guides > 0 {
				settings.dirs = []string{grownOverlay(b, guides)}
			}
			before := webtest.Heap()
			book, problems := load(quietEnv(), settings)
			for b.Loop() {
				book, problems = load(quietEnv(), settings)
			}
			if book == nil {
				b.Fatal(problems)
			}
			b.ReportMetric(float64(len(book.Paths())), "addresses")
			b.ReportMetric(float64(webtest.Heap()-before)/1e6, "MB-kept")

			began := time.Now()
			if _, _, err := layer.StampOf(settings.dirs, settings.maxFiles); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(time.Since(began).Microseconds())/1000, "ms-look")
			began = time.Now()
			book.Warm()
			b.ReportMetric(time.Since(began).Seconds(), "s-index")
			b.ReportMetric(float64(webtest.Heap()-before)/1e6, "MB-kept-with-index")

			edge := server.New(book, slog.New(slog.DiscardHandler), server.Proxies{})
			w := &nowhere{}
			fastest := map[string]time.Duration{}
			for i := range 100 {
				path := "/en/404"
				if guides > 0 {
					path = "/en/guides/made-up-" + strconv.Itoa(i*guides/100)
				}
				r := httptest.NewRequest(http.MethodGet, path, nil)
				for range 20 {
					w.header = make(http.Header, 16)
					began := time.Now()
					edge.ServeHTTP(w, r)
					if taken := time.Since(began); fastest[path] == 0 || taken < fastest[path] {
						fastest[path] = taken
					}
				}
			}
			b.ReportMetric(float64(slices.Max(slices.Collect(maps.Values(fastest))).Nanoseconds())/1000, "µs-page")
		})
	}
}
