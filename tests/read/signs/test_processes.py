"""Processes in tables, and how they ended."""

import pytest

from portwise.model.reading import Ended, Running
from portwise.read.signs.processes import ended, running
from portwise.read.text import Text

ROWS = {
    "bo  12345  0.0  0.3 1023456 43210 pts/3    T    10:21   0:01 node server.js": Running(
        12345, "node server.js", "T", "bo"
    ),
    "root         1     0  0 Nov11 ?        00:00:05 /sbin/init": Running(1, "/sbin/init", "", "root"),
    "  4242 pts/1    Sl+    0:02 node /home/bo/app.js": Running(4242, "node /home/bo/app.js", "Sl+"),
    "4242 T node app.js": Running(4242, "node app.js", "T"),
    "node.exe                      8156 Console                    1     45,000 K": Running(8156, "node.exe"),
    "System                           4 Services                   0        148 K": Running(4, "System"),
}
ENDS = {
    "● app.service - App\n     Active: failed (Result: exit-code) since Mon": Ended("app.service", "failed"),
    "     Active: activating (auto-restart) (Result: exit-code)": Ended("", "restarting"),
    "     Active: inactive (dead)": Ended("", "inactive"),
    "Out of memory: Killed process 4821 (node) total-vm:123kB": Ended("node", "oom"),
    "demo_web_1 exited with code 1": Ended("demo_web_1", "exited", 1),
    "app.service: Main process exited, code=killed, status=9/KILL": Ended("kill", "killed", 9),
    "app.service: Main process exited, code=exited, status=1/FAILURE": Ended("", "exited", 1),
    "[nodemon] app crashed - waiting for file changes before starting...": Ended("[nodemon]", "crashed"),
    "[1]+  Killed                  node server.js": Ended("", "terminated"),
    "worker was killed by signal 11": Ended("", "crashed", 11),
    "the child died with SIGABRT": Ended("", "crashed"),
}


@pytest.mark.parametrize(("row", "expected"), ROWS.items())
def test_a_row_tells_pid_command_and_state(row, expected):
    """ps(1) with its options, tasklist."""
    assert [expected] == [noted.sign for noted in running(Text.of(row))]


@pytest.mark.parametrize(("text", "expected"), ENDS.items())
def test_an_end_tells_who_and_how(text, expected):
    """systemd, engines, shells, watchers, the kernel."""
    assert expected in [noted.sign for noted in ended(Text.of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "worker exited with code 0",
        "     Active: active (running) since Mon",
        "I exit the shop",
        '"OOMKilled": false,',
        "it was killed by signal 15 as I asked",
    ],
)
def test_what_goes_on_has_not_ended(text):
    """An exit without an error is none."""
    assert [] == [noted.sign for noted in ended(Text.of(text))]
