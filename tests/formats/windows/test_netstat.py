"""netstat -ano of Windows in four languages, and Get-NetTCPConnection in its three forms.

The shapes are those of Windows 10 22H2, 11 23H2 and 7 (the German one without -o), as people paste them in issues of
github.com/microsoft/WSL; addresses, ports and numbers of processes are our own.
"""

from ipaddress import ip_address

import pytest

from portwise.formats.windows import netstat
from portwise.formats.windows.netstat import Row
from portwise.model.target import Endpoint

ENGLISH = """
Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1180
  TCP    127.0.0.1:3000         0.0.0.0:0              LISTENING       25604
  TCP    127.0.0.1:3000         127.0.0.1:51544        ESTABLISHED     25604
  TCP    127.0.0.1:51530        127.0.0.1:3000         TIME_WAIT       0
  TCP    [::]:135               [::]:0                 LISTENING       1180
  TCP    [fe80::9c1:5d2e%12]:1900  [::]:0              LISTENING       3316
  UDP    0.0.0.0:5353           *:*                                    2440
  UDP    [::1]:1900             *:*                                    3316
"""
GERMAN = """
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         1180
  TCP    127.0.0.1:3000         0.0.0.0:0              ABH\udc99REN         25604
  TCP    127.0.0.1:3000         127.0.0.1:51544        HERGESTELLT     25604
  TCP    127.0.0.1:51530        127.0.0.1:3000         WARTEND         0
  TCP    [::]:135               [::]:0                 ABHÖREN         1180
  TCP    [fe80::9c1:5d2e%12]:1900  [::]:0              ABHÖREN         3316
  UDP    0.0.0.0:5353           *:*                                    2440
  UDP    [::1]:1900             *:*                                    3316
"""
FRENCH = ENGLISH.replace("Active Connections", "Connexions actives").replace("LISTENING", "À L'ÉCOUTE")
SPANISH = ENGLISH.replace("Active Connections", "Conexiones activas").replace("Foreign Address", "Dirección remota")


def at(text):
    host, _, port = text.rpartition(":")
    return Endpoint(ip_address(host.strip("[]")), int(port))


ROWS = [
    ("tcp", "LISTEN", "0.0.0.0:135", None, 1180),
    ("tcp", "LISTEN", "127.0.0.1:3000", None, 25604),
    ("tcp", "ESTABLISHED", "127.0.0.1:3000", "127.0.0.1:51544", 25604),
    ("tcp", "TIME_WAIT", "127.0.0.1:51530", "127.0.0.1:3000", 0),
    ("tcp", "LISTEN", "[::]:135", None, 1180),
    ("tcp", "LISTEN", "[fe80::9c1:5d2e%12]:1900", None, 3316),
    ("udp", "NONE", "0.0.0.0:5353", None, 2440),
    ("udp", "NONE", "[::1]:1900", None, 3316),
]


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, FRENCH, SPANISH], ids=["English", "German", "French", "Spanish"])
def test_the_table_is_the_same_in_every_language(text):
    """Whoever has no other side listens, whatever the word for it is, readable or not."""
    expected = [Row(p, s, at(local), at(far) if far else None, pid, n) for n, (p, s, local, far, pid) in lined(ROWS)]

    assert expected == list(netstat.rows(text))
    assert expected == list(netstat.rows(text.replace("\n", "\r\n")))


def lined(rows):
    return enumerate(rows, 5)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  TCP    0.0.0.0:80   0.0.0.0:0   ABHÖREN", ("LISTEN", None)),  # without -o
        ("  TCP    127.0.0.1:5037   0.0.0.0:0   BOUND   77", ("BOUND", 77)),  # netstat -q
        ("  TCP    127.0.0.1:80   127.0.0.1:5000   SCHLIESSEN_WARTEN   12", ("CLOSE_WAIT", 12)),
        ("  TCP    127.0.0.1:80   127.0.0.1:5000   ESTABLISHED   12   InHost", ("ESTABLISHED", 12)),  # netstat -anot
        ("  TCP    127.0.0.1:80   127.0.0.1:5000   FIN_WAIT_2   12", ("FIN_WAIT2", 12)),
    ],
)
def test_with_other_switches(line, said):
    """Without -o nobody is named; a state that no table knows stays as it is."""
    (row,) = netstat.rows(line)

    assert said == (row.state, row.pid)


@pytest.mark.parametrize(
    "line",
    [
        "  TCP    0.0.0.0:http   myhost:0   LISTENING   4",  # without -n
        "  TCP    999.1.1.1:80   0.0.0.0:0   LISTENING   4",
        "  TCP    0.0.0.0:70000   0.0.0.0:0   LISTENING   4",
        " [node.exe]",  # netstat -b
        "tcp        0      0 0.0.0.0:22      0.0.0.0:*     LISTEN",  # Linux
    ],
)
def test_what_is_no_row_is_passed_over(line):
    """Names, nonsense, and the rows of another system."""
    assert () == netstat.rows(line)


TABLE = """
LocalAddress              LocalPort RemoteAddress             RemotePort State       AppliedSetting OwningProcess
------------              --------- -------------             ---------- -----       -------------- -------------
::                        3000      ::                        0          Listen                     25604
127.0.0.1                 5037      127.0.0.1                 51544      TimeWait                   0
"""
LIST = """

LocalAddress   : ::
LocalPort      : 3000
RemoteAddress  : ::
RemotePort     : 0
State          : Listen
OwningProcess  : 25604

LocalAddress   : 127.0.0.1
LocalPort      : 5037
RemoteAddress  : 127.0.0.1
RemotePort     : 51544
State          : TimeWait
OwningProcess  : 0
"""
CSV = """"LocalAddress","LocalPort","RemoteAddress","RemotePort","State","OwningProcess"
"::","3000","::","0","Listen","25604"
"127.0.0.1","5037","127.0.0.1","51544","TimeWait","0"
"""


@pytest.mark.parametrize("text", [TABLE, LIST, CSV], ids=["Format-Table", "Format-List", "ConvertTo-Csv"])
def test_get_nettcpconnection(text):
    """PowerShell 5.1 of Windows 11: one language, three forms."""
    found = [row[:5] for row in netstat.connections(text)]

    assert [
        ("tcp", "LISTEN", at("[::]:3000"), None, 25604),
        ("tcp", "TIME_WAIT", at("127.0.0.1:5037"), at("127.0.0.1:51544"), 0),
    ] == found
