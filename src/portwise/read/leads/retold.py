"""What people retell without the words of a program: pools, debuggers, freezes, load, redirects, dependencies."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.hints import on, says
from portwise.read.lead import Lead
from portwise.read.leads.http import DEPENDS, server_error
from portwise.read.leads.remote import TUNNEL
from portwise.read.scene import given, lines_of, seen
from portwise.read.text import Text, both, either, unless

NO_DATABASE = (
    r"\b(?:could not|couldn't|cannot|can't|unable to|failed to|error|no|falha|erro|fehler|keine|erreur|"
    r"impossible)\b"
    r"[^\n]{0,40}\b(?:connect\w*|connection|conex\w+|verbindung|connexion|establish\w*)\b[^\n]{0,30}"
    r"\b(?:databases?|base de (?:dados|datos|donn\w+)|datenbank|db|redis|mongo\w*|sql)\b|\bdatabase error\b|"
    r"\bsql error\b|\b(?:pg|mysqldb|psycopg2?|mongo|redis|agroal|hikari)\w*[.:_ ][^\n]{0,60}"
    r"\b(?:connectionbad|connection refused|not available|timed out|recovery mode|connect)\b|"
    r"\bservable\b.{0,20}\bdb\b"
)
UP = (
    r"\b(?:(?:web ?)?(?:ui|page|server|site|frame|logo|menu|front ?end|interface|dashboard)|apache\S*|nginx|php\w*|"
    r"static (?:\w+ )?(?:pics|pages?|files|pictures|images)|home ?page|/metrics|/help|phpinfo\S*|tomcat|quarkus|"
    r"core|get /)\b[^\n.]{0,60}\b(?:works?|fine|opens?|loads?|answers?|200|normal|running|up|starts?|is there|"
    r"good|ok|come|"
    r"itself|quickly|shows?)\b|\u9996\u9875\u80fd|\u80fd\u6253\u5f00"
)


def page_without_its_data(text: Text) -> Lines:
    """A web application is there, and says or logs that what it keeps its data in is not."""
    return both(
        text.find(UP),
        either(text.find(NO_DATABASE), text.find(DEPENDS)),
        either(server_error(text), text.find(NO_DATABASE)),
    )


def error_of_the_data(text: Text) -> Lines:
    return both(server_error(text), text.find(NO_DATABASE, DEPENDS))


ARROW = (
    r"(?:redirect\w*|jumps?|thrown|goes|brings?|comes? back|takes|sends?|sent|leads?|lands?|forwards?|location:|"
    r"30[1278]|->|\u2192|=>)"
)
JUMP = re.compile(
    r"(?<![\w.:-])(?P<host>[\w.-]{2,60}):(?P<port>\d{2,5})(?!\d)[^\n]{0,160}?" + ARROW + r"(?:(?!err_|"
    r"refus)[^\n]){0,40}?"
    r"\bhttps?://(?P=host)(?!:(?P=port))(?![\w.])"
)
HOME = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:[\w-]{2,40}\.){1,3}[a-z]{2,10}\b[^\n]{0,120}?" + ARROW + r"(?:(?!err_|"
    r"refus)[^\n]){0,40}?"
    r"\bhttps?://(?:localhost|127\.0\.0\.1)\b"
)


def jumps_elsewhere(text: Text) -> Lines:
    """Somebody opens one place and is sent to another port of it, or from a site to the loopback, where it fails."""
    found = tuple(text.number(hit.start()) for jump in (JUMP, HOME) for hit in jump.finditer(text.folded))
    fails = text.find(
        r"\brefus\w+|\bunable to connect\b|\bcan't be reached\b|\bnothing there\b|\bnot found\b|\berr_\w+"
    )
    return unless(
        both(tuple(dict.fromkeys(found)), fails), text.find(r"\bproxy_pass\b|\bdocker ps\b|->\d+/tcp|\btunnel")
    )


QUEUE = re.compile(
    r"\blisten\w*[ \t,:]+(?P<have>\d{2,5})[ \t,/]+(?P<room>\d{2,5})(?![\d.:])|"
    r"recv-q (?P<h>\d{2,5}),? +send-q (?P<r>\d{2,5})"
)


def queue_is_full(text: Text) -> Lines:
    """Somebody writes the two numbers of a listener into a sentence, and the first is the greater."""
    hits = [hit for hit in QUEUE.finditer(text.folded) if int(hit["have"] or hit["h"]) >= int(hit["room"] or hit["r"])]
    return tuple(dict.fromkeys(text.number(hit.start()) for hit in hits))


STEPS = (
    r"\b(?:1|one)(?:s| s| sec\w*)?,? (?:or|and|,) ?(?:3|three)\b|\b(?:1|one), (?:3|three),? (?:or|and) (?:7|"
    r"seven)\b|"
    r"\bafter 1 ?s\b[\s\S]{0,40}\bafter 3 ?s\b|\bsyn\b[^\n]{0,30}\bsyn\b[^\n]{0,30}\bsyn\b|"
    r"\bramp-?up (?:0|of 0)\b|\bin the first second\b|\bqueue overflowed\b"
)
SAME_MOMENT = (
    r"\b(?:all|at) (?:once|the same (?:time|moment))\b|\bgleichzeitig\b|\bfull minute\b|\breconnect\w*\b|"
    r"\bopens?\b|"
    r"\bramp-?up\b|\bthreads\b|\bburst\w*\b|\bconcurrent\w*\b|\b(?:every|each) (?:hour|minute)\b|\bconnects?\b"
)
DEBUG_RUN = (
    r"\bdebug on server\b|\bstart\w* (?:it )?(?:from|in|out of|with) (?:the )?(?:rider|ide|pycharm|intellij|"
    r"eclipse|xcode|"
    r"visual studio|vs ?code|goland|webstorm|phpstorm|clion)\b|\bpydev\w*\b|\bvsdbg\b|\(lldb\)|\(gdb\)|"
    r"\bremote_autostart\b|"
    r"\bjdwp\b|\bdebugpy\b|\bdelve\b|\bbeetle\b|\bbug icon\b|\bred dots?\b|\bdebug(?:ging)? mode\b|\bf9\b|\bf8\b|"
    r"\u8c03\u8bd5\u6a21\u5f0f|\ba breakpoint\b|\bxdebug\b"
)
RUN_WELL = (
    r"\b(?:plain|normal|just|with|use|by|simple) (?:run|double-?click)\b[^\n]{0,30}\b(?:ok|fine|works?|good)\b|"
    r"\bdouble-?click\b|"
    r"\b(?:without|no) (?:the )?debug\w*\b|\brun \u5c31|\bonly in (?:rider|the ide|pycharm|intellij|debug)|"
    r"\bif (?:the )?(?:ide|phpstorm|rider|pycharm|vs ?code|intellij) is closed\b|\blook at variables\b|"
    r"\b(?:0|0[.,]0) ?% ?cpu\b|\bcpu[^\n]{0,12}\b0(?:\.0)? ?%|\bidle\b"
)
NO_ANSWER = (
    r"\btimed? ?out\b|\btimeout\w*|\bspin\w*\b|\bhang\w*\b|\bhung\b|\bforever\b|\bnever (?:finish\w*|answers?|"
    r"returns?)\b|"
    r"\bno answer\b|\bnot? (?:reply|answer|respond)\w*\b|\bturns and turns\b|\bdeadline exceeded\b|\bpending\b|"
    r"\u8f6c\u5708|"
    r"\bdoes not (?:reply|answer)\b|\bloads forever\b|\bstuck\b|\bstopp?s? answering\b|\bwaiting for\b|"
    r"\bnothing at all\b"
)
FROZEN = (
    r"\bfrozen\b|\bpaused\b(?! (?:at|on|in) )|\bunpause\w*\b|\bstopped by sigstop\b|\bpkill -(?:stop|19)\b|"
    r"\bkill -(?:19|stop)\b|"
    r"\bsystemctl freeze\b|\bpreempt\w*\b[^\n]{0,30}\bsuspend\b|\bgang scheduling\b|\bbattery optimi[sz]\w+\b|"
    r"\bwake ?lock\b|"
    r"\bdoze\b|\bapp standby\b|\bbring\w* (?:it )?to the front\b|\bwith fg\b|\bctrl and a key\b|\bhost\+p\b|"
    r"\btl \d\d:\d\d\b|"
    r"\b(?:display|screen) is (?:off|locked)\b|\bpower button\b"
)
OWN_REQUEST = (
    r"\b(?:from|in) (?:inside )?(?:of )?(?:a|the|my|that) (?:view|handler|route|controller|action|"
    r"endpoint)\b[^\n]{0,60}\bnever\b|"
    r"\bwk ?html\w*\b|\bphantomjs\b|\bwicked_pdf\b|\bloads? another page of the same\b|\b(?:asset|css|page|"
    r"url)s? of our own\b|"
    r"\bof (?:its|our|my) own (?:site|page|server|url)\b"
)
BUSY_WORKERS = (
    r"\bthreads? busy: \d{2,}|\bcurrent threads busy\b|\bpool_capacity\"?: ?0\b|\bexec-1 (?:to|bis|\u304b\u3089) |"
    r"\b\d{2,3} ?(?:x|\u00d7) \"?http-nio|\bnum_parallel ?= ?1\b|\b(?:all|both|"
    r"4 \u4e2a) (?:\w+ ){0,2}workers?\b[^\n]{0,40}\b(?:busy|wait\w*)|"
    r"\bthreads? (?:1, ?1|1:1)\b|-t 1:1\b|\bprocesses=\d+ threads=1\b|\bunicorn_workers\b|"
    r"\bworker\b[^\n]{0,20}\btimeout \(\d+s > \d+s\)|\bsocketread0\b|\bin line\b|\bno threaded\b"
)
UNTIL_CLOSED = (
    r"\b(?:until|unless|if|when|as long as|after)\b[^\n.]{0,50}\b(?:clos\w+|finish\w*|is at 100|through|"
    r"done)\b[^\n.]{0,60}"
    r"\b(?:tab|chrome|browser|page|upload\w*|first|comes|instantly|immediately|unblock\w*|get|nobody|everyone|"
    r"hang\w*)\b|"
    r"\bnobody else gets\b|\bhangs? for everyone\b|\b(?:2nd|second) (?:user|client|tab|"
    r"request)[^\n]{0,40}\b(?:wait|hang)\w*"
)
LITTLE_SERVER = (
    r"\bhttp\.server\b|\bhttpserver\b|\bsimplehttp\w*|\bflask\b|\bwebrick\b|\bpuma\b|\bgunicorn\b|\bunicorn\b|"
    r"\buwsgi\b|\bphp -s\b|"
    r"\bcgi\b|\bwsgi\w*|\brails\b|\bdjango\b|\bollama\b|\btomcat\b|\bspring\b|\bsse\b|\bactioncable\b"
)
NO_TIME = (
    r"\b(?:some|full) avg10=[5-9]\d|\bdisk light\b|\bstart menu takes\b|\bfan is roaring\b|\bhdd chatters\b|"
    r"\brattl\w+\b|"
    r"\b(?:ssh )?login (?:also )?takes\b|\bprompt takes\b|\bcpu% ?(?:99|100)|\b0\.\d+ (?:core|cpu)s?\b|"
    r"\bexecutors = \d\b|"
    r"\bthumbnails?\b|\u7f29\u7565\u56fe|\u7d22\u5f15|\b(?:nightly|"
    r"the) backup\b[^\n]{0,40}\b(?:packs?|runs?|starts?)\b|"
    r"\b(?:make -j|msbuild|ninja|npm-run-all -p)\b|\bside by side\b|\b(?:nvme|ssd)\b[^\n]{0,60}\bno (?:delay|"
    r"problem|complaint)\w*|"
    r"\bser[vb]ed \w+ +reqid\S+ t=1\d"
)
HYPERVISOR = (
    r"\bhyper-?v\b|\bvirtual machine platform\b|\bhypervisor platform\b|\bwsl\b|\bdocker\b|\bwindows sandbox\b|"
    r"\bcore isolation\b|"
    r"\bemulator\b|\bwinnat\b"
)
NOT_PERMITTED = (
    r"\b10013\b|\bnot permitted\b|\bisn't permitted\b|\baccess permissions\b|\beacces\b|\bcan'?t bind\b|"
    r"\bcannot bind\b|\bbind failed\b|"
    r"\bforbidden by its access\b|\bnot allowed to (?:open|bind|listen)\b"
)
KERNEL_OWNS = (
    r"\blistening +4\b|\bowner\b[^\n]{0,30}\b(?:number, )?4\b|\bowningprocess\b[\s\S]{0,40}\b4\b|"
    r"\bpid[ :=(]{1,3}4\b(?!\d)|"
    r"\bnetstat says system\b|\b4 +system\b|\bmicrosoft-httpapi\b|\bntoskrnl\b|\breporting services\b|"
    r"\bbuilt-in web\b|\bhttp\.sys\b"
)
TAKEN = (
    r"\balready in use\b|\bonly one usage\b|\bfailed to bind\b|\b10013\b|\b10048\b|\bwant the same\b|"
    r"\btaken\b|\bwon't start\b|\boccupied\b"
)
NO_PORT_ANY_MORE = (
    r"\bno more connections can be made\b|\bkeine weiteren verbindungen\b|\bconn src/\d+ > \d+|\bconnlimit\b|"
    r"\bmaximum logged on users\b|\bas many connections as\b|\bconnections? % of configured limit\b|"
    r"\bmax_connections (?!-1)\d{1,3}\b"
)
FORWARDED = r"\b(?:-l|-fnl|-nfl|-nl) ?\d{2,5}:|\bssh -d \d+|\bplink\b|\bputty\b|\btunnel\w*\b"
ENDED = (
    r"\bhost key is not cached\b|\bsoftware caused connection abort\b|\bsend disconnect\b|\bbroken pipe\b|"
    r"\bno ssh\b|"
    r"\bdoesn't react\b|\bcannot listen to port\b|\blid\b|\bnothing with -d\b|\bsleep\w*\b|"
    r"\bidle\b|\bwhere the tunnel was\b"
)

HUNG, STOPPED, POOL = "server-hung-not-accepting", "process-stopped-or-frozen", "worker-pool-exhausted"
BACKEND, SSH, LISTEN = "backend-dependency-unavailable", "ssh-tunnel-refused-or-died", "listen-backlog-overflow"
DATABASES = ("mysql-not-accepting-tcp", "postgres-not-accepting-tcp", "redis-protected-mode-or-bind", "mongodb-bindip")


def spoken_together(cause: str, says_: str, weight: float, *groups: str) -> Lead:
    return Lead(cause, says_, weight, lambda text: both(*(text.find(group) for group in groups)))


def tunnel_ended(text: Text) -> Lines:
    there = either(text.find(TUNNEL, FORWARDED), lines_of(seen(text, "ssh -L")), lines_of(seen(text, "ssh -D")))
    return both(there, text.find(ENDED))


def only_debugged(text: Text) -> Lines:
    return text.together(DEBUG_RUN, RUN_WELL, NO_ANSWER)


LEADS = (
    Lead(BACKEND, "a web application is there, and what holds its data is not", 2.0, page_without_its_data),
    *(Lead(cause, "an application answers with an error for it", -1.2, error_of_the_data) for cause in DATABASES),
    Lead("hsts-or-bad-redirect", "one is sent on to another port or host, and it fails there", 4.0, jumps_elsewhere),
    Lead(LISTEN, "the queue of a listener holds more than it has room for", 3.0, queue_is_full),
    spoken_together(
        LISTEN, "connections made at one moment come late by the steps of a retried greeting", 3.5, STEPS, SAME_MOMENT
    ),
    Lead("debugger-paused", "under a debugger no answer comes, or only there", 3.5, only_debugged),
    Lead("cpu-or-io-starvation", "under a debugger no answer comes, or only there", -1.5, only_debugged),
    spoken_together(STOPPED, "something was paused or frozen, and no answer comes", 3.5, FROZEN, NO_ANSWER),
    spoken_together(POOL, "the server asks itself while it answers", 3.5, OWN_REQUEST, rf"{NO_ANSWER}|\bstays\b"),
    Lead(POOL, "all workers are busy", 3.5, says(BUSY_WORKERS)),
    spoken_together(POOL, "one who is served keeps all others waiting", 3.0, LITTLE_SERVER, UNTIL_CLOSED),
    spoken_together(
        "cpu-or-io-starvation",
        "the machine is at work with something else",
        2.5,
        NO_TIME,
        rf"{NO_ANSWER}|\bslow\b|\bseconds\b",
    ),
    Lead(
        "windows-excluded-port-range",
        "a port may not be bound on Windows that has a hypervisor",
        3.5,
        lambda t: unless(
            given(
                on(t, "windows") or t.find(r"hyper-?v|hypervisor|10013"),
                both(t.find(NOT_PERMITTED), t.find(HYPERVISOR)),
            ),
            t.find(KERNEL_OWNS),
            t.find(r":80\b|\bport 80\b"),
        ),
    ),
    Lead(
        "windows-http-sys-owns-port",
        "the kernel of Windows has the port",
        3.5,
        lambda t: given(
            on(t, "windows") or t.find(r"microsoft-httpapi|netstat -ano"), both(t.find(KERNEL_OWNS), t.find(TAKEN))
        ),
    ),
    Lead(
        "connection-or-task-limit-reached", "no more connections than so many are let in", 4.0, says(NO_PORT_ANY_MORE)
    ),
    Lead(
        "stale-keepalive-connection",
        "the last packet went by hours ago",
        3.5,
        says(r"\blast packet [^\n]{0,60}\bwas \d{1,3}(?:[,.]\d{3}){2}\b|\blast packet [^\n]{0,60}\bwas \d{6,}\b"),
    ),
    Lead(SSH, "a tunnel is used, and what held it has ended", 3.0, tunnel_ended),
    *(
        Lead(cause, "a tunnel is used, and what held it has ended", -2.0, tunnel_ended)
        for cause in (*DATABASES, "localhost-is-another-machine")
    ),
    Lead(
        "reverse-proxy-upstream-timeout",
        "the CDN waited in vain for an answer",
        3.0,
        says(r"\b524\b[^\n]{0,40}\btime|\berror 524\b"),
    ),
    Lead(
        "cdn-or-public-tunnel-origin-unreachable",
        "the CDN waited in vain for an answer",
        -2.0,
        lambda t: unless(
            t.find(r"\b524\b[^\n]{0,40}\btime|\berror 524\b"), t.find(r"\b(?:520|521|522|523|525|526|530)\b")
        ),
    ),
)
