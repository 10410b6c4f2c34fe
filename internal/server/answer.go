package server

import (
	"net/http"
	"slices"
	"strconv"

	"statusbook/internal/site"
)

// answer sends a representation. Only a 200 is negotiated further: conditions
// and ranges speak of the representation itself, and an error has none
// (RFC 9110, section 13.2.1).
func answer(now *site.Site, w http.ResponseWriter, r *http.Request, page *site.Representation, status int) {
	h := w.Header()
	if origin, ok := r.Context().Value(originKey{}).(string); ok {
		page = page.At(origin)
	}
	coding := site.Identity
	if page.Compressible() {
		vary(h, "Accept-Encoding")
		coding = acceptedCoding(r.Header.Values("Accept-Encoding"))
	}
	describe(h, page)
	body := page.Encoded(coding)
	if status == http.StatusOK {
		h.Set("ETag", page.ETag(coding))
		h.Set("Last-Modified", page.Modified.Format(http.TimeFormat))
		h.Set("Accept-Ranges", "bytes")
		switch judge(r.Header, page.ETag(coding), page.Modified) {
		case http.StatusNotModified:
			w.WriteHeader(http.StatusNotModified)
			return
		case http.StatusPreconditionFailed:
			failed(now, w, r, http.StatusPreconditionFailed)
			return
		}
		if part, ok := wantedRange(r, page.ETag(coding), len(body)); ok {
			if part.unsatisfiable {
				h.Set("Content-Range", "bytes */"+strconv.Itoa(len(body)))
				failed(now, w, r, http.StatusRequestedRangeNotSatisfiable)
				return
			}
			h.Set("Content-Range", part.contentRange(len(body)))
			body = body[part.first : part.last+1]
			status = http.StatusPartialContent
		}
	}
	describeContent(h, now, page)
	if coding != site.Identity {
		h.Set("Content-Encoding", string(coding))
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may be gone; there is nobody to tell
	}
}

// describe sets the fields that an answer has with or without content.
func describe(h http.Header, page *site.Representation) {
	if h.Get("Cache-Control") == "" { // unless the way to the page says otherwise
		h.Set("Cache-Control", page.CacheControl)
	}
	if page.Open {
		open(h)
	}
	if page.Framed {
		h.Set("Content-Security-Policy", framedPolicy)
	}
	if page.Link != "" {
		h.Set("Link", page.Link)
	}
}

// describeContent sets those of the content.
func describeContent(h http.Header, now *site.Site, page *site.Representation) {
	h.Set("Content-Type", page.MediaType)
	if page.Language != "" {
		h.Set("Content-Language", page.Language)
	}
	if page.NoIndex || now.Hidden() {
		h.Set("X-Robots-Tag", "noindex")
	}
}

// Fields are the header fields of any answer with a representation of a Site, for
// those who serve it in another way.
func Fields(of *site.Site, page *site.Representation) http.Header {
	h := http.Header{}
	secure(h)
	describe(h, page)
	describeContent(h, of, page)
	return h
}

// failed answers a condition or a range that does not hold. What was said about
// the representation does not hold for the page that explains this.
func failed(now *site.Site, w http.ResponseWriter, r *http.Request, status int) {
	w.Header().Del("Content-Location")
	w.Header().Del("Link")
	w.Header().Del("ETag")
	w.Header().Del("Last-Modified")
	fault(now, w, r, status)
}

// vary names request fields that the answer depends on, each once (RFC 9110,
// section 12.5.5).
func vary(h http.Header, names ...string) {
	for _, name := range names {
		if !slices.Contains(h.Values("Vary"), name) {
			h.Add("Vary", name)
		}
	}
}
