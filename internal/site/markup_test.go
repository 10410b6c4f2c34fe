package site_test

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

var voidElements = []string{"meta", "link", "input", "br", "img", "hr", "wbr"}

// blocks end a paragraph that they stand in, without saying so.
var blocks = []string{"div", "p", "ul", "ol", "dl", "table", "pre", "h1", "h2", "h3", "h4", "section", "article", "nav", "form", "header", "footer", "blockquote"}

// checkTags looks at the page as it is written: the parser would mend what is
// not well nested.
func (c *crawl) checkTags(d *document) {
	var open []string
	tokens := html.NewTokenizer(bytes.NewReader(d.page.Body()))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				c.fault("%v is not closed", open)
			}
			return
		case html.StartTagToken:
			name, _ := tokens.TagName()
			tag := string(name)
			if slices.Contains(blocks, tag) && slices.ContainsFunc(open, func(o string) bool { return o == "p" || o == "span" || o == "h1" || o == "h2" }) {
				c.fault("<%s> stands within %v", tag, open)
			}
			if tag == "a" && slices.Contains(open, "a") {
				c.fault("a link within a link")
			}
			if !slices.Contains(voidElements, tag) {
				open = append(open, tag)
			}
		case html.EndTagToken:
			name, _ := tokens.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				c.fault("</%s> ends %v", name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

// collect lists a node and all below it in the order of the page.
func collect(n *html.Node, into *[]*html.Node) {
	*into = append(*into, n)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		collect(child, into)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for child := range n.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}

func within(n *html.Node, tags ...string) bool {
	for at := n.Parent; at != nil; at = at.Parent {
		if slices.Contains(tags, at.Data) {
			return true
		}
	}
	return false
}

func parentWith(n *html.Node, key, value string) *html.Node {
	for at := n.Parent; at != nil; at = at.Parent {
		if attribute(at, key) == value {
			return at
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
