package command

import (
	"net"

	"golang.org/x/sys/unix"
)

// dropNew makes the kernel drop the first segment of every further connection,
// those with SYN (RFC 9293, section 3.5). Connections that are already made, or
// about to be, come in as before. It reports whether that worked.
func dropNew(listener *net.TCPListener) bool {
	const flags, syn = 13, 0x02 // in the header of a segment
	program := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: flags},
		{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, K: syn, Jt: 0, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: 0},       // nothing of it
		{Code: unix.BPF_RET | unix.BPF_K, K: 0x40000}, // all of it
	}
	raw, err := listener.SyscallConn()
	if err != nil {
		return false
	}
	failed := raw.Control(func(fd uintptr) {
		err = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
			&unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]})
	})
	return failed == nil && err == nil
}
