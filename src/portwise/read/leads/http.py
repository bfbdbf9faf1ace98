"""What speaks for answers that never come: closed and stale connections, servers behind the server."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on, says
from portwise.read.lead import Lead
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
    r"\bunhandled\b|\bchild \d+ exited\b|\bstack overflow\b|(?<!connection )\babort\w*\b|\bcrash\w*"
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
    r"once in a while|from time to time|now and then|(?:1|one) (?:\w+ )?(?:in|of|out of) \d+|one (?:in|of|out of) \w+|"
    r"\d+(?:\.\d+)? ?%|flak(?:y|ey)|about \d+ (?:times )?(?:a|per) (?:day|hour)|first (?:request|call|"
    r"query|click) after)\b"
)
DEPENDS = (
    r"\bcan't reach database server\b|\bdatabase server is running\b|\"(?:redis|db|database|pg|postgres\w*|mysql|"
    r"mongo\w*|es|"
    r"elastic\w*|kafka|queue|cache|broker|storage)\": ?\"?(?:error|down|fail\w*|unavailable|unhealthy|"
    r"disconnected|false)\b|"
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
            r"\b(?:http/[\d.]+ |status (?:code )?|gives? |answers? |responds? (?:with )?|throws? |replies (?:with )?|"
            r"error |returns? |got |a |http )(?:500|503|502|504)\b|"
            r"\binternal server error\b|\bservice unavailable\b|\b(?:get|post|put|patch|delete) /\S{0,80} (?:500|"
            r"502|503)\b"
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
            r"\bfirst (?:request|call|query|one|click)\b"
            r"(?!.{0,30}\b(?:ok|fine|good|works?|succeeds?|goes|answered|200)\b).{0,60}\b(?:after|fails?|error|then|second)\b",
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
        "the server has not seen the requests that failed",
        1.5,
        lambda text: both(
            text.find(CLOSED, r"\beconnreset\b"),
            text.find(
                r"\blogs?\b.{0,40}\b(?:does not|doesn't|don't|do not|never|no|nothing|not)\b.{0,20}\b(?:have|show|see|"
                r"contain|these|requests?|entr\w+|arriv\w+)"
            ),
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
                    r"\bgetaddrinfo\b|\bname or service not known\b|\bcould not connect to server\b|"
                    r"\boperationalerror\b|"
                    r"\bconnection attempt failed\b|\bno (?:servers?|hosts?) available\b"
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
LEADS = (*CLOSES, *KEPT, *BEHIND)
