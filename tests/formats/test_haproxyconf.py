import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import haproxyconf
from portwise.model.settings import Upstream

CONF = r"""
global
    server ignored 10.0.0.1:1   # not of a proxy
defaults
    mode http
    default_backend app
frontend web
    bind *:80
    bind 127.0.0.1:8080,[::]:8443 ssl crt /etc/x.pem
    bind /run/haproxy.sock
    acl is_api path_beg -i /api /v1
    acl from_here src 127.0.0.1
    use_backend api if is_api
    use_backend shop if { hdr(host) -i shop.test }
    use_backend spare if is_api from_here
    use_backend exact if { path /health }
backend app
    server one 127.0.0.1:3000 check
    server two "127.0.0.1:3001" backup
    server gone 127.0.0.1:3002 disabled
backend api
    server u unix@/run/api.sock
backend shop
    server tls ipv6@[::1]:4443 ssl verify none
backend spare
    server same 10.0.0.9
backend exact
    server named app.internal:9000
listen db
    mode tcp
    bind :5432
    server a ::1:5433
    server plus 127.0.0.1:+1
peers others
    server peer 10.0.0.2:1024
"""
WEB = (80, 8080, 8443)


def rows(text, environment=None):
    return haproxyconf.upstreams(haproxyconf.lines(text, "haproxy.cfg", environment or {}))


def row(host, port, location, line, listens=WEB, path="", scheme="http", names=()):
    return Upstream(host, port, path, scheme, location, listens, "haproxy.cfg", line, names)


def test_where_each_frontend_sends_requests():
    """By each rule and otherwise; the server without a port has the one of the client, +1 the next one."""
    expected = (
        row("", 0, "/api", 22, path="/run/api.sock"),
        row("", 0, "/v1", 22, path="/run/api.sock"),
        row("::1", 4443, "", 24, scheme="https", names=("shop.test",)),
        *(row("10.0.0.9", port, "~ if is_api from_here", 26, (port,)) for port in WEB),
        row("app.internal", 9000, "= /health", 28),
        row("127.0.0.1", 3000, "", 18),
        row("127.0.0.1", 3001, "", 19),
        row("::1", 5433, "", 32, (5432,), scheme="tcp"),
        row("127.0.0.1", 5433, "", 33, (5432,), scheme="tcp"),
    )

    assert expected == rows(CONF)


LISTEN = "listen web\n mode http\n bind :80\n server a {}\n"


@pytest.mark.parametrize(
    ("address", "environment", "place"),
    [
        ("127.0.0.1:3000#x", {}, ("127.0.0.1", 3000)),
        (r"app\.test:81", {}, ("app.test", 81)),
        ("'app.test:81'", {}, ("app.test", 81)),
        ('"${APP}:81"', {"APP": "app.test"}, ("app.test", 81)),
        ('"$APP":81', {"APP": "app.test"}, ("app.test", 81)),
        ('"${APP-other.test}:81"', {}, ("other.test", 81)),
        ("${APP}:81", {"APP": "app.test"}, ("${APP}", 81)),
        ("[fe80::1]", {}, ("fe80::1", 80)),
        ("ipv4@app.test", {}, ("app.test", 80)),
    ],
)
def test_addresses_of_servers(address, environment, place):
    """Quotes, escapes, comments and variables as section 2 of the manual has them."""
    (found,) = rows(LISTEN.format(address), environment)

    assert place == (found.host, found.port)


def test_the_mode_is_that_of_the_defaults():
    """tcp where nobody says otherwise, section 4.2."""
    text = "listen a\n bind :1\n server s a:1\ndefaults\n mode http\nlisten b\n bind :2\n server s a:1\n"

    assert ["tcp", "http"] == [found.scheme for found in rows(text)]


def test_what_it_asks_the_environment_for():
    """Only those are read of a process."""
    assert ("APP", "PORT", "OTHER") == haproxyconf.variables('server a "${APP}:$PORT" # ${OTHER-x}')


def test_a_default_holds_for_the_sections_that_follow():
    """And the next defaults section starts anew."""
    text = (
        "defaults\n default_backend b\nfrontend f\n bind :80\ndefaults\nfrontend g\n bind :81\nbackend b\n server s a:1"
    )

    assert [(80,)] == [found.listens for found in rows(text)]


@pytest.mark.parametrize(
    ("bound", "ports"),
    [
        ("*:80", [80]),
        (":8000-8002", [8000, 8001, 8002]),
        ("ipv4@127.0.0.1:80", [80]),
        ("quic4@:443", [443]),
        (":::80", [80]),
        ("unix@/run/a:80", []),
        ("abns@a:80", []),
        ("fd@3", []),
        ("x", []),
    ],
)
def test_ports_of_a_bind(bound, ports):
    """Section 11.1; a socket that is no port has none."""
    assert ports == list(haproxyconf.bound(bound))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("listen web\n bind :80\n use_backend %[req.hdr(host)]\n", "haproxy.cfg:3: only a request decides"),
        ("listen web\n.if defined(X)\n bind :80\n.endif", "haproxy.cfg:2: only its start decides"),
        ("listen 'web", "a quote that does not close in line 1"),
    ],
)
def test_what_cannot_be_told_is_said(text, why):
    """Never an empty list, which would say that nothing is sent anywhere."""
    with pytest.raises(ValueError) as said:
        rows(text)

    assert str(said.value).startswith(why)


PIECES = [*"\"'\\#{}$ \n", "listen ", "bind ", "server s ", "use_backend ", "if ", "acl ", ":80", "-", "@", "path_beg "]


@given(text=st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=2)).map("".join))
def test_any_text_is_a_configuration_or_a_value_error(text):
    """What stands in /etc is never a crash, and no row is without a place."""
    try:
        found = rows("listen web\nbind :80\n" + text)
    except ValueError:
        found = ()

    assert all(each.unix_path or (each.host and 0 < each.port < 65536) for each in found)
