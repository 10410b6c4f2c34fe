package card

import "image/color"

// Line is a line of text on a picture, with the rectangle that its ink covers.
type Line struct {
	Text                     string
	Size                     float64
	Left, Top, Right, Bottom float64
}

// Lines are those of a picture.
func (c Card) Lines() []Line {
	var lines []Line
	for _, r := range c.compose().runs {
		left, top, right, bottom := r.setter().ink(r.text)
		lines = append(lines, Line{r.text, r.size, r.x + left, r.y + top, r.x + right, r.y + bottom})
	}
	return lines
}

// The frame of a picture.
const (
	Margin   = margin
	Hairline = hairline
	Foot     = foot
	Measure  = measure
)

// Paper is the ground of a picture.
var Paper = paper

// Tone is the colour of a class on a picture.
func Tone(digit int) color.RGBA { return (&plate{hue: digit}).tone(hue) }

// Wrap breaks a text of a size in bold.
func Wrap(text string, size, width float64) []string {
	return style{weight: bold, size: size}.setter().wrap(text, width)
}

// FontBytes is the size of the fonts.
func FontBytes() int { return len(boldData) + len(regularData) }
