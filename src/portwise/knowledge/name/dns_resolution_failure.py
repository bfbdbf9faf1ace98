"""
A name has to become an address before the first SYN.  Where that fails nothing was
sent to anybody: no server is down, no port is closed.  There are two halves, and the
answer of the name server tells them apart (RFC 1035 section 4.1.1):

- NXDOMAIN, "Name or service not known", ENOTFOUND: the resolver works and knows no
  such name.  It is mistyped, or it lives where this machine does not ask: in a hosts
  file of somebody else, in the DNS of a VPN, in a network of containers.
- SERVFAIL or silence, "Temporary failure in name resolution", EAI_AGAIN: the resolver
  itself is in trouble.  resolv.conf names a server that went away with a VPN or a
  network, nothing runs at 127.0.0.53, or a filter swallows port 53.

The servers of resolv.conf are asked directly, so that hosts file, caches and
nsswitch.conf cannot stand between.
"""

from __future__ import annotations

from portwise.knowledge.terms import names, places
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.names import Verdict
from portwise.model.outcome import Outcome

KNOWS_NONE = (Verdict.NO_NAME, Verdict.NO_ADDRESS)


def failed(view: View) -> list[str]:
    """Why the resolver gave nothing, in its own words; localhost and all below it are no names of DNS (RFC 6761)."""
    if view.target.is_loopback_name:
        names.cite(view)
        return []
    return [names.failure(view)] if names.unresolved(view) else []


def server(view: View, wanted: bool) -> str | None:
    """The server that decided, where its answer is of the half that is *wanted*: the name, or the server itself."""
    one = names.decisive(view)
    knows = one is not None and one.verdict in (*KNOWS_NONE, Verdict.ADDRESSES)
    return str(one.server) if one and knows is wanted else None


CAUSE = Cause(
    id="dns-resolution-failure",
    hop=Hop.NAME,
    scope=Scope.MACHINE,
    ways=frozenset({Way.TCP, Way.UDP, Way.BIND}),
    explains=frozenset({Outcome.NAME_FAILURE}),
    prior=1.0,
    title="{name} has no address: {story}",
    plain="The name could not be resolved",
    about=About(
        "the system's resolver gives no address for the name",
        failed,
        told="the system's resolver gives no address for {name}: {why}",
        denied="the name was resolved, or needed no resolver",
        trivial=True,  # the symptom says the same
    ),
    needs=(),
    excludes=(
        Clause(
            "the name is the one that engines give to the machine of a container, and it was asked from inside one",
            lambda view, _: view.target.host in places.INTERNAL and places.room(view) is not None,
        ),
    ),
    yields_to=(
        "container-dns-name-out-of-scope",  # it says who alone would know
        "localhost-subdomain-or-mdns-unresolved",  # it says why no name server can know
    ),
    slots={
        "name": lambda view, _: view.target.host,
        "why": lambda _, why: why,
        "story": names.story,
        "unknown_to": lambda view, _: server(view, True),
        "trouble_at": lambda view, _: server(view, False),
    },
    remedies=(
        Remedy("see what the system's resolver says", ("getent", "ahosts", "{name}"), Safety.SAFE),
        Remedy("see it", ("dscacheutil", "-q", "host", "-a", "name", "{name}"), Safety.SAFE, platform="macos"),
        Remedy("see it", ("nslookup", "{name}"), Safety.SAFE, platform="windows"),
        Remedy(
            "{unknown_to} works, so look at the name: is it spelled right, and does it live in a VPN, a network of "
            "containers or somebody's hosts file?",
            ("dig", "{name}", "@{unknown_to}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "{unknown_to} need not know a name that is meant for this machine only: a line `127.0.0.1 {name}` will do",
            ("sudoedit", "/etc/hosts"),
            Safety.SHOW,
            needs_root=True,
            undo="take the line out of /etc/hosts",
        ),
        Remedy(
            "{trouble_at} is the trouble, not the name: see which servers are asked, and who wrote them there",
            ("cat", "/etc/resolv.conf"),
            Safety.SAFE,
        ),
        Remedy(
            "see whether a server that does not depend on this network knows the name, which tells {trouble_at} from "
            "the way there",
            ("dig", "{name}", "@1.1.1.1"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "where systemd-resolved stands at {trouble_at}: see which server it asks, and on which link",
            ("resolvectl", "status"),
            Safety.SAFE,
        ),
    ),
    prevention=(
        "give services of one machine names that end in .localhost or stand in its hosts file",
        "let a VPN serve only its own domains (split DNS), so that the rest survives it",
    ),
    suspect="the name",
    see=(
        "https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1",
        "man 5 resolv.conf",
        "man 3 getaddrinfo, EAI_NONAME and EAI_AGAIN",
    ),
)
