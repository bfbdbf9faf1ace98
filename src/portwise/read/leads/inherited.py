"""What a program left behind or brought along: descriptors, kept connections, ports as they were before, consoles."""

from __future__ import annotations

import re

from portwise.model.reading import Failure, Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, beside, leads
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless

HIDDEN = "port-held-by-hidden-owner"
STALE_INSTANCE = "port-held-by-stale-instance"
OTHER = "port-held-by-other-application"
WAITING = "time-wait-bind-conflict"
KEPT = "stale-keepalive-connection"
FROZEN = "process-stopped-or-frozen"
HUNG = "server-hung-not-accepting"
POOL = "worker-pool-exhausted"
MOVED = "server-moved-to-next-port"
SETTING = "server-port-setting-wrong"
LOW = "privileged-port-without-capability"
SHADOWED = "wildcard-specific-shadowing"
TUNNEL = "ssh-tunnel-refused-or-died"
IN_USE = (
    r"\balready in use\b|\baddress in use\b|\beaddrinuse\b|\berrno (?:98|48)\b|\b10048\b|\bfail\w* to (?:listen|"
    r"bind)\b|\bcannot bind\b|\bcould not bind\b|\bgrabs? port\b|\bport is (?:in use|taken|busy|occupied)\b"
)
OUTLIVES = (
    r"\b(?:child|children|sub-?process(?:es)?|other process|helper|spawned|forked|daemon|started|launched|plugin|"
    r"script|worker|shell|popen|updater|restart script)\b[^\n.]{0,80}\b(?:goes on|go on|keeps? (?:on )?running|"
    r"still (?:running|there|alive|holds?)|stays? (?:alive|up|running)|"
    r"surviv\w+|outliv\w+|remains?|lives on|holds?|keeps? (?:the )?(?:port|socket|handle)|inherit\w*)\b"
)
INHERITED = (
    r"\binherit\w*\b[^\n]{0,60}\b(?:socket|handle|descriptor|fds?|port|listen\w*)\b|\b(?:socket|handle|descriptor|"
    r"fds?)s? (?:is|are|was|were|gets?|got) (?:\w+ )?inherit\w*|\b(?:fd_|sock_|o_)?cloexec\b|\bclose-?on-?exec\b|"
    r"\bclose_fds\b|\bbinherithandles\b|\bhandle_flag_inherit\b|"
    r"\bsethandleinformation\b|\bset_inheritable\b|\bleak\w*\b[^\n]{0,30}\b(?:socket|descriptor|fds?|handle)s?\b"
)
STARTS_OTHERS = (
    r"\b(?:starts?|spawns?|forks?|execs?|launch\w*|popen|system\(\)|subprocess|shell_exec|proc_open|createprocess|"
    r"runs?) (?:\w+ ){0,4}(?:process(?:es)?|program|child|children|command|script|daemon|helper|shell|binary)\b"
)
ITSELF_ENDED = (
    r"\b(?:when|after|if|once|although|even though|while)\b[^\n.]{0,40}\b(?:program|server|app\w*|parent|"
    r"main process|mine|service|it)\b[^\n.]{0,24}\b(?:ends?|ended|crash\w*|exit\w*|quits?|dies|died|killed|"
    r"stopped|stops|terminat\w*|is gone)\b"
)
FREED_LATER = (
    r"\buntil\b[^\n.]{0,40}\b(?:os|kernel|system|windows|linux|socket|port|it)\b[^\n.]{0,24}\b(?:free[sd]?|"
    r"has freed|releas\w*|lets? go|gives? (?:it )?(?:up|back)|times? out|clears?|expires?)\b|"
    r"\b(?:so_)?reuse_?addr\w*\b|\ballow_reuse_address\b|\breuse_address\b|"
    r"\b(?:for|after|within|about|wait\w*) (?:about |around |some |a |one |two |1 |2 |60 |30 |120 |up to |"
    r"roughly )*(?:minutes?|seconds?|while|min|s)\b[^\n.]{0,60}\b(?:works?|again|free|start\w*|bind)\b"
)
ORDERLY = (
    r"\b(?:stop|stopped|close[sd]?|shut ?down|shutdown|restart\w*|start(?:ed)? (?:it )?(?:anew|again)|re-?run|"
    r"ends? (?:in an orderly|clean\w*|normally)|ctrl[ +-]?c|server_close|dispose|quit|exit\w*)\b"
)
HELD_BY_A_TABLE = (
    r"\b(?:ps|netstat|lsof|task ?manager|fuser|ss)\b[^\n.]{0,60}\b(?:shows?|says?|lists?|"
    r"still)\b[^\n.]{0,40}\b(?:old|running|alive|same|pid|node|python|java|process)\b|\b(?:kill(?:ed|ing)?|"
    r"taskkill|pkill) (?:-9 |/f |it\b|the (?:old )?process)"
)
CLOUD_CALLS = (
    r"\b(?:lambda|cloud functions?|serverless|azure functions?|cloud run|edge functions?|vercel|"
    r"netlify functions?|app engine|fargate|step functions?)\b"
)
CALLED_AGAIN = (
    r"\b(?:cold start|warm(?:ed)?(?: start)?|re-?us(?:e|es|ed|ing)|next (?:invocation|call|request)|"
    r"second (?:invocation|call|request)|later invocations?|same container|subsequent (?:invocations?|calls?|"
    r"requests?)|frozen|freez\w+|thaw\w*|between invocations|"
    r"after (?:a while|some time|a few minutes|idle|being idle|inactivity))\b"
)
CUT = (
    r"\beconnreset\b|\bsocket hang up\b|\bepipe\b|\bbroken pipe\b|\bconnection (?:was )?reset\b|\breset by peer\b|"
    r"\bconnection (?:was |is )?closed\b|\bpremature\w* (?:close|end)\b|\bunexpected eof\b|"
    r"\bserver closed the connection\b|\bno response received\b|\bremotedisconnected\b|\bremote end closed\b|"
    r"\bconnection (?:was )?aborted\b|\bgone away\b"
)
USED_BEFORE = (
    r"\btoo many connection resets\b|\bafter \d+ requests on \d+, last used\b|"
    r"\blast used \d+(?:\.\d+)? seconds ago\b|\bclosed stream\b[^\n]{0,20}\bioerror\b|\bpersistent(?:::|"
    r"\.)(?:error|http)\b[^\n]{0,60}\b(?:reset|closed|eof)\w*|"
    r"\bnohttpresponseexception\b|\bfailed to respond\b|"
    r"\bunable to execute http request: (?:the target server failed|connection reset)|"
    r"\bserver closed idle connection\b|\bstale (?:connection|socket)\b|\bconnection reuse[sd]?\b|"
    r"\bretry\w* on stale\b|\bidle connection\b[^\n]{0,40}\b(?:closed|reset|dead|dropped)\b|"
    r"\bvalidateafterinactivity\b|\bevictidle\w*\b|\bfree ?socket ?timeout\b|\bkeep-?alive ?msecs\b|"
    r"\bpool_pre_ping\b|\bpool_recycle\b|\btestonborrow\b|\bmaxlifetime\b|\bserver_idle_timeout\b"
)
CONSOLE = (
    r"\b(?:(?<!admin )(?<!web )(?<!management )(?<!browser )console|cmd(?:\.exe)?|command (?:prompt|window|"
    r"line window)|powershell|terminal|conhost|(?:server|"
    r"black|log|dos) window|dedicated server|batch|\.bat)\b|\u63a7\u5236\u53f0|\u547d\u4ee4\u884c|\bkonsole\b|"
    r"\beingabeaufforderung\b|\bconsola\b"
)
SELECTED = (
    r"\bquick ?-?edit\b|\bselect(?:s|ed|ing)? (?:mode|some|any|a|the)?\s?(?:text|words?|lines?|output|"
    r"something)\b|\bselect mode\b|\bmark(?:s|ed|ing)? (?:mode|text|some|something)\b|\bhighlight\w*\b|"
    r"\bctrl ?[+-] ?f\b|\bscroll ?bar\b|"
    r"\b(?:left|right|mouse|accidental\w*|single)?[- ]?click(?:s|ed|ing)? (?:\w+ )?(?:in|into|inside|on|onto|at|"
    r"within) (?:\w+ )?(?:the |its |that |this )?(?:\w+ )?(?:console|window|terminal|cmd|prompt|black|text|log)\b|"
    r"\b(?:press\w*|hit\w*|pushing|push) (?:the )?(?:enter|return|esc(?:ape)?|any key|a key|space|right mouse)\b|"
    r"\bctrl ?[+-] ?s\b|\bscroll ?lock\b|\bxoff\b|\u5feb\u901f\u7f16\u8f91|\u9009\u4e2d|\u56de\u8f66"
)
STANDS_STILL = (
    r"\bfreez\w+|\bfroze\w*\b|\bhang(?:s|ing)?\b|\bhung\b|\bstuck\b|\bpaus\w+\b|\bstops? (?:responding|answering|"
    r"working|processing|until)\b|\bnothing goes on\b|\bblock(?:s|ed)?\b|\bcontinues?\b|\bresum\w+\b|\bunfreez\w*|"
    r"\bgoes on\b|\bwakes? up\b|\bdesync\b|\u5361\u4f4f|\u5047\u6b7b|\u6302\u8d77"
)
NEXT_FREE = (
    r"\b(?:goes on to|moves? (?:on )?to|takes?|took|tries|tried|picks?|picked|uses?|used|switch\w*|falls? back|"
    r"jumps?|increment\w*|ends? up|starts?|started|runs?)\b[^\n.]{0,40}\b(?:next (?:free |available |ones?|port)|"
    r"another (?:free )?port|5174|5175|3001|4201|8081|8082|the following port|other port|different port|"
    r"port \+ ?1)|"
    r"\bport \d{4} is (?:in use|taken|occupied|already)[^\n]{0,40}\b(?:trying|using|another|next)\b"
)
WRITTEN_OUT = (
    r"\b(?:written out|hard-?coded|fixed|allow(?:s|ed)?(?: only)?|whitelist\w*|allow-?list\w*|configured for|"
    r"expects?|only knows|set to|registered)\b[^\n.]{0,40}\b(?:5173|3000|4200|8080|5000|origin|port)\b|\b(?:5173|"
    r"3000|4200|8080|5000)\b[^\n.]{0,30}\b(?:is |are )?(?:written out|hard-?coded|allowed|whitelisted|expected)\b"
)
URL_SET = re.compile(
    r"\b(?:[a-z]\w*_)?(?:url|uri|domain|origin|host|host_?name|site|base|root|listen_?port|app_?port|port|"
    r"http_?port|server_?port)\w*[\"']?\s{0,3}[=:]\s{0,3}[\"']?(?:https?://[\w.\[\]-]{1,60}:)?(?P<port>\d{4,5})(?!"
    r"[\d.:])"
)
USED_PORT = re.compile(r"(?:address already in use|eaddrinuse|port)[^\n]{0,20}?(?::::|:|\bport |\s)(?P<port>\d{4,5})\b")
NOBODY_THERE = (
    r"\b(?:no|none|nothing|not|n't|without|nobody|neither)\b[^\n.]{0,40}\b(?:process|program|service|server|one|"
    r"else|other|in use|used|using|listen\w*|running|occup\w*|holds?|has)\b[^\n.]{0,30}\b(?:80|443|port|there|it|"
    r"in use|listen\w*)\b|\bport (?:is|was) (?:free|not (?:in use|taken|used))\b"
)
NO_LOW_SOCKET = (
    r"\bcannot bind (?:udp |tcp )?socket\b[^\n]{0,50}[:\]](?:80|443|53|25|22|514|88|389|123|161|69|67)\b|"
    r"\b(?:bind|listen)\w*\b[^\n]{0,30}\b(?:permission denied|eacces|errno 13|"
    r"not permitted)\b[^\n]{0,40}[: ](?:[1-9]\d{1,2}|10[01]\d)\b"
)
NOT_THIS_DATABASE = (
    r"\bfatal: {1,2}(?:role|database) \"[^\"\n]{1,40}\" does not exist|"
    r"\bfatal: {1,2}password authentication failed for user\b|"
    r"\baccess denied for user '[^'\n]{1,40}'@'(?:localhost|127\.0\.0\.1|172\.[\d.]+)'|\bunknown database '|"
    r"\bwrongpass\b|\bauthentication failed\b[^\n]{0,30}\bmongo\w*|\brole \"?\w+\"? does not exist"
)
OF_AN_ENGINE = (
    r"\b(?:docker(?:-compose| compose)?|podman|containers?|compose|supabase|subzero|devcontainer|port-forward|"
    r"testcontainers|minikube|kind)\b"
)
RIGHT_INSIDE = (
    r"\b(?:exec|inside|within|in) (?:\S+ ){0,6}?(?:psql|mysql|container|docker)\b[^\n.]{0,60}\b(?:works?|fine|ok|"
    r"there|exists?|connects?|lists?|shows?)\b|\b(?:brew|homebrew|windows service|local(?:ly)?|native|system|"
    r"another|other|second|installed|postgres\.app|xampp|wamp|mamp|pgadmin|"
    r"services\.msc)\b[^\n.]{0,40}\b(?:postgres\w*|mysql|mariadb|"
    r"mongo\w*|redis|database)\b|\b(?:right|correct|same) (?:password|credentials|user|role)\b|\breload\w*\b|"
    r"\bdevtools\b"
)
IDLE_TUNNEL = (
    r"(?:ssh ?(?:\u96a7\u9053|\u901a\u9053|\u30c8\u30f3\u30cd\u30eb)|\u96a7\u9053|\bssh[- ]?tunnel\w*|"
    r"\btunnel\w*\b[^\n]{0,30}\bssh\b|\bssh (?:connection|forward\w*)|\bt\u00fanel ssh\b|"
    r"\bport forwarding over ssh\b)"
)
LEFT_ALONE = (
    r"\u95f2\u7f6e|\u7a7a\u95f2|\u4e00\u6bb5\u65f6\u95f4|\u4e00\u4f1a\u513f|\u8fc7\u4e00\u4f1a|\u65ad\u5f00|"
    r"\u5f85\u673a|\u4f11\u7720|\b(?:idle|idling|inactiv\w*|unused|untouched|left alone|lunch|overnight|a while|"
    r"some (?:time|minutes)|few minutes|sleeps?|suspend\w*|wakes?|lid|standby|in the morning)\b"
)
FIRST_SEEN_BY_A_BROWSER = (
    r"\b(?:chrome|firefox|safari|edge|browser|tab)\b[\s\S]{0,260}?\b(?:curl|wget|requests?|second|other|another|"
    r"next|client|script|phone)\b[^\n]{0,80}\b(?:hangs?|hung|blocks?|blocked|waits?|stuck|stalls?|never|no answer|"
    r"tim(?:es|ed) out)\b|"
    r"\b(?:browser|chrome|tab|page)\b[^\n.]{0,40}\bopen\b[^\n.]{0,60}\b(?:nobody|no other|others?|nothing else|"
    r"curl|second)\b[^\n.]{0,50}\b(?:hangs?|blocks?|waits?|stuck|gets?|served)\b|(?:^|\n)\W*\d*\W*it hangs\b"
)
FREED_BY_IT = (
    r"\b(?:re-?load|close|closing|closed|quit\w*|refresh|stop|kill\w*)\b[^\n.]{0,40}\b(?:chrome|firefox|safari|"
    r"edge|browser|tab|page)\b[\s\S]{0,60}?\b(?:answer\w*|works?|goes|comes|ends?|gets?|responds?|released?|"
    r"served|continues?|instantly|immediately)\b"
)
NOT_FOR_DOCKER = r"\bwith fg\b|\bbreakpoint\b|\bdebug(?:ger|ging)\b"


def inherited_by_a_child(text: Text) -> Lines:
    """A program that was started by the server goes on, and has the port with it."""
    started = text.together(STARTS_OTHERS, OUTLIVES, ITSELF_ENDED)
    return both(either(text.find(INHERITED), started), either(text.find(IN_USE), met(text, "bind-in-use")))


def freed_by_the_system(text: Text) -> Lines:
    told = both(either(text.find(IN_USE), met(text, "bind-in-use")), text.find(FREED_LATER), text.find(ORDERLY))
    return unless(told, text.find(HELD_BY_A_TABLE), text.find(OUTLIVES))


def another_setting(text: Text) -> Lines:
    """One port is set somewhere, and the server wants another that is taken."""
    wanted = {int(hit["port"]) for hit in USED_PORT.finditer(text.folded)}
    wanted |= {one.sign.port for one in text.signs(Failure) if one.sign.outcomes[0] == "bind-in-use" and one.sign.port}
    told = {int(hit["port"]): text.number(hit.start()) for hit in URL_SET.finditer(text.folded)}
    others = {port: line for port, line in told.items() if port not in wanted and port > 1023}
    clash = either(text.find(IN_USE), met(text, "bind-in-use"))
    return tuple(dict.fromkeys(others.values())) if len(wanted) == len(others) == 1 and clash else ()


def console_was_touched(text: Text) -> Lines:
    return unless(text.together(CONSOLE, SELECTED, STANDS_STILL), text.find(NOT_FOR_DOCKER))


def low_and_nobody_there(text: Text) -> Lines:
    return text.together(NO_LOW_SOCKET, NOBODY_THERE)


def database_of_somebody_else(text: Text) -> Lines:
    """A database answers that knows nothing of what was set up in the container."""
    return both(text.find(NOT_THIS_DATABASE), either(engine(text), text.find(OF_AN_ENGINE)), text.find(RIGHT_INSIDE))


LEADS: tuple[Lead, ...] = (
    *leads(
        "what the server started has its port, and goes on without it",
        inherited_by_a_child,
        {HIDDEN: 3.0, WAITING: -1.5, STALE_INSTANCE: -1.0},
    ),
    *leads(
        "after an orderly end the system frees the port only later", freed_by_the_system, {WAITING: 2.0, OTHER: -1.0}
    ),
    *leads(
        "one port is set, and the server wants another", another_setting, {SETTING: 2.5, "macos-airplay-receiver": -1.0}
    ),
    *leads(
        "somebody touched the console of the server, and it stands still",
        console_was_touched,
        {FROZEN: 3.0, HUNG: -2.0, POOL: -1.0},
    ),
    *leads(
        "a low port may not be had, and nobody has it",
        low_and_nobody_there,
        {LOW: 2.5, "selinux-denial": -0.5, OTHER: -1.5},
    ),
    *leads(
        "a database answers that knows not what the container's knows",
        database_of_somebody_else,
        {SHADOWED: 2.0, "connection-or-task-limit-reached": -1.5, "service-crashed-at-start": -1.0},
    ),
    *beside(
        "what was connected before a call of a cloud function is cut at the next",
        {KEPT: 2.5},
        CLOUD_CALLS,
        CALLED_AGAIN,
        CUT,
    ),
    *beside(
        "a connection that had been used before is closed",
        {KEPT: 3.0, "connection-or-task-limit-reached": -1.5},
        USED_BEFORE,
    ),
    *beside(
        "the dev server took the next port, and another is allowed",
        {MOVED: 2.5, "cors-blocked": -2.0},
        NEXT_FREE,
        WRITTEN_OUT,
    ),
    *beside(
        "a tunnel over SSH was left alone for a while",
        {TUNNEL: 2.0, "connection-or-task-limit-reached": -1.0},
        IDLE_TUNNEL,
        LEFT_ALONE,
    ),
    *beside(
        "what a browser has open keeps others waiting until it is closed",
        {POOL: 3.0, "browser-cached-state": -2.0, "browser-socket-state": -1.5, "debugger-paused": -1.5},
        FIRST_SEEN_BY_A_BROWSER,
        FREED_BY_IT,
    ),
)
