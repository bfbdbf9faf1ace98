"""Terms of the processes behind a port."""

from __future__ import annotations

from portwise.words.entry import Term

PROCESSES = (
    Term(
        ("orphan", "orphaned process", "orphan process", "stale instance", "stale process", "old instance"),
        "a process that outlived the one that started it",
        (
            (
                "It runs on with its sockets when the terminal, the editor or the runner is gone. This, and not a "
                "zombie, is what mostly holds a port after a crash. A child that merely inherited the listening "
                "socket holds it as well: clients connect and hang."
            ),
        ),
        ("bind-EADDRINUSE", "hang"),
        ("port-held-by-stale-instance", "port-held-by-hidden-owner"),
        ("man 2 fork",),
    ),
    Term(
        (
            "SIGKILL",
            "kill -9",
            "SIGTERM",
            "SIGINT",
            "SIGHUP",
            "graceful shutdown",
            "kill",
            "killall",
            "taskkill",
            "pkill",
        ),
        "how a process is asked, or made, to end",
        (
            (
                "SIGTERM (kill) and SIGINT (Ctrl-C) ask, so that a server closes its sockets and its children; "
                "SIGKILL (kill -9) does not ask, and leaves children, lock files and socket files behind. Take it "
                "last, with one pid, and never by name: `killall node` also ends your editor's language server."
            ),
        ),
        causes=("port-held-by-stale-instance",),
        see=("man 7 signal",),
    ),
    Term(
        ("PID", "process id"),
        "the number of a process, used again after its end",
        ("A process is known for sure by its pid and its start time together; portwise always compares both.",),
        see=("man 5 proc_pid_stat",),
    ),
    Term(
        ("file descriptor", "file descriptors", "fd", "ulimit", "RLIMIT_NOFILE", "fd limit"),
        "every socket and file of a process takes one of a limited number",
        (
            (
                "At the limit accept(2) fails with EMFILE: some servers die, others accept and close at once, others "
                "stop accepting. `ulimit -n` shows the soft limit of a shell, /proc/PID/limits that of a process."
            ),
        ),
        ("start-failure", "intermittent"),
        ("fd-or-watcher-limit-exhausted",),
        ("man 2 getrlimit",),
    ),
    Term(
        ("OOM", "OOM killer", "out of memory", "exit 137", "exit code 137"),
        "the kernel ends a process to save the rest",
        ("The exit code is 137 (128 + SIGKILL), the kernel log names the process, and nothing listens any more.",),
        ("refused", "start-failure"),
        ("out-of-memory-kill",),
        ("man 5 proc_pid_oom_score",),
    ),
    Term(
        ("conntrack", "nf_conntrack", "connection table", "nf_conntrack_max"),
        "the firewall's memory of connections",
        (
            (
                "When the table is full, new connections are dropped without an answer, at random as it seems. The "
                "kernel log says 'table full'."
            ),
        ),
        ("timeout", "intermittent"),
        ("conntrack-table-full",),
        ("nf_conntrack-sysctl",),
    ),
    Term(
        ("HMR", "hot module replacement", "hot reload", "websocket", "ws"),
        "the development server tells the page what changed",
        (
            (
                "It is a WebSocket of its own, sometimes on a port of its own. When only that fails, pages load and "
                "do not refresh."
            ),
        ),
        ("refused",),
        ("dev-server-proxy-or-websocket-upstream",),
        ("RFC 6455",),
    ),
)
