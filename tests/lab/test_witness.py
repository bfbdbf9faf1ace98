"""What is looked at only when it is asked for by name: one world after another, each alone on this kernel."""

import re
from itertools import takewhile

import pytest

from portwise.app.diagnose import diagnose
from portwise.app.packets import NothingHeard, keep
from portwise.formats import pcap
from portwise.host.recorded import Recorded
from portwise.render.json import document
from portwise.render.layout import Look
from portwise.render.text import render
from portwise_lab import witness
from portwise_lab.case import Case, cases
from portwise_lab.run import Play, Vantage, play_all, vantages

CASES = {(case.scenario, case.name): case for case in cases()}
NOTHING = "nothing-listening"
RESETS, DROPS, ICMP, NAT = "firewall-reject-rst", "firewall-drop", "firewall-reject-icmp", "nat-redirect-hijack"
MAY = [vantage for vantage in vantages() if vantage.value != "nobody"]  # who has CAP_NET_RAW where he asks

FARAWAY = "dropped on the way to another machine, which only the rules prove"
SILENT = "another machine is silent, and no rule here knows why"
REDIRECTED = "redirected to a port where nobody listens, past a healthy server"
UNREACHABLE = "SYN on lo, ICMP 3/3 from 127.0.0.1: port unreachable T later, TTL 64"
NOBODYS = (NOTHING, "a server of another number has nothing to do with it")

# Rules that reading cannot follow: a verdict map leads to the one that refuses, and another one looks as if it did
MAP = """table inet t {
  chain c { type filter hook %s priority 0; tcp dport 8000 meta mark 5 %s; tcp dport vmap { 8000 : goto d }; }
  chain d { counter; tcp dport 8000 tcp flags syn %s; }
}"""
MARKED = (  # by what a packet has that no attempt can know beforehand
    "INPUT -p tcp --dport 8000 -m mark --mark 5 -j REJECT --reject-with tcp-reset",
    "INPUT -p tcp --dport 8000 -m mark --mark 0 -j REJECT --reject-with tcp-reset",
)
RESET, DROP = "reject with tcp reset", "drop"
HIDDEN = {
    case.name: case
    for case in (
        Case(
            RESETS,
            "a verdict map leads to the reset",
            "127.0.0.1:8000",
            "refused",
            (RESETS,),
            servers=("listen 0.0.0.0:8000",),
            nft=MAP % ("input", RESET, RESET),
        ),
        Case(
            DROPS,
            "a verdict map leads to the drop",
            "127.0.0.1:8000",
            "timeout",
            (DROPS,),
            servers=("listen 0.0.0.0:8000",),
            nft=MAP % ("input", DROP, DROP),
        ),
        CASES[DROPS, FARAWAY]._replace(name="far away", nft=MAP % ("output", DROP, DROP), blamed=(DROPS,)),
    )
}
LEGACY = Case(
    RESETS,
    "one of two rules of the legacy iptables",
    "127.0.0.1:8000",
    "refused",
    (RESETS,),
    servers=("listen 0.0.0.0:8000",),
    commands=tuple(f"iptables-legacy -A {words}" for words in MARKED),
)
CASES[RESETS, LEGACY.name] = LEGACY
DEVICES = {
    hook: LEGACY._replace(
        scenario=DROPS,
        name=f"dropped at the {hook} of a device",
        symptom="timeout",
        blamed=(DROPS,),
        commands=(),
        nft=f"table netdev d {{ chain c {{ type filter hook {hook} device lo priority 0; tcp dport 8000 drop; }}; }}",
    )
    for hook in ("ingress", "egress")
}
CASES |= {(DROPS, case.name): case for case in DEVICES.values()}
CASES |= {(case.scenario, case.name): case for case in HIDDEN.values()}

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
def test_a_look_that_was_asked_for_is_written_down(about, vantage, played, unfit):
    """It fits the schema, and the recording says it again word for word."""
    play = played(about, vantage)

    assert [] == unfit(play.said)
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


def fact(play, name):
    """The only answer of its kind: its value, or why there is none."""
    (told,) = [o for o in play.said["observations"] if o["fact"] == name]
    return told.get("value") or told["unknown"]


def taken(play):
    """What dropped a packet, told in the order in which it was asked."""
    dropped = [ruling for ruling in fact(play, "judged")["rulings"] if ruling["became"] == "drop"]
    return {(r["rule"]["chain"], r["rule"]["verdict"], r["ours"]) for r in dropped}


@pytest.mark.parametrize("vantage", MAY)
@pytest.mark.parametrize("name", HIDDEN)
def test_the_kernel_names_the_rule_where_reading_does_not(name, vantage, played):
    """Read from the rules it is none, and another one looks as if it did it; by the kernel's word it is named."""
    case = HIDDEN[name]
    play = played((case.scenario, name), vantage)
    read = diagnose(case.target, Recorded(play.recording), witness.CAUSES, witness.MANNER._replace(trace=False))
    ruling = next(ruling for ruling in fact(play, "judged")["rulings"] if ruling["became"] == "drop")
    place = f"chain d of table inet t, handle {ruling['rule']['handle']}"

    assert "`" not in "".join(finding.title for finding in read.supported)
    assert case.blamed == tuple(
        finding["cause"] for finding in play.said["findings"] if finding["state"] == "supported"
    )
    assert place in play.said["findings"][0]["title"]
    assert {("d", "reject" if case.scenario == RESETS else "drop", True)} == taken(play)


@pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="the legacy iptables is for root outside of user namespaces")
def test_of_the_legacy_iptables_the_counters_tell(played):
    """The kernel tells of none of its rules; the only one whose counter moved has taken the attempt."""
    play = played((RESETS, LEGACY.name), Vantage.ROOT)
    read = diagnose(LEGACY.target, Recorded(play.recording), witness.CAUSES, witness.MANNER._replace(trace=False))

    assert "`" not in read.lead.title
    assert "chain INPUT of table ip filter, rule 2)" in play.said["findings"][0]["title"]
    assert {("INPUT", "reject", True)} == taken(play)


@pytest.mark.parametrize("hook", DEVICES)
def test_a_rule_at_a_device_is_named(hook, played):
    """It stands before the packet filter of IP, or behind it, and no list of the rules of IP has it."""
    play = played((DROPS, DEVICES[hook].name), MAY[0])

    assert "chain c of table netdev d, handle" in play.said["findings"][0]["title"]
    assert {("c", "drop", True)} == taken(play)


@pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root outside of user namespaces sees tracepoints")
def test_a_rule_of_another_namespace_is_told_by_the_kernel(played):
    """No rule here has it; the kernel of both says that one did, and the way in there is a step."""
    about = (DROPS, SILENT)
    report = witness.again(CASES[about], played(about, Vantage.ROOT))
    shown = " ".join(render(report, Look(width=200)).split())

    assert (DROPS, "supported") == (report.lead.cause, report.lead.state.value)
    assert ["lsns", "sudo"] == [step.command[0] for step in report.lead.steps if step.platform == "linux"]
    assert "(a rule of the packet filter), and none of this network namespace is seen to have done it" in shown


def test_without_a_word_of_the_kernel_nobody_is_blamed_for_it(played):
    """The same silence, of which nothing was traced."""
    play = played((DROPS, SILENT), MAY[0])
    report = diagnose(
        CASES[DROPS, SILENT].target, Recorded(play.recording), witness.CAUSES, witness.MANNER._replace(trace=False)
    )

    assert report.lead is None or report.lead.state.value != "supported"


def test_a_rule_that_leads_elsewhere_is_named(played):
    """For the kernel it accepts the packet; what became of it there is another line."""
    about = (NAT, REDIRECTED)
    shown = " ".join(render(witness.again(CASES[about], played(about, MAY[0])), Look(width=200)).split())

    rule = "`tcp dport 8000 redirect :8001` in " if Vantage.ROOT in vantages() else ""
    assert f"led elsewhere by {rule}" in shown or not rule
    assert "no rule of this" not in shown


@pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root may read the rules here")
@pytest.mark.parametrize("name", ["a verdict map leads to the reset", "a verdict map leads to the drop"])
def test_who_cannot_be_sure_is_told_how_to_be(name, played):
    """The first step then is to have the kernel say which rule it is; once it has, the step is gone."""
    case = HIDDEN[name]
    play = played((case.scenario, name), MAY[0])
    read = diagnose(case.target, Recorded(play.recording), witness.CAUSES, witness.MANNER._replace(trace=False))

    assert ("sudo", "portwise", "why", "127.0.0.1:8000", "--trace") == read.lead.steps[0].command
    assert "--trace" not in str(play.said["findings"][0]["steps"])


@pytest.mark.parametrize("vantage", MAY)
@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ((RESETS, "the rule is there and lets everybody pass"), set()),
        ((RESETS, "a reset in front of a healthy server"), {("c", "reject", True)}),
        ((DROPS, "dropped before connection tracking"), {("c", "drop", True)}),
        ((DROPS, "nobody may pass who is not listed"), {("c", "drop", True)}),
        ((DROPS, "the answer is dropped"), {("c", "drop", False)}),
        ((DROPS, "dropped on the way out, in IPv6"), {("c", "drop", True)}),
    ],
)
def test_the_kernel_tells_which_packet_a_rule_took(about, expected, vantage, played):
    """Ours, or the answer to it; by a rule or by the policy of a chain; and none where all were let pass."""
    assert expected == taken(played(about, vantage))


@pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root outside of user namespaces sees tracepoints")
@pytest.mark.parametrize(
    ("about", "resets", "drops"),
    [
        (NOBODYS, ["NO_SOCKET"], {"NO_SOCKET"}),
        ((RESETS, "a reset in front of a healthy server"), [], {"NETFILTER_DROP"}),
        ((DROPS, "dropped on the way in"), [], {"NETFILTER_DROP"}),
        ((RESETS, "the rule is there and lets everybody pass"), [], set()),
    ],
)
def test_the_kernel_gives_its_own_reason(about, resets, drops, played):
    """A reset of TCP itself and a dropped packet, by the names that the kernel prints; of its own attempt alone."""
    told = fact(played(about, Vantage.ROOT), "reasons")

    assert resets == [reset["reason"] for reset in told["resets"]]
    assert drops == {drop["reason"] for drop in told["drops"]}


@pytest.mark.parametrize("vantage", [vantage for vantage in vantages() if vantage is not Vantage.ROOT])
def test_who_may_not_trace_is_told_so(vantage, played):
    """The tracepoints of the machine are for root; in a namespace of his own a user may still ask the filter."""
    play = played((DROPS, "dropped on the way in"), vantage)

    assert "sudo portwise why TARGET --trace" == fact(play, "reasons")["to_know"]
    assert (vantage is Vantage.NOBODY) is ("to_know" in fact(play, "judged"))
    assert (DROPS,) == tuple(finding["cause"] for finding in play.said["findings"] if finding["state"] == "supported")


def test_a_person_reads_what_the_kernel_said(played):
    """The rule as it is written, where it stands, and the reason in words."""
    about = (RESETS, "a reset in front of a healthy server")
    shown = " ".join(render(witness.again(CASES[about], played(about, MAY[0])), Look(width=200)).split())

    rule = "tcp dport 8000 reject with tcp reset" if Vantage.ROOT in vantages() else "reject"
    assert f"taken by `{rule}` in chain c of table inet t, handle" in shown
    assert ("NETFILTER_DROP (a rule of the packet filter)" in shown) is (Vantage.ROOT in vantages())
