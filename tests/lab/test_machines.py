"""Recorded machines of other systems: where their words are from, and that the lab says so."""

import pytest

from portwise.host.recorded import Recorded, Recorder
from portwise_lab.case import Case, cases
from portwise_lab.machines import Machine
from portwise_lab.run import Vantage, play
from portwise_lab.show import RECORDED, called

RECORDINGS = [case for case in cases() if case.machine]
SAID = {
    "platform": "win32",
    "table": ["tcp LISTEN 127.0.0.1:3000 77", "tcp ESTABLISHED [::1]:3000 [::1]:50123 77"],
    "processes": {"77": r"C:\tools\node.exe server.js"},
    "meets": {"127.0.0.1:3000": "connected 0"},
    "prints": {"ipconfig /all": "nothing"},
    "fails": {"netsh winhttp show proxy": "Access is denied."},
    "files": {r"C:\Users\ann\.wslconfig": "[wsl2]\n"},
}


@pytest.mark.parametrize("case", RECORDINGS, ids=str)
def test_a_recorded_machine_says_where_its_words_are_from(case):
    """A source for the curious, and the word in the lab's list."""
    assert case.recorded
    assert called(case).endswith(RECORDED)


def test_a_machine_answers_what_it_was_told():
    """And a recording of it gives the same."""
    recorder = Recorder(Machine(SAID))
    asked = (
        lambda m: m.table(),
        lambda m: m.holders((77, 0)),
        lambda m: m.command(77),
        lambda m: m.running("server.js"),
        lambda m: m.output(("ipconfig", "/all")),
        lambda m: m.names(r"C:\Users"),
        lambda m: m.resolve("localhost", 1.0),
        lambda m: m.me(),
    )
    first = [ask(recorder) for ask in asked]

    assert first == [ask(Recorded(recorder.json())) for ask in asked]
    assert [77, 0] == [first[0][0].inode, first[1].hidden - 1]
    assert ("ann",) == first[5]


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda m: m.output(("netsh", "winhttp", "show", "proxy")), "Access is denied"),
        (lambda m: m.output(("wsl", "-l", "-v")), "No such file"),
        (lambda m: m.read("/proc/sys/net/ipv4/ip_local_port_range"), "only Linux shows this, and this is win32"),
        (lambda m: m.sock_diag(b""), "only Linux shows this, and this is win32"),
    ],
)
def test_what_it_was_not_told_is_refused(ask, why):
    """As a machine of that kind refuses it."""
    with pytest.raises(OSError, match=why):
        ask(Machine(SAID))


def test_it_is_played_without_a_world():
    """The answers go through the whole chain, as those of a world do."""
    case = Case("x", "y", "127.0.0.1:3000", "connected", (), vantages=("outsider",), machine=SAID)
    told = play((case, Vantage.OUTSIDER))

    assert (("connected",), "reachable") == (told.met, told.said["verdict"])
