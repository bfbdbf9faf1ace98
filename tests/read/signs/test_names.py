"""What resolvers and hosts files say of names."""

import pytest

from portwise.model.reading import Resolved
from portwise.read.signs.names import resolved
from portwise.read.text import Text

SAID = {
    "PING localhost (127.0.0.1) 56(84) bytes of data.": [Resolved("localhost", ("127.0.0.1",), "ping")],
    "Pinging db.corp.example [10.0.0.5] with 32 bytes of data:": [Resolved("db.corp.example", ("10.0.0.5",), "ping")],
    "::1   localhost ip6-localhost": [
        Resolved("localhost", ("::1",), "hosts"),
        Resolved("ip6-localhost", ("::1",), "hosts"),
    ],
    "api.example.com.\t300\tIN\tA\t203.0.113.9": [Resolved("api.example.com", ("203.0.113.9",), "dig")],
    "Name:\tapi.example.com\nAddress: 203.0.113.9": [Resolved("api.example.com", ("203.0.113.9",), "nslookup")],
    "** server can't find foo.local: NXDOMAIN": [Resolved("foo.local", (), "nxdomain")],
    "*** Can't find larch.example: No answer": [Resolved("larch.example", (), "no answer")],
    "ping: db.internal: Name or service not known": [Resolved("db.internal", (), "name or service not known")],
    "ping: unknown host foo": [Resolved("foo", (), "unknown host")],
    "::1             STREAM localhost": [Resolved("localhost", ("::1",), "getent")],
    "127.0.0.1 is fine and the port is free": [],
}


@pytest.mark.parametrize(("text", "expected"), SAID.items())
def test_an_answer_tells_the_name_and_its_address(text, expected):
    """Or that there is none."""
    assert expected == [noted.sign for noted in resolved(Text.of(text))]
