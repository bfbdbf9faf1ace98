"""Where each client would send this request by our environment, and what the proxy says when it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from errno import ETIMEDOUT
from ipaddress import ip_address

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.experiments import made
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.exchange import Exchange
from portwise.model.facts import HERE, PROXIED, PROXIES
from portwise.model.outcome import Outcome
from portwise.model.settings import ProxyChoice
from portwise.model.target import Address, Endpoint

# Every spelling that a client of `portwise.formats.proxyenv` reads
VARIABLES = (
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("NODE_USE_ENV_PROXY", "NODE_OPTIONS"),
)
EXEMPTING = ("NO_PROXY", "no_proxy")
PATIENCE = 1.0  # seconds for all addresses of a proxy together
LEAST_PATIENCE = 0.1

ENVIRONMENT = "our environment, env | grep -i proxy"
ASKED = "the same request by way of the proxy, curl -v -x"


def choices(host: Host, seen: Evidence, _: str) -> tuple[ProxyChoice, ...]:
    """One row per client; none for a target that is not of the web, for no client asks a proxy for it."""
    if not seen.target.speaks_http:
        return ()
    environ = dict(host.environment(VARIABLES))
    return tuple(_choices(seen, environ)) if environ else ()


def _choices(seen: Evidence, environ: dict[str, str]) -> Iterator[ProxyChoice]:
    from portwise.formats import http1, proxyenv  # only where a variable is set

    url = f"{seen.target.scheme}://{http1.authority(seen.target)}/"
    exempt = tuple((name, environ[name]) for name in EXEMPTING if name in environ)
    for client in proxyenv.CLIENTS:
        try:
            name, proxy, host, port, variable, because = proxyenv.decide(client.name, url, environ)
        except ValueError as error:  # a variable that holds no URL; no two clients agree what then happens
            yield ProxyChoice(client.name, "", 0, "", "", str(error), exempt)
        else:
            yield ProxyChoice(name, host, port, proxy, variable, because, exempt)


def proxied(host: Host, seen: Evidence, place: str) -> Exchange:
    """The first address of the proxy that answers, else the last that did not."""
    choice = next((c for c in seen[PROXIES.of(HERE)] if c.host and f"{c.host}:{c.port}" == place), None)
    if choice is None:
        raise ValueError("no client would ask this proxy")
    deadline = host.now() + PATIENCE
    met = _no_session(Outcome.NAME_FAILURE)
    for endpoint in _endpoints(host, choice):
        met = _asked(host, seen, endpoint, choice, max(deadline - host.now(), LEAST_PATIENCE))
        if met.outcome is Outcome.CONNECTED:
            break
    return met


def _asked(host: Host, seen: Evidence, endpoint: Endpoint, choice: ProxyChoice, patience: float) -> Exchange:
    from portwise.formats import http1
    from portwise.host import said

    sent, scheme = http1.by_proxy(seen.target), choice.url.partition("://")[0]
    if scheme == "http":
        return said.exchange(host.converse(endpoint, sent, patience))
    if scheme.startswith("socks"):
        return _no_session(knocked(host, endpoint, scheme, patience))
    if scheme != "https":
        raise ValueError(f"portwise does not speak to {scheme} proxies")
    shaken = host.handshake(endpoint, choice.host, sent, patience)
    return said.exchange(shaken.heard) if shaken.heard else _no_session(said.handshake(shaken).outcome)


def knocked(host: Host, endpoint: Endpoint, scheme: str, patience: float) -> Outcome:
    """How a SOCKS proxy fails that takes no connection.  Raises ValueError where it takes one."""
    (met,) = host.attempts((endpoint,), patience)
    if made(met).outcome is Outcome.CONNECTED:
        raise ValueError(f"portwise does not speak to {scheme} proxies, and this one takes connections")
    return met.outcome


def _no_session(outcome: Outcome) -> Exchange:
    return Exchange(outcome, 0, "", "", "", "", b"", 0.0)


def _endpoints(host: Host, choice: ProxyChoice) -> tuple[Endpoint, ...]:
    """None where the name of the proxy stands for nothing, or nobody can be asked for it."""
    try:
        addresses: tuple[Address, ...] = (ip_address(choice.host),)
    except ValueError:
        addresses = _resolved(host, choice.host)
    return tuple(Endpoint(address, choice.port) for address in dict.fromkeys(addresses))


def _resolved(host: Host, name: str) -> tuple[Address, ...]:
    try:
        return host.resolve(name, PATIENCE)
    except OSError as error:
        if error.errno == ETIMEDOUT:  # clients wait longer than we do
            raise
        return ()


CHOOSING = Collector(PROXIES, Cost.CHEAP, ENVIRONMENT, "env", each(choices, ENVIRONMENT, "env"))
ASKING = Collector(
    PROXIED,
    Cost.SLOW,
    ASKED,
    "curl -v -x PROXY URL",
    each(proxied, ASKED, "curl -v -x PROXY URL"),
    sends="the request of the target, to the proxy that our environment names",
)
