"""Somebody's answer, held against evidence claim by claim."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise import knowledge
from portwise.app.answering import held, phrases
from portwise.app.bundle import decode, replayed
from portwise.model.answer import Worth
from portwise.read.claims import claims
from portwise.read.subjects import ROWS
from portwise.ui.cli import main

BUNDLES = Path(__file__).parent / "bundles"
MOVED = BUNDLES / "server-moved-to-next-port.json"  # vite is pid 5 and listens on 3002; the target is port 3000
S, R, U = Worth.SUPPORTED, Worth.REFUTED, Worth.UNTESTED


@pytest.fixture(scope="module")
def moved():
    return replayed(decode(MOVED.read_bytes()).bundle)


SAID = {
    "The dev server has moved to port 3002, since 3000 was taken.": [S],
    "A firewall is most likely dropping your connection.": [R],
    "This is not a firewall issue at all.": [S],
    "The firewall can be ruled out.": [S],
    "Your browser might be going through a dead proxy.": [R],
    "It isn't a proxy setting.": [S],
    "Nothing is listening on port 3000.": [S],
    "Nothing is listening on port 3002.": [R],
    "Your server is listening on 127.0.0.1:3002.": [S],
    "Process 5 holds port 3002 now.": [S],
    "Process 77 holds port 3002 now.": [R],
    "The certificate has expired, and browsers turn it down.": [R],
    "The culprit is server-moved-to-next-port as far as one can see.": [S],
    "An exotic Local Network permission of macOS blocks your browser.": [R],
    "The port lies in an excludedportrange, as Hyper-V makes them.": [U],
    "Have you looked at the firewall settings of this machine?": [],
    "$ sudo ufw status verbose and some more words": [],
    "Please run the following and tell us what comes out.": [],
    "You should make sure that it listens on port 3000.": [],
    "Also check that no firewall is in the way, and flush DNS.": [],
    "If it is a firewall, you would see a timeout instead.": [],
    "Firewall and proxy settings as a source of trouble:": [],
    "Localhost prefers IPv6 here, which nobody serves.": [R],
    "The server answers on IPv4 and IPv6 as one would like.": [],
}


@pytest.mark.parametrize(("says", "expected"), SAID.items(), ids=SAID)
def test_a_claim_is_held_against_what_was_seen(says, expected, moved):
    """A denial is supported where what it denies is refuted; commands, questions and wishes claim nothing."""
    judged = held(says, moved).judged

    assert expected == [one.worth for one in judged]
    assert all(one.why for one in judged)


def test_two_sentences_of_one_line_are_two(moved):
    """Each with its line, as it stands there."""
    judged = held("# Analysis\n\nIt is no firewall. A VPN takes the packets away.", moved).judged

    assert [(3, S), (3, R)] == [(one.claim.line, one.worth) for one in judged]
    assert ["It is no firewall.", "A VPN takes the packets away."] == [one.claim.says for one in judged]


def test_what_is_explained_by_a_better_cause_is_not_wrong(moved):
    """That nobody listens on the port is so, and why is another question."""
    (one,) = held("In other words the cause is nothing-listening and no more.", moved).judged

    assert S is one.worth
    assert one.why[0].endswith("server-moved-to-next-port explains it")


def test_what_is_open_says_what_would_tell():
    """The command or the place where one would see it."""
    told = [
        one
        for path in sorted(BUNDLES.glob("*.json"))
        for one in held(
            "A firewall on the way drops it without a word.", replayed(decode(path.read_bytes()).bundle)
        ).judged
    ]

    assert {S, R, U} >= {one.worth for one in told}
    assert [] == [one for one in told if one.worth is U and not (one.settle or one.why)]


def test_every_word_of_ours_names_its_cause():
    """By its id, by its title and, where that is more than one word, by what people suspect."""
    known = phrases()

    assert {cause.id for cause in knowledge.causes()} <= {one for ids in known.values() for one in ids}
    for cause in knowledge.causes():
        (found, *_), _ = claims(f"It looks like {cause.id} to me here.", known)
        assert cause.id in found.causes


def test_rows_name_causes_by_their_ids():
    """A cause that is renamed is renamed there."""
    known = {cause.id for cause in knowledge.causes()}

    assert set() == {one for row in ROWS for one in row.causes} - known


@given(st.text(max_size=400) | st.binary(max_size=400))
def test_any_text_is_an_answer(raw):
    """Whatever it is, it is read, and what is claimed has a line."""
    told, sentences = claims(raw, {})

    assert 0 <= sentences
    assert all(claim.line > 0 for claim in told)


def test_a_long_answer_is_read_soon():
    """What repeats has an end: no more claims than somebody reads."""
    told, _ = claims("It is a firewall, not a proxy setting, on port 3000 " * 40_000, {})

    assert len(told) <= 400


def test_it_is_typed(tmp_path, capsys):
    """Exit code 1 where a claim is refuted, 0 where none is; one object for a program."""
    file = tmp_path / "answer.md"
    file.write_text("A firewall drops your packets.\n")
    assert 1 == main(["read", "--answer", str(file), "--evidence", str(MOVED), "--json"])
    said = json.loads(capsys.readouterr().out)
    file.write_text("It is not a firewall.\n")

    assert 0 == main(["read", "--answer", str(file), "--evidence", str(MOVED)])
    assert ("portwise.answer/1", ["refuted"]) == (said["schema"], [claim["state"] for claim in said["claims"]])
    assert "1 claim in 1 sentence: 1 supported" in capsys.readouterr().out


def test_a_report_that_was_pasted_is_evidence_too(tmp_path, capsys):
    """An answer to it is held against what stands in it, by its lines."""
    report, answer = tmp_path / "report.md", tmp_path / "answer.md"
    report.write_text("$ curl -v http://localhost:3000\n* connect to ::1 port 3000 failed: Connection refused\n")
    answer.write_text("The certificate of the server has expired.\nIt is refused, since its certificate has expired.\n")

    assert main(["read", str(report), "--answer", str(answer)]) in (0, 1)
    said = capsys.readouterr().out
    assert "2 claims in 2 sentences" in said
    assert "the certificate  lines 1 and 2" in said


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--evidence", "a.json"), "--evidence is what an --answer FILE is held against"),
        (("--answer", "-", "--evidence", "-"), "an answer from standard input is held against a FILE"),
        (("--answer", "-"), "an answer from standard input is held against a FILE"),
        (("a.md", "--answer", "b.md", "--evidence", "c.json"), "and not against both"),
        (("--answer", str(Path(__file__)), "--evidence", str(Path(__file__))), "is no evidence: it is no JSON"),
        (("--answer", str(Path(__file__)), "--evidence", "none.json"), "cannot be read: No such file or directory"),
    ],
)
def test_misuse_is_one_line(words, why, capsys):
    """With exit code 2."""
    assert 2 == main(["read", *words])
    assert why in capsys.readouterr().err
