"""WSL by what was printed on either side of it: whole tables of the side that is meant prove, and nothing else does."""

import pytest

from portwise.app.reading import read
from portwise.model.evidence import Unreadable
from portwise.model.facts import WINDOWS, WITHIN_WSL, WSL
from portwise.model.report import State
from tests.read.answered import told

PS, IN = "PS C:\\Users\\ada>", "ada@pc:/mnt/c/Users/ada$"
CALL = "curl http://localhost:3000\ncurl: (7) Failed to connect to localhost port 3000: Connection refused\n"
REFUSED = f"{PS} {CALL}"
NETSTAT = f"""{PS} netstat -ano
  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1100
  TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4
  TCP    [::]:445               [::]:0                 LISTENING       4
"""
LIST = f"{PS} wsl -l -v\n  NAME            STATE           VERSION\n* Ubuntu          Running         2\n"
FILE = f"{PS} type .wslconfig\n[wsl2]\nmemory=8GB\nlocalhostForwarding=false\n"
SS = "State  Recv-Q Send-Q Local Address:Port  Peer Address:Port\nLISTEN 0      511        {}       0.0.0.0:*\n"
INSIDE = f"{PS} wsl\n{IN} ss -ltn\n{SS}{IN} exit\n"
OPEN = "0.0.0.0:3000"
BROKEN, MIRRORED = "wsl2-localhost-forwarding-broken", "wsl2-mirrored-mode-loopback"
WINDOWS_SIDE = REFUSED + NETSTAT + LIST + FILE


def state(raw, cause=BROKEN):
    return next((one.state for one in read(raw).findings if one.cause == cause), None)


def of(raw, fact):
    return next((value for question, value in told(raw, "localhost:3000").items() if question.fact is fact), "unknown")


WAYS = {
    "a shell in it": INSIDE,
    "through wsl.exe": f"{PS} wsl -d Ubuntu -e ss -ltn\n{SS}",
    "through wsl.exe, plainly": f"{PS} wsl netstat -tln\n{SS}",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_server_in_linux_that_windows_does_not_reach_is_proven(way):
    """Both tables are whole; the control is one that listens on another port."""
    fault, control = (state(WINDOWS_SIDE + WAYS[way].format(at)) for at in (OPEN, "0.0.0.0:3001"))

    assert (State.SUPPORTED, True) == (fault, control is not State.SUPPORTED)


def test_mirrored_networks_share_their_localhost():
    """Then it is not this cause, by the file that says so."""
    raw = WINDOWS_SIDE.replace("localhostForwarding=false", "networkingMode=mirrored") + INSIDE.format(OPEN)

    assert ("mirrored", True) == (of(raw, WSL).mode, state(raw) is not State.SUPPORTED)


@pytest.mark.parametrize(
    ("said", "mode", "forwards"),
    [
        (FILE, "nat", False),
        (f"{PS} type .wslconfig\n[wsl2]\nmemory=8GB\n", "nat", True),
        (f"{PS} type .wslconfig\n[experimental]\nnetworkingMode=mirrored\n", "mirrored", True),
        ("My .wslconfig:\n[wsl2]\nnetworkingMode=mirrored\n", "mirrored", None),
        ("My .wslconfig:\n[wsl2]\nmemory=8GB\n", None, None),
        (f"{PS} type .wslconfig\n[wsl2]\n...\nmemory=8GB\n", None, None),
        ("", None, None),
    ],
)
def test_what_the_file_does_not_say_is_at_its_default_where_all_of_it_stands_there(said, mode, forwards):
    """Of a line that somebody wrote down nothing else follows."""
    found = of(REFUSED + LIST + said, WSL)
    known = []
    for field in ("mode", "forwards"):
        try:
            known.append(getattr(found, field))
        except Unreadable:
            known.append(None)

    assert [mode, forwards] == known


NOT_TOLD = {
    "the language of the state is not known": (LIST.replace("Running", "Käynnissä"), WSL),
    "rows were cut out": (f"{LIST}...\n", WSL),
    "asked from Linux": (LIST.replace(f"{PS} wsl -l", "$ wsl.exe -l"), WSL),
    "the client stood in Linux": (f"{PS} wsl\n{IN} ls\nshop\n", WITHIN_WSL),
    "one port": (LIST + INSIDE.format(OPEN).replace("-ltn", "-ltn | grep :3000"), WITHIN_WSL),
    "two moments": (LIST + INSIDE.format(OPEN) + INSIDE.format("0.0.0.0:80"), WITHIN_WSL),
    "another machine": (LIST + INSIDE.format(OPEN).replace(f"{PS} wsl\n", f"{PS} ssh prod\n"), WITHIN_WSL),
}


@pytest.mark.parametrize("case", NOT_TOLD)
def test_what_is_in_part_or_of_another_place_is_no_answer(case):
    """Nor does it prove anything."""
    raw, fact = NOT_TOLD[case]

    assert "unknown" == of(REFUSED + NETSTAT + raw, fact)
    assert State.SUPPORTED is not state(REFUSED + NETSTAT + raw)


def test_where_no_linux_runs_there_is_none():
    """Or it is of version 1, whose programs are programs of Windows."""
    for word, other in (("Running         2", "Stopped         2"), ("Running         2", "Running         1")):
        assert of(REFUSED + LIST.replace(word, other), WSL) is None


def test_in_linux_the_kernel_tells_and_wslinfo_says_how():
    """A kernel of its own is no WSL; without a word on the network its mode is unknown."""
    wsl = "$ uname -r\n5.15.153.1-microsoft-standard-WSL2\n"
    told_of = (f"{wsl}$ wslinfo --networking-mode\nmirrored\n", wsl, "$ uname -a\nLinux pc 6.8.0-41-generic x86_64\n")
    found = [of(f"$ {CALL}{more}", WINDOWS) for more in told_of]

    assert ("mirrored", 2, None) == (found[0].mode, found[0].version, found[2])
    for unknown in (lambda: found[1].mode, lambda: found[0].gateway, lambda: found[0].interop):
        with pytest.raises(Unreadable):
            unknown()


def test_silence_in_mirrored_mode_is_proven_in_linux():
    """A kernel of its own refuses at once; where the network is not shared it is something else."""
    raw = (
        "$ curl http://localhost:3000\ncurl: (28) Failed to connect to localhost port 3000 after 130000 ms: Connection "
        f"timed out\n$ uname -r\n5.15.153.1-microsoft-standard-WSL2\n$ wslinfo --networking-mode\nmirrored\n$ ss -ltn\n"
        f"{SS.format('0.0.0.0:22')}LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\n"
    )
    states = [state(raw, MIRRORED), state(raw.replace("mirrored", "nat"), MIRRORED)]

    assert (State.SUPPORTED, True) == (states[0], states[1] is not State.SUPPORTED)
