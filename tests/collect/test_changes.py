"""What a machine remembers of what changed."""

import errno
import time
from ipaddress import ip_address

from portwise.collect import changes
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.exchange import Certificate, Handshake, Kind
from portwise.model.facts import AGE, HOSTS, PROGRAM, TLS
from portwise.model.outcome import Outcome
from portwise.model.process import Process, Program
from portwise.model.service import Tail
from portwise.model.target import Endpoint, Target

NOW, UP = 1_000_000.0, 5000.0  # seconds: since the epoch, since the start
VITE = Process(42, 400_000, "node")  # started 4000 s after the machine
SPOT = Endpoint(ip_address("127.0.0.1"), 443)
CERTIFICATE = Certificate("localhost", "lab", ("localhost",), NOW - 9000, NOW - 100, True)
SHAKEN = Handshake(Outcome.CONNECTED, Kind.TLS, "TLSv1.3", "", CERTIFICATE, "expired", b"", 1.0)


class Machine:
    """Files with their times."""

    def __init__(self, **files):
        self.files = {"/proc/uptime": f"{UP} 1.0\n", **files}

    def clock(self):
        return NOW

    def read(self, path):
        if path not in self.files:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        if isinstance(self.files[path], OSError):
            raise self.files[path]
        return self.files[path]

    def tail(self, path):
        return Tail(float(self.read(path)), ())


def seen(*facts):
    return Evidence(Target.parse("https://localhost")).plus(Answer(q, Known(value), "test") for q, value in facts)


def told(machine, evidence, since):
    found = changes.changes(machine, evidence, since)
    return [row.what for row in found.rows], found.unread


def test_processes_files_certificates_and_the_machine_have_their_times():
    """The latest first, and nothing from before the moment that was asked for."""
    evidence = seen(
        (AGE.of(VITE), 1000.0),
        (PROGRAM.of(VITE), Program("vite", "vite", True)),
        (HOSTS.of("localhost"), ()),
        (TLS.of(SPOT), SHAKEN),
    )
    machine = Machine(**{"/etc/hosts": str(NOW - 500)})
    everything = [
        "the certificate of localhost expired",
        "/etc/hosts was written",
        "vite (pid 42) started",
        "this machine was started",
        "the certificate of localhost became valid",
    ]

    assert (everything, ()) == told(machine, evidence, 0.0)
    assert (everything[:2], ()) == told(machine, evidence, NOW - 600)
    assert ([], ()) == told(machine, evidence, NOW)


def test_packages_are_read_in_local_time():
    """As dpkg writes it; of many the latest are enough."""
    stamp = time.strftime(changes.STAMP, time.localtime(NOW - 50))
    lines = "".join(f"{stamp} upgrade p{n}:all 1 2\n" for n in range(changes.MOST_PACKAGES + 5))
    rows, unread = told(Machine(**{"/var/log/dpkg.log": lines}), seen(), NOW - 60)

    assert (changes.MOST_PACKAGES, ()) == (len(rows), unread)
    assert "package p0 was upgraded (1 -> 2)" == rows[0]


def test_a_package_that_was_installed_again_did_not_change():
    """dpkg logs apt-get install --reinstall as an upgrade from a version to itself."""
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(NOW - 30))
    lines = f"{stamp} upgrade same:all 1-1 1-1\n{stamp} upgrade other:all 1-1 1-2\n"
    rows, _ = told(Machine(**{"/var/log/dpkg.log": lines}), seen(), NOW - 60)

    assert ["package other was upgraded (1-1 -> 1-2)"] == rows


def test_what_cannot_be_read_is_named_and_the_rest_is_told():
    """A log that another user may not read is not the absence of changes."""
    closed = PermissionError(errno.EACCES, "Permission denied")
    evidence = seen((TLS.of(SPOT), SHAKEN))
    rows, unread = told(Machine(**{"/var/log/dpkg.log": closed, "/proc/uptime": closed}), evidence, NOW - 200)

    assert ["the certificate of localhost expired"] == rows
    assert ("starts: Permission denied", "packages: Permission denied") == unread
