"""Leads that spoke where they should not: each beside what it does hold for."""

from importlib import import_module

import pytest

from tests.read.leads.speaking import text

HEARD = (  # its file, what it says, where it holds, and what is next door
    (
        "scope",
        "what is not found is a public name",
        "getaddrinfo ENOTFOUND db.larch.example",
        "php_network_getaddresses: getaddrinfo failed: Try again in /srv/lib/Connection.php:64",
    ),
    (
        "proxy",
        "a VPN or a client of a zero-trust network is spoken of",
        "It is refused while WARP is on",
        "I installed the terminal of warp.dev, and it is refused",
    ),
    (
        "target",
        "it says that the port cannot be",
        "a port lies between 1 and 65535",
        "http://localhost:65535/ does not open",
    ),
    (
        "elsewhere",
        "another network does not reach it either",
        "On my phone http://larch.example times out",
        "It works on my laptop. On my phone http://larch.example times out",
    ),
    (
        "loopback",
        "localhost has an address that is not loopback",
        "0.0.0.0 localhost.localdomain",
        "fe80::1%lo0 localhost",
    ),
    (
        "listener",
        "it ran, and ends by itself or with its session",
        "It is gone as soon as I close the tab",
        "I have to close the tab altogether and take a new one",
    ),
    (
        "memory",
        "with fewer tabs or streams it works",
        "It hangs as soon as it is open in a fourth tab",
        "It hangs, see the fourth tab of the settings",
    ),
    (
        "astray",
        "a server cannot have the address of the name localhost",
        '    sock.bind(("localhost", 0))\nOSError: [Errno 49] Can\'t assign requested address',
        '    sock.bind(("10.1.0.4", 0))\nOSError: [Errno 49] Can\'t assign requested address',
    ),
    (
        "askew",
        "who connects is told that the address is in use, or that there is none",
        "java.net.BindException: Cannot assign requested address\n\tat sun.nio.ch.Net.connect0(Native Method)",
        "java.net.BindException: Cannot assign requested address\n\tat sun.nio.ch.Net.bind0(Native Method)",
    ),
)


@pytest.mark.parametrize(("file", "says", "own", "other"), HEARD, ids=[says for _, says, *_ in HEARD])
def test_a_lead_holds_where_it_belongs_and_not_next_door(file, says, own, other):
    """Half of the words are the same."""
    lead = next(lead for lead in import_module(f"portwise.read.leads.{file}").LEADS if lead.says == says)

    assert (True, False) == (bool(lead.holds(text(own))), bool(lead.holds(text(other))))


def test_a_name_without_a_dot_that_nginx_does_not_find_is_one_of_containers():
    """Whose number of a process is so low runs in one."""
    told = '[emerg] 1#1: host not found in upstream "larch" in /etc/nginx/nginx.conf:3'
    leads = import_module("portwise.read.leads.scope").LEADS
    lead = next(one for one in leads if one.says == "a name without a dot is not found, and containers are in play")

    assert lead.holds(text(told))
    assert not lead.holds(text(told.replace("1#1", "48121#48121")))
