"""
The table of ``netstat -ano`` and ``netstat -an`` of Windows, and of Get-NetTCPConnection.

The words of the heading and of the states are in the language of the machine (LISTENING, ABHÖREN, À L'ÉCOUTE …) and in
its code page, so that a word may not even be readable.  The shape is the same everywhere: protocol, two places, a word
or none, the number of the process.  Whoever listens has no other side: port 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from portwise.formats.windows import powershell
from portwise.formats.windows.printed import lines
from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT, Endpoint

PLACE = r"(?:\[[0-9A-Fa-f:.]{2,45}(?:%[\w.-]{1,32})?\]|[0-9.]{7,15}|\*):(?:[0-9]{1,5}|\*)"
ROW = re.compile(rf"[ \t]*(TCP|UDP)[ \t]+({PLACE})[ \t]+({PLACE})(?:[ \t]+(\S[^\r\n]{{0,80}}?))?[ \t]*", re.IGNORECASE)
LISTEN, NONE = "LISTEN", "NONE"
# Of those languages that translate them; Windows itself has them in English in all others
STATES = {
    "LISTENING": LISTEN,
    "HERGESTELLT": "ESTABLISHED",
    "WARTEND": "TIME_WAIT",
    "SCHLIESSEN_WARTEN": "CLOSE_WAIT",
    "SYN_GESENDET": "SYN_SENT",
    "SYN_EMPFANGEN": "SYN_RECV",
    "SYN_RECEIVED": "SYN_RECV",
    "FIN_WARTEN_1": "FIN_WAIT1",
    "FIN_WARTEN_2": "FIN_WAIT2",
    "FIN_WAIT_1": "FIN_WAIT1",
    "FIN_WAIT_2": "FIN_WAIT2",
    "LETZTE_BEST": "LAST_ACK",
    # of Get-NetTCPConnection, which has one language
    "LISTEN": LISTEN,
    "SYNSENT": "SYN_SENT",
    "SYNRECEIVED": "SYN_RECV",
    "FINWAIT1": "FIN_WAIT1",
    "FINWAIT2": "FIN_WAIT2",
    "CLOSEWAIT": "CLOSE_WAIT",
    "TIMEWAIT": "TIME_WAIT",
    "LASTACK": "LAST_ACK",
}


class Row(NamedTuple):
    """One socket."""

    protocol: str  # tcp, udp
    state: str  # LISTEN, ESTABLISHED, … as psutil names them; NONE for UDP; as printed where no table knows the word
    local: Endpoint
    remote: Endpoint | None  # None: nobody
    pid: int | None  # None: not shown
    line: int  # from 1


def rows(text: str) -> tuple[Row, ...]:
    """Every line that is a socket; all others are passed over.  Names instead of numbers (no -n) are not read."""
    return tuple(_rows(text))


def _rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(lines(text), 1):
        if found := ROW.fullmatch(line[:300]):
            try:
                yield _row(found, number)
            except ValueError:  # 999.1.1.1, port 70000
                continue


def _row(found: re.Match[str], number: int) -> Row:
    protocol = found[1].lower()
    local, remote = place(found[2]), place(found[3])
    if local is None:
        raise ValueError(found[2])
    words = (found[4] or "").split()
    pid = next((int(word) for word in words if word.isdecimal() and len(word) <= 10), None)  # -t has a word behind it
    nobody = remote is None or remote.port == 0
    if protocol == "udp":
        return Row(protocol, NONE, local, None, pid, number)
    said = words[0].rstrip(".").upper() if words and not words[0].isdecimal() else ""
    bound = said == "BOUND"  # netstat -q, Get-NetTCPConnection: it holds the port and does not listen
    state = LISTEN if nobody and not bound else STATES.get(said, said)
    return Row(protocol, state, local, None if nobody else remote, pid, number)


def place(text: str) -> Endpoint | None:
    """``[::1]:80``; None for ``*:*``.  Raises ValueError."""
    host, _, port = text.rpartition(":")
    if "*" in (host, port):
        return None
    if int(port) > HIGHEST_PORT:
        raise ValueError(text)
    return Endpoint(ip_address(host.strip("[]")), int(port))


def connections(text: str) -> tuple[Row, ...]:
    """Get-NetTCPConnection as a table, a list, or by ConvertTo-Csv; its words are English everywhere."""
    return tuple(_connections(text))


def _connections(text: str) -> Iterator[Row]:
    for record in powershell.records(text):
        said = record.values
        try:
            local = Endpoint(ip_address(said["LocalAddress"]), powershell.port(said["LocalPort"]))
            remote = Endpoint(ip_address(said["RemoteAddress"]), powershell.port(said.get("RemotePort", "0")))
        except (KeyError, ValueError):
            continue
        word = said.get("State", "").upper()
        pid = said.get("OwningProcess", "")
        known = int(pid) if pid.isdecimal() and len(pid) <= 10 else None
        other = remote if remote.port else None
        yield Row("tcp", STATES.get(word, word), local, other, known, record.line)
