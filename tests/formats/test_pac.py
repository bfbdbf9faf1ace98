"""What a PAC file names, read and not run."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import pac
from portwise.formats.pac import Script

BEGIN = "function FindProxyForURL(url, host) { "
PROXY = ("proxy.example", 8080)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('return "PROXY proxy.example:8080";', Script((PROXY,), False, False)),
        ("return 'HTTPS proxy.example:8080; DIRECT';", Script((PROXY,), True, False)),
        ('return "proxy proxy.example:8080;SOCKS5 [::1]:1080";', Script((PROXY, ("::1", 1080)), False, False)),
        ('return "DIRECT";', Script((), True, False)),
        ('// "PROXY old:1"\n/* "DIRECT" */ return "PROXY proxy.example:8080";', Script((PROXY,), False, False)),
        ('return "PROXY " + host + ":80";', Script((), False, True)),
        ('var p = "SOCKS5"; return p + " a:1"', Script((), False, True)),
        ("return `PROXY a:1`;", Script((), False, True)),
        ('return "PROXY proxy.example:8080" + rest;', Script((PROXY,), False, True)),
        ('return ["PROXY proxy.example:8080", rest].join(";");', Script((PROXY,), False, True)),
        ("return other(url);", Script((), False, True)),
        ('return "PROXY proxy.example:99999";', Script((), False, False, True)),
        ('alert("it\'s http://x/"); return "PROXY proxy.example:8080";', Script((PROXY,), False, False)),
    ],
)
def test_what_it_names(body, expected):
    """In quotes alone, and what is put together while it runs is said to be more."""
    assert expected == pac.script(f"{BEGIN}{body} }}")


@pytest.mark.parametrize(
    ("body", "silent"),
    [
        ('if (shExpMatch(h, "*.corp")) return "PROXY proxy.example:8080";', True),
        ('if (h == "a") { return "PROXY proxy.example:8080"; }', True),
        ('if (h == "a") log(); else return "PROXY proxy.example:8080";', True),
        ('for (;;) return "PROXY proxy.example:8080";', True),
        ('switch (h) { case "a": return "PROXY proxy.example:8080"; }', True),
        ('if (h == "a") return ""; return "PROXY proxy.example:8080";', True),
        ('if (h == "a") return; return "PROXY proxy.example:8080";', True),
        ('if (h == "a") return null; return "PROXY proxy.example:8080";', True),
        ('return\n"PROXY proxy.example:8080";', True),
        ('var f = function () { return "PROXY proxy.example:8080"; };', True),
        ('if (h == "a") { return "PROXY proxy.example:8080" } return "PROXY proxy.example:8080"', False),
        ('return h == "a" ? "PROXY proxy.example:8080" : "PROXY proxy.example:8080";', False),
        ('var p = "PROXY proxy.example:8080"; return p;', False),
    ],
)
def test_what_may_end_without_an_answer(body, silent):
    """Where no line is reached that answers, a browser asks no proxy."""
    assert Script((PROXY,), False, False, silent) == pac.script(f"{BEGIN}{body} }}")


@pytest.mark.parametrize(
    "body",
    [
        'return "PROXY gw.corp";',
        'return "PROXY proxy.example:8080; SOCKS gw.corp";',
        'return "QUIC proxy.example:443";',
        'h.match(/"/); return "PROXY gw.corp:1"; // "PROXY proxy.example:8080"',
        'var p = "DIRECT"; if (h == "a") p = f(h); return p;',
        'if (h == "a") return "DIRECT"; return f(h);',
    ],
)
def test_what_it_does_not_name_as_it_stands(body):
    """A port that each browser has of its own, quotes that nobody can count, and what others answer for it."""
    assert pac.script(f"{BEGIN}{body} }}").more


@pytest.mark.parametrize("text", ["", "<html>404</html>", BEGIN + "x" * pac.LONGEST])
def test_what_is_none(text):
    """A page of an error is no script, and nobody reads one without an end."""
    with pytest.raises(ValueError, match="PAC file"):
        pac.script(text)


def test_a_long_list_says_that_there_is_more():
    """A script that knows hundreds is not tried through."""
    listed = "; ".join(f"PROXY p{n}:80" for n in range(20))

    assert (pac.MOST, True) == (len((found := pac.script(f'{BEGIN}"{listed}"')).proxies), found.more)


@pytest.mark.parametrize(
    "begun", ['"', "'", "/*", "//", '"\\', '"PROXY ', '"PROXY a', '"PROXY ' + "a." * 9, "return ", '"" ? ', "{;"]
)
def test_text_that_opens_and_never_closes_is_read_once(begun):
    """A file of somebody else's costs no more than its length."""
    pac.script(BEGIN + begun * ((pac.LONGEST - len(BEGIN)) // len(begun)))

    assert pac.LONGEST >= len(begun)


@given(
    st.text()
    | st.lists(
        st.sampled_from(["PROXY a:1", '"', "'", "\\", "//", "/*", "*/", "DIRECT", "\n", "return", "{", "?"])
    ).map("".join)
)
def test_any_text(text):
    """Whatever stands in it, there is an answer."""
    assert isinstance(pac.script(BEGIN + text), Script)


def test_within_an_address():
    """RFC 2397."""
    text = f'{BEGIN}return "PROXY proxy.example:8080"; }}'
    packed = base64.b64encode(text.encode()).decode()

    assert text == pac.inline(f"data:application/x-ns-proxy-autoconfig;base64,{packed}")
    assert text == pac.inline(f"data:,{text}")
    with pytest.raises(ValueError, match="data"):
        pac.inline("data:text/plain;base64,=a")
    with pytest.raises(ValueError, match="data"):
        pac.inline("data:none")
