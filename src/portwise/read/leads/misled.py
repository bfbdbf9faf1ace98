"""Names and addresses that lead astray: handed out, kept too long, swallowed, meant for another machine."""

from __future__ import annotations

from portwise.model.reading import Failure, Lines, Noted
from portwise.read.hints import BROWSERS, met
from portwise.read.lead import Lead, beside, leads
from portwise.read.places import Place, places
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import LOOPBACKS, kind, lines

HANDED, NAME, STALE, AWAY, INSIDE, HOME, UNSPECIFIED = (
    "advertised-address-unreachable",
    "dns-resolution-failure",
    "name-resolves-to-stale-or-wrong-address",
    "localhost-is-another-machine",
    "localhost-inside-container",
    "bind-address-not-local",
    "unspecified-address-as-target",
)
HOSTS, MYSQL, NO_SIX, UNPUBLISHED, FIRST, NOBODY = (
    "hosts-file-localhost-broken",
    "mysql-not-accepting-tcp",
    "ipv6-disabled-localhost-ipv6",
    "container-port-not-published-or-mismapped",
    "localhost-ipv6-first-server-ipv4-only",
    "nothing-listening",
)
MADE_LINKS = (
    r"\b(?:links?|ur[li]s?|pre-?signed|share|shared|clone|invite|invitation|webhook|call-?back|download|upload|images?|"
    r"avatars?|feeds?|e-?mails?|attachments?|thumbnails?|assets?)\b[^\n]{0,60}\b(?:has|have|contains?|carry|carries|"
    r"shows?|"
    r"uses?|points? (?:to|at)|with|is|are|generated|starts? with|refers?|gets?|made)\b[^\n]{0,30}\b(?:docker|internal|"
    r"private|container(?:'s)?|local|lan|inner|wrong|cluster|pod)\b[^\n]{0,14}\b(?:ip|address|host ?name|host|name|url|"
    r"domain)\b|\b(?:the|a|its) (?:ip|address|name) of the (?:container|pod|docker \w+)\b"
)
WANTED_NAME = (
    r"\b(?:external|public|own|real|outside|my|our|correct|configured) (?:\w+ )?(?:domain|ur[li]|host ?name|address|"
    r"ip|name)"
    r"\b|\b(?:pre-?signed|share[sd]?)\b"
)
REDIRECTED = r"\bredirect\w*|\blocation:|\b30[1278]\b|\b502\b"
BY_NUMBER = (
    r"(?:://|\bbootstrap[\w.-]*[ =:\"']{1,4}|\bservers?[\"' =:\[]{1,6}|\bhosts?[\"' =:\[]{1,6}|--\w[\w-]*[= "
    r"])[\w.:@-]{0,30}?"
    r"(?:\d{1,3}\.){3}\d{1,3}:\d{2,5}"
)
NO_SUCH_NAME = (
    r"unresolvedaddress\w*|unknownhost\w*|\benotfound\b|\bgetaddrinfo\b|name or service not known|nodename nor "
    r"servname|"
    r"no such host\b|could not resolve|couldn't resolve|resolution (?:fail|error)|failed to resolve|temporary "
    r"failure in "
    r"name"
)
MEMBERS = (
    r"\b(?:pulsar|kafka|redpanda|brokers?|zookeeper|hdfs|hadoop|namenode|datanode|mongo\w*|replica ?set|cassandra|"
    r"scylla|"
    r"elastic\w*|opensearch|rocketmq|nats|etcd|hbase|solr|redis|activemq|artemis|rabbitmq|rmi|jmx|spark|flink|akka|"
    r"ignite|"
    r"hazelcast|corba|iiop|consul|nacos|eureka|dubbo|yarn|druid|presto|trino|couchbase|tikv|tidb|milvus|temporal)\b"
)
SWALLOWED = (
    r"(?:econnrefused|connect(?:ion)?(?: refused)?(?: to| failed to)?|dial tcp|failed to connect to|address:|->) ?"
    r"\W{0,2}0\.0\.0\.0:(?:443|8883|5223)\b"
)
TO_THE_ROUTER = (
    r"(?:econnrefused|refused|dial tcp|connect(?:ion)? (?:to|refused)|certificate|failed to connect to)[^\n]{0,40}"
    r"(?:192\.168\.\d{1,3}|10\.\d{1,3}\.\d{1,3})\.(?:1|254)(?: port |:)(?:443|80)\b"
)
BLOCKS_NAMES = (
    r"\b(?:filter\w*|block(?:s|ed|er|ing|list)?|ad ?guard\w*|pi-?hole|parental|family|eero|nextdns|dns|sinkhole\w*|"
    r"unbound|technitium|content control|safe ?search|umbrella)\b"
)
NAME_MOVED = (
    r"\b(?:cname|dns|a record|records?|names?|host ?names?|endpoint|elb|load balancer|rds|ip(?: "
    r"address(?:es)?)?)\b[^\n.]"
    r"{0,90}\b(?:chang\w+|mov(?:e|es|ed|ing)|switch\w*|points? (?:\w+ ){0,3}(?:somewhere|elsewhere|another|to (?:a|"
    r"the) "
    r"new)|fail(?:s|ed)? ?over|failover|rotat\w+|is (?:now )?another|another one)\b|\b(?:point|mov|chang|switch)\w* "
    r"(?:the "
    r")?(?:cname|dns|record|name|ip)\b"
)
NEVER_ASKED_AGAIN = (
    r"\b(?:restart\w*|re-?deploy\w*|bounc\w+|reboot\w*)\b[^\n.]{0,60}\b(?:by hand|every|each|all|app\w*|process\w*|"
    r"pods?|"
    r"service|server|client|worker|helps?|fix\w*|works?|needed|only|until)\b|\bresolved?_address\b|\b(?:never|not|n't|"
    r"without) (?:\w+ )?re-?resolv\w*|\bre-?resolv\w*|\bdns (?:caching|cache|ttl)\b|\bnetworkaddress\.cache\.ttl\b|"
    r"\b(?:keeps?|goes on|still|continues?) (?:\w+ ){0,2}(?:using|trying|dialing|connecting|talking|"
    r"going)[^\n.]{0,30}\bold "
    r"(?:ip|address|one|host)\b"
)
PAGE_ASKS_HOME = (
    r"\b(?:front[- ]?end|page|ui|spa|javascript|js|react|angular|vue|svelte|dev(?:eloper)?[- ]?tools|network tab|web "
    r"?app|"
    r"bundle|swagger|graphi?ql|login|form)\b[^\n]{0,80}\b(?:requests?|calls?|asks?|fetch\w*|tries|goes|uses?|sends?|"
    r"points?|"
    r"posts?|looks?|connects?)\b[^\n]{0,50}\b(?:localhost|127\.0\.0\.1)\b"
)
SEEN_FROM_AFAR = (
    r"\bbrowser\b[^\n.]{0,40}\b(?:on|from|of) (?:my|another|a different|the other|a second) (?:\w+ )?(?:laptop|pc|"
    r"computer|"
    r"machine|phone|workstation|device|mac)\b|\bfrom (?:my|another|a different|any other|the) (?:\w+ )?(?:laptop|pc|"
    r"phone|"
    r"computer|machine|workstation|device)\b|\b(?:runs?|running|hosted|deployed|installed|up) on (?:a|one|the|my|our) "
    r"(?:\w+ )?(?:server|vps|vm|ec2\w*|droplet|nas|pi|cloud\w*)\b[^\n]{0,120}\b(?:browser|laptop|my (?:pc|machine|"
    r"mac))\b|"
    r"\bfrom (?:the |my )?(?:lan|network|outside|internet)\b"
)
FELLOW_AT_HOME = (
    r"\b(?:services?|apps?|containers?|clients?|programs?|servers?|sabnzbd|nzbget|qbittorrent|transmission|jackett|"
    r"deluge|"
    r"prowlarr|nzbhydra2?|sonarr|radarr|plex|ollama|databases?|db|postgres\w*|mysql|mariadb|redis|mongo\w*|api|"
    r"broker|mqtt)"
    r"\b[^\n]{0,30}\b(?:on|at|via|with|by|through|as|to) [`\"']?(?:https?://)?(?:localhost|127\.0\.0\.1)\b"
)
HOST_OF_ITS_OWN = (
    r"\bhost\.(?:docker|containers)\.internal\b|\b172\.17\.0\.1\b|\bdocker0\b|\bhost-gateway\b|\bnetwork_mode: "
    r"?\"?host|"
    r"--net(?:work)?[= ]host\b|\b(?:192\.168|10\.\d{1,3})\.\d"
)
TRIPLET = (
    r"\bhost\b[\"'`]{0,2}[^\n\w]{0,6}(?:(?:is|was|env\w*|variable|of|set|to|by|as|value|has|the|in|my|shell|conda|"
    r"says|gives|prints|echo) "
    r"?[^\n\w]"
    r"{0,4}){0,6}\b(?:x86_64|aarch64|arm64|powerpc|i[36]86)-[\w.-]+"
)
HOST_VARIABLE = (
    r"(?:\benv(?:ironment)? (?:variable|var)\b[^\n]{0,30}\bhost\b|\$\{?host\b|\bhost\b[`\"']? (?:env(?:ironment)? )?"
    r"(?:variable|var)\b|\bexport host=|\bunset host\b|\bprocess\.env\.host\b)"
)
OVER_SSH = (
    r"\b(?:over|via|through|by|with|using) (?:an? )?ssh\b[^\n.]{0,80}\b(?:works?|fine|ok|do|can|connects?|get in|no "
    r"problem)\b|\b(?:standard tcp/ip over ssh|ssh tunnel works)\b"
)
GREETING_LOST = (
    r"\blost connection to (?:mysql|mariadb|server)[^\n]{0,80}(?:initial communication|handshake|authorization)"
)
SIX_STRUCK_OUT = r"\b(?:delet\w*|remov\w*|comment\w*|took out|take out|without|dropp?\w*|erase\w*)\b[^\n.]{0,40}\B::1\b"
NOT_LISTENING = (
    r"\b(?:fail\w*|error|cannot|can't|unable|not|n't)\b[^\n.]{0,30}\b(?:to )?(?:listen|bind|start|come up)\w*|"
    r"\bcannot assign requested\b|\beaddrnotavail\b|\beafnosupport\b"
)
REWRITTEN = (
    r"(?:\u628a|\u5c06|\u5c07)[^\n\u3002]{0,30}localhost[^\n\u3002]{0,12}(?:\u6362\u6210|\u6539\u6210|\u66ff\u6362|"
    r"\u6539\u4e3a|\u5220|\u8986\u76d6|\u6ce8\u91ca)|\bhosts?\b[^\n]{0,60}\b(?:replac|overwr|remov|delet|rewr|drop|"
    r"lost|"
    r"comment)\w*[^\n]{0,40}\blocalhost\b|\b(?:replac|overwr|remov|delet|rewr|"
    r"comment)\w*[^\n]{0,30}\blocalhost\b[^\n]{0,40}"
    r"\bhosts\b|\blocalhost\b[^\n]{0,60}\b(?:replaced|overwritten|removed|missing|commented out) (?:in|from|"
    r"by)\b[^\n]{0,30}"
    r"\bhosts\b"
)


def links_of_the_inside(text: Text) -> Lines:
    """What a server writes into links is its name on the inside."""
    return unless(text.together(MADE_LINKS, WANTED_NAME), text.find(REDIRECTED))


def page_asks_its_own_machine(text: Text) -> Lines:
    """The page in a browser far away asks localhost, which is the browser's own machine."""
    return unless(text.together(PAGE_ASKS_HOME, SEEN_FROM_AFAR), met(text, "tls-error"))


def browser_at_home(text: Text) -> list[Noted[Failure]]:
    """Where nothing but a browser asks localhost: browsers run in no container."""
    at_home = [one for one in text.signs(Failure) if kind(one.sign.host) in LOOPBACKS]
    return at_home if all(one.sign.client in BROWSERS for one in at_home) else []


def page_from_elsewhere(text: Text) -> Lines:
    """The page of that port is opened at an address that is not the browser's own machine's."""
    asked = {one.sign.port for one in browser_at_home(text) if one.sign.port}
    pages = (line for line in text.lines if asked and "://" in line.text)
    return tuple(page.number for page in pages if any(is_there(place, asked) for place in places(page.text)))


def is_there(place: Place, ports: set[int]) -> bool:
    return place.port in ports and bool(place.scheme) and kind(place.host) == "specific"


def fellow_asked_at_home(text: Text) -> Lines:
    """From a container another program is asked at localhost, and refused."""
    told = both(text.find(FELLOW_AT_HOME), engine(text), either(met(text, "refused"), text.find(r"\brefus\w*")))
    return unless(told, text.find(HOST_OF_ITS_OWN), met(text, "name-failure", "timeout"))


def named_by_a_variable(text: Text) -> Lines:
    return both(text.find(HOST_VARIABLE), text.find(NO_SUCH_NAME, r"\beaddrnotavail\b|cannot assign requested"))


LEADS: tuple[Lead, ...] = (
    *leads(
        "links that a server makes hold an address of the inside",
        links_of_the_inside,
        {HANDED: 3.0, UNPUBLISHED: -2.5, "gateway-upstream-address-wrong-or-stale": -1.0},
    ),
    *beside(
        "a client of a cluster was given a number, and fails at a name",
        {HANDED: 3.0, NAME: -1.5, "bound-to-loopback-client-uses-lan": -1.5},
        BY_NUMBER,
        NO_SUCH_NAME,
        MEMBERS,
    ),
    *beside(
        "a service of somebody else is refused at 0.0.0.0",
        {STALE: 5.0, UNSPECIFIED: -3.0, FIRST: -4.0, NOBODY: -2.0},
        SWALLOWED,
    ),
    *beside(
        "a service far off is refused at the router, which keeps names from being found",
        {STALE: 5.0, FIRST: -3.0, NOBODY: -2.0},
        TO_THE_ROUTER,
        BLOCKS_NAMES,
    ),
    *beside(
        "a name moved to another address, and who had asked before must be begun anew",
        {STALE: 3.0, "server-hung-not-accepting": -1.0},
        NAME_MOVED,
        NEVER_ASKED_AGAIN,
    ),
    *leads(
        "a page that is seen from another machine asks localhost",
        page_asks_its_own_machine,
        {AWAY: 3.0, INSIDE: -2.0, "container-app-bound-to-loopback": -2.0, "browser-cached-state": -1.0},
    ),
    *leads(
        "a browser asks localhost, and none runs in a container",
        lambda text: lines(browser_at_home(text)),
        {INSIDE: -2.0, "container-cannot-reach-host": -2.0},
    ),
    *leads(
        "a browser has the page from another machine, and asks its own",
        page_from_elsewhere,
        {AWAY: 3.0, NOBODY: -1.0, "wrong-port-or-typo": -1.5},
    ),
    *leads(
        "from a container another program is asked at localhost, and refused",
        fellow_asked_at_home,
        {INSIDE: 2.0, "container-cannot-reach-host": -1.5},
    ),
    *beside(
        "HOST is the name of a kind of machine, as compilers have it",
        {HOME: 5.0, HOSTS: -3.0, NAME: -2.5, "service-crashed-at-start": -1.5},
        TRIPLET,
    ),
    *leads(
        "a variable says at which address it serves, and that is no address of this machine",
        named_by_a_variable,
        {HOME: 2.0, HOSTS: -1.0},
    ),
    *beside(
        "by way of SSH the database answers, and directly its greeting is lost", {MYSQL: 2.5}, GREETING_LOST, OVER_SSH
    ),
    *beside(
        "without ::1 in the hosts file a server begins to listen",
        {NO_SIX: 2.5, HOSTS: -2.0},
        SIX_STRUCK_OUT,
        NOT_LISTENING,
    ),
    *beside("something rewrote localhost in the hosts file", {HOSTS: 2.5}, REWRITTEN),
)
