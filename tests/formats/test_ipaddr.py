"""``ip addr`` as it is printed."""

from ipaddress import ip_address

import pytest

from portwise.formats import ipaddr

SHOWN = """1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host
2: eth0@if7: <BROADCAST,MULTICAST,UP> mtu 1500 qdisc fq_codel state DOWN group default qlen 1000
    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff
    inet 10.0.2.15/24 brd 10.0.2.255 scope global dynamic eth0
3: tun0: <POINTOPOINT,NOARP> mtu 1500 qdisc noop state DOWN
    inet 10.8.0.2 peer 10.8.0.1/32 scope global tun0
"""


def test_each_interface_has_its_state_and_addresses():
    """Whether it is up, whether anybody is at its other side, and how long its prefixes are."""
    lo, eth0, tun0 = ipaddr.links(SHOWN)

    assert (1, "lo", True, True, True, (8, 128)) == (lo.number, lo.name, lo.up, lo.loopback, lo.carrier, lo.prefixes)
    assert ("eth0", True, False, (ip_address("10.0.2.15"),)) == (eth0.name, eth0.up, eth0.carrier, eth0.addresses)
    assert ("tun0", False, (ip_address("10.8.0.2"),)) == (tun0.name, tun0.up, tun0.addresses)


@pytest.mark.parametrize("text", ["", SHOWN[SHOWN.index("2: eth0") :], "    inet 127.0.0.1/8 scope host lo"])
def test_without_loopback_it_is_not_whole(text):
    """Every machine has it, and prints it first."""
    with pytest.raises(ValueError):
        ipaddr.links(text)
