"""The words that go to ssh, and what comes back instead of an answer."""

import errno
import os
import re
import subprocess
import sys
import time
import zlib

import pytest

from portwise.app.errand import Errand
from portwise.app.manner import Manner
from portwise.host import ssh
from portwise.host.recorded import Recorded
from portwise.model.target import Target

ELSEWHERE = "PATH=$PATH:/usr/local/bin:/opt/homebrew/bin; "
PATIENCE = 30.0  # seconds that a busy machine may take
SEEDED = {"PYTHONHASHSEED": "1"}  # so that the same bytes have the same hash in two processes
STDERR = "ann@far: Permission denied (publickey)."


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Another ssh, which is a script, first on PATH."""

    def write(script):
        program = tmp_path / "ssh"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        return tmp_path

    return write


def framed(text):
    packed = zlib.compress(text.encode())
    return b"\nportwise-says %d\n" % len(packed) + packed


def test_every_shell_reads_the_command_alike():
    """Between single quotes sh, bash, zsh, fish and csh change nothing but these."""
    assert [] == re.findall(r"['!\\\n]", ssh.START)


def test_a_host_is_never_an_option(fake):
    """Nothing stands behind the host but one word, and before it the end of the options; no question is ever asked."""
    folder = fake('printf "%s\\n" "$@" > "${0%/*}/argv"; exit 255')
    with pytest.raises(OSError):
        ssh.errand("-oProxyCommand=reboot", "portwise.app.errand", "", 1.0)
    words = (folder / "argv").read_text().splitlines()

    assert ["--", "-oProxyCommand=reboot", f"exec sh -c '{ssh.START}'"] == words[-3:]
    assert "BatchMode=yes" in words


def test_it_answers_behind_what_a_login_prints(fake):
    """A greeting of the shell there is no answer, and takes nothing from one."""
    folder = fake('echo "Welcome!"; cat "${0%/*}/answer"; exec sleep 1000')
    (folder / "answer").write_bytes(framed("[]"))

    assert "[]" == ssh.errand("far", "portwise.app.errand", "", 1.0)


@pytest.mark.parametrize(
    "script, number, says",
    [
        (f"echo '{STDERR}' >&2; exit 255", errno.EREMOTEIO, "lets nobody in without a question"),
        ("echo; echo portwise-lacks Python 3.6.15", errno.ENOEXEC, "Python there is 3.6.15"),
        ("echo; echo portwise-lacks", errno.ENOEXEC, "there is no Python there"),
        ("exit 1", errno.ETIMEDOUT, "it gave no answer"),
        ("echo git-shell: what do you think I am >&2; exit 128", errno.EREMOTEIO, "git-shell: what do you think I am"),
        ("echo; echo portwise-says 5; echo abcdefgh", errno.EBADMSG, "no answer of portwise"),
        ("echo https://ann:tr0ub4dor@far/ >&2; exit 255", errno.EREMOTEIO, "https://***@far/"),
    ],
)
def test_why_not_is_one_line(fake, script, number, says):
    """What ssh, the shell or Python there had to say is the reason; secrets end here as everywhere."""
    fake(script)
    with pytest.raises(OSError) as raised:
        ssh.errand("far", "portwise.app.errand", "", 1.0)

    assert number == raised.value.errno
    assert says in raised.value.strerror


def test_it_does_not_wait_for_ever(fake, monkeypatch):
    """A server that holds the line and says nothing has its time, and then the ssh that we started ends too."""
    fake("exec sleep 1000")
    monkeypatch.setattr(ssh, "CONNECTING", 0)
    monkeypatch.setattr(ssh, "STARTING", 0)
    real, started = subprocess.Popen, []

    def start(*words, **how):
        started.append(real(*words, **how))
        return started[-1]

    monkeypatch.setattr(ssh.subprocess, "Popen", start)
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="it gave no answer within 1 s"):
        ssh.errand("far", "portwise.app.errand", "", 1.0)

    assert 500 > time.monotonic() - began
    assert [True] == [one.returncode is not None for one in started]


@pytest.fixture
def far(fake, monkeypatch):
    """An ssh that runs what stands behind the host with a shell here, as sshd(8) does, and only with those programs."""

    def write(shell, **programs):
        folder = fake(f'for word; do :; done; PATH="${{0%/*}}/far"; export PATH; exec {shell} -c "$word"')
        monkeypatch.setattr(ssh, "START", ssh.START.replace(ELSEWHERE, ""))
        (folder / "far").mkdir()
        (folder / "far/sh").symlink_to("/bin/sh")
        for name, program in programs.items():
            (folder / "far" / name).write_text(f"#!/bin/sh\n{program}\n")
            (folder / "far" / name).chmod(0o755)

    return write


@pytest.mark.parametrize("shell", ["/bin/sh", "/bin/bash"])
def test_the_first_python_that_is_new_enough_is_taken(far, shell):
    """python3 may be an old one of the system, and a newer one stand beside it."""
    far(shell, python3="echo Python 3.6.15; exit 1", **{"python3.12": f'exec {sys.executable} "$@"'})
    request = Errand(Target.parse("127.0.0.1:9"), Manner(passive=True), ()).text()

    assert "linux" == Recorded(ssh.errand("far", "portwise.app.errand", request, PATIENCE)).me().platform


@pytest.mark.parametrize(
    "programs, says",
    [
        ({"python3": "echo Python 3.6.15; exit 1"}, "Python there is 3.6.15, and portwise needs 3.10 or newer"),
        ({}, "there is no Python there"),
    ],
)
def test_what_python_lacks_is_said(far, programs, says):
    """By the words that go there themselves: too old, or none at all."""
    far("/bin/sh", **programs)
    with pytest.raises(OSError, match=says):
        ssh.errand("far", "portwise.app.errand", "", 1.0)


def test_no_ssh_is_said_so(monkeypatch, tmp_path):
    """Where ssh is not installed, that is the reason."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="there is no ssh on this machine"):
        ssh.errand("far", "portwise.app.errand", "", 1.0)


def test_it_goes_out_of_a_zip_as_well(tmp_path):
    """The one-file portwise has no folder of its own, and sends the same."""
    from tools import pyz

    pyz.build(tmp_path / "portwise.pyz")
    paths = (str(tmp_path / "portwise.pyz"), str(ssh.__file__).removesuffix("/portwise/host/ssh.py"))
    script = "import sys; sys.path.insert(0, {!r}); from portwise.host.ssh import packed; print(hash(packed()))"
    said = [
        subprocess.run([sys.executable, "-S", "-c", script.format(path)], capture_output=True, text=True, env=SEEDED)
        for path in paths
    ]

    assert ["", ""] == [done.stderr for done in said]
    assert said[0].stdout == said[1].stdout


def test_windows_is_told_at_once(monkeypatch):
    """Its pipes cannot be waited for; nothing is started there."""
    monkeypatch.setattr(ssh.os, "name", "nt")
    monkeypatch.setattr(ssh.subprocess, "Popen", None)
    with pytest.raises(OSError, match="from Windows"):
        ssh.errand("far", "portwise.app.errand", "", 1.0)
