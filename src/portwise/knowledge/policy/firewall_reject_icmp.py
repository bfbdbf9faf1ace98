"""
``reject`` answers with an ICMP error: port unreachable by default, "host
administratively prohibited" from firewalld and Red Hat's iptables.  The client
reads "connection refused" from a port unreachable, "no route to host" from the
others in IPv4 and "permission denied" in IPv6, and looks for a dead machine or a
missing server.

The machine that was asked for is the one that answered, though, and TCP never
says no by ICMP: a port without a listener gets a reset (RFC 9293 section
3.10.7.1).  So it was a filter.  connect(2) tells the errno only; who sent the
error is in the socket's error queue (ip(7), IP_RECVERR).
"""

from contextlib import suppress

from portwise.knowledge.terms import filters, services, virtuals
from portwise.model.cause import WHOLE, Cause, Clause, Hop, Scope, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import ICMP, LOCAL
from portwise.model.outcome import Outcome

NO_NEIGHBOUR = {4: (3, 1), 6: (1, 3)}  # RFC 792 host unreachable, RFC 4443 address unreachable


def of_ours(view: View, _: None) -> bool:
    icmp = view[ICMP.of(view.at)]
    return icmp is not None and (icmp.offender == view.at.address or view[LOCAL.of(icmp.offender)])


def answered(view: View, _: None) -> str | None:
    icmp = view[ICMP.of(view.at)]
    return icmp and f"an ICMP error answered, from {icmp.offender}"


def neighbourless(view: View, _: None) -> bool:
    """The same error comes from this machine for another one that no ARP answer came from."""
    icmp = view[ICMP.of(view.at)]
    return (
        icmp is not None
        and (icmp.type, icmp.code) == NO_NEIGHBOUR[view.at.address.version]
        and not view[LOCAL.of(view.at.address)]
    )


def of_an_empty_service(view: View, _: None) -> bool:
    """A rule that somebody else wrote is one, whatever the cluster says; IPVS writes none."""
    if virtuals.empty(view):
        return True
    with suppress(Unreadable):
        rule = filters.found(view, filters.reports)
        if rule and filters.author(rule) != filters.KUBE_PROXY:
            return False
    return services.deserted(view)


CAUSE = Cause(
    id="firewall-reject-icmp",
    hop=Hop.FILTER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.DENIED, Outcome.INVALID}),
    prior=-0.5,
    title="A firewall rule turns connections to port {port} away: `{rule}` ({place})",
    plain="A firewall turns the connection away with an ICMP error",
    about=WHOLE,
    needs=(
        Clause(
            "an ICMP error answered, from the machine asked for or from this one",
            of_ours,
            told="{answered}; TCP says no with a reset, never with ICMP, so it was a firewall",
            denied="no ICMP error came that would be a firewall's",
        ),
        Clause(
            "it does not say that a neighbour is missing",
            lambda view, about: not neighbourless(view, about),
            denied="the error says that no neighbour has that address",
            trivial=True,
        ),
    ),
    excludes=(
        Clause(
            "nobody is behind the Service of Kubernetes that has the address, and kube-proxy writes the rule for that, "
            "or nobody is behind the virtual service of IPVS that has it, which says so itself",
            of_an_empty_service,
            denied="no Service of Kubernetes without an endpoint is known to have this place",
        ),
    ),
    yields_to=("ban-or-port-knock-block",),  # it says that this client is turned away, and not the port
    slots={**filters.slots(filters.reports), "answered": answered},
    remedies=filters.HERE,
    prevention=(*filters.PREVENTION, "reject with tcp reset where a port is to look closed"),
    suspect="a firewall",
    see=("man 8 nft", "man 7 ip", "net/ipv4/netfilter/nf_reject_ipv4.c, nf_send_unreach()"),
)
