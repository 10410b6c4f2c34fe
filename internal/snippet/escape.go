package snippet

import (
	"fmt"
	"regexp"
	"strings"
)

// encoded writes characters of an address in the other way that it has for them
// (RFC 3986, section 2.1).
func encoded(address, marks string) string {
	var b strings.Builder
	for _, c := range []byte(address) {
		if strings.IndexByte(marks, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// slashed puts a backslash before each of some characters.
func slashed(text, marks string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune(marks, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// referred writes some characters as numeric character references.
func referred(text, marks string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune(marks, r) {
			fmt.Fprintf(&b, "&#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// instead puts other characters in the place of those that a markup cannot write.
func instead(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }

// CommonMark, section 2.4: a backslash before any ASCII punctuation. The pipe
// would end a cell of a table, the tilde strikes out (GitHub Flavored Markdown).
func inMarkdown(text string) string { return slashed(text, "\\`*_[]<>&|~") }

func toMarkdown(address string) string { return slashed(address, `\()<>&*_|`) }

// In MediaWiki a bracket ends the link, two apostrophes begin italics, three
// tildes sign.
func inMediaWiki(text string) string {
	return strings.ReplaceAll(referred(text, "[]{}|<>&~"), "''", "&#39;&#39;")
}

// DokuWiki takes the text of a link as it stands, up to the end of the link.
func inDokuWiki(text string) string {
	return instead(text, "[", "(", "]", ")", "{{", "{ {", "}}", "} }", "|", "/")
}

// Between backquotes reStructuredText knows the backslash, the backquote and the
// angle brackets of the address.
func inReStructuredText(text string) string { return slashed(text, "\\`<>") }

// An address that ends with an underscore would be a name.
func toReStructuredText(address string) string {
	if rest, ok := strings.CutSuffix(address, "_"); ok {
		address = rest + "%5F"
	}
	return encoded(address, "<>`\\*")
}

// asciiDocMarks are characters that AsciiDoc replaces before it looks for links.
const asciiDocMarks = "*_`#^~+[]{}|\"'<>"

func inASCIIDoc(text string) string { return referred(text, "*_`#^~+[]{}|\"&=") }

func toASCIIDoc(address string) string { return encoded(address, "*_`#^~+[]{}|\"'<>") }

// In Textile parentheses at the ends of a link's text hold a class and a title.
func inTextile(text string) string { return referred(text, "()[]{}\"*_-+^~%@?&<>|=!") }

func inTextileTitle(text string) string { return instead(text, "(", "[", ")", "]", "!", "") }

// Org ends a description at two brackets, and takes a mark of emphasis for one
// only after a space or at the beginning. A zero width space keeps it from both
// (The Org Manual, section 12.3).
func inOrg(text string) string {
	text = orgMark.ReplaceAllString(text, "$1"+zeroWidth+"$2")
	text = strings.ReplaceAll(text, "]]", "]"+zeroWidth+"]")
	if strings.HasSuffix(text, "]") {
		text += zeroWidth
	}
	return text
}

const zeroWidth = "\u200B"

var orgMark = regexp.MustCompile(`(^|[\s\-('"{])([*/_=~+])`)

// Jira's wiki markup has the backslash.
func inJira(text string) string { return slashed(text, `\[]{}|*_!^~+`) }

// BBCode has no way to write a bracket that begins no tag.
func inBBCode(text string) string { return instead(text, "[", "(", "]", ")") }
