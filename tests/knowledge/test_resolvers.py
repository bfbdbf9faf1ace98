"""What can be done where a name has no address: by what each server of resolv.conf said of it."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.name.dns_resolution_failure import CAUSE
from portwise.model.behind import UnixListener
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ADDRESSES, DNS, HERE, LINKED, LOOKUP, NSS, UNIX_LISTENERS, UPLINKS
from portwise.model.names import NameServer, Verdict
from portwise.model.target import Target
from portwise.reason.judge import judge

NAME = "api.example"
FAR, NEAR, STUB = (ip_address(text) for text in ("10.9.9.53", "10.0.0.53", "127.0.0.53"))
DEAD = NameServer(FAR, Verdict.SILENT, (), 1)
KNOWS = NameServer(NEAR, Verdict.ADDRESSES, (ip_address("10.0.0.9"),), 2)
KEEPS = (UnixListener("/var/run/nscd/socket", 7),)
COMMENT = ("sed", "-i.before", "1s/^/#/", "/etc/resolv.conf")
FLUSH, NSCD = ("resolvectl", "flush-caches"), ("nscd", "-i", "hosts")


def steps(*servers, kept=(), behind=()):
    """What would be done on Linux, beside what is only looked at."""
    answers = [
        Answer(ADDRESSES.of(NAME), Unknown("no address", ""), "test"),
        Answer(LOOKUP.of(NAME), Known("Temporary failure in name resolution"), "test"),
        Answer(DNS.of(NAME), Known(servers), "test"),
        Answer(NSS.of(HERE), Known(("files", "dns")), "test"),
        Answer(UNIX_LISTENERS.of(HERE), Known(kept), "test"),
        Answer(LINKED.of("/etc/resolv.conf"), Known("/etc/resolv.conf"), "test"),
        Answer(UPLINKS.of(NAME), Known(behind), "test"),
    ]
    (judgement,) = judge(CAUSE, Evidence(Target.parse(f"{NAME}:8000")).plus(answers))
    return [step.command for step in judgement.finding.steps if step.platform == "linux" and step.safety.name == "ASK"]


@pytest.mark.parametrize(
    ("expected", "servers", "kept"),
    [
        ([COMMENT], (DEAD, KNOWS), ()),
        ([COMMENT, NSCD], (DEAD, KNOWS), KEEPS),
        ([NSCD], (KNOWS, DEAD), KEEPS),  # it is asked after the one that knows, and costs nobody a moment
        ([], (DEAD._replace(line=0), KNOWS), ()),  # a program writes the file
        ([], (DEAD, KNOWS._replace(verdict=Verdict.NO_NAME, addresses=())), ()),  # nobody is known to know better
        ([], (DEAD,), KEEPS),
        ([], (NameServer(STUB, Verdict.NO_NAME, ()),), KEEPS),  # nobody is known to know better
        ([], (NameServer(NEAR, Verdict.NO_NAME, ()),), KEEPS),
    ],
)
def test_what_is_done_is_by_who_knows_the_name(expected, servers, kept):
    """A server that is dead goes only where another one behind it knows; a cache where there is one."""

    assert expected == steps(*servers, kept=kept)


@pytest.mark.parametrize(
    ("expected", "said", "behind"),
    [
        ([FLUSH], Verdict.NO_NAME, Verdict.ADDRESSES),
        ([FLUSH], Verdict.NO_ADDRESS, Verdict.ADDRESSES),
        ([FLUSH], Verdict.FAILED, Verdict.ADDRESSES),
        ([], Verdict.NO_NAME, Verdict.NO_NAME),
        ([], Verdict.NO_NAME, Verdict.SILENT),
        ([], Verdict.NOBODY, Verdict.ADDRESSES),  # it keeps nothing
    ],
)
def test_what_systemd_resolved_keeps_is_held_against_whom_it_has_it_from(expected, said, behind):
    """Nothing is forgotten on a guess: a name that is mistyped is one that nobody knows."""

    assert expected == steps(NameServer(STUB, said, ()), behind=(KNOWS._replace(verdict=behind),))
