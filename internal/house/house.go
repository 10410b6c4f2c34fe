// Package house is what whoever hosts the book makes of it: the settings in
// site.toml, which stands at the top of an overlay folder.
//
// Every key is optional. A later folder's file wins key by key. Texts are by the
// tag of an edition's language; one that is missing is taken from the default
// language, or from any other that there is.
//
//	name = "ACME HTTP"                 # of the site, in the header and in titles
//	logo = "acme.svg"                  # a file in static/, shown before the name
//	styles = ["acme.css"]              # files in static/, loaded after the book's own
//	robots = "noindex"                 # keeps search engines away; index is the default
//	edit = "https://git.example/edit/main/{path}"  # where a page's source is changed
//	navigation = ["guide:house-rules"] # own guides and pages in the header
//
//	[tagline]
//	en = "Status codes at ACME"
//	zh-TW = "ACME 的狀態碼手冊"
//
//	[announcement]
//	en = "The gateway moves on Monday."
//
//	[[footer]]
//	href = "https://acme.example/contact"
//	label = { en = "Contact", zh-TW = "聯絡我們" }
package house

import (
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/tomlfile"
)

// File is the name of the settings in an overlay folder.
const File = "site.toml"

// House is the settings of all folders together.
type House struct {
	Name         string            `toml:"name"`
	Logo         string            `toml:"logo"`
	Styles       []string          `toml:"styles"`
	Robots       string            `toml:"robots"`
	Edit         string            `toml:"edit"`
	Navigation   []string          `toml:"navigation"`
	Tagline      map[string]string `toml:"tagline"`
	Announcement map[string]string `toml:"announcement"`
	Footer       []Link            `toml:"footer"`

	keys []tomlfile.Keys // of the files, the highest last
}

// Link is a link in the footer.
type Link struct {
	Href  string            `toml:"href"`
	Label map[string]string `toml:"label"`
}

// Problem makes a problem at the place of a key, in the file whose word about it
// counts.
func (h *House) Problem(key, format string, args ...any) problem.Problem {
	for _, keys := range slices.Backward(h.keys) {
		if keys.Has(key) {
			return keys.Problem(key, format, args...)
		}
	}
	return problem.In(File, format, args...)
}

// Hidden reports whether search engines are to keep away.
func (h *House) Hidden() bool { return h.Robots == "noindex" }

// EditLink is where the file of that name is changed, empty if nobody said.
func (h *House) EditLink(file string) string {
	return strings.ReplaceAll(h.Edit, "{path}", (&url.URL{Path: file}).EscapedPath())
}

// Say chooses a text: in the first of languages that has it, else in any.
func Say(texts map[string]string, languages ...string) (text, language string) {
	for _, language := range append(languages, slices.Sorted(maps.Keys(texts))...) {
		if text := texts[language]; text != "" {
			return text, language
		}
	}
	return "", ""
}

// Load reads the settings of a tree. languages are those that texts may be in.
func Load(tree *layer.Tree, languages []string) (*House, problem.List) {
	h := &House{}
	var problems problem.List
	for _, file := range tree.Versions(File) {
		own := &House{} // each file answers for what it says itself
		keys, found := tomlfile.Decode(file, own)
		problems = append(problems, found...)
		problems = append(problems, own.check(tree, keys, languages)...)
		_, _ = tomlfile.Decode(file, h) // on top of what is there
		h.keys = append(h.keys, keys)
	}
	return h, problems
}

// pictures and sheets are the endings of the names of files that are such.
var (
	pictures = []string{".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg", ".gif", ".ico"}
	sheets   = []string{".css"}
)

func (h *House) check(tree *layer.Tree, keys tomlfile.Keys, languages []string) problem.List {
	var problems problem.List
	fault := func(key, format string, args ...any) { problems = append(problems, keys.Problem(key, format, args...)) }
	asset := func(key, name string, endings []string) {
		if _, ok := tree.Read("static/" + name); !ok {
			fault(key, "there is no file static/%s: put it beside this file", name)
		} else if !slices.Contains(endings, strings.ToLower(path.Ext(name))) {
			fault(key, "static/%s cannot be used here: its name must end in %s", name, strings.Join(endings, ", "))
		}
	}
	texts := func(key string, texts map[string]string) {
		for _, language := range slices.Sorted(maps.Keys(texts)) {
			if !slices.Contains(languages, language) {
				fault(key+"."+language, "there is no edition in %q: it must be one of %s", language, strings.Join(languages, ", "))
			}
		}
	}
	if keys.Has("name") && strings.TrimSpace(h.Name) == "" {
		fault("name", "name is empty: write one, or leave the line out")
	}
	if h.Logo != "" {
		asset("logo", h.Logo, pictures)
	}
	for i, name := range h.Styles {
		asset(entry("styles", i), name, sheets)
	}
	if !slices.Contains([]string{"", "index", "noindex"}, h.Robots) {
		fault("robots", "robots is %q: it must be index or noindex", h.Robots)
	}
	if h.Edit != "" && (!isWeb(h.Edit) || !strings.Contains(h.Edit, "{path}")) {
		fault("edit", "edit is %q: it must be an http or https address with {path} in it", h.Edit)
	}
	texts("tagline", h.Tagline)
	texts("announcement", h.Announcement)
	for i, link := range h.Footer {
		key := entry("footer", i)
		if !isWeb(link.Href) && !strings.HasPrefix(link.Href, "mailto:") {
			fault(key+".href", "href is %q: it must be an http, https or mailto address", link.Href)
		}
		if label, _ := Say(link.Label); label == "" {
			fault(key+".label", "the link to %s needs a label", link.Href)
		}
		texts(key+".label", link.Label)
	}
	return problems
}

// entry is the key of an entry of a list.
func entry(list string, i int) string { return fmt.Sprintf("%s.%d", list, i) }

func isWeb(address string) bool {
	u, err := url.Parse(strings.ReplaceAll(address, "{path}", "path"))
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
