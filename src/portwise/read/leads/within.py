"""What speaks for who is inside something: a sandbox, a container, a machine of the engine, another desk."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines
from portwise.read.grounds import refused
from portwise.read.lead import Lead
from portwise.read.leads.container import waits_elsewhere
from portwise.read.leads.inside import HOST_NAMES
from portwise.read.scene import engine, lent
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, kind, lead, lines, listening

SANDBOX = (
    r"\bfirejail(?:ed)?\b|\blx[cd]\b|\bnspawn\b|\bmachinectl\b|\bmininet\b|\blinux-sandbox\b|\bnixbld\d*\b|"
    r"\bnix(?:os)?[ -]build\b|\bcheckphase\b|\bsbuild\b|\bpbuilder\b|\bflatpak-builder\b|--share[= ]network\b|"
    r"share=network|\bguix\b|\bmock (?:chroot|build)\b|\bdpkg-buildpackage\b|\bjoinsnamespaceof\b|"
    r"\brequires-network\b|\bchroot\b|\bip netns\b|\bvopono\b|\bunshare\b|\bsandbox(?:ing)? (?:is )?(?:false|off)\b|"
    r"\bsandbox_default_allow_network"
)
LOOPBACK = r"\blocalhost\b|\b127\.0\.0\.1\b"
NOT_TO_BE_HAD = r"\b10049\b|address is not valid in its context|cannot assign requested address|\beaddrnotavail\b"
TOWARDS_ALL = (
    r"https?://0\.0\.0\.0\b|"
    r"\b(?:connect\w*|target|remote|url|to|host)\b[^\n]{0,40}\b0\.0\.0\.0\b(?! ?\(?(?:listen|bind))"
)
LOOPBACK6 = r"(?<![\w:])::1\b|\bip6-localhost\b"
ENGINE_BOX = r"\bdocker[- ]machine\b|\bdocker[- ]toolbox\b|\bboot2docker\b|\b192\.168\.99\.\d+\b"
TOLD_LOOPBACK = (
    r"-e \w+=\S{0,80}(?:localhost|127\.0\.0\.1)|\b(?!docker_host)\w+_(?:url|uri|host|addr\w*|base)\W{1,4}(?:\w+://)?(?:localhost|"
    r"127\.0\.0\.1)|'host' => '(?:localhost|127)|jdbc:\w+://localhost"
)
HOSTED = (
    r"\b(?:zapier|ifttt|make\.com|integromat|power automate|webhook\.site|uptimerobot|stripe|twilio|shopify|alexa|"
    r"google sheets|apps script|cloud functions?|bubble\.io|retool|custom gpt|chatgpt|claude\.ai|web app)\b"
)
ANOTHER_DESK = (
    r"\b(?:classroom|trainer|at our desks|on (?:their|his|her) (?:own )?(?:computers?|pcs?|desks?|laptops?)|"
    r"on an? (?:ipad|iphone|tablet|chromebook|phone|kindle)|the (?:ipad|iphone|tablet|quest|headset|tv)|customers?|"
    r"link i sent|sent (?:him|her|them) the (?:link|url)|nothing installed locally)\b"
)
IN_VAIN = (
    r"\b(?:could(?:n't| not) connect|can'?t connect|nobody gets|doesn't open|load failed|cannot connect|unable to|"
    r"doesn't (?:work|load)|gets? nothing|not reachable)\b"
)
NOT_AMONG = (
    r"\b(?:ports? section|compose file|docker port|docker ps|-p)\b[^\n]{0,60}\b(?:only|none of them|nothing but|"
    r"just)\b|"
    r"\bonly `?-p \d|\bdo i have to add\b[^\n]{0,40}\bthere\b"
)
NEARBY = r"\b(?:192\.168|10\.\d+|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+\b"


def sandbox_asked(text: Text) -> Lines:
    return both(text.find(SANDBOX), text.find(LOOPBACK), refused(text))


def sent_to_all(text: Text) -> Lines:
    """A client was sent to 0.0.0.0, which its system refuses to be a target."""
    return text.together(NOT_TO_BE_HAD, TOWARDS_ALL)


def loopback6_not_to_be_had(text: Text) -> Lines:
    return both(text.find(NOT_TO_BE_HAD), text.find(LOOPBACK6))


def box_at_localhost(text: Text) -> Lines:
    """The engine runs in a machine of its own, and its port is asked at localhost."""
    return both(
        text.find(ENGINE_BOX),
        text.find(LOOPBACK),
        either(refused(text), text.find(r"\bfailed to connect\b|\brefused\b")),
    )


def told_its_own(text: Text) -> Lines:
    """What runs in a container is told to ask localhost."""
    return NOWHERE if text.find(HOST_NAMES) else both(engine(text), text.find(TOLD_LOOPBACK))


def lent_at_loopback_alone(text: Text) -> Lines:
    rows = lent(text)
    return lines(rows) if rows and all(kind(one.sign.host) == "loopback4" for one in rows) else NOWHERE


def cut_off_elsewhere(text: Text) -> Lines:
    """What a container cuts off is another port than the one at which its program waits."""
    met = [n for n in failed(text, "reset", "empty") if n.sign.port]
    there = {row.sign.port for row in listening(text, by="words socket")}
    other = there and there.isdisjoint({n.sign.port for n in met} | {one.sign.inside for one in lent(text)})
    return lines(met) if other and engine(text) else NOWHERE


def asked_in_vain(text: Text, *who: str) -> Lines:
    found = both(text.find(*who), text.find(LOOPBACK), either(refused(text), text.find(IN_VAIN)))
    return unless(found, text.find(NEARBY))


LEADS = (
    lead("network-namespace-isolation", "a sandbox or a container of the system is spoken of", 1.2, SANDBOX),
    Lead("network-namespace-isolation", "a sandbox is spoken of, and localhost refuses", 1.5, sandbox_asked),
    Lead(
        "unspecified-address-as-target",
        "a client is sent to 0.0.0.0, which is no target",
        2.5,
        sent_to_all,
    ),
    Lead("bind-address-not-local", "what cannot be had is 0.0.0.0 as a target", -2.5, sent_to_all),
    Lead("ipv6-disabled-localhost-ipv6", "::1 is named, and an address cannot be had", 1.5, loopback6_not_to_be_had),
    Lead("bind-address-not-local", "what cannot be had is ::1", -3.0, loopback6_not_to_be_had),
    Lead("vm-nat-no-port-forward", "the engine's machine is asked at localhost", 3.0, box_at_localhost),
    Lead(
        "container-port-not-published-or-mismapped",
        "the engine's machine is asked at localhost",
        -2.0,
        box_at_localhost,
    ),
    Lead("localhost-inside-container", "what runs in a container is told to ask localhost", 0.8, told_its_own),
    Lead("mysql-not-accepting-tcp", "what runs in a container is told to ask localhost", -1.5, told_its_own),
    Lead("postgres-not-accepting-tcp", "what runs in a container is told to ask localhost", -1.5, told_its_own),
    Lead("redis-protected-mode-or-bind", "what runs in a container is told to ask localhost", -1.5, told_its_own),
    Lead(
        "container-port-not-published-or-mismapped",
        "every port is lent out at 127.0.0.1 alone",
        1.2,
        lent_at_loopback_alone,
    ),
    Lead(
        "container-app-bound-to-loopback",
        "the program waits at another port than the one that is lent out",
        -2.5,
        waits_elsewhere,
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "what is cut off is another port than the program's",
        1.2,
        cut_off_elsewhere,
    ),
    Lead(
        "container-app-bound-to-loopback",
        "what is cut off is another port than the program's",
        -1.2,
        cut_off_elsewhere,
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "only some ports are lent out, as somebody says",
        1.2,
        lambda text: unless(both(engine(text), text.find(NOT_AMONG)), text.find(LOOPBACK6)),
    ),
    Lead(
        "localhost-is-another-machine",
        "a service in the network is told to ask localhost",
        1.2,
        lambda text: asked_in_vain(text, HOSTED),
    ),
    Lead(
        "localhost-is-another-machine",
        "somebody else's device asks localhost in vain",
        1.5,
        lambda text: asked_in_vain(text, ANOTHER_DESK),
    ),
    lead(
        "kubernetes-port-forward-died",
        "a forward of a cluster runs in a terminal, a script or an app",
        2.0,
        (
            r"\bkubectl proxy\b|\bport-forwards\b|\bport-?forward\b[^\n]{0,40}\b(?:tabs?|tmux|terminal|script)\b|"
            r"\b(?:lens|k9s|openlens)\b[^\n]{0,40}\bforward"
        ),
    ),
)
