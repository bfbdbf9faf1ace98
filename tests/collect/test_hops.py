"""From how far away one address answers."""

from ipaddress import ip_address

import pytest

from portwise.collect import hops
from portwise.model.evidence import Evidence, Known, Unknown
from portwise.model.facts import HOPS
from portwise.model.target import Endpoint, Target
from portwise.model.wire import Hops, Packet

US, THEM = ip_address("10.78.0.1"), ip_address("10.79.0.1")
SPOT = Endpoint(THEM, 8000)


def came(kind="RST", ttl=63, source=THEM, device="eth0", sent=False):
    return Packet(0.1, device, sent, kind, source, US, (8000, 40000), ttl, None, "")


def counted(monkeypatch, spot, **answers):
    """What is told where the ports answer so: ``p8000=[…]``."""
    asked = []

    class Machine:
        def captured(self, endpoint, datagram, patience):
            asked.append(endpoint.port)
            return answers.get(f"p{endpoint.port}", [])

    monkeypatch.setattr(hops, "mine", lambda heard, _: iter(heard))
    (answer,) = hops.COUNTING.collect(Machine(), Evidence(Target.parse("10.79.0.1:8000")), (HOPS.of(spot),))
    return answer.said, asked


def test_two_ports_are_asked(monkeypatch):
    """That of the target and the next one; who is nearer begins with the same number and loses less of it."""
    said, asked = counted(monkeypatch, SPOT, p8000=[came(ttl=64)], p8001=[came("SYN-ACK")])

    assert ([8000, 8001], Known(Hops(64, 63, 8001)), 1) == (asked, said, said.value.nearer)


def test_the_last_port_has_one_before_it(monkeypatch):
    """65536 is no port."""
    _, asked = counted(monkeypatch, SPOT._replace(port=65535), p65535=[came()], p65534=[came()])

    assert [65535, 65534] == asked


@pytest.mark.parametrize(
    "other",
    [[], [came(device="lo")], [came(sent=True)], [came("ICMP")], [came(source=ip_address("10.78.0.2"))]],
)
def test_silence_at_one_of_them_tells_nothing(monkeypatch, other):
    """What a filter of this machine says, what left from here, or what a router says of itself, is no answer either."""
    said, _ = counted(monkeypatch, SPOT, p8000=[came()], p8001=other)

    assert isinstance(said, Unknown)
