"""Certificates that lie where a server works, really read: each with its key, and none of what a key holds."""

import shutil
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest

from portwise.collect import certificatefiles
from portwise.formats import x509
from portwise.host.local import Local
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.exchange import Handshake, Kind
from portwise.model.facts import TLS
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

LAB = Path(__file__).parents[2] / "src/portwise_lab/servers"
NOBODY = Evidence(Target.parse("https://localhost:3443"))
HELD = x509.alone((LAB / "lab.crt").read_text())
SHAKEN = Handshake(Outcome.CONNECTED, Kind.TLS, "", "", HELD, "", b"", 1.0)
SHOWN = NOBODY.plus([Answer(TLS.of(Endpoint(ip_address("127.0.0.1"), 3443)), Known(SHAKEN), "test")])
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
    rows = certificatefiles.found(Local(), SHOWN, str(folder))

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

    assert ["", ""] == [row.key for row in certificatefiles.found(Local(), SHOWN, str(folder))]


class Counting(Local):
    """How often openssl ran, and how long each time takes it."""

    def __init__(self, takes=0.0):
        super().__init__()
        self.ran, self.takes = [], takes

    def now(self):
        return len(self.ran) * self.takes

    def output(self, argv):
        self.ran.append(argv)
        return super().output(argv)


def test_of_what_is_not_shown_no_key_is_looked_for(folder):
    """Openssl runs for one certificate, and until its key is found."""
    nobody, one = Counting(), Counting()
    shutil.copy(LAB / "ca.crt", folder / "certs" / "a.crt")
    certificatefiles.found(nobody, NOBODY, str(folder))
    certificatefiles.found(one, SHOWN, str(folder))

    assert (0, 2) == (len(nobody.ran), len(one.ran))


def test_an_openssl_that_takes_long_makes_it_unknown(folder):
    """And is not run sixteen times."""
    shutil.copy(LAB / "ca.crt", folder / "certs" / "another-key.pem")
    slow = Counting(takes=3.0)
    with pytest.raises(TimeoutError, match="within 2 s"):
        certificatefiles.found(slow, SHOWN, str(folder))

    assert 1 == len(slow.ran)


def test_what_is_no_file_is_passed_over(folder):
    """A folder with such a name, one that leads nowhere, and one of a form that nobody reads."""
    (folder / "certs" / "a.crt").mkdir()
    (folder / "certs" / "b.crt").symlink_to("gone.crt")
    (folder / "certs" / "c.cer").write_bytes(bytes(range(256)))
    (folder / "ssl" / ".cert").mkdir(parents=True)

    assert 2 == len(certificatefiles.found(Local(), SHOWN, str(folder)))


def test_a_link_is_told_by_where_it_leads(folder):
    """It is the file that is renewed then, and the link stays."""
    (folder / "certs" / "store").mkdir()
    (folder / "certs" / "dev.pem").rename(folder / "certs" / "store" / "dev.dat")
    (folder / "certs" / "dev.pem").symlink_to("other.pem")
    (folder / "certs" / "other.pem").symlink_to("store/dev.dat")
    rows = certificatefiles.found(Local(), SHOWN, str(folder))

    assert {f"{folder}/certs/store/dev.dat"} == {row.file for row in rows if row.key}


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
