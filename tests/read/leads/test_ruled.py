"""A rule for the very port at which somebody failed speaks louder than a rule."""

import pytest

from portwise.read.leads.ruled import LEADS
from portwise.read.readers import understood

MET = "curl: (7) Failed to connect to 10.0.0.9 port 8080: Connection refused\n"
SAID = {
    "a rule for that very port drops": "-A INPUT -p tcp --dport 8080 -j DROP",
    "the filter lets that port in": "8080/tcp   ALLOW   Anywhere",
    "the packet filter is off": "Status: inactive",
    "a rule for that very port rejects": "tcp dport 8080 reject",
    "a rule redirects that very port": "-A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 3128",
    "a rule for that very port blocks": "Rule Name: x\nLocalPort: 8080\nAction: Block",
    "all that comes in is blocked": "Firewall has block all state set to enabled.",
    "the firewall of macOS is off": "Firewall is disabled. (State = 0)",
    "SELinux denied that very port": 'avc:  denied  { name_connect } for comm="x" dest=8080 tclass=tcp_socket',
}


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: lead.says)
def test_each_holds_for_that_port_and_for_no_other(lead):
    """A rule for another port is no reason; a switch of the whole filter has none."""
    other = SAID[lead.says].replace("8080", "9999")
    holds = [bool(lead.holds(understood(MET + rule))) for rule in (SAID[lead.says], other)]

    assert [True, "8080" not in SAID[lead.says]] == holds
