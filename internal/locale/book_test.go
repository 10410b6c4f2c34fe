package locale_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"unicode"
)

// TestBookExecutes says every message of the embedded editions.
func TestBookExecutes(t *testing.T) {
	if problems := book(t).Execute(); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestMirror holds the edition `mul` against the document that the book began
// with: each summary stands in the language in which that document describes the
// code, in the words of that language's own edition.
func TestMirror(t *testing.T) {
	f, err := os.Open("../catalog/testdata/source-codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	language := map[string]string{}
	for _, row := range rows[1:] {
		language[row[0]] = row[2]
	}
	set := book(t)
	mul := set.Get("mul")
	count := map[string]int{}
	for number := range 1000 {
		code := digits(number)
		for _, tag := range mul.Languages {
			id := "code." + code + ".summary"
			own := id + "." + tag
			if mul.Has(own) != (language[code] == tag) {
				t.Errorf("%s: the bundle has it: %t, the language of the source is %q", own, mul.Has(own), language[code])
			}
			if !mul.Has(own) {
				continue
			}
			count[tag]++
			got := say(t, mul, own)
			if want := say(t, set.Get(tag), id); got != want {
				t.Errorf("%s differs from the edition %s:\n%s\n%s", own, tag, got, want)
			}
			if hasHan := strings.ContainsFunc(got, func(r rune) bool { return unicode.Is(unicode.Han, r) }); hasHan != (tag == "zh-TW") {
				t.Errorf("%s is in the wrong script: %s", own, got)
			}
		}
		if mul.Has("code."+code+".summary") || mul.Has("code."+code+".name") {
			t.Errorf("the bundle has a text of %s of its own", code)
		}
	}
	if count["zh-TW"] != 7 || count["en"] != 46 {
		t.Errorf("%v summaries, want 7 in Chinese and 46 in English", count)
	}
}

func digits(number int) string {
	return string([]byte{byte('0' + number/100), byte('0' + number/10%10), byte('0' + number%10)})
}

// TestScripts: what an edition says, it says in its own script.
func TestScripts(t *testing.T) {
	set := book(t)
	for number := range 1000 {
		id := "code." + digits(number) + ".summary"
		if en := set.Get("en"); en.Has(id) {
			if said := say(t, en, id); strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s in English has Han: %s", id, said)
			}
		}
		if zh := set.Get("zh-TW"); zh.Has(id) {
			if said := say(t, zh, id); !strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s in Chinese has no Han: %s", id, said)
			}
		}
	}
}
