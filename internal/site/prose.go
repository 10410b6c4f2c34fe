package site

import (
	"slices"
	"strings"

	"statusbook/internal/catalog"
)

// bodies renders a section of prose in the languages of the edition. Two
// languages come part by part, in turns, so that they stay beside each other.
func (b *book) bodies(prose map[string]*catalog.Prose, id string) []Body {
	var languages []string
	var parts [][]catalog.Block[catalog.HTML]
	for _, language := range b.speaking(prose) {
		section, ok := prose[language].Section(id)
		if !ok {
			continue
		}
		if !b.edition.Multilingual() {
			html, err := b.writer(language).HTML(section)
			if err != nil {
				b.fail(err)
			}
			return b.situated([]Body{{Text: Text{b.foreign(language), html}}})
		}
		blocks, err := b.writer(language).Blocks(section)
		if err != nil {
			b.fail(err)
		}
		languages = append(languages, language)
		parts = append(parts, blocks)
	}
	if len(parts) == 0 {
		return nil
	}
	return b.situated(b.sideBySide(languages, align(parts)))
}

// situated writes the address of this book where prose names it. Prose says
// [anyOrigin], which a book without a configured address replaces per request.
func (b *book) situated(bodies []Body) []Body {
	for i := range bodies {
		bodies[i].HTML = catalog.HTML(b.site.situated(string(bodies[i].HTML)))
	}
	return bodies
}

func (s *Site) situated(text string) string {
	return strings.ReplaceAll(text, anyOrigin, s.origin+s.base)
}

// sideBySide takes a part of each language in turn. What all have alike stands
// once.
func (b *book) sideBySide(languages []string, parts [][]catalog.Block[catalog.HTML]) []Body {
	var bodies []Body
	for i, first := range parts[0] {
		if len(parts) > 1 && !slices.ContainsFunc(parts, func(p []catalog.Block[catalog.HTML]) bool { return p[i].Text != first.Text }) {
			bodies = append(bodies, Body{Text{"", first.Text}, true})
			continue
		}
		for j, language := range languages {
			if text := parts[j][i].Text; text != "" {
				bodies = append(bodies, Body{Text: Text{b.foreign(language), text}})
			}
		}
	}
	return bodies
}

// align brings the languages to the same number of parts: block by block where
// the blocks are of the same kinds, else from heading to heading, else as a whole.
func align[T ~string](parts [][]catalog.Block[T]) [][]catalog.Block[T] {
	if same(parts) {
		return parts
	}
	grouped := make([][]catalog.Block[T], len(parts))
	for i, blocks := range parts {
		grouped[i] = group(blocks, "Heading")
	}
	if same(grouped) {
		return grouped
	}
	for i, blocks := range parts {
		if grouped[i] = group(blocks, ""); len(grouped[i]) == 0 {
			grouped[i] = []catalog.Block[T]{{}} // the section is empty in this language
		}
	}
	return grouped
}

// same reports whether all languages have blocks of the same kinds in the same
// order.
func same[T ~string](parts [][]catalog.Block[T]) bool {
	for _, blocks := range parts[1:] {
		if !slices.EqualFunc(parts[0], blocks, func(a, b catalog.Block[T]) bool { return a.Kind == b.Kind }) {
			return false
		}
	}
	return true
}

// group joins blocks, beginning anew at each of a kind.
func group[T ~string](blocks []catalog.Block[T], kind string) []catalog.Block[T] {
	var groups []catalog.Block[T]
	for i, block := range blocks {
		if i == 0 || block.Kind == kind {
			groups = append(groups, catalog.Block[T]{Kind: kind})
		}
		last := &groups[len(groups)-1]
		last.Text += block.Text
	}
	return groups
}
