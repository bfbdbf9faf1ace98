"""Windows: its ways, names and settings, by its own tools."""

import pytest

from portwise.model.evidence import Known
from portwise.model.facts import (
    DNS,
    GUARDS,
    HERE,
    HOSTS,
    INTERFACES,
    IPV6,
    LIMITS,
    LOCAL,
    NEIGHBOURS,
    NSS,
    POWERS,
    ROUTE,
    SYSTEM,
)
from portwise.model.guard import Guards
from portwise.model.machines import System
from portwise.model.names import HostsEntry
from portwise.model.net import Neighbour, Route
from portwise.model.settings import Ipv6, Limits, Powers
from tests.collect.test_windows import AT, said

ROUTES = """
          0.0.0.0          0.0.0.0     192.168.50.1    192.168.50.23     35
     192.168.50.0    255.255.255.0   Auf Verbindung    192.168.50.23    291
"""
ADAPTERS = """
Drahtlos-LAN-Adapter WLAN:

   IPv4-Adresse  . . . . . . . . . . : 192.168.50.23(Bevorzugt)
   Subnetzmaske  . . . . . . . . . . : 255.255.255.0
   Standardgateway . . . . . . . . . : 192.168.50.1
   DNS-Server  . . . . . . . . . . . : 192.168.50.1
                                       9.9.9.9
"""
ARP = """
Schnittstelle: 192.168.50.23 --- 0xc
  Internetadresse       Physische Adresse     Typ
  192.168.50.1          f4-7b-09-00-00-01     dynamisch
  224.0.0.22            01-00-5e-00-00-16     statisch
"""
NET = {
    "platform": "win32",
    "own": ["192.168.50.23"],
    "prints": {"route print": ROUTES, "ipconfig /all": ADAPTERS, "arp -a": ARP},
}


@pytest.mark.parametrize(
    ("address", "local", "expected"),
    [
        ("127.0.0.1", True, Route("local", "Loopback Pseudo-Interface 1", None, None)),
        ("192.168.50.23", True, Route("local", "Loopback Pseudo-Interface 1", None, None)),
        ("192.168.50.9", False, Route("unicast", "Drahtlos-LAN-Adapter WLAN", AT("192.168.50.23"), None)),
        (
            "203.0.113.9",
            False,
            Route("unicast", "Drahtlos-LAN-Adapter WLAN", AT("192.168.50.23"), AT("192.168.50.1")),
        ),
        ("2001:db8::1", False, Route("none", "", None, None)),
    ],
)
def test_routes(address, local, expected):
    """What a machine sends to itself never leaves it; where no line fits there is no way."""
    assert Known(expected) == said(NET, ROUTE.of(AT(address)), given=[(LOCAL.of(AT(address)), local)])


def test_interfaces_and_neighbours():
    """Loopback first, which ipconfig does not list; nobody is at a multicast address."""
    lo, wifi = said(NET, INTERFACES.of(HERE)).value

    assert (True, True, (AT("127.0.0.1"), AT("::1"))) == (lo.up, lo.loopback, lo.addresses)
    assert ("Drahtlos-LAN-Adapter WLAN", (AT("192.168.50.23"),)) == (wifi.name, wifi.addresses)
    assert Known((Neighbour(AT("192.168.50.1"), "", "REACHABLE"),)) == said(NET, NEIGHBOURS.of(HERE))
    assert Known(Ipv6(True, False, False)) == said(NET, IPV6.of(HERE))


def test_names():
    """The hosts file is where Windows keeps it."""
    machine = {
        "platform": "win32",
        "environment": {"SystemRoot": r"D:\Windows"},
        "files": {r"D:\Windows\System32\drivers\etc\hosts": "127.0.0.1 shop.test\n"},
    }

    assert Known((HostsEntry(AT("127.0.0.1"), 1),)) == said(machine, HOSTS.of("shop.test"))
    assert Known(("files", "dns")) == said(machine, NSS.of(HERE))


def test_name_servers():
    """Those of every adapter; the second stands below the first."""
    from portwise.formats.windows import routes

    assert (AT("192.168.50.1"), AT("9.9.9.9")) == routes.servers(ADAPTERS)
    assert Known(()) == said({"platform": "win32", "prints": {"ipconfig /all": "\n"}}, DNS.of("shop.test"))


CURRENT = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
VERSION = f"""
{CURRENT}
    CurrentBuild    REG_SZ    22631
    CurrentMajorVersionNumber    REG_DWORD    0xa
    CurrentMinorVersionNumber    REG_DWORD    0x0
"""


def test_settings():
    """Every user may bind every port, and :: is IPv6 alone."""
    dynamic = "Startport      : 49152\nPortanzahl : 16384\n"
    machine = {
        "platform": "win32",
        "prints": {
            r"reg query HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion": VERSION,
            "netsh interface ipv4 show dynamicport tcp": dynamic,
        },
    }

    assert Known(System("win32", "10.0.22631")) == said(machine, SYSTEM.of(HERE))
    assert Known(Limits((49152, 65535), 0, 0x7FFFFFFF, (0, 0), True)) == said(machine, LIMITS.of(HERE))
    assert Known(Powers(-1, True)) == said(machine, POWERS.of(HERE))
    assert Known(Guards()) == said(machine, GUARDS.of(HERE))
