"""What a cluster is asked, and what its silence is, over a machine made of answers."""

from ipaddress import ip_address

from portwise.collect.clusters import ADVERTISING
from portwise.collect.doorsteps import KNOCKING
from portwise.host.api import Heard, Relay
from portwise.model.behind import Advertised
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ADVERTISED, DOORSTEP
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

SPOT = Endpoint(ip_address("192.0.2.1"), 6379)
MET = Attempt(Outcome.REFUSED, 111, None, None, 1, 1.0)


class Machine(Relay):
    """Owns nothing but what it asks with."""

    def __init__(self, heard=b"", ended="fin"):
        self.heard, self.asked = Heard(heard, ended, 0, 1.0), []

    def _answer(self, method, *about):
        self.asked.append(method)
        return {"converse": self.heard, "owns": False, "attempts": (MET,), "resolve": (SPOT.address,)}[method]


def said(machine, url):
    (answer,) = ADVERTISING.collect(machine, Evidence(Target.parse(url)), (ADVERTISED.of(SPOT),))
    return answer.said


def test_a_cluster_that_says_nothing_is_not_known_to_be_none():
    """Silence and a demand for a login alike."""
    for machine in (Machine(ended="silence"), Machine(b"-NOAUTH Authentication required.\r\n")):
        assert isinstance(said(machine, "redis://192.0.2.1"), Unknown)


def test_who_is_no_cluster_is_not_asked():
    """Not a byte goes to him."""
    machine = Machine()

    assert Known(()) == said(machine, "smtp://192.0.2.1")
    assert [] == machine.asked


def knocked(evidence):
    (answer,) = KNOCKING.collect(Machine(), evidence, (DOORSTEP.of("kafka.test:9092"),))
    return answer.said


def test_where_a_cluster_sends_its_clients_may_be_tried():
    """And nowhere else off this machine."""
    evidence = Evidence(Target.parse("kafka://192.0.2.1"))
    named = evidence.plus([Answer(ADVERTISED.of(SPOT), Known((Advertised("kafka.test", 9092, "broker 1"),)), "test")])

    assert isinstance(knocked(evidence), Unknown)
    assert Known(MET) == knocked(named)
