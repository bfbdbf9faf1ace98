"""Names and addresses that lead elsewhere than people think: into the engine, home, or nowhere."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.lead import Lead
from portwise.read.scene import engine, inside
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lines

HOSTS, SENT, ROUTE = "hosts-file-localhost-broken", "advertised-address-unreachable", "wrong-or-blackhole-route"
STALE, SCOPE, PORTS = (
    "name-resolves-to-stale-or-wrong-address",
    "container-dns-name-out-of-scope",
    "container-port-not-published-or-mismapped",
)
CLUSTERED = (
    r"\bredis[ -]?cluster\b|\bcluster\b|\bsentinel\w*\b|\breplica ?sets?\b|\breplset\b|\bmoved \d|\bshard\w*\b|"
    r"\bkafka\b|\bbrokers?\b|\bseed (?:nodes?|brokers?)\b|\bcontact[ _]points?\b|\bsniff\w*\b|"
    r"\bbootstrap[._ -]servers?\b"
)
INNER_NET = re.compile(r"^(?:172\.(?:1[6-9]|2\d|3[01])\.|10\.(?:42|244)\.)")
CLUSTER_PORTS = frozenset((*range(7000, 7011), *range(6379, 6390), *range(27017, 27022), *range(9092, 9100), 26379))
INNER = (
    r"(?<![\d.])(?:172\.(?:1[6-9]|2\d|3[01])|10\.(?:42|244))\.\d{1,3}\.(?!1:)\d{1,3}:(?:70\d\d|63[78]\d|2701\d|"
    r"909\d|26379)\b"
)
FAILS = r"\b(?:tim(?:es|ed|e)?[ -]?outs?|unable\w*|refused|unreachable|fail\w*|etimedout|can(?:'t|not))\b"
GETS_THROUGH = (
    r"\b(?:connects?|connected|works?|worked|fine|succeeds?|answers?|resolves?)\b[^\n]{0,80}|\bsometimes\b|\bfirst\b"
)
UNBOUND_LOCALHOST = (
    r"\bcould not create listen socket for [\"']localhost\b|"
    r"\b(?:bind|listen\w*|socket|server|start\w*)\b[^\n]{0,80}\blocalhost\b[^\n]{0,60}\b(?:eaddrnotavail|can(?:'t|not) "
    r"assign requested address|address not available|address is not valid in its context)|"
    r"\bbind\(\(?[\"']localhost[\"'][^\n]{0,40}\n[^\n]{0,40}\bcan(?:'t|not) assign requested address|"
    r"\b(?:eaddrnotavail|can(?:'t|not) assign requested address|address not available)\b[^\n]{0,50}"
    r"\b(?:localhost|binding to localhost)\b"
)
PRINTED_HOME = re.compile(  # a name with an address of the loopback behind it, as clients print both
    r"(?:\bhost \"|\bhost name \"|\bconnect(?:ion|ing)? to (?:server at )?\"?|\bping |\bto |\bat )"
    r"(?P<name>[a-z][\w.-]{1,60})\"?(?:(?:, (?:address|ip)[ :]+|/)127\.\d+\.\d+\.\d+| ?[\[(]127\.\d+\.\d+\.\d+[\])])"
)
OF_THIS_MACHINE = re.compile(
    r"^(?:localhost\w*|.*\.localhost|ip6-localhost|.*\.(?:test|local|localdomain|dev|docker|lan)|.*lvh\.me|.*nip\.io|"
    r".*localtest\.me|host|server|kubernetes)$"
)
TOLD_HOME = re.compile(
    r"\b(?P<name>[a-z][\w.-]{2,60})[\"'`]? (?:now |always |also |still )?(?:resolves?|resolved|resolving|points?|"
    r"pointing|maps?|mapped|goes) (?:\w+ )?to [\"'`]?(?:127\.\d|localhost\b|::1)"
)
LOOKED_UP_HOME = re.compile(
    r"\b(?:getent a?hosts|nslookup|resolvectl query) (?P<name>[a-z][\w.-]{1,60})\b(?:[^\n@#]{0,40}|\n)"
    r"\b127\.0\.[01]\.1\b(?!#)"
)
BY_NUMBER = (
    r"\b(?:with|by|via|using|use|through|to) (?:the |its |their )?(?:container'?s? )?(?:ip|number|numeric|172\.|10\.)|"
    r"\bthe ip (?:address )?(?:of|works|instead)\b|\bip (?:address )?(?:works|is fine|directly)\b"
)
OF_A_PLACE = r"\b(?:hosts (?:file|entry)|etc[/\\]hosts|service name|dns|resolv\w*)\b"
CALLED = (  # it is a client, or the other family
    r"\bconnect eaddrnotavail\b|\bdial tcp\b|\bconnect\(\)|: connect\b|\btcp connect\b|(?<![\w:])::1\b|"
    r"\bipv6 (?:loopback|socket)\b|^\W*::"
)
IN_ENGINE = (
    r"\b(?!(?:postgres\w*|mysql|db|database|mongo\w*|mariadb|a|the|my) )\w+ container\b|\bdocker[- ]compose\b|"
    r"\bin docker\b|\bdockeri[sz]ed\b|\bdocker image\b"
)


def sent_inside(text: Text) -> Lines:
    """A client of a cluster fails at an address of the engine's own network, though it got through to another."""
    at = [
        n
        for n in failed(text, "timeout", "unreachable", "refused")
        if INNER_NET.match(n.sign.host) and n.sign.port in CLUSTER_PORTS and not n.sign.host.endswith(".1")
    ]
    shown = either(lines(at), text.find(rf"{INNER}[^\n]{{0,120}}{FAILS}", rf"{FAILS}[^\n]{{0,80}}{INNER}"))
    return unless(both(shown, text.find(CLUSTERED), text.find(GETS_THROUGH)), inside(text))


def localhost_not_to_be_had(text: Text) -> Lines:
    """A server that is told the name localhost cannot have the address that it stands for."""
    not_there = text.find(r"\beaddrnotavail\b|assign requested address|address not available|not valid in its context")
    return unless(both(text.find(UNBOUND_LOCALHOST), not_there), engine(text), text.find(CALLED))


def leads_home(text: Text) -> Lines:
    """A name of another place has an address of the loopback."""
    hits = (hit for shape in (PRINTED_HOME, TOLD_HOME, LOOKED_UP_HOME) for hit in shape.finditer(text.folded))
    found = [hit for hit in hits if not OF_THIS_MACHINE.match(hit["name"])]
    return both(
        tuple(dict.fromkeys(text.number(hit.start("name")) for hit in found)),
        either(text.find(BY_NUMBER), text.find(OF_A_PLACE)),
    )


def told_localhost_by_prisma(text: Text) -> Lines:
    """What runs in a container prints that it looks for its database at localhost."""
    return both(
        text.find(r"\bcan't reach database server at [`'\"]?(?:localhost|127\.0\.0\.1)\b"),
        either(inside(text), text.find(IN_ENGINE)),
    )


LEADS = (
    Lead(SENT, "a client of a cluster is sent to an address of the engine's own network", 4.5, sent_inside),
    Lead(ROUTE, "a client of a cluster is sent to an address of the engine's own network", -2.0, sent_inside),
    Lead(
        "bind-address-not-local",
        "a server cannot have the address of the name localhost",
        -6.0,
        localhost_not_to_be_had,
    ),
    Lead(HOSTS, "a server cannot have the address of the name localhost", 6.0, localhost_not_to_be_had),
    *(
        Lead(cause, "a server cannot have the address of the name localhost", -3.0, localhost_not_to_be_had)
        for cause in ("port-held-by-other-application", "postgres-not-accepting-tcp")
    ),
    Lead(STALE, "a name of another place has an address of the loopback", 6.0, leads_home),
    *(
        Lead(cause, "a name of another place has an address of the loopback", -2.0, leads_home)
        for cause in (SCOPE, HOSTS, "postgres-not-accepting-tcp", "container-cannot-reach-host", PORTS)
    ),
    Lead(
        "localhost-inside-container",
        "what runs in a container looks for its database at localhost",
        4.0,
        told_localhost_by_prisma,
    ),
    *(
        Lead(cause, "what runs in a container looks for its database at localhost", -2.5, told_localhost_by_prisma)
        for cause in ("backend-dependency-unavailable", "startup-race-not-ready")
    ),
)
