package site_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/catalog"
)

// atom is a feed as a reader of feeds sees it.
type atom struct {
	XMLName  xml.Name
	Lang     string   `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	IDs      []string `xml:"http://www.w3.org/2005/Atom id"`
	Titles   []string `xml:"http://www.w3.org/2005/Atom title"`
	Authors  []string `xml:"http://www.w3.org/2005/Atom author>name"`
	Updated  []string `xml:"http://www.w3.org/2005/Atom updated"`
	Links    []link   `xml:"http://www.w3.org/2005/Atom link"`
	Subtitle []string `xml:"http://www.w3.org/2005/Atom subtitle"`
	Entries  []struct {
		IDs       []string `xml:"http://www.w3.org/2005/Atom id"`
		Titles    []string `xml:"http://www.w3.org/2005/Atom title"`
		Updated   []string `xml:"http://www.w3.org/2005/Atom updated"`
		Published []string `xml:"http://www.w3.org/2005/Atom published"`
		Links     []link   `xml:"http://www.w3.org/2005/Atom link"`
		Content   []struct {
			Type string `xml:"type,attr"`
			Text string `xml:",chardata"`
		} `xml:"http://www.w3.org/2005/Atom content"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

var tagURI = regexp.MustCompile(`^tag:[a-z0-9.-]+\.[a-z]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9./-]+$`) // RFC 4151, section 2.1

// TestFeeds holds each feed against RFC 4287: what stands once and what must be
// there (section 4.1), ids, dates, links.
func TestFeeds(t *testing.T) {
	s := book(t, mounted)
	seen := map[string]bool{}
	for _, e := range s.Editions.Editions {
		path := "/" + e.Tag + "/feed.atom"
		page := s.Page(path)
		var feed atom
		if err := xml.Unmarshal(page.Body(), &feed); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if page.MediaType != "application/atom+xml" || feed.XMLName.Space != "http://www.w3.org/2005/Atom" || feed.XMLName.Local != "feed" || feed.Lang != e.Lang() {
			t.Errorf("%s: media type %s, root %v, language %s", path, page.MediaType, feed.XMLName, feed.Lang)
		}
		once := func(what string, values []string) string {
			if len(values) != 1 || values[0] == "" {
				t.Errorf("%s: %s is %q", path, what, values)
				return ""
			}
			return values[0]
		}
		date := func(value string) time.Time {
			at, err := time.Parse(time.RFC3339, value)
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			return at
		}
		id := func(value string) {
			if !tagURI.MatchString(value) || seen[value] {
				t.Errorf("%s: id %q is none, or stands twice", path, value)
			}
			seen[value] = true
		}
		links := func(list []link, rel string) []string {
			var hrefs []string
			for _, l := range list {
				if u, err := url.Parse(l.Href); err != nil || !u.IsAbs() {
					t.Errorf("%s: link to %q", path, l.Href)
				}
				if l.Rel == rel {
					hrefs = append(hrefs, l.Href)
				}
			}
			return hrefs
		}
		id(once("id", feed.IDs))
		once("title", feed.Titles)
		once("subtitle", feed.Subtitle)
		once("author", feed.Authors)
		if self := once("self", links(feed.Links, "self")); self != strings.TrimSuffix(mounted, "/")+path {
			t.Errorf("%s: self is %s", path, self)
		}
		once("alternate", links(feed.Links, "alternate"))
		updated := date(once("updated", feed.Updated))
		if len(feed.Entries) < 2 {
			t.Errorf("%s: %d entries", path, len(feed.Entries))
		}
		for i, entry := range feed.Entries {
			id(once("entry's id", entry.IDs))
			once("entry's title", entry.Titles)
			once("entry's alternate", links(entry.Links, "alternate"))
			at := date(once("entry's updated", entry.Updated))
			if published := date(once("entry's published", entry.Published)); published.After(at) {
				t.Errorf("%s: published after it was updated", path)
			}
			if i == 0 && !at.Equal(updated) || at.After(updated) {
				t.Errorf("%s: entry of %v in a feed of %v", path, at, updated)
			}
			if len(entry.Content) != 1 || entry.Content[0].Type != "html" || strings.Count(entry.Content[0].Text, "<p lang=") != len(e.Languages) {
				t.Errorf("%s: content %v", path, entry.Content)
			}
		}
		if html := string(s.Page("/" + e.Tag + "/404").Body()); !strings.Contains(html, `<link rel="alternate" type="application/atom+xml"`) || !strings.Contains(html, `href="/http`+path+`"`) {
			t.Errorf("no page leads to %s", path)
		}
	}
}

// TestFeedOfCodes: an entry about codes leads to them, and what stands in it is
// escaped; a code's page tells when it last changed.
func TestFeedOfCodes(t *testing.T) {
	s, problems := over(t, `
-- content/changes.toml --
[a-b]
date = "2026-12-01"
codes = [404, 410]
title.en = "<b> & c"
title.zh-TW = "甲"
text.en = "`+"`x`"+` <i>"
text.zh-TW = "乙"

[old]
date = "2026-11-30"
title.en = "Old"
title.zh-TW = "舊"
text.en = "Old."
text.zh-TW = "舊。"
`)
	if s == nil {
		t.Fatal(problems)
	}
	var feed atom
	if err := xml.Unmarshal(s.Page("/en/feed.atom").Body(), &feed); err != nil {
		t.Fatal(err)
	}
	entry := feed.Entries[0]
	if feed.Updated[0] != "2026-12-01T00:00:00Z" || entry.Titles[0] != "<b> & c" || !strings.HasSuffix(entry.IDs[0], ":en/changes/a-b") {
		t.Errorf("feed %v, entry %v", feed, entry)
	}
	const want = `<p lang="en"><code>x</code> &lt;i&gt;</p>` +
		`<ul><li><a href="http://origin.invalid/en/404">404 Not Found</a></li><li><a href="http://origin.invalid/en/410">410 Gone</a></li></ul>`
	if diff := cmp.Diff(want, entry.Content[0].Text); diff != "" {
		t.Errorf("content differs (-want +got):\n%s", diff)
	}
	for path, want := range map[string]string{"/en/404.md": "2026-12-01", "/en/200.md": "2026-11-30"} {
		if got := parse(t, string(s.Page(path).Body())).front["updated"]; got != want {
			t.Errorf("%s: updated is %v, want %s", path, got, want)
		}
	}
}

func TestBrokenChanges(t *testing.T) {
	const good = "title.en = \"a\"\ntitle.zh-TW = \"a\"\ntext.en = \"a\"\ntext.zh-TW = \"a\"\n"
	for _, test := range []struct{ name, text, want string }{
		{"no date", "[a]\n" + good, `content/changes.toml:1:2: date is "": it must be as 2006-01-02`},
		{"date", "[a]\ndate = \"2026-13-01\"\n" + good, `content/changes.toml:2:1: date is "2026-13-01": it must be as 2006-01-02`},
		{"date as TOML has it", "[a]\ndate = 2026-12-01\n" + good, "content/changes.toml:2:8: "},
		{"code", "[a]\ndate = \"2026-12-01\"\ncodes = [404, 799]\n" + good, "content/changes.toml:3:1: code 799 is not in the book"},
		{"unknown key", "[a]\ndate = \"2026-12-01\"\ncode = [404]\n" + good, `content/changes.toml:3:1: unknown key "a.code"`},
		{"no text", "[a]\ndate = \"2026-12-01\"\ntitle.en = \"a\"\ntitle.zh-TW = \"a\"\ntext.en = \"a\"", "content/changes.toml:4:7: change a needs title and text in zh-TW"},
		{"no language", "[a]\ndate = \"2026-12-01\"\ntitle.en = \"a\"\ntext.en = \"a\"", "content/changes.toml:3:1: change a has no title in zh-TW: every language of the book has each change"},
		{"id", "[\"a b\"]\ndate = \"2026-12-01\"\n" + good, `content/changes.toml:1:2: change "a b": an id has small letters, digits and single hyphens`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, problems := over(t, "-- content/changes.toml --\n"+test.text)
			if s != nil || !slices.ContainsFunc(problems, func(p string) bool { return strings.HasPrefix(p, test.want) }) {
				t.Errorf("want %s\ngot:\n%s", test.want, strings.Join(slices.DeleteFunc(problems, func(p string) bool { return strings.Contains(p, "warning: ") }), "\n"))
			}
		})
	}
}

// TestCSV reads each table back: every code, CRLF alone, as many cells as names
// (RFC 4180, section 2).
func TestCSV(t *testing.T) {
	s := book(t, mounted)
	for _, e := range s.Editions.Editions {
		page := s.Page("/" + e.Tag + "/codes.csv")
		body := string(page.Body())
		if page.MediaType != "text/csv; charset=utf-8; header=present" || !page.Open {
			t.Errorf("%s: media type %s, open %v", e.Tag, page.MediaType, page.Open)
		}
		if strings.Count(body, "\n") != strings.Count(body, "\r\n") || !strings.HasSuffix(body, "\r\n") {
			t.Errorf("%s: a line does not end in CRLF", e.Tag)
		}
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll() // which demands rows of the same length
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"code", "phrase", "name", "class", "registration", "specification", "summary", "expires", "caching", "content", "method", "retry", "owners", "url"}
		if e.Multilingual() {
			want = []string{"code", "phrase", "name zh-TW", "name en", "class", "registration", "specification", "summary zh-TW", "summary en", "expires", "caching", "content", "method", "retry", "owners", "url"}
		}
		if diff := cmp.Diff(want, rows[0]); diff != "" {
			t.Errorf("%s: names differ (-want +got):\n%s", e.Tag, diff)
		}
		for _, row := range rows[1:] {
			number, ok := catalog.Number(row[0])
			path := "/" + e.Tag + "/" + catalog.Digits(number)
			if !ok || s.Page(path) == nil || row[len(row)-1] != strings.TrimSuffix(mounted, "/")+path || slices.Contains(row[1:3], "") {
				t.Errorf("%s: row %q", e.Tag, row)
			}
		}
		if len(rows) < 150 {
			t.Errorf("%s: %d rows", e.Tag, len(rows))
		}
	}
}

// TestCSVFormulas: no spreadsheet computes what stands in a cell.
func TestCSVFormulas(t *testing.T) {
	for _, cell := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"} {
		s, problems := over(t, "-- content/codes/404/code.toml --\nphrase = \""+strings.ReplaceAll(cell, "\t", `\t`)+
			"\"\nregistration = \"registered\"\ncaching = \"explicit\"\ncontent = \"allowed\"\nspec.document = \"RFC 9110\"\n")
		if s == nil {
			t.Fatal(problems)
		}
		rows, err := csv.NewReader(strings.NewReader(string(s.Page("/en/codes.csv").Body()))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if row[0] == "404" && row[1] != "'"+cell {
				t.Errorf("the cell is %q", row[1])
			}
		}
	}
	// A CR would do as well, but cannot stand in a phrase.
	if s, _ := over(t, "-- content/codes/404/code.toml --\nphrase = \"\\r=1\"\nregistration = \"registered\"\ncaching = \"explicit\"\n"+
		"content = \"allowed\"\nspec.document = \"RFC 9110\"\n"); s != nil {
		t.Error("a phrase may begin with a CR")
	}
}

// TestLLMs holds the list against llmstxt.org: a title, a quote, sections of
// links, each with its words and maybe a note. Every link leads somewhere, and
// every page is there.
func TestLLMs(t *testing.T) {
	s := book(t, mounted)
	root := strings.TrimSuffix(mounted, "/")
	item := regexp.MustCompile(`^- \[[^\[\]]+\]\(([^()]+)\)(: .+)?$`)
	for _, e := range s.Editions.Editions {
		lines := strings.Split(strings.TrimSuffix(string(s.Page("/"+e.Tag+"/llms.txt").Body()), "\n"), "\n")
		if !strings.HasPrefix(lines[0], "# ") || lines[1] != "" || !strings.HasPrefix(lines[2], "> ") {
			t.Errorf("%s begins %q", e.Tag, lines[:3])
		}
		listed := map[string]bool{}
		inList := false
		for _, line := range lines[3:] {
			inList = inList || strings.HasPrefix(line, "## ")
			if !inList || line == "" || strings.HasPrefix(line, "## ") {
				continue
			}
			m := item.FindStringSubmatch(line)
			if m == nil {
				t.Errorf("%s: %q is no link", e.Tag, line)
				continue
			}
			path, ours := strings.CutPrefix(m[1], root)
			if !ours || s.Page(path) == nil || listed[path] {
				t.Errorf("%s: link to %s", e.Tag, m[1])
			}
			listed[path] = true
		}
		full := string(s.Page("/" + e.Tag + "/llms-full.txt").Body())
		for _, path := range endingIn(t, s, ".md") {
			if s.EditionOf(path) != e {
				continue
			}
			if !listed[path+".md"] {
				t.Errorf("%s: %s.md is not listed", e.Tag, path)
			}
			_, body, _ := strings.Cut(string(s.Page(path+".md").Body()), "---\n\n")
			if !strings.Contains(full, "<"+root+path+">\n\n"+strings.TrimSpace(body)+"\n") {
				t.Errorf("%s: %s is not in the whole", e.Tag, path)
			}
		}
	}
	for _, name := range []string{"llms.txt", "llms-full.txt"} {
		if !bytes.Equal(s.Page("/"+name).Body(), s.Page("/"+s.Editions.Default.Tag+"/"+name).Body()) {
			t.Errorf("/%s is not that of the default edition", name)
		}
	}
}
