"""
SELinux asks its policy, whoever asks the kernel: root and the rights of files make no difference.  A domain (httpd_t)
may bind only ports of the types that its policy names (http_port_t), and connect to others only where a boolean says
so (httpd_can_network_connect).  What is denied ends in EACCES, "Permission denied":

- a server whose configuration has a new port fails at bind(2), and clients are refused;
- a gateway may not connect to the server behind it, and answers 502 or 503, although that server is well.

Each denial is a line of AVC in the log of audit, with the process, its type, the port and the type of the port; rules
of ``dontaudit`` keep some out (semodule -DB shows them).  In permissive mode it is written down and let pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge.terms import names
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.evidence import some
from portwise.model.facts import ATTEMPT, CLOCK, DENIALS, GUARDS, HERE, HTTP, LISTENERS, LOCAL, OWNERS
from portwise.model.guard import Denial
from portwise.model.outcome import WELL, Outcome
from portwise.model.target import Endpoint, Intent

BIND, CONNECT = "name_bind", "name_connect"
LATELY = 86400.0  # seconds; what was denied before is about another start
# Types of ports that a domain may bind, and the boolean that lets it connect anywhere: semanage-port(8), booleans(8)
PORTS = {
    "httpd_t": "http_port_t",
    "mysqld_t": "mysqld_port_t",
    "postgresql_t": "postgresql_port_t",
    "redis_t": "redis_port_t",
    "sshd_t": "ssh_port_t",
    "named_t": "dns_port_t",
    "squid_t": "squid_port_t",
    "haproxy_t": "http_port_t",
}
BOOLEANS = {"httpd_t": "httpd_can_network_connect", "haproxy_t": "haproxy_connect_any", "squid_t": "squid_connect_any"}


def denials(view: View) -> Iterator[Denial]:
    """Where somebody met trouble on this machine, and SELinux is there; else nobody reads the log."""
    if not view.endpoints:
        names.cite(view)
    if all(is_well(view, at) for at in view.endpoints) or not view[GUARDS.of(HERE)].selinux:
        return
    if some(view.endpoints, lambda at: in_trouble(view, at)):
        taken, answering = listened(view), gateways(view)
        rows = (one for one in view[DENIALS.of(HERE)] if one.by == "SELinux" and concerns(view, one, taken, answering))
        yield from {(one.name, one.operation, one.port): one for one in rows}.values()  # the last of each kind


def is_well(view: View, at: Endpoint) -> bool:
    """As far as the attempt tells, which is known by now; whether SELinux is there is asked before all else."""
    return view[ATTEMPT.of(at)].outcome in WELL and not view.target.speaks_http


def in_trouble(view: View, at: Endpoint) -> bool:
    attempt = view[ATTEMPT.of(at)]
    if attempt.outcome not in WELL:
        return view.target.intent is Intent.BIND or attempt.outcome is Outcome.DENIED or view[LOCAL.of(at.address)]
    return view.target.speaks_http and view[HTTP.of(at)].met is Outcome.HTTP_5XX


def concerns(view: View, one: Denial, taken: bool, answering: set[str]) -> bool:
    """A server that may not bind the port, a client that may not connect to it, a gateway that may not go on."""
    if one.operation == BIND:
        return one.port == view.target.port and not taken
    return one.port == view.target.port or one.name in answering


def listened(view: View) -> bool:
    return some(view[LISTENERS.of(HERE)], lambda socket: socket.port == view.target.port)


def gateways(view: View) -> set[str]:
    """Who has the port, where he answers for somebody else."""
    if not some(view.endpoints, lambda at: view[ATTEMPT.of(at)].outcome in WELL):
        return set()
    doors = [socket for socket in view[LISTENERS.of(HERE)] if socket.port == view.target.port]
    return {process.name for owners in view.all(OWNERS.of(door.inode) for door in doors) for process in owners}


def bites(view: View, one: Denial) -> bool:
    return one.enforced and view[GUARDS.of(HERE)].selinux == "enforcing"


def lately(view: View, one: Denial) -> bool:
    return view[CLOCK.of(HERE)] - one.at < LATELY


def does(_: View, one: Denial) -> str:
    return f"bind port {one.port}" if one.operation == BIND else f"connect to port {one.port}"


def label(_: View, one: Denial) -> str | None:
    return PORTS.get(one.subject) if one.operation == BIND else None


def boolean(_: View, one: Denial) -> str | None:
    return BOOLEANS.get(one.subject) if one.operation == CONNECT else None


# What ports have that semanage knows by whole ranges alone
NOBODYS = ("unreserved_port_t", "ephemeral_port_t", "hi_reserved_port_t", "reserved_port_t", "port_t")


def untyped(view: View, one: Denial) -> str | None:
    return None if one.object not in NOBODYS else label(view, one)


def typed(view: View, one: Denial) -> str | None:
    """The port has a type of its own by now: semanage says "already defined" to --add."""
    return label(view, one) if one.object not in NOBODYS else None


CAUSE = Cause(
    id="selinux-denial",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.REFUSED, Outcome.BIND_EACCES, Outcome.DENIED, Outcome.HTTP_5XX}),
    prior=1.5,
    title="SELinux does not let {name} ({subject}) {does}",
    plain="SELinux does not let the server bind its port, or connect to another",
    about=About(
        "SELinux is there, and its log has a denial about this port or whoever answers at it",
        denials,
        told="the log of audit has a denial: {operation} of port {denied_port} ({object}) to {name} ({subject})",
        denied="SELinux is not there, or its log has no denial about this port",
    ),
    needs=(
        Clause(
            "the policy is enforced, and was when it denied",
            bites,
            told="the policy is enforced",
            denied="SELinux is permissive: it writes down what it would deny, and lets it pass",
        ),
        Clause(
            "that was within the last day",
            lately,
            denied="the denial is older than a day",
            trivial=True,
        ),
    ),
    ways=frozenset({Way.TCP, Way.BIND}),
    slots={
        "name": lambda _, one: one.name or f"pid {one.pid}",
        "subject": lambda _, one: one.subject,
        "object": lambda _, one: one.object,
        "operation": lambda _, one: one.operation,
        "does": does,
        "denied_port": lambda _, one: str(one.port),
        "untyped": untyped,
        "typed": typed,
        "boolean": boolean,
        "binds": lambda _, one: str(one.port) if one.operation == BIND else None,
    },
    remedies=(
        Remedy(
            "read the denial and what the policy says of it",
            ("ausearch", "-m", "avc", "-ts", "today"),
            Safety.SAFE,
            needs_root=True,
        ),
        Remedy(
            "give the port the type that {subject} may bind, if your policy is to allow it for good",
            ("semanage", "port", "-a", "-t", "{untyped}", "-p", "tcp", "{denied_port}"),
            Safety.SHOW,
            needs_root=True,
            undo="semanage port -d -t {untyped} -p tcp {denied_port}",
            when="untyped",
        ),
        Remedy(
            "give the port the type that {subject} may bind, not {object}, if your policy is to allow it for good",
            ("semanage", "port", "-m", "-t", "{typed}", "-p", "tcp", "{denied_port}"),
            Safety.SHOW,
            needs_root=True,
            undo="semanage port -d -t {typed} -p tcp {denied_port}",
            when="typed",
        ),
        Remedy(
            "let {subject} connect to other servers, all of them, if your policy is to allow it for good",
            ("setsebool", "-P", "{boolean}", "1"),
            Safety.SHOW,
            needs_root=True,
            undo="setsebool -P {boolean} 0",
            when="boolean",
        ),
        Remedy(
            "then start the server again; a module of your own (audit2allow) is the last resort",
            (),
            Safety.SHOW,
            undo="stop it",
            when="binds",
        ),
    ),
    prevention=(
        "give a port its type when you choose it, and leave SELinux enforcing",
        "use a port that has the type already: semanage port -l",
    ),
    see=("man 8 semanage-port", "man 8 ausearch", "man 8 booleans", "security/selinux/hooks.c, selinux_socket_bind()"),
)
