"""How well the lab's faults are told apart, and what the usual tools say of the same faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median

from portwise.model.record import NamedTuple
from portwise_lab.run import Part, Play

AT_MOST = 3  # AC@3: the cause is among the first three


class Marks(NamedTuple):
    """One vantage; shares are of the cases in which something is blamed."""

    vantage: str
    faults: int
    first: float  # AC@1: the leading cause is right
    among: float  # AC@3
    whole: float  # exactly the right causes, double faults included
    healthy: int
    false_alarms: int
    grounded: float  # sentences whose every citation is in the evidence
    brier: float | None  # of the probabilities given; None: none was given
    median_ms: float
    slowest_ms: float


def marks(plays: Mapping[Part, Play]) -> tuple[Marks, ...]:
    """One row per vantage, in the order of the plays."""
    names = dict.fromkeys(vantage.value for _, vantage in plays)
    return tuple(of(name, {part: play for part, play in plays.items() if part[1].value == name}) for name in names)


def of(vantage: str, plays: Mapping[Part, Play]) -> Marks:
    faults = [(part[0].expects(vantage), supported(play)) for part, play in plays.items() if part[0].expects(vantage)]
    healthy = [play for part, play in plays.items() if part[0].is_healthy]
    took = [play.said["elapsed_ms"] for play in plays.values()]
    return Marks(
        vantage=vantage,
        faults=len(faults),
        first=share(said[:1] == list(true[:1]) for true, said in faults),
        among=share(true[0] in said[:AT_MOST] for true, said in faults),
        whole=share(set(said) == set(true) for true, said in faults),
        healthy=len(healthy),
        false_alarms=sum(bool(supported(play)) or play.said["verdict"] != "reachable" for play in healthy),
        grounded=share(grounded(play) for play in plays.values()),
        brier=brier(plays, vantage),
        median_ms=median(took),
        slowest_ms=max(took),
    )


def supported(play: Play) -> list[str]:
    """The causes that stand, in the order in which they were given, each once."""
    found = (f["cause"] for f in play.said["findings"] if f["state"] == "supported")
    return list(dict.fromkeys(found))


def grounded(play: Play) -> bool:
    """Whether every sentence cites observations, and each of them is in the evidence."""
    known = {o["id"] for o in play.said["observations"]}
    cited = [said["cites"] for f in play.said["findings"] for said in (*f["because"], *f["against"])]
    return all(cites and set(cites) <= known for cites in cited)


def brier(plays: Mapping[Part, Play], vantage: str) -> float | None:
    """The mean squared distance between what was promised and what was so (Brier 1950); lower is better."""
    told = list(promises(plays, vantage))
    return sum((p - so) ** 2 for p, so in told) / len(told) if told else None


def promises(plays: Mapping[Part, Play], vantage: str) -> Iterable[tuple[float, bool]]:
    for part, play in plays.items():
        for finding in play.said["findings"]:
            if finding["probability"] is not None:
                yield finding["probability"], finding["cause"] in part[0].expects(vantage)


def share(truths: Iterable[bool]) -> float:
    known = list(truths)
    return sum(known) / len(known) if known else 1.0


def table(rows: Iterable[Marks]) -> str:
    """As text, one row per vantage."""
    head = ("vantage", "faults", "AC@1", "AC@3", "exact", "healthy", "alarms", "grounded", "Brier", "p50", "max")
    body = [
        (
            m.vantage, str(m.faults), f"{m.first:.1%}", f"{m.among:.1%}", f"{m.whole:.1%}", str(m.healthy),
            str(m.false_alarms), f"{m.grounded:.1%}", "-" if m.brier is None else f"{m.brier:.3f}",
            f"{m.median_ms:.0f} ms", f"{m.slowest_ms:.0f} ms",
        )
        for m in rows
    ]  # fmt: skip
    return columns([head, *body])


def columns(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)


class Scenario(NamedTuple):
    """One case of a file, over all vantages from which it was played."""

    name: str
    kind: str  # fault, control, near miss
    plays: int
    right: int  # in which exactly the expected causes were told


class Told(NamedTuple):
    """One cause, or the stories of one file: its cases, and in how many plays all was told right."""

    cause: str
    plays: int
    right: int
    words: tuple[str, ...]  # what a plain client meets in its faults; "(recorded)" where no kernel of the lab can do it
    peers: tuple[str, ...]  # what curl, lsof and ss say of its first fault
    scenarios: tuple[Scenario, ...]

    def of_kind(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.scenarios)


KINDS = ("fault", "control", "near miss")


def told(plays: Mapping[Part, Play], stories: bool = False) -> tuple[Told, ...]:
    """Per file over all vantages: of those that are about one cause, or of the *stories* of many."""
    by: dict[str, list[tuple[Part, Play]]] = {}
    for part, play in plays.items():
        if bool(part[0].mends) is stories:
            by.setdefault(part[0].scenario, []).append((part, play))
    return tuple(told_of(cause, mine) for cause, mine in sorted(by.items()))


def told_of(cause: str, mine: list[tuple[Part, Play]]) -> Told:
    faults = [(part[0], play) for part, play in mine if part[0].kind == "fault"]
    played = [case.symptom for case, _ in faults if not case.recorded]
    words = dict.fromkeys(played or (f"{case.symptom} (recorded)" for case, _ in faults))
    by: dict[tuple[int, str, str], list[bool]] = {}
    for (case, vantage), play in mine:
        row = by.setdefault((KINDS.index(case.kind), case.name, case.kind), [])
        row.append(set(supported(play)) == set(case.expects(vantage.value)))
    scenarios = tuple(Scenario(name, kind, len(row), sum(row)) for (_, name, kind), row in sorted(by.items()))
    right = sum(one.right for one in scenarios)
    return Told(cause, len(mine), right, tuple(words), faults[0][1].peers if faults else (), scenarios)


def causes(rows: Iterable[Told]) -> str:
    """One row per cause: how many cases of each kind, and in how many plays it was told right."""
    head = ("cause", "faults", "controls", "near misses", "right", "a plain client meets", "curl", "lsof", "ss")
    body = ((t.cause, *counted(t), score(t), ", ".join(t.words), *(t.peers or ("-", "-", "-"))) for t in rows)
    return columns([head, *body])


def counted(told: Told) -> Iterable[str]:
    return (str(told.of_kind(kind)) for kind in KINDS)


def score(of: Told | Scenario) -> str:
    return f"{of.right}/{of.plays}"


def scenarios(rows: Iterable[Told]) -> str:
    """Every case by its name, below its cause."""
    lines = []
    for one in rows:
        table = columns([(f"  {case.kind}", score(case), case.name) for case in one.scenarios])
        lines += [one.cause, table]
    return "\n".join(lines)


def stories(rows: Iterable[Told]) -> str:
    """Those of many faults at once, which are about no cause of their own."""
    return columns([("story", "right"), *((case.name, score(case)) for one in rows for case in one.scenarios)])


def document(rows: Iterable[Told]) -> list[dict[str, object]]:
    """As one list for JSON."""
    return [{**one._asdict(), "scenarios": [case._asdict() for case in one.scenarios]} for one in rows]


def ambiguity(plays: Mapping[Part, Play]) -> dict[str, set[str]]:
    """How many causes hide behind one and the same word of a plain client."""
    behind: dict[str, set[str]] = {}
    for case, vantage in plays:
        for cause in case.expects(vantage.value):
            behind.setdefault(case.symptom, set()).add(cause)
    return behind
