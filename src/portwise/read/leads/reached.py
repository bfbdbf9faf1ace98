"""Who reaches it and who does not: by one address, from one machine, until something was replaced."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, beside, leads
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless

ELSEWHERE = "bound-to-specific-other-address"
HAIRPIN = "container-loopback-hairpin-off"
UNPUBLISHED = "container-port-not-published-or-mismapped"
FORWARD = "kubernetes-port-forward-died"
PRIVACY = "macos-local-network-privacy"
SPLIT = "loopback-family-split"
SCOPE = "container-dns-name-out-of-scope"
NAME = "dns-resolution-failure"
SERVES_ONE = (
    r"\b(?:server[_.]host|(?:\w+_)?listen[_-]?address(?:es)?|bind(?:[_-]?(?:ip|address|addr|host))?|"
    r"http[_.](?:addr|host)|network\.host|listen|ui_?host|inet_interfaces|listen-on|"
    r"rpc-host)\b[\"']?\s{0,3}[:= ]\s{0,3}[\"']?(?!127\.|0\.|255\.)\d{1,3}(?:\.\d{1,3}){3}\b"
)
LOOPBACK_REFUSED = (
    r"(?:127\.0\.0\.1|\blocalhost)\b[^\n]{0,80}(?:\brefus\w*|\b111\b|\b502\b|\beconnrefused\b)|(?:\brefus\w*|"
    r"\beconnrefused\b|\bfailed to connect\b)[^\n]{0,60}(?:127\.0\.0\.1|\blocalhost)\b"
)
ALL_BUT_ITSELF = (
    r"\b(?:everybody|everyone|all others|all the others|others|other (?:machines|pcs|computers|hosts)|"
    r"from (?:anywhere|everywhere|outside|any other))\b[^\n]{0,80}\b(?:except|but not|apart from|not from|"
    r"only not|just not)\b[^\n]{0,50}\b(?:itself|runs on|the (?:host|server|box|machine)|own host|same (?:host|"
    r"machine|box))\b|"
    r"\b(?:except|but) (?:for |from )?(?:the )?(?:box|machine|host|server|pc) (?:that |which )?(?:it|they|"
    r"docker) runs? on\b|\buserland-proxy\b\W{1,4}false\b"
)
NOT_LENT = (
    r"\bports?\b(?: column)?[^\n]{0,24}\b(?:is|shows?|says?|only|are|\u5217\u662f|"
    r":)\s?[`'\"]?\d{2,5}/tcp\b(?![^\n]*->)|\bpublished ports?\b[^\n]{0,30}(?:\"-\"|'-'|\bempty\b|\bnone\b|"
    r"\bnothing\b|\bis -)|\bdocker port \S+[^\n]{0,12}(?:\bonly\b|\bnothing\b|\bempty\b|\bprints nothing\b)"
)
PODS = r"\b(?:kubectl|port-?forward\w*|pods?|cluster|k8s|kubernetes|k9s|lens|kubefwd|helm|minikube)\b"
REPLACED = (
    r"\b(?:as soon as|when(?:ever)?|every time|each time|after|until|once)\b[^\n.]{0,60}\b(?:pods?|deploy\w*|"
    r"rollout|redeploy\w*|release|restart\w*|replaced|recreated|rescheduled|evicted|scaled)\b"
)
BEGUN_AGAIN = (
    r"\b(?:type|run|start|restart\w*|open|execute|launch|do|set)\b[^\n.]{0,50}\b(?:again|anew|once more|new)\b|"
    r"\b(?:re-?run|re-?start)\w*\b[^\n.]{0,40}\b(?:script|command|forward\w*|tmux|terminal|it)\b|"
    r"\blost connection to pod\b"
)
NEW_MAC = r"\bsequoia\b|\btahoe\b|\bmac ?os ?(?:x )?(?:15|26)\b"
OWN_NETWORK = (
    r"\b192\.168\.\d|\b10\.\d{1,3}\.\d{1,3}\.\d|\b172\.(?:1[6-9]|2\d|3[01])\.\d|\blan\b|\blocal network\b|\.local\b"
)
AT_ONCE_LOST = (
    r"\bafter 0 ms\b|\bno route to host\b|\behostunreach\b|\bhost is unreachable\b|\blaunchd?\b|"
    r"\blaunch ?agent\w*|\blaunch ?daemon\w*|\bbackground (?:agent|process|service)\b|\b(?:by hand|over ssh|"
    r"from (?:the )?terminal|in terminal|with sudo|as root)\b[^\n.]{0,50}\b(?:works?|worked|fine|ok|connects?|all|"
    r"downloads?)\b"
)
DIFFERS = (
    r"(?:old|new|other|another|different|wrong|previous|second|first|my|alte\w*|neue\w*|ancien\w*|nouve\w*|"
    r"viej\w*|nuev\w*|\u53e4\u3044|\u65b0\u3057\u3044|\u65e7|\u65b0|\u0441\u0442\u0430\u0440\w*|"
    r"\u043d\u043e\u0432\w*|404|200)"
)
TWO_FACES = re.compile(
    rf"localhost:(?P<port>\d{{2,5}})[^\n]{{0,100}}{DIFFERS}[\s\S]{{0,160}}?127\.0\.0\.1:(?P=port)\b[^\n]{{0,100}}{DIFFERS}|"
    rf"127\.0\.0\.1:(?P<other>\d{{2,5}})[^\n]{{0,100}}{DIFFERS}[\s\S]{{0,160}}?localhost:(?P=other)\b[^\n]{{0,100}}{DIFFERS}"
)
NETWORKS = (
    r"\bnetworks:|\bno networks?:? (?:line|entry|key|section)\b|\b(?:external|default|shared|another|different|"
    r"second|other|same|own|proxy) networks?\b|\bnetwork (?:connect|create)\b"
)
FELLOWS = r"\b(?:compose|stack|service|container|traefik|portainer|swarm)\b"


def serves_one_address(text: Text) -> Lines:
    return unless(text.together(SERVES_ONE, LOOPBACK_REFUSED), text.find(r"\bkubectl\b"))


def reached_by_all_but_its_host(text: Text) -> Lines:
    return unless(both(text.find(ALL_BUT_ITSELF), engine(text)), met(text, "bind-EADDRINUSE"))


def not_lent_out(text: Text) -> Lines:
    return both(text.find(NOT_LENT), engine(text))


def two_faces(text: Text) -> Lines:
    """By its name the loopback shows one thing, and by its number another."""
    found = tuple(dict.fromkeys(text.number(hit.start()) for hit in TWO_FACES.finditer(text.folded)))
    return unless(found, met(text, "refused", "timeout"), text.find(r"\brefus\w*|\bcors\b|\bcookies?\b"))


def name_in_another_network(text: Text) -> Lines:
    lost = either(met(text, "name-failure"), text.find(r"\bname resolution\b|\bname or service not known\b"))
    return both(text.find(NETWORKS), text.find(FELLOWS), lost, engine(text))


LEADS: tuple[Lead, ...] = (
    *leads("it is told to serve one address, and is refused at the loopback", serves_one_address, {ELSEWHERE: 3.0}),
    *leads(
        "a container is reached by all but the machine that it is on",
        reached_by_all_but_its_host,
        {HAIRPIN: 3.0, "worker-pool-exhausted": -1.5, "name-resolves-to-stale-or-wrong-address": -1.0},
    ),
    *leads(
        "the engine's list shows no port lent out", not_lent_out, {UNPUBLISHED: 2.0, "localhost-inside-container": -0.5}
    ),
    *beside(
        "with each new pod something has to be begun again",
        {FORWARD: 2.5, "startup-race-not-ready": -1.0},
        PODS,
        REPLACED,
        BEGUN_AGAIN,
    ),
    *beside(
        "on a new macOS a program is kept from the own network at once",
        {PRIVACY: 2.0},
        NEW_MAC,
        OWN_NETWORK,
        AT_ONCE_LOST,
    ),
    *leads("localhost shows one thing and 127.0.0.1 another", two_faces, {SPLIT: 2.5}),
    *leads(
        "networks of containers are set, and a name is not found", name_in_another_network, {SCOPE: 1.5, NAME: -1.5}
    ),
)
