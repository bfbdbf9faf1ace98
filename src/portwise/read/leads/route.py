"""What speaks for the way: interfaces, hosts and routes."""

from __future__ import annotations

import re

from portwise.model.reading import Failure, Lines
from portwise.read.hints import lines, met, on, says
from portwise.read.lead import Lead
from portwise.read.ranges import overlapped
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless


def no_route(text: Text) -> Lines:
    return either(
        met(text, "unreachable"),
        text.find(
            r"\bno route to host\b|\b(?:host|network) is unreachable\b|"
            r"\behostunreach\b|\benetunreach\b|"
            r"\bdestination (?:host|net) unreachable\b"
        ),
    )


def silent_on_ping(text: Text) -> Lines:
    return either(
        fails(text, "ping"),
        text.find(
            r"\b100(?:\.0)?% (?:packet )?loss\b|\bdestination (?:host|net) "
            r"unreachable\b|\brequest time(?:d out|"
            r"out for icmp)|\bhost unreachable\b"
        ),
    )


# the ranges that Docker gives its bridges; containers have the low addresses, machines of an office any
TAKEN = re.compile(r"172\.(?:1[7-9]|2\d|3[01])\.(?!0\.)\d{1,3}\.\d{1,3}$")
LOOPBACK = (
    Lead(
        "loopback-interface-broken",
        "the loopback interface is down or has lost its address",
        5,
        says(
            r"\blo\d?:? <loopback>(?!.{0,10}up)",
            r"\blo: <loopback> .{0,80}state down",
            r"\b(?:shows?|lists?|has|sees?|there is) only (?:eth|ens|enp|wlan)\w*\b|\bno lo\b",
            r"\blo\b.{0,40}\bstate down\b",
            r"\bip link set (?:dev )?lo up\b|\bifup lo\b|\bifconfig lo(?: 127\.0\.0\.1)?(?: netmask \S+)? up\b",
            r"\b(?:loopback|lo) (?:interface )?(?:is|was|wasn't|isn't|not) (?:down|up|missing|configured|"
            r"not up)\b|\bno (?:lo|loopback) interface\b",
            r"\bauto lo\b.{0,60}\b(?:missing|removed|deleted|commented)",
        ),
    ),
    Lead(
        "loopback-interface-broken",
        "not even 127.0.0.1 can be assigned",
        2.5,
        says(
            r"(?<![\d.])127\.0\.0\.1\b.{0,60}\b(?:cannot|can't) assign requested address\b",
            r"\b(?:cannot|can't) assign requested address\b.{0,60}(?<![\d.])127\.0\.0\.1\b",
        ),
    ),
    Lead(
        "loopback-interface-broken",
        "loopback does not even answer ping",
        3.5,
        says(
            r"\bping (?:-\w+ ?\d* )*(?:localhost|127\.0\.0\.1)[^\n]{0,40}\n?.{0,120}(?:unreachable|"
            r"100% packet loss|general failure|invalid argument|cannot assign|can't assign|no buffer)",
            r"\bconnect(?:ing|ion)? .{0,40}\b(?:127\.0\.0\.1|localhost|::1)\b.{0,60}\bnetwork is unreachable\b",
            r"\benetunreach\b.{0,20}\b(?:127\.0\.0\.1|::1)\b",
            r"\b127\.0\.0\.1\b.{0,60}\b(?:enetunreach|network is unreachable|ehostunreach)\b",
        ),
    ),
    Lead(
        "loopback-interface-broken",
        "another address of 127/8 is used where only 127.0.0.1 is configured",
        6.5,
        lambda text: both(
            text.find(r"\b127\.(?!0\.0\.[01]\b|0\.0\.53\b|0\.1\.1\b|255\.)\d{1,3}\.\d{1,3}\.\d{1,3}\b"),
            either(
                met(text, "addr-not-avail", "bind-EADDRNOTAVAIL", "timeout", "unreachable"),
                text.find(r"\bassign requested address\b|\balias\b"),
            ),
            either(on(text, "macos", "windows"), text.find(r"\blo0 alias\b")),
        ),
    ),
    Lead(
        "loopback-interface-broken",
        "an alias of the loopback interface is spoken of",
        3,
        says(
            r"\bifconfig lo0 "
            r"alias\b|\blo0 alias\b|\bloopback adapter\b"
        ),
    ),
    Lead(
        "loopback-interface-broken",
        "other ports of loopback are answered or refused",
        -2,
        lambda text: either(unless(met(text, "refused"), text.find(r"\blo\b.{0,40}\bdown\b")), works(text, "loopback")),
    ),
)
UNREACHABLE = (
    Lead("target-host-unreachable", "the host does not answer ping either", 3, silent_on_ping),
    Lead(
        "target-host-unreachable",
        "nobody on the link answers for the address",
        4,
        says(
            r"\b(?:incomplete|failed)\b.{0,30}\b(?:arp|neigh)|\b(?:arp|neigh)\b.{0,80}\b(?:incomplete|failed|"
            r"no entry)\b|^\s*\S+ dev \S+ (?:lladdr \S+ )?(?:failed|incomplete)\s*$",
            r"\(incomplete\)",
            r"\bfrom \d+\.\d+\.\d+\.\d+ icmp_seq=\d+ destination (?:host|net) unreachable",
            r"\breply from "
            r"\d+\.\d+\.\d+\.\d+: destination (?:host|net) unreachable",
        ),
    ),
    Lead(
        "target-host-unreachable",
        "there is no way there",
        2,
        says(
            r"\bnetwork is unreachable\b|\benetunreach\b|"
            r"\bnetwork unreachable\b|\bno default (?:route|gateway)\b|"
            r"\b10051\b|\b10065\b"
        ),
    ),
    Lead("target-host-unreachable", "no route to host", 1.5, no_route),
    Lead(
        "target-host-unreachable",
        "the machine may be off, asleep, moved or another one",
        2,
        says(
            r"\b(?:machine|server|host|pi|nas|box|vm|laptop|node|printer|instance|device)\b.{0,40}\b(?:was|is|"
            r"went|were|had been) (?:\w+ )?(?:off|down|powered off|switched off|shut ?down|asleep|sleeping|"
            r"suspended|unplugged|stopped|offline|not running|dead|terminated)\b",
            r"\b(?:ip|address|lease|dhcp)\b.{0,40}\b(?:changed|new|different|another|moved|expired|wrong)\b",
            r"\bcable\b|\bunplugged\b|\bnot (?:turned|powered|switched) on\b|\bhost (?:is )?(?:seems )?down\b|"
            r"\boffline\b",
        ),
    ),
    Lead(
        "target-host-unreachable",
        "an address of another subnet, or of a test network",
        0.5,
        says(
            r"\b(?:wrong|"
            r"different|other) (?:subnet|vlan|network|segment)\b|\bvlan\b|\bhost-only\b|\bbridged\b"
        ),
    ),
    Lead(
        "target-host-unreachable",
        "the host answers ping, or another port of it answers",
        -2.5,
        lambda text: either(
            works(text, "ping", "ssh", "other-port"), text.find(r"\bbytes from\b|\b0(?:\.0)?% (?:packet )?loss\b")
        ),
    ),
    Lead(
        "target-host-unreachable",
        "the target is this machine",
        -2,
        lambda text: unless(text.find(r"\blocalhost\b|\b127\.0\.0\.1\b"), no_route(text), silent_on_ping(text)),
    ),
    Lead(
        "target-host-unreachable",
        "it was refused, and who refuses is reachable",
        -1.5,
        lambda text: unless(met(text, "refused"), no_route(text)),
    ),
)
ROUTE = (
    Lead(
        "wrong-or-blackhole-route",
        "an address that is spoken of lies in the range of a bridge or a tunnel",
        4,
        lambda text: unless(overlapped(text), text.find(r"\b(?:mac|ip)vlan\w*\b")),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "a route says to discard or forbid",
        5,
        says(
            r"^\s*(?:blackhole|unreachable|"
            r"prohibit|throw) (?:default|\d+\.|[0-9a-f]*:)",
            r"\broute add (?:blackhole|prohibit|unreachable)\b|"
            r"\b(?:blackhole|null|reject) route\b|"
            r"\broute -n? ?add .{0,60}-(?:reject|blackhole)\b|\bnull0\b",
        ),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "two networks overlap",
        4,
        says(
            r"\b(?:overlap\w*|conflict\w*|collid\w+|clash\w*|same (?:subnet|range|network))\b.{0,80}\b(?:subnet|"
            r"range|network|route|bridge|docker|172\.\d+|10\.\d+|192\.168)",
            r"\b(?:subnet|range|network|bridge|"
            r"docker0?)\b.{0,60}\b(?:overlap\w*|conflict\w*|collid\w+|clash\w*)\b",
            r"\b(?:default-address-pools|\"bip\")\b",
        ),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "the way to the address leads over a bridge or a tunnel",
        3,
        lambda text: either(
            text.find(
                r"\b(?:\d+\.\d+\.\d+\.\d+) (?:via \S+ )?dev (?:docker0|br-[0-9a-f]+|virbr\d|tun\d|wg\d|"
                r"vboxnet\d|cni0|"
                r"lxdbr0|podman\d)\b.{0,40}\bsrc\b"
            ),
            text.find(
                r"\broute\b.{0,60}\b(?:wrong|other) (?:interface|nic|device|gateway|way)\b|\bwrong (?:interface|"
                r"gateway|route|nic)\b|\b(?:stale|leftover|left over|old|bogus|static|second|more specific|"
                r"duplicate) (?:default )?routes?\b"
            ),
        ),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "Docker is there, and what cannot be reached has an address of the range that it takes for itself",
        3,
        lambda text: both(
            on(text, "docker"),
            lines(
                noted.lines
                for noted in text.signs(Failure)
                if TAKEN.match(noted.sign.host) and noted.sign.outcomes[0] in ("timeout", "unreachable")
            ),
        ),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "an address of 172.16/12 cannot be reached since Docker is there",
        2.5,
        lambda text: both(
            text.find(r"(?<![\d.])172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}"),
            text.find(
                r"\b(?:since|after|when|once|while|as soon as|without|stopp\w+)\b.{0,60}\b(?:docker|compose|"
                r"containers?)\b.{0,120}"
                r"\b(?:can(?:'t| ?not)|can|reach|lose|lost|unreachable|gone|back)\b"
            ),
        ),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "removing or adding a route helps",
        3.5,
        says(
            r"\b(?:ip route|route|ip rule) (?:del|delete|add|change|replace)\b.{0,100}\b(?:works?|worked|fixes|"
            r"fixed|helps|solved|ok|then)\b",
            r"\b(?:delet|remov|add)\w* (?:the|that|a|this) (?:static )?route\b.{0,60}\b(?:works?|worked|fix\w*|"
            r"help\w*|solv\w*)",
        ),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "a table of routes is shown",
        1,
        says(
            r"\bip route(?: get| show)?\b|"
            r"\bnetstat -rn\b|\broute print\b|\broute -n\b|^\s*default via \d",
            r"\bip rule\b|\bpolicy routing\b|\bmetric "
            r"\d+\b",
        ),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "an address of 172.16/12 or 10/8 went silent after Docker came",
        1.5,
        lambda text: both(
            text.find(r"\b172\.(?:1[6-9]|2\d|3[01])\.\d"),
            on(text, "docker"),
            either(met(text, "timeout", "unreachable"), text.find(r"\bno route\b|\bunreachable\b")),
        ),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "the call itself was invalid or denied by a route",
        2,
        lambda text: either(
            unless(met(text, "invalid"), on(text, "windows")),
            text.find(
                r"\bconnect: invalid "
                r"argument\b|\brtnetlink answers\b"
            ),
        ),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "it was refused, and who refuses is reachable",
        -1.5,
        lambda text: unless(met(text, "refused"), met(text, "timeout", "unreachable")),
    ),
)
LEADS = (*LOOPBACK, *UNREACHABLE, *ROUTE)
