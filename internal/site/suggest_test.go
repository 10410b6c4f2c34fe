package site_test

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/site"
)

// TestOpenSearch reads the description as a browser does (OpenSearch 1.1, which
// also sets the limits of its texts).
func TestOpenSearch(t *testing.T) {
	s := book(t, mounted)
	for _, e := range s.Editions.Editions {
		page := s.Page("/" + e.Tag + "/opensearch.xml")
		if page == nil {
			t.Fatalf("%s has none", e.Tag)
		}
		var description struct {
			XMLName       xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
			ShortName     string
			Description   string
			Language      string
			InputEncoding string
			Urls          []struct {
				Type     string `xml:"type,attr"`
				Rel      string `xml:"rel,attr"`
				Template string `xml:"template,attr"`
			} `xml:"Url"`
		}
		if err := xml.Unmarshal(page.Body(), &description); err != nil {
			t.Fatalf("%s: %v", e.Tag, err)
		}
		if n := utf8.RuneCountInString(description.ShortName); n == 0 || n > 16 {
			t.Errorf("%s: the short name has %d characters: %q", e.Tag, n, description.ShortName)
		}
		if n := utf8.RuneCountInString(description.Description); n == 0 || n > 1024 {
			t.Errorf("%s: the description has %d characters", e.Tag, n)
		}
		if description.Language != e.Lang() || description.InputEncoding != "UTF-8" || page.Language != e.Lang() {
			t.Errorf("%s: language %q, encoding %q", e.Tag, description.Language, description.InputEncoding)
		}
		templates := map[string]string{}
		for _, u := range description.Urls {
			templates[u.Rel+" "+u.Type] = u.Template
		}
		root := mounted + e.Tag
		if diff := cmp.Diff(map[string]string{
			"results text/html":                          root + "/search?q={searchTerms}",
			"suggestions application/x-suggestions+json": root + "/suggest?q={searchTerms}",
			"self application/opensearchdescription+xml": root + "/opensearch.xml",
		}, templates); diff != "" {
			t.Errorf("%s: the addresses differ (-want +got):\n%s", e.Tag, diff)
		}
		if home := string(s.Page("/" + e.Tag + "/").Body()); !strings.Contains(home, `type="application/opensearchdescription+xml"`) ||
			!strings.Contains(home, `href="/http/`+e.Tag+`/opensearch.xml"`) {
			t.Errorf("%s: pages do not name it", e.Tag)
		}
	}
}

// TestSuggestions holds each answer to the format: four lists, of one length but
// for the query, and addresses of pages.
func TestSuggestions(t *testing.T) {
	s := book(t, mounted)
	for _, test := range []struct{ typed, first string }{
		{"404", "404 Not Found"},
		{"４０４", "404 Not Found"},
		{"4xx", "4xx"},
		{"NotFound", "404 Not Found"},
		{":not_found", "404 Not Found"},
		{"HttpStatus.NOT_FOUND", "404 Not Found"},
		{"gateway time", "504 Gateway Timeout"},
		{"gateway timeo", "504 Gateway Timeout"},
		{"tea", "418"},
		{"unathor", "401 Unauthorized"},
		{"找不", "404 Not Found"},
		{"", ""},
		{"zzzzqqqq", ""},
		{"\xff\x00", ""},
	} {
		for _, e := range s.Editions.Editions {
			page := s.Suggestions(e, test.typed)
			var answer []any
			if err := json.Unmarshal(page.Body(), &answer); err != nil || len(answer) != 4 || !utf8.Valid(page.Body()) {
				t.Fatalf("%q in %s: %s: %v", test.typed, e.Tag, page.Body(), err)
			}
			if answer[0] != site.CleanQuery(test.typed) {
				t.Errorf("%q in %s: the query comes back as %q", test.typed, e.Tag, answer[0])
			}
			titles, abouts, addresses := answer[1].([]any), answer[2].([]any), answer[3].([]any)
			if len(titles) != len(abouts) || len(titles) != len(addresses) || len(titles) > 8 {
				t.Fatalf("%q in %s: %d titles, %d texts, %d addresses", test.typed, e.Tag, len(titles), len(abouts), len(addresses))
			}
			if (len(titles) > 0) != (test.first != "") || len(titles) > 0 && !strings.HasPrefix(titles[0].(string), test.first) {
				t.Errorf("%q in %s: %v, want %q first", test.typed, e.Tag, titles, test.first)
			}
			seen := map[string]bool{}
			for i, address := range addresses {
				u, err := url.Parse(address.(string))
				if err != nil || s.Page(s.Inside(u.Path)) == nil || seen[u.Path] || !strings.HasPrefix(address.(string), mounted+e.Tag+"/") {
					t.Errorf("%q in %s: %v leads to %v", test.typed, e.Tag, titles[i], address)
				}
				seen[u.Path] = true
			}
		}
	}
}

// TestSuggestionsExact: what names a page is offered first, and submitted leads
// there.
func TestSuggestionsExact(t *testing.T) {
	s := book(t, "")
	e := s.Editions.Get("en")
	for _, typed := range []string{"403", "5xx", "StatusGone", "PAYLOAD_TOO_LARGE", "im-a-teapot", "Moved Temporarily"} {
		path, ok := s.Lookup(e, typed)
		list := s.Suggest(e, typed)
		if !ok || len(list) == 0 || list[0].Path != path {
			t.Errorf("%q leads to %q, and %v is offered", typed, path, list)
		}
	}
}
