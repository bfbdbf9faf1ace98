"""What is fetched for the lab from the registry of npm, without npm."""

import base64
import hashlib
import io
import tarfile

import pytest

from tools import npm
from tools.npm import Package


def packed(**files):
    """A tarball as npm makes it: all below one folder."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size, member.mode = len(text), 0o755 if text.startswith(b"#!") else 0o600
            archive.addfile(member, io.BytesIO(text))
    return whole.getvalue()


def integrity(tarball):
    return "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """A folder that answers as the registry does, and the list of what is wanted of it."""
    monkeypatch.setenv("npm_config_registry", (tmp_path / "registry").as_uri())
    monkeypatch.setattr(npm, "LIST", tmp_path / "npm.txt")

    def offers(name, tarball, says=None):
        path = tmp_path / "registry" / name / "-" / f"{name.rpartition('/')[2]}-1.0.tgz"
        path.parent.mkdir(parents=True)
        path.write_bytes(tarball)
        with npm.LIST.open("a") as rows:
            rows.write(f"{name} 1.0 any {says or integrity(tarball)}\n")

    return offers


def test_the_list_is_readable():
    """vite itself is there, for the two machines that portwise is tested on."""
    known = npm.parse(npm.LIST.read_text())

    assert "vite" in {package.name for package in known}
    assert len(npm.wanted(known, "x86_64")) == len(npm.wanted(known, "aarch64")) > 10
    assert all(package.integrity.startswith("sha512-") for package in known)


def test_a_line_without_a_hash_is_an_error():
    """Nothing is taken that nobody has looked at."""
    with pytest.raises(ValueError, match="unpack"):
        npm.parse("vite 6.0.0 any\n")


def test_what_stands_in_the_list_is_fetched_and_unpacked(registry, tmp_path):
    """Programs can be run, and everybody may read; the second time nothing is asked for."""
    registry("@scope/tool", packed(**{"bin/run": b"#!/bin/sh", "readme": b"hello"}))
    modules = tmp_path / "node_modules"

    assert [0, 0] == [npm.main(modules), npm.main(modules)]
    assert [0o755, 0o644] == [(modules / "@scope/tool" / f).stat().st_mode & 0o777 for f in ("bin/run", "readme")]


def test_something_else_is_not_taken(registry, tmp_path, capsys):
    """It is said, and nothing of it is there."""
    registry("tool", packed(readme=b"hello"), integrity(b"other"))
    npm.main(tmp_path / "node_modules")

    assert "tool 1.0 is not what it was" in capsys.readouterr().out
    assert not (tmp_path / "node_modules" / "tool").exists()


def test_without_a_network_the_rest_goes_on(registry, tmp_path, monkeypatch, capsys):
    """The cases that run vite say so themselves."""
    npm.LIST.write_text("tool 1.0 any sha512-x\n")

    assert 0 == npm.main(tmp_path / "node_modules")
    assert "vite cannot be fetched" in capsys.readouterr().out


def test_no_file_gets_out_of_its_folder(tmp_path):
    """Names that climb are passed over."""
    npm.unpack(packed(**{"../../out": b"bad", "in": b"good"}), tmp_path / "a" / "b")

    assert ["in"] == [path.name for path in tmp_path.rglob("*") if path.is_file()]


def test_each_is_for_its_machine():
    """A program that was compiled runs on one kind alone."""
    here, there = Package("a", "1", "x86_64", "sha512-"), Package("b", "1", "aarch64", "sha512-")

    assert (here,) == npm.wanted((here, there), "x86_64")
    assert "https://registry.npmjs.org/@a/b/-/b-1.tgz" == npm.url(Package("@a/b", "1", "any", ""))
