"""Groups of words that stand for one thing each, of which leads ask that several be spoken of in one text."""

from __future__ import annotations

CONSOLE = (
    r"\b(?:(?<!admin )(?<!web )(?<!management )(?<!browser )console|command prompt|cmd(?:\.exe)?|powershell|terminal|"
    r"putty|tmux|screen)\b|\b(?:cmd|console|"
    r"server|black|dos) window\b"
)
TOUCHED = (
    r"\b(?:enter|return|escape|esc|ctrl[-+ ]?[a-z]|any key|some key|a key|keypress|click\w*|select\w*|mark\w*|"
    r"quick ?edit|scroll\w*|mouse)\b"
)
STUCK = (
    r"\b(?:stands? still|super slow|very slow|crawls?|hang\w*|hung|stuck|freez\w*|froze\w*|"
    r"stop\w* (?:respond|answer|work)\w*|not respond\w*|"
    r"no response|unresponsive|wait\w* for|timeouts?|time[sd]? out|until)\b"
)
WORKERS = (
    r"\b(?:puma -t|long[- ]poll\w*|workers?|threads?|thread ?pool|pool size|concurren\w*|simultan\w*|"
    r"in parallel|at the same time|"
    r"single[- ]thread\w*|second (?:request|user|tab)|other (?:requests|users|tabs))\b"
)
LOADED = (  # not of a processor that is idle
    r"(?<!\b0% )(?<!\b0 % )(?<!\blow )(?<!\bno )(?<!\bidle )\bcpu\b(?! (?:usage |load )?(?:is |at |was )?"
    r"(?:0(?:\.\d)? ?%|low\b|idle))|\b(?:load average|load|iowait|"
    r"swap|disk i/?o|throttl\w*|100 ?%|overload\w*|very slow|slow disk|sd card)\b"
)
IDES = r"(?:intellij|pycharm|vs ?code|visual studio|eclipse|rider|goland|webstorm|phpstorm|ide)"
DEBUGGED = (  # by somebody who steps through it, not a level of logs nor what an engine inspects or attaches
    r"\b(?:debugg(?:er|ee|ing)|breakpoints?|xdebug|i?pdb|gdb|lldb|jdwp|ptrace|debugpy|inspector|f5)\b|--inspect\b|"
    r"\b(?:in|under|with|without|by|using|start(?:ed|ing)?|run(?:ning)?|launch(?:ed|ing)?) (?:the |a |vs ?code'?s? )?"
    r"debug(?: mode| session| configuration| profile)?\b(?! (?:logs?|level|output|info|messages?|prints?))|"
    r"\bdebug (?:session|configuration|profile|run|target)\b|\bstep(?:s|ped|ping)? (?:over|into|out|through)\b|"
    r"\battach(?:ed|es|ing)? (?:(?:a|the|my|to|with|from) ){0,3}(?:debugger|process|pid)\b|"
    rf"\b{IDES}\b[^\n.]{{0,30}}\bdebug\b|\bdebug\b[^\n.]{{0,30}}\b{IDES}\b"
)
LOOKED_AT = (  # by a debugger, when it already hung
    r"\b(?:in|with|from|via|using) (?:gdb|lldb)\b[^\n.]{0,60}\b(?:sits|stands|stack\w*|backtrace|bt|shows?|see|waits?|"
    r"stuck|threads?)\b|\bthread apply all\b"
)
LOOPS = (  # not what a filter blocks, a screen that locks, a loopback or a loop of restarts
    r"\b(?:deadlock\w*|infinite|(?:endless|busy|tight) loop\w*|loops|mutex\w*|futex\w*|synchronous\w*|100 ?%|"
    r"stack ?traces?|thread dumps?|jstack|py-spy|strace|gdb)\b|\bregex\w*[^\n.]{0,40}\b(?:slow|backtrack\w*|hang\w*)\b|"
    r"\bevent loop\b(?! lag:? ?(?:<|\d{1,2} ?ms))|\b(?:locks?|locked) up\b|"
    r"\b(?:a|the|global|row|table|file|held|holding|holds|waits? for|waiting for) (?:\w+ )?lock\b"
    r"(?! (?:screen|file|icon))|"
    r"\bblock(?:s|ed|ing)? (?:the |its |on |in )?(?:\w+ )?(?:event|main|thread|loop|call|i/?o|code|operation|function|"
    r"read|write|everything|others?)\b|\b(?:threads?|workers?|process(?:es)?) (?:is |are )?block(?:s|ed)\b|"
    r"\bsync (?:calls?|function|code|read|write|fs|i/?o)\b|\bsync ?\("
)
MEMORY = r"\b(?:memory|ram|mem_limit|\d+(?:\.\d+)? ?[mg]i?b)\b"
CHILDREN = (
    r"\b(?:child(?:ren)?|sub-?process\w*|spawn\w*|popen|fork\w*|exec(?:ve|s|ed)?|launch\w*|process\.start|"
    r"createprocess|child_process|inherit\w*|helper)\b"
)
AGAIN = (
    r"\b(?:restart\w*|re-?run\w*|start (?:it |the \w+ )?again|stop(?:ped)? and start\w*|second start|"
    r"relaunch\w*|bounce)\b"
)
MOMENT = r"\b(?:minutes?|seconds?|secs?|wait\w*|later|coffee|sleep|a while|a moment|some time|\d+ ?s)\b"
ALTERNATE = (
    r"\b(?:sometimes|random\w*|alternat\w*|every (?:other|second)|half of|50 ?%|flaky|intermittent\w*|"
    r"now and then|one (?:time|moment))\b"
)
OLDER = (
    r"\b(?:old|older|previous|stale|outdated|earlier|yesterday'?s?|last week'?s?) (?:\w+ )?(?:version|"
    r"code|page|build|data|instance|server|process|response|answer|one|content|output|project|app)\b"
)
BOTH_NAMES = r"\blocalhost\b[\s\S]{0,400}\b127\.0\.0\.1\b|\b127\.0\.0\.1\b[\s\S]{0,400}\blocalhost\b"
OTHER_THING = (
    r"\b(?:old|other|another|different|wrong|first|second|two) (?:\w+ )?(?:app|application|project|page|"
    r"version|site|server|answer|content|response|process|program|service)s?\b|\bdefault page\b|"
    r"\bjenkins\b|\btomcat\b|\bgrafana\b|\bproject [ab]\b|"
    r"\bapp (?:one|two|a|b)\b"
)
CLOSED = r"\b(?:ssh|putty|terminal|session|laptop|console|window|tab|shell)\b"
CLOSING = (
    r"\b(?:clos(?:e|ed|es|ing)|log(?:ged|ging)? ?(?:out|off)|logout|disconnect\w*|exit(?:ed|ing)?|"
    r"shut(?:ting)? (?:down|the lid)|lock(?:ed|ing)? the screen|go(?:es|ing)? to bed)\b"
)
OF_A_STATUS = r"(?! (?:status|code|with))"
SESSION_CLOSED = rf"{CLOSED}[^\n]{{0,40}}{CLOSING}{OF_A_STATUS}|{CLOSING}{OF_A_STATUS}[^\n]{{0,40}}{CLOSED}"
STOPPED = (
    r"\b(?:gone|dead|down|stops?|stopped|dies|died|offline|refus\w*|unreachable|(?:stops|"
    r"stopped) responding|isn't there|not there any ?more|not (?:there|running|"
    r"reachable)|disappear\w*|killed)\b"
)
ON_ITS_OWN = (
    r"\b(?:overnight|after (?:a few|some|several|\d+|a couple of|about \d+) (?:hours?|days?|minutes?|"
    r"weeks?)|randomly|after a (?:certain|while|short|long|few)|after some|eventually|amount of time|"
    r"every (?:night|day|morning|few)|by itself|on its own|next morning|"
    r"from time to time|again and again)\b"
)
NEW_NODE = (
    r"\bnode(?:\.?js)? ?(?:version )?(?:v|to |@)?(?:1[789]|2\d)\b|\bnvm (?:use|install) (?:1[789]|2\d|"
    r"lts)|\bnode:(?:1[789]|2\d)\b|\bv(?:1[789]|2\d)\.\d+\.\d+\b"
)
OLD_NODE = (
    r"\bnode(?:\.?js)? ?(?:v|to |@)?1[0-6]\b|\bv1[0-6]\.\d+|\bupgrad\w*|\bupdat\w*|\bbump\w*|\bsince\b|"
    r"\bswitch\w*(?![^\n.]{0,30}\boff\b)|\bmigrat\w*"
)
FIRST = r"\b(?:first|initial\w*|fresh|cold|clean)\b"
SECOND = r"\b(?:second|again|retry|retries|restart\w*|next time|later|third|subsequent|afterwards)\b"
TOO_EARLY = (
    r"\bdepends_on\b|\bhealthcheck\b|\bwait-?for-?it\b|\bwait-on\b|\bsleep \d+|\bretry\b|\bsame time\b|"
    r"\bsimultaneously\b|\bready\b|"
    r"\bboot(?:s|ed|ing)?\b|\bstart(?:s|ed|ing)? (?:up )?(?:before|faster|earlier|too)\b"
)
PID_FILE = r"\b(?:pid ?file|lock ?file|\w+\.pid|\w+\.lock|\.next/dev/lock|postmaster\.pid|lock)\b"
LEFT_OVER = (
    r"\b(?:stale|already (?:exists?|running|locked)|exists?|left over|leftover|crash\w*|power (?:cut|"
    r"failure|loss)|remov\w*|delet\w*|rm)\b"
)
DNS = (
    r"\bdns\b|\bhost [\w-]+\.\w|\bresolv\w*|\bnslookup\b|\bdig\b|\bhosts file\b|/etc/hosts|\bttl\b|\ba[- ]records?\b|"
    r"\bping\w*|\bgetent\b|\bdomain\b"
)
STALE = (
    r"\b(?:some|foreign|strange|company) (?:\w+ )?(?:server|machine|host|ip|address)\b|\bsearch domain\b|"
    r"\bmigrat\w+|\bmoved\b|\bnew (?:server|host|provider|vps)\b|\bonce (?:edited|added|changed)\b|"
    r"\b(?:old|wrong|previous|former|stale|outdated|cached) (?:\w+ )?(?:ip|address|server|host|a record|"
    r"record|entry|vps|box|machine)\b|\bstill (?:point\w*|resolv\w*|goes|going|show\w*)\b"
)
DEVICE = (
    r"\b(?:emulator|simulator|expo|react[- ]native|flutter|cordova|capacitor|ionic|android|iphone|ipad|"
    r"phone|tablet|apk|webview|real device|physical device|quest|raspberry|esp32)\b"
)
AFAR = (
    r"\b(?:ssh|putty|vps|ec2|droplet|remote (?:server|machine|host|box)|cloud (?:server|vm|instance)|"
    r"rented|headless|cluster|login node|codespace\w*|replit|cloud9|lab server|hosted|runpod|vast\.ai|paperspace|"
    r"sbatch|slurm|hpc|compute node|novnc|jetson|gitlab runner|build server)\b"
)
BROWSED = (
    r"\b(?:browser|chrome|firefox|safari|edge|open\w*|visit\w*|type\w*|url|page|on my (?:laptop|pc|mac|desktop|own))\b"
)
SERVER_OF_SOCKETS = (
    r"\bphp\d?(?:\.\d)?-?fpm\b|\bfpm\b|\bmysqld?\b|\bmariadb\b|\bdockerd?\b|\bgunicorn\b|\buwsgi\b|\bclamav\b|\bpuma\b"
)
ALIVE = (
    r"\b(?:is|are|was) (?:up and )?running\b|\bactive \(running\)|\bis up\b|\brunning fine\b|"
    r"\bworks (?:fine )?(?:locally|by itself|alone)\b"
)

ACCEPTS = r"\b(?:accept\w*|connect(?:s|ed|ion)?|established|port is open|listen\w*|telnet|open)\b"
SILENCE = (
    r"\b(?:no (?:response|answer|reply|data|bytes?)\w*|unresponsive|never (?:answers?|returns?|responds?|"
    r"comes)|nothing (?:comes|happens|is returned)|not? respond\w*|responses? (?:are|"
    r"is) (?:never )?returned|locks? up|locked up|freez\w*|froze\w*|hangs?|hung)\b"
)
REVIVED = r"\b(?:restart\w*|kill\w*|reboot\w*)\b"
SETTING = (
    r"\b(?:config\w*|settings?|--port|-p|env|\.env|environment|properties|toml|ya?ml|ini|json|option|"
    r"argument|parameter)\b"
)
IGNORED = (
    r"\b(?:ignor\w*|whatever|no matter|regardless|always|still|keeps?|not (?:used|read|respected|"
    r"honou?red|applied|change\w*)|doesn't (?:change|matter|work)|has no effect|no effect|hard-?coded|"
    r"overrid\w*|suddenly|who sets)\b"
)
OTHERS = (
    r"\b(?:phones?|i-?phone|i-?pad|android|devices?|tablet|(?:other|another|second|"
    r"different) (?:computers?|machines?|pcs?|laptops?|devices?)|colleague\w*|lan|same (?:wi-?fi|wlan|"
    r"network)|my own ip|local network|remotely|from outside|from (?:my|the) (?:laptop|pc|windows|"
    r"desktop))\b"
)
UNREACHED = (
    r"\b(?:can't|cannot|can not|couldn't|could not|unable|not|n't|refus\w*|fails?|failed|no longer|only|err_\w+)\b"
)
DEV_SERVERS = (
    r"\b(?:dev(?:elopment)?[- ]?server|webpack\S*|vite|flask|django|jupyter|live-?server|live ?reload|"
    r"gulp\S*|next(?:\.js)?|angular|rails|uvicorn|fastapi|streamlit|gradio|express|node|tomcat|spring|"
    r"http\.server|php -s|grafana|ollama|server)\b"
)
WATCHER = (
    r"\b(?:nodemon|--reload|--watch|watchfiles|statreload|restarting with stat|reloader|hot[- ]reload\w*|"
    r"auto-?reload\w*|flask (?:--debug|run --debug)|debug=true|ts-node-dev|tsx watch|air|cargo watch|"
    r"devtools)\b|--reload\b|--watch\b"
)
BROKEN = (
    r"\b(?:failed to build|build failed|typo|traceback|syntax ?error|import ?error|exception|crash\w*|"
    r"compil\w* error|saved?|sav(?:e|"
    r"ing) (?:the|a) file)\b"
)
# What Chromium says of pages that ask for addresses nearer than their own
ADDRESS_SPACE = (
    r"\b`?(?:loopback|local|private|unknown)`? address space\b|\blocal[- ]network[- ]access\b|"
    r"\bprivate[- ]network[- ]access\b|\berr_blocked_by_(?:local|private)_network_access\w*|"
    r"\btarget ip address space\b|\btargetaddressspace\b|\bprivate-network\b|\brequest had no target ip\b|"
    r"\binsecureprivatenetworkrequests?\w*|\bblock-insecure-private-network\b|"
    r"\bmore-private address space\b|\blocalnetworkaccess\w*|"
    r"\blook for and connect to any device on your local network\b|"
    r"\baccess other apps and services on this device\b"
)
# What browsers say where a policy, an extension or a developer's own setting stops a request
EXTENSIONS = (
    r"\berr_blocked_by_client\b|\berr_blocked_by_administrator\b|\berr_blocked_by_response\b|"
    r"\burlblocklist\b|\burl is blocked\b|\bblocked by (?:your |an? |the )?(?:administrator|"
    r"organi[sz]ation|extension|ad ?block\w*|client|policy|admin)\b|"
    r"\byour organi[sz]ation doesn.t allow\b|\bmanaged by your organi[sz]ation\b|"
    r"\bdevtools\b.{0,40}\brequest blocking\b|\brequest blocking\b"
)
