package search

import (
	"cmp"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// vocabulary is the Latin words of the book.
type vocabulary struct {
	often    map[string]int  // how often each stands in it; names count more, for they are what readers mean
	byLength map[int][]entry // by length in bytes
	sorted   []string
}

type entry struct {
	word    string
	often   int
	letters uint32 // which of a to z it has
}

func (v *vocabulary) add(d Document) {
	each := func(text string, weight int) {
		for _, word := range split(strings.ToLower(text)) {
			if !isHan(word) {
				v.often[word] += weight
			}
		}
	}
	each(d.Title+" "+spelled(d.Names), 50)
	each(strings.Join(d.Keywords, " ")+" "+strings.Join(d.Fields, " ")+" "+strings.Join(d.Owners, " "), 10)
	each(d.Summary, 5)
	for _, s := range d.Sections {
		each(s.Text, 1)
	}
}

// sort makes ready what nearest and beginning look through.
func (v *vocabulary) sort() {
	v.byLength = map[int][]entry{}
	for word, often := range v.often {
		v.sorted = append(v.sorted, word)
		if len(word) <= longest+2 {
			v.byLength[len(word)] = append(v.byLength[len(word)], entry{word, often, letters(word)})
		}
	}
	slices.Sort(v.sorted)
}

func letters(word string) uint32 {
	var set uint32
	for i := range len(word) {
		if c := word[i]; 'a' <= c && c <= 'z' {
			set |= 1 << (c - 'a')
		}
	}
	return set
}

// longest is the length in bytes of a word beyond which no slip is looked for.
const longest = 24

// nearest returns the word itself if the book has it, or if it is too short or
// too strange to guess; else the commonest among those with one slip; else the
// commonest that begins with it; else, for a word of six letters and more, the
// commonest with two slips.
func (v *vocabulary) nearest(word string) string {
	if v.often[word] > 0 || utf8.RuneCountInString(word) < 4 || len(word) > longest || isHan(word) || strings.ContainsAny(word, "0123456789") {
		return word
	}
	if best, ok := v.within(word, 1); ok {
		return best
	}
	if longer := v.beginning(word, 1); len(longer) > 0 {
		return longer[0]
	}
	if utf8.RuneCountInString(word) >= 6 {
		if best, ok := v.within(word, 2); ok {
			return best
		}
	}
	return word
}

// within returns the commonest word with up to so many slips, the first in the
// alphabet among equals.
func (v *vocabulary) within(word string, slips int) (string, bool) {
	var best entry
	set := letters(word)
	for length := len(word) - slips; length <= len(word)+slips; length++ {
		for _, candidate := range v.byLength[length] {
			// a slip changes two letters of the set at most
			if candidate.often < best.often || bits.OnesCount32(set^candidate.letters) > 2*slips {
				continue
			}
			if (candidate.often > best.often || candidate.word < best.word) && distance(word, candidate.word, slips) <= slips {
				best = candidate
			}
		}
	}
	return best.word, best.often > 0
}

// beginning returns the commonest words that begin with a word, and are longer.
func (v *vocabulary) beginning(word string, most int) []string {
	from, _ := slices.BinarySearch(v.sorted, word)
	to := from + sort.Search(len(v.sorted)-from, func(i int) bool {
		return v.sorted[from+i] > word && !strings.HasPrefix(v.sorted[from+i], word)
	})
	words := slices.DeleteFunc(slices.Clone(v.sorted[from:to]), func(s string) bool { return s == word })
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(v.often[b], v.often[a]) })
	return words[:min(most, len(words))]
}

// begun returns the commonest word of which a word is the beginning but for one
// slip. The first letter is right.
func (v *vocabulary) begun(word string) (string, bool) {
	if utf8.RuneCountInString(word) < 5 || len(word) > longest || isHan(word) || strings.ContainsAny(word, "0123456789") {
		return "", false
	}
	best, often := "", 0
	from, _ := slices.BinarySearch(v.sorted, word[:1])
	for _, candidate := range v.sorted[from:] {
		if candidate[0] != word[0] {
			break
		}
		if v.often[candidate] <= often || len(candidate) <= len(word) {
			continue
		}
		for length := len(word) - 1; length <= min(len(word)+1, len(candidate)); length++ {
			if distance(word, candidate[:length], 1) <= 1 {
				best, often = candidate, v.often[candidate]
				break
			}
		}
	}
	return best, often > 0
}

// distance counts the slips between two words: a letter more, less or other, or
// two neighbours in the wrong order. Beyond limit it gives up and returns more.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	// on the stack: this is done for every word of the book that could be meant
	var rows [3][longest + 8]int
	before, previous, current := rows[0][:], rows[1][:], rows[2][:]
	if len(b) >= len(before) {
		before, previous, current = make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	}
	for j := range len(b) + 1 {
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
