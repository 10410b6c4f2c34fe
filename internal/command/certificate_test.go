package command

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// served is the name in the certificate that a server presents.
func served(t *testing.T, s *service) string {
	t.Helper()
	dialer := &tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(t.Context(), "tcp", s.listeners[0].Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.(*tls.Conn).ConnectionState().PeerCertificates[0].DNSNames[0] //nolint:forcetypeassert // it is one
}

// later makes the next handshake look at the files, as it would after a second.
func later(c *certificate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.checked = time.Now().Add(-2 * checkEvery)
}

// shared is a buffer for a log that several goroutines write.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestCertificateReload(t *testing.T) {
	certFile, keyFile := files(t, "one.example")
	log := &shared{}
	s := opened(t, slog.New(slog.NewTextHandler(log, nil)), func(s *settings) { s.tlsCert, s.tlsKey = certFile, keyFile })
	if got := served(t, s); got != "one.example" {
		t.Fatalf("the certificate is of %s", got)
	}
	next, nextKey := pair(t, "two.example")

	// The first file of two: the last good pair goes on, and the log says so once.
	save(t, certFile, next)
	if got := served(t, s); got != "one.example" {
		t.Errorf("half a pair: the certificate is of %s", got)
	}
	for range 3 {
		later(s.certificate)
		if got := served(t, s); got != "one.example" {
			t.Errorf("half a pair: the certificate is of %s", got)
		}
	}
	if got := strings.Count(log.String(), "level=ERROR"); got != 1 || !strings.Contains(log.String(), certFile) {
		t.Errorf("the log has %d errors, want one with the file:\n%s", got, log)
	}
	save(t, keyFile, nextKey)
	later(s.certificate)
	if got := served(t, s); got != "two.example" {
		t.Errorf("both files: the certificate is of %s", got)
	}

	// Gone, and back.
	if err := os.Rename(keyFile, keyFile+".gone"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		later(s.certificate)
		if got := served(t, s); got != "two.example" {
			t.Errorf("no key: the certificate is of %s", got)
		}
	}
	if got := strings.Count(log.String(), "level=ERROR"); got != 2 {
		t.Errorf("the log has %d errors, want a second one:\n%s", got, log)
	}
	last, lastKey := pair(t, "three.example")
	save(t, certFile, last)
	save(t, keyFile, lastKey)
	s.certificate.refresh(true) // SIGHUP does not wait for a second
	if got := served(t, s); got != "three.example" {
		t.Errorf("after the files came back: the certificate is of %s", got)
	}
}

func TestCertificateMissing(t *testing.T) {
	certFile, keyFile := files(t, "one.example")
	save(t, keyFile, []byte("no key"))
	for _, tc := range []struct{ cert, key string }{{certFile, keyFile}, {certFile + ".gone", keyFile}} {
		env, _, stderr := world(nil)
		if code := Run(t.Context(), env, []string{"--addr", "127.0.0.1:0", "--tls-cert", tc.cert, "--tls-key", tc.key}); code != exitFault {
			t.Errorf("%+v: exit code %d", tc, code)
		}
		if !strings.Contains(stderr.String(), "statusbook: cannot use the certificate: ") || !strings.Contains(stderr.String(), tc.cert) {
			t.Errorf("%+v: stderr %q", tc, stderr)
		}
	}
}

func TestTLS(t *testing.T) {
	certFile, keyFile := files(t, "one.example")
	s := opened(t, silent(), func(s *settings) { s.tlsCert, s.tlsKey = certFile, keyFile })
	address := s.listeners[0].Addr().String()
	for name, tc := range map[string]struct {
		speak func(*http.Protocols)
		want  int
	}{"HTTP/1.1": {http1, 1}, "HTTP/2 by ALPN": {http2, 2}} {
		got := fetch(t, asking(s.listeners[0].Addr(), tc.speak), "https://book.example/en/404")
		if got.StatusCode != http.StatusOK || got.ProtoMajor != tc.want || got.TLS.Version < tls.VersionTLS12 {
			t.Errorf("%s: status %d, %s, TLS %x", name, got.StatusCode, got.Proto, got.TLS.Version)
		}
		if got := fetch(t, asking(s.listeners[0].Addr(), tc.speak), "https://book.example/sitemap.xml"); !strings.Contains(got.body, "https://book.example/en/404") {
			t.Errorf("%s: the sitemap does not say https", name)
		}
		if cookie := fetch(t, asking(s.listeners[0].Addr(), tc.speak), "https://book.example/en/404?remember").Header.Get("Set-Cookie"); !strings.Contains(cookie, "; Secure") {
			t.Errorf("%s: Set-Cookie: %s", name, cookie)
		}
	}
	old := &tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}}
	if conn, err := old.DialContext(t.Context(), "tcp", address); err == nil {
		_ = conn.Close()
		t.Error("TLS 1.1 is spoken")
	}
	if got := exchange(t, address, "GET / HTTP/1.1\r\nHost: book.example\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.0 400 ") {
		t.Errorf("without TLS: %q", got)
	}
	env, stdout, stderr := world(nil)
	if code := Run(t.Context(), env, []string{"health", "--addr", address, "--tls-cert", certFile, "--tls-key", keyFile}); code != exitOK || stdout.String() != "ready\n" {
		t.Errorf("health: exit code %d, %q, %q", code, stdout, stderr)
	}
}
