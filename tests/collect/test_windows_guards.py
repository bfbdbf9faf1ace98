"""Windows: its firewall and its proxies, by its own tools."""

import pytest

from portwise.model.evidence import Known
from portwise.model.facts import (
    FILE_PROXIES,
    HERE,
    LOCAL,
    RULES,
    SHIELD,
)
from portwise.model.guard import Passage, Shield
from portwise.model.settings import FileProxy
from tests.collect.test_windows import place, said

POLICY = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
NODE = r"C:\Program Files\nodejs\node.exe"
FIREWALL = rf"""
HKEY_LOCAL_MACHINE\SYSTEM\FirewallPolicy\FirewallRules
    {{1}}    REG_SZ    v2.31|Action=Block|Active=TRUE|Dir=In|Protocol=6|Profile=Public|App={NODE}|Name=Node.js|
    {{2}}    REG_SZ    v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3000|Name=shop|
    {{3}}    REG_SZ    v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3000|RA4=LocalSubnet|Name=near|
    {{4}}    REG_SZ    v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=6|Name=off|
    {{5}}    REG_SZ    v2.31|Action=Block|Active=TRUE|Dir=Out|Protocol=6|Name=nobody leaves|
"""
NETWORK = "powershell -NoProfile -NonInteractive -Command (Get-NetConnectionProfile).NetworkCategory"
PUBLIC = "HKEY_LOCAL_MACHINE\\A\\PublicProfile\n    EnableFirewall    REG_DWORD    0x1\n"
SHIELDED = {
    "platform": "win32",
    "prints": {
        NETWORK: "Private\nPublic\n",
        rf"reg query {POLICY}\PublicProfile": PUBLIC,
        rf"reg query {POLICY}\FirewallRules": FIREWALL,
    },
    "fails": {
        r"reg query HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall\FirewallRules": "ERROR: unable to find the key"
    },
}


def test_the_firewall_of_the_desktop():
    """Of several networks the strictest; a rule for some addresses lets in these alone, and one that is off nobody."""
    expected = Shield(
        "Windows Defender Firewall",
        True,
        False,
        "public",
        (Passage("Node.js", NODE, (), True), Passage("shop", "", ((3000, 3000),))),
        False,
    )
    shield = said(SHIELDED, SHIELD.of(HERE))

    assert Known(expected) == shield
    assert [False, True, False] == [
        shield.value.admits(*asked) for asked in ((NODE, 3000), (r"C:\other.exe", 3000), (r"C:\other.exe", 3001))
    ]


@pytest.mark.parametrize(("local", "names"), [(True, []), (False, ["nobody leaves"])])
def test_rules_for_what_leaves(local, names):
    """What a machine sends to itself is never looked at."""
    at = place("192.168.50.9:80")
    found = said(SHIELDED, RULES.of(at), given=[(LOCAL.of(at.address), local)])

    assert names == [rule.text for rule in found.value]


SETTINGS = r"reg query HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings"
HEAD = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings"
ON = "    ProxyEnable    REG_DWORD    0x1\n    ProxyServer    REG_SZ    "
DIRECTLY = "\nCurrent WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n"
WHERE = "Settings > Network & internet > Proxy"


def test_the_proxy_of_services():
    """WinHTTP has one of its own, with exceptions of its own."""
    shown = "    Proxy Server(s) :  proxy.example:3128\n    Bypass List     :  *.test\n"
    machine = {
        "platform": "win32",
        "environment": {"USERPROFILE": r"C:\Users\ann"},
        "prints": {SETTINGS: f"\n{HEAD}\n", "netsh winhttp show proxy": shown},
    }
    row = FileProxy("services of Windows", "proxy.example", 3128, "WinHTTP", "netsh winhttp show proxy", 0)

    assert Known((row,)) == said(machine, FILE_PROXIES.of(HERE), target="http://shop.example/")
    assert Known(()) == said(machine, FILE_PROXIES.of(HERE), target="http://shop.test/")


@pytest.mark.parametrize(
    ("values", "target", "expected"),
    [
        (f"{ON}proxy.example:3128\n", "http://shop.example/", ("proxy.example", 3128)),
        (f"{ON}http=a.example:1;https=b.example:2\n", "https://shop.example/", ("b.example", 2)),
        (f"{ON}https=b.example:2\n", "http://shop.example/", None),
        (f"{ON}proxy.example:3128\n", "http://127.0.0.1:3000/", None),
        (f"{ON}p:8888\n    ProxyOverride    REG_SZ    <-loopback>\n", "http://127.0.0.1:3000/", ("p", 8888)),
        (f"{ON}p:8888\n    ProxyOverride    REG_SZ    *.shop.example;<local>\n", "http://a.shop.example/", None),
        (f"{ON}p:8888\n    ProxyOverride    REG_SZ    *.shop.example;<local>\n", "http://intranet/", None),
        ("    ProxyEnable    REG_DWORD    0x0\n    ProxyServer    REG_SZ    p:8888\n", "http://shop.example/", None),
    ],
)
def test_the_proxy_of_windows(values, target, expected):
    """One for all or one for each scheme; loopback goes directly unless somebody said otherwise."""
    machine = {
        "platform": "win32",
        "environment": {"USERPROFILE": r"C:\Users\ann"},
        "prints": {SETTINGS: f"\n{HEAD}\n{values}", "netsh winhttp show proxy": DIRECTLY},
    }
    found = (FileProxy("Windows", *expected, "ProxyServer", WHERE, 0),) if expected else ()

    assert Known(found) == said(machine, FILE_PROXIES.of(HERE), target=target)


@pytest.mark.parametrize(("detects", "keys"), [(0, ["AutoConfigURL"]), (1, ["AutoDetect", "AutoConfigURL"])])
def test_windows_looks_for_a_script_before_it_takes_the_one_that_is_named(detects, keys):
    """The other is what is left where nobody serves one."""
    values = f"    AutoConfigURL    REG_SZ    http://pac.example/p.pac\n    AutoDetect    REG_DWORD    0x{detects}\n"
    machine = {
        "platform": "win32",
        "environment": {"USERPROFILE": r"C:\Users\ann"},
        "prints": {SETTINGS: f"\n{HEAD}\n{values}", "netsh winhttp show proxy": DIRECTLY},
    }
    found = said(machine, FILE_PROXIES.of(HERE), target="http://shop.example/").value

    assert keys == [row.key for row in found]
    assert "http://pac.example/p.pac" == found[-1].script
