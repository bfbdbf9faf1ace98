"""Laws of the target parser over any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portwise.model.schemes import DEFAULT_PORT
from portwise.model.target import NotATarget, Target

UNHURRIED = settings(deadline=None)  # a busy machine is no fault of the parser
SPICE = [
    *(
        "http",
        "://",
        "unix:",
        "jdbc:",
        "udp",
        "[::1]",
        "%",
        "25",
        "@",
        "/",
        "?",
        "#",
        "\\",
        ",",
        ";",
        ":",
        ".",
        "-",
        "*",
    ),
    *("0", "80", "99999", "a", "é", "\uff11", "\uff0f", "\uff0e", "\u200b", "\x00", " ", "localhost", "xn--"),
]
SPICED = st.lists(st.sampled_from(SPICE)).map("".join)
NEARLY = st.tuples(
    st.sampled_from(["", "http://", "HTTPS://", "redis://", "jdbc:mysql://", "udp://", "unix:", "made-up://"]),
    st.sampled_from(["", "", "@", "user@", "u:p@ss@"]),
    st.sampled_from(["", "localhost", "A.b.", "[::1]", "[fe80::1%25x]", "[fe80::1%251]", "bücher", "*", "one:1,two"]),
    st.sampled_from([":80", ":0", ":80a", ":-1", ":", ""]),
    st.sampled_from(["", "/", "/a@b", "/http://u:p@h/", "?x=y@z", "#f"]) | SPICED,
).map("".join)
ANYTHING = st.text() | SPICED | NEARLY
BLANKS = st.text(" \t\r\n")
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
HOSTS = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
ADDRESSES = st.ip_addresses(v=6).map(lambda a: f"[{a}]") | st.ip_addresses(v=4).map(str)
PORTS = st.integers(min_value=-(10**9), max_value=10**9)
SCHEMES = st.sampled_from(sorted(DEFAULT_PORT))
SECRET = "correct-horse"
INK = st.characters(exclude_characters="/?#\\ ", exclude_categories=["Z", "C"])
USERINFO = st.tuples(st.text(INK), st.text(INK)).map(SECRET.join)


def parsed(text):
    try:
        return Target.parse(text)
    except NotATarget:
        return None


@UNHURRIED
@given(ANYTHING)
def test_any_text_is_a_target_or_not(text):
    """There is no third way: nothing a person can type makes the parser fail."""
    target = parsed(text)

    assert target is None or target.host.isascii()


@UNHURRIED
@given(ANYTHING)
def test_any_text_can_be_bound_or_not(text):
    """The same for what is to be bound; what can be bound has no scheme of a client."""
    try:
        target = Target.to_bind(text)
    except NotATarget:
        return

    assert target.scheme in ("", "tcp", "udp", "unix")


@UNHURRIED
@given(SCHEMES, USERINFO, HOSTS, PORTS)
def test_userinfo_is_nowhere(scheme, userinfo, host, port):
    """Whatever a password is made of, neither the target nor the error holds it."""
    text = f"{scheme}://{userinfo}@{host}:{port}/path"
    try:
        shown = repr(Target.parse(text))
    except NotATarget as error:
        shown = repr(error) + repr(error.__cause__)

    assert SECRET not in shown


@UNHURRIED
@given(SCHEMES, USERINFO, HOSTS)
def test_userinfo_hides_no_host(scheme, userinfo, host):
    """The last @ before the path ends the userinfo, whatever comes before it."""
    assert host == Target.parse(f"{scheme}://{userinfo}@{host}").host


@UNHURRIED
@given(st.sampled_from(["", "http://", "jdbc:mysql://"]), USERINFO, st.text(INK), st.sampled_from("?#"))
def test_query_and_fragment_are_nowhere(scheme, secret, more, mark):
    """Tokens travel behind ? and #, so nothing from there is kept."""
    target = parsed(f"{scheme}host:80{mark}{secret}{mark}{more}")

    assert SECRET not in repr(target)


@UNHURRIED
@given(st.sampled_from(["", "http://", "tcp://"]), HOSTS | ADDRESSES, PORTS)
def test_host_and_port_survive(scheme, host, port):
    """What was written as host and port is what is read, and what is shown."""
    target = Target.parse(f"{scheme}{host}:{port}")

    assert (host.strip("[]"), port, f"{scheme}{host}:{port}") == (target.host, target.port, target.raw)
    assert (0 < port <= 65535) is target.port_is_valid


@UNHURRIED
@given(BLANKS, ANYTHING, BLANKS)
def test_blanks_around_mean_nothing(before, text, after):
    """A target copied with its blanks is the same target."""
    assert parsed(text) == parsed(before + text + after)


@UNHURRIED
@given(NEARLY)
def test_what_is_shown_is_the_same_target(text):
    """Whoever copies the target from a report asks the same question again."""
    target = parsed(text)

    assert target is None or target == Target.parse(target.raw)


@UNHURRIED
@given(NEARLY)
def test_what_is_bound_is_shown_the_same(text):
    """The same for what is to be bound."""
    try:
        target = Target.to_bind(text)
    except NotATarget:
        return

    assert target == Target.to_bind(target.raw)


@UNHURRIED
@given(SCHEMES, HOSTS | ADDRESSES, st.none() | PORTS, st.sampled_from(["", "/", "/a/b"]))
def test_the_url_is_the_same_target(scheme, host, port, path):
    """The normalised URL reads as what it was made from, and is its own normal form."""
    target = Target.parse(f"{scheme}://{host}{'' if port is None else f':{port}'}{path}")

    assert target._replace(raw=target.url) == Target.parse(target.url)


@pytest.mark.parametrize(
    "text", ["http://bücher.example:1/", "http://[fe80::1%25]:1/", "http://[fe80::1%25x]/", "http://[fe80::1%2525]/"]
)
def test_the_url_of_odd_hosts(text):
    """A-labels and zones are written so that a URL parser reads them back."""
    target = Target.parse(text)

    assert target.host == Target.parse(target.url).host
