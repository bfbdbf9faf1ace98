"""What a repair leaves behind is seen, and what it is to do is none of that."""

import subprocess

import pytest

from portwise_lab.remains import Remains, differing, process, remains

SERVER, AGAIN, STRAY = (41, 7, "python3"), (52, 9, "python3"), (53, 9, "sleep")
HERE, THERE = ("4026531840", "net"), ("4026532000", "net")
BEFORE = Remains(frozenset({SERVER}), frozenset({HERE}))


@pytest.mark.parametrize("kinds", [{"exception"}, {"restarting"}, {"ending"}], ids=str)
def test_a_stray_is_of_no_kind_of_step(kinds):
    """A process, and a namespace, that nobody asked for."""
    now = Remains(BEFORE.processes | {STRAY}, BEFORE.namespaces | {THERE})

    assert ["net is there", "sleep is there"] == differing(BEFORE, now, kinds)
    assert [] == differing(BEFORE, BEFORE, kinds)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ({"exception"}, ["python3 is gone", "python3 is there"]),
        ({"restarting"}, []),
        ({"ending"}, ["python3 is there"]),
    ],
    ids=str,
)
def test_who_is_started_anew_stands_for_the_one_before(kinds, said):
    """Where that is what the step does; who was ended comes back as nobody."""
    assert said == differing(BEFORE, Remains(frozenset({AGAIN}), BEFORE.namespaces), kinds)
    assert ("ending" not in kinds) == bool(differing(BEFORE, Remains(frozenset(), BEFORE.namespaces), kinds))


def test_a_process_is_seen_with_its_namespaces():
    """Of this very machine; who has ended and is not yet waited for is none."""
    pipe = subprocess.PIPE
    with subprocess.Popen(["cat"], stdin=pipe, stdout=pipe) as child:
        child.stdin.write(b".")
        child.stdin.flush()
        child.stdout.read(1)
        found = process(child.pid)

        assert found in remains().processes
        assert (child.pid, "cat") == found[::2]
    assert process(child.pid) is None
