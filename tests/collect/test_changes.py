"""What a machine remembers of what changed."""

import errno
import json
import time
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.collect import changes, remembered
from portwise.formats import packagelogs
from portwise.formats.wtmp import RECORD
from portwise.host.recorded import Recorded, pack
from portwise.model.container import Container, Engine, Ref
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.exchange import Certificate, Handshake, Kind
from portwise.model.facts import AGE, CONTAINERS, HERE, HOSTS, PROGRAM, TLS, UPSTREAMS
from portwise.model.outcome import Outcome
from portwise.model.process import Process, Program
from portwise.model.service import Tail
from portwise.model.settings import Upstream
from portwise.model.target import Endpoint, Target

NOW, UP = 1_763_000_000.0, 5000.0  # seconds: since the epoch, since the start
VITE = Process(42, 400_000, "node")  # started 4000 s after the machine
SPOT = Endpoint(ip_address("127.0.0.1"), 443)
CERTIFICATE = Certificate("localhost", "lab", ("localhost",), NOW - 9000, NOW - 100, True)
SHAKEN = Handshake(Outcome.CONNECTED, Kind.TLS, "TLSv1.3", "", CERTIFICATE, "expired", b"", 1.0)
ABSENT = FileNotFoundError(errno.ENOENT, "No such file or directory")
CLOSED = PermissionError(errno.EACCES, "Permission denied")


class Machine(Recorded):
    """A recorded machine: files with their texts and times, folders, programs; what it does not have is absent."""

    def __init__(self, **had):
        said = {("clock",): NOW, ("read", "/proc/uptime"): f"{UP} 1.0\n"} | {
            tuple(key.split(" ", 1)): value for key, value in had.items()
        }
        super().__init__(json.dumps([entry(key, value) for key, value in said.items()]))

    def _answer(self, method, *about):
        if method == "environment" and not any(asked == method for asked, _ in self._tape):
            return ()
        try:
            return super()._answer(method, *about)
        except OSError as error:
            raise (ABSENT if error.errno == errno.ENODATA else error) from None


def entry(key, value):
    method, *about = key
    about = [json.loads(word) if word.startswith("[") else word for word in about]
    told = {"asked": method, "about": pack(tuple(tuple(one) if isinstance(one, list) else one for one in about))}
    if isinstance(value, OSError):
        return told | {"error": [value.errno, value.strerror]}
    return told | {"answer": pack(value)}


def seen(*facts):
    return Evidence(Target.parse("https://localhost")).plus(Answer(q, Known(value), "test") for q, value in facts)


def told(machine, evidence, since):
    found = changes.changes(machine, evidence, since)
    return [row.what for row in found.rows], found.unread


def local(seconds, form=remembered.STAMP):
    return time.strftime(form, time.localtime(seconds))


def test_processes_files_certificates_and_the_machine_have_their_times():
    """The latest first, and nothing from before the moment that was asked for."""
    evidence = seen(
        (AGE.of(VITE), 1000.0),
        (PROGRAM.of(VITE), Program("vite", "vite", True)),
        (HOSTS.of("localhost"), ()),
        (TLS.of(SPOT), SHAKEN),
    )
    machine = Machine(**{"tail /etc/hosts": Tail(NOW - 500, ())})
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


@pytest.mark.parametrize(
    "written, after", [(NOW - 500, "; node (pid 42), which reads it, had started before"), (NOW - 1500, "")]
)
def test_a_file_that_is_newer_than_who_reads_it_is_told_so(written, after):
    """He may know the old text only."""
    upstream = Upstream._make([""] * len(Upstream._fields))._replace(file="/etc/nginx/nginx.conf")
    machine = Machine(**{"tail /etc/nginx/nginx.conf": Tail(written, ())})
    rows, _ = told(machine, seen((UPSTREAMS.of(VITE), (upstream,))), NOW - 4000)

    assert f"/etc/nginx/nginx.conf was written{after}" in rows


def test_packages_are_read_in_local_time():
    """As dpkg writes it; of many the latest are enough, and a browser or a kernel is never one of many."""
    stamp = local(NOW - 50)
    lines = "".join(f"{stamp} upgrade p{n}:all 1 2\n" for n in range(changes.MOST + 5))
    lines += f"{stamp} upgrade chromium:amd64 1 2\n{stamp} install linux-image-6.1.0-13-amd64:amd64 <none> 6.1\n"
    rows, unread = told(Machine(**{"read /var/log/dpkg.log": lines}), seen(), NOW - 60)

    assert (changes.MOST + 2, ()) == (len(rows), unread)
    assert "package p0 was upgraded (1 -> 2)" == rows[0]
    assert ["browser chromium was upgraded (1 -> 2)", "kernel linux-image-6.1.0-13-amd64 was installed (6.1)"] == rows[
        -2:
    ]


def test_a_package_that_was_installed_again_did_not_change():
    """dpkg logs apt-get install --reinstall as an upgrade from a version to itself."""
    lines = f"{local(NOW - 30)} upgrade same:all 1-1 1-1\n{local(NOW - 30)} upgrade other:all 1-1 1-2\n"
    rows, _ = told(Machine(**{"read /var/log/dpkg.log": lines}), seen(), NOW - 60)

    assert ["package other was upgraded (1-1 -> 1-2)"] == rows


# What other systems answer: texts as their manuals show them (see tests/formats/test_packagelogs.py), of that time
RECORDED = {
    "Debian, by night": (
        {
            "read /var/log/apt/history.log": f"Start-Date: {local(NOW - 30, '%Y-%m-%d  %H:%M:%S')}\n"
            "Commandline: /usr/bin/unattended-upgrade\nUpgrade: curl:amd64 (1, 2), nginx:amd64 (1, 2)\n"
        },
        ["`/usr/bin/unattended-upgrade` ran: 2 upgraded"],
    ),
    "Arch": (
        {
            "read /var/log/pacman.log": f"[{time.strftime('%Y-%m-%dT%H:%M:%S+0000', time.gmtime(NOW - 30))}] "
            "[ALPM] upgraded linux (6.11.1.arch1-1 -> 6.11.2.arch1-1)\n"
        },
        ["kernel linux was upgraded (6.11.1.arch1-1 -> 6.11.2.arch1-1)"],
    ),
    "Fedora": (
        {
            "names /usr/lib/sysimage/rpm": ("rpmdb.sqlite",),
            f"output {json.dumps(['rpm', '--query', '--all', '--queryformat', packagelogs.RPM_QUERY])}": (
                f"{NOW - 9999:.0f} bash 5.3-1\n{NOW - 30:.0f} firefox 145.0-1.fc43\n"
            ),
        },
        ["browser firefox was installed or updated (145.0-1.fc43)"],
    ),
    "Red Hat, whose dnf remembers what rpm has forgotten": (
        {
            "read /var/log/dnf.rpm.log": "".join(
                f"{time.strftime('%Y-%m-%dT%H:%M:%S+0000', time.gmtime(NOW - 30))} SUBDEBUG {line}.x86_64\n"
                for line in ("Upgrade: nginx-core-2:1.28.0-1.el9", "Upgraded: nginx-core-2:1.26.3-1.el9")
            ),
            "names /var/lib/rpm": ("rpmdb.sqlite",),
            f"output {json.dumps(['rpm', '--query', '--all', '--queryformat', packagelogs.RPM_QUERY])}": (
                f"{NOW - 30:.0f} nginx-core 1.28.0-1.el9\n"
            ),
        },
        ["package nginx-core was upgraded (1.26.3-1.el9 -> 1.28.0-1.el9)"],
    ),
    "Ubuntu, its snaps": (
        {
            "names /var/lib/snapd": ("state.json",),
            'output ["snap", "changes", "--abs-time"]': "27   Done    2025-01-01T00:00:00Z  "
            f'{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW - 30))}  Auto-refresh snap "firefox"\n',
        },
        ["browser firefox was upgraded"],
    ),
    "macOS": (
        {
            "read /Library/Receipts/InstallHistory.plist": '<?xml version="1.0" encoding="UTF-8"?><plist version="1.0">'
            f"<array><dict><key>date</key><date>{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(NOW - 30))}</date>"
            "<key>displayName</key><string>Safari</string><key>displayVersion</key><string>26.1</string>"
            "<key>processName</key><string>softwareupdated</string></dict></array></plist>"
        },
        ["browser Safari was installed or updated (26.1)"],
    ),
    "macOS, Homebrew": (
        {
            "names /opt/homebrew/Cellar": ("nginx",),
            "names /opt/homebrew/Cellar/nginx": ("1.29.3",),
            "read /opt/homebrew/Cellar/nginx/1.29.3/INSTALL_RECEIPT.json": json.dumps({"time": int(NOW - 30)}),
        },
        ["package nginx was installed or updated (1.29.3)"],
    ),
    "Windows": (
        {
            'environment ["LOCALAPPDATA"]': (("LOCALAPPDATA", "C:/Users/ann/AppData/Local"),),
            f"names C:/Users/ann/AppData/Local/{remembered.WINGET}": (
                "WinGet-2026-11-20-09-07-41.136.log",
                "other.log",
            ),
            f"read C:/Users/ann/AppData/Local/{remembered.WINGET}/WinGet-2026-11-20-09-07-41.136.log": (
                f"{local(NOW - 30)}.142 [CLI ] WinGet invoked with arguments: 'upgrade' '--id' 'Mozilla.Firefox'\n"
            ),
        },
        ["browser Mozilla.Firefox was upgraded"],
    ),
    "a kernel that waits for a restart": (
        {
            "names /lib/modules": ("6.1.0-12-amd64", "6.1.0-13-amd64"),
            "read /proc/sys/kernel/osrelease": "6.1.0-12-amd64\n",
            "tail /lib/modules/6.1.0-13-amd64/modules.dep": Tail(NOW - 30, ()),
        },
        ["kernel 6.1.0-13-amd64 was installed, and 6.1.0-12-amd64 still runs"],
    ),
}


@pytest.mark.parametrize("system", RECORDED)
def test_each_system_is_asked_in_its_own_way(system):
    """And what it does not have is no reason to complain."""
    had, expected = RECORDED[system]

    assert (expected, ()) == told(Machine(**had), seen(), NOW - 60)


def record(host, seconds):
    return RECORD.pack(2, 0, b"~", b"~~", b"reboot", host, 0, 0, 0, int(seconds), 0, b"", b"")


def test_starts_with_another_kernel_are_told():
    """The last start is known from elsewhere, and is told once."""
    data = record(b"6.1.0-11", NOW - 90_000) + record(b"6.1.0-11", NOW - 80_000) + record(b"6.1.0-12", NOW - 70_000)
    data += record(b"6.1.0-12", NOW - UP + 3)
    machine = Machine(**{"read /var/log/wtmp": data.decode("utf-8", "surrogateescape")})

    assert [
        "this machine was started",
        "this machine was started with another kernel (6.1.0-11 -> 6.1.0-12)",
        "this machine was started",
    ] == told(machine, seen(), NOW - 85_000)[0]


def test_images_of_containers_have_their_times():
    """Of those that were looked at; one that was never tagged here has none."""
    engine = Engine("docker", "/s")
    boxes = [Container(Ref(engine, name, name), name, "running", (), (), "bridge", (), ()) for name in ("web", "old")]
    when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(NOW - 30)) + ".123456789Z"
    said = {
        "web": json.dumps({"Metadata": {"LastTagTime": when}}),
        "old": json.dumps({"Metadata": {"LastTagTime": "0001-01-01T00:00:00Z"}}),
    }
    machine = Machine()
    machine.engine = lambda path, what: said[what.split("/")[2]]
    rows, _ = told(machine, seen((CONTAINERS.of(HERE), tuple(boxes))), NOW - 60)

    assert ["image web was pulled or built"] == rows


def test_what_cannot_be_read_is_named_and_the_rest_is_told():
    """A log that another user may not read is not the absence of changes."""
    evidence = seen((TLS.of(SPOT), SHAKEN))
    rows, unread = told(Machine(**{"read /var/log/dpkg.log": CLOSED, "read /proc/uptime": CLOSED}), evidence, NOW - 200)

    assert ["the certificate of localhost expired"] == rows
    assert ("starts: Permission denied", "packages: Permission denied") == unread


@pytest.mark.parametrize(
    "when", ["2026-11-20T09:07:41Z", "2026-11-20T10:07:41+0100", "2026-11-20T10:07:41.5+01:00", "1795165661"]
)
def test_one_moment_in_many_words(when):
    """With an offset from UTC, with parts of a second, as seconds since the epoch."""
    assert 1_795_165_661.0 == remembered.moment(when)


@given(st.text())
def test_what_is_no_moment_is_said_so(text):
    """A ValueError, which names the source as one that was not read."""
    try:
        remembered.moment(text)
    except ValueError:
        return
