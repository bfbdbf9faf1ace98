"""
A unit of systemd can take the network from its processes, and the server in it is none the wiser until it starts:

- ``PrivateNetwork=yes`` gives it a network namespace with nothing but a loopback of its own.  It listens, its log says
  so, and nobody outside can connect.
- ``RestrictAddressFamilies=`` is a seccomp filter over the first argument of socket(2): a family that is not named
  there ends in EAFNOSUPPORT, "Address family not supported by protocol".
- ``SocketBindDeny=`` attaches programs of BPF to the control group: bind(2) says EPERM for the ports that it names.

The same command in a shell has none of these limits, which is why it works there and not as a service.  What a
socket unit opens is handed in and is not concerned: that is how a service is sandboxed and reached all the same.
``IPAddressDeny=`` drops packets, and is told with the other programs of BPF at a control group.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import remains, staff
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import CONFINED, ELSEWHERE, KIN, OWNERS
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.service import Unit

KEPT = "systemd unit "  # as KIN tells of a supervisor
UP = ("active", "activating", "reloading")
NO_FAMILY = ("Address family not supported", "EAFNOSUPPORT", "Errno 97", "errno: 97")
NO_BIND = ("Operation not permitted", "EPERM", "Errno 1]")
FAMILIES = {4: "AF_INET", 6: "AF_INET6"}


class Service(NamedTuple):
    """A unit that is for the port by its words, or by those of one of its processes."""

    name: str
    unit: Unit | None


class Ban(NamedTuple):
    directive: str
    value: str
    effect: str
    instead: str  # what a drop-in says so that it may


def services(view: View) -> Iterator[Service]:
    if not (terms.OUR_ADDRESS.holds(view, None) and staff.NOBODY_ANYWHERE.holds(view, None)):
        return
    there = dict.fromkeys(residents(view))
    known = [unit for unit in remains.services(view) if unit.keeper == remains.SYSTEMD and is_wanted(unit)]
    yield from (Service(unit.name, unit) for unit in known)
    yield from (Service(name, None) for name in there if name not in [unit.name for unit in known])


def is_wanted(unit: Unit) -> bool:
    """A unit that nobody started is missed for that reason."""
    return unit.active in UP or remains.failed(unit)


def residents(view: View) -> Iterator[str]:
    """The units of processes that want the port, or listen on it in another network namespace, as far as that shows."""
    there = [process for distant in view[ELSEWHERE.of(view.at.port)][:1] for process in view[OWNERS.of(distant.inode)]]
    for kin in view.all(KIN.of(process) for process in (*staff.last_told(view), *there)):
        if kin.supervisor.startswith(KEPT):
            yield kin.supervisor.removeprefix(KEPT)


def ban(view: View, service: Service) -> Ban | None:
    """What of its unit is in the way."""
    rules, port, version = view[CONFINED.of(service.name)], view.at.port, view.at.address.version
    fell = service.unit is not None and remains.failed(service.unit)
    if rules.private and not fell:
        effect = "it has a network of its own, and nobody outside can connect to what listens in there"
        return Ban("PrivateNetwork", "yes", effect, "PrivateNetwork=no")
    left = not all(map(rules.forbids_family, FAMILIES))
    if rules.forbids_family(version) and (said(service, NO_FAMILY) or not left):
        effect = f"it may not make a socket of IPv{version}: socket(2) says EAFNOSUPPORT"
        instead = f"RestrictAddressFamilies={FAMILIES[version]}"
        return Ban("RestrictAddressFamilies", rules.families or "none", effect, instead)
    if fell and said(service, NO_BIND) and rules.forbids_bind(version, port):
        effect = f"it may not bind port {port}: bind(2) says EPERM"
        return Ban("SocketBindDeny", " ".join(rules.binds_denied), effect, f"SocketBindAllow=tcp:{port}")
    return None


def said(service: Service, signs: tuple[str, ...]) -> str | None:
    lines = service.unit.words if service.unit else ()
    return next((line.text for line in lines if any(sign in line.text for sign in signs)), None)


def words(_: View, service: Service) -> str | None:
    return said(service, (*NO_FAMILY, *NO_BIND))


def directive(view: View, service: Service) -> str | None:
    found = ban(view, service)
    return found and f"{found.directive}={found.value}"


def what(view: View, service: Service) -> str:
    if service.unit is None:
        return f"a process of {service.name} wants port {view.at.port}"
    state = "has failed" if remains.failed(service.unit) else f"is {service.unit.active}"
    return f"{service.name} is for port {view.at.port}, and {state}"


CAUSE = Cause(
    id="systemd-unit-network-sandboxing",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.5,
    title="{unit} is kept from serving port {port} by its own unit: {directive}",
    plain="The unit of the service keeps it from serving the port",
    about=About(
        "nobody listens on the port here, and a service of systemd is for it",
        services,
        told="{what}; here nobody listens on it",
        denied="somebody listens on the port here, or no service of systemd that was started is for it",
    ),
    needs=(
        Clause(
            "its unit takes the network, the address family or the port from it",
            lambda view, service: ban(view, service) is not None,
            told="with {directive} {effect}",
            denied="its unit leaves it the network, the family and the port",
        ),
    ),
    hints=(
        Hint(
            "its last lines say so",
            0.5,
            lambda view, service: words(view, service) is not None,
            told="it wrote: {words}",
        ),
    ),
    slots={
        "unit": lambda _, service: service.name,
        "port": terms.port,
        "what": what,
        "directive": directive,
        "effect": lambda view, service: (found := ban(view, service)) and found.effect,
        "instead": lambda view, service: (found := ban(view, service)) and found.instead,
        "words": words,
    },
    remedies=(
        Remedy(
            "see what the unit takes away, and in which file",
            ("systemctl", "cat", "{unit}"),
            Safety.SAFE,
        ),
        Remedy(
            "give back what it needs in a drop-in, under [Service], if that was not taken on purpose: {instead}",
            ("systemctl", "edit", "{unit}"),
            Safety.SHOW,
            needs_root=True,
            undo="systemctl revert {unit}",
            plain="give back what it needs in a drop-in, under [Service], if that was not taken on purpose",
        ),
        Remedy(
            "then start it again: without the drop-in it would be kept from it as before",
            ("systemctl", "restart", "{unit}"),
            Safety.SHOW,
            needs_root=True,
            undo="systemctl stop {unit}",
        ),
        Remedy(
            "or leave the sandbox as it is, and let a socket unit open the port and hand it in (sd_listen_fds(3))",
            (),
            Safety.SHOW,
            undo="remove the socket unit",
        ),
    ),
    prevention=("test a unit with its sandbox: systemd-analyze security UNIT lists what it takes away",),
    suspect="a sandboxed unit of systemd",
    see=(
        "man 5 systemd.exec, PrivateNetwork= and RestrictAddressFamilies=",
        "man 5 systemd.resource-control, SocketBindDeny=",
        "man 5 systemd.socket",
    ),
)
