"""A machine on paper: files, links and command lines as a dictionary."""

import errno

import pytest

from portwise.host.api import Me
from portwise.model.evidence import Evidence
from portwise.model.process import Process
from portwise.model.target import Target

SEEN = Evidence(Target.parse("localhost:3000"))


class Paper:
    """Answers from *files*: text is read, a tuple is a folder, bytes are a link, an OSError is raised."""

    def __init__(self, files, home="/home/ann"):
        self.files, self.home = files, home

    def me(self):
        return Me(1, 1000, self.home, "linux")

    def found(self, path, kind):
        value = self.files.get(path, FileNotFoundError(errno.ENOENT, "No such file or directory"))
        if isinstance(value, OSError):
            raise value
        if not isinstance(value, kind):
            raise OSError(errno.EINVAL, "Invalid argument")
        return value

    def read(self, path):
        return self.found(path, str)

    def link(self, path):
        return self.found(path, bytes).decode()

    def names(self, path):
        return self.found(path, tuple)

    def command(self, pid):
        return tuple(self.read(f"/proc/{pid}/cmdline").split())

    def variables(self, pid, names):
        pairs = dict(line.split("=", 1) for line in self.read(f"/proc/{pid}/environ").splitlines())
        return tuple((name, value) for name, value in pairs.items() if name in names)

    def environment(self, names):
        return (("HOME", self.home),) if "HOME" in names else ()


def stat(pid, comm, parent=1, session=None, started=1000, state="S"):
    """/proc/PID/stat with the fields that matter."""
    fields = [state, parent, pid, pid if session is None else session, 0, -1, *[0] * 11, 1, 0, started, 0, 0]
    fields[17] = 4  # num_threads
    return f"{pid} ({comm}) " + " ".join(map(str, fields))


@pytest.fixture
def machine():
    """Make a machine of files."""
    return Paper


@pytest.fixture
def line():
    """Make a line of /proc/PID/stat."""
    return stat


@pytest.fixture
def ask():
    """Put one question to the collector that answers it, and hand back what was said."""
    from portwise import collect

    def put(host, question):
        (collector,) = (c for c in collect.ALL if c.answers == question.fact)
        (answer,) = (given for given in collector.collect(host, SEEN, (question,)) if given.question == question)
        return answer

    return put


@pytest.fixture
def vite():
    return Process(42, 1000, "node")
