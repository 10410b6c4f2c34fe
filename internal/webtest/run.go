package webtest

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience is how long an answer may take. It guards against hanging and
// measures nothing.
const patience = 20 * time.Second

// Server is where requests are sent.
type Server struct {
	host   string // for Host
	dial   string // host:port
	secure bool
}

// At returns the Server at a base URL, which has no path.
func At(base string) (*Server, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("the address of the server: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("the address of the server is %q: it must be http://host or https://host, with a port if need be", base)
	}
	s := &Server{host: u.Host, dial: u.Host, secure: u.Scheme == "https"}
	if u.Port() == "" {
		s.dial = net.JoinHostPort(u.Hostname(), u.Scheme)
	}
	return s, nil
}

// Test runs each script that matches the pattern as a subtest against the server
// at base.
func Test(t *testing.T, base, pattern string, rules ...Rule) {
	t.Helper()
	server, err := At(base)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no script matches %s (%v)", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			script, err := Read(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, err := range server.Run(t.Context(), script, rules...) {
				t.Error(err)
			}
		})
	}
}

// Run sends the requests of a script one after another. It returns every check
// and rule that does not hold.
func (s *Server) Run(ctx context.Context, script *Script, rules ...Rule) []error {
	var wrong []error
	previous := http.Header{}
	for _, written := range script.Cases {
		c, err := written.expand(previous)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		answer, err := s.Do(ctx, c)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %s: %w", c.Place, c, err))
			continue
		}
		for _, check := range c.checks {
			if err := check.test(answer); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %s: %w", check.place, c, err))
			}
		}
		for _, rule := range rules {
			if err := rule(ctx, s, c, answer); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %s: %w", c.Place, c, err))
			}
		}
		previous = answer.Header
	}
	return wrong
}

// String is the request in short.
func (c *Case) String() string { return c.Method + " " + excerpt(c.Target) }

// Do sends a request and reads the answer to it.
func (s *Server) Do(ctx context.Context, c *Case) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var dialer interface {
		DialContext(ctx context.Context, network, address string) (net.Conn, error)
	} = new(net.Dialer)
	if s.secure {
		dialer = new(tls.Dialer)
	}
	conn, err := dialer.DialContext(ctx, "tcp", s.dial)
	if err != nil {
		return nil, err
	}
	defer conn.Close() //nolint:errcheck // it has served
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline)

	var request strings.Builder
	fmt.Fprintf(&request, "%s %s %s\r\n", c.Method, c.Target, c.Version)
	if c.Get("Host") == "" {
		fmt.Fprintf(&request, "Host: %s\r\n", s.host)
	}
	for _, f := range c.Fields {
		fmt.Fprintf(&request, "%s: %s\r\n", f.Name, f.Value)
	}
	request.WriteString("\r\n")
	if _, err := io.WriteString(conn, request.String()); err != nil {
		return nil, err
	}
	return ReadAnswer(bufio.NewReader(conn), c.Method)
}

// ReadAnswer reads one answer to a request of that method.
func ReadAnswer(from *bufio.Reader, method string) (*Answer, error) {
	response, err := http.ReadResponse(from, &http.Request{Method: method})
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // it has been read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	if response.Close { // ReadResponse takes the field away
		response.Header.Set("Connection", "close")
	}
	return &Answer{Status: response.StatusCode, Header: response.Header, Body: body, Extra: from.Buffered() > 0}, nil
}

var placeholder = regexp.MustCompile(`\$\{([^{}]+)\}`)

// expand replaces what stands for something else in a text.
func expand(text string, previous http.Header) (string, error) {
	var wrong error
	expanded := placeholder.ReplaceAllStringFunc(text, func(match string) string {
		name := match[2 : len(match)-1]
		if star := strings.LastIndexByte(name, '*'); star > 0 {
			if n, err := strconv.Atoi(name[star+1:]); err == nil && n >= 0 && n <= 1<<20 {
				return strings.Repeat(name[:star], n)
			}
		}
		if len(previous.Values(name)) == 0 {
			wrong = fmt.Errorf("%s: the previous answer has no field %s", match, name)
		}
		return strings.Join(previous.Values(name), ", ")
	})
	return expanded, wrong
}

func (c *Case) expand(previous http.Header) (*Case, error) {
	out := *c
	var wrong []error
	replace := func(text, place string) string {
		text, err := expand(text, previous)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", place, err))
		}
		return text
	}
	out.Target = replace(c.Target, c.Place)
	out.Fields, out.checks = nil, nil
	for _, f := range c.Fields {
		out.Fields = append(out.Fields, Field{f.Name, replace(f.Value, c.Place)})
	}
	for _, check := range c.checks {
		if check.pattern == nil {
			check.value = replace(check.value, check.place)
		}
		out.checks = append(out.checks, check)
	}
	return &out, errors.Join(wrong...)
}

// test evaluates a check.
func (c check) test(a *Answer) error {
	var got, what string
	switch c.subject {
	case "status":
		got, what = strconv.Itoa(a.Status), "the status"
	case "header":
		got, what = strings.Join(a.Header.Values(c.name), ", "), "the field "+c.name
	case "body":
		got, what = strings.TrimSuffix(string(a.Body), "\n"), "the body"
	default:
		decoded, err := a.Decoded()
		if err != nil {
			return err
		}
		got, what = strings.TrimSuffix(string(decoded), "\n"), "the decoded body"
	}
	holds := false
	switch c.op {
	case "absent":
		if holds = len(a.Header.Values(c.name)) == 0; !holds {
			return fmt.Errorf("%s is %q, want none", what, excerpt(got))
		}
	case "==":
		holds = got == c.value
	case "!=":
		holds = got != c.value
	case "contains":
		holds = strings.Contains(got, c.value)
	case "!contains":
		holds = !strings.Contains(got, c.value)
	case "~":
		holds = c.pattern.MatchString(got)
	case "!~":
		holds = !c.pattern.MatchString(got)
	}
	if !holds {
		return fmt.Errorf("%s is %q, want %s %q", what, excerpt(got), c.op, excerpt(c.value))
	}
	return nil
}

// excerpt shortens what would fill the screen.
func excerpt(s string) string {
	const most = 300
	if len(s) <= most {
		return s
	}
	return s[:most] + "…(" + strconv.Itoa(len(s)) + " bytes)"
}
