"""A diagnosis from inside another network namespace, or the one of a container: the whole of it, in there."""

from __future__ import annotations

import errno
import io
import pickle
from collections.abc import Iterable
from functools import partial
from typing import Any

from portwise.app.diagnose import diagnose
from portwise.app.manner import AS_USUAL, Manner
from portwise.app.vantages import plainly
from portwise.collect import containers
from portwise.host.api import Host
from portwise.host.rooms import Room, Visits
from portwise.model import facts
from portwise.model.cause import Cause
from portwise.model.evidence import Answer
from portwise.model.report import Report
from portwise.model.target import Intent, Target
from portwise.model.vantage import NoVantage, Vantage

NAMED, FILES = "/run/netns", "/etc/netns"  # ip-netns(8)
SHARE = 3  # the comparison takes at most the third part of the time
REFUSED = (errno.EACCES, errno.EPERM)


def diagnose_from(
    vantage: Vantage,
    target: Target,
    host: Host,
    causes: Iterable[Cause[Any]] | None = None,
    manner: Manner = AS_USUAL,
    given: Iterable[Answer] = (),
) -> Report:
    """Raises `NoVantage` where there is no such place, or nobody lets us in."""
    if not isinstance(host, Visits):
        raise NoVantage(f"--vantage {vantage}: network namespaces are of Linux")
    started = host.now()
    try:
        room = room_of(vantage, host)
        met = plainly(vantage, target, host, manner._replace(timeout=manner.timeout / SHARE))
        left = max(manner.timeout - (host.now() - started), manner.timeout / SHARE)
        work = partial(answered, target, causes, manner._replace(timeout=left), (met, *given))
        report: Report = Unpacking(io.BytesIO(host.inside(room, work))).load()
    except OSError as error:
        raise NoVantage(told(vantage, target, error)) from error
    return report._replace(elapsed_ms=(host.now() - started) * 1000)


def answered(
    target: Target, causes: Iterable[Cause[Any]] | None, manner: Manner, given: Iterable[Answer], host: Host
) -> bytes:
    packed = io.BytesIO()
    Packing(packed).dump(diagnose(target, host, causes, manner, given))
    return packed.getvalue()


class Packing(pickle.Pickler):
    """A fact is the one of the vocabulary, and not another that is equal to it."""

    def persistent_id(self, value: object) -> str | None:
        return value.name if isinstance(value, facts.Fact) else None


class Unpacking(pickle.Unpickler):
    """Of what our own child has packed, and nobody else."""

    def persistent_load(self, name: str) -> facts.Fact[Any, Any]:
        return NAMED_FACTS[name]


NAMED_FACTS = {value.name: value for value in vars(facts).values() if isinstance(value, facts.Fact)}


def room_of(vantage: Vantage, host: Host) -> Room:
    """Raises OSError in words for a person where there is none."""
    if vantage.kind == "container":
        return of_process(host, containers.pid_of(host, vantage.name))
    names = named(host)
    if vantage.name in names:
        return Room(f"{NAMED}/{vantage.name}", etc=f"{FILES}/{vantage.name}")
    if vantage.name.isascii() and vantage.name.isdigit():
        return of_process(host, int(vantage.name))
    raise OSError(errno.ENOENT, f"no network namespace is called {vantage.name} (there are: {listed(names)})")


def named(host: Host) -> tuple[str, ...]:
    try:
        return host.names(NAMED)
    except FileNotFoundError:
        return ()


def listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"


def of_process(host: Host, pid: int) -> Room:
    try:
        host.link(f"/proc/{pid}/ns/net")
    except FileNotFoundError as error:
        raise OSError(errno.ESRCH, f"no process has the pid {pid}") from error
    return Room(f"/proc/{pid}/ns/net", user=f"/proc/{pid}/ns/user", root=f"/proc/{pid}/root")


def told(vantage: Vantage, target: Target, error: OSError) -> str:
    """One line; where a right is missing, which one, and the command that has it."""
    if error.errno not in REFUSED:
        return f"--vantage {vantage}: {error.strerror or error}"
    asked = f"--bind {target.raw}" if target.intent is Intent.BIND else target.raw
    return (
        f"--vantage {vantage}: whoever enters it needs CAP_SYS_ADMIN, setns(2) ({error.strerror}): "
        f"sudo portwise why {asked} --vantage {vantage}"
    )
