"""What a reader infers of who asks, and how: another machine, an app beside a browser, http beside https."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.hints import met
from portwise.read.lead import Lead
from portwise.read.scene import engine
from portwise.read.signs.statements import fails
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import lead

LOOPBACK, UNTRUSTED = "bound-to-loopback-client-uses-lan", "certificate-untrusted"
ONLY_HERE = (
    r"\b(?:only|just)\b[^\n.]{0,40}\b(?:localhost|127\.0\.0\.1|loopback|locally|(?:on|from) the (?:same |"
    r"very )?(?:host|"
    r"server|machine|pc|computer)(?: itself)?)\b|\b(?:localhost|127\.0\.0\.1)\b[^\n.]{0,25}\b(?:only|alone)\b|"
    r"\b(?:works?|fine|ok|opens?|reachable|accessible)\b[^\n.]{0,40}\b(?:localhost|127\.0\.0\.1|locally)\b[^\n]{0,30}"
    r"\bbut\b|\bfrom any(?:thing|where|body| \w+) (?:other than|but|except)\b[^\n.]{0,30}\b(?:computer|machine|host|"
    r"server|pc|itself|localhost)\b|\bnot reachable (?:from )?outside (?:of )?localhost\b|"
    r"\u53ea\u80fd[^\n\u3002]{0,16}(?:\u672c\u673a|\u672c\u5730|localhost|127\.0\.0\.1)"
)
OTHERS_WANT = (
    r"\b(?:access\w*|open\w*|reach\w*|connect\w*|see|visit\w*|use|view|get to|load\w*)\b[^\n.]{0,60}\b(?:from|on|by|"
    r"via|"
    r"with|using|to|in|over|through|across)\b[^\n.]{0,25}\b(?:(?:an)?other|different|any|second|same|remote)? ?(?:"
    r"computers?|devices?|machines?|pcs?|phones?|laptops?|tablets?|lan|local network|home network|network|subnet|"
    r"wi-?fi|ip(?: address)?)\b|\bexpose\w*\b[^\n.]{0,30}\b(?:lan|network)\b|"
    r"(?:\u5c40\u57df\u7f51|\u5176\u4ed6|\u5176\u5b83|\u522b\u7684|\u53e6\u4e00\u53f0)[^\n\u3002]{0,12}(?:\u8bbf\u95ee|"
    r"\u8bbe\u5907|\u7535\u8111|\u673a\u5668)"
)
NOT_THAT = (
    r"\bfirewalls?\b|\bport[- ]?forward\w*|\brouter\b|\b0\.0\.0\.0\b|\bufw\b|\bsecurity group\b|\bwsl\d?\b|\bvpn\b|"
    r"\bkube\w*|\bprotected mode\b|\bhttps?://\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}:\d+ (?:works|opens)\b"
)
APP = (
    r"\b(?:(?:mobile|android|ios|iphone|ipad|desktop|phone|native|tv|mac ?os|windows|companion|the|their|official) "
    r"(?:app|client)|apps?|flutter|electron|expo)\b"
)
APP_FAILS = (
    rf"{APP}[^\n.]{{0,80}}(?:\b(?:can't|cannot|can not|could ?n[o']t|unable|not|\w+n't|fails?|error|refuses?|"
    r"rejects?|never)\b)|\b(?:can't|cannot|can not|could ?n[o']t|unable|fails?|error|not) (?:\w+ ){0,4}(?:connect\w*|"
    rf"log ?in|reach|sync\w*|add)\b[^\n.]{{0,40}}{APP}"
)
BROWSER_WELL = (
    r"\bbrowsers?\b[^\n.]{0,60}\b(?:works?|fine|ok|opens?|no problem\w*|can|loads?|happy|trusts?|green|padlock)\b|"
    r"\b(?:works?|fine|ok|opens?|loads?|no problem\w*|log in|access\w*)\b[^\n.]{0,50}\bbrowsers?\b|"
    r"\bweb (?:version|ui|app|interface)\b[^\n.]{0,30}\b(?:works?|fine|ok)\b"
)
OF_CERTIFICATES = (
    r"\bcert(?:ificate|s|bot)?\w*\b|\blet'?s ?encrypt\b|\bself[- ]?signed\b|\bwild ?card\b|\bchain\b|\bfullchain\b|"
    r"\bhttps\b|\btls\b|\bssl\b|\bca\.(?:pem|crt)\b"
)
SIGNED_BY_ITSELF = (
    r"\u81ea\u7b7e\u540d|\u81ea\u7b7e\u8bc1\u4e66|\u8bc1\u4e66[^\n]{0,12}(?:\u4e0d\u53d7\u4fe1\u4efb|"
    r"\u4e0d\u53ef\u4fe1|\u4e0d\u88ab\u4fe1\u4efb|\u672a\u77e5\u9881\u53d1|\u94fe\u4e0d\u5b8c\u6574)"
)

GOES = r"(?:works?|worked|working|fine|ok|opens?|answers?|loads?|did|does|succeeds)"
AT_PORT = re.compile(r"\b(?P<scheme>https?)://(?P<place>[^\s/:'\"<>]{1,60}:\d{2,5})\b")
FAILS_SO = (
    r"(?:can't|cannot|can not|not|\w+n't|fails?|failed|errors?|err_\w+|closed|refused|reset|nothing|never|unable|"
    r"invalid|times out)"
)
PLAIN_WELL = rf"\bhttp\b(?!s)(?:://\S+)?[^\n.;,]{{0,30}}\b(?<!not ){GOES}\b"
SECURE_ILL = rf"\bhttps\b(?:://\S+)?[^\n.;,]{{0,60}}\b{FAILS_SO}\b"
SECURE_WELL = rf"\bhttps\b(?:://\S+)?[^\n.;,]{{0,40}}\b(?<!not ){GOES}\b"
PLAIN_ILL = (
    rf"\bhttp\b(?!s)(?:://\S+)?[^\n.;,]{{0,40}}\b{FAILS_SO}\b|\b{FAILS_SO}\b[^\n.;,]{{0,60}}\bhttp\b(?!s)(?:://\S+)?"
)
BECOMES_SECURE = (
    r"\b(?:turn(?:s|ed|ing)?|rewrit\w+|chang(?:es|ed|ing)|convert\w*|upgrad(?:es|ed|ing)|becomes?|transform\w*|"
    r"switch(?:es|"
    r"ed|ing)|jump(?:s|ed|ing)?|flip(?:s|ped)?)\b(?: (?:it|them|the (?:url|address|link)|my (?:url|address)|"
    r"http(?:://\S+)?|"
    r"automatically|itself|always|back|over|all)){0,3} (?:in)?to https\b|\b(?:adds?|puts?|inserts?|forces?) (?:an? |"
    r"the )?"
    r"https(?:://)?\b[^\n.]{0,30}\b(?:automatically|itself|always|in front)\b"
)
LED_THERE = (
    r"\bredirect\w*|\blocation:|\b30[1278]\b|\bproxy_pass\b|\breverse[- ]proxy\b|\bcertificate\b|\bhsts\b|\bforces?\b"
)


def by_both_schemes(text: Text) -> Lines:
    """One place is asked by http and by https."""
    seen: dict[str, dict[str, int]] = {"http": {}, "https": {}}
    for hit in AT_PORT.finditer(text.folded):
        seen[hit["scheme"]].setdefault(hit["place"], text.number(hit.start()))
    shared = seen["http"].keys() & seen["https"].keys()
    return tuple(dict.fromkeys(told[place] for place in shared for told in seen.values()))


def by_one_scheme_alone(text: Text, well: str, ill: str, both_well: str) -> Lines:
    """One place is asked by both, one of them gets through and the other is cut off."""
    if not (asked := by_both_schemes(text)):
        return NOWHERE
    return unless(both(asked, text.together(well, ill)), text.find(LED_THERE), text.find(both_well))


def by_plain_http_alone(text: Text) -> Lines:
    """Nobody speaks TLS there."""
    return by_one_scheme_alone(text, PLAIN_WELL, SECURE_ILL, SECURE_WELL)


def by_tls_alone(text: Text) -> Lines:
    """It speaks TLS."""
    return by_one_scheme_alone(text, SECURE_WELL, PLAIN_ILL, PLAIN_WELL)


def for_this_machine_alone(text: Text) -> Lines:
    """It answers at the loopback, and somebody asks how others could get there."""
    told = text.together(ONLY_HERE, OTHERS_WANT)
    return unless(told, text.find(NOT_THAT), engine(text), met(text, "name-failure", "tls-error", "bind-EADDRINUSE"))


def app_distrusts(text: Text) -> Lines:
    """An app is turned away at HTTPS where browsers get through, which fetch what is missing of a chain."""
    told = text.together(APP_FAILS, BROWSER_WELL, OF_CERTIFICATES)
    other = either(met(text, "name-failure", "timeout", "refused"), text.find(r"\bcors\b|\bexpired\b|\blocalhost\b"))
    return unless(told, other, fails(text, "same-in-all-browsers"))


LEADS = (
    Lead(
        LOOPBACK,
        "it answers this machine alone, and somebody asks how others could get there",
        2.5,
        for_this_machine_alone,
    ),
    Lead(UNTRUSTED, "an app is turned away at HTTPS where browsers get through", 2.0, app_distrusts),
    Lead(
        UNTRUSTED,
        "a certificate is told to be signed by itself or unknown, in Chinese",
        3.0,
        lambda text: text.find(SIGNED_BY_ITSELF),
    ),
    Lead("https-to-plain-http", "at one port http gets through, and https is cut off", 3.0, by_plain_http_alone),
    Lead("http-to-tls-port", "at one port https gets through, and http is cut off", 3.0, by_tls_alone),
    lead("hsts-or-bad-redirect", "what is typed with http becomes https by itself", 2.5, BECOMES_SECURE),
)
