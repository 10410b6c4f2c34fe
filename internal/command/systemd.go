package command

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// What a service manager and a service say to each other: sd_listen_fds(3) and
// sd_notify(3). It is little enough to need no library.

// firstHanded is the first file descriptor that systemd hands over.
const firstHanded = 3

// handedOver returns the sockets that were opened for this process before it
// began, none if it was started by itself.
func handedOver(getenv func(string) string) ([]net.Listener, error) {
	if getenv("LISTEN_PID") != strconv.Itoa(os.Getpid()) {
		return nil, nil // meant for another process, or for none
	}
	count, err := strconv.Atoi(getenv("LISTEN_FDS"))
	if err != nil || count < 1 {
		return nil, nil //nolint:nilerr // nothing was handed over
	}
	listeners := make([]net.Listener, 0, count)
	for fd := firstHanded; fd < firstHanded+count; fd++ {
		file := os.NewFile(uintptr(fd), "LISTEN_FD_"+strconv.Itoa(fd))
		listener, err := net.FileListener(file) // a copy
		_ = file.Close()
		if err != nil {
			return nil, fmt.Errorf("cannot use the socket %d that was handed over: %w", fd, reason(err))
		}
		listeners = append(listeners, held{listener})
	}
	return listeners, nil
}

// notifier tells the service manager how the service is. The zero value tells
// nobody.
type notifier struct{ socket string }

func newNotifier(getenv func(string) string) notifier { return notifier{getenv("NOTIFY_SOCKET")} }

// tell sends one message, such as "READY=1". A service manager that cannot be
// reached is no reason to do anything else.
func (n notifier) tell(message string) {
	if n.socket == "" {
		return
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: n.socket, Net: "unixgram"}) // @name is abstract
	if err != nil {
		return
	}
	_, _ = conn.Write([]byte(message))
	_ = conn.Close()
}

// watchdog returns how often the service manager wants a sign of life, half of the
// time that it waits for one; 0 for never.
func watchdog(getenv func(string) string) time.Duration {
	if pid := getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	microseconds, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || microseconds <= 0 {
		return 0
	}
	return time.Duration(microseconds) * time.Microsecond / 2
}

// reloading is the message that a reload begins. The service manager compares the
// time with that of its request (sd_notify(3), MONOTONIC_USEC).
func reloading() string {
	message := "RELOADING=1"
	if now, ok := monotonic(); ok {
		message += "\nMONOTONIC_USEC=" + strconv.FormatInt(now.Microseconds(), 10)
	}
	return message
}
