package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Passage is what a result shows of a page: a run of its text, taken apart where
// the words of the query stand.
type Passage struct {
	Section Section // empty for the summary
	Pieces  []Piece
}

// Matches reports whether a word of the query stands in the passage.
func (p Passage) Matches() bool {
	return slices.ContainsFunc(p.Pieces, func(piece Piece) bool { return piece.Match })
}

// Piece is a run of text; Match tells those that the query asked for.
type Piece struct {
	Text  string
	Match bool
}

// passageLength is about how much of a text is shown, in characters.
const passageLength = 130

// Passage picks the place in the document that has most of the query's words:
// the summary unless a section has more.
func (d Document) Passage(q Query) Passage {
	forms := q.forms()
	best, most := Section{Text: d.Summary}, coverage(forms, strings.ToLower(d.Summary))
	for _, s := range d.Sections {
		lower := s.lower
		if lower == "" { // not from an index
			lower = strings.ToLower(s.Text)
		}
		if n := coverage(forms, lower); n > most {
			best, most = s, n
		}
	}
	text := strings.Join(strings.Fields(best.Text), " ")
	from, to := q.window(text)
	return Passage{Section: best, Pieces: q.mark(text, from, to)}
}

// coverage counts which of the query's words a text in small letters has, the
// longer ones more.
func coverage(forms []string, lower string) int {
	n := 0
	for _, form := range forms {
		if strings.Contains(lower, form) {
			n += utf8.RuneCountInString(form)
		}
	}
	return n
}

// forms are what is looked for in a text: words, the pairs of Han in a run, and
// the query as a whole.
func (q Query) forms() []string {
	var forms []string
	for _, token := range q.tokens {
		forms = append(forms, token)
		if runes := []rune(token); isHan(token) {
			for i := 0; i+2 <= len(runes) && len(runes) > 2; i++ {
				forms = append(forms, string(runes[i:i+2]))
			}
		}
	}
	if len(q.tokens) > 1 {
		forms = append(forms, q.text)
	}
	return forms
}

// span is a run of bytes.
type span struct{ from, to int }

// matches finds where the forms stand, overlapping ones joined. A Latin word
// matches at the beginning of a word only.
func (q Query) matches(text string) []span {
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // a letter whose small form has another length
		return nil
	}
	var spans []span
	for _, form := range q.forms() {
		for at := 0; ; {
			i := strings.Index(lower[at:], form)
			if i < 0 {
				break
			}
			from := at + i
			at = from + len(form)
			before, _ := utf8.DecodeLastRuneInString(lower[:from])
			if !isHan(form) && (unicode.IsLetter(before) || unicode.IsDigit(before)) && !unicode.Is(unicode.Han, before) {
				continue
			}
			spans = append(spans, span{from, at})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	var joined []span
	for _, s := range spans {
		if last := len(joined) - 1; last >= 0 && s.from <= joined[last].to {
			joined[last].to = max(joined[last].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// window chooses the part of a text with most matches in it.
func (q Query) window(text string) (from, to int) {
	size := passageLength
	if !strings.ContainsFunc(text[:min(len(text), 200)], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		size *= 2 // Latin letters are narrower
	} else {
		size *= 3 // bytes in a Han character
	}
	if len(text) <= size {
		return 0, len(text)
	}
	spans := q.matches(text)
	best := 0
	for i, s := range spans {
		n := 0
		for _, other := range spans[i:] {
			if other.to > s.from+size {
				break
			}
			n += other.to - other.from
		}
		if n > best {
			best, from = n, s.from
		}
	}
	from = max(0, min(from-size/4, len(text)-size))
	to = min(len(text), from+size)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	// begin and end between Latin words
	if space := strings.IndexByte(text[from:to], ' '); from > 0 && space >= 0 && space < 20 {
		from += space + 1
	}
	return from, to
}

// mark takes the window of a text apart at its matches.
func (q Query) mark(text string, from, to int) []Piece {
	var pieces []Piece
	add := func(a, b int, match bool) {
		if a < b {
			pieces = append(pieces, Piece{text[a:b], match})
		}
	}
	if from > 0 {
		pieces = append(pieces, Piece{Text: "…"})
	}
	at := from
	for _, s := range q.matches(text) {
		if s.to <= from || s.from >= to {
			continue
		}
		s.from, s.to = max(s.from, from), min(s.to, to)
		add(at, s.from, false)
		add(s.from, s.to, true)
		at = s.to
	}
	add(at, to, false)
	if to < len(text) {
		pieces = append(pieces, Piece{Text: "…"})
	}
	return pieces
}
