// Package locale is how the book says things: its editions, their messages, and
// which edition a reader gets.
//
// An edition is a file, locales/active.TAG.toml, in the format of go-i18n; a
// further language needs no Go. The table `edition` describes the edition itself:
//
//	[edition]
//	endonym = "English"        # the language's own name, for the switch
//	languages = "zh-TW en"     # only for an edition of several languages
//
// An edition of several languages (such as `mul`) borrows: its interface speaks
// the first of its languages, and a message that its own file lacks comes from
// that language's file. A file in an overlay adds to the one below it, message by
// message. This is the only package that knows go-i18n.
package locale

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/tomlfile"
)

// Edition is one language version of the book.
type Edition struct {
	Tag       string   // the path prefix, such as zh-TW, en or mul
	Endonym   string   // its name in its own language
	Languages []string // BCP 47 tags of its texts; the first is that of the interface

	localizer *i18n.Localizer
	plain     map[string]string        // what messages without data say, said once
	borrowed  map[string]string        // messages that it has from another language, and that language
	messages  map[string]*i18n.Message // its own, without those that it borrows
	sources   map[string]source        // of its messages
	file      layer.File               // the lowest of its files
}

// source is the file that a message comes from.
type source struct {
	keys     tomlfile.Keys
	overlaid bool
}

// problem makes a problem at the place of a message.
func (e *Edition) problem(id, format string, args ...any) problem.Problem {
	s, ok := e.sources[id]
	if !ok {
		return problem.In(e.file.Origin, format, args...)
	}
	return s.keys.Problem(id, format, args...)
}

// Lang is the language tag of the interface, as in the attribute lang.
func (e *Edition) Lang() string { return e.Languages[0] }

// Multilingual reports whether the edition sets languages side by side.
func (e *Edition) Multilingual() bool { return len(e.Languages) > 1 }

// Set is all editions of a book.
type Set struct {
	Editions []*Edition // the default first, then by tag, those of several languages last
	Default  *Edition

	hidden    []*Edition // see Only
	matcher   language.Matcher
	matchable []*Edition // in the order of the matcher's tags
}

// Get returns the edition of exactly that tag, or nil.
func (s *Set) Get(tag string) *Edition {
	for _, e := range s.all() {
		if e.Tag == tag {
			return e
		}
	}
	return nil
}

// Tags returns the tags of the editions of one language.
func (s *Set) Tags() []string {
	var tags []string
	for _, e := range s.all() {
		if !e.Multilingual() {
			tags = append(tags, e.Tag)
		}
	}
	return tags
}

// Required returns the tags of the languages that the book came with. All its
// prose is there in each of them; a language that a host adds may lack some.
func (s *Set) Required() []string {
	var tags []string
	for _, e := range s.all() {
		if !e.Multilingual() && !e.file.Overlaid() {
			tags = append(tags, e.Tag)
		}
	}
	return tags
}

// Load reads locales/ of a tree. defaultTag names the edition for readers who
// ask for nothing that there is. Without that edition there is no Set.
func Load(tree *layer.Tree, defaultTag string) (*Set, problem.List) {
	set := &Set{}
	var problems problem.List
	for _, file := range tree.Glob("locales/*") {
		e, found := read(tree.Versions(file.Name))
		problems = append(problems, found...)
		if e != nil {
			set.Editions = append(set.Editions, e)
		}
	}
	set.Default = set.Get(defaultTag)
	if set.Default == nil || set.Default.Multilingual() {
		if _, exists := tree.Read("locales/active." + defaultTag + ".toml"); exists && set.Default == nil {
			return nil, problems // what is wrong with it has been said
		}
		var tags []string
		for _, e := range set.Editions {
			if !e.Multilingual() {
				tags = append(tags, e.Tag)
			}
		}
		return nil, append(problems, problem.In("locales/active."+defaultTag+".toml",
			"the default edition %q is not there: choose one of %s", defaultTag, strings.Join(tags, ", ")))
	}
	slices.SortStableFunc(set.Editions, func(a, b *Edition) int { return rank(set, a) - rank(set, b) })
	set.Editions = slices.DeleteFunc(set.Editions, func(e *Edition) bool {
		found := set.bind(e)
		problems = append(problems, found...)
		return e.localizer == nil
	})
	set.prepareMatcher()
	return set, append(problems, set.check()...)
}

func rank(s *Set, e *Edition) int {
	switch {
	case e == s.Default:
		return 0
	case e.Multilingual():
		return 2
	}
	return 1
}

// read parses the files of one edition, of which each adds to those before. The
// name decides the tag, so a name that is not of the form is a problem rather
// than a guess.
func read(files []layer.File) (*Edition, problem.List) {
	lowest := files[0]
	tag, ok := strings.CutPrefix(path.Base(lowest.Name), "active.")
	tag, toml := strings.CutSuffix(tag, ".toml")
	if parsed, err := language.Parse(tag); !ok || !toml || err != nil || parsed.String() != tag {
		return nil, problem.List{problem.In(lowest.Origin, "the name must be active.TAG.toml with a language tag in its usual case, such as active.en.toml")}
	}
	e := &Edition{Tag: tag, Languages: []string{tag}, messages: map[string]*i18n.Message{}, sources: map[string]source{}, file: lowest}
	var problems problem.List
	for _, file := range files {
		found := e.add(file)
		problems = append(problems, found...)
		if len(found) > 0 && len(e.messages) == 0 {
			return nil, problems
		}
	}
	if m := e.messages["edition.languages"]; m != nil {
		e.Languages = strings.Fields(m.Other)
	}
	if m := e.messages["edition.endonym"]; m != nil {
		e.Endonym = m.Other
	}
	if e.Endonym == "" || len(e.Languages) == 0 {
		place := e.problem("edition.languages", "the table [edition] needs endonym, the language's own name")
		return nil, append(problems, place)
	}
	return e, problems
}

// add reads the messages of one file.
func (e *Edition) add(file layer.File) problem.List {
	var raw map[string]any
	keys, problems := tomlfile.Decode(file, &raw)
	if len(problems) > 0 {
		return problems
	}
	if len(raw) == 0 { // perhaps it is just being written
		return problem.List{problem.In(file.Origin, "is empty: write a message, or delete the file")}
	}
	parsed, err := i18n.ParseMessageFileBytes(file.Data, file.Name, map[string]i18n.UnmarshalFunc{
		"toml": func(_ []byte, v any) error { *v.(*any) = raw; return nil }, //nolint:forcetypeassert // go-i18n passes *any
	})
	if err != nil {
		return problem.List{problem.In(file.Origin, "%v", err)}
	}
	for _, m := range parsed.Messages {
		e.messages[m.ID], e.sources[m.ID] = m, source{keys, file.Overlaid()}
		if _, err := template.New("").Parse(strings.Join(forms(m), "")); err != nil {
			problems = append(problems, keys.Problem(m.ID, "message %s: %v", m.ID, err))
		}
	}
	return problems
}

// bind gives an edition its localizer, with the messages that it borrows.
func (s *Set) bind(e *Edition) problem.List {
	tag := language.Make(e.Lang())
	bundle := i18n.NewBundle(tag)
	var lenders []*Edition // the last has the last word
	for _, other := range slices.Backward(s.Editions) {
		if other != s.Default && !other.Multilingual() {
			lenders = append(lenders, other) // a message of an overlay may stand in one language alone
		}
	}
	lenders = append(lenders, s.Default, e)
	if e.Multilingual() {
		for _, language := range e.Languages {
			if lender := s.Get(language); lender == nil || lender.Multilingual() {
				return problem.List{e.problem("edition.languages", "language %q has no edition of its own", language)}
			}
		}
		lenders = append(lenders[:len(lenders)-1], s.Get(e.Lang()), e)
	}
	for _, lender := range lenders {
		for _, m := range lender.messages {
			if err := bundle.AddMessages(tag, m); err != nil {
				return problem.List{problem.In(e.file.Origin, "%v", err)}
			}
		}
	}
	e.localizer = i18n.NewLocalizer(bundle, tag.String())
	e.plain, e.borrowed = map[string]string{}, map[string]string{}
	for _, lender := range lenders {
		for id, m := range lender.messages {
			if delete(e.borrowed, id); lender.Lang() != e.Lang() {
				e.borrowed[id] = lender.Lang()
			}
			if len(placeholders(m)) > 0 || len(forms(m)) != 1 {
				continue
			}
			if said, err := e.Message(id); err == nil {
				e.plain[id] = said
			}
		}
	}
	return nil
}

// Replace makes the edition say something else for a message without data. Call it
// before the edition is used.
func (e *Edition) Replace(id, text string) { e.plain[id] = text }

// Has reports whether there is a message of that id in the edition's own file.
func (e *Edition) Has(id string) bool { return e.messages[id] != nil }

// LangOf is the language tag of the words in which the edition says a message: its
// own, unless the message is missing in it and comes from another.
func (e *Edition) LangOf(id string) string { return cmp.Or(e.borrowed[id], e.Lang()) }

// Message says the message id with data, pairs of a name and a value. The name
// Count also chooses the plural form. An id that no file has, or data that does
// not fit, is an error.
func (e *Edition) Message(id string, data ...any) (string, error) {
	if len(data)%2 != 0 {
		return "", fmt.Errorf("message %s: data comes in pairs of a name and a value", id)
	}
	if said, ok := e.plain[id]; ok && len(data) == 0 {
		return said, nil
	}
	config := i18n.LocalizeConfig{MessageID: id}
	if len(data) > 0 {
		values := map[string]any{}
		for i := 0; i < len(data); i += 2 {
			name, ok := data[i].(string)
			if !ok {
				return "", fmt.Errorf("message %s: %v is no name", id, data[i])
			}
			values[name] = data[i+1]
			if name == "Count" {
				config.PluralCount = data[i+1]
			}
		}
		config.TemplateData = values
	}
	said, err := e.localizer.Localize(&config)
	if err != nil {
		return "", fmt.Errorf("message %s in edition %s: %w", id, e.Tag, err)
	}
	if strings.Contains(said, noValue) && !mentions(data, noValue) {
		return "", fmt.Errorf("message %s in edition %s: a value is missing: %q", id, e.Tag, said)
	}
	return said, nil
}

// noValue is what a template writes for data that it was not given.
const noValue = "<no value>"

// mentions reports whether text stands in the data itself: a reader may search
// for whatever they like.
func mentions(data []any, text string) bool {
	return slices.ContainsFunc(data, func(d any) bool {
		s, ok := d.(string)
		return ok && strings.Contains(s, text)
	})
}

// forms returns the texts of a message, one for each plural form that it has.
func forms(m *i18n.Message) []string {
	return slices.DeleteFunc([]string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other}, func(s string) bool { return s == "" })
}

// placeholders returns the names that a message asks for, sorted.
func placeholders(m *i18n.Message) []string {
	var names []string
	for _, form := range forms(m) {
		if !strings.Contains(form, "{{") {
			continue // parsing costs more than all the rest of reading a file
		}
		t, err := template.New("").Parse(form)
		if err != nil {
			continue // a problem of its own
		}
		for _, node := range t.Root.Nodes {
			if action, ok := node.(*parse.ActionNode); ok {
				names = append(names, strings.TrimPrefix(action.Pipe.String(), "."))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
