"""TLS and certificates as people retell them: the wrong scheme, products in between, old clients, clocks."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.leads.certificates import ISSUER
from portwise.read.leads.origins import HOST
from portwise.read.leads.protection import PRODUCTS
from portwise.read.scene import given
from portwise.read.signs.statements import works
from portwise.read.text import Text, both, either, unless

EMPTY = (
    r"didn.t send any data|\bempty (?:reply|response)\b|\bconnection was reset\b|\bno data (?:was )?(?:received|"
    r"sent)\b|"
    r"\breturned nothing\b|\bfailed to respond\b|\bprematurely closed\b|\berr_empty_response\b|"
    r"\berr_connection_reset\b|"
    r"\bbadstatusline\b|\bconnection reset\b|\bns_error_net_(?:reset|empty)\w*"
)


def nothing_came(text: Text) -> Lines:
    return either(met(text, "empty", "reset", "not-http"), text.find(EMPTY))


SAYS_HTTPS = re.compile(
    r"\b(?:serv\w+|local|running|listening|started|available|ready|url|direct(?:ly)?|network)\b[^\n]{0,40}"
    r"https://(?P<place>[\w.-]{1,60}:\d{2,5})(?!\d)"
)


def waits_with_tls(text: Text) -> Lines:
    """The server says https of a place, and somebody asks there without and gets nothing."""
    told = list(SAYS_HTTPS.finditer(text.folded))
    ports = {hit["place"].rpartition(":")[2] for hit in told}
    plain = [port for port in ports if text.find(rf"(?<!https://)(?<![\w.])(?:http://)?[\w.-]{{1,60}}:{port}(?!\d)")]
    return both(nothing_came(text), given(plain, tuple(text.number(hit.start()) for hit in told)))


TLS_SET = (
    r"\bhttps[\"']?: ?true\b|\"?\bssl\"?: ?true\b|\bbasic-ssl\b|\bserver\.ssl\.\w+|\blistenandservetls\b|"
    r"\bssl_enabled\b|\bssl[._]enabled?\b|\bhttps ?= ?true\b|\bprotocol ?= ?https\b|\bforce_?https\b|"
    r"\b--http-only\b|"
    r"\bxpack\.security\b|\bhardened\b|\bhas a lock\b|\block (?:with|in|icon)\b|\btypes? (?:in )?https\b|"
    r"\bwants? https\b"
)
TLS_PORTS = r"\bhttp://[^\s/]{1,60}:(?:8006|9392|10000|9443|8443|2376|6443|10250|5986|443|8843)(?!\d)"
PRODUCT = (
    r"(?:kaspersky|avast|\bavg\b|\beset\b|bitdefender|norton|mcafee|sophos|zscaler|netskope|goskope|fortinet|"
    r"fortigate|"
    r"palo ?alto|umbrella|blue ?coat|forcepoint|checkpoint|check point|cisco secure|web ?shield|do_not_trust|"
    r"adguard|"
    r"\bfiddler\b|mitmproxy|portswigger|\u5947\u5b89\u4fe1|\u5929\u64ce|360 ?total|watchguard|barracuda|"
    r"lightspeed|cortex)"
)
ISSUED = (
    (
        rf"\bi:[^\n]{{0,120}}{PRODUCT}|\bissuer\b[^\n]{{0,80}}{PRODUCT}|"
        rf"\b(?:cn|ou?) ?= ?[^\n,/]{{0,40}}{PRODUCT}[^\n]{{0,60}}"
    ),
    (
        rf"\b(?:certificate|cert) (?:path|chain)\b[^\n]{{0,40}}{PRODUCT}|"
        rf"{PRODUCT}[\w .'-]{{0,40}}\b(?:root|personal) ?(?:ca|cert\w*)\b|\u9881\u53d1\u8005[^\n]{{0,20}}{PRODUCT}"
    ),
)
GUARDS = (
    rf"{PRODUCT}|\banti-?virus (?:with|is|has|does)\b|\b(?:https?|ssl|tls)[ -]scan\w*|\bscan(?:s|ning)? (?:ssl|"
    rf"https)\b"
)
PAUSED = (
    rf"\b(?:paus\w+|disabl\w+|turn\w* off|switch\w* off|stop\w*|without|uninstall\w*|"
    rf"deactivat\w+)\b[^\n.]{{0,60}}(?:{GUARDS})"
    r"[^\n.]{0,80}\b(?:install\w*|works?|ran|runs|goes|fine|ok|builds?|passes|succe\w+|loads?|gone|opens?|"
    r"through)\b|"
    rf"(?:{GUARDS})[^\n.]{{0,60}}\b(?:off|paused|disabled|removed|uninstalled|turned off)\b[^\n.]{{0,60}}"
    r"(?:works?|ran|runs|fine|ok|install\w*|goes|build|loads?|opens?|->|\u2192)"
)


def issued_by_a_guard(text: Text) -> Lines:
    return text.find(*ISSUED)


OLD_CLIENT = (
    r"\bwindows xp\b|\bwin ?xp\b|\bie ?[678]\b|\bandroid [12]\b|\bandroid [12]\.\d|\bjava (?:1\.)?6\b|"
    r"\bpython 2\.[67]\.[0-8]\b|"
    r"\bopenssl 0\.9|\bindy\b|\bdelphi\b|\brequests\[security\]|\bndg-httpsclient\b|\bpyopenssl\b|"
    r"\blacks? the server_name\b|"
    r"\bwithout (?:an? )?(?:sni|server_name)\b|\bstunnel 4\b|\bpython 2\.7\b.{0,60}\brequests 2\.[0-5]\b"
)
OTHER_CERTIFICATE = (
    r"\b(?:another|other|wrong|different|someone else's|somebody else's) (?:\w+'?s? ){0,2}cert\w*|"
    r"hostname.{0,80}(?:didn't|doesn't|did not|does not) match|\bcertificado de la (?:primera|otra)\b|"
    r"\beof occurred in violation\b|\bclosed right at hello\b|\bcert\w* (?:of|for) (?:an?other|the first|"
    r"the wrong)\b"
)
BELONGS_ELSEWHERE = (
    r"\b(?:uses?|has|shows?|presents?|got) an? cert\w* (?:that is |which is )?(?:for|of|from|issued for|"
    r"belonging to)\b[^\n]{0,40}\.|"
    r"\bcert\w*[^\n.]{0,30}\b(?:belongs|issued|made out|made) (?:to|for) an?(?:other| different)\b|"
    r"\bcert\w* issued for a different\b|\bimpersonating\b|"
    r"\bname[^\n.]{0,20}\bcert\w*[^\n.]{0,30}\b(?:differ\w*|not the same)\b|"
    r"\bgeh(?:\u00f6|oe)rt zu einem anderen\b|\bgilt nur f(?:\u00fc|ue)r\b"
)


def bare_and_www(text: Text) -> Lines:
    """One of a domain with and without www is secure, and the other is not."""
    pair = text.find(
        r"\b(?P<d>[\w-]{2,40}\.[a-z]{2,10})\b[\s\S]{0,200}\bwww\.(?P=d)\b",
        r"\bwww\.(?P<d>[\w-]{2,40}\.[a-z]{2,10})\b[\s\S]{0,200}(?<!\.)\b(?P=d)\b",
    )
    return both(
        pair,
        text.find(r"\bnot private\b|\bnot secure\b|\bcert\w*"),
        works(text, "https") or text.find(r"\bgreen\b|\bfine\b|\bok\b"),
    )


CLOCK = (
    r"\bforgets? (?:the|its) (?:time|date)\b|\b(?:shows?|says?|is in|back to|year) (?:19[789]\d|200\d)\b|"
    r"\bfrom the future\b|\bin the future\b|\bbattery\b.{0,40}\b(?:empty|dead|flat)\b|\bwithout internet time\b|"
    r"\bwrong (?:year|date|time)\b|\b(?:abgelaufen|expir\u00e9e?|caducado|scaduto|vencido|\u8fc7\u671f|"
    r"\u0438\u0441\u0442\u0451?\u0435?\u043a)\b"
)
SECURE_SITES = r"\bcert\w*|\bzertifikat\w*|\bnot (?:private|secure)\b|\bsecure\b|\bprivate\b|\bhttps\b|\btls\b"

LEADS = (
    Lead("http-to-tls-port", "the server says https, and asked without it sends nothing", 4.0, waits_with_tls),
    Lead(
        "server-closes-without-response",
        "the server says https, and asked without it sends nothing",
        -2.0,
        waits_with_tls,
    ),
    Lead(
        "http-to-tls-port",
        "TLS was switched on, and nothing comes without it",
        2.5,
        lambda t: unless(both(nothing_came(t), t.find(TLS_SET)), t.find(r"wrong version number|ssl_error_rx")),
    ),
    Lead(
        "http-to-tls-port",
        "plain HTTP is asked of a port that is mostly one of TLS, and nothing comes",
        2.5,
        lambda t: both(nothing_came(t), t.find(TLS_PORTS)),
    ),
    Lead(
        "security-software-interception",
        "a product that looks into connections issued the certificate",
        3.5,
        issued_by_a_guard,
    ),
    Lead(
        "certificate-untrusted", "a product that looks into connections issued the certificate", -2.0, issued_by_a_guard
    ),
    Lead("security-software-interception", "it goes while the product pauses", 3.0, says(PAUSED)),
    Lead(
        "security-software-interception",
        "a certificate is not trusted where a product looks into connections",
        2.0,
        lambda t: both(t.find(GUARDS, PRODUCTS), t.find(ISSUER)),
    ),
    Lead(
        "tls-sni-mismatch",
        "an old client, which does not send the name, gets another certificate or none",
        4.5,
        lambda t: both(t.find(OLD_CLIENT), t.find(OTHER_CERTIFICATE)),
    ),
    Lead(
        "certificate-hostname-mismatch",
        "an old client, which does not send the name, gets another certificate or none",
        -2.5,
        lambda t: both(t.find(OLD_CLIENT), t.find(OTHER_CERTIFICATE)),
    ),
    Lead("certificate-hostname-mismatch", "the certificate is of another name", 3.5, says(BELONGS_ELSEWHERE)),
    Lead("certificate-hostname-mismatch", "a domain is secure with or without www only", 3.0, bare_and_www),
    Lead(
        "certificate-expired-or-clock-skew",
        "a date is far off, and secure pages are not trusted",
        3.5,
        lambda t: both(t.find(CLOCK), t.find(SECURE_SITES)),
    ),
    *(
        Lead(cause, "the server rejects the name it is asked by", -2.0, says(HOST))
        for cause in ("dev-container-port-not-forwarded", "dev-server-proxy-or-websocket-upstream")
    ),
)
