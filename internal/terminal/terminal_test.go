package terminal_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/terminal"
)

func TestRender(t *testing.T) {
	for _, test := range []struct {
		name     string
		width    int
		markdown string
		want     string
	}{
		{"words", 11, "one two three four", "one two\nthree four\n"},
		{"exactly as wide", 10, "one two th one two th", "one two th\none two th\n"},
		{"a word is not broken", 10, "status-code/example: x", "status-\ncode/\nexample: x\n"}, // wider than the line: at its joints
		{"a hyphen does not end a line", 12, "the Retry-After field", "the\nRetry-After\nfield\n"},
		{"an address is not broken", 10, "see <https://example.org/a-b>.", "see\nhttps://example.org/a-b.\n"},
		{"Han", 10, "伺服器收到請求。", "伺服器收到\n請求。\n"},
		{"no stop begins a line", 10, "伺服器收到，請求", "伺服器收\n到，請求\n"},
		{"no closing bracket begins a line", 10, "「伺服器收」到", "「伺服器\n收」到\n"},
		{"no opening bracket ends a line", 10, "伺服器收「到」", "伺服器收\n「到」\n"},
		{"Latin within Han", 10, "伺服器送Retry過來", "伺服器送\nRetry過來\n"},
		{"space between Han and Latin", 10, "伺服器送 404 過來", "伺服器送\n404 過來\n"},
		{"soft and hard line ends", 20, "a\nb  \nc\\\nd", "a b\nc\nd\n"},
		{"escapes and references", 40, "\\*a\\* &amp; &lt;b&gt; \\&lt; & ; c", "*a* & <b> &lt; & ; c\n"},
		{"marks", 40, "*a* **b** `c` `` d`e ``", "a b `c` `d`e`\n"},
		{"headings", 20, "# 標題 {#a}\n\n## b\n\n### c", "標題\n====\n\nb\n-\n\nc\n~\n"},
		{"lists", 10, "- one two three\n- four\n  - five\n\n1. x\n\n   y\n2. z", "- one two\n  three\n- four\n  - five\n\n1. x\n\n   y\n\n2. z\n"},
		{"tight list", 20, "- a\n- b\n  - c\n- d", "- a\n- b\n  - c\n- d\n"},
		{"numbers go on", 20, "9. a\n10. b\n    c", "9. a\n10. b c\n"},
		{"code", 10, "```go\nif x {\n\treturn 1234567890\n}\n```", "    if x {\n        return 1234567890\n    }\n"},
		{"code in a list", 20, "- a\n\n  ```\n  b\n\n  c\n  ```", "- a\n\n      b\n\n      c\n"},
		{"quote", 10, "> one two three", "> one two\n> three\n"},
		{"links", 40, "[a](https://x.example/) [b](https://y.example/) [c](https://x.example/)", "a[1] b[2] c[1]\n\n[1] https://x.example/\n[2] https://y.example/\n"},
		{"a number stays with its words", 8, "狀態[碼](https://x.example/)", "狀態\n碼[1]\n\n[1] https://x.example/\n"},
		{"table", 20, "| a | 標題 |\n|---|---|\n| `x` | y |\n| 長一點 | |", "a       標題\n------  ----\n`x`     y\n長一點\n"},
		{"table whose cells wrap", 34, "| a | b |\n|---|---|\n| x | one two three four five six seven |", "a  b\n-  -------------------------------\nx  one two three four five six\n   seven\n"},
		{"records", 20, "| a | 標題 | c |\n|---|---|---|\n| x | one two three four five six seven eight | |\n| y | z | 404 |", "x\n  標題：one two\n    three four five\n    six seven eight\n\ny\n  標題：z\n  c: 404\n"},
		{"questions", 14, "| a | b? | 有？ |\n|---|---|---|\n| x | one two three | 四五六七 |", "x\n  b? one two\n    three\n  有？四五六七\n"},
		{"control characters", 20, "a\x1b[31mb\u009b1mc\u202ed", "a[31mb1mcd\n"},
		{"raw HTML", 20, "a<b>c\n\n<script>\nx\n</script>\n\nd", "ac\n\nd\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, terminal.Render(test.markdown, terminal.Style{Width: test.width})); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestColour: with colour there is the same text, without the marks that colour
// replaces.
func TestColour(t *testing.T) {
	const markdown = "# a b\n\n**c** `d` [e](https://x.example/)\n\n```http\nGET / HTTP/1.1\nHost: x\n```\n"
	const want = "\x1b[1;31ma b\x1b[0m\n\n\x1b[1mc\x1b[0m \x1b[36md\x1b[0m \x1b[4me\x1b[0m\x1b[2m[1]\x1b[0m\n\n" +
		"    \x1b[1mGET / HTTP/1.1\x1b[0m\n    Host: x\n\n\x1b[2m[1]\x1b[0m https://x.example/\n"
	got := terminal.Render(markdown, terminal.Style{Width: 40, Colour: true, Hue: 31})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

// TestColouredLines: a look ends where its line does, and begins again on the
// next one.
func TestColouredLines(t *testing.T) {
	got := terminal.Render("**one two three**", terminal.Style{Width: 8, Colour: true})
	if want := "\x1b[1mone two\x1b[0m\n\x1b[1mthree\x1b[0m\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLinkStyle(t *testing.T) {
	style := terminal.Style{Width: 40, Link: func(words, address string) (string, bool) {
		if rest, ok := strings.CutPrefix(address, "https://own.example/"); ok && rest != words {
			return " (" + rest + ")", false
		}
		return "", !strings.HasPrefix(address, "https://own.example/")
	}}
	got := terminal.Render("[404](https://own.example/404) [that](https://own.example/404) [x](https://x.example/)", style)
	if want := "404 that (404) x[1]\n\n[1] https://x.example/\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzRender: whatever a document says, nothing in the result controls the
// terminal, and no line of prose is too wide that could have been broken.
func FuzzRender(f *testing.F) {
	f.Add("# a\n\n- b\n\n| c | d |\n|---|---|\n| e | \x1b[0m |")
	f.Add("| |\n|-|\n")
	f.Add("伺服器「收到」，請求 [a](b)")
	f.Fuzz(func(t *testing.T, markdown string) {
		for _, width := range []int{20, 80} {
			out := terminal.Render(markdown, terminal.Style{Width: width})
			if strings.ContainsAny(out, "\x1b\x00\r\u009b") {
				t.Errorf("%q leaves control characters: %q", markdown, out)
			}
		}
	})
}
