"""What speaks for HTTP: answers that never come, hosts and origins that are not allowed, redirects, stale "
"connections."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on, says, tool_works
from portwise.read.lead import Lead
from portwise.read.signs.statements import works
from portwise.read.text import Text, both, either, unless

CLOSED = (
    r"\bempty (?:reply|response)\b|\berr_empty_response\b|\bsocket hang ?up\b|\bremotedisconnected\b|"
    r"\bremote end closed connection without response\b|"
    r"\bserver disconnected(?: without sending a response)?\b|\bserverdisconnectederror\b|"
    r"\bremoteprotocolerror\b|"
    r"\bconnection (?:was )?closed (?:before|by|unexpectedly|without)\b|\bprematurely closed connection\b|"
    r"\bunexpected eof\b|\bincomplete(?:_chunked|message)\w*|\berr_content_length_mismatch\b|"
    r"\bdidn.t send any data\b|\bother side closed\b|\berr_connection_closed\b|"
    r"\bns_error_net_(?:empty_response|interrupt|partial_transfer)\b|\bresponse ended prematurely\b|"
    r"\bno response from server\b|\bnsurlerrornetworkconnectionlost\b|\bnetwork connection was lost\b|"
    r"\btransfer closed with\b|\bnohttpresponseexception\b|\bfailed to respond\b|"
    r"\bunderlying connection was closed\b"
)
CRASH = (
    r"\bsegmentation fault\b|\bsigsegv\b|\bsegfault\b|\bcore dumped\b|\bpanic(?:ked)?[: (]|"
    r"\bworker (?:\(pid[: ]\d+\) )?(?:was sent|exited|exiting|timeout|died)|\bkilled\b|"
    r"\bexit(?:ed)? (?:on )?signal \d+\b|\boomkilled\b|\bfatal error\b|\buncaught exception\b|"
    r"\bunhandled\b|\bchild \d+ exited\b|\bstack overflow\b|\babort\w*\b|\bcrash\w*"
)
HOST = (
    r"\bblocked request\b.{0,80}\bhost\b|\binvalid host(?:name| header)\b|\bdisallowedhost\b|"
    r"\binvalid http_host header\b|\bblocked hosts?:|\ballowed[_ ]?hosts\b|\bconfig\.hosts\b|"
    r"\bbad request - invalid hostname\b|\bhttp error 400\. the request hostname is invalid\b|"
    r"\buntrusted (?:host|domain)\b|\btrusted[_ ](?:domains|hosts)\b|\ballowedhosts\b|"
    r"\bhost (?:header )?(?:is )?not (?:allowed|permitted|whitelisted|recogni[sz]ed)\b|"
    r"\bdisablehostcheck\b|\bdisable-host-check\b|\bdangerously_disable_host_check\b|"
    r"\ballowed[-_]dev[-_]?origins\b|\ballowlisted host|\bhost check(?:ing)?\b|\bhost validation\b|"
    r"\bmisdirected host\b|\bnot an allowed host\b|\bhost \S+ is not allowed\b|\bdns rebinding\b"
)
CORS = (
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
STALE = (
    r"\bkeep-?alive(?:timeout|_timeout)?\b|\bkeepalive\b|\bidle (?:connections?|timeouts?|time)\b|"
    r"\bidle_?timeout\b|\bstale connections?\b|\bconnection pool\b|\bpool_pre_ping\b|"
    r"\bpooled connections?\b|\bunsolicited response\b|\bunused idle\b|\bserver closed idle connection\b|"
    r"\bheaderstimeout\b|\bmax_idle\w*|\bidleconntimeout\b|\bserver has gone away\b|"
    r"\breus(?:e|ed|ing) (?:the |a |an |existing |old )?(?:connection|socket)s?\b|"
    r"\bconnection #0 to host .{0,60} left intact\b.{0,200}\bre-?using\b|\bconnection reuse\b|"
    r"\bhttp agent\b|\bmaxsockets\b|\btcp_keepalive\b"
)
SOMETIMES = (
    r"\b(?:sometimes|intermittent\w*|sporadic\w*|random\w*|occasional\w*|every (?:now and then|few)|"
    r"once in a while|from time to time|now and then|1 (?:in|of|out of) \d+|one (?:in|of|out of) \w+|"
    r"\d+(?:\.\d+)? ?%|flak(?:y|ey)|about \d+ (?:times )?(?:a|per) (?:day|hour)|first (?:request|call|"
    r"query|click) after)\b"
)
DEPENDS = (
    r"\berror establishing (?:a )?database connection\b|\bsqlstate\[(?:hy000|08006)\]|"
    r"\bhealth\w*\b.{0,80}\bdown\b|\"status\": ?\"down\"|\bdependency\b.{0,40}\b(?:down|unavailable|"
    r"failed)\b|\b(?:redis|postgres\w*|mysql|mongo\w*|elasticsearch|kafka|rabbitmq|database|db|backend|"
    r"upstream api)\b.{0,40}\b(?:is |was |are )?(?:down|unavailable|unreachable|not available|not running|"
    r"offline)\b|"
    r"\bcould not connect to (?:the )?(?:database|redis|db|mongo)\b|\bdatabase (?:connection|"
    r"is) (?:failed|error|unavailable|refused)\b|\bcommunications link failure\b|"
    r"\bredisconnectionfailure\w*|\bunable to connect to (?:redis|database)\b"
)


def server_error(text: Text) -> Lines:
    return either(
        met(text, "http-5xx"),
        text.find(
            r"\b(?:http/[\d.]+ |status (?:code )?|error |returns? |got |gives? |a |http )(?:500|503|502|504)\b|"
            r"\binternal server error\b|\bservice unavailable\b"
        ),
    )


CLOSES = (
    Lead("server-closes-without-response", "the connection was closed before an answer came", 2.5, says(CLOSED)),
    Lead(
        "server-closes-without-response",
        "the server dies or crashes while it answers",
        2.5,
        lambda text: both(
            text.find(CRASH),
            text.find(CLOSED, r"\bconnection (?:was )?reset\b|\berr_connection_reset\b|\beconnreset\b"),
        ),
    ),
    Lead(
        "server-closes-without-response",
        "it happens with every request, or with one kind of them",
        1,
        lambda text: both(
            text.find(CLOSED),
            text.find(
                r"\b(?:every|each|all|always|any) (?:time|requests?|calls?|single)\b|\b(?:only|just) (?:this|"
                r"that|one|"
                r"the) (?:endpoint|route|url|request|page|call)\b|\balways\b"
            ),
        ),
    ),
    Lead(
        "server-closes-without-response",
        "reset after the connection was made",
        1,
        lambda text: met(text, "reset", "truncated", "empty"),
    ),
    Lead("server-closes-without-response", "it comes and goes with idle connections", -1.5, says(STALE)),
    Lead(
        "server-closes-without-response",
        "a container's port is lent out",
        -1,
        lambda text: both(on(text, "docker"), text.find(r"\bports?:|\b-p \d+:\d+|->\d+/tcp")),
    ),
    Lead(
        "server-closes-without-response",
        "the port speaks TLS",
        -1.5,
        says(
            r"\bplain http request\b|\bhttps (?:works|is fine)\b|\bhttp request to an https\b|"
            r"\bmalformed http response\b"
        ),
    ),
    Lead(
        "server-closes-without-response",
        "no connection came about",
        -2,
        lambda text: unless(met(text, "refused", "timeout", "unreachable"), text.find(CLOSED)),
    ),
)
HOSTS = (
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
            (
                r"\b(?:keeps?|automatically|always|immediately|instantly|magically|silently|forc\w+|auto-?|gets?|is|"
                r"being|i am|me|browser|chrome|safari|firefox|edge)\b.{0,40}\b(?:redirect\w*|switch\w*|chang\w+|"
                r"rewrit\w*|upgrad\w+|turn\w*|sent|sends|goes|going|forced|forcing|forwarded)\b.{0,40}\bhttps\b"
            ),
            (
                r"\bhttp\b.{0,40}\b(?:becomes|turns into|redirects? to|changes to|is changed to|gets changed to|-> ?|"
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
            both(text.find(r"\b30[1278]\b"), text.find(r"\bredirect\w*|\blocation\b")),
        ),
    ),
    Lead(
        "hsts-or-bad-redirect",
        "a redirect loses or changes the port or the host",
        2.5,
        says(
            r"\bredirect\w*\b.{0,60}\b(?:without|drops?|loses?|lost|wrong|missing|another|removes?|"
            r"strips?) (?:the )?(?:port|host|domain)\b|\bport\b.{0,40}\b(?:dropped|lost|missing|removed|stripped|"
            r"gone|disappears)\b.{0,30}\b(?:redirect|url|address)|"
            r"\bredirect\w* (?:me )?to (?:https?://)?(?:localhost|127\.0\.0\.1|[\w.-]+)(?=[\s/])"
        ),
    ),
    Lead(
        "hsts-or-bad-redirect",
        "the name is of a domain that browsers know for https only",
        2.5,
        says(r"\bhttps?://[\w.-]+\.(?:dev|app|page|foo)(?:[:/\s]|$)", r"\.dev domain\b|\bpreload(?:ed)?\b"),
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
KEPT = (
    Lead("stale-keepalive-connection", "connections that are kept open are spoken of", 2.5, says(STALE)),
    Lead(
        "stale-keepalive-connection",
        "now and then a connection is reset or closed",
        2,
        lambda text: both(
            text.find(SOMETIMES),
            either(
                met(text, "reset", "empty"),
                text.find(CLOSED, r"\beconnreset\b|\bepipe\b|\bbroken pipe\b|\bconnection reset\b|\b502\b"),
            ),
        ),
    ),
    Lead(
        "stale-keepalive-connection",
        "it happens after a time without requests",
        3,
        says(
            (
                r"\b(?:after|when|if)\b.{0,40}\b(?:idle|inactiv\w+|pause|quiet|a while|lunch|no (?:requests?|traffic|"
                r"activity)|nothing (?:for|happens)|(?:some|several|\d+|five|ten|sixty|a few) (?:s\b|sec\w*|min\w*|"
                r"hours?))\b.{0,80}\b(?:reset|hang ?up|closed|fail\w*|broken pipe|econnreset|error|502|gone away|"
                r"first)\b"
            ),
            r"\bfirst (?:request|call|query|one|click)\b.{0,60}\b(?:after|fails?|error|then|second)\b",
            r"\b(?:idle|inactive) (?:for|longer than|over|more than)\b",
        ),
    ),
    Lead(
        "stale-keepalive-connection",
        "the second try works",
        2,
        says(
            r"\b(?:retry\w*|second (?:try|attempt|request|time)|trying again|try again|reload\w*|refresh\w*|"
            r"next (?:one|request|attempt))\b.{0,30}\b(?:works?|succeed\w*|fine|ok|success\w*|passes|goes through|"
            r"is good)\b|\b(?:works?|succeeds?) (?:on|at|with) (?:the )?(?:retry|second (?:try|attempt))\b"
        ),
    ),
    Lead(
        "stale-keepalive-connection",
        "every request fails",
        -2,
        says(
            r"\b(?:every|each|all) (?:single )?(?:requests?|time|attempts?|calls?)\b.{0,40}\b(?:fail|reset|error|"
            r"closed|hang)\w*|\balways fails\b|\b100 ?% of\b"
        ),
    ),
    Lead(
        "stale-keepalive-connection",
        "no connection came about",
        -2,
        lambda text: unless(
            met(text, "refused", "unreachable", "name-failure"),
            text.find(CLOSED, r"\beconnreset\b|\bconnection reset\b|\bbroken pipe\b"),
        ),
    ),
)
BEHIND = (
    Lead(
        "backend-dependency-unavailable",
        "the server answers with an error because something behind it is away",
        3,
        lambda text: both(
            server_error(text),
            either(
                text.find(DEPENDS),
                text.find(
                    r"\beconnrefused\b|\bconnection refused\b|\bconnect(?:ion)? time(?:d )?out\b|\benotfound\b|"
                    r"\bgetaddrinfo\b|\bname or service not known\b"
                ),
            ),
        ),
    ),
    Lead(
        "backend-dependency-unavailable",
        "a health check or a page names what is missing behind the server",
        2.5,
        says(DEPENDS),
    ),
    Lead(
        "backend-dependency-unavailable",
        "some pages work, those that need more fail",
        2,
        lambda text: both(
            server_error(text),
            text.find(
                r"\b(?:static|home ?page|login page|other (?:pages|routes|endpoints)|/health|front ?page|"
                r"index|/docs|"
                r"swagger|landing)\b.{0,60}\b(?:work\w*|fine|ok|loads?|200|up)\b|\bonly (?:the )?(?:endpoints?|"
                r"routes?|pages?|requests?|calls?)\b.{0,40}\b(?:that|which|using|with|need)"
            ),
        ),
    ),
    Lead(
        "backend-dependency-unavailable",
        "the server runs and says so, and its log complains of another server",
        1.5,
        lambda text: both(
            text.find(
                r"\b(?:listening on|server (?:is )?(?:running|started|listening|ready)|"
                r"started (?:\w+ )?(?:application|server)|application startup complete|tomcat started|booted)\b"
            ),
            text.find(
                DEPENDS,
                (
                    r"\b(?:redis|postgres\w*|mysql|mongo\w*|kafka|rabbitmq|elasticsearch|amqp|"
                    r"smtp)\b.{0,120}\b(?:econnrefused|refused|unreachable|timed? ?out)\b"
                ),
            ),
            server_error(text),
        ),
    ),
    Lead(
        "backend-dependency-unavailable",
        "a reverse proxy of one's own answers",
        -1.5,
        says(
            r"\bconnect\(\) failed \(1\d\d\b|\bwhile connecting to upstream\b|\bno live upstreams\b|"
            r"\bproxy_pass\b|\bah0\d{4}\b|\bbad gateway\b.{0,40}\bnginx\b"
        ),
    ),
    Lead(
        "backend-dependency-unavailable",
        "no answer of a server with an error is told of",
        -2,
        lambda text: unless(
            met(text, "refused", "timeout", "unreachable", "reset"), server_error(text), text.find(DEPENDS)
        ),
    ),
)
LEADS = (*CLOSES, *HOSTS, *ORIGINS, *REDIRECTS, *KEPT, *BEHIND)
