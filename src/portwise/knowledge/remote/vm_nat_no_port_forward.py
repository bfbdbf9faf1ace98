"""
A virtual machine behind NAT reaches everybody and is reached by nobody: what it listens on has no door on the machine
that runs it, until a port of that machine is lent to it.  qemu lends with ``hostfwd=tcp::8080-:80`` of its user
networking, VirtualBox with a rule of ``natpf1``, Vagrant with ``forwarded_port``.  The two numbers are two: the guest's
port 80 is port 8080 out here, and whoever asks for 80 meets the host, which has nothing there, and is refused.

libvirt gives its machines a network of their own on this one (virbr0): from here they are reached at their own address,
and localhost is not one of them.

Seen from here: nothing listens, a virtual machine runs behind NAT, and either one of its lent ports leads to the very
number in there, or it takes connections at its own address, or it belongs to the project that was asked from and
nothing leads to the number at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.knowledge import terms
from portwise.knowledge.terms import processes
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import CWD, ENTERED, GUESTS, HERE
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint
from portwise.model.url import in_url

if TYPE_CHECKING:
    from portwise.model.machines import Guest, Lent


def behind_nat(view: View) -> list[Guest]:
    """Asked only where nobody listens."""
    if not terms.OUR_ADDRESS.holds(view, None) or not terms.NOBODY_LISTENS.holds(view, None):
        return []
    return list(view[GUESTS.of(HERE)])


def way(view: View, guest: Guest) -> Lent | None:
    """The lent port that leads to the number."""
    return next((lent for lent in guest.lent if lent.guest_port == view.at.port), None)


def meant(view: View, guest: Guest) -> bool:
    return way(view, guest) is not None or bool(takes(view, guest)) or of_project(view, guest)


def takes(view: View, guest: Guest) -> list[Endpoint]:
    """At its own addresses."""
    doors = [Endpoint(address, view.at.port) for address in guest.addresses]
    return [door for door in doors if view[ENTERED.of(door)].outcome is Outcome.CONNECTED]


def of_project(view: View, guest: Guest) -> bool:
    """Started in the folder of the project that was asked from."""
    here = processes.asked_project(view)
    return here is not None and f"{view[CWD.of(guest.process)]}/".startswith(f"{here.root.rstrip('/')}/")


def called(_: View, guest: Guest) -> str:
    return f"virtual machine {guest.name}" if guest.name else f"virtual machine of {guest.program}"


def there(view: View, guest: Guest) -> str | None:
    """Where the port of the guest is out here."""
    if lent := way(view, guest):
        return f"{in_url(lent.address or '127.0.0.1')}:{lent.port}"
    return next(map(str, takes(view, guest)), None)


def so(view: View, guest: Guest) -> str:
    if place := there(view, guest):
        return f"its port {view.at.port} is {place} out here" if way(view, guest) else f"it answers at {place}"
    ports = ", ".join(f"{lent.port} to {lent.guest_port}" for lent in guest.lent)
    return f"it is lent {ports}, and nothing leads to its port {view.at.port}" if ports else "no port is lent to it"


def lends(program: str, view: View, guest: Guest) -> str | None:
    """The port, where that program would have to lend it."""
    return str(view.at.port) if guest.program == program and way(view, guest) is None else None


CAUSE = Cause(
    id="vm-nat-no-port-forward",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.0,
    title="Nothing on this machine leads from port {port} into the {guest}: {so}",
    plain="Nothing on this machine leads from the port into the virtual machine",
    about=About(
        "a virtual machine runs here behind NAT, and nothing listens on the port",
        behind_nat,
        told="the {guest} ({program}, pid {pid}) runs here behind NAT",
        denied="no virtual machine runs here behind NAT, or somebody listens on the port",
    ),
    needs=(
        Clause(
            "the port is the machine's: one that is lent to it leads to that number, or it belongs to this project",
            meant,
            told="{so}",
            denied="nothing says that the port is the virtual machine's",
        ),
    ),
    slots={
        "port": terms.port,
        "guest": called,
        "program": lambda _, guest: guest.program,
        "pid": lambda _, guest: str(guest.process.pid),
        "so": so,
        "there": there,
        "name": lambda _, guest: guest.name or None,
        "unlent": lambda view, guest: None if there(view, guest) else str(view.at.port),
        "qemu": lambda view, guest: lends("qemu", view, guest),
        "libvirt": lambda _, guest: guest.name if guest.program == "libvirt" else None,
        "virtualbox": lambda view, guest: lends("VirtualBox", view, guest),
    },
    remedies=(
        Remedy(
            "use the address and the port that lead there",
            ("portwise", "why", "{there}"),
            Safety.SAFE,
            platform="any",
            when="there",
        ),
        Remedy(
            "lend it the port while it runs, at the monitor of qemu (or with hostfwd= where it is started)",
            ("hostfwd_add", "tcp:127.0.0.1:{qemu}-:{qemu}"),
            Safety.SHOW,
            undo="hostfwd_remove tcp:127.0.0.1:{qemu}",
            platform="any",
            when="qemu",
            plain="lend the port to the virtual machine: forwarded_port in a Vagrantfile, a NAT rule of VirtualBox, "
            "hostfwd= of qemu; or give it a bridge and use its own address",
        ),
        Remedy(
            "lend it the port while it runs (or in the Vagrantfile: forwarded_port)",
            (
                "VBoxManage",
                "controlvm",
                "{name}",
                "natpf1",
                "port{virtualbox},tcp,127.0.0.1,{virtualbox},,{virtualbox}",
            ),
            Safety.ASK,
            undo="VBoxManage controlvm {name} natpf1 delete port{virtualbox}",
            platform="any",
            when="virtualbox",
        ),
        Remedy(
            "other machines do not reach it there: lead the port in with a rule of the packet filter, or use a bridge",
            ("virsh", "net-dumpxml", "default"),
            Safety.SHOW,
            when="libvirt",
        ),
        Remedy(
            "inside, let the server listen on 0.0.0.0: a lent port does not come in by loopback",
            (),
            Safety.SHOW,
            platform="any",
            when="unlent",
        ),
    ),
    prevention=(
        "lend each port under its own number, so that one URL is right on both sides",
        "keep the lent ports of all machines in one file",
    ),
    suspect="a virtual machine that nothing leads into",
    see=(
        "https://www.qemu.org/docs/master/system/invocation.html#hxtool-5",
        "https://www.virtualbox.org/manual/ch06.html#natforward",
    ),
)
