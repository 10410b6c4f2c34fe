package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"statusbook/internal/catalog"
	"statusbook/internal/layer"
	"statusbook/internal/problem"
)

// These tests hold the book's texts against what they speak of: the examples
// against net/http, the sections cited against the tables of contents of the
// specifications.

// texts returns the content and locale files by name.
func texts(t *testing.T, suffix string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, folder := range []string{"content", "locales"} {
		err := fs.WalkDir(files, folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, suffix) || path.Base(name) == "README.md" {
				return err
			}
			data, err := fs.ReadFile(files, name)
			found[name] = string(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func load(t *testing.T) *catalog.Catalog {
	t.Helper()
	tree, problems := layer.Embedded(files)
	knowledge, found := catalog.Load(tree)
	for _, p := range append(problems, found...) {
		t.Error(p)
	}
	return knowledge
}

func place(name, text string, offset int) string {
	line, column := problem.Position([]byte(text), offset)
	return name + ":" + strconv.Itoa(line) + ":" + strconv.Itoa(column)
}

// testdata/rfc-sections.txt lists the sections of each RFC that the book may
// cite: "RFC 9110: 1 1.1 …".
func TestEverySectionCitedExists(t *testing.T) {
	table, err := os.ReadFile("testdata/rfc-sections.txt")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string][]string{}
	for line := range strings.Lines(string(table)) {
		document, list, _ := strings.Cut(strings.TrimSpace(line), ":")
		sections[document] = strings.Fields(list)
	}
	forms := []*regexp.Regexp{
		regexp.MustCompile(`\[\[(RFC \d+)(?:, ([^\]|#]+))?`),
		regexp.MustCompile(`document = "(RFC \d+)"(?:, section = "([^"]+)")?`),
		regexp.MustCompile(`(RFC \d+) §([0-9A-Z.]*[0-9A-Z])`),
	}
	cited := 0
	for name, text := range texts(t, "") {
		for _, form := range forms {
			for _, m := range form.FindAllStringSubmatchIndex(text, -1) {
				cited++
				document := text[m[2]:m[3]]
				known, ok := sections[document]
				if !ok {
					t.Errorf("%s: %s is not in testdata/rfc-sections.txt", place(name, text, m[0]), document)
				} else if m[4] >= 0 && !slices.Contains(known, text[m[4]:m[5]]) {
					t.Errorf("%s: %s has no section %s", place(name, text, m[0]), document, text[m[4]:m[5]])
				}
			}
		}
	}
	if cited == 0 {
		t.Error("no section is cited: the forms that this test looks for are out of date")
	}
}

// An exchange in a page, as it stands in a fenced block.
type message struct {
	place  string
	step   bool // a response on the way to, or after, the one that the page is about
	text   string
	method string // of the request before it
}

var fenced = regexp.MustCompile("(?m)^```http( step)?\n((?:.*\n)*?)```$")

func messages(name, text string) []message {
	var found []message
	method := http.MethodGet
	for _, m := range fenced.FindAllStringSubmatchIndex(text, -1) {
		body := text[m[4]:m[5]]
		if !strings.HasPrefix(body, "HTTP/") {
			method, _, _ = strings.Cut(body, " ")
		}
		found = append(found, message{place(name, text, m[0]), m[2] >= 0, strings.TrimSuffix(body, "\n"), method})
	}
	return found
}

func TestExamplesAreHTTP(t *testing.T) {
	knowledge := load(t)
	for name, text := range texts(t, ".md") {
		parts := strings.Split(name, "/")
		number, isCode := catalog.Number(parts[len(parts)-2])
		var code *catalog.Code
		if isCode && parts[1] == "codes" {
			code = knowledge.Code(number)
		}
		_, example, hasExample := strings.Cut(text, "\n## example\n")
		example, _, _ = strings.Cut(example, "\n## ")
		shown := false
		for _, m := range messages(name, text) {
			if !strings.HasPrefix(m.text, "HTTP/") {
				checkRequest(t, m)
				continue
			}
			response := checkResponse(t, m)
			if response == nil || code == nil {
				continue
			}
			if m.step {
				if response.StatusCode == code.Number && response.StatusCode/100 != 1 {
					t.Errorf("%s: the response has the page's own code: it is no step", m.place)
				}
				continue
			}
			shown = true
			checkOwn(t, m, response, code)
		}
		if code != nil && code.Registered() && hasExample && strings.Contains(example, "```http") && !shown {
			t.Errorf("%s: no example shows a %s", name, code)
		}
	}
}

func checkRequest(t *testing.T, m message) {
	head, body := cutMessage(m.text)
	request, err := http.ReadRequest(bufio.NewReader(strings.NewReader(head + body)))
	if err != nil {
		t.Errorf("%s: not an HTTP request: %v", m.place, err)
		return
	}
	if request.Host == "" {
		t.Errorf("%s: the request has no Host", m.place)
	}
	checkLength(t, m, request.Header, request.TransferEncoding, body, request.Body)
}

func checkResponse(t *testing.T, m message) *http.Response {
	head, body := cutMessage(m.text)
	response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(head+body)), &http.Request{Method: m.method})
	if err != nil {
		t.Errorf("%s: not an HTTP response: %v", m.place, err)
		return nil
	}
	if m.method == http.MethodHead || response.StatusCode == http.StatusNotModified {
		if body != "" {
			t.Errorf("%s: this response cannot have content", m.place)
		}
		return response
	}
	checkLength(t, m, response.Header, response.TransferEncoding, body, response.Body)
	return response
}

// checkOwn holds a response with the page's code against the page's facts.
func checkOwn(t *testing.T, m message, response *http.Response, code *catalog.Code) {
	if response.StatusCode != code.Number {
		t.Errorf("%s: the status is %d on the page of %s: mark the block `http step`", m.place, response.StatusCode, code)
	}
	if phrase := strings.TrimPrefix(response.Status, code.String()+" "); code.Registration == catalog.Registered && phrase != code.Phrase {
		t.Errorf("%s: the reason phrase is %q, not %q", m.place, phrase, code.Phrase)
	}
	for _, field := range code.Fields {
		if field.Level == catalog.Must && !field.Conditional && field.In == "response" && response.Header.Values(field.Name) == nil {
			t.Errorf("%s: %s must carry %s", m.place, code, field.Name)
		}
	}
	_, body := cutMessage(m.text)
	if code.Content == "none" && body != "" {
		t.Errorf("%s: %s has no content", m.place, code)
	}
}

// checkLength demands a true Content-Length and a body that can be read to its
// end. The lines of multipart content end in CRLF.
func checkLength(t *testing.T, m message, header http.Header, codings []string, body string, reader io.Reader) {
	if announced := header.Get("Content-Length"); announced != "" {
		length := len(body)
		if mediaType, _, _ := mime.ParseMediaType(header.Get("Content-Type")); strings.HasPrefix(mediaType, "multipart/") {
			length = len(strings.ReplaceAll(body, "\n", "\r\n"))
			if announced == strconv.Itoa(length+2) {
				length += 2 // the line end after the last boundary
			}
			reader = bytes.NewReader(nil)
		}
		if announced != strconv.Itoa(length) {
			t.Errorf("%s: Content-Length is %s, the content has %d bytes", m.place, announced, length)
			return
		}
	} else if len(codings) > 0 {
		reader = io.MultiReader(reader)
	}
	if _, err := io.Copy(io.Discard, reader); err != nil {
		t.Errorf("%s: the content cannot be read: %v", m.place, err)
	}
}

// cutMessage splits a message after its empty line, and gives the head the line
// ends of HTTP.
func cutMessage(text string) (head, body string) {
	head, body, _ = strings.Cut(text, "\n\n")
	head = strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n"
	if strings.Contains(strings.ToLower(head), "\r\ntransfer-encoding: chunked") {
		body = strings.ReplaceAll(body, "\n", "\r\n") + "\r\n\r\n"
	}
	return head, body
}

// Related links go both ways, so that a reader finds the pair from either page.
func TestRelatedCodesAreMutual(t *testing.T) {
	knowledge := load(t)
	for _, code := range knowledge.Codes {
		for _, number := range code.Related {
			if !slices.Contains(knowledge.Code(number).Related, code.Number) {
				t.Errorf("%s is related to %d, but not the other way", code, number)
			}
		}
	}
}

// TestPythonNames holds the names of http.HTTPStatus against the Python of this
// machine, if it has one. Python 3.13 gave four codes the names of RFC 9110; the
// book has those, and an older Python has none of them.
func TestPythonNames(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 on this machine")
	}
	out, err := exec.CommandContext(t.Context(), python, "-c",
		"import http,json,sys; print(json.dumps({'new': sys.version_info >= (3, 13), 'names': {k: v.value for k, v in http.HTTPStatus.__members__.items()}}))").Output()
	if err != nil {
		t.Fatal(err)
	}
	var have struct {
		New   bool
		Names map[string]int
	}
	if err := json.Unmarshal(out, &have); err != nil {
		t.Fatal(err)
	}
	renamed := []string{"CONTENT_TOO_LARGE", "URI_TOO_LONG", "RANGE_NOT_SATISFIABLE", "UNPROCESSABLE_CONTENT"}
	for _, code := range load(t).Codes {
		name := code.Constants.Python
		if name == "" || !have.New && slices.Contains(renamed, name) {
			continue
		}
		if have.Names[name] != code.Number {
			t.Errorf("HTTPStatus.%s is %d in this Python, on the page of %s", name, have.Names[name], code)
		}
	}
}

// The about page says how many codes the book has.
func TestAboutCounts(t *testing.T) {
	registered, others := 0, 0
	for _, code := range load(t).Codes {
		if code.Registered() {
			registered++
		} else {
			others++
		}
	}
	for name, text := range texts(t, ".md") {
		if !strings.HasPrefix(name, "content/pages/about/") {
			continue
		}
		for _, n := range []int{registered, others} {
			if !regexp.MustCompile(`\b` + strconv.Itoa(n) + `\b`).MatchString(text) {
				t.Errorf("%s does not say %d, but the book has %d registered codes and %d others", name, n, registered, others)
			}
		}
	}
}
