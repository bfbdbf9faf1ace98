"""Somebody asks from inside a container: its own loopback, its host, or a name of another."""

from __future__ import annotations

import re

from portwise.model.reading import Failure, Lines
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.places import is_loopback
from portwise.read.scene import (
    LOG_OF_CONTAINER,
    cut_off,
    engine,
    given,
    inside,
    kept,
    lent,
    stated,
    to_loopback,
    waits_on_loopback,
)
from portwise.read.signs.code import but_errors
from portwise.read.text import Text, both, either, unless

HOST_NAMES = (  # not in a hosts file, where the engine writes them
    r"(?<!\.\d\s)(?<!\.\d\d\s)(?<!\.\d\d\d\s)\bhost\.(?:docker|containers|lima|rancher-desktop|minikube|"
    r"orb|k3d)\.internal\b(?!\s\d{1,3}\.\d)|\b(?:gateway|"
    r"docker\.for\.(?:mac|win))\."
    r"(?:docker\.internal|localhost|host\.internal)\b|\bdocker\.for\.(?:mac|win)"
)
BRIDGE = re.compile(r"(?:172\.1[7-9]|172\.2\d|10\.88)\.\d+\.1$")


LOG = re.compile(LOG_OF_CONTAINER)
LOGS = (r"\b(?:docker|podman|kubectl)(?:-compose| compose)? logs\b",)
RUN_INSIDE = (r"\b(?:docker|podman|kubectl)(?:-compose| compose)? exec\b", r"\bdocker run .{0,120}\bcurl\b")
PROMPT = (r"\b[a-z_][\w-]*@[0-9a-f]{12}:",)
OF_HOST = ("curl", "wget", "chrome", "firefox", "safari")
FAR_BELOW = 15  # lines of a log that are looked at


def log_at_loopback(text: Text) -> Lines:
    """The line of a container's log, or what was run inside, names the loopback as what it failed to reach."""
    logs, run, prompt = (set(text.find(*patterns)) for patterns in (LOGS, RUN_INSIDE, PROMPT))
    return tuple(
        n
        for one in text.signs(Failure)
        for n in one.lines
        if is_loopback(one.sign.host)
        and (
            LOG.match(text.by_number.get(n, ""))
            or any(0 <= n - m <= 2 for m in run | prompt)
            or (one.sign.client not in ("curl", "wget") and any(0 < n - m <= FAR_BELOW for m in logs))
        )
    )


def at_anothers_port(text: Text) -> Lines:
    """What failed at the loopback is the port of another container; a client of the host was typed out there."""
    ports = {port for one in (*lent(text), *kept(text)) for port in (one.sign.port, one.sign.inside) if port}
    within = inside(text)
    return tuple(
        n
        for one in text.signs(Failure)
        if is_loopback(one.sign.host) and one.sign.port in ports
        for n in one.lines
        if one.sign.client not in OF_HOST or any(0 <= n - m <= 3 for m in within)
    )


def engine_asked(text: Text) -> Lines:
    """What failed is an address of the engine's own bridge."""
    return tuple(n for one in text.signs(Failure) if BRIDGE.match(one.sign.host) for n in one.lines)


def port_of_host(text: Text) -> Lines:
    """What failed is a port that the host lends out, under another number than inside."""
    outer = {one.sign.port for one in lent(text) if one.sign.port != one.sign.inside}
    return tuple(n for one in text.signs(Failure) if one.sign.port in outer for n in one.lines)


def told_to_ask_its_own(text: Text) -> Lines:
    """Neither the fields of an error nor where a server waits."""
    told = text.find(
        r"(?<!\", )(?<![\w-])(?!server: localhost, )(?!docker_host)\w*(?:url|uri|host|hosts|address|addr|"
        r"endpoint|server|dsn|broker|brokers|api|base)\w*[\"']?\s*[:=]\s*[\"']?(?:\w[\w+.-]*://)?(?:[^\s@/\"']{1,60}@)?(?:localhost|"
        r"127\.0\.0\.1)\b"
    )
    waits = {n for one in waits_on_loopback(text) if one.sign.by == "setting" for n in one.lines}
    return given(engine(text), tuple(n for n in but_errors(text, told) if n not in waits))


LEADS = (
    Lead(
        "localhost-inside-container",
        "the log of a container names its own loopback as what it failed to reach",
        3,
        log_at_loopback,
    ),
    Lead(
        "localhost-inside-container",
        "the port at the loopback that fails is another container's",
        1.5,
        lambda t: both(at_anothers_port(t), inside(t)),
    ),
    Lead(
        "localhost-inside-container",
        "a service of the compose file is told to connect to localhost",
        2,
        told_to_ask_its_own,
    ),
    Lead(
        "localhost-inside-container",
        "it works outside of Docker and is refused at localhost inside",
        2,
        lambda t: both(
            engine(t),
            to_loopback(t),
            t.find(
                r"\b(?:without|outside(?: of)?|no|not (?:in|using)) (?:docker|(?:the |a )?containers?)\b|"
                r"\brun(?:s|ning)? (?:it )?(?:locally|directly|natively)|\bon (?:my|the) (?:pc|host|machine|"
                r"laptop|mac)\b.{0,30}\b(?:works|fine|connects|ok)"
            ),
        ),
    ),
    Lead(
        "localhost-inside-container",
        "it works from the host and fails from the container",
        1.5,
        lambda t: both(
            either(
                stated(t, True, "host"),
                t.find(
                    r"\bfrom (?:the|my) host\b.{0,60}(?:works|fine|ok|200|streams|connects)|"
                    r"\bhost (?:machine )?(?:it )?works"
                ),
            ),
            either(stated(t, False, "container"), log_at_loopback(t)),
        ),
    ),
    Lead(
        "localhost-inside-container",
        "what fails is the port by which the host lends a container out",
        1.5,
        lambda t: given(not t.find(HOST_NAMES), both(port_of_host(t), stated(t, True, "here", "elsewhere", "host"))),
    ),
    Lead(
        "localhost-inside-container",
        "one of several programs in containers asks localhost for another",
        2.5,
        lambda t: given(
            not t.find(HOST_NAMES)
            and t.find(
                r"\b(?:everything|all|both|(?:two|three|four|\d) (?:services|containers)|services|each|"
                r"stack)\b[^.\n]{0,40}\b(?:compose|docker|containers?)\b"
            ),
            both(
                to_loopback(t),
                t.find(
                    r"\b(?:worker|service|container|app|backend|bot|cron|job|api|frontend|server|gateway|celery|"
                    r"scheduler)\b[^.\n]{0,80}\b(?:refused|can'?t "
                    r"(?:reach|connect)|cannot (?:reach|connect)|fails?|error)\b"
                ),
            ),
        ),
    ),
    Lead(
        "localhost-inside-container",
        "it is a proxy that asks its own upstream",
        -2,
        says(
            r"while connecting to upstream(?!, client: 172\.(?:1[7-9]|2\d|3[01])\.0\.1\b[^\n]{0,300}"
            r"upstream: \"\w+://(?:localhost|127\.0\.0\.1)\b)|caused by: dial tcp"
        ),
    ),
    Lead(
        "localhost-inside-container",
        "somebody asks localhost from inside a container",
        1.5,
        lambda t: both(inside(t), to_loopback(t)),
    ),
    Lead("localhost-inside-container", "what fails is named as the host, not as localhost", -3, says(HOST_NAMES)),
    Lead("localhost-inside-container", "the connection comes about and is cut off", -1.5, cut_off),
    Lead(
        "container-cannot-reach-host",
        "the container asks for the host by a name or address of its engine",
        3,
        lambda t: either(t.find(HOST_NAMES), given(engine(t), engine_asked(t))),
    ),
    Lead(
        "container-cannot-reach-host",
        "the words of a container that wants a service of its host",
        2,
        lambda t: given(
            engine(t),
            t.find(
                r"\b(?:from|inside|within|in) (?:a |the |my |this )?(?:\w+ )?containers?\b.{0,80}\b(?:on|of|to|"
                r"from) (?:the|my) host\b",
                r"\b(?:reach|access|connect(?:ing)? to|talk to|use) .{0,40}\b(?:on|of) (?:the|"
                r"my) (?:docker )?host\b",
                r"\b(?:runs?|running|listens?|installed) (?:natively |directly )?on (?:the|"
                r"my) (?:docker )?host(?: machine| itself)?\b",
            ),
        ),
    ),
    Lead(
        "container-cannot-reach-host",
        "the host's own filter keeps the engine's network out",
        1.5,
        lambda t: given(
            engine(t) and engine_asked(t) and met(t, "timeout", "unreachable", "hang"),
            t.find(r"\bufw\b|\bfirewalld?\b|\biptables\b"),
        ),
    ),
    Lead(
        "container-cannot-reach-host",
        "the filter of the host logs that it blocks what comes from the engine's bridge",
        3.5,
        says(r"\b(?:block|drop|reject|deny|denied)\w*\b.{0,30}\bin=(?:docker0|br-\w+|podman\d|cni\d?)"),
    ),
    Lead(
        "container-cannot-reach-host",
        "the way to the host is asked of the engine",
        1,
        says(r"host-gateway|--add-host|extra_hosts"),
    ),
    Lead(
        "container-cannot-reach-host",
        "what fails is at the loopback",
        -1,
        lambda t: unless(to_loopback(t), t.find(HOST_NAMES)),
    ),
    Lead(
        "localhost-inside-container",
        "it works until it runs in a container",
        2,
        lambda t: given(
            to_loopback(t) and not t.find(HOST_NAMES),
            t.find(
                r"\b(?:not|fails?|refused|error|breaks?|stops?)\b[^.\n]{0,15}\b(?:when|if|once|in|inside|"
                r"as soon as)\b[^.\n]{0,50}\b(?:docker|containers?|compose)\b"
            ),
        ),
    ),
    Lead(
        "debugger-paused",
        "the debugger itself is not reached from a container",
        -2,
        lambda t: given(t.find(HOST_NAMES), t.find(r"could not connect to (?:the )?debugg")),
    ),
)
