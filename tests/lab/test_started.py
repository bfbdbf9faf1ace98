"""
``portwise why -- COMMAND`` in real worlds: real commands, real sockets, and nobody left behind.

Each case ran once per vantage in a world of its own, through the command line itself; what follows are pure
assertions over what it printed and over the processes that were there afterwards.
"""

import io
import json
import os
import shlex
import signal
import socket
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout

import pytest

from portwise.app import starting  # noqa: F401 - before the fork: an outsider may not read files
from portwise.render import json as _json
from portwise.render import start as _start  # noqa: F401 - the same
from portwise.render import text
from portwise.render.layout import Look, cells
from portwise.ui.cli import _start as _cli
from portwise.ui.cli import main, why  # noqa: F401 - the same
from portwise_lab.case import Case
from portwise_lab.commands import COMMANDS, FILES, Wanted
from portwise_lab.run import parts, play_all
from portwise_lab.world import HOME

CUT = "\f"  # between what is for a person and what is for a program; no control character is in either


def case(name: str, wanted: Wanted) -> Case:
    return Case(
        scenario="started",
        name=name,
        ask=":3000",
        symptom="connected",
        blamed=(),
        files=FILES,
        folder="shop",
        servers=wanted.servers,
        programs=wanted.programs,
        commands=wanted.commands,
        vantages=wanted.vantages,
    )


def work(played: Case) -> bytes:
    """One command line, shown as for a person and as for a program; and who was there before and after."""
    wanted = COMMANDS[played.name]
    before = pids()
    code, printed, errors = run(wanted.argv)
    kept = dealt_with(before)
    logs = len(list(HOME.glob("portwise-*.log")))
    shown, document, wide = printed.split(CUT) if printed else ("", "", "[]")
    said = {
        "code": code,
        "text": shown,
        "errors": errors,
        "json": document,
        "kept": kept,
        "wide": json.loads(wide),
        "logs": logs,
    }
    return json.dumps({"met": [], "said": {**said, "left": len(pids() - before)}, "recording": ""}).encode()


def run(argv: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    sys.stdin = open(os.devnull)  # noqa: SIM115 - as long as the world
    with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr(_cli, "show_report", both)
        patch.setattr(_cli, "DIAGNOSIS", 60.0)  # many worlds share two processors
        patch.setattr(tempfile, "tempdir", str(HOME))
        code = main(["why", *argv])
    return code, out.getvalue(), err.getvalue()


def both(report, _as_json, _brief, reader) -> None:
    screens = {width: text.render(report, Look(width)) for width in (60, 80, 120)}
    wide = [line for width, screen in screens.items() for line in screen.splitlines() if cells(line) > width]
    print(text.render(report, reader), _json.render(report), json.dumps(wide), sep=CUT)


def pids() -> set[int]:
    return {int(name) for name in os.listdir("/proc") if name.isdigit()}


def dealt_with(before: set[int]) -> list[bool]:
    """Of each process that was left: whether it still serves.  It is ended, for the next turn."""
    found = []
    for pid in pids() - before:
        with socket.socket() as client:
            found.append(client.connect_ex(("127.0.0.1", 3000)) == 0)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return found


@pytest.fixture(scope="module")
def started():
    """Every command from every vantage, side by side."""
    return play_all(PARTS, work)


PARTS = parts(case(name, wanted) for name, wanted in COMMANDS.items())
each_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part[0].name} [{part[1].name}]")


def said(started, part):
    played = started[part]
    if isinstance(played, RuntimeError):
        raise played
    return played.said, COMMANDS[part[0].name]


def document(printed):
    return json.loads(printed["json"]) if printed["json"] else None


@each_part
def test_the_exit_code_is_the_verdict(part, started):
    """0 where it listens and answers, 1 where not, 2 where it could not even be started."""
    printed, wanted = said(started, part)

    assert wanted.code == printed["code"]


@each_part
def test_nothing_is_left_behind(part, started):
    """Neither a child nor what it left over, nor a file; with --keep the server alone, which serves, and its log."""
    printed, wanted = said(started, part)
    kept = wanted.words.startswith("--keep") and wanted.code == 0

    assert 0 == printed["left"]
    assert ([True] if kept else [], int(kept)) == (printed["kept"], printed["logs"])


@each_part
def test_the_cause_is_told(part, started):
    """The leading one, for a person and for a program."""
    printed, wanted = said(started, part)
    report = document(printed)
    found = [f["cause"] for f in report["findings"] if f["state"] == "supported"] if report else []

    assert wanted.lead == next(iter(found), "") or (not wanted.lead and wanted.code == 1)
    assert wanted.lead in printed["text"]


@each_part
def test_its_words_are_told(part, started):
    """Which address it tried, which errno it got, why nothing answers; and how watching ended."""
    printed, wanted = said(started, part)
    report = document(printed)

    assert wanted.says in " ".join(printed["text"].split())
    assert (report["start"]["end"] if report else wanted.end) == wanted.end


@each_part
def test_there_is_always_a_way_on(part, started):
    """What to do or to ask next; and the check is the whole command again, for the server was stopped."""
    printed, wanted = said(started, part)
    report = document(printed)
    ill = report is not None and wanted.code == 1
    checks = [step["verify"] for f in report["findings"] for step in f["steps"]] if report else []
    alone = [check for check in checks if check.startswith("portwise why ") and not check.endswith(whole(wanted))]

    assert not ill or any(line.startswith(("  Fix", "  Next")) for line in printed["text"].splitlines())
    assert not ill or [] == alone
    assert "/dev/pts" not in printed["text"]


def whole(wanted) -> str:
    """As it would be typed again."""
    return shlex.join(wanted.argv[wanted.argv.index("--") :])


@each_part
def test_no_step_is_about_what_was_stopped(part, started):
    """Neither about a pid of it nor about a place where it listened, unless it is started again first."""
    printed, _ = said(started, part)
    report = document(printed)
    gone = [] if report is None or report["start"]["left"] else report["start"]["running"]
    pids = {str(member["process"]["pid"]) for member in gone}
    steps = [step["command"] for f in report["findings"] for step in f["steps"]] if report else []

    assert [] == [argv for argv in steps if pids & set(argv)]
    assert "curl" not in [argv[0] for argv in steps[:1] if argv]


@each_part
def test_the_document_fits_the_schema(part, started, unfit):
    """Nothing that is said is missing from the schema, and nothing of the schema from what is said."""
    printed, _ = said(started, part)
    report = document(printed)

    assert [] == unfit(report) if report else "" == printed["json"]


@each_part
def test_no_line_is_wider_than_the_terminal(part, started):
    """One word of a command is never broken, for it could not be copied; all else is."""
    printed, _ = said(started, part)
    report = document(printed)
    argv = [word for f in report["findings"] for step in f["steps"] for word in step["command"]] if report else []
    long = [word for word in argv if len(word) > 20]

    assert [] == [line for line in printed["wide"] if not any(word[:20] in line for word in long)]


@each_part
def test_misuse_is_one_line(part, started):
    """A command that cannot be started says why, and nothing else."""
    printed, wanted = said(started, part)
    lines = printed["errors"].splitlines()

    assert wanted.code != 2 or (1, "") == (len(lines), printed["text"])
    assert [] == [line for line in lines if "\x1b" in line]


def test_the_output_is_passed_on(started):
    """On stderr, each line marked; stdout is the answer alone."""
    part = next(part for part in PARTS if part[0].name == "it crashes at start")
    printed, _ = said(started, part)

    assert "  | Error: Cannot find module 'express'" in printed["errors"].splitlines()
    assert "  | Error" not in printed["text"]
