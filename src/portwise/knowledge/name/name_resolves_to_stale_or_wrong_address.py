"""
A name that resolves may resolve to yesterday's address.  The hosts file is asked
before DNS and never expires, so a line that was written for a test outlives the move
of the server; the client then dials a machine where the service no longer is, and is
refused, or waits.  Everybody else asks DNS and gets there.

Lists that block advertising use the same file: they lead names to 0.0.0.0 or ::,
which the kernel takes for this machine, so that a blocked name is "refused" here.

The proof is the other answer: the name server, asked directly, says something else.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import names
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import DNS, HOSTS
from portwise.model.names import HostsEntry, Verdict
from portwise.model.outcome import Outcome


def pins(view: View) -> list[HostsEntry]:
    """The lines of the hosts file that brought the client to this address; localhost has causes of its own."""
    lines = (one for name in names.to_be_resolved(view) for one in view[HOSTS.of(name)])
    return [one for one in lines if one.address == view.at.address]


def contradicted(view: View, pin: HostsEntry) -> bool:
    """A name server that says nothing does not confirm the line, and one that knows no such name does not deny it."""
    if pin.address.is_unspecified:
        return True
    one = names.decisive(view)
    if one is None or not one.answered:
        raise Unreadable(DNS.of(view.target.host))
    return one.verdict is Verdict.ADDRESSES and pin.address not in one.addresses


def story(view: View, pin: HostsEntry) -> str:
    if pin.address.is_unspecified:
        return f"leads it to {pin.address}, as lists do that block names"
    return f"leads it to {pin.address}, and DNS to {now(view, pin)}"


def now(view: View, pin: HostsEntry) -> str | None:
    one = None if pin.address.is_unspecified else names.decisive(view)
    return next((str(address) for address in one.addresses), None) if one else None


CAUSE = Cause(
    id="name-resolves-to-stale-or-wrong-address",
    hop=Hop.NAME,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED, Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.RESET}),
    prior=1.0,
    title="{name} is an old address here: line {line} of /etc/hosts {story}",
    plain="The hosts file leads the name to another address than DNS does",
    about=About(
        "a line of the hosts file brought the client to this address",
        pins,
        told="line {line} of /etc/hosts gives {name} the address {address}",
        denied="the address does not come from the hosts file",
        once=names.to_be_resolved,
    ),
    needs=(
        Clause(
            "the line blocks the name, or the name server, asked directly, gives another address",
            contradicted,
            told="the line {story}",
            denied="nobody says otherwise",
        ),
    ),
    slots={
        "name": lambda view, _: view.target.host,
        "line": lambda _, pin: str(pin.line),
        "story": story,
        "address": terms.address,
        "now": now,
        "port": terms.port,
    },
    remedies=(
        Remedy("compare what DNS says, past the file", ("dig", "+short", "{name}"), Safety.SAFE, platform="any"),
        Remedy(
            "see whether the service is at {now}",
            ("portwise", "why", "{now}:{port}"),
            Safety.SAFE,
            verify="portwise why {now}:{port}",
            platform="any",
        ),
        *(
            Remedy(
                "if nobody wants the line any more, take line {line} out",
                ("sed", "-i.before", "{line}s/^/#/", "/etc/hosts"),
                Safety.ASK,
                needs_root=True,
                undo="mv /etc/hosts.before /etc/hosts",
                platform=platform,
            )
            for platform in ("linux", "macos")
        ),
    ),
    prevention=("write a date and a reason behind every line of /etc/hosts", "lower the TTL of a name before it moves"),
    suspect="an old line in the hosts file",
    see=("man 5 hosts", "man 5 nsswitch.conf", "https://www.rfc-editor.org/rfc/rfc6724"),
)
