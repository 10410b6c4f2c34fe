package card

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"

	"golang.org/x/image/math/fixed"
)

// colour is one of the few colours of a picture. Those after hue are the hues of
// the classes one by one: hue+4 is that of 4xx.
type colour int

const (
	line colour = iota
	soft
	ink
	hue
)

// The colours of the style sheet by daylight.
var (
	paper = color.RGBA{0xfc, 0xfb, 0xf8, 0xff}
	tones = map[colour]color.RGBA{
		line:    {0xdc, 0xd9, 0xd0, 0xff},
		soft:    {0x4f, 0x56, 0x64, 0xff},
		ink:     {0x1c, 0x20, 0x29, 0xff},
		hue + 1: {0x4a, 0x56, 0x66, 0xff},
		hue + 2: {0x14, 0x60, 0x2f, 0xff},
		hue + 3: {0x0a, 0x4a, 0x9f, 0xff},
		hue + 4: {0x8a, 0x42, 0x00, 0xff},
		hue + 5: {0x9d, 0x16, 0x36, 0xff},
	}
)

// tone gives a colour its value: a number without a class is as black as text.
func (p *plate) tone(c colour) color.RGBA {
	if c == hue {
		if c += colour(p.hue); c == hue {
			c = ink
		}
	}
	return tones[c]
}

// shades is the number of steps between paper and a colour, at the edges of
// letters. More could not be seen, and would make the file larger.
const shades = 12

// draw paints a plate. Each colour has a ramp of shades in the palette; what is
// painted later never lies over something else than paper.
func (p *plate) draw() []byte {
	picture := image.NewPaletted(image.Rect(0, 0, Width, Height), color.Palette{paper})
	ramps := map[color.RGBA]uint8{}
	ramp := func(c colour) uint8 {
		tone := p.tone(c)
		first, ok := ramps[tone]
		if !ok {
			first = uint8(len(picture.Palette)) //nolint:gosec // eight colours at most
			for step := 1; step <= shades; step++ {
				picture.Palette = append(picture.Palette, blend(tone, float64(step)/shades))
			}
			ramps[tone] = first
		}
		return first - 1
	}
	for _, b := range p.blocks {
		full := ramp(b.colour) + shades
		for y := b.y; y < b.y+b.height; y++ {
			row := picture.Pix[picture.PixOffset(b.x, y):]
			for x := range b.width {
				row[x] = full
			}
		}
	}
	for _, r := range p.runs {
		r.paint(picture, ramp(r.colour))
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&out, picture); err != nil {
		panic(err) // a bytes.Buffer takes all
	}
	return out.Bytes()
}

// blend mixes a colour with paper.
func blend(tone color.RGBA, share float64) color.RGBA {
	mix := func(from, to uint8) uint8 {
		return uint8(math.Round(float64(from) + (float64(to)-float64(from))*share))
	}
	return color.RGBA{mix(paper.R, tone.R), mix(paper.G, tone.G), mix(paper.B, tone.B), 0xff}
}

// paint sets the letters of a line. below is the index before its ramp.
func (r run) paint(picture *image.Paletted, below uint8) {
	s := r.setter()
	origin := fixed.Point26_6{X: fixed.Int26_6(r.x * 64), Y: fixed.Int26_6(r.y * 64)}
	s.each(r.text, func(letter rune, at fixed.Int26_6) {
		area, mask, from, _, ok := s.face.Glyph(origin.Add(fixed.Point26_6{X: at}), letter)
		alpha, isAlpha := mask.(*image.Alpha)
		if !ok || !isAlpha {
			return
		}
		clipped := area.Intersect(picture.Rect)
		for y := clipped.Min.Y; y < clipped.Max.Y; y++ {
			for x := clipped.Min.X; x < clipped.Max.X; x++ {
				cover := alpha.AlphaAt(from.X+x-area.Min.X, from.Y+y-area.Min.Y).A
				step := uint8((int(cover)*shades + 127) / 255) //nolint:gosec // at most shades
				if pixel := &picture.Pix[picture.PixOffset(x, y)]; step > 0 && below+step > *pixel {
					*pixel = below + step
				}
			}
		}
	})
}
