"""What speaks for reverse paths, sizes of packets and stale network state."""

from __future__ import annotations

from portwise.read.hints import met, on, says
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import both, either, unless

VPN = (
    r"\b(?:vpn|anyconnect|globalprotect|zscaler|netskope|cloudflare warp|\bwarp\b|wireguard|openvpn|"
    r"nordvpn|tailscale|forticlient|"
    r"pulse secure|protonvpn|mullvad|expressvpn|ivanti|utun\d+|tun0|ppp0|wg0)\b"
)
REVERSE = (
    Lead(
        "reverse-path-filter-drop",
        "the filter of reverse paths, or a martian source, is spoken of",
        5,
        says(
            r"\brp_filter\b|\bmartian (?:source|destination)\b|\breverse[- ]path\b|ipreversepathfilter|"
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
            r"\b(?:path )?mtu\b(?! (?:1500|65536) qdisc).{0,60}"
            r"\b(?:1[0-4]\d\d|lower\w*|reduc\w*|set|small\w*|black ?hole|discovery|"
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
            r"\bwsaeproviderfailedinit\b|\binitializesockets\b|\bwsastartup\b|\bnetsh int(?:erface)? (?:ip|ipv4|"
            r"ipv6|tcp) reset\b|"
            r"\bservice provider could not be loaded\b|\blayered service provider\b"
        ),
    ),
    Lead("network-state-needs-reset", "resetting the network helps", 3.5, lambda text: works(text, "network-reset")),
    Lead(
        "network-state-needs-reset",
        "a program that bends the network was installed or taken away",
        3,
        says(
            r"加速器|\b(?:accelerator|game booster|gaming vpn|exitlag|wtfast|proxifier|lsp|sockscap)\b",
            r"\buninstall\w*\b.{0,40}\bstill\b.{0,20}\b(?:broken|fails|refus|not|same|dead)",
        ),
    ),
    Lead("network-state-needs-reset", "a reboot of the machine helps", 2, lambda text: works(text, "reboot")),
    Lead(
        "network-state-needs-reset",
        "the whole machine loses the network",
        1.5,
        says(
            r"\b(?:whole|entire) (?:machine|pc|computer|system|laptop|mac|server|network|network "
            r"stack)\b.{0,40}\b(?:no|"
            r"loses|lost|without|offline|dead)\b",
            r"\bno internet at all\b|\bnothing (?:works|connects) (?:any ?more|at all)\b",
        ),
    ),
    Lead(
        "network-state-needs-reset",
        "it comes back until the network is reset",
        1.5,
        says(
            r"\b(?:until|unless|only|every time) i? ?(?:reboot|restart the (?:router|computer|mac|machine|pc)|"
            r"toggle|reset|turn (?:wi-?fi|the wi-?fi))",
            r"\b(?:after|since) (?:sleep|hibernat\w+|resum\w+|waking|wake(?:-?up)?|suspend)\b",
            r"\brouter\b[^\n.]{0,40}\b(?:reboot|restart|power ?cycl)\w*\b[^\n.]{0,40}(?<!not )(?<!n't )"
            r"\b(?:help|fix|work|solv)",
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
LEADS = (*REVERSE, *MTU, *STATE)
