package server

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"testing"
)

// Only configured proxies are believed, and only as far as the chain of them
// reaches.
func TestOrigin(t *testing.T) {
	proxies := Proxies{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}, Unix: true}
	for _, tc := range []struct {
		name, peer string
		fields     []string // name, value
		origin     string
		client     string
	}{
		{"no proxy", "192.0.2.1:1234", nil, "http://book.example", "192.0.2.1:1234"},
		{"somebody", "192.0.2.1:1234", []string{"X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https", "X-Forwarded-For", "1.1.1.1"}, "http://book.example", "192.0.2.1:1234"},
		{"somebody, Forwarded", "192.0.2.1:1234", []string{"Forwarded", "for=1.1.1.1;host=evil.example;proto=https"}, "http://book.example", "192.0.2.1:1234"},
		{"proxy that says nothing", "10.0.0.1:1234", nil, "http://book.example", "10.0.0.1:1234"},
		{"proxy", "10.0.0.1:1234", []string{"X-Forwarded-Host", "wiki.example", "X-Forwarded-Proto", "https", "X-Forwarded-For", "192.0.2.7"}, "https://wiki.example", "192.0.2.7"},
		{"proxy over IPv6", "[fd00::1]:1234", []string{"X-Forwarded-Proto", "HTTPS", "X-Forwarded-For", "2001:db8::7"}, "https://book.example", "2001:db8::7"},
		{"proxy at a unix socket", "@", []string{"X-Forwarded-Proto", "https"}, "https://book.example", "@"},
		{"client that forged a list", "10.0.0.1:1234", []string{"X-Forwarded-For", "6.6.6.6, 192.0.2.7", "X-Forwarded-Host", "evil.example, wiki.example"}, "http://wiki.example", "192.0.2.7"},
		{"two proxies", "10.0.0.1:1234", []string{"X-Forwarded-For", "6.6.6.6, 192.0.2.7, 10.0.0.2"}, "http://book.example", "192.0.2.7"},
		{"Forwarded", "10.0.0.1:1234", []string{"Forwarded", `for="[2001:db8::7]:4711";proto=https;host="wiki.example:8443"`}, "https://wiki.example:8443", "[2001:db8::7]:4711"},
		{"Forwarded by two proxies", "10.0.0.1:1234", []string{"Forwarded", "for=6.6.6.6;host=evil.example, For=192.0.2.7;Proto=https;Host=wiki.example", "Forwarded", "for=10.0.0.2;proto=http;host=inner.example"}, "https://wiki.example", "192.0.2.7"},
		{"Forwarded wins", "10.0.0.1:1234", []string{"Forwarded", "proto=https", "X-Forwarded-Host", "evil.example"}, "https://book.example", "10.0.0.1:1234"},
		{"Forwarded without for", "10.0.0.1:1234", []string{"Forwarded", "for=6.6.6.6;host=evil.example;proto=http, proto=https"}, "https://book.example", "10.0.0.1:1234"},
		{"Forwarded without for, at a unix socket", "@", []string{"Forwarded", "for=6.6.6.6;host=evil.example;proto=http, proto=https"}, "https://book.example", "@"},
		{"Forwarded for nobody", "", []string{"Forwarded", `for=6.6.6.6;host=evil.example;proto=http, for="";proto=https`}, "https://book.example", ""},
		{"Forwarded for a unix socket", "@", []string{"Forwarded", `for=6.6.6.6;host=evil.example;proto=http, for="@";proto=https`}, "https://book.example", "@"},
		{"Forwarded for somebody unknown", "@", []string{"Forwarded", "for=6.6.6.6;host=evil.example;proto=http, for=unknown;proto=https"}, "https://book.example", "unknown"},
		{"Forwarded for a name that a proxy made up", "10.0.0.1:1234", []string{"Forwarded", `for=6.6.6.6;host=evil.example, for="_10.0.0.2:80";proto=https`}, "https://book.example", "_10.0.0.2:80"},
		{"Forwarded with a port that a proxy made up", "10.0.0.1:1234", []string{"Forwarded", `for=6.6.6.6;host=evil.example, for=192.0.2.7;host=wiki.example, for="10.0.0.2:_p"`}, "http://wiki.example", "192.0.2.7"},
		{"Forwarded, the second proxy without for", "10.0.0.1:1234", []string{"Forwarded", "for=6.6.6.6;host=evil.example, proto=https, for=10.0.0.2;proto=http"}, "https://book.example", "10.0.0.2"},
		{"list with somebody unknown", "@", []string{"X-Forwarded-For", "6.6.6.6, unknown"}, "http://book.example", "unknown"},
		{"list with a unix socket", "@", []string{"X-Forwarded-For", "6.6.6.6, @"}, "http://book.example", "@"},
		{"list with nginx's unix socket", "@", []string{"X-Forwarded-For", "6.6.6.6, unix:"}, "http://book.example", "unix:"},
		{"proxies at a unix socket and by address", "@", []string{"X-Forwarded-For", "6.6.6.6, 192.0.2.7, 10.0.0.2"}, "http://book.example", "192.0.2.7"},
		{"another scheme", "10.0.0.1:1234", []string{"X-Forwarded-Proto", "javascript"}, "http://book.example", "10.0.0.1:1234"},
		{"host that is none", "10.0.0.1:1234", []string{"X-Forwarded-Host", `wiki.example"><script>`}, "http://localhost", "10.0.0.1:1234"},
		{"nonsense", "10.0.0.1:1234", []string{"Forwarded", `;=,,"=";for`, "X-Forwarded-For", ", ,"}, "http://book.example", "10.0.0.1:1234"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "http://book.example/404", nil)
			r.RemoteAddr = tc.peer
			for i := 0; i < len(tc.fields); i += 2 {
				r.Header.Add(tc.fields[i], tc.fields[i+1])
			}
			s := &Server{proxies: proxies}
			if got := s.origin(r); got != tc.origin {
				t.Errorf("origin %q, want %q", got, tc.origin)
			}
			if got := s.client(r); got != tc.client {
				t.Errorf("client %q, want %q", got, tc.client)
			}
		})
	}
}

func TestOriginOverTLS(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "https://book.example/404", nil)
	if got := new(Server).origin(r); got != "https://book.example" {
		t.Errorf("origin %q", got)
	}
}

// Whatever the fields say, the origin is a scheme and an authority, and nothing
// that would mean something in a page.
func FuzzOrigin(f *testing.F) {
	f.Add("book.example", `for=192.0.2.7;host="wiki.example:8443";proto=https`, "https", "wiki.example")
	f.Add("", `;=,,"=";for`, "javascript", `"><script>`)
	f.Add("[::1]:8080", "for=_hidden, for=unknown", ",", "a\x00b")
	f.Fuzz(func(t *testing.T, host, element, proto, told string) {
		r := httptest.NewRequest(http.MethodGet, "/404", nil)
		r.Host, r.RemoteAddr = host, "10.0.0.1:1"
		if element != "" {
			r.Header.Set("Forwarded", element)
		}
		r.Header.Set("X-Forwarded-Proto", proto)
		r.Header.Set("X-Forwarded-Host", told)
		s := &Server{proxies: Proxies{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
		if got := s.origin(r); !regexp.MustCompile(`^https?://[][A-Za-z0-9._:-]+$`).MatchString(got) {
			t.Errorf("origin %q", got)
		}
	})
}
