"""Tables of netsh, in the languages in which people paste them; ports and addresses are our own.

excludedportrange: github.com/microsoft/WSL issues 5306 (Spanish, Windows 10 21H2) and 5514 (English, 19041); German and
Chinese ones as Windows 11 22H2 prints them.  portproxy, dynamicport and winhttp: learn.microsoft.com, Netsh, 2024.
"""

import pytest

from portwise.formats.windows import netsh
from portwise.formats.windows.netsh import WinHttp
from portwise.model.windows import Handed, Reserved

ENGLISH = """
Protocol tcp Port Exclusion Ranges

Start Port    End Port
----------    --------
      5357        5357
      3910        4009
     50000       50059     *

* - Administered port exclusions.
"""
GERMAN = """
Portausschlussbereiche für das Protokoll "tcp"

Startport      Endport
----------    --------
      5357        5357
      3910        4009
     50000       50059     *

* - Verwaltete Portausschlüsse.
"""
CHINESE = ENGLISH.replace("Start Port    End Port", "开始端口    结束端口").replace("Administered", "管理的端口排除")
SPANISH = "Puerto de inicio    Puerto final\n----------          --------\n" + "\n".join(ENGLISH.splitlines()[5:8])


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, CHINESE, SPANISH, ENGLISH.replace("\n", "\r\n")])
def test_excluded_ranges(text):
    """Two numbers and perhaps a star, in every language."""
    assert (Reserved(5357, 5357, False), Reserved(3910, 4009, False), Reserved(50000, 50059, True)) == netsh.excluded(
        text
    )


def test_no_range_is_excluded():
    """A table without rows is an answer."""
    assert () == netsh.excluded("\n".join(ENGLISH.splitlines()[:5]))


@pytest.mark.parametrize("text", ["", "The requested operation requires elevation.\n", "5 6 7"])
def test_what_is_no_table_is_no_answer(text):
    """Nobody is to believe that nothing is excluded."""
    with pytest.raises(ValueError, match="no table"):
        netsh.excluded(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "\nProtocol tcp Dynamic Port Range\n---------------------------------\n"
                "Start Port      : 49152\nNumber of Ports : 16384\n"
            ),
            (49152, 65535),
        ),
        (
            (
                '\nDynamischer Portbereich für Protokoll "tcp"\n---------------------------------\n'
                "Startport      : 1024\nPortanzahl : 64511\n"
            ),
            (1024, 65534),
        ),
    ],
)
def test_the_range_of_outgoing_connections(text, expected):
    """Where it starts and how many there are."""
    assert expected == netsh.dynamic(text)


def test_no_range_of_outgoing_connections():
    """A refusal is no range."""
    with pytest.raises(ValueError, match="no range"):
        netsh.dynamic("Access is denied.\n")


PROXY = """
Listen on ipv4:             Connect to ipv4:

Address         Port        Address         Port
--------------- ----------  --------------- ----------
0.0.0.0         3001        172.29.71.9     3001
*               8080        wsl.example     80
127.0.0.1       70000       172.29.71.9     80
"""


def test_ports_that_are_handed_on():
    """And nothing where the service prints nothing."""
    assert (Handed("0.0.0.0", 3001, "172.29.71.9", 3001), Handed("*", 8080, "wsl.example", 80)) == netsh.handed(PROXY)
    assert () == netsh.handed("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\nCurrent WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n", WinHttp("", "")),
        (
            (
                "\nCurrent WinHTTP proxy settings:\n\n    Proxy Server(s) :  proxy.example:3128\n"
                "    Bypass List     :  *.example;<local>\n"
            ),
            WinHttp("proxy.example:3128", "*.example;<local>"),
        ),
        (
            (
                "\nAktuelle WinHTTP-Proxyeinstellungen:\n\n    Proxyserver:  http=127.0.0.1:8888;https=127.0.0.1:8888\n"
                "    Umgehungsliste:  (none)\n"
            ),
            WinHttp("http=127.0.0.1:8888;https=127.0.0.1:8888", ""),
        ),
    ],
)
def test_the_proxy_of_services(text, expected):
    """Whatever the line is called, it ends in a host and a port."""
    assert expected == netsh.winhttp(text)
