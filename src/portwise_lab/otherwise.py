"""
Where a browser alone fails: what `fix` tries in its place, by real browsers, and what comes of it for who follows.

Chromium and Firefox as Debian has them, each kept from the page by what keeps browsers from pages, with the server as
a witness: it writes down which name it was asked by, and by whom.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

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
from portwise_lab.browsers import FAILED, PATIENCE, command
from portwise_lab.case import Case, Program
from portwise_lab.fixing import LEAVING, WIDTH, changes, stays_changed, world
from portwise_lab.run import PATIENCE as LOOKING
from portwise_lab.world import HOME

PORT = 3000
VISITS, TEMPORARY = HOME / "visits", Path("/mnt/tmp")
LAN = (
    "ip link add lan0 type veth peer name lan1",
    "ip addr add 10.77.0.2/24 dev lan0",
    "ip link set lan0 up",
    "ip link set lan1 up",
)
BOTH = "127.0.0.1 localhost\n::1 localhost\n"
# As an administrator forbids a page: of Chromium URLBlocklist, of Firefox WebsiteFilter
SETTLED = {"chromium": "/etc/chromium/policies/managed", "firefox": "/etc/firefox/policies"}


def forbidding(chromium: tuple[str, ...] = (), firefox: tuple[str, ...] = ()) -> dict[str, Any]:
    """The files of a world in which these pages are forbidden, and how they get to where browsers look for them."""
    policies = {"policies": {"WebsiteFilter": {"Block": [*firefox]}}}
    texts = {"chromium": json.dumps({"URLBlocklist": [*chromium]}), "firefox": json.dumps(policies)}
    commands = [f"mkdir -p {SETTLED[kind]}" for kind in texts]
    commands += [f"cp /mnt/home/{kind}/policies.json {SETTLED[kind]}/policies.json" for kind in texts]
    return {"files": {f"{kind}/policies.json": text for kind, text in texts.items()}, "commands": (*commands, *LAN)}


def serving(host: str) -> tuple[Program, ...]:
    words = ("{python}", "{lab}/web.py", "--port", str(PORT), "--visits", str(VISITS), "--host", host)
    return (Program(words, listens=(PORT,)),)


def case(name: str, ask: str, place: str, programs: tuple[Program, ...], **more: Any) -> Case:
    there = f"browser:{place}"
    return Case("workaround", name, ask, "", (), vantages=("root",), place=there, programs=programs, **more)


NAME = case(
    "a name that is https to every browser: at localhost it is not",
    "http://shop.dev:3000/cart",
    "chromium",
    serving("127.0.0.1"),
    hosts="127.0.0.1 localhost\n127.0.0.1 shop.dev\n",
    commands=LAN,
)
FAMILY = case(
    "localhost and 127.0.0.1 are forbidden, and ::1 is forgotten",
    "http://localhost:3000/",
    "chromium",
    serving("::"),
    hosts=BOTH,
    **forbidding(chromium=("localhost", "127.0.0.1")),
)
NETWORK = case(
    "all of loopback is forbidden, and the server takes the network as well",
    "http://localhost:3000/",
    "chromium",
    serving("::"),
    hosts=BOTH,
    **forbidding(chromium=("localhost", "127.0.0.1", "[::1]")),
)
FIREFOX = case(
    "Chromium is forbidden every page, and Firefox is not",
    "http://localhost:3000/",
    "chromium",
    serving("0.0.0.0"),
    hosts="127.0.0.1 localhost\n",
    **forbidding(chromium=("localhost", "127.0.0.1", "10.77.0.2")),
)
CHROMIUM = case(
    "Firefox is forbidden every page, and Chromium is not",
    "http://localhost:3000/",
    "firefox",
    serving("127.0.0.1"),
    hosts="127.0.0.1 localhost\n",
    **forbidding(firefox=("<all_urls>",)),
)
SWITCH = "--host-resolver-rules=MAP 127.0.0.1:3000 127.0.0.1:3999"
PROFILE = case(
    "a start-up switch sends one Chromium elsewhere, and a clean one gets the page",
    "http://127.0.0.1:3000/",
    "chromium",
    serving("127.0.0.1"),
    commands=(*LAN, "mount -t tmpfs none /tmp"),  # there the profile is made
)
STRANGER = case(
    "another program has ::1, and is no way to the page",
    "http://localhost:3000/",
    "chromium",
    (Program(("{python}", "-m", "http.server", "-b", "::1", str(PORT)), listens=(PORT,)), *serving("127.0.0.1")),
    hosts="127.0.0.1 localhost\n",
    **forbidding(chromium=("localhost", "127.0.0.1")),
)
STEPS = case(
    "a step that can be done, and a name that is https to every browser",
    "http://shop.dev:3000/",
    "chromium",
    serving("::"),
    hosts="127.0.0.1 localhost\n127.0.0.1 shop.dev\n::1 shop.dev\n",
    nft="table ip6 filter { chain in { type filter hook input priority 0; tcp dport 3000 reject with tcp reset; }; }",
)
CASES = (NAME, FAMILY, NETWORK, FIREFOX, CHROMIUM, PROFILE, STRANGER)
SAID = (STEPS, PROFILE)


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
    if found:
        followed(found)
    told["followed_at"] = visits()
    return json.dumps({"met": [], "said": told, "recording": ""}).encode()


def worn(case: Case) -> tuple[str, ...]:
    """What a real one of its user's says, where that is the case."""
    return (f"chrome={plainly(case.ask, SWITCH)}",) if case == PROFILE else ()


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
            shot = ("--headless", "--no-remote", "--profile", folder, "--screenshot", f"{folder}/shot.png", found.url)
            run(("firefox-esr", *shot), folder)
        elif found.command:
            headless = command("chromium", folder, found.url)[1:-3]  # without its program, folder and page
            run((*found.command[:-1], *headless, "--dump-dom", found.command[-1]), folder)
        else:
            run(command("chromium", folder, found.url), folder)


def run(argv: tuple[str, ...], folder: str) -> str:
    own = {**os.environ, "HOME": folder, "TMPDIR": folder}
    done = subprocess.run(argv, env=own, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.stdout + done.stderr


def observe_said(case: Case) -> bytes:
    """What the command line says, without a step and after one, and what an agent is told."""
    begin()
    saw = worn(case)
    was, there = world(case), remains.remains()
    words = ("fix", case.ask, *(("--saw", *saw) if saw else ("--vantage", case.place)))
    screen, looked, agent = said(*words), cli(*words, "--json"), asyncio.run(planned(case, saw))
    forget()
    told: dict[str, Any] = {"screen": screen, "looked": looked, "agent": agent, "touched": changes(was, world(case))}
    able = [str(step["number"]) for step in looked["steps"] if step["deed"]]
    told["step"] = cli(*words, "--step", able[0], "--yes", "--json") if able else {}
    told["undone"] = said("undo") if able else ""
    forget()
    told |= {"changed": stays_changed(case, was), "left": remains.left(there, set(), LEAVING), "kept": kept()}
    return json.dumps({"met": [], "said": told, "recording": ""}).encode()


def said(*words: str) -> str:
    with redirect_stdout(io.StringIO()) as screen, redirect_stderr(io.StringIO()):
        main([*words])
    return screen.getvalue()


def cli(*words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(said(*words))
    return answer


async def planned(case: Case, saw: tuple[str, ...]) -> dict[str, Any]:
    from mcp import Client  # the extra of agents

    from portwise.ui.mcp.server import built

    asked = {"saw": [*saw]} if saw else {"vantage": case.place}
    async with Client(built(read_only=False)) as client:
        answer = await client.call_tool("plan_fix", {"target": case.ask, "seconds": LOOKING, **asked})
        return dict(answer.structured_content or {"error": str(answer.content)})
