"""What many attempts at once did to the machine, in words."""

import pytest

from portwise.model.process import Fds
from portwise.model.repeat import Gauge
from portwise.render.repeat import descriptors

NOTHING = Gauge(None, None, None, None)


def gauge(used):
    return NOTHING._replace(descriptors=Fds(used, 1024))


@pytest.mark.parametrize(
    ("was", "used", "said"),
    [
        (6, 6, "the server had 6 of its 1024 descriptors in use"),
        (6, 900, "the server went from 6 to 900 of its 1024 descriptors in use"),
    ],
)
def test_descriptors_that_stayed_did_not_go_anywhere(was, used, said):
    """Only what moved is told as a movement."""
    assert [said] == list(descriptors(gauge(was), gauge(used)))


@pytest.mark.parametrize(("before", "after"), [(NOTHING, gauge(6)), (gauge(6), NOTHING)])
def test_what_could_not_be_read_is_not_told(before, after):
    """A server of somebody else does not show its own."""
    assert [] == list(descriptors(before, after))
