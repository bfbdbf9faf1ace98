"""A certificate that vouches for itself is really renewed, and comes back as it was."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from portwise.fix.applier import carried_out, taken_back
from portwise.fix.steps import kinds
from portwise.fix.steps.certificate import NAMING, RENEWING
from portwise.formats import x509
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.knowledge.tls import certificate_expired_or_clock_skew, certificate_hostname_mismatch
from portwise.model.cause import Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.exchange import CertificateFile
from portwise.model.facts import CERTIFICATE_FILES, COMMAND, CWD, OWNERS
from portwise.model.process import Process
from portwise.model.repair import Grade, Move, State
from portwise.model.target import Target

LAB = Path(__file__).parents[2] / "src/portwise_lab/servers"
NODE = Process(41, 7, "node")
AGAIN = ("env", "-C", "/home/ada/shop", "node", "server.js")


@pytest.fixture
def pair(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    shutil.copy(LAB / "lab.key", tmp_path / "dev.key")
    request = ["openssl", "req", "-x509", "-key", tmp_path / "dev.key", "-days", "1", "-out", tmp_path / "dev.crt"]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:shop.localhost,IP:127.0.0.1"]
    subprocess.run([*request, *named], check=True, capture_output=True)
    (tmp_path / "dev.crt").chmod(0o640)
    return tmp_path / "dev.crt", tmp_path / "dev.key"


def renewing(file, key):
    return ("sh", "-c", RENEWING.format(file=file, key=key))


def evidence(file, key):
    """Of a server in that folder; what its certificate says is not what its step is known by."""
    answers = [
        Answer(CERTIFICATE_FILES.of("/home/ada/shop"), Known((CertificateFile(str(file), None, str(key)),)), "test"),
        Answer(OWNERS.of(9), Known((NODE,)), "test"),
        Answer(CWD.of(NODE), Known("/home/ada/shop"), "test"),
        Answer(COMMAND.of(NODE), Known(("node", "server.js")), "test"),
    ]
    return Evidence(Target.parse("https://localhost:3443")).plus(answers)


def naming(file, key, names="DNS:shop.localhost,IP:127.0.0.1,IP:10.77.0.2", called="10.77.0.2", check="checkip"):
    return ("sh", "-c", NAMING.format(file=file, key=key, all_names=names, check=check, called=called))


def move_of(pair, command=renewing):
    """The renewal alone: who starts the server again is another test's."""
    deed = kinds()["certificate"].with_next(command(*pair), AGAIN, evidence(*pair))
    alone = deed._replace(then=(), owner=())
    return Move(1, "a", "It is so", "renew", deed.argv, Safety.ASK, False, alone, "", "", "")


def test_it_is_renewed_with_its_key_and_comes_back(pair):
    """The same subject, names and key, and a year; then byte by byte the old one, and nothing beside it."""
    file, _ = pair
    before, mode = file.read_bytes(), file.stat().st_mode
    held = x509.alone(before.decode())
    state, why, entry = carried_out(Hands(Local()), "id", move_of(pair), "https://localhost:3443")
    now = x509.alone(file.read_text())

    assert (State.APPLIED, "") == (state, why)
    assert (held.subject, held.names, True, mode) == (now.subject, now.names, now.self_signed, file.stat().st_mode)
    assert held.not_after + 300 * 86400 < now.not_after
    assert (True, "taken back") == taken_back(Hands(Local()), entry)
    assert (before, mode) == (file.read_bytes(), file.stat().st_mode)
    assert ["dev.crt", "dev.key", "state"] == sorted(path.name for path in file.parent.iterdir())


def test_a_name_that_it_lacked_is_put_to_the_others_and_gone_after_undo(pair):
    """All else stays as it was, with the same key."""
    file, _ = pair
    before = file.read_bytes()
    held = x509.alone(before.decode())
    state, why, entry = carried_out(Hands(Local()), "id", move_of(pair, naming), "https://10.77.0.2:3443")
    now = x509.alone(file.read_text())

    assert (State.APPLIED, "") == (state, why)
    assert (held.subject, (*held.names, "10.77.0.2"), True) == (now.subject, now.names, now.self_signed)
    assert ((True, "taken back"), before) == (taken_back(Hands(Local()), entry), file.read_bytes())
    assert ["dev.crt", "dev.key", "state"] == sorted(path.name for path in file.parent.iterdir())


def number(file):
    said = subprocess.run(("openssl", "x509", "-in", file, "-noout", "-serial"), check=True, capture_output=True)
    return said.stdout


@pytest.mark.parametrize("command", [renewing, naming])
def test_the_new_one_has_a_number_of_its_own(pair, command):
    """Two of one signer with the same number are refused by Firefox, and nobody can click that away."""
    file, _ = pair
    before = number(file)
    carried_out(Hands(Local()), "id", move_of(pair, command), "https://localhost:3443")

    assert before != number(file)


@pytest.mark.parametrize("command", [renewing, naming])
def test_one_that_says_by_its_number_who_signed_it_stays(pair, command):
    """With another number it would have been signed by nobody, RFC 5280 section 4.2.1.1."""
    file, key = pair
    request = ["openssl", "req", "-x509", "-key", key, "-days", "1", "-out", file, "-subj", "/CN=localhost"]
    subprocess.run([*request, "-addext", "authorityKeyIdentifier=issuer:always"], check=True, capture_output=True)
    before = file.read_bytes()
    state, why, _ = carried_out(Hands(Local()), "id", move_of(pair, command), "https://localhost:3443")

    assert (State.FAILED, before) == (state, file.read_bytes())
    assert f"{file} says who signed it by its old serial number" == why


def test_a_long_row_of_names_is_read_at_once():
    """Also one that does not fit in the end."""
    started = time.process_time()
    deed = kinds()["certificate"].with_next(
        naming("/a/b", "/a/c", names="DNS:a" * 2000 + ";"), AGAIN, evidence("/a/b", "/a/c")
    )

    assert deed is None
    assert time.process_time() - started < 0.2


def test_one_that_would_not_do_is_not_put_there(pair):
    """The new file is held against the name before it takes the place of the old one."""
    file, _ = pair
    before = file.read_bytes()
    wrong = move_of(pair, lambda *two: naming(*two, called="10.77.0.9"))
    state, _, entry = carried_out(Hands(Local()), "id", wrong, "https://10.77.0.9:3443")

    assert (State.FAILED, None, before) == (state, entry, file.read_bytes())
    assert ["dev.crt", "dev.key", "state"] == sorted(path.name for path in file.parent.iterdir())


def test_what_lies_beside_it_is_not_written_over(pair):
    """An older copy stays: then nothing is done."""
    file, _ = pair
    before = file.read_bytes()
    Path(f"{file}.before").write_text("of somebody else")
    state, why, entry = carried_out(Hands(Local()), "id", move_of(pair), "https://localhost:3443")

    assert (State.FAILED, None, before) == (state, entry, file.read_bytes())
    assert f"{file}.before lies there already" == why
    assert "of somebody else" == Path(f"{file}.before").read_text()


def test_where_it_fails_nothing_is_left(pair):
    """The key is of another, or gone: the next time is not hindered by what lies there."""
    file, key = pair
    before, move = file.read_bytes(), move_of(pair)
    key.write_text("none")
    state, why, _ = carried_out(Hands(Local()), "id", move, "https://localhost:3443")

    assert (State.FAILED, before) == (state, file.read_bytes())
    assert why
    assert ["dev.crt", "dev.key", "state"] == sorted(path.name for path in file.parent.iterdir())


def test_the_command_of_the_remedy_is_the_one_that_the_step_knows():
    """A step reads the words of its cause."""

    assert (RENEWING, NAMING) == (certificate_expired_or_clock_skew.RENEWING, certificate_hostname_mismatch.NAMING)
    for cause, words in (certificate_expired_or_clock_skew, RENEWING), (certificate_hostname_mismatch, NAMING):
        assert ("sh", "-c", words) in [remedy.argv for remedy in cause.CAUSE.remedies]


@pytest.mark.parametrize(
    ("argv", "then"),
    [
        (renewing("/home/ada/shop/dev.crt", "/etc/ssl/private/host.key"), AGAIN),  # another key
        (renewing("/etc/ssl/certs/host.crt", "/home/ada/shop/dev.key"), AGAIN),
        (renewing("/home/ada/shop/dev.crt", "/home/ada/shop/dev.key"), ("kill", "-HUP", "41")),
        (renewing("/home/ada/shop/dev.crt", "/home/ada/shop/dev.key"), (*AGAIN[:3], "sh", "server.js")),
        (("sh", "-c", renewing("/home/ada/shop/dev.crt", "/home/ada/shop/dev.key")[2] + "; id"), AGAIN),
        (renewing("/home/ada/shop/dev.crt", "/home/ada/shop/dev.key;id"), AGAIN),
        (naming("/home/ada/shop/dev.crt", "/home/ada/shop/dev.key", names="DNS:a';id;echo '"), AGAIN),
        (naming("/home/ada/shop/dev.crt", "/home/ada/shop/dev.key", called="a;id"), AGAIN),
        (naming("/home/ada/shop/dev.crt", "/home/ada/shop/dev.key", check="text"), AGAIN),
        (naming("/home/ada/shop/dev.crt", "/etc/ssl/private/host.key"), AGAIN),
    ],
)
def test_nothing_else_is_a_step(argv, then):
    """A file and a key that the report speaks of, and the server that works there."""
    seen = evidence("/home/ada/shop/dev.crt", "/home/ada/shop/dev.key")
    kind = kinds()["certificate"]
    known = kind.with_next(renewing("/home/ada/shop/dev.crt", "/home/ada/shop/dev.key"), AGAIN, seen)

    assert (None, None) == (kind.with_next(argv, then, seen), kind.reads(argv, seen))
    assert (Grade.EQUIVALENT, AGAIN, ("41", "7", "node")) == (known.grade, known.then, known.owner)
