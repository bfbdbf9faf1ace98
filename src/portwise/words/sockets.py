"""Terms of ports, sockets and the way TCP speaks."""

from __future__ import annotations

from portwise.words.entry import Term

PORTS_AND_SOCKETS = (
    Term(
        ("port", "port number", "ports"),
        "a 16-bit number that tells the servers of one machine apart",
        (
            (
                "1 to 65535. Linux wants privilege below 1024 and takes 32768 to 60999 for outgoing connections, "
                "unless changed. A port belongs to a protocol, an address and a network namespace: TCP 3000 on ::1 "
                "and on 127.0.0.1 are two."
            ),
            "`portwise explain 3000` tells what is known of a number.",
        ),
        ("invalid-url",),
        ("target-port-out-of-range", "wrong-port-or-typo"),
        ("RFC 6335",),
    ),
    Term(
        (
            "ephemeral port",
            "ephemeral ports",
            "ephemeral range",
            "dynamic port",
            "ip_local_port_range",
            "source port",
            "private ports",
        ),
        "the port that the kernel lends to an outgoing connection",
        (
            (
                "Linux lends 32768 to 60999 unless net.ipv4.ip_local_port_range says otherwise; macOS and Windows "
                "lend 49152 to 65535, the range that IANA calls dynamic. A server that lives in the range can find "
                "its port lent out; a client that opens very many connections to one target can find all lent "
                "(EADDRNOTAVAIL)."
            ),
        ),
        ("bind-EADDRINUSE", "addr-not-avail"),
        ("ephemeral-port-collision", "ephemeral-port-exhaustion"),
        ("man 7 ip", "RFC 6056"),
    ),
    Term(
        (
            "privileged port",
            "privileged ports",
            "well-known ports",
            "well known ports",
            "CAP_NET_BIND_SERVICE",
            "ip_unprivileged_port_start",
        ),
        "below 1024 Linux wants to know that you may",
        (
            (
                "Root, CAP_NET_BIND_SERVICE (setcap, or AmbientCapabilities= in a unit), or a lower "
                "net.ipv4.ip_unprivileged_port_start. macOS lets everybody since 10.14, on all addresses at once and "
                "not on a single one; Windows always did."
            ),
        ),
        ("bind-EACCES",),
        ("privileged-port-without-capability",),
        ("man 7 capabilities",),
    ),
    Term(
        ("registered ports", "user ports"),
        "1024 to 49151: registered with IANA, free for everybody",
        ("No privilege is needed. On Linux those from 32768 up are also lent to outgoing connections.",),
        see=("RFC 6335 section 6",),
    ),
    Term(
        ("backlog", "listen backlog", "accept queue", "somaxconn", "listen queue", "ListenOverflows"),
        "how many connections may wait for accept(2)",
        (
            (
                "The number in listen(2), cut off at net.core.somaxconn. When the queue is full, Linux drops the SYN "
                "and the client waits and times out; it does not refuse, unless net.ipv4.tcp_abort_on_overflow is "
                "set. Windows resets."
            ),
            (
                "`ss -ltn` shows who waits (Recv-Q) and the limit (Send-Q); TcpExt ListenOverflows counts what was "
                "turned away. A full queue is mostly a program that does not accept, rarely a limit that is too low."
            ),
        ),
        ("timeout",),
        ("listen-backlog-overflow", "server-hung-not-accepting", "worker-pool-exhausted"),
        ("man 2 listen", "man 7 tcp"),
    ),
    Term(
        ("SO_REUSEADDR", "reuse address", "reuseaddr"),
        "a server may bind a port whose old connections linger",
        (
            (
                "On Linux it permits bind(2) while connections in TIME-WAIT remain, and does not let two sockets "
                "listen on the same address and port. Nearly every server sets it, and should. On Windows the same "
                "name means something else: it lets a second server take the port away; SO_EXCLUSIVEADDRUSE guards "
                "against that."
            ),
        ),
        ("bind-EADDRINUSE",),
        ("time-wait-bind-conflict",),
        ("man 7 socket",),
    ),
    Term(
        ("SO_REUSEPORT", "reuseport"),
        "several sockets listen on one port and share the connections",
        (
            (
                "All must set it and belong to one user. A forgotten old instance then gets its share of the "
                "requests, and answers differ from one try to the next."
            ),
        ),
        ("intermittent",),
        ("reuseport-split",),
        ("man 7 socket",),
    ),
    Term(
        ("socket", "AF_UNIX", "unix socket", "unix domain socket"),
        "the end of a connection, with an address and a port, or with a path",
        (
            (
                "A Unix socket has a file in place of a port; a client that speaks TCP does not find it, and `ss -xl` "
                "lists it."
            ),
        ),
        ("refused",),
        ("service-on-unix-socket-or-udp-only", "reverse-proxy-unix-socket-problem"),
        ("man 7 unix",),
    ),
    Term(
        ("SYN", "SYN-ACK", "ACK", "three-way handshake", "handshake", "TCP handshake", "3-way handshake"),
        "how a TCP connection begins",
        (
            (
                "The client sends SYN, the server's kernel answers SYN-ACK, the client sends ACK. The program takes "
                "no part: a stopped server still completes handshakes until its accept queue is full. RST for the SYN "
                "means refused, silence means a timeout."
            ),
        ),
        ("connected", "refused", "timeout"),
        see=("RFC 9293 section 3.5",),
    ),
    Term(
        ("RST", "reset packet", "RST/ACK", "TCP reset"),
        "TCP says no, or breaks off",
        (
            (
                "For a SYN it means that no socket listens there, or that a firewall forged it (reject with tcp "
                "reset). On a standing connection it means that the other side gave it up: closed with unread data, "
                "crashed, or forgot it."
            ),
        ),
        ("refused", "reset"),
        ("nothing-listening", "firewall-reject-rst", "port-bound-but-not-listening"),
        ("RFC 9293 section 3.10.7.1",),
    ),
    Term(
        ("FIN", "four-way handshake", "graceful close"),
        "TCP says that one side has finished",
        ("Each side closes its own direction. A FIN before any byte of answer is what clients call an empty reply.",),
        ("empty",),
        see=("RFC 9293 section 3.6",),
    ),
    Term(
        ("keep-alive", "keepalive", "stale connection", "connection pool"),
        "a connection that is kept for the next request",
        (
            (
                "When the server closes it in the moment the client uses it, the client meets a reset or an empty "
                "reply. A retry on a new connection works."
            ),
        ),
        ("reset", "empty"),
        ("stale-keepalive-connection",),
        ("RFC 9112 section 9.3",),
    ),
    Term(
        ("UDP", "datagram"),
        "messages without a connection",
        (
            (
                "There is no handshake and so no refusal but an ICMP port unreachable. Silence proves nothing. UDP 53 "
                "and TCP 53 are two ports."
            ),
        ),
        ("silent",),
        ("service-on-unix-socket-or-udp-only",),
        ("RFC 768",),
    ),
)
