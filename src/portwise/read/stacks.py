"""What the lines around an error tell of the call that met it: stacks, tracebacks, the fields that Node.js prints."""

from __future__ import annotations

import re
from itertools import takewhile

from portwise.model.reading import Line

SERVES = re.compile(
    r"\bbind\w*|\blisten\w*|\.run\(|serve_forever|\bserver_bind|create_server|make_server|dobind|acceptor|"
    r"tcplistener|serversocket|httplistener|\bstarting\b"
)
CALLS = re.compile(
    r"\bconnect\w*|\bdial\b|\brequests?\.|urlopen|\bfetch\b|upstream|\bclient\b|\bcurl\b|\bwget\b|"
    r"\bsiege\b|\bbenchmark|\bload test"
)
SERVING = ("bind", "listen", "create_server")
CALLED = re.compile(r"^\s+.{0,200}\.(?P<call>connect(?:_ex)?|create_connection|bind|listen|create_server)\(")
MARKED = re.compile(r"^[\s~^]*$")  # which part of the line above is meant
PYTHON = re.compile(r"^\s*(?:[\w.]{0,60}\.)?(?:OSError|\w{0,30}Error|socket\.error|error): ")
WHO_CONNECTS = re.compile(  # in the line itself, as a client's own class or call
    r"\bconnect(?:\(\))? eaddr|\bhttp(?:client|request)\b|\bhttprequestexception\b|"
    r"\beaddr\w{5,10}\b[^\n]{0,30}\bsyscall: '?connect\b"
)
CONNECT_STACK = re.compile(  # in the lines below it
    r"\bnet\.(?:poll)?connect0?\(|\bfinishconnect\(|\bsocketchannelimpl\.connect\(|\bsocketimpl\.(?:do|socket)?connect|"
    r"\bclientbootstrap\.connect|\bconnecthelper\.connect|\bhttpconnectionpool\.connect"
)
LISTEN_STACK = re.compile(r"\bnet\.(?:bind|listen)0?\(|\bdobind\(|\bsocketimpl\.(?:bind|listen)|\bserversocket")
BELOW = 8  # lines
OF_COMPOSE = r"^(?:\s*[\w.-]{1,40}\s{1,30}\|)?"  # which container's log a line is from
FIELD = re.compile(OF_COMPOSE + r"\s*(?P<field>(?:errno|syscall|address|port|code): [^\n]{1,60})$")
FIELDS = 4
AROUND = 4  # lines
LISTENS = re.compile(r"\bbind|\blisten|\bstart")
CODE = re.compile(OF_COMPOSE + r"\s*[\"']?code[\"']?: ?[\"']\w{4,30}[\"'],?\s*$")


def thrown(lines: tuple[Line, ...], n: int) -> Line | None:
    """What Node.js prints field by field of an error: beside its code stands the call that met it, and where."""
    if not CODE.match(lines[n].text):
        return None
    above = takewhile(lambda one: FIELD.match(one.text), reversed(lines[max(n - FIELDS, 0) : n]))
    below = takewhile(lambda one: FIELD.match(one.text), lines[n + 1 : n + 1 + FIELDS])
    fields = [
        found["field"].strip() for one in (*reversed([*above]), lines[n], *below) if (found := FIELD.match(one.text))
    ]
    return lines[n]._replace(text=" ".join(fields)) if len(fields) > 1 else None


def by_context(outcomes: tuple[str, ...], lines: tuple[Line, ...], n: int) -> tuple[str, ...]:
    """What may be a bind or a connect is told apart by the lines of the stack around it."""
    binds = tuple(one for one in outcomes if one.startswith("bind-"))
    if not binds or len(binds) == len(outcomes):
        return outcomes
    if called := last_call(lines, n):
        return tuple(one for one in outcomes if (one in binds) is (called in SERVING))
    around = " ".join(line.text.casefold() for line in lines[max(n - AROUND, 0) : n + AROUND + 1])
    server, caller = SERVES.search(around), CALLS.search(around)
    if bool(server) is bool(caller):
        return outcomes
    return binds if server else tuple(one for one in outcomes if one not in binds)


def connects(lines: tuple[Line, ...], n: int) -> bool:
    """An address in use, or none at all, is also what who connects is told where no source port is left."""
    below = " ".join(line.text.casefold() for line in lines[n + 1 : n + 1 + BELOW])
    folded = lines[n].text.casefold()
    if LISTENS.search(folded.replace("bindexception", "")) or LISTEN_STACK.search(below):
        return False
    return bool(WHO_CONNECTS.search(folded) or CONNECT_STACK.search(below))


def last_call(lines: tuple[Line, ...], n: int) -> str:
    """The call that a traceback of Python ends with, right above the error; "" where there is none."""
    above = (line.text for line in reversed(lines[max(n - AROUND, 0) : n]) if not MARKED.match(line.text))
    found = CALLED.search(next(above, "")) if PYTHON.match(lines[n].text) else None
    return found["call"] if found else ""
