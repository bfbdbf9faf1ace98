"""What decides between two causes that sound alike: who asks, what helps, and what is said beside it."""

from __future__ import annotations

from portwise.model.reading import Failure, Lines
from portwise.read.hints import met, on, says
from portwise.read.lead import Lead
from portwise.read.leads.backends import LLM_GATEWAY, MODEL_SERVER
from portwise.read.leads.edges import PROXY
from portwise.read.leads.http import CLOSED
from portwise.read.leads.numbers import TWO_NETWORKS, behind_elsewhere, digits_turned, elsewhere_at_all
from portwise.read.leads.secured import PAUSED, waits_with_tls
from portwise.read.places import is_loopback
from portwise.read.scene import given
from portwise.read.text import Text, both, either, unless

SERVER_KINDS = (
    r"\bmysql\w*|\bmariadb\b|\bpostgres\w*|\bpsql\b|\bpsycopg|\bredis\b|\bmongo\w*|\bollama\b|\blm ?studio\b|"
    r"\bmqtt\b"
)


def server_told_another_port(text: Text) -> Lines:
    """A database or a server of models says its port, and another one is asked."""
    return given(text.find(SERVER_KINDS), either(elsewhere_at_all(text), digits_turned(text)))


def asks_itself(text: Text) -> Lines:
    """A front end of models is refused at its own loopback."""
    near = tuple(n for one in text.signs(Failure) if is_loopback(one.sign.host) for n in one.lines)
    return given(text.find(LLM_GATEWAY), near)


GONE = (
    r"\b(?:closed|quit|exited|stopped) (?:the )?(?:ollama|lm ?studio|app|server)\b|\b(?:which|it|pc|"
    r"machine) sleeps?\b|"
    r"\bicon\b[^\n]{0,40}\bgone\b|\bis (?:off|asleep|switched off)\b|\bturned (?:it )?off\b|\bnot running\b"
)
IN_VAIN = r"\b50[234]\b|\bgateway time-?out\b|\bbad gateway\b|\btimed? ?out\b|\btimeout\b"
NAME_CHANGED = (
    r"\bchanged (?:the |its )?(?:dns|a|cname)[ -](?:entry|record|name)\b|\b(?:dns|a) (?:entry|record) (?:was |"
    r"is )?(?:changed|new)\b|"
    r"\bstill (?:lists|shows|names|holds|knows|resolves|remembers|caches)\b|"
    r"\bregistered\b[^\n]{0,40}\b(?:by hand|by ip|back then)\b"
)


def in_two_networks(text: Text) -> Lines:
    return both(text.find(r"\btraefik\b|\bnginx-proxy\b|\bswag\b"), text.find(IN_VAIN), text.find(TWO_NETWORKS))


def proxy_remembers(text: Text) -> Lines:
    return text.together(PROXY, NAME_CHANGED, IN_VAIN)


def told_no_longer_true(text: Text) -> Lines:
    return either(behind_elsewhere(text), in_two_networks(text), proxy_remembers(text))


OWN_KEY = (
    r"\bp12\b|\.pfx\b|\bpkcs ?#?12\b|\*?\.jks\b|\bclient (?:authentication|verification|key)\b|\bsmart ?card\b|"
    r"\brutoken\b|"
    r"\blogin certificate\b|\bthree files\b|\blist where i (?:pick|choose)\b|\b(?:lost|without|no) (?:the |"
    r"my )?private key\b|"
    r"\bclient\.(?:cert|key|pem)\b|\bdocker_cert_path\b|\bpick my (?:name|certificate)\b"
)
NOT_LET_IN = (
    r"\bhandshake failure\b|\bbad certificate\b|\bcertificate unknown\b|\bcertificate_unknown\b|\bdid not accept\b|"
    r"\bdidn't send\b|\bno list\b|\bssl ?error\b|\bconnection ?reset\w*|\bunable to connect\b"
)
SOCKET_OVER_TLS = (
    r"(?:https|wss)://[^\s]{1,60}/(?:sockjs-node|ws\b|hmr|__webpack|_next/webpack-hmr|websocket|socket\.io)"
)
WRONG_PROTOCOL = (
    r"\berr_ssl_protocol_error\b|\bwrong version number\b|\bssl_error_rx\w*|\binvalid response\b|\bssl-fehler\b|"
    r"\bssl error\b"
)
AN_S = (
    r"\b(?:puts?|adds?|with|types?|typed|writes?) (?:the |an |that )?s\b|\bauto-?fills? https\b|"
    r"\bnone of [^\n]{0,30}certificate\b|"
    r"\bssl_certificate\b[^\n]{0,40}(?:auskommentiert|commented|removed)|\b(?:certificate|https|"
    r"ssl)[^\n]{0,30}\b(?:commented out|off again|false)\b"
)
EACH_ITS_OWN = (
    r"\b(?:without|no) (?:a |the |using )?(?:session|keep-?alive|pool(?:ing)?)\b[^\n]{0,40}\b(?:not once|never|"
    r"no errors?|fine|ok|works?|gone)|"
    r"\b(?:new|fresh) (?:session|connection|client)\b[^\n]{0,30}\b(?:each|every|per)|"
    r"\bconnection: close\b[^\n]{0,60}\b(?:gone|fine|works?|never)|"
    r"\b\u043d\u043e\u0432\u0443\u044e \u0441\u0435\u0441\u0441\u0438\u044e\b"
)
AFTER_QUIET = (
    r"\b(?:after|following) (?:a |an |some )?(?:quiet|idle|calm|pause|break|weekend|night)\b|"
    r"\bmonday mornings?\b|\bfirst (?:visitor|call|query)\b|"
    r"\bafter[^\n]{0,20}\bpause\b|\b\u043f\u043e\u0441\u043b\u0435 \u043f\u0430\u0443\u0437\u044b\b|"
    r"\bevery night, none\b"
)
BROKEN_OFF = (
    rf"{CLOSED}|\bconnection ?reset\w*|\bcommunications link failure\b|\bssl_error_syscall\b|"
    rf"\bcurl error 5[26]\b|\b502\b"
)
AWAY = (
    r"\b(?:nas|nfs|smb|cifs|shares?|mounts?|/mnt|usb disk|network drive|external disk)\b[^\n]{0,80}"
    r"\b(?:sleep\w*|unplugged|gone|hangs?|offline|away|disconnected|not respond\w*)\b"
)
UNKILLABLE = (
    r"\b(?:can't|cannot|won't)[^\n]{0,20}\bkill\b|\bstate d\b|\bd state\b|\buninterruptible\b|\bhangs my\b|"
    r"\bnever finish\w*|\bunreachable\b|\bhangs\b"
)
NO_REPLICAS = (
    r"--replicas[ =]0\b|\bscal\w+ (?:\S+ ){0,4}?(?:down )?to (?:zero|0)\b|\breplicas: 0\b|\b0/0 (?:up|ready|"
    r"pods)\b|\b0/\d pods? (?:ready|available)\b"
)
HOST_CROSSED = (
    r"\b(?:you|browser)\b[^\n]{0,40}\b(?:working|fine|ok|tick)\b[^\n]{0,100}\bhost\b[^\n]{0,20}\b(?:error|cross|"
    r"x|down)\b"
)
HANDED = (
    r"\btells? (?:the |its |my |every |all )?(?:program|client|player|browser|phone|app|agent|"
    r"node)s?\b[^\n]{0,50}\b(?:address|come|go|number|ip)\b|"
    r"\b(?:that's|which is|is|but that is) (?:its|the|my) (?:\w+ )?(?:number|address|ip) (?:at home|inside|"
    r"in the lan|of the container|of the vm)\b|"
    r"\bcandidates?\b[^\n]{0,40}\b(?:172|10|192)\.\d|\bi (?:never|didn't|have not) (?:wrote|write|written|type|"
    r"typed|configured?|entered?|set) (?:it|that|this)\b|"
    r"\bregister(?:s|ed)\b[^\n]{0,80}\bconnect to (?:172|10|192)\.\d|\bredirected to slot\b|"
    r"\bice (?:connection |state )?failed\b|\bthere with link http"
)
PRIVATE_THERE = r"\b(?:10|172|192|127)[.,]\d{1,3}[.,]\d{1,3}[.,]\d{1,3}\b|\bunknownhostexception\b"
THOUSAND = r"\b(?:past|to|at|about|over|than|after) (?:a thousand|1,?000|10(?:1\d|2[0-4])|1020-\w+)\b(?!\.)"
PEOPLE = r"\b(?:clients?|connections?|people|users|sockets?|devices)\b"
ORIGIN_SAID = r"\bword \"?origin\"?|\bboth (?:domains|addresses|names|origins)\b|\bblocked \W{1,5} page at http"

PORT, ALONE, LLM = "wrong-port-or-typo", "ai-server-loopback-only", "llm-gateway-backend-unreachable"
REFUSED, TIMEOUT, STALE = (
    "reverse-proxy-upstream-refused",
    "reverse-proxy-upstream-timeout",
    "gateway-upstream-address-wrong-or-stale",
)
UNTRUSTED, MUTUAL, PLAIN = "certificate-untrusted", "client-certificate-required", "https-to-plain-http"
KEPT = "stale-keepalive-connection"


def together(cause: str, sentence: str, weight: float, *groups: str) -> Lead:
    return Lead(cause, sentence, weight, lambda text: both(*(text.find(group) for group in groups)))


LEADS = (
    Lead(PORT, "the server says its port, and another one is asked", 2.5, server_told_another_port),
    *(
        Lead(cause, "the server says its port, and another one is asked", -3.5, server_told_another_port)
        for cause in ("mysql-not-accepting-tcp", "postgres-not-accepting-tcp", "redis-protected-mode-or-bind", ALONE)
    ),
    Lead(LLM, "a front end of models asks its own loopback", 1.0, asks_itself),
    Lead(ALONE, "a front end of models asks its own loopback", -2.5, asks_itself),
    Lead(ALONE, "the model server is off", -1.5, lambda t: given(t.find(MODEL_SERVER), t.find(GONE))),
    Lead(STALE, "the proxy reaches the container over the network that they do not share", 1.5, in_two_networks),
    Lead(STALE, "the name was given another address, and the proxy goes on with the old one", 3.0, proxy_remembers),
    *(
        Lead(cause, "what lies behind has another address than the proxy asks", -2.0, told_no_longer_true)
        for cause in (REFUSED, TIMEOUT)
    ),
    Lead(REFUSED, "what lies behind the proxy wants https", -3.0, waits_with_tls),
    Lead(UNTRUSTED, "with a product paused it is trusted", -2.5, says(PAUSED)),
    together(
        MUTUAL, "a key or a certificate of one's own is spoken of, and one is not let in", 3.0, OWN_KEY, NOT_LET_IN
    ),
    together(
        PLAIN, "the page's own socket goes over https to a server that has none", 3.5, SOCKET_OVER_TLS, WRONG_PROTOCOL
    ),
    together(
        "dev-server-proxy-or-websocket-upstream",
        "its socket goes over https to a server that has none",
        -2.0,
        SOCKET_OVER_TLS,
        WRONG_PROTOCOL,
    ),
    together(PLAIN, "an s was put into the address, and what came back was none", 3.0, AN_S, WRONG_PROTOCOL),
    together(KEPT, "with a connection for each request it does not happen", 4.0, EACH_ITS_OWN, BROKEN_OFF),
    together(KEPT, "it broke off after a quiet time", 2.5, AFTER_QUIET, BROKEN_OFF),
    together(
        "server-closes-without-response",
        "with a connection for each request it does not happen",
        -2.0,
        EACH_ITS_OWN,
        BROKEN_OFF,
    ),
    together(
        "server-hung-not-accepting", "a disk elsewhere is away, and the server waits for it", 3.0, AWAY, UNKILLABLE
    ),
    Lead("kubernetes-service-no-endpoints", "no replica of it is wanted", 3.5, says(NO_REPLICAS)),
    Lead("cdn-or-public-tunnel-origin-unreachable", "the page of a CDN crosses out the host", 3.5, says(HOST_CROSSED)),
    together("advertised-address-unreachable", "clients are told an address of the inside", 3.0, HANDED, PRIVATE_THERE),
    together(
        "fd-or-watcher-limit-exhausted",
        "about a thousand come in, and no more",
        2.5,
        THOUSAND,
        PEOPLE,
        r"\bulimit\b|\bnew (?:clients|connections|users|ones)\b|\bdisconnected\b|\bper program\b|"
        r"\bnever gets past\b",
    ),
    together("cors-blocked", "the browser names two origins and blocks", 3.0, ORIGIN_SAID, r"\borigin\b|\bblocked\b"),
    Lead(
        "windows-excluded-port-range",
        "a high port is denied on a PC with Docker or a hypervisor",
        2.5,
        lambda t: unless(
            both(
                t.find(r"\beacces\b|\bbind failed, 10013|\b10013\b"),
                t.find(r"\bdocker\b|hyper-?v|virtual machine platform|\bwsl\b"),
                t.find(r"\bwamp\b|tcpview|resource monitor|\.exe\b") or on(t, "windows"),
            ),
            t.find(r":(?:80|443)\b|\bport (?:80|443)\b"),
            met(t, "bind-EADDRINUSE"),
        ),
    ),
)
