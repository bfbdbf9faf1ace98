import errno
import os
import re
from contextlib import nullcontext
from pathlib import Path

import pytest

from portwise.host import hands, signals
from portwise.host.hands import LONGEST, whole, written
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.model.process import Process
from portwise.model.repair import Look


def test_a_file_is_replaced_whole(tmp_path):
    """With the mode that it had, and nothing else is left in its folder."""
    path = tmp_path / "hosts"
    path.write_text("before")
    path.chmod(0o640)
    written(path, b"after")

    assert ("after", 0o640) == (path.read_text(), path.stat().st_mode & 0o777)
    assert ["hosts"] == os.listdir(tmp_path)


def test_a_link_stays_a_link(tmp_path):
    """What it leads to is written."""
    (tmp_path / "real").write_text("before")
    (tmp_path / "hosts").symlink_to("real")
    written(tmp_path / "hosts", b"after")

    assert ((tmp_path / "hosts").is_symlink(), "after") == (True, (tmp_path / "real").read_text())


def test_a_file_of_two_names_keeps_both(tmp_path):
    """A hard link would else go on with what was before."""
    (tmp_path / "hosts").write_text("a longer text than the other")
    (tmp_path / "other").hardlink_to(tmp_path / "hosts")
    written(tmp_path / "hosts", b"after")

    assert ["after", "after"] == [(tmp_path / name).read_text() for name in ("hosts", "other")]
    assert (tmp_path / "hosts").samefile(tmp_path / "other")


def test_what_is_too_long_is_not_touched(tmp_path):
    """A part of a file is never taken for the whole: it would be written back."""
    path = tmp_path / "hosts"
    path.write_bytes(b"x" * (LONGEST + 1))

    with pytest.raises(OSError, match="is not changed by a program") as error:
        whole(path)
    assert errno.EFBIG == error.value.errno


def test_where_it_cannot_be_replaced_it_is_written_in_place(tmp_path, monkeypatch):
    """A bind mount of a container: rename(2) says EBUSY, and the shorter text leaves nothing of the longer."""
    path = tmp_path / "hosts"
    path.write_text("a longer text than the other")

    def busy(*_):
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr("pathlib.Path.replace", busy)
    written(path, b"short")

    assert ("short", ["hosts"]) == (path.read_text(), os.listdir(tmp_path))


def test_a_setting_of_the_kernel_can_be_looked_at():
    """It gives what it has to a small reader alone, proc_sys_call_handler()."""
    assert whole(Path("/proc/sys/net/ipv4/ip_local_port_range")).split()[0].isdigit()


def test_what_a_tool_prints_and_nobody_understands_is_an_error_of_the_world():
    """It is told in a line, and no traceback."""

    class Odd(Local):
        def output(self, argv):
            raise ValueError("no JSON")

    with pytest.raises(OSError, match="not understood"):
        Hands(Odd()).look(Look("output", ("docker", "ps")))


def test_who_listens_nowhere_is_told_nothing():
    """SIGHUP ends most who do not expect it."""
    me = Process(os.getpid(), signals.started(os.getpid()), "pytest")

    with pytest.raises(PermissionError, match="listens nowhere"):
        Hands(Local()).tell(me, ("kill", "-HUP", str(me.pid)))
    with pytest.raises(ProcessLookupError):
        Hands(Local()).tell(me._replace(started=1), ("kill", "-HUP", str(me.pid)))


@pytest.mark.parametrize(("renews", "ends"), [(False, False), (True, True)])
def test_a_service_has_the_time_that_systemd_gives_it(renews, ends, monkeypatch):
    """What is cut off too early goes on all the same, and would be begun a second time."""
    monkeypatch.setattr(hands, "PATIENCE", 0.1)
    with nullcontext() if ends else pytest.raises(TimeoutError, match="did not end"):
        Hands(Local()).run(("sleep", "0.2"), renews)

    assert hands.TO_RENEW >= 180


CADDY = 'echo \'{"level":"info","msg":"using provided configuration"}\' >&2; echo "Error: adapting config" >&2; exit 1'


@pytest.mark.parametrize(
    ("script", "says"),
    [
        (CADDY, "Error: adapting config"),
        ("echo first >&2; echo second >&2; exit 1", "first"),
        ("echo '{\"error\": 1}' >&2; exit 1", '{"error": 1}'),
        ("exit 3", "sh ended with 3"),
    ],
)
def test_what_a_command_that_failed_said_first(script, says):
    """A line of a log before it is no reason, unless there is nothing else."""
    with pytest.raises(OSError, match=re.escape(says)):
        Hands(Local()).run(("sh", "-c", script))
