"""What stands on the machine while the kernel is a witness, and is gone afterwards: also where portwise is killed."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest

from portwise.host import judge, tracing
from portwise_lab.run import Vantage, vantages

ROOT = Vantage.ROOT in vantages()
only_root = pytest.mark.skipif(not ROOT, reason="only root outside of user namespaces sees tracepoints")

# In a network namespace of its own: a child asks, and is killed where it is about to call PLACE for the COUNT-th time
SCRIPT = """
import itertools, os, signal, subprocess, sys
from ipaddress import ip_address
from portwise.host import judge, tracing
from portwise.model.target import Endpoint

what, place, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
listing = ("nft", "-s", "list", "ruleset")
subprocess.run(("ip", "link", "set", "lo", "up"), check=True)
subprocess.run(("nft", "add table inet mine; add chain inet mine c { type filter hook input priority 0; }"), check=True)
before = subprocess.run(listing, check=True, capture_output=True).stdout
here = Endpoint(ip_address("127.0.0.1"), 8000)
child = os.fork()
if not child:
    module = {"judge": judge, "tracing": tracing}[what]
    called, calls = getattr(module, place, None) or getattr(os, place), itertools.count(1)

    def killed(*given, **named):
        if next(calls) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return called(*given, **named)

    setattr(module if hasattr(module, place) else os, place, killed)
    {"judge": judge.judged, "tracing": tracing.witnessed}[what](here, False, 0.1)
    os._exit(0)
_, status = os.waitpid(child, 0)
after = subprocess.run(listing, check=True, capture_output=True).stdout
print(child, os.WTERMSIG(status), before == after)
"""


def killed(what: str, place: str, count: int) -> tuple[int, int, bool]:
    """The pid that it had, the signal that ended it, and whether the packet filter is as it was."""
    own = ("unshare", "-n") if ROOT else ("unshare", "-rn")
    argv = (*own, sys.executable, "-c", SCRIPT, what, place, str(count))
    pid, ended, same = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.split()
    return int(pid), int(ended), same == "True"


def instances() -> list[str]:
    with tracing.mounted() as root:
        folder = os.open("instances", os.O_RDONLY, dir_fd=root)
        try:
            return [name for name in os.listdir(folder) if name.startswith("portwise-")]
        finally:
            os.close(folder)


@pytest.mark.parametrize(
    ("place", "count"), [("made", 1), ("source_of", 1), ("knocked", 1), ("waiting", 1), ("Judged", 1), ("_exit", 1)]
)
def test_no_table_outlives_whoever_made_it(place, count):
    """Killed before it stands, while it does, and after: the packet filter is as it was."""
    _, ended, same = killed("judge", place, count)

    assert (signal.SIGKILL, True) == (ended, same)


@only_root
@pytest.mark.parametrize(
    ("place", "count", "left"),
    [
        ("instance", 1, 0),
        ("opened", 1, 1),
        ("write", 1, 1),
        ("write", 3, 1),
        ("knocked", 1, 1),
        ("whole", 1, 1),
        ("rmdir", 1, 1),
        ("_exit", 1, 0),
    ],
)
def test_an_instance_of_a_dead_one_is_removed_by_the_next(place, count, left):
    """Killed at any moment it leaves one at most, under its own name; the next look takes it away."""
    pid, ended, same = killed("tracing", place, count)
    mine = [name for name in instances() if name.startswith(f"portwise-{pid}-")]
    with tracing.mounted() as root:
        tracing.sweep(root)

    assert (signal.SIGKILL, True, left) == (ended, same, len(mine))
    assert not set(mine) & set(instances())


@only_root
def test_an_instance_of_one_that_lives_is_left_alone():
    """It may be looking this very moment."""
    name = judge.named(os.getpid(), judge.starttime(os.getpid()))
    with tracing.mounted() as root:
        with tracing.instance(root, name):
            tracing.sweep(root)

            assert name in instances()
        assert name not in instances()


@only_root
def test_an_instance_that_is_held_open_is_left_alone():
    """From another pid namespace its process cannot be seen, and is alive all the same."""
    name = judge.named(os.getpid(), 1)  # a number that once was somebody else's
    with tracing.mounted() as root, tracing.instance(root, name) as folder, ExitStack() as stack:
        tracing.opened(stack, "trace_marker", os.O_WRONLY, folder)
        tracing.sweep(root)

        assert name in instances()


@pytest.mark.parametrize(
    "name", ["mine", "portwise", "portwise-", "portwise-1", "portwise-x-1", "portwise-1-x", f"portwise-{os.getpid()}-"]
)
def test_what_is_named_otherwise_is_nobody_of_ours(name):
    """Somebody may trace under such a name."""
    assert not judge.is_gone(name)


def test_a_number_that_was_given_again_is_another_process():
    """Which is why the name tells when it began, proc(5)."""
    mine = judge.starttime(os.getpid())

    assert not judge.is_gone(judge.named(os.getpid(), mine))
    assert judge.is_gone(judge.named(os.getpid(), mine + 1))
