"""A call that the kernel denied before any packet: whether everything of the kind is denied, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from errno import EPERM, errorcode
from ipaddress import ip_address

from portwise.model.cause import View
from portwise.model.facts import ATTEMPT, HERE, LEAVE, POWERS, REUSE
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Intent

BIND = (Outcome.BIND_EPERM, Outcome.BIND_EACCES)
DENIALS = (Outcome.DENIED, *BIND)
LOOPBACK = {4: ip_address("127.0.0.1"), 6: ip_address("::1")}
DISCARD = 9  # RFC 863; whether somebody listens there does not matter
ANY_FREE = 0
AGAIN = "portwise {again}, from a plain shell"


def denied(view: View) -> Iterator[None]:
    """Only then are further calls worth a try."""
    if view[ATTEMPT.of(view.at)].outcome in DENIALS:
        yield None


def every_other(view: View, _: object) -> bool:
    """The plainest thing of the kind, which needs no right: loopback, or a port that the kernel chooses."""
    if binds(view):
        return view[REUSE.of(Endpoint(view.at.address, ANY_FREE))].outcome in BIND
    aside = Endpoint(LOOPBACK[view.at.address.version], DISCARD)
    return view[LEAVE.of(aside)].outcome is Outcome.DENIED


def by_group(view: View) -> bool:
    """EPERM without a seccomp filter leaves a program at the control group."""
    return view[ATTEMPT.of(view.at)].errno == EPERM and not view[POWERS.of(HERE)].filtered


def binds(view: View) -> bool:
    return view.target.intent is Intent.BIND


def call(view: View, _: object) -> str:
    return "bind(2)" if binds(view) else "connect(2)"


def error(view: View, _: object) -> str:
    number = view[ATTEMPT.of(view.at)].errno
    return errorcode.get(number, str(number))


def elsewhere(view: View, _: object) -> str:
    if binds(view):
        return "even a port that the kernel may choose cannot be bound"
    return "even loopback may not be connected to"


def again(view: View, _: object) -> str:
    return f"why --bind {view.target.raw}" if binds(view) else f"why {view.target.raw}"
