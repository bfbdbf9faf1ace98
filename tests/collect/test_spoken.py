"""Which other protocol a server speaks, over a machine made of answers."""

from ipaddress import ip_address

from portwise.collect.spoken import LISTENING_IN
from portwise.host.api import Heard, Relay
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.exchange import Handshake, Kind
from portwise.model.facts import SPOKEN, TLS
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

SPOT = Endpoint(ip_address("127.0.0.1"), 6380)


class Machine(Relay):
    """Every conversation brings the same."""

    def __init__(self, data):
        self.data, self.asked = data, []

    def _answer(self, method, *about):
        self.asked.append(about[1])
        return Heard(self.data, "fin", 0, 1.0)


def said(first, machine):
    """Of a server that was asked for rediss:// and answered the ClientHello with *first*."""
    shaken = Handshake(Outcome.TLS_ERROR, Kind.OTHER, "", "WRONG_VERSION_NUMBER", None, "", first, 1.0)
    seen = Evidence(Target.parse("rediss://localhost:6380")).plus([Answer(TLS.of(SPOT), Known(shaken), "test")])
    (answer,) = LISTENING_IN.collect(machine, seen, (SPOKEN.of(SPOT),))
    return answer.said.value.protocol


def test_what_came_instead_of_tls_is_an_answer():
    """Nothing more is asked then."""
    machine = Machine(b"")

    assert said(b"SSH-2.0-OpenSSH_9.2p1\r\n", machine) == "ssh"
    assert [] == machine.asked


def test_who_hung_up_is_greeted_in_the_clear():
    """A mail server that took the ClientHello for nonsense says so to PING."""
    assert said(b"", Machine(b"220 mail.lab ESMTP\r\n")) == "smtp"


def test_its_own_protocol_is_no_other_one():
    """A Redis without TLS is another finding."""
    assert said(b"", Machine(b"+PONG\r\n")) == ""
