package site

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"statusbook/internal/catalog"
)

// layout prepares what surrounds a page. p is its path inside the edition; the
// page exists in every edition if everywhere is true.
func (b *book) layout(p, title, description string, everywhere bool) Layout {
	l := Layout{
		Lang: b.edition.Lang(), Edition: b.edition.Tag, Home: b.href(""), SearchPath: b.href("search"),
		Manifest: b.href("manifest.webmanifest"), OpenSearch: b.href("opensearch.xml"), Suggest: b.href("suggest"), Print: b.href("print"),
		Title: title, Description: brief(catalog.Plain(description)), NoIndex: !everywhere, House: b.furniture,
	}
	for _, e := range b.site.Editions.Editions {
		address := b.site.Link("/" + e.Tag + "/" + p)
		l.Editions = append(l.Editions, Switch{
			Tag: e.Tag, Lang: b.foreign(e.Lang()), Endonym: e.Endonym,
			Href: address + "?remember", Current: e == b.edition,
		})
		if everywhere {
			l.Alternates = append(l.Alternates, Alternate{e.Tag, b.site.origin + address})
		}
	}
	if everywhere {
		l.Canonical, l.Meta = b.site.origin+b.href(p), b.meta()
		l.Alternates = append(l.Alternates, Alternate{"x-default", b.site.origin + b.site.Link(b.site.neutral(p))})
	}
	for _, class := range b.classes {
		l.Classes = append(l.Classes, class.ClassLink)
	}
	for _, page := range b.site.catalog.Pages {
		l.Pages = append(l.Pages, b.pageLink(page, ""))
	}
	if len(b.site.catalog.Guides) > 0 {
		l.Guides = b.href("guides/")
	}
	if len(b.site.catalog.Terms) > 0 {
		l.Glossary = b.href("glossary")
	}
	return l
}

// maxDescription is the length of a description in characters. Whoever shows it
// shows less.
const maxDescription = 320

// brief keeps as many whole sentences of a text as fit into a description.
func brief(text string) string {
	characters := []rune(text)
	if len(characters) <= maxDescription {
		return text
	}
	cut := string(characters[:maxDescription])
	end := -1
	for _, mark := range []string{". ", "\u3002"} { // the latter is the full-width form
		if at := strings.LastIndex(cut, mark); at >= 0 {
			end = max(end, at+len(strings.TrimSpace(mark)))
		}
	}
	if end < 0 {
		return string(characters[:maxDescription-1]) + "\u2026"
	}
	return cut[:end]
}

// neutral is the address of a page without an edition, where there is one, else
// its address in the default edition.
func (s *Site) neutral(p string) string {
	_, isCode := catalog.Number(p)
	if p == "" || isCode || slices.ContainsFunc(s.catalog.Classes, func(c *catalog.Class) bool { return c.String() == p }) {
		return "/" + p
	}
	return "/" + s.Editions.Default.Tag + "/" + p
}

func (b *book) pageLink(page *catalog.Page, prefix string) Link {
	link := Link{Href: b.href(prefix + page.Slug)}
	if languages := b.speaking(page.Prose); len(languages) > 0 {
		link.Text = b.text(languages[0], page.Prose[languages[0]].Title)
	}
	return link
}

// prepare says once what many pages repeat: the links to codes and classes.
func (b *book) prepare() {
	b.noteKeywords()
	b.links = map[int]CodeLink{}
	for _, code := range b.site.catalog.Codes {
		b.links[code.Number] = b.newCodeLink(code)
	}
	for _, class := range b.site.catalog.Classes {
		id := "class." + class.String()
		view := ClassView{
			ClassLink: ClassLink{
				Class: class.String(), Digit: class.Digit, Href: b.href(class.String()), Names: b.texts(id + ".name"),
			},
			Summaries: b.texts(id + ".summary"),
		}
		for _, code := range class.Codes {
			if code.Registered() {
				view.Codes = append(view.Codes, b.codeLink(code))
			} else {
				view.Others = append(view.Others, b.codeLink(code))
			}
		}
		b.classes = append(b.classes, view)
	}
}

func (b *book) newCodeLink(code *catalog.Code) CodeLink {
	link := CodeLink{
		Code: code.String(), Digit: code.Class(), Href: b.href(code.String()), Protocol: code.Protocol,
		Phrase: b.text("en", code.Phrase), Names: b.texts("code." + code.String() + ".name"), Summaries: b.summaries(code),
	}
	switch {
	case code.Registration != catalog.Registered:
		link.Mark = b.say("mark." + string(code.Registration))
	case code.Protocol != "":
		link.Mark = b.say("mark." + code.Protocol)
	}
	return link
}

func (b *book) codeLink(code *catalog.Code) CodeLink { return b.links[code.Number] }

// classOf returns the class of a number from 100 to 599.
func (b *book) classOf(number int) ClassView { return b.classes[number/100-1] }

func (b *book) codeLinkOrNil(code *catalog.Code) *CodeLink {
	if code == nil {
		return nil
	}
	link := b.codeLink(code)
	return &link
}

// guidesAtHome is how many guides the first page names; a page of their own has all.
const guidesAtHome = 20

func (b *book) home() *HomePage {
	page := &HomePage{
		Layout: b.layout("", b.say("home.title"), b.say("home.abstract"), true),
		Count:  len(b.site.catalog.Codes),
	}
	for _, class := range b.classes {
		class.Codes, class.Others = leading(class.Codes), leading(class.Others)
		page.List = append(page.List, class)
	}
	for _, guide := range b.site.catalog.Guides[:min(guidesAtHome, len(b.site.catalog.Guides))] {
		page.GuideLinks = append(page.GuideLinks, b.pageLink(guide, "guides/"))
	}
	for _, code := range b.site.catalog.Codes {
		if code.Popular {
			page.Wanted = append(page.Wanted, b.codeLink(code))
		}
		if code.Class() == 0 {
			page.Outside = append(page.Outside, b.codeLink(code))
		}
	}
	page.Outside = leading(page.Outside)
	page.unfold(b)
	return page
}

// leading keeps the summary that leads. With two languages side by side the home
// page then reads as the document that the book began from, each code in the
// language in which it stands there.
func leading(codes []CodeLink) []CodeLink {
	brief := slices.Clone(codes)
	for i := range brief {
		brief[i].Summaries = brief[i].Summaries[:1]
	}
	return brief
}

func (b *book) code(code *catalog.Code) *CodePage {
	id := "code." + code.String()
	title := b.say("code.title", "Code", code.String(), "Phrase", code.Phrase, "Name", b.say(id+".name"))
	page := &CodePage{
		Layout:   b.layout(code.String(), title, b.say(id+".summary"), true),
		CodeLink: b.codeLink(code), Registered: code.Registered(),
		Registration: b.say("registration." + string(code.Registration)),
		Expires:      code.Expires, Caching: b.say("caching." + string(code.Caching)),
		HasContent: code.Content == "allowed", Former: code.Former, Constants: constants(code.Constants),
	}
	if code.Class() > 0 {
		class := b.classOf(code.Number)
		page.Class, page.Siblings = &class.ClassLink, class.Codes
	}
	if code.Spec.Document != "" {
		spec := specView(code.Spec)
		page.Spec = &spec
	}
	if code.Method != "" {
		page.Method = b.say("method." + string(code.Method))
	}
	if code.Retry != "" {
		page.Retry = b.say("retry." + string(code.Retry))
	}
	for _, owner := range code.Owners {
		page.Owners = append(page.Owners, b.owner(id, owner))
	}
	if code.Protocol != "" {
		page.ProtocolName = b.say("mark." + code.Protocol)
	}
	if code.Source != nil {
		page.SourceTitle = code.Source.Title
	}
	for _, field := range code.Fields {
		view := FieldView{
			Name: field.Name, Level: string(field.Level), Request: field.In == "request",
			Notes: b.texts(id + ".field." + field.Name), Spec: specView(field.Spec),
		}
		if field.Conditional {
			view.Holds = b.say("fields.conditional")
		}
		page.Fields = append(page.Fields, view)
	}
	for _, number := range code.Related {
		if related := b.site.catalog.Code(number); related != nil {
			page.Related = append(page.Related, b.codeLink(related))
		}
	}
	before, after := b.site.catalog.Around(code.Number)
	page.Previous, page.Next = b.codeLinkOrNil(before), b.codeLinkOrNil(after)
	page.BriefCaching = b.say("brief-caching." + string(code.Caching))
	page.Sections = b.codeSections(code, page)
	for _, section := range page.Sections {
		if slices.Contains(doors, section.ID) {
			page.Doors = append(page.Doors, section)
			b.say("door." + section.ID)
		}
	}
	page.tell(b, "codes/"+code.String(), code.Prose, code.Notes)
	page.LinkTo = b.linkTo(b.linked(page.Code, code.Phrase))
	page.unfold(b, code.Phrase)
	return page
}

// doors are the sections that lead in: I send it, I received it, show me.
var doors = []string{"when-to-send", "when-you-receive-it", "example"}

func (b *book) owner(id string, owner catalog.Owner) OwnerView {
	view := OwnerView{
		Name: owner.Name, Phrase: b.text(cmp.Or(owner.Language, "en"), owner.Phrase), Reaches: b.say("reaches." + string(owner.Reaches)),
		Notes: b.texts(id + ".owner." + owner.ID), Source: owner.Source, Verified: owner.Verified,
	}
	if address, err := url.Parse(owner.Source); err == nil {
		view.Host = address.Host
	}
	return view
}

// constants writes each name as it stands in code.
func constants(c catalog.Constants) []ConstantView {
	dotnet := "HttpStatusCode."
	if strings.HasPrefix(c.Dotnet, "Status") {
		dotnet = "StatusCodes."
	}
	node := ""
	if c.Node != "" {
		node = "'" + c.Node + "'"
	}
	var views []ConstantView
	for _, v := range []struct{ key, where, prefix, name string }{
		{"go", "Go net/http", "http.", c.Go},
		{"python", "Python http", "HTTPStatus.", c.Python},
		{"node", "Node.js http.STATUS_CODES", "", node},
		{"spring", "Java Spring", "HttpStatus.", c.Spring},
		{"dotnet", "C# .NET", dotnet, c.Dotnet},
		{"symfony", "PHP Symfony", "Response::", c.Symfony},
		{"rack", "Ruby Rack, Rails", "", c.Rack},
		{"rust", "Rust http", "StatusCode::", c.Rust},
		{"ktor", "Kotlin Ktor", "HttpStatusCode.", c.Ktor},
		{"plug", "Elixir Plug", "", c.Plug},
	} {
		if v.name != "" {
			views = append(views, ConstantView{v.key, v.where, v.prefix + v.name})
		}
	}
	return views
}

// codeSections lists the sections of a code page. They are the same in every
// edition, those included that lack the prose of one.
func (b *book) codeSections(code *catalog.Code, page *CodePage) []SectionView {
	var views []SectionView
	for _, id := range catalog.SectionIDs {
		if !code.HasSection(id) {
			continue
		}
		views = append(views, SectionView{ID: id, Titles: b.texts("section." + id), Bodies: b.bodies(code.Prose, id), Others: b.others(page.Layout, id)})
	}
	return views
}

// others are links to a section of this page in the other editions.
func (b *book) others(l Layout, id string) []Switch {
	var others []Switch
	for _, s := range l.Editions {
		if !s.Current {
			s.Href += "#" + id
			others = append(others, s)
		}
	}
	return others
}

// stale reports whether a translation that this edition shows is older than its
// original.
func (b *book) stale(prose map[string]*catalog.Prose) bool {
	return slices.ContainsFunc(b.edition.Languages, func(language string) bool {
		return prose[language] != nil && prose[language].Stale
	})
}

// sections renders all sections of prose that carry titles of their own.
func (b *book) sections(prose map[string]*catalog.Prose, l Layout) []SectionView {
	languages := b.speaking(prose)
	if len(languages) == 0 {
		return nil
	}
	var views []SectionView
	for _, section := range prose[languages[0]].Sections {
		if section.ID == "" {
			continue
		}
		view := SectionView{ID: section.ID, Bodies: b.bodies(prose, section.ID), Others: b.others(l, section.ID)}
		for _, language := range languages {
			if same, ok := prose[language].Section(section.ID); ok {
				view.Titles = append(view.Titles, b.text(language, same.Title))
			}
		}
		views = append(views, view)
	}
	return views
}

func (b *book) class(class *catalog.Class) *ClassPage {
	id := "class." + class.String()
	title := b.say("class.title", "Class", class.String(), "Name", b.say(id+".name"))
	page := &ClassPage{
		Layout: b.layout(class.String(), title, b.say(id+".summary"), true),
		View:   b.classes[class.Digit-1], Intro: b.bodies(class.Prose, ""),
	}
	page.Sections = b.sections(class.Prose, page.Layout)
	page.tell(b, "classes/"+class.String(), class.Prose, class.Notes)
	page.LinkTo = b.linkTo(b.linked(class.String(), b.say(id+".name")))
	page.unfold(b)
	if class.Digit > 1 {
		page.Previous = &b.classes[class.Digit-2].ClassLink
	}
	if class.Digit < len(b.classes) {
		page.Next = &b.classes[class.Digit].ClassLink
	}
	return page
}

func (b *book) prose(p string, from *catalog.Page) *ProsePage {
	page := &ProsePage{Intro: b.bodies(from.Prose, "")}
	title := ""
	for _, language := range b.speaking(from.Prose) {
		page.Headings = append(page.Headings, b.text(language, from.Prose[language].Title))
		title = cmp.Or(title, from.Prose[language].Title)
	}
	page.Layout = b.layout(p, b.say("page.title", "Title", title), title, true)
	page.Sections = b.sections(from.Prose, page.Layout)
	folder := p
	if !strings.HasPrefix(p, "guides/") {
		folder = "pages/" + p
	}
	page.tell(b, folder, from.Prose, from.Notes)
	page.unfold(b, p, title, strings.HasPrefix(p, "guides/"))
	return page
}
