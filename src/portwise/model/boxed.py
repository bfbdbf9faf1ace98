"""Containers and pods that a text shows in part: what was left out is unknown, as in `portwise.model.glimpsed`."""

from __future__ import annotations

from typing import NoReturn

from portwise.model.cluster import Behind, Pod
from portwise.model.container import AT_WORK, Container, Inspected, Ref
from portwise.model.evidence import Unreadable
from portwise.model.facts import CONTAINERS, HERE, INSPECTED
from portwise.model.glimpsed import ANY, Otherwise, Some, hidden, nothing
from portwise.model.target import Address, Endpoint

KILLED = 137  # 128 and SIGKILL, of the kernel where memory was short, of an engine, or of a person


class OtherwiseInside(Otherwise):
    """The same of a port inside a container: whoever listens on this machine tells nothing of it."""

    def unknown(self) -> NoReturn:
        raise Unreadable


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


class Ported(Listed):
    """One whose published ports its engine was asked for; which others its image names is not told."""

    __slots__ = ()

    @property
    def exposed(self) -> tuple[int, ...]:
        raise Unreadable


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

    @property
    def started(self) -> float:
        raise Unreadable


class Uncoded(Told):
    """The same of one that has ended, where the row does not say how."""

    __slots__ = ()

    @property
    def exit_code(self) -> int:
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
