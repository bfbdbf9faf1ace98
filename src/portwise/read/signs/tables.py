"""
Tables of sockets: ss, netstat of Linux, macOS and Windows, lsof, fuser, Get-NetTCPConnection.

Each row speaks for itself, so that trimmed, indented and quoted tables are read as well.  A table is whole only
where its command stands above it and asks for everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Line, Listening, Noted, Seen
from portwise.model.record import NamedTuple
from portwise.read.text import Text

SERVICES = {  # names that lsof(8) and netstat(8) print without -n and -P; services(5)
    "http": 80,
    "https": 443,
    "http-alt": 8080,
    "webcache": 8080,
    "http-proxy": 8080,
    "irdmi": 8000,
    "hbci": 3000,
    "commplex-main": 5000,
    "commplex-link": 5001,
    "afs3-fileserver": 7000,
    "postgresql": 5432,
    "postgres": 5432,
    "mysql": 3306,
    "redis": 6379,
    "ssh": 22,
    "domain": 53,
    "smtp": 25,
    "ldap": 389,
    "cslistener": 9000,
    "vcom-tunnel": 8001,
    "sunproxyadmin": 8081,
    "cbt": 7777,
    "newoak": 4001,
    "terabase": 4000,
    "mongod": 27017,
    "ddi-tcp-1": 8888,
    "etlservicemgr": 9001,
    "amqp": 5672,
    "pcsync-https": 8443,
    "ms-sql-s": 1433,
    "wap-wsp": 9200,
    "radan-http": 8088,
    "us-cli": 8082,
}
PORT = r"\d{1,5}|[a-z][a-z0-9-]{1,20}|\*"
PLACE = rf"[^\s>]{{1,60}}[:.](?:{PORT})(?=\s|$|->)"
WAITING = "listen|listening|abhören|abhoeren|escuchando|écoute|in ascolto|ascolto|ouvindo|lyssnar|ожидание|слушание"
STATES = (
    r"listen(?:ing)?|established|estab|time[_-]wait|close[_-]wait|fin[_-]?wait[_-]?[12]|last[_-]ack|"
    r"closing|closed|syn[_-]\w+|bound|unconn"
)
ROWS = (
    # ss(8): state first, or the kind of socket before it
    (
        "ss",
        (
            rf"(?<![\w.])(?:(?P<kind>tcp|udp|"
            rf"v_str)\s+)?(?P<state>{STATES})\s+(?P<received>\d+)\s+(?P<sent>\d+)\s+(?P<local>{PLACE})\s+"
            rf"(?P<peer>{PLACE})(?:\s+users:\(\(\"(?P<program>[^\"]{{1,40}})\",pid=(?P<pid>\d+))?"
        ),
    ),
    # netstat(8) of Linux and of BSD
    (
        "netstat",
        (
            rf"(?<![\w.])(?P<kind>tcp|udp)(?:46|6|"
            rf"4)?\s+(?P<received>\d+)\s+(?P<sent>\d+)\s+(?P<local>{PLACE})\s+(?P<peer>{PLACE})"
            r"(?:\s+(?P<state>[a-z][\w-]{2,20}))?(?:\s.{0,40}?(?:(?P<pid>\d+)/(?P<program>[\w.+:-]{1,40})|"
            r"(?P<hidden>\s-)\s*$))?"
        ),
    ),
    # netstat.exe
    (
        "netstat",
        (
            rf"(?<![\w.])(?P<kind>tcp|"
            rf"udp)\s+(?P<local>{PLACE})\s+(?P<peer>{PLACE})"
            rf"(?:\s+(?P<state>[^\W\d][\w ]{{2,20}}?))?(?:\s+(?P<pid>\d+))?\s*$"
        ),
    ),
    # as lsof(8) prints it
    (
        "lsof",
        (
            rf"(?<![\w.])(?P<program>\S{{1,32}})\s+(?P<pid>\d+)\s+(?:\d+\s+)?(?:\S{{1,32}}\s+)?\d+[urw]?\w?\s+ipv(?P<family>[46])\s+\S+\s+(?:\S+\s+)?(?P<kind>tcp|"
            rf"udp)\s+"
            rf"(?P<local>{PLACE})(?:->(?P<peer>{PLACE}))?(?:\s+\((?P<state>[\w-]+)\))?"
        ),
    ),
    # Get-NetTCPConnection
    (
        "net-tcp",
        (
            rf"^\W*(?P<host>[\da-f.:%]{{2,45}}|\*)\s+(?P<port>\d{{1,5}})\s+(?P<there>[\da-f.:%]{{2,45}}|"
            rf"\*)\s+\d{{1,5}}\s+(?P<state>{STATES}|timewait)"
            r"(?:\s+[a-z]\w*)?(?:\s+(?P<pid>\d+))?\s*$"
        ),
    ),
)
SHAPES = tuple((by, re.compile(pattern)) for by, pattern in ROWS)
ROWLIKE = re.compile(r"tcp|udp|listen|estab|time[_-]?wait|close[_-]?wait|bound|fin[_-]?wait|last[_-]ack")
COMMAND = re.compile(r"(?:^|[$#%>\u276fλ]\s*)(?:sudo\s+)?(?:ss|netstat|lsof|get-nettcpconnection)\b(?P<options>[^\n]*)")
FILTERED = re.compile(r"\||grep|find(?:str)?|sport|dport|-i ?(?:tcp)?:\d|-localport|:\d{2,5}|where")
HEADER = re.compile(
    r"recv-q|local address|localaddress|lokale adresse|dirección local|adresse locale|^\W*command\s+pid"
)
FUSER = re.compile(r"(?:^|\s)(?P<port>\d{1,5})/tcp:\s+(?P<pids>\d+[a-z]?(?:\s+\d+[a-z]?)*)")
FEWEST = 2  # rows of a table that claims to be whole
SPELLED = {"estab": "established", "timewait": "time-wait", "closewait": "close-wait"}
NAMES = {"localhost": "127.0.0.1", "ip6-localhost": "::1"}


class Row(NamedTuple):
    line: int
    transport: str
    state: str  # "" where a tool tells none
    host: str
    port: int
    program: str
    pid: int | None
    peer: int | None  # port
    waiting: int  # Recv-Q
    room: int  # Send-Q
    hidden: bool  # the column of the owner holds a dash
    by: str


def rows(text: Text) -> Iterator[Row]:
    for line in text.lines:
        folded = line.text.casefold()
        if ROWLIKE.search(folded) and (row := parsed(line, folded)):
            yield row


def parsed(line: Line, folded: str) -> Row | None:
    for by, shape in SHAPES:
        if found := shape.search(folded):
            return made(line, by, found.groupdict())
    return None


def made(line: Line, by: str, said: dict[str, str | None]) -> Row | None:
    host, port = (said["host"] or "", number(said["port"])) if by == "net-tcp" else split(said["local"] or "")
    if port is None:
        return None
    pid = said.get("pid")
    peer = split(said.get("peer") or "")[1]
    return Row(
        line.number,
        said.get("kind") or "tcp",
        (said.get("state") or "").replace("_", "-"),
        by_name(host, said),
        port,
        as_written(line.text, said.get("program") or ""),
        int(pid) if pid else None,
        peer,
        int(said.get("received") or 0),
        int(said.get("sent") or 0),
        bool(said.get("hidden")),
        by,
    )


def by_name(host: str, said: dict[str, str | None]) -> str:
    """lsof(8) gives one name to both families; Java waits for IPv4 with sockets of IPv6."""
    if host == "localhost" and said.get("family") == "6" and said.get("program") != "java":
        return "::1"
    return NAMES.get(host, host)


def split(place: str) -> tuple[str, int | None]:
    """``[::1]:80``, ``127.0.0.1.80``, ``*:http``, ``fe80::1%en0.443``."""
    cut = max(place.rfind(":"), place.rfind("."))
    host = place[:cut].strip("[]").partition("%")[0]
    return host.removeprefix("::ffff:"), number(place[cut + 1 :])


def number(word: str | None) -> int | None:
    if not word or word == "*":
        return None
    value = int(word) if word.isdecimal() else SERVICES.get(word, 0)
    return value if 0 < value <= 65535 else None


def as_written(line: str, program: str) -> str:
    """Folded for matching, told as it stands there."""
    at = line.casefold().find(program) if program else -1
    return line[at : at + len(program)] if at >= 0 else program


def waits(row: Row) -> bool:
    return row.state in WAITING.split("|") or (row.transport == "udp" and row.state in ("", "unconn"))


def listening(line: Line) -> Row | None:
    """A row of somebody who waits for connections of TCP."""
    row = parsed(line, line.text.casefold())
    return row if row and waits(row) and row.transport == "tcp" else None


def sockets(text: Text) -> Iterator[Noted[Listening]]:
    found = list(rows(text))
    whole = complete(text, found)
    for row in found:
        if waits(row):
            sign = Listening(row.host, row.port, "socket", row.program, row.pid, row.transport, "", whole)
            yield Noted(sign, (row.line,))


def complete(text: Text, found: list[Row]) -> bool:
    """One command that asks for every listener, its header, and more than one row of them."""
    asked = [command["options"] for line in text.lines if (command := COMMAND.search(line.text.casefold()))]
    headed = any(HEADER.search(line.text.casefold()) for line in text.lines)
    listening = [row for row in found if waits(row) and row.transport == "tcp"]
    return len(asked) == 1 and headed and not FILTERED.search(asked[0]) and len(listening) >= FEWEST


def states(text: Text) -> Iterator[Noted[Seen]]:
    """Sockets that do not wait, and queues of those that do."""
    for row in rows(text):
        if row.waiting and row.state in ("established", "estab", "close-wait") and row.by != "lsof":
            yield Noted(Seen("unread", f"{row.port}"), (row.line,))
        if row.state and not waits(row):
            what = SPELLED.get(row.state, row.state)
            yield Noted(Seen(what, f"{row.port} {row.peer or ''} {row.program}".strip()), (row.line,))
        elif (
            waits(row)
            and row.by in ("ss", "netstat")
            and row.transport == "tcp"
            and row.room
            and row.waiting > row.room
        ):
            yield Noted(Seen("queue-full", f"{row.port}"), (row.line,))
        if row.hidden and waits(row) and row.transport == "tcp":
            yield Noted(Seen("owner-hidden", f"{row.port}"), (row.line,))


def fuser(text: Text) -> Iterator[Noted[Seen]]:
    for line in text.lines:
        for found in FUSER.finditer(line.text):
            yield Noted(Seen("held-by-pid", f"{found['port']} {found['pids']}"), (line.number,))


READERS = (sockets, states, fuser)
