"""
When only a browser fails: other ways to the same page, tried by a real browser, one by one until one works.

Another address of the same server, an address of this machine in its network, another browser, and a forward of
our own, which is open on loopback only and only while it is tried.  The browser has a clean profile each time.  Where
none does, a public tunnel is shown, and never opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from portwise.app.forward import NoWay, carried_along, places, way_to
from portwise.collect.routes import LINKING
from portwise.host.api import Host
from portwise.model.facts import BROWSED, HERE, INTERFACES
from portwise.model.outcome import WELL
from portwise.model.repair import Workaround
from portwise.model.report import Report
from portwise.model.target import Target
from portwise.model.url import HIDDEN, in_url
from portwise.model.vantage import Vantage

PATIENCE = 5.0  # seconds for one page
LONGEST = 60.0  # seconds for which our own forward is open, should the browser hang
OWN = ("localhost", "127.0.0.1", "::1")
MOST = 3  # addresses of this machine
KINDS = ("chromium", "chrome", "edge", "firefox")
OF_THE_PORT = ("ERR_UNSAFE_PORT", "NS_ERROR_PORT_ACCESS_NOT_ALLOWED")  # no address and no browser helps
PUBLIC = (
    "nothing on this machine works in it; a public tunnel has another name and port, and shows the server to everybody "
    "who has its address (not tried, and only shown here)"
)
PORTS = (8080, 8081, 8888, 18080)  # browsers take them, and everybody remembers the first


def workaround(report: Report, host: Host) -> Workaround | None:
    """None where it is not the browser alone, or a page of another origin asked.  A public tunnel is only shown."""
    if not of_a_browser_alone(report):
        return None
    kind = Vantage.of(report.vantage).name
    browsed = report.evidence.get(BROWSED.of(HERE))
    if browsed and browsed.error in OF_THE_PORT:
        return forwarded(report.target, kind, host) or in_public(report.target)
    for url in others(report, host):
        if works(host, kind, url):
            return Workaround(f"open {url}, which works in a browser now", (), url)
    url = url_of(report.target)
    for other in other_browsers(report):
        if works(host, other, url):
            return Workaround(f"open it in {other.capitalize()}, in which it works", (), url)
    return forwarded(report.target, kind, host) or in_public(report.target)


def in_public(target: Target) -> Workaround:
    """The last resort, which nobody but a person opens: it was not tried, and lets strangers in."""
    parts = urlsplit(url_of(target))
    place = parts._replace(path="", query="", fragment="").geturl()
    return Workaround(PUBLIC, ("cloudflared", "tunnel", "--url", place), "")


def of_a_browser_alone(report: Report) -> bool:
    """It failed there, and the same attempts from here do not."""
    if not report.vantage.startswith("browser") or report.target.fetch or HIDDEN in url_of(report.target):
        return False
    browsed = report.evidence.get(BROWSED.of(HERE))
    return browsed is not None and not browsed.works and any(tried.met in WELL for tried in report.attempts)


def url_of(target: Target) -> str:
    return target.url or ""


def others(report: Report, host: Host) -> Iterator[str]:
    """The same page by another name or address of its server, loopback first."""
    target, seen = report.target, report.evidence
    near = target.is_loopback_name or any(spot.address.is_loopback for spot in seen.endpoints)
    links = seen.plus(LINKING.collect(host, seen, (INTERFACES.of(HERE),))).get(INTERFACES.of(HERE)) if near else ()
    own = [str(a) for link in links or () if not link.loopback for a in link.addresses if not a.is_link_local][:MOST]
    hosts = (*OWN, *own) if near else tuple(str(spot.address) for spot in seen.endpoints)
    yield from (at(target, name, target.port or 0) for name in dict.fromkeys(hosts) if name != target.host)


def at(target: Target, host: str, port: int) -> str:
    return urlsplit(url_of(target))._replace(netloc=f"{in_url(host)}:{port}").geturl()


def other_browsers(report: Report) -> Iterator[str]:
    browsed = report.evidence.get(BROWSED.of(HERE))
    yield from (kind for kind in KINDS if browsed and kind != browsed.browser.kind)


def works(host: Host, kind: str, url: str) -> bool:
    try:
        return host.browse(kind, url, None, True, PATIENCE).works
    except OSError:  # there is no such browser here
        return False


def forwarded(target: Target, kind: str, host: Host) -> Workaround | None:
    """At the first port that is free."""
    for port in PORTS:
        try:
            fine = asyncio.run(tried(target, kind, port, host))
        except NoWay:
            continue
        url = f"http://localhost:{port}{urlsplit(url_of(target)).path}"
        says = f"open {url}, which works in a browser as long as this runs"
        return Workaround(says, ("portwise", "forward", str(port), target.raw), url) if fine else None
    return None


async def tried(target: Target, kind: str, port: int, host: Host) -> bool:
    """Raises `NoWay` where the port is taken."""
    ready = asyncio.Event()
    open_ = asyncio.create_task(
        carried_along(places("", port, host, expose=False), way_to(target, None, host), lambda *_: ready.set(), LONGEST)
    )
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({open_, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if open_.done():
        open_.result()
        return False
    try:
        return await asyncio.to_thread(works, host, kind, f"http://localhost:{port}{urlsplit(url_of(target)).path}")
    finally:
        open_.cancel()
        with suppress(asyncio.CancelledError):
            await open_
