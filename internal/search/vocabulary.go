package search

import (
	"strings"
	"unicode/utf8"
)

// vocabulary is the Latin words of the book, with how often each stands in it;
// names count more, for they are what readers mean.
type vocabulary map[string]int

func (v vocabulary) add(d Document) {
	each := func(text string, weight int) {
		for _, word := range split(strings.ToLower(text)) {
			if !isHan(word) {
				v[word] += weight
			}
		}
	}
	each(d.Title+" "+spelled(d.Names), 50)
	each(strings.Join(d.Fields, " ")+" "+strings.Join(d.Owners, " "), 10)
	each(d.Summary, 5)
	for _, s := range d.Sections {
		each(s.Text, 1)
	}
}

// nearest returns the word itself if the book has it, or if it is too short or
// too strange to guess; else the commonest among those with the fewest slips: one
// in a word of four or five letters, two in a longer one.
func (v vocabulary) nearest(word string) string {
	length := utf8.RuneCountInString(word)
	if v[word] > 0 || length < 4 || length > 24 || isHan(word) || strings.ContainsAny(word, "0123456789") {
		return word
	}
	best, fewest, often := word, 3, 0
	if length < 6 {
		fewest = 2
	}
	for candidate, n := range v {
		if slips := distance(word, candidate, fewest); slips < fewest || slips == fewest && best != word && (n > often || n == often && candidate < best) {
			best, fewest, often = candidate, slips, n
		}
	}
	return best
}

// distance counts the slips between two words: a letter more, less or other, or
// two neighbours in the wrong order. Beyond limit it gives up and returns more.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	before, previous, current := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
			least = min(least, current[j])
		}
		if least > limit {
			return limit + 1
		}
		before, previous, current = previous, current, before
	}
	return previous[len(b)]
}
