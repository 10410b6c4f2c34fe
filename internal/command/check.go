package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"

	"statusbook/internal/problem"
)

const checkFormats = `
Formats of check:
  text      a line each: file:line:column: message, or file: message for a file as a whole
  json      one object:
              problems  list of objects:
                file      path as given by --dir, or that of an embedded file
                line      from 1; 0 for the file as a whole
                column    from 1, in bytes; 0 for the file as a whole
                severity  error or warning; only errors keep the book from being served
                message   what is wrong, and what to do
              pages     how many pages the book has; 0 if there is an error
  github    workflow commands of GitHub Actions, which mark the lines in a pull request

The exit code is the same in each: 0 if there are no problems but warnings, 1 if there are, 2 if the command
line is wrong.
`

// checkOptions lists the flags of check alone.
func (s *settings) checkOptions() []option {
	return []option{
		{name: "format", only: "check", help: "`form` in which problems are printed: text (the default), json or github", set: func(v string) error {
			if v == "" || formats[v] == nil {
				return errors.New("it must be text, json or github")
			}
			s.format = v
			return nil
		}},
	}
}

// formats print the problems of a book of so many pages.
var formats = map[string]func(w io.Writer, problems problem.List, pages int){
	"": asText, "text": asText, "json": asJSON, "github": asWorkflow,
}

// check prints every problem, warnings included.
func check(env Env, settings settings) int {
	book, problems := load(env, settings)
	pages := 0
	if book != nil {
		pages = len(book.Paths())
	}
	formats[settings.format](env.Stdout, problems, pages)
	if book == nil {
		fmt.Fprintf(env.Stderr, "statusbook: %d problems\n", len(problems))
		return exitFault
	}
	fmt.Fprintf(env.Stderr, "statusbook: no problems, %d warnings, %d pages\n", len(problems), pages)
	return exitOK
}

func asText(w io.Writer, problems problem.List, _ int) {
	for _, p := range problems {
		fmt.Fprintln(w, p)
	}
}

// asJSON prints one object. Characters that a terminal would obey are escaped in
// it, so that it can be looked at as it is.
func asJSON(w io.Writer, problems problem.List, pages int) {
	type entry struct {
		File     string `json:"file"`
		Line     int    `json:"line"`
		Column   int    `json:"column"`
		Severity string `json:"severity"`
		Message  string `json:"message"`
	}
	report := struct {
		Problems []entry `json:"problems"`
		Pages    int     `json:"pages"`
	}{[]entry{}, pages}
	for _, p := range problems {
		report.Problems = append(report.Problems, entry{p.File, p.Line, p.Column, severity(p), p.Message})
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(report); err != nil {
		panic(err) // strings and numbers always marshal
	}
	for _, r := range b.String() {
		if r == '\n' || unicode.IsPrint(r) {
			fmt.Fprintf(w, "%c", r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(w, `\u%04x`, unit) // only strings hold such
		}
	}
}

func severity(p problem.Problem) string {
	if p.Warning {
		return "warning"
	}
	return "error"
}

// asWorkflow prints workflow commands. In them, percent signs and line ends are
// escaped as in URLs, and in properties what separates those too; what else is not
// printable is replaced, for there is no escape for it.
func asWorkflow(w io.Writer, problems problem.List, _ int) {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	visible := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsPrint(r) {
				return r
			}
			return unicode.ReplacementChar
		}, s)
	}
	for _, p := range problems {
		place := "file=" + visible(property.Replace(p.File))
		if p.Line > 0 {
			place += fmt.Sprintf(",line=%d,col=%d", p.Line, p.Column)
		}
		fmt.Fprintf(w, "::%s %s::%s\n", severity(p), place, visible(data.Replace(p.Message)))
	}
}
