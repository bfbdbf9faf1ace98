"""``portwise read [FILE|-]``: what a pasted report speaks for; nothing is probed."""

from __future__ import annotations

import click

from portwise.model.report import Report, Verdict
from portwise.ui.cli import _out
from portwise.ui.cli._answer import judged, with_answer
from portwise.ui.cli._pasted import content
from portwise.ui.cli._targets import target
from portwise.ui.cli._terminal import look, show, show_report


@click.command("read", short_help="Diagnose a pasted report or terminal output; probe nothing.")
@click.argument("file", default="-", required=False)
@click.option("--target", "about", metavar="TARGET", help="What it is about, where the text does not say.")
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.report/1, with understood and ignored.")
@click.option("--brief", is_flag=True, help="One line of at most 160 characters.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
@click.option("--verbose", is_flag=True, help="Every sign that was understood, and every line that was not.")
@with_answer
@_out.with_files
def command(
    file: str,
    about: str | None,
    as_json: bool,
    brief: bool,
    plain: bool,
    verbose: bool,
    answer: str | None,
    evidence: str | None,
) -> int:
    """Say what a bug report, a chat message, a log or a terminal's scroll-back speaks for.

    The text may be trimmed, quoted and in any order; FILE is - for standard input. Causes that it proves come first,
    then those that it makes likely, each with the line that says so, and what would settle the rest.

    --out FILE writes what was read for somebody else, without secrets and with nobody named: evidence, which portwise
    why --evidence FILE.json judges again, or a page.

    With --answer it says of each claim of somebody's answer whether FILE, or the evidence, supports or refutes it.

    \b
    portwise read report.md
    docker compose logs 2>&1 | portwise read
    portwise read issue.txt --json | jq -r .findings[0].cause
    portwise read issue.txt --out evidence.json --out issue.md
    portwise read --answer answer.md --evidence evidence.json
    """
    if answer is not None and _out.asked().files:
        raise click.UsageError("--out writes what was read: without --answer")
    if (said := judged(answer, evidence, file, lambda: read(file, about), as_json, look(plain, verbose))) is not None:
        return said
    report = read(file, about)
    if as_json or brief:
        show_report(report, as_json, brief, look(plain))
    else:
        from portwise.render.reading import render

        show(render(report, look(plain, verbose)))
    _out.carried(report, False, look(plain))
    return 0 if report.verdict is Verdict.REACHABLE else 1


def read(file: str, about: str | None) -> Report:
    from portwise.app.reading import read as diagnosed

    return diagnosed(content(file), target(about) if about is not None else None)
