"""Our NamedTuple and the one of typing: the same, but for the time that a class takes."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any, Generic, TypeVar

import pytest

from portwise.model.record import NamedTuple

T = TypeVar("T")


class Ours(NamedTuple, Generic[T]):
    """A sentence."""

    host: str
    port: int | None = None
    rest: tuple[T, ...] = ()

    @property
    def named(self) -> str:
        return f"{self.host}:{self.port}"

    @classmethod
    def at(cls, host: str) -> Ours[T]:
        return cls(host, 80)


class Theirs(typing.NamedTuple, Generic[T]):
    """A sentence."""

    host: str
    port: int | None = None
    rest: tuple[T, ...] = ()

    @property
    def named(self) -> str:
        return f"{self.host}:{self.port}"

    @classmethod
    def at(cls, host: str) -> Theirs[T]:
        return cls(host, 80)


class Pinned(Ours[int]):
    __slots__ = ()


def told(kind: Any) -> list[Any]:
    """What can be seen of a class and of its values."""
    one, other = kind("db", 5432, rest=(1, 2)), kind(port=1, host="web")
    match other:
        case kind(host, port, ()):
            seen = (host, port)
    return [
        *(
            kind._fields,
            kind._field_defaults,
            kind.__match_args__,
            kind.__slots__,
            kind.__doc__,
            kind.__bases__[1:],
        ),
        *(tuple(one), one.host, one.port, one.rest, one.named, one[0], len(one), hash(one), one < kind("dc"), seen),
        *(tuple(other), one == ("db", 5432, (1, 2)), one != other, kind.at("x").port, kind._make("abc").rest),
        *(one._asdict(), tuple(one._replace(port=3)), repr(one).removeprefix(kind.__name__), tuple(one[1:])),
        *(hasattr(one, "__dict__"), isinstance(one, tuple), isinstance(kind, type), kind.__mro__[-3:]),
        *(type(value)(*value) == value for value in (copy.copy(one), copy.deepcopy(one))),
        *(pickle.loads(pickle.dumps(one, number)) == one for number in range(2, 6)),
        *(str(typing.get_type_hints(kind)[field]) for field in kind._fields),
        *(repr(kind[int])[-10:].partition("[")[2], kind.__parameters__, kind[int]("x").port),
    ]


def test_it_is_seen_as_the_one_of_typing():
    """Fields, defaults, order, equality, patterns, copies, pickles, hints, parameters: nobody can tell them apart."""
    here, there = told(Ours), told(Theirs)

    assert there == here


@pytest.mark.parametrize(
    "wrong",
    [
        lambda kind: kind(),
        lambda kind: kind("a", 1, (), 4),
        lambda kind: kind("a", hots=1),
        lambda kind: kind("a", host="b"),
        lambda kind: kind._make(("a", 1)),
        lambda kind: kind("a")._replace(hots=1),
        lambda kind: setattr(kind("a"), "host", "b"),
        lambda kind: setattr(kind("a"), "other", "b"),
        lambda kind: kind("a").hots,
    ],
)
def test_what_is_wrong_is_told_in_the_same_words(wrong):
    """A missing, foreign or doubled field, and any attempt to change a value."""
    with pytest.raises((TypeError, ValueError, AttributeError)) as there:
        wrong(Theirs)
    with pytest.raises(there.type) as here:
        wrong(Ours)

    assert str(there.value).replace("Theirs", "Ours") == str(here.value)


def test_a_kind_of_a_kind_has_its_fields():
    """What inherits from such a class is made, shown and copied under its own name."""
    one = Pinned("db", 1)

    assert (Pinned, "Pinned(host='db', port=1, rest=())") == (type(one._replace(port=2)), repr(one))
    assert (Pinned, one) == (type(pickle.loads(pickle.dumps(one))), pickle.loads(pickle.dumps(one)))


def test_classes_of_as_many_fields_share_nothing_else():
    """The constructor of one takes no names of another."""

    class Other(NamedTuple):
        name: str
        number: int
        more: str = "m"

    assert ("Other(name='n', number=2, more='m')", ("host", "port", "rest")) == (
        repr(Other("n", number=2)),
        Ours._fields,
    )
    with pytest.raises(TypeError, match="host"):
        Other(host="db", port=1)
