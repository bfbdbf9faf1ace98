"""
A page of the internet could try out what runs on its visitors' machines: a router's settings, a printer, the server
of a developer.  So since Chrome 142 a browser of that family asks its user first where a page asks for something less
public than itself (Local Network Access): a page of the internet for the local network or for this machine, a page of
the local network for this machine.  Only pages that came over https may ask at all.  Without the user's yes the
request fails inside the browser, and the console calls it CORS, though no header would help.

Typing the same address in works, for then no page asks, and so does curl.  A page of localhost may ask localhost.
A browser that nobody sits at says no by itself, as one does that was told "Block" once.

A page that came over https may ask nobody in the clear besides this machine itself: that is mixed content
(https://www.w3.org/TR/mixed-content/), and nobody is asked about it.
"""

from collections.abc import Iterator

from portwise.knowledge.terms import browsers
from portwise.model.browse import Part
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.outcome import Outcome

KEPT = "local-network-access:"
MIXED = "mixed-content"
INSECURE = "Insecure"  # InsecureLocalNetwork: the page came over http, and may not even ask


def parts(view: View) -> Iterator[Part]:
    """What a page wanted and was kept from: the page that was visited, or the one in whose name was asked."""
    for met in browsers.browsed(view):
        asked = Part(met.url, met.error, met.blocked, met.origin)
        yield from (part for part in (asked, *met.parts) if part.blocked.startswith((KEPT, MIXED)))


def insecure(_: View, part: Part) -> str | None:
    """The origin, where the page could not even ask."""
    return part.origin if INSECURE in part.blocked else None


def private(_: View, part: Part) -> str | None:
    return part.origin if part.blocked.startswith(KEPT) else None


def unasked(view: View, part: Part) -> str | None:
    return None if INSECURE in part.blocked else private(view, part)


def mixed(_: View, part: Part) -> str | None:
    """What it asked for in the clear, and may not."""
    return part.url if part.blocked == MIXED else None


def rule(view: View, part: Part) -> str:
    return "mixed content" if mixed(view, part) else "Local Network Access"


def again(view: View, _: Part) -> str | None:
    """The target, in the name of the page where one was asked for."""
    origin = next((met.origin for met in browsers.browsed(view) if met.origin), "")
    return f"{view.target.url} --origin {origin}" if origin else view.target.url


CAUSE = Cause(
    id="browser-local-network-access",
    hop=Hop.CLIENT,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED, Outcome.BLOCKED_BY_BROWSER}),
    prior=0.0,
    title="{browser} keeps pages of {origin} from {wanted} ({rule})",
    plain="The browser keeps a page from a local address (Local Network Access)",
    about=About(
        "a page was kept from an address that is more private than its own, or from asking in the clear",
        parts,
        told="a page of {origin} asked for {wanted}, and {browser} says {word}",
        denied="no page was kept from a local address",
        once=browsers.browsed,
    ),
    needs=(),
    slots={
        "browser": browsers.called,
        "origin": lambda _, part: part.origin,
        "wanted": lambda _, part: part.url,
        "rule": rule,
        "private": private,
        "mixed": mixed,
        "word": lambda _, part: part.blocked.removeprefix(KEPT),
        "again": again,
        "insecure": insecure,
        "unasked": unasked,
    },
    remedies=(
        Remedy(
            "see that the server itself answers",
            ("curl", "-i", "{wanted}"),
            Safety.SAFE,
            verify="portwise why {again}",
            platform="any",
        ),
        Remedy(
            "serve the page over https: {insecure} has none, and without it the browser does not even ask its user",
            (),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "visit the page of {unasked} and answer Allow; who once said Block takes that back beside the address bar",
            (),
            Safety.SHOW,
            undo="chrome://settings/content/localNetworkAccess",
            platform="any",
        ),
        Remedy(
            "serve {mixed} over https, or let the server of the page pass it on: no permission helps",
            (),
            Safety.SHOW,
            platform="any",
            when="mixed",
        ),
        Remedy(
            "or serve page and server from this machine, as one origin: then nobody has to be asked",
            (),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "for many machines: the policy LocalNetworkAccessAllowedForUrls with {private}",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="take the policy out again",
            platform="any",
        ),
    ),
    prevention=("a page that needs a server of its visitor's machine says so, and asks when the visitor expects it",),
    suspect="Local Network Access",
    spares=browsers.SPARED,
    see=(
        "https://wicg.github.io/local-network-access/",
        "https://developer.chrome.com/blog/local-network-access",
    ),
)
