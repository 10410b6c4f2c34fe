// Command testcount runs tests and counts them, so that one line at the end tells how many there were.
//
//	testcount run FILE go test -json ...   run it, show failures readably, write the counts to FILE
//	testcount sum FILE...                  add the counts up and print "N passed, N failed"
//
// A FILE holds three numbers: passed, failed, skipped. A step that ends before it could write its file has failed.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
)

func main() {
	err := errors.New("usage: testcount (run FILE COMMAND... | sum FILE...)")
	if args := os.Args[1:]; len(args) > 2 && args[0] == "run" {
		err = run(args[1], args[2:])
	} else if len(args) > 1 && args[0] == "sum" {
		err = sum(os.Stdout, args[1:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "testcount:", err)
		os.Exit(1)
	}
}

type counts struct{ passed, failed, skipped int }

// run starts the command itself, instead of reading a pipe, so that it knows the exit code too.
func run(file string, command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	c, readErr := count(stdout, os.Stdout)
	if readErr != nil {
		// Nobody reads on: end it, or it would wait for ever.
		_ = cmd.Process.Kill()
	}
	waitErr := cmd.Wait()

	// Whatever went wrong without a failed test to show for it still counts as one failure.
	var reason error
	switch {
	case readErr != nil:
		reason = readErr
	case waitErr != nil:
		reason = fmt.Errorf("%s: %w", command[0], waitErr)
	case c.passed == 0 && c.failed == 0:
		reason = errors.New("no test ran")
	}
	if reason != nil && c.failed == 0 {
		c.failed = 1
	}
	err = os.WriteFile(file, fmt.Appendf(nil, "%d %d %d\n", c.passed, c.failed, c.skipped), 0o644)
	if reason == nil && c.failed > 0 {
		reason = fmt.Errorf("%d failed", c.failed)
	}
	return errors.Join(reason, err)
}

// event is one line of `go test -json`; see `go doc test2json` and `go help buildjson`.
type event struct {
	Action     string
	Package    string
	ImportPath string // of build-output
	Test       string
	Elapsed    float64
	Output     string
}

// pkg is what is known of a package whose tests are running.
type pkg struct {
	output  map[string]*strings.Builder // by test that has not ended; "" is the package's own
	running map[string]bool
	order   []string // of running, as started
	passed  int
	failed  int
}

func count(r io.Reader, w io.Writer) (counts, error) {
	var total counts
	pkgs := map[string]*pkg{}
	lines := bufio.NewReader(r) // not a Scanner: a line of output may be of any length
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
				fmt.Fprint(w, line) // not an event: something that wants to be seen
			} else {
				total.take(e, pkgs, w)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return total, err
		}
	}
	for name := range pkgs {
		fmt.Fprintf(w, "FAIL %s: its tests never ended\n", name)
		total.failed++
	}
	return total, nil
}

func (total *counts) take(e event, pkgs map[string]*pkg, w io.Writer) {
	switch e.Action {
	case "build-output":
		fmt.Fprint(w, e.Output)
		return
	case "build-fail":
		return // the package that needed it fails next
	}
	p := pkgs[e.Package]
	if p == nil {
		p = &pkg{output: map[string]*strings.Builder{}, running: map[string]bool{}}
		pkgs[e.Package] = p
	}
	switch e.Action {
	case "run":
		p.running[e.Test] = true
		p.order = append(p.order, e.Test)
	case "output":
		if p.output[e.Test] == nil {
			p.output[e.Test] = &strings.Builder{}
		}
		p.output[e.Test].WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			total.endPackage(e, p, w)
			delete(pkgs, e.Package)
			return
		}
		switch e.Action {
		case "pass":
			total.passed++
			p.passed++
		case "skip":
			total.skipped++
			fmt.Fprintf(w, "SKIP %s %s\n", e.Package, e.Test)
		case "fail":
			total.failed++
			p.failed++
			p.show(w, e.Package, e.Test)
		}
		delete(p.running, e.Test)
		delete(p.output, e.Test)
	}
}

func (total *counts) endPackage(e event, p *pkg, w io.Writer) {
	if e.Action != "fail" {
		if p.passed > 0 {
			fmt.Fprintf(w, "ok   %s: %d passed in %.1fs\n", e.Package, p.passed, e.Elapsed)
		}
		return
	}
	// A panic or a timeout leaves tests without an end.
	for _, test := range p.order {
		if p.running[test] {
			total.failed++
			p.failed++
			p.show(w, e.Package, test)
		}
	}
	if p.failed == 0 { // it did not build, or its TestMain failed
		total.failed++
		p.failed++
	}
	p.show(w, e.Package, "")
	fmt.Fprintf(w, "FAIL %s: %d failed\n", e.Package, p.failed)
}

func (p *pkg) show(w io.Writer, name, test string) {
	if test != "" {
		fmt.Fprintf(w, "FAIL %s %s\n", name, test)
	}
	if out := p.output[test]; out != nil {
		for line := range strings.Lines(out.String()) {
			if !strings.HasPrefix(line, "=== ") {
				fmt.Fprint(w, "     ", line)
			}
		}
	}
}

func sum(w io.Writer, files []string) error {
	var total counts
	for _, file := range files {
		var c counts
		data, err := os.ReadFile(file)
		if err == nil {
			_, err = fmt.Sscan(string(data), &c.passed, &c.failed, &c.skipped)
		}
		if err != nil {
			c.failed++
			if !errors.Is(err, fs.ErrNotExist) {
				fmt.Fprintf(w, "%s: %v\n", file, err)
			}
		}
		if c.failed > 0 {
			fmt.Fprintf(w, "failed: %s\n", file)
		}
		total.passed += c.passed
		total.failed += c.failed
		total.skipped += c.skipped
	}
	if total.skipped > 0 {
		fmt.Fprintf(w, "%d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped)
	} else {
		fmt.Fprintf(w, "%d passed, %d failed\n", total.passed, total.failed)
	}
	if total.failed > 0 || total.passed == 0 {
		return errors.New("the tests failed")
	}
	return nil
}
