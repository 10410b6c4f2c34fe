package snippet_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"

	"statusbook/internal/snippet"
)

// texts are the texts of links: what the book has, and what it may have one day.
var texts = []string{
	"404 Not Found", "418 I'm a teapot", "306 (Unused)", "4xx 用戶端錯誤", "419 頁面過期(CSRF token 不符)",
	"a [b] c", "[x]", "a | b", "*a* _b_ `c` ~~d~~ **e**", `back\slash`, "a <b> & &amp; c", `"quoted" 'single'`, "x ]] y", "![img](x)", "100%", "a::b", "1 + 1 = 2",
}

// addresses are those of pages, under paths that somebody may have chosen.
var addresses = []string{"https://book.example/404", "http://10.0.0.1:8080/4xx", "https://wiki.example/a_(b)_c*d/404", "https://wiki.example/x_", "https://wiki.example/a?b=c&copy=1;d"}

func format(t *testing.T, name string) snippet.Format {
	t.Helper()
	for _, f := range snippet.Formats {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("there is no format %q", name)
	return snippet.Format{}
}

func page(address, text string) snippet.Page {
	return snippet.Page{Address: address, Text: text, Image: address + ".svg", Frame: address + "?frame"}
}

// each calls a check with every text and address.
func each(t *testing.T, check func(t *testing.T, p snippet.Page)) {
	t.Helper()
	for _, text := range texts {
		for _, address := range addresses {
			t.Run(text+" "+address, func(t *testing.T) { check(t, page(address, text)) })
		}
	}
}

// seen is what a reader of HTML gets: a link, with a picture or with text.
type seen struct{ links, href, src, text, alt, frame, title, sandbox string }

func read(t *testing.T, source string) seen {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var s seen
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			s.text += n.Data
		}
		attribute := func(key string) string {
			for _, a := range n.Attr {
				if a.Key == key {
					return a.Val
				}
			}
			return ""
		}
		switch n.Data {
		case "a":
			s.links, s.href = s.links+"a", attribute("href")
		case "img":
			s.src, s.alt = attribute("src"), attribute("alt")
		case "iframe":
			s.frame, s.title, s.sandbox = attribute("src"), attribute("title"), attribute("sandbox")
		case "em", "strong", "code", "del", "b", "td":
			s.links += " <" + n.Data + ">"
		}
	}
	s.text = strings.TrimSpace(s.text)
	return s
}

func TestHTML(t *testing.T) {
	f := format(t, "HTML")
	each(t, func(t *testing.T, p snippet.Page) {
		if got, want := read(t, f.Link(p)), (seen{links: "a", href: p.Address, text: p.Text}); got != want {
			t.Errorf("%s\nis read as %+v, want %+v", f.Link(p), got, want)
		}
		if got, want := read(t, f.Badge(p)), (seen{links: "a", href: p.Address, src: p.Image, alt: p.Text}); got != want {
			t.Errorf("%s\nis read as %+v, want %+v", f.Badge(p), got, want)
		}
		if got, want := read(t, f.Card(p)), (seen{frame: p.Frame, title: p.Text, sandbox: snippet.Sandbox}); got != want {
			t.Errorf("%s\nis read as %+v, want %+v", f.Card(p), got, want)
		}
	})
}

func TestMarkdown(t *testing.T) {
	f := format(t, "Markdown")
	rendered := func(source string) string {
		var b bytes.Buffer
		if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(source), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	// Goldmark percent-encodes in addresses what CommonMark leaves open.
	same := func(a, b string) bool { return strings.ReplaceAll(a, "%28", "(") == strings.ReplaceAll(b, "%28", "(") }
	each(t, func(t *testing.T, p snippet.Page) {
		got := read(t, rendered(f.Link(p)))
		if got.links != "a" || !same(got.href, p.Address) || got.text != p.Text {
			t.Errorf("%s\nis read as %+v", f.Link(p), got)
		}
		got = read(t, rendered(f.Badge(p)))
		if got.links != "a" || !same(got.href, p.Address) || !same(got.src, p.Image) || got.alt != p.Text {
			t.Errorf("%s\nis read as %+v", f.Badge(p), got)
		}
		got = read(t, rendered("| a | b |\n|---|---|\n| x | "+f.Link(p)+" |\n"))
		if !strings.HasSuffix(got.text, p.Text) || strings.Count(got.links, "<td>") != 2 {
			t.Errorf("in a table, %s\nis read as %+v", f.Link(p), got)
		}
	})
}

// TestReStructuredText asks docutils, where there is one.
func TestReStructuredText(t *testing.T) {
	if err := exec.Command("python3", "-c", "import docutils").Run(); err != nil {
		t.Skipf("docutils is not installed: %v", err)
	}
	f := format(t, "reStructuredText")
	var sources []string
	var want []seen
	for _, text := range texts {
		for _, address := range addresses {
			p := page(address, text)
			address := strings.NewReplacer("*", "%2A").Replace(address)
			if rest, ok := strings.CutSuffix(address, "_"); ok {
				address = rest + "%5F"
			}
			sources = append(sources, f.Link(p), f.Badge(p))
			image := strings.ReplaceAll(p.Image, "*", "%2A")
			want = append(want, seen{links: "a", href: address, text: text}, seen{links: "a", href: address, src: image, alt: text})
		}
	}
	input, err := json.Marshal(sources)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("python3", "-c", `
import json, sys
from docutils.core import publish_parts
print(json.dumps([publish_parts(source, writer_name="html5", settings_overrides={"halt_level": 2, "report_level": 2})["body"] for source in json.load(sys.stdin)]))
`)
	command.Stdin = bytes.NewReader(input)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	output, err := command.Output()
	if err != nil {
		t.Fatalf("docutils: %v\n%s", err, complaints.String())
	}
	var bodies []string
	if err := json.Unmarshal(output, &bodies); err != nil {
		t.Fatal(err)
	}
	if len(bodies) != len(want) {
		t.Fatalf("%d results, want %d", len(bodies), len(want))
	}
	for i, body := range bodies {
		if got := read(t, body); got != want[i] {
			t.Errorf("%s\nis read as %+v, want %+v", sources[i], got, want[i])
		}
	}
}

// TestOthers holds the markups that no parser here reads against what their
// manuals say.
func TestOthers(t *testing.T) {
	const root = "https://book.example"
	for _, c := range []struct{ name, text, link, badge string }{
		{"MediaWiki", "404 Not Found", "[https://book.example/404 404 Not Found]", ""},
		{"MediaWiki", "a [b] ''c'' {{d}} |e| I'm", "[https://book.example/404 a &#91;b&#93; &#39;&#39;c&#39;&#39; &#123;&#123;d&#125;&#125; &#124;e&#124; I'm]", ""},
		{"DokuWiki", "306 (Unused)", "[[https://book.example/404|306 (Unused)]]", "[[https://book.example/404|{{https://book.example/404.svg|306 (Unused)}}]]"},
		{"DokuWiki", "a [b]|c", "[[https://book.example/404|a (b)/c]]", "[[https://book.example/404|{{https://book.example/404.svg|a (b)/c}}]]"},
		{"AsciiDoc", "404 找不到", "https://book.example/404[404 找不到]", `image:https://book.example/404.svg["404 找不到",link="https://book.example/404"]`},
		{"AsciiDoc", `a [b], "c"`, "https://book.example/404[a &#91;b&#93;, &#34;c&#34;]", `image:https://book.example/404.svg["a &#91;b&#93;, &#34;c&#34;",link="https://book.example/404"]`},
		{"Textile", "306 (Unused)", `"306 &#40;Unused&#41;":https://book.example/404`, "!https://book.example/404.svg(306 [Unused])!:https://book.example/404"},
		{"Textile", "418 I'm a teapot", `"418 I'm a teapot":https://book.example/404`, "!https://book.example/404.svg(418 I'm a teapot)!:https://book.example/404"},
		{"Org", "404 Not Found", "[[https://book.example/404][404 Not Found]]", "[[https://book.example/404][https://book.example/404.svg]]"},
		{"Org", "a [b]] *c* [d]", "[[https://book.example/404][a [b]\u200b] \u200b*c* [d]\u200b]]", "[[https://book.example/404][https://book.example/404.svg]]"},
		{"Jira, Confluence", "404 Not Found", "[404 Not Found|https://book.example/404]", "[!https://book.example/404.svg!|https://book.example/404]"},
		{"Jira, Confluence", "a [b] {c} |d|", `[a \[b\] \{c\} \|d\||https://book.example/404]`, "[!https://book.example/404.svg!|https://book.example/404]"},
		{"BBCode", "a [b] c", "[url=https://book.example/404]a (b) c[/url]", "[url=https://book.example/404][img]https://book.example/404.svg[/img][/url]"},
		{"", "404 Not Found", "404 Not Found <https://book.example/404>", ""},
	} {
		f, p := format(t, c.name), page(root+"/404", c.text)
		if got := f.Link(p); got != c.link {
			t.Errorf("%s: the link is %s, want %s", c.name, got, c.link)
		}
		if got := f.Badge(p); got != c.badge {
			t.Errorf("%s: the badge is %s, want %s", c.name, got, c.badge)
		}
		if got := f.Card(p); got != "" {
			t.Errorf("%s: the card is %s, want none", c.name, got)
		}
	}
}

// TestAddresses: what stands in an address cannot end it.
func TestAddresses(t *testing.T) {
	p := page("https://wiki.example/a[b]{c}|d/404", "404")
	for name, want := range map[string]string{
		"MediaWiki": "[https://wiki.example/a%5Bb%5D%7Bc%7D%7Cd/404 404]", "DokuWiki": "[[https://wiki.example/a%5Bb%5D%7Bc%7D%7Cd/404|404]]",
		"Org": "[[https://wiki.example/a%5Bb%5D{c}|d/404][404]]", "BBCode": "[url=https://wiki.example/a%5Bb%5D{c}|d/404]404[/url]",
		"Jira, Confluence": "[404|https://wiki.example/a%5Bb%5D%7Bc%7D%7Cd/404]",
	} {
		if got := format(t, name).Link(p); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
