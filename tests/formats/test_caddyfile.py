import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import caddyfile
from portwise.model.settings import Upstream

CONF = r"""
# global options
{
	http_port 8080
	admin off
}
(app) {
	reverse_proxy {args[0]} {
		header_up Host {host}
	}
}
shop.test, www.shop.test,
http://shop.local {
	@api path /api/*
	@post method POST
	respond /health "OK { }" 200
	reverse_proxy @api 127.0.0.1:4000 {
		to 127.0.0.1:4001 \
			https://spare.test
		transport http {
			read_buffer 1
		}
	}
	reverse_proxy @post :4002
	handle_path /static/* {
		file_server
	}
	handle /exact {
		import app unix//run/app.sock
	}
	handle {
		import app h2c://[::1]:3000
	}
}
:9000 {
	php_fastcgi unix//run/php.sock
	reverse_proxy /range* a.test:1-2
}
empty.test {
}
"""


def read(text, files=None):
    return caddyfile.upstreams(
        caddyfile.spliced(caddyfile.segments(text, "Caddyfile"), lambda pattern, _: (files or {}).get(pattern, ()))
    )


NAMES = ("shop.test", "www.shop.test", "shop.local")


def row(host, port, location, line, path="", scheme="http", listens=(443, 8080), names=NAMES):
    return Upstream(host, port, path, scheme, location, listens, "Caddyfile", line, names)


def test_where_each_site_sends_requests():
    """Matchers and blocks give the place; what fills a snippet stands where it is given; without host Caddy answers."""
    expected = (
        row("", 0, "= /health", 16, scheme=""),
        row("127.0.0.1", 4000, "/api/", 17),
        row("127.0.0.1", 4001, "/api/", 18),
        row("spare.test", 443, "/api/", 18, scheme="https"),
        row("localhost", 4002, "~ @post", 24),
        row("", 0, "/static/", 25, scheme=""),
        row("", 0, "= /exact", 29, "/run/app.sock"),
        row("::1", 3000, "", 32),
        row("", 0, "", 36, "/run/php.sock", "fastcgi", (9000,), ()),
        row("a.test", 1, "/range", 37, listens=(9000,), names=()),
        row("a.test", 2, "/range", 37, listens=(9000,), names=()),
    )

    assert expected == read(CONF)


def test_a_single_site_needs_no_braces():
    """All that follows its address is its own."""
    assert [(3000, (8080,))] == [(found.port, found.listens) for found in read(":8080\n\nreverse_proxy :3000\nlog\n")]


def test_an_import_stands_for_its_files():
    """Sites of other files count as if they stood here, and say where they stand."""
    files = {"sites/*": [("/etc/a", ":80 {\n\treverse_proxy {args.0}\n}"), ("/etc/b", "(x) {\n}")]}

    assert [("Caddyfile", 1, "a.test")] == [(f.file, f.line, f.host) for f in read("import sites/* a.test\n", files)]


def test_variables_are_filled_in_first():
    """Of the environment, else as the file says otherwise."""
    text = "{$HERE} {\n reverse_proxy {$APP:localhost:3000}\n}"

    assert ("HERE", "APP") == caddyfile.variables(text)
    assert ":80 {\n reverse_proxy localhost:3000\n}" == caddyfile.filled(text, {"HERE": ":80"})


@pytest.mark.parametrize(
    ("address", "listens", "names"),
    [
        ("shop.test", (443,), ("shop.test",)),
        ("http://shop.test", (80,), ("shop.test",)),
        ("https://shop.test:8443/x", (8443,), ("shop.test",)),
        (":8080", (8080,), ()),
        ("*:8080", (8080,), ()),
        ("http://", (80,), ()),
        ("[::1]:8080", (8080,), ("::1",)),
        ("{env.HOST}:8080", (8080,), ()),
    ],
)
def test_addresses_of_sites(address, listens, names):
    """HTTPS unless it says otherwise."""
    (found,) = read(f"{address} {{\n reverse_proxy a:1\n}}")

    assert (listens, names) == (found.listens, found.names)


@pytest.mark.parametrize("upstream", ["{http.request.host}:80", "{$X}{env.APP}"])
def test_what_a_request_decides_is_said(upstream):
    """Never an empty list, which would say that nothing is sent anywhere."""
    with pytest.raises(ValueError, match="Caddyfile:2: only a request decides"):
        read(f":80 {{\n reverse_proxy {upstream}\n}}")


@pytest.mark.parametrize(
    "text", [":80 {", "}", ':80 {\n respond "x\n}', "a `b", "(a) {\nimport a\n}\n:1 {\nimport a\n}"]
)
def test_what_caddy_would_not_load_is_an_error(text):
    """Half a file must not pass for a whole one, and what imports itself has no end."""
    with pytest.raises(ValueError):
        read(text)


PIECES = [
    *'"`\\#{}$* \n',
    "\n}\n",
    " {\n",
    "reverse_proxy ",
    "handle ",
    "to ",
    ":80",
    "http://",
    "unix//",
    "import ",
    "@a ",
]


@given(text=st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=2)).map("".join))
def test_any_text_is_a_configuration_or_a_value_error(text):
    """What stands in /etc is never a crash."""
    try:
        found = read(":80\n" + text)
    except ValueError:
        found = ()

    assert all(each.unix_path or not each.host or 0 < each.port < 65536 for each in found)
