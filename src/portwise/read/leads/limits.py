"""What speaks for a limit: descriptors, watches, queues, source ports, tracked connections, connections of a server."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.lead import Lead
from portwise.read.text import Text, unless
from portwise.read.waits import failed, lead, lines, may_be, seen

MANY = 3  # rows of TIME_WAIT that somebody thought worth pasting

LOADED_BY = (
    r"\b(?:ab|wrk2?|k6|siege|jmeter|hey|vegeta|locust|gatling|artillery|autocannon|oha|bombardier|drill|tsung|"
    r"httperf|apachebench|go-stress-testing|(?:load|stress|performance|benchmark)[- ]?(?:test\w*|run)|benchmarking)\b|"
    r"\u538b\u6d4b|\u538b\u529b\u6d4b\u8bd5|\u5e76\u53d1"
)
NO_PORT_LEFT = (
    r"\beaddrinuse\b|\beaddrnotavail\b|\bcannot assign requested address\b|\bonly one usage of each socket\b|"
    r"\baddress already in use: connect\b|\bno buffer space\b|\b10048\b|\b10055\b"
)
OF_A_SERVER = (
    r"\b(?:listen|bind)(?:ing)?\b[^\n]{0,30}\beaddrinuse\b|\beaddrinuse\b[^\n]{0,30}(?:\blisten|:::\d|0\.0\.0\.0)|"
    r"\b(?:listen|bind)(?:ing)?\b[^\n]{0,60}\b(?:only one usage of each socket|10048)\b"
)


BEGUN = r"\b(?:re-?)?(?:start|launch)(?:s|ed|ing)?\b|\b(?:re)?boot\w*\b"
CONNECTING = r"\bconnect\w*|\brequests?\b|\bclients?\b|\bload\b|\boutgoing\b|\bqueries\b"


def source_ports(text: Text) -> Lines:
    """A connect that found no address of its own; where ::1 is asked, IPv6 is missing instead."""
    rows = [
        n
        for n in may_be(text, "addr-not-avail")
        if n.sign.host not in ("::1", "::", "0.0.0.0") and n.sign.outcomes[0] != "bind-EADDRNOTAVAIL"
    ]
    begun = unless(text.find(BEGUN), text.find(CONNECTING))
    return lines(n for n in rows if not (begun and n.sign.outcomes[0] == "bind-EADDRINUSE"))


def lingering(text: Text) -> Lines:
    rows = seen(text, "time-wait")
    return lines(rows) if len(rows) >= MANY else ()


def leaked(text: Text) -> Lines:
    rows = seen(text, "close-wait")
    return lines(rows) if len(rows) >= MANY else ()


def under_load(text: Text) -> Lines:
    """Who opens thousands of connections binds thousands of ports."""
    return unless(text.together(LOADED_BY, NO_PORT_LEFT), text.find(OF_A_SERVER))


def bind_trouble(text: Text) -> Lines:
    return lines(failed(text, "bind-EADDRNOTAVAIL", "bind-EADDRINUSE"))


LEADS = (
    lead(
        "fd-or-watcher-limit-exhausted",
        "descriptors or watches are used up",
        5.0,
        (
            r"\bemfile\b|\benfile\b|\btoo many open files\b|system limit for number of file watchers|"
            r"\binotify (?:watch\w*|instances?)? ?(?:limit|exhaust\w*|max)|\bmax_user_(?:watches|instances)\b|"
            r"failed to allocate (?:directory|inotify) watch|inotify_(?:add_watch|init)\w*.{0,60}(?:no space|"
            r"too many|fail)"
        ),
        (
            r"accept4?(?:\(\))? failed \(24|\(os error 24\)|\bopen files limit\b|file descriptors? (?:limit|"
            r"exhaust\w*|leak)|(?:out|ran out|running out) of file (?:descriptors|handles)|"
            r"\bno file descriptors available|\benospc\b.{0,60}\bwatch"
        ),
        r"\[errno 24\]|\berrno 24\b",
    ),
    lead(
        "fd-or-watcher-limit-exhausted",
        "the number of open files is spoken of",
        1.5,
        (
            r"\bulimit(?: -s?h?n| -a|\b)|\blimitnofile\b|\bnofile\b|\bfs\.file-max\b|\bworker_rlimit_nofile\b|"
            r"\bopen files\s+\(-n\)|\bmax open files\b|\bfile descriptors?\b|\blaunchctl limit\b|\bmaxfiles\b|"
            r"\bfd leak\b"
        ),
    ),
    Lead("fd-or-watcher-limit-exhausted", "many connections were never closed by the server", 1.2, leaked),
    lead(
        "listen-backlog-overflow",
        "the kernel counts connections that the listener did not take",
        4.5,
        (
            r"listen queue of a socket overflow|syns to listen sockets (?:dropped|ignored)|\blistenoverflows\b|"
            r"\blistendrops\b|possible syn flooding|\btcp_abort_on_overflow\b|listen queue of socket .{0,120}full|"
            r"\blisten queue overflow\b|accept queue (?:is )?(?:full|overflow)"
        ),
    ),
    lead(
        "listen-backlog-overflow",
        "the length of the queue of a listener is spoken of",
        2.2,
        (
            r"\bsomaxconn\b|\btcp_max_syn_backlog\b|\bbacklog\b.{0,60}\b(?:full|small|size|limit|increase\w*|"
            r"rais\w*|overflow\w*|too|of|parameter|=)|\blisten\(\w*,? ?\d{1,3}\)|\b(?:accept|listen|"
            r"connection) (?:queue|backlog)\b|\bsyn (?:queue|cookies|backlog|flood\w*)\b|"
            r"\brecv-q\b(?![\s|]+send-q\b).{0,60}\b(?:send-q|full|grow|129|128|backlog)"  # the heading says nothing
        ),
        r"\brequest_queue_size\b|\b1 ?s\b.{0,12}\b3 ?s\b|\bexactly (?:1|one|3|three|7) s",
    ),
    Lead(
        "listen-backlog-overflow",
        "a listener holds more connections than its queue has room",
        3.0,
        lambda text: lines(seen(text, "queue-full")),
    ),
    Lead("ephemeral-port-exhaustion", "a connect found no free address of its own", 3.2, source_ports),
    lead(
        "ephemeral-port-exhaustion",
        "source ports are used up",
        3.5,
        (
            r"\bephemeral port\w*.{0,40}\b(?:exhaust\w*|run|ran|out|full|used up|limit)|\bport exhaustion\b|"
            r"\bsnat (?:port )?exhaust|\bexhaust\w* .{0,30}\bports\b|\b(?:out|run out|"
            r"ran out) of (?:\w+ )?(?:ephemeral|local|source|client|free) ports|event id:? ?(?:4227|4231)|"
            r"\btcpip\b.{0,40}\b42(?:27|31)\b"
        ),
        (
            r"cannot assign requested address\)? while connecting to upstream|"
            r"connect\(?\)?:? .{0,40}cannot assign requested address|"
            r"dial tcp .{1,60}cannot assign requested address|failed to establish a new connection: \[errno 99\]|"
            r"connect eaddrnotavail"
        ),
        r"\bip_local_port_range\b|\btcp_tw_reuse\b|\bmaxuserport\b|\btcptimedwaitdelay\b|\bwsaenobufs\b|\b10055\b",
    ),
    lead(
        "ephemeral-port-exhaustion",
        "very many short connections are made",
        1.5,
        (
            r"\b(?:ab|wrk|k6|siege|jmeter|hey|vegeta|locust|gatling|artillery|autocannon|load[- ]?test\w*|"
            r"stress[- ]?test\w*|benchmark\w*|bench)\b"
        ),
        (
            r"\b(?:2[0-9]|3[0-9])[ ,.]?\d{3}\b.{0,60}\b(?:connection|request|time_?wait|socket)|"
            r"\btime_?wait\b.{0,60}\b(?:thousands|2\d{4}|\d{2}k)|\b(?:no|without|disabled?) (?:connection reuse|"
            r"keep-?alive|pooling|connection pool)|\bnew connection (?:for|per|on) (?:each|every)|"
            r"\bafter (?:about |roughly |~)?(?:28|16|2\d)[ ,.]?\d{3}\b"
        ),
    ),
    Lead("ephemeral-port-exhaustion", "many connections linger in TIME_WAIT", 0.8, lingering),
    Lead(
        "ephemeral-port-exhaustion",
        "it is a bind that failed",
        -2.5,
        lambda text: unless(bind_trouble(text), source_ports(text), under_load(text)),
    ),
    lead(
        "conntrack-table-full",
        "the table of tracked connections is full",
        5.0,
        (
            r"n?f_conntrack: (?:nf_conntrack: )?table full|ip_conntrack: table full|"
            r"conntrack table (?:is )?(?:full|exhausted)|conntrack.{0,40}(?:table full|dropping packet)"
        ),
    ),
    lead(
        "conntrack-table-full",
        "the table of tracked connections is spoken of",
        2.5,
        (
            r"\bn?f_conntrack_(?:max|count|buckets)\b|\bip_conntrack_max\b|\bconntrack -[scl]\b|"
            r"\bconntrack(?:_max| max| count| table| entries)\b|\binsert_failed\b|\bnf_conntrack\b"
        ),
    ),
    lead(
        "connection-or-task-limit-reached",
        "a server or the system says that its limit is reached",
        4.8,
        (
            r"too many clients already|remaining connection slots are reserved|\btoo many connections\b|"
            r"max number of clients reached|worker_connections are not enough|limiting (?:connections|"
            r"requests).{0,40}by zone|\bmax_user_connections\b|max_connections_per|user .{1,40} has exceeded"
        ),
        (
            r"max client connections reached|no more connections allowed|maxclientsinsessionmode|"
            r"connection limit (?:exceeded|reached)|too many sessions|ora-(?:00018|00020|12516|12519|12520)|"
            r"sorry, too many clients|\btoo many db connections|connection pool.{0,40}max_?connections"
        ),
        (
            r"can't start new thread|unable to create (?:new )?native thread|cannot fork|"
            r"fork: (?:retry: )?resource temporarily unavailable|resource temporarily unavailable.{0,60}(?:thread|"
            r"fork|clone)|pthread_create failed|\bpids\.max\b|fork rejected by pids controller|\btasksmax\b"
        ),
        (
            r"maxstartups throttling|exceeded (?:the )?maxstartups|\bmaxsessions\b|"
            r"tcp: out of memory -- consider tuning|\btcp_mem\b.{0,40}\b(?:pressure|full|exceed)|"
            r"exceeds? (?:the )?(?:maximum|max) (?:number of )?(?:connections|clients|sessions)|\blimit_conn\b|"
            r"\bconnlimit\b"
        ),
    ),
    lead(
        "connection-or-task-limit-reached",
        "a limit of connections, processes or threads is spoken of",
        1.8,
        (
            r"\bmax_?connections\b|\bmaxclients\b|\bulimit -u\b|\bmax user processes\b|\bnproc\b|\bpgbouncer\b|"
            r"\bconnection (?:limit|leak|slots?)\b|\bpg_stat_activity\b|\bshow processlist\b|\bmaxstartups\b|"
            r"\bworker_connections\b"
        ),
    ),
)
