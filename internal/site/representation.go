package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
)

// Coding is a content coding (RFC 9110, section 8.4.1) as it stands in
// Content-Encoding; empty for none.
type Coding string

// The codings in which a representation can be had.
const (
	Identity Coding = ""
	Gzip     Coding = "gzip"
	Brotli   Coding = "br"
)

// Representation is one answer made beforehand: bytes, and what the fields say
// about them. It never changes. Its codings are made on first use, once.
type Representation struct {
	MediaType    string
	Language     string // Content-Language; empty for none
	CacheControl string
	NoIndex      bool // X-Robots-Tag: noindex
	Modified     time.Time
	Body         []byte

	digest string
	gzip   func() []byte
	brotli func() []byte
}

// minCompressed is the size in bytes below which compressing gains nothing: the
// answer fits one packet as it is.
const minCompressed = 1024

// brotliLevel costs about what gzip does and saves a sixth more. Level 11 would
// save another tenth at 20 times the time.
const brotliLevel = 6

// seal computes what depends on the body. Call it when the fields are final.
func (r *Representation) seal() *Representation {
	sum := sha256.Sum256(r.Body)
	r.digest = base64.RawURLEncoding.EncodeToString(sum[:12])
	r.gzip = sync.OnceValue(func() []byte { return compress(r.Body, Gzip) })
	r.brotli = sync.OnceValue(func() []byte { return compress(r.Body, Brotli) })
	return r
}

// Compressible reports whether the representation has other codings than
// identity, so that the answer depends on Accept-Encoding.
func (r *Representation) Compressible() bool {
	switch r.MediaType {
	case "image/png", "image/x-icon", "font/woff2":
		return false
	}
	return len(r.Body) >= minCompressed
}

// Encoded returns the body in a coding.
func (r *Representation) Encoded(c Coding) []byte {
	switch c {
	case Gzip:
		return r.gzip()
	case Brotli:
		return r.brotli()
	}
	return r.Body
}

// ETag returns the strong entity tag of the representation in a coding: other
// bytes, another tag (RFC 9110, section 8.8.3.3).
func (r *Representation) ETag(c Coding) string {
	if c == Identity {
		return `"` + r.digest + `"`
	}
	return `"` + r.digest + "-" + string(c) + `"`
}

func compress(body []byte, c Coding) []byte {
	var b bytes.Buffer
	switch c {
	case Gzip:
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
		_, _ = w.Write(body)                                  // a bytes.Buffer takes all
		_ = w.Close()
	case Brotli:
		w := brotli.NewWriterLevel(&b, brotliLevel)
		_, _ = w.Write(body)
		_ = w.Close()
	}
	return b.Bytes()
}
