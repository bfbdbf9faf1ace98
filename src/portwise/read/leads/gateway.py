"""Gateways: which of them failed at what lies behind it, and how."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Calling, Lines, Listening, Success
from portwise.read.hints import says
from portwise.read.lead import Lead
from portwise.read.leads.edges import CODE_52, DEV_PROXY, PROXY, TUNNEL
from portwise.read.places import is_loopback
from portwise.read.scene import engine, given, lent, lines_of, seen
from portwise.read.text import Text, either

ASKS = ("upstream", "proxy_pass", "reverse_proxy", "ProxyPass", "ingress")


def sent_elsewhere(text: Text) -> Lines:
    """The proxy asks for a port at which nothing of the text waits, while something waits at others."""
    told = (one for one in text.signs(Listening) if one.sign.by in ("words", "socket"))
    waits = {one.sign.port for one in told} | {one.sign.inside for one in lent(text)}
    asks = [one for one in text.signs(Calling) if one.sign.by in ASKS and one.sign.port]
    hosts = {one.sign.host for one in asks}
    waits |= {one.sign.port for one in text.signs(Success) if one.sign.port and one.sign.host in hosts}
    lines = tuple(n for one in asks if waits and one.sign.port not in waits for n in one.lines)
    return NOWHERE if any(one.sign.port in waits for one in asks) else lines


def to_itself(text: Text) -> Lines:
    """A proxy in a container is told to ask its own loopback."""
    return tuple(
        n for one in text.signs(Calling) if one.sign.by in ASKS and is_loopback(one.sign.host) for n in one.lines
    )


def failed_at(text: Text, *errnos: str) -> Lines:
    return lines_of(one for one in seen(text, "upstream failed") if one.sign.value in errnos)


REFUSED, TIMEOUT = "reverse-proxy-upstream-refused", "reverse-proxy-upstream-timeout"
STALE, UNIX = "gateway-upstream-address-wrong-or-stale", "reverse-proxy-unix-socket-problem"
EDGE, DEV, LLM = (
    "cdn-or-public-tunnel-origin-unreachable",
    "dev-server-proxy-or-websocket-upstream",
    "llm-gateway-backend-unreachable",
)

LEADS = (
    Lead(
        REFUSED,
        "the proxy's log says that its upstream refused or closed",
        3.5,
        lambda t: either(
            failed_at(t, "111", "104", "61", "10061"),
            t.find(
                r"upstream prematurely closed connection|\bno live upstreams\b|"
                r"upstream connect error or disconnect/reset before headers|delayed connect error: 111|"
                r"remote connection failure|upstream_reset_before_response_started|\bhas no server available\b|"
                r"no server is available to handle this request|<nosrv>|layer4 connection problem.{0,40}|"
                r"ah0(?:0957|1114)\b|proxy: (?:http|error reading).{0,60}(?:failed|refused)|"
                r"502 bad gateway'? caused by: dial tcp|\bno available server\b"
            ),
        ),
    ),
    Lead(
        REFUSED,
        "a proxy in Go could not connect to its upstream",
        2.5,
        lambda t: given(t.find(r"\bcaddy\b|\btraefik\b"), t.find(r"dial tcp .{0,60}connection refused")),
    ),
    Lead(
        REFUSED,
        "the proxy answers 502 or 503 of its own",
        1.5,
        lambda t: given(
            t.find(PROXY),
            t.find(
                r"\b50[23]\b.{0,20}(?:bad gateway|service (?:temporarily )?unavailable|proxy error)|"
                r"\bbad gateway\b|\bhttp[ /][\d. ]*50[23]\b|\b502s?\b|proxy error"
            ),
        ),
    ),
    Lead(
        REFUSED,
        "nothing runs behind the proxy",
        1,
        lambda t: given(
            t.find(PROXY),
            t.find(
                r"\b(?:app|backend|upstream|service|server|fpm|gunicorn|node|pm2) (?:is |was |"
                r"has )?(?:not running|down|stopped|crashed|dead|exited|died)\b|php\d?[\d.]*-fpm"
            ),
        ),
    ),
    Lead(REFUSED, "the upstream is a Unix socket", -3, lambda t: lines_of(seen(t, "unix upstream failed"))),
    Lead(
        REFUSED,
        "the upstream did not answer in time",
        -2,
        lambda t: either(
            failed_at(t, "110", "60", "10060"), t.find(r"\b504\b|upstream timed out|upstream request timeout")
        ),
    ),
    Lead(
        REFUSED,
        "the name of the upstream is not found",
        -3,
        says(r"host not found in upstream|could not be resolved \("),
    ),
    Lead(REFUSED, "it is the dev server's own proxy", -3, says(DEV_PROXY)),
    Lead(REFUSED, "it is a tunnel or a CDN that answers", -2, lambda t: either(t.find(TUNNEL), t.find(CODE_52))),
    Lead(
        REFUSED,
        "the proxy asks a place at which nobody waits, while somebody waits elsewhere",
        -2,
        lambda t: either(given(engine(t), to_itself(t)), sent_elsewhere(t)),
    ),
    Lead(REFUSED, "the proxy was forbidden to connect", -2.5, lambda t: failed_at(t, "13")),
    Lead(
        TIMEOUT,
        "the proxy's log says that its upstream took too long",
        4,
        says(
            r"upstream timed out \(\d+: .{0,60}\) while (?:reading|sending|waiting)|"
            r"\bupstream request timeout\b|upstream timed out|ah0(?:1102|1075|0992)\b|"
            r"the timeout specified has expired|gateway_timeout|\bh12\b.{0,40}request timeout|"
            r"response_timeout|\bsh--\b|proxy_error_read_timeout|504 gateway time-?out"
        ),
    ),
    Lead(
        TIMEOUT,
        "a gateway answers 504 or 408",
        2,
        says(r"\b504s?\b|gateway time-?d? ?-?out|\b408\b.{0,30}timeout|\b499\b|\bh12\b"),
    ),
    Lead(
        TIMEOUT,
        "a timeout of the proxy is spoken of",
        1.5,
        says(
            r"\b(?:proxy|fastcgi|uwsgi|grpc)_(?:read|send|connect)_timeout\b|\bproxytimeout\b|"
            r"\btimeout (?:server|client|tunnel)\b|\bidle[ _]timeout\b|\brequest_?timeout\b.{0,30}(?:envoy|"
            r"route)|\bmax_execution_time\b|\brequest_terminate_timeout\b"
        ),
    ),
    Lead(
        TIMEOUT,
        "it ends after the same time again and again",
        1.5,
        lambda t: given(
            t.find(PROXY, r"\b504\b"),
            t.find(
                r"\b(?:after|exactly|about|around|at|every|always|precisely|take|takes|longer than|more than|>|"
                r"over|past)\b.{0,20}\b(?:15|30|50|60|75|90|100|120|180|230|240|300|600) ?(?:s|secs?|seconds?)\b|"
                r"(?<!within )(?<!every )(?<!last )(?<!first )(?<!past )(?<!per )"
                r"\b(?:one|1|2|two|5|five) ?min(?:ute)?s?\b"
            ),
        ),
    ),
    Lead(
        TIMEOUT,
        "the work goes on and completes behind the gateway",
        1.5,
        lambda t: given(
            t.find(r"\b50[234]\b|timeout"),
            t.find(
                r"\b(?:completes?|finish(?:es|ed)?|goes on|continues?|still runs?|keeps running|"
                r"succeeds?)\b.{0,60}\b(?:background|later|inside|anyway|afterwards?|fine)\b|"
                r"\b(?:in the background|inside the container)\b.{0,40}\b(?:completes?|finish\w+|goes on)"
            ),
        ),
    ),
    Lead(TIMEOUT, "the upstream refused at once", -2, lambda t: failed_at(t, "111", "61")),
    Lead(
        TIMEOUT,
        "it timed out while connecting, not while waiting for an answer",
        -1,
        says(r"timed out\) while connecting to upstream"),
    ),
)
