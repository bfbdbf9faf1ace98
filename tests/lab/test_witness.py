"""What is looked at only when it is asked for by name: one world after another, each alone on this kernel."""

import json
import re
from itertools import takewhile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import portwise
from portwise.app.packets import NothingHeard, keep
from portwise.formats import pcap
from portwise.render.json import document
from portwise.render.layout import Look
from portwise.render.text import render
from portwise_lab import witness
from portwise_lab.case import cases
from portwise_lab.run import Play, Vantage, play_all, vantages

SCHEMA = Draft202012Validator(json.loads((Path(portwise.__file__).parent / "schema" / "report-1.json").read_text()))
CASES = {(case.scenario, case.name): case for case in cases()}
NOTHING = "nothing-listening"
RESETS, DROPS, ICMP, NAT = "firewall-reject-rst", "firewall-drop", "firewall-reject-icmp", "nat-redirect-hijack"
MAY = [vantage for vantage in vantages() if vantage.value != "nobody"]  # who has CAP_NET_RAW where he asks

SILENT = "another machine is silent, and no rule here knows why"
REDIRECTED = "redirected to a port where nobody listens, past a healthy server"
UNREACHABLE = "SYN on lo, ICMP 3/3 from 127.0.0.1: port unreachable T later, TTL 64"
NOBODYS = (NOTHING, "a server of another number has nothing to do with it")

# What the interfaces carry until somebody hangs up, and whether our side sent it
TOLD = {
    NOBODYS: [("SYN", True), ("RST", False)],
    (NOTHING, "a datagram for which nobody waits"): [("datagram", True), ("ICMP", False)],
    (NOTHING, "a datagram that is answered"): [("datagram", True), ("datagram", False)],
    (RESETS, "a reset in front of a healthy server"): [("SYN", True), ("RST", False)],
    (RESETS, "the rule is there and lets everybody pass"): [("SYN", True), ("SYN-ACK", False), ("ACK", True)],
    (DROPS, "dropped on the way in"): [("SYN", True)],
    (DROPS, "dropped on the way out, in IPv6"): [],
    (DROPS, SILENT): [("SYN", True), ("SYN", True)],
    (ICMP, "port unreachable, which reads refused"): [("SYN", True), ("ICMP", False)],
    (ICMP, "the other machine rejects it itself"): [("SYN", True), ("ICMP", False)],
    (NAT, REDIRECTED): [("SYN", True), ("RST", False)],
}


@pytest.fixture(scope="module")
def played():
    """Each world when it is first asked for, and no two at once."""
    kept: dict = {}

    def play(about, vantage) -> Play:
        part = (CASES[about], vantage)
        if part not in kept:
            kept[part] = play_all([part], witness.observe)[part]
        if isinstance(kept[part], RuntimeError):
            raise kept[part]
        return kept[part]

    return play


def packets(play):
    """Until the server hangs up, which it does in its own time."""
    (attempt,) = play.said["attempts"]
    return list(takewhile(lambda packet: packet["kind"] != "FIN", attempt["wire"]["packets"]))


def story(about, play):
    """The line of the text, with its times taken out."""
    shown = render(witness.again(CASES[about], play), Look(width=200))
    at = str(CASES[about].target.raw).removeprefix("udp://")
    lines = [line for line in shown.partition("On the wire")[2].splitlines() if at in line]
    return re.sub(r"[0-9.]+ (ms|s)\b", "T", lines[0].strip().removeprefix(at).strip())


@pytest.mark.parametrize("vantage", MAY)
@pytest.mark.parametrize("about", TOLD, ids=": ".join)
def test_the_packets_of_one_attempt_are_heard(about, vantage, played):
    """Exactly its own: what left, what came back, and nothing where a rule took it before it left."""
    assert TOLD[about] == [(p["kind"], p["sent"]) for p in packets(played(about, vantage))]


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ((RESETS, "a reset in front of a healthy server"), "SYN on lo, RST from 127.0.0.1 T later, TTL 64"),
        ((DROPS, "dropped on the way in"), "SYN on lo, and nothing came back in T"),
        ((DROPS, "dropped on the way out, in IPv6"), "no packet of it left this machine"),
        ((DROPS, SILENT), "SYN on v0, sent again after T, and nothing came back in T"),
        ((ICMP, "port unreachable, which reads refused"), UNREACHABLE),
        ((NAT, REDIRECTED), "SYN on lo, on its way to 127.0.0.1:8001 (NAT), RST from 127.0.0.1 T later, TTL 64"),
    ],
)
def test_a_person_reads_who_answered(about, words, played):
    """In the order of time, with the interface, the sender, how soon and from how far."""
    assert words == story(about, played(about, MAY[0]))


@pytest.mark.parametrize("vantage", vantages())
@pytest.mark.parametrize("about", [NOBODYS, (DROPS, "dropped on the way in")], ids=": ".join)
def test_a_look_that_was_asked_for_is_written_down(about, vantage, played):
    """It fits the schema, and the recording says it again word for word."""
    play = played(about, vantage)

    assert [] == [error.message for error in SCHEMA.iter_errors(play.said)]
    assert play.said == {**document(witness.again(CASES[about], play)), "elapsed_ms": play.said["elapsed_ms"]}


@pytest.mark.parametrize("about", [NOBODYS, (DROPS, "dropped on the way in")], ids=": ".join)
def test_who_may_not_listen_is_told_so(about, played):
    """Unknown with the kernel's reason and what would make it known; the diagnosis is what it always was."""
    if Vantage.NOBODY not in vantages():
        pytest.skip("only root can make a world in which somebody else asks")
    play = played(about, Vantage.NOBODY)
    (why,) = [unknown for unknown in play.said["unknown"] if unknown["fact"] == "wire"]

    assert ("Operation not permitted", "sudo portwise why TARGET --capture") == (why["why"], why["to_know"])
    assert [None] == [attempt["wire"] for attempt in play.said["attempts"]]
    assert about[0] == play.said["findings"][0]["cause"]
    with pytest.raises(NothingHeard, match="Operation not permitted"):
        keep(witness.again(CASES[about], play), "/nowhere")


def test_packets_are_kept_as_they_were(played, tmp_path):
    """The file holds each with its time; one that exists stays as it is."""
    about, file = (RESETS, "a reset in front of a healthy server"), tmp_path / "attempt.pcap"
    play = played(about, MAY[0])
    report = witness.again(CASES[about], play)
    wire = play.said["attempts"][0]["wire"]
    expected = [(wire["began"] + packet["after_ms"] / 1000, packet["raw"]) for packet in wire["packets"]]

    assert 2 == keep(report, str(file))
    assert pcap.encode((at, bytes.fromhex(raw)) for at, raw in expected) == file.read_bytes()
    with pytest.raises(FileExistsError):
        keep(report, str(file))
