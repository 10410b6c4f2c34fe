package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/catalog"
	"statusbook/internal/layer/layertest"
)

// TestHTML writes the section `meaning` of a page.
func TestHTML(t *testing.T) {
	tests := []struct{ name, markdown, want string }{
		{"paragraphs", "a\n\nb", "<p>a</p>\n<p>b</p>\n"},
		{"escaping", "a < b & \"c\" &amp; &lt;", "<p>a &lt; b &amp; &quot;c&quot; &amp; &lt;</p>\n"},
		{"code is escaped once", "`<p>&amp;</p>`", "<p><code>&lt;p&gt;&amp;amp;&lt;/p&gt;</code></p>\n"},
		{"link to a code", "[[404]]", "<p><a href=\"/xx/404\">404</a></p>\n"},
		{"link to a section", "[[404#meaning]]", "<p><a href=\"/xx/404#meaning\">404</a></p>\n"},
		{"link with words", "[[404|<not> found]]", "<p><a href=\"/xx/404\">&lt;not&gt; found</a></p>\n"},
		{"link to a class", "[[4xx]]", "<p><a href=\"/xx/4xx\">4xx</a></p>\n"},
		{"link to a guide", "[[guide:choose]]", "<p><a href=\"/xx/choose\" lang=\"fr\">choose</a></p>\n"},
		{"words are in the language of the prose", "[[guide:choose|x]]", "<p><a href=\"/xx/choose\">x</a></p>\n"},
		{"link to a section of a document", "[[RFC 9110, 15.5.5]]", "<p><a href=\"/xx/RFC 9110?15.5.5\">RFC 9110</a></p>\n"},
		{"links side by side", "[[404]][[410]]", "<p><a href=\"/xx/404\">404</a><a href=\"/xx/410\">410</a></p>\n"},
		{"link within bold", "**[[404]]**", "<p><strong><a href=\"/xx/404\">404</a></strong></p>\n"},
		{"other link", "[x](https://example.org/?a=1&b=2)", "<p><a href=\"https://example.org/?a=1&amp;b=2\">x</a></p>\n"},
		{"autolink", "<https://example.org/>", "<p><a href=\"https://example.org/\">https://example.org/</a></p>\n"},
		{"bare address", "https://example.org/", "<p>https://example.org/</p>\n"},
		{"heading", "### a {#b}", "<h3 id=\"b\">a</h3>\n"},
		{"table", "| a | b |\n|:--|--:|\n| `x` | [[404]] |", "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><code>x</code></td>\n<td><a href=\"/xx/404\">404</a></td>\n</tr>\n</tbody>\n</table></div>\n"},
		{"message", "```http\nGET / HTTP/1.1\nX: <&>\n\n```", "<pre tabindex=\"0\" lang=\"en\"><code class=\"language-http\"><span class=\"http-start\">GET / HTTP/1.1</span>\n<span class=\"http-name\">X</span>: &lt;&amp;&gt;\n\n</code></pre>\n"},
		{"exchange", "```http\nGET / HTTP/1.1\n```\n\n```http\nHTTP/1.1 200 <OK>\nX: y\n\nZ: <z>\n```", "<div class=\"exchange\">\n<pre tabindex=\"0\" lang=\"en\"><code class=\"language-http\"><span class=\"http-start\">GET / HTTP/1.1</span>\n</code></pre>\n<pre tabindex=\"0\" lang=\"en\"><code class=\"language-http\"><span class=\"http-start\">HTTP/1.1 <span class=\"http-status\">200</span> &lt;OK&gt;</span>\n<span class=\"http-name\">X</span>: y\n\nZ: &lt;z&gt;\n</code></pre>\n</div>\n"},
		{"message that is none", "```http\n<b>\n<i>\n```", "<pre tabindex=\"0\" lang=\"en\"><code class=\"language-http\"><span class=\"http-start\">&lt;b&gt;</span>\n&lt;i&gt;\n</code></pre>\n"},
		{"fenced code", "```sh\necho <&>\n```", "<pre tabindex=\"0\" lang=\"en\"><code class=\"language-sh\">echo &lt;&amp;&gt;\n</code></pre>\n"},
		{"fenced code without a language", "```\n[[404]]\n```", "<pre tabindex=\"0\" lang=\"en\"><code>[[404]]\n</code></pre>\n"},
		{"language of a fence is escaped", "```\"><script>\n```", "<pre tabindex=\"0\" lang=\"en\"><code class=\"language-&#34;&gt;&lt;script&gt;\"></code></pre>\n"},
		{"lists", "- a\n- b\n\n1. c", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>c</li>\n</ol>\n"},
		// These are problems, so nobody is served them; they are still harmless.
		{"HTML", "a <script>x</script>", "<p>a <!-- raw HTML omitted -->x<!-- raw HTML omitted --></p>\n"},
		{"block of HTML", "<script>\nx\n</script>", "<!-- raw HTML omitted -->\n<!-- raw HTML omitted -->\n"},
		{"link to a script", "[x](javascript:alert)", "<p><a href=\"\">x</a></p>\n"},
	}
	writer := catalog.NewWriter(func(ref catalog.Ref) catalog.Target {
		fragment := ""
		if ref.Fragment != "" {
			fragment = "#" + ref.Fragment
		}
		switch ref.Kind {
		case catalog.RefCode:
			return catalog.Target{Href: "/xx/" + catalog.Digits(ref.Number) + fragment, Text: catalog.Digits(ref.Number)}
		case catalog.RefClass:
			return catalog.Target{Href: "/xx/" + catalog.Digits(ref.Number)[2:] + "xx", Text: catalog.Digits(ref.Number)[2:] + "xx"}
		case catalog.RefSpec:
			return catalog.Target{Href: "/xx/" + ref.Spec.Document + "?" + ref.Spec.Section, Text: ref.Spec.Document}
		default:
			return catalog.Target{Href: "/xx/" + ref.Slug, Text: ref.Slug, Lang: "fr"}
		}
	}, func(id string) catalog.Target { return catalog.Target{Href: "/xx/glossary#" + id} })
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := layertest.Tree(t, "-- content/codes/404/code.toml --\n-- content/codes/404/en.md --\n## meaning\n\n"+test.markdown+"\n")
			knowledge, _ := catalog.Load(tree)
			section, ok := knowledge.Code(404).Prose["en"].Section("meaning")
			if !ok {
				t.Fatal("the section is not there")
			}
			got, err := writer.HTML(section)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Errorf("HTML differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInline(t *testing.T) {
	for _, test := range []struct{ line, html, plain string }{
		{"a `b` c", "a <code>b</code> c", "a b c"},
		{"<b> & `<i>`", "&lt;b&gt; &amp; <code>&lt;i&gt;</code>", "<b> & <i>"},
		{"**not bold** [[404]]", "**not bold** [[404]]", "**not bold** [[404]]"},
		{"", "", ""},
	} {
		if got := string(catalog.Inline(test.line)); got != test.html {
			t.Errorf("Inline(%q) = %q, want %q", test.line, got, test.html)
		}
		if got := catalog.Plain(test.line); got != test.plain {
			t.Errorf("Plain(%q) = %q, want %q", test.line, got, test.plain)
		}
	}
}

func TestSections(t *testing.T) {
	knowledge, problems := catalog.Load(layertest.Tree(t, `
-- content/pages/about/en.md --
# About the book

First.

## Sources {#sources}

Second.
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	prose := knowledge.Pages[0].Prose["en"]
	var got []string
	for _, section := range prose.Sections {
		got = append(got, section.ID+"|"+section.Title)
	}
	if diff := cmp.Diff([]string{"|", "sources|Sources"}, got); diff != "" || prose.Title != "About the book" {
		t.Errorf("title %q, sections differ (-want +got):\n%s", prose.Title, diff)
	}
	if _, ok := prose.Section("nothing"); ok {
		t.Error("Section finds what is not there")
	}
}

func TestNumber(t *testing.T) {
	for s, want := range map[string]int{"404": 404, "000": 0, "999": 999, "099": 99} {
		if got, ok := catalog.Number(s); !ok || got != want || catalog.Digits(got) != s {
			t.Errorf("Number(%q) = %d, %t", s, got, ok)
		}
	}
	for _, s := range []string{"", "99", "1000", "2e2", "+20", "-20", " 20", "0x1", "٤٠٤", "４０４", "40\x00"} {
		if got, ok := catalog.Number(s); ok {
			t.Errorf("Number(%q) = %d, but it is no status code", s, got)
		}
	}
}

func TestAround(t *testing.T) {
	knowledge, _ := catalog.Load(layertest.Tree(t, sound))
	digits := func(code *catalog.Code) string {
		if code == nil {
			return "-"
		}
		return code.String()
	}
	for number, want := range map[int]string{0: "- 404", 404: "- 410", 405: "404 410", 410: "404 -", 999: "410 -"} {
		before, after := knowledge.Around(number)
		if got := digits(before) + " " + digits(after); got != want {
			t.Errorf("Around(%d) = %s, want %s", number, got, want)
		}
	}
}

// TestWithoutIDs: where two languages stand side by side, only one has the ids.
func TestWithoutIDs(t *testing.T) {
	knowledge, _ := catalog.Load(layertest.Tree(t, "-- content/pages/about/en.md --\n# A\n\n### b {#b}\n"))
	nowhere := catalog.NewWriter(
		func(catalog.Ref) catalog.Target { return catalog.Target{} }, func(string) catalog.Target { return catalog.Target{} })
	section, _ := knowledge.Pages[0].Prose["en"].Section("")
	for want, writer := range map[string]*catalog.Writer{"<h3 id=\"b\">b</h3>\n": nowhere, "<h3>b</h3>\n": nowhere.WithoutIDs()} {
		if got, err := writer.HTML(section); err != nil || string(got) != want {
			t.Errorf("HTML = %q, %v, want %q", got, err, want)
		}
	}
}
