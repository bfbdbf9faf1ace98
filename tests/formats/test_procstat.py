from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import cgroup, procstat
from portwise.formats.procstat import Limit, Stat, Status

NUMBERS = "7 9 10 34816 -1 4194304 1 0 0 0 5 6 0 0 20 0 3 0 45513 3133440 410"
STATUS = """Name:\tcat
State:\tT (stopped)
Pid:\t5681
TracerPid:\t12
Uid:\t1000\t0\t0\t0
NSpid:\t5681\t7\t1
Threads:\t4
CapEff:\t0000000000000400
Seccomp:\t2
"""
LIMITS = """Limit                     Soft Limit           Hard Limit           Units
Max stack size            8388608              unlimited            bytes
Max open files            1024                 524288               files
Max nice priority         0                    0
"""
ID = "9a28f82a54b5b37461a0abac6d4af38b9a28f82a54b5b37461a0abac6d4af38b"


@pytest.mark.parametrize("comm", ["node", "a) R 1 (b", "(sd-pam)", "two words", "line\nfeed"])
def test_a_name_may_look_like_the_rest_of_the_line(comm):
    """A process picks its own name (prctl PR_SET_NAME): only the last bracket is the kernel's."""
    assert Stat(5681, comm, "S", 7, 9, 10, 34816, -1, 5, 6, 3, 45513) == procstat.stat(f"5681 ({comm}) S {NUMBERS}\n")


def test_status_tells_state_owner_rights_and_namespaces():
    """The effective uid and bit 10 of the capabilities decide about ports below 1024."""
    assert Status("T", 12, 1000, 0, 1 << 10, 2, (5681, 7, 1), 4) == procstat.status(STATUS)


def test_an_old_kernel_has_no_namespaces_and_no_seccomp():
    """Lines that came with later kernels are not required."""
    old = "".join(line + "\n" for line in STATUS.splitlines() if line[:2] not in ("NS", "Se"))

    assert ((), 0) == (procstat.status(old).ns_pids, procstat.status(old).seccomp)


def test_limits_are_numbers_or_none():
    """Unlimited is not a number."""
    assert Limit(1024, 524288) == procstat.limit(LIMITS)
    assert Limit(8388608, None) == procstat.limit(LIMITS, "Max stack size")
    assert Limit(0, 0) == procstat.limit(LIMITS, "Max nice priority")


def test_boot_and_uptime():
    """Start ticks become a time of day with both."""
    assert (1795153698, 455.14) == (procstat.boot_time("cpu 1\nbtime 1795153698\n"), procstat.uptime("455.14 871.11\n"))


def test_this_very_process_can_be_read():
    """The kernel that runs the tests prints what the parsers expect."""
    self = Path("/proc/self")
    stat, status = procstat.stat((self / "stat").read_text()), procstat.status((self / "status").read_text())

    assert (stat.state, stat.num_threads) == (status.state, status.threads)
    assert procstat.limit((self / "limits").read_text()).soft is not None
    assert cgroup.path(cgroup.cgroups((self / "cgroup").read_text())).startswith("/")
    assert procstat.boot_time(Path("/proc/stat").read_text()) > 0 < procstat.uptime(Path("/proc/uptime").read_text())


@pytest.mark.parametrize(
    "path, unit, container",
    [
        ("/system.slice/nginx.service", "nginx.service", None),
        ("/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service", "shop.service", None),
        ("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service", None),
        (f"/system.slice/docker-{ID}.scope", f"docker-{ID}.scope", ("docker", ID)),
        (f"/docker/{ID}", "", ("docker", ID)),
        (f"/machine.slice/libpod-{ID}.scope/container", f"libpod-{ID}.scope", ("podman", ID)),
        (f"/machine.slice/libpod-conmon-{ID}.scope", f"libpod-conmon-{ID}.scope", None),
        (f"/kubepods/burstable/pod1b/{ID}", "", ("kubernetes", ID)),
        (f"/kubepods.slice/cri-containerd-{ID}.scope", f"cri-containerd-{ID}.scope", ("containerd", ID)),
        ("/", "", None),
        (f"/{ID[:63]}", "", None),
    ],
)
def test_a_path_names_the_unit_and_the_container(path, unit, container):
    """The innermost name counts; an id has 64 digits; who watches a container is not inside it."""
    assert (unit, container) == (cgroup.unit(path), cgroup.container(path))


def test_both_versions_of_control_groups():
    """On a mixed machine version 2 is only a root; the hierarchy of systemd tells."""
    groups = cgroup.cgroups("4:cpu,cpuacct:/a:b\n1:name=systemd:/system.slice/x.service\n0::/\n")

    assert (4, ("cpu", "cpuacct"), "/a:b") == groups[0]
    assert "/system.slice/x.service" == cgroup.path(groups)


PARSERS = (procstat.stat, procstat.status, procstat.limit, procstat.boot_time, procstat.uptime, cgroup.cgroups)


@pytest.mark.parametrize("parser", PARSERS)
@given(text=st.text() | st.text(alphabet="0123456789 ():\n").map(lambda tail: f"Max open files btime 1 (a) S {tail}"))
def test_any_text_is_a_value_or_a_value_error(parser, text):
    """What a kernel prints is never a crash."""
    try:
        found = parser(text)
    except ValueError:
        found = 0

    assert isinstance(found, tuple | int | float)


@given(path=st.text())
def test_any_path_can_be_asked(path):
    """A path without unit or container names none."""
    assert isinstance(cgroup.unit(path), str)
    assert cgroup.container(path) is None or len(cgroup.container(path).id) == 64
