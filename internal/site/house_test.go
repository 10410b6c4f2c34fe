package site_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"statusbook/internal/layer"
	"statusbook/internal/layer/layertest"
	"statusbook/internal/site"
)

// What a host can make its own, by an overlay alone.
const houseOverlay = `
-- site.toml --
name = "ACME & Co"
logo = "acme.svg"
styles = ["acme.css"]
robots = "noindex"
edit = "https://git.example/edit/main/{path}"
navigation = ["guide:house-rules"]
[tagline]
en = "Status codes at ACME"
zh-TW = "ACME 的狀態碼手冊"
[announcement]
en = "The gateway <moves> on Monday."
[[footer]]
href = "https://acme.example/contact?a=1&b=2"
label = { en = "Contact", zh-TW = "聯絡我們" }
-- static/acme.svg --
<svg xmlns="http://www.w3.org/2000/svg"/>
-- static/acme.css --
b { color: red }
-- content/codes/404/note.zh-TW.md --
本公司的 404 頁面附有回報單，見[[guide:house-rules#forms]]。

### 例外

沒有。
-- content/classes/4xx/note.en.md --
Ask the [desk](http://desk.acme.example/).
-- content/codes/460/code.toml --
phrase = "Basket Locked"
registration = "unregistered"
caching = "explicit"
content = "allowed"
related = [404]
[[owners]]
id = "acme"
name = "ACME"
reaches = "client"
source = "https://acme.example/460"
-- locales/active.en.toml --
[code.460]
name = "Basket locked"
summary = "Somebody else has the basket open."
owner.acme = "Sent by the shop."
[home]
heading = "Our codes"
-- locales/active.zh-TW.toml --
[code.460]
name = "購物籃鎖定"
summary = "購物籃正由別人開啟。"
owner.acme = "由商店送出。"
-- content/guides/house-rules/en.md --
# House rules

Ours.

## Forms {#forms}

None.
-- content/guides/house-rules/zh-TW.md --
# 本站規則

我們的。

## 回報單 {#forms}

沒有。
-- content/glossary.toml --
[basket.en]
term = "basket"
text = "What a customer will buy."
[basket.zh-TW]
term = "購物籃"
text = "顧客要買的東西。"
`

func TestHouse(t *testing.T) {
	s, problems := over(t, houseOverlay)
	if problems = telling(problems); s == nil || len(problems) > 0 {
		t.Fatal(strings.Join(problems, "\n"))
	}
	for path, wants := range map[string][]string{
		"/en/": {
			`ACME &amp; Co`, `Status codes at ACME`, `>Our codes<`, `/static/acme.`, `.css">`, `The gateway &lt;moves&gt; on Monday.`,
			`href="https://acme.example/contact?a=1&amp;b=2">Contact</a>`, `href="/en/guides/house-rules">House rules</a>`, `Basket Locked`,
		},
		"/zh-TW/": {`ACME 的狀態碼手冊`, `class="announcement" lang="en"`, `聯絡我們`, `>本站規則</a>`},
		"/zh-TW/404": {
			`id="house-note"`, `ACME &amp; Co 的註記`, `附有回報單`, `href="/zh-TW/guides/house-rules#forms"`, `<h3>例外</h3>`,
			`href="https://git.example/edit/main/content/codes/404/zh-TW.md"`,
		},
		"/en/404":                {`id="house-note"`, `Note from ACME &amp; Co`, `lang="zh-TW"`, `附有回報單`},
		"/en/4xx":                {`href="http://desk.acme.example/"`},
		"/en/460":                {`Somebody else has the basket open.`, `Sent by the shop.`, `https://acme.example/460`},
		"/mul/460":               {`購物籃正由別人開啟。`, `Somebody else has the basket open.`},
		"/en/glossary":           {`What a customer will buy.`},
		"/en/guides/":            {`/en/guides/house-rules`},
		"/robots.txt":            {"User-agent: *\nDisallow: /\n"},
		"/sitemap.xml":           {"/en/460"},
		"/en/guides/house-rules": {`id="forms"`},
	} {
		wantTexts(t, s, path, wants)
	}
	for path, wants := range map[string][]string{
		"/zh-TW/404.md":     {"## ACME", "Co 的註記 {#house-note}", "附有回報單", "### 例外"},
		"/zh-TW/404.txt":    {"ACME & Co 的註記", "附有回報單"},
		"/en/404.md":        {"## Note from ACME", "Co {#house-note}", "附有回報單"}, // there is none in English
		"/en/4xx.md":        {"Note from ACME", "[desk](http://desk.acme.example/)"},
		"/zh-TW/404.json":   {`"houseNote"`, `"zh-TW"`, "附有回報單", "guides/house-rules#forms"},
		"/en/404.json":      {`"houseNote"`, "附有回報單"},
		"/en/4xx.json":      {`"houseNote"`, "desk.acme.example"},
		"/api/v1/codes/404": {`"houseNote"`, "附有回報單"},
	} {
		wantTexts(t, s, path, wants)
		if other := s.Page(strings.Replace(path, "404", "200", 1)); other != nil && !strings.Contains(path, "4xx") {
			if body := string(other.Body()); strings.Contains(body, "house-note") || strings.Contains(body, "houseNote") {
				t.Errorf("%s has a note in the form of %s", "200", path)
			}
		}
	}
	if !s.Hidden() {
		t.Error("search engines are let in")
	}
	if bytes.Contains(s.Page("/en/200").Body(), []byte("house-note")) {
		t.Error("a page without a note has one")
	}
	if e := s.Editions.Get("en"); !strings.Contains(string(s.Search(e, "basket locked", 1).Body()), "/en/460") {
		t.Error("the search does not find the host's own code")
	}
}

// A page that an edition has no prose of is shown in another language, and says so.
func TestUntranslated(t *testing.T) {
	s, problems := over(t, `
-- locales/active.ja.toml --
[edition]
endonym = "日本語"
-- content/codes/200/en.md --
## meaning

It worked.
-- content/codes/200/zh-TW.md --
## meaning

成功了。
`+extraGuide)
	if s == nil {
		t.Fatal(strings.Join(telling(problems), "\n"))
	}
	for path, wants := range map[string][]string{
		"/ja/200":          {`lang="zh-TW"`, `成功了。`, `<p class="notice" lang="zh-TW">這一頁還沒有翻譯，以下以 繁體中文 顯示。</p>`},
		"/ja/guides/extra": {`>補充</span>`, `更多。`, `class="notice"`},
		"/ja/guides/":      {`補充`},
		"/ja/200.md":       {`成功了。`},
		"/ja/200.txt":      {`成功了。`},
		"/ja/200.json":     {`成功了。`},
	} {
		for _, want := range wants {
			if page := s.Page(path); page == nil || !bytes.Contains(page.Body(), []byte(want)) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
	}
	if bytes.Contains(s.Page("/en/200").Body(), []byte("notice")) {
		t.Error("a page that is there has a notice")
	}
}

// extraGuide is a guide that a language of the host's own has not.
const extraGuide = `-- content/guides/extra/en.md --
# Extra

More.
-- content/guides/extra/zh-TW.md --
# 補充

更多。
`

// The notice is in the language of the page as soon as that has words for it.
func TestUntranslatedInOwnWords(t *testing.T) {
	s, problems := over(t, `
-- locales/active.ja.toml --
[edition]
endonym = "日本語"
[house]
untranslated = "この頁はまだ訳されていません：{{.Language}}。"
`+extraGuide)
	if s == nil {
		t.Fatal(strings.Join(telling(problems), "\n"))
	}
	wantTexts(t, s, "/ja/guides/extra", []string{`<p class="notice">この頁はまだ訳されていません：繁體中文。</p>`})
}

// TestForeignNote: a note in a language that has no edition is read all the same,
// and so is one whose edition is left out of this book.
func TestForeignNote(t *testing.T) {
	for _, text := range []string{
		"-- content/codes/404/note.fr.md --\nVoir [[410]].\n",
		"-- content/codes/404/note.zh-TW.md --\n見 [[410]]。\n",
	} {
		tree, problems := small(t).Overlay(layertest.Folder(t, text), layer.MaxEntries)
		s, found := site.Load(tree, site.Config{DefaultLocale: "zh-TW", Only: []string{"en"}})
		if s == nil {
			t.Fatal(problems, found)
		}
		for _, suffix := range []string{"", ".md", ".txt", ".json"} {
			if body := s.Page("/en/404" + suffix).Body(); !bytes.Contains(body, []byte("Voir")) && !bytes.Contains(body, []byte("見")) {
				t.Errorf("/en/404%s lacks the note", suffix)
			}
		}
	}
}

func TestHouseProblems(t *testing.T) {
	for text, want := range map[string]string{
		"-- site.toml --\n\nnavigation = [\"guide:missing\"]\n":    `site.toml:2:15: navigation names "guide:missing": there is no such page`,
		"-- site.toml --\nnavigation = [\"somewhere\"]\n":          `site.toml:1:15: navigation names "somewhere": it must be such as 404, 4xx, guide:choose or page:about`,
		"-- site.toml --\nnaem = \"ACME\"\n":                       `site.toml:1:1: unknown key "naem"`,
		"-- content/codes/404/note.en.md --\n# Title\n\nText.\n":   `content/codes/404/note.en.md: a note is one text: it has neither a title nor sections, but may have headings of level three`,
		"-- content/codes/404/note.en.md --\nSee [[499]].\n":       `content/codes/404/note.en.md:1:5: dead link [[499]]: the code is not in the book`,
		"-- content/codes/404/note.en.md --\n[x](ftp://a.test/)\n": `content/codes/404/note.en.md:1:1: link to "ftp://a.test/": write [[404]], [[guide:slug]] inside the book, an https: address outside`,
	} {
		s, problems := over(t, text)
		problems = telling(problems)
		if s != nil || len(problems) != 1 || problems[0] != want {
			t.Errorf("%q: site %t, problems %q, want %q", text, s != nil, problems, want)
		}
	}
}

// telling leaves out that a book of four codes does not use every message.
func telling(problems []string) []string {
	return slices.DeleteFunc(problems, func(line string) bool { return strings.HasSuffix(line, "is not used") })
}

// wantTexts looks for texts in a page.
func wantTexts(t *testing.T, s *site.Site, path string, wants []string) {
	t.Helper()
	page := s.Page(path)
	if page == nil {
		t.Errorf("%s is not there", path)
		return
	}
	for _, want := range wants {
		if !bytes.Contains(page.Body(), []byte(want)) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
}
