"""The kernel's log as it was written on Linux 6.18 (mm/oom_kill.c) and on x86 (arch/x86/mm/fault.c)."""

import pytest

from portwise.formats import kernellog
from portwise.model.service import End, Kill

GROUP = """\
<6>[12048.769321] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,\
oom_memcg=/shop,task_memcg=/shop,task=python3,pid=25976,uid=0
<3>[12048.769346] Memory cgroup out of memory: Killed process 25976 (python3) total-vm:993116kB, anon-rss:19328kB, \
file-rss:6632kB, shmem-rss:0kB, UID:0 pgtables:112kB oom_score_adj:0
"""
MACHINE = "[  120.5] ann kernel: Out of memory: Killed process 77 (next-server (v1)) total-vm:9kB, UID:0"
FAULT = """\
<6>[12048.909146] python3[26045]: segfault at 0 ip 00007fbaebb85ad8 sp 00007ffdd0ed5188 error 4 in \
libc.so.6[167ad8,7fbaeba44000+156000] likely on CPU 0 (core 0, socket 0)
"""
REST = "<6>[    1.266791] random: crng reseeded due to virtual machine fork"


@pytest.mark.parametrize(
    ("text", "kill"),
    [
        (GROUP, Kill(25976, "python3", End.GROUP_MEMORY, "/shop", 51.2)),
        (MACHINE, Kill(77, "next-server (v1)", End.MACHINE_MEMORY, "", 11979.5)),
        (FAULT, Kill(26045, "python3", End.FAULT, "", 51.1)),
    ],
)
def test_what_the_kernel_did_is_read_from_its_log(text, kill):
    """Who was ended, why, in which group and how long ago; from dmesg and from the journal."""

    assert (kill,) == tuple(kernellog.kills(text, 12100.0))[:1]


def test_other_lines_are_left_out():
    """A log tells of everything; only the ends of processes are taken up."""

    assert [] == list(kernellog.kills(REST, 12100.0))
    assert [True, True, True, False] == [kernellog.telling(x) for x in (GROUP, MACHINE, FAULT, REST)]
