"""Who waits for whom, as people tell of it: for a store, a start, a worker, a debugger, a processor."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, beside, leads
from portwise.read.text import Text, both, unless

STORE, RACE, POOL, HUNG, DEBUGGED, BUSY, QUEUE = (
    "backend-dependency-unavailable",
    "startup-race-not-ready",
    "worker-pool-exhausted",
    "server-hung-not-accepting",
    "debugger-paused",
    "cpu-or-io-starvation",
    "listen-backlog-overflow",
)
ENDED, NOBODY, INSIDE = (
    "service-exited-or-killed",
    "nothing-listening",
    "localhost-inside-container",
)
STORES = (
    r"(?:redis|valkey|keydb|memcached?|data ?bases?|db|mongo\w*|postgres\w*|mysql|mariadb|sql server|oracle|"
    r"rabbit(?:mq)?|"
    r"kafka|nats|elastic\w*|opensearch|cassandra|couch\w*|influx\w*|neo4j|ldap|broker|message queue|cache server|"
    r"minio|s3|"
    r"vault|consul|etcd|zookeeper|solr|celery|sidekiq|qdrant|milvus|chroma)"
)
PAGE_OF_AN_ERROR = (
    r"^\W*(?:(?:\w+\.)*(?:connectionfailure|serverselectiontimeouterror|autoreconnect|operationalerror|connectionerror|"
    r"connectionrefusederror|transporterror|nodenothostavailable|nohostavailable|amqperror|server_down|interfaceerror|"
    r"timeouterror|nohostsavailable|busyloadingerror)|error(?: \d+)?) at /|"
    r"\bactiverecord::connectionnotestablished\b|\bredis::(?:cannotconnecterror|timeouterror)\b|"
    r"\bmongo::error::noserver"
    r"available\b|\bpg::connectionbad\b|\bmysql2::error::connectionerror\b|\bwhitelabel error "
    r"page\b[\s\S]{0,300}\bredis|"
    r"\bcannotgetjdbcconnectionexception\b|\bdjango\.db\.utils\.operationalerror\b|"
    r"\bkombu\.exceptions\.operationalerror\b|"
    r"\bpredis\\connection\\connectionexception\b|\bredisexception\b[^\n]{0,60}(?:refused|went away)|"
    r"\bsqlstate\[hy000\] "
    r"\[200[23]\]|\bsequelizeconnectionrefusederror\b|\bmongonetworkerror\b|\bmongooseserverselectionerror\b|"
    r"\bprismaclientinitializationerror\b|\bcan't reach database server\b"
)
EVERY_PAGE = (
    r"\b(?:whatever|every|each|any|all) (?:\w+ )?(?:page|request|url|route|link|endpoint|view)s?\b|\bat /\w*\b|"
    r"\b(?:home|login|"
    r"admin|first|index) page\b|\bhttp://(?:localhost|127\.0\.0\.1):\d+\b|\binternal server error\b|\b500\b"
)
BREAKS_WITH_IT = (
    r"\b(?:api|app(?:lication)?|site|page|service|server|back ?end|system|bot|worker|dashboard|everything|it|web "
    r"?ui)\b[^\n.]"
    r"{0,40}\b(?:breaks?|fails?|goes down|crash\w*|is down|unavailable|dies|unusable|stops? (?:working|responding)|"
    r"errors?|"
    r"(?:gives?|returns?|throws?|answers?) (?:an? )?(?:5\d\d|error)\w*)\b[^\n.]{0,40}\b(?:when(?:ever)?|if|while|as "
    r"soon as|"
    rf"once|because|as long as|every time|since)\b[^\n.]{{0,20}}\b{STORES}\b[^\n.]{{0,40}}\b(?:fails?|down|"
    rf"restart\w*|away|"
    r"unavail\w*|stops?|stopped|dies|offline|not (?:running|there|available|up)|unreachable|gone|full|crash\w*|is "
    r"(?:not )?up)\b|"
    rf"\b{STORES}\b[^\n.]{{0,30}}\b(?:is|was|went|goes) (?:down|away|offline|unavailable|unreachable|dead|"
    rf"gone)\b[^\n.]{{0,60}}"
    r"\b(?:api|app(?:lication)?|site|page|service|server|back ?end|requests?)\b[^\n.]{0,30}\b(?:break|fail|crash|die|"
    r"error|"
    r"hang|5\d\d)\w*"
)
AT_BOOT = (
    r"\b(?:after|at|on|during|following|upon) (?:a |an |the |every |each |system |server |machine |host |full "
    r")*(?:re-?boots?|"
    r"boot(?:ing|up)?|re-?booting|power[- ]?(?:up|on|cycle|outage)|cold start|start-?up of the (?:machine|system|"
    r"server|pi))"
    r"\b|\bwhen (?:the |my )?(?:machine|system|server|computer|pi|host|pc) (?:re-?)?(?:boots|starts)\b|"
    r"\bre-?boot(?:ed)? the\b"
)
BY_HAND_LATER = (
    r"\b(?:re-?start\w*|start\w*|reload\w*|launch\w*|run)\b[^\n.]{0,40}\b(?:later|afterwards?|by hand|manually|once "
    r"(?:more|"
    r"again)|a second time|again|after (?:that|login|a (?:while|minute|few)))\b|\b(?:later|afterwards?|by hand|"
    r"manually)\b"
    r"[^\n.]{0,25}\b(?:re-?)?start\w*"
)
THEN_FINE = (
    r"\b(?:normal|fine|works?|worked|ok|okay|well|comes up|good|solves?|fixe[sd]|helps?|connects?|goes away|gone)\b"
)
STARTS_OWN = (
    r"\b(?:spawns?|spawned|starts?|started|launch\w*|forks?|boots?|brings? up|sets? up)\b[^\n.]{0,40}\b(?:servers?|"
    r"process\w*|"
    r"service|instance|back ?end|daemon|app)\b|\b(?:before(?:all|each)|set ?up(?:class|module)?|global-?setup|"
    r"fixture)\b"
)
OF_TESTS = (
    r"\b(?:tests?|ci|suite|jest|mocha|vitest|pytest|playwright|cypress|junit|rspec|github actions?|pipeline|e2e|"
    r"specs?)\b"
)
NOT_ALWAYS = (
    r"\bflak[ey]\w*\b|\bintermittent\w*\b|\bsometimes\b|\bnow and then\b|\brandom(?:ly)?\b|\b(?:re-?run|again|second "
    r"(?:run|"
    r"time)|same commit)\b[^\n.]{0,40}\b(?:pass\w*|green|works?|fine|ok)\b|\b(?:pass\w*|works?|green|"
    r"fine)\b[^\n.]{0,30}\b"
    r"(?:here|locally|on my (?:machine|laptop|mac)|again|most of the time|when (?:re-?run|i re))\b|\bsleep\b|"
    r"\btiming\b|"
    r"\brace\b|\bslow(?:er)?\b"
)
LITTLE = (
    r"\b(?:built-?in|bundled|development|dev|single[- ](?:thread|process)\w*|one[- ]thread\w*|simple|embedded|test|"
    r"stand-?alone|debug|internal|little|tiny|basic) (?:\w+ )?(?:web ?|http ?)?server\b|\bwerkzeug\b|\bwebrick\b|"
    r"\bphp -s\b|"
    r"\bsimplehttpserver\b|\bhttp\.server\b|\bwsgiref\b|\bbasehttpserver\b|\bthin\b|\brunserver\b|\besp(?:8266|32)\b|"
    r"\bapp\.run\b|\bworkers? ?[=:]? ?1\b|\bsingle worker\b"
)
ONE_HOLDS = (
    r"\bany other (?:browser|client|tab|request)\b|\banother (?:browser|tab|window|client|request|device|connection)\b|"
    r"\bclos(?:e|es|ed|ing) (?:all )?(?:of )?(?:the |that |my |this |its )?(?:\w+ )?(?:windows?|tabs?|browsers?|"
    r"connections?|"
    r"page)\b|\b(?:idle|pre-?connect\w*|speculative|keep-?alive|open) (?:connections?|sockets?)\b|\bfor each browser\b"
)
STANDS = (
    r"\b(?:hangs?|hung|hanging|stuck|blocks?|blocked|freez\w+|froze|stalls?|waits?|unresponsive|never (?:loads?|"
    r"finish\w*))\b"
)
GOES_ON = (
    r"\b(?:wakes? up|goes on|continues?|un-?blocks?|un-?stuck|gets? (?:their|its|the|his) (?:page|answer)|loads? "
    r"(?:at once|"
    r"immediately|then)|only then|until (?:i|the|it|that)|comes? (?:back|through)|works? again|responds? again|"
    r"finish\w*)\b"
)
WENT_QUIET = (
    r"\b(?:after (?:some|a|an?|several|few)(?: \w+)? (?:time|while|hours?|days?|minutes?|requests)|after \d+ (?:\w+ "
    r")?(?:hours?|"
    r"days?|minutes?|requests)|eventually|from time to time|every (?:few|couple of) (?:hours|days)|at some point|"
    r"sooner or "
    r"later|over ?night|randomly|once a (?:day|week))\b[^\n.]{0,80}\b(?:hangs?|freez\w+|locks? up|stops? (?:\w+ "
    r")?(?:responding|"
    r"answering|processing|serving|accepting|listening)|unresponsive|stuck|(?:no|not) (?:more )?(?:requests?|"
    r"respond\w*|answer"
    r"\w*))\b"
)
STILL_ALIVE = (
    r"\b(?:no|not a single) (?:more |further |http )?requests? (?:is|are|gets?|comes?|goes)\b|\brequests? (?:is|are|"
    r"get) (?:no "
    r"longer |not |never )(?:processed|answered|served|handled|accepted)\b|\bprocess (?:is )?still (?:there|running|"
    r"alive|up)\b|"
    r"\b(?:keeps?|goes on|still) (?:running|working|logging)\b|\b(?:background|internal|scheduled|cron) (?:jobs?|"
    r"tasks?|work|"
    r"threads?)\b|\binside everything\b|\b(?:dead|live)-?lock\w*\b|\bmutex\b|\bthread dump\b|\bport is (?:still "
    r")?open\b"
)
STEPPING = (
    r"\bstep(?:ping|s)?[- ](?:debug\w*|through|over|into)\b|\bxdebug\b|\bbreak ?points?\b|\bdebugg(?:er|ing)\b|"
    r"\bpdb\b|\bdelve\b|"
    r"\bremote debug\w*"
)
GATE_GIVES_UP = (
    r"\b504\b|\bgateway time-?out\b|\bupstream (?:timed out|request timeout)\b|\bproxy (?:error|time-?out)\b|\bread "
    r"timed out\b|"
    r"\bfastcgi_read_timeout\b|\bworker timeout\b|\bcritical\] worker\b|\bliveness\b"
)
PROBED = (
    r"\b(?:liveness|readiness|startup|health) ?(?:checks?|probes?)\b|\bhealthz\b|\breadyz\b|\blivenessprobe\b|"
    r"\bkubelet\b"
)
FEW_PROCESSORS = (
    r"\bcpu\b[^\n]{0,40}\b(?:limit|quota|throttl\w*|\d+m\b|0\.\d+|100 ?%)|\b(?:limits?|"
    r"requests?)\b[^\n]{0,20}\b(?:\d{1,4}m|0?\."
    r"\d+|1)\b/|\bthrottl(?:ed|ing)\b|\bcpu (?:limit|quota|starv\w*|bound|pressure)\b|\bcfs_quota\b|\bnr_throttled\b"
)
CROWD = (
    r"\b(?:many|burst\w*|fan-?out|all at once|at once|under load|load|spike\w*|busy|hundreds|thousands|concurren\w+|"
    r"heavy|"
    r"parallel|peak|scale)\b"
)
GIVEN_UP = (
    r"\b(?:kill(?:s|ed)?|re-?start(?:s|ed)?|time-?outs?|timed out|deadline|fail\w*|timeoutseconds|unhealthy|lost)\b"
)
THRONG = (
    r"\b(?:hundreds|thousands|tens of thousands|\d{3,6}|\d+k)\b[^\n.]{0,40}\b(?:sessions?|connections?|clients?|users?|"
    r"sockets?|devices|agents|threads)\b"
)
CUT = (
    r"\bconnection (?:was )?reset\b|\breset by peer\b|\beconnreset\b|\betimedout\b|\bconnect(?:ion)? tim(?:ed|e) "
    r"?out\b|\bsyn\b"
)
PRESSED = (
    r"\b(?:stress|load[- ]?test\w*|benchmark\w*|jmeter|wrk|locust|k6|gatling|siege|simultaneous\w*|at (?:once|the "
    r"same time)|"
    r"parallel|burst\w*|concurren\w+|again and again|under load|backlog|somaxconn|flood\w*)\b"
)


def begun_too_early(text: Text) -> Lines:
    """At a boot it fails, and begun by hand later it goes."""
    told = text.together(AT_BOOT, BY_HAND_LATER, THEN_FINE)
    return unless(
        told,
        met(text, "bind-EADDRINUSE", "bind-EADDRNOTAVAIL"),
        text.find(r"\bwsl\d?\b|\bdocker desktop\b|\bafter (?:sleep|standby)\b"),
    )


def tests_too_early(text: Text) -> Lines:
    """Tests start a server of their own, and not always is it there in time."""
    told = both(text.find(OF_TESTS), text.find(STARTS_OWN), text.find(NOT_ALWAYS), met(text, "refused"))
    return unless(told, met(text, "bind-EADDRINUSE", "name-failure"))


def store_behind_a_page(text: Text) -> Lines:
    return unless(text.together(PAGE_OF_AN_ERROR, EVERY_PAGE), text.find(r"\bdocker\b|\bcompose\b|\bcontainers?\b"))


LEADS: tuple[Lead, ...] = (
    *leads(
        "every page shows an error of the store behind it",
        store_behind_a_page,
        {STORE: 4.0, "dev-watcher-alive-child-crashed": -1.5, INSIDE: -1.0, ENDED: -1.5},
    ),
    *beside("it breaks when its store is away", {STORE: 2.5, ENDED: -1.0, INSIDE: -1.0}, BREAKS_WITH_IT),
    *leads(
        "at a boot it fails, and begun by hand later it goes",
        begun_too_early,
        {RACE: 3.0, ENDED: -1.5, "service-crashed-at-start": -1.0, "redis-protected-mode-or-bind": -2.0, NOBODY: -1.0},
    ),
    *leads(
        "tests start a server of their own, and not always is it there in time",
        tests_too_early,
        {
            RACE: 3.0,
            "localhost-ipv6-first-server-ipv4-only": -1.5,
            INSIDE: -1.5,
            "dev-server-proxy-or-websocket-upstream": -1.5,
            NOBODY: -0.5,
        },
    ),
    *beside(
        "a small server stands still for all while one keeps it, and goes on when that one lets go",
        {POOL: 3.0, "process-stopped-or-frozen": -2.0, "browser-socket-state": -1.5},
        LITTLE,
        ONE_HOLDS,
        STANDS,
        GOES_ON,
    ),
    *beside("after a time no request is answered, and the process lives on", {HUNG: 2.0}, WENT_QUIET, STILL_ALIVE),
    *beside(
        "somebody goes through a program step by step, and a gateway gives up",
        {DEBUGGED: 3.5, "reverse-proxy-upstream-timeout": -3.0},
        STEPPING,
        GATE_GIVES_UP,
    ),
    *beside(
        "a check of health comes to nothing where there is much to do and little processor",
        {BUSY: 2.5, QUEUE: -2.0, "connection-or-task-limit-reached": -1.0},
        PROBED,
        FEW_PROCESSORS,
        CROWD,
        GIVEN_UP,
    ),
    *beside("very many are connected at a time, and some are cut off", {QUEUE: 1.2}, THRONG, CUT, PRESSED),
)
