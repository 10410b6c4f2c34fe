package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// judge evaluates the preconditions of a GET or HEAD in the order of RFC 9110,
// section 13.2.2. It returns 304, 412, or 0 to go on.
func judge(h http.Header, tag string, modified time.Time) int {
	if match := h.Values("If-Match"); len(match) > 0 {
		if !matches(match, tag, strong) {
			return http.StatusPreconditionFailed
		}
	} else if since, ok := date(h, "If-Unmodified-Since"); ok && modified.After(since) {
		return http.StatusPreconditionFailed
	}
	if none := h.Values("If-None-Match"); len(none) > 0 {
		if matches(none, tag, weak) {
			return http.StatusNotModified
		}
	} else if since, ok := date(h, "If-Modified-Since"); ok && !modified.After(since) {
		return http.StatusNotModified
	}
	return 0
}

// date reads a field as an HTTP-date in any of its three forms (RFC 9110,
// section 5.6.7). A field that stands twice or is no date counts as absent
// (sections 13.1.3 and 13.1.4).
func date(h http.Header, name string) (time.Time, bool) {
	values := h.Values(name)
	if len(values) != 1 {
		return time.Time{}, false
	}
	t, err := http.ParseTime(values[0])
	return t, err == nil
}

// strong and weak compare entity tags (RFC 9110, section 8.8.3.2). Ours is always
// strong.
func strong(theirs, ours string) bool { return theirs == ours }
func weak(theirs, ours string) bool   { return strings.TrimPrefix(theirs, "W/") == ours }

// matches reports whether a field such as If-None-Match names our tag, or any
// by `*`.
func matches(fields []string, ours string, same func(theirs, ours string) bool) bool {
	for _, field := range fields {
		if strings.TrimSpace(field) == "*" {
			return true
		}
		for rest := field; ; {
			var tag string
			if tag, rest = nextTag(rest); tag == "" {
				break
			}
			if same(tag, ours) {
				return true
			}
		}
	}
	return false
}

// nextTag takes the first entity tag from a list; a tag may hold commas. It
// returns an empty tag at the end, or at what is no tag.
func nextTag(list string) (tag, rest string) {
	list = strings.TrimLeft(list, " \t,")
	body := strings.TrimPrefix(list, "W/")
	if !strings.HasPrefix(body, `"`) {
		return "", ""
	}
	end := strings.IndexByte(body[1:], '"')
	if end < 0 {
		return "", ""
	}
	length := len(list) - len(body) + end + 2
	return list[:length], list[length:]
}

// byteRange is one range of bytes, both ends included.
type byteRange struct {
	first, last   int
	unsatisfiable bool
}

func (b byteRange) contentRange(size int) string {
	return fmt.Sprintf("bytes %d-%d/%d", b.first, b.last, size)
}

// wantedRange reads Range (RFC 9110, section 14.2). It is defined for GET alone.
// A unit that we do not know, a malformed range, more than one range, and an
// If-Range that does not name this representation by a strong tag (section
// 13.1.5) all mean: no range, the whole.
func wantedRange(r *http.Request, tag string, size int) (byteRange, bool) {
	values := r.Header.Values("Range")
	if r.Method != http.MethodGet || len(values) != 1 {
		return byteRange{}, false
	}
	if condition := r.Header.Values("If-Range"); len(condition) > 1 || len(condition) == 1 && condition[0] != tag {
		return byteRange{}, false
	}
	unit, set, _ := strings.Cut(values[0], "=")
	if !strings.EqualFold(strings.TrimSpace(unit), "bytes") {
		return byteRange{}, false
	}
	from, to, ok := strings.Cut(strings.TrimSpace(set), "-")
	if !ok || strings.ContainsAny(set, ",") {
		return byteRange{}, false
	}
	first, hasFirst, validFirst := position(from)
	last, hasLast, validLast := position(to)
	switch {
	case !validFirst || !validLast || !hasFirst && !hasLast:
		return byteRange{}, false
	case !hasFirst: // the last so many bytes
		return byteRange{max(0, size-last), size - 1, last == 0 || size == 0}, true
	case hasLast && last < first:
		return byteRange{}, false
	case first >= size:
		return byteRange{unsatisfiable: true}, true
	case !hasLast || last >= size:
		last = size - 1
	}
	return byteRange{first: first, last: last}, true
}

// position reads digits. A number too large for an int lies beyond any page.
func position(s string) (n int, present, valid bool) {
	if s == "" {
		return 0, false, true
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, true, false
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		n = int(^uint(0) >> 1)
	}
	return n, true, true
}
