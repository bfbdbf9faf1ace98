"""A report as a bundle that can be given away, and a bundle as the report that it makes here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portwise import __version__, knowledge
from portwise.app.disguising import disguised, nobody, secretless, silenced
from portwise.app.testimony import asked_from
from portwise.formats.bundle import Read, decode, encode, remark
from portwise.formats.identities import Beforehand, find
from portwise.formats.pseudonyms import Pseudonyms, Stand
from portwise.host import evidence, redact
from portwise.host.api import Host
from portwise.model.bundle import MOST, Bundle, Found, NotABundle
from portwise.model.cause import Cause
from portwise.model.evidence import Answer, Evidence, Known, Observation, Unasked
from portwise.model.facts import ADDRESSES, CWD, DNS, FOLDER, HERE, HOSTS, LOOKUP, PROJECT, STARTED, WIRE
from portwise.model.record import NamedTuple
from portwise.model.report import Report, State
from portwise.model.vantage import OWN_PLACE, PLACE, Vantage
from portwise.reason.think import exhausted, think
from portwise.reason.verdict import symptom, tried, verdict

__all__ = ["NotABundle", "Read", "asker", "bundled", "decode", "encode", "opened", "replayed", "write"]

NOT_ASKED = Unasked("the version that made this evidence did not ask", "portwise why TARGET, on that machine")
NOWHERE = "-- "  # how the target of a command begins of which no address is known
HOSTNAME = "/proc/sys/kernel/hostname"
SYSTEMS = {"darwin": "macos", "win32": "windows", "cygwin": "windows"}
OF_A_TEXT = {"wsl": "linux"}  # and "", where a text does not tell
BESIDE = ("target", "vantage", "repeat", "heard", "start", "asked")  # of a bundle, what tells of somebody too
SHIPPED = ("/usr/", "/opt/", "/var/", "/snap/", "/nix/", "/Applications/", "/System/", "/Library/", "C:\\Program")
NAMING = (ADDRESSES, LOOKUP, HOSTS, DNS)  # facts about a name
WHO = ("USER", "LOGNAME", "USERNAME", "HOME", "HOSTNAME")


def asker(host: Host) -> Beforehand:
    """What tells who asks, wherever it occurs."""
    set_here = dict(host.environment(WHO))
    people = (set_here.get(name, "") for name in ("USER", "LOGNAME", "USERNAME"))
    try:
        name = host.read(HOSTNAME).strip()
    except OSError:
        name = set_here.get("HOSTNAME", "")
    return Beforehand(tuple(filter(None, people)), (name,) if name else (), tuple(filter(None, [set_here.get("HOME")])))


class Packed(NamedTuple):
    """Evidence that may be given away, the report that it makes, and what stands for whom in it."""

    bundle: Bundle
    report: Report
    stands: tuple[Stand, ...]


def packed(report: Report, host: Host, deep: bool = False, asked: str = "") -> Packed:
    """*asked* is the target that was named beside a command."""
    if report.vantage == PLACE and report.reading is not None:
        platform = OF_A_TEXT.get(report.reading.platform, report.reading.platform)
    else:
        platform = SYSTEMS.get(host.me().platform, "linux")
    bundle, names = bundled(report, evidence.salt(), deep, platform, asker(host), asked)
    return Packed(bundle, replayed(bundle), names.given)


def opened(path: str) -> Read:
    """Raises `NotABundle`, and OSError where the file cannot be read."""
    return decode(evidence.read(path, MOST))


def write(path: str, text: str) -> int:
    """How many bytes a new file has got.  Raises OSError, FileExistsError where there is one."""
    return evidence.write(path, text.encode("utf-8", "backslashreplace"))


def bundled(
    report: Report,
    salt: bytes,
    deep: bool = False,
    platform: str = "linux",
    who: Beforehand | None = None,
    asked: str = "",
) -> tuple[Bundle, Pseudonyms]:
    """All that a report rests on, under other names, and what stands for what."""
    seen = tuple(map(bare, report.observations))
    told = report.reading
    if told is not None:
        seen, told = silenced(seen), secretless(told._replace(understood=()))  # those are its signs in words
    plain = Bundle(
        report.target if told is None else report.target._replace(raw=redact.text(report.target.raw)),
        seen,
        __version__,
        platform,
        deep,
        report.vantage,
        round(report.elapsed_ms, 1),
        report.repeat,
        report.heard,
        report.start,
        asked,
        tuple(Found(f.cause, f.state.value) for f in report.findings if f.state is not State.REFUTED),
        told,
    )
    somebody = find(things(plain), beforehand(plain, who or Beforehand()))
    names = Pseudonyms(somebody if told is None else nobody(somebody), salt)
    seen = tuple(renamed(o, names) for o in plain.observations)
    other = {field: names.value(getattr(plain, field)) for field in BESIDE}
    if told is not None:
        other["reading"] = disguised(told, names)
    return plain._replace(observations=seen, **other), names


def renamed(o: Observation, names: Pseudonyms) -> Observation:
    question = o.question._replace(key=names.value(o.question.key))
    return o._replace(question=question, said=names.value(o.said), source=names.value(o.source))


def bare(o: Observation) -> Observation:
    """Without the bytes of packets, which hold addresses in places of their own."""
    if o.question.fact is not WIRE or not isinstance(o.said, Known):
        return o
    wire = o.said.value
    return o._replace(said=Known(wire._replace(packets=tuple(one._replace(raw="") for one in wire.packets))))


def beforehand(bundle: Bundle, who: Beforehand) -> Beforehand:
    """Names that are asked about, and where the project of whoever asks is."""
    seen = Evidence(bundle.target, bundle.observations)
    asked = tuple(o.question.key for o in bundle.observations if o.question.fact in NAMING)
    folder = seen.get(FOLDER.of(HERE)) or ""
    project = seen.get(PROJECT.of(folder)) if folder else None
    folders = (folder, project.root, project.worktree) if project else (folder,)
    working = (o.said.value for o in bundle.observations if o.question.fact is CWD and isinstance(o.said, Known))
    folders = (*folders, *(path for path in working if not path.startswith(SHIPPED)))
    return who._replace(hosts=(*who.hosts, *asked), folders=(*who.folders, *folders))


def things(bundle: Bundle) -> Iterable[Any]:
    if bundle.vantage not in (OWN_PLACE, PLACE):
        yield Vantage.of(bundle.vantage)
    yield from (getattr(bundle, field) for field in (*BESIDE, "reading"))
    for o in bundle.observations:
        yield from (o.question.key, o.said, o.source)


def replayed(bundle: Bundle, causes: Iterable[Cause[Any]] | None = None) -> Report:
    """What this version says of it.  Raises `NotABundle` where it holds what no machine tells."""
    causes = knowledge.causes() if causes is None else tuple(causes)
    try:
        return thought_through(bundle, causes)
    except Exception as fault:  # noqa: BLE001 - whoever wrote the file may have written anything
        raise NotABundle(f"it cannot be thought through: {remark(f'{type(fault).__name__}: {fault}')}") from None


def thought_through(bundle: Bundle, causes: tuple[Cause[Any], ...]) -> Report:
    seen = Evidence(bundle.target, bundle.observations)
    if bundle.vantage == PLACE:
        if bundle.reading is None:
            raise NotABundle("it says of a text, and holds none")
        from portwise.app import reading  # few texts travel

        return reading.again(seen, bundle.reading)
    seen = completed(causes, seen, bundle.deep)
    thought = think(causes, seen, symptom(seen), bundle.deep)
    report = Report(
        target=bundle.target,
        verdict=verdict(seen, thought.findings),
        symptom=symptom(seen),
        attempts=tried(seen),
        findings=asked_from(bundle.vantage, thought.findings),
        path=thought.path,
        observations=tuple(seen),
        elapsed_ms=bundle.elapsed_ms,
        vantage=bundle.vantage,
        heard=bundle.heard,
    )
    if bundle.reading is not None:
        from portwise.app import pasted, reading

        report = pasted.again(report, bundle.reading._replace(understood=reading.rows(reading.kept(bundle.reading))))
    return with_command(counted(report, bundle, causes), bundle)


def completed(causes: tuple[Cause[Any], ...], seen: Evidence, deep: bool) -> Evidence:
    """What only this version asks was not asked there, and is not known: no less, and no more."""
    return exhausted(causes, seen, lambda question: Answer(question, NOT_ASKED, "portwise"), deep)


def with_command(report: Report, bundle: Bundle) -> Report:
    """As it was joined with the command that had been started for it, and with what became of that."""
    if bundle.start is None:
        return report
    from portwise.app import unaddressed
    from portwise.reason import joining

    begun = report.evidence.get(STARTED.of(HERE)) or bundle.start
    if bundle.target.raw.startswith(NOWHERE):
        report = unaddressed.report(begun)._replace(target=bundle.target)
    return joining.afterwards(joining.joined(report, begun), bundle.start, bundle.asked)


def counted(report: Report, bundle: Bundle, causes: tuple[Cause[Any], ...]) -> Report:
    """With what was counted, where it was repeated."""
    if bundle.repeat is None:
        return report
    from portwise.app.repeating import settled
    from portwise.reason import counted as counting

    report = counting.counted(report, bundle.repeat, counting.named(report, bundle.repeat, causes))
    return settled(report, bundle.repeat)
