package site_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"statusbook/internal/site"
)

// What readers type, and the page that they want first; written before the
// search was tuned. Columns: query, accepted pages separated by |, kind.
const relevance = "../../testdata/search/*.tsv"

// What the search must reach over the whole set.
const (
	wantFirst = 0.90 // the wanted page comes first
	wantThree = 0.97 // it is among the first three
)

type wanted struct {
	edition, query, kind string
	pages                []string
}

func relevanceSet(t testing.TB) []wanted {
	t.Helper()
	names, err := filepath.Glob(relevance)
	if err != nil || len(names) == 0 {
		t.Fatal("there is no relevance set: ", err)
	}
	var set []wanted
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			columns := strings.Split(strings.TrimRight(line, "\n"), "\t")
			if strings.HasPrefix(line, "#") || len(columns) < 2 {
				continue
			}
			w := wanted{edition: strings.TrimSuffix(filepath.Base(name), ".tsv"), query: columns[0], pages: strings.Split(columns[1], "|")}
			if len(columns) > 2 {
				w.kind = columns[2]
			}
			set = append(set, w)
		}
	}
	return set
}

// TestRelevance asks everything in the set. A query that names a page exactly
// leads there; it counts as found first.
func TestRelevance(t *testing.T) {
	s := book(t, "")
	set := relevanceSet(t)
	if len(set) < 200 {
		t.Fatalf("the set has only %d queries", len(set))
	}
	var first, three, reciprocal float64
	for _, w := range set {
		e := s.Editions.Get(w.edition)
		found := site.Find(s, e, w.query)
		if exact, ok := s.Lookup(e, w.query); ok {
			found = []string{strings.TrimPrefix(exact, "/"+e.Tag+"/")}
		}
		rank := slices.IndexFunc(found, func(path string) bool { return slices.Contains(w.pages, path) })
		if rank == 0 {
			first++
		}
		if rank >= 0 && rank < 3 {
			three++
		} else {
			t.Logf("%s %q (%s): want %v, got %v", w.edition, w.query, w.kind, w.pages, found[:min(5, len(found))])
		}
		if rank >= 0 {
			reciprocal += 1 / float64(rank+1)
		}
		if rank > 0 && rank < 3 {
			t.Logf("%s %q (%s): want %v first, got %v", w.edition, w.query, w.kind, w.pages, found[:min(3, len(found))])
		}
	}
	n := float64(len(set))
	t.Logf("%d queries: success@1 %.3f, success@3 %.3f, MRR %.3f", len(set), first/n, three/n, reciprocal/n)
	if first/n < wantFirst || three/n < wantThree {
		t.Errorf("success@1 is %.3f, success@3 %.3f; wanted are %.2f and %.2f", first/n, three/n, wantFirst, wantThree)
	}
}

// BenchmarkIndex measures the index of the embedded book.
func BenchmarkIndex(b *testing.B) {
	for b.Loop() {
		site.NewEngine(loadBook().site)
	}
}

// BenchmarkFind asks the whole set, and reports how long the slower queries take.
func BenchmarkFind(b *testing.B) {
	s := loadBook().site
	s.Warm()
	set := relevanceSet(b)
	var times []time.Duration
	for i := 0; b.Loop(); i++ {
		w := set[i%len(set)]
		begin := time.Now()
		site.Find(s, s.Editions.Get(w.edition), w.query)
		times = append(times, time.Since(begin))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
}
