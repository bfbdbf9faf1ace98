"""What speaks for firewalls of the desktop and of the network between."""

from __future__ import annotations

from portwise.read.hints import met, on, only_from_here, says, silence, timeouts
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import both, either, unless

NOT = r"(?<!not )(?<!n't )(?<!cannot )(?<!never )(?<!unable to )(?<!still )"
WELL = (
    rf"{NOT}\b(?:works?|worked|connects?|connected|fine|ok|reachable|accessible|loads?|opens?|answers?|goes through|"
    r"gets? through|solve[sd]?|fix(?:es|ed)?|helps?|helped|it (?:does|did)|they do|(?:can|could)(?! ?not|n't) \w+)\b"
)
SWITCHED_OFF = (
    r"(?:\b(?:turn\w*|switch\w*|disabl\w*|deactivat\w*|stop\w*|shut\w*)\b[^\n.]{0,30}\b(?:firewall|defender)\b|"
    r"\b(?:firewall|defender)\b[^\n.]{0,30}\b(?:off|disabled?|down|stopped|deactivated)\b)"
)
WITHOUT_WALL = (
    rf"{WELL}[^\n.]{{0,40}}(?<!even )\b(?:as soon as|once|when|if|after|with|while|the moment|by)\b[^\n.]{{0,30}}"
    rf"{SWITCHED_OFF}|{SWITCHED_OFF}[^\n.]{{0,40}}{WELL}"
)
NO_WALL = r"\b(?:no firewall|firewall(?: is| was|:)? (?:off|disabled|inactive|deactivated|not (?:on|active|enabled)))\b"
CLOUD = (
    r"\b(?:ip-(?:10|172)-\d+-\d+-\d+|t[23]a?\.(?:nano|micro|small|medium|large)|ec2|aws|amazon (?:linux|web)|"
    r"lightsail|gcp|google cloud|compute engine|gce|azure|oracle cloud|"
    r"oci|digital ?ocean|"
    r"hetzner|linode|vultr|ovh|scaleway|alibaba|aliyun|tencent|vps|droplet)\b"
)

DESKTOP = (
    Lead(
        "desktop-firewall-inbound-block",
        "the firewall of the desktop blocks that program or port",
        4,
        says(
            r"\bnew-netfirewallrule\b",
            r"\badvfirewall\b.{0,60}\b(?:allow|block|add rule|state\s+on|firewallpolicy)\b",
            r"\bblockinbound(?:always)?\b",
            r"\baction:\s+block\b",
            r"\bnetfirewall(?:profile|rule)\b.{0,120}\b(?:block|public|true)\b",
            r"\bblock "
            r"all (?:incoming|inbound)\b",
            r"\bblock all (?:dis|en)abled\b",
            r"\bsocketfilterfw\b",
            r"\binbound rules?\b",
            r"\bfirewall is enabled\. \(state = [12]\)",
            r"\bblock "
            r"incoming connections\b",
        ),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "the question whether to allow it was answered with no, or closed",
        3,
        says(
            r"\b(?:allow access|windows (?:security|defender firewall)|firewall|accept incoming|"
            r"incoming network connections)\b.{0,80}\b(?:cancel|denied|deny|declined|clicked|closed|dismiss|"
            r"pressed|popup|prompt|dialog)",
            r"\b(?:cancel|deny|denied|declined|dismissed|closed|clicked (?:no|cancel|deny))\b.{0,60}\b(?:firewall|"
            r"allow access|incoming)",
        ),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "with the firewall of Windows or macOS off it works",
        4,
        lambda text: both(
            either(
                works(text, "firewall-off"),
                text.find(
                    r"\b(?:turn|switch|"
                    r"disabl)\w*\b.{0,40}\bfirewall\b.{0,60}\b(?:works?|worked|loads|reach|connect|fixes|"
                    r"ok)"
                ),
            ),
            on(text, "windows", "macos", "wsl"),
        ),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "the network is set to public",
        3,
        lambda text: both(
            text.find(
                r"\bpublic (?:network|profile)\b|\bnetwork profile\b|\bnetworkcategory\s*:?\s*public\b|"
                r"\bset to public\b|\bmarked as public\b|\bpublic or private network\b|\bprivate or public\b|"
                r"\bnetwork is public\b|\b(?:private|public) profile\b"
            ),
            on(text, "windows", "wsl"),
        ),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "a Windows or a Mac serves itself, and others get no answer",
        3,
        lambda text: both(
            on(text, "windows", "macos", "wsl"),
            unless(only_from_here(text), met(text, "refused")),
            either(
                silence(text),
                text.find(
                    r"\btime[sd]? ?out\b|\bnever (?:loads|connects|answers)\b|\bcan(?:'t|not) (?:be reached|"
                    r"connect|reach|"
                    r"open)\b|\bspins?\b|\bsite can.?t be reached\b|\bloading\b"
                ),
            ),
        ),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "the firewall of Windows or macOS is spoken of",
        1.5,
        lambda text: unless(
            text.find(
                r"\bwindows (?:defender )?firewall\b|\bdefender firewall\b|\bwf\.msc\b|\bapplication firewall\b|"
                r"\bmacos firewall\b|\bfirewall\b.{0,40}\b(?:mac|system settings|system preferences)\b"
            ),
            text.find(NO_WALL),
        ),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "the server waits on every address",
        0.5,
        says(
            r"\b0\.0\.0\.0:\d|"
            r"\[::\]:\d|\*[.:]\d{2,5}\b"
        ),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "the firewall is said to be off",
        -2,
        lambda text: unless(text.find(NO_WALL), works(text, "firewall-off"), text.find(WITHOUT_WALL)),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "neither Windows nor macOS is spoken of",
        -3,
        lambda text: unless(on(text, "linux"), on(text, "windows", "macos", "wsl")),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "others are refused, and this firewall is silent",
        -2,
        lambda text: unless(met(text, "refused"), silence(text)),
    ),
    Lead(
        "desktop-firewall-inbound-block",
        "with the firewall off nothing changes",
        -2.5,
        lambda text: fails(text, "firewall-off"),
    ),
)
PERIMETER = (
    Lead(
        "network-perimeter-block",
        "a firewall of the cloud is spoken of",
        3,
        says(
            r"\bsecurity (?:group|list)s?\b|\bingress rules?\b|\binbound rules? (?:of|in|"
            r"for) (?:the )?(?:security|instance|vpc|subnet|ec2)|\bnsgs?\b|\bnetwork security group|"
            r"\bvpc (?:firewall|network)\b|\bnacl\b|\bnetwork acl\b|\bcloud firewall\b|\bfirewall-rules (?:create|"
            r"list)\b|\bauthorize-security-group|\bsecuritygroup\b"
        ),
    ),
    Lead(
        "network-perimeter-block",
        "a rented machine answers itself, and nobody outside",
        2.5,
        lambda text: both(
            text.find(CLOUD),
            either(fails(text, "outside", "elsewhere", "browser", "phone"), silence(text)),
            either(works(text, "here", "loopback", "curl", "ssh"), text.find(r"\blocalhost\b")),
        ),
    ),
    Lead(
        "network-perimeter-block",
        "packets never arrive at the machine of the server",
        3,
        says(
            r"\b(?:tcpdump|wireshark)\b.{0,120}\b(?:nothing|no packets?|not (?:a single|one)|empty|zero|silent|"
            r"0 packets|doesn't (?:show|see)|never)\b",
            r"\b0 packets captured\b",
            r"\b(?:packets?|syns?|requests?|traffic)\b.{0,30}\b(?:never|don't|does not|doesn't|"
            r"not) (?:even )?(?:arriv|reach|get to|hit|show)\w*",
            r"\bnot even a syn\b",
        ),
    ),
    Lead(
        "network-perimeter-block",
        "a router, a provider or the network between is spoken of",
        2.5,
        says(
            r"\bport[- ]?forward(?:ing|ed)?\b.{0,80}\b(?:router|modem|fritz\w*|nat)\b|\b(?:router|modem|fritz!?box|"
            r"gateway device)\b.{0,80}\bport[- ]?forward|\bcg-?nat\b|\bcarrier.grade nat\b|\bds-lite\b|"
            r"\b(?:isp|provider|comcast|telekom|vodafone|campus|university|corporate|company|school|hotel|"
            r"office)\b.{0,60}\b(?:block|filter|firewall|clos)\w*|"
            r"\bcanyouseeme|\bport ?checker\b|\bhairpin|\bnat (?:loopback|reflection)\b|\b(?:client|ap|wireless|"
            r"station|access point) isolation\b|\bguest (?:wi-?fi|network|wlan)\b|"
            r"\bport (?:25|80|445|22|587)\b.{0,40}\bblocked\b"
        ),
    ),
    Lead(
        "network-perimeter-block",
        "the router itself has an address that providers share among customers",
        3,
        says(r"(?<![\d.])100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d{1,3}\.\d{1,3}(?![\d.])"),
    ),
    Lead(
        "network-perimeter-block",
        "a service that is rented in a cloud does not answer from outside",
        3.5,
        lambda text: both(
            text.find(
                r"\.amazonaws\.com\b|\brds\b|\bcloud ?sql\b|\.database\.(?:windows\.net|azure\.com)\b|\belasticache\b|"
                r"\bopenshift\b|\bmongodb\.net\b"
            ),
            unless(silence(text), met(text, "refused")),
        ),
    ),
    Lead(
        "network-perimeter-block",
        "from another network it works",
        3,
        lambda text: both(
            works(text, "other-network"),
            either(
                met(text, "timeout", "refused"),
                fails(text, "other-network", "here", "elsewhere", "browser", "app", "curl"),
            ),
        ),
    ),
    Lead(
        "network-perimeter-block",
        "from the internet it fails, within the network it works",
        2.5,
        lambda text: both(
            fails(text, "outside", "other-network"), works(text, "here", "loopback", "lan-address", "elsewhere")
        ),
    ),
    Lead(
        "network-perimeter-block",
        "another port of the same machine answers, this one is silent",
        1,
        lambda text: both(timeouts(text), works(text, "ssh", "other-port", "ping")),
    ),
    Lead(
        "network-perimeter-block",
        "a rented machine, and silence",
        1,
        lambda text: both(text.find(CLOUD), timeouts(text)),
    ),
    Lead(
        "network-perimeter-block",
        "it concerns the machine's own address alone",
        -2,
        lambda text: unless(
            text.find(r"\blocalhost\b|\b127\.0\.0\.1\b"),
            text.find(CLOUD),
            fails(text, "outside", "elsewhere", "phone"),
            works(text, "other-network"),
            silence(text),
        ),
    ),
)
LEADS = (*DESKTOP, *PERIMETER)
