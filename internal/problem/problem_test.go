package problem_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/problem"
)

func TestString(t *testing.T) {
	warning := problem.In("locales/active.ja.toml", "message %s is missing", "site.home")
	warning.Warning = true
	tests := []struct {
		name    string
		problem problem.Problem
		want    string
	}{
		{"place", problem.At("content/a.md", 12, 7, "dead link"), "content/a.md:12:7: dead link"},
		{"file", problem.In("content/a.md", "is %q", "x"), `content/a.md: is "x"`},
		{"warning", warning, "locales/active.ja.toml: warning: message site.home is missing"},
		{"Chinese stays readable", problem.At("頁.md", 1, 1, "標題「快取」"), "頁.md:1:1: 標題「快取」"},
		{"escape sequence in a name", problem.In("a\x1b[2Jb.md", "is bad"), `"a\x1b[2Jb.md": is bad`},
		{"newline in a name", problem.At("a\nb.md", 3, 4, "is bad"), `"a\nb.md":3:4: is bad`},
		{"8-bit control", problem.In("a\u009b2J.md", "is bad"), `"a\u009b2J.md": is bad`},
		{"bidi control in a message", problem.In("a.md", "unknown key \u202egpj"), `a.md: "unknown key \u202egpj"`},
		{"invalid UTF-8", problem.In("a\xff.md", "is bad"), `"a\xff.md": is bad`},
		{"several lines", problem.In("a.md", "one\ntwo"), `a.md: "one\ntwo"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.problem.String()); diff != "" {
				t.Errorf("String differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPosition(t *testing.T) {
	const data = "one\n雙tw\n\nend"
	tests := []struct{ offset, line, column int }{
		{-1, 1, 1}, {0, 1, 1}, {2, 1, 3}, {3, 1, 4}, // the line end belongs to its line
		{4, 2, 1}, {7, 2, 4}, // columns count bytes
		{10, 3, 1}, {11, 4, 1}, {14, 4, 4}, {99, 4, 4},
	}
	for _, test := range tests {
		line, column := problem.Position([]byte(data), test.offset)
		if line != test.line || column != test.column {
			t.Errorf("Position(%d) = %d:%d, want %d:%d", test.offset, line, column, test.line, test.column)
		}
	}
}

func TestSort(t *testing.T) {
	a1 := problem.At("a", 1, 1, "first")
	list := problem.List{
		problem.At("b", 1, 1, "x"), problem.At("a", 10, 1, "x"), problem.At("a", 2, 5, "x"), a1,
		problem.At("a", 2, 4, "z"), problem.At("a", 2, 4, "y"), a1, problem.In("a", "whole file"),
	}
	want := problem.List{
		problem.In("a", "whole file"), a1, problem.At("a", 2, 4, "y"), problem.At("a", 2, 4, "z"),
		problem.At("a", 2, 5, "x"), problem.At("a", 10, 1, "x"), problem.At("b", 1, 1, "x"),
	}
	if diff := cmp.Diff(want, list.Sort()); diff != "" {
		t.Errorf("Sort differs (-want +got):\n%s", diff)
	}
}

func TestFatal(t *testing.T) {
	warning := problem.Problem{File: "a", Message: "could be better", Warning: true}
	fatal := problem.In("b", "is wrong")
	list := problem.List{warning, fatal}
	if diff := cmp.Diff(problem.List{fatal}, list.Fatal()); diff != "" {
		t.Errorf("Fatal differs (-want +got):\n%s", diff)
	}
	if got, want := list.String(), "a: warning: could be better\nb: is wrong"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}
