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

from collections.abc import Callable

from portwise.knowledge.terms import edits, names, places
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.facts import DNS, HERE, UNIX_LISTENERS, UPLINKS
from portwise.model.names import NameServer, Verdict
from portwise.model.outcome import Outcome

RESOLV = "/etc/resolv.conf"
STUB = "127.0.0.53"  # systemd-resolved.service(8)
KNOWS_NONE = (Verdict.NO_NAME, Verdict.NO_ADDRESS)


def failed(view: View) -> list[str]:
    """Why the resolver gave nothing, in its own words."""
    return [names.failure(view) for _ in names.to_be_resolved(view) if names.unresolved(view)]


def server(view: View, wanted: bool) -> str | None:
    """The server that decided, where its answer is of the half that is *wanted*: the name, or the server itself."""
    one = names.decisive(view)
    knows = one is not None and one.verdict in (*KNOWS_NONE, Verdict.ADDRESSES)
    return str(one.server) if one and knows is wanted else None


# Which system, what has it forget, whether root alone may, and the slot that says that there is something to forget
FORGET = (
    ("linux", ("nscd", "-i", "hosts"), True, "nscd"),
    ("macos", ("sh", "-c", "dscacheutil -flushcache; killall -HUP mDNSResponder"), True, "forgotten"),
    ("windows", ("ipconfig", "/flushdns"), False, "forgotten"),
)


def patient(view: View, _: str) -> str | None:
    """That it would be worth to wait."""
    return names.late(view, None) or None


def dead(view: View, _: str) -> NameServer | None:
    """One of resolv.conf that is waited for, although another one behind it knows the name."""
    told = view[DNS.of(view.target.host)]
    knows = [n for n, one in enumerate(told) if one.verdict is Verdict.ADDRESSES]
    found = (one for n, one in enumerate(told) if one.line and not one.answered and knows and n < knows[0])
    return next(found, None)


def of_dead(view: View, what: Callable[[NameServer], object]) -> str | None:
    found = dead(view, "")
    return str(what(found)) if found else None


def cached(view: View, _: str) -> str | None:
    """The server that knows the name, where systemd-resolved, which has its answers from it, knows none."""
    one = names.decisive(view)
    if one is None or str(one.server) != STUB or one.verdict not in (*KNOWS_NONE, Verdict.FAILED):
        return None
    behind = view[UPLINKS.of(view.target.host)]
    return next((str(far.server) for far in behind if far.verdict is Verdict.ADDRESSES), None)


def forgotten(view: View, _: str) -> str | None:
    """The server that knows the name, where the system does not: what it learned before may be what it goes by."""
    one = names.decisive(view)
    return str(one.server) if one and one.verdict is Verdict.ADDRESSES else None


def nscd(view: View, _: str) -> str | None:
    """The same, where nscd(8) keeps answers."""
    known = forgotten(view, "")
    kept = known and any(row.path.endswith("/nscd/socket") for row in view[UNIX_LISTENERS.of(HERE)])
    return known if kept else None


CAUSE = Cause(
    id="dns-resolution-failure",
    hop=Hop.NAME,
    scope=Scope.MACHINE,
    ways=frozenset({Way.TCP, Way.UDP, Way.BIND}),
    explains=frozenset({Outcome.NAME_FAILURE}),
    prior=1.0,
    title="{name} has no address{late}: {story}",
    plain="The name could not be resolved",
    about=About(
        "the system's resolver gives no address for the name",
        failed,
        told="the system's resolver gives no address for {name}: {why}",
        denied="the name was resolved, or needed no resolver",
        trivial=True,  # the symptom says the same
        once=names.to_be_resolved,
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
        "late": names.late,
        "patient": patient,
        "story": names.story,
        "unknown_to": lambda view, _: server(view, True),
        "trouble_at": lambda view, _: server(view, False),
        "dead": lambda view, _: of_dead(view, lambda one: one.server),
        "dead_line": lambda view, _: of_dead(view, lambda one: one.line),
        "resolv": lambda view, _: edits.lying(view, RESOLV) if dead(view, "") else None,
        "cached": cached,
        "forgotten": forgotten,
        "nscd": nscd,
    },
    remedies=(
        Remedy(
            "wait longer, as most clients do: a name server may be slow, or the next one be asked only then",
            ("portwise", "why", "{target}", "--timeout", "20"),
            Safety.SAFE,
            verify="portwise why {target} --timeout 20",
            platform="any",
            when="patient",
        ),
        Remedy("see what the system's resolver says", ("getent", "ahosts", "{name}"), Safety.SAFE),
        Remedy("see it", ("dscacheutil", "-q", "host", "-a", "name", "{name}"), Safety.SAFE, platform="macos"),
        Remedy("see it", ("nslookup", "{name}"), Safety.SAFE, platform="windows"),
        Remedy(
            "take {dead} out of /etc/resolv.conf: it does not answer, and is waited for before {forgotten}, which "
            "knows the name",
            ("sed", "-i.before", "{dead_line}s/^/#/", "{resolv}"),
            Safety.ASK,
            needs_root=True,
            undo="mv {resolv}.before {resolv}",
            when="dead",
            plain="take a name server that does not answer out of /etc/resolv.conf, where another one knows the name",
        ),
        Remedy(
            "{unknown_to} works, so look at the name: is it spelled right, and does it live in a VPN, a network of "
            "containers or somebody's hosts file?",
            ("dig", "{name}", "@{unknown_to}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "{cached} knows the name: have systemd-resolved forget that it heard otherwise before, and ask anew",
            ("resolvectl", "flush-caches"),
            Safety.ASK,
            undo="nothing to undo: it fills by itself",
            when="cached",
            plain="have systemd-resolved forget what it heard, where the servers behind it know better",
        ),
        *(
            Remedy(
                "{forgotten} knows the name: have this system forget that it heard otherwise before, and ask anew",
                argv,
                Safety.ASK,
                needs_root=root,
                undo="nothing to undo: it fills by itself",
                platform=platform,
                when=when,
                plain="have this system forget what it knows of names, where a name server knows better",
            )
            for platform, argv, root, when in FORGET
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
