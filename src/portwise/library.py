"""``portwise.why()``: the same diagnosis for a program; `portwise.verbs` has the other verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from portwise.model import report as model
from portwise.model.target import NotATarget, Target
from portwise.model.vantage import NotAVantage, NoVantage, Vantage
from portwise.verbs import aimed, explain, fix, forward, overview, parsed, positive, stop, stop_stale, undo, wait, who

if TYPE_CHECKING:
    from portwise.app.manner import Manner
    from portwise.host.api import Host

__all__ = [
    "NoVantage",
    "NotATarget",
    "NotAVantage",
    "Report",
    "Target",
    "explain",
    "fix",
    "forward",
    "overview",
    "read",
    "stop",
    "stop_stale",
    "undo",
    "wait",
    "who",
    "why",
    "why_async",
]


class Report(model.Report):
    """What came out; frozen.  ``verdict``, ``lead``, ``findings`` and ``attempts`` are values, not text."""

    __slots__ = ()

    def to_json(self) -> str:
        """One object, schema ``portwise.report/1``, the same as ``portwise why --json``."""
        from portwise.app.clients import told
        from portwise.render.json import render

        return render(told(self, of_all=True))


def why(
    target: str | Target,
    *,
    timeout: float = 3.0,
    passive: bool = False,
    deep: bool = False,
    bind: bool = False,
    saw: Iterable[str] = (),
    worked_until: str | None = None,
    vantage: str | Vantage | None = None,
    beside: str | bytes | None = None,
    origin: str | None = None,
    method: str = "",
    headers: Iterable[str] = (),
    credentials: bool = False,
) -> Report:
    """
    Say why *target* does not answer, or with *bind* why it cannot be bound.  Blocks for at most *timeout* seconds.

    *passive* sends no packet, *deep* asks everything.  *saw* says what other clients met
    (``["chrome=ERR_CONNECTION_REFUSED"]``), *worked_until* when it last worked; neither
    outweighs what is measured.  *vantage* is the place to ask from instead of this process:
    ``"container:web"``, ``"netns:1234"``, ``"browser"``, ``"ssh:host"``.  *beside* is a pasted
    text, judged together with what is measured.  With *origin* a script of a page from there asks,
    with *method*, *headers* (names) and *credentials*: held to the rules of browsers, and not sent.

    What the world refuses is in the report; `NotATarget` is raised for text that names no host
    and port, TypeError for a target that is neither text nor a `Target`, ValueError for a timeout
    that is not positive and finite and for statements that cannot be understood, `NotAVantage`
    (a ValueError) for text that names no vantage, `NoVantage` where nobody can look from there;
    another ValueError for what names no page, or a target that no page asks for.
    """
    aimed(target)
    positive(timeout)
    from portwise.app.here import this_machine
    from portwise.app.manner import Manner

    where = Vantage.of(str(vantage)) if vantage is not None else None
    if where and not where.hears and (saw or worked_until is not None):
        raise ValueError(f"what other clients met is of this machine's own network, and not of {where}")
    asked = of_page(parsed(target, bind), origin, method, headers, credentials)
    host, manner = this_machine(), Manner(timeout, deep, passive)
    said = stated(saw, worked_until, host.clock(), bind) if saw or worked_until is not None else None
    report = diagnosed(asked, host, manner, where)
    report = said(report, host, manner) if said else report
    return Report(*(report if beside is None else joined(report, beside)))


def of_page(target: Target, origin: str | None, method: str, headers: Iterable[str], credentials: bool) -> Target:
    if origin is None and not (method or headers or credentials):
        return target
    from portwise.app.page import asked_by

    return asked_by(target, origin, method, headers, credentials)


def joined(report: model.Report, beside: str | bytes) -> model.Report:
    from portwise.app.pasted import together

    return together(report, beside.encode() if isinstance(beside, str) else beside)


def diagnosed(target: Target, host: Host, manner: Manner, vantage: Vantage | None) -> model.Report:
    if vantage is None:
        from portwise.app.diagnose import diagnose

        return diagnose(target, host, manner=manner)
    from portwise.app.vantages import diagnose_from

    return diagnose_from(vantage, target, host, manner=manner)


def stated(
    saw: Iterable[str], worked_until: str | None, now: float, bind: bool
) -> Callable[[model.Report, Host, Manner], model.Report]:
    """What was said, read before anything is tried."""
    from portwise.app.testimony import heard, statement

    said = statement(saw, worked_until, now, bind)
    return lambda report, host, manner: heard(report, host, said, manner)


async def why_async(
    target: str | Target,
    *,
    timeout: float = 3.0,  # noqa: ASYNC109 - the library promises the same arguments as `why`, which ends by itself
    passive: bool = False,
    deep: bool = False,
    bind: bool = False,
    saw: Iterable[str] = (),
    worked_until: str | None = None,
    vantage: str | Vantage | None = None,
    beside: str | bytes | None = None,
    origin: str | None = None,
    method: str = "",
    headers: Iterable[str] = (),
    credentials: bool = False,
) -> Report:
    """`why` in a thread, for programs that must not block; the thread ends when *timeout* is over."""
    import asyncio

    return await asyncio.to_thread(
        why,
        target,
        timeout=timeout,
        passive=passive,
        deep=deep,
        bind=bind,
        saw=saw,
        worked_until=worked_until,
        vantage=vantage,
        beside=beside,
        origin=origin,
        method=method,
        headers=headers,
        credentials=credentials,
    )


def read(text: str | bytes, *, target: str | Target | None = None) -> Report:
    """
    Say what a pasted report, log or output speaks for.  Nothing is probed, executed or looked up; any text is taken.

    *target* is what it is about, where the text does not say.  Raises `NotATarget` and TypeError as `why` does.
    """
    if not isinstance(text, str | bytes):
        raise TypeError(f"text is a str or bytes, not {type(text).__name__}")
    from portwise.app.reading import read as diagnosed_by_text

    return Report(*diagnosed_by_text(text, None if target is None else parsed(target)))
