package site_test

import (
	"bytes"
	"image/png"
	"path"
	"slices"
	"strings"
	"testing"

	"statusbook/internal/card"
	"statusbook/internal/site"
)

// TestEveryTitleHasGlyphs: every character that stands on a picture of the
// embedded book is in the fonts. If one is not, run tools/card-font.sh.
func TestEveryTitleHasGlyphs(t *testing.T) {
	s := book(t, "")
	lines := 0
	for _, e := range s.Editions.Editions {
		for name, c := range site.Cards(s, e) {
			texts := slices.Concat([]string{c.Number, c.Title, c.Class, c.Mark, c.Site, c.Tagline}, c.Names)
			for _, class := range c.Classes {
				texts = append(texts, class.Name)
			}
			if c.Title == "" || c.Site == "" || c.Tagline == "" {
				t.Errorf("%s/%s lacks words: %+v", e.Tag, name, c)
			}
			for _, text := range texts {
				lines++
				for _, r := range text {
					if !card.Covers(string(r)) {
						t.Errorf("%s/%s: there is no glyph for %q in %q: run tools/card-font.sh", e.Tag, name, r, text)
					}
				}
			}
		}
		for _, id := range []string{"badge.unknown", "badge.invalid"} {
			said, err := e.Message(id)
			if err != nil || !card.Covers(said) {
				t.Errorf("%s: %s: %q, error %v", e.Tag, id, said, err)
			}
		}
	}
	if lines < 1000 {
		t.Errorf("only %d lines were looked at", lines)
	}
}

// TestPicturesOfPages: each code and class has a picture in each edition, and so
// has the book.
func TestPicturesOfPages(t *testing.T) {
	s := book(t, "")
	for _, e := range s.Editions.Editions {
		cards := site.Cards(s, e)
		for _, want := range []string{"book", "1xx", "5xx", "000", "404", "999"} {
			if _, ok := cards[want]; !ok {
				t.Errorf("%s has no picture of %s", e.Tag, want)
			}
		}
		for name := range cards {
			if name != "book" && s.Page("/"+e.Tag+"/"+name) == nil {
				t.Errorf("%s has a picture of %s, which is no page", e.Tag, name)
			}
			page := s.Page("/og/" + e.Tag + "/" + name + ".png")
			if page == nil || page.MediaType != "image/png" || page.Language != e.Lang() || !page.Open || page.Compressible() ||
				page.CacheControl != "public, max-age=86400" {
				t.Errorf("%s/%s: %+v", e.Tag, name, page)
			}
		}
		data := s.Page("/og/" + e.Tag + "/404.png").Body()
		if c, err := png.DecodeConfig(bytes.NewReader(data)); err != nil || c.Width != 1200 || c.Height != 630 {
			t.Errorf("%s: %v, %v", e.Tag, c, err)
		}
	}
	if bytes.Equal(s.Page("/og/en/404.png").Body(), s.Page("/og/zh-TW/404.png").Body()) {
		t.Error("the picture is the same in both languages")
	}
}

// TestBadges: there is a badge whatever is asked for.
func TestBadges(t *testing.T) {
	s := book(t, "")
	for _, test := range []struct{ path, language, style, says, lacks string }{
		{"/badge/404.svg", "", "", `aria-label="HTTP 404 Not Found"`, ""},
		{"/badge/404.svg", "en", "", `<title>HTTP 404 Not Found</title>`, ""},
		{"/badge/404.svg", "zh-TW", "", `aria-label="HTTP 404 找不到"`, "Not Found"},
		{"/badge/404.svg", "ZH-tw", "", `xml:lang="zh-TW"`, ""},
		{"/badge/404.svg", "mul", "", `aria-label="HTTP 404 Not Found 找不到"`, ""},
		{"/badge/404.svg", "tlh", "neon", `aria-label="HTTP 404 Not Found"`, "neon"},
		{"/badge/404.svg", "", "for-the-badge", "NOT FOUND", ""},
		{"/badge/4xx.svg", "zh-TW", "", "用戶端錯誤", ""},
		{"/badge/5xx.svg", "", "", "HTTP 5xx Server error", ""},
		{"/badge/799.svg", "", "", `aria-label="HTTP 799 unknown"`, ""},
		{"/badge/799.svg", "zh-TW", "", "799 未註冊", "unknown"},
		{"/badge/abc.svg", "", "", `aria-label="HTTP invalid"`, "abc"},
		{"/badge/6xx.svg", "", "", "invalid", "6xx"},
		{"/badge/4040.svg", "", "", "invalid", "404"},
		{"/badge/<script>.svg", "", "", "invalid", "script"},
		{"/badge/.svg", "", "", "invalid", ""},
	} {
		page := s.Badge(test.path, test.language, test.style)
		if page == nil {
			t.Errorf("%s: there is none", test.path)
			continue
		}
		body := string(page.Body())
		if !strings.Contains(body, test.says) || test.lacks != "" && strings.Contains(body, test.lacks) {
			t.Errorf("%s lang=%s style=%s: %s", test.path, test.language, test.style, body)
		}
		lasts := "public, max-age=86400"
		if strings.Contains(test.says, "invalid") {
			lasts = "public, max-age=300"
		}
		if page.MediaType != "image/svg+xml" || page.CacheControl != lasts || !page.Open || page.Compressible() {
			t.Errorf("%s: %+v", test.path, page)
		}
	}
	for _, path := range []string{"/badge/404", "/badge/404.png", "/badge/", "/badge/a/404.svg", "/404.svg"} {
		if s.Badge(path, "", "") != nil {
			t.Errorf("%s has a badge", path)
		}
	}
	fixed := 0
	for _, p := range s.Paths() {
		if strings.HasPrefix(p, "/badge/") {
			fixed++
			if name := strings.TrimSuffix(path.Base(p), ".svg"); s.Page("/en/"+name) == nil {
				t.Errorf("%s is of no page", p)
			}
		}
	}
	if want := len(site.Cards(s, s.Editions.Default)) - 1; fixed != want {
		t.Errorf("%d badges have an address, want %d", fixed, want)
	}
	grey, hue := s.Badge("/badge/799.svg", "", "").Body(), s.Badge("/badge/404.svg", "", "").Body()
	if !bytes.Contains(grey, []byte("#5f6673")) || bytes.Contains(hue, []byte("#5f6673")) || !bytes.Contains(hue, []byte("#8a4200")) {
		t.Errorf("colours: %s %s", grey, hue)
	}
}

// TestBadgeOfAnotherLanguage: a language that a host brings gets badges and
// pictures too, without what its script lacks glyphs for, and no warning.
func TestBadgeOfAnotherLanguage(t *testing.T) {
	s, problems := over(t, `
-- locales/active.ja.toml --
[edition]
endonym = "日本語"
[site]
tagline = "HTTP ステータスコードの本"
[code.404]
name = "見つかりません"
`)
	if s == nil {
		t.Fatal(problems)
	}
	for _, p := range problems {
		if strings.Contains(p, "glyph") || strings.Contains(p, "picture") {
			t.Error(p)
		}
	}
	if badge := string(s.Badge("/badge/404.svg", "ja", "").Body()); !strings.Contains(badge, "404 見つかりません") || !strings.Contains(badge, `xml:lang="ja"`) {
		t.Errorf("badge: %s", badge)
	}
	if _, err := png.Decode(bytes.NewReader(s.Page("/og/ja/404.png").Body())); err != nil {
		t.Error(err)
	}
	if c := site.Cards(s, s.Editions.Get("ja"))["404"]; c.Names[0] != "見つかりません" || card.Covers(c.Names[0]) {
		t.Errorf("%+v", c)
	}
}
