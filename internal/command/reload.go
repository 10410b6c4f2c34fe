package command

import (
	"context"
	"fmt"
	"os"
	"syscall"
	"time"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
	"statusbook/internal/server"
)

// look looks at the overlay folders.
func (s *service) look() (layer.Stamp, time.Time, error) {
	return layer.StampOf(s.settings.dirs, s.settings.maxFiles)
}

// readWhole reads what the book is made of. It reads again as long as the overlay
// folders change meanwhile, since half of it would be of one state and half of
// another; whole says that they did not at last.
func (s *service) readWhole() (tree *layer.Tree, problems problem.List, whole bool) {
	for deadline := time.Now().Add(longest); ; {
		before, _, _ := s.look()
		tree, problems = read(s.env, s.settings)
		if after, _, _ := s.look(); after == before {
			return tree, problems, true
		}
		if time.Now().After(deadline) {
			return tree, problems, false
		}
	}
}

// begin builds the first book. It reports whether to go on: a signal to stop ends
// the program at once.
func (s *service) begin(ctx context.Context, signals <-chan os.Signal) (first server.Attempt, ok bool) {
	built := make(chan server.Attempt, 1)
	go func() {
		tree, problems, _ := s.readWhole()
		built <- s.build(tree, problems)
	}()
	for {
		select {
		case first = <-built:
			return first, true
		case <-ctx.Done():
			return first, false
		case sig := <-signals:
			if sig != syscall.SIGHUP { // what it asks for is being done
				s.log.Info("stopped", "signal", sig.String())
				return first, false
			}
		}
	}
}

// mostWarnings is how many warnings about the content are logged at a time. A
// language that has just been begun has hundreds.
const mostWarnings = 20

// build builds the book of a tree, in which problems have been found already, and
// logs what is wrong with it.
func (s *service) build(tree *layer.Tree, problems problem.List) server.Attempt {
	began := time.Now()
	s.tried, s.faults = tree, fmt.Sprint(problems)
	book, problems := build(tree, problems, s.settings)
	warned := 0
	for _, p := range problems {
		switch {
		case !p.Warning:
			s.log.Error(p.String())
		case warned < mostWarnings:
			s.log.Warn(p.String())
			fallthrough
		default:
			warned++
		}
	}
	if more := warned - mostWarnings; more > 0 {
		s.log.Warn("there are more warnings: statusbook check lists all", "more", more)
	}
	return server.Attempt{Site: book, Took: time.Since(began), Problems: problems}
}

// reload builds the book anew, if its content is another than the last time. If
// it is bad the old book stays. It reports whether to try again although nothing
// changes: what could not be read now may be readable then.
func (s *service) reload() (again bool) {
	s.building.Lock()
	defer s.building.Unlock()
	tree, problems, whole := s.readWhole()
	if !whole {
		s.log.Warn("not reloaded: the overlay folders change faster than they can be read; the last good book is still served")
		return true
	}
	again = len(problems.Fatal()) > 0
	if s.tried != nil && tree.Equal(s.tried) && fmt.Sprint(problems) == s.faults {
		return again
	}
	next := s.build(tree, problems)
	s.edge.Reload(next)
	if next.Site == nil {
		s.log.Error("not reloaded: the content has problems; the last good book is still served", "problems", len(next.Problems.Fatal()))
		return again
	}
	s.log.Info("reloaded", "pages", len(next.Site.Paths()))
	return again
}

// hangUps returns what answers SIGHUP: everything is read again, whether it has
// changed or not. While that is done, further signals count as one.
func (s *service) hangUps(ctx context.Context) (hangUp func()) {
	asked := make(chan struct{}, 1)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-asked:
			}
			s.notify.tell(reloading())
			if s.certificate != nil {
				s.certificate.refresh(true)
			}
			s.building.Lock()
			s.tried = nil
			s.building.Unlock()
			s.reload()
			s.notify.tell("READY=1")
		}
	}()
	return func() {
		select {
		case asked <- struct{}{}:
		default:
		}
	}
}
