"""Which of the places in a gateway's configuration one request may be sent to."""

import pytest

from portwise.knowledge.terms import gateways
from portwise.model.settings import Upstream


def row(port, location="", names=(), host="127.0.0.1", listens=(80,)):
    return Upstream(host, port, "", "http", location, listens, "gateway.conf", 1, names)


def chosen(rows, host="shop.test", path="/"):
    return [found.port for found in gateways.serving(rows, 80, host, path)]


@pytest.mark.parametrize(
    ("path", "ports"),
    [
        ("/", [1, 4]),
        ("/api", [2, 4]),
        ("/api/v1", [3, 4]),
        ("/health", [5]),
        ("/static/x", [4]),
    ],
)
def test_the_longest_place_is_meant(path, ports):
    """A pattern may be meant besides, an exact path stands alone, and what the gateway answers is sent to nobody."""
    rows = [
        row(1, "/"),
        row(2, "/api"),
        row(3, "/api/"),
        row(4, "~ somewhere"),
        row(5, "= /health"),
        row(0, "/static/", host=""),
        row(6, listens=(81,)),
    ]

    assert ports == chosen(rows, path=path)


@pytest.mark.parametrize(
    ("host", "ports"),
    [
        ("shop.test", [1]),
        ("SHOP.test.", [1]),
        ("www.shop.test", [2]),
        ("a.wide.test", [3]),
        ("wide.test", [3]),
        ("star.test", [5]),
        ("a.star.test", [4]),
        ("127.0.0.1", [5]),
    ],
)
def test_the_site_of_that_name_is_meant(host, ports):
    """Else those that are for any host."""
    rows = [
        row(1, names=("shop.test",)),
        row(2, names=("other.test", "www.shop.test")),
        row(3, names=(".wide.test",)),
        row(4, names=("*.star.test",)),
        row(5),
    ]

    assert ports == chosen(rows, host=host)


def test_without_a_site_of_that_name_each_may_be_meant():
    """One of them is the default, and which one is not known."""
    assert [1, 2] == chosen([row(1, names=("a.test",)), row(2, names=("",))], host="127.0.0.1")
