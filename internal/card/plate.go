package card

// plate is a picture before it is drawn: lines of text and rectangles.
type plate struct {
	runs   []run
	blocks []block
	hue    int // the class whose hue it has
}

// run is a line of text in its place.
type run struct {
	style
	text   string
	x, y   float64 // where the baseline begins
	colour colour
}

// block is a filled rectangle.
type block struct {
	x, y, width, height int
	colour              colour
}

// put sets a line if there are glyphs for it, and returns its width. Its ink
// begins at x, whatever room the first letter has beside it.
func (p *plate) put(s style, text string, x, y float64, c colour) float64 {
	if text == "" || !s.weight.covers(text) {
		return 0
	}
	set := s.setter()
	left, _, right, _ := set.ink(text)
	p.runs = append(p.runs, run{s, text, x - left, y, c})
	return right - left
}

// putBefore sets a line that ends at x, and returns its width.
func (p *plate) putBefore(s style, text string, x, y float64, c colour) float64 {
	if !s.weight.covers(text) {
		return 0
	}
	left, _, right, _ := s.setter().ink(text)
	return p.put(s, text, x-(right-left), y, c)
}
