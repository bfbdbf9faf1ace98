"""What the text is about: the address that somebody failed to reach or to bind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from portwise.model.reading import Calling, Failure, Listening, Noted, Success
from portwise.model.target import NotATarget, Target
from portwise.read.places import Place, every, is_host
from portwise.read.signs.statements import ILL_RE, TURNS, WELL_RE
from portwise.read.signs.successes import COMMAND, aimed
from portwise.read.text import Text
from portwise.read.waits import ANYWHERE

WRITTEN = "(a text that names no address)"
NO_TARGET = Target(WRITTEN, None, "", "", None, "", "")
BINDS = "bind-"
EPHEMERAL = 32768  # from there on clients get ports of Linux
INSPECTS = re.compile(r"\b(?:debugger|inspector|debug port|devtools|jdwp|dt_socket|debugpy|xdebug)\b", re.IGNORECASE)
TYPED = re.compile(
    r"\b(?:typ(?:e|ed|ing)|enter(?:ed|ing)?|open(?:ed|ing|s)?|visit(?:ed|ing)?|brows(?:e|ed|ing) to|go(?:ing)? to|"
    r"went to|navigat(?:e|ed|ing) to|call(?:ed|ing)?|hit(?:ting)?|access(?:ed|ing)?|reach(?:ed|ing)?|"
    r"tr(?:y|ied|ying))\b(?P<what>[^;!?]{0,120})",
    re.IGNORECASE,
)


def aim(text: Text) -> Target:
    """The place of most failures; of equals the first.  `NO_TARGET` where none is named."""
    failures = [noted for noted in text.signs(Failure) if noted.sign.port or noted.sign.host]
    if failures:
        return of_failure(meant(numbered(main(failures), text), text))
    return next(
        (found for place in (*wanted(text), *told(text)) if (found := of_place(place)) is not NO_TARGET), NO_TARGET
    )


def wanted(text: Text) -> list[Place]:
    """Where somebody says that it failed, then what a client was given; what works only where nothing else is."""
    through = {(noted.sign.host, noted.sign.port) for noted in text.signs(Success)}
    asked = sorted(called(text), key=lambda place: (place.host, place.port) in through)
    return sorted((*complained(text), *asked), key=lambda place: place.host in ANYWHERE)


def told(text: Text) -> Iterator[Place]:
    """Who got through, what a program is told to call, who waits: at a port that is served, not at every address."""
    reached = [Place(noted.sign.host, noted.sign.port) for noted in text.signs(Success)]
    settings = [Place(noted.sign.host, noted.sign.port) for noted in text.signs(Calling)]
    waits = text.signs(Listening)
    inspected = [noted for noted in waits if INSPECTS.search(text.by_number.get(noted.lines[0], ""))]
    served = [
        Place(noted.sign.host, noted.sign.port) for noted in (*(n for n in waits if n not in inspected), *inspected)
    ]
    for host, port, _ in (*reached, *settings, *served):
        if port:
            yield Place("localhost" if host in ANYWHERE else host, port)


def complained(text: Text) -> Iterator[Place]:
    """``http://localhost:3000 does not answer``: a place and a word of failure in one clause."""
    for line in text.lines:
        for clause in TURNS.split(line.text):
            said = (clause or "").casefold()
            if said and ILL_RE.search(said) and not WELL_RE.search(said):
                yield from (place for place in every(clause) if whole(place))


def called(text: Text) -> Iterator[Place]:
    """What stands behind ``curl``, and what somebody typed."""
    for line in text.lines:
        command = COMMAND.search(line.text.casefold())
        if command and whole(place := aimed(command["rest"])):
            yield place
        for typed in TYPED.finditer(line.text):
            yield from (place for place in every(typed["what"]) if whole(place))


def whole(place: Place) -> bool:
    """Somebody can call it; a pair with a port of that height is the other end of a connection, in a log."""
    if place.scheme:
        return place.port is not None or place.scheme in ("http", "https")
    return bool(place.host) and is_host(place.host) and place.host not in ANYWHERE and 0 < (place.port or 0) < EPHEMERAL


def meant(failure: Failure, text: Text) -> Failure:
    """A client that failed at every address was somewhere: where somebody called the same port."""
    if failure.host not in ANYWHERE or failure.outcomes[0].startswith(BINDS):
        return failure
    near = (place for place in wanted(text) if place.port == failure.port and place.host not in ANYWHERE)
    same = next(near, None)
    return failure._replace(host=same.host, scheme=same.scheme) if same else failure


def numbered(failure: Failure, text: Text) -> Failure:
    """A name that was not found stands without a port, mostly: that of the setting which names the same host."""
    if failure.port or failure.outcomes[0] != "name-failure":
        return failure
    settings = (noted.sign for noted in text.signs(Calling) if noted.sign.host == failure.host and noted.sign.port)
    same = next(settings, None)
    return failure._replace(port=same.port) if same else failure


def of_place(place: Place) -> Target:
    scheme = f"{place.scheme}://" if place.scheme in ("http", "https") else ""
    port = f":{place.port}" if place.port else ""
    return parsed(f"{scheme}{in_url(place.host) or 'localhost'}{port}")


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
