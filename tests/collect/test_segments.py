"""A silent server is asked in small packets, and in full ones only where that helped."""

import pytest

from portwise.collect.segments import SMALL, segments
from portwise.host.api import Heard
from portwise.model.evidence import Evidence
from portwise.model.exchange import Segments
from portwise.model.target import Endpoint, Target

PAGE = b"HTTP/1.1 200 OK\r\n\r\n"


class Way:
    """Answers in packets up to *most* bytes; after *time* questions there is no time for another."""

    def __init__(self, most, time=9):
        self.most, self.time, self.asked = most, time, []

    def segmented(self, endpoint, name, sent, segment, patience):
        self.asked.append((name, sent[:3], segment))
        if len(self.asked) > self.time:
            raise TimeoutError
        return Heard(PAGE if (segment or 1460) <= self.most else b"", "silence", 0, 1.0)


@pytest.mark.parametrize(
    ("most", "met", "sizes"), [(948, (True, False), 4), (1460, (True, True), 2), (0, (False, False), 1)]
)
def test_small_first(most, met, sizes):
    """Whoever is silent to a small one is not asked again."""
    target, way = Target.parse("http://192.0.2.7:8000/"), Way(most)
    said = segments(way, Evidence(target), Endpoint(target.address, 8000))

    assert (Segments(SMALL, *met), sizes) == (said, len(way.asked))
    assert ("192.0.2.7", b"GET", SMALL) == way.asked[0]


def test_tls_is_asked_for_its_certificate():
    """What is sent then is the beginning of a handshake, which the host makes."""
    target, way = Target.parse("https://shop.test:8443/"), Way(1460)
    segments(way, Evidence(target), Endpoint(Target.parse("192.0.2.7:1").address, 8443))

    assert [("shop.test", b"", SMALL), ("shop.test", b"", 0)] == way.asked


def test_one_whole_silence_is_enough_where_time_is_short():
    """And none at all is unknown."""
    target = Target.parse("http://192.0.2.7:8000/")

    assert Segments(SMALL, True, False) == segments(Way(948, 2), Evidence(target), Endpoint(target.address, 8000))
    with pytest.raises(TimeoutError):
        segments(Way(948, 1), Evidence(target), Endpoint(target.address, 8000))
