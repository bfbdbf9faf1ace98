"""
Configuration of Apache httpd: which virtual hosts there are, and where they send requests.

httpd.apache.org/docs/2.4/configuring.html (lines, sections, Include), mod/mod_proxy.html (ProxyPass, ProxyPassMatch,
BalancerMember), mod/mod_rewrite.html (RewriteRule with [P]), mod/core.html (Define, IfDefine, SetHandler).
ProxyPassReverse changes headers of answers and sends nothing anywhere.  An ``Include`` is a value: whoever may read
files puts it in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream
from portwise.model.target import HIGHEST_PORT

# a quoted word, in which a backslash escapes the quote, or a bare one (server/util.c, ap_getword_conf())
WORD = re.compile(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)""")
VARIABLE = re.compile(r"\$\{(\w+)\}")
LISTEN = re.compile(r"(?:\[[^]]*\]|[^\[\]:]*:)?:?(\d{1,5})")
PLACE = re.compile(r"(?P<scheme>[a-z0-9]+)://(?P<host>\[[^]]*\]|[^:/\[\]]*)(?::(?P<port>\d{1,5}))?(?P<rest>[/?$%].*)?")
PORTS = {"http": 80, "ws": 80, "h2c": 80, "https": 443, "wss": 443, "h2": 443, "ajp": 8009, "fcgi": 8000, "scgi": 4000}
NOWHERE = "!"  # ProxyPass: these paths are not sent on
PROXY = "proxy:"
DEEPEST = 50  # sections within sections, and files within files
INCLUDES = ("include", "includeoptional")
LOOKED_INTO = ("ifmodule", "ifversion", "ifdirective", "iffile", "ifsection")  # portwise takes them for true
WHEREVER = ("files", "filesmatch", "if", "elseif", "else", "locationmatch", "directorymatch", "directory")


class Directive(NamedTuple):
    """One directive, or a section with all that stands in it; its name is in lower case."""

    name: str
    words: tuple[str, ...]
    file: str
    line: int
    body: tuple[Directive, ...] = ()


class Host(NamedTuple):
    """Where a directive stands."""

    listens: tuple[int, ...]
    names: tuple[str, ...] = ()
    place: str | None = None  # of a Location; None: outside of one


class Sent(NamedTuple):
    """One directive that sends requests on."""

    place: str
    url: str
    host: Host
    file: str
    line: int


class Scope(NamedTuple):
    """What a file is read with."""

    include: Callable[[Directive], Iterable[tuple[str, str]]]  # the files that one names, with their texts
    defined: dict[str, str]  # by Define or -D; reading adds to it
    environment: Mapping[str, str] = {}


def variables(text: str) -> tuple[str, ...]:
    """The names that it asks for, of Define or of the environment."""
    return tuple(dict.fromkeys(found[1] for found in VARIABLE.finditer(text)))


def directives(text: str, file: str = "") -> tuple[Directive, ...]:
    """The tree of one file.  Raises ValueError where a section or a quote does not close."""
    stack: list[tuple[Directive, list[Directive]]] = [(Directive("", (), file, 0), [])]
    for line, number in lines(text):
        if line.startswith("</"):
            section, body = stack.pop()
            if not stack or section.name != line[2:].rstrip("> \t").lower():
                raise ValueError(f"unexpected {line[:40]} in line {number}")
            stack[-1][1].append(section._replace(body=tuple(body)))
        elif line.startswith("<"):
            if len(stack) > DEEPEST:
                raise ValueError(f"more sections within sections than portwise reads in line {number}")
            stack.append((directive(line[1:].rstrip().removesuffix(">"), file, number), []))
        else:
            stack[-1][1].append(directive(line, file, number))
    if len(stack) > 1:
        raise ValueError("unexpected end of file")
    return tuple(stack[0][1])


def lines(text: str) -> Iterator[tuple[str, int]]:
    """Lines that say something; a backslash at the end joins the next one."""
    whole, start = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        start = start if whole else number
        if line.endswith("\\"):
            whole += line[:-1] + " "
            continue
        whole = (whole + line).strip()
        if whole and not whole.startswith("#"):
            yield whole, start
        whole = ""
    if whole.strip() and not whole.strip().startswith("#"):
        yield whole.strip(), start


def directive(line: str, file: str, number: int) -> Directive:
    words = [word(found) for found in WORD.finditer(line)]
    if not words:
        raise ValueError(f"a section without a name in line {number}")
    return Directive(words[0].lower(), tuple(words[1:]), file, number)


def word(found: re.Match[str]) -> str:
    double, single, bare = found.groups()
    return bare if bare is not None else re.sub(r"\\([\"'])", r"\1", double if double is not None else single)


def spliced(tree: tuple[Directive, ...], scope: Scope, depth: int = 0) -> Iterator[Directive]:
    """As Apache reads it: variables filled in, other files in the place of Include, what does not apply left out."""
    if depth > DEEPEST:
        raise ValueError("more files within files than portwise reads")
    for each in tree:
        told = each._replace(words=tuple(filled(word, scope) for word in each.words))
        if told.name in ("define", "undefine") and told.words:
            scope.defined.pop(told.words[0], "")
            if told.name == "define":
                scope.defined[told.words[0]] = (*told.words[1:], "")[0]
        elif told.name in INCLUDES and told.words:
            for file, text in scope.include(told):
                yield from spliced(directives(text, file), scope, depth + 1)
        elif told.name not in (*LOOKED_INTO, "ifdefine"):
            yield told._replace(body=tuple(spliced(told.body, scope, depth + 1)))
        elif applies(told, scope.defined):
            yield from spliced(told.body, scope, depth + 1)


def filled(text: str, scope: Scope) -> str:
    return VARIABLE.sub(lambda found: scope.defined.get(found[1], scope.environment.get(found[1], found[0])), text)


def applies(section: Directive, defined: Mapping[str, str]) -> bool:
    """Modules are taken to be loaded: what is not loaded stops Apache, or stands in an IfModule that says so."""
    asked = section.words[0] if section.words else ""
    there = asked.lstrip("!") in defined if section.name == "ifdefine" else True
    return there is not asked.startswith("!")


def upstreams(tree: tuple[Directive, ...]) -> tuple[Upstream, ...]:
    """Where requests are sent.  Raises ValueError where only a request decides."""
    every = tuple(walk(tree))
    ports = tuple(dict.fromkeys(port for each in every if each.name == "listen" for port in heard(each)))
    groups = dict(balancers(every))
    return tuple(row for sent in first_ones(passing(tree, Host(ports))) for row in rows(sent, groups))


def walk(tree: Iterable[Directive]) -> Iterator[Directive]:
    for each in tree:
        yield each
        yield from walk(each.body)


def heard(directive: Directive) -> Iterator[int]:
    """``Listen 80``, ``Listen 127.0.0.1:8080``, ``Listen [::]:443 https``."""
    found = LISTEN.fullmatch(directive.words[0]) if directive.words else None
    if found and 0 < int(found[1]) <= HIGHEST_PORT:
        yield int(found[1])


def balancers(every: Iterable[Directive]) -> Iterator[tuple[str, list[Directive]]]:
    """The members of each group: in its own section, or with its name before them."""
    every = tuple(every)
    outside = [each for each in every if each.name == "balancermember" and group(each)]
    for name in dict.fromkeys(group(each) for each in outside):
        yield name, [each._replace(words=each.words[1:]) for each in outside if group(each) == name]
    for each in every:
        if each.name == "proxy" and group(each):
            yield group(each), [inner for inner in each.body if inner.name == "balancermember"]


def group(directive: Directive) -> str:
    """``balancer://app`` of a member or a section, "" where its first word is something else."""
    first = directive.words[0] if directive.words else ""
    return first.partition("://")[2].strip("/").lower() if first.lower().startswith("balancer://") else ""


def passing(tree: Iterable[Directive], host: Host) -> Iterator[Sent]:
    for each in tree:
        if each.name == "virtualhost":
            yield from passing(each.body, virtual(each, host))
        elif each.name == "location" and each.words:
            place = each.words[0] if each.words[0] != "~" else "~ " + " ".join(each.words[1:])
            yield from passing(each.body, host._replace(place=place))
        elif each.name in WHEREVER:
            yield from passing(each.body, host._replace(place=f"~ {' '.join(each.words)}"))
        elif told := sent(each, host.place):
            yield Sent(*told, host, each.file, each.line)


def virtual(section: Directive, host: Host) -> Host:
    """Its ports and its names; ``*`` and ``_default_`` without a port are every port."""
    found = [re.search(r":(\d{1,5})$", word) for word in section.words]
    ports = tuple(int(port[1]) for port in found if port) if all(found) else host.listens
    told = [word for each in section.body if each.name in ("servername", "serveralias") for word in each.words]
    names = (re.sub(r":\d+$", "", name.rpartition("://")[2]).lower() for name in told)
    return Host(ports, tuple(dict.fromkeys(names)))


def sent(each: Directive, place: str | None) -> tuple[str, str] | None:
    """From which place to which URL a directive sends."""
    words = each.words
    if each.name == "proxypass" and words:
        return (words[0], words[1]) if place is None and words[1:] else (place, words[0]) if place is not None else None
    if each.name == "proxypassmatch" and words:
        return (f"~ {words[0]}", words[1]) if place is None and words[1:] else (place or "", words[0])
    if each.name == "rewriterule" and words[2:] and is_proxied(words[2]):
        return place or f"~ {words[0]}", words[1]
    if each.name == "sethandler" and words and words[0].startswith(PROXY):
        return place or "", words[0].removeprefix(PROXY)
    return None


def is_proxied(flags: str) -> bool:
    """``[P]``, ``[L,P]``, ``[proxy]``."""
    return any(flag.strip().lower() in ("p", "proxy") for flag in flags.strip("[]").split(","))


def first_ones(found: Iterable[Sent]) -> Iterator[Sent]:
    """The first ProxyPass that fits is used; what stands behind a shorter one is never reached."""
    before: list[Sent] = []
    for each in found:
        ordered = each.host.place is None and not each.place.startswith("~")
        if not ordered or not any(hides(other, each) for other in before):
            yield each
        before += [each] if ordered else []


def hides(first: Sent, later: Sent) -> bool:
    return first.host == later.host and later.place.startswith(first.place)


def rows(sent: Sent, groups: Mapping[str, list[Directive]]) -> Iterator[Upstream]:
    """The places that one directive sends to: itself, or the members of its group."""
    where = sent.place, sent.host.listens
    if sent.url == NOWHERE:
        yield Upstream("", 0, "", "", *where, sent.file, sent.line, sent.host.names)
        return
    name = sent.url.partition("://")[2].partition("/")[0].lower() if sent.url.lower().startswith("balancer:") else ""
    members = [(m.words[0], m.file, m.line) for m in groups.get(name, []) if m.words]
    for url, file, line in members if name else [(sent.url, sent.file, sent.line)]:
        found = target(url)
        if found is None and not name:
            raise ValueError(f"{file}:{line}: only a request decides where it goes")
        if found:
            yield Upstream(*found, *where, file, line, sent.host.names)


def target(url: str) -> tuple[str, int, str, str] | None:
    """Host, port, path of a Unix socket and scheme; None where a request fills in the host or the port."""
    unix, bar, behind = url.partition("|") if url.startswith("unix:") else ("", "", url)
    if bar:
        return "", 0, unix.removeprefix("unix:"), behind.partition(":")[0]
    found = PLACE.fullmatch(url)
    if not found or not found["host"] or any(mark in found["host"] for mark in "$%"):
        return None
    port = int(found["port"] or PORTS.get(found["scheme"], 80))
    return (found["host"].strip("[]"), port, "", found["scheme"]) if 0 < port <= HIGHEST_PORT else None
