"""Security modules and sandboxes, from files that a test wrote down."""

import errno

import pytest

from portwise.collect.guards import DENYING, GUARDING, SECLUDING
from portwise.host.api import Relay
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import DENIALS, GUARDS, HERE, SECLUDED
from portwise.model.guard import Guards, Secluded
from portwise.model.process import Process
from portwise.model.service import Tail
from portwise.model.target import Target

SEEN = Evidence(Target.parse("localhost:3000"))
AVC = (
    'msg=audit(17.0:4): avc:  denied  { name_bind } for  pid=4711 comm="nginx" src=8888 scontext=u:r:httpd_t:s0 '
    "tcontext=u:r:port_t:s0 tclass=tcp_socket permissive=0"
)
STATUS = "Name:\tnode\nState:\tR (running)\nTracerPid:\t0\nUid:\t1000\t1000\t1000\t1000\nThreads:\t1\nCapEff:\t0\n"


class Machine(Relay):
    def __init__(self, files, environment=()):
        self.files, self.given = files, environment

    def _answer(self, method, *about):
        if method == "environment":
            return self.given
        place = about[0][0] if method == "output" else about[0]
        if place not in self.files:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        found = self.files[place]
        if isinstance(found, OSError):
            raise found
        return Tail(0.0, tuple(found.splitlines())) if method == "tail" else found


def ask(collector, question, machine):
    (answer,) = collector.collect(machine, SEEN, (question,))
    return answer.said


CLOSED = PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, Guards()),
        ({"/sys/fs/selinux/enforce": "1"}, Guards("enforcing")),
        ({"/sys/fs/selinux/enforce": "0\n"}, Guards("permissive")),
        (
            {"/sys/kernel/security/lsm": "capability,landlock,yama"},
            Guards("", False, ("capability", "landlock", "yama")),
        ),
        ({"/sys/module/apparmor/parameters/enabled": "Y\n"}, Guards("", True)),
        ({"/sys/module/apparmor/parameters/enabled": CLOSED}, Guards()),
    ],
)
def test_which_modules_rule(files, expected):
    """By the files of each; a machine without them has none."""
    assert Known(expected) == ask(GUARDING, GUARDS.of(HERE), Machine(files))


@pytest.mark.parametrize(
    "files",
    [
        {"/var/log/audit/audit.log": AVC},
        {"/var/log/audit/audit.log": CLOSED, "dmesg": AVC},
        {"dmesg": CLOSED, "journalctl": AVC},
        {"/var/log/audit/audit.log": AVC, "dmesg": AVC, "journalctl": AVC},
    ],
)
def test_a_denial_is_in_one_log_or_another(files):
    """And in more than one it is still one."""
    (one,) = ask(DENYING, DENIALS.of(HERE), Machine(files)).value

    assert ("nginx", 8888) == (one.name, one.port)


def test_where_every_log_is_closed_nothing_is_known():
    """A log that may not be read does not say that nothing was denied."""
    said = ask(DENYING, DENIALS.of(HERE), Machine({"/var/log/audit/audit.log": CLOSED, "dmesg": CLOSED}))

    assert ("Permission denied", "sudo ausearch -m avc,user_avc -ts today") == (said.why, said.to_know)


@pytest.mark.parametrize(
    ("files", "environment", "expected"),
    [
        ({}, (), Secluded(False, "")),
        ({"/proc/self/attr/current": "snap.code.code (enforce)\n"}, (), Secluded(False, "snap.code.code (enforce)")),
        ({}, (("SNAP_NAME", "code"),), Secluded(False, "", "the snap code")),
        (
            {"/.flatpak-info": "[Application]\nname=org.gnome.Builder\nruntime=a\n"},
            (),
            Secluded(False, "", "the flatpak org.gnome.Builder"),
        ),
    ],
)
def test_what_is_around_us(files, environment, expected):
    """The label by the kernel, the package by its own marks."""
    machine = Machine({"/proc/self/status": f"{STATUS}Seccomp:\t0\n", **files}, environment)

    assert Known(expected) == ask(SECLUDING, SECLUDED.of(HERE), machine)


@pytest.mark.parametrize(
    ("files", "label"),
    [
        ({"/proc/self/attr/current": "\n", "/proc/self/attr/apparmor/current": "web (enforce)\n"}, "web (enforce)"),
        ({"/proc/self/attr/apparmor/current": "web (complain)\n"}, "web (complain)"),
        ({"/proc/self/attr/current": "a:b:c:s0", "/proc/self/attr/apparmor/current": "unconfined\n"}, "a:b:c:s0"),
    ],
)
def test_a_label_is_found_beside_those_of_other_modules(files, label):
    """AppArmor has a folder of its own where another module has the place of the one."""
    machine = Machine({"/proc/self/status": STATUS, **files})

    assert label == ask(SECLUDING, SECLUDED.of(HERE), machine).value.label


@pytest.mark.parametrize(("said", "expected"), [("1", True), ("0", False)])
def test_who_can_never_have_more_rights(said, expected):
    """Of every process, our own or another one."""
    status = {f"/proc/{who}/status": f"{STATUS}NoNewPrivs:\t{said}\n" for who in ("self", 42)}
    other = {"/proc/42/stat": "42 (web) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 7 0 0\n"}
    machine = Machine({**status, **other})

    assert expected is ask(SECLUDING, SECLUDED.of(HERE), machine).value.no_new_privs
    assert expected is ask(SECLUDING, SECLUDED.of(Process(42, 7, "web")), machine).value.no_new_privs


def test_a_filter_is_seen():
    """Mode 2 of seccomp is a filter, proc_pid_status(5)."""
    machine = Machine({"/proc/self/status": f"{STATUS}Seccomp:\t2\n"})

    assert ask(SECLUDING, SECLUDED.of(HERE), machine).value.seccomp
