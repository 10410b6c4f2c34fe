package site

import (
	"slices"
	"strings"
	"sync"

	"statusbook/internal/catalog"
)

// addSheets adds every page as Markdown and as plain text, beside the one for
// readers: /en/404.md and /en/404.txt.
func (b *book) addSheets(pages map[string]*Representation) {
	b.sheets = map[string]func() *sheet{}
	add := func(p string, write func(*sheet)) {
		made := sync.OnceValue(func() *sheet {
			s := &sheet{book: b}
			write(s)
			s.fact("lang", b.edition.Languages...)
			s.fact("url", b.site.absolute(b.path(p)))
			s.fact("license", textLicense.ID)
			return s
		})
		b.sheets[p] = made
		// text/markdown needs its charset told (RFC 7763, section 2)
		pages[b.path(p)+".md"] = b.beside(p, "text/markdown; charset=utf-8").later(func() []byte { return []byte(made().markdown()) })
		pages[b.path(p)+".txt"] = b.beside(p, "text/plain; charset=utf-8").later(func() []byte { return []byte(b.plainPage(p, made())) })
	}
	for _, code := range b.site.catalog.Codes {
		add(code.String(), func(s *sheet) { s.code(code) })
	}
	for _, class := range b.site.catalog.Classes {
		add(class.String(), func(s *sheet) { s.class(class) })
	}
	for _, guide := range b.site.catalog.Guides {
		add("guides/"+guide.Slug, func(s *sheet) { s.page(guide, guide.Slug == behaviourGuide) })
	}
	for _, page := range b.site.catalog.Pages {
		add(page.Slug, func(s *sheet) { s.page(page, false) })
	}
	if len(b.site.catalog.Terms) > 0 {
		add("glossary", (*sheet).glossary)
	}
	b.pair("", "") // said on first use otherwise
}

// beside is another form of a page for readers, which remains the one to be found
// (RFC 6596).
func (b *book) beside(p, mediaType string) *Representation {
	return &Representation{
		MediaType: mediaType, Language: strings.Join(b.edition.Languages, ", "), CacheControl: cachePage, Open: true,
		Link: "<" + b.site.absolute(b.path(p)) + `>; rel="canonical"`, Modified: b.site.built,
	}
}

// pair writes a name and its value as the language of the interface does.
func (b *book) pair(name, value string) string {
	return b.say("text.pair", "Name", name, "Value", value)
}

func (s *sheet) code(code *catalog.Code) {
	b, id, number := s.book, "code."+code.String(), code.String()
	names := b.lines(id + ".name")
	s.fact("code", number)
	s.fact("phrase", code.Phrase)
	s.fact("name", plain(names)...)
	if code.Class() > 0 {
		s.fact("class", className(code.Class()))
	}
	s.fact("registration", string(code.Registration))
	if code.Spec.Document != "" {
		s.fact("specification", specView(code.Spec).Label)
	}
	s.fact("updated", b.site.updated(code.Number))
	s.heading(1, number+" "+catalog.InlineMarkdown(code.Phrase), "")
	s.add(together(names))
	s.paragraphs(b.summaryLines(code))
	s.list(s.facts(code))
	s.note(code.Notes)
	for _, section := range catalog.SectionIDs {
		if !code.HasSection(section) {
			continue
		}
		s.heading(2, together(b.lines("section."+section)), section)
		wrote := s.prose(code.Prose, section)
		switch section {
		case "meaning":
			s.owners(id, code)
		case "fields":
			s.fields(id, code)
		case "caching-and-retry":
			if !wrote {
				s.add(catalog.InlineMarkdown(b.say("caching." + string(code.Caching))))
			}
		case "in-code":
			s.constants(code)
		case "history":
			s.history(code)
		case "see-also":
			s.list(s.codes(code.Related))
		case "specification":
			s.add(specLink(code.Spec))
		}
	}
}

// note adds what the host has to say about the subject of a page.
func (s *sheet) note(notes map[string]*catalog.Prose) {
	if len(notes) > 0 {
		s.heading(2, catalog.InlineMarkdown(s.book.say("house.note", "Name", s.book.say("site.name"))), "house-note")
		s.prose(notes, "")
	}
}

// facts are those that stand at the head of the page.
func (s *sheet) facts(code *catalog.Code) []string {
	b := s.book
	var facts []string
	fact := func(id, value string) { facts = append(facts, b.pair(b.say(id), value)) }
	if code.Class() > 0 {
		fact("code.class", s.classLink(code.Class()))
	}
	registration := b.say("registration." + string(code.Registration))
	if code.Expires != "" {
		registration += " (" + b.say("code.until", "Date", code.Expires) + ")"
	}
	fact("code.registration", registration)
	if code.Spec.Document != "" {
		fact("code.specification", specLink(code.Spec))
	}
	if code.Protocol != "" {
		fact("code.protocol", b.say("mark."+code.Protocol))
	}
	content := "code.content-no"
	if code.Content == "allowed" {
		content = "code.content-yes"
	}
	fact("code.content", b.say(content))
	fact("code.caching", b.say("brief-caching."+string(code.Caching)))
	if code.Method != "" {
		fact("code.method", b.say("method."+string(code.Method)))
	}
	if code.Retry != "" {
		fact("code.retry", b.say("retry."+string(code.Retry)))
	}
	return facts
}

func (s *sheet) owners(id string, code *catalog.Code) {
	if len(code.Owners) == 0 {
		return
	}
	b := s.book
	rows := [][]string{{b.say("owners.name"), b.say("owners.reaches"), b.say("owners.note"), b.say("owners.source")}}
	for _, owner := range code.Owners {
		view := b.owner(id, owner)
		name := catalog.InlineMarkdown(owner.Name)
		if owner.Phrase != "" {
			name += ": " + catalog.InlineMarkdown(owner.Phrase)
		}
		source := catalog.MarkdownLink(view.Host, owner.Source)
		if !owner.Verified {
			source += " (" + b.say("owners.unverified") + ")"
		}
		rows = append(rows, []string{name, view.Reaches, together(b.lines(id + ".owner." + owner.ID)), source})
	}
	s.add(b.pair(b.say("owners.caption"), ""))
	s.table(rows)
}

func (s *sheet) fields(id string, code *catalog.Code) {
	b := s.book
	rows := [][]string{{b.say("fields.name"), b.say("fields.level"), b.say("fields.note"), b.say("fields.specification")}}
	for _, field := range code.Fields {
		in, level := "fields.in-response", b.say("level."+string(field.Level))
		if field.In == "request" {
			in = "fields.in-request"
		}
		if field.Conditional {
			level += " (" + b.say("fields.conditional") + ")"
		}
		rows = append(rows, []string{
			"`" + field.Name + "` (" + b.say(in) + ")", level, together(b.lines(id + ".field." + field.Name)), specLink(field.Spec),
		})
	}
	s.table(rows)
}

func (s *sheet) constants(code *catalog.Code) {
	rows := [][]string{{s.book.say("constants.where"), s.book.say("constants.name")}}
	for _, constant := range constants(code.Constants) {
		rows = append(rows, []string{constant.Where, "`" + constant.Name + "`"})
	}
	s.table(rows)
}

func (s *sheet) history(code *catalog.Code) {
	if len(code.Former) > 0 {
		s.add(s.book.say("history.former") + " " + catalog.InlineMarkdown(strings.Join(append(slices.Clip(code.Former), code.Phrase), " → ")))
	}
	if code.Source != nil && code.Source.Title != "" {
		s.add(s.book.say("history.source-title") + " " + catalog.InlineMarkdown(code.Source.Title))
	}
}

// codes are links to codes with their names.
func (s *sheet) codes(numbers []int) []string {
	var items []string
	for _, number := range numbers {
		if code := s.book.site.catalog.Code(number); code != nil {
			items = append(items, s.codeLink(code)+between+together(s.book.lines("code."+code.String()+".name")))
		}
	}
	return items
}

func (s *sheet) codeLink(code *catalog.Code) string {
	return catalog.MarkdownLink(code.String()+" "+code.Phrase, s.book.site.absolute(s.book.path(code.String())))
}

func (s *sheet) classLink(digit int) string {
	class := className(digit)
	return catalog.MarkdownLink(class+" "+s.book.say("class."+class+".name"), s.book.site.absolute(s.book.path(class)))
}

func className(digit int) string { return (&catalog.Class{Digit: digit}).String() }

func specLink(spec catalog.Spec) string {
	view := specView(spec)
	return catalog.MarkdownLink(view.Label, view.Href)
}

func (s *sheet) class(class *catalog.Class) {
	b, id := s.book, "class."+class.String()
	names := b.lines(id + ".name")
	s.fact("class", class.String())
	s.fact("name", plain(names)...)
	s.heading(1, class.String()+" "+together(names), "")
	s.paragraphs(b.lines(id + ".summary"))
	s.note(class.Notes)
	s.prose(class.Prose, "")
	s.heading(2, catalog.InlineMarkdown(b.say("class.codes")), "codes")
	var registered, others []string
	for _, code := range class.Codes {
		item := s.codeLink(code) + between + b.pair(together(b.lines("code."+code.String()+".name")), together(b.summaryLines(code)))
		if code.Registered() {
			registered = append(registered, item)
		} else {
			others = append(others, item)
		}
	}
	s.list(registered)
	if len(others) > 0 {
		s.heading(3, b.say("class.others"), "")
		s.list(others)
	}
	s.sections(class.Prose)
}

// page is a guide, or a page such as about.
func (s *sheet) page(page *catalog.Page, behaves bool) {
	var titles []line
	for _, language := range s.book.speaking(page.Prose) {
		titles = append(titles, line{language, page.Prose[language].Title})
	}
	s.fact("title", plain(titles)...)
	s.heading(1, together(titles), "")
	s.note(page.Notes)
	s.prose(page.Prose, "")
	if behaves {
		s.behaviour()
	}
	s.sections(page.Prose)
}

// sections adds all sections of prose that carry titles of their own.
func (s *sheet) sections(prose map[string]*catalog.Prose) {
	languages := s.book.speaking(prose)
	if len(languages) == 0 {
		return
	}
	for _, section := range prose[languages[0]].Sections {
		if section.ID == "" {
			continue
		}
		var titles []line
		for _, language := range languages {
			if same, ok := prose[language].Section(section.ID); ok {
				titles = append(titles, line{language, same.Title})
			}
		}
		s.heading(2, together(titles), section.ID)
		s.prose(prose, section.ID)
	}
}

// behaviour is the table of what each code asks of caches and clients.
func (s *sheet) behaviour() {
	b := s.book
	rows := [][]string{{
		b.say("behaviour.code"), b.say("behaviour.caching"), b.say("code.content"), b.say("code.method"), b.say("code.retry"), b.say("behaviour.required"),
	}}
	for _, row := range b.behaviour() {
		number, _ := catalog.Number(row.Code)
		content := "code.content-no"
		if row.HasContent {
			content = "code.content-yes"
		}
		required := ""
		if len(row.Required) > 0 {
			required = "`" + strings.Join(row.Required, "` `") + "`"
		}
		rows = append(rows, []string{s.codeLink(b.site.catalog.Code(number)), row.Caching, b.say(content), row.Method, row.Retry, required})
	}
	s.table(rows)
}

func (s *sheet) glossary() {
	b := s.book
	s.fact("title", b.say("glossary.heading"))
	s.heading(1, catalog.InlineMarkdown(b.say("glossary.heading")), "")
	s.add(catalog.InlineMarkdown(b.say("glossary.lead")))
	for _, term := range b.site.catalog.Terms {
		var words, texts []line
		for _, language := range b.edition.Languages {
			if word, ok := term.Words[language]; ok {
				words, texts = append(words, line{language, word.Term}), append(texts, line{language, word.Text})
			}
		}
		for _, language := range b.site.Editions.Required() {
			if word, ok := term.Words[language]; ok && len(b.edition.Languages) == 1 && language != b.edition.Lang() {
				words = append(words, line{language, word.Term})
			}
		}
		s.heading(2, together(words), term.ID)
		s.paragraphs(texts)
	}
}
