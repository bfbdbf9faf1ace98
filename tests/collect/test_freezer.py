import pytest

from portwise.model.evidence import Known, Unknown
from portwise.model.facts import FROZEN

V2 = "30 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n"
HYBRID = (
    "37 31 0:34 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
)


@pytest.mark.parametrize(
    "mounts, groups, files, frozen",
    [
        (
            V2,
            "0::/a.slice/b.scope\n",
            {"/sys/fs/cgroup/a.slice/b.scope/cgroup.events": "populated 1\nfrozen 1\n"},
            True,
        ),
        (
            V2,
            "0::/a.slice/b.scope\n",
            {"/sys/fs/cgroup/a.slice/b.scope/cgroup.events": "populated 1\nfrozen 0\n"},
            False,
        ),
        (V2, "0::/\n", {}, False),
        (HYBRID, "6:freezer:/docker/4f\n0::/\n", {"/sys/fs/cgroup/freezer/docker/4f/freezer.state": "FROZEN\n"}, True),
        (HYBRID, "6:freezer:/docker/4f\n0::/\n", {"/sys/fs/cgroup/freezer/docker/4f/freezer.state": "THAWED\n"}, False),
        (
            "37 31 0:34 /docker /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n",
            "6:freezer:/docker/4f\n",
            {"/sys/fs/cgroup/freezer/4f/freezer.state": "FREEZING\n"},
            True,
        ),
    ],
)
def test_both_freezers_are_read_where_they_are_mounted(mounts, groups, files, frozen, ask, machine, line, vite):
    """Version 2, version 1, both at once, and a hierarchy of which only a part is mounted."""
    base = {"/proc/42/stat": line(42, "node"), "/proc/42/cgroup": groups, "/proc/self/mountinfo": mounts}

    assert Known(frozen) == ask(machine(base | files), FROZEN.of(vite)).said


@pytest.mark.parametrize("groups", ["0::/../other\n", "0::/a.slice\n"])
def test_a_freezer_that_is_not_mounted_says_nothing(groups, ask, machine, line, vite):
    """From within a container the group of a process may be out of sight: unknown, not thawed."""
    host = machine({"/proc/42/stat": line(42, "node"), "/proc/42/cgroup": groups, "/proc/self/mountinfo": ""})

    assert isinstance(ask(host, FROZEN.of(vite)).said, Unknown)
