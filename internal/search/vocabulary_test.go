package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"gateway", "gateway", 0},
		{"gatway", "gateway", 1},   // one less
		{"gatteway", "gateway", 1}, // one more
		{"gatewai", "gateway", 1},  // another
		{"gaetway", "gateway", 1},  // two in the wrong order
		{"timout", "timeouts", 2},
		{"abc", "xyz", 3},
		{"", "abc", 3},
	} {
		for limit := range 5 {
			want := min(test.want, limit+1)
			if got := distance(test.a, test.b, limit); got != want {
				t.Errorf("from %q to %q up to %d: %d, want %d", test.a, test.b, limit, got, want)
			}
			if there, back := distance(test.a, test.b, limit), distance(test.b, test.a, limit); there != back {
				t.Errorf("from %q to %q is %d, and back %d", test.a, test.b, there, back)
			}
		}
	}
	long := strings.Repeat("a", 100) // longer than the rows on the stack
	if got := distance(long, long+"b", 2); got != 1 {
		t.Errorf("between long words: %d, want 1", got)
	}
}

func TestNearest(t *testing.T) {
	v := vocabulary{often: map[string]int{"gateway": 50, "gateways": 1, "timeout": 40, "found": 90, "bound": 10, "unauthorized": 30, "not": 99, "proxy": 5, "503": 7}}
	v.sort()
	for word, want := range map[string]string{
		"gateway":                  "gateway",
		"gatway":                   "gateway",
		"gatwey":                   "gateway", // two slips, in six letters
		"timout":                   "timeout",
		"unautorizef":              "unauthorized", // two slips
		"unauthoriz":               "unauthorized", // its beginning
		"gound":                    "found",        // the commoner one
		"fnd":                      "fnd",          // too short to guess
		"nott":                     "not",
		"prxoy":                    "proxy",
		"pxoryz":                   "pxoryz", // three slips
		"502":                      "502",    // a number is never another
		"50x3":                     "50x3",
		"逾時":                       "逾時",
		"zzzzzz":                   "zzzzzz",
		strings.Repeat("gate", 20): strings.Repeat("gate", 20),
		"":                         "",
	} {
		if got := v.nearest(word); got != want {
			t.Errorf("%q is taken for %q, want %q", word, got, want)
		}
	}
}

func TestBeginning(t *testing.T) {
	v := vocabulary{often: map[string]int{"time": 3, "timeout": 40, "timeouts": 2, "timed": 9, "timing": 1, "tim\u00e9": 1, "too": 100}}
	v.sort()
	for _, test := range []struct {
		word string
		most int
		want []string
	}{
		{"time", 9, []string{"timeout", "timed", "timeouts"}},
		{"time", 1, []string{"timeout"}},
		{"timeouts", 3, nil},
		{"x", 3, nil},
		{"zz", 3, nil},
	} {
		if got := v.beginning(test.word, test.most); !slices.Equal(got, test.want) {
			t.Errorf("%q begins %q, want %q", test.word, got, test.want)
		}
	}
}

// FuzzDistance holds the distance against the definition of it.
func FuzzDistance(f *testing.F) {
	for _, seed := range [][2]string{{"gatway", "gateway"}, {"ab", "ba"}, {"", "x"}, {"abcd", "badc"}, {"ca", "abc"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 10 || len(b) > 10 || !utf8.ValidString(a+b) {
			return
		}
		want := slow(a, b)
		for limit := range 4 {
			got := distance(a, b, limit)
			if want <= limit && got != want || want > limit && got <= limit {
				t.Errorf("from %q to %q up to %d: %d, want %d", a, b, limit, got, want)
			}
		}
	})
}

// slow is the distance as it is defined.
func slow(a, b string) int {
	memory := map[[2]int]int{}
	var step func(i, j int) int
	step = func(i, j int) int {
		if i == 0 || j == 0 {
			return i + j
		}
		if known, ok := memory[[2]int{i, j}]; ok {
			return known
		}
		least := min(step(i-1, j), step(i, j-1), step(i-1, j-1)) + 1
		if a[i-1] == b[j-1] {
			least = min(least, step(i-1, j-1))
		}
		if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
			least = min(least, step(i-2, j-2)+1)
		}
		memory[[2]int{i, j}] = least
		return least
	}
	return step(len(a), len(b))
}
