"""What a reader infers of servers: devices that have none at a port, browsers that remember, restarts."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.hints import Test, met, on, silence
from portwise.read.lead import Lead
from portwise.read.scene import engine, given, works_inside
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import lead

LOOPBACK, INNER, PORTS = (
    "bound-to-loopback-client-uses-lan",
    "container-app-bound-to-loopback",
    "container-port-not-published-or-mismapped",
)
PERIMETER, STALE_NAME = "network-perimeter-block", "name-resolves-to-stale-or-wrong-address"
BOARD = (
    r"\b(?:esp(?:32|8266|-?\w{2,8})|arduino|nodemcu|wemos|tasmota|esphome|shelly|sonoff|microcontroller|firmware|"
    r"raspberry pi pico|stm32|adapter)\b"
)
BY_TELNET = r"\b(?:telnet|putty|netcat|nc|raw socket)\b"
NOT_LET_IN = (
    r"\b(?:connection|connexion|conexi[o\u00f3]n|verbindung) (?:refus\w+|verweigert|rechazada)\b|"
    r"\b(?:can't|cannot|can not|couldn't|could not|unable to) (?:establish|open) (?:the |a )?connection\b|"
    r"\bcould not open connection to the host\b|\brefused\b"
)
SCANNED = r"\bnot shown: \d+ (?:closed|filtered)|\bnmap scan report\b"
EVERY_ADDRESS_SET = r"\b\w*_?host\b[^\n]{0,40}?(?:=|\bis\b|:|\bset to\b)[ \"'`]{0,3}(?:https?://)?0\.0\.0\.0\b"
NOT_FOUND_BY_CLIENT = (
    r"\b(?:not|isn't|is not|can't|cannot|could not|couldn't|unable to|failed to|fails to) (?:be )?(?:connect\w*|"
    r"detect\w*|reach\w*|found|running|find)\b"
)
PORT_LOST = (
    r"\b(?:redirect\w*|location|jump\w*|forward\w*|sent|login|sends)\b[^\n]{0,80}\b(?:"
    r"without (?:the |its |my |a )?port|"
    r"port (?:is |was |gets? |number )?(?:missing|lost|dropped|gone|stripped|removed)|"
    r"(?:drops?|loses?|strips?|omits?|removes?|forgets?) (?:the |its |my )?port)\b|"
    r"\b(?:drops?|loses?|strips?|omits?) the port\b[^\n]{0,40}\bredirect|"
    r"(?:\u8df3\u8f6c|\u91cd\u5b9a\u5411)[^\n]{0,80}\u7aef\u53e3[^\n]{0,12}(?:\u6ca1|\u4e22|\u4e0d\u89c1|\u6d88\u5931)"
)
SECURITY_TAKEN_OFF = (
    r"\b(?:removed?|deleted?|switched|turned|disabled?|took|no longer|without|don't want|uninstalled)\b[^\n]{0,60}"
    r"\b(?:certificates?|ssl|https|tls|hsts|force ssl)\b|"
    r"\b(?:ssl|https|tls|hsts|certificate)\b[^\n]{0,30}\b(?:off|removed|disabled|deleted)\b"
)
STILL_SECURE = (
    r"\bstill\b[^\n]{0,40}\b(?:goes|redirect\w*|forward\w*|sent|jumps?|opens?|turns?|changes?|forces?)\b[^\n]{0,30}"
    r"\bhttps\b|\b(?:goes|redirect\w*|sent|turns?|changes?)\b[^\n]{0,30}\bhttps\b[^\n]{0,30}\b(?:still|every time|"
    r"always|anyway|again)\b"
)
ONE_OF_MANY_WAITS = (
    r"\b(?:some|a few|always some|certain|random|part of the) requests?\b[^\n]{0,40}\b(?:hang|stuck|wait|take|slow|"
    r"time)\w*[^\n]{0,60}\bothers?\b"
)
PREFORKED = r"\b(?:gunicorn\w*|unicorn|waitress|uwsgi|puma|php -s|webrick)\b"
MANY_WORKERS = r"(?:-w|--workers|--threads|--processes|workers)[ =]{1,3}(?:[2-9]|\d\d)"
MOVED = (
    r"\b(?:hotspot|another network|other network|new (?:ip|address|router|provider)|no longer \d|"
    r"(?:ip|address) (?:has )?changed|changed (?:the |its |my )?(?:ip|address)|when i (?:go|am) to|at (?:the )?office|"
    r"dhcp)\b"
)
STILL_OLD = (
    r"\bping\b[^\n]{0,60}\b(?:goes|resolves|points|pings)\b[^\n]{0,40}\b(?:still|old)\b|"
    r"\bstill (?:goes|resolves|points|has|pings|shows)\b[^\n]{0,40}\d+\.\d+\.\d+\.\d+|"
    r"\b(?:hosts (?:file|entry)|etc[/\\]hosts)\b[^\n]{0,60}\b(?:old|outdated|stale|former|previous)\b|"
    r"\bno longer \d+\.\d+\.\d+\.\d+"
)
THROUGH_A_PROXY = re.compile(
    r"\bhttps?://(?P<by>[\w.-]+:\d+) \"(?:get|post|put|delete|connect|head) (?:https?://)(?!(?P=by))"
    r"(?:localhost|127\.0\.0\.1)[:/]"
)
UNTIL_FRONT_RESTARTED = (
    r"\b50[24]\b[\s\S]{0,160}\b(?:until|unless|till)\b[^\n.]{0,30}\b(?:restart\w*|reload\w*|recreat\w*)\b[^\n.]{0,25}"
    r"\b(?:frontend|front end|nginx|proxy|traefik|caddy|haproxy|gateway|web|swag)\b"
)
NOT_HTTP_PORT = (
    r"\b(?:url|host(?:name)?|base_?url|endpoint|https?:/)\b[^\n]{0,30}:(?:5672|3306|5432|6379|27017|1883|9092|25|587|"
    r"143|993|110|22|21|389|2181|9042|61616)\b"
)
UNPARSED = r"\bparse error\b|\bhpe_invalid\w*|\bexpected http/|\binvalid http\b|\bmalformed http\b|\bbadstatusline\b"
DEFAULT_OF_CODE = (
    r"(?:\bprocess\.env\.\w+|\bos\.(?:environ\.get|getenv)\([^\n]{2,30}|\benv\.\w+|\bgetenv\([^\n]{2,30})"
    r"[^\n]{0,8}(?:\|\||\?\?|,|\bor\b)[ ]{0,2}[\"'](?:127\.0\.0\.1|localhost)[\"']"
)
PUBLISHED_AT_HOME = (
    r"[\"']127\.0\.0\.1:\$\{?\w+[^\n]{0,20}\}?:\d+|[\"' ]127\.0\.0\.1:\d{2,5}:\d{2,5}[\"' \n]|"
    r"\b127\.0\.0\.1:\d+->\d+/tcp"
)
ASKED_FROM_AFAR = (
    r"\b(?:different|another|other|second|separate) (?:machine|host|server|computer|pc|vm|box)\b|\bfrom (?:the |my )"
    r"(?:lan|phone|network)\b"
)


def told(*patterns: str) -> Test:
    """All of them stand in the text."""
    return lambda text: both(*(text.find(pattern) for pattern in patterns))


def through_a_proxy(text: Text) -> Lines:
    """A log of requests shows the whole address of this machine in a request to somebody else: that is a proxy."""
    return tuple(dict.fromkeys(text.number(hit.start()) for hit in THROUGH_A_PROXY.finditer(text.folded)))


def no_telnet_there(text: Text) -> Lines:
    """A device is there, and its port for a terminal is not."""
    return unless(text.together(BOARD, BY_TELNET, NOT_LET_IN), text.find(SCANNED))


def other_ports_are_open(text: Text) -> Lines:
    """A scan lists ports that are open, and the one that was asked refuses."""
    return both(text.find(SCANNED), text.find(r"^\d{1,5}/tcp\s+open\b"), text.find(NOT_LET_IN), text.find(BY_TELNET))


def taken_for_a_target(text: Text) -> Lines:
    """On Windows the address for every interface is set, and a client that reads the same setting does not connect."""
    set_so = text.together(EVERY_ADDRESS_SET, NOT_FOUND_BY_CLIENT)
    return given(on(text, "windows"), unless(set_so, engine(text), text.find(ASKED_FROM_AFAR)))


def one_worker(text: Text) -> Lines:
    return unless(text.together(PREFORKED, ONE_OF_MANY_WAITS), text.find(MANY_WORKERS))


def inside_and_not_next_to_it(text: Text) -> Lines:
    """It answers within its own container, and neither another one nor the host gets through to its port."""
    return both(
        works_inside(text),
        text.find(
            r"\bfrom (?:the |an?|my )?(?:\w+ )?(?:other |another )?container\b[^\n]{0,80}\brefused\b",
            r"\bfrom (?:the )?host\b[^\n]{0,80}\brefused\b",
        ),
        text.find(r"\bpublished\b|\bports:|-p \d+:\d+|->\d+/tcp"),
    )


def left_behind_by_an_address(text: Text) -> Lines:
    return both(text.find(MOVED), text.find(STILL_OLD), either(silence(text), met(text, "timeout", "refused")))


LEADS = (
    Lead("nothing-listening", "a device is there, and refuses a terminal", 3.0, no_telnet_there),
    Lead("desktop-firewall-inbound-block", "a device is there, and refuses a terminal", -2.0, no_telnet_there),
    Lead("wrong-port-or-typo", "a scan shows other ports that are open", 3.0, other_ports_are_open),
    Lead("unspecified-address-as-target", "a client reads the setting of the server", 2.5, taken_for_a_target),
    Lead("ai-server-loopback-only", "a client reads the setting of the server", -1.5, taken_for_a_target),
    lead("hsts-or-bad-redirect", "the port is lost on the way of a redirect", 4.0, PORT_LOST),
    Lead(
        "browser-cached-state",
        "TLS was taken off, and the browser goes on with it",
        4.0,
        told(SECURITY_TAKEN_OFF, STILL_SECURE),
    ),
    Lead("worker-pool-exhausted", "some requests hang for others, and few workers are told", 3.0, one_worker),
    Lead(INNER, "within its container it answers, and next to it and on the host not", 2.5, inside_and_not_next_to_it),
    Lead(
        "localhost-inside-container",
        "within its container it answers, and next to it and on the host not",
        -2.0,
        inside_and_not_next_to_it,
    ),
    Lead(STALE_NAME, "the machine moved, and a name stays at its old address", 4.0, left_behind_by_an_address),
    Lead(
        "container-cannot-reach-host",
        "the machine moved, and a name stays at its old address",
        -2.0,
        left_behind_by_an_address,
    ),
    Lead("env-proxy-captures-localhost", "a request for this machine goes to a proxy", 5.0, through_a_proxy),
    Lead(
        "gateway-upstream-address-wrong-or-stale",
        "what stands before it fails until that is begun anew",
        3.5,
        told(UNTIL_FRONT_RESTARTED),
    ),
    Lead(
        "startup-race-not-ready",
        "what stands before it fails until that is begun anew",
        -1.5,
        told(UNTIL_FRONT_RESTARTED),
    ),
    Lead(
        "non-http-or-wrong-protocol-on-port",
        "HTTP is spoken to a port of another protocol",
        3.5,
        told(NOT_HTTP_PORT, UNPARSED),
    ),
    Lead(
        INNER,
        "the code waits at the loopback where nothing else is set, and it runs in a container",
        3.0,
        lambda text: both(text.find(DEFAULT_OF_CODE), engine(text)),
    ),
    Lead(
        PORTS,
        "the port is published at the loopback alone, and another machine asks",
        2.5,
        told(PUBLISHED_AT_HOME, ASKED_FROM_AFAR),
    ),
)
