"""``--vantage browser``: what a browser of this machine meets, beside the ordinary diagnosis."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

from portwise.app.diagnose import diagnose
from portwise.app.manner import AS_USUAL, Manner
from portwise.host.api import Host
from portwise.model.browse import Browsed
from portwise.model.cause import Cause
from portwise.model.evidence import Answer, Known
from portwise.model.facts import BROWSED, HERE
from portwise.model.fetch import NO_ORIGIN, READING, Fetch
from portwise.model.report import Report
from portwise.model.target import Address, NotATarget, Target
from portwise.model.url import HIDDEN
from portwise.model.vantage import NoVantage, Vantage

SOURCE = "{} --headless {} {}"
PATIENCE = 1.0  # seconds for a name
SHOWING = {"firefox": "--screenshot"}  # what shows a person the same; in all others --dump-dom
# What browsers call local: services/network/public/cpp/ip_address_space_util.cc
NEAR = tuple(
    map(
        ip_network,
        (
            *("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
            *("fc00::/7", "fe80::/10"),
        ),
    )
)
LOOPBACK, LOCAL, PUBLIC = 0, 1, 2  # the less the number, the fewer may come in
SENDS = "a browser would really send {}: --vantage browser takes --method GET and HEAD"


def diagnose_from(
    vantage: Vantage,
    target: Target,
    host: Host,
    causes: Iterable[Cause[Any]] | None = None,
    manner: Manner = AS_USUAL,
    given: Iterable[Answer] = (),
) -> Report:
    """Raises `NoVantage` where there is no browser, or it does not start."""
    if target.fetch and target.fetch.method not in READING:
        raise NoVantage(SENDS.format(target.fetch.method))
    browsed = browse(vantage, target, host, manner.timeout + manner.looking)
    report = diagnose(target, host, causes, manner, (*given, told(browsed, target)))
    return report._replace(elapsed_ms=report.elapsed_ms + browsed.elapsed_ms)


def browse(vantage: Vantage, target: Target, host: Host, patience: float) -> Browsed:
    """Where a page of another origin asks, it is that page's script that does; else the target is visited."""
    fetch = target.fetch
    foreign = fetch is not None and is_strange(host, target, fetch)
    url = (target.url or "").replace(HIDDEN, "")
    try:
        return host.browse(vantage.name, url, fetch, fetch is None or foreign, patience)
    except OSError as error:
        raise NoVantage(f"--vantage {vantage}: {error.strerror or error}") from error


def told(browsed: Browsed, target: Target) -> Answer:
    return Answer(BROWSED.of(HERE), Known(browsed), source(browsed, target))


def source(browsed: Browsed, target: Target) -> str:
    return SOURCE.format(browsed.browser.path, SHOWING.get(browsed.browser.kind, "--dump-dom"), target.url)


def is_strange(host: Host, target: Target, fetch: Fetch) -> bool:
    """Whether Local Network Access would look at it: the page comes from farther away than it asks (its section 3)."""
    if fetch.origin == NO_ORIGIN:
        return False
    try:
        page = Target.parse(fetch.origin)
    except NotATarget:
        return True
    return distance(host, page) > distance(host, target)


def distance(host: Host, target: Target) -> int:
    """A name that stands for nothing here is of somewhere else."""
    try:
        return max(map(how_far, known(host, target)), default=LOOPBACK)
    except OSError:
        return PUBLIC


def known(host: Host, target: Target) -> tuple[Address, ...]:
    """A name of loopback has none but that."""
    if target.address:
        return (target.address,)
    return () if target.is_loopback_name else host.resolve(target.host, PATIENCE)


def how_far(address: Address) -> int:
    if address.is_loopback:
        return LOOPBACK
    return LOCAL if any(address in network for network in NEAR) else PUBLIC
