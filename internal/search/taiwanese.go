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

// replacer turns simplified characters and mainland terms into those of Taiwan.
var replacer = sync.OnceValues(func() (characters, terms *strings.Replacer) {
	var table struct {
		Simplified, Traditional string
		Terms                   map[string]string
	}
	if err := toml.Unmarshal(taiwaneseTable, &table); err != nil {
		panic(err) // embedded, and read by every test
	}
	var pairs []string
	traditional := []rune(table.Traditional)
	for i, r := range []rune(table.Simplified) {
		pairs = append(pairs, string(r), string(traditional[i]))
	}
	characters = strings.NewReplacer(pairs...)
	pairs = nil
	for _, mainland := range slices.SortedFunc(maps.Keys(table.Terms), func(a, b string) int { return len(b) - len(a) }) {
		pairs = append(pairs, mainland, table.Terms[mainland])
	}
	return characters, strings.NewReplacer(pairs...)
})

func taiwanese(text string) string {
	characters, terms := replacer()
	return terms.Replace(characters.Replace(text))
}
