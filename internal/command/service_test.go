package command

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// opened is a service that listens as the settings say, without the loop that
// waits for signals.
func opened(t *testing.T, log *slog.Logger, change func(*settings)) *service {
	t.Helper()
	settings, err := parse("serve", []string{"--addr", "127.0.0.1:0"}, quietEnv())
	if err != nil {
		t.Fatal(err)
	}
	change(&settings)
	s := &service{env: quietEnv(), settings: settings, log: log, edge: newEdge(t), failed: make(chan error, 1)}
	if settings.tlsCert != "" {
		if s.certificate, err = newCertificate(settings.tlsCert, settings.tlsKey, log); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.close()
		_ = s.http.Close()
	})
	return s
}

func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }

// asking is a client that speaks the versions of HTTP given and connects to an
// address, whatever the URL names.
func asking(to net.Addr, set func(*http.Protocols)) *http.Client {
	var protocols http.Protocols
	set(&protocols)
	return &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			Protocols:       &protocols,
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, to.Network(), to.String())
			},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func http1(p *http.Protocols) { p.SetHTTP1(true) }
func http2(p *http.Protocols) { p.SetHTTP2(true) }
func h2c(p *http.Protocols)   { p.SetUnencryptedHTTP2(true) }

// fetched is an answer, read.
type fetched struct {
	*http.Response
	body string
}

func fetch(t *testing.T, client *http.Client, url string) fetched {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fetched{response, string(body)}
}

// pair makes a certificate for a name.
func pair(t *testing.T, name string) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
}

// files writes a pair and returns the names.
func files(t *testing.T, name string) (certFile, keyFile string) {
	t.Helper()
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	certificate, key := pair(t, name)
	save(t, certFile, certificate)
	save(t, keyFile, key)
	return certFile, keyFile
}

// save replaces a file as careful programs do: whole, by renaming.
func save(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name+"~", data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+"~", name); err != nil {
		t.Fatal(err)
	}
}
