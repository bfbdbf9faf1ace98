"""One address from two networks."""

from ipaddress import ip_address

import pytest

from portwise.collect import afar
from portwise.model.evidence import Answer, Evidence, Known, Unasked
from portwise.model.facts import ATTEMPT, COMPARED, FROM_HERE, HERE
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target
from portwise.model.vantage import Compared, Met, Plain, Vantage

SPOT = Endpoint(ip_address("192.0.2.1"), 80)
FAR, ROOM = Vantage("ssh", "far"), Vantage("netns", "web")
REFUSED = Attempt(Outcome.REFUSED, 111, None, None, 1, 0.1)


def compared(plain):
    seen = Evidence(Target.parse("192.0.2.1:80")).plus(
        [Answer(FROM_HERE.of(HERE), Known(plain), ""), Answer(ATTEMPT.of(SPOT), Known(REFUSED), "")]
    )
    (answer,) = afar.compare(None, seen, (COMPARED.of(SPOT),))
    return answer.said


def test_what_both_met_stands_side_by_side():
    """With what explains it here, where somebody looked for that."""
    plain = Plain(FAR, Outcome.TIMEOUT, (Met(SPOT, Outcome.TIMEOUT),), blamed=("firewall-drop",))

    assert Known(Compared(FAR, Outcome.REFUSED, Outcome.TIMEOUT, ("firewall-drop",))) == compared(plain)


@pytest.mark.parametrize(
    "plain, why",
    [
        (None, afar.ALONE),
        (Plain(ROOM, Outcome.TIMEOUT, (Met(SPOT, Outcome.TIMEOUT),)), afar.ALONE),
        (Plain(FAR, Outcome.TIMEOUT, (Met(SPOT, None),)), afar.NEVER),
        (Plain(FAR, Outcome.NAME_FAILURE, ()), afar.NEVER),
    ],
)
def test_one_view_is_not_two(plain, why):
    """Another network namespace of this machine is no other network; what settles it is the command that goes there."""
    to_know = "portwise why 192.0.2.1:80 --vantage ssh:HOST, with a HOST in another network"

    assert Unasked(why, to_know) == compared(plain)
