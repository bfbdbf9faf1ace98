"""
A law of the lab: what holds of every part that it is asked of.

Pytest counts one test per law and scenario.  A test of its own for each of fifty
thousand pairs of a law and a part costs more to collect and to tell of than to assert.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from itertools import groupby

import pytest

from portwise_lab.run import Part


def each(chosen: Iterable[Part]) -> Callable:
    """Ask the law of each *part* of those chosen; a scenario fails with every part that breaks it."""
    by_scenario = {name: tuple(of_one) for name, of_one in groupby(sorted(chosen, key=scenario), key=scenario)}

    def asked(law: Callable) -> Callable:
        @wraps(law)
        def of_all(parts: tuple[Part, ...], **fixtures) -> None:
            broken = [error for part in parts if (error := broken_by(law, part, fixtures))]
            if broken:
                raise ExceptionGroup(f"{len(broken)} of {len(parts)} parts break the law", broken)

        own = signature(law)
        named = [one.replace(name="parts") if one.name == "part" else one for one in own.parameters.values()]
        of_all.__signature__ = own.replace(parameters=named)
        return pytest.mark.parametrize("parts", by_scenario.values(), ids=by_scenario.keys())(of_all)

    return asked


def scenario(part: Part) -> str:
    return part[0].scenario


def broken_by(law: Callable, part: Part, fixtures: dict) -> Exception | None:
    """How the part breaks the law; a world that could not be built breaks every one."""
    try:
        law(part, **fixtures)
    except (AssertionError, RuntimeError) as error:
        error.add_note(f"{part[0]} [{part[1].name}]")
        return error
    return None
