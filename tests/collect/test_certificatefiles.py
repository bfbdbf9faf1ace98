"""Certificates that lie where a server works, really read: each with its key, and none of what a key holds."""

import shutil
import subprocess
from pathlib import Path

import pytest

from portwise.collect import certificatefiles
from portwise.formats import x509
from portwise.host.local import Local
from portwise.model.evidence import Evidence
from portwise.model.target import Target

LAB = Path(__file__).parents[2] / "src/portwise_lab/servers"
NOBODY = Evidence(Target.parse("https://localhost:3443"))
KEYLESS = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n"


@pytest.fixture
def folder(tmp_path):
    """One certificate with its key under another name, one that somebody else has the key of."""
    (tmp_path / "certs").mkdir()
    shutil.copy(LAB / "lab.crt", tmp_path / "certs" / "dev.pem")
    shutil.copy(LAB / "lab.key", tmp_path / "certs" / "private-key.pem")
    shutil.copy(LAB / "ca.crt", tmp_path / "authority.crt")
    (tmp_path / "certs" / "broken.crt").write_text(KEYLESS)
    return tmp_path


def test_each_has_the_key_that_it_was_made_with(folder):
    """Of the same folder, and by the public half that openssl prints."""
    rows = certificatefiles.found(Local(), NOBODY, str(folder))

    assert [(f"{folder}/authority.crt", ""), (f"{folder}/certs/dev.pem", f"{folder}/certs/private-key.pem")] == [
        (row.file, row.key) for row in rows
    ]
    assert x509.alone((LAB / "lab.crt").read_text()) == rows[1].certificate


def test_a_key_with_a_passphrase_is_asked_for_none(folder):
    """It belongs to nobody then, and nobody waits at a terminal."""
    key, shut = folder / "certs" / "private-key.pem", folder / "certs" / "shut.key"
    subprocess.run(
        ["openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:s", "-out", shut], check=True, capture_output=True
    )
    key.unlink()

    assert ["", ""] == [row.key for row in certificatefiles.found(Local(), NOBODY, str(folder))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        KEYLESS,
        (LAB / "lab.crt").read_text() + (LAB / "lab.key").read_text(),
        (LAB / "lab.crt").read_text() * 2,
        (LAB / "lab.key").read_text(),
        "-----BEGIN CERTIFICATE-----" * 50000,
    ],
)
def test_a_chain_or_a_key_is_no_single_certificate(text):
    """A file that holds more would lose it when it is renewed."""

    assert x509.alone(text) is None


def test_a_folder_that_is_not_there_has_none(tmp_path):
    """Nor has an empty one."""

    assert () == certificatefiles.found(Local(), NOBODY, str(tmp_path))
    assert () == certificatefiles.found(Local(), NOBODY, str(tmp_path / "gone"))
