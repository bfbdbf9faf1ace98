"""What is told of a text: causes with a reason, refutations that a line says, and what was not looked at."""

import re
from functools import cache
from pathlib import Path

import pytest

from portwise.app.reading import read
from portwise.model.report import State, Verdict
from portwise.render.layout import Look
from portwise.render.reading import render
from tests.read.settled import reports

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
SOME = reports()[7::61]
SILENCE = re.compile(r"^  Ruled out.*\((?:no|nobody|the address does not)\b", re.MULTILINE)
WORKS = "$ curl -s http://localhost:4300/health\nHTTP/1.1 200 OK\n"
IN_THE_LAN = (
    "$ curl -i http://localhost:4300/\nHTTP/1.1 200 OK\n\nfrom my phone on the same wifi it does not load at all"
)
OF_LINUX = "Ubuntu 24.04\n$ curl http://192.168.4.9:8123/\ncurl: (7) Failed to connect: No route to host\n"
LONG = "".join(f"{n} {'word ' * (n % 13)}GET /{n * 7919 % 10007:x}\n" for n in range(5_000))


@cache
def shown(text, width=100):
    return render(read(text), Look(width))


@pytest.mark.parametrize("report", SOME, ids=lambda report: report.name)
def test_nothing_is_ruled_out_by_what_a_text_does_not_tell(report):
    """Hardly any report shows a certificate or the hosts file."""
    assert [] == SILENCE.findall(shown(report.text))


@pytest.mark.parametrize("report", SOME, ids=lambda report: report.name)
def test_no_cause_is_offered_without_a_reason(report):
    """What was met is met for a hundred of them."""
    bare = {f.cause for f in read(report.text).findings if f.state is not State.REFUTED and not f.because}

    assert set() == {cause for cause in bare if f"({cause})" in shown(report.text).partition("  Fix")[0]}


def test_who_gets_through_and_speaks_of_another_who_does_not_is_not_told_that_all_is_well():
    """An exit code of 0 would end a script with "fine"."""
    verdicts = [read(text).verdict for text in (WORKS, IN_THE_LAN)]

    assert [Verdict.REACHABLE, Verdict.AMBIGUOUS] == verdicts


def test_what_answers_has_no_cause_in_its_headline():
    """Nothing fails that it could be the cause of."""
    assert "✓ http://localhost:4300 answers: nothing in this text says that anything fails" in shown(WORKS)


def test_a_bind_without_an_address_is_told_in_the_words_of_the_live_answer():
    """The server's own is none of this machine; "no address" could be anything."""
    said = "java.net.BindException: Cannot assign requested address (Bind failed)\nat ServerSocket.bind"

    assert "No such address here, most likely because" in shown(said)


def test_a_switch_of_another_system_is_no_cause():
    """Linux has no Local Network permission."""
    assert "macos" not in shown(OF_LINUX)


def test_what_is_ruled_out_is_not_offered_as_well():
    """A firewall is a firewall, whichever of its causes is meant."""
    both = []
    for report in SOME:
        found = read(report.text).findings
        offered = {f.suspect for f in found if f.state is not State.REFUTED and f.suspect}
        ruled_out = shown(report.text).partition("  Ruled out")[2]
        both += [suspect for suspect in offered if f" {suspect} (" in ruled_out]

    assert [] == both


def test_one_kind_of_firewall_that_is_offered_keeps_all_of_them():
    """Who reads of a firewall in both lists believes neither."""
    report = read((EXAMPLES / "nginx-502.txt").read_text())
    dropped = next(f for f in report.findings if f.cause == "firewall-drop")
    other = dropped._replace(cause="other", suspect="the firewall of a desktop", state=State.UNTESTED)
    both = [report, report._replace(findings=(*report.findings, other))]

    assert [True, False] == [" a firewall (" in render(one, Look(100)) for one in both]


def test_a_text_of_which_parts_were_passed_over_says_so():
    """Who finds nothing in it has to know that it was not all seen."""
    told = [re.findall(r"looked closely at|were read", render(read(text), Look(100))) for text in (WORKS, LONG)]

    assert [[], ["looked closely at"]] == told


def test_a_text_that_was_cut_says_after_how_much():
    """What comes behind it was never looked at."""
    assert "only its first 10 MB were read" in shown("x\n" * 5_000_001)
