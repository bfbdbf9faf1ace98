"""Source ports towards an endpoint, from the rows that SOCK_DIAG gives."""

import socket
from ipaddress import ip_address

import pytest

from portwise.collect.sourceports import COUNTING
from portwise.formats import netlink
from portwise.host.local import Local
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import HERE, LIMITS, LISTENERS, SOURCE_PORTS
from portwise.model.net import SourcePorts
from portwise.model.settings import Limits
from portwise.model.target import Endpoint, Target


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_connection_of_ours_is_counted_towards_its_destination_alone(host):
    """The kernel matches the port; the address is looked at here."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as server:
        at = Endpoint(ip_address(host), server.getsockname()[1])
        with socket.create_connection((host, at.port)) as client:
            port = client.getsockname()[1]
            assert Known(SourcePorts(port, port, 1, 0)) == counted(at, (port, port))
            assert Known(SourcePorts(port, port, 0, 0)) == counted(at._replace(port=9), (port, port))
            assert Known(SourcePorts(1, 2, 0, 0)) == counted(at, (1, 2))


def counted(at, ephemeral):
    facts = {LIMITS.of(HERE): Limits(ephemeral, 1024, 128, (0, 0)), LISTENERS.of(HERE): ()}
    seen = Evidence(Target.parse(str(at))).plus(Answer(q, Known(v), "test") for q, v in facts.items())
    (answer,) = COUNTING.collect(Local(), seen, (SOURCE_PORTS.of(at),))
    return answer.said


@pytest.mark.parametrize(("taken", "exhausted"), [(8, False), (9, True), (10, True)])
def test_nine_of_ten_is_exhausted(taken, exhausted):
    """What is bound by hand is not counted, and may hold the last ones."""
    assert exhausted is SourcePorts(1, 10, taken, 0).exhausted


def test_the_question_names_the_port_of_the_other_end():
    """linux/inet_diag.h: idiag_dport comes after idiag_sport, in network order."""
    asked = netlink.towards(Endpoint(ip_address("::1"), 0x1F90))

    assert (b"\0\0", b"\x1f\x90") == (asked[24:26], asked[26:28])
