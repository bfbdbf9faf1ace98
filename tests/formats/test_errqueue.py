import struct
from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import errqueue
from portwise.model.net import Icmp

ORIGINS = {4: errqueue.ORIGIN_ICMP, 6: errqueue.ORIGIN_ICMP6}


def sent(origin: int, kind: int, code: int, offender: str) -> bytes:
    """struct sock_extended_err, then sockaddr_in or sockaddr_in6."""
    address = ip_address(offender)
    name = struct.pack("=H2x", 2) + address.packed if address.version == 4 else struct.pack("=H6x", 10) + address.packed
    return struct.pack("=IBBBxII", 111, origin, kind, code, 0, 0) + name.ljust(28, b"\0")


@given(st.ip_addresses(), st.integers(0, 255), st.integers(0, 255))
def test_an_icmp_error_names_its_sender(offender, kind, code):
    """Type, code and offender come back as they were sent."""
    assert Icmp(kind, code, offender) == errqueue.icmp(sent(ORIGINS[offender.version], kind, code, str(offender)))


def test_an_error_of_this_machine_is_no_icmp():
    """SO_EE_ORIGIN_LOCAL: nobody sent anything."""
    assert errqueue.icmp(sent(1, 0, 0, "127.0.0.1")) is None


@pytest.mark.parametrize("length", [0, 15, 16, 23])
def test_a_short_message_is_malformed(length):
    """Half of an error is none."""
    with pytest.raises(ValueError):
        errqueue.icmp(sent(2, 3, 3, "127.0.0.1")[:length])


@given(st.binary(max_size=64))
def test_any_bytes_are_an_error_or_malformed(data):
    """Nothing but ValueError comes of what cannot be read."""
    met = None
    with suppress(ValueError):
        met = errqueue.icmp(data)

    assert isinstance(met, Icmp | None)
