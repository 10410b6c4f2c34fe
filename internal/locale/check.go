package locale

import (
	"maps"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"statusbook/internal/problem"
)

// check holds the editions against the default one: each message is in every
// language, with the same placeholders.
func (s *Set) check() problem.List {
	var list problem.List
	for _, e := range s.Editions {
		for _, id := range slices.Sorted(maps.Keys(e.messages)) {
			m := e.messages[id]
			for _, form := range forms(m) {
				if strings.TrimSpace(form) == "" {
					list = append(list, e.problem(id, "message %s is blank", id))
				}
			}
			if len(forms(m)) == 0 || m.Other == "" {
				list = append(list, e.problem(id, "message %s is empty, or lacks the form `other`", id))
			}
		}
		if e == s.Default || e.Multilingual() {
			continue
		}
		list = append(list, s.compare(e)...)
	}
	return list
}

// compare holds one language against the default one. Beyond the languages
// that the book came with, what is missing is only a warning: the message is
// said in the default language until somebody translates it. So is what an overlay
// adds to one language alone.
func (s *Set) compare(e *Edition) problem.List {
	var list problem.List
	for _, id := range slices.Sorted(maps.Keys(s.Default.messages)) {
		if e.messages[id] != nil {
			if a, b := placeholders(s.Default.messages[id]), placeholders(e.messages[id]); !sameButCount(a, b) {
				list = append(list, e.problem(id, "message %s uses the placeholders %v: in %s it uses %v", id, b, s.Default.file.Origin, a))
			}
			continue
		}
		p := problem.In(e.file.Origin, "message %s is missing: %s has it", id, s.Default.file.Origin)
		p.Warning = e.file.Overlaid() || s.Default.sources[id].overlaid
		list = append(list, p)
	}
	for _, id := range slices.Sorted(maps.Keys(e.messages)) {
		if s.Default.messages[id] == nil {
			p := e.problem(id, "message %s is not in %s", id, s.Default.file.Origin)
			p.Warning = e.sources[id].overlaid
			list = append(list, p)
		}
	}
	return list
}

// sameButCount compares placeholders; a plural form may leave the number out
// ("one code").
func sameButCount(a, b []string) bool {
	without := func(names []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "Count" })
	}
	return slices.Equal(without(a), without(b))
}

// Unused returns a warning for each message that used does not name. A message
// that nothing says is dead weight for every translator, but a host whose own
// template says less than the book's has done nothing wrong.
func (s *Set) Unused(used map[string]bool) problem.List {
	var list problem.List
	for _, e := range s.Editions {
		for _, id := range slices.Sorted(maps.Keys(e.messages)) {
			if !used[id] && !strings.HasPrefix(id, "edition.") {
				p := e.problem(id, "message %s is not used", id)
				p.Warning = true
				list = append(list, p)
			}
		}
	}
	return list
}

// Execute says every message of every edition once, with its own placeholder
// names as values, and returns what failed: a fault in a message otherwise
// shows only to the reader who meets it.
func (s *Set) Execute() problem.List {
	var list problem.List
	for _, e := range s.Editions {
		for _, id := range slices.Sorted(maps.Keys(e.messages)) {
			for _, count := range []int{1, 2} {
				if _, err := e.Message(id, sample(e.messages[id], count)...); err != nil {
					list = append(list, e.problem(id, "%v", err))
				}
			}
		}
	}
	return list
}

// sample is data for a message: each placeholder gets its own name as its value,
// Count a number.
func sample(m *i18n.Message, count int) []any {
	names := placeholders(m)
	var data []any
	if len(forms(m)) > 1 || slices.Contains(names, "Count") {
		data = []any{"Count", count}
	}
	for _, name := range names {
		if name != "Count" {
			data = append(data, name, name)
		}
	}
	return data
}
