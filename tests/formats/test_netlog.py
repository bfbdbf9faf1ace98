"""
What a network log of the Chromium family tells.

The logs in data/netlog are what Chromium 156 wrote in worlds of the lab, cut down to the events that are read.
"""

from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import netlog
from portwise.model.browse import Dialled, Resolver

DATA = Path(__file__).parent / "data" / "netlog"
LOGS = {path.stem: path.read_text() for path in sorted(DATA.glob("*.json"))}
HERE, HERE6 = ip_address("127.0.0.1"), ip_address("::1")
REFUSED = "ERR_CONNECTION_REFUSED"
SECURE = "DNS over HTTPS"

URLS = {
    "hsts": ("http://shop.dev:3000/", "https://shop.dev:3000/"),
    "hosts": ("http://plain.test:3000/",),
    "dohdead": ("http://app.internal:3000/",),
    "proxydead": ("http://plain.test:3000/",),
    "cert": ("https://localhost:3443/",),
    "noname": ("http://nosuch.test:3000/",),
    "dns": ("http://app.internal:3000/",),
    "unsafe": ("http://localhost:6000/",),
}
TELLS = {
    "hsts": {"error": "ERR_SSL_PROTOCOL_ERROR", "upgraded": "HSTS", "tried": (Dialled(HERE, 3000, ""),)},
    "hosts": {"proxy": "DIRECT", "lookups": (), "tried": (Dialled(HERE, 3000, ""),)},
    "dohdead": {
        "error": "ERR_NAME_NOT_RESOLVED",
        "lookups": (Resolver("app.internal", SECURE, (), REFUSED, "https://doh.test:3999/dns-query"),),
        "tried": (),
    },
    "proxydead": {
        "error": "ERR_PROXY_CONNECTION_FAILED",
        "proxy": "PROXY 127.0.0.1:3128",
        "tried": (Dialled(HERE, 3128, REFUSED),),
    },
    "cert": {
        "error": "ERR_CERT_AUTHORITY_INVALID",
        "tried": (Dialled(HERE6, 3443, REFUSED), Dialled(HERE, 3443, "")),
    },
    "noname": {"lookups": (Resolver("nosuch.test", "system", (), "ERR_INTERNET_DISCONNECTED"),)},
    "dns": {"lookups": (Resolver("app.internal", "DNS", (HERE,)),), "tried": (Dialled(HERE, 3000, ""),)},
    "unsafe": {"error": "ERR_UNSAFE_PORT", "tried": (), "version": "156.0.8078.79", "product": "Chromium"},
}


@pytest.mark.parametrize("name", URLS)
def test_what_a_log_tells(name):
    """Error, proxy, lookups, every address tried and the upgrade, of the page and of nothing else."""
    told = netlog.read(LOGS[name], URLS[name])._asdict()

    assert TELLS[name] == {key: told[key] for key in TELLS[name]}


@pytest.mark.parametrize("name", URLS)
def test_of_another_page_it_tells_nothing(name):
    """What a browser does beside is nobody's business."""
    told = netlog.read(LOGS[name], ("http://other.test:1234/",))

    assert ("", "", (), (), "") == (told.error, told.proxy, told.lookups, told.tried, told.upgraded)


@pytest.mark.parametrize("name", URLS)
def test_a_log_without_an_end_tells_what_it_holds(name):
    """A browser that was killed leaves whole lines and a broken one; those of before are read all the same."""
    text = LOGS[name]
    lines = text.splitlines(keepends=True)
    for n in range(2, len(lines)):
        assert netlog.read("".join(lines[:n]), URLS[name]).version == "156.0.8078.79"
    most = netlog.read("".join(lines[:-1]) + lines[-1][: len(lines[-1]) // 2], URLS[name])

    assert netlog.read(text, URLS[name])._replace(error="") == most._replace(error="")


@given(st.sampled_from(sorted(LOGS)), st.integers(0, 9000), st.integers(0, 9000), st.text(max_size=8))
def test_a_log_with_anything_in_it_is_read(name, start, length, other):
    """Numbers where names should be, lists where objects should be, half a character: never an exception."""
    text = LOGS[name]
    told = netlog.read(text[:start] + other + text[start + length :], URLS[name])

    assert isinstance(told, netlog.NetLog)


@given(st.text() | st.binary().map(lambda data: data.decode("utf-8", "replace")))
def test_any_text_is_read(text):
    """Of what is no log it tells nothing."""
    told = netlog.read(text, ("http://localhost:3000/",))

    assert ("", (), ()) == (told.error, told.lookups, told.tried)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, st.lists(VALUES, max_size=4))
def test_any_json_is_read(constants, events):
    """Also where it has the two keys of a log."""
    import json

    told = netlog.read(json.dumps({"constants": constants, "events": events}), ("http://localhost/",))

    assert "" == told.error


def test_deep_nesting_is_no_log():
    """The parser of Python ends there with an exception of its own."""
    assert "" == netlog.read("[" * 100_000, ("http://localhost/",)).version


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:3000/x?y", "http://localhost:3000"),
        ("http://LocalHost/", "http://localhost:80"),
        ("https://[::1]/", "https://[::1]:443"),
        ("data:,", ""),
        ("http://a b/", ""),
    ],
)
def test_origins(url, expected):
    """Scheme, host and port, the port also where it is not written."""
    assert expected == netlog.origin(url)
