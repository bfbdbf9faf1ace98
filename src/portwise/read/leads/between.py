"""What decides between two causes that are told with almost the same words."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines
from portwise.read.grounds import refused
from portwise.read.lead import Lead
from portwise.read.leads.begun import a_moment_later
from portwise.read.leads.inside import HOST_NAMES
from portwise.read.leads.loopback import refused_at_v6_alone
from portwise.read.leads.twins import quietly
from portwise.read.scene import lent, on
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, kind, lead, lines, through

FAMILY = r"\baddress family not supported|\beafnosupport\b|\bcode: 97\b|\berrno 97\b"
UNIT = (
    r"\bsystemd\b|\bsystemctl\b|\.service\b|\bunit\b|\bnixos\b|\baf_unix\b|\bunix_listener\b|\w_socket\b|socket /|"
    r"\brestrict\w*"
)
WATCHES = (
    r"\bquarkus:dev\b|press \[space\] to restart|\bflask_env=development\b|\brunserver\b|\bdevtools\b|"
    r"\bcargo[ -]watch\b|"
    r"\btsx watch\b|\[tsx\]|\bwatcher process\b|\bmeteor\b|\bapplication is crashing\b|\b(?:dev|watch) mode\b|"
    r"--watch\b|"
    r"\bnodemon\b|\breloader\b|(?<!macbook )(?<!m\d )(?<!ipad )\bair\b(?![- ](?:condition|gap|quality))|"
    r"\bhot reload\b|\bno prompt\b|waiting for file change"
)
BREAKS = (
    r"\b(?:error\[e\d+\]|could not compile|syntaxerror|modulenotfounderror|cannot find module|failed to start|"
    r"could not be parsed|traceback|exited with code|exit status|typo|build ?exception|no module named|"
    r"unsatisfied|is crashing|compilation)\b|error\[e\d+\]"
)
DATABASE_ENDED = (
    r"\[innodb\]|\binnodb\b|\bdd storage engine\b|\baborting\b|\bupgrade after a crash\b|\bunknown variable\b|"
    r"\bdata dictionary\b|\bsegmentation fault\b|\bgot signal\b"
)
AGREED = (
    r"(?:use port \d+ instead|(?:another|different) port(?: instead)?|on port \d+ instead)\?[^\n]{0,12}\b(?:yes|"
    r"y)\b(?!/)|--ci\b[^\n]{0,30}\b(?:takes|just)\b"
)
OF_UDP = (69, 123, 161, 162, 514, 1812, 1813, 1900, 5353, 8125, 9987, 12201, 19132, 51820)
SOCKET_FILE = r"\.sock\b|/run/\S{0,60}socket|\bunix[- ]sockets?\b"
SIGNALS = r"\bsegmentation fault\b|\bsegfault\w*|\bsigsegv\b|\bgot signal\b|\bsignal:? 11\b|\bcore dumped\b"
INSIDE = r"\b(?:docker|podman|compose|containers?|devcontainer|sail|kubernetes|pod)\b"
ANSWERS_HERE = (
    r"(?:localhost|127\.0\.0\.1):?\d*\S{0,40}[^\n]{0,60}\b(?:in (?:the|my) browser|lists?|says|is running|works|opens|"
    r"connects|returns 200|html)\b|\bon my (?:mac|pc|desktop|host)\b[^\n]{0,40}\b(?:works|fine)\b|"
    r"\binstalled natively\b|\bon the host (?:itself )?(?:shows|lists|works)\b"
)
SAME_PORT = (
    r"\b(?:on |the )same port\b|\b(?:also|too|both)\b[^\n]{0,20}\bport \d+|\bboth\b[^\n]{0,30}\bon (?:port )?\d{4,5}\b|"
    r"\bpublishes \d+ too\b|\btwo (?:things|servers|programs) on\b"
)
LOOPBACK = ("localhost", "loopback4", "loopback6")


def family_of_a_unit(text: Text) -> Lines:
    return text.together(FAMILY, UNIT)


def watched_and_broken(text: Text) -> Lines:
    return text.together(WATCHES, BREAKS)


def port_of_udp(text: Text) -> Lines:
    return lines(n for n in failed(text, "refused") if n.sign.port in OF_UDP)


def udp_and_tcp(text: Text) -> Lines:
    return both(text.find(r"\budp\b|\bnc -u"), refused(text), text.find(r"\btcp\b|\btelnet\b"))


def answers_outside(text: Text) -> Lines:
    """What refuses at the loopback inside of something answers at the same place outside of it."""
    if text.find(HOST_NAMES) or on(text, "wsl"):
        return NOWHERE
    outer = {one.sign.port for one in lent(text)}
    met = [n for n in failed(text, "refused") if kind(n.sign.host) in LOOPBACK and n.sign.port not in (None, *outer)]
    asked = {n.sign.port for n in met}
    there = lines(n for n in through(text) if n.sign.port in asked and kind(n.sign.host) in LOOPBACK)
    return both(text.find(INSIDE), lines(met), either(there, text.find(ANSWERS_HERE)))


LEADS = (
    Lead("systemd-unit-network-sandboxing", "a family is not supported where a unit runs it", 1.5, family_of_a_unit),
    Lead("ipv6-disabled-localhost-ipv6", "a family is not supported where a unit runs it", -2.5, family_of_a_unit),
    Lead("dev-watcher-alive-child-crashed", "a watcher is there, and its program is broken", 2.2, watched_and_broken),
    Lead("service-crashed-at-start", "a watcher is there, and its program is broken", -1.8, watched_and_broken),
    Lead("dev-server-proxy-or-websocket-upstream", "::1 alone is what refused", -2.0, refused_at_v6_alone),
    lead("mysql-not-accepting-tcp", "the database itself ended", -2.5, DATABASE_ENDED),
    lead("mongodb-bindip", "the database itself ended", -2.2, DATABASE_ENDED),
    lead("server-moved-to-next-port", "it asked for the next port, and was answered", 3.0, AGREED),
    lead("start-blocked-by-prompt-or-lock", "its question was answered", -3.0, AGREED),
    Lead("container-app-bound-to-loopback", "a moment later it gets through", -1.5, a_moment_later),
    Lead("mysql-not-accepting-tcp", "a moment later it gets through", -1.5, a_moment_later),
    Lead("server-closes-without-response", "a moment later it gets through", -1.0, a_moment_later),
    Lead("service-on-unix-socket-or-udp-only", "a port that is known for UDP refuses", 1.5, port_of_udp),
    Lead("service-on-unix-socket-or-udp-only", "UDP is spoken of, and TCP is refused", 1.8, udp_and_tcp),
    Lead(
        "service-on-unix-socket-or-udp-only",
        "a socket file is spoken of, and a port is refused",
        0.8,
        lambda text: both(text.find(SOCKET_FILE), lines(n for n in failed(text, "refused") if n.sign.port)),
    ),
    Lead(
        "service-exited-or-killed",
        "a signal ended it",
        1.0,
        lambda text: unless(text.find(SIGNALS), lines(failed(text, "empty", "reset"))),
    ),
    Lead("localhost-inside-container", "what refuses inside answers at the same place outside", 1.5, answers_outside),
    Lead("ai-server-loopback-only", "what refuses inside answers at the same place outside", -1.2, answers_outside),
    Lead(
        "container-port-not-published-or-mismapped",
        "what refuses inside answers at the same place outside",
        -1.2,
        answers_outside,
    ),
    Lead(
        "wildcard-specific-shadowing",
        "two servers have one port, and nobody complained",
        2.0,
        lambda text: both(text.find(SAME_PORT), quietly(text)),
    ),
)
