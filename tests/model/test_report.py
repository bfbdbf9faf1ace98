"""Which finding leads."""

from ipaddress import ip_address

import pytest

from portwise.model.cause import Hop
from portwise.model.net import Attempt, Traces
from portwise.model.outcome import Outcome
from portwise.model.report import Finding, Report, State, Tried, Verdict
from portwise.model.target import Endpoint, Target
from portwise.render.headline import says_what

EVERYTHING = frozenset(Outcome)
PROXY = Finding("proxy", "a proxy fails", Hop.CLIENT, EVERYTHING, None, (), State.SUPPORTED, 0.0, (), (), (), ())
UPSTREAM = PROXY._replace(cause="upstream", title="its database is down", hop=Hop.HTTP)
SPOT = Endpoint(ip_address("127.0.0.1"), 3000)


def report(tcp, met, *findings):
    """Of one address, where connect(2) itself came to *tcp*."""
    tried = Tried(SPOT, Attempt(tcp, 0, None, Traces(0, 0), 1, 0.1), met, "listener")
    return Report(Target.parse("127.0.0.1:3000"), Verdict.BROKEN, met, (tried,), findings, (), (), 1.0)


@pytest.mark.parametrize("findings", [(PROXY,), (PROXY, UPSTREAM)])
def test_what_a_server_did_is_not_put_down_to_a_way_that_was_not_taken(findings):
    """A proxy has no part in the 502 that a plain attempt met at the server; it has to go first all the same."""
    told = report(Outcome.CONNECTED, Outcome.HTTP_5XX, *findings)

    assert (PROXY, "A proxy fails; without that, the server fails") == (told.lead, says_what(told))


def test_where_all_goes_well_a_client_leads():
    """It fails for those alone who go that way."""
    assert PROXY == report(Outcome.CONNECTED, Outcome.CONNECTED, PROXY).lead


def test_a_failure_on_the_way_is_not_put_down_to_a_way_that_was_not_taken():
    """The proxy leads, for it comes first; what was met without it is told as that."""
    told = report(Outcome.REFUSED, Outcome.REFUSED, PROXY)

    assert (PROXY, "A proxy fails; without that, refused") == (told.lead, says_what(told))
