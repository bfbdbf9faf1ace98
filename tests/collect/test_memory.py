"""The memory of a control group, in both versions, on paper: the lab has only the version of its machine."""

import errno

import pytest

from portwise.model.evidence import Known, Unknown
from portwise.model.facts import HERE, MEMORY
from portwise.model.process import Memory

V2 = "30 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n"
V1 = "37 31 0:34 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
BOTH = V1 + "38 31 0:35 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
EVENTS = "low 0\nhigh 0\nmax 12\noom 2\noom_kill 2\noom_group_kill 0\n"
CONTROL = "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"
SHOP = "/sys/fs/cgroup/shop.scope"
OLD = "/sys/fs/cgroup/memory/docker/4f"


@pytest.fixture
def weighed(machine, ask, line, vite):
    """What is told of a process with these files, or of ourselves."""
    own = {"/proc/42/stat": line(42, "node")}

    return lambda files, key=vite: ask(machine(own | files), MEMORY.of(key)).said


def files(mounts, groups, pid=42, **more):
    return {f"/proc/{pid}/cgroup": groups, "/proc/self/mountinfo": mounts, **more}


def test_version_2_counts_what_was_killed_in_the_group_itself(weighed):
    """memory.events would count the groups below, too, in which others live."""
    told = {f"{SHOP}/memory.events.local": EVENTS, f"{SHOP}/memory.max": "33554432\n"}

    assert Known(Memory(SHOP, "/shop.scope", 1 << 25, 2)) == weighed(files(V2, "0::/shop.scope\n") | told)


def test_version_1_writes_no_limit_as_the_highest_number(weighed):
    """A group that nobody limited has a number of bytes that no machine has."""
    told = {f"{OLD}/memory.oom_control": CONTROL, f"{OLD}/memory.limit_in_bytes": "9223372036854771712\n"}

    assert Known(Memory(OLD, "/docker/4f", 0, 1)) == weighed(files(BOTH, "4:memory:/docker/4f\n0::/\n") | told)


def test_our_own_group_is_asked_for_by_another_key(weighed):
    """In a container it is the root that we see, with the files of its group."""
    root = "/sys/fs/cgroup"
    told = {f"{root}/memory.events.local": EVENTS, f"{root}/memory.max": "max\n"}

    assert Known(Memory(root, "/", 0, 2)) == weighed(files(V2, "0::/\n", pid="self") | told, HERE)


def test_where_nothing_is_counted_there_is_nothing_to_tell(weighed):
    """The true root of version 2 has no such file."""

    assert Known(None) == weighed(files(V2, "0::/\n"))


def test_what_cannot_be_read_is_unknown(weighed):
    """A refusal is no zero."""
    refused = OSError(errno.EACCES, "Permission denied")
    told = {f"{SHOP}/memory.events.local": refused, f"{SHOP}/memory.max": "max\n"}

    assert isinstance(weighed(files(V2, "0::/shop.scope\n") | told), Unknown)
