"""
Rows of tables that a text shows in part.

A machine tells all of a row and all rows; an output tells what its command asks for.  What was left out is unknown and
no absence, so that reading it here is what reading an unknown answer is.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any, NoReturn

from portwise.model.evidence import Unreadable
from portwise.model.facts import HERE, INTERFACES, LISTENERS, Question
from portwise.model.machines import Windows
from portwise.model.net import Interface, Rule, Socket
from portwise.model.process import Process
from portwise.model.target import Address
from portwise.model.windows import Wsl

ANY = ip_address("::")  # of a row whose address nobody may read


def hidden(question: Question[Any]) -> NoReturn:
    raise Unreadable(question)


class Otherwise(int):
    """A number that is not the one that was asked for; of any further one nobody knows, nor of any without one."""

    asked: int | None

    @classmethod
    def than(cls, asked: int | None) -> Otherwise:
        """None: of no number it is known whether it is that one."""
        number = cls(0)
        number.asked = asked
        return number

    def unknown(self) -> NoReturn:
        hidden(LISTENERS.of(HERE))

    def __eq__(self, other: object) -> bool:
        return False if other == self.asked else self.unknown()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, _: object) -> bool:
        self.unknown()

    __le__ = __gt__ = __ge__ = __lt__

    def __hash__(self) -> int:  # noqa: PLE0309 - it never returns
        self.unknown()


class OtherSockets(Socket):
    """Whoever listens on the ports that a table of one port leaves out."""

    __slots__ = ()
    left_out = True

    @property
    def address(self) -> Address:
        hidden(LISTENERS.of(HERE))

    @property
    def inode(self) -> int:
        hidden(LISTENERS.of(HERE))

    @property
    def uid(self) -> int:
        hidden(LISTENERS.of(HERE))


class Some(tuple[Any, ...]):
    """Not empty; what is in it, and how much, is not told."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> NoReturn:
        raise Unreadable

    def __len__(self) -> NoReturn:
        raise Unreadable

    def __getitem__(self, _: object) -> NoReturn:
        raise Unreadable

    def __contains__(self, _: object) -> NoReturn:
        raise Unreadable


class OtherRules(Rule):
    """What filters beside the rules of a listing that does not show all of them."""

    __slots__ = ()
    left_out = True

    @property
    def verdict(self) -> str:
        raise Unreadable

    @property
    def may_match(self) -> bool | None:
        raise Unreadable


class Link(Interface):
    """An interface by its addresses; whether it is hardware, a bridge or a tunnel is not told."""

    __slots__ = ()

    @property
    def kind(self) -> str:
        hidden(INTERFACES.of(HERE))


class Joined(Wsl):
    """The Linux of a WSL, of whose network the text does not tell all; an empty mode is one that it does not tell."""

    __slots__ = ()

    @property
    def mode(self) -> str:
        return self[1] or nothing()

    @property
    def forwards(self) -> bool:
        raise Unreadable

    @property
    def host_loopback(self) -> bool:
        raise Unreadable


class Around(Windows):
    """The Windows around a WSL, by its kernel and what is told of its network."""

    __slots__ = ()

    @property
    def mode(self) -> str:
        return self[2] or nothing()

    @property
    def gateway(self) -> Address | None:
        raise Unreadable

    @property
    def interop(self) -> bool:
        raise Unreadable


class Nameless(Process):
    """A process by its own words, whose number is not told."""

    __slots__ = ()

    @property
    def pid(self) -> int:
        raise Unreadable


def nothing() -> NoReturn:
    raise Unreadable
