"""What a reader infers of what is opened in vain, held by another, or blocked on its way."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on, silence, works_only_here
from portwise.read.lead import Lead
from portwise.read.leads.devices import LOOPBACK, PERIMETER, told
from portwise.read.scene import engine, given, to_a_far_name
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import lead

HIRED = r"\b(?:droplet|ec2|vps|linode|azure|gcp|gce|lightsail|hetzner|oracle cloud|cloud (?:vm|server|instance))\b"
BY_TUNNEL = (
    r"\b(?:through|over|via|with|using) (?:an? |the )?ssh[- ](?:tunnel|forward\w*)\b[^\n]{0,40}\b(?:works?|get|fine|"
    r"opens?|reach\w*|ok)\b|\bssh tunnel\b[^\n]{0,20}\b(?:works?|is fine)\b"
)
NO_SUCH_ADDRESS = r"\bcannot assign requested address\b|\beaddrnotavail\b|\bcan't assign requested address\b"
PUBLIC_OWN = (
    r"(?:--host|--bind|--ip|-h|host|bind|listen)[ =:(\"']{1,3}(?!10\.|127\.|0\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.)"
    r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b"
)
A_MINUTE = (
    r"\b(?:for|after|wait\w*|takes?) (?:about |around |some |roughly |~ ?)?(?:a|one|1|two|2|60|30) ?(?:minutes?|min|"
    r"seconds|s)\b"
)
ENDED_BY_HAND = r"\bctrl[-+ ]?c\b|\bkill(?:ed|s|ing)?\b|\bcrash\w*\b|\bdies\b|\brestart\w*\b"
SOON_AGAIN = r"\b(?:does not|doesn't|won't|can't|cannot) (?:\w+ ){0,2}(?:start|bind|come up|run)\b[^\n]{0,20}\bagain\b"
IN_USE = r"\baddress already in use\b|\beaddrinuse\b|\berrno 98\b"
HELD_BY_FORWARDER = (
    r"\b(?:gvproxy|com\.docke\w*|vpnkit|rootlessport|rootlesskit|wslrelay|docker-proxy|limactl|ssh: /)\b[^\n]{0,60}"
    r"\b(?:holds?|still|keeps?|has|listen\w*|owns?)\b|\b(?:held|owned|used|kept) by (?:gvproxy|com\.docker|vpnkit|"
    r"rootlessport|wslrelay|docker-proxy|limactl)\b"
)
COPIED = (
    r"\b(?:cop(?:y|ied)|clone[ds]?|duplicated?)\b[^\n]{0,60}\b(?:folder|tomcat|directory|project|config\w*|instance|"
    r"server)\b|\u590d\u5236"
)
FIRST_GOES_ON = (
    r"\b(?:original|old|first|other) (?:one |instance )?(?:is |keeps? |still )+(?:running|up)\b|"
    r"\bstill running\b|\u8fd8\u5728(?:\u8dd1|\u8fd0\u884c)"
)
ON_A_DEVICE = r"\b(?:android|ios|simulator|emulator|react[- ]native|expo|flutter|capacitor|cordova)\b"
FORWARDED_WINDOW = r"\b(?:forward(?:ing|ed) ports?|ports? (?:view|panel|tab)|remote[- ]ssh)\b"
JUST_LOCALHOST = (
    r"\b(?:just|only) (?:via |by |on |through |at )?(?:localhost|127\.0\.0\.1)\b|\bexcept (?:on |via |by )?"
    r"(?:localhost|127\.0\.0\.1)\b|\bonly on localhost\b"
)
IN_VAIN = r"(?:still|no (?:change|luck)|nothing|same)"
HOST_OF_CONTAINER_WALLED = (
    r"(?<![\d.])172\.(?:1[7-9]|2\d|3[01])\.0\.1\b[^\n]{0,60}\b(?:in|from|inside) (?:the |a |my )?container\b|"
    r"\b(?:in|from|inside) (?:the |a |my )?container\b[^\n]{0,80}(?<![\d.])172\.(?:1[7-9]|2\d|3[01])\.0\.1\b"
)
NAME_SERVER_REFUSED = (
    r"\blookup \S{3,80} on 127\.0\.\d+\.\d+:53: (?:read|dial|write)[^\n]{0,80}\brefused\b|"
    r"\blookup \S{3,80} on \[::1\]:53: [^\n]{0,80}\brefused\b"
)
TUNNEL_IN_CONTAINER = r"\b(?:docker|podman) run\b[^\n]{0,120}\b(?:ngrok|cloudflared|localtunnel|frpc)\b"
LOCAL_ADDRESS = r"\blocal address (?:localhost|127\.0\.0\.1)|\bdial tcp (?:\[::1\]|127\.0\.0\.1):\d+"
BLOCKED_PROGRAM = (
    r"\b[\w-]+\.exe\b[^\n]{0,30}\b(?:is |was |gets? |being )+blocked\b|\bblocks? [\w-]+\.exe\b|"
    r"\b(?:firewall|rules?)\b[^\n]{0,40}\bblock\w*\b[^\n]{0,30}\b[\w-]+\.exe\b"
)
EVERYWHERE_I_HAVE = (
    r"\bfrom (?:all|every one of|each of) (?:of )?(?:my|our) (?:servers|machines|hosts|locations|sites)\b"
)


def wall_between_container_and_host(text: Text) -> Lines:
    return both(text.find(HOST_OF_CONTAINER_WALLED), text.find(r"\b(?:ufw|firewalld|iptables|nftables)\b"))


def wall_opened_in_vain(text: Text) -> Lines:
    """Only this machine gets through, and that the firewall lets the port in changes nothing."""
    opened = text.find(
        rf"\b(?:opened|allowed|added|open)\b[^\n]{{0,50}}\bfirewall\b[^\n]{{0,30}}\b{IN_VAIN}\b",
        rf"\bfirewall\b[^\n]{{0,30}}\b(?:opened|allowed|open|off|disabled)\b[^\n]{{0,30}}\b{IN_VAIN}\b",
    )
    here = either(works(text, "loopback", "here"), works_only_here(text), text.find(JUST_LOCALHOST))
    return unless(both(opened, here), engine(text))


def serves_this_machine_alone(text: Text) -> Lines:
    """On a machine with Windows its own page opens, and others wait for it."""
    here = text.find(
        r"\bon (?:that|this|the (?:same|host|server)) (?:machine|pc|computer)(?: itself)?\b[^\n]{0,30}\b"
        r"(?:runs?|works?|opens?|loads?)\b"
    )
    others = either(fails(text, "elsewhere", "phone"), text.find(r"\bfrom (?:the )?other (?:computers|pcs|devices)\b"))
    return given(on(text, "windows"), both(here, others, either(silence(text), met(text, "hang", "timeout"))))


def bind_of_sockets(text: Text) -> Lines:
    """A program of .NET binds a socket of its own, which HTTP.sys does not know of."""
    forbidden = (
        r"\b10013\b|access permissions|"
        r"\u30a2\u30af\u30bb\u30b9\u8a31\u53ef\u3067\u7981\u3058\u3089\u308c\u305f\u65b9\u6cd5"
    )
    return unless(both(text.find(r"\bsockets\.socket\.dobind\b"), text.find(forbidden)), text.find(r"httplistener"))


def refused_by_other_machines(text: Text) -> Lines:
    """In a shell of the server's machine it answers, and any other machine is refused."""
    others = text.find(
        r"\b(?:from|on|by) (?:any|every|all|an?) ?other (?:machines?|hosts?|computers?|servers?|devices?|pcs?)\b",
        r"\bfrom (?:a|the|my) (?:second|remote) (?:machine|host|computer|server|device|pc)\b",
    )
    here = either(works(text, "here", "loopback", "terminal"), works_only_here(text))
    return unless(both(others, here, met(text, "refused")), engine(text), text.find(r"\bkube\w*|\bwsl\b"))


LEADS = (
    Lead(LOOPBACK, "in a shell of the machine it answers, and others are refused", 1.2, refused_by_other_machines),
    lead("macos-airplay-receiver", "the paths are those of Windows", -4.0, r"\b[a-z]:[\\/]users[\\/]"),
    Lead(PERIMETER, "through SSH a hired server is reached, and not directly", 3.0, told(HIRED, BY_TUNNEL)),
    Lead("nothing-listening", "through SSH a hired server is reached, and not directly", -2.0, told(HIRED, BY_TUNNEL)),
    Lead(
        "bind-address-not-local",
        "a public address is told to a server, which does not have it",
        2.5,
        told(PUBLIC_OWN, NO_SUCH_ADDRESS),
    ),
    Lead(
        PERIMETER,
        "a public address is told to a server, which does not have it",
        -2.0,
        told(PUBLIC_OWN, NO_SUCH_ADDRESS),
    ),
    Lead(
        "time-wait-bind-conflict",
        "for a minute after its end a server does not start",
        2.0,
        told(A_MINUTE, ENDED_BY_HAND, SOON_AGAIN, IN_USE),
    ),
    Lead(
        "container-vm-forwarder-stuck", "the forwarder of an engine keeps a port", 2.0, told(HELD_BY_FORWARDER, IN_USE)
    ),
    Lead(
        "port-held-by-other-application",
        "it is a copy of a server that goes on",
        2.5,
        told(COPIED, FIRST_GOES_ON, rf"{IN_USE}|\u5360\u7528"),
    ),
    Lead(
        "localhost-is-another-machine",
        "an app on a device asks localhost",
        2.0,
        told(ON_A_DEVICE, r"\bnetwork request failed\b|\bsocketexception\b", r"\blocalhost\b|\b127\.0\.0\.1\b"),
    ),
    Lead(LOOPBACK, "a forwarded port is opened on localhost alone", 2.5, told(FORWARDED_WINDOW, JUST_LOCALHOST)),
    Lead(
        "container-cannot-reach-host", "a wall of the host meets its containers", 2.0, wall_between_container_and_host
    ),
    Lead("firewall-drop", "a wall of the host meets its containers", -1.5, wall_between_container_and_host),
    Lead(LOOPBACK, "the firewall was opened in vain, and here it works", 2.0, wall_opened_in_vain),
    Lead(
        "desktop-firewall-inbound-block",
        "the firewall was opened in vain, and here it works",
        -1.5,
        wall_opened_in_vain,
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "on a machine with Windows it works, and others wait",
        2.5,
        serves_this_machine_alone,
    ),
    Lead("remote-site-down", "on a machine with Windows it works, and others wait", -2.0, serves_this_machine_alone),
    lead("dns-resolution-failure", "the name server of this machine refuses", 2.5, NAME_SERVER_REFUSED),
    lead("service-on-unix-socket-or-udp-only", "the name server of this machine refuses", -2.0, NAME_SERVER_REFUSED),
    Lead(
        "localhost-inside-container",
        "a tunnel's program in a container asks localhost",
        3.0,
        told(TUNNEL_IN_CONTAINER, LOCAL_ADDRESS),
    ),
    lead("firewall-drop", "a program is told to be blocked on its way out", 2.0, BLOCKED_PROGRAM),
    Lead(
        "remote-site-down",
        "a site far off fails for all of somebody's machines",
        2.0,
        lambda text: given(to_a_far_name(text) or text.find(r"\bcurl https://"), text.find(EVERYWHERE_I_HAVE)),
    ),
    Lead("windows-excluded-port-range", "a socket of .NET may not be bound", 1.5, bind_of_sockets),
    Lead("windows-http-sys-owns-port", "a socket of .NET may not be bound", -1.5, bind_of_sockets),
    Lead(
        "port-held-by-stale-instance",
        "what is begun anew waits for the port of the one before it",
        3.0,
        told(r"\bconnection in use: \(|\bretrying in \d+ second", r"\b(?:restart|deploy|reload|supervisor)\w*\b"),
    ),
    lead("firewall-drop", "the filter of reverse paths logs what it drops", -3.0, r"\brpfilter_drop\b"),
    *(
        lead(cause, "the filter of reverse paths logs what it drops", -2.0, r"\brpfilter_drop\b")
        for cause in ("vpn-or-ztna-interference", "desktop-firewall-inbound-block")
    ),
)
