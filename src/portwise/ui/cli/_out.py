"""``--out FILE``, ``--prompt`` and ``--evidence FILE``: what was found, for somebody who is not here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from portwise.model.record import NamedTuple
from portwise.model.report import Report, Verdict
from portwise.model.vantage import PLACE
from portwise.render.layout import Look
from portwise.ui.cli._numbers import Count
from portwise.ui.cli._terminal import show, show_report
from portwise.ui.cli._wire import NotKept, absent

if TYPE_CHECKING:
    from portwise.app.bundle import Packed
    from portwise.model.bundle import Bundle

OUT, EVIDENCE, PROMPT, BUDGET = "portwise.out", "portwise.evidence", "portwise.prompt", "portwise.budget"
ENDINGS = (".json", ".md", ".html")
LEAST, USUAL, MOST = 500, 4000, 200_000  # tokens
FITTING = frozenset(("as_json", "brief", "plain", "verbose", "no_questions"))


class Out(NamedTuple):
    """What was asked for, beside the report or instead of it."""

    files: tuple[str, ...]
    prompt: bool
    budget: int

    @property
    def wanted(self) -> bool:
        return bool(self.files) or self.prompt


def with_files(command: Callable[..., Any]) -> Callable[..., Any]:
    option = click.option(
        "--out",
        metavar="FILE",
        multiple=True,
        expose_value=False,
        callback=files,
        help="A new FILE in which nobody is named: .json evidence, .md for an issue, .html to look at.",
    )
    return option(command)


def with_out(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        with_files,
        click.option(
            "--prompt",
            is_flag=True,
            expose_value=False,
            callback=remember(PROMPT),
            help="Print, instead of the report, a question about it for a model or a forum; nobody is named in it.",
        ),
        click.option(
            "--budget",
            type=Count(LEAST, MOST),
            metavar="TOKENS",
            expose_value=False,
            callback=remember(BUDGET),
            help=f"With --prompt: how long it may be, at four bytes a token.  [default: {USUAL}]",
        ),
        click.option(
            "--evidence",
            metavar="FILE",
            expose_value=False,
            callback=remember(EVIDENCE),
            help="Say what a FILE.json of --out shows, - is standard input; no machine is looked at.",
        ),
        click.option(
            "--bundle-schema",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=schema,
            help="Print the JSON Schema of --out FILE.json.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def files(context: click.Context, option: click.Parameter, paths: tuple[str, ...]) -> None:
    for path in paths:
        absent(context, option, path)
        if not path.endswith(ENDINGS):
            raise click.BadParameter(f"{path} ends neither in .json nor in .md nor in .html")
    if len(set(paths)) < len(paths):
        raise click.BadParameter("one file is named twice")
    context.meta[OUT] = paths


def remember(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(context: click.Context, _: click.Parameter, value: Any) -> None:
        context.meta[key] = value

    return keep


def schema(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from pkgutil import get_data  # also from inside a zip

    show((get_data("portwise", "schema/bundle-1.json") or b"").decode())
    context.exit(0)


def asked() -> Out:
    meta = click.get_current_context().meta
    if meta.get(BUDGET) and not meta.get(PROMPT):
        raise click.UsageError("--budget says how long --prompt may be")
    return Out(meta.get(OUT, ()), bool(meta.get(PROMPT)), meta.get(BUDGET) or USUAL)


def apart(context: click.Context) -> None:
    """Evidence has its own command, where it has one."""
    if context.meta.get(EVIDENCE):
        raise click.UsageError("--evidence does not go together with a command to start")


# A report of this machine


def instead(report: Report, deep: bool, as_json: bool, brief: bool, reader: Look, target: str = "") -> bool:
    """Whether something else than the report was printed; files are written by `carried`, after it."""
    out = asked()
    if not out.prompt:
        return False
    if as_json or brief:
        raise click.UsageError("--prompt is printed instead of the report: without --json and --brief")
    packed = disguised(report, deep, target)
    show_prompt(packed.report, packed.bundle, out.budget)
    mapping(packed, reader)
    return True


def carried(report: Report, deep: bool, reader: Look, target: str = "") -> None:
    """Raises ClickException, exit code 2, where a file could not be written."""
    if not (out := asked()).files:
        return
    packed = disguised(report, deep, target)
    written(out.files, packed.report, packed.bundle)
    mapping(packed, reader)


def disguised(report: Report, deep: bool, target: str) -> Packed:
    """Once, so that all that is given away calls everybody the same."""
    meta = click.get_current_context().meta
    if (known := meta.get(f"{OUT}.packed")) is None:
        from portwise.app.bundle import packed
        from portwise.app.here import this_machine

        known = meta[f"{OUT}.packed"] = packed(report, this_machine(), deep, target)
    made: Packed = known
    return made


def show_prompt(report: Report, bundle: Bundle, budget: int) -> None:
    from portwise.render.prompt import render

    show(render(report, bundle, budget))


def written(paths: tuple[str, ...], report: Report, bundle: Bundle) -> None:
    from portwise.app.bundle import write

    for path in paths:
        try:
            size = write(path, text(path, report, bundle))
        except OSError as error:
            raise NotKept(f"{path} was not written: {error.strerror or error}") from None
        click.echo(f"{path}: {len(report.observations)} observations, {-(-size // 1024)} kB", err=True)


def text(path: str, report: Report, bundle: Bundle) -> str:
    """Nobody waits for the imports of another form."""
    if path.endswith(".json"):
        from portwise.app.bundle import encode

        return encode(bundle)
    if path.endswith(".md"):
        from portwise.render.issue import render as as_issue

        return as_issue(report, bundle)
    from portwise.render.poster import render as as_poster

    return as_poster(report, bundle)


def mapping(packed: Packed, reader: Look) -> None:
    """What stands for whom: told here, and in no file."""
    meta = click.get_current_context().meta
    if meta.get(f"{OUT}.told"):
        return
    meta[f"{OUT}.told"] = True
    if not packed.stands:
        click.echo("Nobody had to be renamed in it.", err=True)
        return
    wide = max(len(stand.instead) for stand in packed.stands)
    click.echo("In it, and told nowhere but here:", err=True)
    for stand in packed.stands:
        click.echo(reader.clean(f"  {stand.instead:{wide}}  {stand.real}"), err=True)


# A report of somebody else's


def elsewhere(target: str | None, place: str | None, reader: Look, as_json: bool, brief: bool) -> int | None:
    """What a file of evidence shows, and the exit code for it; None where none was named."""
    context, out = click.get_current_context(), asked()
    path: str | None = context.meta.get(EVIDENCE)
    if path is None:
        return None
    alone(context, target, place)
    bundle, report = replayed(path)
    try:
        shown(bundle, report, out, reader, as_json, brief)
    except click.ClickException:
        raise
    except Exception as fault:  # noqa: BLE001 - whoever wrote the file may have written anything
        raise NotKept(f"{path} is no evidence: it cannot be shown: {type(fault).__name__}: {fault}") from None
    return 0 if report.verdict is Verdict.REACHABLE else 1


def shown(bundle: Bundle, report: Report, out: Out, reader: Look, as_json: bool, brief: bool) -> None:
    if out.prompt:
        show_prompt(report, bundle, out.budget)
    else:
        from portwise.app.clients import told

        show_told(told(report, as_json or reader.verbose), as_json, brief, reader)
    written(out.files, report, bundle)


def show_told(report: Report, as_json: bool, brief: bool, reader: Look) -> None:
    """What was read is told with the lines that say so."""
    if report.vantage != PLACE or as_json or brief:
        show_report(report, as_json, brief, reader)
        return
    from portwise.render.reading import render

    show(render(report, reader))


def alone(context: click.Context, target: str | None, place: str | None) -> None:
    from click.core import ParameterSource

    given = [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    odd = [name for name in given if name not in FITTING]
    if target or place or odd:
        what = "a target" if target else f"--{'bind' if place else odd[0].replace('_', '-')}"
        raise click.UsageError(f"--evidence holds its own target, and no machine is looked at: without {what}")


def replayed(path: str) -> tuple[Bundle, Report]:
    """Raises ClickException, exit code 2, with one line."""
    from portwise.app.bundle import NotABundle, opened
    from portwise.app.bundle import replayed as again

    try:
        read = opened(path)
        report = again(read.bundle)
    except NotABundle as error:
        raise NotKept(f"{path} is no evidence: {error}") from None
    except OSError as error:
        raise NotKept(f"{path} cannot be read: {error.strerror or error}") from None
    for line in read.skipped:
        click.echo(f"portwise: {line}", err=True)
    return read.bundle, report
