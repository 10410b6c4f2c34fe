package search

import (
	_ "embed" // for the table
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

//go:embed taiwanese.toml
var taiwaneseTable []byte

// table is the file as it stands.
type table struct {
	Simplified, Traditional string
	Silent                  []string
	Slips, Terms            map[string]string
}

var readTable = sync.OnceValue(func() table {
	var t table
	if err := toml.Unmarshal(taiwaneseTable, &t); err != nil {
		panic(err) // embedded, and read by every test
	}
	return t
})

// replacers turn simplified characters, then mainland terms and slips, into what
// Taiwan writes.
var replacers = sync.OnceValues(func() (characters, terms *strings.Replacer) {
	t := readTable()
	var pairs []string
	traditional := []rune(t.Traditional)
	for i, r := range []rune(t.Simplified) {
		pairs = append(pairs, string(r), string(traditional[i]))
	}
	characters = strings.NewReplacer(pairs...)
	return characters, longestFirst(t.Terms, t.Slips)
})

func longestFirst(tables ...map[string]string) *strings.Replacer {
	all := map[string]string{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	var pairs []string
	for _, from := range slices.SortedFunc(maps.Keys(all), func(a, b string) int { return len(b) - len(a) }) {
		pairs = append(pairs, from, all[from])
	}
	return strings.NewReplacer(pairs...)
}

func taiwanese(text string) string {
	characters, terms := replacers()
	return terms.Replace(characters.Replace(text))
}

// silent leaves out what readers ask around the words that matter.
var silent = sync.OnceValue(func() *strings.Replacer {
	gone := map[string]string{}
	for _, words := range readTable().Silent {
		gone[words] = " "
	}
	return longestFirst(gone)
})

// matter is a text without what says little, unless nothing else is left.
func matter(text string) string {
	if kept := silent().Replace(text); strings.TrimSpace(kept) != "" {
		return kept
	}
	return text
}
