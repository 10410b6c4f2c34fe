package site

import (
	"fmt"
	"maps"
	"slices"

	"statusbook/internal/catalog"
	"statusbook/internal/house"
	"statusbook/internal/locale"
	"statusbook/internal/problem"
)

// HouseView is what the host adds to every page.
type HouseView struct {
	Logo         string   // address of a picture, empty for none
	Styles       []string // addresses of style sheets
	Announcement *Text
	Navigation   []Link
	Footer       []Link
	NoticeLang   string // of the words that a page is not translated, empty if that is the language of the interface
}

// NoteView is what the host has to say about the subject of a page.
type NoteView struct {
	Title  string
	Bodies []Body
}

// furnish makes the interface say what the host calls the site.
func furnish(editions *locale.Set, h *house.House) {
	for _, e := range editions.Editions {
		if h.Name != "" {
			e.Replace("site.name", h.Name)
		}
		if tagline, _ := house.Say(h.Tagline, append(slices.Clone(e.Languages), editions.Default.Tag)...); tagline != "" {
			e.Replace("site.tagline", tagline)
		}
	}
}

// furnishing prepares what every page of the edition shows of the host's.
func (b *book) furnishing(assets map[string]string) HouseView {
	h := b.site.house
	v := HouseView{NoticeLang: b.foreign(b.edition.LangOf("house.untranslated"))}
	if h.Logo != "" {
		v.Logo = b.site.Link(assets[h.Logo])
	}
	for _, name := range h.Styles {
		v.Styles = append(v.Styles, b.site.Link(assets[name]))
	}
	if text, ok := b.ofHouse(h.Announcement); ok {
		v.Announcement = &text
	}
	for _, raw := range h.Navigation {
		target := b.resolve(catalog.ParseRef(raw), b.edition.Lang())
		v.Navigation = append(v.Navigation, Link{target.Href, b.text(b.edition.Lang(), target.Text)})
	}
	for _, link := range h.Footer {
		if text, ok := b.ofHouse(link.Label); ok {
			v.Footer = append(v.Footer, Link{link.Href, text})
		}
	}
	return v
}

func (b *book) ofHouse(texts map[string]string) (Text, bool) {
	text, language := house.Say(texts, append(slices.Clone(b.edition.Languages), b.site.Editions.Default.Tag)...)
	return b.text(language, text), text != ""
}

// note renders the host's note on a page, nil if there is none.
func (b *book) note(notes map[string]*catalog.Prose) *NoteView {
	if len(notes) == 0 {
		return nil
	}
	return &NoteView{b.say("house.note", "Name", b.say("site.name")), b.bodies(notes, "")}
}

// tell says about the prose of a page what its reader should know, and what the
// host adds to it.
func (l *Layout) tell(b *book, folder string, prose, notes map[string]*catalog.Prose) {
	l.Stale, l.Foreign = b.stale(prose), b.untranslated(prose)
	l.Note, l.Edit = b.note(notes), b.edit(folder)
}

// edit is where the prose of a page is changed: in the folder that the host keeps
// it in.
func (b *book) edit(folder string) string {
	if b.site.house.Edit == "" {
		return ""
	}
	return b.site.house.EditLink("content/" + folder + "/" + b.edition.Lang() + ".md")
}

// speaking lists the languages in which this edition shows prose: its own, as far
// as the prose has them, else the default one, else one that there is.
func (b *book) speaking(prose map[string]*catalog.Prose) []string {
	var languages []string
	for _, language := range b.edition.Languages {
		if prose[language] != nil {
			languages = append(languages, language)
		}
	}
	if len(languages) > 0 || len(prose) == 0 {
		return languages
	}
	if standard := b.site.Editions.Default.Tag; prose[standard] != nil {
		return []string{standard}
	}
	return slices.Sorted(maps.Keys(prose))[:1]
}

// untranslated names the language in which a page is shown because this edition
// has none of it, in that language itself; empty for a page that it has.
func (b *book) untranslated(prose map[string]*catalog.Prose) string {
	languages := b.speaking(prose)
	if len(languages) == 0 || slices.Contains(b.edition.Languages, languages[0]) {
		return ""
	}
	if e := b.site.Editions.Get(languages[0]); e != nil {
		return e.Endonym
	}
	return languages[0]
}

// writer renders the prose of a language for this edition.
func (b *book) writer(language string) *catalog.Writer {
	if w := b.writers[language]; w != nil {
		return w
	}
	w := catalog.NewWriter(
		func(ref catalog.Ref) catalog.Target { return b.resolve(ref, language) },
		func(id string) catalog.Target { return b.term(id, language) })
	if slices.Index(b.edition.Languages, language) > 0 {
		w = w.WithoutIDs()
	}
	b.writers[language] = w
	return w
}

// checkHouse says what the settings get wrong about the book.
func checkHouse(h *house.House, knowledge *catalog.Catalog) problem.List {
	var problems problem.List
	for i, raw := range h.Navigation {
		if dead := knowledge.Dead(catalog.ParseRef(raw)); dead != "" {
			problems = append(problems, h.Problem(fmt.Sprintf("navigation.%d", i), "navigation names %q: %s", raw, dead))
		}
	}
	return problems
}
