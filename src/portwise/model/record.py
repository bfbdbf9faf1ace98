"""
NamedTuple, as typing has it, without its compiler.

typing.NamedTuple compiles source for every class and once more for every annotation: 0.2 ms for one of five fields.
An answer needs 160 such classes, and was busy for a fifth of its time with making them.  Here one shape is made for
each number of fields; a class borrows its getters and the code of its constructor, under the names of its own fields.
Annotations stay text (PEP 563), so a module that has such classes begins with ``from __future__ import annotations``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple  # of shapes without names of their own
    from functools import cache
    from types import FunctionType

    @cache
    def shape(size):
        """The getters of so many fields, in their order, and their constructor."""
        made = namedtuple("Shape", [f"field{number}" for number in range(size)])  # noqa: PYI024  # no names yet
        return tuple(vars(made)[field] for field in made._fields), made.__new__

    def constructor(name, fields, defaults):
        like = shape(len(fields))[1]
        made = FunctionType(
            like.__code__.replace(co_varnames=("_cls", *fields)), like.__globals__, "__new__", tuple(defaults.values())
        )
        made.__qualname__ = f"{name}.__new__"
        return made

    class Values(tuple):
        """What every such class can do, whatever its fields are called."""

        __slots__ = ()
        _fields = ()

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **values):
            made = self._make(map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"Got unexpected field names: {list(values)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            told = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({told})"

        def __getnewargs__(self):
            return tuple(self)

    class Maker(type):
        def __new__(cls, name, bases, body):
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            body |= zip(fields, shape(len(fields))[0], strict=True)
            body |= {
                "__slots__": (),
                "__new__": constructor(name, fields, defaults),
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
            }
            return type(name, tuple(Values if isinstance(base, Maker) else base for base in bases), body)

    NamedTuple = type.__new__(Maker, "NamedTuple", (), {})
