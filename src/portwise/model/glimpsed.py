"""
Rows of tables that a text shows in part.

A machine tells all of a row and all rows; an output tells what its command asks for.  What was left out is unknown and
no absence, so that reading it here is what reading an unknown answer is.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any, NoReturn

from portwise.model.cluster import Behind, Pod
from portwise.model.container import AT_WORK, Container, Inspected, Ref
from portwise.model.evidence import Unreadable
from portwise.model.facts import CONTAINERS, HERE, INSPECTED, INTERFACES, LISTENERS, Question
from portwise.model.net import Interface, Rule, Socket
from portwise.model.process import Process
from portwise.model.target import Address, Endpoint

ANY = ip_address("::")  # of a row whose address nobody may read
KILLED = 137  # 128 and SIGKILL, of the kernel where memory was short, of an engine, or of a person


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


class OtherwiseInside(Otherwise):
    """The same of a port inside a container: whoever listens on this machine tells nothing of it."""

    def unknown(self) -> NoReturn:
        raise Unreadable


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


class OtherPlaces(Endpoint):
    """Where else servers listen inside a container."""

    __slots__ = ()
    left_out = True

    @classmethod
    def than(cls, port: int | None) -> OtherPlaces:
        return cls(ANY, OtherwiseInside.than(port))

    @property
    def address(self) -> Address:
        raise Unreadable


class Somewhere(Endpoint):
    """A port inside a container at which somebody answers: on its loopback, or everywhere."""

    __slots__ = ()

    @property
    def address(self) -> Address:
        raise Unreadable


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


class Unnamed(Ref):
    """Of a container whose engine gave it a name that is not told."""

    __slots__ = ()

    @property
    def name(self) -> str:
        raise Unreadable


class Listed(Container):
    """A row of ``docker ps``, which does not tell how a container is joined to which networks."""

    __slots__ = ()

    @property
    def mode(self) -> str:
        hidden(INSPECTED.of(self.ref))

    @property
    def addresses(self) -> tuple[Address, ...]:
        """One that runs has some, which is all that is known of them."""
        return Some() if self.state in AT_WORK else ()

    @property
    def networks(self) -> tuple[str, ...]:
        hidden(INSPECTED.of(self.ref))


class Stopped(Listed):
    """The containers that a table of those that run leaves out."""

    __slots__ = ()
    left_out = True


class Unlisted(Container):
    """The containers that a table leaves out: they do not publish the port that another one is shown to publish."""

    __slots__ = ()
    left_out = True

    @property
    def ref(self) -> NoReturn:
        hidden(CONTAINERS.of(HERE))

    state = service = folder = mode = exposed = addresses = networks = project = ref


class Told(Inspected):
    """What a row of a table and a command tell of a container; for the rest its engine has to be asked."""

    __slots__ = ()

    @property
    def pid(self) -> int:
        raise Unreadable

    @property
    def memory(self) -> bool:
        """Of 137 nobody knows whether memory was short or somebody killed it; any other code is no end by it."""
        if self.exit_code == KILLED:
            raise Unreadable
        return False

    @property
    def complaint(self) -> str:
        raise Unreadable

    @property
    def restarts(self) -> int:
        raise Unreadable


class Uncoded(Told):
    """The same of one that has ended, where the row does not say how."""

    __slots__ = ()

    @property
    def exit_code(self) -> int:
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


class Nameless(Process):
    """A process by its own words, whose number is not told."""

    __slots__ = ()

    @property
    def pid(self) -> int:
        raise Unreadable


class Partly(Behind):
    """A Service by its endpoints; by which labels it chooses its pods is not told where the field is empty."""

    __slots__ = ()

    @property
    def selector(self) -> str:
        return self[0] or nothing()


class Endpointed(Partly):
    """The same, of whose pods nothing is told."""

    __slots__ = ()

    @property
    def pods(self) -> tuple[Pod, ...]:
        return Some()


def nothing() -> NoReturn:
    raise Unreadable
