"""What is taken out of packages for the lab, and never installed."""

import os

import pytest

from tools import unpacked

APT = """#!/bin/sh
echo "$@" >> {log}
test "$2" != download || test -e {lists} || exit 100
test "$2" != update || touch {lists}
test "$2" != download || touch "$3_1.0_amd64.deb"
"""
DEB = """#!/bin/sh
echo "$1" >> {log}
mkdir -p "$3/usr/sbin" && touch "$3/usr/sbin/nscd"
"""


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """Stand-ins for apt-get and dpkg-deb, which write down how they were called."""
    log, lists = tmp_path / "log", tmp_path / "lists"
    for name, text in (("apt-get", APT), ("dpkg-deb", DEB)):
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.format(log=log, lists=lists))
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("APT", raising=False)
    (tmp_path / "unpacked.txt").write_text("nscd usr/sbin/nscd a cache of names\n")
    monkeypatch.setattr(unpacked, "LIST", tmp_path / "unpacked.txt")
    return log, lists


def test_it_is_fetched_once_and_not_installed(tools, tmp_path):
    """Downloaded, extracted, and left alone the next time."""
    log, lists = tools
    lists.touch()
    codes = unpacked.main(tmp_path / "debs"), unpacked.main(tmp_path / "debs")

    assert (0, 0) == codes
    assert ["-qq download nscd", "--extract"] == log.read_text().splitlines()
    assert ["usr"] == [path.name for path in (tmp_path / "debs" / "nscd").iterdir()]


@pytest.mark.parametrize("root", [True, False])
def test_lists_that_are_missing_are_had_by_root(tools, tmp_path, monkeypatch, root):
    """Nobody else may fetch them."""
    log, _ = tools
    monkeypatch.setattr(unpacked.os, "geteuid", lambda: 0 if root else 1000)
    unpacked.main(tmp_path / "debs")
    asked = log.read_text().splitlines()

    assert (["-qq download nscd", "-qq update", "-qq download nscd", "--extract"] if root else asked[:1]) == asked


def test_who_wants_nothing_fetched_is_heeded(tools, tmp_path, monkeypatch, capsys):
    """APT=no, as for packages that are installed."""
    log, _ = tools
    monkeypatch.setenv("APT", "no")
    unpacked.main(tmp_path / "debs")

    assert not log.exists()
    assert "portwise: nscd is not fetched for the lab (APT=no)\n" == capsys.readouterr().out
