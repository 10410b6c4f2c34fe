package webtest

import (
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	script, err := Parse("a.txt", []byte("# About.\n\nGET /a?b=c\n> X: y: z\n> Empty:\n# Within a case, too.\nstatus == 200\nno header Z\r\n\n\nHEAD * HTTP/1.0\nbody ==\n"))
	if err != nil {
		t.Fatal(err)
	}
	type request struct {
		Place, Method, Target, Version string
		Fields                         []Field
		Checks                         int
	}
	var got []request
	for _, c := range script.Cases {
		got = append(got, request{c.Place, c.Method, c.Target, c.Version, c.Fields, len(c.checks)})
	}
	want := []request{
		{"a.txt:3", "GET", "/a?b=c", "HTTP/1.1", []Field{{"X", "y: z"}, {"Empty", ""}}, 2},
		{"a.txt:11", "HEAD", "*", "HTTP/1.0", nil, 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
}

// Every mistake is reported, with its place.
func TestParseMistakes(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"", "a.txt: there is no case in it"},
		{"# Only a comment.", "a.txt: there is no case in it"},
		{"GET\nstatus == 200", `a.txt:1: "GET" is no request: write METHOD TARGET`},
		{"GET /a  b\nstatus == 200", `a.txt:1: "GET /a  b" is no request: write METHOD TARGET`},
		{"GET /a", "a.txt:1: the case checks nothing"},
		{"GET /a\n>X: y\nstatus == 200", `a.txt:2: ">X: y" is no field: write > Name: value`},
		{"GET /a\n> X\nstatus == 200", `a.txt:2: "> X" is no field: write > Name: value`},
		{"GET /a\nstatus == 200\n> X: y", "a.txt:3: fields stand before checks"},
		{"GET /a\nstatus = 200", `a.txt:2: "status = 200" is no check: write status, header NAME, body or decoded body, an operator, and a value`},
		{"GET /a\nheader == x", `a.txt:2: "header == x" is no check: write status, header NAME, body or decoded body, an operator, and a value`},
		{"GET /a\nbody ~ (", "a.txt:2: error parsing regexp: missing closing ): `(`"},
		{"GET /a\n\nGET /b\nx", "a.txt:1: the case checks nothing\n" + `a.txt:4: "x" is no check: write status, header NAME, body or decoded body, an operator, and a value`},
	} {
		_, err := Parse("a.txt", []byte(tc.text))
		if err == nil || err.Error() != tc.want {
			t.Errorf("%q: %v, want %s", tc.text, err, tc.want)
		}
	}
}

// example is a small server to try scripts on.
func example(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/echo":
		w.Header().Add("X-Many", "one")
		w.Header().Add("X-Many", "two")
		w.Header().Set("X-Got", r.Header.Get("X-Put"))
		fmt.Fprintf(w, "%s %s %s\n", r.Method, r.RequestURI, r.Proto)
	case "/packed":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, "unpacked")
		_ = z.Close()
	case "/away":
		http.Redirect(w, r, "/echo", http.StatusFound)
	case "/cut":
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "short")
	}
}

func run(t *testing.T, handler http.HandlerFunc, text string, rules ...Rule) []string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	at, err := At(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	script, err := Parse("a.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var wrong []string
	for _, err := range at.Run(t.Context(), script, rules...) {
		wrong = append(wrong, err.Error())
	}
	return wrong
}

func TestRunHolds(t *testing.T) {
	wrong := run(t, example, `
GET /echo?a=%zz&b=//
> X-Put: ${ab*3}
status == 200
status != 404
status ~ ^2
header X-Many == one, two
header x-many contains wo
header X-Many !contains three
header X-Many ~ ^one
header X-Many !~ ^two
header X-None ==
no header X-None
header X-Got == ababab
body == GET /echo?a=%zz&b=// HTTP/1.1
body contains echo
body !contains ECHO

GET /echo?${X-Got}
> X-Put: ${X-Many}
header X-Got == one, two
body contains ?ababab

GET /echo HTTP/1.0
body == GET /echo HTTP/1.0

GET /packed
body !contains unpacked
decoded body == unpacked

GET /away
status == 302
header Location == /echo
`)
	if len(wrong) > 0 {
		t.Errorf("%s", strings.Join(wrong, "\n"))
	}
}

func TestRunFails(t *testing.T) {
	got := run(t, example, `GET /echo
status == 404
header X-Many == one
no header X-Many
body == something
body !~ HTTP

GET /echo
> X: ${X-None}
status == 200

GET /cut
status == 200
`)
	want := []string{
		`a.txt:2: GET /echo: the status is "200", want == "404"`,
		`a.txt:3: GET /echo: the field X-Many is "one, two", want == "one"`,
		`a.txt:4: GET /echo: the field X-Many is "one, two", want none`,
		`a.txt:5: GET /echo: the body is "GET /echo HTTP/1.1", want == "something"`,
		`a.txt:6: GET /echo: the body is "GET /echo HTTP/1.1", want !~ "HTTP"`,
		`a.txt:8: ${X-None}: the previous answer has no field X-None`,
		`a.txt:12: GET /cut: reading the body: unexpected EOF`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestAt(t *testing.T) {
	for _, base := range []string{"", "book.example", "ftp://book.example", "http://", "http://book.example/http/", "http://book.example:x"} {
		if _, err := At(base); err == nil {
			t.Errorf("At(%q) is accepted", base)
		}
	}
	if s, err := At("https://book.example/"); err != nil || s.dial != "book.example:https" || !s.secure {
		t.Errorf("At: %+v, %v", s, err)
	}
}

// Each rule finds the answer that breaks it, and only that.
func TestRules(t *testing.T) {
	page := func(w http.ResponseWriter, status int, body string) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'")
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Language", "en")
		if status >= 400 {
			h.Set("Cache-Control", "no-store")
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
	const whole = `<!doctype html><html lang="en"></html>`
	for _, tc := range []struct {
		name, method, want string
		handler            http.HandlerFunc
	}{
		{"good", "GET", "", func(w http.ResponseWriter, _ *http.Request) { page(w, http.StatusOK, whole) }},
		{"good fault", "GET", "", func(w http.ResponseWriter, _ *http.Request) { page(w, http.StatusNotFound, whole) }},
		{"good HEAD", "HEAD", "", func(w http.ResponseWriter, _ *http.Request) { page(w, http.StatusOK, whole) }},
		{"bare", "GET", "X-Content-Type-Options", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "x") }},
		{"no policy", "GET", "Content-Security-Policy", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Content-Type-Options", "nosniff")
		}},
		{"chunked", "GET", "Content-Length", func(w http.ResponseWriter, _ *http.Request) {
			page(w, http.StatusOK, whole)
			w.(http.Flusher).Flush()
		}},
		{"other on HEAD", "GET", "asked with HEAD", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Method", r.Method)
			page(w, http.StatusOK, whole)
		}},
		{"404 on HEAD", "GET", "the status is 404, not 200", func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodHead {
				page(w, http.StatusNotFound, whole)
				return
			}
			page(w, http.StatusOK, whole)
		}},
		{"fault as text", "GET", "Content-Type", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Content-Security-Policy", "default-src 'none'")
			http.Error(w, "no", http.StatusNotFound)
		}},
		{"half a fault", "GET", "no whole page", func(w http.ResponseWriter, _ *http.Request) {
			page(w, http.StatusNotFound, `<!doctype html><html lang="en">`)
		}},
		{"another language", "GET", "the page says", func(w http.ResponseWriter, _ *http.Request) {
			page(w, http.StatusOK, `<!doctype html><html lang="de"></html>`)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wrong := strings.Join(run(t, tc.handler, tc.method+" /\nstatus ~ .", Rules()...), "\n")
			if (wrong == "") != (tc.want == "") || !strings.Contains(wrong, tc.want) {
				t.Errorf("wrong: %q, want %q", wrong, tc.want)
			}
		})
	}
}

// recorder is a test that keeps its errors.
type recorder struct {
	testing.TB
	errors []error
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Errorf(format, args...))
}

func TestStrict(t *testing.T) {
	for _, tc := range []struct {
		name    string
		want    int
		handler http.HandlerFunc
	}{
		{"good", 0, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusEarlyHints)
			w.Header().Set("Content-Length", "1")
			w.WriteHeader(http.StatusOK)
			fmt.Fprint(w, "x")
		}},
		{"twice", 1, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusOK)
			w.WriteHeader(http.StatusNotFound)
		}},
		{"after the body", 1, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "x")
			w.WriteHeader(http.StatusNotFound)
		}},
		{"never", 1, func(http.ResponseWriter, *http.Request) {}},
		{"other length", 1, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "2")
			fmt.Fprint(w, "x")
		}},
		{"body with 204", 1, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNoContent)
			fmt.Fprint(w, "x")
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := &recorder{TB: t}
			Strict(r, tc.handler).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
			if len(r.errors) != tc.want {
				t.Errorf("%d errors, want %d: %v", len(r.errors), tc.want, errors.Join(r.errors...))
			}
		})
	}
}
