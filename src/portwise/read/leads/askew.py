"""What tells ways apart by what else was said: machines with two addresses, tunnels, walls, namespaces."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, beside, leads
from portwise.read.text import Text, both, either
from portwise.read.waits import failed

HAIRPIN = "container-loopback-hairpin-off"
EXHAUSTED = "ephemeral-port-exhaustion"
NAMESPACE = "network-namespace-isolation"
VPN = "vpn-or-ztna-interference"
PERIMETER = "network-perimeter-block"
DROP = "firewall-drop"
SMALL = "path-mtu-blackhole"
SIX = "localhost-ipv6-first-server-ipv4-only"
OTHER_ADDRESS = "bound-to-specific-other-address"
LOOPBACK_AI = "ai-server-loopback-only"
LOOP_DOWN = "loopback-interface-broken"
LEFT_RULE = "nat-redirect-hijack"
CONNECT_IN_USE = (
    r"\bconnect\(?\)?:? (?:eaddrinuse|eaddrnotavail)\b|\bdial (?:tcp|udp)\b[^\n]{0,80}(?:address already in use|"
    r"can(?:'t|not) assign requested address|"
    r"only one usage of each socket)|\bconnect\w*\b[^\n]{0,60}(?:errno (?:98|99|48|49)\b|wsaeaddrinuse\b|"
    r"\bno buffer space\b|\b10055\b)|\bbindexception\b[^\n]{0,60}\bconnect\b"
)
IN_USE_OR_NONE = re.compile(r"in use|addrinuse|assign|addrnotavail")
TENS_OF_THOUSANDS = (
    r"\b(?:after|at|around|about|exactly|roughly|nearly|when|with|once|beyond|over|reach\w*|up to|"
    r"past)\b[^\n.]{0,24}?\b(?:16[ ,.]?[0-4]\d\d|28[ ,.]?[0-3]\d\d|"
    r"16 ?k|28 ?k|32 ?k|60 ?k|64 ?k|6[0-5][ ,.]?\d{3})\b[^\n.]{0,30}\b(?:requests?|connections?|conns|sockets?|"
    r"calls?|clients?|messages?|iterations?|are through|queries)"
)
IN_A_NAMESPACE = (
    r"\bvopono\b|\bproxy-?ns\b|\bnamespaced-\w+|\bnetns-?exec\b|\bip netns\b|\bnsenter\b[^\n]{0,40}(?:-n\b|--net)|"
    r"\bunshare\b[^\n]{0,30}(?:-\w*n\b|--net)|"
    r"\bfirejail\b[^\n]{0,40}--net|\bbwrap\b[^\n]{0,60}--unshare-(?:net|all)|\bslirp4netns\b|\bwg-netns\b|"
    r"\bvpn-?ns\b|\bvpn-?confinement\b|\bnetworknamespacepath\b|\bprivatenetwork ?= ?(?:yes|true|1)|"
    r"\b(?:own|other|another|separate|private|different|new) (?:network )?(?:namespace|netns)\b"
)
TOLD_REFUSED = (
    r"\brefus\w*|\bnot? (?:reach\w*|connect\w*)|\b(?:can't|cannot|can not|unable to|n't) (?:reach|connect|"
    r"get (?:to|through|at)|see|access)\b|\bno (?:connection|page|answer)\b"
)
FILTERED = r"\b(?:22|80|443|\d{2,5})/tcp\s+filtered\b|\bfiltered ssh\b|\bfiltered\b[^\n]{0,20}\b(?:port|tcp)\b"
PLACE_WITH_RULES = (
    r"\b(?:labs?|course|courses|classroom|schools?|university|campus|dorm|compan(?:y|ies)|corporate|office|"
    r"employer|work ?place|at work|customer|hospital|hotel|library|"
    r"government|guest wi-?fi|playground|katacoda|sandbox|training|ci runners?|data ?cent(?:er|re)|hosting|"
    r"provider|isp)\b"
)
MUCH_AT_ONCE = (
    r"\b(?:as soon as|when(?:ever)?|once|every time|if|after|then|until|the moment)\b[^\n.]{0,50}\b(?:a lot of|"
    r"lots of|much|large|long|big|many lines of|larger|bigger|longer)\b[^\n.]{0,30}\b(?:output|data|files?|text|"
    r"listings?|packets?|"
    r"pages?|transfers?|responses?|results?|uploads?|downloads?|requests?|bod(?:y|ies)|payloads?|content|"
    r"prints?)\b|\bprints? (?:much|a lot)\b|\b(?:cat|ls -la?|dmesg|top|htop|less|vim?|"
    r"find /)\b[^\n.]{0,50}\b(?:hang|freez|froze|stall|stuck|dies|kill|does it|lock)\w*|"
    r"\b(?:hang|freez|froze|stall|die|drop|break|lock|stop)\w*\b[^\n.]{0,60}\b(?:a lot of|lots of|much|large|long|"
    r"bigger?|larger) (?:\w+ )?(?:output|data|files?|transfers?|responses?|packets?|listings?|uploads?)\b"
)
OVER_A_TUNNEL = (
    r"\b(?:vpn|wireguard|wg\d?|tailscale|zerotier|openvpn|ipsec|l2tp|pptp|gre|vxlan|geneve|pppoe|tunnels?|"
    r"exit node|tailnet|overlay|wsl2?|anyconnect|pivpn|mesh|netbird|headscale|nebula|mobile (?:data|network)|lte|"
    r"4g|5g|hotspot|tether\w*)\b"
)
A_TUNNEL = r"\b(?:\w*vpn\w*|wireguard|wg\d?|tailscale|zerotier|tunnels?|exit node|netbird|headscale|ipsec|ikev2|l2tp)\b"
MOBILE_ONLY = (
    r"\b(?:on|over|via|with|through|using|from) (?:my |the |a )?(?:mobile|cellular|lte|4g|5g|phone'?s?) ?(?:data|"
    r"network|internet|connection|hotspot)?\b[^\n]{0,100}\b(?:tim\w* ?out|hang\w*|never|stall\w*|not load|"
    r"does(?:n't| not)|won't|nothing|slow|"
    r"fail\w*)\b"
)
ASKED_AND_ANSWERED = (
    r"\b(?:see|seen|show|shows|find)\b[^\n.]{0,40}\b(?:dns|lookups?|queries)\b|\bquery log\b|\b(?:dns|lookups?|"
    r"quer(?:y|ies)|names?|ping|pings|handshake|small (?:pages|requests|"
    r"packets))\b[^\n.]{0,80}\b(?:arriv\w*|answer\w*|resolv\w*|works?|fine|ok|get through|go(?:es)? through|"
    r"succeed\w*|complete\w*)\b"
)
SIX_ASKED = (
    r"\blocalhost:\d{2,5}[^\n]{0,80}\bdial tcp \[::1\]:\d{2,5}|\bupstream: \"?\w+://\[::1\]:\d{2,5}|"
    r"\blocalhost\b[^\n]{0,60}\beconnrefused ::1:\d{2,5}"
)
STILL_SERVED = (
    r"\b200 ok\b|(?:n\'t|\bnot|\bnever|\bno)\b[^\n.]{0,30}\b502\b|\bpages? load(?:s|ed)? (?:just )?fine\b|"
    r"\b(?:per|in|of|for) \d+ reloads\b|\b(?:answer|status|response|code|browser|curl|says?|is|get|gets|with|"
    r"returns?)\b[^\n.]{0,24}\b200\b|"
    r"\b(?:nobody|never|no (?:one|user|client)|not one)\b[^\n.]{0,30}\b502\b|\bstill (?:works|loads|served|"
    r"answers|opens)\b|"
    r"\b(?:page|site|sites) (?:is|are) (?:there|fine|served)\b|\bone (?:for|of|in|out of) (?:every )?(?:two|three|"
    r"ten|\d+)\b|\bevery (?:second|other)\b"
)
PROBED = r"\bhealth ?-?checks?\b|\bhealthcmd\b|\bunhealthy\b|\bliveness\b|\breadiness\b|\bprobes?\b"
ONE_ADAPTER = (
    r"\b(?:set|bound|binds?|listen(?:s|ing)?|configured|attached|told|restricted|limited|picks?|takes?|uses?|"
    r"chooses?|chose|picked|serves?)\b[^\n.]{0,40}\b(?:wired|wireless|wrong|first|specific|one|single|vpn|"
    r"ethernet|wi-?fi|other|particular|"
    r"virtual\w*|tun\d?|eth0|en0) (?:\w+ )?(?:interface|adapter|nic|card|address|ip)\b|\b(?:can ?not|can't|"
    r"no way to|nowhere|let me|could|how (?:to|can i|do i))\b[^\n.]{0,30}\b(?:choose|select|pick|set|specify|"
    r"change)\b[^\n.]{0,20}\b(?:interface|adapter|nic)\b"
)
ADDRESS_MOVED = (
    r"\b(?:dhcp|leases?)\b|\b(?:new|another|other|different|changed|old|former) (?:ip|address|lan ip|"
    r"ip address)\b|\bip (?:address )?(?:has |was |had )?changed\b|\bgot the ip\b|\b(?:comes|is|"
    r"listed) first in [`'\"]?ipconfig|\b(?:vpn|wireguard|tailscale|"
    r"hyper-v|virtualbox|vmware|vethernet|docker|wsl) (?:\w+ )?(?:is |was |gets? )?(?:connected|adapter|interface|"
    r"network|on)\b"
)
NOT_FROM_OTHERS = (
    r"\b(?:nobody|no one|none|nothing)\b[^\n.]{0,30}\b(?:can|connects?|reach\w*|gets?)\b|\b(?:does|do|did|is|can|"
    r"could|will) ?(?:not|n't|no longer)\b[^\n.]{0,40}\b(?:answer|connect\w*|reach\w*|"
    r"respond|accessible|available|open|load)|\bunreachable\b|\bcan(?:'t|not)\b[^\n.]{0,40}\b(?:connect|reach|"
    r"open|access)\b|\bno (?:connection|access|answer)\b|\bgets? no\b"
)
LO_TAKEN_DOWN = (
    r"\bifdown (?:-a|--all|lo)\b|\bip link set (?:dev )?lo down\b|\bifconfig lo0? (?:down|delete|"
    r"inet 127\S* delete)\b|\bip addr(?:ess)? (?:del|flush)[^\n]{0,40}\b(?:dev )?lo\b|\b(?:lo|loopback|"
    r"lo0)(?: interface| adapter| device)? (?:is|was|were|had been|stays?|went|got) "
    r"(?:down|missing|gone|off|disabled|not up|taken down|never (?:brought|set) up)\b|\bno (?:lo|"
    r"loopback)(?: interface| device)\b|\b(?:bring\w*|brought|set) (?:up )?(?:lo|"
    r"the loopback)\b[^\n.]{0,20}\bup\b|\bifup lo\b|\bauto lo\b[^\n.]{0,40}\b(?:missing|removed|deleted|lost)\b"
)
RULE_OF_OLD = (
    r"\bdnat\b[^\n]{0,140}\bto:[^\n]{0,40}(?:old|former|previous|stale|dead|removed|gone|first)|\b(?:old|former|"
    r"previous|stale|left-?over|leftover|orphan\w*|dangling|duplicate\w*|second)\b[^\n.]{0,40}\b(?:dnat|nat|"
    r"redirect|prerouting|port forward\w*|iptables) (?:rules?|entr(?:y|ies)|chains?)\b|"
    r"\bcattle_prerouting\b|\b(?:dnat|nat|prerouting|redirect)\b[^\n.]{0,40}\brules?\b[^\n.]{0,60}\b(?:left|"
    r"stay\w*|remain\w*|still (?:there|points?)|not (?:removed|deleted|cleaned))\b"
)
LOCAL_ZONE = r"\b[\w-]+\.local\b(?!host)|(?<![\w/~.-])\.local\b"
ASKED_DIRECTLY = (
    r"\b(?:dig|nslookup|host|drill|getent ahosts)\b[^\n.]{0,60}\b(?:works?|fine|gets?|ok|resolv\w*|answers?|"
    r"returns?|shows?|correct\w*|find\w*|so does)\b|\b(?:works?|resolv\w*|fine)\b[^\n.]{0,30}\b(?:dig|nslookup)\b"
)
OTHERS_DO_NOT = (
    r"(?:\bnot\b|n\'t\b|\bcannot\b|\bno\b)[^\n.]{0,60}\b(?:curl|firefox|chrome|ping|ssh|wget|browsers?|safari|"
    r"apps?)\b|\b(?:curl|firefox|chrome|ping|ssh|wget|browsers?|safari|everything else|applications?|apps?|getent|"
    r"python|"
    r"java|docker)\b[^\n.]{0,50}(?:\bnot\b|n't\b|\bcannot\b|\bfail\w*|\bcould not resolve|\bunknown host\b|"
    r"\bnot a single\b|\bno\b)"
)


def connecting_in_use(text: Text) -> Lines:
    """Who connects is told that an address is in use, or that there is none."""
    told = (one for one in failed(text, "addr-not-avail") if IN_USE_OR_NONE.search(one.sign.word.casefold()))
    found = tuple(n for one in told if one.sign.host not in ("::1", "::", "0.0.0.0") for n in one.lines)
    return either(text.find(CONNECT_IN_USE), found)


def apart_in_a_namespace(text: Text) -> Lines:
    return both(text.find(IN_A_NAMESPACE), either(met(text, "refused", "timeout"), text.find(TOLD_REFUSED)))


def six_first_and_served(text: Text) -> Lines:
    """The first address is refused, and the second serves: nobody would notice but for the log."""
    return text.together(SIX_ASKED, STILL_SERVED)


def probe_asks_six(text: Text) -> Lines:
    return text.together(SIX_ASKED, PROBED)


def local_zone_by_dig_alone(text: Text) -> Lines:
    return text.together(LOCAL_ZONE, ASKED_DIRECTLY, OTHERS_DO_NOT)


LEADS: tuple[Lead, ...] = (
    *leads(
        "who connects is told that the address is in use, or that there is none",
        connecting_in_use,
        {
            EXHAUSTED: 4.5,
            "port-held-by-stale-instance": -2.0,
            "port-held-by-other-application": -2.0,
            "privileged-port-without-capability": -1.5,
            "bind-address-not-local": -4.0,
        },
    ),
    *beside("it ends at as many connections as there are ports to connect from", {EXHAUSTED: 2.5}, TENS_OF_THOUSANDS),
    *leads(
        "it runs in a network namespace of its own, and is looked for in another",
        apart_in_a_namespace,
        {NAMESPACE: 3.0, VPN: -2.0, "kubernetes-port-forward-died": -1.5, "bound-to-loopback-client-uses-lan": -1.0},
    ),
    *beside(
        "a scan says filtered, at a place with rules of its own",
        {PERIMETER: 2.5, DROP: -1.0, SMALL: -1.0},
        FILTERED,
        PLACE_WITH_RULES,
    ),
    *beside(
        "over a tunnel it stops as soon as much is sent at once",
        {SMALL: 3.5, VPN: -2.0, "ssh-tunnel-refused-or-died": -2.0},
        MUCH_AT_ONCE,
        OVER_A_TUNNEL,
    ),
    *beside(
        "over a tunnel on mobile data names are found and pages do not come",
        {SMALL: 2.5, DROP: -1.0},
        MOBILE_ONLY,
        ASKED_AND_ANSWERED,
        A_TUNNEL,
    ),
    *leads(
        "localhost was asked at ::1 first, and is served all the same",
        six_first_and_served,
        {SIX: 2.5, "reverse-proxy-upstream-refused": -1.5},
    ),
    *leads(
        "a check of health asks localhost at ::1 and is refused",
        probe_asks_six,
        {SIX: 4.0, "container-exited-or-unhealthy": -2.0, HAIRPIN: -2.0},
    ),
    *beside(
        "it serves the address of one interface, and the address of another is asked",
        {
            OTHER_ADDRESS: 3.0,
            LOOPBACK_AI: -1.5,
            "desktop-firewall-inbound-block": -1.5,
            "network-state-needs-reset": -1.0,
        },
        ONE_ADAPTER,
        ADDRESS_MOVED,
        NOT_FROM_OTHERS,
    ),
    *beside("the loopback interface was taken down with the others", {LOOP_DOWN: 3.5}, LO_TAKEN_DOWN),
    *beside(
        "a rule of a former container or server still sends a port away",
        {LEFT_RULE: 3.0, "container-cannot-reach-host": -1.5},
        RULE_OF_OLD,
    ),
    *leads(
        "names in .local are found by dig, and by programs not",
        local_zone_by_dig_alone,
        {
            "localhost-subdomain-or-mdns-unresolved": 3.0,
            "name-resolves-to-stale-or-wrong-address": -2.0,
            "browser-secure-dns": -2.0,
        },
    ),
)
