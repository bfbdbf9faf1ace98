"""What is on the way between networks: sizes of packets, strict return paths, ranges that overlap, a stack gone bad."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met
from portwise.read.lead import Lead
from portwise.read.text import Text, both, unless
from portwise.read.waits import lead

MTU, RETURN, ROUTE, RESET, LO = (
    "path-mtu-blackhole",
    "reverse-path-filter-drop",
    "wrong-or-blackhole-route",
    "network-state-needs-reset",
    "loopback-interface-broken",
)
FRAGMENTS = (
    r"\bfragment(?:ed|ation|s|ing)?\b[^\n.]{0,20}\bpackets?\b|\bpackets? (?:are |were |get |is |"
    r"being )?(?:heavily |often )?"
    r"fragment(?:ed|s)?\b|\bip fragments?\b|\bjumbo frames?\b|\bpmtud?\b|\bdf[- ]bit\b"
)
TUNNELS = (
    r"\bwire ?guard\b|\btunnel(?:s|ed|ing)?\b|\bpppoe\b|\bvxlan\b|\bgre\b|\bipsec\b|\bopenvpn\b|\btailscale\b|"
    r"\bzerotier\b|"
    r"\bgeneve\b|\b6in4\b|\bteredo\b|\bds-?lite\b|\boverlay\b|\bflannel\b|\bnebula\b|\bnetbird\b|\bheadscale\b|"
    r"\bopenstack\b|\bnested virtual\w*"
)
HANDSHAKES = (
    r"\b(?:hang\w*|stuck|stalls?|stops?|sits?|waits?|times? out|timed out|timeout|gives? up|never (?:finish\w*|"
    r"complet\w*))\b"
    r"[^\n.]{0,60}\b(?:tls|ssl|handshake|client ?hello)\b|\b(?:tls|ssl|handshake|"
    r"client ?hello)\b[^\n.]{0,60}\b(?:hang\w*|stuck|"
    r"stalls?|stops?|times? out|timed out|timeout|gives? up|never (?:finish\w*|complet\w*))\b"
)
SOME_GO = (
    r"\b(?:curl|wget|ping|http|small|some|phone|android|mobile)\b[^\n.]{0,80}\b(?:works?|fine|ok|go|goes|"
    r"gets? through|"
    r"load|answers?|without (?:any )?(?:trouble|problem|issue)s?)\b"
)
OTHER_MATTERS = r"\bcertificate\b[^\n.]{0,30}\b(?:expired|untrusted|self-signed)\b|\bcipher\b|\bssh -[lrd]\b|\bngrok\b"
PULL_408 = r"\b408 request time-?out\b[\s\S]{0,200}\bdidn't send a complete request\b"
GUEST = r"\bvmware\b|\bvirtualbox\b|\bhyper-v\b|\bguest\b|\bvm\b|\bproxmox\b|\besxi\b|\bbridged\b"
STRICT_HOST = (
    r"\bnetworking\.firewall\b|\bnixos\b[\s\S]{0,400}\bfirewall\b|\bfirewall\b[\s\S]{0,400}\bnixos\b|"
    r"\bfirewalld\b[^\n]{0,40}\bipv6_rpfilter\b|\bipv6_rpfilter\b"
)
SECOND_WAY = (
    r"\bwire ?guard\b|\bwg-?quick\b|\bwg0\b|\blibvirt\w*|\bvirsh\b|\bvirt-manager\b|\bexit[- ]node\b|\btailscale\b|"
    r"\bbridge network\b|\bbr0\b|\bvirbr\d|\bmulticast\b|\btwo (?:nics?|interfaces|network (?:cards|interfaces))\b|"
    r"\bpolicy routing\b|\bfull tunnel\b|\bmacvlan\b|\bveth\b"
)
STRICT = (
    r"\bcheckreversepath\b|\brp_?filter\b|\brpfilter\b|\breverse[- ]path[- ](?:filter\w*|check\w*)\b|\brpf check\b|"
    r"\bipreversepathfilter\b|\bmartian source\b|\brpfilter drop\b|-m rpfilter\b|\bfib saddr\b"
)
SAME_RANGE = (
    r"\b(?:both|each|all)\b[^\n.]{0,40}\b(?:use|uses|have|has|on|in|are)\b[^\n.]{0,20}\b(?:192\.168|10|172)\.\d+\.\d+"
    r"(?:\.\d+)?/\d+|\boverlap\w*\b[^\n.]{0,60}\b(?:network|subnet|range|192\.168|172\.|10\.|cidr|route)|"
    r"\b(?:network|subnet|range|cidr|bridge|172\.[\d.x/]+|192\.168\.[\d.x/]+|"
    r"10\.[\d.x/]+)\b[^\n.]{0,50}\b(?:overlaps?|"
    r"collides?|conflicts?|clash(?:es)?)\b[^\n.]{0,60}\b(?:network|subnet|range|lan|vpn|cidr|172\.|192\.168|10\.)|"
    r"\bsame (?:subnet|range|ip range|network range|cidr)\b[^\n.]{0,40}\b(?:as|on both|twice|at both|vpn|home|"
    r"remote)\b"
)
NO_POOL = r"\bnon-overlapping\b|\bno conflict\b|\bport conflict\b|\bport\b[^\n.]{0,15}\bconflict\w*"
WRONG_CARD = (
    r"\b(?:repl(?:y|ies)|answers?|packets?|traffic|it|they|request)\b[^\n.]{0,30}\b(?:goes?|go|leaves?|sent|"
    r"routed|out)\b"
    r"[^\n.]{0,30}\b(?:wrong|other) (?:one|card|interface|nic|gateway|adapter|network)\b|"
    r"\b(?:two|both|second) (?:default )?gateways?\b|\btwo default routes\b|\bwrong (?:interface|gateway|nic|"
    r"adapter)\b"
)
NO_PORT_AT_ALL = (
    r"\b(?:no|none of (?:the|my)|not (?:a single|any|one)) (?:\w+ )?ports? (?:of|on|at) localhost\b|"
    r"\b(?:no|any|all|every|none of (?:the|my)|each) localhost (?:ports?|servers?|addresses|sites?|urls?|"
    r"projects?|apps?)\b|"
    r"\b(?:no|ning[u\u00fa]n|keine?n?|aucun|nessuna?|nenhuma?) (?:\w+ )?(?:puerto|port|porta) (?:de|von|auf|di|"
    r"do|en|del) "
    r"(?:el )?localhost\b|\bning[u\u00fa]n puerto\b|\bnenhuma porta\b|\baucun port\b|"
    r"\blocalhost\b[^\n.]{0,40}\b(?:on|at|with) (?:any|every|all|no) ports?\b|"
    r"\b(?:suddenly|all at once|since (?:today|yesterday|this morning|the (?:last )?re(?:boot|"
    r"start)))\b[^\n.]{0,60}\b(?:no|"
    r"any|all|every) (?:\w+ )?(?:program|app|port|project|server|connection)s?\b[^\n.]{0,40}\b(?:localhost|"
    r"127\.0\.0\.1|loopback)\b"
)
STARTED_AFRESH = (
    r"\bre-?(?:boot|start)(?:ed|ing|s)?\b|\breinici[e\u00e9oa]\w*|\bred[e\u00e9]marr\w*|\bneu ?gestartet\b|"
    r"\bneustart\w*|"
    r"\bhibernat\w*|\bsleep\b|\bsuspend\w*|\bwoke\b|\bwakes?\b|\buninstall\w*|\bupdate\w*|\bcrash\w*|\bsuddenly\b|"
    r"\ball at once\b|\bde repente\b|\bpl\u00f6tzlich\b|\bd'un coup\b|\bthis morning\b"
)
ALL_OF_THEM = (
    r"\b(?:other|all (?:of )?my|every|otros|otras|andere|d'autres|outros|several|"
    r"different) (?:\w+ )?(?:projects?|proyectos?|"
    r"apps?|programs?|servers?|projekte|projets|projetos|sites?|frameworks?|browsers?)\b|\botros que\b|"
    r"\bnot only this\b|\bno es solo\b|\bany (?:program|app|project|software)\b"
)
ANOTHER_OF_127 = r"(?<![\d.])127\.(?!0\.0\.1\b|0\.0\.1[1-9]\b|0\.1\.1\b|0\.0\.5[34]\b)\d{1,3}\.\d{1,3}\.\d{1,3}\b"
UNASSIGNED = r"\b(?:can(?:'t|not) assign requested address|eaddrnotavail|cannot assign requested)\b"
ON_A_MAC = r"\bdarwin\b|\bos ?x\b|\bmac ?os\b|\bmac\b|\blo0\b|/users/\w+/|\bfreebsd\b|\bopenbsd\b"


def stops_in_the_tunnel(text: Text) -> Lines:
    """There is a tunnel, a handshake does not end, and something smaller gets through."""
    slow = text.together(TUNNELS, HANDSHAKES, SOME_GO)
    return unless(slow, text.find(OTHER_MATTERS), met(text, "refused"))


def pull_from_a_guest(text: Text) -> Lines:
    """What a guest sends to a registry never arrives whole."""
    return both(text.find(PULL_408), text.find(GUEST))


def strict_on_two_ways(text: Text) -> Lines:
    """A firewall that checks return paths is on, where a guest, a tunnel or a second interface is."""
    return text.together(STRICT_HOST, SECOND_WAY)


def one_range_twice(text: Text) -> Lines:
    return unless(text.find(SAME_RANGE), text.find(NO_POOL))


def nothing_at_any_port(text: Text) -> Lines:
    """It began from one moment to the next, with every port of the loopback or every project."""
    all_ports = text.together(NO_PORT_AT_ALL, STARTED_AFRESH)
    return unless(
        both(all_ports, text.find(ALL_OF_THEM, r"\bany\b|\bno\b|\bning")), text.find(r"\bproxy\b|\bdocker\b|\bwsl\b")
    )


def second_loopback_of_a_mac(text: Text) -> Lines:
    return both(text.find(ANOTHER_OF_127), text.find(UNASSIGNED), text.find(ON_A_MAC))


LEADS = (
    lead(MTU, "fragments of packets are spoken of", 3.0, FRAGMENTS),
    Lead(MTU, "a handshake does not end behind a tunnel, and smaller things get through", 3.0, stops_in_the_tunnel),
    *(
        Lead(
            cause, "a handshake does not end behind a tunnel, and smaller things get through", -1.5, stops_in_the_tunnel
        )
        for cause in ("server-closes-without-response", "browser-profile-or-version-fault", "network-perimeter-block")
    ),
    Lead(MTU, "what a guest sends to a registry never arrives whole", 2.5, pull_from_a_guest),
    Lead("vm-nat-no-port-forward", "what a guest sends to a registry never arrives whole", -2.5, pull_from_a_guest),
    lead(RETURN, "a check of the way back is spoken of", 3.0, STRICT),
    Lead(RETURN, "a firewall that checks the way back is on, and there are two ways", 3.5, strict_on_two_ways),
    *(
        Lead(cause, "a firewall that checks the way back is on, and there are two ways", -1.5, strict_on_two_ways)
        for cause in ("vm-nat-no-port-forward", "vpn-or-ztna-interference", MTU)
    ),
    Lead(ROUTE, "two networks have one range of addresses", 3.5, one_range_twice),
    Lead("vpn-or-ztna-interference", "two networks have one range of addresses", -1.5, one_range_twice),
    lead(ROUTE, "answers leave by another way than they should", 2.0, WRONG_CARD),
    Lead(RESET, "from one moment to the next no port of the loopback answers any program", 4.0, nothing_at_any_port),
    *(
        Lead(
            cause, "from one moment to the next no port of the loopback answers any program", -1.0, nothing_at_any_port
        )
        for cause in ("wrong-port-or-typo", "nothing-listening")
    ),
    Lead("bind-address-not-local", "on a Mac the loopback has one address alone", -4.0, second_loopback_of_a_mac),
    Lead("ephemeral-port-exhaustion", "on a Mac the loopback has one address alone", -2.0, second_loopback_of_a_mac),
)
