"""What a reader infers from two things that are told apart: who is kept inside, and by what."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.hints import met, on, silence
from portwise.read.lead import Lead
from portwise.read.places import is_loopback
from portwise.read.scene import engine, given, to_a_far_name
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lead, lines

PERIMETER, RULES, PROXY = "network-perimeter-block", "firewall-drop", "dead-or-misconfigured-proxy"
INSPECTS = "security-software-interception"
INSPECTORS = (
    r"\b(?:zscaler|netskope|forcepoint|blue ?coat|fortinet|fortigate|palo ?alto|umbrella|kaspersky|avast|avg|eset|"
    r"nod32|bitdefender|sophos|mcafee|norton|cato (?:networks|client)|check ?point|sonicwall|watchguard|barracuda|"
    r"trend ?micro|menlo|iboss|securly|smoothwall|contentkeeper|(?:tls|ssl|https) inspection|mitm proxy)\b"
)
HANDSHAKE = (
    r"\b(?:ssl|tls|https)\b[^\n]{0,30}\b(?:handshake|error|verif\w+|fail\w*)\b|\bcertificate (?:verif\w+|check)|"
    r"\bcertificate_verify_failed\b|\bissuer certificate\b|\bself[- ]signed certificate in (?:the )?certificate chain|"
    r"\bpkix path\b|\bunknown authority\b|\berr_cert_authority_invalid\b|\bself_signed_cert_in_chain\b|"
    r"\bunable_to_\w*issuer_cert\w*|\bunable to verify the first certificate\b|\bunknown_issuer\b|\buntrusted root\b"
)
OLD_ENGINE = (
    r"\bdocker (?:quick ?start )?terminal\b|\bquick ?start terminal\b|\bdocker_host ?= ?[\"']?tcp://192\.168|"
    r"\bkitematic\b"
)
AT_HOME = r"\blocalhost\b|\b127\.0\.0\.1\b"
NOT_REACHED = r"\brefused\b|\bcan't be reached\b|\bfailed to connect\b|\bunable to connect\b"
OUT_OF_REACH = (
    r"\bdoesn't get there\b|\bno route\b|\bunreachable\b|\b(?:not|never) (?:be )?(?:reach\w*|accessible)\b|"
    r"\b(?:can't|cannot|can not|unable to) (?:reach|ping|connect|access|see)\b|\bdisappear\w*\b"
)
BRIDGES = re.compile(
    r"(?<![\d.])172\.(?:1[7-9]|2\d|3[01])\.(?!0\.)\d{1,3}\.\d{1,3}(?![\d.])|(?<![\d.])192\.168\.65\.\d{1,3}(?![\d.])"
)
POLICIES = r"\bnetwork ?polic(?:y|ies)\b|\bcalico\b[^\n]{0,40}\bpolic|\bdefault[- ]deny\b|\begress (?:rule|polic)"
VPN_BOX = r"\bgluetun\b|\bwireguard\b|\bopenvpn\b|\bprotonvpn\b|\bnordvpn\b|\bmullvad\b"
OF_HOST = r"\bnetwork_mode[`'\"]{0,2}: ?[`'\"]{0,2}host\b|--net(?:work)?[= ]host\b"
OF_ANOTHER = (
    r"\bnetwork_mode[`'\"]{0,2}: ?[`'\"]{0,2}(?:service|container):|--net(?:work)?[= ]container:|"
    r"\bnetwork (?:namespace|stack) of (?:the )?(?:\w+ )?(?:vpn|gluetun|other) container\b"
)
BEGUN_ANEW = (
    r"\b(?:docker |podman |compose )?(?:restart\w*|recreat\w+|re-?creat\w+|updat\w+|upgrad\w+|redeploy\w*|pull\w*)"
    r"(?: of)?(?: the)? (?:gluetun|vpn|first|parent|network)|"
    r"\b(?:gluetun|vpn(?: container)?|parent) (?:is |was |gets |got |has )?(?:restart\w*|recreat\w+|updat\w+|dies)\b|"
    r"\bwatchtower\b"
)
IN_WSL = r"\bwsl ?2?\b"
WINDOWS_SEEN_FROM_WSL = (
    r"\bnameserver 172\.\d|\bresolv\.conf\b|\bip route\b[^\n]{0,40}\bdefault\b|\bvethernet \(wsl\)|"
    r"\bfrom (?:inside )?(?:wsl ?2?|ubuntu|the (?:distro|linux side))\b[^\n]{0,60}\b(?:to|on) (?:the )?"
    r"(?:windows|host)\b|\b(?:server|service|running|listens|web server) on windows\b"
)
SILENT_FROM_WSL = (
    r"\bnever (?:answers?|comes? back|returns?|responds?|gets (?:there|through|an answer)|connects?|finishes)\b|"
    r"\btim(?:es?|ed|ing)[- ]?out\b|\bno (?:answer|reply|response)\b|\bhang(?:s|ing)?\b|\bhung\b|\btimeouts?\b|"
    r"\bnothing (?:comes|happens)\b|\bjust (?:sits|waits|blocks)\b|\bwaits? forever\b|\bdoes(?:n't| not) (?:answer|"
    r"respond|come back)\b"
)
SSH_PORT_CLOSED = (
    r"\bconnection (?:closed|reset) by \S{3,60} port 22\b|"
    r"\bssh: connect to host \S{3,60}\.\S{2,20} port 22: (?:connection )?(?:timed out|refused|operation timed)"
)
FORGES = r"\b(?:github|gitlab|bitbucket|gitee|codeberg|ssh\.dev\.azure)\b|\u4ed3\u5e93"
HTTPS_WORKS = (
    r"\bhttps\b[^\n]{0,40}(?:\bworks?\b|\bfine\b|\bok\b|\bclones?\b|\u4e5f\u80fd|\u6b63\u5e38|\u53ef\u4ee5|"
    r"\u6ca1\u95ee\u9898)|"
    r"(?:\bweb\b|\bbrowser\b|\bpage|\u7f51\u9875)[^\n]{0,40}(?:\bworks?\b|\bfine\b|\bopens?\b|\u6b63\u5e38|"
    r"\u6ca1\u6709?\u4efb?\u4f55?\u95ee\u9898)"
)
NOT_PERMITTED = (
    r"\b(?:ssh: )?connect to (?:host|address) \S{3,60}(?: port \d+)?: permission denied\b|"
    r"\btelnet\b[^\n]{0,60}\bpermission denied\b|"
    r"\bconnect eacces\b|\bpermission denied\b[^\n]{0,40}\btelnet\b|\bnc: [^\n]{0,60}: permission denied\b"
)
BY_IPV6 = r"\bipv6\b|\baaaa\b|\bip -6\b|\b-6\b"
SOCKET_DENIED = (
    r"\bsocket(?:\(\))?: (?:permission denied|operation not permitted)\b|"
    r"\b(?:can't|cannot|could not|unable to) create socket[^\n]{0,40}\bpermission denied\b|"
    r"\bsocket[^\n]{0,20}\bpermission denied\b[^\n]{0,40}\bcontainer"
)
OF_PUBLIC_SITES = (
    r"\b(?:crates\.io|cargo|npm err|yarn|pip install|pypi|apt(?:-get)? (?:update|install)|github\.com|rustup|"
    r"git (?:clone|pull|push|fetch)|brew (?:install|update)|composer|gem install|go: |maven|gradle|nuget|conda|"
    r"docker pull)\b"
)
PROXY_PORT = (
    r"\b(?:127\.0\.0\.1|localhost)(?::| port )(?:1080|1086|1087|1089|3128|7078|7890|7891|7897|8118|8123|9050|9150|"
    r"10808|10809|2080|20171|33210|1081|8889)\b"
)
NEVER_TOLD = (
    r"\b(?:never|didn't|did not|don't|nowhere|not) (?:\w+ ){0,2}(?:told|set|configured?|asked|use[ds]?)\b|"
    r"\bwhere does (?:it|that|this) (?:get|come)\b|\bwhy (?:does it|is it) (?:try|connect|go)\w*\b"
)
DENIED_BY_PROXY = r"\brequested url could not be retrieved\b|\bsquid\b|\bprivoxy\b|\bcache administrator\b"
OTHER_BROWSERS = r"\b(?:ie|edge|internet explorer|safari|chrome|firefox)\b[^\n]{0,30}\b(?:fine|works?|ok|opens?)\b"


def inspected(text: Text) -> Lines:
    """A product that opens TLS is there, and what fails is the handshake."""
    return text.together(INSPECTORS, HANDSHAKE)


def old_engine_at_localhost(text: Text) -> Lines:
    return text.together(OLD_ENGINE, AT_HOME, NOT_REACHED)


def within_a_bridge(text: Text) -> Lines:
    """A server elsewhere has an address of the networks that an engine takes for its own."""
    found = tuple(text.number(hit.start()) for hit in BRIDGES.finditer(text.folded))
    elsewhere = text.find(r"\b(?:database|db|server|company|corporate|office|vpn|proxy|gateway|subnet|network)\b")
    fails = either(silence(text), met(text, "timeout", "unreachable"), text.find(OUT_OF_REACH))
    own = text.find(r"\bipam\b|\bnetwork inspect\b|\bkube\w*|\bk8s\b|\bwsl\b|\bpods?\b")
    return unless(both(tuple(dict.fromkeys(found)), engine(text), elsewhere, fails), own)


def policy_keeps_from_api(text: Text) -> Lines:
    return both(text.find(POLICIES), either(met(text, "timeout"), text.find(r"\bi/o timeout\b")))


def walls_in_the_host(text: Text) -> Lines:
    """A container with a firewall of its own was given the network of the machine."""
    return both(text.find(VPN_BOX), text.find(OF_HOST), text.find(r"\bunreachable\b|\btim\w+ out\b|\blocked out\b"))


def left_in_the_old_network(text: Text) -> Lines:
    """Who lives in the network of another container keeps the old one when that is begun anew."""
    return text.together(OF_ANOTHER, BEGUN_ANEW)


def windows_silent_to_wsl(text: Text) -> Lines:
    """From WSL the server on Windows is asked at the address of Windows, and nothing comes."""
    asked = text.together(IN_WSL, WINDOWS_SEEN_FROM_WSL, SILENT_FROM_WSL)
    return unless(asked, to_a_far_name(text))


def forge_closes_ssh(text: Text) -> Lines:
    return text.together(SSH_PORT_CLOSED, FORGES, HTTPS_WORKS)


def not_permitted_far_off(text: Text) -> Lines:
    """A connect, and no bind and no login, is denied."""
    return text.find(NOT_PERMITTED)


def sent_to_a_local_proxy(text: Text) -> Lines:
    """A tool that fetches from the internet fails at a port of the loopback at which proxies wait."""
    fails = lines(n for n in failed(text, "refused") if is_loopback(n.sign.host))
    at = either(text.find(PROXY_PORT), text.find(NEVER_TOLD))
    return both(text.find(OF_PUBLIC_SITES), at, fails)


def browsers_through_a_proxy(text: Text) -> Lines:
    """The page of a proxy is shown by one browser for this machine, and another browser opens it."""
    return text.together(DENIED_BY_PROXY, AT_HOME, OTHER_BROWSERS)


LEADS = (
    Lead(INSPECTS, "a product that opens TLS is there, and the handshake fails", 2.5, inspected),
    Lead("vpn-or-ztna-interference", "a product that opens TLS is there, and the handshake fails", -1.5, inspected),
    Lead(PERIMETER, "a product that opens TLS is there, and the handshake fails", -1.2, inspected),
    Lead(
        "vm-nat-no-port-forward",
        "an engine of old, which lives in a machine of its own, is asked at localhost",
        3.5,
        old_engine_at_localhost,
    ),
    Lead(
        "wrong-or-blackhole-route", "a server far off has an address of the engine's own networks", 3.5, within_a_bridge
    ),
    Lead(RULES, "since there are network policies something waits in vain", 3.5, policy_keeps_from_api),
    Lead(
        "service-crashed-at-start",
        "since there are network policies something waits in vain",
        -1.5,
        policy_keeps_from_api,
    ),
    Lead(RULES, "a VPN's container with a firewall has the machine's own network", 4.5, walls_in_the_host),
    Lead(
        "vpn-or-ztna-interference",
        "a VPN's container with a firewall has the machine's own network",
        -1.5,
        walls_in_the_host,
    ),
    Lead(
        "network-namespace-isolation",
        "it lives in the network of another container, which was begun anew",
        5.0,
        left_in_the_old_network,
    ),
    *(
        Lead(cause, "it lives in the network of another container, which was begun anew", -2.0, left_in_the_old_network)
        for cause in ("startup-race-not-ready", "container-exited-or-unhealthy", "container-dns-name-out-of-scope")
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "a server on Windows does not answer WSL at the address of Windows",
        3.5,
        windows_silent_to_wsl,
    ),
    Lead(PERIMETER, "SSH to a forge is cut off, and HTTPS is not", 4.0, forge_closes_ssh),
    Lead(
        "firewall-reject-icmp",
        "a connect, and no login, is answered with a prohibition",
        3.0,
        lambda text: given(text.find(BY_IPV6) or not on(text, "windows", "wsl"), not_permitted_far_off(text)),
    ),
    Lead(
        INSPECTS,
        "on Windows a connect, and no login, is denied",
        3.5,
        lambda text: given(on(text, "windows", "wsl"), not_permitted_far_off(text)),
    ),
    *(
        Lead(cause, "a connect, and no login, is denied", -2.0, not_permitted_far_off)
        for cause in ("privileged-port-without-capability", "ban-or-port-knock-block", "windows-excluded-port-range")
    ),
    Lead(
        "apparmor-snap-or-flatpak-confinement",
        "in containers no socket may be made",
        2.5,
        lambda text: both(text.find(SOCKET_DENIED), engine(text)),
    ),
    lead("privileged-port-without-capability", "no socket at all may be made", -2.0, SOCKET_DENIED),
    Lead(
        PROXY, "a tool asks a port of proxies at the loopback for what is on the internet", 5.0, sent_to_a_local_proxy
    ),
    Lead(
        "nothing-listening",
        "a tool asks a port of proxies at the loopback for what is on the internet",
        -1.5,
        sent_to_a_local_proxy,
    ),
    Lead(
        PROXY,
        "one browser shows the page of a proxy for this machine, and another gets through",
        4.5,
        browsers_through_a_proxy,
    ),
)
