import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import caddyjson
from portwise.model.settings import Upstream


def proxy(*dials, **more):
    return {"handler": "reverse_proxy", "upstreams": [{"dial": dial} for dial in dials], **more}


def config(*routes, listen=(":8080",)):
    return json.dumps({"apps": {"http": {"servers": {"srv0": {"listen": list(listen), "routes": list(routes)}}}}})


def read(text):
    return caddyjson.upstreams(text, "autosave.json")


def row(host, port, location, listens=(8080,), names=(), path="", scheme="http"):
    return Upstream(host, port, path, scheme, location, listens, "autosave.json", 1, names)


def test_routes_within_routes_say_for_what_they_are():
    """Host and path of the outer route hold for the inner one; any other matcher is a place where it may go."""
    inner = [
        {"match": [{"path": ["/api/*", "/v1"]}], "handle": [proxy("127.0.0.1:4000")]},
        {"match": [{"method": ["POST"]}], "handle": [proxy("unix//run/a.sock", transport={"protocol": "fastcgi"})]},
        {"handle": [{"handler": "headers"}, proxy("[::1]:3000", transport={"protocol": "http", "tls": {}})]},
    ]
    outer = {"match": [{"host": ["shop.test"]}], "handle": [{"handler": "subroute", "routes": inner}]}
    shop = ("shop.test",)
    expected = (
        row("127.0.0.1", 4000, "/api/", (8080, 81, 82), shop),
        row("127.0.0.1", 4000, "= /v1", (8080, 81, 82), shop),
        row("", 0, "~ ", (8080, 81, 82), shop, "/run/a.sock", "fastcgi"),
        row("::1", 3000, "", (8080, 81, 82), shop, scheme="https"),
    )

    assert expected == read(config(outer, listen=(":8080", "tcp/127.0.0.1:81-82", "unix//run/c.sock")))


def test_it_is_written_where_it_is_dialled():
    """The line of the address."""
    text = json.dumps(json.loads(config({"handle": [proxy("a.test:1")]})), indent=1)
    (found,) = read(text)

    assert '"dial": "a.test:1"' in text.splitlines()[found.line - 1]


@pytest.mark.parametrize("handler", [proxy("{env.APP}"), proxy(dynamic_upstreams={"source": "a"})])
def test_what_a_request_decides_is_said(handler):
    """Never an empty list, which would say that nothing is sent anywhere."""
    with pytest.raises(ValueError, match=r"autosave.json: only a request decides"):
        read(config({"handle": [handler]}))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["reverse_proxy", "subroute", ":80", "a:1", "*", "/x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["handler", "handle", "routes", "match", "path", "host", "upstreams", "dial", "transport"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=20,
)


@given(routes=VALUES, listen=VALUES)
def test_any_json_is_a_configuration_or_a_value_error(routes, listen):
    """Whatever a field holds, it is never a crash."""
    text = json.dumps({"apps": {"http": {"servers": {"a": {"listen": listen, "routes": routes}}}}})
    with suppress(ValueError):
        assert read(text) == read(text)
