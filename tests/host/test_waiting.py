"""Whether a connection was taken, where the kernel tells only how many wait; real connections, and a told queue."""

import itertools
import socket

import pytest

from portwise.host import waiting
from portwise.model.target import Endpoint, Target


@pytest.fixture
def endpoint():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield Endpoint(Target.parse("127.0.0.1:1").address, listening.getsockname()[1])


def telling(endpoint, *numbers):
    """What netstat prints, look after look; the last one stays."""
    looks = itertools.chain(numbers, itertools.repeat(numbers[-1]))
    head = "Current listen queue sizes (qlen/incqlen/maxqlen)\nListen         Local Address\n"
    return lambda: f"{head}{next(looks)}/0/128        *.{endpoint.port}\n"


@pytest.mark.parametrize("numbers", [(0, 0), (0, 1, 0, 0), (3, 2, 0, 0)])
def test_an_empty_queue_has_none_of_ours(endpoint, numbers):
    """One look is not enough: our connection may have been on its way to the queue."""
    said = waiting.accepted(endpoint, 1.0, telling(endpoint, *numbers))

    assert (True, True) == (said.accepted, said.by_queue)


@pytest.mark.parametrize("numbers", [(1,), (0, 1), (4, 5, 5)])
def test_a_queue_that_never_falls_has_nobody_taken(endpoint, numbers):
    """Connections are taken in their order."""
    assert not waiting.accepted(endpoint, 0.1, telling(endpoint, *numbers)).accepted


def test_a_busy_server_is_not_called_hung(endpoint):
    """Others were taken while we waited: nobody says whether we were."""
    with pytest.raises(TimeoutError, match="takes connections"):
        waiting.accepted(endpoint, 0.1, telling(endpoint, 5, 4, 5))


def test_a_listener_that_is_not_shown_tells_nothing(endpoint):
    """Nor does a table of another system."""
    elsewhere = Endpoint(endpoint.address, 1)
    for look in (telling(elsewhere, 0), lambda: "netstat: option requires an argument"):
        with pytest.raises(OSError):
            waiting.accepted(endpoint, 0.1, look)


def test_the_exact_address_has_a_queue_of_its_own(endpoint):
    """The one for every other address is not asked."""
    exact = f"2/0/128        127.0.0.1.{endpoint.port}\n"

    assert 2 == waiting.waiting(telling(endpoint, 7)() + exact, endpoint)
