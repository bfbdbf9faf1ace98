"""route print and ipconfig /all, in English and German; learn.microsoft.com, Windows 10 and 11; numbers are our own."""

from ipaddress import ip_address

from portwise.formats.windows import routes

PRINTED = """
===========================================================================
Interface List
 12...f4 7b 09 00 00 01 ......Intel(R) Wi-Fi 6
  1...........................Software Loopback Interface 1
===========================================================================

IPv4 Route Table
===========================================================================
Active Routes:
Network Destination        Netmask          Gateway       Interface  Metric
          0.0.0.0          0.0.0.0     192.168.50.1    192.168.50.23     35
        127.0.0.0        255.0.0.0         On-link         127.0.0.1    331
     192.168.50.0    255.255.255.0   Auf Verbindung    192.168.50.23    291
===========================================================================
Persistent Routes:
  Network Address          Netmask  Gateway Address  Metric
          0.0.0.0          0.0.0.0     192.168.50.1  Default

IPv6 Route Table
===========================================================================
Active Routes:
 If Metric Network Destination      Gateway
  1    331 ::1/128                  On-link
 12    291 fe80::/64                On-link
 12    291 ::/0                     fe80::1
"""


def test_routes():
    """The longest prefix wins, and what is on the link has no gateway."""
    found = routes.routes(PRINTED)
    ways = [routes.best(found, ip_address(a)) for a in ("127.0.0.1", "192.168.50.9", "203.0.113.9", "2001:db8::1")]

    assert 6 == len(found)
    assert [None, None, "192.168.50.1", "fe80::1"] == [w.gateway and str(w.gateway) for w in ways]
    assert ["127.0.0.1", "192.168.50.23", "192.168.50.23", None] == [w.source and str(w.source) for w in ways]
    assert routes.best((), ip_address("::1")) is None


ENGLISH = """
Windows IP Configuration

   Host Name . . . . . . . . . . . . : SHOP

Ethernet adapter vEthernet (WSL (Hyper-V firewall)):

   Connection-specific DNS Suffix  . :
   IPv4 Address. . . . . . . . . . . : 172.29.64.1(Preferred)
   Subnet Mask . . . . . . . . . . . : 255.255.240.0
   Default Gateway . . . . . . . . . :

Wireless LAN adapter Wi-Fi:

   Link-local IPv6 Address . . . . . : fe80::9c1:5d2e%12(Preferred)
   IPv4 Address. . . . . . . . . . . : 192.168.50.23(Preferred)
   Subnet Mask . . . . . . . . . . . : 255.255.255.0
   Default Gateway . . . . . . . . . : 192.168.50.1
   DNS Servers . . . . . . . . . . . : 192.168.50.1
"""
GERMAN = (
    ENGLISH.replace("Link-local IPv6 Address", "Verbindungslokale IPv6-Adresse")
    .replace("IPv4 Address", "IPv4-Adresse")
    .replace("Subnet Mask", "Subnetzmaske")
    .replace("Default Gateway", "Standardgateway")
    .replace("Preferred", "Bevorzugt")
)


def test_adapters():
    """Own addresses alone: no gateway and no name server."""
    for text in (ENGLISH, GERMAN):
        found = [adapter for adapter in routes.adapters(text) if adapter.addresses]

        assert [
            ("Ethernet adapter vEthernet (WSL (Hyper-V firewall))", ["172.29.64.1"]),
            ("Wireless LAN adapter Wi-Fi", ["fe80::9c1:5d2e", "192.168.50.23"]),
        ] == [(adapter.name, [str(one) for one in adapter.addresses]) for adapter in found]
