package webtest

import "sync"

// Readers ask again and again, so many at a time, until stop is called, which waits
// for all of them. ask gets the number of the reader and how often it has asked, and
// reports whether to go on.
func Readers(many int, ask func(reader, round int) bool) (stop func()) {
	done := make(chan struct{})
	var group sync.WaitGroup
	for reader := range many {
		group.Go(func() {
			for round := 0; ask(reader, round); round++ {
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	return func() {
		close(done)
		group.Wait()
	}
}
