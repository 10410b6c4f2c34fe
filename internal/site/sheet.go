package site

import (
	"encoding/json"
	"strings"

	"statusbook/internal/catalog"
)

// sheet is a page as Markdown while it is written: CommonMark with tables, with
// ids of headings as {#id}, which many tools understand. Every address in it is
// absolute.
type sheet struct {
	book  *book
	front strings.Builder // front matter in YAML, between its fences
	body  strings.Builder
}

// between stands between the words of several languages on one line.
const between = " · "

// fact adds an entry to the front matter: one value, or a list of several. Without
// a value there is no entry.
func (s *sheet) fact(name string, values ...string) {
	if len(values) == 0 || values[0] == "" {
		return
	}
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = quote(value)
	}
	all := strings.Join(quoted, ", ")
	if len(values) > 1 {
		all = "[" + all + "]"
	}
	s.front.WriteString(name + ": " + all + "\n")
}

// quote writes a string of JSON, which is one of YAML too (YAML 1.2.2, section 1.2).
func quote(value string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // strings always marshal
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// markdown is the whole page. What the parts put between them is one empty line.
func (s *sheet) markdown() string { return "---\n" + s.front.String() + "---\n\n" + s.text() }

// text is the page without its front matter.
func (s *sheet) text() string { return strings.TrimSpace(s.body.String()) + "\n" }

// add adds a block.
func (s *sheet) add(block string) {
	if block != "" {
		s.body.WriteString(block + "\n\n")
	}
}

// heading adds a heading of a level, with an id unless that is empty.
func (s *sheet) heading(level int, title, id string) {
	if id != "" {
		id = " {#" + id + "}"
	}
	s.add(strings.Repeat("#", level) + " " + title + id)
}

// paragraphs adds each line as a paragraph.
func (s *sheet) paragraphs(lines []line) {
	for _, l := range lines {
		s.add(catalog.InlineMarkdown(l.text))
	}
}

// list adds a list of items.
func (s *sheet) list(items []string) {
	if len(items) > 0 {
		s.add("- " + strings.Join(items, "\n- "))
	}
}

// table adds a table; the first row is its head.
func (s *sheet) table(rows [][]string) {
	if len(rows) < 2 {
		return
	}
	var b strings.Builder
	for i, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
	s.add(strings.TrimSuffix(b.String(), "\n"))
}

// prose adds a section of prose in the languages of the edition, part by part as
// on the page for readers. What all languages have alike stands once, and so does
// the id of a heading.
func (s *sheet) prose(prose map[string]*catalog.Prose, id string) bool {
	var parts [][]catalog.Block[string]
	for _, language := range s.book.speaking(prose) {
		if section, ok := prose[language].Section(id); ok {
			blocks := section.MarkdownBlocks(func(ref catalog.Ref) catalog.Target { return s.book.resolveFully(ref, language) })
			if len(parts) > 0 {
				withoutIDs(blocks)
			}
			parts = append(parts, blocks)
		}
	}
	if len(parts) == 0 {
		return false
	}
	parts = align(parts)
	for i, first := range parts[0] {
		s.body.WriteString(s.book.site.situated(first.Text))
		for _, other := range parts[1:] {
			if other[i].Text != first.Text {
				s.body.WriteString(s.book.site.situated(other[i].Text))
			}
		}
	}
	return true
}

// withoutIDs removes the ids of headings.
func withoutIDs(blocks []catalog.Block[string]) {
	for i, block := range blocks {
		if at := strings.LastIndex(block.Text, " {#"); block.Kind == "Heading" && at >= 0 {
			blocks[i].Text = block.Text[:at] + "\n\n"
		}
	}
}

// resolveFully gives a link in prose its absolute address in this edition.
func (b *book) resolveFully(ref catalog.Ref, language string) catalog.Target {
	target := b.resolve(ref, language)
	if strings.HasPrefix(target.Href, "/") {
		target.Href = b.site.origin + target.Href
	}
	return target
}

// together writes the words of several languages on one line of Markdown.
func together(lines []line) string {
	var words []string
	for _, l := range lines {
		words = append(words, catalog.InlineMarkdown(l.text))
	}
	return strings.Join(words, between)
}

// plain returns the words of lines without marks.
func plain(lines []line) []string {
	var words []string
	for _, l := range lines {
		words = append(words, catalog.Plain(l.text))
	}
	return words
}
