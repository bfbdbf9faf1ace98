"""
Configuration of nginx: which servers listen where, and where each location passes requests on.

nginx.org/en/docs/beginners_guide.html "Configuration File's Structure", ngx_http_core_module (listen, location),
ngx_http_upstream_module (upstream, server) and the modules of proxy_pass, fastcgi_pass, uwsgi_pass, scgi_pass and
grpc_pass.  Tokens are parted as in src/core/ngx_conf_file.c.  An ``include`` is a value: whoever may read files reads
it and puts the blocks in its place.  Braces and quotes that do not close are a ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT

# a comment, a quoted word, a brace or semicolon, or a bare word in which ${name} does not open a block
TOKEN = re.compile(
    r"""\s+|\#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([{};])|((?:\$\{\w*\}|\\.|[^\s{};"'\\])(?:\$\{\w*\}|\\.|[^\s{};\\])*)""",
    re.DOTALL,
)
TIME = re.compile(r"(\d{1,9})(ms|[smhd]?)")
SECONDS = {"ms": 0.001, "": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}  # ngx_parse_time()
KEPT = 60.0  # seconds, ngx_http_upstream_module, keepalive_timeout
ESCAPE = re.compile(r"""\\(["'\\])""")  # any other backslash stays, for regular expressions
PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass")
SCHEMES = {
    "proxy_pass": "http",
    "fastcgi_pass": "fastcgi",
    "uwsgi_pass": "uwsgi",
    "scgi_pass": "scgi",
    "grpc_pass": "grpc",
}
DEFAULT_PORTS = {"https": 443, "grpcs": 443}
DEFAULT_PORT = 80
DEEPEST = 50  # blocks within blocks
NAMELESS = ("",)  # server_name as it is without one
ADDRESS = re.compile(
    r"(?:(?P<scheme>[a-z]+)://)?(?P<host>\[[^]]*\]|[^:/\[\]$]+)(?::(?P<port>\d{1,5}))?(?P<rest>/.*)?", re.DOTALL
)
UNIX = re.compile(r"(?:[a-z]+://)?unix:([^:;]+)(?::.*)?", re.DOTALL)


class Directive(NamedTuple):
    """One directive; a block directive (server, location, upstream, ...) has a body."""

    words: tuple[str, ...]  # its name first
    line: int
    body: tuple[Directive, ...] = ()


class Listen(NamedTuple):
    """Where a server listens; port 0 with a path for a Unix socket."""

    address: str  # "" every address
    port: int
    unix_path: str = ""
    tls: bool = False


class Server(NamedTuple):
    """A server block of http."""

    listens: tuple[Listen, ...]
    names: tuple[str, ...]
    line: int


class Upstream(NamedTuple):
    """One place where requests go; a group of several servers gives several."""

    host: str  # "" for a Unix socket
    port: int  # 0 for a Unix socket
    unix_path: str
    scheme: str  # http, https, fastcgi, uwsgi, scgi, grpc, grpcs
    location: str  # as written: "/api", "~ \\.php$", "@name"
    listens: tuple[Listen, ...]
    file: str
    line: int  # of the passing directive


class Config(NamedTuple):
    """All that matters here of one file."""

    servers: tuple[Server, ...]
    upstreams: tuple[Upstream, ...]
    includes: tuple[str, ...]  # patterns, relative to the folder of the main file
    variables: tuple[Directive, ...]  # passes to a name that only a request decides ($backend)


class Context(NamedTuple):
    """Where a directive stands."""

    file: str
    groups: dict[str, list[str]]  # members of every upstream block
    listens: tuple[Listen, ...] = ()
    location: str = ""
    names: tuple[str, ...] = ()  # of the server


def config(text: str, file: str = "") -> Config:
    """Parse one file."""
    top = directives(text)
    blocks = list(walk(top))
    groups = {
        block.words[1]: members(block) for block in blocks if block.words[0] == "upstream" and len(block.words) > 1
    }
    servers = tuple(server(block) for block in blocks if block.words[0] == "server" and block.body)
    includes = tuple(block.words[1] for block in blocks if block.words[0] == "include" and len(block.words) > 1)
    passes = list(passing(top, Context(file, groups)))
    unknown = tuple(block for block, _ in passes if "$" in "".join(block.words[1:2]))
    found = tuple(found for block, context in passes if block not in unknown for found in targets(block, context))
    return Config(servers, found, includes, unknown)


def directives(text: str) -> tuple[Directive, ...]:
    """The tree of directives."""
    stack: list[tuple[Directive, list[Directive]]] = [(Directive(("",), 0), [])]
    words, start = list[str](), 0
    for word, line, quoted in tokens(text):
        start = start if words else line
        if quoted or word not in ("{", "}", ";"):
            words.append(word)
            continue
        if word == "{" and words and len(stack) < DEEPEST:
            stack.append((Directive(tuple(words), start), []))
        elif word == "}" and not words and len(stack) > 1:
            block, body = stack.pop()
            stack[-1][1].append(block._replace(body=tuple(body)))
        elif word == ";" and words:
            stack[-1][1].append(Directive(tuple(words), start))
        elif word != ";":
            raise ValueError(f"unexpected {word!r} in line {line}")
        words = []
    if words or len(stack) > 1:
        raise ValueError("unexpected end of file")
    return tuple(stack[0][1])


def tokens(text: str) -> Iterator[tuple[str, int, bool]]:
    """Every word, brace and semicolon with its line, and whether it was quoted."""
    at, line = 0, 1
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise ValueError(f"a quote that does not close in line {line}")
        double, single, mark, bare = found.groups()
        if mark:
            yield mark, line, False
        elif found.lastindex:
            yield ESCAPE.sub(r"\1", double or single or bare or ""), line, bare is None
        line += found[0].count("\n")
        at = found.end()


def walk(blocks: tuple[Directive, ...]) -> Iterator[Directive]:
    for block in blocks:
        yield block
        yield from walk(block.body)


def members(block: Directive) -> list[str]:
    return [inner.words[1] for inner in block.body if inner.words[0] == "server" and len(inner.words) > 1]


def keeps(block: Directive) -> float:
    """For how many seconds the group keeps an idle connection to its servers; 0 where it does not."""
    said = {inner.words[0]: inner.words[1] for inner in block.body if len(inner.words) > 1}
    if said.get("keepalive", "0") == "0":
        return 0.0
    return seconds(said["keepalive_timeout"]) if "keepalive_timeout" in said else KEPT


def seconds(word: str) -> float:
    """``75``, ``1m30s``, ``500ms``."""
    return sum(int(number) * SECONDS[unit] for number, unit in TIME.findall(word))


def group(block: Directive) -> str:
    """The name that a passing directive sends to, which may be that of a group."""
    word = block.words[1]
    return (word.partition("://")[2] or word).partition("/")[0]


def server(block: Directive) -> Server:
    names = [word for inner in block.body if inner.words[0] == "server_name" for word in inner.words[1:]]
    return Server(listens(block), tuple(names), block.line)


def listens(block: Directive) -> tuple[Listen, ...]:
    """A server without ``listen`` listens on port 80."""
    own = [inner.words for inner in block.body if inner.words[0] == "listen" and len(inner.words) > 1]
    found = tuple(heard for words in own if (heard := listen(words[1], "ssl" in words or "quic" in words)))
    return found if own else (Listen("", DEFAULT_PORT),)


def listen(word: str, tls: bool) -> Listen | None:
    """``80``, ``127.0.0.1:8080``, ``[::]:443``, ``*:80``, ``localhost``, ``unix:/run/nginx.sock``."""
    if word.startswith("unix:"):
        return Listen("", 0, word.removeprefix("unix:"), tls)
    if word.isascii() and word.isdigit() and len(word) <= 5:
        return Listen("", int(word), "", tls) if 0 < int(word) <= HIGHEST_PORT else None
    address = ADDRESS.fullmatch(word)
    port = int(address["port"] or DEFAULT_PORT) if address else 0
    if not address or address["rest"] or not 0 < port <= HIGHEST_PORT:
        return None
    return Listen(address["host"].strip("[]*"), port, "", tls)


def passing(blocks: tuple[Directive, ...], context: Context) -> Iterator[tuple[Directive, Context]]:
    """Every directive that passes requests on, and where it stands."""
    return standing(blocks, PASSES, context)


def standing(
    blocks: tuple[Directive, ...], names: tuple[str, ...], context: Context
) -> Iterator[tuple[Directive, Context]]:
    """Every directive of these names that says something, and where it stands."""
    for block in blocks:
        name, *words = block.words
        if name in names and words:
            yield block, context
        elif name == "server":
            own = server(block)
            told = context._replace(listens=own.listens, names=own.names or NAMELESS)
            yield from standing(block.body, names, told)
        else:
            inner = context._replace(location=" ".join(words)) if name == "location" else context
            yield from standing(block.body, names, inner)


def targets(block: Directive, context: Context) -> Iterator[Upstream]:
    """Where one directive passes to: the members of its group, or the address itself."""
    name, word, *_ = block.words
    scheme = word.partition("://")[0] if "://" in word else SCHEMES[name]
    for member in context.groups.get(group(block), [word]):
        found = target(member, scheme)
        if found:
            yield Upstream(*found, scheme, context.location, context.listens, context.file, block.line)


def target(word: str, scheme: str) -> tuple[str, int, str] | None:
    """Host, port and path of a Unix socket; None where it is none of these."""
    if unix := UNIX.fullmatch(word):
        return "", 0, unix[1]
    address = ADDRESS.fullmatch(word)
    port = int(address["port"] or DEFAULT_PORTS.get(scheme, DEFAULT_PORT)) if address else 0
    return (address["host"].strip("[]"), port, "") if address and 0 < port <= HIGHEST_PORT else None
