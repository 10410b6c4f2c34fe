package site_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"statusbook/internal/search"
	"statusbook/internal/site"
	"statusbook/internal/webtest"
)

// sizes are those at which the search is measured: the book as it is, and with
// guides until it has 10 and 100 times the pages.
var sizes = []int{1, 10, 100}

// grown returns the pages of the book with made-up guides beside them. Their
// sentences are those of the book in another order, so that words are as common
// and as many as in prose that somebody wrote.
func grown(times int) map[string][]search.Document {
	all := map[string][]search.Document{}
	for language, documents := range site.Documents(loadBook().site) {
		var sentences []string
		for _, d := range documents {
			for _, s := range d.Sections {
				sentences = append(sentences, strings.FieldsFunc(s.Text, func(r rune) bool { return r == '.' || r == '。' || r == '\n' })...)
			}
		}
		chance := rand.New(rand.NewPCG(1, uint64(len(documents))))
		some := func(n int) string {
			picked := make([]string, n)
			for i := range picked {
				picked[i] = strings.TrimSpace(sentences[chance.IntN(len(sentences))])
			}
			return strings.Join(picked, ". ")
		}
		all[language] = slices.Clone(documents)
		for i := range len(documents) * (times - 1) {
			d := search.Document{Path: "guides/made-up-" + strconv.Itoa(i), Kind: search.Guide, Title: some(1), Summary: some(2), Weight: 1}
			for part := range 5 {
				d.Sections = append(d.Sections, search.Section{ID: "part-" + strconv.Itoa(part), Title: some(1), Text: some(8)})
			}
			all[language] = append(all[language], d)
		}
	}
	return all
}

// engines are built once for each size.
var engines = map[int]func() *search.Engine{
	1: sync.OnceValue(func() *search.Engine { return engineOf(1) }), 10: sync.OnceValue(func() *search.Engine { return engineOf(10) }),
	100: sync.OnceValue(func() *search.Engine { return engineOf(100) }),
}

func engineOf(times int) *search.Engine {
	e, err := search.New(grown(times))
	if err != nil {
		panic(err)
	}
	return e
}

// BenchmarkIndex builds the index, and reports the memory that it keeps besides
// the pages themselves.
func BenchmarkIndex(b *testing.B) {
	for _, times := range sizes {
		b.Run(fmt.Sprintf("pages=x%d", times), func(b *testing.B) {
			documents := grown(times)
			before := webtest.Heap()
			var last *search.Engine
			for b.Loop() {
				e, err := search.New(documents)
				if err != nil {
					b.Fatal(err)
				}
				last = e
			}
			b.StopTimer()
			b.ReportMetric(float64(webtest.Heap()-before)/1e6, "MB-kept")
			b.ReportMetric(float64(len(documents["en"])+len(documents["zh-TW"])), "pages")
			runtime.KeepAlive(last)
		})
	}
}

// BenchmarkFind asks the whole relevance set, again and again, as a page of
// results does: what is found, and the passages of the first 20. p50 and p99 are
// over the queries, of each the fastest run: what else the machine does is not
// what is measured. Give it time for several rounds.
func BenchmarkFind(b *testing.B) {
	set := relevanceSet(b)
	editions := loadBook().site.Editions
	for _, times := range sizes {
		b.Run(fmt.Sprintf("pages=x%d", times), func(b *testing.B) {
			e := engines[times]()
			fastest := map[int]time.Duration{}
			for i := 0; b.Loop(); i++ {
				w := set[i%len(set)]
				keep(fastest, i%len(set), ask(b, e, editions.Get(w.edition).Languages, w.query))
			}
			report(b, fastest)
		})
	}
}

// BenchmarkFindWorst asks what costs most: as many words as are used, all of them
// common, or all of them with slips.
func BenchmarkFindWorst(b *testing.B) {
	e := engines[1]()
	for name, typed := range map[string]string{
		"common": strings.Repeat("the server must not send a response to a request with content ", 4),
		"slips":  strings.Repeat("sevrer reqeust rseponse contnet gatewya clinet unautorizef tiemout ", 3),
		"han":    strings.Repeat("伺服器收到請求之後送出回應給用戶端", 12),
		"short":  strings.Repeat("a b c d e f g ", 14),
	} {
		b.Run(name, func(b *testing.B) {
			fastest := map[int]time.Duration{}
			for b.Loop() {
				keep(fastest, 0, ask(b, e, []string{"zh-TW", "en"}, site.CleanQuery(typed)))
			}
			report(b, fastest)
		})
	}
}

func ask(b *testing.B, e *search.Engine, languages []string, typed string) time.Duration {
	begin := time.Now()
	q := e.Prepare(typed)
	hits, err := e.Find(q, languages)
	if err != nil {
		b.Fatal(err)
	}
	for _, hit := range hits[:min(20, len(hits))] {
		if d, ok := e.Document(languages[0], hit.Path); ok {
			d.Passage(q)
		}
	}
	return time.Since(begin)
}

func keep(fastest map[int]time.Duration, query int, taken time.Duration) {
	if known, ok := fastest[query]; !ok || taken < known {
		fastest[query] = taken
	}
}

func report(b *testing.B, fastest map[int]time.Duration) {
	taken := slices.Sorted(maps.Values(fastest))
	b.ReportMetric(float64(taken[len(taken)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(taken[len(taken)*99/100].Microseconds()), "p99-µs")
}
