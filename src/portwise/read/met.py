"""What the target itself met, at the addresses that the text names or that the name always has."""

from __future__ import annotations

from ipaddress import ip_address

from portwise.model.exchange import Exchange
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.reading import Failure, Noted, Published, Success
from portwise.model.record import NamedTuple
from portwise.model.target import Address, Endpoint, Intent, Target
from portwise.read.places import is_address
from portwise.read.text import Text

LOOPBACK: tuple[Address, ...] = (ip_address("127.0.0.1"), ip_address("::1"))
BROWSERS = ("chrome", "firefox", "safari")
BOTH_FAMILIES = ("curl", "wget", "chrome", "firefox", "safari", "")  # they try every address that a name has
KERNEL = frozenset(("refused", "timeout", "unreachable", "denied", "addr-not-avail", "reset"))
EMPTY = "empty"  # it was connected, and closed before a byte of the answer
SPEAK_HTTP = ("curl", "wget", *BROWSERS)


class Met(NamedTuple):
    attempt: Attempt
    exchange: Exchange | None
    line: int


def spots(text: Text, target: Target) -> dict[Endpoint, Met]:
    """
    Where it is told to have failed and to have worked, it failed: the rest was earlier, later, or another client's.

    Only of browsers it is the other way round: our own attempt is that of curl, which does not go by their settings.
    An answer that did not come counts where an engine of containers lends the port out, or kubectl forwards it: they
    took the connection.  Elsewhere nobody knows who did.
    """
    lent = any(noted.sign.port == target.port for noted in text.signs(Published)) or forwarded(text, target.port)
    met: dict[Endpoint, Met] = {}
    browsers = [noted for noted in text.signs(Failure) if noted.sign.client in BROWSERS]
    others = [noted for noted in text.signs(Failure) if noted.sign.client not in BROWSERS]
    signs: tuple[Noted[Success] | Noted[Failure], ...] = (*others, *text.signs(Success), *browsers)
    for noted in signs:
        if isinstance(noted.sign, Success) and noted.sign.told:
            continue
        outcome = outcome_of(noted.sign, target)
        if outcome is None or (outcome is Outcome.EMPTY and not lent):
            continue
        for address in addresses(noted.sign, target):
            met.setdefault(Endpoint(address, target.port or 0), meeting(outcome, noted.lines[0]))
    return met


def forwarded(text: Text, port: int | None) -> bool:
    return bool(port and text.find(rf"forwarding from [\d.\[\]:a-f]{{2,45}}:{port} ->"))


def meeting(outcome: Outcome, line: int) -> Met:
    closed = Exchange(outcome, 0, "", "", "", "", b"", 0.0) if outcome is Outcome.EMPTY else None
    connected = Outcome.CONNECTED if closed else outcome
    return Met(Attempt(connected, 0, None, None, 1, 0.0, False), closed, line)


def outcome_of(sign: Failure | Success, target: Target) -> Outcome | None:
    """Of a connection or a bind, and of an answer that did not come: what an answer said is no matter of an address."""
    if isinstance(sign, Success):
        return Outcome.CONNECTED if target.intent is Intent.CONNECT else None
    word = sign.outcomes[0]
    if word == EMPTY and sign.client in SPEAK_HTTP and target.intent is Intent.CONNECT:
        return Outcome.EMPTY
    binds = word.startswith("bind-")
    if binds is not (target.intent is Intent.BIND) or not (binds or word in KERNEL):
        return None
    return Outcome(word)


def addresses(sign: Failure | Success, target: Target) -> tuple[Address, ...]:
    if target.port is None or sign.port not in (target.port, None):
        return ()
    if sign.host and is_address(sign.host):
        return (ip_address(sign.host.partition("%")[0]),)
    if not sign.host or sign.host == target.host:
        if target.address is not None:
            return (target.address,)
        if target.is_loopback_name and sign.client in BOTH_FAMILIES:
            return LOOPBACK
    return ()
