"""
Where a browser alone fails, `fix` tries other ways by real browsers and offers the first that works.

Another address, one of the network, a clean profile, another browser, a forward.  Whether a way was truly gone is said
by the server, which writes down by which name it was asked, and by whom.
"""

import ast
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from portwise.app import workarounds
from portwise.app.workarounds import PUBLIC
from portwise_lab.barred import (
    BESIDE,
    CASES,
    CHROMIUM,
    FAMILY,
    FIREFOX,
    FORWARD,
    FOX,
    NAME,
    NETWORK,
    NOTHING,
    PROFILE,
    SAID,
    STEPS,
    STRANGER,
)
from portwise_lab.run import parts

pytestmark = pytest.mark.needs("chromium", "firefox-esr")

BLOCKED, REFUSED, POLICY = "ERR_BLOCKED_BY_ADMINISTRATOR", "ERR_CONNECTION_REFUSED", "NS_ERROR_BLOCKED_BY_POLICY"
AT = "http://{}:3000/".format
SENTENCES, OF_REPAIRS = Path(workarounds.__file__), "portwise.model.repair"
SRC = SENTENCES.parents[1]
NONE, CAME = "no such browser", "200"


class Way(NamedTuple):
    """What is to be tried, one by one, and what is to be said of the last."""

    tried: tuple[tuple[str, str, str], ...]
    says: str
    by: str
    command: tuple[str, ...] = ()


WAYS = {
    NAME: Way(
        (("chromium", AT("localhost") + "cart", CAME),),
        "open http://localhost:3000/cart, which works in a browser now",
        "Chrome",
    ),
    FAMILY: Way(
        (("chromium", AT("127.0.0.1"), BLOCKED), ("chromium", AT("[::1]"), CAME)),
        "open http://[::1]:3000/, which works in a browser now",
        "Chrome",
    ),
    NETWORK: Way(
        (
            ("chromium", AT("127.0.0.1"), BLOCKED),
            ("chromium", AT("[::1]"), BLOCKED),
            ("chromium", AT("10.77.0.2"), CAME),
        ),
        "open http://10.77.0.2:3000/, which works in a browser now",
        "Chrome",
    ),
    FIREFOX: Way(
        (
            ("chromium", AT("127.0.0.1"), BLOCKED),
            ("chromium", AT("[::1]"), REFUSED),
            ("chromium", AT("10.77.0.2"), BLOCKED),
            ("chrome", AT("localhost"), NONE),
            ("edge", AT("localhost"), NONE),
            ("firefox", AT("localhost"), CAME),
        ),
        "open it in Firefox, in which it works",
        "Firefox",
    ),
    CHROMIUM: Way(
        (
            ("firefox", AT("127.0.0.1"), POLICY),
            ("firefox", AT("[::1]"), POLICY),
            ("firefox", AT("10.77.0.2"), POLICY),
            ("chromium", AT("localhost"), CAME),
        ),
        "open it in Chromium, in which it works",
        "Chrome",
    ),
    PROFILE: Way(  # the look itself was by a clean one, and is not repeated
        (),
        "open it in Chromium with a clean profile, in which it works",
        "Chrome",
        ("/usr/bin/chromium", "--user-data-dir=/tmp/clean-profile", AT("127.0.0.1")),
    ),
    FOX: Way(
        (),
        "open it in Firefox with a clean profile, in which it works",
        "Firefox",
        ("sh", "-c", workarounds.IN_A_NEW_FOLDER, "/usr/bin/firefox", AT("127.0.0.1")),
    ),
    STRANGER: Way(
        (
            ("chromium", AT("127.0.0.1"), BLOCKED),
            ("chromium", AT("[::1]"), CAME),  # the page of another program
            ("chromium", AT("10.77.0.2"), REFUSED),
            ("chrome", AT("localhost"), NONE),
            ("edge", AT("localhost"), NONE),
            ("firefox", AT("localhost"), CAME),
        ),
        "open it in Firefox, in which it works",
        "Firefox",
    ),
}
ALL_BUT_A_FORWARD = (
    ("chromium", AT("127.0.0.1"), BLOCKED),
    ("chromium", AT("[::1]"), BLOCKED),
    ("chromium", AT("10.77.0.2"), BLOCKED),
    ("chrome", AT("localhost"), NONE),
    ("edge", AT("localhost"), NONE),
    ("firefox", AT("localhost"), POLICY),
)
WAYS[FORWARD] = Way(
    (*ALL_BUT_A_FORWARD, ("chromium", "http://localhost:8080/", CAME)),
    "open http://localhost:8080/, which works in a browser as long as this runs",
    "Chrome",
    ("portwise", "forward", "8080", AT("localhost")),
)
WAYS[NOTHING] = Way(
    (*ALL_BUT_A_FORWARD, ("chromium", "http://localhost:8080/", BLOCKED)),
    PUBLIC,
    "",
    ("cloudflared", "tunnel", "--url", "http://localhost:3000"),
)
# All others are forbidden the page
FAILS = {
    NAME: "ERR_SSL_PROTOCOL_ERROR",
    CHROMIUM: POLICY,
    PROFILE: REFUSED,
    FOX: "NS_ERROR_CONNECTION_REFUSED",
}

each_way = pytest.mark.parametrize("offered", parts(CASES), ids=lambda part: str(part[0]))
each_saying = pytest.mark.parametrize("spoken", parts(SAID), ids=lambda part: str(part[0]))


def asked_at(said, way):
    """What the server writes down; nothing of a tunnel to the public, which nobody has opened."""
    return [[said["says"][2].removeprefix("http://").partition("/")[0], way.by]] if way.by else []


@each_way
def test_the_browser_alone_fails(offered, ways):
    """As a browser says that was asked first, or, of a profile, one that knows nothing of portwise; others get it."""
    said = ways[offered].said
    word = said["saw"][0].partition("=")[2] if said["saw"] else said["looked"][0][2]

    assert FAILS.get(offered[0], BLOCKED) == word
    assert 1 == len(said["looked"])
    assert "portwise" in said["looked_at"][-1][1]


@each_way
def test_the_first_that_works_is_offered(offered, ways):
    """In this order, nothing after it, and no page of another program; and it is what the screen says last."""
    way, said = WAYS[offered[0]], ways[offered].said
    last = " ".join(filter(None, (f"Until then: {way.says}.", shlex.join(way.command))))

    assert way.tried == tuple(map(tuple, said["tried"]))
    assert [way.says, [*way.command]] == said["says"][:2]
    assert " ".join(said["screen"].replace(" \\\n", " ").split()).endswith(last)  # as a shell takes long lines


@each_way
def test_it_was_truly_tried(offered, ways):
    """The server was asked for the page by that browser at that place, once, and by none that has failed."""
    way, said = WAYS[offered[0]], ways[offered].said
    by_browsers = [[where, who] for where, who in (*said["looked_at"], *said["tried_at"]) if "portwise" not in who]

    assert asked_at(said, way) == by_browsers


@each_way
def test_who_follows_the_words_gets_the_page(offered, ways):
    """A browser that knows nothing of portwise, started as the words say, where it failed before."""
    way, said = WAYS[offered[0]], ways[offered].said
    before = {CHROMIUM: "", FOX: "", PROFILE: "ok"}  # Firefox says it with a picture alone

    assert before.get(offered[0], FAILS.get(offered[0], BLOCKED)) == said["before"]
    assert asked_at(said, way) == said["followed_at"]


@each_way
def test_nothing_is_left_of_the_trials(offered, ways):
    """No file, process, namespace, rule or profile."""
    said = ways[offered].said

    assert [[], [], []] == [said["changed"], said["left"], said["kept"]]


@each_saying
def test_all_say_the_same_way(spoken, sayings):
    """The terminal, `--json` and the tool of an agent; of a browser that is only said to fail one is sent unasked."""
    said = sayings[spoken].said
    found = said["looked"]["workaround"]
    clean = [*WAYS[PROFILE].command[:-1], spoken[0].ask]
    of_a_profile = {"says": WAYS[PROFILE].says, "command": clean, "url": spoken[0].ask}
    of_an_address = {"says": WAYS[FAMILY].says.replace("[::1]", "localhost"), "command": [], "url": AT("localhost")}

    assert (of_an_address if spoken[0] == STEPS else of_a_profile) == found == said["agent"][0]["workaround"]
    assert f"Until then: {found['says']}." in " ".join(said["screen"].split())


@pytest.mark.parametrize("spoken", parts([STEPS, BESIDE]), ids=lambda part: str(part[0]))
def test_after_a_step_the_way_is_said_while_the_browser_fails(spoken, sayings):
    """
    `--step N` does that step, by an agent too, to whom what was said makes no other plan.

    A name that is https to browsers stays so, and its way is said again; what a profile was said to meet is of before.
    """
    said = sayings[spoken].said
    _, fixed, taken = said["agent"]
    rows, after = said["step"]["done"]["steps"], said["step"]["done"]["after"]

    assert ([f"{row['number']}: applied" for row in rows], 1) == (fixed["steps"], len(rows))
    assert (said["looked"]["workaround"] if spoken[0] == STEPS else None) == said["step"]["workaround"]
    assert ("broken" if spoken[0] == STEPS else "reachable") == after["verdict"] == fixed["verdict"]
    assert "taken back" in said["undone"]
    assert taken["fine"]


@each_saying
def test_nothing_is_left_of_what_was_said(spoken, sayings):
    """A plan changes nothing, and what the step has changed is taken back."""
    said = sayings[spoken].said

    assert [[], [], [], []] == [said[name] for name in ("touched", "changed", "left", "kept")]


def test_every_case_has_its_way():
    """None is left out silently."""
    assert WAYS.keys() == {*CASES}


def test_every_sentence_is_said_in_a_world():
    """Of all that the product can say of a way, each stands on the screen of a case; nobody else has more to say."""
    says = [way.says for way in WAYS.values()]

    assert [] == [pattern for pattern in sentences() if not any(re.fullmatch(pattern, text) for text in says)]
    assert [SENTENCES] == [path for path in SRC.rglob("*.py") if "Workaround(" in calls(path)]


def calls(path):
    """The names that a file calls and takes from model/repair.py."""
    tree = ast.parse(path.read_text())
    taken = (one.names for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == OF_REPAIRS)
    names = {alias.asname or alias.name for aliases in taken for alias in aliases}
    called = (one.func for one in ast.walk(tree) if isinstance(one, ast.Call))
    return {f"{one.id}(" for one in called if isinstance(one, ast.Name) and one.id in names}


def sentences():
    """What is given to `Workaround` first, as patterns: whatever is filled in may be anything."""
    tree = ast.parse(SENTENCES.read_text())
    kept = [(one.targets[0], one.value) for one in ast.walk(tree) if isinstance(one, ast.Assign)]
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "Workaround"]
    given = [value for one in calls for value in named(one.args[0], kept)]

    assert len(given) >= len(calls) > 0
    return [pattern(value) for value in given]


def named(value, kept):
    if not isinstance(value, ast.Name):
        return [value]
    return [found for name, found in kept if isinstance(name, ast.Name) and name.id == value.id]


def pattern(value):
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in parts)
