package webtest

import (
	"runtime"
	"time"
)

// Heap is the memory in use, in bytes, once what is not has gone.
func Heap() int64 {
	for range 3 { // what is closed by the collector takes a collection of its own
		runtime.GC()
		time.Sleep(50 * time.Millisecond)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc) //nolint:gosec // a heap is smaller
}
