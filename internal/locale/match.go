package locale

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// maxAcceptLanguage is how much of an Accept-Language field is read, in bytes.
// Nobody's list of languages is longer, and parsing costs more than linear time
// (CVE-2022-32149).
const maxAcceptLanguage = 512

// prepareMatcher readies the editions of one language for x/text. An edition of
// several languages is only ever chosen by name.
func (s *Set) prepareMatcher() {
	s.matchable = nil
	var tags []language.Tag
	for _, e := range s.Editions {
		if !e.Multilingual() {
			s.matchable = append(s.matchable, e)
			tags = append(tags, language.Make(e.Tag))
		}
	}
	s.matcher = language.NewMatcher(tags)
}

// Choose picks the edition for a request that names none: the remembered
// choice if it is an edition, else the best of Accept-Language (RFC 9110,
// section 12.5.4), else the default.
//
// The languages are tried one at a time, in the reader's order. Matching the
// whole list at once would give `zh-CN,zh;q=0.9,en;q=0.8` the English edition,
// since x/text holds English for a closer match than Traditional for Simplified
// Chinese; a reader who asks for any Chinese first is better served by Chinese.
func (s *Set) Choose(remembered, acceptLanguage string) *Edition {
	if e := s.Get(remembered); e != nil && slices.Contains(s.Editions, e) {
		return e
	}
	for _, tag := range preferences(acceptLanguage) {
		if e := s.suited(tag); e != nil {
			return e
		}
	}
	return s.Default
}

// maxTag is the length of the longest language tag that is taken seriously
// (RFC 5646, section 4.4.1).
const maxTag = 35

// Match returns the edition that a language tag names, in any case, or else the
// one that suits it; nil if there is none.
func (s *Set) Match(name string) *Edition {
	for _, e := range s.Editions {
		if strings.EqualFold(e.Tag, name) {
			return e
		}
	}
	if len(name) > maxTag {
		return nil
	}
	tag, err := language.Parse(name)
	if err != nil || tag == language.Und {
		return nil
	}
	return s.suited(tag)
}

// suited returns the edition for readers of a language, or nil.
func (s *Set) suited(tag language.Tag) *Edition {
	for _, e := range s.matchable {
		if sameBase(tag, language.Make(e.Tag)) && !s.closer(tag, e) {
			return e
		}
	}
	if _, i, confidence := s.matcher.Match(tag); confidence >= language.High {
		return s.matchable[i]
	}
	return nil
}

// closer reports whether x/text knows a better edition of the same base language
// for tag than e, where a book has, say, both zh-TW and zh-CN.
func (s *Set) closer(tag language.Tag, e *Edition) bool {
	_, i, confidence := s.matcher.Match(tag)
	best := s.matchable[i]
	return confidence > language.No && best != e && sameBase(tag, language.Make(best.Tag))
}

func sameBase(a, b language.Tag) bool {
	x, _ := a.Base()
	y, _ := b.Base()
	return x == y
}

// preferences reads the field leniently: an entry that makes no sense is passed
// over, the others count. Wildcards name no language and are passed over too.
func preferences(field string) []language.Tag {
	type entry struct {
		tag language.Tag
		q   float64
	}
	if len(field) > maxAcceptLanguage {
		field = field[:maxAcceptLanguage]
		field = field[:max(strings.LastIndexByte(field, ','), 0)]
	}
	var entries []entry
	for part := range strings.SplitSeq(field, ",") {
		name, parameter, weighted := strings.Cut(part, ";")
		tag, err := language.Parse(strings.TrimSpace(name))
		if err != nil || tag == language.Und {
			continue
		}
		q := 1.0
		if weighted {
			_, value, _ := strings.Cut(parameter, "=")
			if q, err = strconv.ParseFloat(strings.TrimSpace(value), 64); err != nil || !(q > 0 && q <= 1) {
				continue
			}
		}
		entries = append(entries, entry{tag, q})
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		switch {
		case a.q > b.q:
			return -1
		case a.q < b.q:
			return 1
		}
		return 0
	})
	tags := make([]language.Tag, len(entries))
	for i, e := range entries {
		tags[i] = e.tag
	}
	return tags
}
