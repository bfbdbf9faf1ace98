"""
What a PAC file leaves to a browser: the proxies that it names, and whether they take connections.

No script is run.  What it names as it stands is enough where all of that is gone; else its words are told as they are,
for whoever asks for the proxy that would be chosen.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.experiments import made
from portwise.host.api import Heard, Host
from portwise.host.secrecy import HIDDEN
from portwise.model.evidence import Evidence
from portwise.model.facts import DESKTOP_PROXIES, DISCOVERED, FILE_PROXIES, HERE, SCRIPTED
from portwise.model.outcome import Outcome
from portwise.model.settings import FileProxy
from portwise.model.target import Address, Endpoint, Target

if TYPE_CHECKING:
    from portwise.formats.pac import Script

PATIENCE = 1.0  # seconds for the file, and for each proxy that it names
SOURCE = "the PAC file that a desktop names, curl"
TO_KNOW = "what that browser chose: chrome://net-export, and of a policy or auto_proxy portwise why --vantage browser"
SILENT = "none where it ends without an answer"
NOT_NOW = (401, 407, 408, 425, 429)  # another request may have it, RFC 9110 section 15.5
FATES = {
    Outcome.REFUSED: "refuses connections",
    Outcome.TIMEOUT: "does not answer",
    Outcome.NAME_FAILURE: "has a name that nobody knows",
    Outcome.CONNECTED: "takes connections",
}


class NotThere(ValueError):
    """Nobody has it, whoever asks."""


def scripted(host: Host, seen: Evidence, url: str) -> tuple[FileProxy, ...]:
    """
    The proxies of which it asks one whatever it chooses, none of them there; none where it asks none at all.

    Raises ValueError, in words for a person, wherever that depends on what it chooses.
    """
    from portwise.formats import pac

    found = seen.get(DISCOVERED.of(HERE))
    if not any(row.script == url for row in named(seen)) and (found is None or found.url != url):
        raise ValueError("no settings of this machine name this file")
    try:
        script = pac.script(text(host, url))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ValueError(f"a browser finds no PAC file at {url} and goes without a proxy: {why}") from None
    fates = [(place, fate(host, *place)) for place in script.proxies]
    depends = script.direct or script.silent or any(met is Outcome.CONNECTED for _, met in fates)
    if script.more or (fates and depends):
        raise ValueError(f"the PAC file {url} chooses, and portwise runs none; it names {told(script, fates)}")
    return tuple(FileProxy("", name, port, "PROXY", url, 0) for (name, port), _ in fates)


def named(seen: Evidence) -> Iterator[FileProxy]:
    questions = [o.question for o in seen if o.question.fact in (DESKTOP_PROXIES, FILE_PROXIES)]
    return (row for question in questions for row in seen.get(question) or ())


def text(host: Host, url: str) -> str:
    """Raises OSError and ValueError where a browser would get nothing, either."""
    from portwise.formats import pac

    if HIDDEN in url:
        raise ValueError("its address holds a secret, which portwise does not use")
    if url.startswith("data:"):
        return pac.inline(url)
    if url.startswith("file://"):
        from urllib.parse import unquote  # 3 ms that few wait for

        return host.read(unquote(url.removeprefix("file://").removeprefix("localhost")))
    return fetched(host, url)


def fetched(host: Host, url: str) -> str:
    from portwise.formats import http1

    target, met = Target.parse(url), []
    if target.scheme not in ("http", "https") or target.port is None:
        raise ValueError(f"portwise does not read {target.scheme or 'such'} addresses")
    for endpoint in places(host, target.host, target.port):
        if target.speaks_tls:
            heard = host.handshake(endpoint, target.host, http1.of(target), PATIENCE).heard
        else:
            heard = host.converse(endpoint, http1.of(target), PATIENCE)
        if heard and http1.has_head(heard.data):
            return answered(endpoint, heard)
        met.append(heard is not None and (heard.ended, heard.errno) == ("refused", errno.ECONNREFUSED))
    raise (NotThere if all(met) else ValueError)(f"nobody serves it at {target.host}:{target.port}")


def answered(endpoint: Endpoint, heard: Heard) -> str:
    """Raises ValueError where a browser, which follows redirects and waits longer, may have got more."""
    from portwise.formats import http1

    answer = http1.parse(heard.data)
    says = f"{endpoint} answers {answer.status} {answer.reason}".rstrip()
    if 300 <= answer.status < 400:
        raise ValueError(f"{says}, and portwise follows no redirect")
    if answer.status != 200:
        raise (NotThere if 400 <= answer.status < 500 and answer.status not in NOT_NOW else ValueError)(says)
    chunked = "chunked" in answer.header("transfer-encoding").lower()
    ended = heard.ended == "fin" and answer.length is None and not chunked
    if not (ended or http1.is_complete(heard.data)):
        raise ValueError(
            f"{endpoint} has not sent all of it within {PATIENCE:.0f} s, or it is longer than portwise reads"
        )
    return http1.whole(answer).decode("utf-8", "replace")


def places(host: Host, name: str, port: int) -> tuple[Endpoint, ...]:
    try:
        found: tuple[Address, ...] = (ip_address(name),)
    except ValueError:
        found = host.resolve(name, PATIENCE)
    return tuple(Endpoint(address, port) for address in dict.fromkeys(found))


def fate(host: Host, name: str, port: int) -> Outcome:
    try:
        met = [made(attempt).outcome for attempt in host.attempts(places(host, name, port), PATIENCE)]
    except OSError as error:
        if error.errno == errno.ETIMEDOUT:  # clients wait longer than we do
            raise
        met = [Outcome.NAME_FAILURE]
    return Outcome.CONNECTED if Outcome.CONNECTED in met else met[0]


def told(script: Script, fates: list[tuple[tuple[str, int], Outcome]]) -> str:
    """``proxy.example:8080 (refuses connections), DIRECT``."""
    words = [f"{name}:{port} ({FATES.get(met, met.value)})" for (name, port), met in fates]
    return ", ".join(
        (
            *words,
            *["DIRECT"][: script.direct],
            *["others that it puts together"][: script.more],
            *[SILENT][: script.silent],
        )
    )


READING = Collector(
    SCRIPTED,
    Cost.SLOW,
    SOURCE,
    TO_KNOW,
    each(scripted, SOURCE, TO_KNOW),
    sends="a request for the PAC file that a desktop names, and a SYN to each proxy in it",
)
