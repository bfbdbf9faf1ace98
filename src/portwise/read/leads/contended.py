"""Ports that several want, as people tell of it: shared in silence, kept for a while, lent at random, held by name."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, on
from portwise.read.lead import Lead, beside, leads
from portwise.read.text import Text, unless

SHARED, WAITING, LENT, OTHER, OLD = (
    "reuseport-split",
    "time-wait-bind-conflict",
    "ephemeral-port-collision",
    "port-held-by-other-application",
    "port-held-by-stale-instance",
)
LOW, ASLEEP = "privileged-port-without-capability", "process-stopped-or-frozen"
TAKEN = (
    r"\baddress[- ](?:is )?(?:already[- ])?(?:in[- ]use|being used|used|taken)\b|\beaddrinuse\b|\b10048\b|"
    r"\bports? (?:\d{2,5} )?(?:is |are |was |were )?(?:already |still )?(?:in use|used|occupied|taken|allocated|"
    r"busy)\b|"
    r"\bonly one usage of each socket\b|\bfailed to bind\b|\bbind(?:ing)? (?:error|failed)\b"
)
TWO = (
    r"\b(?:twice|two (?:\w+ ){0,2}(?:instances|processes|servers|copies|programs|apps|services)|a? ?second (?:one|"
    r"instance|copy|server|process|run)|(?:several|multiple|many) (?:times|instances|servers|processes|copies)|another "
    r"(?:instance|copy)|both (?:servers|instances|processes|programs|start|run|listen))\b"
)
ONE_PORT = (
    rf"\b(?:same|one|single|that very) (?:tcp )?port\b|\bsame (?:address|socket)\b|\bport \d{{2,5}}\b|{TAKEN}|"
    r"\b(?:listen|bind|wait|run|sit)s? (?:on|at|to) :?\d{4,5}\b"
)
IN_SILENCE = (
    r"\b(?:no|without(?: an| any)?|not? (?:get|see|give|throw|raise)s? (?:an|any)) (?:error|complaint|exception|"
    r"warning|"
    r"conflict|message|failure)s?\b|\b(?:starts?|started|runs?|comes up|binds?|listens?)\b[^\n.;]{0,20}\b(?:happily|"
    r"fine|silently|as well|all the same|just the same|successfully|anyway|too)\b|\b(?:nothing|nobody) complain\w*\b|"
    r"\b(?:did not|didn't|does not|doesn't|never) (?:notice|fail|complain|throw|raise|refuse)\b|\bsilently\b"
)
BY_TURNS = (
    r"\bnow (?:to|from|by) (?:this|one)\b|\b(?:to|from|by|reach\w*|hits?|gets?) (?:either|one or the other)\b|"
    r"\b(?:sometimes|half (?:of )?the time|every (?:other|second) (?:request|time))\b|\b(?:at random|randomly|by "
    r"chance|"
    r"by turns|alternat\w+|round.?robin|mixed up|unpredictabl\w+)\b|\bonly (?:the )?(?:first|one|old|older) (?:one |"
    r"instance |server |process )?(?:gets?|receives?|answers?|is (?:asked|reached))\b|\b(?:no|not a single|not one) "
    r"(?:request|connection|packet)s? (?:ever )?(?:reach\w*|arriv\w*|gets?|comes?)\b|\bnever (?:gets?|receives?|sees?) "
    r"(?:a|any|one)\b"
)
CLIENTS_THERE = (
    r"\bclients? (?:(?:are|is|were|was|still|that are|which are) )*(?:connected|attached)\b|\b(?:open|active|"
    r"established|"
    r"live|existing|running) (?:client )?connections?\b|\b(?:with|while|when|if) (?:a |any |some |at least one "
    r")?clients? "
    r"(?:(?:is|are|was|were|has|have) )?(?:been )?connect\w*|\bno (?:client|connection)s?\b[^\n.]{0,40}\b(?:fine|"
    r"works?|"
    r"no (?:error|problem))\b"
)
ENDED = (
    r"\b(?:kill|stop|quit|restart|shut|terminat|exit|abort|end)\w*\b|\bctrl[- +]?c\b|\^c\b|\bsigint\b|\bclos(?:e|ed|"
    r"ing) "
    r"(?:the )?(?:server|program|app)\b"
)
A_WHILE = (
    r"\b(?:(?:a|one|two|three|some|several|few|1|2|3|4|5|30|60|90|120|240) (?:or (?:two|so|three) |few |couple (?:of "
    r")?|"
    r"more )?(?:minutes?|mins?|seconds|secs?)|a (?:while|moment|minute|bit))\b|\b(?:30|60|90|120|240) ?s\b"
)
BY_CHANCE = (
    r"\b(?:now and (?:then|again)|sometimes|occasional\w*|sporadic\w*|intermittent\w*|random(?:ly)?|flak[ey]\w*|"
    r"rare(?:ly)?|from time to time|once in a while|every (?:so often|few (?:runs|days|starts))|at times|not always|"
    r"(?:one|1) (?:in|of|out of) \d+)\b"
)
HANDED_OUT = r"(?:\bports?\b[^\n]{0,40}?[\s:`'\"(]|:)(?:3[3-9]\d{3}|4\d{4}|5\d{4}|60\d{3})\b(?!\.)"
HOLDER = (
    r"\b(?!(?:node|python\w*|java|php|ruby|dotnet|svchost|cmd|powershell|explorer|chrome|firefox|msedge|curl)\.exe)"
    r"[\w-]{2,30}\.exe\b[^\n]{0,50}\b(?:is|sits|runs|listens|listening|already|waits|holds?|has|uses|using|occup\w+|"
    r"owns|takes|took|keeps)\b|"
    r"\b(?:kaspersky|klnagent|mcafee|symantec|skype|teamviewer|vmware|any ?desk|dropbox|spotify|plex|steam|razer|"
    r"logitech|"
    r"lghub|nvidia|adobe|xampp|wamp|laragon|tnslsnr|oracle xe|splunk\w*|jenkins|tomcat|apache2?|httpd|nginx|iis|mssql|"
    r"pi-?hole|cockpit|webmin|portainer|unifi|syncthing|synology|fiddler|charles|jupyter|grafana|airflow|zookeeper|"
    r"cups\w*|avahi\w*|systemd-resolve\w*|dnsmasq|gitlab|puma|sonarqube|minio|traefik|caddy)\b[^\n.]{0,40}\b(?:is|"
    r"was|sits|"
    r"runs|listens|listening|already|holds?|has|uses|used|using|occup\w+|owns|takes|took|grabs?|keeps)\b[^\n.]{0,30}\b"
    r"(?:ports?|on|at|to|it)\b"
)
OWN_COPY = (
    r"\b(?:previous|old|stale|zombie|orphan\w*|left ?over|leftover|earlier|first) (?:\w+ )?(?:instance|process|"
    r"server|run|"
    r"copy)\b|\bstill running\b|\bdid not (?:end|exit|stop)\b|\bkill -9\b"
)
COMMON_USER = (
    r"\b(?:ordinary|normal|non-?root|unprivileged|regular|plain|limited|standard|my own|simple|non-?admin\w*) "
    r"(?:linux |"
    r"system )?(?:user|account)s?\b|\b(?:as|with|need\w*|without|under|has|get|give\w*|using) (?:the )?(?:root|sudo|"
    r"super ?user)"
    r"(?: (?:rights?|permissions?|privileges?|access|user))?\b|\bnot (?:root|permitted|allowed)\b|\bprivileged\b|"
    r"\bsetcap\b"
)
LOW_PORT = (
    r"\b(?:bind\w*|listen\w*|open\w*|use|using|on|start\w*)\b[^\n.]{0,30}\bports? (?:number )?(?:below 1024|80|443|"
    r"53|21|"
    r"22|23|25|67|69|88|110|123|143|161|389|445|502|514|587|631|636|853|873|993|995)\b(?![.\d:])"
)
WEB_ROOT = (
    r"\bdocument ?root\b|\bweb ?root\b|\bchown\b|\b403\b|\bssh root@|\bseccomp\b|\bpermitted\b[^\n]{0,40}\bsocket\b"
)
IN_BACKGROUND = (
    r"^[^\n#&]{3,110}(?:2>&1)?\s?(?<![&|])&\s*(?:disown\s*)?$|^[^\n#]{3,110}2>&1 &\s*$|"
    r"\b(?:in|into|to) (?:the )?background\b|\bas a background (?:job|process|task)\b"
)
SILENT = (
    r"\b(?:hangs?|hung|stuck|freez\w+|blocked)\b|\b(?:gives?|gets?|sends?|no|without(?: any)?) (?:any |no |an "
    r")?(?:answers?|"
    r"response|reply)\b|\b(?:never|not|n't) (?:respond|answer|repl|react|serv)\w*|\bnothing in (?:its|the) log\b|"
    r"\btim(?:es|ed) out\b|\bunresponsive\b|\bstopped \((?:tty|signal)"
)


def put_to_sleep(text: Text) -> Lines:
    """Whoever reads the terminal from the background is stopped, and its port stays open."""
    told = text.together(IN_BACKGROUND, SILENT)
    return unless(told, met(text, "refused", "bind-EADDRINUSE", "name-failure", "http-5xx"))


def low_port_by_anybody(text: Text) -> Lines:
    """A number below 1024 is wanted without the rights of root."""
    told = text.together(LOW_PORT, COMMON_USER)
    return unless(told, text.find(TAKEN, WEB_ROOT), on(text, "windows"), met(text, "refused", "timeout", "http-5xx"))


def held_by_a_program(text: Text) -> Lines:
    """The port is in use, and a program of another maker is named that is there."""
    return unless(text.together(TAKEN, HOLDER), text.find(OWN_COPY))


LEADS: tuple[Lead, ...] = (
    *beside(
        "two are at one port and none complains, and one of them gets what was meant for the other",
        {SHARED: 3.5, OLD: -2.5, OTHER: -2.5, WAITING: -1.5, "wildcard-specific-shadowing": -2.5},
        TWO,
        ONE_PORT,
        IN_SILENCE,
        BY_TURNS,
    ),
    *beside(
        "a server that had clients was ended, and for a while its port is in use",
        {WAITING: 3.0, OLD: -2.5, OTHER: -1.5},
        TAKEN,
        CLIENTS_THERE,
        ENDED,
        A_WHILE,
    ),
    *beside(
        "now and then a port is in use that the kernel may lend to any client",
        {LENT: 2.8, OTHER: -1.0, OLD: -1.0},
        TAKEN,
        BY_CHANCE,
        HANDED_OUT,
    ),
    *leads(
        "the port is in use, and another maker's program is named that is there",
        held_by_a_program,
        {OTHER: 2.5, "security-software-interception": -2.5, OLD: -1.0},
    ),
    *leads(
        "a low port is wanted without the rights of root",
        low_port_by_anybody,
        {LOW: 2.2, "sandbox-blocks-sockets": -1.5},
    ),
    *leads("it was put into the background, and nothing comes from it", put_to_sleep, {ASLEEP: 2.5}),
)
