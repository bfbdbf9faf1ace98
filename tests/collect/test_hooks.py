"""Which programs rule a control group, from files and answers that a test wrote down."""

import errno

import pytest

from portwise.collect.hooks import RULING
from portwise.host.api import Relay
from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, RULED
from portwise.model.process import Hook, Process, Ruled
from portwise.model.target import Target

SEEN = Evidence(Target.parse("localhost:3000"))
GROUP = "/system.slice/shop.service"
MOUNT = "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
STAT = "7 (node) S 1 7 7 0 -1 " + " ".join(["0"] * 11) + " 1 0 1000 0 0"
EGRESS = (("egress", "sd_fw_egress"),)


class Machine(Relay):
    def __init__(self, hooks, group=f"0::{GROUP}\n", mounts=MOUNT):
        self.hooks_there = hooks
        self.files = {"/proc/7/cgroup": group, "/proc/self/cgroup": group, "/proc/self/mountinfo": mounts}
        self.files["/proc/7/stat"] = STAT
        self.asked = ""

    def _answer(self, method, *about):
        if method == "read":
            return self.files[about[0]]
        self.asked = about[0]
        if isinstance(self.hooks_there, OSError):
            raise self.hooks_there
        return self.hooks_there


def ask(host, key=HERE):
    (answer,) = RULING.collect(host, SEEN, (RULED.of(key),))
    return answer.said.value


@pytest.mark.parametrize("key", [HERE, Process(7, 1000, "node")])
def test_what_stands_at_the_group_of_a_process(key):
    """The group is named by its path, its unit and the folder in which the kernel is asked."""
    host = Machine(EGRESS)

    assert Ruled(GROUP, "shop.service", (Hook("egress", "sd_fw_egress"),)) == ask(host, key)
    assert f"/sys/fs/cgroup{GROUP}" == host.asked


@pytest.mark.parametrize(
    ("host", "group"),
    [
        (Machine(PermissionError(errno.EPERM, "Operation not permitted")), GROUP),
        (Machine(EGRESS, group="4:memory:/shop\n"), ""),
        (Machine(EGRESS, mounts=""), ""),
    ],
    ids=["not root", "version 1 alone", "not mounted"],
)
def test_nothing_is_seen_where_nobody_may_look(host, group):
    """Then there is none to be blamed."""
    met = ask(host)

    assert (group, ()) == (met.group, met.hooks)
