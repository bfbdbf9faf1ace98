import errno
import json
import socket
import struct
import subprocess
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import rtnetlink
from portwise.formats.rtnetlink import InterfaceAddress, Link, Neighbour, Route

NETLINK_ROUTE = 0  # linux/netlink.h
DONE = struct.pack("=IHHIIi", 20, 3, 2, 1, 0, 0)


def ask(question: bytes) -> bytes:
    """One question to this machine's own kernel; reads only."""
    with socket.socket(16, socket.SOCK_RAW, NETLINK_ROUTE) as kernel:
        kernel.send(question)
        answer = kernel.recv(1 << 20)
        while struct.unpack_from("=H", question, 6)[0] & rtnetlink.NLM_F_DUMP and not rtnetlink.is_complete(answer):
            answer += kernel.recv(1 << 20)
    return answer


def ip(*words: str) -> list[dict]:
    return json.loads(subprocess.run(["ip", "-j", *words], capture_output=True, text=True, check=True).stdout)


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def message(kind: int, body: bytes) -> bytes:
    return struct.pack("=IHHII", 16 + len(body), kind, 2, 1, 0) + body


def agrees(listed, found) -> bool:
    """Whether *found* lies between two listings, for others may change the machine meanwhile."""
    before, found, after = set(listed()), set(found()), set(listed())
    return before & after <= found <= before | after


def test_links_are_those_that_ip_lists():
    """Name, index, state, size and kind agree with ip-link(8) on this machine."""

    def listed():
        for link in ip("-details", "link"):
            flags, kind = link["flags"], link.get("linkinfo", {}).get("info_kind", "")
            up, loopback, carrier = (flag in flags for flag in ("UP", "LOOPBACK", "LOWER_UP"))
            yield Link(link["ifindex"], link["ifname"], up, loopback, link["mtu"], kind, carrier)

    assert agrees(listed, lambda: rtnetlink.links(ask(rtnetlink.get_links())))


def test_addresses_are_those_that_ip_lists():
    """Both families, with prefix and scope, agree with ip-address(8) on this machine."""

    def listed():
        for link in ip("address"):
            for told in link["addr_info"]:
                local = ip_address(told["local"])
                yield InterfaceAddress(link["ifindex"], local, told["prefixlen"], told["scope"])

    assert agrees(listed, lambda: rtnetlink.addresses(ask(rtnetlink.get_addresses())))


def test_the_route_to_ourselves_is_local():
    """Whatever a machine lacks, it reaches 127.0.0.1 over the loopback interface."""
    (told,) = ip("route", "get", "127.0.0.1")
    route = rtnetlink.route(ask(rtnetlink.get_route(ip_address("127.0.0.1"))))
    (name,) = [link.name for link in rtnetlink.links(ask(rtnetlink.get_links())) if link.ifindex == route.oif]

    assert ("local", None) == (route.type, route.gateway)
    assert (told["dev"], ip_address(told["prefsrc"])) == (name, route.prefsrc)


def test_a_route_through_a_gateway():
    """Table numbers above 255 stand in an attribute, and the metrics are attributes inside one."""
    body = bytes([2, 32, 0, 0, 252, 0, 0, 1]) + bytes(4) + attribute(15, struct.pack("=I", 1000))
    body += (
        attribute(4, struct.pack("=i", 7)) + attribute(5, bytes([192, 0, 2, 1])) + attribute(7, bytes([192, 0, 2, 9]))
    )
    body += attribute(8, attribute(2, struct.pack("=I", 1280)))
    expected = Route("unicast", 7, ip_address("192.0.2.1"), ip_address("192.0.2.9"), 1000, 1280)

    assert expected == rtnetlink.route(message(24, body))


def test_a_neighbour_has_a_state_and_an_address():
    """NUD_FAILED is what a machine that does not answer ARP leaves behind."""
    body = struct.pack("=B3xiHBB", 10, 4, 0x20, 0, 1) + attribute(1, ip_address("fd00::1").packed)

    assert [Neighbour(ip_address("fd00::1"), 4, "FAILED")] == list(rtnetlink.neighbours(message(28, body) + DONE))


def test_neighbours_are_those_that_ip_lists():
    """Addresses agree with ip-neighbour(8), which hides those in state NOARP."""

    def listed():
        return (ip_address(row["dst"]) for row in ip("neighbour"))

    def found():
        told = rtnetlink.neighbours(ask(rtnetlink.get_neighbours()))
        return (row.address for row in told if row.state not in ("NOARP", "NONE"))

    assert agrees(listed, found)


@pytest.mark.parametrize("decode", [rtnetlink.route, lambda answer: list(rtnetlink.links(answer))])
def test_an_error_of_the_kernel_is_an_error(decode):
    """A table that could not be read must never pass for an empty one."""
    with pytest.raises(OSError) as error:
        decode(message(2, struct.pack("=i", -errno.EPERM)))

    assert errno.EPERM == error.value.errno


@pytest.mark.parametrize(
    "number, kind", [(113, "unreachable"), (13, "prohibit"), (22, "blackhole"), (101, ""), (1, None)]
)
def test_a_refusing_route_is_known_by_its_error(number, kind):
    """The kernel hands back no route that refuses, in either family, with RTM_F_FIB_MATCH or without."""
    assert kind == rtnetlink.refusal(number)


def test_a_refusing_route_in_a_namespace_of_its_own():
    """What the table of errors says is what this kernel does."""
    routes = "ip link set lo up && ip route add unreachable 10.9.1.1 && ip -6 route add prohibit fd02::1"
    asked = "ip route get 10.9.1.1; ip -6 route get fd02::1"
    unshare = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", f"{routes} && {{ {asked}; true; }}"]
    run = subprocess.run(unshare, capture_output=True, text=True, check=True)

    assert ["RTNETLINK answers: No route to host", "RTNETLINK answers: Permission denied"] == run.stderr.splitlines()


DECODERS = {
    rtnetlink.RTM_NEWROUTE: rtnetlink.route,
    rtnetlink.RTM_NEWLINK: lambda answer: list(rtnetlink.links(answer)),
    rtnetlink.RTM_NEWADDR: lambda answer: list(rtnetlink.addresses(answer)),
    rtnetlink.RTM_NEWNEIGH: lambda answer: list(rtnetlink.neighbours(answer)),
}


@pytest.mark.parametrize("kind", DECODERS)
@given(body=st.binary(), framed=st.booleans())
def test_any_bytes_are_a_value_or_an_honest_error(kind, body, framed):
    """A decoder fails as ValueError or OSError and always ends."""
    try:
        found = DECODERS[kind](message(kind, body) if framed else body)
    except (ValueError, OSError):
        found = []

    assert isinstance(found, list | tuple)
