"""
Who gives a name its addresses: opendirectoryd asks the hosts file, multicast DNS for ``.local``, and name servers.

/etc/resolv.conf is written for programs of other systems, and says of itself that macOS does not read it: the servers
are those of scutil(8).
"""

from __future__ import annotations

from portwise.collect import names
from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import DNS, NSS
from portwise.model.names import NameServer, Verdict

ORDER = ("files", "mdns", "dns")  # hosts(5), mDNSResponder(8)
BY_ORDER, BY_SCUTIL = "dscacheutil -q host -a name NAME", "the servers of scutil --dns, dig +short"


def order(_: Host, __: Evidence, ___: str) -> tuple[str, ...]:
    """It cannot be changed."""
    return ORDER


def dns(host: Host, _: Evidence, name: str) -> tuple[NameServer, ...]:
    """As on Linux, of other servers."""
    from portwise.formats import dns, scutil

    servers = scutil.servers(host.output(("scutil", "--dns")))
    first = names.told(host, servers, dns.query(name, dns.A, names.NUMBER)) if servers else ()
    again = tuple(one.server for one in first if one.verdict is Verdict.NO_ADDRESS)
    asked = names.told(host, again, dns.query(name, dns.AAAA, names.NUMBER)) if again else ()
    later = {one.server: one for one in asked}
    return tuple(later.get(one.server, one) for one in first)


ORDERING = Collector(NSS, Cost.CHEAP, BY_ORDER, "scutil --dns", each(order, BY_ORDER, "scutil --dns"))
INQUIRING = Collector(
    DNS,
    Cost.SLOW,
    BY_SCUTIL,
    "dig +short",
    each(dns, BY_SCUTIL, "dig +short"),
    sends="a question of DNS to each server",
)
