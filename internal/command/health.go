package command

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// health asks the server on the configured address whether it is ready, so that
// a container needs no other program to find out.
func health(ctx context.Context, env Env, settings settings) int {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	target := settings.listenURL().JoinPath("readyz").String()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		fmt.Fprintf(env.Stderr, "statusbook: %v\n", err)
		return exitFault
	}
	response, err := settings.client().Do(request)
	if err != nil {
		fmt.Fprintf(env.Stderr, "statusbook: no answer from %s: %v\n", target, reason(err))
		return exitFault
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		fmt.Fprintf(env.Stderr, "statusbook: %s answers %s\n", target, response.Status)
		return exitFault
	}
	fmt.Fprintln(env.Stdout, "ready")
	return exitOK
}

// client connects to the configured address, a unix socket too. It does not ask
// whose certificate the server has: that is made for the name by which readers
// know it, and a question whether it is ready betrays nothing.
func (s settings) client() *http.Client {
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	if path, ok := strings.CutPrefix(s.addr, unixPrefix); ok {
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", path)
		}
	}
	return &http.Client{Transport: transport}
}
