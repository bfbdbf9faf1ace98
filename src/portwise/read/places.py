"""Hosts and ports in a line of text, as clients, servers and people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from portwise.model.record import NamedTuple

HIGHEST_PORT = 65535
MOST_BEFORE = 80  # characters before a link that tell what it is for
V4 = r"(?:\d{1,3}\.){3}\d{1,3}"
V6 = r"[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w+)?"
NAME = r"[a-z_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?"
URL = re.compile(
    rf"\b(?P<scheme>[a-z][a-z0-9+.-]{{1,20}})://(?:[^\s/@'\"`<>]{{1,200}}@)?"
    rf"(?P<host>\[{V6}\]|{V4}|{NAME}|:::?)(?::(?P<port>\d{{1,5}}))?(?![\w])",
    re.IGNORECASE,
)
PAIR = re.compile(
    rf"(?<![\w.:/@-])(?P<host>\[{V6}\]|{V4}|::1|:::?|\*|{NAME})"
    r"(?::|(?<=:)|[\"'],\s?|(?P<word>[\"']?,?\s+port[ :=]+)|,)(?P<port>\d{2,5})(?![\w-]|:\d|\.\d)",
    re.IGNORECASE,
)
BARE_V6 = re.compile(r"(?<![\w:])(?P<host>::1|::):(?P<port>\d{2,5})(?!\w)", re.IGNORECASE)
MAPPED = re.compile(rf"(?P<open>\[)?(?<![\w:])::ffff:(?P<host>{V4})(?(open)\])", re.IGNORECASE)  # RFC 4291, 2.5.5.2
JAVA = re.compile(  # a name, if one was asked for, and what it resolved to
    rf"(?<![\w./:@-])(?:(?P<name>{NAME}|{V4}))?/(?P<host>{V4}|\[{V6}\])"
    r"(?::(?P<port>\d{2,5})|,? \(port (?P<behind>\d{2,5})\))(?![\w.])",
    re.IGNORECASE,
)
OF_THE_CLIENT = re.compile(rf"\bfrom \S{{0,80}}/{V4},? \(port \d{{2,5}}\)|\bfrom /{V4}:\d{{2,5}}\b")  # its own end
PORT = re.compile(
    r"(?:\bports?\b(?:\(s\))?[ :=#'\"]*|(?<![\w.:/-])(?<!\d)(?<!\w[\"']):)(?P<port>\d{2,5})(?![\w.:]\w)", re.IGNORECASE
)
TOWARDS = re.compile(r"\b(?:to|host|from|server|at)[ \"']+$", re.IGNORECASE)
CONSOLE = re.compile(
    r"[\w-]{1,40}:\d+ +(?:GET|POST|PUT|DELETE|HEAD|\[|Uncaught|WebSocket|Failed|Access|Refused|Error)"
)  # a browser's
REFERS = re.compile(  # a link to what is written of an error is no place that somebody calls
    r"(?:\b(?:see(?: also)?|for help,? (?:see|visit)|(?:read|learn|find) more(?: about \S{1,40})?(?: at| here)?"
    r"|for (?:more|further) (?:information|info|details|help),?(?: see| visit| go to)?|documentation|docs|manual|"
    r"background on this error(?: at)?|details|more (?:details|info|information))(?: at| in| on)?|\bhref=)"
    r"[:,]?\s*[\"'`(<\[]{0,2}$",
    re.IGNORECASE,
)
OF_DOCUMENTS = re.compile(
    r"/[^\s]{0,120}(?:\bdocs?\b|documentation|errors?\.html|/e/|manual|/wiki/|/issues/|\bfaq\b|\bhelp\b)"
)
DOCUMENTED = re.compile(  # where it is written
    r"(?:^|\.)(?:nodejs\.org|curl\.se|sqlalche\.me|readthedocs\.(?:io|org)|github\.io|stackoverflow\.com|"
    r"developer\.mozilla\.org|learn\.microsoft\.com|go\.microsoft\.com|aka\.ms)$|^docs?\.|^wiki\.|^help\."
)
CLIENT = re.compile(  # what is asked by options
    r"(?<![\w./-])(?:psql|pg_isready|pg_dump|mysql(?:admin|dump)?|mariadb(?:-admin)?|(?:redis|valkey)-cli|mongo(?:sh)?|"
    r"clickhouse-client|cqlsh|mosquitto_(?:pub|sub)|ssh|sftp) (?P<rest>[^|;&>\n]{1,200})"
)
HOST_ASKED = re.compile(
    rf"(?:(?<!\S)(?:-h ?|--host[= ])|\w@)[\"']?(?P<host>{V4}|::1|{NAME})(?=[\s\"',.`)]|$)", re.IGNORECASE
)
PORT_ASKED = re.compile(r"(?<!\S)(?:-[pP] ?|--port[= ])[\"']?(?P<port>\d{2,5})(?![\w.:])")
PEER = re.compile(  # who came, and no place that somebody calls
    r"\b(?:connections?|handshake error|(?:ssl|tls) error|requests?|packets?|datagrams?|accepted|client|peer) from"
    r"[\s\"'`(\[:]{1,3}(?:client |peer )?$",
    re.IGNORECASE,
)
SCHEMES_OF_FILES = ("file", "data", "about", "chrome", "unix", "jar")
VERBS = ("start", "bind", "listen", "open", "use", "expose", "connect", "run", "take", "free", "publish", "forward")
NO_HOSTS = frozenset(  # words that stand before a colon and a number without being machines
    (
        *(
            *VERBS,
            "line",
            "error",
            "errno",
            "code",
            "status",
            "port",
            "pid",
            "at",
            "exit",
            "version",
            "warning",
            "info",
            "debug",
        ),
        *("in", "on", "col", "column", "row", "step", "tcp", "udp", "http", "https", "node", "internal", "main"),
        *("dpt", "spt"),
        *("tcp-listen", "tcp4-listen", "tcp6-listen", "tcp4", "tcp6", "udp-listen", "udp4", "udp6"),
        *("size", "busy", "idle", "lastwait", "active", "total", "waiting", "timeout", "count", "length"),
    )
)
SOURCE = re.compile(
    r"\.(?:[cm]?js|tsx?|jsx|py|go|java|kt|rb|rs|php|cs|cc?|cpp|h|vue|svelte|html|css|sh)$", re.IGNORECASE
)


class Place(NamedTuple):
    host: str  # without brackets, lower case; "" where only a port is named
    port: int | None
    scheme: str = ""


def places(line: str) -> Iterator[Place]:
    """URLs first, then pairs, then bare ports; the same port is not told twice."""
    ports: set[int | None] = set()
    for place in sorted(every(line), key=lambda one: (not one.host, not one.scheme)):
        if place.port is None or place.port not in ports:
            ports.add(place.port)
            yield place


def every(line: str) -> Iterator[Place]:
    """Hosts in the order of the line, each with its port, then bare ports."""
    line = OF_THE_CLIENT.sub("", line.replace("0:0:0:0:0:0:0:1", "::1"))  # as Java writes it
    line = MAPPED.sub(r"\g<host>", line)  # IPv4, through a socket of both families
    ports: set[int | None] = set()
    found_all = (*URL.finditer(line), *BARE_V6.finditer(line), *PAIR.finditer(line), *JAVA.finditer(line))
    for found in sorted(found_all, key=lambda one: one.start()):
        if PEER.search(line[max(found.start() - MOST_BEFORE, 0) : found.start()]):
            ports.add(number(found["port"]))
        elif place := of_java(found) if found.re is JAVA else spelled(line, found):
            ports.add(place.port)
            yield place
    if (place := by_options(line)) and place.port not in ports:
        ports.add(place.port)
        yield place
    for found in PORT.finditer(line):
        port = number(found["port"])
        if port is not None and port not in ports:
            ports.add(port)
            yield Place("", port)


def by_options(line: str) -> Place | None:
    """``psql -h db -p 5433``, ``ssh -p 2222 me@box``."""
    if not (client := CLIENT.search(line)):
        return None
    host, port = HOST_ASKED.search(client["rest"]), PORT_ASKED.search(client["rest"])
    return Place(host["host"].rstrip(".").lower(), number(port["port"])) if host and port else None


def spelled(line: str, found: re.Match[str]) -> Place | None:
    """A host that somebody calls or serves; none where it is a file, a line of a program or something to read."""
    scheme = (found.groupdict().get("scheme") or "").lower()
    host = found["host"].strip("[]").rstrip(".").lower()
    port = number(found["port"])
    before = line[: found.start()]
    if scheme:
        unmeant = scheme in SCHEMES_OF_FILES or (port is None and refers(host, line, found))
    else:
        unmeant = (
            not is_host(host)
            or port is None
            or before.endswith("task ")
            or (not before.strip() and bool(CONSOLE.match(line, found.start())))
        )
    if unmeant or (found.groupdict().get("word") and not named(host, before)):
        return None
    return Place(host, port, scheme)


def of_java(found: re.Match[str]) -> Place:
    """``db.lan/10.0.0.5:5432``, ``localhost/127.0.0.1 (port 8080)``, ``/10.0.0.5:9092``."""
    name = (found["name"] or "").lower()
    named_so = name and name != "localhost"
    return Place(name if named_so else found["host"].strip("[]").lower(), number(found["port"] or found["behind"]))


def refers(host: str, line: str, found: re.Match[str]) -> bool:
    """``See https://nodejs.org/api/errors.html``, the link of an error page: something to read."""
    if is_loopback(host) or is_address(host):
        return False
    if REFERS.search(line[max(found.start() - MOST_BEFORE, 0) : found.start()]):
        return True
    return bool(DOCUMENTED.search(host) and OF_DOCUMENTS.match(line, found.end()))


def named(host: str, before: str) -> bool:
    """``to db port 5432`` names a machine, ``the default port 5432`` none."""
    return "." in host or ":" in host or host == "localhost" or bool(TOWARDS.search(before))


def number(text: str | None) -> int | None:
    return int(text) if text and 0 < int(text) <= HIGHEST_PORT else None


def is_host(host: str) -> bool:
    """``app.js:12`` and ``line:7`` are places in a program."""
    return host not in NO_HOSTS and not SOURCE.search(host) and not host.isdigit()


def is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1"
