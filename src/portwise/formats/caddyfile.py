"""
Caddyfile: which sites listen where, and where they send requests.

caddyserver.com/docs/caddyfile/concepts (tokens, blocks, addresses, snippets, matchers) and the pages of reverse_proxy,
php_fastcgi, handle, handle_path, route, respond.  Tokens are parted as in caddyconfig/caddyfile/lexer.go.  An
``import`` of a file is a value: whoever may read files puts it in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from portwise.formats import caddydial
from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream

# blank, the end of a line, a comment, a quoted word, a raw word, or a bare word; a backslash joins two lines
TOKEN = re.compile(r"""((?:[^\S\n]|\\\r?\n)+)|(\n)|(\#[^\n]*)|"((?:[^"\\]|\\.)*)"|`([^`]*)`|(\S(?:\\\r?\n|[^\s])*)""")
VARIABLE = re.compile(r"\{\$(\w+)(?::([^}]*))?\}")
ARGUMENT = re.compile(r"\{args[.\[](\d{1,3})\]?\}")
DEEPEST = 50  # blocks within blocks, and imports within imports
MOST = 5000  # segments: imports that multiply one another
HTTP, HTTPS = 80, 443
PASSES = {"reverse_proxy": "http", "php_fastcgi": "fastcgi", "forward_auth": "http"}
BLOCKS = ("handle", "handle_path", "route")
ANSWERS = ("respond", "redir", "error", "abort")  # before any proxy, by the order of directives


class Segment(NamedTuple):
    """A line with the block that it opens: a site, a directive or an option."""

    words: tuple[str, ...]
    file: str
    line: int
    body: tuple[Segment, ...] = ()
    opens: bool = False  # a block, be it an empty one


class Site(NamedTuple):
    """What holds for all that stands in one site."""

    listens: tuple[int, ...]
    names: tuple[str, ...]  # empty: every host
    matchers: Mapping[str, tuple[str, ...]]  # places by the name of a matcher


Include = Callable[[str, str], Iterable[tuple[str, str]]]  # pattern and importing file to files with their texts


def variables(text: str) -> tuple[str, ...]:
    """The names of the environment that it asks for."""
    return tuple(dict.fromkeys(found[1] for found in VARIABLE.finditer(text)))


def filled(text: str, environment: Mapping[str, str]) -> str:
    """Before anything else is read: ``{$NAME}`` and ``{$NAME:default}``."""
    return VARIABLE.sub(lambda found: environment.get(found[1]) or found[2] or "", text)


def segments(text: str, file: str = "") -> tuple[Segment, ...]:
    """The tree of one file.  Raises ValueError where a block or a quote does not close."""
    stack: list[tuple[Segment, list[Segment]]] = [(Segment((), file, 0), [])]
    for words, number, opens in rows(text):
        if opens:
            if len(stack) > DEEPEST:
                raise ValueError(f"more blocks within blocks than portwise reads in line {number}")
            stack.append((Segment(words, file, number, opens=True), []))
        elif words != CLOSING:
            stack[-1][1].append(Segment(words, file, number))
        elif len(stack) > 1:
            segment, body = stack.pop()
            stack[-1][1].append(segment._replace(body=tuple(body)))
        else:
            raise ValueError(f"unexpected }} in line {number}")
    if len(stack) > 1:
        raise ValueError("unexpected end of file")
    return whole(tuple(stack[0][1]), file)


CLOSING = ("}",)


def whole(found: tuple[Segment, ...], file: str) -> tuple[Segment, ...]:
    """A single site may do without braces: all that follows its addresses is its own."""
    first = next((at for at, segment in enumerate(found) if segment.words), None)
    if first is None or found[first].opens or found[first].words[0] == "import" or len(found) == first + 1:
        return found
    site = found[first]
    return (*found[:first], Segment(site.words, file, site.line, found[first + 1 :]))


def rows(text: str) -> Iterator[tuple[tuple[str, ...], int, bool]]:
    """Each line of words with its number, and whether it opens a block; a comma at its end joins the next one."""
    words, start = list[str](), 0
    for word, number, quoted in (*tokens(text), ("\n", 0, False)):
        start = start if words else number
        if quoted or word not in ("\n", "{", "}"):
            words.append(word)
        elif word == "{":
            yield tuple(words), start, True
            words = []
        elif word == "}" or not (words and words[-1].endswith(",") and number):
            if words:
                yield tuple(words), start, False
            if word == "}":
                yield CLOSING, number, False
            words = []


def tokens(text: str) -> Iterator[tuple[str, int, bool]]:
    """Every word and every end of a line, with the line, and whether it was quoted."""
    at, line = 0, 1
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise ValueError(f"a quote that does not close in line {line}")
        _, end, _, double, raw, bare = found.groups()
        if end:
            yield "\n", line, False
        elif bare is not None and bare[0] in '"`':
            raise ValueError(f"a quote that does not close in line {line}")
        elif bare is not None:
            yield re.sub(r"\\\r?\n", "", bare), line, False
        elif double is not None or raw is not None:
            yield (double or "").replace('\\"', '"') if raw is None else raw, line, True
        line += found[0].count("\n")
        at = found.end()


def admin(tree: tuple[Segment, ...]) -> str:
    """The admin interface, by the options in front: ``localhost:2019``, ``off``, "" where they do not tell."""
    options = tree[0].body if tree and tree[0].opens and not tree[0].words else ()
    return next((each.words[1] for each in options if each.words[:1] == ("admin",) and each.words[1:]), "")


def spliced(tree: tuple[Segment, ...], include: Include) -> tuple[Segment, ...]:
    """Every ``import`` replaced by its snippet or by the files that it names."""
    snippets = {s.words[0][1:-1]: s.body for s in tree if s.words and is_snippet(s.words[0])}
    left = [MOST]

    def within(part: tuple[Segment, ...], depth: int) -> Iterator[Segment]:
        for segment in part:
            left[0] -= 1
            if left[0] < 0 or depth > DEEPEST:
                raise ValueError("more imports than portwise follows")
            if segment.words[:1] != ("import",) or len(segment.words) < 2:
                yield segment._replace(body=tuple(within(segment.body, depth + 1)))
                continue
            name, *arguments = segment.words[1:]
            if name in snippets:
                yield from within(given(snippets[name], arguments, segment), depth + 1)
                continue
            for file, text in include(name, segment.file):
                found = segments(text, file)
                snippets.update({s.words[0][1:-1]: s.body for s in found if s.words and is_snippet(s.words[0])})
                yield from within(given(found, arguments, segment), depth + 1)

    return tuple(within(tuple(s for s in tree if not s.words or not is_snippet(s.words[0])), 0))


def is_snippet(word: str) -> bool:
    return word.startswith("(") and word.endswith(")")


def given(body: tuple[Segment, ...], arguments: list[str], at: Segment) -> tuple[Segment, ...]:
    """With its arguments filled in; what they change is written where they are given."""

    def value(found: re.Match[str]) -> str:
        return arguments[int(found[1])] if int(found[1]) < len(arguments) else found[0]

    def inside(segment: Segment) -> Segment:
        words = tuple(ARGUMENT.sub(value, word) for word in segment.words)
        place = (segment.file, segment.line) if words == segment.words else (at.file, at.line)
        return Segment(words, *place, given(segment.body, arguments, at), segment.opens)

    return tuple(map(inside, body))


def upstreams(tree: tuple[Segment, ...]) -> tuple[Upstream, ...]:
    """Where each site sends requests.  Raises ValueError where only a request decides."""
    options = {s.words[0]: s.words[1:] for top in tree if not top.words for s in top.body if s.words}
    http, https = (port(options.get(name, ())) or usual for name, usual in (("http_port", HTTP), ("https_port", HTTPS)))
    return tuple(row for top in tree if top.words for row in below(top, site(top, http, https), ("",)))


def port(words: tuple[str, ...]) -> int:
    return int(words[0]) if words and words[0].isascii() and words[0].isdigit() and len(words[0]) <= 5 else 0


def site(top: Segment, http: int, https: int) -> Site:
    addresses = [word for words in top.words for word in words.split(",") if word]
    parted = [caddydial.listens(address, http, https) for address in addresses]
    hosts = [host for host, _ in parted]
    names = () if "" in hosts else tuple(dict.fromkeys(hosts))
    return Site(tuple(dict.fromkeys(port for _, port in parted if port)), names, matchers(top.body))


def matchers(body: tuple[Segment, ...]) -> dict[str, tuple[str, ...]]:
    """Named matchers that look at the path alone; any other is a place where a request may go."""
    found = {}
    for segment in body:
        name, *rest = segment.words or ("",)
        if name.startswith("@"):
            asked = [tuple(rest)] if rest else [inner.words for inner in segment.body]
            paths = asked[0][1:] if len(asked) == 1 and asked[0][:1] == ("path",) else ()
            found[name] = tuple(map(caddydial.location, paths)) or (f"~ {name}",)
    return found


def below(part: Segment, site: Site, places: tuple[str, ...]) -> Iterator[Upstream]:
    """What a site or a block in it does, one directive after the other."""
    site = site._replace(matchers={**site.matchers, **matchers(part.body)})
    for segment in part.body:
        name, *words = segment.words or ("",)
        there = placed(words, site) or places
        if name in PASSES:
            yield from passed(segment, site, there)
        elif name in BLOCKS:
            rows = list(below(segment, site, there))
            yield from rows or nobody(segment, site, there, name)
        elif name in ANSWERS and there != places:
            yield from nobody(segment, site, there, name)


def placed(words: list[str], site: Site) -> tuple[str, ...]:
    """The places of a matcher, () where there is none: the first word after a directive."""
    if not words or not words[0].startswith(("/", "@", "*")):
        return ()
    return site.matchers.get(words[0], (caddydial.location(words[0]),))


def nobody(segment: Segment, site: Site, places: tuple[str, ...], name: str) -> Iterator[Upstream]:
    """Caddy answers there itself, so that no shorter place is meant; not known of a place that a route may leave."""
    if name != "route":
        exact = (place for place in places if place and not place.startswith("~"))
        yield from (Upstream("", 0, "", "", p, site.listens, segment.file, segment.line, site.names) for p in exact)


def passed(segment: Segment, site: Site, places: tuple[str, ...]) -> Iterator[Upstream]:
    scheme = PASSES[segment.words[0]]
    words = [word for word in segment.words[1:] if not word.startswith(("/", "@", "*"))]
    rows = [(word, segment.line) for word in words]
    for inner in segment.body:
        if inner.words[:1] == ("dynamic",):
            raise ValueError(f"{inner.file}:{inner.line}: only a request decides where it goes")
        rows += [(word, inner.line) for word in inner.words[1:] if inner.words[0] == "to"]
    for word, line in rows:
        if "{" in word:
            raise ValueError(f"{segment.file}:{line}: only a request decides where it goes")
        for host, port, path, told in caddydial.upstream(word):
            for place in places:
                yield Upstream(host, port, path, told or scheme, place, site.listens, segment.file, line, site.names)
