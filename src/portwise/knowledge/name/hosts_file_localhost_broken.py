"""
``localhost`` is an ordinary name to getaddrinfo(3): the hosts file says what it is,
and where the file says nothing a name server is asked, which does not know.  A file
that was written over by an installer, a blocklist or an image of a container lacks the
line, or has a second one that leads elsewhere; then every client of the system's
resolver fails or dials a stranger: "getaddrinfo EAI_AGAIN localhost".  Where only the
line of IPv4 was lost, localhost is ::1 alone, and a server on 127.0.0.1 is not met.

Browsers and curl have loopback built in for this name (RFC 6761 section 6.3) and go on
working, which makes the fault look like one of the program that fails.
"""

from __future__ import annotations

from ipaddress import ip_address

from portwise.knowledge.terms import names
from portwise.knowledge.terms.names import LOCALHOST
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.client import Client
from portwise.model.evidence import none, some
from portwise.model.facts import HERE, HOSTS, LISTENERS
from portwise.model.names import HostsEntry
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Address, Intent

IPV4, IPV6 = ip_address("127.0.0.1"), ip_address("::1")


class Fault(NamedTuple):
    """What the resolver made of localhost: a failure in its own words, addresses that are no loopback, or ::1 alone."""

    failure: str
    foreign: tuple[Address, ...]
    half: bool = False


def faults(view: View) -> list[Fault]:
    if not names.localhost(view):
        return []
    foreign = tuple(a for a in names.addresses(view) if not a.is_loopback) if view.target.port_is_valid else ()
    fault = Fault("" if foreign else names.failure(view), foreign, not foreign and half(view))
    return [fault] if any(fault) else []


def half(view: View) -> bool:
    """Whether it leads to ::1 alone, and a server of that port is at 127.0.0.1 alone."""
    if view.target.intent is not Intent.CONNECT or names.addresses(view) != (IPV6,):
        return False
    mine = [row for row in view[LISTENERS.of(HERE)] if row.port == view.target.port]
    return some(mine, lambda row: row.covers(IPV4)) and none(mine, lambda row: row.covers(IPV6))


def written(view: View, fault: Fault) -> bool:
    """Whether the file is why: no line for localhost, or none of IPv4, or the very line that leads elsewhere."""
    lines = view[HOSTS.of(LOCALHOST)]
    if fault.foreign:
        return bool(wrong(view, fault))
    return not any(one.address.is_loopback and not (fault.half and one.address.version == 6) for one in lines)


def wrong(view: View, fault: Fault) -> list[HostsEntry]:
    return [one for one in view[HOSTS.of(LOCALHOST)] if one.address in fault.foreign]


def story(view: View, fault: Fault) -> str:
    if entry := next(iter(wrong(view, fault)), None):
        return (
            f"line {entry.line} of /etc/hosts leads localhost to {entry.address}, which is not this machine's loopback"
        )
    if fault.half:
        return (
            "/etc/hosts leads localhost to ::1 alone: its line 127.0.0.1 localhost is missing, and the server is there"
        )
    return "/etc/hosts has no line for localhost, and no name server knows it"


def line(view: View, fault: Fault) -> str | None:
    return next((str(entry.line) for entry in wrong(view, fault)), None)


def alone(view: View) -> bool:
    """Whether without the wrong line no 127.0.0.1 is left for localhost: then the right one takes its place."""
    return not any(one.address.is_loopback and one.address.version == 4 for one in view[HOSTS.of(LOCALHOST)])


FILE = "/etc/hosts"
ANEW = f"cp {FILE} {FILE}.before; echo 127.0.0.1 localhost > {FILE}; echo ::1 localhost >> {FILE}"
ITS_LINES = (
    "give {missing} its two lines back",
    ("sh", "-c", "echo 127.0.0.1 {missing} >> /etc/hosts; echo ::1 {missing} >> /etc/hosts"),
    "take the two lines out of /etc/hosts",
    "missing",
)
ITS_LINE = (
    "give {half} its line of IPv4 back",
    ("sh", "-c", "echo 127.0.0.1 {half} >> /etc/hosts"),
    "take the line out of /etc/hosts",
    "half",
)
INSTEAD = (
    "put 127.0.0.1 localhost in the place of line {only}, for no other line leads localhost there",
    ("sed", "-i.before", "{only}s/.*/127.0.0.1 localhost/", "/etc/hosts"),
    "mv /etc/hosts.before /etc/hosts",
    "only",
)
OUT = (
    "take line {line} out, or put another name there",
    ("sed", "-i.before", "{line}s/^/#/", "/etc/hosts"),
    "mv /etc/hosts.before /etc/hosts",
    "line",
)
CAUSE = Cause(
    id="hosts-file-localhost-broken",
    hop=Hop.NAME,
    scope=Scope.MACHINE,
    ways=frozenset({Way.TCP, Way.UDP, Way.BIND}),
    explains=frozenset(
        {Outcome.NAME_FAILURE, Outcome.CONNECTED, Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.TIMEOUT}
        | {Outcome.BIND_EADDRNOTAVAIL}
    ),
    prior=1.0,
    title="{story}",
    plain="The hosts file does not lead localhost to loopback",
    about=About(
        "the system's resolver does not lead localhost to loopback, and to nothing else, or to the half of it alone at "
        "which nobody listens",
        faults,
        told="the system's resolver says of localhost: {says}",
        denied="localhost leads to loopback, or another name was asked for",
        once=names.localhost,
    ),
    needs=(
        Clause(
            "the hosts file is why: its line for localhost is missing, or leads elsewhere",
            written,
            told="{story}",
            denied="the hosts file has the right line; something before it answers",
        ),
    ),
    slots={
        "story": story,
        "line": lambda view, fault: None if alone(view) else line(view, fault),
        "only": lambda view, fault: line(view, fault) if alone(view) else None,
        "missing": lambda _, fault: LOCALHOST if fault.failure else None,
        "half": lambda _, fault: LOCALHOST if fault.half else None,
        "says": lambda _, fault: fault.failure or ", ".join(map(str, fault.foreign or (IPV6,))),
    },
    remedies=(
        Remedy("see what programs get for localhost", ("getent", "ahosts", "localhost"), Safety.SAFE),
        Remedy("see the file", ("cat", "/etc/hosts"), Safety.SAFE),
        *(
            Remedy(
                does,
                argv,
                Safety.ASK,
                needs_root=True,
                undo=undo,
                platform=platform,
                when=when,
            )
            for platform in ("linux", "macos")
            for does, argv, undo, when in (ITS_LINES, ITS_LINE, INSTEAD, OUT)
        ),
        *(
            Remedy(
                "only if nobody wants anything else in the file: write it anew with these two lines. Every other name "
                "that it gives on this machine is lost then",
                ("sh", "-c", ANEW),
                Safety.SHOW,
                needs_root=True,
                undo=f"mv {FILE}.before {FILE}",
                platform=platform,
            )
            for platform in ("linux", "macos")
        ),
        Remedy(
            "find out who wrote the file: cloud-init, a blocklist, an image, a VPN",
            ("ls", "-l", "--full-time", "/etc/hosts"),
            Safety.SAFE,
        ),
    ),
    prevention=(
        "let tools add lines to /etc/hosts, never write it anew",
        "write 127.0.0.1 for programs that must not depend on the file",
    ),
    suspect="the hosts file",
    spares=frozenset({Client.BROWSER, Client.CURL}),  # they look at no hosts file for localhost
    see=(
        "man 5 hosts",
        "https://www.rfc-editor.org/rfc/rfc6761#section-6.3",
        "https://github.com/nodejs/node/pull/741",
    ),
)
