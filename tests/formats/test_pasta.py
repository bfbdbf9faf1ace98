"""Which ports pasta leads on, by the examples of its manual and as Podman writes them."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import pasta
from portwise.model.container import Published

ANY, ONE = ip_address("0.0.0.0"), ip_address("192.0.2.1")
# containers/common, libnetwork/pasta, createPastaArgs: podman run -p 8080:80 -p 127.0.0.1:9000-9001:9000-9001
PODMAN = (
    "/usr/bin/pasta --config-net -t 8080-8080:80-80 -t 127.0.0.1/9000-9001:9000-9001 --dns-forward 169.254.1.1 -u none "
    "-T none -U none --no-map-gw --quiet --netns /run/user/1000/netns/netns-4d0d4f5c --map-guest-addr 169.254.1.2"
)


def led(*rows, address=ANY):
    return tuple(Published(address, outer, inner) for outer, inner in rows)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pasta -t 22", led((22, 22))),
        ("pasta -t 22:23", led((22, 23))),
        ("pasta --tcp-ports=22,25", led((22, 22), (25, 25))),
        ("pasta -t 22-24:32-34", led((22, 32), (23, 33), (24, 34))),
        ("pasta --tcp-ports 192.0.2.1/22", led((22, 22), address=ONE)),
        ("pasta -t 192.0.2.1%eth0/22", led((22, 22), address=ONE)),
        ("pasta -t %eth0/22", led((22, 22))),
        ("pasta -t fd00::1/22", led((22, 22), address=ip_address("fd00::1"))),
        ("pasta -t 20-23,~21-22", led((20, 20), (23, 23))),
        ("pasta -t none -u 53 -T 8000", ()),
        ("pasta -t auto", ()),
        ("pasta -t ~20000-20010", ()),
        ("pasta -t 22-24:32-33 -t 0 -t 70000 -t 9-8 -t x/22 -t", ()),
        (PODMAN, led((8080, 80)) + led((9000, 9000), (9001, 9001), address=ip_address("127.0.0.1"))),
    ],
)
def test_the_ports_of_a_command_line(words, expected):
    """Each with its place out here and its port in there; nothing for what is followed by itself."""
    assert expected == pasta.forwarded(tuple(words.split()))


@given(st.lists(st.text(max_size=20)).map(lambda words: ("pasta", "-t", *words)))
def test_any_words_are_ports_or_none(argv):
    """And never more than a person could read."""
    assert pasta.MOST >= len(pasta.forwarded(argv))


def test_a_wide_range_is_not_written_out():
    """It is all of it, and the first of it will do."""
    assert pasta.MOST == len(pasta.forwarded(("pasta", "-t", "1-65535")))
