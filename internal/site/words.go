package site

import (
	"slices"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
	"statusbook/internal/problem"
)

// checkWords says which words the facts of a code need that no language has, at
// the facts themselves: a host who adds a code forgets them first. For the rest of
// the book to be tried, each is then said by its own id.
func checkWords(knowledge *catalog.Catalog, editions *locale.Set) problem.List {
	var problems problem.List
	need := func(code *catalog.Code, key, id string) {
		id = "code." + code.String() + "." + id
		if slices.ContainsFunc(editions.Tags(), func(tag string) bool { return editions.Get(tag).Has(id) }) {
			return
		}
		problems = append(problems, code.Problem(key, "message %s is missing: write it in locales/active.%s.toml, and in the other languages", id, editions.Default.Tag))
		for _, e := range editions.Editions {
			e.Replace(id, id)
		}
		for _, tag := range editions.Tags() { // those that an edition of several borrows from, too
			editions.Get(tag).Replace(id, id)
		}
	}
	for _, code := range knowledge.Codes {
		need(code, "phrase", "name")
		need(code, "phrase", "summary")
		for _, field := range code.Fields {
			need(code, "fields", "field."+field.Name)
		}
		for _, owner := range code.Owners {
			need(code, "owners", "owner."+owner.ID)
		}
	}
	return problems
}
