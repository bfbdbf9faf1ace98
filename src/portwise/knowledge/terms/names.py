"""What the system's own resolver made of the name in the target, and who else was asked."""

from __future__ import annotations

from portwise.model.cause import View
from portwise.model.evidence import Unreadable
from portwise.model.facts import ADDRESSES, DNS, LOOKUP
from portwise.model.names import UNANSWERED, NameServer, Verdict
from portwise.model.target import Address

STORIES = {
    Verdict.NO_NAME: "the name server {} says that there is no such name",
    Verdict.NO_ADDRESS: "the name server {} knows the name, and has no address for it",
    Verdict.FAILED: "the name server {} could not find out (SERVFAIL)",
    Verdict.REFUSED: "the name server {} refuses to look it up (REFUSED)",
    Verdict.ODD: "the name server {} answers with an error",
    Verdict.SILENT: "the name server {} does not answer",
    Verdict.NOBODY: "no name server runs at {}",
    Verdict.UNREACHABLE: "there is no way to the name server {}",
    Verdict.ADDRESSES: "the name server {} knows the name, and this system does not come to ask it",
}


LOCALHOST = "localhost"
BELOW_LOCALHOST, ON_THE_LINK = ".localhost", ".local"


def localhost(view: View) -> tuple[str, ...]:
    """The very name, where it was asked for; what is below it is another."""
    if view.target.host == LOCALHOST:
        return (LOCALHOST,)
    cite(view)
    return ()


def endings(view: View) -> tuple[str, ...]:
    """What makes it a name that no server is asked for: .localhost (RFC 6761), .local (RFC 6762)."""
    found = tuple(ending for ending in (BELOW_LOCALHOST, ON_THE_LINK) if view.target.host.endswith(ending))
    if not found:
        cite(view)
    return found


def to_be_resolved(view: View) -> tuple[str, ...]:
    """The name, where it is one that a server may know: no address, and neither localhost nor below it (RFC 6761)."""
    if view.target.address or view.target.is_loopback_name:
        cite(view)
        return ()
    return (view.target.host,)


def addresses(view: View) -> tuple[Address, ...]:
    """What the name was taken for; nothing where the resolver failed."""
    try:
        return view[ADDRESSES.of(view.target.host)]
    except Unreadable:
        return ()


def failure(view: View) -> str:
    """Why the system's resolver gave no address, "" where it did or was not asked."""
    return view[LOOKUP.of(view.target.host)]


def late(view: View, _: object) -> str:
    """What has to be said where nobody knows what a longer wait would bring."""
    why = failure(view)
    return f" after {why.removeprefix(UNANSWERED)}" if why.startswith(UNANSWERED) else ""


def cite(view: View) -> None:
    """What shows that a cause is about another name: the one that was looked up, or none for a port that cannot be."""
    if view.target.port_is_valid:
        view.read.append(ADDRESSES.of(view.target.host))
    else:
        failure(view)


def unresolved(view: View) -> bool:
    """Whether nobody gave an address, not even the rule for *.localhost; a port that cannot exist needs none."""
    if view.target.port_is_valid and addresses(view):
        return False
    return bool(failure(view))


def decisive(view: View) -> NameServer | None:
    """The server whose answer counts: the first that gave one, for the rest are not asked then."""
    told = view[DNS.of(view.target.host)]
    return next((one for one in told if one.answered), next(iter(told), None))


def story(view: View, _: object) -> str | None:
    one = decisive(view)
    return one and STORIES[one.verdict].format(one.server)
