"""What managers of packages remember; each text as its manual or its source shows it."""

import json
import plistlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import packagelogs
from portwise.formats.dpkglog import Step

# lib/libalpm/add.c, remove.c and conflict.c, src/pacman/util.c
PACMAN = """[2026-11-20T09:07:40+0100] [PACMAN] Running 'pacman -Syu'
[2026-11-20T09:07:41+0100] [ALPM] transaction started
[2026-11-20T09:07:42+0100] [ALPM] upgraded linux (6.11.1.arch1-1 -> 6.11.2.arch1-1)
[2026-11-20T09:07:43+0100] [ALPM] installed nginx (1.27.2-1)
[2026-11-20T09:07:44+0100] [ALPM] removed vim (9.1.0-1)
[2026-11-20T09:07:44+0100] [ALPM] reinstalled curl (8.10.1-1)
[2026-11-20 09:07] [ALPM] downgraded openssl (3.4.0-1 -> 3.3.2-1)
"""
# As rpm(8) answers RPM_QUERY
RPM = (
    "1763600861 kernel-core 6.17.7-300.fc43\n1763600862 gpg-pubkey 6d9f90a6-6786af3b\n1763600863 firefox 145.0-1.fc43\n"
)
# dnf(8) 4, dnf/transaction.py, and what its own tests expect of /var/log/dnf.rpm.log
DNF = """2026-11-20T09:07:40+0000 INFO --- logging initialized ---
2026-11-20T09:07:41+0000 SUBDEBUG Installed: kernel-core-6.17.8-300.fc43.x86_64
2026-11-20T09:07:42+0000 SUBDEBUG Upgrade: openssl-libs-1:3.2.2-6.el9.x86_64
2026-11-20T09:07:42+0000 SUBDEBUG Upgrade: openssl-libs-1:3.2.2-6.el9.i686
2026-11-20T09:07:43+0000 SUBDEBUG Downgrade: nginx-core-2:1.26.3-1.fc43.x86_64
2026-11-20T09:07:44+0000 INFO warning: /etc/ssh/sshd_config created as /etc/ssh/sshd_config.rpmnew
2026-11-20T09:07:44+0000 SUBDEBUG Downgraded: nginx-core-2:1.28.0-1.fc43.x86_64
2026-11-20T09:07:45+0000 SUBDEBUG Upgraded: openssl-libs-1:3.0.7-27.el9.x86_64
2026-11-20T09:07:46+0000 SUBDEBUG Reinstall: bash-5.3.0-2.fc43.x86_64
2026-11-20T09:07:46+0000 SUBDEBUG Reinstalled: bash-5.3.0-2.fc43.x86_64
2020-07-12T11:14:13Z SUBDEBUG Erase: grafana-7.0.5-1.x86_64
"""
# snap(1): snap changes --abs-time
SNAP = """ID   Status  Spawn                      Ready                      Summary
26   Error   2026-11-19T09:07:41+01:00  2026-11-19T09:08:02+01:00  Refresh "core24" snap
27   Done    2026-11-20T09:07:41+01:00  2026-11-20T09:08:02+01:00  Auto-refresh snaps "firefox", "snapd"
28   Done    2026-11-20T10:07:41+01:00  2026-11-20T10:08:02+01:00  Install "code" snap
29   Done    2026-11-20T11:07:41+01:00  2026-11-20T11:08:02+01:00  Change configuration of "core" snap
"""
# github.com/microsoft/winget-cli, the log of its reports of 2022 and later
WINGET = """2026-11-20 09:07:41.136 [CORE] WinGet, version [1.9.25200], activity [{A6B56824-6C86-4C6B}]
2026-11-20 09:07:41.142 [CLI ] WinGet invoked with arguments: 'upgrade' '--id' 'Mozilla.Firefox' '-e'
2026-11-20 09:07:41.142 [CLI ] Found subcommand: upgrade
2026-11-20 09:08:41.142 [CLI ] WinGet invoked with arguments: 'install' 'Docker.DockerDesktop'
2026-11-20 09:09:41.142 [CLI ] WinGet invoked with arguments: 'upgrade'
2026-11-20 09:09:41.142 [CLI ] WinGet invoked with arguments: 'list'
"""
# apt(8), /var/log/apt/history.log
APT = """
Start-Date: 2026-11-20  06:25:13
Commandline: /usr/bin/unattended-upgrade
Upgrade: libc6:amd64 (2.36-9+deb12u12, 2.36-9+deb12u13), libc-bin:amd64 (2.36-9+deb12u12, 2.36-9+deb12u13)
Remove: old:amd64 (1)
End-Date: 2026-11-20  06:25:20

Start-Date: 2026-11-20  07:25:13
Commandline: apt-get install --reinstall curl
Reinstall: curl:amd64 (7.88.1-10)
End-Date: 2026-11-20  07:25:20
"""
HISTORY = plistlib.dumps(
    [
        {
            "date": datetime(2026, 11, 20, 9, 7, 41, tzinfo=UTC).replace(tzinfo=None),
            "displayName": "macOS 26.1",
            "displayVersion": "26.1",
            "processName": "softwareupdated",
        },
        {"displayName": "of no time"},
        "odd",
    ]
).decode()


def test_pacman():
    """Each step with its offset from UTC; what was installed again did not change."""
    assert [
        Step("2026-11-20T09:07:42+0100", "upgrade", "linux", "6.11.1.arch1-1", "6.11.2.arch1-1"),
        Step("2026-11-20T09:07:43+0100", "install", "nginx", "", "1.27.2-1"),
        Step("2026-11-20T09:07:44+0100", "remove", "vim", "9.1.0-1", ""),
        Step("2026-11-20 09:07", "upgrade", "openssl", "3.4.0-1", "3.3.2-1"),
    ] == list(packagelogs.pacman(PACMAN))


def test_rpm():
    """In seconds since the epoch; a key is no package."""
    assert [
        Step("1763600861", "update", "kernel-core", "", "6.17.7-300.fc43"),
        Step("1763600863", "update", "firefox", "", "145.0-1.fc43"),
    ] == list(packagelogs.rpm(RPM))


def test_dnf():
    """Which version took the place of which, each architecture for itself; what was installed again did not change."""
    assert [
        Step("2026-11-20T09:07:41+0000", "install", "kernel-core", "", "6.17.8-300.fc43"),
        Step("2026-11-20T09:07:43+0000", "upgrade", "nginx-core", "1.28.0-1.fc43", "1.26.3-1.fc43"),
        Step("2026-11-20T09:07:42+0000", "upgrade", "openssl-libs", "3.0.7-27.el9", "3.2.2-6.el9"),
        Step("2020-07-12T11:14:13Z", "remove", "grafana", "7.0.5-1", ""),
        Step("2026-11-20T09:07:42+0000", "upgrade", "openssl-libs", "", "3.2.2-6.el9"),
    ] == list(packagelogs.dnf(DNF))


def test_snap():
    """What went well, and each of several; settings are no packages."""
    assert [("upgrade", "firefox"), ("upgrade", "snapd"), ("install", "code")] == [
        (step.did, step.package) for step in packagelogs.snap(SNAP)
    ]
    assert "2026-11-20T09:08:02+01:00" == next(packagelogs.snap(SNAP)).when


def test_winget():
    """What was asked of it, by id or by its first word; a list of everything names nothing."""
    assert [
        Step("2026-11-20 09:07:41", "upgrade", "Mozilla.Firefox", "", ""),
        Step("2026-11-20 09:08:41", "install", "Docker.DockerDesktop", "", ""),
    ] == list(packagelogs.winget(WINGET))


def test_apt():
    """Who asked, and of how many packages; a run that changed no version is none."""
    run = packagelogs.Run("2026-11-20 06:25:13", "/usr/bin/unattended-upgrade", (("upgraded", 2), ("removed", 1)))

    assert [run] == list(packagelogs.apt(APT))


def test_the_history_of_macos():
    """In UTC; rows without a time tell nothing."""
    assert [Step("2026-11-20T09:07:41Z", "update", "macOS 26.1", "", "26.1")] == list(packagelogs.history(HISTORY))


def test_a_receipt_of_homebrew():
    """Whole seconds; one that does not say when is broken."""
    told = packagelogs.receipt(json.dumps({"time": 1763600861.5}), "nginx", "1.29.3")

    assert Step("1763600861", "update", "nginx", "", "1.29.3") == told
    with pytest.raises(ValueError, match="does not say when"):
        packagelogs.receipt("{}", "nginx", "1.29.3")


@pytest.mark.parametrize(
    "parse", [packagelogs.pacman, packagelogs.rpm, packagelogs.dnf, packagelogs.snap, packagelogs.winget]
)
@given(st.text() | st.lists(st.sampled_from((PACMAN + RPM + DNF + SNAP + WINGET).splitlines())).map("\n".join))
def test_any_text_is_read(parse, text):
    """Lines that are none of theirs tell nothing, and what is told has a package and a time."""
    assert all(step.package and step.when for step in parse(text))


@given(st.text() | st.lists(st.sampled_from(APT.splitlines())).map("\n".join))
def test_any_history_of_apt_is_read(text):
    """A paragraph in pieces, or none at all."""
    assert all(run.command and run.did for run in packagelogs.apt(text))


@given(st.text() | st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_any_text_is_a_list_or_broken(text):
    """A file that is none is a ValueError, and never another exception."""
    for read in (lambda: list(packagelogs.history(text)), lambda: packagelogs.receipt(text, "p", "1")):
        try:
            read()
        except ValueError:
            continue
