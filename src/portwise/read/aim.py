"""What the text is about: the address that somebody failed to reach or to bind."""

from __future__ import annotations

from collections import Counter

from portwise.model.reading import Calling, Failure, Listening, Noted, Success
from portwise.model.target import NotATarget, Target
from portwise.read.text import Text

WRITTEN = "(a text that names no address)"
NO_TARGET = Target(WRITTEN, None, "", "", None, "", "")
BINDS = "bind-"


def aim(text: Text) -> Target:
    """The place of most failures; of equals the first.  `NO_TARGET` where none is named."""
    failures = [noted for noted in text.signs(Failure) if noted.sign.port or noted.sign.host]
    if failures:
        return of_failure(main(failures))
    through = [(noted.sign.host, noted.sign.port) for noted in text.signs(Success)]
    told = [(noted.sign.host, noted.sign.port) for noted in text.signs(Calling)]
    waits = [(noted.sign.host, noted.sign.port) for noted in text.signs(Listening)]
    for host, port in (*through, *told, *waits):
        if port:
            return parsed(f"{in_url(host) or 'localhost'}:{port}")
    return NO_TARGET


def main(failures: list[Noted[Failure]]) -> Failure:
    """With a port before without one, a whole URL before a pair."""
    often = Counter((noted.sign.host, noted.sign.port) for noted in failures)
    ports = Counter(noted.sign.port for noted in failures)
    best = max(
        failures,
        key=lambda noted: (
            noted.sign.port is not None,
            ports[noted.sign.port],
            bool(noted.sign.host),
            often[noted.sign.host, noted.sign.port],
            -noted.lines[0],
        ),
    )
    return best.sign


def of_failure(failure: Failure) -> Target:
    host = in_url(failure.host)
    if failure.outcomes[0].startswith(BINDS):
        try:
            return Target.to_bind(f"{host}:{failure.port}")
        except NotATarget:
            return NO_TARGET
    port = f":{failure.port}" if failure.port else ""
    return parsed(
        f"{failure.scheme}://{host or 'localhost'}{port}" if failure.scheme else f"{host or 'localhost'}{port}"
    )


def parsed(written: str) -> Target:
    try:
        return Target.parse(written)
    except NotATarget:
        return NO_TARGET


def in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
