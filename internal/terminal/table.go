package terminal

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// Limits within which a table is drawn in columns. Beyond them each row is a
// record of its own, which is easier to read.
const (
	gap         = 2  // between columns
	leastColumn = 12 // of one whose cells wrap
	mostLines   = 3  // that a cell takes
)

// table draws a table in columns if it fits, else as records.
func (p *printer) table(n ast.Node, width int) []string {
	var rows [][][]span
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells [][]span
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			look := look(0)
			if len(rows) == 0 {
				look = bold
			}
			cells = append(cells, p.inline(cell, look))
		}
		rows = append(rows, cells)
	}
	if widths := columns(rows, width); widths != nil {
		if lines, ok := p.drawn(rows, widths); ok {
			return lines
		}
	}
	return p.records(rows, width)
}

// columns shares the width of the page among the columns: those that need less
// than their share get what they need, the others the rest. It returns nil if some
// would be too narrow.
func columns(rows [][][]span, width int) []int {
	natural := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			natural[i] = max(natural[i], Width(words(cell)))
		}
	}
	widths := make([]int, len(natural))
	left, open := width-gap*(len(natural)-1), len(natural)
	for settled := true; settled && open > 0; {
		settled = false
		for i, need := range natural {
			if widths[i] == 0 && need <= left/open {
				widths[i] = max(need, 1)
				left -= widths[i]
				open--
				settled = true
				if open == 0 {
					break
				}
			}
		}
	}
	for i := range widths {
		if widths[i] == 0 {
			if widths[i] = left / open; widths[i] < leastColumn {
				return nil
			}
		}
	}
	return widths
}

// drawn writes a table in columns of given widths, if its cells do not become too
// long or too wide.
func (p *printer) drawn(rows [][][]span, widths []int) ([]string, bool) {
	var lines []string
	for i, row := range rows {
		cells := make([][]string, len(row))
		height := 0
		for j, cell := range row {
			whole, glued := joined(cell)
			lines := wrap(whole, widths[j], widths[j], glued)
			if len(lines) > mostLines {
				return nil, false
			}
			cells[j] = p.paragraph(cell, widths[j], widths[j])
			for k, line := range lines {
				spare := widths[j] - Width(whole[line.start:line.end])
				if spare < 0 {
					return nil, false
				}
				cells[j][k] += strings.Repeat(" ", spare)
			}
			height = max(height, len(lines))
		}
		for k := range height {
			var b strings.Builder
			for j := range row {
				line := strings.Repeat(" ", widths[j])
				if k < len(cells[j]) {
					line = cells[j][k]
				}
				b.WriteString(line + strings.Repeat(" ", gap))
			}
			lines = append(lines, strings.TrimRight(b.String(), " "))
		}
		if i == 0 {
			lines = append(lines, p.rule(widths))
		}
	}
	return lines, true
}

func (p *printer) rule(widths []int) string {
	var rules []string
	for _, width := range widths {
		rules = append(rules, p.paint(faint, strings.Repeat("-", width)))
	}
	return strings.Join(rules, strings.Repeat(" ", gap))
}

// records writes each row under its first cell, each other cell after the title
// of its column.
func (p *printer) records(rows [][][]span, width int) []string {
	var lines []string
	for i, row := range rows[1:] {
		if i > 0 {
			lines = append(lines, "")
		}
		for j, cell := range row {
			if words(cell) == "" {
				continue
			}
			title := words(rows[0][j])
			switch {
			case j == 0:
				lines = append(lines, p.paragraph(emphasised(cell), width, width)...)
				continue
			case title != "":
				cell = append([]span{{text: title + colon(title), look: faint}}, cell...)
			}
			lines = append(lines, hang(p.paragraph(cell, width-2, width-4), "  ", "    ")...)
		}
	}
	return lines
}

func emphasised(cell []span) []span {
	for i := range cell {
		cell[i].look |= bold
	}
	return cell
}

// colon is the one that a script sets after a title; a question needs none.
func colon(title string) string {
	switch last, _ := utf8.DecodeLastRuneInString(title); {
	case last == '?':
		return " "
	case last == '\uFF1F':
		return ""
	case Width(string(last)) == 2:
		return "\uFF1A"
	}
	return ": "
}

func words(cell []span) string {
	whole, _ := joined(cell)
	return whole
}
