"""
Work in another network namespace: what it sees there, who may go in, and that nothing of it is left.

Each runs in a world of its own, as root and as a user whose world it is; who has no rights is turned away.
"""

import json
import os
import select
import signal
import subprocess
from errno import EPERM
from pathlib import Path

import pytest

from portwise.host.local import Local
from portwise.host.rooms import OwnFault, Room, found, inside
from portwise_lab.case import Case
from portwise_lab.run import Vantage, play_all, vantages

MAY = [vantage for vantage in vantages() if vantage is not Vantage.NOBODY]
ROOMS = (
    "mount -t tmpfs none /run",
    "ip netns add web",
    "ip -n web link set lo up",
    "ip -n web addr add 10.9.9.9/32 dev lo",
)
WEB = "/run/netns/web"
ETC = Path("/mnt/home/etc")
GIVEN = Room(WEB, etc=str(ETC))
PATIENCE = 60.0  # seconds, on a busy machine
FILES = {
    "etc/hosts": "10.9.9.9 inner.test\n",
    "root/etc/hosts": "10.9.9.9 boxed.test\n",
    "root/etc/nsswitch.conf": "hosts: files\n",
    "root/run/stub.conf": "nameserver 10.9.9.9\n",
}


def asked(work, vantage=Vantage.ROOT, **fields):
    """What *work* says in a world with a second room."""
    case = Case("rooms", work.__name__, "127.0.0.1:1", "refused", (), commands=ROOMS, files=FILES, **fields)
    part = (case, vantage)
    played = play_all([part], lambda _: as_play(work()))[part]
    if isinstance(played, RuntimeError):
        raise played
    return played.said


def as_play(said):
    return json.dumps({"met": [], "said": said, "recording": ""}).encode()


def resolved(name: str) -> list[str]:
    try:
        return [str(address) for address in Local().resolve(name, PATIENCE)]
    except OSError as error:
        return [error.strerror]


def look(room: Room, name: str) -> dict:
    def work() -> bytes:
        links = subprocess.run(("ip", "-br", "addr", "show", "lo"), capture_output=True, text=True, check=True).stdout
        files = {path: Path(path).read_text() for path in ("/etc/hosts", "/etc/nsswitch.conf", "/etc/resolv.conf")}
        return json.dumps({"room": "10.9.9.9" in links, "name": resolved(name), "files": files}).encode()

    return json.loads(inside(room, work))


def by_name():
    before = Path("/etc/hosts").read_text(), Path("/etc/resolv.conf").read_text()
    there = look(GIVEN, "inner.test")
    after = Path("/etc/hosts").read_text(), Path("/etc/resolv.conf").read_text()
    own = os.stat("/proc/self/ns/net").st_ino != os.stat(WEB).st_ino
    return {**there, "kept": before == after and own and there["files"]["/etc/resolv.conf"] == before[1]}


@pytest.mark.parametrize("vantage", MAY)
def test_the_network_of_the_room_and_the_files_that_are_given_for_it(vantage):
    """As ip-netns(8) has it: a file that is given stands instead of ours, every other one is ours; we stay outside."""
    said = asked(by_name, vantage)

    assert (True, ["10.9.9.9"], True) == (said["room"], said["name"], said["kept"])


def by_root():
    os.symlink("/run/stub.conf", "/mnt/home/root/etc/resolv.conf")  # of the container's own /run
    return look(Room(WEB, root="/mnt/home/root"), "boxed.test")


@pytest.mark.parametrize("vantage", MAY)
def test_a_container_sees_its_own_files_alone(vantage):
    """Its hosts file, and its resolv.conf behind a link that leads into its own root; what it lacks is empty."""
    said = asked(by_root, vantage)

    assert ["10.9.9.9"] == said["name"]
    assert "nameserver 10.9.9.9\n" == said["files"]["/etc/resolv.conf"]


def out_of_root():
    os.symlink("../../../../../../../../etc/hosts", "/mnt/home/root/etc/out")
    os.symlink("/mnt/home/etc/hosts", "/mnt/home/root/etc/away")
    return [(found("/mnt/home/root", f"etc/{name}") or b"").decode() for name in ("out", "away")]


def test_no_link_leads_out_of_a_root():
    """A container that is not trusted may write any link into its own /etc."""
    said = asked(lambda: {"texts": out_of_root()})

    assert [FILES["root/etc/hosts"], ""] == said["texts"]


def faults():
    said = []
    for work in (broken, lambda: os._exit(3), lambda: os.kill(os.getpid(), signal.SIGKILL) or b""):
        try:
            inside(Room(WEB), work)
        except OwnFault as fault:
            said.append(str(fault).splitlines()[-1])
    try:
        inside(Room("/run/netns/nobody"), bytes)
    except FileNotFoundError as error:
        said.append(error.strerror)
    try:
        os.waitpid(-1, os.WNOHANG)
        said.append("a child is left")
    except ChildProcessError:
        said.append("no child is left")
    return {"said": said}


def broken() -> bytes:
    raise ValueError("a fault of ours")


def test_whatever_becomes_of_the_child_it_is_told_and_waited_for():
    """A fault of our own is told as one, and no process is left behind for anybody else to find."""
    expected = ["ValueError: a fault of ours", *["the child ended without a word"] * 2]

    assert [*expected, "No such file or directory", "no child is left"] == asked(faults)["said"]


def killed(room: Room = GIVEN) -> dict:
    """Whoever asks is killed while the child is at work in there; the pipe closes when the last of them is gone."""
    mounts = Path("/proc/self/mountinfo").read_text()
    ready, tell = os.pipe()
    if not (asker := os.fork()):
        os.close(ready)
        inside(room, lambda: endless(tell))
        os._exit(0)
    os.close(tell)
    os.read(ready, 1)
    os.kill(asker, signal.SIGKILL)
    os.waitpid(asker, 0)
    return {"gone": closed(ready), "kept": mounts == Path("/proc/self/mountinfo").read_text()}


def closed(ready: int) -> bool:
    """Whether nobody is left who could write."""
    return bool(select.select([ready], [], [], PATIENCE)[0]) and os.read(ready, 1) == b""


def endless(tell: int) -> bytes:
    os.write(tell, b"!")
    signal.pause()
    return b""


@pytest.mark.parametrize("vantage", MAY)
def test_nothing_outlives_a_kill(vantage):
    """kill -9 of whoever asked ends the child too, and its mounts were nobody else's."""
    assert {"gone": True, "kept": True} == asked(killed, vantage)


def interrupted():
    """Ctrl-C in whoever asks, while he waits."""
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    ready, tell = os.pipe()
    try:
        # Again and again: a signal right before read(2) is entered interrupts nothing, and nobody presses once
        signal.setitimer(signal.ITIMER_REAL, 0.2, 5.0)
        inside(Room(WEB), lambda: endless(tell))
    except KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, 0)
        os.close(tell)
    os.read(ready, 1)
    return {"gone": closed(ready)}


def test_an_interrupt_takes_the_child_along():
    """Nobody is left at work in there."""
    assert {"gone": True} == asked(interrupted)


def interrupted_at_birth():
    """The same when the child has just been born."""
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    ready, tell = os.pipe()
    real = os.fork

    def forked():
        if pid := real():
            os.kill(os.getpid(), signal.SIGALRM)
        return pid

    os.fork = forked
    try:
        inside(Room(WEB), lambda: endless(tell))
    except KeyboardInterrupt:
        os.close(tell)
    os.read(ready, 1)
    return {"gone": closed(ready)}


def test_an_interrupt_at_its_birth_takes_the_child_along_too():
    """Between fork(2) and who puts it away, and on a busy machine that is no moment."""
    assert {"gone": True} == asked(interrupted_at_birth)


def refused():
    try:
        inside(Room(WEB), bytes)
    except OSError as error:
        return {"errno": error.errno}
    return {}


@pytest.mark.skipif(Vantage.NOBODY not in vantages(), reason="only root can make a room that is not a user's")
def test_who_has_no_right_is_turned_away():
    """By the kernel's own word, and not by a look at who asks."""
    assert {"errno": EPERM} == asked(refused, Vantage.NOBODY)


def of_user(work=lambda room: look(room, "localhost")):
    """A room in a user namespace that whoever asks has made: containers without root."""
    ready, tell = os.pipe()
    if not (resident := os.fork()):
        os.close(ready)
        os.dup2(tell, 1)
        words = "ip link set lo up; ip addr add 10.9.9.9/32 dev lo; echo; exec sleep 600"
        os.execvp("unshare", ("unshare", "--user", "--map-root-user", "--net", "--mount", "sh", "-c", words))
    os.close(tell)
    os.read(ready, 1)
    room = Room(f"/proc/{resident}/ns/net", f"/proc/{resident}/ns/user", f"/proc/{resident}/root")
    try:
        return work(room)
    finally:
        os.kill(resident, signal.SIGKILL)
        os.waitpid(resident, 0)


@pytest.mark.parametrize("vantage", vantages())
def test_a_user_enters_what_is_his_own(vantage):
    """Whoever made the user namespace of a room may go in without root: user_namespaces(7)."""
    assert asked(of_user, vantage)["room"]


def killed_of_user():
    return of_user(killed)


@pytest.mark.parametrize("vantage", vantages())
def test_nothing_outlives_a_kill_there_either(vantage):
    """Another user namespace is a change of credentials, which may take back what the child had asked for."""
    assert {"gone": True, "kept": True} == asked(killed_of_user, vantage)
