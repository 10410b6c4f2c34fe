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
	var parts [][]catalog.Block
	for _, language := range b.edition.Languages {
		p := prose[language]
		if p == nil {
			continue
		}
		section, ok := p.Section(id)
		if !ok {
			continue
		}
		if !b.edition.Multilingual() {
			html, err := b.writers[language].HTML(section)
			if err != nil {
				b.fail(err)
			}
			return []Body{{Text: Text{b.foreign(language), html}}}
		}
		blocks, err := b.writers[language].Blocks(section)
		if err != nil {
			b.fail(err)
		}
		languages = append(languages, language)
		parts = append(parts, blocks)
	}
	if len(parts) == 0 {
		return nil
	}
	return b.sideBySide(languages, align(parts))
}

// sideBySide takes a part of each language in turn. What all have alike stands
// once.
func (b *book) sideBySide(languages []string, parts [][]catalog.Block) []Body {
	var bodies []Body
	for i, first := range parts[0] {
		if len(parts) > 1 && !slices.ContainsFunc(parts, func(p []catalog.Block) bool { return p[i].HTML != first.HTML }) {
			bodies = append(bodies, Body{Text{"", first.HTML}, true})
			continue
		}
		for j, language := range languages {
			bodies = append(bodies, Body{Text: Text{b.foreign(language), parts[j][i].HTML}})
		}
	}
	return bodies
}

// align brings the languages to the same number of parts: block by block where
// the blocks are of the same kinds, else from heading to heading, else as a whole.
func align(parts [][]catalog.Block) [][]catalog.Block {
	if same(parts) {
		return parts
	}
	grouped := make([][]catalog.Block, len(parts))
	for i, blocks := range parts {
		grouped[i] = group(blocks, "Heading")
	}
	if same(grouped) {
		return grouped
	}
	for i, blocks := range parts {
		grouped[i] = group(blocks, "")
	}
	return grouped
}

// same reports whether all languages have blocks of the same kinds in the same
// order.
func same(parts [][]catalog.Block) bool {
	for _, blocks := range parts[1:] {
		if !slices.EqualFunc(parts[0], blocks, func(a, b catalog.Block) bool { return a.Kind == b.Kind }) {
			return false
		}
	}
	return true
}

// group joins blocks, beginning anew at each of a kind.
func group(blocks []catalog.Block, kind string) []catalog.Block {
	var groups []catalog.Block
	for i, block := range blocks {
		if i == 0 || block.Kind == kind {
			groups = append(groups, catalog.Block{Kind: kind})
		}
		last := &groups[len(groups)-1]
		last.HTML = catalog.HTML(strings.Join([]string{string(last.HTML), string(block.HTML)}, ""))
	}
	return groups
}
