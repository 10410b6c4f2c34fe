package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// shown writes a passage with its matches in brackets.
func shown(p Passage) string {
	var b strings.Builder
	for _, piece := range p.Pieces {
		if piece.Match {
			b.WriteString("[" + piece.Text + "]")
		} else {
			b.WriteString(piece.Text)
		}
	}
	return b.String()
}

func TestMark(t *testing.T) {
	for _, test := range []struct{ name, query, text, want string }{
		{"a word", "gateway", "A gateway waited.", "A [gateway] waited."},
		{"any case", "gateway", "GATEWAY or Gateway", "[GATEWAY] or [Gateway]"},
		{"at the beginning of a word only", "found", "Found, not confounded; foundation", "[Found], not confounded; [found]ation"},
		{"next to Han", "nginx", "在nginx裡", "在[nginx]裡"},
		{"several words", "gateway timeout", "The gateway had a timeout.", "The [gateway] had a [timeout]."},
		{"words that stand together make one run", "gateway timeout", "a gateway timeout", "a [gateway timeout]"},
		{"pairs of Han make one run", "找不到網頁", "他找不到網頁了", "他[找不到網頁]了"},
		{"overlapping pairs of a part of it", "找不到網頁", "找不到檔案", "[找不到]檔案"},
		{"neighbouring runs are joined", "逾時 連線", "連線逾時", "[連線逾時]"},
		{"one Han character", "逾", "逾時，愈時，逾期", "[逾]時，愈時，[逾]期"},
		{"Simplified marks what it stands for", "超时", "閘道逾時", "閘道[逾時]"},
		{"a slip marks what was meant", "gatway", "the gateway", "the [gateway]"},
		{"markup stays text", "script", "<script>alert('x') && \"y\"</script>", "<[script]>alert('x') && \"y\"</[script]>"},
		{"nothing", "zzzz", "The gateway had a timeout.", "The gateway had a timeout."},
		{"an empty text", "gateway", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := Document{Summary: test.text}
			if diff := cmp.Diff(test.want, shown(d.Passage(book().Prepare(test.query)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A letter whose small form is longer must not shift the marks that come after.
func TestMarkOddLetters(t *testing.T) {
	text := "Ⱥ gateway İ gateway"
	p := Document{Summary: text}.Passage(book().Prepare("gateway"))
	if got := strings.NewReplacer("[", "", "]", "").Replace(shown(p)); got != text {
		t.Errorf("shown as %q", got)
	}
}

// TestPassage shows the part that has most of the query.
func TestPassage(t *testing.T) {
	for _, test := range []struct {
		name, language, query, section string
		want                           []string // in this order
	}{
		{"the summary, if no section has more", "en", "gateway", "", []string{"A [gateway] waited for an answer"}},
		{"a section, around the match", "en", "proxy_read_timeout", "example", []string{"…", "[proxy]_[read]_[timeout]"}},
		{"a section in Chinese", "zh-TW", "連線逾時的上限", "example", []string{"…", "調高[連線逾時的上限]。", "…"}},
		{"the summary, if nothing has anything", "en", "zzzz", "", []string{"A gateway waited"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, ok := book().Document(test.language, "504")
			if !ok {
				t.Fatal("the page is not there")
			}
			p := d.Passage(book().Prepare(test.query))
			if p.Section.ID != test.section {
				t.Errorf("it is from the section %q, want %q", p.Section.ID, test.section)
			}
			text := shown(p)
			rest := text
			for _, part := range test.want {
				_, after, ok := strings.Cut(rest, part)
				if !ok {
					t.Fatalf("%q does not go on with %q", text, part)
				}
				rest = after
			}
			if n := utf8.RuneCountInString(text); n > 3*passageLength {
				t.Errorf("%d characters", n)
			}
			if p.Matches() != strings.Contains(text, "[") {
				t.Errorf("Matches is %t: %s", p.Matches(), text)
			}
		})
	}
}
