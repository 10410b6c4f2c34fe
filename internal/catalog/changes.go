package catalog

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/tomlfile"
)

// changesFile is a table for each change, by an id that is never changed.
const changesFile = "content/changes.toml"

// Change is an entry in the list of what has changed in the book.
type Change struct {
	ID    string            `toml:"-"`
	Date  string            `toml:"date"`  // year-month-day
	Codes []int             `toml:"codes"` // that it is about; none for the whole book
	Title map[string]string `toml:"title"` // by language tag
	Text  map[string]string `toml:"text"`

	keys tomlfile.Keys
}

// Problem makes a problem at the place of a key of the change.
func (c *Change) Problem(key, format string, args ...any) problem.Problem {
	return c.keys.Problem(c.ID+"."+key, format, args...)
}

// About reports whether a change is about a code, or about the whole book.
func (c *Change) About(number int) bool {
	return len(c.Codes) == 0 || slices.Contains(c.Codes, number)
}

// loadChanges reads the list of changes, the newest first.
func loadChanges(tree *layer.Tree) ([]*Change, problem.List) {
	file, ok := tree.Read(changesFile)
	if !ok {
		return nil, nil
	}
	var table map[string]*Change
	keys, problems := tomlfile.Decode(file, &table)
	var changes []*Change
	for _, id := range slices.Sorted(maps.Keys(table)) {
		change := table[id]
		if change == nil {
			continue
		}
		change.ID, change.keys = id, keys
		if !termID.MatchString(id) {
			problems = append(problems, keys.Problem(id, "change %q: an id has small letters, digits and single hyphens", id))
		}
		changes = append(changes, change)
	}
	slices.SortStableFunc(changes, func(a, b *Change) int { return cmp.Compare(b.Date, a.Date) })
	return changes, problems
}

// NewestChange is the date of the newest change of a book, empty if it lists none.
func NewestChange(tree *layer.Tree) string {
	changes, _ := loadChanges(tree)
	if len(changes) == 0 {
		return ""
	}
	return changes[0].Date
}

// checkChanges demands of each change a date, words, and codes that are there.
func (c *Catalog) checkChanges() problem.List {
	var list problem.List
	for _, change := range c.Changes {
		if _, err := time.Parse(time.DateOnly, change.Date); err != nil {
			list = append(list, change.Problem("date", "date is %q: it must be as 2006-01-02", change.Date))
		}
		if len(change.Title) == 0 {
			list = append(list, change.Problem("title", "change %s has no title: write title.en = \"…\"", change.ID))
		}
		for _, language := range slices.Sorted(maps.Keys(change.Title)) {
			if change.Title[language] == "" || change.Text[language] == "" {
				list = append(list, change.Problem("title."+language, "change %s needs title and text in %s", change.ID, language))
			}
		}
		for _, number := range change.Codes {
			if c.Code(number) == nil {
				list = append(list, change.Problem("codes", "code %s is not in the book", Digits(number)))
			}
		}
	}
	return list
}
