package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// unixPrefix begins an address that is the path of a unix socket.
const unixPrefix = "unix:"

// listen opens an address: host:port, or unix:/path/of/socket.
func listen(ctx context.Context, addr string, mode fs.FileMode) (net.Listener, error) {
	path, isUnix := strings.CutPrefix(addr, unixPrefix)
	if !isUnix {
		config := &net.ListenConfig{}
		config.SetMultipathTCP(false) // which knows no dropNew
		return config.Listen(ctx, "tcp", addr)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if errors.Is(err, syscall.EADDRINUSE) && abandoned(ctx, path) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		listener, err = new(net.ListenConfig).Listen(ctx, "unix", path)
	}
	if err != nil {
		return nil, err
	}
	// Until here the umask has decided, which lets nobody else connect unless it is 0.
	if err := os.Chmod(path, mode); err != nil {
		_ = listener.Close() // and removes the socket
		return nil, err
	}
	return listener, nil
}

// abandoned reports whether a path is a socket at which nobody listens: what a
// process leaves that was killed. Anything else at that path is not ours to remove.
func abandoned(ctx context.Context, path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != fs.ModeSocket {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if err == nil {
		_ = conn.Close()
		return false
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

// listeners are the sockets that systemd has handed over, or else the one at the
// configured address.
func (s settings) listeners(ctx context.Context, env Env) ([]net.Listener, error) {
	handed, err := handedOver(env.Getenv)
	if err != nil || len(handed) > 0 {
		return handed, err
	}
	listener, err := listen(ctx, s.addr, s.socketMode)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", s.addr, reason(err))
	}
	return []net.Listener{listener}, nil
}

// address names where a listener can be reached, for the log.
func (s settings) address(listener net.Listener) string {
	scheme := "http"
	if s.tlsCert != "" {
		scheme = "https"
	}
	if listener.Addr().Network() == "unix" {
		return scheme + "+" + unixPrefix + listener.Addr().String()
	}
	return scheme + "://" + listener.Addr().String() + "/"
}
