"""Leads that once spoke where they should not: what is only shown, what was in vain, what is no address elsewhere."""

from importlib import import_module

import pytest

from tests.read.leads.speaking import text


@pytest.mark.parametrize(
    ("name", "says", "raw"),
    [
        ("ways", "the size of packets is spoken of", "2: ens3: <UP> mtu 1500 qdisc mq state UP qlen 1000"),
        (
            "ways",
            "it comes back until the network is reset",
            "our router. Restarting the shop does not solve it",
        ),
        ("readiness", "it asks a question and waits for an answer", "Press any key to continue . . ."),
        (
            "apart",
            "one network lies at two interfaces",
            "10.6.0.0/24 dev eth3 scope link\n10.6.0.0/24 dev eth3 proto kernel scope link",
        ),
        (
            "decisive",
            "what a socket begins ends with an error",
            "s = socket.socket(socket.AF_INET)\nTraceback (most recent call last):\nexit status=1",
        ),
        ("backends", "the model server refuses the page's origin", "ollama with OLLAMA_ORIGINS=*"),
        ("origins", "a Location header leads elsewhere", "HTTP/1.1 302 Found\nLocation: /login"),
        (
            "engines",
            "the firewall was reloaded or emptied while containers ran",
            "docker on Debian, iptables flushed: no change",
        ),
        (
            "loopback",
            "writing 127.0.0.1 instead of localhost is spoken of",
            "127.0.0.1 in place of localhost: no difference",
        ),
    ],
)
def test_a_lead_is_silent_where_its_words_mean_something_else(name, says, raw):
    """Each has words of its own for what it is about."""
    spoken = [lead for lead in import_module(f"portwise.read.leads.{name}").LEADS if lead.says == says]

    assert spoken
    assert not any(lead.holds(text(raw)) for lead in spoken)


def test_a_vpn_that_is_off_is_not_in_use():
    """Who lists what is off has looked."""
    says = "the VPN is the server that is asked for, or not in use"
    lead = next(one for one in import_module("portwise.read.leads.proxy").LEADS if one.says == says)

    assert lead.holds(text("VPN off, antivirus off, and still nothing"))
    assert not lead.holds(text("With the VPN off, it works"))


def test_red_hat_is_named_with_its_number_too():
    """ "CentOS7" is CentOS."""
    says = "no route to host, where firewalld or a Red Hat system is"
    lead = next(one for one in import_module("portwise.read.leads.filters").LEADS if one.says == says)

    assert lead.holds(text("RHEL8: no route to host"))
    assert not lead.holds(text("Debian 12: no route to host"))
