"""How an attempt can end: what each outcome means on the wire, and what tells it from its neighbours."""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Symptom(NamedTuple):
    outcome: str
    title: str
    means: str  # on the wire
    tells: str  # what it proves and what it does not
    names: tuple[str, ...] = ()  # other words for it


SYMPTOMS = (
    Symptom(
        "connected",
        "the handshake was completed",
        "SYN, SYN-ACK, ACK: the kernel of the other side accepted the connection.",
        "It proves a listener and a way there and back. It does not prove a program that answers: the kernel "
        "completes handshakes for a stopped process too, until its accept queue is full.",
        ("reachable", "open"),
    ),
    Symptom(
        "bound",
        "the port could be taken",
        "bind(2) and listen(2) went well in a test, and were undone.",
        "A server could start there now. What it met a minute ago may have been another process since gone.",
        ("free", "bindable"),
    ),
    Symptom(
        "answered",
        "a datagram came back",
        "A UDP datagram was sent, and the other side replied.",
        "It proves a server and a way there and back.",
    ),
    Symptom(
        "silent",
        "no datagram came back",
        "A UDP datagram was sent, and neither a reply nor an ICMP error arrived.",
        "UDP has no handshake: a server may have taken the datagram without a word, or it was dropped on the way. "
        "Silence is ambiguous; it never means open.",
        ("open|filtered",),
    ),
    Symptom(
        "refused",
        "somebody answered, and the answer was no",
        "A reset (RST) came back for the SYN, or an ICMP port unreachable did. Mostly that is the kernel of the "
        "target, which has no listening socket for that address and port.",
        "The answer came back, so the machine and the route are up. It need not be the target that spoke: a firewall "
        "rule may forge the same reset, and a proxy may be the one that refuses. A port that somebody holds without "
        "listening refuses too, and so does a server that listens on another address or family.",
        ("connection refused", "closed port"),
    ),
    Symptom(
        "timeout",
        "nobody answered at all",
        "The SYN was sent, sent again after 1, 3, 7 seconds and so on, and nothing came back.",
        "Packets vanish: dropped by a firewall, sent to an address nobody has, or turned away because the accept "
        "queue of the server is full (Linux drops the SYN then and does not refuse). It never means 'nobody listens' "
        "by itself, for a live kernel would have said so at once.",
        ("timed out", "filtered", "no answer"),
    ),
    Symptom(
        "unreachable",
        "the network said that there is no way",
        "No route, no answer to ARP or neighbour discovery, or an ICMP unreachable from a router or a firewall.",
        "Look at who sent the ICMP message. 'Admin-prohibited' is a firewall that says so politely; a missing "
        "neighbour takes about 3 seconds to show on the local link.",
        ("no route", "host unreachable"),
    ),
    Symptom(
        "denied",
        "this machine forbids the attempt",
        "connect(2) failed with EACCES or EPERM and mostly no packet left.",
        "The rule is usually near: a sandbox, a container profile, a systemd unit, a route of type prohibit. ICMPv6 "
        "admin-prohibited from a firewall shows as EACCES as well.",
        ("forbidden to connect",),
    ),
    Symptom(
        "addr-not-avail",
        "there is no address or port to start from",
        "The kernel found no source: every ephemeral port towards this target is in use, or the address family has no "
        "address here, as with ::1 where IPv6 is off.",
        "No packet was sent, so the server cannot be at fault. Under load look for thousands of TIME_WAIT sockets; on "
        "a quiet machine look at IPv6.",
        ("no source port",),
    ),
    Symptom(
        "invalid",
        "the kernel cannot even try",
        "connect(2) failed at once with EINVAL or a relative: a blackhole route, or an answer that TCP cannot use.",
        "`ip route get ADDRESS` shows the route that the kernel takes.",
    ),
    Symptom(
        "reset",
        "the connection was cut off",
        "The handshake was completed, and then a reset (RST) came.",
        "Somebody accepted first. A crashing worker, a proxy whose backend is gone, a server that closes with unread "
        "data, or a middlebox that dislikes what it sees all do this. Refused is different: there nobody accepted.",
        ("connection reset", "forcibly closed"),
    ),
    Symptom(
        "empty",
        "the server hung up without a word",
        "The connection was accepted and closed in good order (FIN), without one byte of answer.",
        "Often the port speaks another protocol (plain http to a TLS port), or a forwarder accepts for a backend that "
        "is not there (docker-proxy), or the worker died on the request.",
        ("empty reply", "empty response"),
    ),
    Symptom(
        "hang",
        "connected, and then silence",
        "The handshake was completed, the request was sent, and no byte came back.",
        "The kernel completes handshakes without the program. So the program is stopped, in a debugger, blocked, or "
        "short of workers; or it waits for something else that is silent, such as a database.",
        ("hanging", "stuck"),
    ),
    Symptom(
        "truncated",
        "the answer broke off",
        "The connection ended in the middle of the headers or before the announced length.",
        "The server or something between gave up: a crash, a proxy's timeout or buffer, an upstream that died.",
        ("cut off", "partial"),
    ),
    Symptom(
        "not-http",
        "the answer is not HTTP",
        "Bytes came back that no HTTP client can read.",
        "Another kind of server lives there: SSH, a database, a mail server, or TLS.",
        ("not http",),
    ),
    Symptom(
        "tls-error",
        "TCP works, TLS does not",
        "The connection stood; the handshake or the check of the certificate failed.",
        "A listener and the way to it are proven. An expired or untrusted certificate is never the reason for a "
        "refused connection; it is a reason for this. Most common on a development machine: https to a plain http "
        "port.",
        ("tls error", "ssl error", "handshake failed"),
    ),
    Symptom(
        "name-failure",
        "the name has no address",
        "No attempt was made, because the resolver gave no address.",
        "'Does not exist' is an answer; 'try again' means that the resolver did not give one. Browsers and current "
        "curl resolve localhost themselves, programs that use getaddrinfo(3) read the hosts file.",
        ("name failure", "dns error", "dns failure"),
    ),
    Symptom(
        "invalid-url",
        "the address cannot be parsed",
        "Nothing was sent. A TCP port has 16 bits, so 65535 is the highest.",
        "Browsers, curl and Node.js say so; some programs cut the number down to 16 bits and go somewhere else.",
        ("invalid url",),
    ),
    Symptom(
        "bind-EADDRINUSE",
        "the port is taken",
        "bind(2) or listen(2) of a server failed: another socket holds that address and port.",
        "The holder may be an older instance, another program, a child that inherited the socket, or a process that "
        "has bound the port and does not listen, which ss and lsof do not show. A zombie cannot hold it: it has no "
        "descriptors. The rest of a closed connection (TIME_WAIT) only matters without SO_REUSEADDR.",
        ("port in use", "port conflict"),
    ),
    Symptom(
        "bind-EACCES",
        "this port may not be taken",
        "bind(2) of a server was refused, although nobody holds the port.",
        "On Linux ports below net.ipv4.ip_unprivileged_port_start (1024 unless changed) need CAP_NET_BIND_SERVICE; "
        "SELinux has a list of ports for each service; Windows keeps whole ranges for Hyper-V.",
        ("privileged port",),
    ),
    Symptom(
        "bind-EADDRNOTAVAIL",
        "that address is not ours",
        "bind(2) of a server named an address that no interface of this machine has.",
        "An old address in the configuration, a public address that only the router has, an interface that is not up "
        "yet, or ::1 without IPv6. 0.0.0.0 and 127.0.0.1 always work.",
    ),
    Symptom(
        "bind-EPERM",
        "a sandbox forbids listening",
        "bind(2) of a server was stopped by a filter on system calls or by a cgroup hook.",
        "Look at the unit (SocketBindDeny=), the container's profile or the sandbox of the editor or the agent.",
    ),
    Symptom(
        "http-3xx",
        "redirected, and not to where you want",
        "The server works and sends the client elsewhere.",
        "A browser may also turn http into https by itself (HSTS, or a remembered 301): then no request leaves it.",
        ("redirect", "redirect loop"),
    ),
    Symptom(
        "http-4xx",
        "the server does not like the request",
        "The way works to the end; the application or a gate in front of it said no.",
        "On a development machine most often a Host header that is not allowed, a missing path, or CORS.",
    ),
    Symptom(
        "http-5xx",
        "the server, or what stands behind it, failed",
        "The way to this server works. 502, 503 and 504 mostly come from a reverse proxy or gateway whose upstream "
        "does not answer.",
        "Ask who produced the page (the Server header) and then diagnose from there, with the proxy's network: its "
        "localhost is not yours.",
        ("gateway error", "upstream failure"),
    ),
    Symptom(
        "wrong-content",
        "an answer, from somebody else",
        "The request was answered, by another program than you meant, or in another protocol than that of its scheme.",
        "Two servers on one port (one on ::1, one on 127.0.0.1; a wildcard and a specific address), a cached page, a "
        "service worker, or AirPlay on ports 5000 and 7000 of a Mac.",
    ),
    Symptom(
        "blocked-by-browser",
        "the browser did not let it out",
        "No packet was sent, or the answer was kept from the page.",
        "curl works, because the rule is the browser's: unsafe ports, Local Network Access, CORS, an extension, a "
        "policy.",
        ("blocked",),
    ),
    Symptom(
        "start-failure",
        "the server never came up",
        "There is no listener, because the process failed before listen(2) or was ended.",
        "Its first lines say why: a taken port, a missing variable, a limit, no memory, a disk that is full.",
        ("crash", "does not start"),
    ),
    Symptom(
        "intermittent",
        "sometimes it works",
        "Attempts that look alike end differently.",
        "Several servers share the port, one of two address families is broken, a queue or a table is full at times, "
        "or something restarts. Try at least ten times before believing in a repair.",
        ("flaky", "sometimes"),
    ),
)


def symptom(outcome: str) -> Symptom | None:
    return next((s for s in SYMPTOMS if s.outcome == outcome), None)
