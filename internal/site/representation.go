package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"sync"
	"sync/atomic"
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

// Representation is one answer: bytes, and what the fields say about them. It
// never changes. Its codings are made on first use, once, and so is the body of
// one that few readers ask for.
type Representation struct {
	MediaType    string
	Language     string // Content-Language; empty for none
	CacheControl string
	Link         string // further fields of an answer, empty for none: Link (RFC 8288),
	Open         bool   // and whether pages of other origins may read it,
	Framed       bool   // or show it in a frame
	NoIndex      bool   // X-Robots-Tag: noindex
	Modified     time.Time

	body   func() []byte
	digest func() string
	roams  func() bool
	gzip   func() []byte
	brotli func() []byte
	at     atomic.Pointer[located]
	seal   func([]byte) []byte // what is done to the body once its addresses are final, if anything
}

// located is a representation with the addresses for one origin.
type located struct {
	origin string
	page   *Representation
}

// anyOrigin stands in absolute addresses of a book that has not been told its
// own. [Representation.At] puts the origin of a request in its place. The name is
// one that never exists (RFC 6761, section 6.4).
const anyOrigin = "http://origin.invalid"

// with gives the representation a body. Call it when the fields are final.
func (r *Representation) with(body []byte) *Representation {
	return r.later(func() []byte { return body })
}

// later gives the representation a body that is made on first use.
func (r *Representation) later(body func() []byte) *Representation {
	r.body = sync.OnceValue(body)
	r.digest = sync.OnceValue(func() string {
		sum := sha256.Sum256(r.Body())
		return base64.RawURLEncoding.EncodeToString(sum[:12])
	})
	r.roams = sync.OnceValue(func() bool { return bytes.Contains(r.Body(), []byte(anyOrigin)) || strings.Contains(r.Link, anyOrigin) })
	r.gzip = sync.OnceValue(func() []byte { return compress(r.Body(), Gzip) })
	r.brotli = sync.OnceValue(func() []byte { return compress(r.Body(), Brotli) })
	return r
}

// Body returns the bytes without a coding.
func (r *Representation) Body() []byte { return r.body() }

// At returns the representation with absolute addresses of an origin, such as
// "https://wiki.example", where the book has not been told its own. The last one
// is kept: a book without a configured address has one as a rule.
func (r *Representation) At(origin string) *Representation {
	if !r.roams() {
		return r
	}
	if last := r.at.Load(); last != nil && last.origin == origin {
		return last.page
	}
	body := bytes.ReplaceAll(r.Body(), []byte(anyOrigin), []byte(origin))
	if r.seal != nil {
		body = r.seal(body)
	}
	page := (&Representation{
		MediaType: r.MediaType, Language: r.Language, CacheControl: r.CacheControl, Open: r.Open, Framed: r.Framed, NoIndex: r.NoIndex, Modified: r.Modified,
		Link: strings.ReplaceAll(r.Link, anyOrigin, origin),
	}).with(body)
	r.at.Store(&located{origin, page})
	return page
}

// minCompressed is the size in bytes below which compressing gains nothing: the
// answer fits one packet as it is.
const minCompressed = 1024

// brotliLevel costs about what gzip does and saves a sixth more. Level 11 would
// save another tenth at 20 times the time.
const brotliLevel = 6

// Compressible reports whether the representation has other codings than
// identity, so that the answer depends on Accept-Encoding.
func (r *Representation) Compressible() bool {
	switch r.MediaType {
	case "image/png", "image/x-icon", "font/woff2", "application/octet-stream":
		return false
	}
	return len(r.Body()) >= minCompressed
}

// Encoded returns the body in a coding.
func (r *Representation) Encoded(c Coding) []byte {
	switch c {
	case Gzip:
		return r.gzip()
	case Brotli:
		return r.brotli()
	}
	return r.Body()
}

// ETag returns the strong entity tag of the representation in a coding: other
// bytes, another tag (RFC 9110, section 8.8.3.3).
func (r *Representation) ETag(c Coding) string {
	if c == Identity {
		return `"` + r.digest() + `"`
	}
	return `"` + r.digest() + "-" + string(c) + `"`
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
