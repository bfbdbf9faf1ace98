"""What people tell and overlook: new defaults, both sides of a mapping changed, rules that let in and not through."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.hints import met, only_from_here, silence, works_only_here
from portwise.read.lead import Lead
from portwise.read.leads.stores import REDIS_WORDS
from portwise.read.places import is_loopback
from portwise.read.scene import engine, inside, lent
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lines

LOOPBACK, INNER, PORTS = (
    "bound-to-loopback-client-uses-lan",
    "container-app-bound-to-loopback",
    "container-port-not-published-or-mismapped",
)
REDIS = "redis-protected-mode-or-bind"
HOSTS, SENT, ROUTE = "hosts-file-localhost-broken", "advertised-address-unreachable", "wrong-or-blackhole-route"
STALE, SCOPE, DROP = "name-resolves-to-stale-or-wrong-address", "container-dns-name-out-of-scope", "firewall-drop"
RENEWED = (
    r"\b(?:upgrad|updat|migrat)\w*\b|\b(?:went|moved|switched|changed|coming|came) (?:over )?(?:from|to) (?:version )?"
    r"v?\d|\b(?:new|newer|latest|current|major) (?:major )?(?:version|release)\b|\bsince (?:version )?v?\d+\.\d|"
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
CLUSTERED = (
    r"\bredis[ -]?cluster\b|\bcluster\b|\bsentinel\w*\b|\breplica ?sets?\b|\breplset\b|\bmoved \d|\bshard\w*\b|"
    r"\bkafka\b|\bbrokers?\b|\bseed (?:nodes?|brokers?)\b|\bcontact[ _]points?\b|\bsniff\w*\b|"
    r"\bbootstrap[._ -]servers?\b"
)
INNER_NET = re.compile(r"^(?:172\.(?:1[6-9]|2\d|3[01])\.|10\.(?:0|42|244)\.)")
CLUSTER_PORTS = frozenset((*range(7000, 7011), *range(6379, 6390), *range(27017, 27022), *range(9092, 9100), 26379))
GETS_THROUGH = (
    r"\b(?:connects?|connected|works?|worked|fine|succeeds?|answers?|resolves?)\b[^\n]{0,80}|\bsometimes\b|\bfirst\b"
)
UNBOUND_LOCALHOST = (
    r"\bcould not create listen socket for [\"']localhost\b|"
    r"\b(?:bind|listen\w*|socket|server|start\w*)\b[^\n]{0,80}\blocalhost\b[^\n]{0,60}\b(?:eaddrnotavail|can(?:'t|not) "
    r"assign requested address|address not available|address is not valid in its context)|"
    r"\b(?:eaddrnotavail|can(?:'t|not) assign requested address|address not available)\b[^\n]{0,50}"
    r"\b(?:localhost|binding to localhost)\b"
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
    r"\bno (?:effect|luck)\b"
)
NAMED_HOME = re.compile(  # a name with an address of the loopback behind it, as clients print both
    r"(?:\bhost \"|\bhost name \"|\bconnect(?:ion|ing)? to (?:server at )?\"?|\bping |\bto |\bat )"
    r"(?P<name>[a-z][\w.-]{1,60})\"?(?:(?:, (?:address|ip)[ :]+|/)127\.\d+\.\d+\.\d+| ?[\[(]127\.\d+\.\d+\.\d+[\])])"
)
OF_THIS_MACHINE = re.compile(
    r"^(?:localhost\w*|.*\.localhost|ip6-localhost|.*\.(?:test|local|localdomain|dev|docker|lan)|.*lvh\.me|.*nip\.io|"
    r".*localtest\.me|host|server|kubernetes)$"
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
BOTH_CHANGED = (
    r"\b(?:chang\w*|replac\w*|edit\w*|modif\w*|instead of|occupied|already (?:in use|taken|used)|in use|taken|"
    r"another (?:service|port)|different port|ge\u00e4ndert|belegt|cambi\w+|ocupado|chang\u00e9|occup\u00e9)\b|"
    r"\u6539|\u5360|\u4fee\u6539|\u5909\u66f4|\u0438\u0437\u043c\u0435\u043d|\u0437\u0430\u043d\u044f\u0442"
)
TOLD_PORT = (
    r"\bpgport\b|\bmysql_tcp_port\b|--port\b|\blisten \d|\bhttp_port\b|\bgf_server_http_port\b|\bport: \d|"
    r"-p \d{2,5} |\bcommand:"
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


def sent_inside(text: Text) -> Lines:
    """A client of a cluster fails at an address of the engine's own network, though it got through to another."""
    at = [
        n
        for n in failed(text, "timeout", "unreachable", "refused")
        if INNER_NET.match(n.sign.host) and n.sign.port in CLUSTER_PORTS and not n.sign.host.endswith(".1")
    ]
    return unless(both(lines(at), text.find(CLUSTERED), text.find(GETS_THROUGH)), inside(text))


def localhost_not_to_be_had(text: Text) -> Lines:
    """A server that is told the name localhost cannot have the address that it stands for."""
    not_there = text.find(r"\beaddrnotavail\b|assign requested address|address not available|not valid in its context")
    return unless(both(text.find(UNBOUND_LOCALHOST), not_there), engine(text), text.find(CALLED))


def let_in_and_not_through(text: Text) -> Lines:
    """A firewall was told to let in, and what serves is behind a bridge, so that it has to be let through."""
    return unless(both(text.find(FORWARDED), text.find(LET_IN), text.find(IN_VAIN)), met(text, "refused"))


def leads_home(text: Text) -> Lines:
    """A name of another place has an address of the loopback."""
    found = [hit for hit in NAMED_HOME.finditer(text.folded) if not OF_THIS_MACHINE.match(hit["name"])]
    return both(
        tuple(dict.fromkeys(text.number(hit.start("name")) for hit in found)),
        either(text.find(BY_NUMBER), text.find(OF_A_PLACE)),
    )


def both_sides_changed(text: Text) -> Lines:
    """A mapping has the same new number on both sides, and the image waits at its own inside."""
    known = [ports for name, ports in WELL_KNOWN.items() if text.find(name)]
    if len(known) != 1 or text.find(TOLD_PORT):
        return NOWHERE
    same = [one for one in lent(text) if one.sign.port == one.sign.inside and one.sign.inside not in known[0]]
    return both(lines(same), text.find(BOTH_CHANGED)) if len(same) == len(lent(text)) else NOWHERE


def nothing_published(text: Text) -> Lines:
    return both(text.find(UNPUBLISHED), engine(text))


def told_localhost_by_prisma(text: Text) -> Lines:
    """What runs in a container prints that it looks for its database at localhost."""
    return both(
        text.find(r"\bcan't reach database server at [`'\"]?(?:localhost|127\.0\.0\.1)\b"),
        either(
            inside(text), text.find(r"\b(?:api|app|web|backend|server|bot|worker) container\b|\bdocker[- ]compose\b")
        ),
    )


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
    Lead(SENT, "a client of a cluster is sent to an address of the engine's own network", 4.5, sent_inside),
    Lead(ROUTE, "a client of a cluster is sent to an address of the engine's own network", -2.0, sent_inside),
    Lead(HOSTS, "a server cannot have the address of the name localhost", 6.0, localhost_not_to_be_had),
    *(
        Lead(cause, "a server cannot have the address of the name localhost", -3.0, localhost_not_to_be_had)
        for cause in ("bind-address-not-local", "port-held-by-other-application", "postgres-not-accepting-tcp")
    ),
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
    Lead(STALE, "a name of another place has an address of the loopback", 6.0, leads_home),
    *(
        Lead(cause, "a name of another place has an address of the loopback", -2.0, leads_home)
        for cause in (SCOPE, HOSTS, "postgres-not-accepting-tcp", "container-cannot-reach-host", PORTS)
    ),
    Lead(
        PORTS, "both sides of a mapping were changed, and the image waits where it always does", 3.5, both_sides_changed
    ),
    Lead(PORTS, "a port is told to be unpublished", 3.5, nothing_published),
    *(
        Lead(cause, "a port is told to be unpublished", -2.0, nothing_published)
        for cause in ("wildcard-specific-shadowing", "start-blocked-by-prompt-or-lock")
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
    Lead(
        "ipv6-disabled-localhost-ipv6",
        "no family is there to bind in, and IPv6 is spoken of",
        3.5,
        no_socket_of_any_family,
    ),
)
