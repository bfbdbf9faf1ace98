"""What speaks for hosts and origins that are not allowed, and for redirects."""

from __future__ import annotations

from portwise.read.hints import met, says, tool_works
from portwise.read.lead import Lead
from portwise.read.signs.statements import works
from portwise.read.text import both, either, unless

HOST = (
    r"\bblocked request\b.{0,80}\bhost\b|\binvalid host(?:name| header)\b|\bdisallowedhost\b|"
    r"\binvalid http_host header\b|\bblocked hosts?:|\ballowed[_ ]?hosts\b|\bconfig\.hosts\b|"
    r"\bbad request - invalid hostname\b|\bhttp error 400\. the request hostname is invalid\b|"
    r"\buntrusted (?:host|domain)\b|\btrusted[_ ](?:domains|hosts)\b|\ballowedhosts\b|"
    r"\bhost (?:header )?(?:is )?not (?:allowed|permitted|whitelisted|recogni[sz]ed)\b|"
    r"\bdisablehostcheck\b|\bdisable-host-check\b|\bdangerously_disable_host_check\b|"
    r"\ballowed[-_]dev[-_]?origins\b|\ballowlisted host|\bhost check(?:ing)?\b|\bhost validation\b|"
    r"\bhost header (?:does not|doesn[\u2019']t|did not|didn[\u2019']t) match\b|"
    r"\bmisdirected host\b|\bnot an allowed host\b|\bhost \S+ is not allowed\b|\bdns rebinding\b"
)
CORS = (
    r"\bstrict-origin-when-cross-origin\b|"
    r"\bcors\b|\bcross[- ]origin request blocked\b|\baccess-control-(?:allow|request)-\w+|"
    r"\bno 'access-control\b|\bsame origin policy\b|\bpreflight\b|"
    r"\bnot allowed by access-control-allow-origin\b|\bnot allowed to request resource\b|"
    r"\bis not allowed by access-control\b|\borigin .{0,80}\bis (?:therefore )?not allowed\b|"
    r"\bdue to access control checks\b"
)
LNA = (
    r"\b`?(?:loopback|local|private)`? address space\b|\blocal[- ]network[- ]access\b|"
    r"\bprivate[- ]network[- ]access\b|\btarget ip address space\b|\bmixed content\b|"
    r"\blocal network access checks\b"
)
REDIRECT = (
    r"\berr_too_many_redirects\b|\bredirect(?:ed|ing)? (?:you )?too many times\b|\btoo many redirects\b|"
    r"\bredirect loop\b|\binfinite redirect\b|\bhsts\b|\bstrict-transport-security\b|"
    r"\bupgrade-insecure-requests\b|\bnet-internals/#hsts\b|\b307 internal redirect\b|"
    r"\binternal redirect\b|\bforce_ssl\b|\busehttpsredirection\b|\bsecure_ssl_redirect\b|"
    r"\bmaximum \(\d+\) redirects\b|"
    r"\bhttps[- ]first\b|\bhttps[- ]only mode\b|\bhttps upgrades?\b|\balways use secure connections\b|"
    r"\bns_error_redirect_loop\b|\bnsurlerrorhttptoomanyredirects\b|"
    r"\bredirecting in a way that will never complete\b"
)
HOSTS = (
    Lead(
        "host-header-rejected",
        "Django in production answers that the request is bad",
        2.5,
        says(r"\bbad request \(400\)|\bdebug ?= ?false\b"),
    ),
    Lead("host-header-rejected", "the server does not accept the host of the request", 4.5, says(HOST)),
    Lead(
        "host-header-rejected",
        "under localhost it works, under another name it is a bad request",
        2.5,
        lambda text: both(
            works(text, "loopback", "localhost"),
            text.find(r"\b(?:400|403|421)\b|\bbad request\b|\bforbidden\b"),
            text.find(
                r"\btunnel\b|\bngrok\b|\bcloudflared?\b|\btrycloudflare\b|\bdomain\b|\bhostname\b|\bby name\b|"
                r"\breverse proxy\b|\bproxy_set_header host\b|\bcustom host\b"
            ),
        ),
    ),
    Lead(
        "host-header-rejected",
        "with another Host header it works",
        3,
        says(
            r"-h ['\"]?host: ?[^\n]{0,120}(?:works?|200|ok)\b|\bproxy_set_header host\b.{0,100}\b(?:works?|fix\w*|"
            r"help\w*)|--host-header\b|\brewrit\w* the host\b|\bchangeorigin\b.{0,60}\b(?:works?|fix\w*)"
        ),
    ),
    Lead(
        "host-header-rejected",
        "a cross-origin request was blocked",
        -2,
        says(r"\bblocked by cors\b|\bcross[- ]origin request blocked\b"),
    ),
)
ORIGINS = (
    Lead(
        "cors-blocked",
        "the browser keeps the answer from the page: CORS",
        4,
        lambda text: unless(
            text.find(
                r"\bblocked by cors policy\b|\bcross[- ]origin request blocked\b|\bno "
                r"'access-control-allow-origin'|"
                r"\bnot allowed by access-control-allow-origin\b|\bdue to access control checks\b|\bcors (?:header|"
                r"request|preflight|error|failed|did not succeed|missing)\b"
            ),
            text.find(LNA),
        ),
    ),
    Lead("cors-blocked", "CORS is spoken of", 1.5, lambda text: unless(text.find(CORS), text.find(LNA))),
    Lead(
        "cors-blocked",
        "the server's log shows that it answered well what failed in the page",
        2,
        lambda text: both(
            text.find(r"\bfetch\b|\baxios\b|\bxhr\b|\bxmlhttprequest\b|\bajax\b"),
            text.find(r"\b(?:logs?|backend|server|api)\b.{0,60}\b200\b"),
            text.find(r"\bfailed\b|\bblocked\b|\bnetwork error\b"),
        ),
    ),
    Lead(
        "cors-blocked",
        "a page asks another origin, and curl or the address bar gets the answer",
        1.5,
        lambda text: both(
            text.find(
                r"\bfetch\(|\bfailed to fetch\b|\bnetworkerror when attempting\b|\bnetwork error\b|\baxios\b|"
                r"\bxmlhttprequest\b|\bload failed\b|\bstatus:? \(?(?:null|0)\b|\bnetwork ?error\b"
            ),
            either(
                tool_works(text),
                text.find(
                    r"\baddress bar\b|\bdirectly in (?:the|my) browser\b|\bin a (?:new )?tab\b|"
                    r"\bopen(?:ing)? the (?:api )?url directly\b"
                ),
            ),
        ),
    ),
    Lead(
        "cors-blocked",
        "the page and the server differ in scheme, name or port",
        0.75,
        says(
            r"\bfrom origin 'https?://|\borigin: https?://|\ballow_origins\b|\bcorsmiddleware\b|\bcors\(\)|"
            r"\baddcors\b|\bcrossorigin\b|\bwithcredentials\b|\bcredentials: ?'include'"
        ),
    ),
    Lead("cors-blocked", "the message names an address space, or mixed content", -3, says(LNA)),
    Lead(
        "cors-blocked",
        "the request itself was refused",
        -1,
        says(
            r"\berr_connection_refused\b|\berr_name_not_resolved\b|\berr_blocked_by_client\b|"
            r"\bstatus code: \(null\)"
        ),
    ),
)
REDIRECTS = (
    Lead("hsts-or-bad-redirect", "a redirect, HSTS or an upgrade of the browser leads elsewhere", 3.5, says(REDIRECT)),
    Lead(
        "hsts-or-bad-redirect",
        "http was typed and https was asked",
        3,
        says(
            r"\bredirect\w*\b.{0,80}\bto https://",
            r"\bhttps\b.{0,60}\beven (?:when|if|though|after) i (?:type|enter|use|write|put|remove|delete)\w*\b",
            r"\bby (?:itself|themselves)\b.{0,30}\bhttps\b|\bhttps\b.{0,30}\bby (?:itself|themselves)\b",
            (
                r"\b(?:keeps?|automatically|always|immediately|instantly|magically|silently|forc\w+|auto-?|gets?|is|"
                r"being|i am|me|browser|chrome|safari|firefox|edge)\b.{0,40}\b(?:redirect\w*|switch\w*|chang\w+|"
                r"rewrit\w*|upgrad\w+|turn\w*|sent|sends|goes|going|forced|forcing|forwarded)\b.{0,40}\bhttps\b"
            ),
            (
                r"\bhttp\b.{0,40}\b(?:becomes|turns into|redirects? to|goes to|changes to|is changed to|gets "
                r"changed to|-> ?|"
                r"→ ?)\b.{0,10}\bhttps\b|\bdon't have (?:any )?https\b|\bi (?:type|typed|enter|entered|"
                r"open) http://.{0,100}https\b|\b(?:adds?|puts?) (?:the |an )?s\b"
            ),
        ),
    ),
    Lead(
        "hsts-or-bad-redirect",
        "a Location header leads elsewhere",
        2.5,
        lambda text: either(
            text.find(r"\blocation: https?://"),
            both(text.find(r"\b30[1278]\b"), text.find(r"\bredirect\w*|\blocation\b(?!: /)")),
        ),
    ),
    Lead(
        "hsts-or-bad-redirect",
        "a redirect loses or changes the port or the host",
        2.5,
        says(
            r"(?P<asked>\b[\w.-]{3,60}):\d{4,5}\b[\s\S]{0,400}\blocation: https?://(?P=asked)(?=[/\s])",
            r"\bredirect\w*\b.{0,60}\b(?:without|drops?|loses?|lost|wrong|missing|another|removes?|"
            r"strips?) (?:the )?(?:port|host|domain)\b|\bport\b.{0,40}\b(?:dropped|lost|missing|removed|stripped|"
            r"gone|disappears)\b.{0,30}\b(?:redirect|url|address)|"
            r"\bredirect\w* (?:me )?to (?:https?://)?(?:localhost|127\.0\.0\.1|[\w.-]+)(?=[\s/])",
        ),
    ),
    Lead(
        "hsts-or-bad-redirect",
        "the name is of a domain that browsers know for https only",
        2.5,
        says(
            r"\*\.dev\b|\.dev (?:hosts?|domains?|names?|sites?|vhosts?)\b|\bwants? https\b",
            r"\bhttps?://[\w.-]+\.(?:dev|app|page|foo)(?:[:/\s]|$)",
            r"\.dev domain\b|\bpreload(?:ed)?\b",
        ),
    ),
    Lead(
        "hsts-or-bad-redirect",
        "page and address come back over https though the server has none",
        1.5,
        lambda text: both(
            text.find(r"\berr_ssl_protocol_error\b|\bssl error has occurred\b|\bssl_error_rx\w*"),
            text.find(r"\bhttp://"),
            either(
                works(text, "http"),
                text.find(
                    r"\bno (?:tls|ssl|https)\b|\bdon't (?:use|have) (?:any )?(?:tls|ssl|https)\b|\bonly (?:http|"
                    r"on http)\b"
                ),
            ),
        ),
    ),
    Lead(
        "hsts-or-bad-redirect",
        "the person typed https",
        -1,
        lambda text: unless(
            text.find(r"\bwrong version number\b|\bssl_error_rx_record_too_long\b"),
            text.find(REDIRECT),
            text.find(r"\bredirect\w*|\bhttp://"),
        ),
    ),
    Lead(
        "hsts-or-bad-redirect",
        "neither a redirect nor https is spoken of",
        -2,
        lambda text: unless(
            met(text, "refused", "blocked-by-browser"),
            text.find(r"\bredirect\w*|\bhttps\b|\bhsts\b|\b30[1278]\b|\bupgrade-insecure"),
        ),
    ),
)
LEADS = (*HOSTS, *ORIGINS, *REDIRECTS)
