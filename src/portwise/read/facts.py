"""
What a text says of a machine, as answers to the questions that causes ask.

Only what a tool or a client printed becomes an answer: where people merely say it, it is a lead.  A table of listeners
counts as complete only where its whole output stands there; elsewhere "nobody listens" is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from portwise.model.evidence import Answer, Known
from portwise.model.facts import ADDRESSES, ATTEMPT, COMMAND, HERE, LISTENERS, OWNERS, SAW, Question
from portwise.model.net import Attempt, Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.reading import Failure, Listening, Noted, Running, Success, source
from portwise.model.target import Address, Endpoint, Intent, Target
from portwise.model.testimony import Saw
from portwise.read.places import is_address
from portwise.read.text import Text
from portwise.words.testimony import CLIENTS

LOOPBACK: tuple[Address, ...] = (ip_address("127.0.0.1"), ip_address("::1"))
BROWSERS = ("chrome", "firefox", "safari")
BOTH_FAMILIES = ("curl", "wget", "chrome", "firefox", "safari", "")  # they try every address that a name has
KERNEL = frozenset(("refused", "timeout", "unreachable", "denied", "addr-not-avail", "reset"))


def answers(text: Text, target: Target) -> Iterator[Answer]:
    """The first answer to a question stands."""
    yield from attempts(text, target)
    yield from sockets(text)
    yield from commands(text)
    yield from sightings(text)


def line(noted: Noted[Any]) -> str:
    return source(noted.lines[0])


def known(question: Question[Any], value: Any, noted: Noted[Any]) -> Answer:
    return Answer(question, Known(value), line(noted))


def attempts(text: Text, target: Target) -> Iterator[Answer]:
    """
    What the target itself met, at the addresses that the text names or that the name always has.

    Where it is told to have failed and to have worked, it failed: the rest was earlier, later, or another client's.
    Only of browsers it is the other way round: our own attempt is that of curl, which does not go by their settings.
    """
    met: dict[Endpoint, Answer] = {}
    browsers = [noted for noted in text.signs(Failure) if noted.sign.client in BROWSERS]
    others = [noted for noted in text.signs(Failure) if noted.sign.client not in BROWSERS]
    signs: tuple[Noted[Success] | Noted[Failure], ...] = (*others, *text.signs(Success), *browsers)
    for noted in signs:
        if isinstance(noted.sign, Success) and noted.sign.told:
            continue
        if (outcome := outcome_of(noted.sign, target)) is None:
            continue
        for address in addresses(noted.sign, target):
            spot = Endpoint(address, target.port or 0)
            met.setdefault(spot, known(ATTEMPT.of(spot), Attempt(outcome, 0, None, None, 1, 0.0, False), noted))
    if met:
        first = next(iter(met.values()))
        yield Answer(ADDRESSES.of(target.host), Known(tuple(spot.address for spot in met)), first.source)
        yield from met.values()


def outcome_of(sign: Failure | Success, target: Target) -> Outcome | None:
    """Of a connection or a bind alone: what came after a handshake is no matter of an address."""
    if isinstance(sign, Success):
        return Outcome.CONNECTED if target.intent is Intent.CONNECT else None
    word = sign.outcomes[0]
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


def sockets(text: Text) -> Iterator[Answer]:
    """Of a whole table; its rows have no inodes, so that their place in the text stands for one."""
    rows = [n for n in text.signs(Listening) if n.sign.by == "socket" and n.sign.whole and n.sign.transport == "tcp"]
    found = [(noted, socket(noted)) for noted in rows if not noted.sign.place]
    sockets = [(noted, one) for noted, one in found if one]
    if sockets:
        yield known(LISTENERS.of(HERE), tuple(one for _, one in sockets), sockets[0][0])
    for noted, one in sockets:
        if noted.sign.pid is not None:
            owner = Process(noted.sign.pid, 0, noted.sign.program[:15])
            yield known(OWNERS.of(one.inode), (owner,), noted)


def socket(noted: Noted[Listening]) -> Socket | None:
    host = {"*": "::", "": "::"}.get(noted.sign.host, noted.sign.host).partition("%")[0]
    if not is_address(host):
        return None
    return Socket(ip_address(host), noted.sign.port, False, 0, 128, 0, noted.lines[0])


def commands(text: Text) -> Iterator[Answer]:
    held = {n.sign.pid: n.sign.program for n in text.signs(Listening) if n.sign.pid is not None}
    for noted in text.signs(Running):
        if noted.sign.pid in held:
            who = Process(noted.sign.pid, 0, held[noted.sign.pid][:15])
            yield known(COMMAND.of(who), tuple(noted.sign.command.split()), noted)


def sightings(text: Text) -> Iterator[Answer]:
    """Each client once, with its failure rather than what it could do elsewhere."""
    done: set[str] = set()
    for noted in text.signs(Failure):
        sign = noted.sign
        if sign.client in CLIENTS and sign.client not in done and not sign.outcomes[0].startswith("bind-"):
            done.add(sign.client)
            saw = Saw(sign.client, CLIENTS[sign.client][0], sign.word, sign.outcomes, sign.causes)
            yield known(SAW.of(sign.client), saw, noted)
    for success in text.signs(Success):
        if success.sign.client in CLIENTS and success.sign.client not in done:
            done.add(success.sign.client)
            saw = Saw(success.sign.client, CLIENTS[success.sign.client][0], "ok", ("connected",))
            yield known(SAW.of(success.sign.client), saw, success)
