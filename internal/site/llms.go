package site

import (
	"strings"
	"sync"

	"statusbook/internal/catalog"
)

// addLists adds what lists all the pages, or what is new in them.
func (b *book) addLists(pages map[string]*Representation) {
	b.addLLMs(pages)
	pages[b.path("codes.csv")] = b.csvTable()
	pages[b.path("feed.atom")] = b.feed()
}

// addLLMs adds the two files by which language models find their way about a site
// (llmstxt.org): a list of its pages as Markdown, and all of them in one.
func (b *book) addLLMs(pages map[string]*Representation) {
	add := func(name string, write func() string) {
		text := sync.OnceValue(func() []byte { return []byte(write()) })
		at := func(path, language string) {
			pages[path] = (&Representation{
				MediaType: "text/plain; charset=utf-8", Language: language, CacheControl: cachePage, Open: true, NoIndex: true, Modified: b.site.built,
			}).later(text)
		}
		at(b.path(name), strings.Join(b.edition.Languages, ", "))
		if b.edition == b.site.Editions.Default {
			at("/"+name, "")
		}
	}
	add("llms.txt", b.llms)
	add("llms-full.txt", b.llmsFull)
	for _, id := range []string{"feed.title", "llms.lead", "llms.whole"} { // some of them are said later
		b.say(id)
	}
}

// llms lists the pages: codes by class, guides, and the rest as optional.
func (b *book) llms() string {
	s := &sheet{book: b}
	s.heading(1, catalog.InlineMarkdown(b.say("site.name")), "")
	s.add("> " + catalog.InlineMarkdown(b.say("home.abstract")))
	s.add(catalog.InlineMarkdown(b.say("llms.lead")))
	link := func(p, words, note string) string {
		item := catalog.MarkdownLink(words, b.site.absolute(b.path(p)))
		if note != "" {
			item += ": " + catalog.InlineMarkdown(note)
		}
		return item
	}
	titled := func(prefix string, all []*catalog.Page) []string {
		var items []string
		for _, page := range all {
			if prose := page.Prose[b.edition.Lang()]; prose != nil {
				items = append(items, link(prefix+page.Slug+".md", prose.Title, ""))
			}
		}
		return items
	}
	s.heading(2, catalog.InlineMarkdown(b.say("guides.heading")), "")
	s.list(titled("guides/", b.site.catalog.Guides))
	listed := func(title string, codes []*catalog.Code, items []string) {
		for _, code := range codes {
			id := "code." + code.String()
			items = append(items, link(code.String()+".md", code.String()+" "+code.Phrase, strings.Join(plain(b.lines(id+".name")), between)))
		}
		if len(items) > 0 {
			s.heading(2, title, "")
			s.list(items)
		}
	}
	for _, class := range b.site.catalog.Classes {
		names := b.lines("class." + class.String() + ".name")
		listed(class.String()+" "+together(names), class.Codes,
			[]string{link(class.String()+".md", class.String(), strings.Join(plain(b.lines("class."+class.String()+".summary")), " "))})
	}
	var outside []*catalog.Code
	for _, code := range b.site.catalog.Codes {
		if code.Class() == 0 {
			outside = append(outside, code)
		}
	}
	listed(catalog.InlineMarkdown(b.say("class.outside")), outside, nil)
	// the specification gives this heading its meaning, so it is not translated
	s.heading(2, "Optional", "")
	optional := titled("", b.site.catalog.Pages)
	if len(b.site.catalog.Terms) > 0 {
		optional = append(optional, link("glossary.md", b.say("glossary.heading"), b.say("glossary.lead")))
	}
	optional = append(optional, link("llms-full.txt", b.say("llms.whole"), ""), link("codes.csv", "CSV", ""), link("feed.atom", b.say("feed.title"), ""))
	for _, e := range b.site.Editions.Editions {
		if e != b.edition {
			optional = append(optional, catalog.MarkdownLink(e.Endonym, b.site.absolute("/"+e.Tag+"/llms.txt")))
		}
	}
	s.list(optional)
	return s.text()
}

// llmsFull is the whole book in one file. Each page begins with its own heading of
// level one, after a rule.
func (b *book) llmsFull() string {
	s := &sheet{book: b}
	s.heading(1, catalog.InlineMarkdown(b.say("site.name")), "")
	s.add("> " + catalog.InlineMarkdown(b.say("home.abstract")))
	page := func(p string) {
		s.add("---")
		s.add("<" + b.site.absolute(b.path(p)) + ">")
		s.add(strings.TrimSpace(b.sheets[p]().text()))
	}
	for _, class := range b.site.catalog.Classes {
		page(class.String())
		for _, code := range class.Codes {
			page(code.String())
		}
	}
	for _, code := range b.site.catalog.Codes {
		if code.Class() == 0 {
			page(code.String())
		}
	}
	for _, guide := range b.site.catalog.Guides {
		page("guides/" + guide.Slug)
	}
	for _, other := range b.site.catalog.Pages {
		page(other.Slug)
	}
	if len(b.site.catalog.Terms) > 0 {
		page("glossary")
	}
	return s.text()
}
