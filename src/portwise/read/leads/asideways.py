"""What works beside it: from the own shell, from inside, with another address; and what that leaves."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, beside, leads
from portwise.read.scene import engine
from portwise.read.text import Text, both, unless

REDIS, POSTGRES, INSIDE, ZEROS, SELINUX, POOL, HUNG, SNI = (
    "redis-protected-mode-or-bind",
    "postgres-not-accepting-tcp",
    "container-app-bound-to-loopback",
    "unspecified-address-as-target",
    "selinux-denial",
    "worker-pool-exhausted",
    "server-hung-not-accepting",
    "tls-sni-mismatch",
)
OF_REDIS = r"\bredis\b|\bvalkey\b|\b6379\b"
TURNED_AWAY = r"\B-denied\b|\bprotected mode\b"
FROM_ANOTHER = (
    r"\b(?:the other|another|a second|other|second|remote) (?:\w+ )?(?:pi|machine|server|vm|host|pc|computer|"
    r"app)s?\b|\bremote(?:ly)?\b|"
    r"\bfrom (?:outside|my (?:laptop|pc))\b"
)
AS_IT_COMES = (
    r"\b(?:as it comes|default (?:config\w*|setup|install\w*|settings?)|never (?:opened|touched|changed) the config|"
    r"no config touched|fresh install|"
    r"with apt|package default|stock (?:config|file))\b|\bssh[- ]tunnel\w*[^\n.]{0,40}\b(?:works?|ok|fine)\b|\bto "
    r"itself\b|\bpong\b"
)
REFUSED = (
    r"\brefus\w*|\beconnrefused\b|\bcould not connect\b|\bnot (?:able to|possible to) (?:connect|use)\b|\bno other "
    r"machine\b|\bgets? in\b"
)
OWN_SHELL = (
    r"\bpsql\b[^\n.]{0,60}\b(?:works?|gets? in|fine|ok|can|opens?)\b|\bi can work in the database\b|\bwith "
    r"localhost\b|\blocalhost no problem\b"
)
OF_POSTGRES = r"\bpostgres\w*\b|\bpsql\b|\bpsycopg2?\b|\b5432\b|\bjdbc:postgresql"
BY_A_NAME = (
    r"\bpsql -h\b|\bhost ?name\b|\bdbeaver\b|\bjava app\b|\bother machines?\b|\bno other\b|\bon the lan\b|\bof the "
    r"office\b|\bfrom (?:another|other|"
    r"my|the app)\b|\bremote\w*\b"
)
FINE_INSIDE = (
    r"\b(?:exec|attach\w*|inside (?:itself|of it|the container|it|that container)|in the container(?: itself)?|"
    r"within the container)\b[^\n]{0,90}"
    r"\b(?:works?|ok|html|200|answers?|fine|gives|the page|responds?|returns)\b"
)
CUT_OUTSIDE = (
    r"\bconnection (?:was |has been )?reset\b|\breset by peer\b|\bempty[_ ](?:reply|response)\b|\bdidn'?t send any "
    r"data\b|\berr_empty_response\b|"
    r"\bnothing connects\b|\beconnrefused 172\.\d"
)
ALL_ZEROS = r"\bhttps?://0\.0\.0\.0(?::\d+)?\b|\b0\.0\.0\.0:\d{2,5}\b|\ball the zeros\b"
KNOWS_NO_ZEROS = (
    r"\bwindows\b|\bedge\b|\bphone\b|\bipad\b|\biphone\b|\bandroid\b|\bmetamask\b|\blatest chrome\b|\blast chrome\b|"
    r"\bgit bash\b|\blinks?\b|\bthe url\b"
)
NOT_OPENED = (
    r"\b(?:address (?:isn't|is not) valid|err_address_invalid|can't reach this page|does(?: not|n't) open|network "
    r"error|failed to connect to /?0\.0\.0\.0|"
    r"cannot be (?:reached|opened)|nicht erreichbar|without (?:any )?styles|failed to fetch|can't be opened|doesn't "
    r"load)\b|\u958b\u3051|\u6253\u4e0d\u5f00"
)
OF_RED_HAT = (
    r"\bcentos\b|\brhel\b|\brocky\b|\balma(?:linux)?\b|\bfedora\b|\bred ?hat\b|\bsetroubleshoot\b|\boracle linux\b"
)
FORBIDDEN_THERE = (
    r"\bpermission denied\b|\bcannot bind socket\b|\(13\)|\b13: permission\b|\berrno 13\b|\bavc\b|\baudit(?:\.log| "
    r"log)\b|\bname_(?:connect|bind)\b|"
    r"\blayer4 connection problem\b"
)
AT_A_FRONT = (
    r"\b(?:haproxy|nginx|httpd|php-fpm|apache|nagios|icinga2?|zabbix\w*|postfix|dovecot|roundcube|mariadb|named|"
    r"squid|varnish|grafana|tomcat|"
    r"systemd|service|httpd_t)\b"
)
KEYS = (
    r"\bpublickey\b|\bssh\b[^\n]{0,40}permission denied|\.sock\b|\bdocker\b|\bpodman\b|\bmkdir\b|\bopen\(\)|"
    r"\bprivate key\b|\bport (?:80|443)\b"
)
SO_MANY_WORKERS = (
    r"\bworkers? ?[=:] ?\d|\bthreads ?[=:] ?\d|\bmax_concurrent\w*|\brequests queued\b|\bqueued\W{1,4}\d|\bpool "
    r"(?:is )?(?:full|exhausted)\b|"
    r"\bpm\.max_children\b|\bmaxthreads\b|\bmaxclients\b|\ball workers\b|\bsingle worker\b"
)
ALL_WAIT = (
    r"\b(?:every ?body(?: else)?|every ?one(?: else)?|others?|all|third|next|rest)\b[^\n.]{0,70}\b(?:waits?|wait|"
    r"waiting|hangs?|loading|stuck|blocked|"
    r"time ?outs?|times? out|forever)\b"
)
STANDS_STILL = (
    r"\bcpu:? ?0\b|\b0 ?% cpu\b|\bmonitor\.wait\b|\bgetresult\b|\bdead-?lock\w*|\b(?:one|1) (?:full )?core\b|\b1 "
    r"(?:of|de) \d cores?\b|\bstrace\b[^\n]{0,60}"
    r"\b(?:sits|hangs|futex|poll)\b|\bfutex\b|\bthread ?dump\b|\bjstack\b|\bpy-spy\b|\bdotnet-stack\b|"
    r"\btime\.sleep\b|\bsynchronous\w*\b"
)
IS_CONNECTED = (
    r"\bconnects?\b|\bconnected\b|\bport (?:is )?open\b|\baccepts?\b|\btcptestsucceeded\b|\btest-netconnection true\b"
)
AND_NOTHING = (
    r"\bno (?:answer|response|reply|output)\b|\bnothing (?:comes|back|happens)\b|\bhangs?\b|\bnever (?:loads?|"
    r"answers?|responds?)\b|\bwaits\b|\bdead\b|"
    r"\bspin\w*\b|\bsilence\b|\bn\u00e3o retorna\b"
)
BY_NUMBER = (
    r"\bserver 104\.1\d\.|\bconnect\(ip\w*|\bby (?:its |the )?ip\b|\.elb\.[\w.-]*amazonaws\b|\bherokuapp\.com\b|"
    r"\bproxy_ssl_server_name\b|\bcloudflare\b|"
    r"\bservername\b|\bsni\b|\bopenssl s_client -connect \d"
)
NOT_GREETED = (
    r"\bfatal alert\b|\balert internal error\b|\bunrecognized[_ ]name\b|\bhandshake (?:failure|failed)\b|"
    r"\bssl_do_handshake\(\) failed\b|\b403 forbidden\b|"
    r"\btlsv1 (?:alert|unrecognized)\b|\bhostname in certificate\b|\bno peer certificate\b|\bssl_connect: connection "
    r"reset\b"
)


def redis_at_home_alone(text: Text) -> Lines:
    told = text.together(OF_REDIS, FROM_ANOTHER, AS_IT_COMES, REFUSED)
    return unless(told, engine(text))


def postgres_at_home_alone(text: Text) -> Lines:
    told = text.together(OF_POSTGRES, OWN_SHELL, BY_A_NAME, REFUSED)
    return unless(told, engine(text), met(text, "timeout", "name-failure"))


def fine_inside_alone(text: Text) -> Lines:
    return both(engine(text), text.find(FINE_INSIDE), text.find(CUT_OUTSIDE))


def forbidden_by_its_label(text: Text) -> Lines:
    """Where Red Hat's rules are, a server may not what anybody may from a shell."""
    return unless(text.together(OF_RED_HAT, FORBIDDEN_THERE, AT_A_FRONT), text.find(KEYS))


LEADS: tuple[Lead, ...] = (
    *beside("Redis turns away who comes from elsewhere", {REDIS: 3.0}, OF_REDIS, TURNED_AWAY),
    *leads("Redis as it comes is asked from another machine", redis_at_home_alone, {REDIS: 1.8}),
    *leads(
        "the own shell gets into PostgreSQL, and who gives a host does not", postgres_at_home_alone, {POSTGRES: 1.8}
    ),
    *leads(
        "inside the container it answers, and outside one is cut off",
        fine_inside_alone,
        {INSIDE: 2.0, "container-exited-or-unhealthy": -1.0},
    ),
    *beside("0.0.0.0 is opened where nobody knows it", {ZEROS: 2.0}, ALL_ZEROS, KNOWS_NO_ZEROS, NOT_OPENED),
    *leads("a server of Red Hat's kind may not connect or bind", forbidden_by_its_label, {SELINUX: 1.8}),
    *beside("so many work, and all others wait", {POOL: 1.8}, SO_MANY_WORKERS, ALL_WAIT),
    *beside("it takes connections and stands still", {HUNG: 1.5}, STANDS_STILL, IS_CONNECTED, AND_NOTHING),
    *beside("who asks by a number is not greeted", {SNI: 1.5}, BY_NUMBER, NOT_GREETED),
)
