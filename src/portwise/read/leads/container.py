"""Containers: what is lent out, where the program inside waits, and who asks whom from where."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Failure, Lines, Listening
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.places import is_loopback
from portwise.read.scene import (
    DESKTOP,
    IN_CONTAINER,
    asked,
    asked_directly,
    cut_off,
    down,
    engine,
    given,
    kept,
    lent,
    lines_of,
    near,
    seen,
    stated,
    to_lan,
    to_loopback,
    up,
    waits_everywhere,
    waits_inside,
    waits_on_loopback,
    works_inside,
)
from portwise.read.signs.code import but_errors
from portwise.read.text import Text, both, either, unless


def asked_and_kept(text: Text) -> Lines:
    """The port that somebody fails to reach is exposed by a container and not lent out by the host."""
    return tuple(n for one in kept(text) if one.sign.inside in asked_directly(text) for n in one.lines)


def nothing_lent(text: Text) -> Lines:
    """Containers run, and none of them lends a port."""
    if lent(text) or text.find(r"network_mode|--net(?:work)?[ =]\"?host"):
        return NOWHERE
    return tuple(n for one in (*up(text), *kept(text)) for n in one.lines)


def waits_elsewhere(text: Text) -> Lines:
    """The program inside waits at a port that is not the one which the host's port leads to."""
    pairs = {(one.sign.port, one.sign.inside) for one in lent(text)}
    run = text.find(r"\b(?:docker|podman)(?:-compose| compose)? exec\b")
    told = [
        one
        for one in text.signs(Listening)
        if one.sign.by != "socket" or one.sign.place or any(0 < one.lines[0] - n <= 6 for n in run)
    ]
    targets = {inner for _, inner in pairs}
    lines = tuple(
        n
        for one in told
        if one.sign.port not in targets
        and any(inner for outer, inner in pairs if outer == one.sign.port or len(pairs) == 1)
        for n in one.lines
    )
    return NOWHERE if {one.sign.port for one in told} & targets else lines


def lent_to_loopback(text: Text) -> Lines:
    """Lent out at 127.0.0.1 alone, while somebody asks from another machine."""
    only = tuple(n for one in lent(text) if is_loopback(one.sign.host) for n in one.lines)
    return both(only, either(to_lan(text), stated(text, False, "elsewhere", "phone", "outside", "lan-address")))


OWN_ADDRESS = re.compile(r"172\.(?:1[7-9]|2\d|30)\.0\.")  # of a container, in the networks that Docker makes


def asked_at_inner(text: Text) -> Lines:
    """Somebody asks the host for the port inside."""
    outer = {one.sign.port for one in lent(text)}
    own = {one.sign.port for one in text.signs(Failure) if OWN_ADDRESS.match(one.sign.host)}
    return tuple(n for one in lent(text) if one.sign.inside in asked(text) - outer - own for n in one.lines)


def lent_as_asked(text: Text) -> Lines:
    return tuple(
        n for one in lent(text) if one.sign.port in asked(text) and not is_loopback(one.sign.host) for n in one.lines
    )


def log_at_loopback(text: Text) -> Lines:
    """The line of a container's log names the loopback as what it failed to reach."""
    logs = text.find(IN_CONTAINER[0], IN_CONTAINER[1], IN_CONTAINER[2])
    return near(to_loopback(text), logs, 2)


LEADS = (
    Lead(
        "container-port-not-published-or-mismapped",
        "the port is exposed by the container and not lent out by the host",
        4,
        asked_and_kept,
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "containers run, and none of them lends a port to the host",
        2.5,
        lambda t: unless(nothing_lent(t), met(t, "name-failure", "http-5xx")),
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "the container is started without -p",
        3,
        lambda t: given(not lent(t), lines_of(seen(t, "run without publishing"))),
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "the program inside waits at another port than the one that is lent out",
        3,
        waits_elsewhere,
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "the port is lent out at 127.0.0.1 alone, and somebody asks from elsewhere",
        3,
        lent_to_loopback,
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "the host is asked for the port inside, which is lent out as another",
        2,
        asked_at_inner,
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "the words of a port that is not published",
        2.5,
        says(
            r"\bexpose\b[^.\n]{0,40}\b(?:image|dockerfile|already|enough|only|instruction)\b|"
            r"\bport mappings?\b[^.\n]{0,60}\b(?:empty|default|nothing|left|forgot\w*|missing|none)\b",
            r"\b(?:not|never|isn't|aren't|wasn't|without|forgot(?: to)?|no) (?:being )?(?:publish(?:ed|ing)?|"
            r"mapp(?:ed|ing)|the -p\b|a -p\b|-p\b|port (?:mapping|publishing))",
            r"\bports? column\b.{0,40}\b(?:empty|blank|nothing|no)\b|\b(?:empty|no|"
            r"nothing)\b.{0,30}\bports? column\b",
            r"\b(?:has|have|got|with|only|just) (?:an? )?expose\b|\bexpose (?:\d+|is|in) .{0,40}dockerfile|"
            r"dockerfile .{0,40}\bexposes?\b",
        ),
    ),
    Lead(
        "container-port-not-published-or-mismapped",
        "the port that fails is lent out as it is asked for",
        -1,
        lent_as_asked,
    ),
    Lead("container-port-not-published-or-mismapped", "the client itself is inside a container", -1, log_at_loopback),
    Lead(
        "container-app-bound-to-loopback",
        "the program says that it waits at 127.0.0.1, and a container lends that port out",
        3.5,
        waits_inside,
    ),
    Lead(
        "container-app-bound-to-loopback",
        "the program waits at the loopback, and it runs in a container",
        2,
        lambda t: unless(
            both(tuple(n for one in waits_on_loopback(t) if one.sign.by != "socket" for n in one.lines), engine(t)),
            waits_inside(t),
            log_at_loopback(t),
        ),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "it answers inside the container, and the connection is cut off from outside",
        2.5,
        lambda t: given(not waits_everywhere(t) and not down(t), both(works_inside(t), cut_off(t))),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "it answers inside the container and not through the published port",
        1,
        lambda t: unless(both(works_inside(t), met(t, "refused", "hang", "timeout")), t.find(DESKTOP)),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "the port that the host lends out accepts and is cut off at once",
        1.5,
        lambda t: given({one.sign.port for one in lent(t)} & asked(t) and not t.find(DESKTOP), cut_off(t)),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "its setting names the loopback, and a container lends a port out",
        1.5,
        lambda t: given(
            lent(t) and not waits_inside(t),
            but_errors(
                t,
                t.find(
                    r"\b(?:host|bind|address|listen|interface|ip|hostname)[\"']?\s*[:=]\s*[\"']?(?:127\.0\.0\.1|"
                    r"localhost)\b"
                ),
            ),
        ),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "the ports of a dev container are forwarded, not lent out",
        -2.5,
        says(r"\bdev ?-?containers?\b|\bcodespaces?\b|\bgitpod\b|\breopen in container"),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "a published port accepts and is cut off at once",
        1.5,
        lambda t: unless(both(cut_off(t), engine(t)), t.find(DESKTOP, r"kubectl|ssh -|nginx|proxy_pass")),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "the dev server in the container says that it is not exposed",
        2.5,
        lambda t: both(
            t.find(
                r"use --host to expose|running on (?:https?://)?(?:127\.0\.0\.1|localhost)\b.{0,60}press ctrl|"
                r"listening at 127\.0\.0\.1"
            ),
            engine(t),
        ),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "the words of a program bound to the loopback inside a container",
        2.5,
        lambda t: given(
            engine(t),
            t.find(
                r"\b(?:bind|binds|bound|binding|listen(?:s|ing)?|host|serv(?:e|es|ing))\b.{0,30}\b(?:127\.0\.0\.1|"
                r"localhost|loopback)\b.{0,60}\b(?:inside|within|in) (?:the |a )?(?:container|docker)",
                r"\b(?:inside|within|in) (?:the |a )?(?:container|docker)\b.{0,60}\b(?:bind|binds|bound|binding|"
                r"listen(?:s|ing)?)\b.{0,30}\b(?:127\.0\.0\.1|localhost|loopback)\b",
            ),
        ),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "the program waits at every address",
        -2,
        lambda t: tuple(n for one in waits_everywhere(t) if one.sign.by != "socket" for n in one.lines),
    ),
    Lead("container-app-bound-to-loopback", "who fails is a container itself", -2, log_at_loopback),
)
