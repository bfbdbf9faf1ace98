"""
A real client of the protocol through real breakages: why, plan, apply, look, undo, by pipe and by HTTP.

It knows nothing but what the tools tell it; whether that is so, a client says that knows nothing of the tools.
"""

import pytest

from portwise_lab.case import cases
from portwise_lab.run import Vantage, parts

MOST = 9000  # characters of an answer: about 2,000 tokens
WELL = {"connected", "bound", "answered"}
BY_PIPE = {
    "process-stopped-or-frozen": "double fault: stopped, behind a filter that resets",
    "loopback-interface-broken": "set down while a server listens",
    "firewall-reject-rst": "a reset before routing, behind a jump and among others",
    "reverse-path-filter-drop": "asked by one interface, answered by another that is strict",
    "hosts-file-localhost-broken": "a second line leads localhost to another address of this machine",
}
BY_HTTP = {
    "firewall-drop": "dropped on the way in",
    "firewall-reject-icmp": "port unreachable in both families",  # the second is met when the first is gone
    "nat-redirect-hijack": "redirected in IPv6",
    "ipv6-disabled-localhost-ipv6": "a server that was told localhost",
    "port-held-by-stale-instance": "an earlier run of the same project",
}
FINAL = {"port-held-by-stale-instance"}  # what ended stays ended


ALL = [part for part in parts(cases()) if part[1] is Vantage.ROOT]


def named(names):
    return [part for part in ALL if names.get(part[0].scenario) == part[0].name]


def told(part):
    return str(part[0])


@pytest.mark.parametrize("piped", named(BY_PIPE), ids=told)
def test_by_pipe(piped, pipes):
    """Broken, named, repaired, answering, and broken as before."""
    assert None is wrong(piped, pipes[piped].said)


@pytest.mark.parametrize("served", named(BY_HTTP), ids=told)
def test_by_http(served, webs):
    """The same by HTTP."""
    assert None is wrong(served, webs[served].said)


def test_all_ten_are_cases_of_the_lab():
    """One that was renamed is not left out silently."""
    names = {(case.scenario, case.name) for case in cases()}

    assert 10 == len(names & {*BY_PIPE.items(), *BY_HTTP.items()})


def wrong(part, said):
    """What of the session is not as it should be; None where all is."""
    turns, (before, between, after) = said["turns"], said["met"]
    answers = {turn["tool"]: turn["answer"] for turn in turns}  # the last of each
    causes = [cause["cause"] for cause in answers["why"]["causes"]]
    steps = [step for turn in turns if turn["tool"] == "apply_fix" for step in turn["answer"]["steps"]]
    undone = {turn["answer"]["fine"] for turn in turns if turn["tool"] == "undo"}
    final = part[0].scenario in FINAL
    facts = {
        "no tool failed": not any(turn["failed"] for turn in turns),
        "no answer is long": all(len(str(turn["answer"])) < MOST for turn in turns),
        "the cause is named": part[0].scenario in causes,
        "it was broken": not set(before) <= WELL,
        "each step was applied": {step.partition(": ")[2] for step in steps} == {"applied"},
        "the tools say that it answers": answers["apply_fix"]["verdict"] == "reachable",
        "it answers": set(between) <= WELL,
        "it was taken back": undone == {not final},
        "the same symptom again": after == (between if final else before),
        "the machine is as it was": not said["changed"],
    }
    return next((f"not so: {fact} ({said['screen']})" for fact, holds in facts.items() if not holds), None)
