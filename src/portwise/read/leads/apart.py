"""What speaks for the way rather than for its end: other machines, other ports, before and after."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, ip_network
from itertools import combinations

from portwise.model.reading import Lines
from portwise.read.hints import met, on, without_route
from portwise.read.lead import Lead
from portwise.read.signs.statements import works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lead

CIDR = re.compile(r"(?<![\d./])(?:\d{1,3}\.){3}\d{1,3}/(?:[89]|1\d|2\d|30)(?![\d.])")
TWICE = re.compile(
    r"^\s*(?P<net>(?:\d{1,3}\.){3}\d{1,3}/\d+) dev (?P<one>\S+)(?!\S).*\n"
    r"(?:.*\n){0,3}?\s*(?P=net) dev (?!(?P=one)\b)\S",
    re.MULTILINE,
)
PORT_FINE = re.compile(
    r"(?:\bports? |\bat |\bon |[:+]|\b)(?P<port>\d{2,5})(?:/tcp)?(?: on [^.;\n]{2,20})?(?:\)? (?:is |are |still |"
    r"between the nodes |"
    r"answers |does )?(?:\w+ ){0,2}?|\s{2,8})(?:fine|ok|okay|works?|good|up|open|reachable|connects?|answers?|"
    r"loads?|responds?)\b"
)


def no_way(text: Text) -> Lines:
    return either(
        without_route(text),
        text.find(r"\b(?:host|network|net) (?:is )?unreachable\b|\baddress_unreachable\b|\bunreachable\b"),
    )


def others_get_there(text: Text) -> Lines:
    """Another machine reaches what this one does not."""
    return either(
        works(text, "elsewhere", "phone", "other-network"),
        text.find(
            r"\b(?:colleagues?|others?|everybody else|everyone else|coworkers?|teammates?|friends?) (?:can|do|"
            r"does|has|have|"
            r"reach\w*|gets?|is not affected|isn't affected|are fine)\b(?! not|n't| the same)",
            r"\bfrom (?:the |my |an?other )?(?:\w+ ){0,3}(?:pc|box|mac|laptop|machine|host|phone|server|office|"
            r"jump box)"
            r"(?: it)? (?:yes|i (?:get|can)|works?|ok|fine|opens?|loads?)\b",
            r"\b(?:windows|linux|mac\w*) (?:dual boot|pc|laptop|box|machine) (?:works|is fine|can|reaches)\b",
        ),
    )


def unreached_here_alone(text: Text) -> Lines:
    return both(no_way(text), others_get_there(text))


def another_port(text: Text) -> Lines:
    """A port of the machine answers that is not the one that failed."""
    asked = {str(n.sign.port) for n in failed(text, "refused", "timeout", "unreachable") if n.sign.port}
    found = (hit for hit in PORT_FINE.finditer(text.folded) if hit["port"] not in asked)
    return either(
        tuple(dict.fromkeys(text.number(hit.start()) for hit in found)), works(text, "ssh", "ping", "other-port")
    )


def no_route_at_one_port(text: Text) -> Lines:
    return both(no_way(text), another_port(text))


def at_once(text: Text) -> Lines:
    """An answer of a filter comes at once, and nobody at home is told after seconds."""
    return both(
        without_route(text),
        text.find(
            r"\bimmediate\w*\b|\binstant(?:ly|aneous)?\b|\bat once\b|\bright away\b|\bafter [0-9] ?ms\b|\bsofort\b"
        ),
    )


def one_program_of_a_mac(text: Text) -> Lines:
    """On a Mac one program has no way to what another one opens."""
    return both(
        on(text, "macos"),
        no_way(text),
        works(text, "safari", "terminal", "firefox", "ssh", "curl", "other-browser", "by-hand"),
    )


def overlapping(text: Text) -> Lines:
    """Two networks that are spoken of lie in one another."""
    found: dict[IPv4Network, int] = {}
    for hit in CIDR.finditer(text.folded):
        try:
            found.setdefault(IPv4Network(str(ip_network(hit[0], strict=False))), text.number(hit.start()))
        except ValueError:
            continue
    pairs = [(a, b) for a, b in combinations([*found][:40], 2) if a.overlaps(b)]
    return tuple(dict.fromkeys(found[one] for pair in pairs for one in pair))


def networks_overlap(text: Text) -> Lines:
    return both(
        overlapping(text),
        text.find(
            r"\b(?:docker|compose|k3s|k8s|kubernetes|pods?|vpn|wireguard|openvpn|tailscale|bridge|libvirt|vmware)\b"
        ),
    )


def twice_in_the_table(text: Text) -> Lines:
    return tuple(text.number(hit.start("net")) for hit in TWICE.finditer(text.folded))


def vpn_decides(text: Text) -> Lines:
    return works(text, "vpn-off")


def woken(text: Text) -> Lines:
    """It began when a machine slept, was moved or brought back, or after a long time without a restart."""
    return text.find(
        r"\b(?:after|since|on|from|nach|resume from) (?:\w+ ){0,3}?(?:sleep|suspend|resum\w*|hibernat\w*|standby|"
        r"wak\w+|"
        r"live migration|migrating|rollback|restor\w+ (?:a |the )?snapshot|ruhezustand|aufwachen)\b",
        r"\b(?:open|close|closing|opening) (?:\w+ ){0,2}lid\b(?! it works)|\beach rollback\b",
        r"\buptime:? (?:of |is |von )?\d{2,4} (?:days|tage?n?|jours|d[ií]as)\b",
        r"\b(?:router|modem)\b.{0,40}\b(?:power|strom)\b.{0,30}\b(?:out|cut|off|gone)\b|\bnach stecker ziehen\b",
    )


def network_stale(text: Text) -> Lines:
    return unless(
        both(
            woken(text),
            either(
                met(text, "timeout", "unreachable", "hang"),
                text.find(
                    r"\b(?:hang\w*|unreachable|offline|no (?:answer|internet|network)|stall\w*|timeouts?|"
                    r"times out|nothing|half dead|"
                    r"limited|keine adresse|nichts)\b"
                ),
            ),
        ),
        met(text, "refused"),
    )


LEADS = (
    Lead("target-host-unreachable", "other machines reach what this one does not", -2.0, unreached_here_alone),
    Lead("target-host-unreachable", "another port of the same machine answers", -2.0, no_route_at_one_port),
    Lead(
        "firewall-reject-icmp",
        "another port of the same machine answers, and this one has no route",
        2.5,
        no_route_at_one_port,
    ),
    Lead("firewall-reject-icmp", "it is told at once that there is no way", 1.5, at_once),
    Lead("target-host-unreachable", "it is told at once that there is no way", -1.0, at_once),
    Lead(
        "macos-local-network-privacy",
        "on a Mac one program has no way to what another opens",
        2.5,
        one_program_of_a_mac,
    ),
    Lead(
        "target-host-unreachable", "on a Mac one program has no way to what another opens", -2.0, one_program_of_a_mac
    ),
    Lead("target-host-unreachable", "with the VPN off it is reached", -2.0, vpn_decides),
    Lead("wrong-or-blackhole-route", "one network lies at two interfaces", 3.5, twice_in_the_table),
    Lead("wrong-or-blackhole-route", "two networks that are spoken of lie in one another", 2.0, networks_overlap),
    lead(
        "wrong-or-blackhole-route",
        "what brought a route is taken away, and it is reached again",
        3.0,
        r"\b(?:pull|unplug|remov\w*|delet\w*|stop\w*|tak\w+ (?:down|out|away)|bring\w* down|"
        r"disconnect)\b.{0,40}\b(?:stick|line|"
        r"entry|compose project|compose|docker|bridge|tap|network|subnet)\b.{0,40}\b(?:fine|works?|back|good|"
        r"reach\w*|gone)\b",
        r"\b(?:stop|remov|delet)\w* (?:the )?(?:stick|line|route|entry|stack|compose project)\b.{0,30}(?:→|->|=>)",
        r"\bas soon as (?:libvirtd|docker|the (?:bridge|stick|tap))\b.{0,30}\b(?:starts?|is (?:in|up|there))\b",
    ),
    lead(
        "wrong-or-blackhole-route",
        "the route to it leads to an interface of a virtual machine, or is kept from before",
        2.5,
        r"\b\d{1,3}(?:\.\d{1,3}){1,3}(?:/\d+)? (?:on |link#\d+ +\w+ +|dev )(?:bridge\d+|vmnet\d+|virbr\d|"
        r"vboxnet\d|br-\w+|docker\w*)\b",
        r"\bpersistent routes:",
        r"\btype=(?:unreachable|blackhole|prohibit)\b|\ball to \S+ (?:prohibit|unreachable|blackhole)\b",
        r"\b(?:only |has )?[\"']?(?:unreachable|blackhole|prohibit) default\b",
        r"\b(?:uses?|have|has|is|hat|gets?) (?:the )?(?:10|172|192)(?:\.\d{1,3}){2}\.(?:\d{1,3}(?:/\d+)?|"
        r"x)\b.{0,20}\b(?:too|also|by chance|"
        r"as well|auch)\b",
    ),
    Lead("network-state-needs-reset", "it began when something slept, moved or ran for long", 2.0, network_stale),
    lead(
        "network-state-needs-reset",
        "taking the interface down and up, or its driver out and in, helps",
        3.0,
        r"\b(?:ip link set|ifconfig|ifdown|ifup)\b.{0,40}\b(?:down/up|down (?:and|&&?|then) up|"
        r"up)\b.{0,30}\b(?:back|works?|helps?|fix\w*)",
        r"\bdisabl\w* (?:\+|and|&|then) (?:re-?)?enabl\w*\b.{0,50}(?:→|->|=>|\b(?:perfect|works?|back|fine|fix\w*|"
        r"help\w*)\b)",
        r"\bmodprobe -r\b.{0,60}\bdoes\b|\bmodprobe -r\b.{0,60}\b(?:works?|back|fix\w*|help\w*|cures?)\b",
        r"\b(?:network-?manager|networking|mdnsresponder)\b.{0,12}\brestart\b.{0,30}\b(?:ok\w*|fine|works?|back|"
        r"help\w*)\b|"
        r"\brestart\w* (?:\w+ )?network-?manager\b.{0,30}\b(?:ok\w*|fine|works?|back|help\w*)\b",
        r"\b(?:re-?plug\w*|power ?cycl\w*|nach stecker ziehen|power (?:was|went) out)\b.{0,60}\b(?:good|back|"
        r"works?|fine|gut|again)\b",
    ),
    lead(
        "network-state-needs-reset",
        "the stack of Windows has lost a part",
        4.0,
        r"\bwindows sockets registry entries\b|\bnetwork protocols are missing\b|"
        r"\bwan miniport\b.{0,60}\b(?:yellow|code 31|triangle)\b|"
        r"\btransmit failed\b.{0,20}\bgeneral failure\b|\b(?:general failure|falha geral|allgemeiner fehler)\b",
        r"\bget-hnsnetwork\b|\bhns failed\b|\bhns\b.{0,30}\b(?:failed|error|stale)\b",
    ),
    lead(
        "network-state-needs-reset",
        "a product that watches connections was taken away, and since then nothing connects",
        2.5,
        r"\b(?:after|since) (?:remov\w+|uninstall\w+|deleting|i removed|i uninstalled) (?:the |my )?(?:norton|"
        r"mcafee|avast|kaspersky|avg|"
        r"eset|antivirus|vpn|cisco|little snitch|lulu|zonealarm|comodo|bitdefender)\b",
        r"\b(?:norton|mcafee|avast|kaspersky|little snitch|antiv[ií]rus|cisco client|"
        r"vpn client)\b.{0,30}\b(?:removed|uninstalled|deleted)\b",
        r"\bterminated waiting to uninstall\b|\btirar o antiv[ií]rus\b",
    ),
    Lead("target-host-unreachable", "it began when something slept, moved or ran for long", -1.5, network_stale),
)
