"""What proxies and tunnels are told to ask, and what they met."""

import pytest

from portwise.model.reading import Calling, Seen
from portwise.read.signs import gateways
from portwise.read.text import Text

ERROR = (
    "2024/02/02 20:12:19 [error] 241#241: *90 connect() failed (111: Connection refused) while connecting to upstream, "
    'client: 192.168.0.20, server: docs.home, request: "GET / HTTP/2.0", upstream: "http://172.19.0.6:8010/", '
    'host: "docs.home"'
)
UNIX = "connect() to unix:/run/php/php7.4-fpm.sock failed (2: No such file or directory) while connecting to upstream"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("proxy_pass http://api:3000/;", Calling("api", 3000, "proxy_pass")),
        ("fastcgi_pass 127.0.0.1:9000;", Calling("127.0.0.1", 9000, "proxy_pass")),
        (ERROR, Calling("172.19.0.6", 8010, "upstream")),
        ("    server 10.0.0.4:8080 max_fails=3;", Calling("10.0.0.4", 8080, "upstream")),
        ("    server app1 10.0.0.5:8080 check", Calling("10.0.0.5", 8080, "upstream")),
        ("reverse_proxy /api/* localhost:9000", Calling("localhost", 9000, "reverse_proxy")),
        ('ProxyPass "/app" "http://127.0.0.1:8081/"', Calling("127.0.0.1", 8081, "ProxyPass")),
        ("  - service: http://localhost:5244", Calling("localhost", 5244, "ingress")),
        ("'/api': 'http://localhost:8000',", Calling("localhost", 8000, "dev proxy")),
        ('"proxy": "http://[::1]:8000"', Calling("::1", 8000, "dev proxy")),
    ],
)
def test_where_a_proxy_is_told_to_connect_is_read(line, expected):
    """In its configuration and in its log."""
    assert [expected] == [noted.sign for noted in gateways.told(Text.of(line))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (ERROR, Seen("upstream failed", "111")),
        (UNIX, Seen("unix upstream failed", "2")),
        ("bind = unix:/srv/app/app.sock", Seen("unix socket", "/srv/app/app.sock")),
        ("listen = /run/php/php8.1-fpm.sock", Seen("unix socket", "/run/php/php8.1-fpm.sock")),
    ],
)
def test_what_it_met_is_told_apart_from_where_a_socket_is(line, expected):
    """The errno decides which cause it is."""
    assert [expected] == [noted.sign for noted in gateways.sockets(Text.of(line))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ssh -N -L 3307:db:3306 ops@bastion", [Seen("ssh -L", "3307:db:3306")]),
        ("ssh -fNR 8080:localhost:80 me@vps", [Seen("ssh -R", "8080:localhost:80")]),
        ("  LocalForward 8888 localhost:8888", [Seen("ssh -L", "8888 localhost:8888")]),
        ("ssh me@vps", []),
    ],
)
def test_a_forwarded_port_is_read(line, expected):
    """Of a command line and of a file of settings."""
    assert expected == [noted.sign for noted in gateways.forwards(Text.of(line))]
