// Package card draws what stands for a page elsewhere: the picture that a chat or
// a timeline shows beside a link ([Card.PNG]), and a badge ([Badge.SVG]).
//
// A picture looks like the plate at the head of a page: on paper, the number in
// the hue of its class, large; the phrase and the names below. It is drawn with
// fonts that have only the characters which the book's own titles need. A line
// with any other character, as a host's own language may have, is left out, and
// the rest of the picture stands as it is.
package card

import (
	"slices"
	"strings"
)

// The size of a picture in pixels, as the readers of Open Graph want it.
const (
	Width  = 1200
	Height = 630
)

// Card is what a picture says.
type Card struct {
	Number  string   // of a code or a class: 404, 4xx
	Digit   int      // the class, whose hue it has; 0 for none
	Title   string   // the reason phrase, or the name of the class
	Names   []string // what it is called, in each language
	Class   string   // the name of the class, for the corner
	Mark    string   // what is special about the code, such as that nobody registered it
	Classes []Class  // instead of a number: the contents of the whole book
	Site    string
	Tagline string
}

// Class is an entry of the contents.
type Class struct {
	Digit int
	Name  string
}

// The frame: what is left free on both sides, and where lines stand.
const (
	margin   = 84
	measure  = Width - 2*margin // how long a line may be
	header   = 96               // the baseline of the first line
	hairline = 124              // the rule below it
	top      = hairline + 46    // the upper edge of what stands below the rule
	last     = 556              // the lowest baseline
	foot     = 16               // the height of the bar at the foot
)

// PNG draws the picture. The same Card always gives the same bytes.
func (c Card) PNG() []byte { return c.compose().draw() }

func (c Card) compose() *plate {
	p := &plate{hue: c.Digit, blocks: []block{{margin, hairline, measure, 2, line}}}
	p.head(c)
	if len(c.Classes) > 0 {
		p.contents(c)
		return p
	}
	p.blocks = append(p.blocks, block{0, Height - foot, Width, foot, hue})
	p.title(c)
	return p
}

// head sets the name of the site, and the class in the other corner.
func (p *plate) head(c Card) {
	plain, strong := style{size: 30}, style{weight: bold, size: 30}
	right := float64(Width - margin)
	if c.Class != "" {
		right -= p.putBefore(plain, c.Class, right, header, hue)
		right -= 12
		right -= p.putBefore(strong, string(rune('0'+c.Digit))+"xx", right, header, hue)
	}
	x := margin + p.put(style{weight: bold, size: 34, tracking: -.015}, c.Site, margin, header, ink) + 18
	if x+plain.setter().width(c.Tagline) <= right-48 {
		p.put(plain, c.Tagline, x, header, soft)
	}
}

// title sets the names, the phrase and the number, from the foot upwards. The
// number takes the room that is left.
func (p *plate) title(c Card) {
	y := float64(last)
	names := c.names()
	for _, text := range slices.Backward(names.lines) {
		p.put(names.style, text, margin, y, soft)
		y -= names.size * 1.32
	}
	if len(names.lines) > 0 {
		y -= 14
	}
	phrase := fit(c.Title, style{weight: bold, tracking: -.008}, 1, 78, 72, 66, 60)
	if len(phrase.lines) == 0 {
		phrase = fit(c.Title, style{weight: bold, tracking: -.008}, 2, 56, 52, 48)
	}
	for _, text := range slices.Backward(phrase.lines) {
		p.put(phrase.style, text, margin, y, ink)
		y -= phrase.size * 1.14
	}
	if len(phrase.lines) > 0 {
		y -= 16
	}
	number := style{weight: bold, size: 400, tracking: -.03}
	_, above, _, _ := number.setter().ink("0")
	number.size = min(330, number.size*(y-top)/-above)
	p.put(number, c.Number, margin, y, hue)
	if c.Mark != "" {
		mark := style{size: 30}
		_, above, _, _ := mark.setter().ink("H")
		p.putBefore(mark, c.Mark, Width-margin, top-above, soft)
	}
}

// fit finds the largest of some sizes in which a text takes no more than so many
// lines. Where there is none, several lines are cut and a single one is empty.
func fit(text string, s style, most int, sizes ...float64) fitted {
	if text == "" || !s.weight.covers(text) {
		return fitted{}
	}
	var lines []string
	for _, s.size = range sizes {
		set := s.setter()
		lines = set.wrap(text, measure)
		if len(lines) <= most && set.widest(lines) <= measure {
			return fitted{s, lines}
		}
	}
	if most == 1 {
		return fitted{}
	}
	if len(lines) > most {
		lines = append(lines[:most-1:most-1], strings.Join(lines[most-1:], " "))
	}
	return fitted{s, s.setter().cut(lines)}
}

// fitted is a text broken into lines, in the size in which it fits.
type fitted struct {
	style
	lines []string
}

// names are set on one line if they fit, else each on its own, the first two.
func (c Card) names() fitted {
	known := slices.DeleteFunc(slices.Clone(c.Names), func(name string) bool { return name == "" || !regular.covers(name) })
	if one := fit(strings.Join(known, "\u00b7"), style{}, 1, 44, 40, 36); len(one.lines) > 0 || len(known) == 0 {
		return one
	}
	s := style{size: 34}
	return fitted{s, s.setter().cut(known[:min(len(known), 2)])}
}

// contents sets the picture of the whole book: its title, and the classes.
func (p *plate) contents(c Card) {
	heading := fit(c.Title, style{weight: bold, tracking: -.01}, 1, 108, 96, 84)
	if len(heading.lines) == 0 {
		heading = fit(c.Title, style{weight: bold}, 2, 72, 60, 48)
	}
	y := 286.0 - 40*float64(max(0, len(heading.lines)-1))
	for _, text := range heading.lines {
		p.put(heading.style, text, margin, y, ink)
		y += heading.size * 1.14
	}
	number, name := style{weight: bold, size: 92, tracking: -.03}, style{size: 28}
	widths := make([]float64, len(c.Classes))
	used := 0.0
	for i, class := range c.Classes {
		widths[i] = max(name.setter().width(class.Name), number.setter().width("0xx"))
		used += widths[i]
	}
	free := (measure - used) / max(1, float64(len(c.Classes)-1))
	x := float64(margin)
	for i, class := range c.Classes {
		own := hue + colour(class.Digit)
		p.put(number, string(rune('0'+class.Digit))+"xx", x, 494, own)
		if free > 0 { // where a language has long words, numbers must do
			p.put(name, class.Name, x, last-8, own)
		}
		x += widths[i] + free
		from, to := i*Width/len(c.Classes), (i+1)*Width/len(c.Classes)
		p.blocks = append(p.blocks, block{from, Height - foot, to - from, foot, own})
	}
}
