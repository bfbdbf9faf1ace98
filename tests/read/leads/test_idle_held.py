"""Leads of ports that are shared or held by whom nobody expects: none of them is idle."""

from importlib import import_module

import pytest

from tests.read.leads.speaking import speaks

FILES = ("twins", "grabbed")
SAID = {  # what no settled report holds, in a text of its own
    (
        "port-bound-but-not-listening",
        "the port is in use, and who asks is refused, and a look at it finds nobody",
    ): "OSError: [Errno 98] Address already in use\ncurl: (7) Connection refused\nnetstat has no 8085 in it",
    (
        "time-wait-bind-conflict",
        "it is so only where a client was connected",
    ): "the restart fails only if a client was connected before",
}


@pytest.mark.parametrize("name", FILES)
def test_every_lead_speaks_in_some_report(name):
    """A lead whose pattern is broken would never be missed otherwise."""
    leads = import_module(f"portwise.read.leads.{name}").LEADS

    assert [] == [(lead.cause, lead.says) for lead in leads if not speaks(lead, SAID.get((lead.cause, lead.says)))]
