"""Which client a line of a text speaks of, by the words that only one kind of client writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.read.signs.successes import FAILS, WORKS
from portwise.read.text import speaker

SAYS = (  # what only one kind of client writes
    ("chrome", r"\b(?:chrome|chromium|edge|brave|err_[a-z_]+|net::|this site can.t be reached|dns_probe_)"),
    ("firefox", r"\b(?:firefox|ns_error_|mozilla_|sec_error|ssl_error_|pr_\w+_error|secure connection failed)"),
    ("safari", r"\b(?:safari|nsurlerror|webkit)"),
    ("curl", r"\bcurl\b"),
    ("wget", r"\bwget\b"),
    ("psql", r"\b(?:psql|psycopg2?|libpq|sqlstate(?!\[hy000\])|pgadmin|pg_isready|postgres(?:ql)? error)\b"),
    ("mysql", r"\b(?:mysql|mysqli|mariadb|pymysql)\b|\bsqlstate\[hy000\]"),
    ("redis", r"\b(?:redis(?:-cli)?|ioredis|redisson|jedis|lettuce)\b"),
    ("mongo", r"\b(?:mongo\w*|mongoose)\b"),
    ("grpc", r"\b(?:grpc|rpc error|statuscode\.unavailable|14 unavailable)\b"),
    ("java", r"\b(?:java\.|javax\.|jvm\b|org\.springframework|hikari|okhttp)"),
    ("dotnet", r"\b(?:system\.net|socketexception \(|httprequestexception|npgsql)"),
    ("ruby", r"\b(?:errno::e\w+|faraday|net::http|rack)\b"),
    ("php", r"\b(?:php |guzzle\w*|curl error|stream_socket_client|pdoexception|fsockopen)"),
    ("rust", r"\b(?:reqwest|hyper::|tonic|os error \d+)"),
    ("deno", r"\b(?:deno|tcp connect error)\b"),
    ("bun", r"\b(?:bun |connectionrefused\b)"),
    (
        "python",
        (
            r"\b(?:python|requests\.|urllib3?|httpx|aiohttp|errno \d|traceback|connectionrefusederror|winerror|"
            r"httpconnectionpool)"
        ),
    ),
    ("go", r"\b(?:dial (?:tcp|udp)|lookup [\w.-]+ on)"),
    ("node", r"\b(?:node:|errno: -|axios|undici|syscall|fetch failed|econn|enotfound|eai_again)"),
    ("ssh", r"^ssh: |\bssh\b.{0,20}port \d"),
)
WHO = tuple((name, re.compile(pattern)) for name, pattern in SAYS)
CLAUSES = re.compile(r"[;!?](?=\s|$)|\.\s|,\s|\s(?:but|while|whereas|and)\s|\s(?:\u2192|[-=]>)\s")


def client_of(folded: str, start: int | None) -> str:
    """Of the clause in which that place is, else of its line, without what the line says to work."""
    if start is None:
        return speaker(WHO, folded)
    rest: list[str] = []
    for begin, end in spans(folded):
        if begin <= start < end and (found := speaker(WHO, folded[begin:end])):
            return found
        if not well(folded[begin:end]):
            rest.append(folded[begin:end])
    return speaker(WHO, " ".join(rest))


def spans(folded: str) -> Iterator[tuple[int, int]]:
    """From where to where each clause goes."""
    start = 0
    for found in CLAUSES.finditer(folded):
        yield start, found.start()
        start = found.end()
    yield start, len(folded)


def well(clause: str) -> bool:
    """It says that something works there, and of no failure."""
    return bool(WORKS.search(clause)) and not FAILS.search(clause)
