"""
When only a browser fails: other ways to the same page, tried by a real browser, one by one until one works.

Another address of the same server, an address of this machine in its network, another browser, and a forward of
our own, which is open on loopback only and only while it is tried.  The browser has a clean profile each time: where
somebody said that theirs fails, that alone may do, so that it is the first to be tried.  Where nothing does, a public
tunnel is shown, and never opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

from portwise.app.forward import NoWay, carried_along, places, way_to
from portwise.app.same import is_of_a_stranger
from portwise.collect.routes import LINKING
from portwise.host.api import Host
from portwise.model.browse import Browsed, Browser
from portwise.model.client import Client
from portwise.model.evidence import Known
from portwise.model.facts import BROWSED, HERE, HTTP, INTERFACES
from portwise.model.outcome import WELL
from portwise.model.repair import Workaround
from portwise.model.report import Report
from portwise.model.target import Target
from portwise.model.url import HIDDEN, in_url
from portwise.model.vantage import Vantage

PATIENCE = 5.0  # seconds for one page
ALTOGETHER = 60.0  # seconds after which no further way is begun
LONGEST = 60.0  # seconds for which our own forward is open, should the browser hang
OWN = ("localhost", "127.0.0.1", "::1")
MOST = 3  # addresses of this machine, or of a server elsewhere
KINDS = ("chromium", "chrome", "edge", "firefox")
OF_THE_PORT = ("ERR_UNSAFE_PORT", "NS_ERROR_PORT_ACCESS_NOT_ALLOWED")  # no address and no browser helps
FAILS_FROM = 400  # the status of a page that turns the client away: "this host is not allowed"
PUBLIC = (
    "nothing on this machine works in it; a public tunnel has another name and port, and shows the server to everybody "
    "who has its address (not tried, and only shown here)"
)
PORTS = (8080, 8081, 8888, 18080)  # browsers take them, and everybody remembers the first
CLEAN = "/tmp/clean-profile"  # noqa: S108 - only shown, as the remedies of knowledge/browser do
IN_A_NEW_FOLDER = 'exec "$0" --no-remote --profile "$(mktemp -d)" "$@"'

Go = Callable[[str, str], Browsed | None]  # the page at a URL in a browser of that kind; None: none came


def workaround(report: Report, host: Host) -> Workaround | None:
    """
    The first way that works.  None where it is not the browser alone, or a page of another origin asked.

    Each page has `PATIENCE`, and no way is begun later than `ALTOGETHER`.  A public tunnel is only shown.
    """
    if not of_a_browser_alone(report):
        return None
    until = host.now() + ALTOGETHER

    def go(kind: str, url: str) -> Browsed | None:
        return went(host, kind, url) if host.now() < until else None

    return next(ways(report, host, go), None) or in_public(report.target)


def ways(report: Report, host: Host, go: Go) -> Iterator[Workaround]:
    """Those that work, each tried when it is asked for."""
    kind = Vantage.of(report.vantage).name if report.vantage.startswith("browser") else ""
    if not is_of_the_port(report):
        yield from clean(report, go)
        for url in others(report, host):
            if is_the_page(report, host, go(kind, url)):
                yield Workaround(f"open {url}, which works in a browser now", (), url)
        url = url_of(report.target)
        for other in other_browsers(report):
            if is_the_page(report, host, go(other, url)):
                yield Workaround(f"open it in {other.capitalize()}, in which it works", (), url)
    yield from forwarded(report.target, host, partial(go, kind))


def in_public(target: Target) -> Workaround:
    """The last resort, which nobody but a person opens: it was not tried, and lets strangers in."""
    parts = urlsplit(url_of(target))
    place = parts._replace(path="", query="", fragment="").geturl()
    return Workaround(PUBLIC, ("cloudflared", "tunnel", "--url", place), "")


def of_a_browser_alone(report: Report) -> bool:
    """It failed there, as was seen or said, and the same attempts from here do not."""
    target = report.target
    if not target.speaks_http or target.fetch or HIDDEN in url_of(target):
        return False
    browsed = report.evidence.get(BROWSED.of(HERE)) if report.vantage.startswith("browser") else None
    fails = (browsed is not None and not browsed.works) or bool(words(report))
    return fails and any(tried.met in WELL for tried in report.attempts)


def words(report: Report) -> tuple[str, ...]:
    """In which browsers were said to fail."""
    saw = report.heard.testimony.saw if report.heard else ()
    return tuple(one.word for one in saw if one.kind is Client.BROWSER and not one.works)


def is_of_the_port(report: Report) -> bool:
    browsed = report.evidence.get(BROWSED.of(HERE))
    met = (browsed.error,) if browsed else words(report)
    return any(word in OF_THE_PORT for word in met)


def url_of(target: Target) -> str:
    return target.url or ""


def clean(report: Report, go: Go) -> Iterator[Workaround]:
    """The very page, where a profile was said to fail: in that browser if it is here, else in any."""
    if not words(report):
        return
    url, browsed = url_of(report.target), report.evidence.get(BROWSED.of(HERE))
    saw = report.heard.testimony.saw if report.heard else ()
    theirs = [one.client for one in saw if one.kind is Client.BROWSER and not one.works and one.client in KINDS]
    for page in [browsed] if browsed else (go(kind, url) for kind in (*theirs, "")):
        if page and page.works and page.status < FAILS_FROM:
            says = f"open it in {page.browser.name} with a clean profile, in which it works"
            yield Workaround(says, (*with_a_clean_profile(page.browser), url), url)


def with_a_clean_profile(browser: Browser) -> tuple[str, ...]:
    """Firefox asks in a window what to do where the folder of --profile is not there; Chromium makes it."""
    if browser.kind == "firefox":
        return ("sh", "-c", IN_A_NEW_FOLDER, browser.path)
    return (browser.path, f"--user-data-dir={CLEAN}")


def others(report: Report, host: Host) -> Iterator[str]:
    """The same page by another name or address of its server, loopback first."""
    target, seen = report.target, report.evidence
    near = target.is_loopback_name or any(spot.address.is_loopback for spot in seen.endpoints)
    links = seen.plus(LINKING.collect(host, seen, (INTERFACES.of(HERE),))).get(INTERFACES.of(HERE)) if near else ()
    own = [str(a) for link in links or () if not link.loopback for a in link.addresses if not a.is_link_local][:MOST]
    hosts = (*OWN, *own) if near else tuple(str(spot.address) for spot in seen.endpoints)[:MOST]
    yield from (at(target, name, target.port or 0) for name in dict.fromkeys(hosts) if name != target.host)


def at(target: Target, host: str, port: int) -> str:
    return urlsplit(url_of(target))._replace(netloc=f"{in_url(host)}:{port}").geturl()


def other_browsers(report: Report) -> Iterator[str]:
    browsed = report.evidence.get(BROWSED.of(HERE))
    yield from (kind for kind in KINDS if browsed is None or kind != browsed.browser.kind)


def went(host: Host, kind: str, url: str) -> Browsed | None:
    with suppress(OSError):  # there is no such browser here
        return host.browse(kind, url, None, True, PATIENCE)
    return None


def is_the_page(report: Report, host: Host, page: Browsed | None) -> bool:
    """One that turns nobody away whom the target takes, and that the target's own server has sent."""
    if page is None or not page.works:
        return False
    as_here = (o.said.value for o in report.observations if o.question.fact is HTTP and isinstance(o.said, Known))
    welcome = page.status < FAILS_FROM or page.status in {exchange.status for exchange in as_here}
    return welcome and not is_of_a_stranger(report, host, page)


def forwarded(target: Target, host: Host, go: Callable[[str], Browsed | None]) -> Iterator[Workaround]:
    """At the first port that is free."""
    for port in PORTS:
        url = urlsplit(at(target, "localhost", port))._replace(scheme="http").geturl()
        try:
            page = asyncio.run(tried(target, port, host, partial(go, url)))
        except NoWay:
            continue
        says = f"open {url}, which works in a browser as long as this runs"
        if page and page.works:
            yield Workaround(says, ("portwise", "forward", str(port), target.raw), url)
        return


async def tried(target: Target, port: int, host: Host, go: Callable[[], Browsed | None]) -> Browsed | None:
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
        return None
    try:
        return await asyncio.to_thread(go)
    finally:
        open_.cancel()
        with suppress(asyncio.CancelledError):
            await open_
