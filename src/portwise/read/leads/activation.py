"""What speaks for servers that wait on a socket file, by UDP, or by way of a socket unit."""

from __future__ import annotations

from portwise.model.reading import Lines, Listening
from portwise.read.grounds import refused
from portwise.read.lead import Lead
from portwise.read.text import Text, both, unless
from portwise.read.waits import ended, failed, lead, lines, listening, ports


def only_udp(text: Text) -> Lines:
    """The port is there, and for UDP alone."""
    asked = ports(failed(text, "refused"))
    rows = [n for n in text.signs(Listening) if n.sign.transport == "udp" and n.sign.port in asked]
    return unless(lines(rows), lines(row for row in listening(text) if row.sign.port in asked))


def docker_over_tcp(text: Text) -> Lines:
    """The ports of Docker's interface over TCP, which it does not open by itself."""
    return lines(n for n in failed(text, "refused") if n.sign.port in (2375, 2376, 4243))


def udp_asked_over_tcp(text: Text) -> Lines:
    """A protocol of UDP, tried with a tool that speaks TCP."""
    udp = text.find(
        r"\bwireguard\b|\bwg show\b|\bquic\b|\bhttp/3\b|\bcoap\b|\bsyslog\b|\btftp\b|\bsnmp\b|\bmosh\b|"
        r"\bbedrock\b|\bteamspeak\b|"
        r"\bsip\b|\bgame server\b|\bss -\w*u\w*\b|/udp\b|\budp\b"
    )
    return both(
        udp, text.find(r"\btelnet\b|\bnc -\w*z|\bcanyouseeme\b|\bport check|\btnc\b|test-netconnection|\btcping\b")
    )


def socket_unit_and_failure(text: Text) -> Lines:
    """A socket unit of systemd is there, and a service ends with an error."""
    unit = text.find(r"\w\.socket\b|\bsocket[- ]activat|\bxinetd\b|\binetd\b|listenstream=|active \(listening\)")
    return both(unit, lines(ended(text, "exited", "failed", "killed", "crashed")))


def own_client_gets_in(text: Text) -> Lines:
    """The client of a database takes the Unix socket where no host is given."""
    return both(
        text.find(r"(?m)welcome to the m(?:ysql|ariadb)|^\w+=[#>] |\bpsql \(\d|server version: "), refused(text)
    )


LEADS = (
    lead(
        "service-on-unix-socket-or-udp-only",
        "the server waits on a Unix socket or a pipe",
        2.8,
        (
            r"listen(?:ing|s)? (?:at|on):? ?(?:unix|a unix|/\S{1,60}\.sock|http\+unix|fd://|a (?:named )?pipe|"
            r"socket)|(?<!daemon at )(?<!\bapi at )(?<!socket at )unix:/\S{1,60}\.sock|\bskip-networking\b|"
            r"\bnamed pipe\b"
        ),
        (
            r"(?m)^\s*u_str\s+listen|\bport[:=] ?0\b.{0,40}socket|listen\s*=\s*/\S{1,60}\.sock|unixsocket\s|"
            r"--unix-socket|\bonly (?:listens )?on (?:a |the )?(?:unix )?(?:domain )?socket\b"
        ),
    ),
    lead(
        "service-on-unix-socket-or-udp-only",
        "a tool that speaks TCP is pointed at a server with a Unix socket",
        1.5,
        (
            r"\bdocker_host\b|tcp://(?:localhost|127\.0\.0\.1):237[56]|(?<![:/])/var/run/docker\.sock(?!:)|/run/php/|php-?fpm|"
            r"mysqld?\.sock|\.s\.pgsql"
        ),
        r"\btcp\b.{0,40}\bunix socket\b|\bunix socket\b.{0,60}\btcp\b",
    ),
    lead(
        "service-on-unix-socket-or-udp-only",
        "the server speaks UDP",
        2.2,
        (
            r"\budp[- ]only\b|\bonly (?:on |over |via )?udp\b|\bhttp/?3 only\b|\bquic\b.{0,40}\bonly\b|"
            r"\bwireguard\b.{0,40}\btcp\b|\btelnet\b.{0,60}\budp\b|\budp\b.{0,60}\btelnet\b"
        ),
        r"\bprotocol is udp\b|\buses udp\b|\bis udp\b|\bdns over tcp\b|\bsyslog\b.{0,40}\budp\b",
    ),
    Lead("service-on-unix-socket-or-udp-only", "Docker's own interface refuses over TCP", 3.0, docker_over_tcp),
    Lead("service-on-unix-socket-or-udp-only", "a protocol of UDP is tried over TCP", 2.0, udp_asked_over_tcp),
    Lead(
        "socket-activation-service-failing",
        "a socket unit waits, and a service ends with an error",
        2.2,
        socket_unit_and_failure,
    ),
    Lead("service-on-unix-socket-or-udp-only", "its own client gets in, and TCP is refused", 2.2, own_client_gets_in),
    Lead("service-on-unix-socket-or-udp-only", "the table shows the port for UDP and not for TCP", 3.5, only_udp),
    lead(
        "socket-activation-service-failing",
        "systemd waits in place of the service, and the service fails",
        4.0,
        (
            r"\.socket: trigger limit hit|trigger-limit-hit|service-start-limit-hit|\.socket: failed with result|"
            r"\.socket: (?:service|unit) .{0,40}(?:failed|limit)|triggeredby: .{0,6}\S+\.socket.{0,600}(?:failed|"
            r"exit-code)"
        ),
        (
            r"\bsocket[- ]activat\w+.{0,80}(?:fail|error|crash|die|refus|close|hang)|\bxinetd\b.{0,80}(?:fail|"
            r"error|exit|deactivat)|\blisten=.{0,200}triggers:.{0,80}"
        ),
        (
            r"\.socket: .{0,120}(?:not functional|no open socket|configuration has changed while)|"
            r"socket unit configuration has changed"
        ),
    ),
    lead(
        "socket-activation-service-failing",
        "systemd or inetd starts it on demand",
        1.5,
        (
            r"\bsocket[- ]activat|\btriggeredby: |\btriggers: .{0,40}\.service|\blist-sockets\b|\bx?inetd\b|"
            r"\blistenstream=|\baccept=yes\b|\bactive \(listening\)"
        ),
    ),
)
