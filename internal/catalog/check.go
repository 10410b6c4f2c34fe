package catalog

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"statusbook/internal/problem"
)

// check holds the catalog against itself: values within their lists, related
// codes and links that lead somewhere, prose in pairs.
func (c *Catalog) check() problem.List {
	var list problem.List
	for _, code := range c.Codes {
		list = append(list, c.checkFacts(code)...)
	}
	for _, prose := range c.allProse() {
		list = append(list, c.checkProse(prose)...)
	}
	return append(list, c.checkChanges()...)
}

func (c *Catalog) checkFacts(code *Code) problem.List {
	var list problem.List
	fault := func(key, format string, args ...any) {
		list = append(list, code.Problem(key, format, args...))
	}
	if code.Phrase == "" {
		fault("phrase", "phrase is missing")
	}
	oneOf(fault, "registration", code.Registration, registrations)
	oneOf(fault, "caching", code.Caching, cachings)
	oneOf(fault, "content", code.Content, []string{"allowed", "none"})
	if code.Protocol != "" {
		oneOf(fault, "protocol", code.Protocol, protocols)
	}
	if code.Source != nil {
		oneOf(fault, "source.language", code.Source.Language, []string{"en", "zh-TW", "none"})
	}
	if _, err := time.Parse(time.DateOnly, code.Expires); code.Registration == Temporary && err != nil {
		fault("expires", "expires is %q: a temporary registration needs a date as 2006-01-02", code.Expires)
	} else if code.Registration != Temporary && code.Expires != "" {
		fault("expires", "expires is set, but the registration is not temporary")
	}
	if code.Retry != "" {
		oneOf(fault, "retry", code.Retry, retries)
	}
	if code.Method != "" {
		oneOf(fault, "method", code.Method, methods)
	}
	if code.Registered() && code.Spec.Document == "" {
		fault("spec", "spec.document is missing")
	}
	if !code.Registered() && len(code.Owners) == 0 {
		fault("registration", "an unregistered code needs [[owners]]: who uses it?")
	}
	checkOwners(code, fault)
	seen := map[int]bool{}
	for _, number := range code.Related {
		switch {
		case number == code.Number:
			fault("related", "%d is related to itself", number)
		case c.Code(number) == nil:
			fault("related", "related code %d is not in the book", number)
		case seen[number]:
			fault("related", "related code %d is named twice", number)
		}
		seen[number] = true
	}
	names := map[string]bool{}
	for i, field := range code.Fields {
		entry := "fields." + strconv.Itoa(i)
		if field.Name == "" || names[field.Name] {
			fault(entry, "field %q has no name, or stands twice", field.Name)
		}
		names[field.Name] = true
		oneOf(fault, entry+".level", field.Level, levels)
		oneOf(fault, entry+".in", field.In, []string{"response", "request"})
		if field.Spec.Document == "" {
			fault(entry+".spec", "field %s has no spec", field.Name)
		}
	}
	return list
}

func checkOwners(code *Code, fault func(key, format string, args ...any)) {
	ids := map[string]bool{}
	for i, owner := range code.Owners {
		entry := "owners." + strconv.Itoa(i)
		if owner.ID == "" || owner.Name == "" || ids[owner.ID] {
			fault(entry, "owner %q has no id or no name, or its id stands twice", owner.ID)
		}
		ids[owner.ID] = true
		oneOf(fault, entry+".reaches", owner.Reaches, reaches)
		if !strings.HasPrefix(owner.Source, "https://") {
			fault(entry+".source", "owner %s has no source: give the https address where this is documented", owner.ID)
		}
	}
}

// oneOf demands that the value of a key is in its list.
// entryNumber is the part of a key that tells entries of a list apart; in a message
// the position does that.
var entryNumber = regexp.MustCompile(`\.\d+`)

func oneOf[T ~string](fault func(key, format string, args ...any), key string, value T, allowed []T) {
	if !slices.Contains(allowed, value) {
		fault(key, "%s is %q: it must be one of %v", entryNumber.ReplaceAllString(key, ""), value, allowed)
	}
}

// checkProse follows every link, and demands of each section that every
// language of the prose has it.
func (c *Catalog) checkProse(prose map[string]*Prose) problem.List {
	var list problem.List
	for _, language := range slices.Sorted(maps.Keys(prose)) {
		p := prose[language]
		if stale, ok := p.compare(prose); ok {
			list = append(list, stale)
		}
		for _, link := range p.links {
			if what := c.Dead(link.ref); what != "" {
				list = append(list, problem.At(p.file.Origin, link.line, link.column, "dead link [[%s]]: %s", link.ref.raw, what))
			}
		}
		for _, other := range slices.Sorted(maps.Keys(prose)) {
			for _, section := range p.Sections {
				if prose[other].section(section.ID) != nil {
					continue
				}
				what := "section " + strconv.Quote(section.ID)
				if section.ID == "" {
					what = "the introduction"
				}
				missing := problem.In(prose[other].file.Origin, "%s is missing: %s has it", what, p.file.Origin)
				missing.Warning = prose[other].file.Overlaid() || p.file.Overlaid()
				list = append(list, missing)
			}
		}
	}
	return list
}

// Dead says why a reference leads nowhere, or nothing.
func (c *Catalog) Dead(ref Ref) string {
	var prose map[string]*Prose
	switch ref.Kind {
	case RefUnknown:
		return "it must be such as 404, 4xx, guide:choose or page:about"
	case RefSpec:
		return ""
	case RefCode:
		code := c.Code(ref.Number)
		if code == nil {
			return "the code is not in the book"
		}
		if ref.Fragment == "" || code.HasSection(ref.Fragment) {
			return ""
		}
		prose = code.Prose
	case RefClass:
		prose = c.Classes[ref.Number-1].Prose
	case RefGuide:
		prose = pageProse(c.Guides, ref.Slug)
	case RefPage:
		prose = pageProse(c.Pages, ref.Slug)
	}
	if prose == nil {
		return "there is no such page"
	}
	if ref.Fragment != "" && !slices.ContainsFunc(slices.Collect(maps.Values(prose)), func(p *Prose) bool { return p.ids[ref.Fragment] }) {
		return "the page has no such section"
	}
	return ""
}

func pageProse(pages []*Page, slug string) map[string]*Prose {
	for _, page := range pages {
		if page.Slug == slug {
			return page.Prose
		}
	}
	return nil
}
