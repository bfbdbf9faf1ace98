"""What a few words decide: who helps a program, what begins it, what it was told before it went."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.grounds import CRASH, IN_USE, bind_trouble
from portwise.read.lead import Lead
from portwise.read.leads.loopback import refused_at, the_name_and_not_four
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, lead, lines, seen

SOCKET_UNIT = (
    r"(?<![\w.-])(?!socket\.|net\.)[\w-]+\.socket\b(?!\(|\.\w)|@\S{0,30}\.service\b|\bx?inetd\b|\(\"systemd\",pid=1,"
)
ENDS = r"\berror while loading\b|\bstatus=\d+|\bpermission denied\b|\binvalid character\b|\bmodulenotfound"
HELPERS = (
    r"users:\(\(\"(?:ssh|sh|bash|dash|sleep|tcpdump|conmon|convert|cat|tail|git|curl|ffmpeg|sudo|chrome)\"|"
    r"\bshows? `?(?:sh|sleep|ssh|bash|cat|tail)`?\b|\bpopen\b|\bexec'?d\b|\bruntime\.exec\b|\bspawned\b"
)
STAYS = r"\bport\b[^\n]{0,20}\b(?:remains|stays|bound|listening)\b|\bfailed to bind\b"
SAYS_LOCALHOST = (
    r"(?:ready|listening|running|local|compiled|available)\b[^\n]{0,25}\bhttps?://localhost:\d+|"
    r"\bserver listening[^\n]{0,20}localhost"
)
SHORT_OF_MEMORY = (
    r"\bno (?:free )?(?:ram|memory|swap)\b|\b(?:memory|ram)\b[^\n]{0,40}\b(?:climbs?|grows|goes up|is full|full|"
    r"to the top|runs? (?:out|full)|spikes?)\b|\b\d+ ?gb? (?:vm|ram|box|csv|vps)\b|\bfree -[hm]\b|\bmem required\b|"
    r"\b(?:word|says?|only|just|line) [\"'`(]{0,2}killed\b|^killed$"
)
GONE = (
    r"\b(?:gone|vanish\w*|disappear\w*|killed|dies|died|aborted|ends? in the middle|just ends|refused|restart\w*|"
    r"exited|crash\w*)\b"
)
LEFT = (
    r"\bctrl[-+ ]{1,3}z\b|\bcrashed an? \w+ ago\b|\bafter (?:\w+ )?(?:crash\w*|the crash)\b|"
    r"\bafter (?:pycharm|eclipse|vs ?code|intellij|visual studio|webstorm|the ide) crashed\b|"
    r"\binterrupted the kernel\b|\bclosed with the x\b|\bolder terminal\b|"
    r"\b(?:still opens|still there) in (?:chrome|the browser)\b|\bstop button is gr[ae]y\b|\brun kill \d+\b|"
    r"\bstarted it (?:with|in) \S[^\n]{0,60}&\W"
)
TAKEN = r"\bport is taken\b|\balready (?:running|in use|being used)\b"
PROXIED6 = r"(?:proxy error|could not proxy|http proxy|upstream)[^\n]{0,160}(?<![\w:])\[?::1\]?:\d+"
REDIS_ENDED = r"\bfatal config file error\b|\bbad directive\b|\buser requested shutdown\b|\bready to exit, bye\b"
ENGINES = r"\b(?:docker|containers?|compose|podman|portainer|yacht|rancher|synology)\b"
DOWN = (
    r"\brestart ?count\b|\brestarting\b[^\n]{0,12}\(\d+\)|\bexited \(\d+\)|\bexited with code \d+|"
    r"\bstopped unexpectedly\b|\bis not running\b|\brestartpolicy\b|\b(?:without|ohne) --restart\b|\"created\"|"
    r"\bunhealthy\b|\bstarting[^\n]{0,6}stopped\b"
)


def lent_to_four_alone(text: Text) -> Lines:
    """::1 is refused, and an engine lends the port out at 0.0.0.0."""
    six = lines(n for n in failed(text, "refused") if n.sign.host == "::1")
    return both(six, text.find(r"(?<![\d.])0\.0\.0\.0\b"), engine(text))


def begun_by_a_socket(text: Text) -> Lines:
    """A socket of systemd or inetd is there, and what it begins ends with an error."""
    return both(text.find(SOCKET_UNIT), either(text.find(*CRASH), text.find(ENDS)))


def left_running(text: Text) -> Lines:
    """The port is in use, and somebody says how an earlier run was left."""
    return both(text.find(LEFT), either(IN_USE(text), lines(seen(text, "moved")), text.find(TAKEN)))


def four_refused_and_the_name_said(text: Text) -> Lines:
    return both(refused_at(text, "loopback4"), text.find(SAYS_LOCALHOST))


LEADS = (
    Lead("container-loopback-hairpin-off", "::1 is refused for a port of 0.0.0.0", 2.0, lent_to_four_alone),
    Lead("localhost-ipv6-first-server-ipv4-only", "::1 is refused for a port of 0.0.0.0", -1.2, lent_to_four_alone),
    Lead("socket-activation-service-failing", "what a socket begins ends with an error", 1.8, begun_by_a_socket),
    Lead("service-crashed-at-start", "what a socket begins ends with an error", -1.8, begun_by_a_socket),
    Lead("service-on-unix-socket-or-udp-only", "what a socket begins ends with an error", -1.5, begun_by_a_socket),
    Lead(
        "port-held-by-hidden-owner",
        "a helper of the program holds the port",
        2.5,
        lambda text: both(text.find(HELPERS), either(IN_USE(text), text.find(STAYS))),
    ),
    Lead(
        "cdn-or-public-tunnel-origin-unreachable",
        "localhost works where 127.0.0.1 does not",
        -2.0,
        lambda text: either(the_name_and_not_four(text), four_refused_and_the_name_said(text)),
    ),
    Lead(
        "server-ipv6-only-client-ipv4",
        "127.0.0.1 refuses, and the server says localhost",
        1.2,
        four_refused_and_the_name_said,
    ),
    Lead(
        "out-of-memory-kill",
        "memory is short, and the program goes",
        1.6,
        lambda text: text.together(SHORT_OF_MEMORY, GONE),
    ),
    Lead("port-held-by-stale-instance", "an earlier run was left without an end", 2.0, left_running),
    Lead("server-moved-to-next-port", "an earlier run was left without an end", -1.2, left_running),
    lead("redis-protected-mode-or-bind", "the server ended, by its own words", -2.0, REDIS_ENDED),
    lead("localhost-ipv6-first-server-ipv4-only", "a proxy asks ::1", 0.8, PROXIED6),
    lead("dev-server-proxy-or-websocket-upstream", "a proxy asks ::1", -1.2, PROXIED6),
    Lead(
        "container-exited-or-unhealthy",
        "a container is told to be down",
        0.6,
        lambda text: unless(text.together(ENGINES, DOWN), bind_trouble(text)),
    ),
)
