package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Query is what a reader typed, made uniform.
type Query struct {
	Corrected string // what was asked instead, if a word had a slip

	text   string   // its words
	asked  string   // what the indexes are asked: the words, and what the last may become
	tokens []string // its Latin words and numbers, and its runs of Han
	parts  []string // what a page can have of it: stems of words, pairs of Han
	han    bool
	digits []string // codes, their beginnings, classes
}

// Empty reports whether there is nothing to ask.
func (q Query) Empty() bool { return len(q.tokens) == 0 }

// mostParts is how many words and pairs of Han of a query are corrected and
// asked, so that no query costs more than a line of a log. What comes after them
// is left out.
const mostParts = 40

// Prepare makes a query uniform: full-width forms become half-width, simplified
// characters and mainland terms become those of Taiwan, words that no page has
// become the nearest that one has.
func (e *Engine) Prepare(typed string) Query { return e.prepare(typed, false) }

// Begin prepares the beginning of a query, while a reader types: its last word
// stands for those that begin with it as well.
func (e *Engine) Begin(typed string) Query { return e.prepare(typed, true) }

// completions is for how many words the beginning of one stands.
const completions = 3

func (e *Engine) prepare(typed string, typing bool) Query {
	text := strings.ToLower(camel(width.Fold.String(typed)))
	words := bounded(telling(split(matter(taiwanese(text)))))
	typing = typing && text != "" && !strings.HasSuffix(text, " ")
	var longer []string
	corrected := false
	for i, word := range words {
		if typing && i == len(words)-1 && len(word) > 1 && !isHan(word) {
			if longer = e.words.beginning(word, completions); len(longer) > 0 {
				break
			}
		}
		better := e.words.nearest(word)
		if begun, ok := e.words.begun(word); ok && better == word && typing && i == len(words)-1 && e.words.often[word] == 0 {
			better = begun
		}
		if better != word {
			words[i], corrected = better, true
		}
	}
	q := Query{tokens: words, text: strings.Join(words, " ")}
	q.asked = strings.Join(append([]string{q.text}, longer...), " ")
	if corrected {
		q.Corrected = q.text
	}
	for _, word := range words {
		q.parts = append(q.parts, parts(word)...)
		q.han = q.han || isHan(word)
		if digits := strings.TrimRight(word, "x"); len(words) <= 3 && len(word) <= 3 && digits != "" && strings.Trim(digits, "0123456789") == "" {
			q.digits = append(q.digits, digits)
		}
	}
	slices.Sort(q.parts)
	q.parts = slices.Compact(q.parts)
	return q
}

// bounded keeps the first words, up to mostParts of them and of the pairs in
// them.
func bounded(words []string) []string {
	left := mostParts
	for i, word := range words {
		if isHan(word) && utf8.RuneCountInString(word) > left+1 {
			words[i] = string([]rune(word)[:left+1])
		}
		if left -= len(parts(words[i])); left <= 0 {
			return words[:i+1]
		}
	}
	return words
}

// parts takes a run of Han apart into pairs, and a Latin word down to what its
// plural shares.
func parts(word string) []string {
	if !isHan(word) {
		if stem := strings.TrimSuffix(word, "s"); len(stem) > 3 {
			return []string{stem}
		}
		return []string{word}
	}
	runes := []rune(word)
	if len(runes) < 3 {
		return []string{word}
	}
	var pairs []string
	for i := range len(runes) - 1 {
		pairs = append(pairs, string(runes[i:i+2]))
	}
	return pairs
}

// everywhere are words that say little in a book about status codes.
var everywhere = map[string]bool{
	"http": true, "status": true, "code": true, "codes": true, "error": true, "errors": true, "header": true, "headers": true,
	"response": true, "the": true, "a": true, "an": true, "is": true, "to": true, "of": true, "in": true, "on": true, "for": true,
	"and": true, "this": true, "my": true, "i": true, "it": true, "what": true, "how": true, "why": true, "when": true, "httpstatus": true,
}

// telling leaves out words that say little, unless nothing else is left.
func telling(words []string) []string {
	kept := slices.DeleteFunc(slices.Clone(words), func(word string) bool { return everywhere[word] })
	if len(kept) == 0 {
		return words
	}
	return kept
}

// leastCoverage is what counts of the score of a page that has next to nothing of
// the query.
const leastCoverage = 0.25

// reconsider weighs a page anew: by how many of the query's words it has, and by
// the longest run of them that stands in it as it was typed. A line from a log is
// found by that run.
func (q Query) reconsider(score float64, folded string) float64 {
	held := 0
	for _, part := range q.parts {
		if !isHan(part) {
			part = " " + part // a word begins with it
		}
		if strings.Contains(folded, part) {
			held++
		}
	}
	coverage := float64(held) / float64(max(len(q.parts), 1))
	run := 0
	for i := 0; i < len(q.tokens)-run; i++ {
		for j := i + run + 1; j <= len(q.tokens) && strings.Contains(folded, " "+strings.Join(q.tokens[i:j], " ")+" "); j++ {
			run = j - i
		}
	}
	score *= leastCoverage + (1-leastCoverage)*coverage*coverage
	if run > 1 { // words that stand together
		score += 3 * float64(run-1) * float64(run) / float64(len(q.tokens))
	}
	return score
}

// fold writes a text as its words alone, with a space around each.
func fold(text string) string {
	return " " + strings.Join(telling(split(strings.ToLower(unjoined(text)))), " ") + " "
}

// unjoined takes proxy_read_timeout apart, which the tokenizer of the index would
// hold for one word.
func unjoined(text string) string { return strings.ReplaceAll(text, "_", " ") }

// split takes text apart into words: runs of Latin letters and digits, and runs
// of Han. What stands between, query syntax included, says nothing.
func split(text string) []string {
	var words []string
	var b strings.Builder
	kind := 0
	flush := func() {
		if b.Len() > 0 {
			words = append(words, b.String())
			b.Reset()
		}
	}
	for _, r := range text {
		next := 0
		switch {
		case unicode.Is(unicode.Han, r):
			next = 2
		case unicode.IsLetter(r), unicode.IsDigit(r):
			next = 1
		}
		if next != kind {
			flush()
		}
		kind = next
		if next != 0 {
			b.WriteRune(r)
		}
	}
	flush()
	return words
}

func isHan(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.Han, r)
}

// direct is what the indexes cannot weigh: a code by its digits, a name in whole,
// and a single Han character, which bigrams do not hold.
func (q Query) direct(d *document) float64 {
	score := 0.0
	for _, digits := range q.digits {
		switch {
		case d.Number == digits:
			score += 60
		case d.Kind == Class && strings.HasPrefix(d.Path, digits) && len(digits) == 1:
			score += 50
		case len(digits) < 3 && len(q.tokens) == 1 && strings.HasPrefix(d.Number, digits):
			score += 20
		}
	}
	score += d.whole[strings.ReplaceAll(q.text, " ", "")]
	if len(q.tokens) == 1 && q.han && utf8.RuneCountInString(q.text) == 1 {
		score += 8*count(d.Name+d.Title, q.text) + 2*count(d.Summary, q.text)
		for _, s := range d.Sections {
			score += 0.2 * min(3, count(s.Text, q.text))
		}
	}
	return score
}

func count(text, word string) float64 { return float64(strings.Count(text, word)) }

// leastShare is the share of the best page's score below which a page has but a
// word of prose in common with the query.
const leastShare = 0.02

// cut drops the long tail of pages that share but a word with the query. least is
// held against what the words count, not against what a name or a number does:
// who asks for "cache" wants the pages on it besides the term of that name.
func cut(hits []Hit, least float64) []Hit {
	end := slices.IndexFunc(hits, func(h Hit) bool { return h.Score < least })
	if end < 0 {
		return hits
	}
	return hits[:end]
}

// spelled writes names so that each way to type them finds them: NotFound as
// "NotFound not found".
func spelled(names []string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + "\n")
		if parts := camel(name); parts != name {
			b.WriteString(parts + "\n")
		}
		if joined := strings.Join(split(name), ""); joined != name {
			b.WriteString(joined + "\n")
		}
	}
	return b.String()
}

// camel puts spaces between the words of StatusNotFound and NOT_FOUND.
func camel(name string) string {
	var b strings.Builder
	previous := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(previous) {
			b.WriteByte(' ')
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = ' '
		}
		b.WriteRune(r)
		previous = r
	}
	return b.String()
}
