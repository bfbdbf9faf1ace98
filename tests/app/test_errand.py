"""What is asked of another machine travels as text."""

from ipaddress import ip_address

import pytest

from portwise.app.errand import Errand
from portwise.app.manner import Manner
from portwise.model.evidence import Answer, Known
from portwise.model.facts import FROM_HERE, HERE
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target, UnixPath
from portwise.model.vantage import Met, Plain, Vantage
from portwise_lab.case import cases

MET = (Met(Endpoint(ip_address("::1"), 80), Outcome.REFUSED), Met(UnixPath("/run/s"), None))
GIVEN = Answer(FROM_HERE.of(HERE), Known(Plain(Vantage("ssh", "far"), Outcome.REFUSED, MET, "")), "source")


@pytest.mark.parametrize("target", list(dict.fromkeys(case.target for case in cases())), ids=lambda t: t.raw[:40])
def test_what_is_asked_arrives(target):
    """Every kind of target that the lab knows, with the page that asks, in this manner, and what is known already."""
    errand = Errand(target, Manner(1.5, deep=True, capture=True), (GIVEN,))

    assert errand == Errand.read(errand.text())


def test_credentials_do_not_travel():
    """What a target carried of them is not sent to anybody."""
    errand = Errand(Target.parse("http://ann:tr0ub4dor@localhost:3000/?token=s3cret"), Manner(), ())

    assert "tr0ub4dor" not in errand.text()
    assert "s3cret" not in errand.text()
