"""Who is knocked at: places that a configuration of this machine names, and this machine."""

from ipaddress import ip_address

from portwise.collect.doorsteps import named
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import HERE, VIRTUALS
from portwise.model.settings import Virtual
from portwise.model.target import Endpoint, Target

SEEN = Evidence(Target.parse("http://10.96.0.1"))


def test_the_real_servers_of_a_virtual_service_are_named():
    """Also those that get nobody new, and in both families as a place is written without brackets."""
    real = (Endpoint(ip_address("10.244.0.5"), 80), Endpoint(ip_address("fd00::5"), 80))
    row = Virtual(Endpoint(ip_address("10.96.0.1"), 80), "rr", tuple((server, 1) for server in real))
    told = SEEN.plus([Answer(VIRTUALS.of(HERE), Known((row,)), "test")])

    assert ["10.244.0.5:80", "fd00::5:80"] == list(named(told))


def test_what_is_not_known_names_nobody():
    """A file that could not be read, and a fact that names no place."""
    told = SEEN.plus([Answer(VIRTUALS.of(HERE), Unknown("denied", "root"), "test")])

    assert [] == list(named(told)) == list(named(SEEN))
