"""
A VPN client that is killed takes nothing along.  A persistent tun interface stays
(tun(4), TUNSETPERSIST), and so do the routes and rules that lead into it.  Nobody
reads from the other side of it any more: the kernel takes the carrier from the
interface when its program lets go of it (drivers/net/tun.c, tun_detach()), and an
interface without a carrier drops what it is given, without a word and without an
error.  connect(2) waits until it gives up.  A restart of the machine "repairs" it, for
then the interface is gone.

Other leftovers have causes of their own: addresses that a resolver still remembers, a
reverse path filter, a route that refuses, a neighbour who is gone.
"""

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ATTEMPT, HERE, INTERFACES, LOCAL, ROUTE
from portwise.model.net import Interface
from portwise.model.outcome import Outcome

HELD_BY_PROGRAMS = "tun"  # tap, too: the kind of both, drivers/net/tun.c


def abandoned(view: View) -> Iterator[Interface]:
    if view[ATTEMPT.of(view.at)].outcome is not Outcome.TIMEOUT or view[LOCAL.of(view.at.address)]:
        return
    route = view[ROUTE.of(view.at.address)]
    if route.kind == "unicast":
        for link in view[INTERFACES.of(HERE)]:
            if link.name == route.device and link.kind == HELD_BY_PROGRAMS and link.up and not link.carrier:
                yield link


EXTENSIONS = "/Library/Preferences/com.apple.networkextension.plist"
KEPT = "%USERPROFILE%\\network.txt"
CAUSE = Cause(
    id="network-state-needs-reset",
    hop=Hop.ROUTE,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TIMEOUT}),
    prior=0.0,
    title="What goes to {address} is sent into {tunnel}, and the program behind {tunnel} is gone",
    plain="A route leads into the interface of a VPN whose program is gone",
    about=About(
        "the route to the address leads into a tunnel interface that no program holds any more",
        abandoned,
        told="the route to {address} leads into {tunnel}, which has no carrier: no program reads from it",
        denied="the route leads into no tunnel that was left behind",
        once=attempts.silent,
    ),
    needs=(),
    yields_to=("vpn-or-ztna-interference",),  # it says that the address is on our own network, and how to get there
    slots={"address": terms.address, "tunnel": lambda _, link: link.name},
    remedies=(
        Remedy("see that it has no carrier", ("ip", "link", "show", "dev", "{tunnel}"), Safety.SAFE),
        Remedy(
            "see what leads into it: routes of all tables, and the rules before them (ip rule)",
            ("ip", "route", "show", "table", "all", "dev", "{tunnel}"),
            Safety.SAFE,
        ),
        Remedy("start the VPN again, if you want it: it takes its interface back", (), Safety.SHOW),
        Remedy(
            "else remove what it left; the routes go with the interface",
            ("ip", "link", "delete", "{tunnel}"),
            Safety.ASK,
            needs_root=True,
            undo="start the VPN again, which makes its own",
        ),
        Remedy(
            "leave the VPN in its own settings, so that it cleans up; if it cannot, restart the machine",
            (),
            Safety.SHOW,
            platform="macos",
        ),
        Remedy(
            "only if nothing else helps: put the list of network extensions aside, and restart. Every VPN, filter and "
            "proxy on this Mac has to be allowed anew then, also those that work",
            ("mv", EXTENSIONS, f"{EXTENSIONS}.before"),
            Safety.SHOW,
            needs_root=True,
            undo=f"mv {EXTENSIONS}.before {EXTENSIONS}, and restart",
            platform="macos",
        ),
        Remedy(
            "keep what the network of Windows is set to, before anything is reset",
            ("cmd", "/d", "/c", f"netsh -c interface dump > {KEPT}"),
            Safety.SHOW,
            needs_root=True,
            undo=f"del {KEPT}",
            platform="windows",
        ),
        Remedy(
            "only if nothing else helps: reset Winsock, and restart. Whatever has hung itself into it (VPNs, filters, "
            "proxies) is cut off, also what works, until it is installed again",
            ("netsh", "winsock", "reset"),
            Safety.SHOW,
            needs_root=True,
            undo=f"netsh -f {KEPT} puts addresses and routes back; what was cut off is installed again",
            platform="windows",
        ),
    ),
    prevention=(
        "stop a VPN by its own command",
        "have the service manager clean up after it: ExecStopPost= of its unit",
    ),
    suspect="what a VPN left behind",
    see=("man 4 tun", "Documentation/networking/tuntap.rst", "drivers/net/tun.c, tun_detach()"),
)
