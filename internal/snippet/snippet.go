// Package snippet writes a link to a page as one writes it elsewhere: in the
// markup of wikis, of documents and of web pages.
//
// What is given is plain text and absolute addresses; what comes out shows
// exactly that text and leads exactly there. Each markup has its own characters
// that would mean something, and its own way to write them; a few have none, and
// get the nearest character instead.
package snippet

import (
	"html"
	"strconv"
)

// Page is what is linked to.
type Page struct {
	Address string // absolute, as are the other two
	Text    string // of the link, one line
	Image   string // the badge
	Frame   string // the card
}

// Format is a markup.
type Format struct {
	Name  string // as its users call it
	link  func(Page) string
	badge func(Page) string
	card  func(Page) string
}

// Link is a link with its text.
func (f Format) Link(p Page) string { return f.link(p) }

// Badge is a picture that links, or nothing where a markup has no pictures from
// elsewhere.
func (f Format) Badge(p Page) string { return written(f.badge, p) }

// Card is a frame with the page in short, or nothing where a markup has no
// frames.
func (f Format) Card(p Page) string { return written(f.card, p) }

func written(write func(Page) string, p Page) string {
	if write == nil {
		return ""
	}
	return write(p)
}

// Size of the frame of a card, in CSS pixels.
const (
	FrameWidth  = 600
	FrameHeight = 200
)

// Sandbox is what the frame of a card may do: open its link in a tab of its own,
// free of the sandbox. It needs neither scripts nor an origin.
const Sandbox = "allow-popups allow-popups-to-escape-sandbox"

// Frame is the frame of a card as HTML, of a size that suits.
func Frame(p Page, width, height int) string {
	return `<iframe src="` + html.EscapeString(p.Frame) + `" title="` + html.EscapeString(p.Text) + `" width="` + strconv.Itoa(width) +
		`" height="` + strconv.Itoa(height) + `" sandbox="` + Sandbox + `" loading="lazy"></iframe>`
}

// Formats are those that the book offers, the most used first.
var Formats = []Format{
	{
		Name: "Markdown",
		link: func(p Page) string { return "[" + inMarkdown(p.Text) + "](" + toMarkdown(p.Address) + ")" },
		badge: func(p Page) string {
			return "[![" + inMarkdown(p.Text) + "](" + toMarkdown(p.Image) + ")](" + toMarkdown(p.Address) + ")"
		},
	},
	{
		Name: "HTML",
		link: func(p Page) string {
			return `<a href="` + html.EscapeString(p.Address) + `">` + html.EscapeString(p.Text) + "</a>"
		},
		badge: func(p Page) string {
			return `<a href="` + html.EscapeString(p.Address) + `"><img src="` + html.EscapeString(p.Image) + `" alt="` + html.EscapeString(p.Text) + `"></a>`
		},
		card: func(p Page) string { return Frame(p, FrameWidth, FrameHeight) },
	},
	{
		// Pictures from elsewhere are off as a rule.
		Name: "MediaWiki",
		link: func(p Page) string { return "[" + encoded(p.Address, "[]{}|'") + " " + inMediaWiki(p.Text) + "]" },
	},
	{
		Name: "DokuWiki",
		link: func(p Page) string { return "[[" + encoded(p.Address, "[]{}|") + "|" + inDokuWiki(p.Text) + "]]" },
		badge: func(p Page) string {
			return "[[" + encoded(p.Address, "[]{}|") + "|{{" + encoded(p.Image, "[]{}|") + "|" + inDokuWiki(p.Text) + "}}]]"
		},
	},
	{
		Name: "reStructuredText",
		link: func(p Page) string {
			return "`" + inReStructuredText(p.Text) + " <" + toReStructuredText(p.Address) + ">`__"
		},
		badge: func(p Page) string {
			return ".. image:: " + toReStructuredText(p.Image) + "\n   :target: " + toReStructuredText(p.Address) + "\n   :alt: " + p.Text
		},
	},
	{
		Name: "AsciiDoc",
		link: func(p Page) string { return toASCIIDoc(p.Address) + "[" + inASCIIDoc(p.Text) + "]" },
		badge: func(p Page) string {
			return "image:" + encoded(p.Image, asciiDocMarks) + `["` + inASCIIDoc(p.Text) + `",link="` + encoded(p.Address, asciiDocMarks) + `"]`
		},
	},
	{
		Name: "Textile",
		link: func(p Page) string { return `"` + inTextile(p.Text) + `":` + p.Address },
		badge: func(p Page) string {
			return "!" + encoded(p.Image, "()!") + "(" + inTextileTitle(p.Text) + ")!:" + p.Address
		},
	},
	{
		Name:  "Org",
		link:  func(p Page) string { return "[[" + encoded(p.Address, `[]\`) + "][" + inOrg(p.Text) + "]]" },
		badge: func(p Page) string { return "[[" + encoded(p.Address, `[]\`) + "][" + encoded(p.Image, `[]\`) + "]]" },
	},
	{
		Name: "Jira, Confluence",
		link: func(p Page) string { return "[" + inJira(p.Text) + "|" + encoded(p.Address, "[]{}|!") + "]" },
		badge: func(p Page) string {
			return "[!" + encoded(p.Image, "[]{}|!") + "!|" + encoded(p.Address, "[]{}|!") + "]"
		},
	},
	{
		Name: "BBCode",
		link: func(p Page) string { return "[url=" + encoded(p.Address, "[]") + "]" + inBBCode(p.Text) + "[/url]" },
		badge: func(p Page) string {
			return "[url=" + encoded(p.Address, "[]") + "][img]" + encoded(p.Image, "[]") + "[/img][/url]"
		},
	},
	{
		// RFC 3986, appendix C.
		Name: "",
		link: func(p Page) string { return p.Text + " <" + encoded(p.Address, "<>") + ">" },
	},
}
