"""Containers that nobody sees as such: add-ons, images that scrape, stacks that start at once, engines in a VM."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, leads
from portwise.read.scene import LOG_OF_CONTAINER
from portwise.read.text import Text, both, unless
from portwise.read.waits import failed, kind, lines

INSIDE, RACE, VM, WIDE, HAIRPIN = (
    "localhost-inside-container",
    "startup-race-not-ready",
    "vm-nat-no-port-forward",
    "bound-to-loopback-client-uses-lan",
    "container-loopback-hairpin-off",
)
ADD_ON = (  # of systems that run each of them in a container of its own
    r"\b(?:home ?assistant|hass(?:io|os|\.io)?|haos|ha|supervisor|umbrel|casaos|truenas|unraid|runtipi|start9|"
    r"yunohost|balena|synology|qnap)\b"
)
ADD_ON_WORD = (
    r"\badd-?ons?\b|\bapp store\b|\bcommunity apps?\b|\bcontainer manager\b|\bcontainer station\b|"
    r"\bapp template\b|\bsupervised\b"
)
AT_HOME = r"\blocalhost\b|\b127\.0\.0\.1\b"
OTHER_NAME = (
    r"\b(?:real|actual|lan|own|host'?s?|machine'?s?|full|outer|external|local network|network|server'?s?|"
    r"pi'?s?) (?:ip|address)\b|\bip ?-?(?:address|adress)\b|\bby ip\b|"
    r"\b(?:192\.168|10\.\d+|172\.\d+)\.[\w.]+\b|\bcore-\w+|\ba0d7b954-\w+|\bhomeassistant\b|\bhost ?name\b|"
    r"\bhost\.docker\.internal\b|\bremote\b|\boutside\b"
)
FAILS = (
    r"(?:\b(?:not|cannot|unable|never|no connection)|n't)\b|\brefus\w*|\bfail\w*|\btim(?:es|ed|e) ?out\b|"
    r"\bcan(?:not| not)\b|\boffline\b|\bunavailable\b"
)
WORKS = r"\b(?:works?|worked|working|fine|ok|okay|does|succe\w+|connects?|connected|goes|solved|fixed)\b"


def add_on_at_home(text: Text) -> Lines:
    """An add-on of a system that keeps its add-ons in containers, localhost in vain, another name that does."""
    there = text.together(ADD_ON, ADD_ON_WORD)
    return both(there, text.find(AT_HOME), text.find(OTHER_NAME), text.find(FAILS), text.find(WORKS))


SCRAPER = (
    r"\bprometheus\b|\bgrafana\b|\btelegraf\b|\bpromtail\b|\bloki\b|\balloy\b|\bvictoria ?metrics\b|"
    r"\bvmagent\b|\botel\w*\b|\bfluent-?(?:bit|d)\b|\bfilebeat\b|"
    r"\bmetricbeat\b|\blogstash\b|\bkibana\b|\buptime ?kuma\b|\bnode-?red\b|\bn8n\b|"
    r"\bpgadmin\b|\bphpmyadmin\b|\badminer\b|"
    r"\bmongo-?express\b|\bmetabase\b|\bsuperset\b|\bairflow\b|\bredis-?(?:insight|commander)\b|\bhasura\b|"
    r"\bk6\b|\bjenkins\b|\bsonarqube\b|\bkeycloak\b|\bzabbix\b"
)
IN_IMAGE = (
    r"\bdocker (?:image|container|version)\b|\(docker\w*(?: image| container)?\)|\b(?:in|inside|as|with|via|"
    r"from|by|using|under|on) (?:a |an |the |its |my )?(?:own )?(?:docker|podman|container)\b|"
    r"\bdockeri[sz]ed\b|\bdocker (?:run|compose|pull)\b|"
    r"\bdocker-compose\b|\bcontaineri[sz]ed\b|\b(?:docker|podman) (?:exec|start)\b"
)
TARGETS = re.compile(
    r"(?:\btargets?\b|\burls?\b|\bhosts?\b|\bendpoint\w*\b|\bproxy_pass\b|\bupstream\b|\baddress\w*\b|"
    r"\bserver\b|\bdata ?source\b|\bget\b|\bpost\b)\W{0,6}[^\n]{0,20}?(?:https?://|mqtt://|\[?[\"'])?"
    r"(?:localhost|127\.0\.0\.1):(?P<port>\d{2,5})"
)


def image_asks_its_own_loopback(text: Text) -> Lines:
    """A program that runs as an image has localhost among its targets, and is refused there."""
    told = {int(hit["port"]): text.number(hit.start()) for hit in TARGETS.finditer(text.folded)}
    refused = [
        n
        for n in failed(text, "refused")
        if n.sign.port in told
        and kind(n.sign.host) in ("localhost", "loopback4", "loopback6")
        and n.sign.client != "curl"
    ]
    return both(tuple(told.values()), lines(refused), text.find(SCRAPER), text.find(IN_IMAGE))


COMPOSE_UP = (
    r"\bdocker[- ]compose\b[^\n]{0,60}\b(?:up|start|restart)\b|\bcompose up\b|\bdocker stack\b|"
    r"\bcompose\.ya?ml\b|\bdepends_on\b"
)
STORE_REFUSES = (
    r"(?:can(?:'t|not) connect to (?:\w+ ){0,3}server on|could not connect to server|connection (?:to|"
    r"with) \S{2,60} (?:was )?refused|connection refused|econnrefused|"
    r"dial tcp \S+|could not translate host|is not (?:yet )?(?:accepting|ready)|"
    r"the database system is starting up|connect to \S+ port \d+ failed|unable to connect)"
)
LOGGED = re.compile(LOG_OF_CONTAINER + rf"[^\n]{{0,200}}{STORE_REFUSES}[^\n]{{0,80}}", re.MULTILINE)
HOME = re.compile(r"localhost|127\.0\.0\.1|::1|\.sock\b")
OTHERWISE = (
    r"\bsecond (?:time|attempt|start)|\bagain\b|\bsometimes\b|\bfirst (?:time|start|run)\b|\bwait\w*\b|"
    r"\bready\b|\bout of the box\b|\bfresh\b|\bjust (?:cloned|installed)\b|\bfrom scratch\b|\bclean\b|"
    r"\brunning \w+!|\bmigrat\w*|"
    r"\bdepends_on\b|\bhealth ?check\w*"
)
BARRED = (
    r"\baccess denied\b|\bauthentication failed\b|\bunknown database\b|"
    r"\bexited with code [1-9]\d*\b[^\n]{0,40}\b(?:db|mysql|postgres|mongo)|\bno such host\b|\bnetwork_mode\b|"
    r"\bwrong port\b|\bexpose\b|\baborting\b|\binnodb\b[^\n]{0,60}\berror\b"
)


def stack_starts_at_once(text: Text) -> Lines:
    """All of a stack is started together, and in its log one of them is refused by the store that it has beside it."""
    rows = [hit for hit in LOGGED.finditer(text.folded) if not HOME.search(hit[0])]
    told = tuple(dict.fromkeys(text.number(hit.start()) for hit in rows))
    return unless(both(told, text.find(COMPOSE_UP), text.find(OTHERWISE)), text.find(BARRED))


READY_LATER = (
    r"\bready for connections\b|\bready to accept connections\b|\bdatabase system is ready\b|"
    r"\bwaiting for connections\b|\bstarted successfully\b|\bserver is ready\b"
)
GAVE_UP = r"\bwaiting for [\w.-]+(?::\d+)?\b|\bgave up\b|\btimed? ?out\b|\bretries\b|\bgiving up\b"


def ready_after_it_gave_up(text: Text) -> Lines:
    """A log in which one gives up waiting for a store, and further down that store is ready."""
    ready = text.find(READY_LATER)
    refused = [
        n
        for n in failed(text, "refused")
        if n.sign.host and kind(n.sign.host) not in ("localhost", "loopback4", "loopback6")
    ]
    before = tuple(n for n in lines(refused) if any(n < m for m in ready))
    return both(before, ready, text.find(GAVE_UP))


FIRST_TRY = (
    r"\b(?:the |my |every |its )?(?:very )?first (?:attempt|try|time|start|run|launch|request|call|connection|"
    r"click)\b|\bbeim (?:\w+ )?ersten (?:mal|versuch|start|aufruf|anlauf)\b|\b(?:der |"
    r"das )?erste[rsn]? (?:versuch|start|mal|aufruf|anlauf)\b|"
    r"\b(?:la |el )?(?:premi\u00e8re?|primer[ao]?|prima) (?:fois|tentative|vez|intento|volta)\b|"
    r"\u7b2c\u4e00\u6b21|\u9996\u6b21|\u521d\u56de|\u043f\u0435\u0440\u0432\w+ (?:\u0440\u0430\u0437|"
    r"\u043f\u043e\u043f\u044b\u0442\u043a)"
)
AGAIN_FINE = (
    r"\b(?:again|second (?:time|attempt|try)|once more|retry\w*|another (?:attempt|try)|right after(?:wards)?|"
    r"directly after|then)\b[^\n.]{0,50}\b(?:works?|fine|ok|succe\w+|connects?|goes|starts?)\b|"
    r"\b(?:works?|succe\w+|fine|ok) (?:on |at |with |the )*(?:second|next|2nd|another|third|following) (?:time|"
    r"attempt|try|start|run|click)\b|"
    r"\b(?:noch ?(?:ein)?mal|zweite[nrs]? (?:versuch|mal|start|anlauf)|danach|erneut)\b[^\n]{0,50}\b(?:geht|"
    r"klappt|funktioniert|l\u00e4uft|laeuft|startet)\b|\b(?:klappt|geht|"
    r"funktioniert)\b[^\n]{0,30}\b(?:noch ?(?:ein)?mal|zweiten|danach)\b|"
    r"(?:\u7b2c\u4e8c\u6b21|\u518d\u6b21|\u518d\u8bd5|\u91cd\u8bd5)[^\n\u3002]{0,12}(?:\u6210\u529f|"
    r"\u6b63\u5e38|\u53ef\u4ee5|\u597d\u4e86)"
)
GOES_WRONG = (
    r"\bfail\w*|\brefus\w*|\berrors?\b|(?:\bnot|n't)\b|\btim(?:es|ed|e) ?out\b|\bscheitert\b|\bschief\b|"
    r"\bfehl\w*|\bnicht\b|\b\u00e9chou\w*|\bfalla\b|\u5931\u8d25|\u62a5\u9519|\u8d85\u65f6"
)
OWN_SERVER = (
    r"\b(?:local(?:er|en)? |own |built-in |embedded |internal )?(?:servers?|service|backend|daemon|database|"
    r"container|broker|agent|helper|dienst|server\w*)\b|\u670d\u52a1"
)


def first_try_fails(text: Text) -> Lines:
    """The first attempt after a start fails, and the next one at once does not."""
    found = text.together(FIRST_TRY, GOES_WRONG, AGAIN_FINE, OWN_SERVER)
    return unless(
        found,
        met(text, "reset"),
        text.find(r"\b(?:idle|keep-?alive|overnight|minutes of|in use|cookies?|cache|certificate|vpn|dns|resolv\w*)\b"),
    )


ENGINE_IN_VM = (
    r"\bdocker[- ]?toolbox\b|\bboot2docker\b|\bdocker[- ]machine\b|\b192\.168\.99\.\d+\b|"
    r"\bdocker quickstart terminal\b"
)
OPENED_HERE = r"\blocalhost(?::\d+)?\b|\b127\.0\.0\.1(?::\d+)?\b"
UNREACHED = r"(?:\b(?:not|no|cannot|unable|nothing)|n't)\b|\brefus\w*|\btim(?:es|ed|e) ?out\b|\bfail\w*"


def engine_in_a_machine_of_its_own(text: Text) -> Lines:
    """Docker Toolbox puts containers into a virtual machine, and somebody opens localhost."""
    found = text.together(ENGINE_IN_VM, OPENED_HERE, UNREACHED)
    return unless(
        found,
        text.find(
            r"\b(?:x509|certificate|tls|vpn|anyconnect|out of memory|oom|killed|exited \()\w*|"
            r"\bnat\b[^\n]{0,40}\brule\b"
        ),
        met(text, "name-failure"),
    )


LEADS = (
    *leads(
        "an add-on runs in a container of its own, and localhost is that",
        add_on_at_home,
        {
            INSIDE: 4.0,
            WIDE: -2.0,
            "browser-extension-or-policy-block": -2.0,
            HAIRPIN: -2.0,
            "llm-gateway-backend-unreachable": -2.0,
            "bound-to-specific-other-address": -2.0,
        },
    ),
    *leads(
        "a program that runs as an image is refused at its own loopback",
        image_asks_its_own_loopback,
        {INSIDE: 3.0, "container-app-bound-to-loopback": -1.5, "unspecified-address-as-target": -1.5},
    ),
    *leads(
        "a stack is started at once, and its store refuses one of it",
        stack_starts_at_once,
        {
            RACE: 2.5,
            "mysql-not-accepting-tcp": -2.0,
            "postgres-not-accepting-tcp": -2.0,
            "backend-dependency-unavailable": -2.0,
            "service-crashed-at-start": -2.0,
        },
    ),
    *leads(
        "one gave up waiting, and later the other is ready",
        ready_after_it_gave_up,
        {RACE: 4.0, "dev-watcher-alive-child-crashed": -3.5, "mysql-not-accepting-tcp": -3.5},
    ),
    Lead(RACE, "the first attempt fails, and the next one does not", 3.0, first_try_fails),
    *leads(
        "containers run in a virtual machine, and this machine's own address is opened",
        engine_in_a_machine_of_its_own,
        {VM: 4.0, "container-port-not-published-or-mismapped": -1.5, "container-app-bound-to-loopback": -1.5},
    ),
)
