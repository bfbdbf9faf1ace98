"""What people tell and overlook: new defaults, both sides of a mapping changed, rules that let in and not through."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Failure, Lines
from portwise.read.hints import met, only_from_here, silence, works_only_here
from portwise.read.lead import Lead
from portwise.read.leads.stores import REDIS_WORDS
from portwise.read.places import is_address, is_loopback
from portwise.read.scene import engine, lent
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lines

LOOPBACK, INNER, PORTS = (
    "bound-to-loopback-client-uses-lan",
    "container-app-bound-to-loopback",
    "container-port-not-published-or-mismapped",
)
REDIS = "redis-protected-mode-or-bind"
DROP = "firewall-drop"
RENEWED = (
    r"\b(?:upgrad|updat|migrat)\w*\b|\breplac\w+\b[^\n]{0,40}\b(?:by|with)\b|"
    r"\b(?:went|moved|switched|changed|coming|came) (?:over )?(?:from|to) (?:version )?v?\d|"
    r"\b(?:new|newer|latest|current|major) (?:major )?(?:version|release)\b|\bsince (?:version )?v?\d+\.\d|"
    r"\b(?:with|in|on|under) (?:the )?(?:old|previous|former|earlier)(?:er)? (?:version|release|one|server)\b|"
    r"\bour old\b|\b(?:with|in|under) v?\d+\.\d+(?:\.\d+)? (?:it |this |that )?(?:was|worked|had|could|used)"
)
NARROWED = (  # which wait at the loopback alone since a version, unless they are told otherwise
    r"\belastic ?search\b[^\n]{0,80}?\b(?:[2-9]\.\d|1\d\.)|\belastic ?search\b[\s\S]{0,400}?\b[2-9]\.\d+\.\d|"
    r"\bmosquitto\b[\s\S]{0,200}?\b2\.\d|\bkibana\b[^\n]{0,60}?\b[5-9]\.\d|\brails\b[^\n]{0,30}?\b4\.2|"
    r"\bactivemq\b[^\n]{0,40}?\b(?:5\.1[6-9]|6\.)|\bsolr\b[^\n]{0,30}?\b9\.|\btensorboard\b[^\n]{0,30}?\b(?:1\.15|2\.)|"
    r"\bneo4j\b[^\n]{0,30}?\b[3-5]\.|\bopensearch\b|\blogstash\b[^\n]{0,40}?\b[5-9]\.\d|\bcouchdb\b[^\n]{0,30}?\b[23]\.|"
    r"\bchrom(?:e|ium)\b[^\n]{0,60}?\bremote-debugging\b|\bnuxt\b[^\n]{0,30}?\b[23]\b|\bvite\b[^\n]{0,30}?\b[2-7]\b|"
    r"\bbitcoind?\b[^\n]{0,40}?\b(?:0\.1[89]|2\d\.)|\bh2o\b|\bwebpack-dev-server\b[^\n]{0,30}?\b[2-5]\."
)
NUMBERED_SERVER = r"\bmemory limit\b|\bexit(?:ed)? with\b|\boom\w*\b"  # it ended, so its address is no matter
ONLY_HERE = (
    r"\b(?:can |could |could now |now )?only (?:\w+ )?(?:connect\w*|reach\w*|access\w*|log in|use it|works?|answers?|"
    r"available|possible) (?:to it |it )?(?:from )?(?:local\w*|on the (?:server|machine|host) itself|from the (?:"
    r"server|machine|host|box) itself|from itself|via localhost|at localhost)\b|"
    r"\b(?:locally|on the (?:server|machine|host|box) itself|from localhost|on localhost)\b[^\n]{0,60}\b(?:works?|"
    r"fine|ok|connects|no problem)\b[^\n]{0,80}\b(?:remote\w*|other|lan|outside|network)\b|"
    r"\bno (?:remote|external) (?:connection|client|access|host)s?\b"
)
FORWARDED = (
    r"\bpodman\b|\bnetavark\b|\blx[cd]\b|\bincus\b|\blibvirt\w*|\bvirbr\d|\bwireguard\b|\bwg0\b|\bcni-podman\d|"
    r"\bnerdctl\b|\bvirt-manager\b|\bmultipass\b"
)
LET_IN = (
    r"\bufw (?:\w+ )?(?:allow|status|enabled?)\b|\bufw (?:is )?(?:active|on)\b|\bfirewall-cmd\b[^\n]{0,60}--add-(?:"
    r"port|service)|\biptables -[ai] input\b|\b(?:opened|allowed)\b[^\n]{0,40}\b(?:ufw|firewalld)\b"
)
IN_VAIN = (
    r"\b(?:can(?:'t|not| not)|could(?:n't| not)|unable to|nobody can|no one can|won't|doesn't|does not|didn't|did "
    r"not)\b[^\n]{0,30}\b(?:connect|reach|join|help|work|access|open|ping|get)\b|\btim(?:es|ed|e) ?out\b|"
    r"\bno (?:effect|luck)\b|\bnobody (?:reaches|gets|can)\b|"
    r"\bdid(?: not|n't) change\b|\bno (?:change|difference|dhcp)\b"
)
WELL_KNOWN = {  # ports at which images wait inside, by their names
    r"\bnginx\b|\bhttpd\b|\bapache\b|\bwordpress\b|\bphpmyadmin\b|\bnextcloud\b|\bpgadmin\w*": {80, 443, 8080, 8443},
    r"\bpostg(?:res|is)\w*|\bpgvector\b|\btimescale\w*": {5432},
    r"\bmysql\b|\bmariadb\b|\bpercona\b": {3306, 33060},
    r"\bredis\b|\bvalkey\b": {6379, 16379, 8001},
    r"\bmongo\w*": {27017, 8081},
    r"\brabbitmq\b": {5672, 15672, 5671, 1883, 61613, 15674},
    r"\bjenkins\b": {8080, 50000},
    r"\bgrafana\b": {3000},
    r"\bmosquitto\b": {1883, 8883, 9001},
}
TWICE = re.compile(r"(?<![\d.:])(?P<port>\d{2,5}):(?P=port)(?![\d.:])")
BOTH_CHANGED = (
    r"\b(?:chang\w*|replac\w*|edit\w*|modif\w*|instead of|occupied|already|in use|taken|"
    r"another (?:service|port)|different port|ge\u00e4ndert|belegt|cambi\w+|ocupado|chang\u00e9|occup\u00e9)\b|"
    r"\u6539|\u5360|\u4fee\u6539|\u5909\u66f4|\u0438\u0437\u043c\u0435\u043d|\u0437\u0430\u043d\u044f\u0442"
)
TOLD_PORT = (
    r"\bpgport\b|\bmysql_tcp_port\b|\blisten \d|\bhttp_port\b|\bgf_server_http_port\b|\bport: \d|"
    r"\b(?:mysqld|mongod|redis-server|postgres) -\w|\bcommand:"
)
FAILS = r"(?:\b(?:not|refus\w*|fails?|failed|unable|cannot|nothing|never)|n't)\b"
FOR_HOME = r"\b(?:instead of|in place of|rather than) [\"'`]?(?:localhost\b|127\.0)"
AN_ADDRESS = (
    r"(?:(?:local|lan|machine'?s?|computer'?s|pc'?s|actual|network|own|private|internal|its|my) ip(?: ?-?addr\w*)?|"
    r"192\.168\.[\w.]+|10\.\d+\.[\w.]+)"
)
NOT_BY_ADDRESS = (
    rf"{FAILS}[^\n.]{{0,60}}\b{AN_ADDRESS}[^\n]{{0,40}}{FOR_HOME}",
    rf"\b{AN_ADDRESS}[^\n]{{0,40}}{FOR_HOME}[^\n.]{{0,40}}{FAILS}",
)
UNPUBLISHED = (
    r"\b(?:no|without(?: the| a| any)?|missing|lacks?|forgot|omit\w*|(?:isn't|is not|not|n't) (?:\w+ )?(?:any|a|the)|"
    r"left out(?: the)?) [`'\"]?(?:-p\b|--publish\b|ports:|port mappings?\b|published ports?\b)"
    r"(?! (?:is|are|it|works?) (?:ok|fine|works?))|"
    r"\bdo(?:es)?(?: not|n't) (?:publish|expose|map|forward|bind) (?:any|the|a|its|that)? ?ports?\b|"
    r"\bports? (?:is|are|was|were) (?:not|never) (?:published|mapped|exposed)\b"
)


def since_a_version(text: Text) -> Lines:
    """A server that waits at the loopback alone since a version was renewed, and another name than that refuses."""
    far = either(
        lines(n for n in failed(text, "refused") if n.sign.host and not is_loopback(n.sign.host)),
        only_from_here(text),
        works_only_here(text),
        text.find(ONLY_HERE),
    )
    return unless(both(text.find(RENEWED), text.find(NARROWED), far), text.find(NUMBERED_SERVER))


def here_alone(text: Text) -> Lines:
    """Its own machine reaches Redis, and no other does."""
    alone = both(text.find(REDIS_WORDS), either(text.find(ONLY_HERE), only_from_here(text)))
    return unless(alone, engine(text), silence(text))


def mosquitto_within(text: Text) -> Lines:
    """Mosquitto in a container refuses who asks it by its name, and no old version was asked for."""
    asked = either(met(text, "refused"), text.find(r"\brefused\b"))
    return unless(
        both(text.find(r"\bmosquitto\b"), engine(text), asked),
        text.find(
            r"\bmosquitto:1\.|\blistener \d|\bnot authori[sz]ed\b|\b0\.0\.0\.0 1883\b|\blocalhost\b|\b127\.0\.0\.1\b"
        ),
    )


def next_door(text: Text) -> Lines:
    """Who is refused is a container in the same network: for that no port has to be published."""
    return both(
        text.find(r"\bdocker run\b[^\n]{0,200}--net(?:work)?[ =](?!host|none)[\w-]+"), text.find(r"\brefused\b")
    )


def let_in_and_not_through(text: Text) -> Lines:
    """A firewall was told to let in, and what serves is behind a bridge, so that it has to be let through."""
    return unless(text.together(FORWARDED, LET_IN, IN_VAIN), met(text, "refused"))


def both_sides_changed(text: Text) -> Lines:
    """A mapping has the same new number on both sides, and the image waits at its own inside."""
    known = [ports for name, ports in WELL_KNOWN.items() if text.find(name)]
    if len(known) != 1 or text.find(TOLD_PORT):
        return NOWHERE
    same = [(int(hit["port"]), text.number(hit.start())) for hit in TWICE.finditer(text.folded)]
    others = [one for one in lent(text) if one.sign.port != one.sign.inside]
    new = tuple(dict.fromkeys(line for port, line in same if port not in known[0]))
    return NOWHERE if others else both(new, text.find(BOTH_CHANGED))


def host_serves_itself(text: Text) -> Lines:
    """A container asks its host, where the server waits at the loopback alone."""
    asked = text.find(
        r"\b(?:host\.docker\.internal|docker-host|host-gateway|docker\.for\.mac)\b|\bon (?:the|my) (?:docker )?host\b"
    )
    there = text.find(r"--?(?:host|bind|address|listen|ip|hostname)[ =](?:127\.0\.0\.1|localhost)\b")
    return both(engine(text), asked, there, text.find(r"\brefused\b"))


def closed_by_the_engine(text: Text) -> Lines:
    """At the loopback of a machine with containers it is the engine that takes the connection and lets it go."""
    cut = [n for n in failed(text, "empty", "reset") if not n.sign.host or is_loopback(n.sign.host)]
    return both(lines(cut), engine(text))


def own_address_in_vain(text: Text) -> Lines:
    """The address of the machine itself does not do what localhost does."""
    return unless(text.find(*NOT_BY_ADDRESS), engine(text), text.find(r"\bwsl\b|\bkube\w*|\bvagrant\b|\bvirtualbox\b"))


def nothing_published(text: Text) -> Lines:
    return both(text.find(UNPUBLISHED), engine(text))


def at_another_address(text: Text) -> Lines:
    """Every place that failed is an address, and none of them a loopback."""
    told = [one for one in text.signs(Failure) if one.sign.host]
    others = [one for one in told if is_address(one.sign.host) and not is_loopback(one.sign.host)]
    return lines(others) if len(others) == len(told) else NOWHERE


def no_socket_of_any_family(text: Text) -> Lines:
    """Redis finds no family to bind in, and somebody speaks of IPv6."""
    return both(
        text.find(r"\bunable to bind socket\b|\bunsupported address family\b"),
        text.find(r"\bip ?v6\b|\b(?:bind|both) (?:both )?famil\w+"),
    )


LEADS = (
    Lead(
        LOOPBACK,
        "a server that waits at the loopback since a version was renewed",
        3.5,
        lambda t: unless(since_a_version(t), engine(t)),
    ),
    Lead(
        INNER,
        "a server that waits at the loopback since a version was renewed",
        2.5,
        lambda t: both(since_a_version(t), engine(t)),
    ),
    Lead(REDIS, "its own machine alone gets through to Redis", 5.0, here_alone),
    Lead(LOOPBACK, "its own machine alone gets through to Redis", -3.0, here_alone),
    Lead(INNER, "Mosquitto in a container refuses its neighbours", 3.0, mosquitto_within),
    Lead(PORTS, "a container of the same network is refused", -2.0, next_door),
    Lead(DROP, "a firewall lets in, and what serves is behind a bridge", 3.0, let_in_and_not_through),
    Lead(
        "container-cannot-reach-host",
        "a firewall lets in, and what serves is behind a bridge",
        -1.5,
        let_in_and_not_through,
    ),
    Lead(
        "network-perimeter-block",
        "a firewall lets in, and what serves is behind a bridge",
        -1.5,
        let_in_and_not_through,
    ),
    Lead(
        PORTS, "both sides of a mapping were changed, and the image waits where it always does", 3.5, both_sides_changed
    ),
    Lead(
        "container-cannot-reach-host",
        "a server of the host waits at its loopback, and a container asks",
        3.0,
        host_serves_itself,
    ),
    *(
        Lead(cause, "a server of the host waits at its loopback, and a container asks", -2.0, host_serves_itself)
        for cause in ("localhost-inside-container", INNER)
    ),
    Lead(
        "server-closes-without-response", "the engine takes the connection and lets it go", -2.5, closed_by_the_engine
    ),
    Lead(LOOPBACK, "by its own address it fails and by localhost it does not", 3.0, own_address_in_vain),
    Lead(PORTS, "a port is told to be unpublished", 3.5, nothing_published),
    *(
        Lead(cause, "a port is told to be unpublished", -2.0, nothing_published)
        for cause in ("wildcard-specific-shadowing", "start-blocked-by-prompt-or-lock")
    ),
    Lead("localhost-inside-container", "what fails is at an address that is no loopback", -3.0, at_another_address),
    Lead(
        "ipv6-disabled-localhost-ipv6",
        "no family is there to bind in, and IPv6 is spoken of",
        3.5,
        no_socket_of_any_family,
    ),
)
