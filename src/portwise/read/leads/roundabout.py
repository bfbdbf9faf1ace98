"""What was done before it failed, as people tell it: built and never run, begun anew, left behind, mapped twice."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.hints import met, on
from portwise.read.lead import Lead, beside, leads
from portwise.read.scene import engine, lent
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed

DEAD_PROXY, STALE_WAY, FAR, EDGE, RACE, NOBODY, TYPO = (
    "dead-or-misconfigured-proxy",
    "gateway-upstream-address-wrong-or-stale",
    "remote-site-down",
    "network-perimeter-block",
    "startup-race-not-ready",
    "nothing-listening",
    "wrong-port-or-typo",
)
MAPPED, SIX_ONLY, NO_PODS, HANDED = (
    "container-port-not-published-or-mismapped",
    "server-ipv6-only-client-ipv4",
    "kubernetes-service-no-endpoints",
    "advertised-address-unreachable",
)
AT_A_PROXY = (
    r"\b(?:connect\w*|dial tcp|econnrefused|reason:|connection to)\b[^\n]{0,60}(?:\bproxy[\w.-]*\.[\w.-]+|:(?:3128|"
    r"8118|7890|7897|10809|"
    r"10808)\b)|\bcould not resolve proxy\b|\bproxy[\w.-]*\.[\w.-]+:\d{2,5}\b[^\n]{0,60}\b(?:refused|timed out|"
    r"failed|unreachable)\b"
)
SOMEWHERE_ELSE_NOW = (
    r"\b(?:at home|left|leaving|after (?:the|leaving) (?:vpn|company)|vpn|off(?:line)?|removed|uninstalled|moved|no "
    r"longer|company|corp\w*|"
    r"office|registry|index|repo\w*|maven|npm|pip|apt|yum|docker pull|git (?:pull|clone|fetch))\b"
)
MADE_ANEW = (
    r"\b(?:restart\w*\b(?! (?:the |my |of the )?(?:npm|nginx|traefik|caddy|haproxy|proxy|gateway|apache)\b)|"
    r"re-?creat\w*|re-?deploy\w*|re-?build\w*|made anew|rebuilt|replaced|up -d|image update|updat\w+|"
    r"down and (?:docker-compose )?"
    r"up)\b[^\n]{0,80}\b(?:api|app|back ?end|container|service|only|upstream|just|selective\w*)\b|\b(?:only|just) "
    r"(?:the )?(?:api|app|back ?end|"
    r"container|service)\b[^\n]{0,40}\b(?:restart\w*|re-?creat\w*|re-?deploy\w*)|\bwas made anew\b"
)
FRONT = (
    r"\b(?:nginx|traefik|caddy|haproxy|envoy|proxy[- ]manager|npm|balancer\w*|apache|gateway|ingress|openresty|"
    r"reverse proxy)\b"
)
GATE_ERROR = (
    r"\b50[24]\b|\bbad gateway\b|\bno route to host\b|\b(?:until|unless|and) [^\n.]{0,30}\b(?:nginx|proxy|front|"
    r"balancer\w*)\b[^\n.]{0,20}\b(?:restart\w*|"
    r"reload\w*)\b|\b(?:restart|reload)\w* (?:the )?(?:nginx|proxy|haproxy|balancer)\b[^\n.]{0,30}\b(?:helps?|fix\w*|"
    r"repairs?|works?|solves?)\b"
)
WHO_ELSE = (
    r"\bis (?:it|the (?:\w+ )?(?:site|server|service|page|api|website|mirror)|this (?:site|server|service)) (?:gone|"
    r"down|offline|dead|still alive)\b|"
    r"\b(?:anyone|anybody|somebody|someone) else\b|\bothers? (?:see|have|get|report) the same\b|\bthe rest of you\b|"
    r"\bdown for (?:everyone|everybody|"
    r"all|you|me)\b|\bfor (?:\w+ ){1,2}days (?:now )?i can(?:'t|not)\b|\bfrom (?:two|three|several|different|many) "
    r"(?:different )?(?:places|networks|"
    r"institutes|machines|countries|locations|servers|isps)\b|"
    r"(?<!\bif the )(?<!\bwhen the )(?<!\bwhile the )\b(?:site|server|service|website|mirror|api) (?:is "
    r")?(?:down|offline)(?: again)?\b|"
    r"\bbash download\.sh\b"
)
OWN_GROUND = (
    r"\blocalhost\b|\b127\.0\.0\.1\b|\bcontainers?\b|\bself-?host\w*|\bmy (?:own )?(?:server|site|vps|nas|pi|"
    r"router)\b|\b192\.168\.|\bdocker\b|\bwsl\d?\b|"
    r"\bnginx\b|\bour (?:server|site|api)\b|\bvpn\b|\bproxy\b"
)
MAIL_OUT = (
    r"\b(?:smtp|mails?|mx|postfix|exim|sendmail|zone-mta|deliver\w*|queue)\b[\s\S]{0,400}(?::25\b|\bport 25\b|"
    r"\]:25\b)[^\n]{0,80}\b(?:timed out|time-?out|"
    r"unreachable|etimedout)\b"
)
FIRST_ALONE = (
    r"\bonly (?:the |on the |at the )?(?:very )?first (?:\w+ )?(?:test|request|time|call|attempt|try|run|class|"
    r"start)\b|\b(?:second|next|another) (?:try|run|"
    r"attempt|time|start|call|request|provision\w*|`[^`]{1,40}`)\b[^\n.]{0,40}\b(?:works?|pass\w*|klappt|ok|fine|"
    r"succeed\w*|goes|green)\b|\b(?:nights?|runs?|"
    r"times|days) (?:it is|are|is) (?:green|fine|ok)\b|\bhealth: starting\b|\b(?:right|immediately|directly|"
    r"straight) after (?:`?docker|the (?:start|container|"
    r"boot)|it (?:is |was )?(?:start|up)|starting|launch\w*)|\bevery few (?:runs|days|nights|starts)\b|\bfor the "
    r"first (?:\d+|few|couple of) (?:s|sec\w*|"
    r"min\w*)\b|\ba (?:few|couple of) (?:seconds|minutes) later (?:it )?(?:works|is there|connects|all)\b"
)
NOT_TAKEN_YET = (
    r"\brefus\w*|\beconnrefused\b|\bconnect(?:ion)? (?:failed|closed)\b|\bconnectexception\b|\bunreachable\w*\b|"
    r"\bschl\u00e4gt fehl\b"
)
BUILT = (
    r"\bnpm (?:install|i|ci|run build)\b|\byarn (?:install|build)\b|\bmvn (?:clean )?(?:package|install|compile)\b|"
    r"\bbuild success\b|\bcloned\b|\bgit clone\b|"
    r"\bpip3? install\b|\bgo build\b|\bcargo build\b|\bgradlew? build\b|\buploaded (?:all )?(?:the )?files\b|\bnpm: "
    r"build\b|\bdist folder\b|\bcompiled it\b"
)
BEGUN = (
    r"\bnpm (?:start|run (?!build)|serve|test)\w*|\byarn (?:start|dev|serve|run)\b|\bnode [\w./-]+|\bjava -jar\b|"
    r"\bflask\b|\bpython3? [\w./-]+|\brunning on\b|"
    r"\blisten\w*|\bstart(?:s|ed|ing)?\b|\bdocker\b|\bcompose\b|\bserved?\b|\brunserver\b|\brails s\b|\bmake\b|"
    r"\blaunch\w*|\bsystemctl\b|\b(?:it|server|app) "
    r"(?:is )?runn?(?:s|ing)\b|\bnpx\b|\bmvn spring|\bbootrun\b|\bgo run\b|\bcargo run\b|\bngrok\b|\bvite\b|"
    r"\bdeploy\w*|\brun dev\b|\bexpo\b|\bphp -s\b|\b\./\w"
)
AFTER_THE_IMAGE = re.compile(
    r"\bdocker run (?:-{1,2}[\w-]+(?:[= ][^\s-][^\s]*)? +)*[\w.-]+(?:/[\w.-]+)+(?::[\w.-]+)? +-p +\d{2,5}:\d{2,5}\b",
    re.MULTILINE,
)
RUN_ONCE = r"\bdocker[- ]compose run\b(?![^\n]*(?:--service-ports|-p \d|--publish))"
UP_IS_FINE = r"\b(?:docker[- ]compose )?up`?\b[^\n.]{0,40}\b(?:fine|works?|ok|opens?)\b|\bnothing in (?:the )?ports\b"
HOST_AND_PORTS = (
    r"--net(?:work)?[= ]host\b[^\n]*-p \d+:\d+|-p \d+:\d+[^\n]*--net(?:work)?[= ]host\b|\bnetwork_mode: ?\"?host\b"
)
CHANGED = re.compile(
    r"\b(?:chang\w*|switch\w*|mov\w*|went|set|replac\w*)\b[^\n]{0,60}?\b(?:from |the port "
    r")?(?P<old>\d{2,5})\b[^\n]{0,16}?\b(?:to|by|with|->|into)\b"
    r" [^\n\d]{0,12}(?P<new>\d{2,5})\b"
)
SIX_SERVED = (
    r"\blisten\s+\[::1?\]|\bipv6any\b|\b(?:listening|running|started|serving|"
    r"local:)\b[^\n]{0,30}https?://\[::1?\]:\d+|--host(?:=| )::1?\b|"
    r"\bbind[\w-]*\W{1,4}::1?\b|\btcp6?\s+[^\n]*\s(?:::1|\[::1\]):\d{2,5}\b"
)
FOUR_REFUSED = (
    r"\b127\.0\.0\.1\b:?\d*[^\n]{0,80}\b(?:refus\w*|could not open|fails?|failed|down|unhealthy|connection problem)\b"
)
FOUR_ILL_NAME_WELL = (
    r"\b127\.0\.0\.1:\d+\S*[^\n]{0,40}\b(?:refused|fails?|not|"
    r"nothing)\b[^\n]{0,60}\blocalhost:\d+\S*[^\n]{0,20}(?:\bpage\b|\bok\b|\bworks?\b|\brenders\b|"
    r"\bmarche\b|\bfine\b|\bopens\b)|\blocalhost:\d+\S*[^\n]{0,20}\b(?:works?|opens?|ok|fine|renders|"
    r"marche)\b[^\n]{0,60}\b127\.0\.0\.1:\d+\S*[^\n]{0,40}"
    r"\b(?:refused|fails?|does not|doesn't|not)\b"
)
NO_ENDPOINTS = (
    r"\bendpoints?\b[^\n]{0,60}\n?[^\n]{0,80}<none>|\b(?:get )?endpoints?`? (?:stays?|is|are|lists?|shows?|remains?|"
    r"says?) (?:\w+ )?(?:empty|none|nothing|"
    r"no)\b|\brenam\w* (?:the |all |our )?labels?\b|\bmatchlabels\b[^\n]{0,60}\b(?:differ\w*|wrong|typo|not)\b"
)
REGISTERED = (
    r"\b(?:node|agent|worker|runner|member|broker|peer|replica|hub)s?\b[^\n.]{0,30}\b(?:register\w*|join\w*|"
    r"announc\w*|connected)\b"
)
OF_THE_BRIDGE = (
    r"\b(?:172\.(?:1[789]|2\d)\.\d{1,3}\.\d{1,3}|10\.0\.2\.15)(?::\d+)?\b[^\n]{0,60}\b(?:failed|timed out|refused|"
    r"unreachable|no route)\b"
)


def proxy_is_gone(text: Text) -> Lines:
    return unless(text.together(AT_A_PROXY, SOMEWHERE_ELSE_NOW), text.find(r"\bproxy_pass\b|\breverse proxy\b"))


def somebody_elses(text: Text) -> Lines:
    told = both(text.find(WHO_ELSE), met(text, "refused", "timeout", "http-5xx", "hang", "reset", "unreachable"))
    return unless(told, text.find(OWN_GROUND), engine(text))


def first_alone_fails(text: Text) -> Lines:
    return unless(
        text.together(FIRST_ALONE, NOT_TAKEN_YET),
        met(text, "bind-EADDRINUSE", "name-failure", "tls-error"),
    )


def never_begun(text: Text) -> Lines:
    """It was fetched and built, and nobody tells that it was started."""
    return unless(both(text.find(BUILT), met(text, "refused")), text.find(BEGUN))


def asked_by_its_inner_number(text: Text) -> Lines:
    """A port is lent out by another number, and the inner one is refused."""
    rows = lent(text)
    outer = {row.sign.port for row in rows}
    inner = {row.sign.inside for row in rows if row.sign.port != row.sign.inside} - outer
    ill = [n for n in failed(text, "refused") if n.sign.port in inner]
    return tuple(dict.fromkeys(number for n in ill for number in n.lines))


def mapped_after_the_image(text: Text) -> Lines:
    hit = AFTER_THE_IMAGE.search(text.folded)
    return (text.number(hit.start()),) if hit else NOWHERE


def both_sides_changed(text: Text) -> Lines:
    """A port was changed from one to another, and the mapping has the new one on both sides."""
    for hit in CHANGED.finditer(text.folded):
        if hit["old"] != hit["new"]:
            told = text.find(rf"(?<![\d.:]){hit['new']}:{hit['new']}(?!\d)")
            if told:
                return unless(told, met(text, "bind-EADDRINUSE"))
    return NOWHERE


def host_network_of_a_desktop(text: Text) -> Lines:
    system = either(on(text, "windows", "macos"), text.find(r"\bdocker desktop\b|\bwindows\b|\bmac\b|\b[a-z]:\\"))
    return both(text.find(HOST_AND_PORTS), system, engine(text))


LEADS: tuple[Lead, ...] = (
    *leads("a proxy is asked that is not there any more", proxy_is_gone, {DEAD_PROXY: 2.0}),
    *beside(
        "what stands behind a front was made anew, and the front goes where it was",
        {STALE_WAY: 1.8},
        MADE_ANEW,
        FRONT,
        GATE_ERROR,
    ),
    *leads("somebody asks whether others see it, of what is not his own", somebody_elses, {FAR: 1.5, NOBODY: -1.0}),
    *beside("mail that goes out finds port 25 silent", {EDGE: 2.5, FAR: -1.5}, MAIL_OUT),
    *leads("the first fails and the next does not", first_alone_fails, {RACE: 1.5}),
    *leads("it was fetched or built, and nobody tells of a start", never_begun, {NOBODY: 1.8}),
    *leads("a port is asked by the number that it has inside", asked_by_its_inner_number, {TYPO: 2.0}),
    *leads("the mapping stands behind the name of the image", mapped_after_the_image, {MAPPED: 4.0}),
    *beside("a service was run once, without its ports", {MAPPED: 3.0}, RUN_ONCE, UP_IS_FINE),
    *leads("a port was changed, and the mapping has the new one on both sides", both_sides_changed, {MAPPED: 2.5}),
    *leads("a desktop's engine is told to use the host's network", host_network_of_a_desktop, {MAPPED: 2.0}),
    *beside("it serves ::1 or IPv6, and 127.0.0.1 is refused", {SIX_ONLY: 2.0}, SIX_SERVED, FOUR_REFUSED),
    *beside("127.0.0.1 is refused, and localhost gives the page", {SIX_ONLY: 2.0}, FOUR_ILL_NAME_WELL),
    *beside("a Service has nobody behind it, or labels were changed", {NO_PODS: 2.5}, NO_ENDPOINTS),
    *beside("a member is known, and asked at an address of its engine", {HANDED: 1.8}, REGISTERED, OF_THE_BRIDGE),
)
