package terminal

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Width is how many columns a text without control sequences takes: two for a
// wide character such as a Chinese one (UAX #11).
func Width(s string) int { return uniseg.StringWidth(s) }

// extent is a part of a text, from one byte to another.
type extent struct{ start, end int }

// atom is what stays on one line: its extent without spaces at its end, and its
// width without and with them.
type atom struct {
	extent
	width, whole int
	last         bool // a line ends here in any case
}

// cluster is what a reader takes for one character, and what the rules for line
// breaks say of the place after it (UAX #14).
type cluster struct {
	extent
	width     int
	space     bool
	mayBreak  bool
	mustBreak bool
}

// wrap cuts a text into lines. The first may have another width than the rest.
// glued tells the places where no line may break.
func wrap(text string, first, width int, glued map[int]bool) []extent {
	var lines []extent
	var line extent
	column, limit, empty := 0, first, true
	finish := func() {
		lines = append(lines, line)
		column, limit, empty = 0, width, true
	}
	for _, a := range atoms(text, width, glued) {
		if !empty && column+a.width > limit {
			finish()
		}
		if empty {
			line = a.extent
		}
		line.end, empty = a.end, false
		column += a.whole
		if a.last {
			finish()
		}
	}
	if !empty {
		finish()
	}
	return lines
}

// atoms cuts a text where lines may break: at spaces, and beside wide characters
// where the rules allow it. Words of other scripts stay whole, those with a hyphen
// or a slash in them too, unless they are wider than a line.
func atoms(text string, width int, glued map[int]bool) []atom {
	clusters := clustersOf(text)
	var list []atom
	start := 0
	for i, c := range clusters {
		end := i == len(clusters)-1
		if !end && !c.mustBreak && (!c.mayBreak || glued[c.end] || !c.space && c.width < 2 && clusters[i+1].width < 2) {
			continue
		}
		a := join(clusters[start:i+1], c.mustBreak)
		if a.width > width && !strings.Contains(text[a.start:a.end], "://") {
			list = append(list, split(clusters[start:i+1], c.mustBreak)...)
		} else {
			list = append(list, a)
		}
		start = i + 1
	}
	return list
}

// split cuts a long word wherever the rules allow it.
func split(clusters []cluster, last bool) []atom {
	var list []atom
	start := 0
	for i, c := range clusters {
		if end := i == len(clusters)-1; end || c.mayBreak {
			list = append(list, join(clusters[start:i+1], end && last))
			start = i + 1
		}
	}
	return list
}

func join(clusters []cluster, last bool) atom {
	a := atom{extent: extent{clusters[0].start, clusters[0].start}, last: last}
	for _, c := range clusters {
		a.whole += c.width
		if !c.space {
			a.end, a.width = c.end, a.whole
		}
	}
	return a
}

func clustersOf(text string) []cluster {
	var list []cluster
	state, at := -1, 0
	for rest := text; rest != ""; {
		var s string
		var boundaries int
		s, rest, boundaries, state = uniseg.StepString(rest, state)
		newline := strings.HasSuffix(s, "\n")
		list = append(list, cluster{
			extent: extent{at, at + len(s)}, width: boundaries >> uniseg.ShiftWidth, space: newline || strings.TrimSpace(s) == "" && s != "\u00A0",
			mayBreak:  boundaries&uniseg.MaskLine == uniseg.LineCanBreak,
			mustBreak: newline,
		})
		at += len(s)
	}
	return list
}

// paragraph wraps spans into lines, the first of which may have another width.
func (p *printer) paragraph(spans []span, first, width int) []string {
	whole, glued := joined(spans)
	var lines []string
	for _, line := range wrap(whole, first, width, glued) {
		var b strings.Builder
		at := 0
		for _, s := range spans {
			from, to := max(line.start-at, 0), min(line.end-at, len(s.text))
			if from < to {
				b.WriteString(p.paint(s.look, s.text[from:to]))
			}
			at += len(s.text)
		}
		lines = append(lines, b.String())
	}
	return lines
}

// joined returns the text of spans, and the places in it where no line may break.
func joined(spans []span) (whole string, glued map[int]bool) {
	var b strings.Builder
	glued = map[int]bool{}
	for _, s := range spans {
		if s.glued {
			glued[b.Len()] = true
		}
		b.WriteString(s.text)
	}
	return b.String(), glued
}
