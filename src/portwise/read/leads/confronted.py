"""Two facts of one text that do not go together: where a server is and where it is sought, by which number or name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portwise.model.reading import NOWHERE, Lines
from portwise.read.hints import met, on, one_browser
from portwise.read.lead import Lead, beside, leads
from portwise.read.scene import engine, lent
from portwise.read.text import Text, both, unless
from portwise.read.waits import failed, kind, lines, listening

NARROW, SET, MYSQL, MONGO, SECURE, INSIDE = (
    "bound-to-specific-other-address",
    "server-port-setting-wrong",
    "mysql-not-accepting-tcp",
    "mongodb-bindip",
    "browser-secure-dns",
    "localhost-inside-container",
)
HIDDEN, REJECTED, STALE, HOSTS, FIRST, MOVED, WALL, KEPT = (
    "port-held-by-hidden-owner",
    "firewall-reject-rst",
    "name-resolves-to-stale-or-wrong-address",
    "hosts-file-localhost-broken",
    "localhost-ipv6-first-server-ipv4-only",
    "server-moved-to-next-port",
    "desktop-firewall-inbound-block",
    "browser-cached-state",
)
BY_HAND = ("curl", "wget", "telnet", "postman", "terminal")  # clients that somebody has in hand
PRIVATE = r"(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}"
SERVES_AT = re.compile(
    r"(?:\blisten(?:address|_addresses?|ers?|ing (?:on|at))?\b|\bnetwork\.host\b|\bbind(?:[_-]?(?:address|ip|addr))?\b|"
    r"_listen_address\b|\bpublish_address\b|\bserver is listening on\b|\breachable at\b)[^\n\d]{0,30}"
    rf"(?P<ip>{PRIVATE})"
)
SETTING = re.compile(
    r"(?:\bport|_port|\.port|\blisten|\bhttp_port|\bconnector)[\"']?(?: is| to| has|:? ?=|:| "
    r")\s?[\"']?(?P<port>\d{2,5})\b(?![.:\d])"
)
SAID = re.compile(
    r"\b(?:listenn?ing|running|started|starts?|serving|up|available|opens?|comes up|initialized)\b[^\n.]{0,50}?"
    r"(?::|\bports?(?:\(s\))?:? ?|\bon )(?P<port>\d{2,5})\b(?![.\d])"
)
FAR_MYSQL = (
    r"\bcan't connect to (?:mysql |mariadb )?server on '(?!localhost|127\.)[^']{2,60}' \((?:111|10061|61|115)\b|"
    r"\bfailed to connect to "
    r"mysql at (?!localhost|127\.)|\bmysql\b[^\n]{0,80}\b(?:refus\w*|10061)\b"
)
AT_HOME = (
    r"\bphpmyadmin\b|\badminer\b|\bmysql -u\w*|\bmysql -h localhost\b|\b127\.0\.0\.1:3306\b|\b(?:on|at|in) (?:the|my|"
    r"that) "
    r"(?:\w+ )?(?:itself|server|box|pi|raspberry|nas|host)\b|\blocal(?:ly|host)?\b|\blokal\b|\bvagrant ssh\b|\bssh\b"
)
FAR_MONGO = r"\bmongo\w*\b[\s\S]{0,600}\b(?:27017|refused|not running on the provided)\b"
FAR_ASKED = (
    rf"\b(?:connect\w* to|failed with error connecting to|nc -\w+|://[\w.:@-]{{0,60}}?|servers?:? ?\[?|->|trying) "
    rf"?{PRIVATE}|"
    r"\bfrom (?:another|any(?:where| other)|outside|the other|my|a second|the app)\b|\bbetween (?:two|three|\d) "
    r"(?:vms|servers|hosts)\b|"
    r"\bremote\w*\b|\bsecond (?:cloud )?server\b|\bon 2nd\b"
)
LOOKED_UP = r"\b(?:dig|getent|nslookup|ping|host|resolvectl|resolves?|dns|w3m|curl)\b"
OWN_NAMES = (
    r"\b[\w-]+\.(?:lan|local|home|internal|intern|intranet|corp|maison|box|lab|party|fritz\.box|home\.arpa)\b|"
    r"\bintranet\b|\bad ?guard\b|"
    r"\bpi-?hole\b|\bunbound\b|\bsplit[- ](?:horizon|dns)\b|\brewrites?\b|\bnextdns\b|\b1\.1\.1\.1\b|\bour (?:own "
    r")?dns\b|\bhairpin\b|"
    r"\bad domain\b|\bcontr\u00f4le parental\b|\bparental control\b|\bdhcp\b|\bprivate zone\b|\binternal (?:name|"
    r"site|host\w*|dns)\b"
)
BESIDE_IT = (
    r"\b(?:natively|with apt|by apt|apt package|\.deb|xampp|brew|on the host|directly on the (?:host|pi|server|"
    r"machine)|host os)\b|"
    r"\bon the same (?:pi|machine|pc|host|server|nas|box|computer)\b|\b(?:without|outside (?:of )?)(?: the)? "
    r"(?:docker|container)\b|"
    r"\bwith python\b|\bphp artisan\b|\bfrom (?:the |my )?(?:shell|terminal|host|ide|idea|browser)\b|\bserver's own "
    r"shell\b|\bnpm start\b"
    r"|\bin (?:my|the|a) browser\b|\b(?:ran|run|runs|start\w*|works?) (?:it )?(?:locally|directly)\b|\u5bbf\u4e3b\u673a"
)
NO_NAME = (
    r"^(?:tcp6?\s[^\n]*|\W*)\blisten\b[^\n]*\s-\s*(?:\(|$)|\blisten\s+-\B|\b(?:who is|from|by) (?:behind "
    r")?[\"'`]-[\"'`]"
)
STRANGE_HOLDER = (
    r"^\W*(?:sleep|sh|bash|dash|tail|cat|tee|xargs|timeout|su|sudo|git|gpg-agent|ssh-agent|dbus-daemon|adb|ffmpeg|"
    r"make|watch|find)\s+"
    r"\d{2,7}\s[^\n]*\(?listen|users:\(\(\"(?:sleep|sh|bash|tail|cat|celery|ffmpeg|adb|git|ssh-agent|su|sudo)\""
)
HELD = (
    r"\baddress already in use\b|\beaddrinuse\b|\bconnection in use\b|\balready in use\b|\bfails bind\b|\bbelegt\b|"
    r"\u0437\u0430\u043d\u044f\u0442"
)
AT_ONCE = (
    r"\b(?:refus\w*|recusad\w*|abgewiesen|rejet\w*|err_connection_refused|10061)\b[^\n]{0,60}\b(?:at once|"
    r"immediate(?:ly)?|instant\w*|"
    r"in the same millisecond|no waiting|right away|imediatamente|sofort|(?:in |under |< ?)1 ?ms)\b|"
    r"\b(?:immediate\w*|instant\w*|at once)\b"
    r"[^\n]{0,30}\b(?:refus\w*|rst|10061)\b|\brst\b[^\n]{0,30}\b(?:ttl|at once|immediately)\b"
)
BETWEEN = (
    r"\b(?:vlan|zone|guest|school|office|isp|policy|reject(?:s|ed|ing)?|rejeitar|isolation|security team|sophos|"
    r"pfsense|opnsense|"
    r"mikrotik|openwrt|fortigate|ipfire|host based firewall|illumio|network ?polic\w+|namespace|stealth|regras|"
    r"compan\w+)\b|"
    r"\u043e\u0442\u043a\u043b\u043e\u043d\u0438\u0442\u044c"
)
OTHER_NUMBER = (
    r"\b(?:dig|ping|nslookup|host|resolv\w*|points?|gives?|shows?|answers?|says|goes to|still)\b[^\n.]{0,60}\b(?:old|"
    r"previous|wrong|former|"
    r"different|stale|outdated|other|pr\u00e9c\u00e9dente|mauvaise|ancienne?)\b[^\n.]{0,15}\b(?:ips?|address(?:es)?|"
    r"number|adresse|"
    r"server|records?|machine|prefix)\b|\b198\.1[89]\.\d{1,3}\.\d{1,3}\b|\bisn't (?:mine|ours)\b|\bn'est pas la "
    r"mienne\b"
)
SIX_RECORD = (
    r"\baaaa\b[\s\S]{0,300}\b(?:hangs?|tim(?:es|ed|e) ?out|cannot|can't|unreachable|fails?|dead|broken|nobody|not)\b|"
    r"\b(?:curl -6|ping -6|"
    r"over (?:ip)?v6|ipv6)\b[^\n]{0,60}\b(?:hangs?|tim(?:es|ed|e) ?out|unreachable|nothing)\b[\s\S]{0,300}\b(?:ping "
    r"-4|curl -4|over "
    r"(?:ip)?v4|ipv4)\b"
)
NOT_LOOPBACK = (
    r"^\W{0,4}(?!127\.|::1|0\.0\.0\.0|255\.)\d{1,3}(?:\.\d{1,3}){3}[ \t]+(?:[\w.-]+[ \t]+){0,5}localhost(?![\w.-])"
)
NODE = r"\bnode(?:\.?js)?(?: ?\(?v?(?:1[7-9]|2\d)\b)|\bnode-fetch\b|\bundici\b|\bfetch failed\b|\bnode:(?:1[7-9]|2\d)"
BY_NAME = r"https?://localhost:\d{2,5}"
OTHER_WELL = (
    r"\b(?:wget|curl|browser|edge|chrome|firefox|safari|postman)\b[^\n.]{0,50}\b(?:fine|works?|ok|shows?|opens?|"
    r"gets?|open|json)\b|"
    r"\b(?:work(?:s|ed)|fine) (?:with|in|by) (?:curl|wget|my browser|the browser|postman)\b|\bphp -s 127\.0\.0\.1\b|"
    r"\bfour numbers\b|"
    r"\b(?:127\.0\.0\.1|0\.0\.0\.0)\b[^\n.]{0,40}\b(?:works?|fine|gone|cured|helps?|ok)\b"
)
CHECKED_HOME = r"\bhealth ?check\w*\b[\s\S]{0,200}\blocalhost\b[\s\S]{0,200}\b(?:refused|unhealthy)\b"
DEV = (
    (3000, 3001),
    (5173, 5174),
    (8080, 8081),
    (4200, 4201),
    (5000, 5001),
    (5500, 5501),
    (8000, 8001),
    (3035, 3036),
    (4321, 4322),
)
NEXT_ONE = (
    r"\b(?:next one|next free|next port|something else (?:of mine )?(?:is )?(?:on|at|running)|another (?:service|"
    r"project|app) (?:is |has |"
    r"runs )?(?:on|at|there|here|using|has)?|at the same time|second project|two projects|brings? (?:me|the app|it) "
    r"(?:back|up)|is taken|"
    r"was taken|don't remember)\b"
)
HAND_HELD = r"\b(?:phone|android|iphone|ipad|tablet|quest|smartphone|handy|mobile)s?\b"
ON_A_DESK = r"\b(?:windows|win ?1[01]|pc|xampp|desktop app|laptop|htpc|defender)\b"
ONE_NET = r"\bsame (?:wi-?fi|network|lan|wlan)\b|\bon one wi-?fi\b|\bhotspot\b|\bqr[- ]code\b|\blan\b|\bwi-?fi\b"
NO_ANSWER = (
    r"\b(?:time-?outs?|tim(?:es|ed|e) out|took too long|unable to (?:download|connect|properly)|can't "
    r"(?:open|connect|reach|load)|"
    r"(?:does(?: not|n't)|won't) (?:load|open|connect)|fails?|no connection|not (?:reachable|found))\b"
)
KEEPS_SHOWING = (
    r"\b(?:no matter what|forever|always (?:shows?|brings?|opens?|get)|whatever i run|still there|hijacked|owns? "
    r"(?:the )?port|"
    r"instead of my (?:page|app|project)|can't use that port|get rid of)\b"
)
OLD_PROJECT = (
    r"\b(?:boilerplate|starter|clon\w+|demo|deleted the (?:folder|project)|(?:other|old|previous|another|own) "
    r"(?:project|app|page|site)s?|"
    r"hello world|live server)\b"
)
OPENED_HERE = r"\b(?:localhost|127\.0\.0\.1):\d{2,5}\b|\bport \d{4}\b"


def numbers(found: Iterable[re.Match[str]]) -> set[str]:
    return {hit["port"] for hit in found}


def refused_ports(text: Text) -> set[str]:
    return {str(n.sign.port) for n in failed(text, "refused") if n.sign.port}


def sought_at_another_address(text: Text) -> Lines:
    """A server waits at one address of its machine, and is refused at another."""
    rows = {row.sign.host for row in listening(text, "specific")}
    there = rows | {hit["ip"] for hit in SERVES_AT.finditer(text.folded)}
    wide = listening(text, "any", by="socket")
    ill = [n for n in failed(text, "refused") if kind(n.sign.host) in ("loopback4", "localhost", "specific")]
    away = [n for n in ill if n.sign.host not in there]
    return unless(lines(away) if there and not wide else NOWHERE, engine(text))


def set_and_not_taken(text: Text) -> Lines:
    """A setting names the port that refuses, and the server says another."""
    said = numbers(SAID.finditer(text.folded))
    wanted = numbers(SETTING.finditer(text.folded)) & refused_ports(text)
    missed = wanted - said
    told = text.find(*(rf"\b{port}\b" for port in sorted(missed))) if said and missed else NOWHERE
    return unless(told, engine(text))


def store_at_home_alone(text: Text) -> Lines:
    return unless(text.together(FAR_MYSQL, AT_HOME), met(text, "timeout"), text.find(r"\bdocker\b|\bcontainers?\b"))


def mongo_from_afar(text: Text) -> Lines:
    told = both(text.find(FAR_MONGO), text.find(FAR_ASKED), met(text, "refused"))
    return unless(told, text.find(r"\bdocker\b|\bcontainers?\b|\batlas\b|\blocalhost:27017\b|\b127\.0\.0\.1:27017\b"))


def one_browser_asks_others(text: Text) -> Lines:
    """A name of the own network leads one browser elsewhere, and all else not."""
    return both(one_browser(text), text.find(LOOKED_UP), text.find(OWN_NAMES))


def own_loopback_in_a_container(text: Text) -> Lines:
    """In a container localhost is refused, and beside it the same gets through."""
    out = {noted.sign.port for noted in lent(text)}
    told = lines(
        n
        for n in failed(text, "refused")
        if kind(n.sign.host) in ("loopback4", "localhost") and n.sign.port not in out and n.sign.client not in BY_HAND
    )
    away = text.find(r"\bhost\.docker\.internal\b|\b172\.17\.0\.1\b|\bpublish\w*\b|--net(?:work)?[= ]host\b")
    return unless(both(told, engine(text), text.find(BESIDE_IT)), away, text.find(rf"\b{PRIVATE}:\d"))


def node_asks_by_name(text: Text) -> Lines:
    return unless(text.together(NODE, BY_NAME, OTHER_WELL), engine(text))


def next_door(text: Text) -> Lines:
    """Of two ports that follow one another both are told, and the first was taken."""
    pairs = [(one, other) for one, other in DEV if text.find(rf"\b{one}\b") and text.find(rf"\b{other}\b")]
    return both(text.find(*(rf"\b{other}\b" for _, other in pairs)), text.find(NEXT_ONE)) if pairs else NOWHERE


def hand_and_desk(text: Text) -> Lines:
    told = text.together(HAND_HELD, ON_A_DESK, ONE_NET, NO_ANSWER)
    return unless(told, engine(text), met(text, "refused", "name-failure", "tls-error"), on(text, "wsl"))


LEADS: tuple[Lead, ...] = (
    *leads(
        "it waits at one address of its machine, and is sought at another", sought_at_another_address, {NARROW: 2.5}
    ),
    *leads("a setting names the port that refuses, and the server says another", set_and_not_taken, {SET: 2.0}),
    *leads("the database answers at home, and from afar it is refused", store_at_home_alone, {MYSQL: 1.8}),
    *leads("MongoDB is asked from afar, and refused", mongo_from_afar, {MONGO: 1.5}),
    *leads(
        "a name of the own network leads one browser elsewhere",
        one_browser_asks_others,
        {SECURE: 2.0, "browser-profile-or-version-fault": -1.0, "browser-extension-or-policy-block": -1.0},
    ),
    *leads(
        "in a container localhost is refused, and beside it the same gets through",
        own_loopback_in_a_container,
        {INSIDE: 1.5},
    ),
    *beside(
        "nobody is named who has the port, or one who is no server", {HIDDEN: 2.0}, f"{NO_NAME}|{STRANGE_HOLDER}", HELD
    ),
    *beside("it is refused at once, and somebody stands between", {REJECTED: 1.5}, AT_ONCE, BETWEEN),
    *beside("a name leads to another number than it should", {STALE: 1.5}, OTHER_NUMBER),
    *beside("the address of IPv6 that a name has is dead", {STALE: 1.5}, SIX_RECORD),
    *beside("localhost has an address of the network in a hosts file", {HOSTS: 2.5}, NOT_LOOPBACK),
    *leads("Node asks localhost in vain, where others get through", node_asks_by_name, {FIRST: 2.0}),
    *beside("a check of health asks localhost, and is refused", {FIRST: 1.2}, CHECKED_HOME),
    *leads("of two ports that follow one another the first was taken", next_door, {MOVED: 1.8}),
    *leads("a phone hears nothing of a desktop in its own network", hand_and_desk, {WALL: 1.5}),
    *beside("the page of another project is shown for ever", {KEPT: 2.0}, KEEPS_SHOWING, OLD_PROJECT, OPENED_HERE),
)
