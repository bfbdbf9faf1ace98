"""Who is kept out by the other end: one client alone, all but the own machine, or all but the own house."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on, silence
from portwise.read.lead import Lead
from portwise.read.places import is_loopback
from portwise.read.scene import engine
from portwise.read.signs.statements import works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lead, lines

BAN, DESKTOP, PERIMETER = "ban-or-port-knock-block", "desktop-firewall-inbound-block", "network-perimeter-block"
LOOPBACK, VPN = "bound-to-loopback-client-uses-lan", "vpn-or-ztna-interference"
OWN_IP = r"(?:my|our|this|its|the|one|a single) (?:\w+ ){0,2}(?:ip|address)(?: address)?"
SHUT_OUT = r"(?:blocked|banned|black-?listed|deny-?listed)"
ASKS_FOR_A_BAN = (
    (
        rf"\b(?:am i|are we|is {OWN_IP}|has {OWN_IP} been|have you|did you|was it|were we|was i) [^\n.?]{{0,40}}"
        rf"\b(?:{SHUT_OUT}|black-?list\w*)\b[^\n]{{0,60}}\?"
    ),
    (
        rf"\b(?:am i|are we|is {OWN_IP}) (?:on|in) (?:a|some|any|the|your)[^\n.?]{{0,12}} ?(?:black|block|deny|"
        rf"ban) ?-?lists?\b"
    ),
    (
        rf"\b{OWN_IP}\b[^\n.]{{0,50}}\b(?:has been|have been|had been|was|is|got|gets|be|been|being)\W{{1,2}}(?:\w+ )?"
        rf"{SHUT_OUT}\b"
    ),
    (
        r"\b(?:please |kindly |could you |can you )?(?:un-?block|un-?ban|white-?list) (?:us|me|my|our|this (?:ip|"
        r"address))\b"
    ),
)
FOR_ONE_ALONE = r"\bonly from (?:here|this (?:address|ip|line|network|connection|machine))\b|\bonly for (?:me|us)\b"
ASKED_OFTEN = (
    r"\b(?:after|since|while) (?:\w+ ){0,3}(?:scrap|crawl|mirror)(?:ing|ed)\b|"
    r"\b(?:hundreds|thousands|dozens) of requests\b|\brequests (?:a|per|each|every) (?:minute|second|hour)\b|"
    r"\b(?:\w+ )times (?:an|per|a|every) (?:hour|minute)\b|\brate[- ]?limit(?:ed|ing|s)?\b|\bmy (?:bot|scraper|"
    r"crawler)\b|"
    r"\btoo many requests\b"
)
OWN_SERVER = (
    r"\bupstream\b|\bkeep-?alive\b|\bproxy_pass\b|\bdocker\b|\bkube\w*|\blocalhost\b|\bprometheus\b|\bworkers?\b|"
    r"\bsomaxconn\b|\bconntrack\b|\bephemeral\b|\bload ?balancer\b|\belb\b"
)
WHOSE_SITE = (
    r"\b(?:your|the|their|this|of your) (?:(?:whole|public|official|web|main) )?(?:web ?)?(?:sites?|forum|"
    r"servers?|repo\w*|"
    r"mirror|rss|feed|api|registry|download\w*|index|mail ?server)\b|\bhttps?://|\.(?:org|com|net|io|dev)\b"
)
DYNAMIC_NAME = (
    r"\bno-?ip\b|\bduck ?dns\b|\bdyn(?:amic )?-?dns\b|\bddns\b|\bfreedns\b|\bdynu\b|\bmyfritz\b|\bquickconnect\b|"
    r"\bselfhost\b|\bhopto\.org\b|\bddclient\b|\bdesec\b|\bexternal (?:url|address|ip)\b|\bpublic (?:url|ip|"
    r"address|name)\b"
)
IN_VAIN = (
    r"\b(?:not|n't|cannot|never|no longer|neither|unable|nothing|nobody)\b[^\n.]{0,40}\b(?:open|load|connect|"
    r"reach\w*|"
    r"answer\w*|work\w*|access\w*|respond\w*|get|come\w*|through|find|see|discover\w*)\b|\btim(?:es|ed|e)[- ]?out\b|"
    r"\bunreachable\b"
)
HOME_WELL = (
    r"\b(?:with|by|via|over|from|at|in|on|through) (?:the |its |my |our )?(?:\w+'s )?(?:local (?:ip|address|"
    r"network)|lan|"
    r"internal (?:ip|address)|home network|home|inside|192\.168\.[\w.]+)\b[^\n.]{0,60}\b(?:works?|worked|fine|"
    r"ok|as (?:it )?"
    r"always|reachable|opens?|loads?|good|no (?:problem|trouble|issue)s?)\b|"
    r"\b(?:works?|fine|ok|reachable|opens?|loads?|good)\b[^\n.]{0,30}\b(?:by|via|with|over|in|on|at|from|"
    r"inside) (?:the |its |"
    r"my )?(?:local (?:ip|address|network)|lan|internal (?:ip|address)|home network|192\.168\.[\w.]+)\b"
)
FAILS_THERE = r"\b(?:not|n't|cannot|fails?|failed|refused|unreachable|tim(?:es|ed) out)\b"
IN_THE_HOUSE = (
    r"\b(?:another|an other|other|second|2nd|different|my other|any other) (?:pc|computer|laptop|machine|mac|"
    r"device)s?\b"
    r"[^\n.]{0,30}\b(?:in|on|at|inside) (?:the |my |our )?(?:house|same|home|lan|network|room|wi-?fi)\b|"
    r"\b(?:in|on) (?:the|my|our) (?:same |own |home )?(?:wi-?fi|lan|network|house|local network|home network)\b|"
    r"\bsame (?:wi-?fi|lan|local network|home network|network)\b|\bdirect ip\b|\blan (?:ip|address|players?)\b"
)
DESKTOPS = (
    r"\bwindows(?: 7| 8(?:\.1)?| 10| 11)?\b|\bmac ?os\b|\bmac(?:book| mini|intosh)?\b|\bminecraft\b|\bmod ?packs?\b|"
    r"\bforge\b|\bterraria\b|\bfactorio\b|\bvalheim\b|\bgame server\b|\bmy (?:gaming )?pc\b|\bexe\b|\bdefender\b"
)
OTHER_HOSTS = (
    r"\bubuntu\b|\bdebian\b|\bcentos\b|\blinux\b|\bvps\b|\bdocker\b|\braspberry\b|\bnas\b|"
    r"\brouter\b[^\n]{0,20}\bblocks?\b|"
    r"\bec2\b|\baws\b|\bazure\b|\boracle\b|\b127\.0\.0\.1\b|\bfirewall (?:is )?(?:off|disabled)\b|"
    r"\bvirtualbox\b|\bwsl\b"
)
ALL_INCOMING = (
    r"\block ?down mode\b|\bblock(?:s|ed|ing)? all (?:incoming|inbound)\b|\balle eingehenden verbindungen\b|"
    r"\bstealth mode\b|\b(?:accept|allow) incoming (?:network )?connections\b|"
    r"\bwindows[- ]sicherheits(?:hinweis|warnung)\b|"
    r"\bnetwork\b[^\n.]{0,20}\b(?:set to|profile|is|as) \"?'?public\b|\bpublic (?:network|profile)\b|"
    r"\bset as public\b|\bprivate instead of public\b|\b(?:pop-?up|alert|dialog|question) (?:of|from|"
    r"by) (?:the )?(?:windows )?"
    r"(?:defender|firewall)\b"
)
FINDERS = (
    r"\b(?:kde connect|localsend|airdrop|snapdrop|pairdrop|syncthing|landrop|warpinator|chromecast|dlna|upnp|"
    r"spotify connect|"
    r"airplay|nearby share|quick share|steam (?:link|remote)|moonlight|barrier|synergy|input leap|deskflow|warpshare|"
    r"jellyfin|plex|emby|kodi|discover(?:y|ed|s)?|devices?|peers?)\b"
)
UNFOUND = (
    r"\b(?:not|n't|no longer|never|cannot|unable to|fails? to|nothing)\b[^\n.]{0,20}\b(?:find|finds|found|see|"
    r"sees|seen|"
    r"discover\w*|detect\w*|show\w*|appear\w*|listed?)\b"
)


def out_of_own_house(text: Text) -> Lines:
    """A name of a home's line is dead, and by its address in the own network the server answers."""
    dead = unless(text.together(DYNAMIC_NAME, IN_VAIN), engine(text))
    return both(dead, either(text.find(HOME_WELL), works(text, "lan-address")))


def often_asked(text: Text) -> Lines:
    """A site of others was asked often, and does not answer this one any more."""
    asked = text.together(ASKED_OFTEN, WHOSE_SITE)
    shut = either(met(text, "timeout", "refused", "reset"), silence(text), text.find(IN_VAIN))
    near = lines(n for n in failed(text, "refused", "timeout") if n.sign.host and is_loopback(n.sign.host))
    return unless(both(asked, shut), text.find(OWN_SERVER), near)


def opens_for_others(text: Text) -> Lines:
    """A site of others does not open from one line, and by another line or a VPN it does."""
    well = works(text, "vpn-on", "other-network", "other-address")
    return unless(both(well, text.find(FOR_ONE_ALONE, *ASKS_FOR_A_BAN)), text.find(r"\blocalhost\b|\b127\.0\.0\.1\b"))


def silent_in_the_house(text: Text) -> Lines:
    """A program of a desktop, from which others in the same house hear nothing."""
    quiet = unless(silence(text), met(text, "refused", "name-failure"))
    return unless(both(quiet, text.find(IN_THE_HOUSE), text.find(DESKTOPS)), engine(text), text.find(OTHER_HOSTS))


def not_found_by_others(text: Text) -> Lines:
    """Programs that look for one another do not, and one of them is on a desktop."""
    seen = both(text.find(FINDERS), text.find(UNFOUND), either(on(text, "windows", "macos"), text.find(DESKTOPS)))
    return unless(seen, engine(text), met(text, "refused", "name-failure"))


def asked_for_leave(text: Text) -> Lines:
    return unless(
        both(text.find(ALL_INCOMING), text.find(IN_VAIN, UNFOUND, r"\bblock\w*\b|\bdeny\b|\bcancel\w*|\bdenied\b")),
        text.find(r"\bmullvad\b|\bgpo\b"),
    )


LEADS = (
    lead(BAN, "somebody asks whether his address is on a list", 4.0, *ASKS_FOR_A_BAN),
    Lead(BAN, "a site does not open from one line alone, and by another it does", 2.0, opens_for_others),
    Lead(BAN, "a site of others was asked often, and answers no more", 3.0, often_asked),
    *(
        Lead(cause, "a site does not open from one line alone, and by another it does", -2.0, opens_for_others)
        for cause in (VPN, "path-mtu-blackhole")
    ),
    Lead(
        PERIMETER, "a name of a home's line is dead, and in the own network the server answers", 3.0, out_of_own_house
    ),
    Lead(
        LOOPBACK, "a name of a home's line is dead, and in the own network the server answers", -3.0, out_of_own_house
    ),
    Lead(DESKTOP, "others in the same house hear nothing of a desktop's program", 2.5, silent_in_the_house),
    *(
        Lead(cause, "others in the same house hear nothing of a desktop's program", -1.5, silent_in_the_house)
        for cause in (PERIMETER, "remote-site-down")
    ),
    Lead(DESKTOP, "programs that look for one another do not find a desktop", 1.5, not_found_by_others),
    Lead(DESKTOP, "a desktop asks for leave, or lets in nothing", 3.0, asked_for_leave),
    Lead("macos-local-network-privacy", "a desktop asks for leave, or lets in nothing", -2.0, asked_for_leave),
)
