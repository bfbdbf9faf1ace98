"""Settings of git, npm, pip and wget, as far as they name a proxy."""

import pytest

from portwise.formats.proxyfiles import Setting, proxy

GIT = """
[user]
    proxy = not this one
[http "https://one.example"]
    proxy = http://nor.this:1
[http]
    sslVerify = true
    proxy = http://10.0.0.1:3128
"""


@pytest.mark.parametrize(
    ("client", "https", "text", "expected"),
    [
        ("git", True, GIT, Setting("http.proxy", "http://10.0.0.1:3128", 8)),
        ("git", False, "[http]\n\tproxy =\n", None),
        ("npm", False, "proxy=null\n", None),
        ("npm", True, "proxy=http://a:1\nhttps-proxy = http://b:2\n", Setting("https-proxy", "http://b:2", 2)),
        ("npm", True, "; a comment\nproxy=http://a:1\n", Setting("proxy", "http://a:1", 2)),
        ("pip", True, "[global]\nproxy = c:3\n", Setting("global.proxy", "c:3", 2)),
        ("pip", True, "[install]\nproxy = c:3\n", None),
        ("wget", True, "http_proxy = http://d:4\n", None),
        ("wget", False, 'HTTP_PROXY = "http://d:4"\n', Setting("http_proxy", "http://d:4", 1)),
    ],
)
def test_the_setting_that_decides_is_found(client, https, text, expected):
    """Section, key and scheme count; an empty value and npm's null mean no proxy."""

    assert expected == proxy(client, text, https)
