package catalog_test

import (
	"encoding/csv"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/catalog"
	"statusbook/internal/layer/layertest"
)

// book loads the catalog that the program embeds.
func book(t *testing.T) *catalog.Catalog {
	t.Helper()
	knowledge, problems := catalog.Load(layertest.Embedded(t, os.DirFS("../..")))
	if len(problems) > 0 {
		t.Errorf("the embedded content has problems:\n%v", problems)
	}
	return knowledge
}

// rows reads a table of testdata, without its heading.
func rows(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

// TestRegistry holds the book against the IANA HTTP Status Code Registry as of
// 2025-09-15: its 64 entries, and no other that claims to be one.
func TestRegistry(t *testing.T) {
	type entry struct{ Phrase, Document, Section, Status string }
	want, got := map[string]entry{}, map[string]entry{}
	for _, row := range rows(t, "iana-registry.csv") {
		want[row[0]] = entry{row[1], row[2], row[3], row[4]}
	}
	if len(want) != 64 {
		t.Fatalf("the registry of the test has %d entries", len(want))
	}
	for _, code := range book(t).Codes {
		if code.Registered() {
			got[code.String()] = entry{code.Phrase, code.Spec.Document, code.Spec.Section, string(code.Registration)}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the book differs from the registry (-registry +book):\n%s", diff)
	}
}

// TestSource holds the book against the document that it began with: the title
// of each code where it is not today's phrase, and the language of its
// description.
func TestSource(t *testing.T) {
	knowledge := book(t)
	in := map[int]bool{}
	languages := map[string]int{}
	for _, row := range rows(t, "source-codes.csv") {
		number, _ := catalog.Number(row[0])
		in[number] = true
		languages[row[2]]++
		code := knowledge.Code(number)
		if code == nil || code.Source == nil {
			t.Errorf("%s: the book says nothing of the source", row[0])
			continue
		}
		title := code.Source.Title
		switch title {
		case "":
			title = code.Phrase
		case code.Phrase:
			t.Errorf("%s: the source's title %q is today's phrase: leave it out", row[0], title)
		}
		if diff := cmp.Diff(row[1:], []string{title, code.Source.Language}); diff != "" {
			t.Errorf("%s differs (-source +book):\n%s", row[0], diff)
		}
	}
	for _, code := range knowledge.Codes {
		if code.Source != nil && !in[code.Number] {
			t.Errorf("%s is not in the source", code)
		}
	}
	if diff := cmp.Diff(map[string]int{"zh-TW": 7, "en": 46, "none": 8}, languages); diff != "" {
		t.Errorf("the languages of the source differ (-want +got):\n%s", diff)
	}
}

// TestGoConstants holds the names against the source of net/http, since a
// constant's name cannot be asked of the running program.
func TestGoConstants(t *testing.T) {
	pkg, err := build.Import("net/http", "", build.FindOnly)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(pkg.Dir, "status.go"), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "Status") {
			if value, isLiteral := spec.Values[0].(*ast.BasicLit); isLiteral {
				want[spec.Names[0].Name], _ = strconv.Atoi(value.Value)
			}
		}
		return true
	})
	if want["StatusOK"] != http.StatusOK || len(want) < 60 {
		t.Fatalf("net/http has been misread: %v", want)
	}
	got := map[string]int{}
	for _, code := range book(t).Codes {
		if code.Constants.Go != "" {
			got[code.Constants.Go] = code.Number
		}
		if (http.StatusText(code.Number) != "") != (code.Constants.Go != "") {
			t.Errorf("%s: the constant is %q, but net/http has the text %q", code, code.Constants.Go, http.StatusText(code.Number))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("constants differ (-net/http +book):\n%s", diff)
	}
}

// TestHeuristicallyCacheable: RFC 9110, section 15.1 lists the codes that are
// heuristically cacheable "in this specification", and leaves it to others to
// add to them. RFC 7725, section 3 does so for 451.
func TestHeuristicallyCacheable(t *testing.T) {
	want := []int{200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501}
	var got []int
	for _, code := range book(t).Codes {
		if code.Registered() && code.Caching == catalog.Heuristic {
			got = append(got, code.Number)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes differ (-want +got):\n%s", diff)
	}
}

// TestNoContent: interim responses, 204, 205 and 304 carry no content
// (RFC 9110, sections 15.2, 15.3.5, 15.3.6 and 15.4.5).
func TestNoContent(t *testing.T) {
	for _, code := range book(t).Codes {
		if !code.Registered() {
			continue
		}
		want := "allowed"
		switch code.Number {
		case http.StatusNoContent, http.StatusResetContent, http.StatusNotModified:
			want = "none"
		}
		if code.Class() == 1 {
			want = "none"
		}
		if code.Content != want {
			t.Errorf("%s: content is %s, want %s", code, code.Content, want)
		}
	}
}

// TestNeverCached: RFC 6585 forbids caches to store these.
func TestNeverCached(t *testing.T) {
	want := []int{428, 429, 431, 511}
	var got []int
	for _, code := range book(t).Codes {
		if code.Registered() && code.Caching == catalog.Never {
			got = append(got, code.Number)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes differ (-want +got):\n%s", diff)
	}
}
