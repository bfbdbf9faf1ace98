"""
With DNS over HTTPS (RFC 8484, "secure DNS") a browser asks a name server of its own choice over port 443 and passes
the resolver of the system by.  Names that live in one place alone stay unknown to it: those of a company, a VPN, a
router, a network of containers (split horizon, RFC 8499), while curl and everybody else finds them.  Or it gets the
address that the name has in public.

The hosts file, localhost and what ends in .local stay with the system.  In the mode "automatic" a browser falls back
on the system's resolver where its own fails; in the mode "secure", by choice or by an administrator, it does not, and
says ERR_NAME_NOT_RESOLVED.
"""

from collections.abc import Iterator

from portwise.knowledge.terms import browsers
from portwise.model.browse import Resolver
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ADDRESSES
from portwise.model.outcome import Outcome

SECURE = "DNS over HTTPS"
SETTLES = "DnsOverHttps"  # …Mode, …Templates


def lookups(view: View) -> Iterator[Resolver]:
    """The name of the target, asked of a server that the system knows nothing of."""
    for met in browsers.browsed(view):
        yield from (one for one in met.lookups if one.source == SECURE and one.host == view.target.host)


def differs(view: View, one: Resolver) -> bool:
    return not set(one.addresses) & set(view[ADDRESSES.of(view.target.host)])


def said(_: View, one: Resolver) -> str:
    return ", ".join(map(str, one.addresses)) or one.error or "nothing"


def found(view: View, _: Resolver) -> str:
    return ", ".join(map(str, view[ADDRESSES.of(view.target.host)]))


def settled(view: View, _: Resolver) -> str | None:
    """The file in which an administrator chose it, where one did."""
    rows = (policy for met in browsers.browsed(view) for policy in met.policies)
    return next((policy.file for policy in rows if policy.name.startswith(SETTLES)), None)


def chosen(view: View, one: Resolver) -> str | None:
    """Where nobody settled it, it is a choice in its settings."""
    return None if settled(view, one) else browsers.called(view, one)


CAUSE = Cause(
    id="browser-secure-dns",
    hop=Hop.CLIENT,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED, Outcome.BLOCKED_BY_BROWSER}),
    prior=0.0,
    title="{browser} asks {server} for {name} (secure DNS) and not the resolver of this machine",
    plain="The browser asks a name server of its own (DNS over HTTPS)",
    about=About(
        "the browser asked a name server of its own over HTTPS",
        lookups,
        told="{browser} asked {server} for {name}, and got {said}",
        denied="no browser asked a name server of its own",
        once=browsers.browsed,
    ),
    needs=(
        Clause(
            "the resolver of the system says otherwise",
            differs,
            told="the resolver of this machine says {found}",
            denied="the resolver of the system says the same",
        ),
    ),
    slots={
        "browser": browsers.called,
        "server": lambda _, one: one.server or None,
        "name": lambda view, _: view.target.host,
        "said": said,
        "found": found,
        "settled": settled,
        "chosen": chosen,
    },
    remedies=(
        Remedy("see what everybody else is told", ("getent", "ahosts", "{name}"), Safety.SAFE),
        Remedy(
            "{settled} settles it: have the administrator set DnsOverHttpsMode to automatic, or tell {server} the name",
            ("sudoedit", "{settled}"),
            Safety.SHOW,
            needs_root=True,
            undo="put the old mode back",
        ),
        Remedy(
            "switch secure DNS of {chosen} off, or let it choose by itself: chrome://settings/security",
            (),
            Safety.SHOW,
            undo="choose the old server again",
            platform="any",
        ),
        Remedy(
            "or give the name a line in the hosts file, which every browser reads first: {found} {name}",
            ("sudoedit", "/etc/hosts"),
            Safety.SHOW,
            needs_root=True,
            undo="take the line out again",
        ),
    ),
    prevention=("names of a private network in a server that browsers ask too, or in the hosts file",),
    suspect="secure DNS of the browser",
    spares=browsers.SPARED,
    see=("https://www.rfc-editor.org/rfc/rfc8484", "https://chromeenterprise.google/policies/#DnsOverHttpsMode"),
)
