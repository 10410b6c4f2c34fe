package command

import (
	"context"
	"crypto/tls"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// checkEvery is how often at most handshakes look whether the files have changed.
const checkEvery = time.Second

// certificate is a certificate with its key, read again when the files change.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	current atomic.Pointer[tls.Certificate]

	mu      sync.Mutex // guards what follows; held by who looks at the files
	checked time.Time
	seen    [2]fs.FileInfo // the files as last read, well or badly
}

// newCertificate reads the files for the first time.
func newCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log}
	c.checked = time.Now()
	var err error
	if c.seen, err = c.look(); err != nil {
		return nil, err
	}
	if err := c.read(); err != nil {
		return nil, err
	}
	return c, nil
}

// config is that of a server: TLS 1.2 or later, HTTP/2 if the client speaks it.
func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c.refresh(false)
			return c.current.Load(), nil
		},
	}
}

// refresh reads the files again if they have changed. If they are bad the last
// good certificate stays, and the log says once what is wrong with each change.
// Files are changed one after the other, so a bad pair is often only half of a good one.
func (c *certificate) refresh(now bool) {
	if !c.mu.TryLock() {
		return // another handshake is at it
	}
	defer c.mu.Unlock()
	if !now && time.Since(c.checked) < checkEvery {
		return
	}
	c.checked = time.Now()
	files, err := c.look()
	switch {
	case err != nil && c.seen == [2]fs.FileInfo{}:
		return // this has been said
	case err == nil && same(files, c.seen):
		return
	}
	c.seen = files
	if err == nil {
		err = c.read()
	}
	if err != nil {
		c.log.Error("the certificate is not reloaded; the last good one is still used", "error", err)
	}
}

// look stats the two files. An error leaves both unknown, so that whatever comes
// next is a change.
func (c *certificate) look() (files [2]fs.FileInfo, err error) {
	for i, name := range []string{c.certFile, c.keyFile} {
		if files[i], err = os.Stat(name); err != nil {
			return [2]fs.FileInfo{}, err
		}
	}
	return files, nil
}

func same(a, b [2]fs.FileInfo) bool {
	for i := range a {
		if b[i] == nil || !os.SameFile(a[i], b[i]) || !a[i].ModTime().Equal(b[i].ModTime()) || a[i].Size() != b[i].Size() {
			return false
		}
	}
	return true
}

// read loads the pair and puts it in place if it is good.
func (c *certificate) read() error {
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("%s, %s: %w", c.certFile, c.keyFile, err)
	}
	c.current.Store(&pair)
	level, words := slog.LevelInfo, "certificate read"
	if time.Now().After(pair.Leaf.NotAfter) {
		level, words = slog.LevelWarn, "the certificate has expired"
	}
	c.log.Log(context.Background(), level, words, "file", c.certFile, "names", pair.Leaf.DNSNames, "not_after", pair.Leaf.NotAfter)
	return nil
}

// notAfter is when the certificate in use expires.
func (c *certificate) notAfter() time.Time { return c.current.Load().Leaf.NotAfter }
