package card_test

import (
	"bytes"
	"image"
	"image/png"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/card"
	"statusbook/internal/catalog"
	"statusbook/internal/layer"
	"statusbook/internal/locale"
)

// titles are the pictures of every code and class in every edition, with the
// texts of the book itself.
var titles = sync.OnceValue(func() map[string]card.Card {
	tree, problems := layer.Embedded(os.DirFS("../.."))
	knowledge, found := catalog.Load(tree)
	problems = append(problems, found...)
	editions, found := locale.Load(tree, "zh-TW")
	if problems = append(problems, found...); len(problems.Fatal()) > 0 {
		panic(problems)
	}
	cards := map[string]card.Card{}
	for _, e := range editions.Editions {
		say := func(id string) string {
			said, err := e.Message(id)
			if err != nil {
				panic(err)
			}
			return said
		}
		each := func(id string) []string {
			var said []string
			for _, language := range e.Languages {
				text, err := editions.Get(language).Message(id)
				if err != nil {
					panic(err)
				}
				said = append(said, text)
			}
			return said
		}
		frame := card.Card{Site: say("site.name"), Tagline: say("site.tagline")}
		contents := frame
		contents.Title = say("home.heading")
		for _, class := range knowledge.Classes {
			names := each("class." + class.String() + ".name")
			c := frame
			c.Number, c.Digit, c.Title, c.Names = class.String(), class.Digit, names[0], names[1:]
			cards[e.Tag+"/"+class.String()] = c
			contents.Classes = append(contents.Classes, card.Class{Digit: class.Digit, Name: names[0]})
		}
		cards[e.Tag+"/book"] = contents
		for _, code := range knowledge.Codes {
			c := frame
			c.Number, c.Digit, c.Title, c.Names = code.String(), code.Class(), code.Phrase, each("code."+code.String()+".name")
			if c.Digit > 0 {
				c.Class = contents.Classes[c.Digit-1].Name
			}
			if !code.Registered() {
				c.Mark = say("mark." + string(code.Registration))
			}
			cards[e.Tag+"/"+code.String()] = c
		}
	}
	return cards
})

// TestTitlesFit: nothing of the book's own is left out or cut, and each line
// keeps to the margins and away from the others.
func TestTitlesFit(t *testing.T) {
	if len(titles()) < 300 {
		t.Fatalf("%d pictures: where are the others?", len(titles()))
	}
	for name, c := range titles() {
		lines := c.Lines()
		slices.SortStableFunc(lines, func(a, b card.Line) int { return int(a.Bottom - b.Bottom) })
		var texts []string
		for i, l := range lines {
			texts = append(texts, l.Text)
			if l.Left < card.Margin-.5 || l.Right > card.Width-card.Margin+.5 || l.Top < 40 || l.Bottom > card.Height-card.Foot-20 {
				t.Errorf("%s: %q reaches from %.0f,%.0f to %.0f,%.0f", name, l.Text, l.Left, l.Top, l.Right, l.Bottom)
			}
			if l.Top < card.Hairline && l.Bottom > card.Hairline-10 {
				t.Errorf("%s: %q stands on the rule", name, l.Text)
			}
			for _, other := range lines[:i] {
				if l.Left < other.Right+8 && other.Left < l.Right+8 && l.Top < other.Bottom+2 && other.Top < l.Bottom+2 {
					t.Errorf("%s: %q touches %q", name, l.Text, other.Text)
				}
			}
			if l.Text == c.Number && l.Size < 180 {
				t.Errorf("%s: the number has only %.0f pixels", name, l.Size)
			}
		}
		all := strings.Join(texts, " ")
		for _, want := range slices.Concat([]string{c.Number, c.Title, c.Class, c.Mark, c.Site, c.Tagline}, c.Names) {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q is missing in %q", name, want, texts)
			}
		}
		for _, class := range c.Classes {
			if !slices.Contains(texts, class.Name) {
				t.Errorf("%s: %q is missing in %q", name, class.Name, texts)
			}
		}
	}
}

// maxPicture is what a picture may take. Chats load it before they show a link.
const maxPicture = 25 << 10

func TestPictures(t *testing.T) {
	names := slices.Sorted(maps.Keys(titles()))
	largest, where := 0, ""
	for i, name := range names {
		c := titles()[name]
		if longest := strings.HasPrefix(name, "mul/") && len(c.Title) >= 34; i%15 > 0 && c.Number != "" && !longest {
			continue // some, those with most on them, and the book
		}
		data := c.PNG()
		if len(data) > largest {
			largest, where = len(data), name
		}
		decoded, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(name, err)
		}
		picture, ok := decoded.(*image.Paletted)
		if !ok || picture.Bounds() != image.Rect(0, 0, card.Width, card.Height) {
			t.Fatalf("%s: %T of %v", name, decoded, decoded.Bounds())
		}
		if got := picture.At(0, 0); got != card.Paper {
			t.Errorf("%s: the ground is %v", name, got)
		}
		if c.Number != "" && picture.At(5, card.Height-1) != card.Tone(c.Digit) {
			t.Errorf("%s: the bar is %v", name, picture.At(5, card.Height-1))
		}
		for y := range card.Height - card.Foot {
			for _, x := range []int{card.Margin - 3, card.Width - card.Margin + 3} {
				if picture.At(x, y) != card.Paper {
					t.Errorf("%s: there is ink in the margin at %d,%d", name, x, y)
				}
			}
		}
	}
	t.Logf("the largest is %s with %d bytes", where, largest)
	if largest == 0 || largest > maxPicture {
		t.Errorf("%s takes %d bytes, allowed are %d", where, largest, maxPicture)
	}
}

// TestPictureIsRepeatable: the tag of a picture is made from its bytes, and many
// may be asked for at once.
func TestPictureIsRepeatable(t *testing.T) {
	c := titles()["mul/431"]
	want := c.PNG()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if !bytes.Equal(c.PNG(), want) {
				t.Error("the same picture has other bytes")
			}
		})
	}
	group.Wait()
	c.Title = "Request Header Fields Too Long"
	if bytes.Equal(c.PNG(), want) {
		t.Error("another picture has the same bytes")
	}
}

// TestMissingGlyphs: a line with a character that the fonts lack is left out,
// whole, and the others stand.
func TestMissingGlyphs(t *testing.T) {
	c := card.Card{
		Number: "404", Digit: 4, Title: "Not Found", Site: "本", Tagline: "Κωδικοί", Class: "Ошибка", Mark: "\U0001F600",
		Names: []string{"見つかりません", "No such resource"},
	}
	var got []string
	for _, l := range c.Lines() {
		got = append(got, l.Text)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"404", "4xx", "No such resource", "Not Found", "本"}, got); diff != "" {
		t.Error(diff)
	}
	c.PNG()
	for _, c := range []card.Card{{}, {Number: "四零四", Title: "つ"}, {Title: "\xff\x00\n"}, {Classes: []card.Class{{9, "つ"}}}} {
		if _, err := png.Decode(bytes.NewReader(c.PNG())); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for text, want := range map[string]bool{"": true, "Réseau 找不到": true, "つ": false, "\u0623": false} {
		if card.Covers(text) != want {
			t.Errorf("Covers(%q) = %v", text, !want)
		}
	}
}

// TestLongTitles: whatever a host calls a code, it keeps to the margins.
func TestLongTitles(t *testing.T) {
	for _, long := range []string{
		strings.Repeat("Long ", 60), strings.Repeat("Long", 60), strings.Repeat("太長", 90), "A " + strings.Repeat("W", 90) + " B",
	} {
		c := card.Card{
			Number: "404", Digit: 4, Title: long, Names: []string{long, long, long, long, long, long}, Class: "Client error",
			Site: "statusbook", Tagline: long,
		}
		for _, l := range c.Lines() {
			if l.Left < card.Margin-.5 || l.Right > card.Width-card.Margin+.5 || l.Top < 0 || l.Bottom > card.Height {
				t.Errorf("%.20q…: %+v", long, l)
			}
			if l.Text == long {
				t.Errorf("%.20q…: it is not cut", long)
			}
		}
		c = card.Card{Title: long, Classes: []card.Class{{1, long}, {2, long}}}
		for _, l := range c.Lines() {
			if l.Right > card.Width-card.Margin+.5 || l.Bottom > card.Height {
				t.Errorf("contents, %.20q…: %+v", long, l)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		width float64
		want  []string
	}{
		{"Not Found", 2000, []string{"Not Found"}},
		{"Network Authentication Required", 700, []string{"Network", "Authentication", "Required"}},
		{"one two three four", 500, []string{"one two", "three four"}}, // evened out, not "one two three" and "four"
		{"一二三（四五）", 330, []string{"一二三", "（四五）"}},                      // not before a closing mark, not after an opening one
		{"", 100, []string{""}},
	} {
		if diff := cmp.Diff(test.want, card.Wrap(test.text, 80, test.width)); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
	}
}

// TestFonts: they are small, and their licence is beside them.
func TestFonts(t *testing.T) {
	if n := card.FontBytes(); n > 300<<10 {
		t.Errorf("the fonts take %d bytes", n)
	}
	license, err := os.ReadFile("OFL.txt")
	if err != nil || !strings.Contains(string(license), "SIL OPEN FONT LICENSE Version 1.1") || !strings.Contains(string(license), "Adobe") {
		t.Errorf("OFL.txt: %v", err)
	}
	for r := rune(' '); r <= '~'; r++ {
		if !card.Covers(string(r)) {
			t.Errorf("there is no glyph for %q", r)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	c := titles()["mul/431"]
	b.ReportAllocs()
	for b.Loop() {
		c.PNG()
	}
}
