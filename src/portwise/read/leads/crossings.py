"""What stands between, as commands and settings show it: rules, mappings, exposed ports, schemes, two interfaces."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, beside, leads
from portwise.read.scene import DESKTOP, engine
from portwise.read.text import Text, both, unless

HAIRPIN, NAT, DROP, REJECT, PERIMETER, TO_HOST, FORWARDER = (
    "container-loopback-hairpin-off",
    "nat-redirect-hijack",
    "firewall-drop",
    "firewall-reject-icmp",
    "network-perimeter-block",
    "container-cannot-reach-host",
    "container-vm-forwarder-stuck",
)
PLAIN, NO_PODS, CLUSTER_FORWARD, BACKWARDS, UNHEARD, NOBODY = (
    "http-to-tls-port",
    "kubernetes-service-no-endpoints",
    "kubernetes-port-forward-died",
    "reverse-path-filter-drop",
    "container-app-bound-to-loopback",
    "nothing-listening",
)
NOT_FROM_LOOPBACK = (
    r"!\s?(?:-d )?(?:127\.0\.0\.0/8|loopback/8|lo\b)[^\n]{0,160}\b(?:to:|dnat|redir|dpt)|"
    r"\bdnat\b[^\n]{0,160}!\s?(?:-d )?(?:127\.0\.0\.0/8|"
    r"loopback/8)|\broute_localnet\b"
)
NOT_AT_HOME = (
    r"\b(?:localhost|127\.0\.0\.1|loopback)\b[^\n.]{0,40}\b(?:not|n't|cannot|fails?|refus\w*|missing|nothing|hangs?|"
    r"no)\b|"
    r"\b(?:not|n't|cannot|fails?|refus\w*|missing|nothing)\b[^\n.]{0,40}\b(?:localhost|127\.0\.0\.1|loopback)\b"
)
LENT = (
    r"\bcontainers?\b|\bnspawn\b|\bpodman\b|\bnerdctl\b|\blx[cd]\b|\bincus\b|\bcni\b|\bnetavark\b|\bhost-?port\b|"
    r"\bdocker\b|"
    r"\bportmap\b"
)
FLUSHED = (
    r"\biptables (?:-t \w+ )?(?:-f|--flush)\b|\bflush(?:ed|ing)? (?:the |all |my )*(?:rules?|iptables|nftables|chains?|"
    r"ruleset)?\b|\bnft flush\b|\bufw (?:disable|reset)\b|\b(?:remov|delet|dropp)\w* (?:the|that|this|my|our) (?:\w+ "
    r")?rules?\b"
    r"|\bwithout (?:the|that|this|my) (?:iptables |firewall |nft )?rules?\b|\biptables -d (?:input|output|forward)\b"
)
WELL_AGAIN = (
    r"\b(?:works?|worked|working|fine|ok|okay|goes|again|gets? through|succeeds|there it (?:was|is)|now it is there|"
    r"connects?|"
    r"helps?|helped|solved|fixed)\b"
)
A_DROP = r"-j drop\b|\bdrop\b|\bpolicy drop\b|\bdefault deny\b|\bdeny\b"
HOST_OF_CONTAINER = (
    r"\b(?:public |own |external |lan |the |its |my )?host(?:'s)? (?:own |public |lan |external |real )?ip\b|\bip of "
    r"the (?:"
    r"docker )?host\b|\bhost\.(?:docker|containers)\.internal\b|\b172\.1[78]\.0\.1\b|\bdocker0\b|\bhost-gateway\b|"
    r"\bthe host "
    r"itself\b|\bhost machine\b"
)
FROM_CONTAINER = (
    r"\b(?:from|in|inside|within) (?:of )?(?:the|a|an|another|any|one|my|second|that|its) (?:\w+ ){0,2}containers?\b|"
    r"\bsecond "
    r"container\b|\bdocker (?:exec|run -it)\b|\bcontainers? (?:can(?:not|'t)|to (?:the )?host)\b"
)
HOST_WALL = (
    r"\bfirewalld\b|\bufw\b|\biptables\b|\bnftables\b|\bfirewall-cmd\b|\bfedora\b|\bcentos\b|\brhel\b|\brocky\b|"
    r"\balma\b"
)
NO_WAY = (
    r"\bno route to host\b|\bhost is unreachable\b|\behostunreach\b|\bhost unreachable\b|\btim(?:es|ed|e) ?out\b|"
    r"\betimedout\b"
)
LENT_AT_LOOPBACK = r"(?:-p |-\s{1,3}[\"']?|--publish[ =])127\.0\.0\.1:\d{2,5}:\d{2,5}\b"
WITHOUT_IT = (
    r"\bwithout (?:the )?\W{0,2}127\.0\.0\.1\b|\bwith(?:out)? 0\.0\.0\.0\b|\b(?:remov|dropp|leav|delet)\w* (?:out "
    r")?(?:the )?\W{0,"
    r"2}127\.0\.0\.1\b|\b0\.0\.0\.0:\d+:\d+[^\n.]{0,30}\bworks\b"
)
IN_THE_CLEAR = (
    r"\b\.?useplaintext\b|\bplain-?text\b|\binsecure_channel\b|\bwithinsecure\b|\binsecure\.newcredentials\b|"
    r"\bchannelcredentials\.insecure\b|\bcreateinsecure\b|\bgrpc\.insecure\b|\bhttp://[^\s/\"']{1,80}:443\b|"
    r"\b(?:use_?ssl|ssl|tls|"
    r"secure|use_?tls|encrypt(?:ion|ed)?)[\"']?\s?[:=]\s?[\"']?(?:false|no|off|0|none|disabled?)\b|\bsslmode=disable\b"
)
TLS_PORT = r"(?:\bport\b[^\n\d]{0,20}|[\w\])\"'-]:)(?:443|8443|6443|9443|993|995|465|8883|5671|636|6697)\b"
CUT_OFF = (
    r"\b(?:drops?|dropped|clos(?:es|ed)|resets?|eof|empty|hangs?|disconnect\w*|preface|unavailable|goaway|tim(?:es|"
    r"ed|e) ?out|"
    r"fails?|failed|lost|refus\w*|ended|end of)\b"
)
EXPOSE = re.compile(r"\bkubectl (?:\S+ ){0,4}?expose\b(?P<rest>[^\n]{0,240})")
GIVEN = re.compile(r"--port[= ](?P<port>\d{2,5})\b")
IMAGES = {  # ports at which images wait, unless they are told another
    r"\bnginx\b|\bhttpd\b|\bapache2?\b|\bwordpress\b|\bphpmyadmin\b": {"80", "443"},
    r"\bpostgres\w*\b": {"5432"},
    r"\bmysql\b|\bmariadb\b": {"3306"},
    r"\bredis\b": {"6379"},
    r"\bmongo\w*\b": {"27017"},
    r"\btomcat\b|\bjenkins\b|\bechoserver\b|\bhello-?(?:minikube|node|app)\b": {"8080", "50000"},
    r"\bgrafana\b": {"3000"},
}
IMAGE = re.compile(r"--image[= ](?P<image>[^\s\"']{2,120})")
SEEN_ON_WIRE = (
    r"\b(?:wireshark|tcpdump|tshark|capture)\b[^\n]{0,100}\b(?:shows?|sees?|there|arriv\w+|come in|coming in|comes "
    r"in|visible|"
    r"receives?|see the|reach\w*)\b|\b(?:packets?|requests?|syns?|traffic|datagrams?|multicast)\b[^\n.]{0,40}\b(?:do "
    r"|does |did )?"
    r"(?:come in|comes in|arrives?|reach(?:es)?)\b[^\n.]{0,40}\b(?:ens|eth|enp|eno|wlan|interface|nic|tun|wg)\w*"
)
TWO_WAYS = (
    r"\bmulticast\b|\bigmp\b|\bmroute\b|\bmgroup\b|\b(?:two|both|second|2|other|several|multiple) (?:network "
    r")?(?:interfaces?|nics?|"
    r"gateways?|uplinks?|isps?|default routes?|subnets?)\b|\basymmetric\w*|\bmulti-?hom\w+|\bpolicy[- ]?(?:based "
    r")?rout\w+|"
    r"\b(?P<one>ens|enp|eno)\d\w*\b[\s\S]{0,300}\b(?P=one)\d\w*\b|\beth0\b[\s\S]{0,300}\beth1\b"
)
LOST_INSIDE = (
    r"\b(?:nothing|never|no|not|none|zero|0|n't)\b[^\n.]{0,50}\b(?:goes out|forward\w*|receiv\w*|reach\w*|answer\w*|"
    r"repl\w*|"
    r"program|application|socket|counter|packets?|deliver\w*|arriv\w*)\b"
)
OTHERS_LISTED = (
    r"\b(?:nmap|port ?scan\w*|scan|netstat|ss|lsof)\b[^\n]{0,60}\b(?:shows?|lists?|finds?|sees?|has|gives?|"
    r"only)\b[^\n]{0,80}\b("
    r"?:nothing else|and that is all|only|alone|but not|not (?:this|that|the|mine)|no \d+)\b"
)
NOT_OPEN = r"\bports?\b[^\n.]{0,30}\b(?:is|are) (?:not|n't) (?:open|listed|there|in use|shown)\b|\bport is closed\b"


def not_for_loopback(text: Text) -> Lines:
    """A container's port is led on for every address except those of the loopback."""
    return text.together(NOT_FROM_LOOPBACK, NOT_AT_HOME, LENT)


def container_meets_host_wall(text: Text) -> Lines:
    """A container asks its own host, whose filter lets nothing in from the engine's network."""
    return both(
        text.find(FROM_CONTAINER), text.find(HOST_OF_CONTAINER), text.find(HOST_WALL), text.find(NO_WAY), engine(text)
    )


def lent_at_loopback_of_a_desktop(text: Text) -> Lines:
    """A port lent out at 127.0.0.1 fails, and lent out everywhere it does not, where the engine is in a machine."""
    return text.together(DESKTOP, LENT_AT_LOOPBACK, WITHOUT_IT)


def exposed_at_another_port(text: Text) -> Lines:
    """A Service is given a port alone, at which the image of its pods does not wait."""
    told = EXPOSE.search(text.folded)
    port = GIVEN.search(told["rest"]) if told else None
    image = IMAGE.search(text.folded)
    if not told or not port or not image or "--target-port" in told["rest"]:
        return NOWHERE
    waits = next((ports for name, ports in IMAGES.items() if re.search(name, image["image"])), None)
    return (text.number(told.start()),) if waits and port["port"] not in waits else NOWHERE


def plain_at_a_port_of_tls(text: Text) -> Lines:
    told = text.together(IN_THE_CLEAR, TLS_PORT, CUT_OFF)
    return unless(
        told, met(text, "name-failure", "bind-EADDRINUSE", "refused"), text.find(r"\bproxy_pass\b|\btermina\w+ tls\b")
    )


def scan_without_it(text: Text) -> Lines:
    return unless(text.together(OTHERS_LISTED, NOT_OPEN), engine(text))


LEADS: tuple[Lead, ...] = (
    *leads(
        "a container's port is led on for every address and not for the loopback",
        not_for_loopback,
        {HAIRPIN: 5.0, NAT: -4.0, "container-firewall-rules-missing": -1.5},
    ),
    *beside(
        "with its rules flushed or one of them gone it works",
        {DROP: 2.5, PERIMETER: -2.5, NOBODY: -2.0},
        FLUSHED,
        WELL_AGAIN,
        A_DROP,
    ),
    *leads(
        "a container asks its own host, whose packet filter is spoken of",
        container_meets_host_wall,
        {TO_HOST: 2.0, REJECT: -2.5, "target-host-unreachable": -1.5, DROP: -1.5},
    ),
    *leads(
        "lent out at 127.0.0.1 it fails and everywhere it does not, where the engine is in a machine",
        lent_at_loopback_of_a_desktop,
        {FORWARDER: 5.0, UNHEARD: -5.0, "container-port-not-published-or-mismapped": -5.0},
    ),
    *leads(
        "a Service was made with a port at which the image of its pods does not wait",
        exposed_at_another_port,
        {NO_PODS: 5.0, CLUSTER_FORWARD: -5.0, NAT: -2.0},
    ),
    *leads(
        "a client is told to speak without TLS at a port that is known for it",
        plain_at_a_port_of_tls,
        {PLAIN: 2.5, "non-http-or-wrong-protocol-on-port": -1.5},
    ),
    *beside(
        "packets are seen at one of several interfaces, and nobody behind it gets them",
        {BACKWARDS: 2.5, PERIMETER: -2.5, "wrong-or-blackhole-route": -0.5},
        SEEN_ON_WIRE,
        TWO_WAYS,
        LOST_INSIDE,
    ),
    *leads("a scan shows other ports, and not this one", scan_without_it, {NOBODY: 2.0, PERIMETER: -1.5}),
)
