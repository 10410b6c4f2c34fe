package command

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"statusbook/internal/problem"
	"statusbook/internal/server"
	"statusbook/internal/site"
	"statusbook/internal/webtest"
)

// patience guards against hanging; nothing is measured by it.
const patience = 2 * time.Minute

// testBook is the book of the repository, built once for all tests.
var testBook = sync.OnceValues(func() (*site.Site, problem.List) {
	settings, err := parse("serve", nil, quietEnv())
	if err != nil {
		return nil, problem.List{problem.In("the defaults", "%v", err)}
	}
	return load(quietEnv(), settings)
})

// quietEnv is a world with the book of the repository and nothing else.
func quietEnv() Env {
	return Env{Files: os.DirFS("../.."), Getenv: func(string) string { return "" }, Stdout: io.Discard, Stderr: io.Discard}
}

func newEdge(t testing.TB) *server.Server {
	t.Helper()
	return newEdgeBehind(t, server.Proxies{})
}

func newEdgeBehind(t testing.TB, proxies server.Proxies) *server.Server {
	t.Helper()
	book, problems := testBook()
	if book == nil {
		t.Fatalf("building the book:\n%v", problems)
	}
	return server.New(book, slog.New(slog.DiscardHandler), proxies)
}

// start serves a handler as the program would and returns host:port.
func start(t *testing.T, handler http.Handler) string {
	t.Helper()
	testServer := httptest.NewUnstartedServer(handler)
	testServer.Config = newHTTPServer(handler, slog.New(slog.DiscardHandler))
	testServer.Start()
	t.Cleanup(testServer.Close)
	return testServer.Listener.Addr().String()
}

// exchange sends bytes and returns all that comes back until the server closes
// the connection.
func exchange(t *testing.T, address, sent string) string {
	t.Helper()
	conn := dial(t, address)
	go func() { _, _ = io.WriteString(conn, sent) }() // a server that refuses need not read on
	got, err := io.ReadAll(conn)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%.80q: the connection stays open after %.80q", sent, got)
	}
	return string(got)
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn
}

// The bytes of a request, and the status of the one answer to it. After these
// the connection is closed: exchange would not return otherwise.
func TestRaw(t *testing.T) {
	address := start(t, newEdge(t))
	const host, end = "Host: book.example\r\n", "\r\n"
	for _, tc := range []struct {
		name, sent string
		status     string // one or several, separated by spaces
	}{
		// The version (RFC 9110, section 2.5, and RFC 9112, section 2.3).
		{"HTTP/1.0 without Host", "GET /en/404 HTTP/1.0\r\n" + end, "200"},
		{"HTTP/1.0 negotiates", "GET / HTTP/1.0\r\n" + end, "302"},
		{"HTTP/2.0", "GET /en/404 HTTP/2.0\r\n" + host + end, "505"},
		{"HTTP/9.9", "GET /en/404 HTTP/9.9\r\n" + host + end, "505"},
		{"HTTP/0.9", "GET /en/404\r\n", "400"},
		{"no version", "GET /en/404 FTP/1.1\r\n" + host + end, "400"},
		{"preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
		{"preface of TLS", "\x16\x03\x01\x00\xa5\x01\x00\x00\r\n\r\n", "400"},

		// Host (RFC 9112, section 3.2).
		{"no Host", "GET /en/404 HTTP/1.1\r\n" + end, "400"},
		{"two Hosts", "GET /en/404 HTTP/1.1\r\n" + host + host + end, "400"},
		{"Host with a space", "GET /en/404 HTTP/1.1\r\nHost: a b\r\n" + end, "400"},
		{"Host with a path", "GET /en/404 HTTP/1.1\r\nHost: a/b\r\n" + end, "400"},
		{"Host with a control character", "GET /en/404 HTTP/1.1\r\nHost: a\x01b\r\n" + end, "400"},

		// The target (section 3.2).
		{"space in the target", "GET /en/404 x HTTP/1.1\r\n" + host + end, "400"},
		{"no slash", "GET en/404 HTTP/1.1\r\n" + host + end, "400"},
		{"no target", "GET  HTTP/1.1\r\n" + host + end, "400"},
		{"malformed escape", "GET /en/%zz HTTP/1.1\r\n" + host + end, "400"},
		{"control character in the target", "GET /en/\x01 HTTP/1.1\r\n" + host + end, "400"},
		{"bytes above ASCII", "GET /en/\xe6\x96\x87\xff HTTP/1.1\r\n" + host + "Connection: close\r\n" + end, "404"},
		{"absolute form", "GET http://other.example/en/404 HTTP/1.1\r\n" + host + "Connection: close\r\n" + end, "200"},
		{"absolute form without a path", "GET http://other.example HTTP/1.1\r\n" + host + "Connection: close\r\n" + end, "301 302"},
		{"absolute form of another scheme", "GET mailto:someone HTTP/1.1\r\n" + host + "Connection: close\r\n" + end, "301 302 400 404"},
		{"asterisk", "OPTIONS * HTTP/1.1\r\n" + host + "Connection: close\r\n" + end, "200"},
		{"long target", "GET /en/" + strings.Repeat("a", 9<<10) + " HTTP/1.1\r\n" + host + end, "414"},
		{"endless target", "GET /en/" + strings.Repeat("a", 200<<10) + " HTTP/1.1\r\n" + host + end, "414 431"},

		// Methods.
		{"unknown method", "BREW /en/418 HTTP/1.1\r\n" + host + "Connection: close\r\n" + end, "501"},
		{"lower case", "get /en/404 HTTP/1.1\r\n" + host + "Connection: close\r\n" + end, "501"},
		{"no method", " /en/404 HTTP/1.1\r\n" + host + end, "400"},
		{"CONNECT", "CONNECT other.example:443 HTTP/1.1\r\n" + host + "Connection: close\r\n" + end, "405"},
		{"TRACE", "TRACE /en/404 HTTP/1.1\r\n" + host + "Connection: close\r\n" + end, "405"},

		// Fields (RFC 9112, section 5; RFC 9110, section 5.5; RFC 6585, section 5).
		{"space before the colon", "GET /en/404 HTTP/1.1\r\n" + host + "X-Y : z\r\n" + end, "400"},
		{"NUL in a value", "GET /en/404 HTTP/1.1\r\n" + host + "X-Y: a\x00b\r\n" + end, "400"},
		{"no name", "GET /en/404 HTTP/1.1\r\n" + host + ": z\r\n" + end, "400"},
		{"no colon", "GET /en/404 HTTP/1.1\r\n" + host + "nonsense\r\n" + end, "400"},
		{"folded first line", "GET /en/404 HTTP/1.1\r\n X-Y: z\r\n" + host + end, "400"},
		// A value over two lines is one value with a space (RFC 9112, section 5.2), or refused.
		{"folded value", "GET /en/404 HTTP/1.1\r\n" + host + "X-Y: a\r\n b\r\nConnection: close\r\n" + end, "200 400"},
		{"long fields", "GET /en/404 HTTP/1.1\r\n" + host + "X: " + strings.Repeat("a", 17<<10) + "\r\n" + end, "431"},
		{"endless fields", "GET /en/404 HTTP/1.1\r\n" + host + "X: " + strings.Repeat("a", 200<<10) + "\r\n" + end, "431"},
		{"5,000 fields", "GET /en/404 HTTP/1.1\r\n" + host + strings.Repeat("X: y\r\n", 5000) + end, "431"},
		{"Accept-Language of 64 KiB", "GET / HTTP/1.1\r\n" + host + "Accept-Language: " + strings.Repeat("en-a,", 13<<10) + "\r\n" + end, "431"},
		{"Accept-Language of 1,000 subtags", "GET / HTTP/1.1\r\n" + host + "Accept-Language: en" + strings.Repeat("-abcdefgh", 1000) + "\r\nConnection: close\r\n" + end, "302"},
		{"cookie of bytes", "GET / HTTP/1.1\r\n" + host + "Cookie: edition=\xff\x80\x22; edition=\xfe; \x80=\x81\r\nConnection: close\r\n" + end, "302"},
		{"cookie of 8 KiB", "GET / HTTP/1.1\r\n" + host + "Cookie: edition=" + strings.Repeat("\xe6", 8<<10) + "\r\nConnection: close\r\n" + end, "302"},

		// Content that was announced is not waited for.
		{"10 GB announced", "POST /en/404 HTTP/1.1\r\n" + host + "Content-Length: 10000000000\r\n" + end, "405"},
		{"10 GB expected to continue", "POST /en/404 HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 10000000000\r\n" + end, "405"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := exchange(t, address, tc.sent)
			wantOneAnswer(t, got, tc.status)
			if lower := strings.ToLower(got); strings.HasPrefix(tc.name, "HTTP/1.0") && strings.Contains(lower, "transfer-encoding") {
				t.Errorf("in chunks, which HTTP/1.0 does not know: %.300q", got)
			}
		})
	}
}

// wantOneAnswer checks that got is one final answer, without an interim one
// before it and without a second one after it.
func wantOneAnswer(t *testing.T, got, status string) {
	t.Helper()
	from := bufio.NewReader(strings.NewReader(got))
	answer, err := webtest.ReadAnswer(from, http.MethodGet)
	if err != nil {
		t.Errorf("the answer is %.100q: %v", got, err)
		return
	}
	if !slices.Contains(strings.Fields(status), strconv.Itoa(answer.Status)) {
		t.Errorf("the answer is %.100q, want %s", got, status)
	}
	rest, _ := io.ReadAll(from)
	if answer.Header.Get("Content-Length") == "" { // the body is all that came, a second answer included
		rest = append(rest, answer.Body...)
	}
	if bytes.Contains(rest, []byte("HTTP/1.")) || answer.Header.Get("Content-Length") != "" && len(rest) > 0 {
		t.Errorf("a second answer: %.1000q", rest)
	}
}

// Messages whose length can be read in two ways are refused, or are the last of
// their connection: the request that hides in them, or follows, is not answered
// (RFC 9112, sections 6.1, 6.3 and 11.2).
func TestSmuggling(t *testing.T) {
	address := start(t, newEdge(t))
	const hidden = "GET /smuggled-in HTTP/1.1\r\nHost: book.example\r\nConnection: close\r\n\r\n"
	const head = "POST /en/404 HTTP/1.1\r\nHost: book.example\r\n"
	for _, tc := range []struct{ name, sent, status string }{
		{"CL and TE", head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400 405"},
		{"TE and CL", head + "Transfer-Encoding: chunked\r\nContent-Length: 500\r\n\r\n0\r\n\r\n", "400 405"},
		{"CL and TE on GET", "GET /en/404 HTTP/1.1\r\nHost: book.example\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "200 400"},
		{"HTTP/1.0 with TE", "POST /en/404 HTTP/1.0\r\nHost: book.example\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400 405"},
		{"HTTP/1.0 kept alive", "GET /en/404 HTTP/1.0\r\nHost: book.example\r\nConnection: keep-alive\r\n\r\n", "200"},
		{"chunked", head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "405"},
		{"TE twice", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400 501"},
		{"TE in a list", head + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n", "400 501"},
		{"TE of a space", head + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", "400 501"},
		{"TE unknown", head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "400 501"},
		{"TE gzip", head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400 501"},
		{"TE with a space before the colon", head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "400"},
		{"TE folded", head + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", "400 405 501"},
		{"CL twice, different", head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", "400"},
		{"CL list", head + "Content-Length: 5, 5\r\n\r\nabcde", "400 405"},
		{"CL with a sign", head + "Content-Length: +5\r\n\r\nabcde", "400"},
		{"CL negative", head + "Content-Length: -5\r\n\r\n", "400"},
		{"CL hexadecimal", head + "Content-Length: 0x5\r\n\r\nabcde", "400"},
		{"CL empty", head + "Content-Length: \r\n\r\n", "400"},
		{"CL too large", head + "Content-Length: 99999999999999999999\r\n\r\n", "400"},
		{"CL with content", head + "Content-Length: 5\r\n\r\nabcde", "405"},
		{"CL on GET", "GET /en/404 HTTP/1.1\r\nHost: book.example\r\nContent-Length: 5\r\n\r\nabcde", "200"},
		{"bare LF in chunks", head + "Transfer-Encoding: chunked\r\n\r\n5\nabcde\n0\n\n", "400 405"},
		{"bare LF in an extension", head + "Transfer-Encoding: chunked\r\n\r\n0;a\nb\r\n\r\n", "400 405"},
		{"bare LF in trailers", head + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\n\r\n", "400 405"},
		{"bare CR", head + "X: y\rContent-Length: 5\r\n\r\n", "400"},
		{"negative chunk", head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", "400 405"},
		{"chunk too large", head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n", "400 405"},
		{"upgrade to h2c", "GET /en/404 HTTP/1.1\r\nHost: book.example\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n", "200"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := exchange(t, address, tc.sent+hidden)
			wantOneAnswer(t, got, tc.status)
			if strings.Contains(got, "smuggled-in") {
				t.Errorf("the hidden request is answered: %.2000q", got)
			}
		})
	}
}

// The final answer comes instead of 100 (RFC 9110, section 10.1.1). It is the
// last one: the connection closes when the content has come or the client goes.
func TestExpect(t *testing.T) {
	address := start(t, newEdge(t))
	for expectation, want := range map[string]int{"100-continue": http.StatusMethodNotAllowed, "tea": http.StatusExpectationFailed} {
		t.Run(expectation, func(t *testing.T) {
			conn := dial(t, address)
			if _, err := io.WriteString(conn, "POST /en/404 HTTP/1.1\r\nHost: book.example\r\nExpect: "+expectation+"\r\nContent-Length: 5\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			from := bufio.NewReader(conn)
			answer, err := webtest.ReadAnswer(from, http.MethodPost)
			if err != nil {
				t.Fatal(err)
			}
			if answer.Status != want || answer.Header.Get("Connection") != "close" {
				t.Errorf("status %d, Connection %q; want %d, close", answer.Status, answer.Header.Get("Connection"), want)
			}
			if _, err := io.WriteString(conn, "abcde"); err != nil {
				t.Fatal(err)
			}
			if rest, err := io.ReadAll(from); len(rest) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("after the answer: %q, %v; want the end", rest, err)
			}
		})
	}
}

// Requests whose ends are beyond doubt may follow each other.
func TestPipelined(t *testing.T) {
	conn := dial(t, start(t, newEdge(t)))
	const request = "GET /en/404 HTTP/1.1\r\nHost: book.example\r\n"
	if _, err := io.WriteString(conn, request+"\r\n"+request+"\r\n"+request+"Connection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	from := bufio.NewReader(conn)
	var first []byte
	for i := range 3 {
		answer, err := webtest.ReadAnswer(from, http.MethodGet)
		if err != nil {
			t.Fatalf("answer %d: %v", i, err)
		}
		if i == 0 {
			first = answer.Body
		}
		if answer.Status != http.StatusOK || !bytes.Equal(answer.Body, first) {
			t.Errorf("answer %d: status %d, %d bytes", i, answer.Status, len(answer.Body))
		}
	}
	if rest, _ := io.ReadAll(from); len(rest) > 0 {
		t.Errorf("after the last answer: %q", rest)
	}
}

// What a request tells is not repeated to it: neither a cookie nor a field, but
// the host by which it reaches the book.
func TestNothingIsEchoed(t *testing.T) {
	address := start(t, newEdge(t))
	for _, request := range []string{"TRACE /en/404", "GET /", "GET /en/404", "GET /nothing-here", "OPTIONS *", "POST /en/404"} {
		got := exchange(t, address, request+" HTTP/1.1\r\nHost: book.example\r\nCookie: edition=5ca1ab1e\r\n"+
			"Origin: https://5ca1ab1e.example\r\nReferer: https://5ca1ab1e.example/\r\nX-Y: 5ca1ab1e\r\nConnection: close\r\n\r\n")
		if strings.Contains(got, "5ca1ab1e") {
			t.Errorf("%s: %.2000q", request, got)
		}
	}
}
