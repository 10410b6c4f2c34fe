package command

import (
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
)

// h2c is HTTP/2 with prior knowledge (RFC 9113, section 3.3). HTTP/1.1 goes on
// beside it.
func TestH2C(t *testing.T) {
	s := opened(t, silent(), func(s *settings) { s.h2c = true })
	for want, speak := range map[int]func(*http.Protocols){1: http1, 2: h2c} {
		got := fetch(t, asking(s.listeners[0].Addr(), speak), "http://book.example/en/404")
		if got.StatusCode != http.StatusOK || got.ProtoMajor != want || !strings.Contains(got.body, "</html>") {
			t.Errorf("HTTP/%d: status %d, %s", want, got.StatusCode, got.Proto)
		}
	}
}

// Without the flag nobody speaks it (the preface itself is tried in TestRaw).
func TestNoH2C(t *testing.T) {
	s := opened(t, silent(), func(*settings) {})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://book.example/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := asking(s.listeners[0].Addr(), h2c).Do(request); err == nil {
		_ = response.Body.Close()
		t.Errorf("status %d, %s", response.StatusCode, response.Proto)
	}
}

// A request with content ends a connection of HTTP/1.1, whose rest would be in the
// way. One of HTTP/2 goes on.
func TestContentOverHTTP2(t *testing.T) {
	s := opened(t, silent(), func(s *settings) { s.h2c = true })
	connections := 0
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		if !got.Reused {
			connections++
		}
	}})
	client := asking(s.listeners[0].Addr(), h2c)
	for range 3 {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://book.example/en/404", strings.NewReader("a=b"))
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusMethodNotAllowed || response.Header.Get("Connection") != "" {
			t.Errorf("status %d, fields %v", response.StatusCode, response.Header)
		}
	}
	if connections != 1 {
		t.Errorf("%d connections, want one", connections)
	}
}

// More fields than allowed are refused in HTTP/2 too (RFC 6585, section 5).
func TestFieldsOverHTTP2(t *testing.T) {
	s := opened(t, silent(), func(s *settings) { s.h2c = true })
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://book.example/en/404", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Large", strings.Repeat("x", 20<<10))
	response, err := asking(s.listeners[0].Addr(), h2c).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", response.StatusCode)
	}
}

// While the server stops, requests over every kind of connection are answered:
// those under way, and those that come in the time of grace.
func TestStopEveryKind(t *testing.T) {
	certFile, keyFile := files(t, "one.example")
	for name, tc := range map[string]struct {
		change func(*settings)
		speak  func(*http.Protocols)
		scheme string
	}{
		"TLS and HTTP/1.1": {func(s *settings) { s.tlsCert, s.tlsKey = certFile, keyFile }, http1, "https"},
		"TLS and HTTP/2":   {func(s *settings) { s.tlsCert, s.tlsKey = certFile, keyFile }, http2, "https"},
		"h2c":              {func(s *settings) { s.h2c = true }, h2c, "http"},
		"unix socket":      {func(s *settings) { s.addr = unixPrefix + socketPath(t) }, http1, "http"},
	} {
		t.Run(name, func(t *testing.T) {
			s := opened(t, silent(), tc.change)
			second, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			if s.certificate != nil {
				go func() { _ = s.http.ServeTLS(second, "", "") }()
			} else {
				go func() { _ = s.http.Serve(second) }()
			}
			s.listeners = append(s.listeners, second)

			entered, finish := make(chan struct{}, len(s.listeners)), make(chan struct{})
			s.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/slow" {
					entered <- struct{}{}
					<-finish
					r.URL.Path = "/en/404"
				}
				s.edge.ServeHTTP(w, r)
			})
			slow := make(chan int, len(s.listeners))
			for _, listener := range s.listeners {
				client := asking(listener.Addr(), tc.speak)
				go func() { slow <- fetch(t, client, tc.scheme+"://book.example/slow").StatusCode }()
				within(t, "a slow request", entered)
			}
			code := make(chan int, 1)
			go func() { code <- stop(s.edge, s.http, s.listeners, silent(), nil) }()
			for !s.edge.Status().Draining {
				wait(t.Context(), 1)
			}
			for _, listener := range s.listeners { // anew, in the time of grace
				client := asking(listener.Addr(), tc.speak)
				if got := fetch(t, client, tc.scheme+"://book.example/readyz"); got.StatusCode != http.StatusServiceUnavailable || !strings.HasPrefix(got.body, "draining") {
					t.Errorf("/readyz: status %d, %q", got.StatusCode, got.body)
				}
			}
			close(finish)
			for range s.listeners {
				if got := within(t, "a slow answer", slow); got != http.StatusOK {
					t.Errorf("a request under way: status %d", got)
				}
			}
			if got := within(t, "the end", code); got != exitOK {
				t.Errorf("exit code %d", got)
			}
			for _, listener := range s.listeners {
				if conn, err := new(net.Dialer).DialContext(t.Context(), listener.Addr().Network(), listener.Addr().String()); err == nil {
					_ = conn.Close()
					t.Error("somebody still listens")
				}
			}
		})
	}
}
