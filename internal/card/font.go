package card

import (
	_ "embed"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The fonts are parts of Noto Sans CJK TC; OFL.txt is their licence and
// tools/card-font.sh makes them.
var (
	//go:embed bold.otf
	boldData []byte
	//go:embed regular.otf
	regularData []byte
)

// weight chooses one of the two fonts.
type weight int

const (
	regular weight = iota
	bold
)

// fonts are read once. They may be used by several goroutines, faces may not.
var fonts = sync.OnceValue(func() [2]*sfnt.Font {
	var parsed [2]*sfnt.Font
	for w, data := range [2][]byte{regular: regularData, bold: boldData} {
		f, err := opentype.Parse(data)
		if err != nil {
			panic(err) // it is embedded
		}
		parsed[w] = f
	}
	return parsed
})

// covers reports whether the font has a glyph for every character of a text.
func (w weight) covers(text string) bool {
	var buffer sfnt.Buffer
	for _, r := range text {
		if index, err := fonts()[w].GlyphIndex(&buffer, r); err != nil || index == 0 {
			return false
		}
	}
	return true
}

// Covers reports whether text can stand on a picture. A line with a character
// that the fonts lack is left out of it.
func Covers(text string) bool { return regular.covers(text) && bold.covers(text) }

// style is a font in a size, with what letters stand apart besides.
type style struct {
	weight   weight
	size     float64 // pixels to the em
	tracking float64 // ems
}

// setter sets text in one style. It is for one goroutine.
type setter struct {
	style
	face   font.Face
	buffer sfnt.Buffer
}

func (s *setter) has(r rune) bool {
	index, err := fonts()[s.weight].GlyphIndex(&s.buffer, r)
	return err == nil && index != 0
}

func (s style) setter() *setter {
	face, err := opentype.NewFace(fonts()[s.weight], &opentype.FaceOptions{Size: s.size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // no size is wrong
	}
	return &setter{style: s, face: face}
}

// each calls visit with every character and where it stands, and returns the
// advance of the whole.
func (s *setter) each(text string, visit func(r rune, at fixed.Int26_6)) fixed.Int26_6 {
	tracking := fixed.Int26_6(s.tracking * s.size * 64)
	var at fixed.Int26_6
	previous := rune(-1)
	for _, r := range text {
		if previous >= 0 {
			at += s.face.Kern(previous, r) + tracking
		}
		if visit != nil {
			visit(r, at)
		}
		at += s.advance(r)
		previous = r
	}
	return at
}

// advance is the room that a character takes. One without a glyph stands on no
// picture, but may be on a badge, which has the reader's fonts.
func (s *setter) advance(r rune) fixed.Int26_6 {
	if s.has(r) {
		advance, _ := s.face.GlyphAdvance(r)
		return advance
	}
	switch em := fixed.Int26_6(s.size * 64); {
	case unicode.Is(unicode.M, r):
		return 0
	case wide(r):
		return em
	default:
		return em * 3 / 5
	}
}

// width is what a text takes, in pixels.
func (s *setter) width(text string) float64 { return float64(s.each(text, nil)) / 64 }

// ink is the rectangle that the letters of a text cover, seen from where its
// baseline begins, in pixels.
func (s *setter) ink(text string) (left, top, right, bottom float64) {
	var all fixed.Rectangle26_6
	s.each(text, func(r rune, at fixed.Int26_6) {
		bounds, _, _ := s.face.GlyphBounds(r)
		all = all.Union(bounds.Add(fixed.Point26_6{X: at}))
	})
	return float64(all.Min.X) / 64, float64(all.Min.Y) / 64, float64(all.Max.X) / 64, float64(all.Max.Y) / 64
}

// wrap breaks a text into lines that are no wider than width, where a word
// allows it, and evens them out: as few lines as it takes, none much shorter
// than the others.
func (s *setter) wrap(text string, width float64) []string {
	var pieces []piece
	for _, part := range breakable(text) {
		pieces = append(pieces, piece{part, s.width(part), s.width(strings.TrimRight(part, " "))})
	}
	lines := fill(pieces, width)
	low, high := 0.0, width
	for high-low > 1 {
		middle := (low + high) / 2
		if tried := fill(pieces, middle); len(tried) > len(lines) || slices.ContainsFunc(pieces, func(p piece) bool { return p.bare > middle }) {
			low = middle
		} else {
			high = middle
		}
	}
	return fill(pieces, high)
}

// piece is a part of a text that is not broken, with its width, and that without
// the space at its end.
type piece struct {
	text        string
	width, bare float64
}

// fill sets as many pieces as fit on each line.
func fill(pieces []piece, width float64) []string {
	var lines []string
	line, used := "", 0.0
	for _, p := range pieces {
		if line != "" && used+p.bare > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line, used = "", 0
		}
		line += p.text
		used += p.width
	}
	return append(lines, strings.TrimRight(line, " "))
}

func (s *setter) widest(lines []string) float64 {
	most := 0.0
	for _, line := range lines {
		most = max(most, s.width(line))
	}
	return most
}

// cut shortens lines that are wider than a line may be, with an ellipsis for what
// is gone.
func (s *setter) cut(lines []string) []string {
	short := slices.Clone(lines)
	for i, line := range short {
		if s.width(line) <= measure {
			continue
		}
		characters := []rune(line)
		kept := sort.Search(len(characters), func(n int) bool { return s.width(ended(characters[:n+1])) > measure })
		short[i] = ended(characters[:kept])
	}
	return short
}

// ended ends a line before its time.
func ended(line []rune) string { return strings.TrimRight(string(line), " ") + "\u2026" }

// breakable divides a text where a line may end: after spaces, and beside Han and
// kana, but not so that a line begins with a closing mark or ends with an opening
// one.
func breakable(text string) []string {
	var pieces []string
	start := 0
	previous := rune(-1)
	for i, r := range text {
		if previous >= 0 && mayBreak(previous, r) {
			pieces = append(pieces, text[start:i])
			start = i
		}
		previous = r
	}
	return append(pieces, text[start:])
}

func mayBreak(before, after rune) bool {
	switch {
	case after == ' ':
		return false
	case before == ' ':
		return true
	case unicode.In(before, unicode.Ps, unicode.Pi), unicode.In(after, unicode.Pe, unicode.Pf, unicode.Po):
		return false
	}
	return wide(before) || wide(after)
}

// wide reports whether a character takes a square of its own, as those of
// Chinese, Japanese and Korean do (Unicode Standard Annex #11).
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60
}
