package site_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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

// success counts how well queries were answered.
type success struct{ queries, first, three, reciprocal float64 }

func (s *success) add(rank int) {
	s.queries++
	if rank == 0 {
		s.first++
	}
	if rank >= 0 && rank < 3 {
		s.three++
	}
	if rank >= 0 {
		s.reciprocal += 1 / float64(rank+1)
	}
}

func (s *success) String() string {
	return fmt.Sprintf("%.0f queries: success@1 %.3f, success@3 %.3f, MRR %.3f", s.queries, s.first/s.queries, s.three/s.queries, s.reciprocal/s.queries)
}

// TestRelevance asks everything in the set, and demands success in each edition.
// A query that names a page exactly leads there; it counts as found first.
func TestRelevance(t *testing.T) {
	s := book(t, "")
	set := relevanceSet(t)
	if len(set) < 200 {
		t.Fatalf("the set has only %d queries", len(set))
	}
	whole, editions := &success{}, map[string]*success{}
	for _, w := range set {
		e := s.Editions.Get(w.edition)
		found := site.Find(s, e, w.query)
		if exact, ok := s.Lookup(e, w.query); ok {
			found = []string{strings.TrimPrefix(exact, "/"+e.Tag+"/")}
		}
		rank := slices.IndexFunc(found, func(path string) bool { return slices.Contains(w.pages, path) })
		if rank != 0 {
			t.Logf("%s %q (%s): want %v, got %v", w.edition, w.query, w.kind, w.pages, found[:min(5, len(found))])
		}
		if editions[w.edition] == nil {
			editions[w.edition] = &success{}
		}
		editions[w.edition].add(rank)
		whole.add(rank)
	}
	editions["all editions"] = whole
	for name, s := range editions {
		t.Logf("%s, %v", name, s)
		if s.first < wantFirst*s.queries || s.three < wantThree*s.queries {
			t.Errorf("%s: wanted are %.2f and %.2f", name, wantFirst, wantThree)
		}
	}
}
