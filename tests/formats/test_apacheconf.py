import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import apacheconf
from portwise.model.settings import Upstream

CONF = r"""
ServerRoot "/etc/apache2"
Listen 80
Listen [::]:8443 https
Define app http://127.0.0.1:3000
<IfModule mod_proxy.c>
  ProxyPass "/main" ${app}/
</IfModule>
<IfModule !mod_proxy.c>
  ProxyPass "/never" http://never.test/
</IfModule>
<VirtualHost *:80 [::1]:80>
  ServerName https://shop.test:443
  ServerAlias www.shop.test
  # ProxyPass /comment http://comment.test/
  ProxyPass /static !
  ProxyPass "/api" "unix:/run/api.sock|http://localhost/" \
      timeout=5
  ProxyPass / balancer://members/
  ProxyPass /hidden http://hidden.test/
  ProxyPassReverse / http://never.test/
  ProxyPassMatch "^/(.*\.php)$" "fcgi://127.0.0.1:9000/var/www/$1"
  <Proxy balancer://members>
    BalancerMember http://127.0.0.1:3001 route=1
    BalancerMember ajp://[::1]
  </Proxy>
  RewriteRule "^/ws/(.*)" "ws://127.0.0.1:3002/$1" [P,L]
  RewriteRule "^/old" "/new" [R]
  <Location "/admin">
    ProxyPass http://127.0.0.1:3003
  </Location>
  <FilesMatch "\.php$">
    SetHandler "proxy:unix:/run/php/php.sock|fcgi://localhost"
  </FilesMatch>
</VirtualHost>
<VirtualHost *>
  ProxyPass / https://other.test/
</VirtualHost>
"""


def read(text, files=None, environment=None, **defined):
    scope = apacheconf.Scope(lambda told: (files or {})[told.words[0]], defined, environment or {})
    return apacheconf.upstreams(tuple(apacheconf.spliced(apacheconf.directives(text, "apache.conf"), scope)))


SHOP = ("shop.test", "www.shop.test")


def row(host, port, location, line, path="", scheme="http", listens=(80, 80), names=SHOP):
    return Upstream(host, port, path, scheme, location, listens, "apache.conf", line, names)


def test_where_each_virtual_host_sends_requests():
    """The first ProxyPass that fits counts, ``!`` sends nowhere, ProxyPassReverse sends nothing."""
    expected = (
        row("127.0.0.1", 3000, "/main", 7, listens=(80, 8443), names=()),
        row("", 0, "/static", 16, scheme=""),
        row("", 0, "/api", 17, "/run/api.sock"),
        row("127.0.0.1", 3001, "/", 24),
        row("::1", 8009, "/", 25, scheme="ajp"),
        row("127.0.0.1", 9000, r"~ ^/(.*\.php)$", 22, scheme="fcgi"),
        row("127.0.0.1", 3002, "~ ^/ws/(.*)", 27, scheme="ws"),
        row("127.0.0.1", 3003, "/admin", 30),
        row("", 0, r"~ \.php$", 33, "/run/php/php.sock", "fcgi"),
        row("other.test", 443, "/", 37, scheme="https", listens=(80, 8443), names=()),
    )

    assert expected == read(CONF)


def test_an_include_stands_for_its_files():
    """What they define holds behind them."""
    files = {"app.conf": [("/etc/app.conf", "Define app a.test\nListen 81")]}

    (found,) = read("Include app.conf\nProxyPass / http://${app}:1/", files)

    assert ("a.test", 1, (81,), "apache.conf", 2) == (found.host, found.port, found.listens, found.file, found.line)


@pytest.mark.parametrize(("condition", "ports"), [("DEV", [1]), ("!DEV", []), ("OTHER", []), ("!OTHER", [1])])
def test_what_is_defined_decides(condition, ports):
    """-D of the command line, or Define."""
    text = f"Listen 80\n<IfDefine {condition}>\nProxyPass / http://a:1/\n</IfDefine>"

    assert ports == [found.port for found in read(text, DEV="")]


def test_the_environment_fills_in_too():
    """Debian keeps its settings in /etc/apache2/envvars."""
    text = "ProxyPass / http://${APP}/"

    assert ("APP",) == apacheconf.variables(text)
    assert ["a.test"] == [found.host for found in read(text, environment={"APP": "a.test"})]


def test_members_may_stand_outside_of_their_group():
    """With its name before them."""
    text = (
        "ProxyPass / balancer://app\nBalancerMember balancer://app http://a:1\nBalancerMember balancer://b http://b:1"
    )

    assert [("a", 1, 2)] == [(found.host, found.port, found.line) for found in read(text)]


@pytest.mark.parametrize("url", ["http://%{HTTP_HOST}/", "http://a:$1/", "$1", "http://${unset}/"])
def test_what_a_request_decides_is_said(url):
    """Never an empty list, which would say that nothing is sent anywhere."""
    with pytest.raises(ValueError, match=r"apache.conf:1: only a request decides"):
        read(f"RewriteRule (.*) {url} [P]")


@pytest.mark.parametrize("url", ["http://127.0.0.1:3000$1", "http://127.0.0.1:3000%{REQUEST_URI}"])
def test_a_request_may_decide_the_path(url):
    """The server is the same."""
    assert [3000] == [found.port for found in read(f"RewriteRule (.*) {url} [proxy]")]


@pytest.mark.parametrize("text", ["<A>", "</A>", "<A>\n</B>", "<>", "<A>\n" * 60 + "</A>\n" * 60])
def test_what_apache_would_not_load_is_an_error(text):
    """Half a file must not pass for a whole one."""
    with pytest.raises(ValueError):
        read(text)


def test_what_includes_itself_has_no_end():
    """It is refused, not read for ever."""
    with pytest.raises(ValueError, match="more files within files"):
        read("Include a", {"a": [("a", "Include a")]})


PIECES = [
    *"\"'\\#<>/$ \n",
    "<Location /x>\n",
    "</Location>\n",
    "ProxyPass ",
    "RewriteRule ",
    " [P]",
    "http://",
    ":80",
    "${A}",
]


@given(text=st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=2)).map("".join))
def test_any_text_is_a_configuration_or_a_value_error(text):
    """What stands in /etc is never a crash."""
    try:
        found = read(text, {}, {"A": "b"})
    except (ValueError, KeyError):
        found = ()

    assert all(each.unix_path or not each.host or 0 < each.port < 65536 for each in found)
