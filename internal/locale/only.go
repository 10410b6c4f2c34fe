package locale

import (
	"fmt"
	"slices"
	"strings"
)

// Only hides all editions but those of some tags. What a hidden one says can
// still be asked for, since an edition of several languages borrows it. If the
// default edition is hidden, the first that is left takes its place. Without tags
// nothing is hidden.
func (s *Set) Only(tags []string) error {
	if len(tags) == 0 {
		return nil
	}
	for _, tag := range tags {
		if s.Get(tag) == nil {
			return fmt.Errorf("there is no edition %q: choose among %s", tag, strings.Join(s.Tags(), ", "))
		}
	}
	all := s.all()
	chosen := func(e *Edition) bool { return slices.Contains(tags, e.Tag) }
	s.hidden = slices.DeleteFunc(slices.Clone(all), chosen)
	s.Editions = slices.DeleteFunc(slices.Clone(all), func(e *Edition) bool { return !chosen(e) })
	if !chosen(s.Default) {
		s.Default = s.Editions[0]
	}
	s.prepareMatcher()
	return nil
}

// all lists the editions, hidden ones too.
func (s *Set) all() []*Edition { return slices.Concat(s.Editions, s.hidden) }
