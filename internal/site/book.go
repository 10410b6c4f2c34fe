package site

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"text/template/parse"

	"statusbook/internal/catalog"
	"statusbook/internal/layer"
	"statusbook/internal/locale"
	"statusbook/internal/problem"
)

// book renders the pages of one edition.
type book struct {
	site      *Site
	edition   *locale.Edition
	templates map[string]*template.Template
	writers   map[string]*catalog.Writer // by the language of the prose
	usage     *usage
	furniture HouseView
	links     map[int]CodeLink         // to each code
	classes   []ClassView              // in order
	sheets    map[string]func() *sheet // pages as Markdown, by their path inside the edition
	failures  *[]error                 // while building: what messages could not be said
	steps     atomic.Int64             // that templates of an overlay took for the page that is being made
}

// result is one edition, built.
type result struct {
	book          *book
	pages         map[string]*Representation
	faults        map[int]*Representation
	programFaults map[int]*Representation
	problems      problem.List
}

// pageTemplates are the kinds of pages, by the name of their template.
var pageTemplates = []string{"home", "code", "class", "prose", "guides", "glossary", "print", "unassigned", "search", "notfound", "fault", "search-static", "embed"}

func (s *Site) renderEdition(tree *layer.Tree, e *locale.Edition, assets map[string]string, used *usage) result {
	var failures []error
	b := &book{
		site: s, edition: e, usage: used, failures: &failures,
		templates: map[string]*template.Template{}, writers: map[string]*catalog.Writer{},
	}
	r := result{pages: map[string]*Representation{}, faults: map[int]*Representation{}}
	r.problems = b.parse(tree, assets)
	if len(r.problems) > 0 {
		return r
	}
	keep := func(path string, rep *Representation) {
		if rep != nil { // what went wrong has been noted
			r.pages[path] = rep
		}
	}
	add := func(p, name string, view any) { keep(b.path(p), b.render(name, view, cachePage)) }
	b.vocabulary()
	b.furniture = b.furnishing(assets)
	b.say("house.note", "Name", "")
	b.say("house.untranslated", "Language", "")
	b.prepare()
	add("", "home", b.home())
	r.pages[b.path("manifest.webmanifest")] = b.manifest(assets)
	r.pages[b.path("opensearch.xml")] = b.openSearch()
	var codes []*CodePage
	for _, code := range s.catalog.Codes {
		page := b.code(code)
		add(code.String(), "code", page)
		codes = append(codes, page)
		keep(b.embedPath(code.String()), b.embedCode(code))
	}
	var classes []*ClassPage
	for _, class := range s.catalog.Classes {
		page := b.class(class)
		add(class.String(), "class", page)
		classes = append(classes, page)
		keep(b.embedPath(class.String()), b.embedClass(class))
	}
	add("print", "print", b.print(classes, codes))
	maps.Copy(r.pages, b.pictures())
	for _, page := range s.catalog.Pages {
		add(page.Slug, "prose", b.prose(page.Slug, page))
	}
	for _, guide := range s.catalog.Guides {
		add("guides/"+guide.Slug, "prose", b.guide(guide))
	}
	if len(s.catalog.Guides) > 0 {
		add("guides/", "guides", b.guides())
	}
	if len(s.catalog.Terms) > 0 {
		add("glossary", "glossary", b.glossary())
	}
	for _, status := range faults {
		r.faults[status] = b.render("fault", b.fault(status), CacheNone)
	}
	b.addSheets(r.pages)
	b.addLists(r.pages)
	r.programFaults = b.programFaults()
	b.sampleProblems()

	// What is made per request is made once now, to see that it can be.
	for _, number := range []int{1, 188, 588, 900} {
		b.render("unassigned", b.unassigned(number), cachePage)
	}
	b.render("search", b.searchPage(""), cacheSearch)
	b.render("search", b.sampleSearch(), cacheSearch)
	b.render("notfound", b.notFound("/4040"), CacheNone)
	b.standaloneSearch()
	b.say("notfound.itself") // in an export
	b.say("fault.406.lead")
	b.say("badge.unknown")
	b.say("badge.invalid")

	for _, err := range failures {
		r.problems = append(r.problems, asProblem(err, e.Tag))
	}
	b.failures = nil
	r.book = b
	return r
}

// vocabulary says every word that a fact can ask for, so that an edition which
// lacks one is found even if no code of today needs it.
func (b *book) vocabulary() {
	for _, id := range catalog.SectionIDs {
		b.say("section." + id)
	}
	for _, id := range catalog.Vocabulary() {
		b.say(id)
	}
}

// parse reads layout, partials and each page's template. They are parsed anew
// for each edition and page, because html/template cannot be cloned once it has
// been executed, and so that no page can change another's definitions.
func (b *book) parse(tree *layer.Tree, assets map[string]string) problem.List {
	funcs := b.funcs(assets)
	shared := append(tree.Glob("templates/*.html"), tree.Glob("templates/partials/*.html")...)
	for _, name := range pageTemplates {
		page, ok := tree.Read("templates/pages/" + name + ".html")
		if !ok {
			return problem.List{problem.In("templates/pages/"+name+".html", "the template is missing")}
		}
		t := template.New(name).Funcs(funcs)
		for _, file := range append(slices.Clone(shared), page) {
			if _, err := t.New(file.Origin).Parse(string(file.Data)); err != nil {
				return problem.List{templateProblem(err, file.Origin)}
			}
			if !file.Overlaid() {
				continue
			}
			if err := limitSteps(t.Templates(), file.Origin); err != nil {
				return problem.List{templateProblem(err, file.Origin)}
			}
		}
		if t.Lookup("layout") == nil {
			return problem.List{problem.In("templates/layout.html", `must define "layout"`)}
		}
		b.templates[name] = t
		for _, defined := range t.Templates() {
			if defined.Tree != nil {
				b.noteMessages(defined.Tree.Root)
			}
		}
	}
	return nil
}

// noteMessages finds the messages that a template names, those behind conditions
// that no page of today meets included.
func (b *book) noteMessages(node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				b.noteMessages(child)
			}
		}
	case *parse.ActionNode:
		b.noteMessages(n.Pipe)
	case *parse.IfNode:
		b.noteBranch(&n.BranchNode)
	case *parse.RangeNode:
		b.noteBranch(&n.BranchNode)
	case *parse.WithNode:
		b.noteBranch(&n.BranchNode)
	case *parse.TemplateNode:
		b.noteMessages(n.Pipe)
	case *parse.PipeNode:
		if n != nil {
			for _, command := range n.Cmds {
				b.noteMessages(command)
			}
		}
	case *parse.CommandNode:
		for i, arg := range n.Args {
			if id, ok := arg.(*parse.StringNode); ok && i == 1 && n.Args[0].String() == "t" {
				b.usage.note(id.Text)
			}
			b.noteMessages(arg)
		}
	}
}

func (b *book) noteBranch(n *parse.BranchNode) {
	b.noteMessages(n.Pipe)
	b.noteMessages(n.List)
	b.noteMessages(n.ElseList)
}

// funcs are the functions of templates: t says a message, asset gives the
// address of a static file, path that of a page of this edition; step is for
// limitSteps.
func (b *book) funcs(assets map[string]string) template.FuncMap {
	return template.FuncMap{
		"t": func(id string, data ...any) (string, error) {
			b.usage.note(id)
			return b.edition.Message(id, data...)
		},
		"asset": func(name string) (string, error) {
			if p, ok := assets[name]; ok {
				return b.site.Link(p), nil
			}
			return "", fmt.Errorf("there is no asset static/%s", name)
		},
		"path": func(p string) string { return b.href(p) },
		"step": b.step,
	}
}

// render executes a template into a representation. A failure is noted and
// gives nil; nothing half made leaves this function.
func (b *book) render(name string, view any, cacheControl string) *Representation {
	var out page
	b.steps.Store(0)
	if err := b.templates[name].ExecuteTemplate(&out, "layout", view); err != nil {
		b.fail(b.placed(name, err))
		return nil
	}
	rep := &Representation{
		MediaType: "text/html; charset=utf-8", Language: b.edition.Lang(),
		CacheControl: cacheControl, Modified: b.site.built,
	}
	if v, ok := view.(interface{ hidden() bool }); ok {
		rep.NoIndex = v.hidden()
	}
	return rep.with(tidy(out.Bytes()))
}

// placed gives an error of execution its place where it comes without one, or
// names a definition instead of a file.
func (b *book) placed(name string, err error) error {
	file, line, what := "templates/pages/"+name+".html", 1, err.Error()
	var unsafe *template.Error // from escaping
	switch {
	case errors.As(err, &unsafe):
		what = unsafe.Description
		if defined := b.templates[name].Lookup(unsafe.Name); unsafe.Line > 0 && defined != nil && defined.Tree != nil {
			file, line = defined.Tree.ParseName, unsafe.Line
		}
	case !errors.Is(err, errPageTooLarge):
		return err
	}
	return fmt.Errorf("template: %s:%d: %s", file, line, what)
}

func (l Layout) hidden() bool { return l.NoIndex }

// maxPage ends a template of an overlay that would never end by itself.
const maxPage = 32 << 20

var errPageTooLarge = fmt.Errorf("the page is larger than %d bytes", maxPage)

// page is a buffer that takes a page of up to maxPage bytes.
type page struct{ bytes.Buffer }

func (p *page) Write(data []byte) (int, error) {
	if p.Len()+len(data) > maxPage {
		return 0, errPageTooLarge
	}
	return p.Buffer.Write(data)
}

var blankLines = regexp.MustCompile(`\n\s*\n`)

// tidy removes the empty lines that template actions leave, outside of <pre>.
func tidy(page []byte) []byte {
	parts := bytes.Split(page, []byte("<pre"))
	for i, part := range parts {
		tail := part
		var head []byte
		if i > 0 {
			if end := bytes.Index(part, []byte("</pre>")); end >= 0 {
				head, tail = part[:end], part[end:]
			}
		}
		parts[i] = append(slices.Clone(head), blankLines.ReplaceAll(tail, []byte("\n"))...)
	}
	return bytes.TrimSpace(bytes.Join(parts, []byte("<pre")))
}

func (b *book) fail(err error) {
	if b.failures != nil {
		*b.failures = append(*b.failures, err)
	}
}

// say says a message of the interface.
func (b *book) say(id string, data ...any) string { return b.sayIn(b.edition, id, data...) }

func (b *book) sayIn(e *locale.Edition, id string, data ...any) string {
	b.usage.note(id)
	said, err := e.Message(id, data...)
	if err != nil {
		b.fail(err)
	}
	return said
}

// texts says a message in each language of the edition.
func (b *book) texts(id string) []Text { return b.asTexts(b.lines(id)) }

func (b *book) text(language, line string) Text {
	return Text{b.foreign(language), catalog.Inline(line)}
}

// foreign is the value of lang for a run of text, empty where the page has it.
func (b *book) foreign(language string) string {
	if language == b.edition.Lang() {
		return ""
	}
	return language
}

// summaries says a code's summary.
func (b *book) summaries(code *catalog.Code) []Text { return b.asTexts(b.summaryLines(code)) }

// path is the address of a page of this edition inside the book.
func (b *book) path(p string) string { return "/" + b.edition.Tag + "/" + p }

// href is the same as a link.
func (b *book) href(p string) string { return b.site.Link(b.path(p)) }

// resolve gives a link in prose its address in this edition.
func (b *book) resolve(ref catalog.Ref, language string) catalog.Target {
	fragment := ""
	if ref.Fragment != "" {
		fragment = "#" + ref.Fragment
	}
	titled := func(pages []*catalog.Page, prefix string) catalog.Target {
		target := catalog.Target{Href: b.href(prefix+ref.Slug) + fragment, Text: ref.Slug}
		for _, page := range pages {
			if prose := page.Prose[language]; page.Slug == ref.Slug && prose != nil {
				target.Text = prose.Title
			}
		}
		return target
	}
	switch ref.Kind {
	case catalog.RefCode:
		number := catalog.Digits(ref.Number)
		return catalog.Target{Href: b.href(number) + fragment, Text: number}
	case catalog.RefClass:
		class := strconv.Itoa(ref.Number) + "xx"
		return catalog.Target{Href: b.href(class) + fragment, Text: class}
	case catalog.RefGuide:
		return titled(b.site.catalog.Guides, "guides/")
	case catalog.RefPage:
		return titled(b.site.catalog.Pages, "")
	default:
		spec := specView(ref.Spec)
		return catalog.Target{Href: spec.Href, Text: spec.Label}
	}
}

// term leads to the glossary, and names the term in another language.
func (b *book) term(id, language string) catalog.Target {
	target := catalog.Target{Href: b.href("glossary") + "#" + id}
	for _, term := range b.site.catalog.Terms {
		if term.ID != id {
			continue
		}
		for _, other := range b.site.Editions.Required() {
			if word := term.Words[other].Term; other != language && word != term.Words[language].Term {
				target.Text = word
				break
			}
		}
	}
	return target
}

// rfcRoot begins the addresses of RFCs.
const rfcRoot = "https://www.rfc-editor.org/rfc/rfc"

// specView labels a section of a specification and finds it on the web.
func specView(spec catalog.Spec) SpecView {
	v := SpecView{Label: spec.Document}
	if number, ok := strings.CutPrefix(spec.Document, "RFC "); ok {
		v.Href = rfcRoot + number + ".html"
	} else {
		v.Href = "https://datatracker.ietf.org/doc/html/" + spec.Document
	}
	if spec.Section != "" {
		anchor := "section-"
		if first := spec.Section[0]; first >= 'A' && first <= 'Z' {
			anchor = "appendix-"
		}
		v.Label += " §" + spec.Section
		v.Href += "#" + anchor + spec.Section
	}
	return v
}

var templatePlace = regexp.MustCompile(`^(?:html/)?template: ?([^:]+):(\d+)(?::(\d+))?:? ?(.*)$`)

func templateProblem(err error, file string) problem.Problem {
	m := templatePlace.FindStringSubmatch(strings.ReplaceAll(err.Error(), "\n", " "))
	if m == nil {
		return problem.In(file, "%v", err)
	}
	line, _ := strconv.Atoi(m[2])
	column, _ := strconv.Atoi(cmp.Or(m[3], "0"))
	return problem.At(m[1], line, column+1, "%s", m[4])
}

// asProblem places an error from rendering: in the template, if it names one,
// else in the locale file of the edition.
func asProblem(err error, tag string) problem.Problem {
	if templatePlace.MatchString(strings.ReplaceAll(err.Error(), "\n", " ")) {
		return templateProblem(err, "")
	}
	return problem.In(path.Join("locales", "active."+tag+".toml"), "%v", err)
}
