"""
Where Docker has no forwarder (``"userland-proxy": false``), a published port is a rule of the packet filter and nothing
else: DNAT of port 8080 to 172.17.0.2:80 (iptables-extensions(8)).  The engine writes it when the container starts, and
does not look again.  Whoever empties the tables afterwards takes it away: ``nft flush ruleset`` when nftables.service
is restarted, ``iptables -t nat -F``, a reload of firewalld, a VPN.  ``"iptables": false`` keeps it from being written.

``docker ps`` goes on to show the port.  dockerd itself holds it, so that nobody else takes it, and never accepts: older
ones listen, and then the client is connected and hears nothing; newer ones only bind, and then he is refused.
"""

from collections.abc import Iterator

from portwise.knowledge.terms import containers, unforwarded
from portwise.knowledge.terms.containers import Met
from portwise.knowledge.terms.filters import rewrites
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import none
from portwise.model.facts import ACCEPTED, LEADING, RULES


def led_by_rules(view: View) -> Iterator[Met]:
    """A container that could be reached at its own address, of an engine without a forwarder."""
    for at in unforwarded.led_nowhere(view):
        for met in containers.led(view, at):
            if unforwarded.by_rules_alone(view, met) and unforwarded.has_address(met) and containers.reached(view, met):
                yield met
                return


def ruleless(view: View, met: Met) -> bool:
    """A connection that stands in this machine's own table, and that nobody took, was led nowhere."""
    taken = view.seen.get(ACCEPTED.of(met.at))
    if taken is not None and not taken.accepted:
        view.read.append(ACCEPTED.of(met.at))
        return True
    return none(view[RULES.of(met.at)], lambda rule: rewrites(rule) and rule.may_match is not False)


def proof(view: View, met: Met) -> str:
    taken = view.seen.get(ACCEPTED.of(met.at))
    if taken is not None and not taken.accepted:
        return "the connection came to the socket with which the engine keeps the port, and it is never accepted"
    return "none was found"


CAUSE = Cause(
    id="container-firewall-rules-missing",
    hop=Hop.FILTER,
    scope=Scope.MACHINE,
    explains=unforwarded.UNLED,
    prior=0.5,
    title="The rule that leads port {port} into container {name} is gone",
    plain="The rules that lead the published port into the container are gone",
    about=About(
        "a container publishes the port and listens for it, and its engine leads there by packet filter rules alone",
        led_by_rules,
        told="{box} publishes port {port} and listens on {listening}; its engine has no forwarder ({settings})",
        denied="no container that listens publishes the port by rules of the packet filter alone",
        once=unforwarded.led_nowhere,
    ),
    needs=(
        Clause(
            "no rule of the packet filter leads the port elsewhere",
            ruleless,
            told="no rule leads port {port} on to it: {proof}",
            denied="a rule leads the port on",
        ),
    ),
    slots={
        **containers.SLOTS,
        "listening": containers.listening,
        "settings": unforwarded.settings,
        "proof": proof,
        "silent": lambda view, met: None if view[LEADING.of(met.box.ref.engine)].rules else "iptables: false",
        "direct": containers.direct,
    },
    remedies=(
        Remedy(
            "see what the engine wrote: a rule for the port stands in chain DOCKER of table nat, where it is well",
            ("iptables", "-t", "nat", "-S", "DOCKER"),
            Safety.SAFE,
            needs_root=True,
        ),
        Remedy(
            "until it is back, the container answers at its own address, {direct}",
            ("curl", "-sS", "-i", "http://{direct}/"),
            Safety.SAFE,
            plain="until it is back, the container answers at its own address",
        ),
        Remedy(
            "have the engine write its rules again: every container of this machine ends with it, and only those with "
            "a restart policy come up again by themselves (docker ps, before, names all that run)",
            ("systemctl", "restart", "docker"),
            Safety.SHOW,
            needs_root=True,
            undo="docker start NAME, for each container that ran before and does not now",
        ),
        Remedy(
            "it was told not to write any ({silent}): take that line out of /etc/docker/daemon.json first",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="put the line back, and restart the engine",
            when="silent",
        ),
    ),
    prevention=(
        "restart the engine after whoever empties the packet filter: PartOf=nftables.service in a drop-in of its unit",
        "let your own ruleset begin with its own tables emptied, and never with flush ruleset",
    ),
    see=(
        "https://docs.docker.com/engine/network/packet-filtering-firewalls/",
        "man 8 dockerd, --userland-proxy and --iptables",
        "man 8 iptables-extensions, DNAT",
    ),
)
