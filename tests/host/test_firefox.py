"""Firefox is guided by Marionette, by a stand-in that speaks as Firefox ESR 153 does; nothing of it stays behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from portwise.host import firefox, launch
from portwise.model.browse import Browser

SRC = Path(__file__).parents[2] / "src"
PATIENCE = 30.0
ERROR_PAGE = "about:neterror?e=connectionFailure&u=http%3A//localhost%3A3000/&c=UTF-8&d=&a="
STAND_IN = """
    #!{python} -I
    import json, os, socket, subprocess, sys
    profile = sys.argv[sys.argv.index("--profile") + 1]
    left = subprocess.Popen(["sleep", "600"])
    open({pids!r}, "w").write(f"{{os.getpid()}} {{left.pid}}")
    server = socket.create_server(("127.0.0.1", 0))
    with open(profile + "/MarionetteActivePort.new", "w") as file:
        file.write(str(server.getsockname()[1]))
    os.rename(profile + "/MarionetteActivePort.new", profile + "/MarionetteActivePort")
    client = server.accept()[0]
    def say(message):
        text = json.dumps(message).encode()
        client.sendall(str(len(text)).encode() + b":" + text)
    say({{"applicationType": "gecko", "marionetteProtocol": 3}})
    answers = {answers!r}
    stream = client.makefile("rb")
    while True:
        length = b""
        while (byte := stream.read(1)) not in (b":", b""):
            length += byte
        if not length:
            break
        _, number, name, _ = json.loads(stream.read(int(length)))
        if name not in answers:
            continue
        say([1, number, *answers[name]])
"""
ANSWERS = {
    "WebDriver:NewSession": (None, {"capabilities": {"browserVersion": "153.7.0"}}),
    "Marionette:SetContext": (None, {"value": None}),
    "WebDriver:SetTimeouts": (None, {"value": None}),
    "WebDriver:Navigate": ({"error": "unknown error", "message": f"Reached error page: {ERROR_PAGE}"}, None),
    "WebDriver:ExecuteScript": (None, {"value": [ERROR_PAGE, "", 0, 0]}),
    "WebDriver:GetCurrentURL": (None, {"value": "http://localhost:3000/"}),
}


@pytest.fixture
def stand_in(tmp_path):
    """A program in the place of Firefox, with the answers that it knows."""

    def written(silent=(), **more):
        program, pids = tmp_path / "firefox", tmp_path / "pids"
        known = {name: answer for name, answer in {**ANSWERS, **more}.items() if name not in silent}
        text = STAND_IN.format(python=sys.executable, pids=str(pids), answers=known)
        program.write_text(textwrap.dedent(text).lstrip())
        program.chmod(0o755)
        return Browser("firefox", "Firefox", "", str(program)), pids

    return written


def lives(pid):
    stat = launch.one(pid)
    return stat is not None and not launch.over(stat)


def gone(pids):
    """Until neither the program nor what it has started is there."""
    deadline = time.monotonic() + PATIENCE
    numbers = [int(pid) for pid in pids.read_text().split()]
    while any(map(lives, numbers)) and time.monotonic() < deadline:
        time.sleep(firefox.LOOK_AGAIN)
    return not any(map(lives, numbers))


def test_what_it_met_is_told_in_its_own_word(stand_in, tmp_path, monkeypatch):
    """The error page names it; the folder and all processes are gone afterwards."""
    monkeypatch.setattr(firefox.tempfile, "tempdir", str(tmp_path))
    browser, pids = stand_in()
    browsed = firefox.browse(browser, "http://localhost:3000/", None, 2.0)

    assert ("NS_ERROR_CONNECTION_REFUSED", 0, "153.7.0") == (browsed.error, browsed.status, browsed.browser.version)
    assert gone(pids)
    assert [] == list(tmp_path.glob("portwise-browser-*"))


@pytest.mark.parametrize(
    "final, redirects, upgraded",
    [
        ("http://localhost:3000/", 0, ""),
        ("https://localhost:3000/", 0, "HttpsUpgrades"),
        ("https://localhost:3000/", 1, ""),
    ],
)
def test_a_page_that_came(final, redirects, upgraded, stand_in):
    """With its status; https that no redirect brought about is the browser's own."""
    browser, _ = stand_in(
        **{
            "WebDriver:Navigate": (None, {"value": None}),
            "WebDriver:ExecuteScript": (None, {"value": [final, "", 200, redirects]}),
            "WebDriver:GetCurrentURL": (None, {"value": final}),
        }
    )
    browsed = firefox.browse(browser, "http://localhost:3000/", None, 2.0)

    assert (200, "", upgraded, final) == (browsed.status, browsed.error, browsed.upgraded, browsed.final)


def test_a_page_that_never_comes(stand_in):
    """Its own timeout ends the wait."""
    browser, _ = stand_in(
        **{
            "WebDriver:Navigate": ({"error": "timeout", "message": "Navigation timed out after 2000 ms"}, None),
            "WebDriver:ExecuteScript": (None, {"value": ["http://localhost:3000/", "", 0, 0]}),
        }
    )
    browsed = firefox.browse(browser, "http://localhost:3000/", None, 2.0)

    assert (True, False) == (browsed.cut, browsed.works)


def test_one_that_ends_by_itself_is_an_error_of_the_world(tmp_path):
    """At once, with its last word."""
    program = tmp_path / "firefox"
    program.write_text("#!/bin/sh\necho 'no such library' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(OSError, match="no such library"):
        firefox.browse(Browser("firefox", "Firefox", "", str(program)), "http://localhost:3000/", None, 1.0)


def test_it_ends_with_us_also_when_we_are_killed(stand_in, tmp_path):
    """kill -9 in the middle of a page: neither Firefox nor what it has started is left."""
    browser, pids = stand_in(silent=("WebDriver:Navigate",))
    code = (
        "import sys, tempfile; sys.path.insert(0, sys.argv[1]); tempfile.tempdir = sys.argv[3]; "
        "from portwise.host import firefox; from portwise.model.browse import Browser; "
        "firefox.browse(Browser('firefox', 'Firefox', '', sys.argv[2]), 'http://localhost:3000/', None, 600.0)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(SRC), browser.path, str(tmp_path)]) as ours:
        deadline = time.monotonic() + PATIENCE
        while not (pids.exists() and len(pids.read_text().split()) == 2) and time.monotonic() < deadline:
            time.sleep(firefox.LOOK_AGAIN)
        os.kill(ours.pid, signal.SIGKILL)

    assert gone(pids)


def test_what_stays_of_the_environment_is_no_bus_and_no_log(monkeypatch):
    """The profile, the keyring and the settings of the user are out of reach."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/home/me/.config")
    monkeypatch.setenv("MOZ_PROFILER_STARTUP", "1")
    given = firefox.environment("/tmp/here", "/tmp/here/log")

    assert set() == {"DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "MOZ_PROFILER_STARTUP"} & given.keys()
    assert ("/tmp/here", "/tmp/here") == (given["HOME"], given["TMPDIR"])
