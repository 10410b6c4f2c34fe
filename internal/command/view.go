package command

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"

	"golang.org/x/term"
)

// Widths of text in columns. Longer lines are hard to read.
const (
	usualWidth  = 80
	leastWidth  = 20
	widestWidth = 100
)

// view is how the output is looked at.
type view struct {
	width    int
	colour   bool
	terminal bool
}

// viewOf finds out whether the output is a terminal, how wide it is, and whether
// it may have colour (no-color.org).
func viewOf(env Env, settings settings) view {
	v := view{width: usualWidth}
	if file, ok := env.Stdout.(interface{ Fd() uintptr }); ok && term.IsTerminal(int(file.Fd())) {
		v.terminal = true
		v.colour = !settings.plain && env.Getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			v.width = width
		}
	}
	if columns, err := strconv.Atoi(env.Getenv("COLUMNS")); err == nil && columns > 0 {
		v.width = columns
	}
	v.width = min(max(v.width, leastWidth), widestWidth)
	return v
}

// page shows a text, in a pager where somebody looks at a terminal.
func (v view) page(env Env, text string) {
	if v.terminal {
		if pager := pagerOf(env.Getenv, exec.LookPath); pager != nil {
			if show(env, pager, text) {
				return
			}
		}
	}
	_, _ = io.WriteString(env.Stdout, text) // whoever does not read on has closed it
}

// pagerOf is the command of the pager: PAGER, or less if there is one. PAGER is a
// command line of the shell, as with man and git.
func pagerOf(getenv func(string) string, lookPath func(string) (string, error)) []string {
	if pager := getenv("PAGER"); strings.TrimSpace(pager) != "" {
		if shell, err := lookPath("sh"); err == nil {
			return []string{shell, "-c", pager}
		}
		return strings.Fields(pager)
	}
	if less, err := lookPath("less"); err == nil {
		return []string{less}
	}
	return nil
}

// The exit codes of a shell that could not run a command (POSIX, section 2.8.2).
const (
	notExecutable = 126
	notFound      = 127
)

// show runs the pager and reports whether it ran. Ctrl-C is the pager's as
// long as it runs.
func show(env Env, pager []string, text string) bool {
	command := exec.Command(pager[0], pager[1:]...) //nolint:gosec,noctx // it is the user's own, and ends when they end it
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(text), env.Stdout, env.Stderr
	command.Env = os.Environ()
	// F: leave if the text fits the screen; R: colour; X: leave the text on the screen
	for _, usual := range []string{"LESS=FRX", "LESSCHARSET=utf-8"} {
		if name, _, _ := strings.Cut(usual, "="); env.Getenv(name) == "" {
			command.Env = append(command.Env, usual)
		}
	}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	_ = command.Run() // that it was left before the end is no fault
	return command.ProcessState != nil && command.ProcessState.ExitCode() != notFound && command.ProcessState.ExitCode() != notExecutable
}
