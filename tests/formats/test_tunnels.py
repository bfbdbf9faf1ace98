"""Where a tunnel leads, by its command line or its file."""

import pytest

from portwise.formats import tunnels
from portwise.formats.tunnels import Lead

APP = Lead("", "localhost", 3000, 0)


@pytest.mark.parametrize(
    ("command", "leads"),
    [
        ("cloudflared tunnel --url http://localhost:3000", (APP,)),
        ("cloudflared tunnel --url=localhost:3000 --hostname shop.test", (APP._replace(name="shop.test"),)),
        ("cloudflared tunnel --url https://h", (Lead("", "h", 443, 0),)),
        ("ngrok http 3000", (APP,)),
        ("ngrok http --url=https://Shop.ngrok.app 3000", (APP._replace(name="shop.ngrok.app"),)),
        ("ngrok http --domain shop.ngrok.app [::1]:3000", (Lead("shop.ngrok.app", "::1", 3000, 0),)),
        ("ngrok tcp 22 --log stdout", (Lead("", "localhost", 22, 0),)),
        ("frpc http --local-port 3000 -d shop.test", (Lead("shop.test", "127.0.0.1", 3000, 0),)),
        ("tailscale funnel 3000", (APP,)),
        ("tailscale serve --bg localhost:3000", (APP,)),
        ("tailscale status", ()),
    ],
)
def test_command_lines(command, leads):
    """What the words say is all there is to say."""
    name, *_ = argv = tuple(command.split())

    assert leads == tunnels.COMMANDS[name](argv).leads


@pytest.mark.parametrize(
    ("command", "reads", "file"),
    [
        ("cloudflared tunnel run shop", True, ""),
        ("cloudflared --config /c.yml tunnel run", True, "/c.yml"),
        ("cloudflared tunnel run --token x", False, ""),  # Cloudflare keeps its configuration
        ("ngrok start --all --config n.yml", True, "n.yml"),
        ("ngrok http 3000", False, ""),
        ("frpc -c frpc.toml", True, "frpc.toml"),
        ("tailscale funnel", False, ""),
    ],
)
def test_whether_a_file_says_more(command, reads, file):
    """A command line that leads nowhere by itself, and is no key to a configuration elsewhere."""
    name, *_ = argv = tuple(command.split())
    words = tunnels.COMMANDS[name](argv)

    assert (reads, file) == (words.reads, words.file)


CLOUDFLARED = """
tunnel: x
ingress:
- hostname: shop.test
  service: http://localhost:3000
- hostname: "*.shop.test"
  service: unix:/run/app.sock
- service: http_status:404
"""
NGROK = """
version: 2
tunnels:
  shop:
    proto: http
    addr: 3000
    domain: shop.ngrok.app
"""
ENDPOINTS = """
version: 3
endpoints:
- name: shop
  url: https://shop.ngrok.app
  upstream:
    url: 3000
"""
TOML = """
serverAddr = "x"
[[proxies]]
name = "shop"
localPort = 3000
customDomains = ["shop.test"]
"""
INI = """
[common]
server_addr = x
[shop]
type = http
local_port = 3000
custom_domains = shop.test, www.shop.test
"""


@pytest.mark.parametrize(
    ("program", "text", "leads"),
    [
        ("cloudflared", CLOUDFLARED, [Lead("shop.test", "localhost", 3000, 5)]),
        ("ngrok", NGROK, [Lead("shop.ngrok.app", "localhost", 3000, 6)]),
        ("ngrok", ENDPOINTS, [Lead("shop.ngrok.app", "localhost", 3000, 7)]),
        ("frpc", TOML, [Lead("shop.test", "127.0.0.1", 3000, 4)]),
        ("frpc", INI, [Lead(name, "127.0.0.1", 3000, 6) for name in ("shop.test", "www.shop.test")]),
        ("frpc", '{"proxies": [{"name": "a", "localPort": 3000}]}', [Lead("", "127.0.0.1", 3000, 1)]),
    ],
)
def test_files(program, text, leads):
    """Every name and the server that it leads to, with the line."""
    assert leads == list(tunnels.FILES[program](text))
