package card_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"statusbook/internal/card"
)

// element is a start tag of a badge with the text right after it.
type element struct {
	xml.StartElement
	text string
}

func (e element) attr(name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) float(t *testing.T, name string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(e.attr(name), 64)
	if err != nil {
		t.Errorf("<%s %s=%q>: %v", e.Name.Local, name, e.attr(name), err)
	}
	return v
}

// elements reads a badge as any program reads XML, and fails if it is none.
func elements(t *testing.T, svg []byte) []element {
	t.Helper()
	var found []element
	var open []int
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, len(found))
			found = append(found, element{StartElement: token.Copy()})
		case xml.CharData:
			for _, i := range open {
				found[i].text += string(token)
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

func named(t *testing.T, all []element, name string) []element {
	t.Helper()
	var found []element
	for _, e := range all {
		if e.Name.Local == name {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		t.Fatalf("there is no <%s>", name)
	}
	return found
}

// kinds are badges of each kind.
func kinds() []card.Badge {
	var all []card.Badge
	for _, style := range card.Styles {
		for digit := range 6 {
			all = append(all, card.Badge{Label: "HTTP", Number: strconv.Itoa(digit) + "00", Digit: digit, Style: style, Texts: []card.Text{{"en", "Not Found"}, {"zh-TW", "找不到"}}})
		}
		all = append(all, card.Badge{Label: "HTTP", Quiet: true, Style: style, Texts: []card.Text{{"zh-TW", "無效"}}})
	}
	return all
}

// TestBadge: a badge says the same to everybody, and needs nothing that a policy
// or an image proxy could take away.
func TestBadge(t *testing.T) {
	for _, b := range kinds() {
		name := fmt.Sprintf("%s %s", b.Style, b.Number)
		svg := b.SVG()
		all := elements(t, svg)
		root, title := all[0], named(t, all, "title")[0]
		if root.Name != (xml.Name{Space: "http://www.w3.org/2000/svg", Local: "svg"}) || root.attr("role") != "img" || root.attr("lang") != b.Texts[0].Language {
			t.Errorf("%s: the root is %v", name, root)
		}
		want := strings.Join(strings.Fields("HTTP "+b.Number+" "+b.Texts[0].Text), " ")
		if len(b.Texts) > 1 {
			want += " " + b.Texts[1].Text
		}
		if root.attr("aria-label") != want || title.text != want {
			t.Errorf("%s: called %q and titled %q, want %q", name, root.attr("aria-label"), title.text, want)
		}
		var seen []string
		for _, line := range named(t, all, "text") {
			seen = append(seen, line.text)
		}
		if got := strings.Join(seen, " "); !strings.EqualFold(got, want) {
			t.Errorf("%s: shows %q, want %q", name, got, want)
		}
		for _, forbidden := range []string{"style", "id=", "class=", "href", "url(", "<script", "<image", "<!", "<?", "@", " on"} {
			if strings.Contains(string(svg), forbidden) {
				t.Errorf("%s: there is %q in %s", name, forbidden, svg)
			}
		}
		if len(svg) >= 1024 {
			t.Errorf("%s takes %d bytes: it would be compressed for each request", name, len(svg))
		}
	}
}

// TestBadgeRoom: the lines have room inside of the badge, beside one another.
func TestBadgeRoom(t *testing.T) {
	for _, b := range kinds() {
		all := elements(t, b.SVG())
		lines := named(t, all, "text")
		if len(lines) != 2 {
			t.Fatalf("%d lines", len(lines))
		}
		width, height := all[0].float(t, "width"), all[0].float(t, "height")
		first, second := lines[0], lines[1]
		end := first.float(t, "x") + first.float(t, "textLength")
		if first.float(t, "x") < 4 || second.float(t, "x") < end+4 || second.float(t, "x")+second.float(t, "textLength") > width-4 {
			t.Errorf("%s: no room in %s", b.Style, b.SVG())
		}
		if y := first.float(t, "y"); y < 10 || y > height-4 || y != second.float(t, "y") {
			t.Errorf("%s: the baseline is at %v of %v", b.Style, y, height)
		}
	}
	short := card.Badge{Number: "404", Texts: []card.Text{{"zh-TW", "找不到"}}}
	long := card.Badge{Number: "404", Texts: []card.Text{{"zh-TW", "找不到找不到"}}}
	if a, b := elements(t, short.SVG())[0], elements(t, long.SVG())[0]; b.float(t, "width")-a.float(t, "width") != 33 {
		t.Errorf("three more Han characters of 11 pixels make %s of %s", b.attr("width"), a.attr("width"))
	}
	unknown := card.Badge{Number: "404", Texts: []card.Text{{"ja", "ないない"}, {"ru", "Нет"}}} // no glyphs to measure
	if w := elements(t, unknown.SVG())[0].float(t, "width"); w < 4*11+3*5 {
		t.Errorf("text of another script has only %v pixels", w)
	}
}

var hexColour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// luminance is the relative luminance of a colour (WCAG 2.2), after black is laid
// over it.
func luminance(t *testing.T, colour string, black float64) float64 {
	t.Helper()
	if !hexColour.MatchString(colour) {
		t.Fatalf("%q is no colour", colour)
	}
	var rgb [3]uint8
	if _, err := fmt.Sscanf(colour, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2]); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		v := float64(rgb[i]) / 255 * (1 - black)
		if v <= .04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

// TestBadgeContrast: each line is legible on what it stands on (WCAG 2.2,
// criterion 1.4.3), shaded or not.
func TestBadgeContrast(t *testing.T) {
	for _, b := range kinds() {
		all := elements(t, b.SVG())
		var grounds []string
		shade := 0.0
		for _, e := range all {
			switch {
			case e.Name.Local == "rect":
				grounds = append(grounds, e.attr("fill"), e.attr("fill"))
			case e.Name.Local == "path" && e.attr("fill") != "":
				grounds = append(grounds, e.attr("fill"))
			case e.Name.Local == "path":
				shade = e.float(t, "fill-opacity")
			}
		}
		lines := named(t, all, "text")
		if len(grounds) != len(lines) {
			t.Fatalf("%s: %d lines on %d grounds", b.Style, len(lines), len(grounds))
		}
		for i, line := range lines {
			for _, black := range []float64{0, shade} {
				one, two := luminance(t, line.attr("fill"), 0), luminance(t, grounds[i], black)
				if ratio := (max(one, two) + .05) / (min(one, two) + .05); ratio < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", b.Style, line.attr("fill"), grounds[i], ratio)
				}
			}
		}
	}
}

// TestBadgeEscapes: a name is text, whatever is in it.
func TestBadgeEscapes(t *testing.T) {
	for _, style := range card.Styles {
		nasty := `</text><script>alert(1)</script>"'&amp;` + "\x00\xff"
		b := card.Badge{Label: "<&\">", Number: "4<4", Style: style, Texts: []card.Text{{`en" onload="x`, nasty}, {"zh<", nasty}}}
		all := elements(t, b.SVG())
		for _, e := range all {
			if strings.EqualFold(e.Name.Local, "script") || e.attr("onload") != "" {
				t.Errorf("%s: %v", style, e)
			}
		}
		want := `<&"> 4<4 </text><script>alert(1)</script>"'&amp;` + "\uFFFD\uFFFD"
		if got := named(t, all, "title")[0].text; !strings.HasPrefix(got, want) {
			t.Errorf("%s: titled %q, want %q", style, got, want)
		}
	}
}

// TestBadgeStyles: styles differ, and what is no style is the first of them.
func TestBadgeStyles(t *testing.T) {
	drawn := map[string]string{}
	for _, style := range append([]string{"", "social", "FLAT"}, card.Styles...) {
		drawn[style] = string(card.Badge{Label: "HTTP", Number: "404", Digit: 4, Style: style, Texts: []card.Text{{"en", "Not Found"}}}.SVG())
	}
	different := map[string]bool{}
	for _, svg := range drawn {
		different[svg] = true
	}
	if len(different) != len(card.Styles) || drawn[""] != drawn["flat"] || drawn["social"] != drawn["flat"] {
		t.Errorf("%d looks for %d styles", len(different), len(card.Styles))
	}
}

func BenchmarkBadge(b *testing.B) {
	badge := card.Badge{Label: "HTTP", Number: "404", Digit: 4, Texts: []card.Text{{"en", "Not Found"}, {"zh-TW", "找不到"}}}
	b.ReportAllocs()
	for b.Loop() {
		badge.SVG()
	}
}
