"""Two ports or two addresses of one text that differ: what was asked, and what a server says or hands out."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Calling, Failure, Lines, Success
from portwise.read.hints import met
from portwise.read.lead import Lead
from portwise.read.leads.edges import PROXY
from portwise.read.leads.target import another_port
from portwise.read.places import is_loopback
from portwise.read.scene import given, lent, not_found
from portwise.read.text import Text, both, either
from portwise.read.waits import failed, ports

WRITTEN = re.compile(
    r"(?:(?<=[\w\])*\"']):|\bports?(?: number)?[\"']?(?: is|:=)?[ :=\"'(]{1,3}|(?<!\S)-p ?|\bport=|\d, ?)"
    r"(?P<port>\d{4,5})(?![\w:]|\.\d|-\d)"
)
USUAL = (
    *((r"\bmqtt\b|mosquitto|esphome|tasmota", 1883), (r"\bredis", 6379), (r"mysql|mariadb", 3306)),
    *((r"postgres|psql|psycopg", 5432), (r"mongo", 27017), (r"rabbit|amqp", 5672), (r"kafka", 9092)),
    *((r"elastic", 9200), (r"jellyfin|emby", 8096), (r"moonraker|klipper|mainsail", 7125), (r"influx", 8086)),
    *((r"ollama", 11434), (r"proxmox|pveproxy", 8006), (r"\bplex", 32400), (r"home ?assistant|\bhass", 8123)),
    *((r"minecraft", 25565), (r"grafana", 3000), (r"prometheus", 9090), (r"\bvite", 5173), (r"jupyter", 8888)),
)
NO_PORTS = range(1990, 2040)  # years
GUEST = re.compile(r"\b(?P<guest>\d{2,5}) \(guest\) => (?P<host>\d{2,5}) \(host\)")
CLUSTER_ROW = re.compile(r"(?<![\w.])\d{1,2}(?:\.\d)? +[\w-]{1,40} +(?P<port>\d{4,5}) +online\b")
DENIED_CALL = (
    r"refus\w+|cannot connect|can't connect|could not connect|unable to (?:connect|reach)|rejected|disconnected"
)


def turned(one: int, other: int) -> bool:
    """Two neighbouring digits changed places."""
    a, b = str(one), str(other)
    apart = [n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    return len(a) == len(b) and len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(a) == sorted(b)


def written(text: Text) -> dict[int, Lines]:
    """Ports as people and programs write them, with their lines."""
    found: dict[int, Lines] = {}
    for hit in WRITTEN.finditer(text.folded):
        if int(hit["port"]) not in NO_PORTS:
            found.setdefault(int(hit["port"]), (text.number(hit.start()),))
    return found


def digits_turned(text: Text) -> Lines:
    """Two ports of the text, or one of it and the usual one of its server, are alike but for two digits."""
    told = written(text)
    pairs = [(a, b) for a in told for b in told if a < b and turned(a, b)]
    usual = [(a, port) for name, port in USUAL for a in told if turned(a, port) and text.find(name)]
    return tuple(dict.fromkeys(n for a, b in (*pairs, *usual) for n in (*told[a], *told.get(b, NOWHERE))))


def lent_port_asked_inside(text: Text) -> Lines:
    """Inside the network of containers the port is asked that the host lends out; there it is the inner one."""
    outer = {one.sign.port: one for one in lent(text) if one.sign.port != one.sign.inside}
    inner = {one.sign.inside for one in lent(text)}
    return tuple(
        n
        for one in text.signs(Failure)
        if one.sign.port in outer and one.sign.port not in inner and one.sign.host and not is_loopback(one.sign.host)
        if one.sign.outcomes[0] == "refused" and not text.find(PROXY)
        for n in (*one.lines, *outer[one.sign.port].lines)
        if re.match(r"172\.(?:1[6-9]|2\d|3[01])\.", one.sign.host) or "." not in one.sign.host
    )


def guest_port_asked(text: Text) -> Lines:
    """A machine's port is forwarded from another one of the host, and the host is asked for that of the guest."""
    rows = [hit for hit in GUEST.finditer(text.folded) if hit["guest"] != hit["host"]]
    named = [hit for hit in rows if mentions(text, hit["guest"]) > 1 and mentions(text, hit["host"]) == 1]
    return given(text.find(DENIED_CALL), tuple(text.number(hit.start()) for hit in named))


def mentions(text: Text, port: str) -> int:
    return len(re.findall(rf"(?<!\d){port}(?!\d)", text.folded))


def cluster_elsewhere(text: Text) -> Lines:
    """`pg_lsclusters` shows a cluster online at another port than that which is asked."""
    rows = list(CLUSTER_ROW.finditer(text.folded))
    asked = ports(failed(text, "refused"))
    apart = asked and rows and asked.isdisjoint(int(hit["port"]) for hit in rows)
    return tuple(text.number(hit.start()) for hit in rows) if apart else NOWHERE


def elsewhere_at_all(text: Text) -> Lines:
    return either(another_port(text), cluster_elsewhere(text), lent_port_asked_inside(text), guest_port_asked(text))


PRIVATE = re.compile(r"^(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168|127)\.")
HANDS_OUT = (
    r"\bkafka\b|\bredpanda\b|\bcassandra\b|\belastic ?search\b|\bopensearch\b|\bredis (?:cluster|sentinel)\b|"
    r"\bsentinel\b|\breplica ?set\b|\brocketmq\b|\bpulsar\b|\beureka\b|\bzuul\b|\bftp\b|\bjmx\b|\bjconsole\b|"
    r"\brmi\b|"
    r"\bnacos\b|\bhdfs\b|\bhadoop\b|\bdatanode\b|\bminio\b|\bconsul\b|\bselenium grid\b|\bsniff\w*|"
    r"\bsip\b|\bsdp\b|\brtp\b|\bice failed\b|\bwebrtc\b|\bjvb\b|\bturn server\b|\bnamesrv\b"
)
OWN_GIVEN = re.compile(
    r"(?:\b(?:mongodb|redis|rediss|amqp|hdfs|kafka|https?|jdbc:\w+|tcp)://(?:[^\s/@]{1,80}@)?|(?<!\S)-h |"
    r"\bjconsole |\bbootstrap[._-]?servers?[=: \"']{1,4})(?P<host>[a-z0-9][\w.-]{1,60})"
)


def not_the_given(text: Text) -> Lines:
    """What fails is a private address, while the client was given another host."""
    told = {hit["host"] for hit in OWN_GIVEN.finditer(text.folded)}
    told |= {one.sign.host for one in text.signs(Calling) if one.sign.host and one.sign.by != "upstream"}
    bad = [one for one in text.signs(Failure) if PRIVATE.match(one.sign.host)]
    others = (
        {host for host in told if not PRIVATE.match(host) or host.split(".")[:2] != bad[0].sign.host.split(".")[:2]}
        if bad
        else set()
    )
    return tuple(n for one in bad if one.sign.host not in told for n in one.lines) if others else NOWHERE


def name_for_inside(text: Text) -> Lines:
    """A browser is sent to a name that only the servers know."""
    short = [name for name in not_found(text) if "." not in name and name != "localhost"]
    inner = text.find(r"\bhttps?://(?!localhost\b)[a-z][a-z0-9_-]{1,30}(?::\d{2,5})?/[^\s]{2}")
    asked = text.find(
        r"\bbrowsers?\b|err_name_not_resolved|dns_probe|address could not be found|chrome|firefox|this site can't"
    )
    sent = text.find(
        r"\bissuer\b|\boauth\d?\b|\boidc\b|/authorize|/openid-connect|\bpre-?signed\b|x-amz-|\bendpoint_url\b|"
        r"\b(?:public|external|base|site|frontend)_?url\b|\bpublish\w* (?:address|url)\b|\bdownload links?\b"
    )
    return both(asked, sent, inner) if short or text.find(r"name_not_resolved|nxdomain|could not be found") else NOWHERE


PASSIVE = r"227 [^\n(]{0,60}\((?:10,\d|127,0|192,168|172,(?:1[6-9]|2\d|3[01])),"
TWO = re.compile(r"\b(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168)(?:\.\d{1,3}){2,3}\b")
BALANCERS = (
    r"\btarget groups?\b|\belb\b|\bnlb\b|\balb\b|\bmod_jk\b|\bjk_\w+|\bkong\b|\bopenresty\b|\bbalancer\w*|"
    r"\bbamboo\b"
)
NOW = (
    r"\b(?:docker |container )?inspect\b|\b(?:now|is|runs?|lives?|sits?) at\b|"
    r"\bnew (?:vm|server|address|ip|machine|node|host)\b|"
    r"\bneue[rns]? (?:adresse|server|ip)\b|\bmoved?\b|\bmigrat\w+|\bumzug\b|"
    r"\bprivate ip\b|\bdig \+short\b|\bnslookup\b|"
    r"\bsays (?:it's|it is) at\b|\bshows? .{0,40} at \d|\bsince the (?:deployment|upgrade|rebuild|restart|update)\b"
)


def behind_elsewhere(text: Text) -> Lines:
    """A proxy goes to one private address, and the text shows that what it means has another one by now."""
    if not text.find(PROXY, BALANCERS):
        return NOWHERE
    gone = {one.sign.host: one.lines for one in text.signs(Failure) if PRIVATE.match(one.sign.host)}
    gone |= {one.sign.host: one.lines for one in text.signs(Calling) if PRIVATE.match(one.sign.host)}
    well = {one.sign.host for one in text.signs(Success)}
    others = {hit[0] for hit in TWO.finditer(text.folded) if hit[0].count(".") == 3 and not hit[0].endswith(".1")}
    stale = {host: where for host, where in gone.items() if host not in well and not is_loopback(host)}
    return both(tuple(n for where in stale.values() for n in where), text.find(NOW)) if others - set(gone) else NOWHERE


TWO_NETWORKS = (
    r"\b(?:two|second|both|several|multiple|another|2) (?:docker )?networks?\b|\btraefik\.docker\.network\b|"
    r"\bnetworks: *\[\w+, *\w+|\.networksettings\.networks"
)
PORT, SENT, STALE = "wrong-port-or-typo", "advertised-address-unreachable", "gateway-upstream-address-wrong-or-stale"
DATABASES = ("mysql-not-accepting-tcp", "postgres-not-accepting-tcp", "redis-protected-mode-or-bind", "mongodb-bindip")
LOCAL = ("ai-server-loopback-only", "server-ipv6-only-client-ipv4", "localhost-inside-container")

LEADS = (
    Lead(PORT, "two digits of a port changed places", 4.0, digits_turned),
    Lead(PORT, "between containers the port of the host is asked", 4.5, lent_port_asked_inside),
    Lead(
        PORT,
        "the host is asked for the port of the machine inside, which is forwarded from another",
        4.0,
        guest_port_asked,
    ),
    Lead(PORT, "the cluster of the database is online at another port", 4.0, cluster_elsewhere),
    *(
        Lead(cause, "another port is asked than the server says", -1.7, elsewhere_at_all)
        for cause in (*DATABASES, *LOCAL)
    ),
    Lead(SENT, "a private address is handed out for passive FTP", 3.0, lambda t: t.find(PASSIVE)),
    *(
        Lead(cause, "a private address is handed out for passive FTP", -1.5, lambda t: t.find(PASSIVE))
        for cause in ("network-perimeter-block", "firewall-drop")
    ),
    Lead(
        SENT,
        "what fails is a private address, while another host was given",
        2.0,
        lambda t: given(t.find(HANDS_OUT), not_the_given(t)),
    ),
    Lead(SENT, "a browser is sent to a name that only the servers know", 4.0, name_for_inside),
    Lead(STALE, "what the proxy asks for has another address by now", 3.0, behind_elsewhere),
    Lead(
        STALE,
        "the container is in several networks, and the proxy waits for it in vain",
        3.0,
        lambda t: both(t.find(r"\btraefik\b|\bnginx-proxy\b"), met(t, "http-5xx", "timeout"), t.find(TWO_NETWORKS)),
    ),
)
