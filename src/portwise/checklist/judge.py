"""Every row of every table, answered; and what would still have to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portwise.checklist.commands import Typed
from portwise.checklist.guide import GUIDE
from portwise.checklist.matrix import MATRIX
from portwise.checklist.row import Met, Row, Sight, listed
from portwise.checklist.steps import STEPS
from portwise.model.checklist import Equivalent, Item, Mark, Table
from portwise.model.evidence import Evidence, Missing, Unknown, Unreadable
from portwise.model.facts import HERE, LISTENERS, OWNERS, Question
from portwise.model.record import NamedTuple
from portwise.model.report import Finding, Report
from portwise.model.target import Intent, Target
from portwise.model.url import in_url

TABLES: dict[Table, tuple[Row, ...]] = {Table.CHECKLIST: STEPS, Table.GUIDE: GUIDE, Table.MATRIX: MATRIX}
UNASKED = Met(Mark.OPEN, "nobody has asked for it", "portwise why {target} --checklist --timeout 10")


class Looked(NamedTuple):
    met: Met
    read: tuple[Question[object], ...]
    asks: tuple[Question[object], ...]


def asks(report: Report) -> tuple[Question[object], ...]:
    """What would have to be known to answer further, each question once."""
    seen = report.evidence
    rows = (row for table in TABLES.values() for row in table)
    return tuple(dict.fromkeys(question for row in rows for question in looked(row, report, seen).asks))


def items(report: Report) -> tuple[Item, ...]:
    """All tables, one after another."""
    seen = report.evidence
    words = slots(seen)
    return tuple(item for table in TABLES for item in answered(table, report, seen, words))


def answered(table: Table, report: Report, seen: Evidence, words: dict[str, str]) -> Iterator[Item]:
    rows = TABLES[table]
    homes = [(finding, home(finding, rows)) for finding in report.supported]
    for number, row in enumerate(rows, 1):
        blamed = [finding for finding, its in homes if its is row]
        yield item(table, number, row, looked(row, report, seen), blamed, seen, words)


def home(finding: Finding, rows: tuple[Row, ...]) -> Row | None:
    """The row that a cause speaks against: the one that names it, else the first with its hop."""
    named = next((row for row in rows if finding.cause in row.causes), None)
    return named or next((row for row in rows if finding.hop in row.hops), None)


def looked(row: Row, report: Report, seen: Evidence) -> Looked:
    """A look over an unknown answer is open, never a failure."""
    sight = Sight(seen, None)
    sight.repeat = report.repeat
    try:
        met = row.look(sight)
    except Missing as missing:
        return Looked(UNASKED, tuple(sight.read), missing.questions)
    except Unreadable as hidden:
        met = unseen(seen, hidden)
    return Looked(met, tuple(sight.read), ())


def unseen(seen: Evidence, hidden: Unreadable) -> Met:
    """With the world's own reason, and the way out that comes with it."""
    said = [(q.fact.says, seen.observation(q).said) for q in dict.fromkeys(hidden.questions)]
    told = [(what, reason) for what, reason in said if isinstance(reason, Unknown)]
    what = dict.fromkeys(f"{what}: {reason.why}" for what, reason in told)
    ways = dict.fromkeys(reason.to_know for _, reason in told)
    return Met(Mark.OPEN, f"not known: {'; '.join(what)}", " or ".join(ways))


def item(
    table: Table, number: int, row: Row, look: Looked, blamed: list[Finding], seen: Evidence, words: dict[str, str]
) -> Item:
    """What a cause explains is told in its words; one with a reservation does not decide a check."""
    met = against(look.met, blamed) if blamed else look.met
    fitting = fit(row, seen.target)
    cites = dict.fromkeys(
        [*seen.ids(look.read), *(i for finding in blamed for said in finding.because for i in said.cites)]
    )
    return Item(
        table=table,
        number=number,
        id=row.id,
        asks=row.asks,
        state=met.mark,
        observed=met.says,
        cites=tuple(cites),
        commands=tuple(Equivalent(typed.platform, filled(typed.argv, words)) for typed in fitting),
        expected=next((typed.expected for typed in fitting if typed.expected), row.expected),
        advice=met.advice or row.advice,
        to_know=named(met.to_know, seen.target),
        causes=tuple(dict.fromkeys(finding.cause for finding in blamed)),
        steps=tuple(step for finding in blamed for step in finding.steps),
    )


def fit(row: Row, target: Target) -> list[Typed]:
    """The command for each platform."""
    fitting = [typed for typed in row.commands if typed.fits(target)]
    return list({typed.platform: typed for typed in reversed(fitting)}.values())[::-1]


def against(met: Met, blamed: Iterable[Finding]) -> Met:
    sure = [finding.title for finding in blamed if not finding.unless]
    doubted = [finding for finding in blamed if finding.unless]
    if sure or met.mark is Mark.WRONG:
        return Met(Mark.WRONG, "; ".join(dict.fromkeys(sure or [f.title for f in doubted])))
    says = "; ".join(f"probably: {f.title}; not excluded: {listed(f.unless)}" for f in doubted)
    return Met(Mark.OPEN, says, met.to_know or "portwise why {target} --verbose")


def named(to_know: str, target: Target) -> str:
    """What is to be typed names the target: no row knows it, and some collectors do not either."""
    import shlex  # only where a checklist is printed

    place = shlex.quote(target.raw)
    if target.intent is Intent.BIND:
        place = f"--bind {place}"
    return to_know.replace("{target}", place).replace("portwise why TARGET", f"portwise why {place}")


def slots(seen: Evidence) -> dict[str, str]:
    """Words of the target and of who has its port; what is not known stays a word in capitals."""
    target = seen.target
    known = {
        "target": target.raw,
        "host": target.host,
        "port": str(target.port) if target.port_is_valid and target.port else "",
        "address": str(seen.endpoints[0].address) if seen.endpoints else "",
        "url": target.url or (f"{in_url(target.host)}:{target.port}" if target.port else ""),
        "path": target.path,
        "pid": owner(seen),
    }
    return {name: word or name.upper() for name, word in known.items()}


def owner(seen: Evidence) -> str:
    """The first that has the port, as far as it was asked."""
    mine = [s for s in seen.get(LISTENERS.of(HERE)) or () if s.port == seen.target.port]
    owners = (process for socket in mine for process in seen.get(OWNERS.of(socket.inode)) or ())
    return next((str(process.pid) for process in owners), "")


def filled(argv: tuple[str, ...], words: dict[str, str]) -> tuple[str, ...]:
    return tuple(word.format(**words) for word in argv)
