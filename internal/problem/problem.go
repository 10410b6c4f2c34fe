// Package problem describes what is wrong in content, with the place where it is wrong.
//
// Loaders collect problems instead of stopping at the first: a person who mends
// content wants the whole list. A [Problem] prints as `file:line:col: message`,
// the form that editors and CI understand.
package problem

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is one fault in one file. Line and Column count from 1, columns in
// bytes; 0 means that the fault has no line (a missing file, an unreadable
// folder). A Warning does not keep the book from being served.
type Problem struct {
	File    string
	Line    int
	Column  int
	Message string
	Warning bool
}

// At makes a Problem at a place. The message says what is wrong and what to do.
func At(file string, line, column int, format string, args ...any) Problem {
	return Problem{File: file, Line: line, Column: column, Message: fmt.Sprintf(format, args...)}
}

// In makes a Problem about a file as a whole.
func In(file, format string, args ...any) Problem {
	return At(file, 0, 0, format, args...)
}

// String gives `file:line:col: message`. What came from outside is quoted where
// it is not printable, so that a file name cannot write to a terminal.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(printable(p.File))
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": ")
	if p.Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(printable(p.Message))
	return b.String()
}

func printable(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
		return fmt.Sprintf("%q", s)
	}
	return s
}

// List is a number of problems.
type List []Problem

// String gives the problems, a line each.
func (l List) String() string {
	lines := make([]string, len(l))
	for i, p := range l {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Sort orders the list by file, line and column, and drops repetitions.
func (l List) Sort() List {
	slices.SortStableFunc(l, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(l)
}

// Fatal returns those that are no warnings.
func (l List) Fatal() List {
	var fatal List
	for _, p := range l {
		if !p.Warning {
			fatal = append(fatal, p)
		}
	}
	return fatal
}

// Position turns a byte offset in data into a line and a column, from 1.
func Position(data []byte, offset int) (line, column int) {
	offset = min(max(offset, 0), len(data))
	head := data[:offset]
	return 1 + bytes.Count(head, []byte("\n")), offset - bytes.LastIndexByte(head, '\n')
}
