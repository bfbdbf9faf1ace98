"""What the command line can beside `why`, for a program.  Nothing is changed that the caller has not agreed to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from portwise.model.target import HIGHEST_PORT, Target
from portwise.model.testimony import NOTHING, Testimony
from portwise.model.vantage import Vantage

if TYPE_CHECKING:
    from portwise.app.waiting import Waited
    from portwise.host.api import Host
    from portwise.host.forwarding import Carried
    from portwise.model.overview import Overview
    from portwise.model.page import Page
    from portwise.model.repair import Move, Repair, Undone, Workaround
    from portwise.model.report import Report
    from portwise.model.stale import Sweep, Swept
    from portwise.model.stop import Outcome, Plan, Told
    from portwise.model.who import Who


def overview() -> Overview:
    """What listens on this machine, what the working folder declares, and what looks wrong.  Sends nothing."""
    from portwise.app.here import this_machine
    from portwise.app.overview import overview as seen

    return seen(this_machine())


def who(port: int | str) -> Who:
    """
    Say who has *port*, listening or not; ages are in seconds, ``elapsed_ms`` in milliseconds.  Changes nothing.

    *port* may be a place of this machine, ``"localhost:3000"``; another is a ValueError, and so is what is no port.
    What cannot be read is in ``unknown``.
    """
    from portwise.app.here import this_machine
    from portwise.app.who import who as found

    return found(this_machine(), at_home(port, this_machine()))


def stop(
    port: int | str,
    *,
    agree: Callable[[Plan], bool] | None = None,
    kill: bool = False,
    supervisor: bool = False,
    user: str = "",
    timeout: float = 10.0,
) -> tuple[Plan, Outcome | None]:
    """
    Plan who has to end so that *port* gets free; where *agree* says yes to that plan, end them, and look again.

    Without *agree*, with a refusal, or where nobody listens, nothing is signalled and the outcome is None.  After
    *timeout* seconds *kill* ends by force what is left; *supervisor* stops who would start it again, *user* names
    another user whose processes may be stopped.  *port* is what `who` takes.

    Raises ValueError for what is no port, no time or no user, and OSError (PermissionError among it) where nothing
    could be signalled or written down.
    """
    positive(timeout)
    from portwise.app.here import this_machine
    from portwise.app.stop import plan
    from portwise.app.stop import stop as carried_out

    host = this_machine()
    told = allowed(host, user, supervisor, kill)
    _, made = plan(host, at_home(port, host), told)
    if agree is None or not made.endings or not agree(made):
        return made, None
    return made, carried_out(host, made, told, timeout)


def stop_stale(
    folder: str | os.PathLike[str] = ".",
    *,
    agree: Callable[[Sweep], bool] | None = None,
    kill: bool = False,
    supervisor: bool = False,
    user: str = "",
    timeout: float = 10.0,
) -> tuple[Sweep, Swept | None]:
    """
    The same for what is left over of the checkout that *folder* belongs to: each with its reasons.

    Outside a project it is that folder alone, and not what is below.  Raises ValueError also for / and a home folder.
    """
    positive(timeout)
    from portwise.app.here import this_machine
    from portwise.app.stale import end, sweep

    host, place = this_machine(), os.path.realpath(folder)
    told = allowed(host, user, supervisor, kill)
    found = sweep(host, told, place)
    if agree is None or not found.stale or not agree(found):
        return found, None
    return found, end(host, found, told, timeout, place)


def fix(
    target: str | Target,
    *,
    agree: Callable[[Move], bool] | None = None,
    bind: bool = False,
    step: int = 0,
    vantage: str | Vantage | None = None,
    saw: Iterable[str] = (),
) -> Repair:
    """
    Plan what has to be done so that *target* answers; do the steps that *agree* says yes to, each proved at once.

    Without *agree* nothing is changed: ``plan.moves`` says what would be.  *step* is the number of the only one to be
    done.  A step that did not help is taken back; ``after`` is the report of the last look.  It is looked from
    *vantage*, each time; *saw* is what other clients met, as `why` takes it.

    Where a browser alone fails, as the *vantage* ``"browser"`` met or *saw* says, other ways are tried in browsers with
    clean profiles, for about a minute at most; ``workaround`` is the first that works.

    Raises as `why` does, and ValueError where something is to be repaired, and not by a step of that number.
    """
    from portwise.app.fix import plan, repair
    from portwise.app.here import this_machine
    from portwise.model.repair import Repair, cannot

    host, where = this_machine(), Vantage.of(str(vantage)) if vantage is not None else None
    if where and not where.hears and saw:
        raise ValueError(f"what other clients met is of this machine's own network, and not of {where}")
    said = statement_of(saw, host.clock(), bind) if saw else NOTHING
    made = plan(parsed(target, bind), host, vantage=where, said=said)
    if step and (why := cannot(made, step)):
        raise ValueError(why)
    done = Repair(made, (), made.report) if agree is None else repair(made, host, agree, only=step)
    return done._replace(workaround=otherwise(done.after, host))


def statement_of(saw: Iterable[str], now: float, bind: bool) -> Testimony:
    from portwise.app.testimony import statement

    return statement(saw, None, now, bind)


def otherwise(report: Report, host: Host) -> Workaround | None:
    """Who neither asked a browser nor said anything of one waits for no import."""
    if not report.heard and not report.vantage.startswith("browser"):
        return None
    from portwise.app.workarounds import workaround

    return workaround(report, host)


def undo(plan: str = "") -> tuple[Undone, ...]:
    """
    Take back what `fix` did, the last step first: that of the plan of that id, else of the newest one.

    Empty where there is nothing to take back; ends with the first that is not ``fine``.  Raises LookupError where no
    plan was ever called so, and OSError where the journal cannot be read or written.
    """
    from portwise.app.fix import undo as taken_back
    from portwise.app.here import this_machine
    from portwise.app.undoing import is_known

    if plan and not is_known(plan):
        raise LookupError(f"no plan is called {plan}")
    return taken_back(this_machine(), plan)


def wait(
    *targets: str | Target,
    timeout: float = 60.0,
    project: str | os.PathLike[str] | None = None,
    any_address: bool = False,
) -> tuple[Waited, ...]:
    """
    Until every address of each target answers, for *timeout* seconds, side by side; one `Waited` each, in order.

    With *any_address* one address that answers is enough.  With *project* (a folder) a program of that folder has to
    answer, and no other.  One that is not ready has its whole diagnosis in ``report``, and in ``missing`` which
    addresses answer and which do not.  Raises as `why` does, and ValueError where *project* is no folder.
    """
    positive(timeout)
    if project is not None and not os.path.isdir(project):
        raise ValueError(f"no folder is {os.fspath(project)!r}")
    from portwise.app.here import this_machine
    from portwise.app.waiting import wait as waited

    asked = [parsed(target) for target in targets]
    root = "" if project is None else os.path.realpath(project)
    return waited(asked, this_machine(), timeout, root, any_address)


def forward(
    port: int,
    target: str | Target,
    *,
    seconds: float | None = None,
    address: str = "",
    expose: bool = False,
    vantage: str | Vantage | None = None,
    tls: bool = False,
    cert: str | os.PathLike[str] = "",
    key: str | os.PathLike[str] = "",
    insecure: bool = False,
    ready: Callable[[tuple[tuple[str, int], ...]], None] = lambda _: None,
    trouble: Callable[[str], None] = lambda _: None,
) -> Carried:
    """
    Carry connections from *port* to *target*, for *seconds* or, None, until KeyboardInterrupt; then their number.

    It listens on loopback in both families, or at *address* (``"unix:/path"`` with 0 for the port is a socket of the
    file system); elsewhere only with *expose*.  *vantage* is the network
    of the target, or ``"ssh:host"``.  *tls* speaks TLS to clients with a development certificate, or with *cert* and
    *key*; *insecure* takes whatever certificate the target shows, as is done on loopback.  *ready* is called with the
    places once they are open, and *trouble* before it with why the target does not answer now, where it does not.

    Raises OSError where a place cannot be had or nothing can be forwarded, ValueError for what is no port or no place,
    and the errors of `why` for *target* and *vantage*.
    """
    from portwise.app.forward import NoWay, pair, places, unfit, way_there
    from portwise.app.forward import forward as carried
    from portwise.app.here import this_machine

    if seconds is not None:
        positive(seconds)
    host, where = this_machine(), Vantage.of(str(vantage)) if vantage is not None else None
    if why := unfit(address, host, expose, "expose=True"):
        raise ValueError(why)

    def opened(at: tuple[tuple[str, int], ...], why: str) -> None:
        if why:
            trouble(why)
        ready(at)

    try:
        shown = pair(os.fspath(cert), os.fspath(key)) if tls or cert else None
        with way_there(parsed(target), where, host, insecure) as way:
            at = 0 if address.startswith("unix:") and port == 0 else numbered(port)
            return carried(places(address, at, host, expose), way, opened, seconds, shown)
    except NoWay as error:
        raise OSError(str(error)) from error


def explain(word: str = "") -> Page:
    """The page about a cause, an error, a state, a port or a term; of every cause without a word.

    Raises LookupError, with the words that are near, for one that nobody taught portwise.
    """
    from portwise.app.explain import contents
    from portwise.app.explain import explain as told
    from portwise.model.page import NoPage
    from portwise.render.page import missing

    answer = told(word) if word else contents()
    if isinstance(answer, NoPage):
        raise LookupError(missing(answer))
    return answer


def aimed(target: object) -> None:
    if not isinstance(target, str | Target):
        raise TypeError(f"target is a str or a portwise.Target, not {type(target).__name__}")


def parsed(target: str | Target, bind: bool = False) -> Target:
    aimed(target)
    if isinstance(target, Target):
        return target
    return Target.to_bind(target) if bind else Target.parse(target)


def positive(seconds: float) -> None:
    """IEEE 754: NaN is not less than anything."""
    if not 0 < seconds < float("inf"):
        raise ValueError("timeout is a positive number of seconds")


def at_home(port: int | str, host: Host) -> int:
    from portwise.app.locally import port_here

    return port_here(port, host.owns) if isinstance(port, str) else numbered(port)


def numbered(port: int) -> int:
    if isinstance(port, bool) or not isinstance(port, int) or not 0 < port <= HIGHEST_PORT:
        raise ValueError(f"a port is a number from 1 to {HIGHEST_PORT}")
    return port


def allowed(host: Host, user: str, supervisor: bool, kill: bool) -> Told:
    from portwise.app.stop import allowing

    try:
        return allowing(host, user, supervisor, kill)
    except LookupError as error:
        raise ValueError(str(error.args[0])) from None
