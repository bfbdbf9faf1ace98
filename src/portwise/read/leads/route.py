"""What speaks for the way: interfaces, routes, reverse paths, packet sizes, stale network state."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on, says
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless

VPN = (
    r"\b(?:vpn|anyconnect|globalprotect|zscaler|netskope|cloudflare warp|\bwarp\b|wireguard|openvpn|"
    r"nordvpn|tailscale|forticlient|"
    r"pulse secure|protonvpn|mullvad|expressvpn|ivanti|utun\d+|tun0|ppp0|wg0)\b"
)


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


LOOPBACK = (
    Lead(
        "loopback-interface-broken",
        "the loopback interface is down or has lost its address",
        5,
        says(
            r"\blo\d?:? <loopback>(?!.{0,10}up)",
            r"\blo: <loopback> .{0,80}state down",
            r"\blo\b.{0,40}\bstate down\b",
            r"\bip link set (?:dev )?lo up\b|\bifup lo\b|\bifconfig lo(?: 127\.0\.0\.1)?(?: netmask \S+)? up\b",
            r"\b(?:loopback|lo) (?:interface )?(?:is|was|wasn't|isn't|not) (?:down|up|missing|configured|"
            r"not up)\b|\bno (?:lo|loopback) interface\b",
            r"\bauto lo\b.{0,60}\b(?:missing|removed|deleted|commented)",
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
        4,
        lambda text: both(
            text.find(r"\b127\.(?!0\.0\.1\b|0\.0\.53\b|0\.1\.1\b)\d{1,3}\.\d{1,3}\.\d{1,3}\b"),
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
        lambda text: either(met(text, "invalid"), text.find(r"\bconnect: invalid argument\b|\brtnetlink answers\b")),
    ),
    Lead(
        "wrong-or-blackhole-route",
        "it was refused, and who refuses is reachable",
        -1.5,
        lambda text: unless(met(text, "refused"), met(text, "timeout", "unreachable")),
    ),
)
REVERSE = (
    Lead(
        "reverse-path-filter-drop",
        "the filter of reverse paths, or a martian source, is spoken of",
        5,
        says(
            r"\brp_filter\b|\bmartian (?:source|destination)\b|\breverse[- ]path\b|\bipreversepathfilter\b|"
            r"\blog_martians\b|\burpf\b"
        ),
    ),
    Lead(
        "reverse-path-filter-drop",
        "answers would go out by another way",
        2.5,
        says(
            r"\basymmetric rout\w+|\bmulti-?homed\b|\b(?:two|2|second|both|dual) (?:nics?|network (?:cards?|"
            r"interfaces|adapters)|interfaces|uplinks|gateways|default (?:routes|gateways))\b|\bpolicy routing\b"
        ),
    ),
    Lead(
        "reverse-path-filter-drop",
        "packets arrive and nothing answers them",
        1.5,
        lambda text: both(
            text.find(
                r"\b(?:tcpdump|wireshark)\b.{0,200}\b(?:arriv|syn|incoming|see)\w*",
                r"\bsyns?\b.{0,60}\b(?:arriv|come|"
                r"reach|see|in)\w*",
            ),
            text.find(
                r"\bno (?:answer|reply|syn-?ack|response|synack)\b|\bnothing (?:goes|"
                r"comes) (?:out|back)\b|"
                r"\bnever (?:answer|repl)\w*"
            ),
        ),
    ),
    Lead(
        "reverse-path-filter-drop",
        "it was refused",
        -2,
        lambda text: unless(met(text, "refused"), met(text, "timeout")),
    ),
)
MTU = (
    Lead(
        "path-mtu-blackhole",
        "the size of packets is spoken of",
        4,
        says(
            r"\b(?:path )?mtu\b.{0,60}\b(?:1[0-4]\d\d|lower\w*|reduc\w*|set|small\w*|black ?hole|discovery|"
            r"mismatch|problem|issue|chang\w*|clamp\w*|size)\b|\b(?:lower|reduc|set|chang|"
            r"decreas)\w* (?:the )?mtu\b|\bmss[- ]?clamp\w*|\btcpmss\b|"
            r"\bfrag(?:mentation)? needed\b|\bpacket too big\b|\bmessage too long\b|\bpmtud?\b|"
            r"\bpacket needs to be fragmented\b|\bping\b.{0,30} (?:-m do|-f -l|-d -s)\b|\bmtu:? 1[0-4]\d\d\b|"
            r"\bblack ?hole\b.{0,40}\bmtu\b"
        ),
    ),
    Lead(
        "path-mtu-blackhole",
        "small things pass and large ones hang",
        3.5,
        lambda text: either(
            both(works(text, "small", "ping", "ssh"), fails(text, "large")),
            both(works(text, "small"), text.find(r"\bhangs?\b|\bstalls?\b|\bstuck\b|\bfreez\w+")),
            text.find(
                r"\b(?:larger|bigger|more) than (?:about |~|roughly )?(?:1[0-5]\d\d|1[.,]?[0-5] ?k|a few (?:k|"
                r"hundred))\b.{0,80}\b(?:hang|stall|time|fail|never|stuck)"
            ),
        ),
    ),
    Lead(
        "path-mtu-blackhole",
        "it stalls right after the connection came about",
        2,
        says(
            r"\bexpecting ssh2_msg_kex\w*",
            r"\bclient hello\b.{0,80}\b(?:hang|stall|then nothing|stuck|stops|timeout|"
            r"forever|and)\b",
            r"\btlsv?1\.\d \(out\), tls handshake, client hello[^\n]*\n?.{0,60}(?:hang|nothing|"
            r"stuck|stops|"
            r"timed? ?out)",
            r"\b(?:tls|ssl) handshake\b.{0,40}\b(?:hang|stall|stuck|timeout|timed out|never)\w*",
            r"\bconnect(?:s|ed|"
            r"ion)\b.{0,60}\b(?:then|but|and)\b.{0,30}\b(?:hang|stall|freez|stuck|nothing)\w*",
        ),
    ),
    Lead(
        "path-mtu-blackhole",
        "a tunnel or an overlay is on the way",
        1,
        says(
            VPN,
            r"\bpppoe\b|\bvxlan\b|"
            r"\bgeneve\b|\boverlay\b|\bipsec\b|\bgre\b|\bopenstack\b|\blte\b|\bflannel\b|"
            r"\bcalico\b",
        ),
    ),
    Lead(
        "path-mtu-blackhole",
        "no connection came about",
        -2.5,
        lambda text: unless(met(text, "refused", "unreachable"), met(text, "hang"), text.find(r"\bmtu\b")),
    ),
)
STATE = (
    Lead(
        "network-state-needs-reset",
        "the catalog of Winsock is broken or was reset",
        5,
        says(
            r"\bnetsh winsock "
            r"(?:reset|show)\b|\bwinsock (?:catalog|reset|provider)\b|\b10106\b|"
            r"\bwsaeproviderfailedinit\b|\bnetsh int(?:erface)? (?:ip|ipv4|ipv6|tcp) reset\b|"
            r"\bservice provider could not be loaded\b|\blayered service provider\b"
        ),
    ),
    Lead("network-state-needs-reset", "resetting the network helps", 3.5, lambda text: works(text, "network-reset")),
    Lead("network-state-needs-reset", "a reboot of the machine helps", 2, lambda text: works(text, "reboot")),
    Lead(
        "network-state-needs-reset",
        "it comes back until the network is reset",
        1.5,
        says(
            r"\b(?:until|unless|only|every time) i? ?(?:reboot|restart the (?:router|computer|mac|machine|pc)|"
            r"toggle|reset|turn (?:wi-?fi|the wi-?fi))",
            r"\b(?:after|since) (?:sleep|hibernat\w+|resum\w+|waking|wake(?:-?up)?|suspend)\b",
            r"\brouter\b.{0,40}\b(?:reboot|restart|power ?cycl)\w*\b.{0,40}\b(?:help|fix|work|solv)",
        ),
    ),
    Lead(
        "network-state-needs-reset",
        "a reboot changes nothing",
        -2,
        lambda text: unless(fails(text, "reboot", "network-reset"), works(text, "reboot", "network-reset")),
    ),
    Lead(
        "network-state-needs-reset",
        "containers or a virtual machine forward the port",
        -1.5,
        lambda text: unless(on(text, "docker", "kubernetes", "wsl"), text.find(r"\bwinsock\b")),
    ),
)
LEADS = (*LOOPBACK, *UNREACHABLE, *ROUTE, *REVERSE, *MTU, *STATE)
