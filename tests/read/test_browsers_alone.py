"""A report in which every browser is refused and curl is not, with old instances beside: two findings, told apart."""

import json
from importlib import resources
from pathlib import Path

import jsonschema_rs
import pytest

from portwise.app.alongside import alongside
from portwise.app.reading import read
from portwise.model.cause import Hop
from portwise.model.evidence import Evidence
from portwise.model.report import State
from portwise.read.readers import understood
from portwise.render.json import document
from portwise.render.layout import Look
from portwise.render.reading import render

TEXT = (Path(__file__).parent / "browsers_alone.md").read_text()
LISTENER_SIDE = {
    "bound-to-specific-other-address",
    "localhost-ipv6-first-server-ipv4-only",
    "nothing-listening",
    "server-ipv6-only-client-ipv4",
    "server-moved-to-next-port",
    "service-crashed-at-start",
    "startup-race-not-ready",
}


@pytest.fixture(scope="module")
def report():
    return read(TEXT)


@pytest.fixture(scope="module")
def screen(report):
    return " ".join(render(report, Look(width=100)).split())


def lines(report, said):
    sources = {o.id: o.source for o in report.observations}
    return {sources[one] for one in said.cites}


def test_both_servers_are_proven_alive_from_curl_on_both_families_and_refused_in_every_browser(report):
    """The first two reasons, each with its lines."""
    alive, refused = report.findings[0].because[:2]

    assert (
        f"curl gets through to {'; to '.join(f'port {n} at 127.0.0.1 and ::1, with HTTP 200' for n in (4173, 8787))}",
        {"line 14", "line 20", "line 24", "line 29"},
        "every browser meets ERR_CONNECTION_REFUSED",
        True,
    ) == (
        alive.says,
        {"line 14", "line 20", "line 24", "line 29"} & lines(report, alive),
        refused.says,
        "line 3" in lines(report, refused),
    )


def test_every_cause_at_the_listener_is_refuted_with_the_line_that_refutes_it(report):
    """Nothing on the way or at the server explains a refusal where curl gets through."""
    named = {f.cause for f in report.findings if f.state is not State.REFUTED}
    refuted = {f.cause: f for f in report.findings if f.state is State.REFUTED and f.hop is Hop.LISTENER}
    quoted = {c for c in LISTENER_SIDE if any("line " in one for s in refuted[c].against for one in lines(report, s))}

    assert (set(), LISTENER_SIDE) == (named & LISTENER_SIDE, quoted)


def test_what_hits_browsers_and_spares_curl_is_ranked_each_with_its_test(report):
    """A filter, a proxy of the system, the privacy setting of macOS, a policy: in this order."""
    rows = report.heard.elsewhere

    assert (
        [
            "security-software-interception",
            "dead-or-misconfigured-proxy",
            "macos-local-network-privacy",
            "browser-extension-or-policy-block",
        ],
        [],
    ) == ([row.cause for row in rows][:4], [row.cause for row in rows if not row.test])


def test_the_privacy_setting_of_macos_is_told_with_what_speaks_against_it(report):
    """Safari is exempt and loopback outside of it: it is not the first suspect, and it is said why."""
    row = next(row for row in report.heard.elsewhere if row.cause == "macos-local-network-privacy")

    assert (True, True, False) == (
        "Safari is exempt" in row.says,
        "loopback is outside" in row.says,
        report.findings[0].cause == row.cause,
    )


def test_the_earlier_instances_are_a_finding_of_their_own_with_who_holds_which_port(report):
    """It may be mended whatever keeps the browsers out, and the newer back end has no port."""
    found = next(f for f in report.findings if f.cause == "port-held-by-stale-instance")

    assert (
        State.SUPPORTED,
        "Earlier instances still run beside the latest and hold ports 4175, 8787",
        [
            "vite --port 4173 runs as 51202 beside the later 60117, without a port that is shown",
            "vite --port 4173 runs as 58840 beside the later 60117, and holds 4175",
            "tsx api/main.ts runs as 51204 beside the later 60123, and holds 8787, which therefore does not have it",
            "node 57991 holds 4174",
        ],
        ("kill", "51202", "58840", "51204"),
    ) == (found.state, found.title, [said.says for said in found.because], found.steps[1].command)


@pytest.mark.parametrize("alone", [True, False])
def test_however_much_is_said_of_them_they_do_not_keep_browsers_alone_out(report, alone):
    """Where a client like ours gets through, what an old instance holds is told behind what hits browsers."""
    text = understood(TEXT)
    old, suspect = (
        next(f for f in report.findings if f.cause == name)
        for name in ("port-held-by-stale-instance", "security-software-interception")
    )
    found = alongside((old, suspect), text, Evidence(report.target, report.observations), alone)

    assert ([suspect.cause, old.cause] if alone else [old.cause, suspect.cause]) == [f.cause for f in found]


def test_fixes_are_ranked_and_say_how_they_are_verified_and_taken_back(report):
    """Looking comes first; what changes something says how one sees that it helped, and how to go back."""
    steps = [step for f in report.findings if f.state is not State.REFUTED for step in f.steps]
    changing = [step for step in steps if step.undo]

    assert (True, []) == (len(changing) >= 5, [step.does for step in changing if not step.verify])


def test_ways_around_and_prevention_are_told(report, screen):
    """Who cannot work does not wait for the cause; each way says how it is taken back."""
    around, later = report.reading.workarounds, report.reading.prevention

    assert (True, [], True, True) == (
        len(around) >= 3 and len(later) >= 3,
        [one.does for one in around if not one.undo],
        "Meanwhile ask from a program that gets through" in screen,
        "Later note the versions" in screen,
    )


def test_all_of_it_stands_in_the_json_too(report):
    """What a program reads is what a person reads, in the published form."""
    told = document(report)
    schema = json.loads(resources.files("portwise").joinpath("schema", "report-1.json").read_text())
    jsonschema_rs.validate(schema, json.loads(json.dumps(told)))

    assert (4, 3, 5) == (
        len(told["workarounds"]),
        len(told["prevention"]),
        len([row for row in told["testimony"]["elsewhere"] if row["test"]]),
    )


def test_what_was_ruled_out_and_what_was_only_asked_is_no_evidence(report):
    """Neither the firewall of the list nor the VPN of the question is named."""
    named = {f.cause for f in report.findings if f.state is not State.REFUTED}

    assert set() == named & {"vpn-or-ztna-interference", "desktop-firewall-inbound-block", "firewall-drop"}
