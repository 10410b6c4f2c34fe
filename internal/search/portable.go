package search

import (
	"maps"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
)

// Portable is one language's pages with everything that a program without this
// package needs to find them in the same order: static/search-static.js does so
// where no server answers. It is written as JSON.
type Portable struct {
	Tag    string   `json:"tag"`
	Pairs  bool     `json:"pairs,omitempty"` // Han is looked up in pairs
	Silent []string `json:"stops,omitempty"` // words that the index leaves out
	Stems  string   `json:"stems,omitempty"` // lines of a word and what the index has instead
	Pages  []page   `json:"pages"`
	Rules  rules    `json:"rules"`
	Table  *folding `json:"table,omitempty"` // of Taiwan's characters, in an index with Han
}

// rules are the numbers of this package. They stand here and nowhere else.
type rules struct {
	Fields        []weighted `json:"fields"`
	Everywhere    []string   `json:"everywhere"`
	WholeName     float64    `json:"wholeName"`
	WholeKeyword  float64    `json:"wholeKeyword"`
	Foreign       float64    `json:"foreign"`
	LeastCoverage float64    `json:"leastCoverage"`
	LeastShare    float64    `json:"leastShare"`
	Reconsidered  int        `json:"reconsidered"`
	MostHits      int        `json:"mostHits"`
	MostParts     int        `json:"mostParts"`
	Completions   int        `json:"completions"`
	Longest       int        `json:"longest"`
	PassageLength int        `json:"passageLength"`
}

type weighted struct {
	Name  string  `json:"name"`
	Boost float64 `json:"boost"`
}

// folding is the table of taiwanese.toml.
type folding struct {
	Simplified  string            `json:"simplified"`
	Traditional string            `json:"traditional"`
	Silent      []string          `json:"silent"`
	Terms       map[string]string `json:"terms"`
}

// page is a Document in few words.
type page struct {
	Path     string      `json:"path"`
	Kind     Kind        `json:"kind"`
	Number   string      `json:"number,omitempty"`
	Title    string      `json:"title"`
	Name     string      `json:"name,omitempty"`
	Names    []string    `json:"names,omitempty"`
	Fields   []string    `json:"fields,omitempty"`
	Owners   []string    `json:"owners,omitempty"`
	Keywords []string    `json:"keywords,omitempty"`
	Summary  string      `json:"summary"`
	Sections [][3]string `json:"sections,omitempty"` // id, title, text
	Weight   float64     `json:"weight"`
}

// Portable writes out the index of a language. There must be one.
func (e *Engine) Portable(tag string) Portable {
	at := slices.IndexFunc(e.indexes, func(x *index) bool { return x.tag == tag })
	x := e.indexes[at]
	analyzer := x.bleve.Mapping().AnalyzerNamed(analyzerOf(tag))
	p := Portable{Tag: tag, Pairs: analyzerOf(tag) == cjk.AnalyzerName, Rules: theRules()}
	words := vocabulary{often: map[string]int{}}
	for _, path := range slices.Sorted(maps.Keys(x.documents)) {
		d := x.documents[path].Document
		words.add(d)
		one := page{
			Path: d.Path, Kind: d.Kind, Number: d.Number, Title: d.Title, Name: d.Name, Names: d.Names, Fields: d.Fields,
			Owners: d.Owners, Keywords: d.Keywords, Summary: d.Summary, Weight: d.Weight,
		}
		for _, s := range d.Sections {
			one.Sections = append(one.Sections, [3]string{s.ID, s.Title, strings.Join(strings.Fields(s.Text), " ")})
		}
		p.Pages = append(p.Pages, one)
	}
	p.Silent, p.Stems = analyzed(analyzer, slices.Sorted(maps.Keys(words.often)))
	if p.Pairs {
		t := readTable()
		p.Table = &folding{t.Simplified, t.Traditional, t.Silent, maps.Clone(t.Terms)}
		maps.Copy(p.Table.Terms, t.Slips)
	}
	return p
}

// analyzed tells what an index makes of words: some it leaves out, of some it
// keeps the stem.
func analyzed(analyzer analysis.Analyzer, words []string) (silent []string, stems string) {
	var b strings.Builder
	for _, word := range words {
		tokens := analyzer.Analyze([]byte(word))
		switch {
		case len(tokens) == 0:
			silent = append(silent, word)
		case len(tokens) == 1 && string(tokens[0].Term) != word:
			b.WriteString(word + " " + string(tokens[0].Term) + "\n")
		}
	}
	return silent, b.String()
}

func theRules() rules {
	r := rules{
		Everywhere: slices.Sorted(maps.Keys(everywhere)), WholeName: wholeName, WholeKeyword: wholeKeyword, Foreign: foreign,
		LeastCoverage: leastCoverage, LeastShare: leastShare, Reconsidered: reconsidered, MostHits: mostHits,
		MostParts: mostParts, Completions: completions, Longest: longest, PassageLength: passageLength,
	}
	for _, field := range fields {
		r.Fields = append(r.Fields, weighted{field.name, field.boost})
	}
	return r
}
