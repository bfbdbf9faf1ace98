"""Which ports a command line lends to a virtual machine."""

import pytest

from portwise.formats import guests
from portwise.model.machines import Lent


@pytest.mark.parametrize(
    ("line", "lent"),
    [
        ("qemu-system-i386 -netdev user,id=mynet0,hostfwd=tcp::8080-:80 -device e1000", [Lent("", 8080, 80)]),
        ("qemu-system-x86_64 -nic user,hostfwd=tcp:127.0.0.1:2222-:22", [Lent("127.0.0.1", 2222, 22)]),
        ("qemu-system-x86_64 -net nic -net user,hostfwd=tcp::2222-10.0.2.15:22", [Lent("", 2222, 22)]),
        ("qemu-kvm -netdev user,id=a,hostfwd=:127.0.0.1:5000-:5000", [Lent("127.0.0.1", 5000, 5000)]),
        ("kvm -netdev user,id=a,hostfwd=tcp:[::1]:80-:80,hostfwd=tcp::1-:2", [Lent("::1", 80, 80), Lent("", 1, 2)]),
        ("qemu-system-arm --netdev user,id=a,hostfwd=udp::53-:53", []),
        ("qemu-system-arm -netdev tap,id=a,ifname=tap0", []),
        ("qemu-system-arm -nic user,hostfwd=nonsense", []),
    ],
)
def test_what_is_lent(line, lent):
    """In the forms of qemu(1); datagrams and what cannot be read are left out."""
    argv = tuple(line.split())

    assert guests.is_qemu(argv)
    assert lent == list(guests.lent(argv))


def test_libvirt_writes_json():
    """Its -netdev is one word of JSON."""
    told = '{"type":"user","hostfwd":[{"str":"tcp::8080-:80"}],"id":"hostnet0"}'

    assert (Lent("", 8080, 80),) == guests.lent(("qemu-system-x86_64", "-netdev", told))


@pytest.mark.parametrize(
    ("line", "networks"), [("-nic user", 1), ("-nic none", 0), ("-netdev bridge,id=a", 0), ("", 0)]
)
def test_only_user_networking_wants_lent_ports(line, networks):
    """With a bridge the machine has an address of its own."""
    assert networks == len(guests.networks(("qemu-system-x86_64", *line.split())))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("qemu-system-x86_64 -name guest=shop,debug-threads=on", "shop"),
        ("qemu-system-x86_64 -name shop", "shop"),
        ("VBoxHeadless --comment shop --startvm 7a3c", "shop"),
        ("qemu-system-x86_64", ""),
    ],
)
def test_what_it_is_called(line, name):
    """As it was called where it was started."""
    assert name == guests.name(tuple(line.split()))


# What `virsh domifaddr` prints, in the manual of virsh
LEASES = """ Name       MAC address          Protocol     Address
-------------------------------------------------------------------------------
 vnet0      52:54:00:2c:21:8f    ipv4         192.168.122.45/24
 vnet1      52:54:00:2c:21:90    ipv6         fd00::5/64
 -          -                    ipv4         10.0.0.1/8
"""


def test_what_libvirt_says():
    """Addresses of what is there, without the length of the network."""
    assert ["192.168.122.45", "fd00::5"] == [str(address) for address in guests.leased(LEASES)]


# Lines of `VBoxManage showvminfo NAME --machinereadable`, virtualbox.org/manual, VBoxManage showvminfo
INFO = """name="shop"
nic1="nat"
Forwarding(0)="ssh,tcp,127.0.0.1,2222,,22"
Forwarding(1)="web,tcp,,5080,10.0.2.15,3000"
Forwarding(2)="dns,udp,,53,,53"
nic2="none"
"""


def test_what_virtualbox_says():
    """Rules of NAT, of TCP alone."""
    assert guests.is_natted(INFO)
    assert (Lent("127.0.0.1", 2222, 22), Lent("", 5080, 3000)) == guests.rules(INFO)
    assert not guests.is_natted(INFO.replace('nic1="nat"', 'nic1="bridged"'))
