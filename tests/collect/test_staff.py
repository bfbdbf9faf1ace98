"""Who should be there, on paper."""

import errno
import re

import pytest

from portwise.model.evidence import Known, Unknown
from portwise.model.facts import CHILDREN, TOLD, WATCHES, WORKING
from portwise.model.process import Process

EACCES = PermissionError(errno.EACCES, "Permission denied")


class Me:
    pid = 1


@pytest.fixture
def village(machine, line):
    """Processes as (pid, words, folder, parent, variables); a folder that is None is hidden."""

    def build(*people):
        files = {"/proc": ("uptime", *(str(pid) for pid, *_ in people)), "/shop": (), "/proc/1/cmdline": "init"}
        for pid, words, folder, parent, variables in people:
            files[f"/proc/{pid}/stat"] = line(pid, words.split()[0], parent=parent)
            files[f"/proc/{pid}/cmdline"] = words
            files[f"/proc/{pid}/environ"] = EACCES if folder is None else variables
            files[f"/proc/{pid}/cwd"] = EACCES if folder is None else folder.encode()
        host = machine(files)
        host.me = Me
        host.running = lambda pattern: tuple(pid for pid, words, *_ in people if re.search(pattern, words))
        return host

    return build


def pids(said):
    return [process.pid for process in said.value]


def test_who_works_in_a_folder(ask, village):
    """That folder and those below; one whose name only begins alike is another, and a stranger is not counted."""
    host = village(
        (2, "node server.js", "/shop", 1, ""),
        (3, "node worker.js", "/shop/api", 1, ""),
        (4, "node server.js", "/shopping", 1, ""),
        (5, "node server.js", None, 1, ""),
    )

    assert [2, 3] == pids(ask(host, WORKING.of("/shop")).said)


@pytest.mark.parametrize(
    ("words", "variables", "expected"),
    [
        ("node server.js --port 3000", "", True),
        ("node server.js", "PORT=3000", True),
        ("node server.js --port 4000", "PORT=3000", False),
        ("next dev", "", True),
        ("vite", "PORT=3000", False),  # takes no notice of it
        ("bash", "PORT=3000", False),  # it only hands it on
        ("psql --port 3000", "", False),  # a client
        ("portwise why --bind :3000", "", False),
        ("node --watch server.js", "PORT=3000", True),
    ],
)
def test_who_wants_a_port(words, variables, expected, ask, village):
    """Servers, by their words, their variables or their habit; clients and shells name ports of others."""
    host = village((2, words, "/shop", 1, variables))

    assert ([2] if expected else []) == pids(ask(host, TOLD.of(3000)).said)


def test_a_stranger_is_known_by_his_words(ask, village):
    """The command line is open to all, the variables are not."""
    host = village((2, "node server.js --port 3000", None, 1, ""), (3, "node server.js", None, 1, ""))

    assert [2] == pids(ask(host, TOLD.of(3000)).said)


def test_children(ask, village):
    """Those whose parent it is."""
    host = village((42, "node", "/", 1, ""), (43, "node server.js", "/", 42, ""), (44, "node", "/", 43, ""))

    assert [43] == pids(ask(host, CHILDREN.of(Process(42, 1000, "node"))).said)


def test_a_watcher_is_recognised(ask, village):
    """By its command line."""
    host = village((42, "node --watch server.js", "/", 1, ""))

    assert Known("node --watch") == ask(host, WATCHES.of(Process(42, 1000, "node"))).said


def test_without_proc_nobody_knows(ask, machine):
    """An empty village is one that was seen."""
    host = machine({"/proc": EACCES})
    host.me = Me

    assert isinstance(ask(host, WORKING.of("/shop")).said, Unknown)
