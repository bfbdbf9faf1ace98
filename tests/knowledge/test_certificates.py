"""Which names a certificate covers, and where a redirect leads: rules of RFCs, on paper."""

import pytest

from portwise.knowledge.http.hsts_or_bad_redirect import joined, same
from portwise.knowledge.terms.certificates import covers
from portwise.model.exchange import Certificate


def held(*names, subject="localhost"):
    return Certificate(subject, "Lab Authority", names, 0.0, 1.0, False)


@pytest.mark.parametrize(
    ("names", "host", "covered"),
    [
        (("localhost",), "localhost", True),
        (("LOCALHOST",), "localhost", True),
        (("other.test",), "localhost", False),
        (("*.other.test",), "a.other.test", True),
        (("*.other.test",), "other.test", False),
        (("*.other.test",), "b.a.other.test", False),
        (("127.0.0.1",), "127.0.0.1", True),
        (("localhost",), "127.0.0.1", False),
        (("*.0.0.1",), "127.0.0.1", False),
        (("::1",), "::1", True),
        ((), "localhost", True),
        ((), "other.test", False),
    ],
)
def test_a_certificate_covers_its_names_and_no_others(names, host, covered):
    """RFC 9525 section 6; the common name counts only where no other name stands."""
    assert covered is covers(held(*names), host)


def test_a_common_name_is_no_address():
    """An address must stand among the addresses."""
    assert False is covers(held(subject="127.0.0.1"), "127.0.0.1")


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://a.test/x", "https://a.test/x"),
        ("//a.test/x", "http://a.test/x"),
        ("/x", "http://localhost:3000/x"),
        ("x", "http://localhost:3000/app/x"),
        ("?a=1", "http://localhost:3000/app/here?a=1"),
        ("/login?next=http://a.test/", "http://localhost:3000/login?next=http://a.test/"),
    ],
)
def test_a_redirect_is_read_from_where_it_was_met(location, url):
    """RFC 3986 section 5.2."""
    assert url == joined("http://localhost:3000/app/here", location)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("http://localhost", "http://localhost:80/", True),
        ("https://localhost/", "http://localhost:443/", False),
        ("http://localhost/?a", "http://localhost/", False),
        ("http://localhost/#a", "http://localhost/", True),
        ("not a url", "http://localhost/", False),
    ],
)
def test_the_same_place_may_be_written_otherwise(one, other, equal):
    """A port that is implied is a port, and a fragment never travels."""
    assert equal is same(one, other)
