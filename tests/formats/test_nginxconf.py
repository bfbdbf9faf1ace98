import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import nginxconf
from portwise.formats.nginxconf import Listen, Server, Upstream

CONF = r"""user www-data; # proxy_pass http://wrong:1;
events { worker_connections 768; }
http {
    include /etc/nginx/sites-enabled/*;
    log_format main '$remote_addr "{ not a block; }" $status';
    upstream app {
        least_conn;
        server 127.0.0.1:3000 max_fails=3;
        server unix:/run/app.sock backup;
        server [::1]:3001;
    }
    server {
        listen 80;
        listen [::]:443 ssl http2;
        server_name shop.test "www.shop.test";
        location / { proxy_pass http://app; }
        location ~ "\.php{1,2}$" {
            fastcgi_pass unix:/run/php/php.sock;
        }
        location /api/ {
            proxy_set_header Host $host;
            if ($request_method = POST) {
                proxy_pass
                    http://localhost:8000/v1/;
            }
        }
        location /tls { proxy_pass https://backend.test/x:1; }
        location @grpc { grpc_pass grpc://127.0.0.1:50051; }
        location /any { set ${x} a; proxy_pass http://$backend:80; }
    }
    server { server_name default; return 404; }
}
"""
PARSED = nginxconf.config(CONF, "nginx.conf")
LISTENS = (Listen("", 80), Listen("::", 443, "", True))


def test_servers_listen_and_have_names():
    """A server without listen takes port 80."""
    expected = (
        Server(LISTENS, ("shop.test", "www.shop.test"), 12),
        Server((Listen("", 80),), ("default",), 31),
    )

    assert expected == PARSED.servers


def test_where_requests_go():
    """Groups are resolved, ports default by scheme, the line is that of the directive."""

    def to(host, port, path, scheme, location, line):
        return Upstream(host, port, path, scheme, location, LISTENS, "nginx.conf", line)

    expected = (
        to("127.0.0.1", 3000, "", "http", "/", 16),
        to("", 0, "/run/app.sock", "http", "/", 16),
        to("::1", 3001, "", "http", "/", 16),
        to("", 0, "/run/php/php.sock", "fastcgi", r"~ \.php{1,2}$", 18),
        to("localhost", 8000, "", "http", "/api/", 23),
        to("backend.test", 443, "", "https", "/tls", 27),
        to("127.0.0.1", 50051, "", "grpc", "@grpc", 28),
    )

    assert expected == PARSED.upstreams


def test_what_this_file_alone_cannot_tell():
    """Other files and names that a request decides are said, not guessed."""
    assert ("/etc/nginx/sites-enabled/*",) == PARSED.includes
    assert [29] == [directive.line for directive in PARSED.variables]


@pytest.mark.parametrize(
    "word, expected",
    [
        ("8080", Listen("", 8080)),
        ("127.0.0.1:8080", Listen("127.0.0.1", 8080)),
        ("*:8080", Listen("", 8080)),
        ("[::1]:8080", Listen("::1", 8080)),
        ("localhost", Listen("localhost", 80)),
        ("unix:/run/n.sock", Listen("", 0, "/run/n.sock")),
        ("99999", None),
    ],
)
def test_listen_addresses(word, expected):
    """The forms of ngx_http_core_module's listen."""
    assert expected == nginxconf.listen(word, False)


@pytest.mark.parametrize("text", ["server {", "}", "listen 80", 'a "b;', "{ }", "a } b;"])
def test_what_nginx_would_not_load_is_an_error(text):
    """Half a file must not pass for a whole one."""
    with pytest.raises(ValueError):
        nginxconf.config(text)


LETTERS = [
    "server",
    "location",
    "upstream",
    "listen",
    "proxy_pass",
    "http://a:1",
    "{",
    "}",
    ";",
    " ",
    "\n",
    "'",
    '"',
    "#",
    "\\",
    "$",
]


@given(text=st.text() | st.lists(st.sampled_from(LETTERS)).map(" ".join))
def test_any_text_is_a_configuration_or_a_value_error(text):
    """What stands in /etc is never a crash."""
    try:
        found = nginxconf.config(text)
    except ValueError:
        found = PARSED

    assert all(each.port or each.unix_path for each in found.upstreams)


@pytest.mark.parametrize(
    ("inside", "seconds"),
    [
        ("", 0.0),
        ("keepalive 32;", 60.0),
        ("keepalive 0;", 0.0),
        ("keepalive 16; keepalive_timeout 1m30s;", 90.0),
        ("keepalive 16; keepalive_timeout 500ms;", 0.5),
        ("keepalive 16; keepalive_timeout 4;", 4.0),
    ],
)
def test_how_long_a_group_keeps_its_connections(inside, seconds):
    """Nothing is kept without keepalive, and then for a minute unless it says otherwise."""
    (block,) = nginxconf.directives(f"upstream app {{ server 127.0.0.1:3000; {inside} }}")

    assert seconds == nginxconf.keeps(block)
