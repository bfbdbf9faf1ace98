"""Where clusters send their clients on, from bytes as their servers send them."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import clusters
from portwise.model.behind import Advertised

# redis-server 7.0.15 --cluster-enabled yes --cluster-announce-ip 10.99.0.9, after CLUSTER ADDSLOTSRANGE 0 16383, by nc
SLOTS = (
    b"*1\r\n*3\r\n:0\r\n:16383\r\n*4\r\n$9\r\n10.99.0.9\r\n:6379\r\n$40\r\n"
    b"3c3a0c74aae0b56170ccb03a76b60cfe7dc1912e\r\n*0\r\n+OK\r\n"
)


def broker(node, host, port, rack=None):
    label = struct.pack(">h", -1) if rack is None else struct.pack(">h", len(rack)) + rack
    return struct.pack(">ih", node, len(host)) + host + struct.pack(">i", port) + label


def kafka(*brokers):
    body = struct.pack(">ii", 2, len(brokers)) + b"".join(brokers) + struct.pack(">ii", 1, 0)
    return struct.pack(">i", len(body)) + body


def string(name, value):
    return b"\x02" + name + b"\0" + struct.pack("<i", len(value) + 1) + value + b"\0"


def bson(*pairs):
    body = b"".join(pairs)
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def hello(*pairs):
    return bytes(16) + b"\0\0\0\0\0" + bson(*pairs)


def test_brokers_with_and_without_a_rack():
    """Each with its number; Kafka protocol guide, Metadata Response version 1."""
    met = clusters.places("kafka", kafka(broker(1, b"localhost", 29092), broker(2, b"::1", 9093, b"r1")))

    assert (Advertised("localhost", 29092, "broker 1"), Advertised("::1", 9093, "broker 2")) == met


def test_the_question_to_kafka_counts_its_own_bytes():
    """A broker closes on a wrong length."""
    sent = clusters.question("kafka")

    assert len(sent) - 4 == int.from_bytes(sent[:4], "big")


def test_ranges_of_slots_name_their_nodes():
    """As a real server said it."""
    assert (Advertised("10.99.0.9", 6379, "slots 0 to 16383"),) == clusters.places("redis", SLOTS)


@pytest.mark.parametrize("host", [b"$-1\r\n", b"$0\r\n\r\n", b"$1\r\n?\r\n"])
def test_a_node_that_names_no_host_sends_nobody_away(host):
    """Null and empty: the host that was asked; a question mark: not known (Redis, cluster-preferred-endpoint-type)."""
    row = b"*1\r\n*3\r\n:0\r\n:1\r\n*2\r\n" + host + b":6379\r\n"

    assert clusters.places("valkey", row) == ()


def test_redis_alone_sends_nobody_on():
    """The usual Redis."""
    assert clusters.places("redis", b"-ERR This instance has cluster support disabled\r\n+OK\r\n") == ()


def test_members_of_a_replica_set():
    """Past values of every kind; a member without a port has the usual one."""
    hosts = bson(string(b"0", b"mongo1:27018"), string(b"1", b"mongo2"))
    odd = (b"\x05bin\0" + struct.pack("<i", 2) + b"\0ab", b"\x0anull\0", b"\x10n\0" + bytes(4), string(b"me", b"x:1"))
    met = clusters.places("mongodb", hello(*odd, b"\x04hosts\0" + hosts, b"\x01ok\0" + bytes(8)))

    assert (Advertised("mongo1", 27018, "member"), Advertised("mongo2", 27017, "member")) == met


@pytest.mark.parametrize(
    ("scheme", "data"),
    [
        ("redis", b"-NOAUTH Authentication required.\r\n"),
        ("redis", b""),
        ("redis", b"*1\r\n*3\r\n:0\r\n"),
        ("redis", b"*1\r\n" * 100),
        ("kafka", b"\0\0\0\x08\0\0\0\x07\0\0\0\0"),
        ("mongodb", hello(b"\x02hosts\0\xff\xff\xff\x7f")),
        ("mongodb", hello(b"\xffhosts\0")),
    ],
)
def test_no_answer_is_no_empty_one(scheme, data):
    """Who does not say where he sends his clients may send them anywhere."""
    with pytest.raises(ValueError, match=r"\w"):
        clusters.places(scheme, data)


@given(st.sampled_from(["kafka", "redis", "mongodb"]), st.binary(max_size=300))
def test_any_bytes_are_places_or_an_error(scheme, data):
    """And what is named can be knocked at."""
    try:
        found = clusters.places(scheme, data)
    except ValueError:
        return

    assert all(0 < one.port < 65536 and one.host.isascii() for one in found)


def test_others_are_not_asked():
    """What is not known here is not spoken to."""
    assert [b"", b""] == [clusters.question(scheme) for scheme in ("http", "ssh")]
