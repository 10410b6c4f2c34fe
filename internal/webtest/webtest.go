// Package webtest tests a web server with scripts that read like its
// documentation. The same files prove a handler in a test and a server that is
// running somewhere.
//
// A script is a text file of cases, separated by blank lines. A line that begins
// with # is a comment. A case begins with a request, goes on with the request's
// fields and ends with checks of the answer:
//
//	# The page is there in English.
//	GET /en/404
//	> Accept-Encoding: gzip
//	status == 200
//	header Vary == Accept-Encoding
//	header ETag ~ ^".+-gzip"$
//	no header Set-Cookie
//	decoded body contains <html lang="en">
//
//	# Who has it already does not get it again.
//	GET /en/404
//	> Accept-Encoding: gzip
//	> If-None-Match: ${ETag}
//	status == 304
//	header ETag == ${ETag}
//
// # Requests
//
// The request is written to the connection byte for byte: nothing in the method,
// the target or the fields is cleaned or completed, but a Host field is added if
// the case has none. The version is HTTP/1.1, or what stands after the target.
// There is no content; a case that announces some shows what a server does
// before it has come. Each case has a connection of its own.
//
// Redirects are not followed and content codings are not undone, except that
// "decoded body" looks at what gzip or br has packed.
//
// # Checks
//
//	status OP VALUE
//	header NAME OP VALUE
//	no header NAME
//	body OP VALUE
//	decoded body OP VALUE
//
// OP is one of == != contains !contains ~ !~, the last two taking a regular
// expression. Several values of a field are joined with ", "; a field that is
// absent has the value "". The end of the line ends the value, and a line end at
// the end of the body does not count.
//
// # Values
//
// In targets, fields, and the values of checks other than regular expressions,
// ${Name} stands for the field of that name in the previous answer of the file,
// and ${text*3000} for text 3,000 times.
//
// # Rules
//
// What every answer must keep to is not said in scripts: see [Rule].
package webtest

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// Script is a file of cases.
type Script struct {
	Name  string
	Cases []*Case
}

// Case is a request and what its answer must be like.
type Case struct {
	Place   string // file:line
	Method  string
	Target  string
	Version string
	Fields  []Field

	checks []check
}

// Field is one line of a request's fields.
type Field struct{ Name, Value string }

// Get returns the value of the first field of a name, in any case, or "".
func (c *Case) Get(name string) string {
	for _, f := range c.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Answer is the final answer to a case.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Extra  bool // bytes came after the end of the answer
}

// Read reads a script from a file.
func Read(file string) (*Script, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading a script: %w", err)
	}
	return Parse(file, text)
}

// Parse reads a script. All that is wrong with it is in the error, each with its
// place.
func Parse(file string, text []byte) (*Script, error) {
	script := &Script{Name: file}
	var wrong []error
	var current *Case
	finish := func() {
		if current != nil && len(current.checks) == 0 {
			wrong = append(wrong, fmt.Errorf("%s: the case checks nothing", current.Place))
		}
		current = nil
	}
	for i, line := range strings.Split(string(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))), "\n") {
		place := file + ":" + strconv.Itoa(i+1)
		var err error
		switch {
		case strings.TrimSpace(line) == "":
			finish()
		case strings.HasPrefix(line, "#"):
		case current == nil:
			current, err = parseRequest(line)
			current.Place = place
			script.Cases = append(script.Cases, current)
		case strings.HasPrefix(line, ">"):
			err = current.addField(line)
		default:
			var c check
			c, err = parseCheck(line)
			c.place = place
			current.checks = append(current.checks, c)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", place, err))
		}
	}
	finish()
	if len(script.Cases) == 0 {
		wrong = append(wrong, fmt.Errorf("%s: there is no case in it", file))
	}
	return script, errors.Join(wrong...)
}

func parseRequest(line string) (*Case, error) {
	words := strings.Fields(line)
	if len(words) < 2 || len(words) > 3 || strings.Join(words, " ") != line {
		return &Case{}, fmt.Errorf("%q is no request: write METHOD TARGET", line)
	}
	c := &Case{Method: words[0], Target: words[1], Version: "HTTP/1.1"}
	if len(words) == 3 {
		c.Version = words[2]
	}
	return c, nil
}

func (c *Case) addField(line string) error {
	name, value, ok := strings.Cut(strings.TrimPrefix(line, "> "), ":")
	if !ok || !strings.HasPrefix(line, "> ") {
		return fmt.Errorf("%q is no field: write > Name: value", line)
	}
	if len(c.checks) > 0 {
		return errors.New("fields stand before checks")
	}
	c.Fields = append(c.Fields, Field{name, strings.TrimPrefix(value, " ")})
	return nil
}

// check is one line about the answer.
type check struct {
	place   string
	subject string // status, header, body, decoded body
	name    string // of the field
	op      string
	value   string
	pattern *regexp.Regexp
}

var checkForm = regexp.MustCompile(`^(status|header ([!#-'*+.0-9A-Z^-z|~-]+)|(?:decoded )?body) (==|!=|~|!~|contains|!contains) ?(.*)$`)

func parseCheck(line string) (check, error) {
	if name, ok := strings.CutPrefix(line, "no header "); ok {
		return check{subject: "header", name: strings.TrimSpace(name), op: "absent"}, nil
	}
	m := checkForm.FindStringSubmatch(line)
	if m == nil {
		return check{}, fmt.Errorf("%q is no check: write status, header NAME, body or decoded body, an operator, and a value", line)
	}
	c := check{subject: m[1], name: m[2], op: m[3], value: m[4]}
	if c.name != "" {
		c.subject = "header"
	}
	if strings.HasSuffix(c.op, "~") {
		pattern, err := regexp.Compile(c.value)
		if err != nil {
			return check{}, err
		}
		c.pattern = pattern
	}
	return c, nil
}
