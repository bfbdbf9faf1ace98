"""Starting a command and stopping it: who is found, who is signalled, and who never is."""

import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from portwise.host import launch as module
from portwise.host.interrupts import Ended, Interrupts
from portwise.host.launch import Launch
from portwise.model.service import Kind
from portwise.model.start import Exit

PATIENCE = 60.0  # seconds that a busy machine may take
TWICE = """import os, signal
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
print("here", os.getpid(), flush=True)
signal.pause()
"""
STUBBORN = """import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("here", flush=True)
while True: signal.pause()
"""


@contextmanager
def launched(*argv, keep=False):
    """A command that is stopped again, whatever the test does."""
    launch = Launch(argv, keep)
    try:
        yield launch
    finally:
        launch.stop()
        launch.close()


def python(code):
    return sys.executable, "-c", code


def until(launch, wanted):
    """Every whole line that was heard until *wanted* holds of them."""
    end, said = time.monotonic() + PATIENCE, []
    while not wanted(said):
        assert time.monotonic() < end, said
        launch.wait(0.1)
        launch.members()
        said += launch.hear().text
    return said


def ended(launch):
    return lambda _: launch.exit is not None and not launch.members()


def here(said):
    return any("here" in line for line in said)


def alive(pid):
    return Path(f"/proc/{pid}").exists() and module.one(pid).state not in module.ENDED


def test_what_it_writes_is_heard_and_understood():
    """Both streams, line by line, in the end as a person reads them."""
    with launched("sh", "-c", "echo '\x1b[31mError: no such table\x1b[0m' >&2; exit 3") as launch:
        said = until(launch, ended(launch))
        launch.hear()

    assert ["Error: no such table"] == said
    assert Exit(3) == launch.exit


def test_its_output_is_a_terminal():
    """Programs keep their lines back where it is none; and nobody types into it."""
    with launched(*python("import sys; print(sys.stdout.isatty(), sys.stdin.isatty())")) as launch:
        said = until(launch, ended(launch))

    assert "True True" == said[-1]


def test_secrets_do_not_leave():
    """Neither from its words nor from its command line."""
    with launched("sh", "-c", "echo password=hunter2; : --token=hunter3") as launch:
        said = until(launch, ended(launch))

    assert "hunter" not in f"{said}{launch.command}{launch.last}"


def test_an_end_by_a_signal_has_its_name():
    """As kill -l names it."""
    with launched("sh", "-c", "kill -SEGV $$") as launch:
        until(launch, ended(launch))

        assert Exit(0, "SIGSEGV") == launch.exit


def test_a_question_is_heard_without_its_end():
    """It waits in a line that is not finished."""
    with launched(*python("input('Ok to proceed? (y) ')")) as launch:
        until(launch, lambda _: "Ok to proceed? (y)" in launch.unfinished()[0])

        assert Kind.ASKING is launch.unfinished()[1].kind


def test_who_forks_twice_is_found_and_stopped():
    """Its parent is gone, its session is its own, and it comes to us."""
    with launched(*python(TWICE)) as launch:
        said = until(launch, here)
        pid = int(next(line for line in said if "here" in line).split()[1])
        until(launch, lambda _: launch.exit is not None)

        assert [pid] == [member.process.pid for member in launch.members()]
        assert ("SIGTERM", ()) == launch.stop()
        assert not alive(pid)


def test_who_heeds_no_sigterm_is_killed(monkeypatch):
    """After a while that has an end."""
    monkeypatch.setattr(module, "TERM_PATIENCE", 0.2)
    with launched(*python(STUBBORN)) as launch:
        until(launch, here)

        assert ("SIGKILL", ()) == launch.stop()


def test_who_is_in_a_hurry_does_not_wait(monkeypatch):
    """A second Ctrl-C: SIGTERM was sent, and SIGKILL follows at once."""
    monkeypatch.setattr(module, "TERM_PATIENCE", 1000.0)
    with launched(*python(STUBBORN)) as launch:
        until(launch, here)

        assert ("SIGKILL", ()) == launch.stop(lambda: True)


def test_who_is_stopped_is_ended_too():
    """SIGTERM waits until it goes on."""
    with launched("sh", "-c", "echo here; kill -STOP $$") as launch:
        until(launch, lambda _: any(member.state == "T" for member in launch.members()))

        assert ("SIGTERM", ()) == launch.stop()


def test_nobody_else_is_touched():
    """A child that we had before is no part of the command, and is never signalled."""
    with subprocess.Popen(["sleep", "1000"]) as other:
        with launched("sh", "-c", "sleep 1000 & echo here; wait") as launch:
            until(launch, here)
            pids = {member.process.pid for member in launch.members()}
            launch.stop()

        assert (None, 2) == (other.poll(), len(pids))
        assert other.pid not in pids
        other.kill()


def test_a_number_that_is_used_again_is_somebody_else():
    """Identity is pid and start time."""
    with subprocess.Popen(["sleep", "1000"]) as other, launched("sleep", "1000") as launch:
        started = module.one(other.pid).starttime

        assert not launch._hold((other.pid, started - 1))
        other.kill()


def test_what_never_stops_writing_does_not_keep_us():
    """A look takes so much and no more; the writer waits."""
    with launched("yes", "x" * 60) as launch:
        until(launch, bool)
        before = time.monotonic()
        lines = launch.hear().text

        assert len(lines) <= module.MOST_AT_ONCE
        assert time.monotonic() - before < PATIENCE
        assert "SIGTERM" == launch.stop()[0]


def test_who_is_kept_writes_into_a_file():
    """That only its user may read; it has no input, and a session of its own."""
    with launched("sh", "-c", "echo here; cat; exec sleep 1000", keep=True) as launch:
        until(launch, here)
        log = Path(launch.log)

        assert "here\n" == log.read_text()
        assert 0o600 == stat.S_IMODE(log.stat().st_mode)
        assert (launch.process.pid,) == launch.groups()
        log.unlink()


@pytest.mark.parametrize("argv", [("nosuchprogram",), ("/etc/passwd",), ("/",)])
@pytest.mark.parametrize("keep", [False, True])
def test_what_cannot_be_started_leaves_nothing(argv, keep):
    """Neither an open descriptor nor a file."""
    before = sorted(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError):
        Launch(argv, keep)

    assert before == sorted(os.listdir("/proc/self/fd"))


def test_orphans_come_to_us_only_while_we_watch():
    """PR_SET_CHILD_SUBREAPER is as it was."""
    with launched("true"):
        inside = module.reaper(True)

    assert (True, False) == (inside, module.reaper(False))


def test_a_signal_waits_while_something_is_put_away():
    """And comes as soon as it may; the handlers are as they were."""
    before = signal.getsignal(signal.SIGTERM)
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Ended) as end:
            interrupts.go_on()

    assert (signal.SIGTERM, before) == (end.value.number, signal.getsignal(signal.SIGTERM))


def test_a_signal_that_came_last_is_not_lost():
    """While something was put away and nothing else was to be done."""
    with pytest.raises(KeyboardInterrupt), Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGINT)

    assert not interrupts.waiting


def test_ctrl_c_is_pythons_own():
    """KeyboardInterrupt, which every caller knows."""
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interrupts.go_on()


IN_PIECES = """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
print('  File "/shop/here.py", line 3, in <module>', flush=True)
signal.sigwait([signal.SIGUSR1])
print('    listener.bind(("127.0.0.1", 3000))', flush=True)
"""


def test_a_traceback_may_come_in_pieces():
    """The source that a frame shows is known as such although the frame was heard a look before."""
    with launched(*python(IN_PIECES)) as launch:
        until(launch, here)
        os.kill(launch.process.pid, signal.SIGUSR1)
        heard = launch.hear()
        while not heard.text:
            launch.wait(0.1)
            launch.members()
            heard = launch.hear()

    assert ("127.0.0.1", 3000) == heard.quoted
