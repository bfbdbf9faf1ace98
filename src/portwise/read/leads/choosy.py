"""What a reader infers of browsers and proxies: ports that they keep away from, and whose settings they go by."""

from __future__ import annotations

import re

from portwise.model.badports import CHROMIUM_BLOCKS
from portwise.model.reading import Lines
from portwise.read.hints import met
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lines

PROXY, EXTENSION, PORT = (
    "dead-or-misconfigured-proxy",
    "browser-extension-or-policy-block",
    "browser-blocked-port",
)
KEPT_AWAY = "|".join(str(port) for port in sorted(CHROMIUM_BLOCKS) if port > 1023)
AT_THAT_PORT = (
    rf"\b(?:ports?|port\(s\)|listen\w*|start\w*|serv\w*|run\w*)\b(?:\(s\))?[^\n\d]{{0,25}}\b(?:{KEPT_AWAY})\b"
    r"(?![.\d]|:\d)|"
    rf"(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(?:{KEPT_AWAY})\b|\bport ?= ?(?:int\()?(?:{KEPT_AWAY})\b|"
    rf"(?<!\d)(?:{KEPT_AWAY}) ?\u7aef\u53e3|(?:\u7aef\u53e3|\u6362\u6210|\u6539\u6210|\u6539\u4e3a|\u8bbe\u4e3a|"
    rf"\u4f7f\u7528)[^\n\d]{{0,12}}(?:{KEPT_AWAY})(?!\d)"
)
HELD = r"(?:in use|used|taken|occupied|(?<!\u672a\u88ab)\u5360\u7528)"
TAKEN = re.compile(
    rf"(?<!\d)(?:{KEPT_AWAY})(?!\d)[^\n,\uff0c]{{0,30}}{HELD}|{HELD}[^\n\uff0c]{{0,30}}(?<!\d)(?:{KEPT_AWAY})(?!\d)"
)
PAGE = (
    r"\b(?:browsers?|chrome|firefox|edge|safari|pages?|sites?|website|open\w*|url|web ?ui|ui|http|html|get|visit\w*|"
    r"localhost|server)\b|\u6253\u5f00|\u7f51\u5740|\u7f51\u9875"
)
NO_PAGE = (
    r"\b(?:can't|cannot|can not|won't|doesn't|does not|don't|not|n't|never|no|nothing|fails?|blank|dead|unavailable|"
    r"unreachable|unable)\b|\u6253\u4e0d\u5f00|\u65e0\u6cd5|\u4e0d\u80fd"
)
PRINTED_BY_TOOL = r"\bcurl: \(|\bcurl\b[^\n]{0,40}\b(?:refused|fails?|times? out|nothing)\b|\bwget:|\btelnet\b"
ANOTHER_PORT = (
    r"\b(?:any|an|all|every) ?other port\b|\bdifferent port\b|\banother port\b|\bother ports?\b|"
    rf"\b(?:on|to|with|port|at|use|using|and|or|e\.g\.?),? (?!(?:{KEPT_AWAY})\b)\d{{4,5}}\b[^\n]{{0,50}}\b(?:works?|"
    r"worked|fine|ok|is|it is|does|did|opens?|loads?|reachable)\b|"
    rf"\u6362\u6210[^\n]{{0,12}}\d{{4,5}}[^\n]{{0,12}}(?:\u53ef\u4ee5|\u6b63\u5e38|\u597d\u4e86)"
)
OF_THE_SYSTEM = (
    r"\bproxy\.pac\b|\bpac (?:file|url|script)\b|\.pac\b|\bautomatic proxy\b|"
    r"\bauto(?:matic)?[- ]?(?:proxy )?config\w*\b|"
    r"\bsystem(?:'s)? proxy\b|\bproxy\b[^\n]{0,40}\b(?:network|system|internet|windows|os x|mac ?os) (?:settings|"
    r"preferences|options)\b|\b(?:network|system|internet) (?:settings|preferences|options)\b[^\n]{0,40}\bproxy\b"
)
NOT_IN_CHROME = (
    r"\b(?:in|with|on|only|using) (?:google )?(?:chrom(?:e|ium)|edge|brave|opera|vivaldi)\b[^\n.]{0,60}\b(?:none|not|"
    r"n't|"
    r"no|never|nothing|cannot|fails?|refuse[sd]?|can't)\b|\b(?:not|n't|never|cannot|fails?|nothing|"
    r"refused)\b[^\n.]{0,40}"
    r"\b(?:in|with|on|using) (?:google )?(?:chrom(?:e|ium)|edge|brave|opera|vivaldi)\b"
)
WELL_IN_ANOTHER = (
    r"\b(?:opens?|works?|loads?|fine|ok|reach\w*|there|goes?|resolves?|shows?)\b[^\n.]{0,30}\b(?:in|with|on|using|"
    r"from) "
    r"(?:safari|firefox|edge|another browser|other browsers|curl)\b|"
    r"\b(?:safari|firefox|other browsers?|curl)\b[^\n.]{0,30}\b(?:opens?|works?|loads?|fine|ok|resolves?|is happy|"
    r"does)\b"
)
CAPTURES = (
    r"(?:proxyman|fiddler(?: classic| everywhere)?|charles(?: proxy)?|burp(?: ?suite)?|mitmproxy|http ?toolkit|"
    r"owasp zap|whistle|anyproxy|clash\w*(?: verge| for windows|x)?|v2ray\w*|shadowsocks\w*|nekoray|hiddify\w*|"
    r"sing-?box|surge|lantern|psiphon|spechtlite|reqable|proxifier|xray|trojan|qv2ray|privoxy|cntlm|telerik|"
    r"outline|potatso|ssr|quantumult\w*|wireproxy|httptoolkit|glider|tor(?: browser)?|zap)"
)
GONE = (
    r"(?:quit\w*|clos\w+|exit\w*|stop\w*|kill\w*|uninstall\w*|remov\w+|delet\w+|crash\w*|turn\w* (?:it )?off|"
    r"shut\w* down|not (?:open|running|started)|isn't (?:open|running)|without|disabl\w+|end\w*)"
)
QUITTED = (
    rf"\b{GONE}\b[^\n]{{0,30}}\b{CAPTURES}\b|\b{CAPTURES}\b[^\n]{{0,40}}\b(?:is |was |has been |gets |i )?{GONE}\b|"
    rf"\b{CAPTURES}\b[^\n]{{0,30}}(?:\u5173\u95ed|\u9000\u51fa|\u5173\u4e86|\u5378\u8f7d|\u5173\u6389)|"
    rf"(?:\u5173\u95ed|\u9000\u51fa|\u5173\u4e86|\u5378\u8f7d|\u5173\u6389)[^\n]{{0,16}}\b{CAPTURES}\b|"
    r"(?:\u5173\u95ed|\u9000\u51fa|\u5173\u4e86|\u5173\u6389)[^\n]{0,8}(?:\u7cfb\u7edf)?\u4ee3\u7406"
)
NO_INTERNET = (
    r"\b(?:no|without|lost|lose|losing|loses|kills?) (?:the |my |all )?(?:internet|network|web|connection|"
    r"connectivity)\b|"
    r"\binternet\b[^\n]{0,30}\b(?:gone|dead|down|not|n't|stops?|broken|lost|disappears?)\b|"
    r"\b(?:can't|cannot|can not|couldn't|unable to|not able to|won't|doesn't|n't) (?:\w+ ){0,3}(?:internet|online|"
    r"google|web ?(?:sites?|pages?)|any (?:site|page|website)|browse|surf|load)\b|"
    r"\b(?:no|any|all|every|other) (?:web ?)?(?:sites?|pages?|website)s?\b[^\n]{0,30}\b(?:loads?|opens?|work\w*|same|"
    r"fails?|dead)\b|\berr_proxy_connection_failed\b|\bproxy server is refusing\b|"
    r"(?:\u4e0a\u4e0d\u4e86\u7f51|\u65e0\u6cd5\u4e0a\u7f51|\u4e0d\u80fd\u4e0a\u7f51|\u6ca1\u7f51|"
    r"\u65e0\u6cd5\u8054\u7f51|\u6253\u4e0d\u5f00\u7f51\u9875|\u6ca1\u6709?\u529e\u6cd5\u8054\u7f51|\u65ad\u7f51)"
)
NAMED_IN_VAIN = r"\b[a-z]+://localhost(?P<port>:\d{2,5})?\b"
NUMBER_WORKS = re.compile(
    r"(?:\u6539\u6210|\u6362\u6210|\u6539\u4e3a|\u6362\u4e3a|\u4f7f\u7528|"
    r"\u7528)[^\u3002]{0,120}127\.0\.0\.1[^\u3002]{0,80}"
    r"(?:\u6b63\u5e38|\u597d\u4e86|\u53ef\u4ee5|\u6210\u529f|\u901a\u4e86|\u89e3\u51b3|\u5c31\u884c)"
)
OTHER_BROWSER_RESOLVES = r"\b(?:chrome|chromium|edge|safari|brave|opera|other browsers?|another browser)\b"
FORMERLY = re.compile(r"\bago\b|\bused to\b|\buntil\b|\bbefore\b|\bprevious|\bonce\b|\bearlier\b")
OF_THE_LAN = (
    r"\b(?:plex\w*|local|internal|intranet|home|lan|private|self-?hosted|split(?:-horizon)?|nas|media|corporate|"
    r"company)"
    r" (?:server|media server|host ?names?|names?|domain|site|address|services?|resources?|web ?sites?|dns|network)\b|"
    r"\bplex\.direct\b|\bapp\.plex\.tv\b|\brebind\w*\b|\b(?:on|in|inside|within) (?:this|my|the|our) (?:lan|"
    r"local network|"
    r"home network|company network)\b|\.(?:lan|home|internal|intranet|corp|home\.arpa)\b"
)


def on_a_port_kept_away(text: Text) -> Lines:
    """A server was begun at a port of the list, its page does not open, and no other client says why."""
    told = text.together(AT_THAT_PORT, PAGE, NO_PAGE)
    bound = failed(text, "bind-EADDRINUSE", "bind-EACCES")
    there = lines(n for n in bound if n.sign.port in (None, *CHROMIUM_BLOCKS)) if TAKEN.search(text.folded) else ()
    denied = either(there, met(text, "timeout", "name-failure"), text.find(PRINTED_BY_TOOL))
    return unless(told, denied, text.find(r"\bx11\b[^\n]{0,30}\b(?:forward|display)|\bsip\b|\birc\b|\bnfs\b"))


def and_not_at_another(text: Text) -> Lines:
    return both(on_a_port_kept_away(text), text.find(ANOTHER_PORT))


def goes_its_own_way(text: Text) -> Lines:
    """All browsers have the proxy of the system, and one of those that ask nobody else goes another way."""
    alone = either(fails(text, "chrome", "edge", "brave", "opera"), text.find(NOT_IN_CHROME))
    well = either(works(text, "safari", "firefox", "edge", "other-browser", "curl"), text.find(WELL_IN_ANOTHER))
    return unless(both(text.find(OF_THE_SYSTEM), alone, well), fails(text, "safari", "firefox", "same-in-all-browsers"))


def not_found_by_firefox(text: Text) -> Lines:
    """Firefox alone does not reach what only the name server of the network tells rightly."""
    other = works(text, "chrome", "edge", "safari", "other-browser", "brave")
    alone = both(text.find(r"\bfirefox\b"), text.find(OTHER_BROWSER_RESOLVES), other, text.find(OF_THE_LAN))
    well = [n for n in works(text, "firefox") if not FORMERLY.search(text.by_number[n].casefold())]
    return unless(
        alone,
        tuple(well),
        fails(text, "chrome", "safari"),
        text.find(r"\bcertificate\b|\bsec_error|\bssl_error|\bextension\b"),
    )


def left_without_its_proxy(text: Text) -> Lines:
    """A program that sets itself as the proxy of the system was closed, and nothing loads."""
    return text.together(QUITTED, NO_INTERNET)


def number_for_the_name(text: Text) -> Lines:
    """In a sentence of Chinese: with 127.0.0.1 in place of localhost it goes."""
    named = text.find(NAMED_IN_VAIN)
    return both(named, tuple(text.number(hit.start()) for hit in NUMBER_WORKS.finditer(text.folded)))


LEADS = (
    Lead(
        PORT,
        "a server was begun at a port that browsers keep away from, and its page does not open",
        2.5,
        on_a_port_kept_away,
    ),
    Lead(
        PORT,
        "at a port that browsers keep away from its page does not open, and at another it does",
        1.5,
        and_not_at_another,
    ),
    *(
        Lead(
            cause,
            "a server was begun at a port that browsers keep away from, and its page does not open",
            -2.0,
            on_a_port_kept_away,
        )
        for cause in ("server-port-setting-wrong", "server-moved-to-next-port", "wildcard-specific-shadowing")
    ),
    Lead(EXTENSION, "one browser does not go by the proxy of the system, and another does", 3.0, goes_its_own_way),
    *(
        Lead(cause, "one browser does not go by the proxy of the system, and another does", -1.5, goes_its_own_way)
        for cause in (PROXY, "hsts-or-bad-redirect")
    ),
    Lead(
        "browser-secure-dns",
        "Firefox alone does not reach what only the network's name server knows",
        2.5,
        not_found_by_firefox,
    ),
    *(
        Lead(
            cause, "Firefox alone does not reach what only the network's name server knows", -1.0, not_found_by_firefox
        )
        for cause in ("cors-blocked", "browser-local-network-access")
    ),
    Lead(
        PROXY,
        "a program that sets itself as the system's proxy was closed, and nothing loads",
        4.0,
        left_without_its_proxy,
    ),
    Lead(
        "security-software-interception",
        "a program that sets itself as the system's proxy was closed, and nothing loads",
        -2.0,
        left_without_its_proxy,
    ),
    Lead(
        "localhost-ipv6-first-server-ipv4-only",
        "with 127.0.0.1 in place of localhost it goes, as somebody says in Chinese",
        3.0,
        number_for_the_name,
    ),
)
