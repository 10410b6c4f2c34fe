// Package search finds pages of the book by what a reader types: a number, a
// name, a symptom, in any of the book's languages, with slips.
//
// An [Engine] has one bleve index for each language, in memory, with that
// language's analyzer. Indexes are not mixed: an edition asks its own language
// first and the others with less weight, so that an English query finds its page
// from the Chinese edition as well. A query is made uniform before it is asked
// (see [Engine.Prepare]): width and case, simplified characters and mainland terms,
// and words that no page has but for a slip. However long a query is, no more than
// mostParts of it are asked.
//
// Where in a page the words stand, and what to show of it, is [Document.Passage].
package search

import (
	"cmp"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

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

// The kinds of pages. Results are grouped by them.
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

	lower string // the text in small letters, once it is indexed
}

// fields are the places in which a word can stand, and their weights. They are
// always asked in this order, so that sums of scores come out alike.
var fields = []struct {
	name  string
	boost float64
}{
	{"names", 7},
	{"name", 6},
	{"title", 6},
	{"keywords", 7},
	{"headings", 4},
	{"owners", 3},
	{"fields", 5},
	{"summary", 3},
	{"prose", 1},
}

// Engine searches. It is safe for concurrent use.
type Engine struct {
	indexes []*index // by language tag
	words   vocabulary
}

type index struct {
	tag       string
	bleve     bleve.Index
	documents map[string]*document
}

// document is a page with what would otherwise be made of it for each query.
type document struct {
	Document
	folded string             // all of its words, in order
	whole  map[string]float64 // its names and keywords, each as one word, and what it is worth to ask for just that
}

// What counts for a page if the whole query is one of its names, or one of the
// words by which readers look for it.
const (
	wholeName    = 25
	wholeKeyword = 12
)

// headings are those that the page alone has: every code has the same.
func (d *document) headings() []string {
	var titles []string
	for _, s := range d.Sections {
		if d.Kind != Code {
			titles = append(titles, s.Title)
		}
	}
	return titles
}

// joined writes a name as one word, without what says little.
func joined(name string) string {
	return strings.Join(telling(split(strings.ToLower(camel(name)))), "")
}

// Hit is a page that fits.
type Hit struct {
	Path  string
	Score float64
}

// New indexes documents by language tag.
func New(documents map[string][]Document) (*Engine, error) {
	tags := slices.Sorted(maps.Keys(documents))
	e := &Engine{indexes: make([]*index, len(tags)), words: vocabulary{often: map[string]int{}}}
	wrong := make([]error, len(tags))
	var group sync.WaitGroup
	for i, tag := range tags {
		group.Go(func() { e.indexes[i], wrong[i] = newIndex(tag, documents[tag]) })
	}
	for _, tag := range tags {
		for _, d := range documents[tag] {
			e.words.add(d)
		}
	}
	e.words.sort()
	group.Wait()
	for i, err := range wrong {
		if err != nil {
			return nil, fmt.Errorf("indexing the pages in %s: %w", tags[i], err)
		}
		// An index has a goroutine of its own, which would keep it for ever. Nobody
		// can say when the last search of a book that was replaced has ended, but
		// the garbage collector.
		runtime.AddCleanup(e, func(b bleve.Index) { _ = b.Close() }, e.indexes[i].bleve)
	}
	return e, nil
}

func newIndex(tag string, documents []Document) (*index, error) {
	b, err := bleve.NewUsing("", newMapping(tag), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	x := &index{tag: tag, bleve: b, documents: map[string]*document{}}
	batch := b.NewBatch()
	for _, d := range documents {
		var prose strings.Builder
		d.Sections = slices.Clone(d.Sections)
		for i, s := range d.Sections {
			prose.WriteString(s.Title + "\n" + s.Text + "\n")
			d.Sections[i].lower = strings.ToLower(s.Text)
		}
		entry := &document{Document: d, folded: fold(d.everything() + "\n" + prose.String()), whole: map[string]float64{}}
		for _, keyword := range slices.Concat(d.Keywords, d.Fields, entry.headings()) {
			entry.whole[joined(keyword)] = wholeKeyword
		}
		for _, name := range append([]string{d.Title, d.Name}, d.Names...) {
			entry.whole[joined(name)] = wholeName
		}
		x.documents[d.Path] = entry
		if err := batch.Index(d.Path, map[string]any{
			"names": spelled(d.Names), "title": d.Title, "name": d.Name,
			"fields": strings.Join(d.Fields, "\n"), "headings": strings.Join(entry.headings(), "\n"), "owners": strings.Join(d.Owners, "\n"),
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
	m.DefaultAnalyzer = analyzerOf(tag)
	// Nothing is read back from the index: where words stand in a page is found in
	// the page itself.
	text := bleve.NewTextFieldMapping()
	text.Store, text.DocValues, text.IncludeTermVectors, text.IncludeInAll = false, false, false, false
	page := bleve.NewDocumentStaticMapping()
	for _, field := range fields {
		page.AddFieldMappingsAt(field.name, text)
	}
	page.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping())
	m.DefaultMapping = page
	return m
}

func analyzerOf(tag string) string {
	base, _ := language.Make(tag).Base()
	switch base.String() {
	case "zh", "ja", "ko":
		return cjk.AnalyzerName
	case "en":
		return en.AnalyzerName
	}
	return standard.Name
}

// foreign is how much a hit in another language than the reader's counts.
const foreign = 0.5

// reconsidered is for how many of the best pages it is seen how much of the query
// they hold, and how much of it in one run.
const reconsidered = 60

// mostHits is how many pages of one language are taken from an index.
const mostHits = 500

// Find returns the pages that fit a query, the best first. languages are those
// of the reader's edition.
func (e *Engine) Find(q Query, languages []string) ([]Hit, error) {
	defer runtime.KeepAlive(e) // or its indexes could be closed while they are asked
	if q.Empty() {
		return nil, nil
	}
	scores := map[string]float64{}
	for _, x := range e.indexes {
		weight := x.weight(languages)
		request := bleve.NewSearchRequestOptions(q.bleve(), min(mostHits, max(1, len(x.documents))), 0, false)
		found, err := x.bleve.Search(request)
		if err != nil {
			return nil, fmt.Errorf("searching the pages in %s: %w", x.tag, err)
		}
		for i, hit := range found.Hits {
			d := x.documents[hit.ID]
			score := hit.Score * leastCoverage
			if i < reconsidered {
				score = q.reconsider(hit.Score, d.folded)
			}
			scores[hit.ID] += score * weight * d.Weight
		}
	}
	best := 0.0
	for _, score := range scores {
		best = max(best, score)
	}
	for _, x := range e.indexes {
		weight := x.weight(languages)
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
	return cut(hits, best*leastShare), nil
}

// weight is how much of a hit in this index counts for a reader of some languages.
func (x *index) weight(languages []string) float64 {
	if slices.Contains(languages, x.tag) {
		return 1
	}
	return foreign
}

// everything is what there is to find of a page besides its prose.
func (d Document) everything() string {
	parts := []string{d.Number, d.Title, d.Name, d.Summary, spelled(d.Names)}
	return strings.Join(slices.Concat(parts, d.Keywords, d.Fields, d.Owners), "\n")
}

// Document returns a page in a language.
func (e *Engine) Document(tag, path string) (Document, bool) {
	for _, x := range e.indexes {
		if d := x.documents[path]; x.tag == tag && d != nil {
			return d.Document, true
		}
	}
	return Document{}, false
}

// bleve writes the query: each word in each place. What more the best pages have
// of it is seen afterwards, by reconsider.
func (q Query) bleve() query.Query {
	parts := make([]query.Query, 0, len(fields))
	for _, field := range fields {
		words := bleve.NewMatchQuery(q.asked)
		words.SetField(field.name)
		words.SetBoost(field.boost)
		parts = append(parts, words)
	}
	return bleve.NewDisjunctionQuery(parts...)
}
