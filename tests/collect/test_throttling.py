"""The quota of a control group, in both versions, on paper: the lab has only the version of its machine."""

import pytest

from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ATTEMPT, THROTTLED
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.process import Throttle
from portwise.model.target import Endpoint, Target

V2 = "30 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n"
V1 = "37 31 0:34 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
TARGET = Target.parse("http://127.0.0.1:3000")
AT = Endpoint(TARGET.address, 3000)
MET = Attempt(Outcome.CONNECTED, 0, None, None, 1, 0.1)
SEEN = Evidence(TARGET).plus([Answer(ATTEMPT.of(AT), Known(MET), "test")])


def stat(periods, stopped):
    return f"usage_usec 5\nnr_periods {periods}\nnr_throttled {stopped}\nthrottled_usec 9\n"


@pytest.fixture
def watched(machine, line, vite):
    """What is told of a process whose files are these, and change like that while it is asked."""
    from portwise.collect.throttling import WATCHING

    class Moving(machine):
        asked = 0

        def converse(self, endpoint, sent, patience):
            self.asked += 1
            self.files = self.files | self.later

    def ask(mounts, groups, files, later):
        base = {"/proc/42/stat": line(42, "node"), "/proc/42/cgroup": groups, "/proc/self/mountinfo": mounts}
        host = Moving(base | files)
        host.later = later
        (answer,) = WATCHING.collect(host, SEEN, (THROTTLED.of(vite),))
        return answer.said, host.asked

    return ask


def test_version_2_and_a_group_above(watched):
    """The quota of a slice holds back the scope below it, which has none of its own."""
    above, own = "/sys/fs/cgroup/a.slice", "/sys/fs/cgroup/a.slice/b.scope"
    files = {f"{above}/cpu.max": "20000 100000\n", f"{above}/cpu.stat": stat(10, 2), f"{own}/cpu.max": "max 100000\n"}
    said, asked = watched(V2, "0::/a.slice/b.scope\n", files, {f"{above}/cpu.stat": stat(14, 6)})

    assert (Known(Throttle(above, 0.2, 4, 4)), 1) == (said, asked)


def test_version_1(watched):
    """The controller has a hierarchy of its own."""
    group = "/sys/fs/cgroup/cpu,cpuacct/docker/4f"
    files = {f"{group}/cpu.cfs_quota_us": "150000\n", f"{group}/cpu.cfs_period_us": "100000\n"}
    files[f"{group}/cpu.stat"] = stat(7, 0)
    said, _ = watched(V1, "2:cpu,cpuacct:/docker/4f\n0::/\n", files, {f"{group}/cpu.stat": stat(9, 0)})

    assert Known(Throttle(group, 1.5, 2, 0)) == said


@pytest.mark.parametrize("groups", ["0::/\n", "0::/a.slice\n"])
def test_without_a_quota_nothing_is_sent(watched, groups):
    """The root has none, and a group may have none."""
    said, asked = watched(V2, groups, {"/sys/fs/cgroup/a.slice/cpu.max": "max 100000\n"}, {})

    assert (Known(None), 0) == (said, asked)


def test_a_group_out_of_sight_is_unknown(watched):
    """In a container the path may lead outside of what is mounted."""
    said, _ = watched(V2, "0::/../b.scope\n", {}, {})

    assert isinstance(said, Unknown)
