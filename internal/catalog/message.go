package catalog

import (
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// writeMessage writes an HTTP message with its parts told apart: the start line,
// the status code in it, the names of fields. A response stands in one box with
// the request before it.
func writeMessage(b *strings.Builder, block *ast.FencedCodeBlock, source []byte, text string) {
	request := !isResponse(text)
	if request && isResponse(messageText(block.NextSibling(), source)) {
		b.WriteString(`<div class="exchange">` + "\n")
	}
	b.WriteString(`<pre tabindex="0" lang="en"><code class="language-http">`)
	head, content, hasContent := strings.Cut(text, "\n\n")
	for i, line := range strings.Split(strings.TrimSuffix(head, "\n"), "\n") {
		if i == 0 {
			b.WriteString(startLine(line))
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			b.WriteString("\n" + html.EscapeString(line))
			continue
		}
		b.WriteString("\n" + `<span class="http-name">` + html.EscapeString(name) + "</span>:" + html.EscapeString(value))
	}
	b.WriteString("\n")
	if hasContent {
		b.WriteString("\n" + html.EscapeString(content))
	}
	b.WriteString("</code></pre>\n")
	if answers(block, source) {
		b.WriteString("</div>\n")
	}
}

// answers reports whether a block is a response that stands right after its
// request.
func answers(n ast.Node, source []byte) bool {
	previous := messageText(n.PreviousSibling(), source)
	return isResponse(messageText(n, source)) && previous != "" && !isResponse(previous)
}

var statusLine = regexp.MustCompile(`^(HTTP/\S+ )(\d{3})(.*)$`)

func startLine(line string) string {
	if m := statusLine.FindStringSubmatch(line); m != nil {
		return `<span class="http-start">` + html.EscapeString(m[1]) + `<span class="http-status">` + m[2] + `</span>` + html.EscapeString(m[3]) + `</span>`
	}
	return `<span class="http-start">` + html.EscapeString(line) + `</span>`
}

func isResponse(text string) bool { return strings.HasPrefix(text, "HTTP/") }

// messageText returns the text of a block if it is an HTTP message.
func messageText(n ast.Node, source []byte) string {
	block, ok := n.(*ast.FencedCodeBlock)
	if !ok || languageOf(block, source) != "http" {
		return ""
	}
	return string(block.Lines().Value(source))
}
