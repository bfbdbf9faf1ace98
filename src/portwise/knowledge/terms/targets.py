"""Ports that people may have meant when they wrote one that cannot exist."""

from __future__ import annotations

from itertools import combinations

from portwise.model.cause import View
from portwise.model.facts import ADDRESSES, HERE, LISTENERS
from portwise.model.schemes import default_port
from portwise.model.target import HIGHEST_PORT, Intent
from portwise.model.url import abridged, number

MOST_DROPPED = 2  # digits; with three, anything is near anything
MOST_DIGITS = len(str(HIGHEST_PORT)) + MOST_DROPPED
SHOWN = 3
SHORTEST = 3  # digits that are worth a search
LONGEST = 20  # characters of a port that is none
DIGITS = frozenset("0123456789")  # str.isdigit() takes many more


def impossible(view: View) -> list[str]:
    """
    The port as written, where no such port exists.

    The resolver is asked only for a port that can exist, so that its answer, of
    whatever kind, is what rules this out; it is cited and decides nothing.
    """
    if view.target.port_is_valid:
        view.read.append(ADDRESSES.of(view.target.host))
        return []
    return [view.target.written]


def trouble(_: View, written: str) -> str:
    """Why it is no port: TCP and UDP have 16 bits for it, and 0 is reserved (RFC 6335 section 6)."""
    port = number(written)
    if port is None and not DIGITS.issuperset(written.removeprefix("-")):
        return "it is not a number"
    if port is None:  # too long for number()
        port = -1 if written.startswith("-") else HIGHEST_PORT + 1
    if port == 0:
        return "to a server it means 'any free port', and nobody can connect to that"
    return f"the highest is {HIGHEST_PORT}" if port > 0 else "the lowest is 1"


def shown(_: View, written: str) -> str:
    return abridged(written, LONGEST)


def searched(_: View, written: str) -> str | None:
    """None: nobody wrote so much into a file by hand, and half of it is found nowhere; -1 and 0 are everywhere."""
    return written if SHORTEST <= len(written.removeprefix("-")) <= LONGEST else None


def near(written: str) -> list[int]:
    """Ports made by leaving digits out, the fewest first; signs and letters are left out first of all."""
    digits = "".join(c for c in written if c in DIGITS)
    if len(digits) > MOST_DIGITS:
        return []
    left = range(len(digits), max(len(digits) - MOST_DROPPED, 1) - 1, -1)
    shorter = ("".join(kept) for length in left for kept in combinations(digits, length))
    return [n for n in dict.fromkeys(int(text) for text in shorter if text and text[0] != "0") if n <= HIGHEST_PORT]


def low_bits(written: str) -> int | None:
    port = number(written)
    return None if port is None else port & HIGHEST_PORT


def host(view: View, _: str) -> str:
    return f"[{view.target.host}]" if ":" in view.target.host else view.target.host or "localhost"


def place(view: View, _: str) -> str:
    """What stands before the colon where a server is told its address; nothing for every address."""
    return host(view, "") if view.target.host else ""


def again(view: View, written: str) -> str:
    """The command that shows whether the nearest port does better."""
    port = nearest(view, written) or "PORT"
    return f"why --bind {place(view, '')}:{port}" if binds(view) else f"why {host(view, '')}:{port}"


def binds(view: View) -> bool:
    return view.target.intent is Intent.BIND


def listening(view: View) -> set[int]:
    return {socket.port for socket in view[LISTENERS.of(HERE)]}


def meant(view: View, written: str) -> list[int]:
    """
    Ports that may have been meant: the closest.

    For a client before them every near one where somebody listens, which for a server is taken.
    """
    alive = listening(view)
    found = near(written)
    closest = [port for port in found if len(str(port)) == len(str(found[0]))]
    if binds(view):
        return [port for port in closest if port not in alive][:SHOWN]
    implied = default_port(view.target.scheme)
    likely = [*(port for port in found if port in alive), *closest, *([implied] if implied else [])]
    return list(dict.fromkeys(likely))[:SHOWN]


def nearest(view: View, written: str) -> str | None:
    """None: nothing is near, and no step can name it."""
    return next((str(port) for port in meant(view, written)), None)


def offer(view: View, written: str) -> str:
    """All of them in words: ``61909 (somebody listens there), 61900 or 61009``."""
    alive = listening(view)
    said = [f"{port} (somebody listens there)" if port in alive else str(port) for port in meant(view, written)]
    unknown = "another port" if binds(view) else "the port that the server prints"
    return " or ".join(filter(None, (", ".join(said[:-1]), *said[-1:]))) or unknown


def perhaps(view: View, written: str) -> str:
    return f"; perhaps {offer(view, written)} was meant" if meant(view, written) else ""


def wrapped(view: View, written: str) -> str | None:
    """What a client meets that keeps the low 16 bits: glibc's getaddrinfo(3) does, and with it Python."""
    port = low_bits(written)
    if port is None or port == number(written):
        return None
    somebody = "somebody listens" if port in listening(view) else "nobody listens"
    return f"Python and others keep the low 16 bits and come out at port {port}, where {somebody}"
