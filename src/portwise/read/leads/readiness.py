"""What speaks for servers that are not ready yet, wait for an answer, or wait on another port or socket file."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines
from portwise.read.grounds import refused
from portwise.read.lead import Lead
from portwise.read.text import Text, either
from portwise.read.waits import after, failed, lead, lines, listening, ports, seen


def ready_after_refusal(text: Text) -> Lines:
    """Refused first, and further down in the same text somebody begins to wait."""
    met = refused(text)
    rows = [row for row in listening(text, by="words") if row.sign.port in ports(failed(text, "refused"))]
    return after(lines(rows), met) if met else NOWHERE


def told_otherwise(text: Text) -> Lines:
    """Code or a setting names one port, and the server says another."""
    told = [row for row in listening(text) if row.sign.by in ("code", "setting")]
    said = [row for row in listening(text) if row.sign.by in ("words", "socket")]
    apart = {row.sign.port for row in said}.isdisjoint(ports(told)) and not seen(text, "moved")
    return either(lines(said), lines(told)) if told and said and apart else NOWHERE


def moved(text: Text) -> Lines:
    return lines(seen(text, "moved"))


LEADS = (
    lead(
        "startup-race-not-ready",
        "it came too early: later, or at a second try, it works",
        2.5,
        (
            r"\b(?:second|2nd|next|later|third) (?:time|try|attempt|run|start)\b.{0,40}\b(?:works?|ok|fine|succe|"
            r"connects)|\b(?:retry|retries|retrying|again|"
            r"(?<!hours )(?<!hour )(?<!days )(?<!day )(?<!weeks )later|restart\w* (?:only )?(?:the|"
            r"it)).{0,40}\b(?:works?|connects|succeeds|fine|comes up)"
        ),
        (
            r"\bworks? (?:after|on|at|if i wait|when i wait|once) (?:a |the |few |some |about |i |~)?(?:second|"
            r"few|wait|retry|minute|moment|while|\d+ ?s)|\bafter (?:a |about |some |~)?(?:few |"
            r"couple of )?(?:\d+ )?(?:seconds?|moments?|minutes?)\b.{0,30}\b(?:works?|fine|ok|connects|answers)"
        ),
        (
            r"\b(?:sleep|timeout|wait(?:ing)?) \d+\b.{0,60}\b(?:help|work|fix|solve)|\bwait-?for-?it\b|"
            r"\bwait-on\b|\bdockerize -wait|\bcondition: service_healthy|\bstart_period\b"
        ),
        (
            r"\b(?:first|1st) (?:time|start|run|request|up|boot|try|attempt|launch|compose up|"
            r"deploy)\b(?!.{0,30}\b(?:ok|fine|good|works?|succeeds?|goes|answered|200)\b)"
            r".{0,60}\b(?:fail|refus|error|crash|502|503)|\bfails (?:only )?(?:the )?first\b"
        ),
        (
            r"\bsleep \(?\d+s?\b.{0,80}\b(?:help|work|fix|solve|ok|green|fine|good|never a problem)|\bstart(?:s|"
            r"ed)? (?:around |at |about )?(?:the )?same time\b"
        ),
        (
            r"\brestart\w* (?:\w+ ){0,5}(?:by hand|manually|afterwards|once more|again)\b.{0,80}\b(?:ok|fine|"
            r"works?|good|normal|connects)|\b(?:by hand|manually)\b.{0,60}\b(?:afterwards|then|"
            r"and) (?:\w+ ){0,2}(?:ok|fine|works?|good|normal)"
        ),
        (
            r"\b(?:needs?|takes?) (?:\w+ ){0,3}\d+ ?s(?:ec\w*)?\b.{0,40}\b(?:start|compile|boot|come up|ready|"
            r"load|build)|\bto (?:compile|boot|warm up)\b"
        ),
        (
            r"\bthen (?:all|everything) (?:is )?(?:good|ok|fine|works)|\breadiness ?probe\b|"
            r"\bat boot\b.{0,200}\bby hand\b.{0,30}\bwork|\bneeds that long\b|\bnetwork-online\b|\bafter=network"
        ),
    ),
    lead(
        "startup-race-not-ready",
        "the other side says that it is still starting",
        3.0,
        (
            r"the database system is starting up|not yet accepting connections|still (?:starting|initiali[sz]ing|"
            r"booting|loading|compiling|warming)|is starting up|"
            r"temporary server started|initializing database files|loading redis is loading|"
            r"loading the dataset in memory|waiting for .{1,40}to (?:be ready|start|come up|become)"
        ),
        (
            r"\btoo early\b|\bnot ready yet\b|\bbefore (?:the |my )?(?:\w+ )?(?:server|db|database|app|backend|it|"
            r"mysql|postgres|service|container)s? (?:is|was|has|had|are) (?:ready|up|started|finished|listening|"
            r"fully)"
        ),
    ),
    lead(
        "startup-race-not-ready",
        "things are started together",
        1.0,
        (
            r"\bdepends_on\b|\bconcurrently\b|\bstart-server-and-test\b|\bnpm-run-all\b|&\s*$|"
            r"\bat (?:the )?same time\b|\brace\b|\bon boot\b|\bstart(?:up)? order\b|\bhealthcheck\b"
        ),
        r"\bgithub actions\b|\bci\b|\bpipeline\b|\bjenkins\b|\bgitlab\b",
    ),
    Lead(
        "startup-race-not-ready", "it is refused, and further down the server begins to wait", 2.0, ready_after_refusal
    ),
    lead(
        "startup-race-not-ready",
        "the wait does not help",
        -1.5,
        r"\bnever (?:comes|gets|becomes|finishes)\b|\beven after (?:\w+ ){0,3}(?:minutes|hours|waiting)",
    ),
    lead(
        "server-port-setting-wrong",
        "the platform gives out a port, and the server does not take it",
        4.0,
        (
            r"error r10|failed to bind to \$port|no open ports detected|no open (?:http )?ports|port scan timeout|"
            r"defined (?:provided )?by the port(?:=\d+)? environment|"
            r"didn't respond to http pings on port|container (?:failed|couldn't) .{0,40}port|"
            r"listen on the port defined|\$port\b.{0,60}\b(?:ignored|hard-?coded|instead)"
        ),
        r"application failed to respond.{0,200}port|process\.env\.port.{0,80}(?:undefined|ignored|not|instead)",
    ),
    lead(
        "server-port-setting-wrong",
        "the server takes its port from a setting that says something else",
        2.5,
        (
            r"\b(?:ignores?|ignoring|ignored|overrid\w+|wins?|takes? precedence|not (?:respect|honou?r|read|"
            r"us)\w*|doesn't (?:respect|honou?r|read|use|change)|no effect)\b.{0,50}\b(?:--port|-p|port|\.env|"
            r"server\.port|config|setting)"
        ),
        (
            r"\b(?:--port|port|\.env|server\.port|application\.(?:properties|ya?ml)|launchsettings|"
            r"\bhost) ?.{0,40}\b(?:is |are |was |gets |being )?(?:ignored|overrid\w+|not (?:used|read|respected|"
            r"picked|loaded|applied)|has no effect)"
        ),
        r"\b(?:port|host)\b.{0,30}\b(?:inherited|exported|already set|set in (?:my|the) (?:shell|\.bashrc|"
        r"\.zshrc|environment|profile))|\becho \$port\b|\bport=(?:undefined|nan|abc)|"
        r"\blistening on (?:port )?(?:undefined|nan|null)\b|\bport undefined\b|\bpipe\b.{0,20}\blistening",
        (
            r"\b(?:still|always|keeps?) (?:start|listen|runn?|us)\w* (?:ing )?(?:on|at) (?:port )?\d{2,5}\b|"
            r"\bsomehow (?:starts|listens|runs) on\b|\bdefault port\b.{0,60}\binstead\b"
        ),
        (
            r"\b(?:comes? up|starts?|opens?|listens?|runs?|started|opened|running) (?:up )?(?:at|on|"
            r"with) (?:port )?:?\d{4,5} ?(?:\?|instead|not |why|although|rather)|\bwho sets\b.{0,30}\bport\b|"
            r"\benv\b.{0,12}grep.{0,6}port\b"
        ),
        r"(?m)^(?:export )?port=\d{2,5}\s*$",
    ),
    Lead(
        "server-port-setting-wrong",
        "code or a setting names one port, and the server says another",
        1.8,
        told_otherwise,
    ),
    Lead("server-port-setting-wrong", "it says that it moved because a port was taken", -3.0, moved),
    lead(
        "start-blocked-by-prompt-or-lock",
        "it says that a server is already running, by a file that an earlier run left",
        5.5,
        (
            r"a server is already running\. ?(?:check|\(pid)|a server is already running \(|"
            r"server\.pid\b.{0,40}(?:exist|stale|already)|lock file \"?postmaster\.pid\"? already exists|"
            r"pid ?file .{0,60}already exists|"
            r"stale pid|unable to acquire lock at|\.next/dev/lock|another next dev server is already running|"
            r"is another (?:instance|copy|process) (?:of \S+ )?(?:already )?running"
        ),
        (
            r"(?:httpd|apache2?|nginx|sshd?) \(pid \d+\) already running|could not get lock|failed to (?:acquire|"
            r"obtain|get) .{0,20}lock|unable to (?:lock|obtain lock|get lock)|timeout waiting to lock|"
            r"(?:another|an) instance (?:of \S+ )?is (?:already )?running|lock file .{0,60}(?:exists|held)|"
            r"\.lock\b.{0,40}\b(?:exist|held|stale|remov|delet)|mongod\.lock"
        ),
    ),
    lead(
        "start-blocked-by-prompt-or-lock",
        "it asks a question and waits for an answer",
        4.0,
        (
            r"would you like to (?:run|use|start).{0,40}(?:another|different|port)|use port \d{2,5} instead\?|"
            r"ok to proceed\? \(y\)|need to install the following packages|\(y/n\)|\[y/n\]|"
            r"press (?:any key|enter) to (?:continue|proceed)\b(?!\s?\.\s?\.)|would you like to (?:share|enable|"
            r"help).{0,40}(?:analytics|telemetry|usage)|do you want to (?:continue|install|proceed|allow)"
        ),
        (
            r"\bwait(?:s|ing) for (?:my |user |an? |keyboard |some )?(?:input|answer|confirmation|keypress|"
            r"key press|enter)|\binteractive(?:ly)? (?:prompt|question)|"
            r"(?<!no )(?<!auth )(?<!login )(?<!password )(?<!browser )\bprompts? (?:me |for)|"
            r"\bstdin\b.{0,40}\b(?:tty|closed|open)"
        ),
        r"\bask(?:s|ed|ing) (?:me |for )?(?:whether|a question|to confirm|if i want)",
        r"enter (?:pem )?pass ?phrase|passphrase for|\bit asks\b|\bpassword for\b(?! user\b).{0,30}:\s*$",
    ),
    lead(
        "start-blocked-by-prompt-or-lock",
        "removing a file of an earlier run helps",
        2.0,
        (
            r"\b(?:delet|remov)\w+ (?:the |that |this )?\S{0,60}(?:\.pid|\.lock|pid ?file|lock ?file|\.sock)\b|"
            r"\brm (?:-r?f )?\S{0,60}(?:\.pid|\.lock|/lock)\b"
        ),
    ),
)
