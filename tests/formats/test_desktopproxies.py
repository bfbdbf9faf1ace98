"""The proxies of a desktop, in the words of its own tools and files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portwise.formats import desktopproxies
from portwise.formats.scutil import Proxies, Proxy, chosen

HTTP, HTTPS = Proxy("http", "proxy.example", 3128), Proxy("https", "proxy.example", 3128)
# As gsettings of GLib 2.74 prints them
GNOME = """org.gnome.system.proxy autoconfig-url '{script}'
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1', 'intranet.example']
org.gnome.system.proxy mode '{mode}'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.http enabled false
org.gnome.system.proxy.http host '{host}'
org.gnome.system.proxy.http port {port}
org.gnome.system.proxy.https host ''
org.gnome.system.proxy.https port 0
org.gnome.system.proxy.socks host '{socks}'
org.gnome.system.proxy.socks port 0
"""


def gnome(mode="manual", host="proxy.example", port=3128, socks="", script=""):
    return desktopproxies.gnome(GNOME.format(mode=mode, host=host, port=port, socks=socks, script=script))


@pytest.mark.parametrize(
    "told, expected",
    [
        ({}, (HTTP,)),
        ({"port": 0}, (Proxy("http", "proxy.example", 80),)),
        ({"host": "fd00::1"}, (Proxy("http", "fd00::1", 3128),)),
        ({"host": "", "socks": "10.0.0.1"}, (Proxy("socks5", "10.0.0.1", 1080),)),
        ({"mode": "none"}, ()),
    ],
)
def test_gnome(told, expected):
    """By the mode alone is it switched on; whoever names no port means the usual one."""
    assert expected == gnome(**told).proxies


def test_a_script_of_gnome_is_told():
    """Without a URL it is looked for in the network."""
    assert Proxies((), "http://wpad.example/", False) == gnome("auto", script="http://wpad.example/")
    assert Proxies((), "", True) == gnome("auto")


@pytest.mark.parametrize("host, proxy", [("a.intranet.example", None), ("127.0.0.9", None), ("shop.example", HTTP)])
def test_whom_a_desktop_leaves_out(host, proxy):
    """A name stands for all below it."""
    assert proxy == chosen(gnome(), "http", host)


KDE = "[Proxy Settings]\nNoProxyFor=intranet.example\nProxyType={kind}\nReversedException={turned}\n{http}\n"


@pytest.mark.parametrize("written", ["http://proxy.example 3128", "http://proxy.example:3128", "proxy.example:3128/"])
def test_kde(written):
    """With a blank before the port, as its own settings write it, or with a colon."""
    text = KDE.format(kind=1, turned="false", http=f"httpProxy={written}\nhttpsProxy[$e]={written}")
    expected = Proxies((HTTP, HTTPS), exceptions=("intranet.example", "*.intranet.example"))

    assert expected == desktopproxies.kde(text)


@pytest.mark.parametrize(
    "kind, expected",
    [(0, Proxies(())), (2, Proxies((), "http://wpad.example/")), (3, Proxies((), "", True)), (4, Proxies(()))],
)
def test_other_kinds_of_kde(kind, expected):
    """None, a script, one that is looked for, and the environment, which is told elsewhere."""
    text = KDE.format(kind=kind, turned="false", http="httpProxy=http://proxy.example 3128")

    assert expected == desktopproxies.kde(text + "Proxy Config Script=http://wpad.example/\n")


def test_reversed_exceptions_are_not_guessed():
    """Then the list is of those who do ask the proxy."""
    with pytest.raises(ValueError, match="ReversedException"):
        desktopproxies.kde(KDE.format(kind=1, turned="true", http="httpProxy=http://proxy.example 3128"))


@pytest.mark.parametrize(
    "settled, expected",
    [
        ({"ProxyMode": "fixed_servers", "ProxyServer": "proxy.example:3128"}, Proxies((HTTP, HTTPS))),
        ({"ProxyServer": "http=proxy.example:3128;ftp=x:1"}, Proxies((HTTP,))),
        (
            {"ProxySettings": {"ProxyServer": "proxy.example:3128", "ProxyBypassList": ".a.example,<local>"}},
            Proxies((HTTP, HTTPS), exceptions=("*.a.example", "<local>"), simple_excepted=True),
        ),
        ({"ProxyMode": "direct", "ProxyServer": "proxy.example:3128"}, Proxies(())),
        ({"ProxyPacUrl": "http://wpad.example/"}, Proxies((), "http://wpad.example/")),
        ({"ProxyMode": "auto_detect"}, Proxies((), "", True)),
        ({"ProxyMode": "system"}, None),
        ({"URLBlocklist": ["games.example"]}, None),
        ({"ProxySettings": {"ProxyServer": 7}}, None),
    ],
)
def test_policies(settled, expected):
    """None leaves it to the desktop."""
    assert expected == desktopproxies.managed(settled)


def test_the_last_file_counts():
    """What a browser cannot read has no force."""
    texts = [json.dumps({"ProxyServer": "a:1"}), "no JSON", "[" * 60_000, "[]", json.dumps({"ProxyServer": "b:2"})]

    assert {"ProxyServer": "b:2"} == desktopproxies.settled(texts)


@given(some.text())
def test_any_text_is_understood_or_not(text):
    """Neither a crash nor a proxy without a port."""
    found = desktopproxies.kde(f"[Proxy Settings]\nProxyType=1\nhttpProxy={text}\n").proxies

    assert all(0 < one.port < 65536 for one in (*found, *desktopproxies.fixed(text)))
