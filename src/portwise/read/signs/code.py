"""Lines of code, command lines and settings that bind or connect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Calling, Line, Lines, Listening, Noted, Set
from portwise.read.places import HIGHEST_PORT, places
from portwise.read.stacks import OF_COMPOSE
from portwise.read.text import Text

HOST = (
    r"[\[\"'`]*(?P<host>\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}::[\da-f:]{0,30}|localhost|\*|"
    r"[a-z][\w-]{0,40}(?:\.[\w-]{1,40}){1,6})?[\]\"'`]*"
)
PORT = r"[\"'`]?(?P<port>\d{2,5})\b"
BINDS = (  # code
    rf"\.listen\(\s*(?:\{{[^}}\n]{{0,40}}port:\s*)?(?:[\w.]{{1,40}}\s*\|\|\s*)?{PORT}(?:\s*,\s*(?:host:\s*)?{HOST})?",
    rf"\blistenandserve(?:tls)?\(\s*[\"'`]{HOST}:(?P<port>\d{{2,5}})",
    rf"\bnet\.listen\(\s*[\"'`](?:tcp|udp)[46]?[\"'`]\s*,\s*[\"'`]{HOST}:(?P<port>\d{{2,5}})",
    rf"\.bind\(\s*\(?\s*[\"'`]{HOST}(?:[\"'`]\s*,\s*|:){PORT}",
    rf"\bbind\(\s*[\"'`]{HOST}:(?P<port>\d{{2,5}})",
    (
        rf"\b(?:run|serve|run_simple|run_app|create_server|start_server|httpserver|tcpserver|"
        rf"server)\([^)\n]{{0,60}}host\s*=\s*{HOST}[^)\n]{{0,40}}port\s*=\s*{PORT}"
    ),
    (
        rf"\b(?:run|serve|run_simple|run_app|create_server|start_server|launch|"
        rf"server)\([^)\n]{{0,60}}port\s*=\s*{PORT}(?:[^)\n]{{0,40}}host\s*=\s*{HOST})?"
    ),
    rf"\b(?:tcpserver|httpserver|threadinghttpserver|make_server)\(\s*\(?{HOST}\s*,\s*{PORT}",
    rf"\b(?:useurls|listenlocalhost|listenanyip)\(\s*[\"'`]?(?:https?://)?{HOST}:?(?P<port>\d{{2,5}})",
    rf"\bnew serversocket\(\s*{PORT}",
)
COMMANDS = (  # arguments of servers
    rf"\brunserver\s+{HOST}:?(?P<port>\d{{2,5}})",
    rf"\bhttp\.server\s+(?P<port>\d{{2,5}})(?:\s+(?:--bind|-b)\s+{HOST})?",
    rf"\bphp\s+-s\s+{HOST}:(?P<port>\d{{2,5}})",
    rf"(?<!\S)--(?:host|bind|address|listen|ip|hostname)[= ]{HOST}:(?P<port>\d{{2,5}})",
    (
        rf"(?<!\S)--(?:host|hostname|bind|address|ip|listen|http-host|web\.listen-address|"
        rf"server\.address)[= ]{HOST}\s(?:[^\n]{{0,60}}\s)?(?:--port|-p)[= ]{PORT}"
    ),
    (
        rf"(?<!\S)(?:--port|--http-port|--server\.port|-dserver\.port|--listen-port|"
        rf"-p)[= ]{PORT}(?![\w:.])(?:[^\n]{{0,60}}(?:--host|--hostname|--bind|--address)[= ]{HOST})?"
    ),
    rf"(?<!\S)-b\s+{HOST}:(?P<port>\d{{2,5}})",
)
BY_KEY = (  # ``port: 3000``, which clients are told as well
    rf"(?:^|[\s,{{(])(?:export |set |env )?[\"']?(?:port|server[._]port|http[._]port|app_port|server__port|vite_port|"
    rf"flask_run_port|http\.port|listen_port|port_number)[\"']?\s*[=:]\s*{PORT}(?=[\s,;}}\"']|$)"
)
SETTINGS = (  # files
    rf"(?:^|[\s{{;])listen(?:er)?\s+(?:{HOST}:)?{PORT}(?=[\s;]|$)",
    r"(?:^\s*|`)port\s+(?P<port>\d{2,5})(?:`|\s*$)",
    rf"\bserver:\s*\{{[^}}\n]{{0,60}}port:\s*{PORT}(?:[^}}\n]{{0,40}}host:\s*{HOST})?",
    BY_KEY,
    (
        rf"^\W*(?:export |set )?(?:aspnetcore_urls|ollama_host|listen_?addr(?:ess)?|bind(?:_address)?|bind_addr|"
        rf"addr|http_addr|server_addr|listen)\s*[=:]\s*[\"']?(?:https?://)?{HOST}:(?P<port>\d{{2,5}})"
    ),
)
ADDRESSED = (  # where only the address stands
    r"bind[_-]address|bind_?ip|net\.bindip|listen_addresses|server\.address|server\.host|network\.host|"
    r"http\.host|listen_host|listen_addr(?:ess)?|http_addr|http_host|bind_addr|listenip|listen_ip|"
    r"flask_run_host|--host|--bind|--address|--ip|--hostname"
)
VALUE = r"[\"']?(?P<value>[\da-f.:]{3,40}|localhost|\*|true)[\"']?(?=[\s,;)]|$)"
HOSTS = (
    rf"(?<![\w.])(?P<name>{ADDRESSED})\s*[=: ]\s*{VALUE}",
    rf"^\W*(?:export |set )?(?P<name>host|hostname|ip|address)\s*[=:]\s*{VALUE}",
    rf"^\W*(?P<name>bind)\s+{VALUE}",
)
ADDRESS_ALONE = re.compile(  # "host" would be a client's as well
    rf"^\W*(?:address|bind[_-]?(?:address|addr|host|ip)?|listen(?:[_-]?(?:address|addr|host|ip))?|interface|"
    rf"server\.address)\s*[=:]\s*{VALUE}\W*$"
)
LIMITS = (
    r"\b(?P<name>(?:net|fs|kernel|vm)\.[\w.]{3,60})\s*[=:]\s*(?P<value>[\d \t-]{1,40}?)\s*$",
    (
        r"^\W*(?P<name>open files|max user processes|max open files|nofile|limitnofile|"
        r"ulimit -n)\s*(?:\(-\w\))?[\s=:]*(?P<value>\d+|unlimited)"
    ),
)
VARIABLE = re.compile(
    r"\b(?P<name>[\w.-]{0,40}?(?:_?url|_?uri|_?host|_?endpoint|_?addr(?:ess)?|_?server|_?dsn|base_?url|"
    r"target|proxy|bootstrap[._-]servers))"
    r"[\"']?\s*(?:=|:(?!//))\s*[\"'`]?(?P<value>[^\s\"'`,;]{3,200})",
)
CALLS = re.compile(
    r"\b(?:fetch|axios(?:\.\w+)?|requests\.\w+|http\.(?:get|post)|urlopen|io|connect|createconnection|"
    r"new websocket|dial)\(\s*[\"'`](?P<value>[^\"'`\s]{3,200})"
)
LISTENS = (("code", BINDS), ("setting", COMMANDS), ("setting", SETTINGS))
COMPILED = tuple((by, re.compile(pattern, re.MULTILINE)) for by, patterns in LISTENS for pattern in patterns)
HOSTED = tuple(re.compile(pattern) for pattern in HOSTS)
LIMITED = tuple(re.compile(pattern) for pattern in LIMITS)
CLAUSE = re.compile(r"[.!?]\s(?=\S)")
FIELD = re.compile(OF_COMPOSE + r"\W*(?:port|address|code|errno|syscall): ")
ASKS = re.compile(  # the port of a client, in a call or in the braces that a line above opens
    r"\b(?:create_?connection|create_?client|create_?pool|connect\w*|\w*client|\w*connection(?:pool)?|cdp|request)"
    r"\s*\(\s*[^()\n]{0,200}$"
)
ABOVE = 4  # lines
CLIENTS = re.compile(
    r"\b(?:curl|wget|ssh|psql|mysql|redis-cli|telnet|nc|docker|kubectl|mongo(?:sh)?|ping)\b|"
    r"\b(?:start|open|establish|initiat|attempt)\w* (?:an? |the )?(?:new )?connections? (?:to|with)\b|"
    r"\bconnecting (?:to|with)\b"
)
GATE = re.compile(
    r"listen|bind|port|host|serve|url|addr|uri|server|target|proxy|net\.|fs\.|files|processes|fetch|axios|"
    r"connect|run\(|-p |-b |ip|dial|launch"
)


def listeners(text: Text) -> Iterator[Noted[Listening]]:
    """What a server is told, in code or in a setting."""
    for line, folded in clauses(text):
        if not GATE.search(folded) or CLIENTS.search(folded) or of_an_error(text, line):
            continue
        for by, pattern in COMPILED:
            if (found := pattern.search(folded)) and 0 < int(found["port"]) <= HIGHEST_PORT:
                if pattern.pattern == BY_KEY and asks(text, line, folded[: found.start("port")]):
                    break
                host = (found.groupdict().get("host") or "").strip("[]\"'`")
                told: Lines = (line.number,)
                if not host and by == "setting":
                    host, told = addressed(text, line)
                yield Noted(Listening(host, int(found["port"]), by), told)
                break


def addressed(text: Text, line: Line) -> tuple[str, Lines]:
    """``address = "127.0.0.1"`` in the line above a port, or below it: of the same server."""
    for n in (line.number - 1, line.number + 1):
        if found := ADDRESS_ALONE.match(text.by_number.get(n, "").casefold()):
            return found["value"], (line.number, n)
    return "", (line.number,)


def asks(text: Text, line: Line, before: str) -> bool:
    """``createConnection({port: 3000})``, ``Client(host="db", port=6379)``: where somebody connects to."""
    if ASKS.search(before):
        return True
    for n in range(1, ABOVE + 1):
        above = text.by_number.get(line.number - n, "").casefold().rstrip()
        if above.endswith(("{", "(")):
            return bool(ASKS.search(above))
        if not above.endswith(","):
            break
    return False


def clauses(text: Text) -> Iterator[tuple[Line, str]]:
    """Sentences apart, so that a client in one says nothing of a server in the next."""
    for line in text.lines:
        for part in CLAUSE.split(line.text.casefold()):
            yield line, part


def of_an_error(text: Text, line: Line) -> bool:
    """``port: 9000`` among the fields of an error that Node.js prints."""
    if not FIELD.match(line.text):
        return False
    near = (text.by_number.get(line.number + n, "") for n in range(-6, 4))
    return any("syscall" in other or "errno" in other for other in near)


def but_errors(text: Text, numbers: Lines) -> Lines:
    """Without the fields of errors."""
    return tuple(n for n in numbers if not of_an_error(text, Line(n, text.by_number.get(n, ""))))


def settings(text: Text) -> Iterator[Noted[Set]]:
    """Addresses without a port, and limits of the kernel and of a process."""
    for line in text.lines:
        folded = line.text.casefold()
        if not GATE.search(folded) or of_an_error(text, line):
            continue
        for by, patterns in (("setting", HOSTED), ("limit", LIMITED)):
            if by == "setting" and of_an_error(text, line):
                continue
            if found := next((hit for pattern in patterns if (hit := pattern.search(folded))), None):
                yield Noted(Set(found["name"], found["value"].strip(), by), (line.number,))


def callings(text: Text) -> Iterator[Noted[Calling]]:
    """Variables and calls that say where to connect."""
    for line in text.lines:
        folded = line.text.casefold()
        if "://" not in folded and ":" not in folded and "=" not in folded:
            continue
        for found, by in (
            *((hit, "variable") for hit in VARIABLE.finditer(folded)),
            *((hit, "code") for hit in CALLS.finditer(folded)),
        ):
            if place := next(iter(places(found["value"])), None):
                yield Noted(Calling(place.host, place.port, by, found.groupdict().get("name") or ""), (line.number,))


READERS = (listeners, settings, callings)
