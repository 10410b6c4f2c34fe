package server

import (
	"cmp"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// Proxies are the peers that are believed when they say for whom they ask. Unix
// stands for whoever connects by a unix socket.
type Proxies struct {
	Networks []netip.Prefix
	Unix     bool
}

// trusts reports whether the peer of a connection is a configured proxy. One at a
// unix socket has no address.
func (p Proxies) trusts(peer string) bool {
	return p.Unix && (peer == "" || peer == "@") || p.contains(peer)
}

// contains reports whether an address, with or without a port, is that of a
// configured proxy. What a proxy writes instead of an address is none: nothing,
// "unknown", or a name of its own making (RFC 7239, section 6).
func (p Proxies) contains(address string) bool {
	host := address
	if h, _, err := net.SplitHostPort(address); err == nil {
		host = h
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		return false
	}
	ip = ip.Unmap().WithZone("")
	return slices.ContainsFunc(p.Networks, func(n netip.Prefix) bool { return n.Contains(ip) })
}

// origin is the scheme and authority by which the client reaches the book: those
// of the request itself, or what a configured proxy says of the request that it
// passes on (RFC 7239, section 5, and the older X-Forwarded fields).
func (s *Server) origin(r *http.Request) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if s.proxies.trusts(r.RemoteAddr) {
		told := s.told(r)
		if told.scheme == "http" || told.scheme == "https" {
			scheme = told.scheme
		}
		if told.host != "" {
			host = told.host
		}
	}
	if !authority.MatchString(host) {
		host = "localhost" // HTTP/1.0 needs to name none
		if local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok && authority.MatchString(local.String()) {
			host = local.String()
		}
	}
	return scheme + "://" + host
}

// authority is a host with or without a port, and nothing that would mean
// something in a page (RFC 3986, section 3.2).
var authority = regexp.MustCompile(`^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$`)

// client is the address that the request comes from, as far as the configured
// proxies tell.
func (s *Server) client(r *http.Request) string {
	if s.proxies.trusts(r.RemoteAddr) {
		if told := s.told(r); told.client != "" {
			return told.client
		}
	}
	return r.RemoteAddr
}

// told is what a chain of proxies says about a request.
type told struct{ client, scheme, host string }

// told goes through what the proxies added from the nearest to the farthest, as
// long as each was added by a configured one. What lies beyond comes from
// anybody, and so does what lies beyond a proxy that does not say by an address
// who asked it.
func (s *Server) told(r *http.Request) told {
	var t told
	if elements := forwarded(r.Header.Values("Forwarded")); len(elements) > 0 {
		for _, element := range slices.Backward(elements) {
			asker := element["for"]
			t = told{cmp.Or(asker, t.client), strings.ToLower(element["proto"]), element["host"]}
			if !s.proxies.contains(asker) {
				break
			}
		}
		return t
	}
	for _, hop := range slices.Backward(members(r.Header.Values("X-Forwarded-For"))) {
		if t.client = hop; !s.proxies.contains(hop) {
			break
		}
	}
	if protos := members(r.Header.Values("X-Forwarded-Proto")); len(protos) > 0 {
		t.scheme = strings.ToLower(protos[len(protos)-1])
	}
	if hosts := members(r.Header.Values("X-Forwarded-Host")); len(hosts) > 0 {
		t.host = hosts[len(hosts)-1]
	}
	return t
}

// members splits a list (RFC 9110, section 5.6.1).
func members(fields []string) []string {
	var list []string
	for _, field := range fields {
		for member := range strings.SplitSeq(field, ",") {
			if member = strings.TrimSpace(member); member != "" {
				list = append(list, member)
			}
		}
	}
	return list
}

// forwarded reads the elements of Forwarded (RFC 7239, section 4), each with its
// parameters in lower case. What is not understood is left out.
func forwarded(fields []string) []map[string]string {
	var elements []map[string]string
	for _, member := range members(fields) {
		element := map[string]string{}
		for pair := range strings.SplitSeq(member, ";") {
			name, value, ok := strings.Cut(pair, "=")
			if ok {
				element[strings.ToLower(strings.TrimSpace(name))] = strings.Trim(strings.TrimSpace(value), `"`)
			}
		}
		elements = append(elements, element)
	}
	return elements
}
