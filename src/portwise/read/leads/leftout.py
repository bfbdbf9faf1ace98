"""What clients leave out, and messages that are the consequence of another: names, ports, watchers, sandboxes."""

from __future__ import annotations

import re

from portwise.model.reading import Failure, Lines, Noted
from portwise.read.grounds import ended_for_another
from portwise.read.hints import met
from portwise.read.lead import Lead
from portwise.read.leads.enclosed import inspected
from portwise.read.signs.statements import works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lines

TYPO, CACHED, HSTS = "wrong-port-or-typo", "browser-cached-state", "hsts-or-bad-redirect"
SNI, VERSION, WATCHER = "tls-sni-mismatch", "tls-version-or-cipher-mismatch", "dev-watcher-alive-child-crashed"
RACE, MEMORY, BOX = "startup-race-not-ready", "out-of-memory-kill", "sandbox-blocks-sockets"
FIXED_PORT = (
    r"\b(?:always|still|only|just|hard-?coded?)\b[^\n]{0,60}\b(?:default port|port \d{2,5}|(?:goes|connects|tries|uses|"
    r"falls back) (?:to )?(?:port )?\d{4,5})\b[^\n]{0,60}\b(?:whatever|no matter|regardless|even (?:if|though|when)|"
    r"although|though|instead of|not the one|not (?:to )?\d{4,5})\b|"
    r"\b(?:no matter (?:what|which)|whatever|regardless of(?: the| what| which)?) port\b(?! (?:the (?:system|kernel|"
    r"os)|is free|happens|they))|"
    r"\bport(?: number| field| setting| option| parameter)?\b[^\n]{0,25}\b(?:is |gets? |was |seems? (?:to be )?)(?:"
    r"(?:being |simply |just |completely )?ignored|not (?:passed|used|taken|sent|respected|honou?red|picked up|"
    r"applied)|dropped|discarded)\b|"
    r"\b(?:ignor(?:es|ed|ing)|drop(?:s|ped)|doesn't (?:use|pass|take|respect|honou?r|send)|does not (?:use|pass|take|"
    r"respect|honou?r|send)|without (?:passing|using)) (?:the |my |our |that )?(?:configured |custom |non-?default |"
    r"given |set )?port\b(?! forward)|"
    r"\bport\b[^\n]{0,20}\b(?:does(?:n't| not)|never) (?:arrive|reach (?:the )?(?:driver|client|code|it)|make it|get "
    r"(?:through|passed))\b"
)
TOLD_BUT = re.compile(  # somebody tells a client a port, and then what it does
    r"\b(?:give|gave|set|pass\w*|specif\w+|configur\w+|enter\w*|typed?|put)\b[^\n]{0,30}\bport\b[^\n]{0,12}?"
    r"\b(?P<told>\d{4,5})\b[^\n]{0,80}\b(?:but|still|however|yet|and (?:the )?(?:error|it|message))\b"
)
DEFAULTS = frozenset((5432, 3306, 6379, 27017, 5672, 9092, 9200, 1433, 1883, 1521, 11211, 9042, 8080, 3000, 22, 21))
SERVES = r"\blisten(?:s|ing)?\b|\b(?:server|app) (?:starts|started|runs|is running|comes up)\b|\brunning (?:on|at)\b"
CLIENT_FAILS = (
    r"\brefused\b|\beconnrefused\b|\bno listener\b|\b(?:can(?:'t|not)|could(?:n't| not)|unable to) connect\b|"
    r"\btim(?:es|ed|e)[ -]?out\b|\bunreachable\b|\bfails? to connect\b"
)
MADE_SECURE = (
    r"\b(?:makes?|made|turn(?:s|ed|ing)?|chang(?:es|ed|ing)|rewr(?:ites|ote|iting)|redirect\w*|switch\w*|forc(?:es|ed|ing)|"
    r"jump\w*|go(?:es|ing)|becomes?|replac\w*|upgrad\w*|convert\w*|correct\w*|adds?|insist\w*)\b[^\n]{0,40}\bhttps\b|"
    r"\bhttps\b[^\n]{0,40}\b(?:out of|instead of) [^\n]{0,12}\bhttp\b"
)
ANOTHER_BROWSER = (
    r"\b(?:internet explorer(?: \d+)?|firefox|edge|safari|opera|brave|another browser|(?:an|any|every) ?other browser|"
    r"other browsers|incognito\w*|private (?:window|mode|tab)|guest (?:window|profile))\b[^\n]{0,40}\b(?:works?|opens?|"
    r"fine|ok|okay|loads?|shows?|not affected|no problem|doesn't|does not|too)\b|"
    r"\b(?:works?|opens?|fine|ok|loads?)\b[^\n]{0,20}\b(?:in|with|on) (?:internet explorer|firefox|edge|safari|opera|"
    r"brave|another browser|other browsers|incognito\w*|a private (?:window|tab))\b"
)
OWN_CODE = (
    r"\bssl_connect\b|\bssl_new\b|\bssl_set_fd\b|\bssl_ctx_new\b|\bbio_do_connect\b|\bmbedtls_ssl_handshake\b|"
    r"\bwolfssl_connect\b|\bwrap_socket\b|\bssl\.wrap_socket\b|\bbr_ssl_client\w*|\bgnutls_handshake\b|\bq?sslsocket\b|"
    r"\bwificlientsecure\b|\bluasec\b|\bssl:connect\b|\btls\.connect\("
)
NAME_SENT = r"set_tlsext_host_name\b|\bserver_hostname\b|\bservername\b|\bsettlsexthostname\b|\bsni\b|\bset_hostname\b"
REFUSED_SHAKE = (
    r"(?:\b|_)handshake[ _]failure\b|\balert number (?:40|112)\b|\bunrecognized[ _]name\b|\bssl_error_syscall\b|"
    r"\bwrong (?:host|cert)\w*|\binternal[ _]error\b[^\n]{0,20}\b80\b|\bunexpected eof\b"
)
OTHERS_CONNECT = (
    r"\b(?:openssl s_client|s_client|curl|wget|(?:my |the |any |every )?browsers?|chrome|firefox|postman|python|gnutls-"
    r"cli)\b[^\n]{0,120}\b(?:connects?|works?|fine|succeeds?|ok|no problem|goes through|gets through|opens|loads)\b"
)
NOT_ALWAYS = (
    r"\b(?:not|n't) (?:happen |fail |occur |so )?(?:every|each) (?:single )?time\b|\b(?:sometimes|occasionally|"
    r"randomly|now and then|intermittent\w*|flaky)\b|\b(?:second|next|another) (?:time|start|try|attempt|run|up)\b|"
    r"\b(?:first|initial) (?:time|start|up|run|boot)\b|\brun(?:ning)? it again\b|\bonce more\b|"
    r"(?<!changes )\b(?:before|until|while) (?:the |that |its )?(?:\w+ ){0,3}(?:has )?(?:initiali[sz]\w+|started|"
    r"starting|ready|is up|accept\w*|finished|booted)\b|\bif i (?:save|restart|touch)\b|"
    r"\bafter (?:saving|restarting) (?:a file|it)\b"
)
TOO_EARLY = (
    r"\b(?:tr(?:y|ies|ied)|connect\w*|start\w*|ask(?:s|ed)?|runs?|ran|comes? up|came up|boots?|begins?|is ready)\b"
    r"[^\n]{0,40}\b(?:before|(?:too |much )?(?:early|earlier|sooner|faster|quicker) than) (?:the |that |its |my |our )?"
    r"(?:\w+ )?(?:db|database|postgres\w*|mysql|maria(?:db)?|mongo\w*|redis|rabbit\w*|kafka|broker|elastic\w*|backend|"
    r"one|container|service)\b[^\n]{0,30}\b(?:ready|up|initiali[sz]\w+|init|finish\w*|accept\w*|start\w*|complet\w*|"
    r"boot\w*)"
)
PORT_CHANGED = re.compile(
    r"\b(?:chang\w*|switch\w*|mov\w+|set|edit\w*|modif\w*|replac\w*) (?:\w+ ){0,4}port (?:\w+ ){0,3}?(?:from )?"
    r"(?P<old>\d{4,5}) (?:to|by|with|->|into) (?P<new>\d{2,5})\b"
)
STORE_IN_TLS = (
    r"\b(?:in-)?transit encryption\b|\btransit_encryption\w*|\brediss://|(?<!\w)--tls\b[^\n]{0,30}\b(?:works?|fine|ok|connects?|"
    r"pong)\b|\b(?:upstash|elasticache|memorystore|azure cache|managed redis|heroku redis|aiven)\b[^\n]{0,120}\b(?:tls|"
    r"ssl|encrypt\w*)\b|\btls[- ]only\b|\bonly accepts? (?:tls|ssl)\b"
)
CUT_OFF = (
    r"\breset by peer\b|\beconnreset\b|\bclosed (?:the connection|unexpectedly)\b|\bhangs?\b|\bserver closed\b|"
    r"\bconnection (?:is |was |gets )?closed\b|\bi/o error\b|\btim(?:es|ed|e)[- ]?out\b|\bunexpected end\b"
)
HUNGRY = (
    r"\b(?:elastic ?search|opensearch|logstash|kibana|elk|sql ?server|mssql|gitlab|sonarqube|solr|cassandra|kafka|"
    r"neo4j|oracle|jvm|java|spark|keycloak|nexus|jira|confluence|webpack|tensorflow|pytorch|ollama|mysql:?8)\b"
)
CODE_137 = r"\bexit(?:ed)?(?: with)?(?: code| status)?[ :=(]{0,3}137\b"
BY_HAND = r"\bdocker (?:kill|stop)\b|\bi (?:killed|stopped)\b|\bgrace period\b|\bstop_grace\w*|\boomkilled\W+false\b"
AGENT = (
    r"\b(?:codex|claude|cursor|copilot|gemini cli|aider|windsurf|devin|coding agents?|the agent|an agent|agent mode|"
    r"exec_command|approval_policy|allow_?local_?binding|sandbox_mode|workspace-write|sandbox-runtime|sandbox_permissions)\b"
)
BIND_FAILS = (
    r"\b(?:fails?|failed|failing|error|denied|not permitted|not allowed|blocked|forbidden|can(?:'t|not)|unable)\b"
    r"[^\n]{0,30}\b(?:bind\w*|listen\w*|open(?:ing)? (?:a |any )?(?:port|socket)\w*)\b|"
    r"\b(?:bind\w*|listen\w*)\b[^\n]{0,40}\b(?:fails?|failed|denied|eperm|eacces|not permitted|not allowed|blocked)\b"
)
OUTSIDE_FINE = (
    r"\b(?:in|from) (?:a|my|the|an?other|any) (?:own |normal |ordinary |regular |plain |real |system )?(?:terminal|"
    r"shell|iterm|console)\b|\b(?:by (?:me|hand)|myself|manually|outside (?:of )?(?:the |its )?(?:sandbox|"
    r"agent|app))\b|\bwith the cli\b"
)
APART = (
    r"\b(?:claude(?: code)?|codex|gemini cli|agent\w*)\b[^\n]{0,60}\b(?<!no )sandbox\w*\b(?! (?:is )?off)|"
    r"\bbwrap\b|\bbubblewrap\b|--unshare-(?:net|all)\b|\bfirejail\b[^\n]{0,40}--net\b|\bunshare -\w*n|\bnsjail\b|"
    r"\bsystemd-nspawn\b|\bprivatenetwork\b|\bslirp4netns\b|\bpasta\b|\bsandbox-runtime\b"
)
INSIDE_FINE = (
    r"\b(?:inside|within|in) (?:of )?(?:the |a |its |that |same )*(?:sandbox\w*|jail|namespace)\b[\s\S]{0,200}?\b(?:"
    r"gets?|answers?|works?|200|fine|ok|ready|listening|reachable|loads)\b|\bsandboxed (?:command|shell|process)\b|"
    r"\b(?:its|the agent's|their|his) own (?:curl|requests?|checks?|tests?|browser|fetch)\b[^\n]{0,40}\b(?:gets?|200|"
    r"works?|ok|fine|html|page|succeeds?|pass\w*)\b"
)
OUTSIDE_REFUSED = (
    r"\b(?:from|on|in|outside) (?:my |the |a )?(?:normal |ordinary |own |regular |other )?(?:host|shell|browser|"
    r"terminal|machine|outside|sandbox)\b[^\n]{0,80}\b(?:refused|nothing|not reachable|can(?:'t|not)|"
    r"unreachable|fails?)\b"
)


def goes_to_the_default(text: Text) -> Lines:
    """A client is said to leave out the port that it was told, and does not connect."""
    told = text.together(FIXED_PORT, CLIENT_FAILS)
    return unless(either(told, lines(asked_at_default(text))), text.find(SERVES))


def asked_at_default(text: Text) -> list[Noted[Failure]]:
    """It was told one port, and fails at the one that its kind of server has by default."""
    ports = {int(hit["told"]) for hit in TOLD_BUT.finditer(text.folded)}
    away = failed(text, "refused", "timeout")
    return [n for n in away if ports and n.sign.port in DEFAULTS and not ports & {m.sign.port for m in away}]


def made_secure_by_one(text: Text) -> Lines:
    """One browser makes https of what was typed, and another opens it: the first one remembers something."""
    return text.together(MADE_SECURE, ANOTHER_BROWSER)


def without_its_name(text: Text) -> Lines:
    """A program of one's own is turned away in the handshake, others are not, and it is not seen to say the name."""
    return unless(text.together(OWN_CODE, REFUSED_SHAKE, OTHERS_CONNECT), text.find(NAME_SENT))


def ended_for_another_at_times(text: Text) -> Lines:
    return both(ended_for_another(text), text.find(NOT_ALWAYS))


def moved_in_vain(text: Text) -> Lines:
    """The port of a server was changed, and at the new one it is refused."""
    new = {int(hit["new"]): text.number(hit.start()) for hit in PORT_CHANGED.finditer(text.folded)}
    asked = [n for n in failed(text, "refused") if n.sign.port in new or any(f":{port}" in text.folded for port in new)]
    return both(tuple(new.values()), lines(asked))


def killed_though_hungry(text: Text) -> Lines:
    """What ended with 137 takes much memory, and nobody ended it by hand."""
    return unless(both(text.find(CODE_137), text.find(HUNGRY)), text.find(BY_HAND))


def bind_by_an_agent(text: Text) -> Lines:
    """A tool of an agent cannot bind, and whoever is outside of it can."""
    return text.together(AGENT, BIND_FAILS, OUTSIDE_FINE)


def apart_from_the_host(text: Text) -> Lines:
    """In a network of its own something answers, and outside it is refused."""
    outside = either(text.find(OUTSIDE_REFUSED), met(text, "refused"))
    return both(text.find(APART), either(text.find(INSIDE_FINE), works(text, "sandbox")), outside)


LEADS = (
    Lead(TYPO, "a client leaves out the port that it was told", 5.0, goes_to_the_default),
    Lead("nothing-listening", "a client leaves out the port that it was told", -1.5, goes_to_the_default),
    Lead(HSTS, "one browser makes https of what was typed, and another does not", 2.5, made_secure_by_one),
    Lead(CACHED, "one browser makes https of what was typed, and another does not", 2.5, made_secure_by_one),
    Lead(
        "https-to-plain-http",
        "one browser makes https of what was typed, and another does not",
        -5.0,
        made_secure_by_one,
    ),
    Lead(SNI, "one's own program is turned away and others are not", 3.5, without_its_name),
    Lead(VERSION, "one's own program is turned away and others are not", -1.5, without_its_name),
    Lead(WATCHER, "what a watcher began was refused by another server", -6.0, ended_for_another),
    Lead(RACE, "what a watcher began was refused by another server, and not always", 5.0, ended_for_another_at_times),
    Lead(RACE, "what a watcher began was refused by another server", 2.0, ended_for_another),
    Lead("server-port-setting-wrong", "its port was changed, and at the new one it is refused", 3.0, moved_in_vain),
    Lead(RACE, "who asks is told to come before the other is ready", 3.0, lambda text: text.find(TOO_EARLY)),
    Lead(
        "http-to-tls-port",
        "a store that takes TLS alone lets go of its client",
        4.0,
        lambda text: text.together(STORE_IN_TLS, CUT_OFF),
    ),
    Lead(MEMORY, "what takes much memory ended with 137", 2.0, killed_though_hungry),
    Lead(BOX, "a tool of an agent cannot bind, and outside of it one can", 3.5, bind_by_an_agent),
    *(
        Lead(cause, "a tool of an agent cannot bind, and outside of it one can", -2.0, bind_by_an_agent)
        for cause in ("localhost-ipv6-first-server-ipv4-only", "port-held-by-other-application")
    ),
    Lead(
        "network-namespace-isolation",
        "in a network of its own it answers, and outside it is refused",
        4.5,
        apart_from_the_host,
    ),
    *(
        Lead(cause, "in a network of its own it answers, and outside it is refused", -2.0, apart_from_the_host)
        for cause in (BOX, "server-ipv6-only-client-ipv4", "container-app-bound-to-loopback")
    ),
    Lead("certificate-untrusted", "a product that opens TLS is there, and the handshake fails", -2.0, inspected),
)
