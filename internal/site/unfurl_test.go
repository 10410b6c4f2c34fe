package site_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"image/png"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"statusbook/internal/locale"
	"statusbook/internal/site"
	"statusbook/internal/snippet"
	"statusbook/internal/webtest"
)

// firstBytes is how much of a page a program reads that wants to show what a link
// leads to. It executes nothing.
const firstBytes = 32 << 10

// told is what such a program learns.
type told struct {
	title, canonical string
	names            map[string]string   // <meta name>
	properties       map[string][]string // <meta property>
	links            map[string]string   // <link rel=alternate>, by type
	data             string              // application/ld+json
}

func unfurl(page []byte) told {
	learned := told{names: map[string]string{}, properties: map[string][]string{}, links: map[string]string{}}
	tokens := html.NewTokenizer(bytes.NewReader(page[:min(firstBytes, len(page))]))
	inside := ""
	for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
		token := tokens.Token()
		get := func(key string) string { return attribute(&html.Node{Attr: token.Attr}, key) }
		switch {
		case kind == html.TextToken && inside == "title":
			learned.title += token.Data
		case kind == html.TextToken && inside == "data":
			learned.data += token.Data
		case kind == html.EndTagToken:
			inside = ""
		case token.Data == "title":
			inside = "title"
		case token.Data == "script" && get("type") == "application/ld+json":
			inside = "data"
		case token.Data == "meta" && get("name") != "":
			learned.names[get("name")] = get("content")
		case token.Data == "meta" && get("property") != "":
			learned.properties[get("property")] = append(learned.properties[get("property")], get("content"))
		case token.Data == "link" && get("rel") == "canonical":
			learned.canonical = get("href")
		case token.Data == "link" && get("rel") == "alternate" && get("type") != "":
			learned.links[get("type")] = get("href")
		}
	}
	return learned
}

// entryOf is the code or the class that a path is about, empty for none.
func entryOf(s *site.Site, p string) string {
	e, name := s.EditionOf(p), path.Base(p)
	if e == nil || p != "/"+e.Tag+"/"+name || s.Page("/embed"+p) == nil {
		return ""
	}
	return name
}

// TestUnfurl reads the beginning of every page that may be found.
func TestUnfurl(t *testing.T) {
	webtest.Slow(t)
	for _, base := range []string{"", mounted} {
		s := book(t, base)
		origin, root := "https://asked.example", "https://asked.example"
		if base != "" {
			root = strings.TrimSuffix(mounted, "/")
		}
		entries := 0
		for _, p := range s.Paths() {
			page := s.Page(p).At(origin)
			e := s.EditionOf(p)
			if e == nil || !strings.HasPrefix(page.MediaType, "text/html") {
				continue
			}
			got := unfurl(page.Body())
			if page.NoIndex {
				if len(got.properties) > 0 || got.data != "" || got.canonical != "" || got.names["robots"] != "noindex" {
					t.Errorf("%s is not to be found, but tells %+v", p, got)
				}
				continue
			}
			name := entryOf(s, p)
			kind, picture := "website", "book"
			if name != "" {
				kind, picture = "article", name
				entries++
				checkEntry(t, s, p, root, origin, got)
			}
			if strings.HasPrefix(p, "/"+e.Tag+"/guides/") && path.Base(p) != "guides" {
				kind = "article"
			}
			here, others := "zh_TW", []string{"en_US"}
			if e.Lang() == "en" {
				here, others = "en_US", []string{"zh_TW"}
			}
			for property, want := range map[string][]string{
				"og:title": {got.title}, "og:description": {got.names["description"]}, "og:type": {kind}, "og:url": {root + p},
				"og:site_name": {"statusbook"}, "og:locale": {here}, "og:locale:alternate": others,
				"og:image": {root + "/og/" + e.Tag + "/" + picture + ".png"}, "og:image:width": {"1200"}, "og:image:height": {"630"}, "og:image:alt": {got.title},
			} {
				if !slices.Equal(got.properties[property], want) {
					t.Errorf("%s: %s is %q, want %q", p, property, got.properties[property], want)
				}
			}
			if got.canonical != root+p || got.names["description"] == "" || got.title == "" || got.names["twitter:card"] != "summary_large_image" {
				t.Errorf("%s tells %+v", p, got)
			}
			if s.Page(strings.TrimPrefix(got.properties["og:image"][0], root)) == nil {
				t.Errorf("%s: there is no picture %s", p, got.properties["og:image"])
			}
			checkData(t, p, root, name, got.data)
		}
		if entries < 300 {
			t.Errorf("only %d pages of codes and classes found", entries)
		}
	}
}

// checkEntry follows what the page of a code or a class leads to.
func checkEntry(t *testing.T, s *site.Site, p, root, origin string, got told) {
	t.Helper()
	for mediaType, suffix := range map[string]string{"text/markdown": ".md", "application/json": ".json"} {
		if to := got.links[mediaType]; to != s.Link(p+suffix) || s.Page(p+suffix) == nil {
			t.Errorf("%s: the %s is %q", p, mediaType, to)
		}
	}
	for mediaType, format := range map[string]string{"application/json+oembed": "json", "text/xml+oembed": "xml"} {
		u, err := url.Parse(got.links[mediaType])
		if err != nil || u.Query().Get("format") != format || u.Query().Get("url") != root+p || !strings.HasPrefix(u.String(), root+"/oembed?") {
			t.Errorf("%s: %s is %v", p, mediaType, u)
			continue
		}
		page, refusal := s.OEmbed(u.RawQuery, origin, nil)
		if refusal != nil {
			t.Errorf("%s: %s is refused: %+v", p, u, refusal)
			continue
		}
		if body := string(page.At(origin).Body()); !strings.Contains(body, root+"/embed"+p) {
			t.Errorf("%s: %s describes %s", p, u, body)
		}
	}
}

// checkData holds the data block against the page. Unlike programs that search,
// it wants to know every member.
func checkData(t *testing.T, p, root, name, text string) {
	t.Helper()
	var data site.Graph
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if path.Base(p) == "guides" || path.Base(p) == "glossary" {
		return // lists have none
	}
	if err := decoder.Decode(&data); err != nil || data.Context != "https://schema.org" || len(data.Graph) == 0 {
		t.Errorf("%s: the data block is %s, error %v", p, text, err)
		return
	}
	first, last := data.Graph[0], data.Graph[len(data.Graph)-1]
	switch {
	case name != "" && name[1:] != "xx":
		if first.Type != "DefinedTerm" || first.TermCode != name || first.ID != root+"/"+name || first.Set == nil || first.Set.Type != "DefinedTermSet" ||
			first.URL != root+p || first.Description == "" || !strings.HasPrefix(first.Name, name+" ") {
			t.Errorf("%s: the term is %+v", p, first)
		}
	case strings.Contains(p, "/guides/"):
		if first.Type != "TechArticle" || first.Headline == "" || first.URL != root+p {
			t.Errorf("%s: the article is %+v", p, first)
		}
	}
	if strings.Count(p, "/") == 2 && strings.HasSuffix(p, "/") {
		return // the way home
	}
	if last.Type != "BreadcrumbList" || len(last.Items) < 2 || last.Items[len(last.Items)-1].Item != root+p {
		t.Errorf("%s: the way to it is %+v", p, last)
	}
	for i, item := range last.Items {
		if item.Position != i+1 || item.Name == "" || !strings.HasPrefix(item.Item, root+"/") {
			t.Errorf("%s: step %d is %+v", p, i+1, item)
		}
	}
}

// TestPictureSize: pictures are as large as pages say.
func TestPictureSize(t *testing.T) {
	config, err := png.DecodeConfig(bytes.NewReader(book(t, "").Page("/og/en/404.png").Body()))
	if err != nil || config.Width != 1200 || config.Height != 630 {
		t.Errorf("%+v, error %v", config, err)
	}
}

// answer is an oEmbed answer, in either format.
type answer struct {
	XMLName         xml.Name `json:"-"`
	Version         string   `xml:"version" json:"version"`
	Type            string   `xml:"type" json:"type"`
	Title           string   `xml:"title" json:"title"`
	ProviderName    string   `xml:"provider_name" json:"provider_name"`
	ProviderURL     string   `xml:"provider_url" json:"provider_url"`
	CacheAge        int      `xml:"cache_age" json:"cache_age"`
	ThumbnailURL    string   `xml:"thumbnail_url" json:"thumbnail_url"`
	ThumbnailWidth  int      `xml:"thumbnail_width" json:"thumbnail_width"`
	ThumbnailHeight int      `xml:"thumbnail_height" json:"thumbnail_height"`
	HTML            string   `xml:"html" json:"html"`
	Width           int      `xml:"width" json:"width"`
	Height          int      `xml:"height" json:"height"`
}

// TestOEmbed asks for addresses as people paste them, at a book that is told its
// origin by each request and at one that knows it.
func TestOEmbed(t *testing.T) {
	const asked = "http://book.example:8080"
	for _, c := range []struct{ base, url, frame string }{
		{"", asked + "/404", asked + "/embed/en/404"},
		{"", asked + "/404/?utm_source=x#meaning", asked + "/embed/en/404"},
		{"", asked + "/en/404#when-to-send", asked + "/embed/en/404"},
		{"", asked + "/zh-TW/404", asked + "/embed/zh-TW/404"},
		{"", asked + "/ZH-tw/404", asked + "/embed/zh-TW/404"},
		{"", asked + "/mul/4xx", asked + "/embed/mul/4xx"},
		{"", asked + "/4XX", asked + "/embed/en/4xx"},
		{"", asked + "/en/not-found", asked + "/embed/en/404"},
		{"", asked + "/embed/zh-TW/404", asked + "/embed/zh-TW/404"},
		{"", "HTTPS://BOOK.example:8080/404", asked + "/embed/en/404"},
		{mounted, "https://wiki.example/http/404", "https://wiki.example/http/embed/en/404"},
		{mounted, "http://wiki.example:80/http/zh-TW/404", "https://wiki.example/http/embed/zh-TW/404"},
		{mounted, "https://wiki.example:443/http/embed/mul/404", "https://wiki.example/http/embed/mul/404"},
		{mounted, "https://wiki.example/404", ""},
		{mounted, asked + "/404", ""},
		{mounted, asked + "/http/404", ""},
		{"", "https://other.example/404", ""},
		{"", "http://book.example/404", ""},
		{"", "http://book.example:8080.evil.example/404", ""},
		{"", "http://reader@book.example:8080/404", ""},
		{"", "//book.example:8080/404", ""},
		{"", "/en/404", ""},
		{"", "404", ""},
		{"", "javascript:alert(1)//book.example:8080/404", ""},
		{"", "data:text/html,404", ""},
		{"", "ftp://book.example:8080/404", ""},
		{"", "http://[::1/404", ""},
		{"", asked + "/", ""},
		{"", asked + "/en/", ""},
		{"", asked + "/en/about", ""},
		{"", asked + "/en/404.json", ""},
		{"", asked + "/en/599999", ""},
		{"", asked + "/583", ""},
		{"", asked + "/embed/404", asked + "/embed/en/404"},
		{"", asked + "/static/site.css", ""},
		{"", site.AnyOrigin + "/404", ""},
	} {
		for _, format := range []string{"", "json", "xml"} {
			s := book(t, c.base)
			query := url.Values{"url": {c.url}, "consumer": {"x"}}
			if format != "" {
				query.Set("format", format)
			}
			page, refusal := s.OEmbed(query.Encode(), asked, func() *locale.Edition { return s.Editions.Get("en") })
			if c.frame == "" {
				if refusal == nil || refusal.Status != 404 {
					t.Errorf("%s: %+v, want 404", c.url, refusal)
				}
				continue
			}
			if refusal != nil {
				t.Errorf("%s: refused: %+v", c.url, refusal)
				continue
			}
			got := readAnswer(t, page.At(asked), format)
			frame := read(t, got.HTML)
			if got.Version != "1.0" || got.Type != "rich" || got.ProviderName != "statusbook" || got.CacheAge <= 0 || got.Width != 600 || got.Height != 200 ||
				attribute(frame, "src") != c.frame || attribute(frame, "title") != got.Title || attribute(frame, "sandbox") != snippet.Sandbox ||
				!strings.HasPrefix(c.frame, got.ProviderURL) || !strings.HasPrefix(got.ThumbnailURL, got.ProviderURL+"og/") || got.ThumbnailWidth != 1200 || got.ThumbnailHeight != 630 {
				t.Errorf("%s: %+v", c.url, got)
			}
		}
	}
}

func TestOEmbedSizes(t *testing.T) {
	s := book(t, mounted)
	for _, c := range []struct {
		limits        string
		width, height int
		thumbnail     bool
	}{
		{"", 600, 200, true},
		{"&maxwidth=&maxheight=", 600, 200, true},
		{"&maxwidth=400", 400, 200, false},
		{"&maxheight=150", 600, 150, false},
		{"&maxwidth=1199", 600, 200, false},
		{"&maxwidth=1200&maxheight=630", 600, 200, true},
		{"&maxwidth=1200&maxheight=629", 600, 200, false},
		{"&maxwidth=1&maxheight=1", 1, 1, false},
		{"&maxwidth=1000000", 600, 200, true},
	} {
		page, refusal := s.OEmbed("url=https://wiki.example/http/en/418"+c.limits, "", nil)
		if refusal != nil {
			t.Errorf("%s: refused: %+v", c.limits, refusal)
			continue
		}
		got := readAnswer(t, page, "json")
		frame := read(t, got.HTML)
		if got.Width != c.width || got.Height != c.height || (got.ThumbnailURL != "") != c.thumbnail || (got.ThumbnailWidth != 0) != c.thumbnail ||
			attribute(frame, "width") != strconv.Itoa(c.width) || attribute(frame, "height") != strconv.Itoa(c.height) {
			t.Errorf("%s: %+v", c.limits, got)
		}
	}
}

func readAnswer(t *testing.T, page *site.Representation, format string) answer {
	t.Helper()
	var got answer
	if format == "xml" {
		if err := xml.Unmarshal(page.Body(), &got); err != nil || got.XMLName.Local != "oembed" || page.MediaType != "text/xml; charset=utf-8" {
			t.Fatalf("%s: %v\n%s", page.MediaType, err, page.Body())
		}
	} else if err := json.Unmarshal(page.Body(), &got); err != nil || page.MediaType != "application/json" {
		t.Fatalf("%s: %v\n%s", page.MediaType, err, page.Body())
	}
	if !page.Open {
		t.Error("pages of other origins may not read it")
	}
	return got
}

// read finds the one frame in a piece of HTML.
func read(t *testing.T, source string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var frames []*html.Node
	for n := range root.Descendants() {
		if n.Data == "iframe" {
			frames = append(frames, n)
		}
	}
	if len(frames) != 1 {
		t.Fatalf("%d frames in %s", len(frames), source)
	}
	return frames[0]
}

// TestEmbed: a card is all that others may frame, it has no script, and every
// code and class has one in every edition.
func TestEmbed(t *testing.T) {
	s := book(t, "")
	cards := 0
	for _, p := range s.Paths() {
		page := s.Page(p)
		rest, isCard := strings.CutPrefix(p, "/embed")
		if page.Framed != isCard {
			t.Errorf("%s: others may frame it: %t", p, page.Framed)
		}
		if !isCard {
			continue
		}
		cards++
		body := string(page.Body())
		if !page.NoIndex || !page.Open || strings.Contains(body, "<script") || !strings.Contains(body, `href="`+rest+`" target="_blank" rel="noopener"`) {
			t.Errorf("%s: %+v\n%s", p, page, body)
		}
		if name := path.Base(p); !strings.Contains(body, "<b>"+name+"</b>") || s.Page(rest) == nil || len(body) > 4<<10 {
			t.Errorf("%s: %s", p, body)
		}
	}
	if cards < 400 {
		t.Errorf("only %d cards", cards)
	}
}

// TestSnippets: the page of each code and class gives all links to itself, with
// the address by which it is read.
func TestSnippets(t *testing.T) {
	s := book(t, "")
	for _, p := range s.Paths() {
		name := entryOf(s, p)
		if name == "" {
			continue
		}
		root, err := html.Parse(bytes.NewReader(s.Page(p).At("https://asked.example").Body()))
		if err != nil {
			t.Fatal(err)
		}
		var blocks []string
		for n := range root.Descendants() {
			if n.Data == "pre" && parentWith(n, "id", "link") != nil {
				blocks = append(blocks, text(n))
			}
		}
		links, badges, cards := 0, 0, 0
		for _, block := range blocks {
			switch {
			case strings.Contains(block, "https://asked.example/badge/"+name+".svg") && strings.Contains(block, "https://asked.example/"+name):
				badges++
			case strings.Contains(block, "https://asked.example/embed"+p+`"`):
				cards++
			case strings.Contains(block, "https://asked.example/"+name):
				links++
			default:
				t.Errorf("%s: %s leads elsewhere", p, block)
			}
		}
		if links != len(snippet.Formats)+1 || badges != len(snippet.Formats)-3+1 || cards != 1 {
			t.Errorf("%s: %d links, %d badges, %d cards", p, links, badges, cards)
		}
	}
}
