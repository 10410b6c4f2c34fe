package export

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Hosts that can do more than send files read a table for it. These are written:
//
//	_redirects   Netlify, Cloudflare Pages, GitLab Pages
//	_headers     Netlify, Cloudflare Pages
//	_nginx.conf  for the server block of an nginx (nginx.go)
func (b *builder) hosts() {
	for name, body := range map[string][]byte{
		"_redirects": b.redirectTable(), "_headers": b.headerTable(), "_nginx.conf": b.nginx(),
	} {
		b.entries = append(b.entries, entry{name: name, body: body})
	}
}

// elsewhere are addresses of MDN Web Docs, where many links to status codes lead:
// a link may keep its path and get another host.
var elsewhere = []string{"docs/Web/HTTP/Status/", "docs/Web/HTTP/Reference/Status/"}

// redirectTable has a line for each redirect: from, to, status.
func (b *builder) redirectTable() []byte {
	var out bytes.Buffer
	table := b.site.Redirects()
	for _, from := range sortedKeys(table) {
		fmt.Fprintf(&out, "%s %s 301\n", b.site.Link(from), b.site.Link(table[from]))
	}
	for _, p := range sortedKeys(b.pages) {
		if name := b.file(p, b.pages[p]); path.Base(name) == "index.json" {
			fmt.Fprintf(&out, "%s %s 200\n", b.site.Link(p), b.site.Link("/"+name))
		}
	}
	for _, tail := range elsewhere {
		for _, prefix := range []string{"/", "/:locale/"} {
			fmt.Fprintf(&out, "%s:code %s 301\n", b.site.Link(prefix+tail), b.site.Link("/:code"))
		}
	}
	return out.Bytes()
}

// group tells files apart by what their fields are likely to depend on.
type group struct{ segment, suffix string }

// groupOf is the group of a path. A pair of extensions, such as .problem.json, is
// one suffix.
func groupOf(p string) group {
	segment, rest, deeper := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	if !deeper {
		segment, rest = "", segment
	}
	base := path.Base(rest)
	suffix := path.Ext(base)
	if suffix == ".json" && strings.HasSuffix(base, problemSuffix) {
		suffix = problemSuffix
	}
	if segment == "static" {
		suffix = ""
	}
	return group{segment, suffix}
}

// wide is the group whose pattern fits the files of this one, too.
func (g group) wide() group { return group{g.segment, path.Ext(g.suffix)} }

// described are the fields that a table of headers can say of files. Those of
// their content (Content-Length, ETag…) are the host's, and Content-Type is where
// the host knows the extension.
var described = []string{
	"Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cache-Control", "Content-Language", "Content-Security-Policy",
	"Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options", "X-Robots-Tag",
}

// fieldsOf are the described fields of the page at a path.
func (b *builder) fieldsOf(p string) map[string]string {
	fields := map[string]string{}
	h := b.config.Fields(b.pages[p])
	for _, name := range described {
		if value := h.Get(name); value != "" {
			fields[name] = value
		}
	}
	return fields
}

// common keeps of fields those that others have alike.
func common(fields, others map[string]string) map[string]string {
	if fields == nil {
		fields = others
	}
	same := map[string]string{}
	for name, value := range fields {
		if others[name] == value {
			same[name] = value
		}
	}
	return same
}

// headerTable says the fields of all files, then those of each folder, then those
// of each kind of file in it. No field is said twice of a file: hosts would join
// the values.
func (b *builder) headerTable() []byte {
	var all map[string]string
	segments, groups := map[string]map[string]string{}, map[group]map[string]string{}
	for _, p := range sortedKeys(b.pages) {
		fields, g := b.fieldsOf(p), groupOf(p)
		all = common(all, fields)
		segments[g.segment] = common(segments[g.segment], fields)
		groups[g] = common(groups[g], fields)
		groups[g.wide()] = common(groups[g.wide()], fields)
	}
	var out bytes.Buffer
	say := func(pattern string, fields map[string]string, said ...map[string]string) {
		var lines []string
		for _, name := range sortedKeys(fields) {
			if !slices.ContainsFunc(said, func(s map[string]string) bool { _, ok := s[name]; return ok }) {
				lines = append(lines, "  "+name+": "+fields[name])
			}
		}
		if len(lines) > 0 {
			fmt.Fprintf(&out, "%s\n%s\n", b.site.Link(pattern), strings.Join(lines, "\n"))
		}
	}
	say("/*", all)
	for _, segment := range sortedKeys(segments) {
		if segment == "" { // a pattern for the top would match everything below
			continue
		}
		say("/"+segment+"/*", segments[segment], all)
	}
	order := func(x, y group) int {
		return cmp.Or(strings.Compare(x.segment, y.segment), strings.Compare(x.suffix, y.suffix))
	}
	keys := make([]group, 0, len(groups))
	for g := range groups {
		keys = append(keys, g)
	}
	slices.SortFunc(keys, order)
	for _, g := range keys {
		if g.segment == "" || g.suffix == "" {
			continue
		}
		fields := groups[g]
		if mediaType, unknown := b.unknownType(g); unknown {
			fields["Content-Type"] = mediaType
		}
		said := []map[string]string{all, segments[g.segment]}
		if g.wide() != g {
			said = append(said, groups[g.wide()])
		}
		say("/"+g.segment+"/*"+g.suffix, fields, said...)
	}
	return out.Bytes()
}

// wellKnown are the extensions whose media type every host knows.
var wellKnown = []string{".css", ".html", ".ico", ".js", ".json", ".png", ".svg", ".txt", ".xml"}

// unknownType is the media type of a group of files if hosts may not know it.
func (b *builder) unknownType(g group) (string, bool) {
	for _, p := range sortedKeys(b.pages) {
		if groupOf(p) == g {
			return b.pages[p].MediaType, !slices.Contains(wellKnown, g.suffix)
		}
	}
	return "", false
}
