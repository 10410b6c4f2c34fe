package command

import (
	"bytes"
	"log/slog"
	"math"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

// Timeouts of a connection. Pages are small and come from memory; whoever is
// slower than this is not reading.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 120 * time.Second
)

// limitsOfHTTP2 holds an HTTP/2 connection to about what a handful of others cost.
// No page reads what a client sends, so the windows for that are the least allowed.
var limitsOfHTTP2 = http.HTTP2Config{
	MaxConcurrentStreams:          100,
	MaxReceiveBufferPerConnection: 64 << 10,
	MaxReceiveBufferPerStream:     64 << 10,
	MaxDecoderHeaderTableSize:     4 << 10,
	SendPingTimeout:               30 * time.Second, // after silence: is anybody there?
	PingTimeout:                   15 * time.Second,
	WriteByteTimeout:              30 * time.Second,
}

// perConnection is the memory that a slow connection is reckoned to take.
const perConnection = 40 << 10

// capped lets at most so many connections in at a time, over all listeners. Others
// wait in the queues of the machine.
func capped(listeners []net.Listener, most int) []net.Listener {
	if most <= 0 || len(listeners) == 0 {
		return listeners
	}
	each := max(1, most/len(listeners))
	result := make([]net.Listener, len(listeners))
	for i, listener := range listeners {
		result[i] = netutil.LimitListener(listener, each)
	}
	return result
}

// connectionLimit is what "auto" stands for: half of the memory that the process
// may use, as far as somebody has set a limit, else 0 for no limit.
func connectionLimit() int {
	memory := min(debug.SetMemoryLimit(-1), groupLimit("/")) // GOMEMLIMIT
	if memory == math.MaxInt64 {
		return 0
	}
	return int(max(64, memory/2/perConnection))
}

// groupLimit is what the control group of the process may use, on Linux
// (cgroups(7), version 2), with the file system at a root.
func groupLimit(root string) int64 {
	groups, err := os.ReadFile(filepath.Join(root, "proc/self/cgroup"))
	if err != nil {
		return math.MaxInt64
	}
	for line := range strings.Lines(string(groups)) {
		group, ok := strings.CutPrefix(strings.TrimSpace(line), "0::")
		if !ok {
			continue
		}
		limit, err := os.ReadFile(filepath.Join(root, "sys/fs/cgroup", group, "memory.max"))
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(limit)), 10, 64); err == nil { // not "max"
			return n
		}
	}
	return math.MaxInt64
}

// logWriter takes what net/http has to say about connections. What clients do
// wrong is of interest to few; but when no connection can be accepted any more,
// for want of open files, somebody should know, without a line for each attempt.
type logWriter struct {
	log *slog.Logger

	mu   sync.Mutex
	last time.Time // of a line about accepting
}

func (w *logWriter) Write(line []byte) (int, error) {
	text := string(bytes.TrimSpace(line))
	if !strings.HasPrefix(text, "http: Accept error") {
		w.log.Debug("connection", "error", text)
		return len(line), nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if time.Since(w.last) >= time.Second {
		w.last = time.Now()
		w.log.Warn("connections cannot be accepted now", "error", text)
	}
	return len(line), nil
}
