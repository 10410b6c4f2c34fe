package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// processOptions are those of the connections.
func (s *settings) processOptions() []option {
	return []option{
		{name: "addr", env: "STATUSBOOK_ADDR", value: "127.0.0.1:8080", help: "`address` to listen on: host:port, or unix:/path/of/socket; PORT in the environment stands for all addresses with that port; sockets that systemd hands over win", set: func(v string) error {
			s.addr = v
			return checkAddress(v)
		}},
		{name: "socket-mode", env: "STATUSBOOK_SOCKET_MODE", only: "serve", value: "0660", help: "`mode` of a unix socket: who may connect", set: func(v string) error {
			mode, err := strconv.ParseUint(v, 8, 9)
			if err != nil {
				return errors.New("it must be an octal number up to 0777, such as 0660")
			}
			s.socketMode = fs.FileMode(mode)
			return nil
		}},
		{name: "tls-cert", env: "STATUSBOOK_TLS_CERT", help: "`file` with the certificate and its chain (PEM): readers connect by TLS 1.2 or later; read again when it changes", set: func(v string) error {
			s.tlsCert = v
			return nil
		}},
		{name: "tls-key", env: "STATUSBOOK_TLS_KEY", help: "`file` with the key of the certificate (PEM)", set: func(v string) error {
			s.tlsKey = v
			return nil
		}},
		{name: "h2c", env: "STATUSBOOK_H2C", only: "serve", toggle: true, help: "speak HTTP/2 without TLS too, for a proxy that does", set: toggle(&s.h2c)},
		{name: "max-connections", env: "STATUSBOOK_MAX_CONNECTIONS", only: "serve", value: "auto", help: "`number` of connections at a time, 0 for any; auto is as many as fit into half of the memory limit, if there is one", set: func(v string) error {
			if v == "auto" {
				s.maxConnections = autoConnections
				return nil
			}
			n, err := strconv.ParseUint(v, 10, 31)
			if err != nil {
				return errors.New("it must be a number or auto")
			}
			s.maxConnections = int(n)
			return nil
		}},
		{name: "trusted-proxies", env: "STATUSBOOK_TRUSTED_PROXIES", only: "serve", help: "`list` of addresses and networks, separated by commas, whose X-Forwarded-* and Forwarded fields are believed; unix stands for peers at a unix socket", set: func(v string) error {
			for member := range strings.SplitSeq(v, ",") {
				member = strings.TrimSpace(member)
				network, err := netip.ParsePrefix(member)
				if address, other := netip.ParseAddr(member); other == nil {
					network, err = netip.PrefixFrom(address, address.BitLen()), nil
				}
				switch {
				case member == "":
				case member == "unix":
					s.proxies.Unix = true
				case err != nil:
					return fmt.Errorf("%q is no address: it must be such as 10.0.0.7, 10.0.0.0/8, fd00::/8 or unix", member)
				default:
					s.proxies.Networks = append(s.proxies.Networks, network.Masked())
				}
			}
			return nil
		}},
	}
}

// watchOptions are those for whoever watches the server.
func (s *settings) watchOptions() []option {
	return []option{
		{name: "admin-addr", env: "STATUSBOOK_ADMIN_ADDR", only: "serve", help: "`address` for metrics, profiles and health, in the form of --addr; none by default; keep it from readers", set: func(v string) error {
			s.adminAddr = v
			if v == "" {
				return nil
			}
			return checkAddress(v)
		}},
		{name: "access-log", env: "STATUSBOOK_ACCESS_LOG", only: "serve", value: "errors", help: "`which` requests are logged: off, errors (status 500 and more, and slow ones) or all", set: func(v string) error {
			if v != "off" && v != "errors" && v != "all" {
				return errors.New("it must be off, errors or all")
			}
			s.accessLog = v
			return nil
		}},
		{name: "slow", env: "STATUSBOOK_SLOW", only: "serve", value: "1s", help: "`duration` from which a request is logged as slow, 0 for never", set: func(v string) error {
			d, err := time.ParseDuration(v)
			if err != nil || d < 0 {
				return errors.New("it must be a duration such as 500ms or 2s")
			}
			s.slow = d
			return nil
		}},
		{name: "log-queries", env: "STATUSBOOK_LOG_QUERIES", only: "serve", toggle: true, help: "log the query of a request too, which tells what people search for", set: toggle(&s.logQueries)},
		{name: "log-format", env: "STATUSBOOK_LOG_FORMAT", value: "text", help: "`format` of the log: text or json", set: func(v string) error {
			if v != "text" && v != "json" {
				return errors.New("it must be text or json")
			}
			s.logFormat = v
			return nil
		}},
		{name: "log-level", env: "STATUSBOOK_LOG_LEVEL", value: "info", help: "least `level` that is logged: debug, info, warn or error", set: func(v string) error {
			if err := s.logLevel.UnmarshalText([]byte(v)); err != nil {
				return errors.New("it must be debug, info, warn or error")
			}
			return nil
		}},
	}
}

// autoConnections has connectionLimit decide.
const autoConnections = -1

// toggle sets what is either on or off.
func toggle(to *bool) func(string) error {
	return func(v string) (err error) {
		if *to = false; v == "" {
			return nil
		}
		if *to, err = strconv.ParseBool(v); err != nil {
			return errors.New("it must be true or false")
		}
		return nil
	}
}

// checkAddress says what is wrong with an address to listen on.
func checkAddress(addr string) error {
	if path, ok := strings.CutPrefix(addr, unixPrefix); ok {
		if path == "" || path[0] == '@' || len(path) > maxSocketPath { // an abstract one would be open to all
			return fmt.Errorf("unix: is followed by the path of a socket, of at most %d bytes", maxSocketPath)
		}
		return nil
	}
	_, port, err := net.SplitHostPort(addr)
	if err == nil && port != "" {
		_, err = new(net.Resolver).LookupPort(context.Background(), "tcp", port)
	}
	if err != nil || port == "" {
		return errors.New("it must be host:port, such as 127.0.0.1:8080 or :8080, with a port up to 65535, or unix:/path/of/socket")
	}
	return nil
}

// maxSocketPath is what every system takes (sun_path of unix(7), with its end).
const maxSocketPath = 103

// together says what is wrong with options that do not go with each other.
func (s *settings) together() error {
	switch {
	case (s.tlsCert == "") != (s.tlsKey == ""):
		return errors.New("--tls-cert and --tls-key go together: set both or neither")
	case s.tlsCert != "" && s.h2c:
		return errors.New("--h2c is for connections without TLS: with --tls-cert, HTTP/2 is spoken anyway")
	}
	return nil
}

// protocols are the versions of HTTP that are spoken.
func (s *settings) protocols() *http.Protocols {
	var p http.Protocols
	p.SetHTTP1(true)
	p.SetHTTP2(s.tlsCert != "")
	p.SetUnencryptedHTTP2(s.h2c)
	return &p
}
