package site

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"unicode/utf8"
)

// csvTable is every code as a table (RFC 4180): a row of names first, lines that
// end in CRLF. An edition of several languages has a column of names and one of
// summaries for each.
func (b *book) csvTable() *Representation {
	return (&Representation{
		MediaType: "text/csv; charset=utf-8; header=present", Language: strings.Join(b.edition.Languages, ", "), CacheControl: cachePage,
		Open: true, Modified: b.site.built,
	}).later(func() []byte { return asCSV(b.table()) })
}

func (b *book) table() [][]string {
	each := func(name string) []string {
		if !b.edition.Multilingual() {
			return []string{name}
		}
		var names []string
		for _, language := range b.edition.Languages {
			names = append(names, name+" "+language)
		}
		return names
	}
	rows := [][]string{slices.Concat(
		[]string{"code", "phrase"}, each("name"), []string{"class", "registration", "specification"}, each("summary"),
		[]string{"expires", "caching", "content", "method", "retry", "owners", "url"},
	)}
	for _, code := range b.site.catalog.Codes {
		id := "code." + code.String()
		class, specification := "", ""
		if code.Class() > 0 {
			class = className(code.Class())
		}
		if code.Spec.Document != "" {
			specification = specView(code.Spec).Label
		}
		var owners []string
		for _, owner := range code.Owners {
			owners = append(owners, owner.Name)
		}
		rows = append(rows, slices.Concat(
			[]string{code.String(), code.Phrase}, plain(b.lines(id+".name")), []string{class, string(code.Registration), specification},
			plain(b.lines(id+".summary")), []string{
				code.Expires, string(code.Caching), code.Content, string(code.Method), string(code.Retry), strings.Join(owners, "; "),
				b.site.absolute(b.path(code.String())),
			},
		))
	}
	return rows
}

// formulas are the characters with which a cell of a spreadsheet begins to
// compute, the full-width ones included.
const formulas = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20"

// asCSV writes rows so that no spreadsheet takes a cell for a formula.
func asCSV(rows [][]string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			if first, size := utf8.DecodeRuneInString(cell); size > 0 && strings.ContainsRune(formulas, first) {
				cell = "'" + cell
			}
			cells[i] = cell
		}
		_ = w.Write(cells) // a bytes.Buffer takes all
	}
	w.Flush()
	return out.Bytes()
}
