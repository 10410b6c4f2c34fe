package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"statusbook/internal/site"
	"statusbook/internal/terminal"
)

const lookupUsage = `statusbook lookup: print a page of the book in the terminal

Usage: statusbook lookup [flags] words

The words are a status code, a class, a reason phrase, a constant, the slug of a
code, a guide or another page; or else words to search for.

  statusbook lookup 502
  statusbook lookup bad gateway
  statusbook lookup StatusTeapot
  statusbook lookup guides/choose
  statusbook lookup --lang en --json 404

Exit code: 0 if there was something to print, 1 if not, 2 if the command line is wrong.

Flags, each with its environment variable if it has one:
`

// lookupOptions lists the flags of lookup alone.
func (s *settings) lookupOptions() []option {
	return []option{
		{name: "lang", only: "lookup", help: "language `tag` of the edition, such as en, zh-TW or mul; else the language of LC_ALL, LC_MESSAGES or LANG, if there is an edition of it, else the default edition", set: func(v string) error {
			if v == "" {
				return errors.New("it must be a language tag")
			}
			s.lang = v
			return nil
		}},
		{name: "json", only: "lookup", toggle: true, help: "print the record of the page as JSON; addresses in it are those of --base-url, else of --addr", set: func(v string) error {
			s.json = v != ""
			return nil
		}},
		{name: "no-color", only: "lookup", env: "NO_COLOR", toggle: true, help: "print without colour, as for anything but a terminal", set: func(v string) error {
			s.plain = v != ""
			return nil
		}},
	}
}

// most is how many results of a search are printed.
const most = 10

// lookup prints a page of the book without a server.
func lookup(env Env, settings settings) int {
	words := strings.TrimSpace(strings.Join(settings.words, " "))
	if words == "" {
		fmt.Fprintln(env.Stderr, "statusbook: say what to look up, such as: statusbook lookup 404\nstatusbook lookup -h lists all flags")
		return exitUsage
	}
	book, ok := loadText(env, settings)
	if !ok {
		return exitFault
	}
	e := book.Editions.Match(localeTag(env.Getenv))
	if settings.lang != "" {
		if e = book.Editions.Match(settings.lang); e == nil {
			fmt.Fprintf(env.Stderr, "statusbook: --lang is %q: there is no edition for it, choose one of %s\n", settings.lang, tags(book))
			return exitUsage
		}
	}
	if e == nil {
		e = book.Editions.Default
	}
	path, ok := book.Named(e, words)
	switch {
	case ok && settings.json:
		return printRecord(env, book, path, settings.listenOrigin())
	case ok:
		view := viewOf(env, settings)
		text, _ := book.Text(e, path, settings.listenOrigin(), view.width, view.colour)
		view.page(env, text)
		return exitOK
	}
	hits := []site.Hit(nil)
	if !isNumber(words) { // a number is one that there is, or not
		hits = book.Find(e, words, most)
	}
	if len(hits) == 0 {
		fmt.Fprintf(env.Stderr, "statusbook: the book has nothing about %q\n", terminal.Clean(words))
		if near := book.Nearest(e, words); len(near) > 0 {
			fmt.Fprint(env.Stderr, "Did you mean:\n", listed(near))
		}
		return exitFault
	}
	if settings.json {
		encoder := json.NewEncoder(env.Stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		_ = encoder.Encode(hits) // whoever does not read on has closed it
		return exitOK
	}
	fmt.Fprint(env.Stdout, listed(hits))
	return exitOK
}

// loadText builds the book for a terminal, and prints what is wrong with it.
func loadText(env Env, settings settings) (*site.Site, bool) {
	tree, problems := read(env, settings)
	book, found := site.LoadText(tree, site.Config{BaseURL: settings.baseURL, DefaultLocale: settings.defaultLocale})
	problems = append(problems, found...).Sort()
	for _, p := range problems {
		fmt.Fprintln(env.Stderr, p)
	}
	return book, len(problems.Fatal()) == 0
}

// printRecord prints a page as data. There are records of codes and classes alone.
func printRecord(env Env, book *site.Site, path, origin string) int {
	page := book.Page(path + ".json")
	if page == nil {
		fmt.Fprintf(env.Stderr, "statusbook: there is no record of %s as JSON, only of codes and classes\n", path)
		return exitFault
	}
	_, _ = env.Stdout.Write(append(bytes.TrimSpace(page.At(origin).Body()), '\n')) // whoever does not read on has closed it
	return exitOK
}

// listenOrigin is the origin of a server with these settings on this machine.
func (s settings) listenOrigin() string {
	listen := s.listenURL()
	return (&url.URL{Scheme: listen.Scheme, Host: listen.Host}).String()
}

// listed writes one page a line, in columns: how to ask for it, and what it is.
func listed(hits []site.Hit) string {
	widest := 0
	for _, hit := range hits {
		widest = max(widest, terminal.Width(hit.Name))
	}
	var b strings.Builder
	for _, hit := range hits {
		b.WriteString("  " + hit.Name + strings.Repeat(" ", widest-terminal.Width(hit.Name)) + "  " + hit.Title)
		if hit.About != "" {
			b.WriteString(" · " + hit.About)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func isNumber(words string) bool { return strings.Trim(words, "0123456789") == "" }

func tags(book *site.Site) string {
	var list []string
	for _, e := range book.Editions.Editions {
		list = append(list, e.Tag)
	}
	return strings.Join(list, ", ")
}

// localeTag is the language of messages that the environment asks for, as a
// language tag: zh_TW.UTF-8 is zh-TW (POSIX, section 8.2). C and POSIX name none.
func localeTag(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			value, _, _ = strings.Cut(value, ".")
			value, _, _ = strings.Cut(value, "@")
			return strings.ReplaceAll(value, "_", "-")
		}
	}
	return ""
}
