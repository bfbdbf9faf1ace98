"""
Where a browser alone fails, `fix` tries other ways by real browsers and offers the first that works.

Another address, one of the network, a clean profile, another browser; the forward is in test_fix.py.  Whether a way was
truly gone is said by the server, which writes down by which name it was asked, and by whom.
"""

from typing import NamedTuple

import pytest

from portwise_lab import otherwise
from portwise_lab.otherwise import CASES, CHROMIUM, FAMILY, FIREFOX, NAME, NETWORK, PROFILE, SAID, STEPS, STRANGER
from portwise_lab.run import parts

pytestmark = pytest.mark.needs("chromium", "firefox-esr")

BLOCKED, REFUSED, POLICY = "ERR_BLOCKED_BY_ADMINISTRATOR", "ERR_CONNECTION_REFUSED", "NS_ERROR_BLOCKED_BY_POLICY"
AT = "http://{}:3000/".format
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
FAILS = {NAME: "ERR_SSL_PROTOCOL_ERROR", CHROMIUM: POLICY, PROFILE: REFUSED}  # all others are forbidden the page

each_way = pytest.mark.parametrize("offered", parts(CASES), ids=lambda part: str(part[0]))
each_saying = pytest.mark.parametrize("spoken", parts(SAID), ids=lambda part: str(part[0]))


def place(url):
    return url.removeprefix("http://").partition("/")[0]


@each_way
def test_the_browser_alone_fails(offered, ways):
    """As a browser says that was asked first, or, of a profile, one that knows nothing of portwise; others get it."""
    said = ways[offered].said
    word = said["saw"][0].removeprefix("chrome=") if said["saw"] else said["looked"][0][2]

    assert FAILS.get(offered[0], BLOCKED) == word
    assert 1 == len(said["looked"])
    assert "portwise" in said["looked_at"][-1][1]


@each_way
def test_the_first_that_works_is_offered(offered, ways):
    """In this order, nothing after it, and no page of another program; and it is what the screen says last."""
    way, said = WAYS[offered[0]], ways[offered].said
    lines = [line.strip() for line in said["screen"].strip().splitlines()]

    assert way.tried == tuple(map(tuple, said["tried"]))
    assert [way.says, [*way.command]] == said["says"][:2]
    assert [f"Until then: {way.says}.", *filter(None, [" ".join(way.command)])] == lines[-1 - bool(way.command) :]


@each_way
def test_it_was_truly_tried(offered, ways):
    """The server was asked for the page by that browser at that place, once, and by none that has failed."""
    way, said = WAYS[offered[0]], ways[offered].said
    by_browsers = [[where, who] for where, who in (*said["looked_at"], *said["tried_at"]) if "portwise" not in who]

    assert [[place(said["says"][2]), way.by]] == by_browsers


@each_way
def test_who_follows_the_words_gets_the_page(offered, ways):
    """A browser that knows nothing of portwise, started as the words say, where it failed before."""
    way, said = WAYS[offered[0]], ways[offered].said

    assert ("" if offered[0] == CHROMIUM else "ok" if offered[0] == PROFILE else said["looked"][0][2]) == said["before"]
    assert [[place(said["says"][2]), way.by]] == said["followed_at"]


@each_way
def test_nothing_is_left_of_the_trials(offered, ways):
    """No file, process, namespace, rule or profile."""
    said = ways[offered].said

    assert [[], [], []] == [said["changed"], said["left"], said["kept"]]


@each_saying
def test_all_say_the_same_way(spoken, sayings):
    """The terminal, `--json`, `--step N` after its step was done, and the tool of an agent."""
    said = sayings[spoken].said
    found = said["looked"]["workaround"]
    of_a_profile = {"says": WAYS[PROFILE].says, "command": [*WAYS[PROFILE].command], "url": AT("127.0.0.1")}
    of_an_address = {"says": WAYS[FAMILY].says.replace("[::1]", "localhost"), "command": [], "url": AT("localhost")}

    assert (of_an_address if spoken[0] == STEPS else of_a_profile) == found == said["agent"]["workaround"]
    assert f"Until then: {found['says']}." in said["screen"]
    assert not said["step"] or found == said["step"]["workaround"]


def test_a_step_was_done_before_the_way_was_said(sayings):
    """`--step N` does its step, which stays, for it clears one address; the browser still fails, and the way stands."""
    (part,) = parts([STEPS])
    said = sayings[part].said

    assert ["applied"] == [row["state"] for row in said["step"]["done"]["steps"]]
    assert "taken back" in said["undone"]


@each_saying
def test_nothing_is_left_of_what_was_said(spoken, sayings):
    """A plan changes nothing, and what the step has changed is taken back."""
    said = sayings[spoken].said

    assert [[], [], [], []] == [said[name] for name in ("touched", "changed", "left", "kept")]


def test_every_case_has_its_way():
    """None is left out silently."""
    assert WAYS.keys() == {*otherwise.CASES}
