"""What a port's number tells by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.words.ports import CHROMIUM_BLOCKS, one_digit_less, port


def text(number):
    return " ".join((port(number).title, *port(number).says))


@pytest.mark.parametrize(
    "number, says",
    [
        (22, "CAP_NET_BIND_SERVICE"),
        (22, "ERR_UNSAFE_PORT"),
        (5000, "AirPlay"),
        (7000, "AirPlay"),
        (11434, "Ollama"),
        (5173, "Vite"),
        (35000, "32768-60999"),
        (60999, "32768-60999"),
        (61000, "49152-65535"),
        (619009, "29185"),
        (619009, "61900"),
        (0, "any free"),
    ],
)
def test_the_number_tells(number, says):
    """Users, privilege, ranges, browsers, AirPlay and impossibility follow from the number."""
    assert says in text(number)


@pytest.mark.parametrize(
    "number, silent", [(1024, "CAP_NET_BIND_SERVICE"), (32767, "ephemeral"), (8080, "AirPlay"), (3000, "UNSAFE")]
)
def test_the_number_tells_no_more_than_is_true(number, silent):
    """Borders are exact."""
    assert silent not in text(number)


def test_as_many_ports_are_blocked_as_chromium_blocks():
    """The list was observed port by port."""
    assert 80 == len(CHROMIUM_BLOCKS)


@given(st.integers(min_value=65536, max_value=10**9))
def test_an_impossible_port_is_told_where_it_wraps_to(number):
    """16 bits are left of it, and whatever is offered instead exists."""
    assert ("invalid-url",) == port(number).outcomes
    assert str(number % 65536) in text(number)
    assert all(0 < offered <= 65535 for offered in one_digit_less(number))
