"""What single words of a program, a product or a number tell of a cause: who has met them once knows them again."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, leads
from portwise.read.scene import engine
from portwise.read.text import Text, both, either
from portwise.read.waits import failed, lead, lines, through

UNPUBLISHED, INSIDE, MACHINE, FAMILY, PORT, PROTOCOL = (
    "container-port-not-published-or-mismapped",
    "localhost-inside-container",
    "vm-nat-no-port-forward",
    "localhost-ipv6-first-server-ipv4-only",
    "wrong-port-or-typo",
    "non-http-or-wrong-protocol-on-port",
)
PRIVATE = r"(?:192\.168\.\d{1,3}|10\.\d{1,3}\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3})\.\d{1,3}"
MAPPED = re.compile(r"(?<![\d.:/])(?P<outside>\d{2,5}):(?P<inside>\d{2,5})(?![\d.:])")
LOOPBACKS = ("localhost", "127.0.0.1", "::1")
WELL = r"\b(?:works?|worked|fine|ok|okay|opens?|loads?|reachable|success\w*|without (?:any )?problems?)\b"
ILL = r"\b(?:not|cannot|can't|couldn't|unable|fails?|failed|refus\w*|nothing|never|no answer|tim(?:es|ed|e) ?out)\b"
SHOWN_TO_WORK = re.compile(  # "with curl it works fine:", and the command below
    r"\b(?:works?|fine|ok|succeeds)\b[^\n]{0,20}:\s{1,9}(?:```\w*\s+)?[>$#]?\s*curl\b[^\n]{0,60}?\b(?:localhost|"
    r"127\.0\.0\.1):(?P<port>\d{2,5})\b"
)
WINDOWS_OF_OLD = r"\bwin(?:dows)? ?(?:7|8(?:\.1)?|vista|xp|server 20(?:08|12))\b"
GUEST = r"\b(?:vm|vms|virtual machine|virtualbox|vmware|hyper-v|guest|centos 7)\b"


def named_by_an_engine(text: Text) -> Lines:
    """The host name that an engine gives a container stands for nothing outside: a server in it told its clients so."""
    return lines(
        n for n in failed(text, "name-failure") if re.fullmatch(r"[0-9a-f]{12}", n.sign.host.partition(".")[0])
    )


def both_sides_changed(text: Text) -> Lines:
    """9090:9090 in place of 8787:8787: the number on the right is the server's own, and stays what it is."""
    same = [hit for hit in MAPPED.finditer(text.folded) if hit["outside"] == hit["inside"]]
    if len({hit["outside"] for hit in same}) < 2 or not engine(text):
        return NOWHERE
    numbers = tuple(dict.fromkeys(text.number(hit.start()) for hit in same))
    return both(
        numbers,
        text.find(r"\binstead of\b|\bin place of\b|\bbut with\b|\bchang\w+|\banother port\b|\b(?:would|i'd) like"),
    )


def same_place_two_fates(text: Text) -> Lines:
    """One port of the loopback answers one client and refuses another: they are not on one machine."""
    fine = {n.sign.port for n in through(text) if n.sign.host in LOOPBACKS and n.sign.port}
    fine |= {int(hit["port"]) for hit in SHOWN_TO_WORK.finditer(text.folded)}
    refused = [n for n in failed(text, "refused") if n.sign.host in ("127.0.0.1", "localhost") and n.sign.port in fine]
    return lines(refused)


def by_ipv6_and_not_by_ipv4(text: Text) -> Lines:
    """::1 refuses what 127.0.0.1 serves."""
    fine = {n.sign.port for n in through(text) if n.sign.host == "127.0.0.1"}
    told = {int(hit[1]) for hit in re.finditer(r"\b127\.0\.0\.1:(\d{2,5})\b[^\n]{0,60}" + WELL, text.folded)}
    return lines(n for n in failed(text, "refused") if n.sign.host == "::1" and n.sign.port in fine | told)


def since_node_17(text: Text) -> Lines:
    """Node takes addresses in the order of the resolver since 17, and a version before that works."""
    new = text.find(r"\bnode(?:\.?js)?\b[^\n]{0,30}?\bv?(?:>=? ?)?(?:1[789]|2[0-4])\b(?!:)")
    old = text.find(r"\bnode(?:\.?js)?\b[^\n]{0,30}?\bv?(?:1[0246])\b(?!:)")
    return both(both(new, old), text.find(r"\bfetch failed\b|\beconnrefused\b|\bfetcherror\b"))


def lost_error_99(text: Text) -> Lines:
    """localhost in a container without a server: glibc gives ::1 first there, and EADDRNOTAVAIL is the last word."""
    return both(
        text.find(r"\berror 99 connecting to localhost\b|\b127\.0\.0\.1:\d+\. cannot assign requested address"),
        either(engine(text), text.find(r"\bcontainers?\b|\bcompose\b|\bkubernetes\b")),
    )


def upstream_at_home(text: Text) -> Lines:
    """The log of a gateway in a container names 127.0.0.1 as its upstream, which is the container itself."""
    return both(
        text.find(
            r"upstream: \"\w+://127\.0\.0\.1:\d+|\bdial tcp (?:127\.0\.0\.1|\[::1\]):\d+: connect[^\n]{0,60}\b502\b"
        ),
        text.find(r"\bdocker(?:-| )(?:compose |container )?(?:logs?|up|exec|ps)\b|\b\w+[_-]nginx[_-]1\b|\bnginx_1\b"),
    )


def reset_by_fastcgi(text: Text) -> Lines:
    """HTTP that is sent to PHP-FPM, which speaks FastCGI: the connection ends without an answer."""
    return both(
        both(
            text.find(r"\breverse_proxy\s+\S+:9000\b|\bproxy_pass\s+http://\S+:9000\b|\b\d+:9000\b"),
            text.find(r"\bphp\b|\bfpm\b|\blaravel\b|/var/www"),
        ),
        either(met(text, "reset", "empty"), text.find(r"\bconnection (?:was )?reset\b|\bempty reply\b")),
    )


def bolt_at_the_browser(text: Text) -> Lines:
    """A binary protocol that is spoken to the port of the same server's web interface."""
    return either(
        text.find(r"\b(?:bolt|neo4j)(?:\+s)?://\S+:7474\b"),
        both(
            text.find(r"\[clickhouse\]|\bclickhouse[-_](?:go|driver|native)\b|\btcp://\S+:8123"), text.find(r":8123\b")
        ),
        text.find(r"\bamqps?://\S+:15672\b|\bredis://\S+:8001\b|\bmongodb://\S+:8081\b|\bkafka\S*:8081\b"),
    )


def after_a_change(text: Text) -> Lines:
    """Since its settings were changed nobody gets in, not even on its own machine."""
    return text.together(
        r"\b(?:after|since|once|when|as soon as)\b[^\n]{0,60}\b(?:chang|edit|add|install|enabl|put|updat|upgrad|"
        r"configur|set)\w*|\b(?:chang|edit|add|install|enabl|put|configur)\w*\b[^\n]{0,80}\band since (?:then|that)\b",
        r"\bnot even (?:from|on|locally|with|by)\b|\beven (?:from|on) (?:within )?(?:the )?(?:vm|server|machine|host|"
        r"localhost)\b|\beven locally\b",
        ILL,
    )


def of_another_network(text: Text) -> Lines:
    """A guest's address is of another network than that of the device that does not reach it."""
    nets = {hit[0].rsplit(".", 2)[0]: text.number(hit.start()) for hit in re.finditer(rf"\b{PRIVATE}\b", text.folded)}
    found = tuple(dict.fromkeys(nets.values())) if len(nets) > 1 else NOWHERE
    return both(
        found, both(text.find(GUEST), text.find(r"\besp(?:8266|32)\b|\bphone\b|\bother (?:pc|computer|device)s?\b"))
    )


def held_on_old_windows(text: Text) -> Lines:
    """WSAEACCES where no range of ports is set apart: Hyper-V does that, and since Windows 10."""
    return both(text.find(r"forbidden by its access permissions"), text.find(WINDOWS_OF_OLD))


def odd_address(text: Text) -> Lines:
    """Of 0.0.0.0/8, "this network" (RFC 1122 section 3.2.1.3): no machine has one, but for the wildcard."""
    return text.find(r"(?<![\d.])0\.(?!0\.0\.0\b)\d{1,3}\.\d{1,3}\.\d{1,3}:\d{2,5}\b")


def told_where_to_ask(text: Text) -> Lines:
    """0.0.0.0 is where a server listens; its own clients take the same variable for where to connect to."""
    return both(
        text.find(r"\b\w*_host\W{1,4}0\.0\.0\.0"),
        both(
            text.find(r"\b(?:python|client|cli|library|\w+\.chat\(|\w+\.generate\(|ollama (?:list|run|ps))"),
            text.find(rf"\b(?:localhost|127\.0\.0\.1)(?::\d+)?\b[^\n]{{0,80}}{WELL}|\bbefore\b[^\n]{{0,60}}\bwork"),
        ),
    )


def elsewhere_than_its_client(text: Text) -> Lines:
    """A server that was moved to another number, and a client that is told none."""
    moved = text.find(r"\bollama_host\s*=\s*\S*:(?!11434\b)\d{4,5}\b", r"\bi (?:have )?changed the port of\b")
    return both(
        moved, text.find(r"\b(?:could not|cannot|can't|unable to) connect\b|\bresponseerror\b|\bis it running\b")
    )


def refuses_own_chain(text: Text) -> Lines:
    """A browser is content, and a client that fetches no missing certificates is not."""
    return both(
        text.find(r"\bhttps\b|\bcertificates?\b|\bport 443\b"),
        text.find(
            r"\bbrowsers?\b[^\n]{0,50}\b(?:ok|fine|works?|no (?:problem|warning|exception))\b[^\n]{0,300}"
            r"\b(?:mobile app|android app|app (?:just|only)|desktop app)\b",
            r"--cacert\b[^\n]{0,160}\bdownload\b|\bthen i can download\b",
        ),
    )


def spec_of_another_origin(text: Text) -> Lines:
    """A page that loads a description of an interface from elsewhere, where a plain visit gets it."""
    return both(
        text.find(r"\bfailed to load (?:spec|api definition)|\bfetch error\b[^\n]{0,40}\bundefined\b"),
        text.find(
            rf"\b(?:browser|same (?:file|content|url)|curl|postman)\b[^\n]{{0,80}}(?:{WELL}|\bsame\b|\breached\b)"
        ),
    )


def kept_out_by_firewalld(text: Text) -> Lines:
    """It turns away with an ICMP error whatever no zone lets in, and is there unless somebody took it away."""
    return text.together(
        r"\bfirewalld\b",
        r"\b(?:only|except|outside(?: of)?|other than|but)\b[^\n]{0,30}\b(?:the host|localhost|the server|itself)\b|"
        r"\blocal network\b|\blan\b",
        r"\bunable to connect\b|\bcan't establish\b|\brefus\w*|\bno route to host\b",
    )


LEADS = (
    *leads(
        "the name is one that an engine gives a container, and the server told it to its client",
        named_by_an_engine,
        {"advertised-address-unreachable": 3.0, "container-dns-name-out-of-scope": -1.0},
    ),
    Lead(
        UNPUBLISHED, "both numbers of the mapping were changed, and the server keeps its own", 2.5, both_sides_changed
    ),
    *leads(
        "one port of the loopback answers one client and refuses another",
        same_place_two_fates,
        {INSIDE: 1.5, PORT: -2.0, "nothing-listening": -1.5, "service-exited-or-killed": -1.0},
    ),
    *leads(
        "one port of the loopback answers one client and refuses another, which may be in a container",
        lambda text: both(same_place_two_fates(text), engine(text)),
        {INSIDE: 2.0},
    ),
    *leads(
        "::1 refuses what 127.0.0.1 serves",
        by_ipv6_and_not_by_ipv4,
        {FAMILY: 3.5, "dev-server-proxy-or-websocket-upstream": -1.5, "nothing-listening": -2.0},
    ),
    Lead(FAMILY, "it fails with Node.js from 17 on, and not with one before", 3.0, since_node_17),
    *leads(
        "localhost in a container has no address to connect to",
        lost_error_99,
        {INSIDE: 3.5, "ephemeral-port-exhaustion": -3.0},
    ),
    *leads(
        "the upstream of a gateway in a container is 127.0.0.1",
        upstream_at_home,
        {INSIDE: 2.5, "reverse-proxy-upstream-refused": -1.0},
    ),
    *leads(
        "HTTP is sent to the port of PHP-FPM, and the connection is reset",
        reset_by_fastcgi,
        {PROTOCOL: 3.5, "container-dns-name-out-of-scope": -1.5, "startup-race-not-ready": -1.0},
    ),
    Lead(PROTOCOL, "a binary protocol is spoken to the port of a web interface", 4.0, bolt_at_the_browser),
    lead(
        PROTOCOL, "the server says that it wants another protocol: 426 Upgrade Required", 3.5, r"\bupgrade required\b"
    ),
    lead(
        "nothing-listening",
        "a page of the development says that its server is not there",
        2.5,
        r"\bdouble-check that vite is working\b|\bcannot connect to the vite dev server\b",
    ),
    *leads(
        "settings were changed, and it does not answer since, not even at home",
        after_a_change,
        {"service-crashed-at-start": 2.0, "bound-to-loopback-client-uses-lan": -1.5},
    ),
    Lead(MACHINE, "the guest's address is of another network than that of the device", 2.0, of_another_network),
    *leads(
        "Windows forbids the port, and is too old to set ranges apart",
        held_on_old_windows,
        {"windows-excluded-port-range": -3.0, "port-held-by-other-application": 2.0, "windows-http-sys-owns-port": 0.5},
    ),
    *leads(
        "the address to listen at is none that a machine can have",
        odd_address,
        {"bind-address-not-local": 3.0, "port-held-by-other-application": -1.0},
    ),
    Lead(
        "unspecified-address-as-target", "a client is told 0.0.0.0 by the setting of its server", 3.0, told_where_to_ask
    ),
    *leads(
        "the server was moved to another port, and its client was not",
        elsewhere_than_its_client,
        {PORT: 3.0, "ai-model-load-failure": -1.5, "ai-server-loopback-only": -1.5},
    ),
    *leads(
        "a browser takes the certificate, and a client that needs its whole chain does not",
        refuses_own_chain,
        {"certificate-untrusted": 2.5, "certificate-hostname-mismatch": -1.0},
    ),
    lead(
        "certificate-untrusted",
        "the certificate of an address of the own network cannot be verified",
        1.2,
        rf"\bcertificate (?:validation|verification|verify) failed\b[\s\S]{{0,400}}\b{PRIVATE}\b|"
        rf"\b{PRIVATE}\b[\s\S]{{0,400}}\bcertificate (?:validation|verification|verify) failed\b",
    ),
    Lead("cors-blocked", "a page does not get what a plain visit gets", 3.0, spec_of_another_origin),
    Lead(
        "firewall-reject-icmp", "firewalld runs, and others of the network are turned away", 2.0, kept_out_by_firewalld
    ),
    Lead(
        "service-crashed-at-start",
        "Kubernetes on a small ARM machine: its kernel has no memory group unless it is told",
        2.0,
        lambda text: text.together(
            r"\bk3s\b|\bkubeadm\b|\bmicrok8s\b|\bhyperkube\b",
            r"\braspberry\b|\brpi ?\d|\barmv7l\b|\braspbian\b",
            r"\bconnection to the server \S+ was refused\b|\bunable to handle the request\b",
        ),
    ),
)
