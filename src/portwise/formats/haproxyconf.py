"""
Configuration of HAProxy: which frontends listen where, and to which servers they send requests.

docs.haproxy.org/2.8/configuration.html, sections 2.2 (quoting), 4 (proxies), 5 (bind and server options) and 11
(address formats).  A condition of ``use_backend`` is understood where it is one test of the path or of the Host header;
any other is a place where a request may go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream
from portwise.model.target import HIGHEST_PORT

# a comment, or one part of a word: '...', "...", an escape, anything else
PART = re.compile(r"""(#.*)|(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s#'"\\]+)""", re.DOTALL)
VARIABLE = re.compile(r"\$\{(\w+)(?:\[\*\])?(?:-([^}]*))?\}|\$(\w+)")  # in double quotes alone, section 2.3
PROXIES = ("frontend", "backend", "listen", "defaults")
OTHERS = frozenset(
    (
        *("global", "peers", "resolvers", "mailers", "userlist", "program", "cache", "http-errors", "ring"),
        *("log-forward", "log-profile", "fcgi-app", "crt-store", "traces", "acme"),
    )
)
CONDITIONAL = (".if", ".elif", ".else")
FAMILY = re.compile(r"(?:quic|tcp|udp)?[46]?@|ipv[46]@|stream\+ipv[46]@")
RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
MOST_PORTS = 1000  # of one range
ELSEWHERE = ("abns@", "abnsz@", "fd@", "sockpair@", "rhttp@", "rev@")  # no port, and no file
BEGINS, EQUALS = ("path_beg", "path -m beg", "capture.req.uri -m beg"), ("path", "path -m str")
HOSTS = ("hdr(host)", "req.hdr(host)", "hdr(Host)", "req.hdr(Host)", "ssl_fc_sni", "req.ssl_sni")


class Line(NamedTuple):
    words: tuple[str, ...]
    file: str
    number: int


class Proxy:
    """One frontend, backend, listen or defaults section."""

    def __init__(self, kind: str, name: str, default: str = "", mode: str = "tcp") -> None:
        self.kind, self.name, self.default, self.mode = kind, name, default, mode
        self.ports: list[int] = []
        self.servers: list[Line] = []
        self.uses: list[Line] = []
        self.tests: dict[str, list[tuple[str, ...]]] = {}


def variables(text: str) -> tuple[str, ...]:
    """The names of the environment that it asks for."""
    return tuple(dict.fromkeys(found[1] or found[3] for found in VARIABLE.finditer(text)))


def lines(text: str, file: str, environment: Mapping[str, str]) -> Iterator[Line]:
    """Every line that says something.  Raises ValueError for a quote that does not close."""
    for number, line in enumerate(text.split("\n"), 1):
        if words := tuple(split(line, number, environment)):
            yield Line(words, file, number)


def split(line: str, number: int, environment: Mapping[str, str]) -> Iterator[str]:
    word: str | None = None
    at = 0
    while at < len(line):
        found = PART.match(line, at)
        if not found:
            raise ValueError(f"a quote that does not close in line {number}")
        comment, blank, single, double, escaped, bare = found.groups()
        if comment is not None:
            break
        if blank is not None:
            if word is not None:
                yield word
            word = None
        else:
            said = filled(double, environment) if double is not None else single or escaped or bare or ""
            word = (word or "") + said
        at = found.end()
    if word is not None:
        yield word


def filled(text: str, environment: Mapping[str, str]) -> str:
    """A variable that is not set is empty, as in HAProxy."""
    values = VARIABLE.sub(lambda found: environment.get(found[1] or found[3], found[2] or ""), text)
    return re.sub(r"\\(.)", r"\1", values)


def upstreams(told: Iterable[Line]) -> tuple[Upstream, ...]:
    """Where each frontend sends requests.  Raises ValueError where only a request or the start decides."""
    proxies = sections(told)
    behind = {proxy.name: proxy for proxy in proxies if proxy.kind in ("backend", "listen")}
    fronts = [proxy for proxy in proxies if proxy.ports and proxy.kind in ("frontend", "listen")]
    return tuple(row for front in fronts for row in sent(front, behind))


def sections(told: Iterable[Line]) -> list[Proxy]:
    """A defaults section is for those that follow it, up to the next one."""
    found: list[Proxy] = []
    usual = current = Proxy("defaults", "")
    for line in told:
        keyword, *rest = line.words
        if keyword in CONDITIONAL:
            raise ValueError(f"{line.file}:{line.number}: only its start decides what {keyword} makes of it")
        if keyword == "defaults":
            usual = current = Proxy(keyword, "")
        elif keyword in PROXIES:
            current = Proxy(keyword, rest[0] if rest else "", usual.default, usual.mode)
            found.append(current)
        elif keyword in OTHERS:
            current = Proxy(keyword, "")
        elif rest and current.kind in PROXIES:
            take(current, line)
    return found


def take(proxy: Proxy, line: Line) -> None:
    keyword, first, *_ = line.words
    if keyword == "bind":
        proxy.ports += [port for address in first.split(",") for port in bound(address)]
    elif keyword in ("server", "server-template", "dispatch"):
        proxy.servers.append(line)
    elif keyword == "use_backend":
        proxy.uses.append(line)
    elif keyword == "default_backend":
        proxy.default = first
    elif keyword == "mode":
        proxy.mode = first
    elif keyword == "acl":
        proxy.tests.setdefault(first, []).append(line.words[2:])


def bound(address: str) -> Iterable[int]:
    """The ports of ``*:80``, ``:8000-8010``, ``[::]:443``, ``ipv4@127.0.0.1:80``; none of a Unix socket."""
    if address.startswith(("/", "unix@", "uxst@", *ELSEWHERE)):
        return ()
    found = RANGE.fullmatch(address.rpartition(":")[2])
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    return range(first, min(last, first + MOST_PORTS, HIGHEST_PORT) + 1) if 0 < first else ()


def sent(front: Proxy, behind: Mapping[str, Proxy]) -> Iterator[Upstream]:
    """Where one frontend sends to: by each rule, and otherwise."""
    for line in front.uses:
        if "%" in line.words[1]:
            raise ValueError(f"{line.file}:{line.number}: only a request decides where it goes")
        if line.words[1] in behind:
            places, names = condition(line.words[2:], front.tests)
            yield from members(front, behind[line.words[1]], places, names)
    otherwise = front if front.kind == "listen" and front.servers else behind.get(front.default)
    if otherwise:
        yield from members(front, otherwise, ("",), ())


Tests = Mapping[str, list[tuple[str, ...]]]  # by the name of an acl


def condition(words: tuple[str, ...], tests: Tests) -> tuple[list[str], list[str]]:
    """Paths and hosts that a rule is for; of a condition that is more than one test, only that there is one."""
    unsure = [f"~ {' '.join(words)}"], list[str]()
    if not words:
        return [""], []
    found = [tested(body) for body in bodies(words, tests)]
    known = [test for test in found if test]
    places = [place for test in known for place in test[0]]
    names = [name for test in known for name in test[1]]
    return (places or [""], names) if known == found and bool(places) is not bool(names) else unsure


def bodies(words: tuple[str, ...], tests: Tests) -> list[tuple[str, ...]]:
    """The tests of ``if { … }`` and of ``if NAME``, of which one is enough."""
    keyword, *rest = words
    if keyword != "if" or not rest:
        return []
    if rest[0] == "{" and rest[-1] == "}":
        return [tuple(rest[1:-1])]
    return tests.get(rest[0], []) if len(rest) == 1 else []


def tested(body: tuple[str, ...]) -> tuple[list[str], list[str]] | None:
    """What one test asks for: prefixes and exact paths, or hosts; None for any other."""
    if "}" in body or not body:
        return None
    words = [word for word in body if word != "-i"]
    way, values = (" ".join(words[:3]), words[3:]) if words[1:2] == ["-m"] else (words[0], words[1:])
    if not values or any(value.startswith("-") for value in values):
        return None
    if way in BEGINS:
        return values, []
    if way in EQUALS:
        return [f"= {value}" for value in values], []
    return ([], values) if way in HOSTS else None


def members(front: Proxy, behind: Proxy, places: Iterable[str], names: Iterable[str]) -> Iterator[Upstream]:
    """Each server of a backend, for each place that is sent there; a server without a port has the frontend's."""
    for line in behind.servers:
        if "disabled" in line.words[3:]:
            continue
        at = {"server": 2, "server-template": 3, "dispatch": 1}[line.words[0]]
        scheme = "tcp" if behind.mode == "tcp" else "https" if "ssl" in line.words[at:] else "http"
        for ports, (host, port, path) in reached(" ".join(line.words[at : at + 1]), tuple(dict.fromkeys(front.ports))):
            for place in places:
                yield Upstream(host, port, path, scheme, place, ports, line.file, line.number, tuple(names))


def reached(address: str, ports: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], tuple[str, int, str]]]:
    """For which ports of the frontend a server is where."""
    if address.startswith(ELSEWHERE) or not address:
        return
    if address.startswith(("/", "unix@", "uxst@")):
        yield ports, ("", 0, address.rpartition("@")[2])
        return
    plain = FAMILY.sub("", address, count=1) if FAMILY.match(address) else address
    host, colon, port = plain.rpartition(":")
    host, port = (host, port) if colon and not plain.endswith("]") else (plain, "")
    name = host.strip("[]")
    if port.isascii() and port.isdigit() and len(port) <= 5:
        if name and 0 < int(port) <= HIGHEST_PORT:
            yield ports, (name, int(port), "")
    elif name and re.fullmatch(r"|[+-]\d{1,5}", port):
        moved = ((each, each + int(port or 0)) for each in ports)
        yield from (((each,), (name, there, "")) for each, there in moved if 0 < there <= HIGHEST_PORT)
