"""What names a vantage, and what was met from portwise's own place."""

from ipaddress import ip_address

import pytest

from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint
from portwise.model.vantage import Met, NotAVantage, Plain, Vantage

HERE = Endpoint(ip_address("127.0.0.1"), 8000)
SIX = Endpoint(ip_address("::1"), 8000)
WEB = Vantage("netns", "web")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("browser", Vantage("browser", "")),
        ("browser:firefox", Vantage("browser", "firefox")),
        ("container:shop-web-1", Vantage("container", "shop-web-1")),
        ("netns:web", WEB),
        ("netns:1234", Vantage("netns", "1234")),
        ("netns:cni-1a2b", Vantage("netns", "cni-1a2b")),
        ("ssh:ann@db.internal", Vantage("ssh", "ann@db.internal")),
        ("ssh:[::1]", Vantage("ssh", "[::1]")),
    ],
)
def test_a_vantage_is_read_as_it_is_written(text, expected):
    """And written as it was read."""
    assert expected == Vantage.of(text)
    assert text == str(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", "nowhere", "browser:", "browser:lynx", "container", "container:", "container:-x", "container:a b"),
        *(
            "netns:",
            "netns:..",
            "netns:.",
            "netns:a/b",
            "netns:-x",
            "ssh:",
            "ssh:-oProxyCommand=x",
            "ssh:a b",
            "ssh:a\n",
        ),
        *("Container:web", "netns:a\0b", "container:web\n", "netns:web\n"),
    ],
)
def test_text_that_names_none_is_said_to_be_so(text):
    """In one line, and nothing of it reaches a path or the words of another program."""
    with pytest.raises(NotAVantage) as said:
        Vantage.of(text)

    assert 1 == len(str(said.value).splitlines())


def plain(symptom, *outcomes):
    return Plain(WEB, symptom, tuple(Met(spot, one) for spot, one in zip((SIX, HERE), outcomes, strict=False)))


@pytest.mark.parametrize(
    ("here", "symptom", "met", "expected"),
    [
        (plain(None, None, None), Outcome.REFUSED, {}, False),  # nothing was tried here
        (plain(None, Outcome.CONNECTED), Outcome.REFUSED, {SIX: Outcome.REFUSED}, True),
        (plain(Outcome.REFUSED, Outcome.REFUSED), Outcome.REFUSED, {SIX: Outcome.REFUSED}, False),
        (
            plain(Outcome.REFUSED, Outcome.REFUSED, Outcome.CONNECTED),
            Outcome.REFUSED,
            {SIX: Outcome.REFUSED, HERE: Outcome.REFUSED},
            True,
        ),
        (plain(Outcome.NAME_FAILURE), Outcome.NAME_FAILURE, {}, False),
        (plain(Outcome.NAME_FAILURE), None, {HERE: Outcome.CONNECTED}, True),
        (plain(None, Outcome.CONNECTED), None, {HERE: Outcome.CONNECTED}, False),  # a name with another address there
    ],
)
def test_what_differs_is_what_is_known_to_differ(here, symptom, met, expected):
    """Address by address where both tried the same, and else by what came out."""
    assert expected == here.differs(symptom, met)
