"""Who gives a name its addresses: the hosts file of Windows, and the name servers of its adapters."""

from __future__ import annotations

from portwise.collect import names
from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import DNS, HOSTS, NSS
from portwise.model.names import HostsEntry, NameServer, Verdict

FOLDER = r"C:\Windows"
FILE = r"\System32\drivers\etc\hosts"
ORDER = ("files", "dns")  # the cache of the DNS client holds the hosts file, too
BY_FILE = rf"%SystemRoot%{FILE}"
BY_ORDER, BY_LIST = "ipconfig /displaydns", "the servers of ipconfig /all, nslookup"


def hosts(host: Host, _: Evidence, name: str) -> tuple[HostsEntry, ...]:
    """Without the file localhost is answered all the same, by the DNS client itself (since Windows 7)."""
    from portwise.formats import hosts

    root = dict(host.environment(("SystemRoot",))).get("SystemRoot", FOLDER)
    return tuple(HostsEntry(address, line) for address, line in hosts.entries(host.read(root + FILE), name))


def order(_: Host, __: Evidence, ___: str) -> tuple[str, ...]:
    """It cannot be changed."""
    return ORDER


def dns(host: Host, _: Evidence, name: str) -> tuple[NameServer, ...]:
    """As on Linux, of other servers."""
    from portwise.formats import dns
    from portwise.formats.windows import routes

    servers = routes.servers(host.output(("ipconfig", "/all")))
    first = names.told(host, servers, dns.query(name, dns.A, names.NUMBER)) if servers else ()
    again = tuple(one.server for one in first if one.verdict is Verdict.NO_ADDRESS)
    asked = names.told(host, again, dns.query(name, dns.AAAA, names.NUMBER)) if again else ()
    later = {one.server: one for one in asked}
    return tuple(later.get(one.server, one) for one in first)


WRITTEN = Collector(HOSTS, Cost.CHEAP, BY_FILE, f"type {BY_FILE}", each(hosts, BY_FILE, f"type {BY_FILE}"))
ORDERING = Collector(NSS, Cost.CHEAP, BY_ORDER, BY_ORDER, each(order, BY_ORDER, BY_ORDER))
INQUIRING = Collector(
    DNS,
    Cost.SLOW,
    BY_LIST,
    "nslookup",
    each(dns, BY_LIST, "nslookup"),
    sends="a question of DNS to each server",
)
