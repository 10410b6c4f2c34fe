package card

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
)

// Text is a run of text in a language, a BCP 47 tag.
type Text struct{ Language, Text string }

// Badge is a small picture for a line of text: what it is about, and what it
// says of that.
type Badge struct {
	Label  string // HTTP
	Number string // 404, 4xx; may be empty
	Texts  []Text // Not Found
	Digit  int    // the class, whose hue it has; 0 for none
	Quiet  bool   // grey: there is no such code
	Style  string // one of Styles; anything else is the first of them
}

// Styles are the looks that a badge can have.
var Styles = []string{"flat", "flat-square", "plastic", "for-the-badge", "plain"}

// look is what a style is made of, in pixels.
type look struct {
	height, radius, padding int
	size, tracking          float64
	capitals                bool // everything in capitals, the message bold
	shaded                  bool // the lower half is darker
	outlined                bool // one box with an outline instead of two parts
}

var looks = map[string]look{
	"flat":          {height: 20, radius: 3, padding: 6, size: 11},
	"flat-square":   {height: 20, padding: 6, size: 11},
	"plastic":       {height: 20, radius: 4, padding: 6, size: 11, shaded: true},
	"for-the-badge": {height: 28, padding: 11, size: 10, tracking: .1, capitals: true},
	"plain":         {height: 20, radius: 3, padding: 6, size: 11, outlined: true},
}

// family has fonts whose letters are about as wide as those that a badge is
// measured with. Those of any other are made to fit by textLength.
const family = "'Noto Sans','Segoe UI',Roboto,'Helvetica Neue',Arial,'PingFang TC','Microsoft JhengHei',sans-serif"

// The colours of a badge besides those of the classes. A label is dark whatever
// page it stands on, and what there is no code for is grey.
var (
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
	dark  = color.RGBA{0x2e, 0x34, 0x40, 0xff}
	grey  = color.RGBA{0x5f, 0x66, 0x73, 0xff}
)

// SVG draws the badge. There are no styles, scripts, ids or references in it, so
// that it works under any policy, by way of an image proxy and inside of another
// document. Fonts are the reader's; the room for them is measured with our own.
func (b Badge) SVG() []byte {
	l, ok := looks[b.Style]
	if !ok {
		l = looks[Styles[0]]
	}
	label, message := l.line(word{text: b.Label}), l.line(b.words(l)...)
	first := 2*l.padding + int(math.Ceil(label.width))
	whole := first + 2*l.padding + int(math.Ceil(message.width))
	if l.outlined {
		whole -= l.padding // there is one gap between the two
	}
	var out bytes.Buffer
	b.open(&out, whole, l.height)
	if l.outlined {
		fmt.Fprintf(&out, `<rect x=".5" y=".5" width="%d" height="%d" rx="%d" fill="%s" stroke="%s"/>`,
			whole-1, l.height-1, l.radius, hex(paper), hex(b.tone()))
		l.begin(&out)
		l.set(&out, label, l.padding, tones[soft])
		l.set(&out, message, first, b.tone())
	} else {
		fmt.Fprintf(&out, `<path fill="%s" d="%s"/><path fill="%s" d="%s"/>`,
			hex(dark), l.leftPart(first), hex(b.tone()), l.rightPart(first, whole))
		if l.shaded {
			fmt.Fprintf(&out, `<path fill-opacity=".15" d="%s"/>`, l.lowerHalf(whole))
		}
		l.begin(&out)
		l.set(&out, label, l.padding, white)
		l.set(&out, message, first+l.padding, white)
	}
	out.WriteString("</g></svg>\n")
	return out.Bytes()
}

// open begins the document, with what the badge says for those who do not see it.
func (b Badge) open(out *bytes.Buffer, width, height int) {
	said := []string{b.Label}
	if b.Number != "" {
		said = append(said, b.Number)
	}
	for _, t := range b.Texts {
		said = append(said, t.Text)
	}
	title := escaped(strings.Join(said, " "))
	language := ""
	if len(b.Texts) > 0 && b.Texts[0].Language != "" {
		language = ` xml:lang="` + escaped(b.Texts[0].Language) + `"`
	}
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d"%s role="img" aria-label="%s"><title>%s</title>`,
		width, height, language, title, title)
}

// tone is the colour behind the message.
func (b Badge) tone() color.RGBA {
	if b.Quiet {
		return grey
	}
	return (&plate{hue: b.Digit}).tone(hue)
}

// words are those of the message, the number in bold.
func (b Badge) words(l look) []word {
	var words []word
	if b.Number != "" {
		words = append(words, word{text: b.Number, weight: bold})
	}
	for i, t := range b.Texts {
		w := word{text: t.Text}
		if l.capitals {
			w.weight = bold
		}
		if i > 0 && t.Language != b.Texts[0].Language {
			w.language = t.Language
		}
		words = append(words, w)
	}
	return words
}

// word is a part of a line in one weight and one language. language is empty for
// that of the badge.
type word struct {
	text, language string
	weight         weight
}

// wordLine is words in a row, measured.
type wordLine struct {
	words []word
	width float64
}

func (l look) line(words ...word) wordLine {
	set := wordLine{words: words}
	for i, w := range words {
		if l.capitals {
			words[i].text = strings.ToUpper(w.text)
		}
		text := words[i].text
		if i > 0 {
			text = " " + text
		}
		set.width += style{w.weight, l.size, l.tracking}.setter().width(text)
	}
	return set
}

// begin opens the group of texts.
func (l look) begin(out *bytes.Buffer) {
	fmt.Fprintf(out, `<g font-family="%s" font-size="%s"`, family, number(l.size))
	if l.tracking > 0 {
		fmt.Fprintf(out, ` letter-spacing="%s"`, number(l.tracking*l.size))
	}
	out.WriteString(">")
}

// set writes a line. The letters of whatever font the reader has are fitted into
// the room that was measured.
func (l look) set(out *bytes.Buffer, line wordLine, x int, fill color.RGBA) {
	baseline := math.Round(float64(l.height)/2 + l.size*.36)
	fmt.Fprintf(out, `<text x="%d" y="%s" fill="%s" textLength="%s" lengthAdjust="spacingAndGlyphs">`,
		x, number(baseline), hex(fill), number(line.width))
	for i, w := range line.words {
		if i > 0 {
			out.WriteString(" ")
		}
		attributes := ""
		if w.weight == bold {
			attributes += ` font-weight="700"`
		}
		if w.language != "" {
			attributes += ` xml:lang="` + escaped(w.language) + `"`
		}
		if attributes == "" {
			out.WriteString(escaped(w.text))
		} else {
			fmt.Fprintf(out, `<tspan%s>%s</tspan>`, attributes, escaped(w.text))
		}
	}
	out.WriteString("</text>")
}

// leftPart, rightPart and lowerHalf are outlines. Two parts meet on a whole
// pixel, and each rounds only its own corners.
func (l look) leftPart(width int) string {
	r := l.radius
	if r == 0 {
		return fmt.Sprintf("M0 0H%dV%dH0Z", width, l.height)
	}
	return fmt.Sprintf("M%[1]d 0H%[2]dA%[2]d %[2]d 0 0 0 0 %[2]dV%[3]dA%[2]d %[2]d 0 0 0 %[2]d %[4]dH%[1]dZ", width, r, l.height-r, l.height)
}

func (l look) rightPart(from, to int) string {
	r := l.radius
	if r == 0 {
		return fmt.Sprintf("M%d 0H%dV%dH%dZ", from, to, l.height, from)
	}
	return fmt.Sprintf("M%[1]d 0H%[2]dA%[3]d %[3]d 0 0 1 %[4]d %[3]dV%[5]dA%[3]d %[3]d 0 0 1 %[2]d %[6]dH%[1]dZ", from, to-r, r, to, l.height-r, l.height)
}

func (l look) lowerHalf(width int) string {
	r, middle := l.radius, l.height/2
	return fmt.Sprintf("M0 %[1]dH%[2]dV%[3]dA%[4]d %[4]d 0 0 1 %[5]d %[6]dH%[4]dA%[4]d %[4]d 0 0 1 0 %[3]dZ", middle, width, l.height-r, r, width-r, l.height)
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// number writes a length with at most one decimal.
func number(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// escaped makes text fit for XML; what XML cannot hold becomes U+FFFD.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes all
	return b.String()
}
