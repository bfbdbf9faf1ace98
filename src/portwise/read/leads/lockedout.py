"""Who is let in where, and who is not: bans, rules that came with a program, labels of SELinux, gateways and names."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.lead import Lead, beside, leads
from portwise.read.text import Text, unless

BAN = "ban-or-port-knock-block"
PERIMETER = "network-perimeter-block"
LABELLED = "selinux-denial"
LATE = "reverse-proxy-upstream-timeout"
REFUSED = "reverse-proxy-upstream-refused"
WRONG = "gateway-upstream-address-wrong-or-stale"
UNNAMED = "tls-sni-mismatch"
VERSION = "tls-version-or-cipher-mismatch"
LOCKED_OUT = (
    r"\block(?:ed|s|ing)?\b[^\n.]{0,20}\bout\b|\bblocks? me\b|\b(?:i am|i'm|i get|i got|my (?:ip|address|pc)|"
    r"the client|we are|clients?) (?:\w+ ){0,3}(?:banned|blocked|blacklisted|jailed)\b|\bcan(?:'t|"
    r"not)\b[^\n.]{0,40}\bany ?more\b|\bno longer\b[^\n.]{0,40}\b(?:reach|connect|log ?in|get in)\b"
)
BY_ANOTHER_ADDRESS = (
    r"\b(?:chang\w+|new|another|different|other|fresh)\b[^\n.]{0,30}\bip\b[^\n.]{0,40}\b(?:help|work|fix|fine|get|"
    r"let|again|address)\w*|\b(?:over|via|through|from|with|by|using) (?:my |a |the |another )?(?:phone|mobile|"
    r"hotspot|4g|lte|5g|tether\w*|vpn|friend'?s?|neighbou?r'?s?|office|work)\b[^\n.]{0,50}\b(?:works?|worked|fine|"
    r"ok|can|get in|opens?|"
    r"no problem)\b|\bonly (?:from )?(?:my|this|one|our) (?:own |home |public |office )?ip\b|"
    r"\beveryone else\b[^\n.]{0,40}\b(?:can|works?|fine|gets?)\b"
)
AFTER_MANY = (
    r"\b(?:after|when|as soon as|once|whenever)\b[^\n.]{0,60}\b(?:transfer\w*|uploads?|downloads?|sync\w*|"
    r"attempts?|tries|logins?|log ?ins?|wrong password|failed|connections?|requests?|scans?|mails?|reload\w*|"
    r"refresh\w*|times)\b|\b(?:for|lasts?|remains? for|after) (?:about |around |some |a few |several |"
    r"\d+ )?(?:minutes|hours?|an hour|a day|days)\b"
)
CAME_WITH_A_PROGRAM = (
    r"\b(?:after|since)\b[^\n.]{0,30}\b(?:install\w*|set ?up|setting up|enabl\w+|activat\w+|running the (?:script|"
    r"installer)|upgrad\w+|updat\w+)\b[^\n]{0,120}\b(?:ports?|services?|everything else|ssh|"
    r"web ?sites?)\b[^\n.]{0,40}\b(?:block(?:ed|s)?|closed|shut|filtered|gone|dead|not reachable|unreachable|"
    r"stopped)\b|\b(?:ports?|services?)\b[^\n.]{0,50}"
    r"\b(?:block(?:ed)?|closed|shut|filtered)\b[^\n.]{0,40}\b(?:since|after)\b[^\n.]{0,30}\b(?:install\w*|set ?up|"
    r"enabl\w+|activat\w+|upgrad\w+|updat\w+)"
)
RULES_OF_ITS_OWN = r"\biptables\b|\bufw\b|\bfirewalld\b|\bnftables\b|\bcsf\b|\bfirewall (?:rules?|script)\b"
SOCKET_DENIED = (
    r"\b(?:connect\w*|socket|bind\w*|open\w*)\b[^\n]{0,80}\b(?:permission denied|eacces|errno 13|\(13\)|\(13:|"
    r"zugriff verweigert|keine berechtigung|permission non accord\u00e9e)|\(?\b13\)?:? ?permission denied\b"
)
OF_RED_HAT = (
    r"\b(?:cent ?os[\d.]*|rhel[\d.]*|red ?hat|fedora\d*|rocky(?: linux)?|alma(?:linux)?|oracle linux|"
    r"scientific linux|"
    r"amazon linux|httpd|enterprise linux|nethserver|clearos|el[6789])\b"
)
BY_HAND_FINE = (
    r"\b(?:interactive\w*|by hand|manual\w*|command line|cli|shell|terminal|as root|from root|su -|sudo -u|curl|"
    r"telnet|console|directly)\b[^\n.]{0,80}\b(?:works?|worked|working|fine|ok|no (?:problem|error|issue)s?|"
    r"succeed\w*|connects?|goes through|sends?)\b|\b(?:works?|fine|ok)\b[^\n.]{0,40}\b(?:from|on|in|at|by|"
    r"via) (?:the |a )?(?:command line|cli|shell|terminal|"
    r"console|hand)\b"
)
FROM_A_DAEMON = (
    r"\b(?:apache2?|httpd|nginx|php(?:-fpm)?|www-data|/var/www|wordpress|browser|web ?(?:page|server|site|mail)|"
    r"systemd|service|daemon|mail\(\)|cgi|zabbix|nagios|haproxy|postfix|dovecot|squid|cron|roundcube|nextcloud|"
    r"mod_\w+)\b"
)
ROUND_WAIT = (
    r"\b(?:over|after|more than|exactly|about|around|cost|costs|takes?|took|longer than|past|at|within|"
    r"every)\b[^\n.]{0,20}\b(?:30|50|60|90|100|120|180|300|600) ?(?:s|sec|secs|seconds?)\b|\b(?:after|over|"
    r"more than|exactly|takes?|longer than) (?:about |exactly |around )?(?:one|a|1|two|2|five|5|ten|"
    r"10) ?min(?:ute)?s?\b"
)
GATE_ERROR = r"\b50[234]\b|\bbad gateway\b|\bgateway time-?out\b|\bproxy error\b|\bservice unavailable\b"
LONG_WORK = (
    r"\b(?:upload\w*|download\w*|export\w*|import\w*|reports?|backup\w*|big|large|long|slow|quer(?:y|ies)|move|"
    r"moving|job|process(?:ing)?|generat\w+|streaming|file|assembl\w+|convert\w*|restor\w+|render\w*)\b"
)
OTHERS_WAIT = (
    r"\b(?:all |any )?(?:the )?(?:others?|everyone|everybody|other (?:requests?|users?|pages?|tabs?))\b[^\n.]{0,40}\b"
    r"(?:hangs?|waits?|stuck|blocked|slow|too)\b|\bsingle[- ]thread\w*|\bthreads? 1\b|\bof the same app\b|"
    r"\bonly one (?:worker|thread|request)\b"
)
WITH_A_GATE = (
    r"\bnginx\b|\bapache2?\b|\bhaproxy\b|\breverse proxy\b|\bload balancer\b|\balb\b|\belb\b|\bcaddy\b|"
    r"\btraefik\b|\bingress\b|\bcloudflare\b|\bproxy manager\b|\bgateway\b"
)
BY_NAME_IN_GATE = (
    r"\bhttps?://(?:container[_-]?)?(?:name|service|servicename|containername|"
    r"container)(?: of the container)?:(?:port|\d{2,5})\b|\b(?:container|service) ?names?\b[^\n.]{0,50}\bports?\b|"
    r"\bhttps?://(?!localhost|www|host\.docker)[a-z][a-z0-9_-]{1,30}:\d{2,5}\b"
)
BY_HOST_FINE = (
    r"\b(?:https?://)?(?:[\w-]*(?:local|host|nas|server|lan)[\w-]*_?ip|ip(?: address)?|192\.168\.[\dx.]+|"
    r"10\.[\dx.]+)(?::| and |/)\s?(?:port|\d{2,5})\b[^\n.]{0,80}\b(?:works?|working|worked|fine|ok|opens?|"
    r"answers?|reachable|accessible)\b|\b(?:works?|fine|accessible|reach\w*|opens?)\b[^\n.]{0,40}\b(?:host|nas|"
    r"server|local|lan)(?:'s)? ?ip\b"
)
OLD_ASKING = (
    r"\bopenssl ?098\b|\bopenssl 0\.9\.8\w?\b|\bs_client (?:\S+ )*-connect\b|"
    r"\bpython 2\.[67]\.[0-8]\b|\bandroid 2\.\b|\bwindows xp\b|\bruby 1\.8\b"
)
NO_SUCH_SITE = (
    r"\balert internal error\b|\balert number (?:80|112)\b|\bunrecogni[sz]ed[ _]name\b|\btlsv1 alert internal\b|"
    r"\bno peer certificate available\b|\bcertificate (?:of|for) (?:another|a different|the default|the wrong)\b|"
    r"\bdefault (?:certificate|vhost|server block)\b"
)


def banned_for_a_while(text: Text) -> Lines:
    return text.together(LOCKED_OUT, BY_ANOTHER_ADDRESS, AFTER_MANY)


def ask_without_a_name(text: Text) -> Lines:
    """Who asks says no name of a site, and is turned away."""
    return unless(
        text.together(OLD_ASKING, NO_SUCH_SITE),
        text.find(r"-servername \S|\bprocess_key_exchange\b|\btls_process_\w+"),
    )


def long_work_cut(text: Text) -> Lines:
    told = text.together(ROUND_WAIT, GATE_ERROR, LONG_WORK, WITH_A_GATE)
    return unless(told, text.find(OTHERS_WAIT))


def denied_to_a_daemon(text: Text) -> Lines:
    told = text.together(SOCKET_DENIED, OF_RED_HAT, BY_HAND_FINE, FROM_A_DAEMON)
    return unless(told, text.find(r"\bselinux\b[^\n]{0,30}\b(?:disabled|off|permissive)\b"))


LEADS: tuple[Lead, ...] = (
    *leads(
        "one address is shut out after much was asked, and another is let in",
        banned_for_a_while,
        {BAN: 3.0, PERIMETER: -1.0, "start-blocked-by-prompt-or-lock": -2.0},
    ),
    *beside(
        "since a program was set up on the machine, its other ports are shut",
        {"firewall-drop": 1.5, "firewall-reject-icmp": 1.5, PERIMETER: -2.0},
        CAME_WITH_A_PROGRAM,
        RULES_OF_ITS_OWN,
    ),
    *leads(
        "a daemon may not connect on a system of Red Hat's kind, and by hand it works",
        denied_to_a_daemon,
        {LABELLED: 3.0, PERIMETER: -2.0},
    ),
    *leads(
        "long work behind a gateway ends with its error after a round time", long_work_cut, {LATE: 2.5, REFUSED: -1.5}
    ),
    *beside(
        "by the host's address and port it opens, and through the gateway by name and port not",
        {WRONG: 2.5, LATE: -1.5, REFUSED: -0.5},
        BY_NAME_IN_GATE,
        BY_HOST_FINE,
        GATE_ERROR,
        WITH_A_GATE,
    ),
    *leads(
        "a handshake without the name of the site is turned away", ask_without_a_name, {UNNAMED: 2.5, VERSION: -1.5}
    ),
)
