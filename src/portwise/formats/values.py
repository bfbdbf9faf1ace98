"""
Values of the model as JSON and back, each under the name of its type, checked against what that type says it holds.

A bundle of evidence comes from another machine, perhaps from another version, perhaps from somebody who means ill: only
types of `portwise.model` are built, and a value that is not as its type says is `Unfit`, whatever it would do later.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from enum import Enum
from functools import cache
from importlib import import_module
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from portwise.model import facts
from portwise.model.boxed import OtherwiseInside
from portwise.model.facts import Fact
from portwise.model.glimpsed import Otherwise

KIND = "is"  # a keyword of Python: no field has this name
PLACE = re.compile(r"([a-z]{1,40})\.([A-Z][A-Za-z0-9]{0,40})")  # net.Socket: module and type
MODEL = "portwise.model"
MOST, LONGEST = 20_000, 20_000  # values of one list, and characters of one text


class Unfit(ValueError):
    """What is no value of this version, in a few words."""


def pack(value: object) -> object:
    """Raises `Unfit` for what is no value of the model."""
    match value:
        case Enum():
            return {KIND: place(type(value)), "value": value.value}
        case Otherwise():
            return {KIND: place(type(value)), "asked": value.asked}
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return {KIND: "bytes", "hex": value.hex()}
        case IPv4Address() | IPv6Address():
            return {KIND: "address", "text": str(value)}
        case tuple() if hasattr(value, "_fields"):
            fields = zip(value._fields, value, strict=True)
            return {KIND: place(type(value)), **{name: pack(item) for name, item in fields}}
        case tuple():
            return [pack(item) for item in value]
        case frozenset():
            return {KIND: "set", "items": sorted((pack(item) for item in value), key=repr)}
    raise Unfit(f"a {type(value).__name__} is no value of the model")


def place(kind: type) -> str:
    package, _, module = kind.__module__.rpartition(".")
    if package != MODEL:
        raise Unfit(f"{kind.__name__} is no type of the model")
    return f"{module}.{kind.__name__}"


def unpack(packed: Any) -> Any:
    """Undo `pack`.  Raises `Unfit`; fields that this version does not know are left out, and may be."""
    if isinstance(packed, list | str) and len(packed) > (MOST if isinstance(packed, list) else LONGEST):
        raise Unfit("it is longer than anything that a machine tells")
    if isinstance(packed, list):
        return tuple(map(unpack, packed))
    if not isinstance(packed, dict):
        return packed
    kind = packed.get(KIND)
    try:
        match kind:
            case "bytes":
                return bytes.fromhex(packed["hex"])
            case "address":
                return ip_address(packed["text"])
            case "set":
                return frozenset(map(unpack, packed["items"]))
        if known := OTHERWISE.get(str(kind)):
            return otherwise(known, packed["asked"])
        known = typed(kind)
        if issubclass(known, Enum):
            return known(packed["value"])
        return built(known, packed)
    except Unfit:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise Unfit(f"no value of {str(kind)[:80]}: {type(error).__name__}") from None


def otherwise(kind: type[Otherwise], asked: object) -> Otherwise:
    if asked is not None and not fits(asked, int):
        raise Unfit("a number that is not the one that was asked for, which is none")
    return kind.than(asked)  # type: ignore[arg-type]  # it is a number, or None


OTHERWISE = {place(kind): kind for kind in (Otherwise, OtherwiseInside)}


def built(kind: Any, packed: Mapping[str, Any]) -> Any:
    values = {name: unpack(item) for name, item in packed.items() if name in kind._fields}
    made = kind(**values)
    known = hints(kind)
    for name, value in zip(kind._fields, made, strict=True):  # a field of what was glimpsed may not be asked
        if not fits(value, known[name]):
            raise Unfit(f"{name} of a {kind.__name__} is something else")
    return made


def typed(kind: object) -> Any:
    """The type of that name.  Raises `Unfit` where this version has none."""
    found = PLACE.fullmatch(kind) if isinstance(kind, str) else None
    if found is None:
        raise Unfit(f"{str(kind)[:80]!r} names no type")
    try:
        known: Any = getattr(import_module(f"{MODEL}.{found[1]}"), found[2], None)
    except ModuleNotFoundError:
        known = None
    if not is_value(known) or known.__module__.partition(f"{MODEL}.")[2] != found[1]:
        raise Unfit(f"this version has no {kind}")
    return known


def is_value(kind: object) -> bool:
    return isinstance(kind, type) and (issubclass(kind, Enum) or hasattr(kind, "_fields"))


# What a type says of its fields


@cache
def hints(kind: type) -> dict[str, Any]:
    """Each field by the names of the module that says it; a name may be another kind in another module."""
    found: dict[str, Any] = {}
    for base in (base for base in reversed(kind.__mro__) if "__annotations__" in vars(base)):
        said = typing.get_type_hints(base, everything(base.__module__))
        found |= {name: said[name] for name in vars(base)["__annotations__"]}
    return found


@cache
def answers() -> dict[str, tuple[Any, Any]]:
    """Per name of a fact: the type of its key and of its value."""
    said = typing.get_type_hints(facts, everything(facts.__name__))
    return {getattr(facts, name).name: typing.get_args(hint) for name, hint in said.items() if is_fact(hint)}


def is_fact(hint: object) -> bool:
    return typing.get_origin(hint) is Fact


@cache
def fact(name: str) -> Fact[Any, Any] | None:
    return next((one for one in vars(facts).values() if isinstance(one, Fact) and one.name == name), None)


@cache
def everything(module: str) -> dict[str, Any]:
    """Names that annotations of the module may use, also those that it imports for a type checker alone."""
    names = {name: kind for other in modules() for name, kind in vars(other).items() if is_value(kind)}
    return {other.__name__.rpartition(".")[2]: other for other in modules()} | names | vars(import_module(module))


@cache
def modules() -> tuple[types.ModuleType, ...]:
    from pkgutil import iter_modules

    package = import_module(MODEL)
    return tuple(import_module(f"{MODEL}.{info.name}") for info in iter_modules(package.__path__))


def fits(value: object, hint: Any) -> bool:
    """Whether a value is of the type that an annotation of the model names."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return True
    if hint is None or hint is type(None):
        return value is None
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, one) for one in inner)
    if origin is tuple:
        return isinstance(value, tuple) and not hasattr(value, "_fields") and fit(value, inner)
    if origin is frozenset:
        return isinstance(value, frozenset) and all(fits(one, inner[0]) for one in value)
    if hint is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return not isinstance(hint, type) or isinstance(value, hint)


def fit(values: tuple[object, ...], inner: tuple[Any, ...]) -> bool:
    if len(inner) == 2 and inner[1] is Ellipsis:
        return all(fits(value, inner[0]) for value in values)
    return len(values) == len(inner) and all(map(fits, values, inner))
