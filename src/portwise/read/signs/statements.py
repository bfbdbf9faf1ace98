"""
What works where, as people say it: "curl is fine, only Chrome refuses", "from my phone it times out".

A clause says something where it holds a condition of `CONDITIONS` and a word of success or failure.  Clauses end at
full stops, at "but" and its like, and at a comma behind which the verdict turns round; questions say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Lines, Noted, Stated
from portwise.model.record import NamedTuple
from portwise.read import tongues
from portwise.read.text import Text

OFF = (
    r"(?:off|disabled?|disabling|stopp?(?:ed|ing)?|paus(?:ed?|ing)|uninstall(?:ed|ing)?|remov(?:ed|ing)|"
    r"quit(?:ting)?|exit(?:ed|ing)?(?! (?:in|nodes?|server|point|ip|country|location)\b)|turn(?:ed|ing)? off|"
    r"deactivat(?:ed|ing)|shut down|disconnect(?:ed|ing)?)"
)
VPN = (
    r"(?:vpn|anyconnect|globalprotect|zscaler|netskope|cloudflare warp|warp client|wireguard|openvpn|nordvpn|"
    r"tailscale|forticlient|pulse secure|protonvpn|mullvad|expressvpn)"
)
WALL = r"(?:firewall|ufw|firewalld|iptables|nftables|windows defender(?: firewall)?|pf)"
GUARD = (  # products that watch connections
    r"(?:anti-?virus|kaspersky|avast|avg|norton|mcafee|eset|bitdefender|sophos|symantec|crowdstrike|falcon|defender|"
    r"little snitch|lulu|radio silence|malwarebytes|web ?shield|https? scanning|ssl inspection|content filter|"
    r"sentinelone|carbon black|security (?:software|suite)|endpoint protection|fiddler|charles|proxyman|adguard|"
    r"k7|avira|"
    r"g ?data|quick heal|total ?av|zonealarm|comodo|webroot|f-secure|netskope|zscaler|forcepoint|cortex|"
    r"(?:internet|total|ultimate|endpoint|premium|maximum) (?:security|protection)|\bav\b)"
)
EXTENSION = r"(?:extensions?|add-?ons?|ad-?block(?:er)?s?|ublock(?: origin)?|shields?|plugins?|ghostery|privacy badger)"


def off(what: str) -> str:
    """In either order of words: "VPN off", "with the VPN disconnected", "without the VPN", "disabling ufw"."""
    return rf"\b{what}\b.{{0,25}}\b{OFF}\b|\b{OFF}\b.{{0,20}}\b{what}\b|\b(?:without|no)\b.{{0,12}}\b{what}\b"


CONDITIONS = {
    # clients
    "curl": r"\bcurl\b",
    "wget": r"\bwget\b",
    "telnet": r"\btelnet\b|\bnc\b|\bnetcat\b|\btest-netconnection\b|\btnc\b",
    "ssh": r"\bssh\b",
    "ping": r"\bping(?:s|ing|able)?\b",
    "postman": r"\bpostman\b|\binsomnia\b|\bbruno\b|\bhttpie\b",
    "chrome": r"\bchrom(?:e|ium)\b",
    "firefox": r"\bfirefox\b|\bff\b",
    "safari": r"\bsafari\b",
    "edge": r"\bedge\b",
    "brave": r"\bbrave\b",
    "opera": r"\bopera\b|\bvivaldi\b",
    "browser": r"(?<!-)\b(?:web ?)?browsers?\b(?!-)",
    "other-browser": r"\b(?:another|other|different|every other|second) (?:web )?browsers?\b",
    "same-in-all-browsers": r"\b(?:all|any|every|both|each) (?:my |the |of the )?(?:web )?browsers?\b|\bno browser\b",
    "node": r"\bnode(?:\.?js)?\b|\baxios\b|\bundici\b|\bnpm\b",
    "python": r"\bpython\b|\brequests\b|\bhttpx\b|\bpip\b",
    "java": r"\bjava\b|\bjvm\b|\bkotlin\b",
    "app": r"\b(?:my|the|our) (?:\w+ )?(?:app|application|program|client|script)\b",
    "terminal": r"\b(?:terminal(?!-)(?:\.app)?|command line|shell|console|iterm2?|powershell|cmd)\b",
    # places
    "here": r"\b(?:on|from|at) (?:the|this|that|my|its) (?:very )?(?:same|own|server|local|host|box|machine|pc|mac)(?: "
    r"(?:machine|box|host|pc|mac|computer|server|itself))?\b|\blocally\b|\bon (?:my|this) (?!other|second|old|"
    r"new)(?:\w+ )?(?:laptop|pc|computer|desktop|imac|macbook)\b|^\W*(?:desktop|pc|laptop|host|mac|server|"
    r"the (?:server|pc|mac|laptop))\W*$|\b(?:server|host|box|machine|pi) itself\b|" + tongues.HERE,
    "elsewhere": r"\b(?:his|her|their|somebody's) (?:\w+ )?(?:computer|laptop|pc|phone|mac|machine)\b|"
    r"\b(?:an?other|other|different|second|remote|any other|2nd) (?:machines?|computers?|pcs?|"
    r"laptops?|hosts?|devices?|"
    r"macs?|boxe?s?|clients?|servers?)\b|\b(?:wife|colleague|co-?worker|friend|teammate|roommate)(?:'s|"
    r"s)?\b|\bremotely\b|"
    r"\b(?:from|on|over|in|across) (?:the |my |our )?(?:lan|local network|home network|network|subnet)\b|\bfrom "
    r"(?:my|the|a) (?:\w+ )?(?:laptop|desktop|"
    r"workstation|tv)\b|\beverybody else\b|\bother people\b|\bfrom everywhere\b|" + tongues.ELSEWHERE,
    "phone": r"\b(?:phone|tablet|i-?phone|i-?pad|android|smartphone|mobile (?:phone|device)|cell ?phone)s?\b|"
    + tongues.PHONE,
    "outside": r"\bfrom (?:the )?(?:outside|internet|public|home|web)\b|\bexternally\b|\bpublic (?:ip|address|url)\b|"
    r"\bwan\b|\bfrom outside\b",
    "other-network": r"\bwithout wi-?fi\b|\bwi-?fi off\b|\b(?:university|campus|office|work|school|company|"
    r"neighbou?r'?s?|hotel|friend'?s|"
    r"parents'?) (?:network|"
    r"wi-?fi|internet|connection|lan|wlan)\b|\b(?:hotspot|tether(?:ed|ing)?|mobile data|cellular|4g|5g|lte)\b|"
    r"\b(?:another|different|other) "
    r"(?:network|wi-?fi|connection|isp|internet)\b|\bhome (?:network|wi-?fi|internet)\b|" + tongues.OTHER_NETWORK,
    "other-address": r"\b(?:another|different|other|new|second|changed my|changing (?:my|the)) (?:public "
    r")?(?:source )?ip\b",
    "container": r"\b(?:inside|within|in|into|from) (?:of )?(?:the|a|my|another|any|its)? ?(?:\w+ )?(?:container|"
    r"pod)\b|\bdocker "
    r"(?:compose )?exec\b|\bkubectl exec\b",
    "host": r"\b(?:from|on) (?:the|my) (?:docker )?host\b|\bhost machine\b",
    "by-ip": r"\b(?:by|with|via|using|through|use|using|over|to) (?:the |its |an |my |raw |plain )?(?:\w+ "
    r")?ip\b(?! ?v)|\bip address\b",
    "by-name": r"\bby (?:host ?)?name\b|\b(?:with|via|using|use) (?:the |its )?(?:host ?name|domain|fqdn|dns name)\b",
    "loopback": r"\blocalhost\b|\b127\.0\.0\.1\b|\bloopback\b|(?<![\w:])::1\b",
    "localhost": r"\blocalhost\b",
    "127.0.0.1": r"\b127\.0\.0\.1\b",
    "lan-address": r"\b(?:192\.168|10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b|\blan (?:ip|address)\b",
    # conditions
    "vpn-off": off(VPN) + r"|\b(?:off|not on|outside(?: of)?) (?:the |my )?(?:corporate |work |company )?vpn\b",
    "vpn-on": rf"\b(?:with|on|over|when|while|once|as soon as|after|if|connected to|through|via|behind|"
    rf"inside)\b.{{0,30}}\b{VPN}\b"
    rf"(?! (?:off|disabled|disconnected))|\b{VPN}\b.{{0,15}}\b(?:on|active|connected|up|running|enabled)\b",
    "proxy-off": r"--no-?proxy\b|\b(?:unset|unsetting|without|no|bypass(?:ing)?|disabl(?:e|ed|ing)|remov(?:e|ed|"
    r"ing)|turn(?:ed|ing)? off)\b"
    r".{0,25}\bprox(?:y|ies)\b(?! (?:variables?|settings?|vars?|env|configured|set|detected|is|are))|"
    r"\bproxy\b.{0,12}\b(?:off|disabled|unset|removed)\b|\bno_proxy\b|-u http_proxy\b|"
    r"\bproxies=\{",
    "firewall-off": off(WALL),
    "selinux-off": r"\bsetenforce 0\b|\bpermissive\b|\bselinux\b.{0,20}\b(?:off|disabled)\b|\bdisabl\w+ selinux\b",
    "guard-off": off(GUARD),
    "extension-off": off(EXTENSION) + r"|--disable-extensions",
    "private-window": r"\bincognito\b|\bprivate (?:window|mode|browsing|tab|session)\b|\binprivate\b",
    "new-profile": r"\b(?:new|fresh|clean|another|other|different|guest|second) (?:browser |user |chrome |"
    r"firefox )?(?:profile|user)\b|"
    r"\bguest (?:mode|window)\b",
    "site-data-cleared": r"\b(?:clear(?:ed|ing)?|delet(?:ed|ing)|unregister(?:ed|ing)?|remov(?:ed|ing)|"
    r"flush(?:ed|ing)?)\b.{0,25}\b"
    r"(?:cookies?|caches?|site data|service ?workers?|browsing data|storage|history)\b",
    "doh-off": r"\b(?:secure dns|doh|dns[ -]over[ -]https|trr)\b.{0,25}\b(?:off|disabled?|disabling)\b|\b(?:off|"
    r"disabl(?:ed?|ing)|without)\b.{0,25}\b(?:"
    r"secure dns|doh|dns[ -]over[ -]https)\b",
    "reboot": r"\breboot(?:s|ed|ing)?\b|\brestart(?:ed|ing)? (?:the |my |of the )?(?:computer|machine|mac|pc|"
    r"laptop|system|windows|os)\b|"
    r"\bpower ?cycl\w+\b",
    "restart": r"\brestart(?:s|ed|ing)? (?!the (?:computer|machine|mac|pc|laptop|system))\b",
    "network-reset": r"\bnetsh (?:winsock|int ip) reset\b|\bwinsock\b|\bnetwork reset\b|\breset(?:ting)? (?:the |"
    r"my )?(?:network|router|adapter|tcp)"
    r"|\b(?:toggl|re-?enabl|disabl\w+ and re-?enabl)\w* (?:the )?(?:wi-?fi|network|adapter|nic)|\brestart(?:ed|"
    r"ing)? (?:the |my )?router\b|"
    r"\bturn(?:ed|ing)? (?:the )?wi-?fi off\b|\bairplane mode\b|\bipconfig /(?:renew|release)\b",
    "update": r"\b(?:since|after|following|from) (?:the |an? |my |i |we |last |latest |yesterday'?s? |this |"
    r"today'?s? )*(?:\w+ ){0,2}"
    r"(?:updat|upgrad)\w*\b",
    "root": r"\bsudo\b|\bas (?:root|admin(?:istrator)?)\b|\belevated\b|\brun as admin",
    "by-hand": r"\bby hand\b|\bmanually\b|\b(?:from|in|on) (?:a |my |the )?(?:command line|shell|terminal)\b|"
    r"\bfrom (?:bash|zsh|ssh)\b",
    "as-service": r"\b(?:as|under|via|through|with|by) (?:a |the )?(?:systemd|systemctl|service|unit|launchd)\b",
    "other-port": r"\b(?:an?other|other|different|any other|all other|every other) ports?\b",
    "http": r"\bhttp://|\b(?:over|via|with|using|plain|on) http\b",
    "https": r"\bhttps://|\b(?:over|via|with|using|on) (?:https|tls|ssl)\b",
    "insecure": r"(?<!\S)-k\b|--insecure\b|\bverify ?= ?false\b|node_tls_reject_unauthorized|"
    r"--no-check-certificate|\bskip.{0,12}verif\w+",
    "outside-sandbox": r"\b(?:outside|without) (?:of )?(?:the |its |a |any )?(?:sandbox|agent|snap|flatpak|bwrap|"
    r"jail|confinement)\b",
    "small": r"\b(?:small|tiny|short|little) (?:requests?|files?|pages?|responses?|packets?|payloads?|queries|"
    r"transfers?)\b",
    "large": r"\b(?:large|big|bigger|larger|long|huge) (?:requests?|files?|pages?|responses?|packets?|payloads?|"
    r"queries|uploads?|downloads?|transfers?)\b",
}
WELL = (  # decided first: they hold words of failure
    r"\b(?:no|without(?: any| a)?|zero) (?:problems?|issues?|errors?|trouble|hiccups?|failures?|complaints?)\b|"
    r"\bwithout complaint\b|"
    r"\bnever (?:fails?|in)\b|^\s*never\s*$|\b(?:doesn't|does not|don't|do not) (?:fail|happen|occur|have "
    r"(?:this|the|that))\b|"
    r"\b(?:error|problem|issue|it|timeout)s? (?:is gone|are gone|goes away|went away|disappears?|vanish\w+)\b|"
    r"\bnot affected\b"
)
ILL = (
    r"\bstopped (?:\w+ing|to \w+)\b|"
    r"\bneither\b.{0,60}\bnor\b|\btoo long to respond\b|\btook too long\b|\bnever answers\b|"
    r"\b(?:doesn't|does not|doesnt|don't|do not|dont|won't|will not|didn't|did not|isn't|is not|isnt|aren't|not|"
    r"never|no longer|"
    r"hasn't|nothing|nobody|none|neither)\b.{0,40}?\b(?:work|load|open|connect|reach|access|respon|"
    r"answer|help|chang|"
    r"fix|find|found|get|show|see|available|possible|display|render|resolv|ok|able|come|go|running|pass|listen|happen|"
    r"accessible|through|helped|accept)\w*|"
    r"\bno (?:web )?browser\b|\b(?:can't|cannot|cant|can not|couldn't|could not|unable|impossible|inaccessible|"
    r"unreachable|unavailable|"
    r"without success)\b|"
    r"\b(?:fail(?:s|ed|ing|ure)?|refus(?:e|es|ed|ing|al)|timed? ?out|times out|timing out|timeouts?|time-?outs?|"
    r"hang(?:s|ing)?|hung|stall(?:s|ed)|"
    r"denied|reject(?:s|ed)?|broken|breaks|broke|dead|blocked|blocks|dropped|(?:was|is|were|been|being|gets?|got|"
    r"connection) reset|reset by peer|unreachable|no route|forbidden|blank|white page|spins?|spinning|"
    r"spinner|forever|gives up|complains|dies|died)\b|\b(?:no (?:change|effect|difference|luck|answer|reply|"
    r"response|joy|success|go|"
    r"access|connection)|same (?:error|thing|result|problem|issue|story|message|behaviou?r)|nothing (?:happens|"
    r"at all)|still (?:the same|get|not|broken|failing|no))\b|"
    r"\berr_[a-z_]+|\b(?:ns|pr|sec|ssl|mozilla)_error_\w+|\beconn\w+|\behost\w+|\betimedout\b|\b(?:http "
    r")?(?:error )?(?:40[0-9]|431|50[0-4])\b"
    r"|❌|✗|✘|\bnope\b|\berrors?\b|(?<!\w)not in\b|: no\b|\b(?:warning|warns)\b|\bclosed\b|" + tongues.ILL
)
FINE = (
    r"\b(?:pages?|they|tabs?|sites?|both|all|urls?|requests|connections) (?:\w+ )?(?:load|open|connect|respond|"
    r"answer|show|"
    r"come up|go through)\b|\b(?:load|open|connect|answer) (?:at once|again|instantly|immediately|fine|ok)\b|"
    r"\bworks?\b|\bworked\b|\bworking\b|\bfine\b|\bok(?:ay)?\b|\bperfect(?:ly)?\b|\b(?:loads|loaded|opens|opened|"
    r"renders|"
    r"connects|connected|responds|responded|answers|answered|succeeds|succeeded|successful(?:ly)?|reachable|accessible|"
    r"shows|shown|displays?|returns?|returned|prints|gets through|healthy|good|normal(?:ly)?|resolves|resolved|"
    r"helps|helped|fixes|"
    r"fixed|solves|solved|cures?|cured|pass(?:es|ed)?|instantly|immediately|comes up|came back|comes back|is "
    r"back|yes|great|happy)\b|"
    r"\bcan (?!not\b|you\b|i\b|it\b|we\b|be\b|any|some|there)\w+|\blets? (?:me|us|him|her|them) in\b|"
    r"\b(?:i|we|it) gets? (?:the|a|my|an|json|html|200)\b|\bgives? (?:me |us )?(?:the|a|my|json|html|200|\{)|"
    r"\b200\b|\b30[12478]\b|"
    r"✅|✓|✔|\bno prob|: yes\b|\balways there\b|\bgone\b|" + tongues.FINE
)
TURNS = re.compile(
    r"[.;!](?=\s|$)|\n|\?(?=\s|$)|\s(?:but|while|whilst|whereas|however|although|though|yet|except|only|instead|unless|"
    r"even though|"
    r"otherwise|until|then)\s|\s[-\u2013\u2014]+\s|(?<=\w)(?: \()|(?<!\()\)|" + tongues.TURNS
)
ELLIPSIS = re.compile(r"(?:\b(?:is|are|does|do|did|was|has) not|n't)\s*$")
PARTS = re.compile(r",| and | as well as | / |: |" + tongues.PARTS)
COMPILED = tuple((name, re.compile(pattern)) for name, pattern in CONDITIONS.items())
WELL_RE, ILL_RE, FINE_RE = re.compile(WELL), re.compile(ILL), re.compile(FINE)
LONGEST = 400  # characters of a clause: what is longer is output, or no clause


class Part(NamedTuple):
    """A piece of a clause: what it is about, and whether it works there; None: it does not say."""

    when: tuple[str, ...]
    works: bool | None
    turns: bool = False  # "curl is not": the other way round than what was said before


def statements(text: Text) -> Iterator[Noted[Stated]]:
    """Each condition of a clause with the verdict that belongs to it."""
    for start, clause in clauses(text.folded):
        if len(clause) > LONGEST:
            continue
        pieces = PARTS.split(clause)
        if all(verdict(piece) is None for piece in pieces):
            continue
        line = (text.number(start + len(clause) - len(clause.lstrip())),)
        for when, works in verdicts([part(piece) for piece in pieces]):
            yield Noted(Stated(when, works), line)


def clauses(folded: str) -> Iterator[tuple[int, str]]:
    """With their places; a question is none."""
    start = 0
    for found in TURNS.finditer(folded):
        if found[0] != "?":
            yield start, folded[start : found.start()]
        start = found.end()
    yield start, folded[start:]


def part(piece: str) -> Part:
    works = verdict(piece)
    return Part(tuple(name for name, pattern in COMPILED if pattern.search(piece)), works, bool(ELLIPSIS.search(piece)))


def verdict(piece: str) -> bool | None:
    if WELL_RE.search(piece):
        return True
    if ILL_RE.search(piece):
        return False
    return True if FINE_RE.search(piece) else None


def verdicts(parts: list[Part]) -> Iterator[tuple[str, bool]]:
    """What has no verdict of its own shares the one before it, or that behind it where none came yet."""
    waiting: list[str] = []
    last: bool | None = None
    for one in parts:
        waiting += one.when
        if one.turns and last is not None:
            last = not last
        elif one.works is not None:
            last = one.works
        if last is not None and one.when + tuple(waiting):
            yield from ((when, last) for when in waiting)
            waiting = []


def stated(text: Text, works: bool, *whens: str) -> Lines:
    """The lines in which somebody says that it works, or fails, under one of these conditions."""
    found = (
        n for noted in text.signs(Stated) if noted.sign.works is works and noted.sign.when in whens for n in noted.lines
    )
    return tuple(dict.fromkeys(found))


def works(text: Text, *whens: str) -> Lines:
    return stated(text, True, *whens)


def fails(text: Text, *whens: str) -> Lines:
    return stated(text, False, *whens)


READERS = (statements,)
