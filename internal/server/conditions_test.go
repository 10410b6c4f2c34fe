package server

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	ours  = `"tag-gzip"`
	then  = "Tue, 01 Jul 2025 12:00:00 GMT" // when the representation was made
	older = "Tue, 01 Jul 2025 11:59:59 GMT"
	newer = "Tue, 01 Jul 2025 12:00:01 GMT"
)

// The order of RFC 9110, section 13.2.2, row by row.
func TestJudge(t *testing.T) {
	made, err := http.ParseTime(then)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		fields string // Name: value, in lines
		want   int
	}{
		{"", 0},
		{"If-None-Match: " + ours, 304},
		{"If-None-Match: W/" + ours, 304},
		{"If-None-Match: *", 304},
		{"If-None-Match:  * ", 304},
		{`If-None-Match: "a", ` + ours, 304},
		{`If-None-Match: "a"` + "\nIf-None-Match: " + ours, 304},
		{`If-None-Match: "a"`, 0},
		{`If-None-Match: "tag"`, 0},
		{`If-None-Match: "TAG-GZIP"`, 0},
		{"If-None-Match: tag-gzip", 0},
		{"If-None-Match: ", 0},

		{"If-Modified-Since: " + then, 304},
		{"If-Modified-Since: " + newer, 304},
		{"If-Modified-Since: " + older, 0},
		{"If-Modified-Since: Tuesday, 01-Jul-25 12:00:00 GMT", 304},
		{"If-Modified-Since: Tue Jul  1 12:00:00 2025", 304},
		{"If-Modified-Since: 2025-07-01T12:00:00Z", 0},
		{"If-Modified-Since: " + then + "\nIf-Modified-Since: " + then, 0},
		{`If-None-Match: "a"` + "\nIf-Modified-Since: " + then, 0},
		{"If-None-Match: " + ours + "\nIf-Modified-Since: " + older, 304},

		{"If-Match: " + ours, 0},
		{"If-Match: *", 0},
		{"If-Match: W/" + ours, 412},
		{`If-Match: "a"`, 412},
		{"If-Match: ", 412},
		{"If-Match: *\nIf-None-Match: *", 304},
		{`If-Match: "a"` + "\nIf-None-Match: *", 412},
		{"If-Match: " + ours + "\nIf-Unmodified-Since: " + older, 0},

		{"If-Unmodified-Since: " + then, 0},
		{"If-Unmodified-Since: " + newer, 0},
		{"If-Unmodified-Since: " + older, 412},
		{"If-Unmodified-Since: never", 0},
		{"If-Unmodified-Since: " + older + "\nIf-None-Match: " + ours, 412},
	} {
		if got := judge(fields(tc.fields), ours, made); got != tc.want {
			t.Errorf("%q: judge gives %d, want %d", tc.fields, got, tc.want)
		}
	}
}

func fields(lines string) http.Header {
	h := http.Header{}
	for line := range strings.SplitSeq(lines, "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			h.Add(name, value)
		}
	}
	return h
}

func TestMatches(t *testing.T) {
	for _, tc := range []struct {
		field        string
		weak, strong bool
	}{
		{ours, true, true},
		{"W/" + ours, true, false},
		{"w/" + ours, false, false},
		{"*", true, true},
		{`"*"`, false, false},
		{`"a,b", ` + ours, true, true},
		{`, ,` + "\t" + ours + ",", true, true},
		{`"a"` + ours, true, true},
		{`"a" x ` + ours, false, false},
		{`"unterminated`, false, false},
		{`"`, false, false},
		{`W/`, false, false},
		{`""`, false, false},
		{"", false, false},
	} {
		if got := matches([]string{tc.field}, ours, weak); got != tc.weak {
			t.Errorf("%q: weakly %v, want %v", tc.field, got, tc.weak)
		}
		if got := matches([]string{tc.field}, ours, strong); got != tc.strong {
			t.Errorf("%q: strongly %v, want %v", tc.field, got, tc.strong)
		}
	}
}

func TestNextTag(t *testing.T) {
	for _, tc := range []struct{ list, tag, rest string }{
		{`"a"`, `"a"`, ""},
		{`"a", "b"`, `"a"`, `, "b"`},
		{`, "b"`, `"b"`, ""},
		{`W/"a"`, `W/"a"`, ""},
		{`"a,b";c`, `"a,b"`, ";c"},
		{`""`, `""`, ""},
		{"", "", ""},
		{"a", "", ""},
		{`"a`, "", ""},
		{`W/W/"a"`, "", ""},
		{`*`, "", ""},
	} {
		if tag, rest := nextTag(tc.list); tag != tc.tag || rest != tc.rest {
			t.Errorf("nextTag(%q) = %q, %q; want %q, %q", tc.list, tag, rest, tc.tag, tc.rest)
		}
	}
}

func TestWantedRange(t *testing.T) {
	const size = 100
	whole := "" // no range: the whole
	for _, tc := range []struct {
		method, value, condition string
		want                     string
	}{
		{"GET", "bytes=0-0", "", "0-0"},
		{"GET", "bytes=0-99", "", "0-99"},
		{"GET", "bytes=10-19", "", "10-19"},
		{"GET", "bytes=10-", "", "10-99"},
		{"GET", "bytes=-10", "", "90-99"},
		{"GET", "bytes=-1000", "", "0-99"},
		{"GET", "bytes=99-1000", "", "99-99"},
		{"GET", "bytes=0-99999999999999999999", "", "0-99"},
		{"GET", "bytes=-99999999999999999999", "", "0-99"},
		{"GET", "Bytes = 1-2", "", "1-2"},
		{"GET", "bytes=100-", "", "none"},
		{"GET", "bytes=100-200", "", "none"},
		{"GET", "bytes=99999999999999999999-", "", "none"},
		{"GET", "bytes=-0", "", "none"},

		{"GET", "bytes=", "", whole},
		{"GET", "bytes=-", "", whole},
		{"GET", "bytes=5", "", whole},
		{"GET", "bytes=5-4", "", whole},
		{"GET", "bytes=--5", "", whole},
		{"GET", "bytes=+1-2", "", whole},
		{"GET", "bytes=1-2-3", "", whole},
		{"GET", "bytes=0x1-2", "", whole},
		{"GET", "bytes=1 - 2", "", whole},
		{"GET", "bytes=\u0661-\u0662", "", whole},
		{"GET", "bytes=0-1,2-3", "", whole},
		{"GET", "bytes=0-1,", "", whole},
		{"GET", "lines=0-1", "", whole},
		{"GET", "bytes", "", whole},
		{"GET", "", "", whole},
		{"HEAD", "bytes=0-1", "", whole},

		{"GET", "bytes=0-1", ours, "0-1"},
		{"GET", "bytes=0-1", "W/" + ours, whole},
		{"GET", "bytes=0-1", `"other"`, whole},
		{"GET", "bytes=0-1", then, whole},
		{"GET", "bytes=200-", `"other"`, whole},
	} {
		r := httptest.NewRequest(tc.method, "/", nil)
		r.Header.Set("Range", tc.value)
		if tc.condition != "" {
			r.Header.Set("If-Range", tc.condition)
		}
		part, ok := wantedRange(r, ours, size)
		got := whole
		switch {
		case ok && part.unsatisfiable:
			got = "none"
		case ok:
			got = strconv.Itoa(part.first) + "-" + strconv.Itoa(part.last)
		}
		if got != tc.want {
			t.Errorf("%s, Range %q, If-Range %q: %q, want %q", tc.method, tc.value, tc.condition, got, tc.want)
		}
	}
}

// Two fields say nothing that could be relied on.
func TestWantedRangeTwice(t *testing.T) {
	for _, name := range []string{"Range", "If-Range"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Range", "bytes=0-1")
		r.Header.Set("If-Range", ours)
		r.Header.Add(name, r.Header.Get(name))
		if part, ok := wantedRange(r, ours, 100); ok {
			t.Errorf("%s twice: %+v", name, part)
		}
	}
}

// Reading a list comes to its end, and gives back nothing but parts of it.
func FuzzNextTag(f *testing.F) {
	for _, seed := range []string{"", `"a"`, `W/"a", "b"`, `,, "a,b" ,`, `"`, `W/`, `*`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, list string) {
		for rest := list; ; {
			tag, next := nextTag(rest)
			if tag == "" {
				return
			}
			if opaque := strings.TrimPrefix(tag, "W/"); len(opaque) < 2 || strings.Count(opaque, `"`) != 2 ||
				!strings.Contains(rest, tag) || len(next) >= len(rest) {
				t.Fatalf("nextTag(%q) = %q, %q", rest, tag, next)
			}
			rest = next
		}
	})
}

// A range that comes out lies within the body.
func FuzzWantedRange(f *testing.F) {
	for _, seed := range []string{"bytes=0-1", "bytes=-5", "bytes=5-", "bytes=-", "bytes=9-1", "bytes=18446744073709551616-", "x=1-2"} {
		f.Add(seed, 10)
	}
	f.Add("bytes=-1", 0)
	f.Add("bytes=0-", 0)
	f.Fuzz(func(t *testing.T, value string, size int) {
		if size < 0 {
			return
		}
		r := &http.Request{Method: http.MethodGet, Header: http.Header{"Range": {value}}}
		part, ok := wantedRange(r, ours, size)
		if ok && !part.unsatisfiable && (part.first < 0 || part.first > part.last || part.last >= size) {
			t.Errorf("%q of %d bytes: %+v", value, size, part)
		}
	})
}

func TestDateIsUTC(t *testing.T) {
	// A server whose own zone is another must not read dates in it.
	zone := time.FixedZone("there", 8*60*60)
	made, _ := http.ParseTime(then)
	if got := judge(fields("If-Modified-Since: "+then), ours, made.In(zone)); got != http.StatusNotModified {
		t.Errorf("judge gives %d, want 304", got)
	}
}
