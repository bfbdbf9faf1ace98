"""
Where a browser alone fails: what `fix` tries in its place, by real browsers, and what comes of it for who follows.

Chromium and Firefox as Debian has them, in the worlds of barred.py, with the server as a witness: it writes down which
name it was asked by, and by whom.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from portwise.app.fix import plan
from portwise.app.manner import Manner
from portwise.app.testimony import read
from portwise.app.workarounds import workaround
from portwise.host.local import Local
from portwise.model.browse import Browsed
from portwise.model.fetch import Fetch
from portwise.model.repair import Workaround
from portwise.model.testimony import Testimony
from portwise.model.vantage import Vantage
from portwise.render.fix import offered, otherwise
from portwise.render.layout import Look
from portwise.ui.cli import main
from portwise_lab import remains
from portwise_lab.barred import BESIDE, PROFILE, SWITCH, VISITS
from portwise_lab.browsers import FAILED, PATIENCE, command
from portwise_lab.case import Case, Program
from portwise_lab.fixing import LEAVING, WIDTH, changes, stays_changed, world
from portwise_lab.run import PATIENCE as LOOKING
from portwise_lab.world import HOME, awaited

TEMPORARY = Path("/mnt/tmp")
Pages = dict[tuple[str, str, Fetch | None, bool], Browsed]  # by browser, URL, the page that asks, and its strangeness


class Watched(Local):
    """This machine; of every page that a browser is sent to it is kept how that went."""

    def __init__(self) -> None:
        self.went: list[list[str]] = []

    def browse(self, kind: str, url: str, fetch: Fetch | None, strange: bool, patience: float) -> Browsed:
        try:
            page = super().browse(kind, url, fetch, strange, patience)
        except OSError:
            self.went.append([kind, url, "no such browser"])
            raise
        self.went.append([kind, url, page.error or str(page.status)])
        return page


def observe(case: Case) -> bytes:
    """The plan, the ways that are tried, what is offered, and whether who follows the words gets the page."""
    begin()
    saw = worn(case)
    was, there = world(case), remains.remains()
    host, asked = Watched(), Vantage.of(case.place)
    forget()
    made = plan(case.target, host, Manner(looking=LOOKING), vantage=asked, said=Testimony(read(saw)))
    looked, host.went, seen = host.went, [], visits()
    found = workaround(made.report, host)
    tried = visits()[len(seen) :]
    told: dict[str, Any] = {
        "saw": saw,
        "looked": looked,
        "looked_at": seen,
        "tried": host.went,
        "tried_at": tried,
        "says": [found.says, [*found.command], found.url] if found else [],
        "screen": offered(made, Look(width=WIDTH)) + (otherwise(found, Look(width=WIDTH)) if found else ""),
    }
    forget()
    told |= {"changed": stays_changed(case, was), "left": remains.left(there, set(), LEAVING), "kept": kept()}
    told["before"] = plainly(case.ask) if asked.name == "chromium" else ""
    forget()
    if found and found.url:
        followed(found)
    told["followed_at"] = visits()
    return json.dumps({"met": [], "said": told, "recording": ""}).encode()


def worn(case: Case) -> tuple[str, ...]:
    """What a real one of its user's says, where that is the case."""
    return (f"chrome={plainly(case.ask, SWITCH(case.target.host))}",) if case in (PROFILE, BESIDE) else case.saw


def begin() -> None:
    """A folder for temporary files that is of this world alone."""
    TEMPORARY.mkdir()
    os.environ |= {"XDG_STATE_HOME": "/mnt/state", "TMPDIR": str(TEMPORARY)}
    tempfile.tempdir = None


def kept() -> list[str]:
    return sorted(os.listdir(TEMPORARY))


def forget() -> None:
    VISITS.unlink(missing_ok=True)


def visits() -> list[list[str]]:
    """Of the page alone: the name by which it was asked for, and the browser that did."""
    lines = VISITS.read_text().splitlines() if VISITS.exists() else []
    rows = (line.split(" ", 2) for line in lines)
    return [[host, browser_of(agent)] for path, host, agent in rows if not path.startswith("/favicon")]


def browser_of(agent: str) -> str:
    return next((name for name in ("Firefox", "Chrome") if name in agent), agent)


def plainly(url: str, *switches: str) -> str:
    """What a Chromium says that knows nothing of portwise; "ok" where it gets the page."""
    with tempfile.TemporaryDirectory(prefix="lab-browser-", ignore_cleanup_errors=True) as folder:
        argv = command("chromium", folder, url)
        found = FAILED.search(run((*argv[:-2], *switches, *argv[-2:]), folder))
    return found[1] if found else "ok"


def followed(found: Workaround) -> None:
    """By its words alone: the command if there is one, else that browser, at that address."""
    with tempfile.TemporaryDirectory(prefix="lab-browser-", ignore_cleanup_errors=True) as folder:
        if "Firefox" in found.says:
            shot = ("--headless", "--screenshot", f"{folder}/shot.png", found.url)
            run((*(found.command[:-1] or ("firefox-esr", "--no-remote", "--profile", folder)), *shot), folder)
        elif found.command[:1] == ("portwise",):
            with forwarding(found.command[1:]):
                run(command("chromium", folder, found.url), folder)
        elif found.command:
            headless = command("chromium", folder, found.url)[1:-3]  # without its program, folder and page
            run((*found.command[:-1], *headless, "--dump-dom", found.command[-1]), folder)
        else:
            run(command("chromium", folder, found.url), folder)


@contextmanager
def forwarding(words: tuple[str, ...]) -> Iterator[None]:
    """As long as it runs, and it is open."""
    with subprocess.Popen((sys.executable, "-m", "portwise", *words), stdout=subprocess.DEVNULL) as program:
        awaited(program.pid, Program((), listens=(int(words[1]),)), HOME / "forwarding")
        try:
            yield
        finally:
            program.terminate()


def run(argv: tuple[str, ...], folder: str) -> str:
    own = {**os.environ, "HOME": folder, "TMPDIR": folder}
    done = subprocess.run(argv, env=own, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.stdout + done.stderr


def observe_said(case: Case) -> bytes:
    """What the command line says, without a step and after one, and what an agent is told; that of a profile alone."""
    with patch.object(Manner, "looking", LOOKING):  # a busy machine must not make a look come out otherwise
        return said_of(case)


def said_of(case: Case) -> bytes:
    begin()
    saw = worn(case)
    was, there = world(case), remains.remains()
    place = () if case == PROFILE else ("--vantage", case.place)
    words = ("fix", case.ask, *place, *(("--saw", *saw) if saw else ()))
    pages: Pages = {}
    with kept_in(pages):
        told: dict[str, Any] = {"screen": said(*words), "looked": cli(*words, "--json")}
    forget()
    told["touched"] = changes(was, world(case))
    able = [step["number"] for step in told["looked"]["steps"] if step["deed"]]
    told["agent"] = asyncio.run(planned(case, place, saw, able, pages))
    told["step"] = cli(*words, "--step", str(able[0]), "--yes", "--json") if able else {}
    told["undone"] = said("undo") if able else ""
    forget()
    told |= {"changed": stays_changed(case, was), "left": remains.left(there, set(), LEAVING), "kept": kept()}
    return json.dumps({"met": [], "said": told, "recording": ""}).encode()


@contextmanager
def kept_in(pages: Pages) -> Iterator[None]:
    """Whoever asks for the same page gets what a browser met before: nothing takes as long, and nothing has changed."""
    browse = Local.browse

    def remembered(host: Local, kind: str, url: str, fetch: Fetch | None, strange: bool, patience: float) -> Browsed:
        about = (kind, url, fetch, strange)
        if about not in pages:
            pages[about] = browse(host, kind, url, fetch, strange, patience)
        return pages[about]

    with patch.object(Local, "browse", remembered):
        yield


def said(*words: str) -> str:
    """What is printed.  Raises RuntimeError with what is said of it where nothing is."""
    with redirect_stdout(io.StringIO()) as screen, redirect_stderr(io.StringIO()) as aside:
        code = main([*words])
    if not screen.getvalue():
        raise RuntimeError(f"{' '.join(words)} ended with {code}: {aside.getvalue()}")
    return screen.getvalue()


def cli(*words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(said(*words))
    return answer


async def planned(
    case: Case, place: tuple[str, ...], saw: tuple[str, ...], able: list[int], pages: Pages
) -> list[dict[str, Any]]:
    """The plan, and where a step of it can be done, what came of it, and of taking it back."""
    from mcp import Client  # the extra of agents

    from portwise.ui.mcp.server import built

    asked: dict[str, Any] = {"target": case.ask, "seconds": LOOKING, "saw": [*saw], "vantage": "".join(place[1:])}
    async with Client(built(read_only=False)) as client:

        async def call(tool: str, **words: Any) -> dict[str, Any]:
            answer = await client.call_tool(tool, words)
            return dict(answer.structured_content or {"error": str(answer.content)})

        with kept_in(pages):
            plan = await call("plan_fix", **asked)
        done = ("apply_fix", {"plan": plan["plan"], "steps": able}), ("undo", {"plan": plan["plan"]})
        return [plan, *[await call(tool, **words) for tool, words in done if able]]
