"""
A virtual service of IPVS behind which nobody is, in a kernel that has IPVS: no other one of the lab does.

It answers as a firewall would, with ICMP from the virtual address, and the table of IPVS alone tells the two apart.
"""

import errno

import pytest

from portwise_lab import ipvs, kernel
from portwise_lab.case import Case
from portwise_lab.run import Vantage, play_all, vantages

BARE = (Case(*("ipvs", "a kernel that has it", "127.0.0.1:8000", "", ())), Vantage.ROOT)

pytestmark = [
    pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root has its vantage: sudo make test"),
    pytest.mark.skipif(not kernel.LINUX.exists(), reason="not unpacked: .venv/bin/python -m tools.unpacked"),
]


@pytest.fixture(scope="module")
def looks():
    """One kernel for all of them: it takes seconds to start."""
    said = play_all([BARE], lambda _: kernel.within(ipvs.played))[BARE]
    if isinstance(said, RuntimeError):
        raise said
    return said.said


@pytest.mark.parametrize(
    ("behind", "row"),
    [("none", "no real server"), ("weight 0", "10.244.0.5:80 weight 0")],
)
def test_nobody_behind_it_is_named_with_its_row(looks, behind, row):
    """And neither a firewall nor a server that would have to listen at the virtual address."""
    told = looks[behind]

    assert (errno.ECONNREFUSED, ["nat-redirect-hijack"]) == (told["met"], told["blamed"])
    assert (
        f"IPVS leads port 80 elsewhere, where nobody answers: `TCP 10.96.0.1:80 rr -> {row}` (/proc/net/ip_vs)"
        == told["title"]
    )
    assert ["ipvsadm --list --numeric --tcp-service 10.96.0.1:80", ""] == told["steps"][:2]


def test_a_server_that_is_dead_and_still_gets_clients_is_named(looks):
    """The reset is the real server's own: it is asked directly, and a filter would have answered otherwise."""
    told = looks["dead"]

    assert (errno.ECONNREFUSED, ["nat-redirect-hijack"]) == (told["met"], told["blamed"])
    assert "nobody answers: `TCP 10.96.0.1:80 rr -> 10.244.0.5:80 weight 1` (/proc/net/ip_vs)" in told["title"]
    assert "ipvsadm --list --numeric --tcp-service 10.96.0.1:80" == told["steps"][0]


def test_a_server_that_answers_is_no_fault(looks):
    """The healthy control: the very same table with a weight."""
    assert (0, []) == (looks["well"]["met"], looks["well"]["blamed"])


def test_a_filter_before_it_is_one(looks):
    """The same refusal by ICMP while somebody is behind: the rule is named, and not IPVS."""
    told = looks["filtered"]

    assert (errno.ECONNREFUSED, ["firewall-reject-icmp"]) == (told["met"], told["blamed"])
