"""Settings by which databases, brokers, model servers and WSL choose where they wait."""

import pytest

from portwise.model.reading import Listening, Set
from portwise.read.signs import services
from portwise.read.text import Text


@pytest.mark.parametrize(
    ("line", "name", "value", "waits"),
    [
        ("listen_addresses = 'localhost'  # what IP", "listen_addresses", "localhost", [("localhost", 5432)]),
        ("#listen_addresses = 'localhost'", "listen_addresses", "(default)", []),
        ("bind-address = 127.0.0.1", "bind-address", "127.0.0.1", [("127.0.0.1", 3306)]),
        ("skip-networking", "skip-networking", "", []),
        ("bind 127.0.0.1 -::1", "bind", "127.0.0.1 -::1", [("127.0.0.1", 6379)]),
        ("protected-mode yes", "protected-mode", "yes", []),
        ("  bindIp: 127.0.0.1,10.0.0.4", "bindIp", "127.0.0.1,10.0.0.4", [("127.0.0.1", 27017), ("10.0.0.4", 27017)]),
        ("mongod --bind_ip 0.0.0.0", "bind_ip", "0.0.0.0", [("0.0.0.0", 27017)]),
        (
            "  KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092",
            "KAFKA_ADVERTISED_LISTENERS",
            "PLAINTEXT://kafka:9092",
            [],
        ),
        ("advertised.listeners=PLAINTEXT://localhost:9092", "advertised.listeners", "PLAINTEXT://localhost:9092", []),
        ("networkingMode=mirrored", "networkingMode", "mirrored", []),
        ('Environment="OLLAMA_HOST=0.0.0.0:11434"', "OLLAMA_HOST", "0.0.0.0:11434", [("0.0.0.0", 11434)]),
        ("listener 1883 127.0.0.1", "listener", "1883 127.0.0.1", [("127.0.0.1", 1883)]),
        ("listener 1884", "listener", "1884", [("*", 1884)]),
        ("AllowTcpForwarding no", "AllowTcpForwarding", "no", []),
    ],
)
def test_a_setting_is_read_with_where_it_makes_its_server_wait(line, name, value, waits):
    """A line that is commented out says that the default counts."""
    found = [noted.sign for noted in services.settings(Text.of(line))]

    assert [(name, value)] == [(one.name, one.value) for one in found if isinstance(one, Set)]
    assert waits == [(one.host, one.port) for one in found if isinstance(one, Listening)]
