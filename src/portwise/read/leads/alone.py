"""Servers that do one thing at a time: that wait for themselves, for one client, or for one session to end."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.grounds import bind_trouble
from portwise.read.lead import Lead
from portwise.read.text import Text, both, either, unless

HUNG, POOL, LIMIT, PAUSED = (
    "server-hung-not-accepting",
    "worker-pool-exhausted",
    "connection-or-task-limit-reached",
    "debugger-paused",
)
WAITS_IN_PLACE = (  # calls that keep the only thread until they are done
    r"\bexec(?:file)?sync\b|\bspawnsync\b|\bsync-(?:request|fetch|rpc|rest-client)\b|\bhttpsync\b|\bdeasync\b|"
    r"\bsleep-?sync\b|\batomics\.wait\b|\bthen-request\b[^\n]{0,20}\bsync\b|\bxmlhttprequest\b[^\n]{0,200}\bfalse\)|"
    r"\basync def\b[\s\S]{0,400}?\b(?:requests\.(?:get|post|put)|time\.sleep|urlopen|urllib\.request|subprocess\."
    r"(?:run|call|check_output))\(|\b(?:synchronous|blocking) (?:call|request|http|client|function)s?\b|"
    r"\b\u540c\u6b65(?:\u8bf7\u6c42|\u8c03\u7528)|\.getawaiter\(\)\.getresult\(\)"
)
SERVES = (
    r"\bcreateserver\b|\.listen\(|\bhttp\.server\b|\bapp\.run\(|\buvicorn\b|\bfastapi\b|\baiohttp\b|\btornado\b|"
    r"\btwisted\b|\bexpress\b|\bsanic\b|\bquart\b|\bhttplistener\b|\bkestrel\b|\basp\.net\b"
)
OF_ITSELF = (
    r"\b(?:own|same|this very) (?:server|process|app|application|program|service|api|event loop|thread)\b|"
    r"\b(?:it|server|app|process)'?s? (?:calls?|asks?|requests?|fetch\w*) (?:to )?(?:itself|its own)\b|"
    r"\baddress\(\)\.port\b|"
    r"\b\u672c\u8fdb\u7a0b\b|\u672c\u8fdb\u7a0b|\u540c\u4e00(?:\u4e2a)?(?:\u8fdb\u7a0b|\u7ebf\u7a0b)|"
    r"\u81ea\u5df1\u7684(?:\u63a5\u53e3|\u670d\u52a1)"
)
NEVER = (
    r"\bnever (?:comes?|answer\w*|respond\w*|return\w*|end\w*|finish\w*)\b|\bhang\w*\b|\bhung\b|\bstuck\b|"
    r"\bfree[zs]\w*|"
    r"\bfroze\w*|\bdead ?lock\w*|\bno (?:answer|response|reply)\b|(?:\bnot|n't) (?:answer|respond|return|reply)\b|"
    r"\btim(?:es|ed|e) ?out\b|\bblock(?:s|ed|ing)\b|\bwaits? forever\b|\bpending\b|\u5361\u4f4f|\u5361\u5728|"
    r"\u5361\u6b7b|\u6ca1\u53cd\u5e94|"
    r"\u6ca1\u6709\u54cd\u5e94|\u65e0\u54cd\u5e94|\u8d85\u65f6|\bh\u00e4ngt\b|\bse queda (?:colgad|esperand)"
)


def waits_for_itself(text: Text) -> Lines:
    """The only thread of a server waits for a call, and that call is to the server."""
    place = text.find(WAITS_IN_PLACE)
    return unless(both(place, text.find(SERVES), text.find(NEVER)), bind_trouble(text))


def waits_for_its_own_answer(text: Text) -> Lines:
    """The same, where it is said that both are of one process."""
    return text.together(WAITS_IN_PLACE, OF_ITSELF, NEVER)


REQUESTS = r"\b(?:requests?|posts?|gets?|calls?|curl|postman|api|everybody|everyone|others?|clients?|uploads?)\b"
IN_VAIN = (
    r"(?:\b(?:not|never|no longer|neither)|n't)\b[^\n]{0,30}\b(?:answer\w*|respond\w*|get through|work\w*|"
    r"serv\w*|load\w*)\b|"
    r"\bhang\w*\b|\bpending\b|\bwait(?:s|ing)?\b|\bstall\w*|\bblock(?:s|ed)\b|\bfails? to respond\b|"
    r"\bno (?:answer|response)\b"
)
OPEN_ELSEWHERE = (
    r"\b(?:as soon as|once|after|when(?:ever)?|while|as long as|if) [^\n.]{0,40}\b(?:dashboard|page|tab|"
    r"browser|web ?ui|"
    r"stream|websocket|client|connection|player|viewer|session)\b[^\n.]{0,25}\b(?:is |was |has been |stays |"
    r"are )?(?:open(?:ed)?|"
    r"connected|watched|viewed|there|loaded|active)\b|"
    r"\bopen (?:the |a |web |my )?(?:\w+ )?(?:dashboard|page|tab|web ?ui|stream)\b"
)
SERVER_OF_ONE = (
    r"\b(?:single[- ]threaded|one (?:thread|worker|request|connection) at a time|one at a time|"
    r"one after (?:the other|another))\b"
)
LET_GO = (
    r"\b(?:as soon as|once|when(?:ever)?|until|if|after) [^\n.]{0,70}\b(?:clos\w+|reload\w*|refresh\w*|cancel\w*|"
    r"disconnect\w*|abort\w*|leave|left|quit|open (?:a |an?)?(?:second|new|another))\b[^\n]{0,90}\b(?:goes? through|"
    r"gets? through|answered|continues?|completes?|(?:suddenly|all of a sudden)[^\n]{0,30}(?:works?|goes|"
    r"through|answer\w*)|"
    r"works? again|served|proceeds?|arrives?)\b"
)


def one_page_keeps_all(text: Text) -> Lines:
    """While one client is connected no other is answered, and each goes on when that one lets go."""
    found = both(
        text.find(REQUESTS),
        text.find(IN_VAIN),
        text.find(LET_GO),
        either(text.find(OPEN_ELSEWHERE), text.find(SERVER_OF_ONE)),
    )
    return unless(
        found, text.find(r"\bcurl (?:is )?(?:fine|works|answers|gets)\b|\bincognito\b|\bsix (?:tabs|connections)\b")
    )


TWO_AT_ONCE = (
    r"\b(?:two|2|several|both|multiple|more than one|second|another|other|any other) (?:\w+ )?(?:sessions?|"
    r"browsers?|tabs?|clients?|"
    r"windows?|devices?|connections?|users?|phones?|apps?|instances?)\b"
)
ALREADY = (
    r"\b(?:is|are|was) already (?:connected|logged in|in use by|open(?:ed)?)\b|\balready (?:an? )?(?:active|"
    r"open|existing) "
    r"(?:session|connection|client)\b|\btoo many (?:sessions|clients|connections|users)\b|\bonly one (?:session|client|"
    r"connection|user)\b"
)
OTHER_CLOSED = (
    r"\b(?:once|as soon as|after|when|if|until) [^\n.]{0,60}\b(?:other|second|first|extra|additional|my|"
    r"old) (?:\w+ )?(?:sessions?|browsers?|"
    r"tabs?|clients?|windows?|connections?|devices?|phones?|apps?)\b[^\n.]{0,40}\b(?:clos\w+|quit|gone|ended|"
    r"disconnect\w*|off|out|"
    r"stopped)\b|\b(?:clos\w+|quit\w*|disconnect\w*|stopp\w+) (?:out )?(?:of )?(?:the |my |all )?(?:other|"
    r"second|first|extra) (?:\w+ )?(?:sessions?|browsers?|"
    r"tabs?|clients?|windows?|connections?|devices?|phones?|apps?)\b"
)
CUT = (
    r"\berr_connection_reset\b|\breset\b|\brefus\w*|\breject\w*|\bclosed\b|\bdropp\w+|\bfail\w*|\bnot (?:load|"
    r"connect)\w*|\bkick\w*"
)


def two_sessions(text: Text) -> Lines:
    """A small server or a device, two that are connected to it, and the trouble ends with one of them."""
    told = either(text.find(ALREADY), text.find(OTHER_CLOSED))
    found = both(text.find(TWO_AT_ONCE), told, text.find(CUT), text.find(OTHER_CLOSED, ALREADY))
    return unless(found, text.find(r"\bextension\b|\bincognito\b|\bcookies?\b|\bcache\b"))


NO_MORE_PROCESSES = (
    r"\bfork of unprivileged child failed\b|\b(?:cannot|can't|could not|unable to|failed to) fork\b|"
    r"\bfork(?:\(\))? failed\b|"
    r"\bfork: (?:retry|resource temporarily|cannot allocate)|\bpthread_create\b[^\n]{0,40}\bfail\w*|"
    r"\bunable to create (?:new )?(?:native )?thread\b|\bcan't start new thread\b|\bcannot create thread\b|"
    r"\bfailed to create (?:new os )?thread\b|\bfork failed\b|\bno more processes\b|\btoo many (?:processes|"
    r"tasks|threads)\b|"
    r"\bcreate_pool_thread\b|\bfork rejected by pids controller\b|\bnproc\b"
)

SUSPENDED = (
    r"\b(?:process|jvm|vm|program|app|application|server|service|tomcat|node|thread)s?\b[^\n.]{0,30}\b(?:is|"
    r"are|gets?|was|becomes?|"
    r"stays?|being) (?:\w+ )?(?:suspended|paused|halted|stopped|frozen)\b|\bsuspends? (?:the|my|all|"
    r"every) (?:process|jvm|vm|program|"
    r"threads?|application|server)\b"
)
DEBUGGED = (
    r"\bjdwp\b|\bsa-?jdi\b|\bdebug(?:ger|ging)? (?:port|attach\w*|session|connect\w*)\b|\battach(?:es|ed|"
    r"ing)?\b[^\n]{0,40}\b(?:debugger|"
    r"process|jvm|pid|idea|gdb|lldb|dlv|eclipse|visual studio)\b|\b(?:idea|intellij|eclipse|visual studio|"
    r"vs ?code|gdb|lldb|dlv|delve|"
    r"pydevd|debugpy|xdebug|byebug|rider)\b[^\n]{0,40}\b(?:connects?|attach\w*|is attached)\b|\bserviceability agent\b|"
    r"\bbreak ?points?\b|\bjstack -f\b|\bjmap -f\b|\bsuspend=y\b|--inspect-brk\b|--wait-for-client\b"
)


def held_by_a_debugger(text: Text) -> Lines:
    """What is debugged is suspended while somebody is attached, as that is done."""
    return text.together(SUSPENDED, DEBUGGED)


LEADS = (
    Lead(HUNG, "its only thread waits for a call that it makes itself", 3.0, waits_for_itself),
    Lead(HUNG, "it waits for its own answer, in one process", 2.0, waits_for_its_own_answer),
    *(
        Lead(cause, "its only thread waits for a call that it makes itself", -2.0, waits_for_itself)
        for cause in (
            "non-http-or-wrong-protocol-on-port",
            "localhost-ipv6-first-server-ipv4-only",
            "http-to-tls-port",
            "bound-to-loopback-client-uses-lan",
        )
    ),
    Lead(
        POOL, "no other is answered while one page is open, and each goes on when it lets go", 4.0, one_page_keeps_all
    ),
    *(
        Lead(
            cause,
            "no other is answered while one page is open, and each goes on when it lets go",
            -1.5,
            one_page_keeps_all,
        )
        for cause in ("browser-cached-state", "reverse-proxy-upstream-timeout", "stale-keepalive-connection")
    ),
    Lead(LIMIT, "it fails with two sessions, and with one of them closed it does not", 4.0, two_sessions),
    *(
        Lead(cause, "it fails with two sessions, and with one of them closed it does not", -1.5, two_sessions)
        for cause in ("browser-cached-state", "security-software-interception", "hsts-or-bad-redirect")
    ),
    Lead(LIMIT, "no process or thread can be made any more", 3.0, lambda t: t.find(NO_MORE_PROCESSES)),
    *(
        Lead(cause, "no process or thread can be made any more", -1.5, lambda t: t.find(NO_MORE_PROCESSES))
        for cause in ("service-crashed-at-start", "privileged-port-without-capability")
    ),
    Lead(PAUSED, "what is debugged is suspended while somebody is attached", 3.5, held_by_a_debugger),
    Lead(
        "process-stopped-or-frozen",
        "what is debugged is suspended while somebody is attached",
        -3.0,
        held_by_a_debugger,
    ),
)
