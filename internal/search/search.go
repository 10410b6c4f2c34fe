// Package search finds pages of the book by what a reader types: a number, a
// name, a symptom, in any of the book's languages, with slips.
//
// An [Engine] has one bleve index for each language, in memory, with that
// language's analyzer. Indexes are not mixed: an edition asks its own language
// first and the others with less weight, so that an English query finds its page
// from the Chinese edition as well. A query is made uniform before it is asked
// (see normalise): width and case, simplified characters and mainland terms,
// and words that no page has but for a slip.
//
// Where in a page the words stand, and what to show of it, is [Document.Passage].
package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/standard"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	"golang.org/x/text/language"
)

// Kind is what a page is about.
type Kind string

// The kinds of pages, in the order in which results are grouped.
const (
	Code  Kind = "code"
	Class Kind = "class"
	Guide Kind = "guide"
	Page  Kind = "page"
)

// Document is a page in one language.
type Document struct {
	Path     string // inside an edition: 404, 4xx, guides/choose
	Kind     Kind
	Number   string   // of a code
	Title    string   // reason phrase, or title
	Name     string   // in the document's language
	Names    []string // reason phrases, earlier ones, slugs, constants
	Fields   []string // header fields
	Owners   []string // names and words of those who use the number
	Keywords []string // further words by which readers look for it
	Summary  string
	Sections []Section
	Weight   float64 // of the page among pages that fit alike; 1 is usual
}

// Section is a part of a page's prose.
type Section struct {
	ID    string
	Title string
	Text  string
}

// boosts weigh the places in which a word can stand.
var boosts = map[string]float64{
	"names": 7, "name": 6, "title": 6, "keywords": 7, "owners": 3, "fields": 5, "summary": 3, "prose": 1,
}

// Engine searches. It is safe for concurrent use.
type Engine struct {
	indexes map[string]*index // by language
	words   vocabulary
}

type index struct {
	bleve     bleve.Index
	documents map[string]Document
	folded    map[string]string // all words of each page, in order
}

// Hit is a page that fits.
type Hit struct {
	Path  string
	Score float64
}

// New indexes documents by language tag.
func New(documents map[string][]Document) (*Engine, error) {
	e := &Engine{indexes: map[string]*index{}, words: vocabulary{}}
	for tag, list := range documents {
		x, err := newIndex(tag, list)
		if err != nil {
			return nil, fmt.Errorf("indexing the pages in %s: %w", tag, err)
		}
		e.indexes[tag] = x
		for _, d := range list {
			e.words.add(d)
		}
	}
	return e, nil
}

func newIndex(tag string, documents []Document) (*index, error) {
	b, err := bleve.NewUsing("", newMapping(tag), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	x := &index{bleve: b, documents: map[string]Document{}, folded: map[string]string{}}
	batch := b.NewBatch()
	for _, d := range documents {
		x.documents[d.Path] = d
		var prose strings.Builder
		for _, s := range d.Sections {
			prose.WriteString(s.Title + "\n" + s.Text + "\n")
		}
		x.folded[d.Path] = fold(d.everything() + "\n" + prose.String())
		if err := batch.Index(d.Path, map[string]any{
			"number": d.Number, "names": spelled(d.Names), "title": d.Title, "name": d.Name,
			"fields": strings.Join(d.Fields, "\n"), "owners": strings.Join(d.Owners, "\n"),
			"summary": d.Summary, "prose": unjoined(prose.String()), "keywords": strings.Join(d.Keywords, "\n"),
		}); err != nil {
			return nil, err
		}
	}
	return x, b.Batch(batch)
}

// newMapping chooses the analyzer of a language, one for all of its fields.
func newMapping(tag string) mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	base, _ := language.Make(tag).Base()
	switch base.String() {
	case "zh", "ja", "ko":
		m.DefaultAnalyzer = cjk.AnalyzerName
	case "en":
		m.DefaultAnalyzer = en.AnalyzerName
	default:
		m.DefaultAnalyzer = standard.Name
	}
	m.StoreDynamic = false
	m.DocValuesDynamic = false
	number := bleve.NewKeywordFieldMapping()
	number.Store, number.DocValues = false, false
	m.DefaultMapping.AddFieldMappingsAt("number", number)
	return m
}

// foreign is how much a hit in another language than the reader's counts.
const foreign = 0.5

// reconsidered is for how many of the best pages it is seen how much of the query
// they hold, and how much of it in one run.
const reconsidered = 60

// Find returns the pages that fit a query, the best first. languages are those
// of the reader's edition.
func (e *Engine) Find(q Query, languages []string) ([]Hit, error) {
	if q.Empty() {
		return nil, nil
	}
	scores := map[string]float64{}
	for tag, x := range e.indexes {
		weight := 1.0
		if !slices.Contains(languages, tag) {
			weight = foreign
		}
		request := bleve.NewSearchRequestOptions(q.bleve(), len(x.documents), 0, false)
		request.Score = "default"
		found, err := x.bleve.Search(request)
		if err != nil {
			return nil, fmt.Errorf("searching the pages in %s: %w", tag, err)
		}
		for i, hit := range found.Hits {
			score := hit.Score
			if i < reconsidered {
				score = q.reconsider(score, x.folded[hit.ID])
			}
			scores[hit.ID] += score * weight * x.documents[hit.ID].Weight
		}
		for path, d := range x.documents {
			if s := q.direct(d); s > 0 {
				scores[path] += s * weight * d.Weight
			}
		}
	}
	hits := make([]Hit, 0, len(scores))
	for path, score := range scores {
		hits = append(hits, Hit{path, score})
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Path, b.Path))
	})
	return q.cut(hits), nil
}

// everything is what there is to find of a page besides its prose.
func (d Document) everything() string {
	parts := []string{d.Number, d.Title, d.Name, d.Summary, spelled(d.Names)}
	return strings.Join(slices.Concat(parts, d.Keywords, d.Fields, d.Owners), "\n")
}

// Document returns a page in a language.
func (e *Engine) Document(tag, path string) (Document, bool) {
	x := e.indexes[tag]
	if x == nil {
		return Document{}, false
	}
	d, ok := x.documents[path]
	return d, ok
}

// bleve writes the query: each word in each place. What more the best pages have
// of it is seen afterwards, by reconsider.
func (q Query) bleve() query.Query {
	var parts []query.Query
	for field, boost := range boosts {
		words := bleve.NewMatchQuery(q.text)
		words.SetField(field)
		words.SetBoost(boost)
		parts = append(parts, words)
	}
	return bleve.NewDisjunctionQuery(parts...)
}
