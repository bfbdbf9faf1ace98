"""States of TCP sockets and of processes, as ss, netstat, lsof and ps print them."""

from __future__ import annotations

from portwise.words.entry import Term

RFC = ("RFC 9293 section 3.3.2", "man 8 ss")

TCP_STATES = (
    Term(
        ("LISTEN", "LISTENING", "LISTENINGstate"),
        "a server waits here for connections",
        (
            (
                "The socket has been through bind(2) and listen(2). Which clients it serves depends on its address: "
                "127.0.0.1 and ::1 only this machine, 0.0.0.0 every IPv4 address, [::] every IPv6 address and mostly "
                "IPv4 as well."
            ),
            (
                "In `ss -ltn` Recv-Q of a LISTEN row counts connections that wait for accept(2), and Send-Q is the "
                "limit. A Recv-Q that stays above zero is a program that does not accept."
            ),
        ),
        ("connected",),
        ("listen-backlog-overflow", "server-hung-not-accepting", "bound-to-loopback-client-uses-lan"),
        RFC,
    ),
    Term(
        ("SYN_SENT", "SYN-SENT"),
        "we asked for a connection and nobody has answered yet",
        (
            (
                "It lasts microseconds when anybody answers, be it yes or no. A socket that stays in SYN-SENT is a "
                "connect that is on its way to a timeout: the packets or the answers are dropped."
            ),
        ),
        ("timeout",),
        ("firewall-drop", "listen-backlog-overflow"),
        RFC,
    ),
    Term(
        ("SYN_RECV", "SYN-RECV", "SYN_RCVD", "SYN-RECEIVED", "SYN_RECEIVED"),
        "a SYN came in, we answered, and the last ACK is missing",
        (
            (
                "A few are normal. Many mean that the answers do not reach the clients (asymmetric routes, a "
                "firewall), that the accept queue is full, or that somebody floods the port with SYNs."
            ),
        ),
        ("timeout",),
        ("listen-backlog-overflow",),
        RFC,
    ),
    Term(
        ("ESTABLISHED", "ESTAB"),
        "the connection stands, both sides may send",
        (
            (
                "The kernel has completed the handshake. It does not follow that the program has accepted it: until "
                "then it waits in the accept queue, established and unserved. An established connection that moves no "
                "bytes is a hang."
            ),
        ),
        ("connected", "hang"),
        ("server-hung-not-accepting", "process-stopped-or-frozen"),
        RFC,
    ),
    Term(
        ("FIN_WAIT1", "FIN-WAIT-1", "FIN_WAIT_1"),
        "we closed, and the other side has not acknowledged that",
        (
            (
                "It should be short. When it lasts, the other side or the network has gone silent with our last data "
                "on the way."
            ),
        ),
        see=RFC,
    ),
    Term(
        ("FIN_WAIT2", "FIN-WAIT-2", "FIN_WAIT_2"),
        "we closed, and the other side has not closed yet",
        (
            (
                "The other program holds its end open (it sits in CLOSE-WAIT there). Once no process of ours has the "
                "socket any more, Linux drops it after net.ipv4.tcp_fin_timeout, 60 seconds by default."
            ),
        ),
        see=(*RFC, "man 7 tcp"),
    ),
    Term(
        ("CLOSE_WAIT", "CLOSE-WAIT"),
        "the other side closed, and our program has not",
        (
            (
                "The kernel waits for the program to call close(2), for ever if need be. A growing number of these is "
                "a leak in the program that owns them, and it ends at its limit of file descriptors. No sysctl "
                "repairs it."
            ),
        ),
        ("intermittent", "hang"),
        ("fd-or-watcher-limit-exhausted", "server-hung-not-accepting"),
        RFC,
    ),
    Term(
        ("LAST_ACK", "LAST-ACK"),
        "both sides closed, and the last acknowledgement is missing",
        ("It ends by itself within a minute or two, and no process owns it any more.",),
        see=RFC,
    ),
    Term(
        ("CLOSING",),
        "both sides closed at the same moment",
        ("Rare and short. Each side waits for the acknowledgement of its own FIN.",),
        see=RFC,
    ),
    Term(
        ("TIME_WAIT", "TIME-WAIT", "TIMEWAIT", "TIME WAIT"),
        "the side that closed first remembers the connection for a while",
        (
            (
                "It keeps late packets of the old connection from being taken for a new one: 60 seconds on Linux "
                "(TCP_TIMEWAIT_LEN), twice the maximum segment lifetime (MSL) elsewhere. It belongs to whoever closes "
                "first, client or server. No process owns it, so there is nothing to kill."
            ),
            (
                "A server that restarts meets EADDRINUSE because of it only without SO_REUSEADDR, which nearly every "
                "server sets. Setting it is safe on Linux: it does not let two servers listen on one port. Thousands "
                "of TIME-WAIT towards one target can use up the ephemeral ports of a busy client."
            ),
        ),
        ("bind-EADDRINUSE", "addr-not-avail"),
        ("time-wait-bind-conflict", "ephemeral-port-exhaustion"),
        ("RFC 9293 section 3.6.1", "include/net/tcp.h, TCP_TIMEWAIT_LEN", "man 7 socket"),
    ),
    Term(
        ("CLOSED", "CLOSE", "UNCONN"),
        "no connection: not yet, or not any more",
        (
            (
                "ss calls a UDP socket that takes datagrams UNCONN. A TCP socket that was bound and never listened is "
                "CLOSE as well, and the common tools do not show it, although it holds its port."
            ),
        ),
        ("refused", "bind-EADDRINUSE"),
        ("port-bound-but-not-listening",),
        ("man 8 ss",),
    ),
    Term(
        ("BOUND_INACTIVE", "TCP_BOUND_INACTIVE", "bound inactive", "bound but not listening"),
        "somebody holds the port and does not listen",
        (
            (
                "A pseudo state of the kernel's SOCK_DIAG interface since Linux 6.8: bind(2) has been called, "
                "listen(2) has not. Clients are refused, other servers get EADDRINUSE, and lsof, netstat and ss "
                "without it show nothing."
            ),
        ),
        ("refused", "bind-EADDRINUSE"),
        ("port-bound-but-not-listening",),
        ("net/ipv4/inet_diag.c",),
    ),
)

PROCESS_STATES = (
    Term(("R", "running"), "the process runs or could run", ("It wants a processor, or has one.",), see=("man 1 ps",)),
    Term(
        ("S", "sleeping"),
        "the process waits for something, and can be woken",
        (
            (
                "The normal state of a server that waits for connections. A process in a frozen cgroup (docker pause) "
                "shows S as well on cgroup version 2, although it cannot run: cgroup.events of its cgroup says frozen "
                "1."
            ),
        ),
        see=("man 1 ps", "man 7 cgroups"),
    ),
    Term(
        ("D", "disk sleep", "uninterruptible sleep"),
        "the process waits inside the kernel and hears no signal",
        (
            (
                "Mostly it waits for a disk or a network file system. kill -9 takes effect only when the wait is "
                "over. A server in D keeps its port; the kernel goes on completing handshakes for it, so clients "
                "connect and wait."
            ),
        ),
        ("hang",),
        ("server-hung-not-accepting", "cpu-or-io-starvation"),
        ("man 1 ps",),
    ),
    Term(
        ("T", "stopped", "suspended"),
        "the process was stopped by a signal",
        (
            (
                "Ctrl-Z, kill -STOP, or writing to the terminal from the background. It keeps its port, and its "
                "clients connect and hang until the accept queue is full; then they time out. `kill -CONT PID` or "
                "`fg` lets it go on."
            ),
        ),
        ("hang", "timeout"),
        ("process-stopped-or-frozen",),
        ("man 1 ps", "man 7 signal"),
    ),
    Term(
        ("t", "traced", "tracing stop"),
        "a debugger holds the process",
        ("It stands at a breakpoint. TracerPid in /proc/PID/status names the debugger. Clients connect and hang.",),
        ("hang",),
        ("debugger-paused", "process-stopped-or-frozen"),
        ("man 5 proc_pid_status",),
    ),
    Term(
        ("Z", "zombie", "defunct", "zombie process"),
        "the process is dead, and its parent has not asked how it died",
        (
            (
                "A zombie has no memory and no descriptors, so it holds no port, and kill -9 does nothing to it. What "
                "keeps a port after a crash is something else: an orphan that runs on, a stopped process, a child "
                "that inherited the socket. The one exception that looks like a zombie is a dead thread leader whose "
                "other threads live: /proc/PID/task shows them."
            ),
        ),
        ("bind-EADDRINUSE",),
        ("port-held-by-stale-instance", "port-held-by-hidden-owner"),
        ("man 2 wait", "man 1 ps"),
    ),
    Term(("I", "idle"), "an idle thread of the kernel", ("Nothing to do with your server.",), see=("man 1 ps",)),
    Term(("X", "dead"), "the process is just being removed", ("Nobody should ever see it.",), see=("man 1 ps",)),
)
MODIFIERS = {
    "<": "high priority",
    "N": "low priority (nice)",
    "L": "pages locked in memory",
    "s": "leads a session",
    "l": "has several threads",
    "+": "in the foreground of its terminal",
}  # man 1 ps, PROCESS STATE CODES


def process_state(text: str) -> Term | None:
    """``T``, ``Ss``, ``SN+``: the letter matters, case too (T stopped, t traced); what follows modifies it."""
    known = {state.names[0]: state for state in PROCESS_STATES}
    state = known.get(text[:1])
    if state is None or not all(letter in MODIFIERS for letter in text[1:]):
        return None
    more = ", ".join(f"{letter} {MODIFIERS[letter]}" for letter in text[1:])
    return (
        state._replace(names=(text, *state.names[1:]), says=(*state.says, f"The letters after it: {more}."))
        if more
        else state
    )
