"""What speaks for a server that is there and does not answer: stopped, hung, busy, starved, killed."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.lead import Lead
from portwise.read.text import Text, either, unless
from portwise.read.waits import failed, in_state, lead, lines, may_be, seen


def silent(text: Text) -> Lines:
    """Somebody waits for an answer that does not come."""
    return either(lines(may_be(text, "hang")), lines(failed(text, "timeout")))


def refused_alone(text: Text) -> Lines:
    return unless(lines(failed(text, "refused", "name-failure")), silent(text))


def connected_and_silent(text: Text) -> Lines:
    return text.find(
        (
            r"connected to \S{1,80} \(.{0,60}\n?.{0,400}(?:timed out|0 bytes received|\^c)|\b0 bytes received\b|"
            r"\bconnect(?:s|ed|ion)? (?:is |was )?(?:succeed\w*|established|ok|fine|accepted|"
            r"works)?.{0,60}\b(?:but|then|and)\b.{0,40}\b(?:no|nothing|never|hang|silence|wait|stuck)"
        ),
        (
            r"\bhttp request sent, awaiting response|\bestablished\b.{0,60}\bno (?:response|data|answer)|"
            r"\bread timed? ?out\b|\bheaders timeout\b"
        ),
    )


def stopped(text: Text) -> Lines:
    return either(
        in_state(text, "T"),
        text.find(
            r"(?m)^\W*\[\d+\]\s*[+-]?\s+(?:\d+ )?(?:stopped|suspended)\b",
            r"\bsuspended \((?:tty|signal)|\bstate:?\s+t \(stopped\)",
        ),
    )


def traced(text: Text) -> Lines:
    return either(in_state(text, "t"), text.find(r"tracerpid:\s*[1-9]\d*", r"\bt \(tracing stop\)"))


def full(text: Text) -> Lines:
    return lines(seen(text, "queue-full"))


LEADS = (
    Lead("process-stopped-or-frozen", "the process is stopped", 4.0, stopped),
    lead(
        "process-stopped-or-frozen",
        "something stops or freezes it",
        3.0,
        (
            r"\bsigstop\b|\bsigtst?p\b|\bsigttin\b|\bsigttou\b|\bkill -(?:stop|19|20|tstp|cont|18)\b|"
            r"\bdocker (?:un)?pause|\(paused\)|\bcgroup\.freeze|\bfrozen 1\b|\b__refrigerator\b|\bfreezer\b|"
            r"\bfg\b.{0,40}\b(?:again|works|continues|answers)"
        ),
        (
            r"\bctrl[-+ ]?z\b|\^z\b|\bapp nap\b|\bquick ?edit\b|\bselect (?:administrator|command prompt|c:\\)|"
            r"\bclick\w* (?:in|into|on|inside) (?:the )?(?:console|cmd|terminal|powershell|window)|\b(?:press|hit|"
            r"pressing)\w* (?:enter|return|escape|esc|any key)\b.{0,60}\b(?:continues?|works?|answers?|responds?|"
            r"comes|all at once|again)"
        ),
        (
            r"\b(?:laptop|mac|macbook|machine|vm|computer|it) (?:\w+ )?(?:slept|wakes?|woke|sleeps?|was asleep|"
            r"suspend\w*|hibernat\w*)|\bafter (?:sleep|suspend|hibernation|waking|resume|standby)|"
            r"\bvirtual machine .{0,20}(?:paused|saved|suspended)"
        ),
        (
            r"\b(?:press\w*|hit\w*|push\w*|tap\w*) (?:\w+ ){0,3}(?:enter|return|escape|esc|key|"
            r"keys)\b.{0,100}\b(?:answer\w*|continu\w*|respon\w*|works?|all at once|in one go|jumps?|resum\w*|"
            r"comes?|catch\w*|unfreez\w*|again)"
        ),
    ),
    Lead("process-stopped-or-frozen", "it refuses, which a stopped process does not", -1.5, refused_alone),
    Lead("process-stopped-or-frozen", "a debugger holds it", -2.0, traced),
    Lead("debugger-paused", "a debugger holds the process", 4.0, traced),
    lead(
        "debugger-paused",
        "it waits for a debugger, or stands at a breakpoint",
        4.0,
        (
            r"--inspect-brk|waiting for (?:the )?debugger|\bpaused (?:at|on|in) (?:a |the )?(?:breakpoint|"
            r"debugger|exception|start)|\bbreakpoints?\b|\bsuspend=y\b|--wait-for-client|\bwait_for_client\b|"
            r"\bwaiting for (?:attach|client to attach)"
        ),
        (
            r"\bxdebug\b.{0,60}\b(?:start_with_request|listening|break|client_port|remote_autostart|hang\w*|ini)|"
            r"\bbreak at first line"
        ),
        (
            r"\(pdb\)|\bipdb>|\bpdb\.set_trace|\bbreakpoint\(\)|\bbinding\.(?:pry|irb)\b|\bbyebug\b|\bdebugger;|"
            r"\[1\] pry\(|\bapi server listening at: |\bdlv (?:debug|attach|exec)|\b(?:gdb|lldb|strace) -p\b|"
            r"listening for transport dt_socket"
        ),
        r"\bdebug(?:ger|ging)?\b.{0,40}\b(?:attach\w*|paus\w*|stop\w*|step\w*|suspend\w*|detach\w*|session)\b",
    ),
    Lead("debugger-paused", "it refuses, which a paused process does not", -1.5, refused_alone),
    Lead("server-hung-not-accepting", "it is connected, and no answer comes", 1.5, connected_and_silent),
    lead(
        "server-hung-not-accepting",
        "the server is stuck until it is restarted",
        2.3,
        (
            r"\bevent loop\b.{0,60}\b(?:block\w*|stuck|lag|stall\w*)|\bblock\w* the (?:event loop|main thread|"
            r"loop|thread)|\bdeadlock\w*\b|\binfinite (?:loop|recursion)|\bwhile ?\(?true|\blivelock\b|"
            r"\bbusy loop\b|\bspinlock\b"
        ),
        (
            r"\b(?:freez\w*|froze|frozen|hangs?|hung|stuck|stops? (?:responding|answering|accepting)|unresponsive|"
            r"locks? up|locked up)\b.{0,80}\b(?:until|unless|restart\w*|kill\w*|after (?:a |some |several |"
            r"about )?(?:\w+ )?(?:hours?|days?|minutes?|while|time|requests?))"
        ),
        (
            r"\bprocess is (?:still )?(?:alive|running|there|up)\b.{0,80}\b(?:no|not|n't|never|nothing)\b|"
            r"\b(?:pstack|jstack|thread dump|py-spy|gdb)\b.{0,200}\b(?:wait|lock|block|futex|park)\w*|"
            r"\bfutex_wait\b|\b(?:synchronous|sync) (?:call|read|write|i/?o|function)"
        ),
        (
            r"\b100 ?% (?:of )?(?:one |a |1 )?(?:cpu|core)\b|\bone core\b.{0,20}\b100|\baccept\b.{0,40}\bnever\b|"
            r"\bnfs\b.{0,60}\b(?:hang|stale|not respond|unreachable|dead)|\bcatastrophic backtracking\b"
        ),
    ),
    Lead(
        "server-hung-not-accepting",
        "connections hold bytes that the server does not read",
        3.0,
        lambda text: lines(seen(text, "unread")),
    ),
    lead(
        "server-hung-not-accepting",
        "a restart helps until the next time",
        1.5,
        (
            r"\brestart\w*\b.{0,40}\b(?:helps?|fixes|good|fine|ok|works|back|again|cures?|"
            r"solves)\b.{0,40}\b(?:until|till|for (?:a|some|about|another)|next time|again)\b"
        ),
        (
            r"\bworks? (?:\w+ )?(?:for|until) .{0,25}\b(?:hours?|days?|weeks?|minutes?)\b.{0,40}\b(?:then|spins?|"
            r"hangs?|freez\w*|stops? (?:resp|answ)\w*|no (?:answer|response|reply))"
        ),
    ),
    Lead("server-hung-not-accepting", "a queue of connections grows, and nobody takes them", 1.5, full),
    Lead("server-hung-not-accepting", "it refuses, which a hung server does not", -1.5, refused_alone),
    lead(
        "worker-pool-exhausted",
        "a pool of workers, threads or connections has nothing left",
        4.0,
        (
            r"worker timeout \(pid|\bmax_children\b|server reached pm\.max_children|maxrequestworkers|"
            r"\bmaxclients\b|connection is not available, request timed out|queuepool limit|"
            r"all workers (?:are )?busy|no (?:idle|free|available) (?:workers?|threads?)"
        ),
        (
            r"\ball (?:the |its |of the |our |\d+ )?(?:\w+ ){0,2}threads (?:of|in) (?:[\w']+ ){0,4}pool\b.{0,20}"
            r"\b(?:wait\w*|busy|block\w*|occupied|stuck|taken|in use)\b|"
            r"\bthread ?pool\b.{0,40}\b(?:exhaust\w*|starv\w*|full|busy|empty)|\bpool (?:is )?(?:exhausted|empty|"
            r"timed? ?out)|\brejectedexecution|\btimeout acquiring a connection|knex: timeout|"
            r"resource request timed out|could not obtain (?:a )?(?:database )?connection|"
            r"timed out fetching a new connection"
        ),
        (
            r"\bmax(?:imum)? (?:pool size|threads) (?:was |is )?reached|listen queue of socket .{0,120}full|"
            r"request queue (?:is )?full|too many requests in (?:the )?queue|\bbacklog\b.{0,40}\bpuma\b"
        ),
    ),
    lead(
        "worker-pool-exhausted",
        "one request keeps the others waiting",
        3.0,
        (
            r"\bsingle[- ]?thread\w*\b|\bone (?:worker|thread|request at a time)\b|\bonly (?:one|1|"
            r"a single) (?:worker|request|thread|connection)\b|\bworkers? ?= ?1\b|--workers? 1\b|-w ?1\b|"
            r"\b(?:one|1|single) (?:\w+ )?(?:request|user|client)(?: \w+){0,3} at a time\b|"
            r"\bone (?:request )?(?:after|by) (?:the other|another|one)|\bat the same time\b.{0,60}\b(?:wait|"
            r"block|hang|stuck)"
        ),
        (
            r"\bphp -s\b|\bbasehttpserver\b|\bsimplehttpserver\b|\bwsgiref\b|\bthreaded ?= ?false|"
            r"\bphp_cli_server_workers\b|\bpreconnect\b|\bsync workers?\b|\bweb_concurrency\b|"
            r"\brails_max_threads\b|--nothreading\b|--without-threads\b"
        ),
        (
            r"\b(?:calls?|request\w*|fetch\w*|calling|posts?) (?:to )?(?:itself|its own|the same (?:server|app|"
            r"host|service)|own (?:api|endpoint|url|route))\b|\bself[- ]request|"
            r"\bfile_get_contents\(.{0,80}(?:localhost|127\.0\.0\.1)|\b(?:route|handler|view|endpoint|"
            r"controller)\b.{0,60}\bcalls? (?:another|a second|other)\b"
        ),
        (
            r"\b(?:while|during|as long as|until)\b.{0,60}\b(?:long|slow|running|upload|download|export|report|"
            r"import|heavy|big|stream\w*|sse) ?\w*\b.{0,60}\b(?:others?|all|every|everything|else|nobody|no other|"
            r"second)\b|\b(?:other|second|all other|another) (?:tabs?|users?|requests?|clients?|"
            r"connections?) (?:\w+ ){0,2}(?:wait|hang|block|stall|time)"
        ),
        (
            r"workers?\W{1,3}1\b|\bsingle (?:\w+ )?worker\b|\bover the app's (?:own )?url\b|"
            r"\bthrough its own url\b|\b(?:more|8|4|two|second) workers?\b.{0,40}\b(?:never|fine|ok|works?|"
            r"help\w*|fix\w*|solv\w*)"
        ),
    ),
    Lead("worker-pool-exhausted", "it refuses, which busy workers do not", -1.0, refused_alone),
    lead(
        "cpu-or-io-starvation",
        "the machine has no processor or disk time left",
        3.0,
        (
            r"\bload average:? ?\d{2,}|\b(?:9\d|100)(?:\.\d)? ?(?:%|wa|us|sy)\b.{0,20}\b(?:wa|iowait|cpu|id)?|"
            r"\biowait\b|\bnr_throttled\b|\bthrottl|\bcpu (?:credits?|steal|quota|limit)\b|\bsteal time\b|"
            r"\bkswapd\d?\b|\bsoft lockup\b|blocked for more than \d+ seconds|hung_task"
        ),
        (
            r"\bcpu\b.{0,30}\b(?:at|is|to|of|reach\w*|spik\w*|pegged|maxed|around)\b.{0,20}\b(?:9\d|100) ?%|"
            r"\b(?:9\d|100) ?% cpu\b|\b(?:out of|no|low on) cpu\b|\bswap(?:ping)?\b.{0,40}\b(?:full|heavily|"
            r"thrash\w*|like|constantly|used)|\bthrash\w*\b|\bthermal\b|\boverload\w*\b|\bload (?:of|is|"
            r"was) \d{2,}(?![\d.,]* ?(?:k\b|rpm|rps|qps|req|users?|clients?|connections?|calls|visitors|"
            r"messages|per\b|/))"
        ),
        (
            r"\b(?:disk|i/?o|ssd|hdd|nas|sd card|emmc|usb)\b.{0,30}\b(?:100 ?%|saturat\w*|slow|busy|full speed|"
            r"bottleneck)|\bantivirus scan|\bwindows defender\b.{0,40}\b(?:cpu|scan)|\bindexing\b.{0,40}\b(?:cpu|"
            r"disk)|\bmachine (?:is |gets |becomes )?(?:very |extremely |super )?(?:slow|sluggish|unusable|"
            r"overloaded)"
        ),
        r"%st[ :=]+\d{2}|\b[3-9]\d(?:\.\d)? ?st\b|\bsteal\b",
    ),
    lead(
        "cpu-or-io-starvation",
        "it happens while something heavy runs",
        1.8,
        (
            r"\b(?:while|during|when|whenever|as soon as)\b.{0,30}\b(?:build|compil\w*|backup|rsync|npm install|"
            r"cargo|webpack|docker build|training|inference|transcod\w*|indexing|cron|scan|encoding|import|"
            r"migration|tests?|heavy load|load test)\b"
        ),
        (
            r"\bt[23]\.(?:nano|micro|small)\b|\braspberry pi\b.{0,80}\b(?:slow|load|cpu)|"
            r"\bresources:.{0,120}cpu: ?[\"']?\d{2,3}m\b"
        ),
        r"\bload \d{2,}\b",
    ),
    Lead("cpu-or-io-starvation", "it refuses, which a slow server does not", -0.7, refused_alone),
)
