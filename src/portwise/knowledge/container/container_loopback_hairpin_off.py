"""
localhost is two addresses, and a published port need not be at both.  With ``"userland-proxy": false`` Docker leads a
connection into the container by rules of the packet filter alone, and only where the container has an address of that
family: on a bridge without IPv6 it opens 127.0.0.1 and every IPv4 address of the host, and leaves [::1] to nobody.

Loopback in IPv4 needs a favour of the kernel besides: a packet from 127.0.0.1 that leaves by docker0 is a martian,
unless net.ipv4.conf.docker0.route_localnet is 1 (ip-sysctl).  Docker sets it; a hardening script that sets it back
leaves the port answering at every address but 127.0.0.1, where connections vanish.

Rootless engines and virtual machines have gaps of the same kind.  What they share: the port works at another address of
the very same machine.
"""

from collections.abc import Iterator

from portwise.knowledge.terms import containers, unforwarded
from portwise.knowledge.terms.containers import Met
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View


def missed(view: View) -> Iterator[Met]:
    for at in unforwarded.led_back(view):
        if found := unforwarded.strays(view, at):
            yield found
            return


def how(_: View, met: Met) -> str:
    if met.at.address.version == 6:
        return "is published in IPv4 alone"
    return "is led on by a rule, and what comes from loopback does not leave this machine (route_localnet)"


def martian(_: View, met: Met) -> str | None:
    """For the steps of IPv4."""
    return met.box.ref.name if met.at.address.version == 4 else None


def bridge(view: View, met: Met) -> str | None:
    """Of the network that every Docker has; another one's is not told with the container."""
    return "docker0" if martian(view, met) and met.box.networks == ("bridge",) else None


def other_family(_: View, met: Met) -> str | None:
    return met.box.ref.name if met.at.address.version == 6 else None


CAUSE = Cause(
    id="container-loopback-hairpin-off",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=unforwarded.MISSED,
    prior=0.5,
    title="Port {port} of container {name} {how}, and the client used {address}",
    plain="The published port of the container is not at every loopback address",
    about=About(
        "a container publishes the port and listens for it, without a forwarder, and does not come to loopback so",
        missed,
        told="{box} publishes port {port} and listens on {listening}; its engine has no forwarder ({settings})",
        denied="no container that listens publishes the port without a forwarder",
        once=unforwarded.led_back,
    ),
    needs=(
        Clause(
            "the same port answers at another address of this machine",
            lambda view, met: unforwarded.elsewhere(view, met.at) is not None,
            told="the same port answers at {answering}",
            denied="the port answers at no other address of this machine either",
        ),
    ),
    slots={
        **containers.SLOTS,
        "listening": containers.listening,
        "address": lambda _, met: str(met.at.address),
        "how": how,
        "settings": unforwarded.settings,
        "answering": lambda view, met: str(at) if (at := unforwarded.elsewhere(view, met.at)) else None,
        "martian": martian,
        "bridge": bridge,
        "other_family": other_family,
    },
    remedies=(
        Remedy(
            "use the address at which it answers: {answering}",
            ("curl", "-sS", "-i", "http://{answering}/"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "have the engine's forwarder take both families: no userland-proxy: false in /etc/docker/daemon.json, "
            "then restart the engine, and its containers with it",
            ("systemctl", "restart", "docker"),
            Safety.SHOW,
            needs_root=True,
            undo="put the line back, and restart the engine",
        ),
        Remedy(
            "or give the network of container {other_family} addresses of IPv6, and create it again: docker network "
            "create --ipv6",
            (),
            Safety.SHOW,
            platform="any",
            undo="create it again on the old network",
            when="other_family",
            plain="or give its network addresses of IPv6, and create it again: docker network create --ipv6",
        ),
        Remedy(
            "or let packets from loopback leave by the bridge again, which container {martian} needs",
            ("sysctl", "-w", "net.ipv4.conf.{bridge}.route_localnet=1"),
            Safety.ASK,
            needs_root=True,
            undo="sysctl -w net.ipv4.conf.{bridge}.route_localnet=0",
            when="martian",
            plain="or let packets from loopback leave by the bridge again",
        ),
    ),
    prevention=("write 127.0.0.1 rather than localhost where a port is published in IPv4 alone",),
    suspect="a published port that is not at localhost",
    see=(
        "https://docs.docker.com/engine/daemon/ipv6/",
        "man 8 dockerd, --userland-proxy",
        "https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html, route_localnet",
    ),
)
