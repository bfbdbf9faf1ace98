"""What people tell without output: where it works and where not, which port was meant, what a setting says."""

from __future__ import annotations

import re

from portwise.model.reading import NOWHERE, Lines
from portwise.read.grounds import bind_trouble, never_silent, refused, to_loopback, together
from portwise.read.lead import Lead
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.vocabulary import (
    AFAR,
    ALTERNATE,
    BOTH_NAMES,
    BROWSED,
    DEV_SERVERS,
    DEVICE,
    DNS,
    IGNORED,
    NEW_NODE,
    OLD_NODE,
    OLDER,
    OTHER_THING,
    OTHERS,
    SETTING,
    STALE,
    UNREACHED,
)
from portwise.read.waits import failed, kind, lines, listening, ports, through

NEAR_PLACE = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\]):(\d{2,5})\b")
FAR_PLACE = re.compile(r"\b(?:192\.168|10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}:(\d{2,5})\b")


def no_name_failed(text: Text) -> bool:
    return not failed(text, "name-failure", "bind-EADDRINUSE")


def no_v4_refused(text: Text) -> Lines:
    return unless(refused(text), lines(n for n in failed(text, "refused") if kind(n.sign.host) == "loopback4"))


def refused_by_name_alone(text: Text) -> Lines:
    """A client is refused at localhost, where another one opens the same port."""
    asked = {
        n.sign.port for n in failed(text, "refused") if kind(n.sign.host) in ("localhost", "loopback6") and n.sign.port
    }
    return lines(n for n in through(text) if n.sign.port in asked and kind(n.sign.host) in ("localhost", "loopback4"))


def same_port_twice(text: Text) -> Lines:
    """Two start-up lines name one port."""
    rows = [row for row in listening(text, by="words") if not row.sign.place and row.sign.program != "debugger"]
    twice = [row for row in rows if sum(row.sign[:2] == other.sign[:2] for other in rows) > 1]
    return unless(lines(twice), bind_trouble(text))


def two_projects(text: Text) -> Lines:
    return both(same_port_twice(text), text.find(OTHER_THING))


def both_addresses(text: Text) -> Lines:
    """One port at loopback and at an address of the network, and one of them does not do."""
    near = {hit[1] for hit in NEAR_PLACE.finditer(text.folded)}
    far = [hit for hit in FAR_PLACE.finditer(text.folded) if hit[1] in near]
    told = tuple(dict.fromkeys(text.number(hit.start()) for hit in far))
    return both(told, text.find(UNREACHED)) if not in_the_way(text) else NOWHERE


def in_the_way(text: Text) -> Lines:
    """A bind that failed, a silence, or a server that is seen on every address."""
    wide = lines(row for row in listening(text, "any", by="socket"))
    return either(bind_trouble(text), lines(failed(text, "timeout", "unreachable", "name-failure")), wide)


def no_bind_no_silence(text: Text) -> bool:
    return not in_the_way(text) and not engine(text)


def ports_told_apart(text: Text) -> Lines:
    """What gets through is another port of the machine that refuses."""
    asked = ports(failed(text, "refused"))
    there = [
        n
        for n in through(text)
        if n.sign.port and n.sign.port not in asked and kind(n.sign.host) in ("localhost", "loopback4", "loopback6")
    ]
    return lines(there) if asked and not bind_trouble(text) and not engine(text) else NOWHERE


def set_elsewhere(text: Text) -> Lines:
    """A setting or code names one port for the server, and it is another one that refuses."""
    asked = ports(failed(text, "refused"))
    rows = [row for row in listening(text) if row.sign.by in ("code", "setting")]
    apart = asked and rows and asked.isdisjoint(row.sign.port for row in listening(text))
    return lines(rows) if apart and not engine(text) else NOWHERE


def other_address_works(text: Text) -> Lines:
    """Loopback refuses at a port that answers at another address or name of the machine."""
    asked = {n.sign.port for n in failed(text, "refused") if kind(n.sign.host) in ("loopback4", "localhost")}
    there = [n for n in through(text) if n.sign.port in asked and kind(n.sign.host) in ("specific", "name")]
    return lines(there) if not engine(text) else NOWHERE


def a_port_was_changed(text: Text) -> Lines:
    return unless(
        text.find(
            r"\b(?:chang|switch|mov|set)\w*\b.{0,60}?\bfrom (?:port )?\d{2,5} (?:to|->|on) (?:port )?\d{2,5}\b",
            r"\bport numbers?\b.{0,40}\b(?:chang\w*|different|differ\w*)",
        ),
        bind_trouble(text),
    )


LEADS = (
    together(
        "server-port-setting-wrong",
        "since an update it says another port",
        1.6,
        never_silent,
        r"\b(?:upgrad\w*|updat\w*|new version|since|new image)\b",
        r"\blistening on\b|\bstarted on\b|\brunning on\b|\bdefault port\b",
        r"\bany ?more\b|\bno longer\b|\bnot reachable\b|\bisn't reachable\b|\bdidn't change\b",
    ),
    Lead("wrong-port-or-typo", "a setting names one port for the server, and another one refuses", 1.6, set_elsewhere),
    Lead(
        "bound-to-specific-other-address",
        "loopback refuses at a port that answers at another address of the machine",
        2.5,
        other_address_works,
    ),
    Lead(
        "bound-to-loopback-client-uses-lan",
        "one port is told at loopback and at the machine's own address, and one of them fails",
        1.6,
        both_addresses,
    ),
    together(
        "bound-to-loopback-client-uses-lan",
        "a server for development is not reached from other devices",
        1.8,
        no_bind_no_silence,
        DEV_SERVERS,
        OTHERS,
        UNREACHED,
    ),
    together(
        "server-port-setting-wrong",
        "what a setting says of the port is not what is done",
        1.5,
        never_silent,
        SETTING,
        IGNORED,
        r"\bports?\b|\b(?:listen\w*|start\w*|com(?:es|ing) up) (?:on|at)\b",
    ),
    Lead("wrong-port-or-typo", "another port of the same machine answers", 1.6, ports_told_apart),
    Lead("wrong-port-or-typo", "one side's port was changed", 1.6, a_port_was_changed),
    together("reuseport-split", "old and new answers take turns", 2.2, no_name_failed, ALTERNATE, OLDER),
    together(
        "loopback-family-split",
        "localhost and 127.0.0.1 lead to different things",
        2.0,
        no_name_failed,
        BOTH_NAMES,
        OTHER_THING,
    ),
    Lead(
        "wildcard-specific-shadowing",
        "two servers say the same port, and one is shown in place of the other",
        3.5,
        two_projects,
    ),
    Lead("reuseport-split", "two servers say the same port without an error", 0.8, same_port_twice),
    together(
        "localhost-ipv6-first-server-ipv4-only",
        "a newer Node.js is refused where an older one was not",
        3.0,
        no_v4_refused,
        NEW_NODE,
        OLD_NODE,
        r"\blocalhost\b|::1",
    ),
    Lead(
        "localhost-ipv6-first-server-ipv4-only",
        "another client opens what this one is refused by name",
        2.0,
        refused_by_name_alone,
    ),
    together(
        "name-resolves-to-stale-or-wrong-address",
        "a name still leads to an older place",
        2.2,
        no_name_failed,
        DNS,
        STALE,
    ),
    together("localhost-is-another-machine", "a device asks its own localhost", 2.4, to_loopback, DEVICE),
    together(
        "localhost-is-another-machine",
        "the server was started on a machine far away, and localhost is opened here",
        2.2,
        to_loopback,
        AFAR,
        BROWSED,
    ),
)
