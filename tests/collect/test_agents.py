"""Programs that look into connections."""

import re

import pytest

from portwise.collect import agents


class Machine:
    """Processes by their command lines."""

    def __init__(self, *lines):
        self.lines = dict(enumerate(lines, 1))

    def running(self, words):
        pattern = re.compile(words.encode())
        return tuple(pid for pid, line in self.lines.items() if pattern.search("\0".join((*line, "")).encode()))

    def command(self, pid):
        if self.lines[pid][-1] == "gone":
            raise ProcessLookupError
        return self.lines[pid]


@pytest.mark.parametrize(
    "line, maker",
    [
        (("/opt/CrowdStrike/falcon-sensor",), ("CrowdStrike",)),
        (("/usr/bin/python3", "/usr/bin/mitmdump", "-p", "8080"), ("mitmproxy",)),
        (("zap.sh", "-daemon"), ("ZAP",)),
        (("vim", "notes", "mitmdump"), ()),
        (("grep", "-r", "charles"), ()),
        (("/usr/bin/charlestown",), ()),
        (("mitmdump", "gone"), ()),
    ],
)
def test_the_program_is_known_by_its_name(line, maker):
    """Its own, or that of the script which an interpreter was given; a word among others is none."""
    assert maker == agents.agents(Machine(("bash",), line), None, "self")
