package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"statusbook/internal/webtest"
)

// A program that stops answers everybody who has come in, and for a while it goes on
// letting them in. Each step of that takes a fraction of a second, so a fault while the
// machine stood still proves nothing; and one alone may be the machine's as well. No
// other system can shut the door without cutting who waits at it.
func TestTerminateUnderLoad(t *testing.T) {
	t.Parallel()
	proved := false
	var faults error
	for range 3 {
		pause := longestPause()
		if faults = terminateUnderLoad(t); faults == nil {
			return
		}
		proved = pause() < 100*time.Millisecond || proved
	}
	if !proved {
		t.Skip("this machine has too much else to do: ", faults)
	}
	t.Error(faults)
}

// longestPause measures, until its result is called, for how long this machine had no
// time for anything.
func longestPause() (until func() time.Duration) {
	longest, last := time.Duration(0), time.Now()
	stop := webtest.Readers(1, func(int, int) bool {
		time.Sleep(5 * time.Millisecond)
		longest, last = max(longest, time.Since(last)), time.Now()
		return true
	})
	return func() time.Duration { stop(); return longest }
}

// terminateUnderLoad stops the program while visitors ask again and again. It returns
// what went wrong.
func terminateUnderLoad(t *testing.T) (faults error) {
	t.Helper()
	p := serve(t)
	visitors := make([]visitor, 8)
	var began sync.WaitGroup
	began.Add(len(visitors))
	stop := webtest.Readers(len(visitors), func(reader, round int) bool {
		visitors[reader].err = visitors[reader].visit(p.address, reader%2 == 0)
		if round == 0 {
			began.Done()
		}
		return visitors[reader].err == nil
	})
	began.Wait()

	signalled := time.Now()
	p.signal(t, syscall.SIGTERM)
	p.waitFor(t, "msg=stopping", func(string) {})
	if err := new(visitor).visit(p.address, false); err != nil {
		faults = fmt.Errorf("just after the signal: %w", err)
	}
	// A crowd stands at the door at the moment when it is shut, half a second after
	// the signal.
	p.signal(t, syscall.SIGSTOP)
	crowd := make([]visitor, 50)
	for i := range crowd {
		if err := crowd[i].ask(p.address); err != nil {
			faults = errors.Join(faults, fmt.Errorf("at the door: %w", err))
			crowd = crowd[:i]
			break
		}
	}
	time.Sleep(time.Until(signalled.Add(600 * time.Millisecond)))
	p.signal(t, syscall.SIGCONT)
	for i := range crowd {
		if err := crowd[i].receive(false); err != nil {
			faults = errors.Join(faults, fmt.Errorf("in the crowd: %w", err))
		}
	}
	if got := p.end(t); got != 0 {
		faults = errors.Join(faults, fmt.Errorf("exit code %d", got))
	}
	stop() // all have been sent away by now
	for _, v := range visitors {
		if !v.refused {
			faults = errors.Join(faults, v.err)
		}
	}
	return faults
}

// visitor is a client that asks one thing after the other.
type visitor struct {
	conn    net.Conn // nil when there is none
	answers *bufio.Reader
	refused bool // the door was shut
	err     error
}

// visit asks for a page, on the connection of the last time if that was to be kept.
func (v *visitor) visit(address string, keep bool) error {
	if err := v.ask(address); err != nil {
		return err
	}
	return v.receive(keep)
}

// ask connects, if there is no connection, and sends a request.
func (v *visitor) ask(address string) (err error) {
	if v.conn == nil {
		if v.conn, err = net.DialTimeout("tcp", address, patience/10); err != nil {
			v.conn, v.refused = nil, errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET)
			return err
		}
		_ = v.conn.SetDeadline(time.Now().Add(patience))
		v.answers = bufio.NewReader(v.conn)
	}
	_, err = io.WriteString(v.conn, "GET /en/404 HTTP/1.1\r\nHost: book.example\r\n\r\n")
	return err
}

// receive reads a whole page. The connection is closed afterwards if it is not to be
// kept, by either side.
func (v *visitor) receive(keep bool) error {
	response, err := http.ReadResponse(v.answers, nil)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if !keep || response.Close {
		_ = v.conn.Close()
		v.conn = nil
	}
	if err == nil && (response.StatusCode != http.StatusOK || !bytes.HasSuffix(body, []byte("</html>"))) {
		err = fmt.Errorf("status %d, %d bytes", response.StatusCode, len(body))
	}
	return err
}
