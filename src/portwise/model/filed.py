"""
A cause whose file has not been read: what the index of all causes says of it, one line for each.

That is enough to rule it out where nothing is found that it could be about.  Whoever asks for more, a clause or a
remedy, has the file read, and is answered by the cause itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from portwise.model.cause import About, Cause, Hop, Scope, View, Way
from portwise.model.outcome import Outcome

if TYPE_CHECKING:
    from portwise.model.client import Client

GAP, LIST, PLACE = "\t", ",", ":"  # between columns, in one, and between a module and its function
TERMS = "terms."  # modules that causes share


class Filed:
    """Takes the place of a `Cause`."""

    __slots__ = (
        *("_file", "_first", "_once", "_package", "_whole", "about", "explains", "hop", "id", "plain", "prior"),
        *("scope", "spares", "suspect", "title", "ways", "yields_to"),
    )

    def __init__(self, row: str, package: str) -> None:
        """Of a *row* as `row_of` writes it; what it names is in *package*."""
        self._package = package
        self._whole: Any = None
        self._first: Any = None
        self._file, self._once, hop, scope, ways, explains, prior, yields_to, spares, *words, trivial = row.split(GAP)
        self.title, self.plain, self.suspect, says, told, denied = words
        self.id = self._file.rpartition(".")[2].replace("_", "-")
        self.hop, self.scope, self.prior = Hop[hop], Scope[scope], float(prior)
        self.ways, self.explains = frozenset(map(Way, ways.split(LIST))), frozenset(map(Outcome, explains.split(LIST)))
        self.yields_to = tuple(yields_to.split(LIST)) if yields_to else ()
        self.spares = clients(spares.split(LIST)) if spares else frozenset()
        self.about: About[Any] = About(says, self._each, told, denied, bool(trivial))

    def __getattr__(self, name: str) -> Any:
        """What the index does not say."""
        return getattr(self.whole, name)

    @property
    def whole(self) -> Any:
        """The cause itself; its file is read once."""
        if self._whole is None:
            self._whole = import_module(f"{self._package}.{self._file}").CAUSE
        return self._whole

    def _each(self, view: View) -> Iterable[Any]:
        return self.whole.about.each(view) if not self._once or any(True for _ in self.once(view)) else ()

    @property
    def once(self) -> Any:
        """The function that causes share; its module is read once."""
        if self._first is None:
            module, _, function = self._once.partition(PLACE)
            self._first = getattr(import_module(f"{self._package}.{module}"), function)
        return self._first


def clients(words: Iterable[str]) -> frozenset[Client]:
    from portwise.model.client import Client  # most causes spare nobody

    return frozenset(map(Client, words))


def row_of(cause: Cause[Any], file: str, package: str) -> str:
    """The line of one cause, for `Filed`; *file* is the name of its module below *package*."""
    about = cause.about
    first = about.once or about.each
    inside = first.__module__.removeprefix(f"{package}.")
    shared = inside.startswith(TERMS) and first.__name__ == first.__qualname__.replace("<lambda>", "")
    return GAP.join(
        (
            *(file, f"{inside}{PLACE}{first.__name__}" if shared else "", cause.hop.name, cause.scope.name),
            *(values(cause.ways), values(cause.explains), repr(cause.prior), LIST.join(cause.yields_to)),
            *(values(cause.spares), cause.title, cause.plain, cause.suspect),
            *(about.says, about.told, about.denied, "1" if about.trivial else ""),
        )
    )


def values(several: Iterable[Enum]) -> str:
    """Sorted, so that the same knowledge makes the same index."""
    return LIST.join(sorted(one.value for one in several))
