package site_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBrokenTemplates(t *testing.T) {
	const home = "templates/pages/home.html"
	tests := []struct{ name, text, want string }{
		{"syntax", "{{define \"main\"}}\n<h1>{{.Count</h1>\n{{end}}", home + `:2:1: bad character U+003C '<'`},
		{"unclosed", "{{define \"main\"}}\n<h1>", home + ":3:1: unexpected EOF"},
		{"unknown function", "{{define \"main\"}}\n<h1>{{sha1 .Count}}</h1>\n{{end}}", home + `:2:1: function "sha1" not defined`},
		{"unknown field", "{{define \"main\"}}\n<h1>{{.Cuont}}</h1>\n{{end}}", home + `:2:7: executing "main" at <.Cuont>: can't evaluate field Cuont in type *site.HomePage`},
		{"unknown message", "{{define \"main\"}}\n<h1>{{t \"home.headng\"}}</h1>\n{{end}}", home + `:2:7: executing "main" at <t "home.headng">: error calling t: message home.headng in edition en`},
		{"missing value", "{{define \"main\"}}\n<h1>{{t \"home.lead\"}}</h1>\n{{end}}", home + `:2:7: executing "main" at <t "home.lead">: error calling t: message home.lead in edition en`},
		{"unknown asset", "{{define \"main\"}}\n<img src=\"{{asset \"logo.png\"}}\">\n{{end}}", home + `:2:13: executing "main" at <asset "logo.png">: error calling asset: there is no asset static/logo.png`},
		{"unknown template", "{{define \"main\"}}\n{{template \"nope\"}}\n{{end}}", `no such template "nope"`},
		{"open attribute", "{{define \"main\"}}\n<a href=\"{{.Home}}>\n{{end}}", home + `:`},
		{"no main", "<h1>x</h1>", `no such template "main"`},
		{"calls itself", "{{define \"main\"}}\n{{template \"main\" .}}{{end}}", "exceeded maximum template depth"},
		{"never ends", "{{define \"main\"}}{{range 1000000000000}}" + strings.Repeat("0123456789", 20) + "{{end}}{{end}}", home + ":1:1: the page is larger than 33554432 bytes"},
		{"never ends and writes nothing", "{{define \"main\"}}\n\n {{range 1000000000000}}{{end}}{{end}}", home + ":3:6: executing \"main\" at <step>: error calling step: the page takes more than 500000 steps"},
		{"never ends inside", "{{define \"main\"}}{{range .List}}{{if .Class}}{{range 100000}}{{range 100000}}{{else}}{{end}}{{end}}{{end}}{{end}}{{end}}", "the page takes more than 500000 steps"},
		{"doubles", `{{define "main"}}` + `{{template "a" .}}` + `{{end}}` + doubling(40), "the page takes more than 500000 steps"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, problems := over(t, "-- "+home+" --\n"+test.text)
			if s != nil {
				t.Error("there is a site")
			}
			found := false
			for _, p := range problems {
				if strings.Contains(p, test.want) && !strings.Contains(p, "warning: ") {
					found = true
				}
				if strings.Contains(p, "\n") {
					t.Errorf("not one line: %s", p)
				}
			}
			if !found {
				t.Errorf("want %s\ngot:\n%s", test.want, strings.Join(problems, "\n"))
			}
		})
	}
}

// doubling defines templates of which each uses the next one twice.
func doubling(levels int) string {
	var text strings.Builder
	for i := range levels {
		name, next := strings.Repeat("a", i+1), strings.Repeat("a", i+2)
		fmt.Fprintf(&text, `{{define "%s"}}{{template "%s" .}}{{template "%s" .}}{{end}}`, name, next, next)
	}
	return text.String() + `{{define "` + strings.Repeat("a", levels+1) + `"}}{{end}}`
}

// TestBrokenTemplateIsNamedOnce: an overlay's template is read for each edition,
// but what is wrong with its syntax is one problem.
func TestBrokenTemplateIsNamedOnce(t *testing.T) {
	_, problems := over(t, "-- templates/partials/frame.html --\n{{define \"header\"}}\n{{if}}\n{{end}}\n")
	if diff := cmp.Diff([]string{"templates/partials/frame.html:2:1: missing value for if"}, problems); diff != "" {
		t.Errorf("problems differ (-want +got):\n%s", diff)
	}
}

func TestBrokenOverlays(t *testing.T) {
	const code404 = "-- content/codes/404/code.toml --\nphrase = \"Not Found\"\nregistration = \"registered\"\n" +
		"caching = \"heuristic\"\ncontent = \"allowed\"\nspec.document = \"RFC 9110\"\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"slugs of another code", code404 + "slugs = [\"gone\", \"fine\", \"Status_OK\"]\n", []string{
			`content/codes/404/code.toml:6:1: slug "Status_OK" belongs to 200 already`,
			`content/codes/404/code.toml:6:1: slug "fine" belongs to 200 already`,
			`content/codes/410/code.toml:5:1: slug "GONE" belongs to 404 already`,
			`content/codes/410/code.toml:5:1: slug "gone" belongs to 404 already`,
			`content/codes/410/code.toml:7:1: slug "StatusGone" belongs to 404 already`,
		}},
		{"slug that is a number", code404 + "slugs = [\"410\"]\n", []string{`content/codes/404/code.toml:6:1: slug "410" is a number`}},
		{"name of an asset", "-- static/my logo.png --\n", []string{"static/my logo.png: an asset's name has only letters, digits, dot, hyphen and underscore"}},
		{"guide in one language", "-- content/guides/mine/en.md --\n# Mine\n", []string{"content/guides/mine/zh-TW.md: is missing: every language of the book has this page"}},
		{"page without a title", "-- content/pages/mine/en.md --\nText.\n-- content/pages/mine/zh-TW.md --\n# 我的\n\n文字。\n", []string{"content/pages/mine/en.md: begins without a title: write `# Title` first"}},
		{"third language without prose", "-- locales/active.ja.toml --\n[edition]\nendonym = \"日本語\"\n", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, problems := over(t, test.text)
			var fatal []string
			for _, p := range problems {
				if !strings.Contains(p, ": warning: ") {
					fatal = append(fatal, p)
				}
			}
			if diff := cmp.Diff(test.want, fatal); diff != "" || (s == nil) != (len(test.want) > 0) {
				t.Errorf("there is a site: %t, problems differ (-want +got):\n%s", s != nil, diff)
			}
		})
	}
}

// TestFourthLanguage adds Japanese by an overlay alone: pages, choice and switch.
func TestFourthLanguage(t *testing.T) {
	s, problems := over(t, `
-- locales/active.ja.toml --
[edition]
endonym = "日本語"
[home]
heading = "HTTP ステータスコード"
-- content/codes/200/ja.md --
## meaning

リクエストは成功しました。
-- content/codes/200/en.md --
## meaning

It worked.
-- content/codes/200/zh-TW.md --
## meaning

成功了。
`)
	if s == nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	for _, path := range []string{"/ja/", "/ja/404", "/ja/4xx", "/ja/about"} {
		page := s.Page(path)
		if page == nil || page.Language != "ja" || !bytes.Contains(page.Body(), []byte(`<html lang="ja"`)) {
			t.Errorf("%s is not there in Japanese", path)
		}
	}
	for path, want := range map[string]string{
		"/ja/": "HTTP ステータスコード", "/ja/200": "リクエストは成功しました。", "/ja/404": "Not Found", "/en/": "日本語",
	} {
		if page := s.Page(path); page == nil || !bytes.Contains(page.Body(), []byte(want)) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
	if _, ok := s.Redirects()["/ja/not-found"]; !ok {
		t.Error("/ja/not-found leads nowhere")
	}
	if got := s.Editions.Choose("", "ja").Tag; got != "ja" {
		t.Errorf("a reader of Japanese gets %s", got)
	}
}

// TestRebuild edits an overlay and builds again, as a reload does.
func TestRebuild(t *testing.T) {
	const meaning = "-- content/codes/404/en.md --\n## meaning\n\n%\n-- content/codes/404/zh-TW.md --\n## meaning\n\n文字\n"
	s, problems := over(t, strings.Replace(meaning, "%", "Our house rule.", 1))
	if s == nil || !bytes.Contains(s.Page("/en/404").Body(), []byte("Our house rule.")) {
		t.Fatalf("the overlay is not served: %s", problems)
	}
	crlf, _ := over(t, strings.Replace(meaning, "%", "Our house rule.\r", 1))
	if s.Page("/en/404").ETag("") != crlf.Page("/en/404").ETag("") {
		t.Error("the same content has another tag")
	}
	if broken, _ := over(t, strings.Replace(meaning, "%", "See [[40]].", 1)); broken != nil {
		t.Error("a broken overlay is served")
	}
	if s, _ = over(t, "-- content/classes/4xx/en.md.tmp --\n"); bytes.Contains(s.Page("/en/404").Body(), []byte("Our house rule.")) {
		t.Error("without the file, the built-in page is not back")
	}
}
