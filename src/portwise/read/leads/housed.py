"""What a reader infers of programs that are housed in containers: where they wait, whom they reach, what holds them."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.hints import met, on
from portwise.read.lead import Lead
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed

INNER, PORTS, TO_HOST, SCOPE = (
    "container-app-bound-to-loopback",
    "container-port-not-published-or-mismapped",
    "container-cannot-reach-host",
    "container-dns-name-out-of-scope",
)
ROUTE, LOW_PORT, DRIVER = (
    "wrong-or-blackhole-route",
    "privileged-port-without-capability",
    "windows-http-sys-owns-port",
)
AT_LOOPBACK = (
    r"\b(?:listen\w*|bind\w*|bound|serv(?:es|ing)|waits?|runs|running|starts?|started) (?:itself |only |just )?"
    r"(?:to|on|at)(?: only| just)? (?:the )?(?:address |interface |ip )?[`'\"]?"
    r"(?:https?://)?(?:127\.0\.0\.1|localhost|loopback)\b(?![^\n]{0,30}\b(?:on|of|from) (?:the|my) host\b)"
)
LENT = r"(?:^|\s)(?:-p|--publish)[ =]\S*\d|\bports:|\bpublish\w*\b|\bport mapping|\bmapped\b|\bexposed?\b"
OWN_SEGMENT = r"\b(?:mac|ip)vlan\w*\b"
ONE_ANOTHER = (
    r"\b(?:host|nas|server|docker host|machine|unraid|synology)(?: system| itself)?\b[^\n]{0,60}\b(?:can't|cannot|"
    r"cant|can not|couldn't|could not|unable|not|never|fails?|no|unreachable)\b[^\n]{0,60}\b(?:containers?|dockers?|"
    r"them|guests?)\b|"
    r"\b(?:containers?|guests?)\b[^\n]{0,60}\b(?:can't|cannot|cant|can not|couldn't|could not|unable|not|never|fails?|"
    r"no|unreachable)\b[^\n]{0,60}\b(?:hosts?|nas|each other)\b|"
    r"\b(?:unable|not able|impossible|can't|cannot|cant|fail\w*|no way|trouble|issues?|not possible|doesn't work)\b"
    r"[^\n]{0,40}\b(?:ping\w*|reach\w*|access\w*|connect\w*|communicat\w*|talk\w*)\b[^\n]{0,40}\b(?:my |the |its |"
    r"docker )?(?:hosts?|nas)\b|"
    r"\bfrom (?:the|my) (?:docker )?(?:host|nas|server)(?: itself)?\b[^\n]{0,60}\b(?:can't|cannot|cant|not|n't|fails?|"
    r"no|nothing|unreachable|tim\w+ out)\b|"
    r"\bhost\b[^\n]{0,30}\b(?:can't|cannot|cant|can not|couldn't|could not|unable to) (?:ping|reach|access|communicate|"
    r"connect|talk)\b|"
    r"\b(?:works?|opens?|answers?|fine|reach\w*|ping\w*)\b[^\n]{0,60}\b(?:except|but not|"
    r"only not)\b[^\n]{0,30}\bhost\b|"
    r"\bno route to host\b|\bdestination host unreachable\b|\u5bbf\u4e3b\u673a?[^\n]{0,20}(?:\u4e0d\u901a|\u65e0\u6cd5|"
    r"\u8bbf\u95ee\u4e0d)"
)
BY_NAME = (
    r"\b(?:by|with|using|via|use|through|over) (?:the |its |their |a |an |my )?(?:container |service |docker |host ?|"
    r"dns )?(?:names?|aliases)\b|\b(?:container|service|host) ?names?\b[^\n]{0,60}\b(?:not|n't|fails?|never|unknown)\b|"
    r"\b(?:resolve|find|look up|ping|reach|connect to)\b[^\n]{0,40}\bby (?:host ?)?name\b"
)
BY_NUMBER = (
    r"\b(?:by|with|using|via|use|if i (?:use|put|set|enter)|over|hard-?coded?|replac\w+)\b[^\n]{0,30}\b"
    r"(?:ip|ip address(?:es)?|address(?:es)?|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\b[^\n]{0,60}\b(?:works?|worked|fine|"
    r"ok|can|connects?|answers?|reach\w*|ping\w*|log in)\b|"
    r"\b(?:ip|ip address(?:es)?|address(?:es)?|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}) (?:it |that |this )?(?:works?|"
    r"worked|is fine|is ok|does)\b|\bworks? (?:fine |perfectly )?(?:by|with|using|via|over) (?:the |its |an )?ip\b|"
    r"\bping\w* (?:it |them |each other )?(?:by|with|using|via) (?:the |its |their )?ip\b"
)
OVERLAPS = (
    r"\b(?:docker\w*|bridge|bip|container|subnet|172\.1[789]|172\.[23]\d|192\.168)\b[^\n]{0,90}\b(?:overlap\w*|"
    r"collid\w*|clash\w*|conflict\w*|interfer\w*|inside|within|same (?:range|subnet|network|addresses)|part of|"
    r"falls? in\w*|lies|"
    r"also used|in use|equals?|identical)\b[^\n]{0,50}\b(?:compan(?:y|ies)|corporate|office|internal network|"
    r"intranet|vpn|campus|lan|our (?:own )?(?:network|range|subnet|addresses)|work network|data ?cent\w+)\b|"
    r"\b(?:compan(?:y|ies)|corporate|office|intranet|vpn|campus|our (?:network|range|subnet))\b[^\n]{0,60}\b(?:"
    r"overlap\w*|collid\w*|clash\w*|conflict\w*|interfer\w*|uses? the same|same (?:range|subnet)|also uses?|"
    r"also has)\b[^\n]{0,60}"
    r"\b(?:docker\w*|bridge|bip|172\.1[789])\b"
)
PRIVATE_TUNNEL = (
    r"\b(?:nordvpn|openvpn|mullvad|protonvpn|gluetun|expressvpn|surfshark|private internet access|transmission-openvpn|"
    r"vpn (?:container|client|docker))\b"
)
OF_ITS_OWN = (
    r"\bdocker network create\b|\b(?:network|bridge) of (?:my|its|their) own\b|\b(?:own|custom|user[- ]defined|other|"
    r"second|separate) (?:docker |bridge )?network\b"
)
CUT_OFF = (
    r"\bno (?:connectivity|connection|internet|network|access)\b|\b(?:login|connection|dns|lookup) (?:fails?|failed)\b|"
    r"\b(?:can't|cannot|could not|couldn't|not|n't) (?:\w+ ){0,2}(?:connect|reach|resolve|log ?in|get out)\b|"
    r"\btim\w+ out\b"
)
WITHOUT_ROOT = (
    r"\brootless\b|\bwithout (?:root|sudo)\b|\b(?:normal|ordinary|regular|standard|unprivileged|non-?root|own) "
    r"(?:linux )?user\b|\bas (?:a |my )?(?:normal |own )?user\b|\bnot (?:as )?root\b|\bsystemctl --user\b"
)
LOW_SERVICE = (
    r"\b(?:samba|smbd?|pi-?hole|adguard|dns|dnsmasq|bind9|nginx|caddy|traefik|apache|httpd|haproxy|ldap|smtp|postfix|"
    r"imap|ftp|ntp|snmp|syslog)\b|\bport (?:21|22|25|53|80|88|139|143|389|443|445|465|514|587|636|853|993)\b|"
    r"[:\s](?:53|80|139|443|445):\d"
)
OF_FILES = (
    r"\bpermission denied:? [`'\"]?/|\bcan(?:'t|not) open\b|/[\w./-]{2,60}[`'\"]?:? permission denied|\bvolumes?:|"
    r"\bchown\b|\bmkdir\b|docker\.sock"
)
OF_WINDOWS = (
    r"\binternet information services?\b|\biis\b(?! express)|\bworld wide web publishing\b|\bw3svc\b|\bweb deploy\w*\b|"
    r"\b(?:sql server )?reporting services?\b|\bssrs\b|\bbranchcache\b|\bhttp\.sys\b|\bwinrm\b|"
    r"\bsync ?share|\bwork folders\b"
)
ANSWERED_BY_ANOTHER = (
    r"\b404\b|\bnot found\b|\bempty (?:body|page|response|answer)\b|\b503\b|\bbad request\b|\bport 80\b|:80\b|"
    r"\bwelcome page\b"
)
GUEST_SERVER = r"\bdocker\b|\bingress\b|\bkube\w*|\bk8s\b|\bnginx\b|\bapache\b|\bxampp\b|\bminikube\b|\btraefik\b"
TWICE = re.compile(r"(?<![\d.:])(?P<port>\d{2,5}):(?P=port)(?![\d.:])")
CHANGED = (
    r"\b(?:chang\w*|switch\w*|mov(?:e|ed|ing)|instead|something else|rather than|set (?:it )?to|default port|"
    r"custom port|"
    r"(?:an)?other port|different port|new port|free port)\b|\bso:"
)

GATE_ASKS_ITSELF = (
    r"\b(?:proxy_pass|reverse_proxy|proxypass|proxy /|fastcgi_pass|grpc_pass|forward (?:host|ip|to)|"
    r"upstream(?!, client))"
    r"[^\n]{0,40}(?<![\w.])(?:https?://)?(?:localhost|127\.0\.0\.1)\b"
)
GATE = r"\b(?:nginx(?: proxy manager)?|npm|caddy\w*|traefik|haproxy|swag|envoy|httpd|openresty)\b"
GATE_HOUSED = (
    rf"\bdocker run\b[^\n]{{0,300}}{GATE}|\bimage: ?\S*{GATE}|\bfrom \S{{0,20}}{GATE}|"
    rf"{GATE}[^\n]{{0,30}}\b(?:in|inside|within|as|runs? in|via) (?:a |my |the )?(?:docker|container|podman)\b|"
    rf"\b(?:dockeri[sz]ed|containeri[sz]ed|docker) {GATE}|{GATE} (?:docker )?(?:container|image)\b"
)
GATE_FAILS = r"\b502\b|\bbad gateway\b|\bconnection refused\b|\b111\b|\b503\b|\bno live upstreams\b"


def waits_within(text: Text) -> Lines:
    """Somebody says of a program in a container that it waits at the loopback."""
    told = text.find(AT_LOOPBACK)
    return unless(both(told, engine(text), text.find(LENT)), text.find(r"\b127\.0\.0\.1:\d{2,5}:\d{2,5}"))


def of_one_segment(text: Text) -> Lines:
    """A container at an address of the network itself, and its own host, which macvlan keeps from it."""
    return text.together(OWN_SEGMENT, ONE_ANOTHER)


def named_in_vain(text: Text) -> Lines:
    """Containers know one another's address, and not the name."""
    several = text.find(r"\bcontainers\b|\b(?:another|other|second|one) container\b|\beach other\b|\bdocker run\b")
    return both(engine(text), several, text.find(BY_NAME), text.find(BY_NUMBER))


def both_sides_changed(text: Text) -> Lines:
    """Where 8000:8000 did, 8100:8100 does not: the program within still waits at 8000."""
    hits = [(hit["port"], text.number(hit.start())) for hit in TWICE.finditer(text.folded)]
    order = [port for n, (port, _) in enumerate(hits) if not n or hits[n - 1][0] != port]  # not two of one file
    asked = {str(n.sign.port) for n in failed(text, "refused", "reset", "empty", "timeout", "hang")}
    between = [n for n in text.find(CHANGED) if hits[0][1] <= n <= hits[-1][1]] if hits else []
    changed = between and len(order) == 2 and order[0] not in asked and order[1] in asked
    return both(tuple(dict.fromkeys(line for _, line in hits)), engine(text)) if changed else NOWHERE


def within_the_range(text: Text) -> Lines:
    """An engine's network and one of the company have the same addresses."""
    return both(text.find(OVERLAPS), either(engine(text), text.find(r"\bdocker0\b|\bbip\b")))


def walled_in(text: Text) -> Lines:
    """A container whose firewall lets nothing past its tunnel, in a network that it was not made for."""
    return both(text.find(PRIVATE_TUNNEL), text.find(OF_ITS_OWN), text.find(CUT_OFF), engine(text))


def without_root(text: Text) -> Lines:
    """An engine without root, a server of a low port, and a denial of which no file is told."""
    denied = both(text.find(r"\bpermission denied\b|\beacces\b"), text.find(WITHOUT_ROOT), text.find(LOW_SERVICE))
    return unless(both(denied, engine(text)), text.find(OF_FILES), text.find(r"\bavc:|\bfailed to connect\b"))


def answered_by_windows(text: Text) -> Lines:
    """A part of Windows that serves HTTP is on, and what was started beside it is not what answers."""
    return both(
        text.find(OF_WINDOWS),
        text.find(GUEST_SERVER),
        text.find(ANSWERED_BY_ANOTHER),
        either(on(text, "windows"), text.find(r"\bwindows\b")),
    )


def no_thread(text: Text) -> Lines:
    """A new C library asks for a system call that the filter of an old engine denies."""
    return both(
        text.find(
            r"\b(?:can't|cannot|could not|failed to|unable to) (?:spawn|start|create) (?:a |new |worker |os |main )*"
            r"thread\w*\b[^\n]{0,60}\b(?:operation not permitted|os error 1\b|errno[ =]1\b|eperm)|"
            r"\bpthread_create\b[^\n]{0,40}\b(?:operation not permitted|eperm)\b|\bfailed to create new os thread\b"
            r"[^\n]{0,40}\berrno ?=? ?1\b"
        ),
        engine(text),
    )


def shown_with_cors(text: Text) -> Lines:
    """The page comes, and what its script asks for is kept from it: the port is lent out well enough."""
    said = text.find(
        r"\bcors\b[^\n]{0,40}\b(?:errors?|issues?|problem|polic\w+|block\w*|fail\w*|complain\w*)\b|"
        r"\b(?:blocked|rejected|refused|stopped|denied) by cors\b|\bcross-origin request blocked\b|"
        r"\baccess-control-allow-origin\b"
    )
    shown = text.find(
        r"\b(?:shows?|see|get|loads?|opens?|renders?|displays?)\b[^\n]{0,40}\b(?:page|login|ui|form|screen|dashboard|"
        r"frontend|site|app)\b|\b(?:page|login|ui|form|screen|dashboard|frontend|site)\b[^\n]{0,30}\b(?:shows?|loads?|"
        r"opens?|appears?|renders?|comes up|is (?:there|shown))\b|\bconsole\b"
    )
    return unless(both(said, shown, engine(text)), met(text, "empty", "reset"), text.find(r"\bstatus code: \(null\)"))


def gate_asks_itself(text: Text) -> Lines:
    """A gateway in a container sends on to localhost, which is its own."""
    told = text.together(GATE_HOUSED, GATE_ASKS_ITSELF, GATE_FAILS)
    denied = text.find(r"\bpermission denied\b|\bcloudflared\b|\bngrok\b")
    return unless(told, denied, text.find(r"\bnetwork_mode[\"']?: ?[\"']?host\b|--net(?:work)?[= ]host\b"))


LEADS = (
    Lead("localhost-inside-container", "a gateway in a container sends on to localhost", 2.0, gate_asks_itself),
    Lead(INNER, "the program in the container is said to wait at the loopback", 3.0, waits_within),
    *(
        Lead(cause, "the program in the container is said to wait at the loopback", -1.5, waits_within)
        for cause in (PORTS, "server-port-setting-wrong", "bound-to-loopback-client-uses-lan")
    ),
    Lead(TO_HOST, "a container of macvlan or ipvlan and its own host do not reach one another", 4.0, of_one_segment),
    *(
        Lead(cause, "a container of macvlan or ipvlan and its own host do not reach one another", -2.5, of_one_segment)
        for cause in (ROUTE, SCOPE, PORTS)
    ),
    Lead(SCOPE, "containers reach one another by address, and not by name", 3.5, named_in_vain),
    *(
        Lead(cause, "containers reach one another by address, and not by name", -2.0, named_in_vain)
        for cause in (PORTS, "dns-resolution-failure", "vm-nat-no-port-forward")
    ),
    Lead(PORTS, "both sides of a mapping were changed, and only the outer one can be", 3.0, both_sides_changed),
    Lead(INNER, "both sides of a mapping were changed, and only the outer one can be", -2.5, both_sides_changed),
    Lead(ROUTE, "an engine's network has addresses of the company's", 3.0, within_the_range),
    Lead(SCOPE, "an engine's network has addresses of the company's", -2.0, within_the_range),
    Lead("firewall-drop", "a container with a tunnel's firewall is in a network of its own", 4.0, walled_in),
    Lead(SCOPE, "a container with a tunnel's firewall is in a network of its own", -2.0, walled_in),
    Lead(
        "path-mtu-blackhole",
        "an engine's network is told the usual size of packets",
        -5.0,
        lambda text: text.find(r"\bdriver\.mtu[^\n\d]{0,6}1500\b"),
    ),
    Lead(LOW_PORT, "without root a container's server of a low port is denied", 2.5, without_root),
    Lead("selinux-denial", "without root a container's server of a low port is denied", -2.0, without_root),
    Lead(DRIVER, "a part of Windows that serves HTTP is on beside the server that is meant", 3.0, answered_by_windows),
    Lead("container-exited-or-unhealthy", "a container may not start a thread", 3.0, no_thread),
    Lead("service-crashed-at-start", "a container may not start a thread", -1.5, no_thread),
    Lead(
        "cors-blocked", "the page of a container comes, and its script is kept from the answers", 2.5, shown_with_cors
    ),
    Lead(PORTS, "the page of a container comes, and its script is kept from the answers", -2.0, shown_with_cors),
)
