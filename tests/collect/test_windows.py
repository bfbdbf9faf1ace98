"""Windows by its own tools, behind the same facts as Linux; their words are those of tests/formats/windows."""

from ipaddress import ip_address

import pytest

from portwise.collect import ALL
from portwise.collect.windows import TELLS
from portwise.collect.windows.sockets import SHELL
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import (
    BOUND,
    CONNECTIONS,
    DIALLING,
    DNS,
    FILE_PROXIES,
    GUARDS,
    HERE,
    HOSTS,
    INTERFACES,
    IPV6,
    KIN,
    LIMITS,
    LISTENERS,
    LOCAL,
    NEIGHBOURS,
    NSS,
    OWNERS,
    POWERS,
    ROUTE,
    RULES,
    SHIELD,
    SOURCE_PORTS,
    SYSTEM,
    UNITS,
    WSL,
)
from portwise.model.guard import Guards, Passage, Shield
from portwise.model.machines import System
from portwise.model.names import HostsEntry
from portwise.model.net import Connection, Neighbour, Route, Socket, SourcePorts
from portwise.model.process import Kin, Process
from portwise.model.settings import FileProxy, Ipv6, Limits, Powers
from portwise.model.target import Endpoint, Target
from portwise.model.windows import Wsl
from portwise_lab.machines import Machine

AT = ip_address
LONG = 1 << 31
NETSTAT = """
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         1180
  TCP    [::]:3000              [::]:0                 ABHÖREN         6320
  TCP    [::1]:3000             [::1]:50123            HERGESTELLT     6320
  TCP    127.0.0.1:50200        127.0.0.1:8080         WARTEND         0
  TCP    127.0.0.1:50201        127.0.0.1:8080         SYN_GESENDET    6320
  UDP    0.0.0.0:5353           *:*                                    1180
"""
BY_TOOL = {"platform": "win32", "denied": "no psutil", "prints": {"netstat -ano": NETSTAT}}
BY_PSUTIL = {
    "platform": "win32",
    "table": [
        "tcp LISTEN 0.0.0.0:135 1180",
        "tcp LISTEN [::]:3000 6320",
        "tcp SYN_SENT 127.0.0.1:50201 127.0.0.1:8080 6320",
    ],
    "processes": {"6320": r"C:\tools\node.exe server.js", "1180": "svchost.exe"},
}


def answers(machine, *questions, target="localhost:3000", given=()):
    seen = Evidence(Target.parse(target)).plus(Answer(q, Known(v), "test") for q, v in given)
    collector = ALL.on(machine["platform"]).of(questions[0].fact)
    return list(collector.collect(Machine(machine), seen, questions))


def said(machine, question, **how):
    (answer,) = answers(machine, question, **how)
    return answer.said


CSV = """"LocalAddress","LocalPort","RemoteAddress","RemotePort","State","OwningProcess"
"0.0.0.0","135","0.0.0.0","0","Listen","1180"
"::","3000","::","0","Listen","6320"
"::1","3000","::1","50123","Established","6320"
"""
BY_SHELL = {"platform": "win32", "denied": "no psutil", "prints": {" ".join(SHELL): CSV}}


@pytest.mark.parametrize("machine", [BY_TOOL, BY_PSUTIL, BY_SHELL], ids=["netstat", "psutil", "PowerShell"])
@pytest.mark.parametrize(("four", "only"), [("bound 0", True), ("bind-EADDRINUSE 10048", False)])
def test_listeners(machine, four, only):
    """Whether :: takes IPv4 is tried for the port of the target, and without SO_REUSEADDR."""
    machine = {**machine, "meets": {"bind 0.0.0.0:3000": four, "rebind 0.0.0.0:3000": "bound 0"}}

    assert Known(
        (Socket(AT("0.0.0.0"), 135, False, 0, LONG, -1, 1180), Socket(AT("::"), 3000, only, 0, LONG, -1, 6320))
    ) == said(machine, LISTENERS.of(HERE))


def test_connections_in_another_language():
    """By the table of netstat; whoever listens is no connection."""
    assert Known((Connection("ESTABLISHED", *map(place, ("[::1]:3000", "[::1]:50123")), -1, 6320),)) == said(
        BY_TOOL, CONNECTIONS.of(3000)
    )
    assert Known((Connection("SYN_SENT", *map(place, ("127.0.0.1:50201", "127.0.0.1:8080")), -1, 6320),)) == said(
        BY_PSUTIL, DIALLING.of(HERE)
    )


def place(text):
    host, _, port = text.rpartition(":")
    return Endpoint(AT(host.strip("[]")), int(port))


def test_bound_sockets():
    """netstat -q shows them; the word is the same everywhere."""
    machine = {
        "platform": "win32",
        "prints": {"netstat -anoq": f"{NETSTAT}  TCP    0.0.0.0:8000  0.0.0.0:0  BOUND  77\n"},
    }

    assert Known((Socket(AT("0.0.0.0"), 8000, True, 0, 0, -1, 77),)) == said(machine, BOUND.of(HERE))


def test_source_ports():
    """Those that stand in the dynamic range, and those that only wait for the other side to forget."""
    limits = (LIMITS.of(HERE), Limits((49152, 65535), 0, 1, (0, 0)))

    assert Known(SourcePorts(49152, 65535, 2, 1)) == said(
        BY_TOOL, SOURCE_PORTS.of(place("127.0.0.1:8080")), given=[limits]
    )


TASKS = '"Image Name","PID","Services"\n"svchost.exe","1180","RpcEptMapper,RpcSs"\n"node.exe","6320","N/A"\n'
LISTED = {"tasklist /svc /fo csv": TASKS}


def test_owners():
    """By psutil with a start time, by tasklist without; who is in neither is unknown."""
    machine = {"platform": "win32", "processes": {"6320": r"C:\tools\node.exe server.js"}, "prints": LISTED}
    one, other, gone = answers(machine, OWNERS.of(6320), OWNERS.of(1180), OWNERS.of(7))

    assert ["node.exe", "svchost.exe"] == [answer.said.value[0].name for answer in (one, other)]
    assert [True, False] == [bool(answer.said.value[0].started) for answer in (one, other)]
    assert isinstance(gone.said, Unknown)
    assert all(isinstance(answer.said, Unknown) for answer in answers({"platform": "win32"}, OWNERS.of(6320)))


@pytest.mark.parametrize(
    ("pid", "keeper", "orphaned"),
    [(1180, "Windows service RpcEptMapper", False), (6320, "", True), (6319, "", False), (6321, "", True)],
)
def test_kin(pid, keeper, orphaned):
    """A service keeps its process; a parent that is younger than its child has only its number."""
    machine = {
        "platform": "win32",
        "processes": {
            "1180": "svchost.exe",
            "6320": "node.exe a.js",
            "6319": "node.exe b.js",
            "6321": "node.exe c.js",
        },
        "parents": {"1180": 0, "6320": 3000, "6319": 6320, "6321": 6320},
        "prints": LISTED,
    }
    process = Machine(machine).process(pid)  # one with a lower number began later there
    found = said(machine, KIN.of(process)).value

    assert Kin(found.ancestors, keeper, orphaned) == found


ROUTES = """
          0.0.0.0          0.0.0.0     192.168.50.1    192.168.50.23     35
     192.168.50.0    255.255.255.0   Auf Verbindung    192.168.50.23    291
"""
ADAPTERS = """
Drahtlos-LAN-Adapter WLAN:

   IPv4-Adresse  . . . . . . . . . . : 192.168.50.23(Bevorzugt)
   Subnetzmaske  . . . . . . . . . . : 255.255.255.0
   Standardgateway . . . . . . . . . : 192.168.50.1
   DNS-Server  . . . . . . . . . . . : 192.168.50.1
                                       9.9.9.9
"""
ARP = """
Schnittstelle: 192.168.50.23 --- 0xc
  Internetadresse       Physische Adresse     Typ
  192.168.50.1          f4-7b-09-00-00-01     dynamisch
  224.0.0.22            01-00-5e-00-00-16     statisch
"""
NET = {
    "platform": "win32",
    "own": ["192.168.50.23"],
    "prints": {"route print": ROUTES, "ipconfig /all": ADAPTERS, "arp -a": ARP},
}


@pytest.mark.parametrize(
    ("address", "local", "expected"),
    [
        ("127.0.0.1", True, Route("local", "Loopback Pseudo-Interface 1", None, None)),
        ("192.168.50.23", True, Route("local", "Loopback Pseudo-Interface 1", None, None)),
        ("192.168.50.9", False, Route("unicast", "Drahtlos-LAN-Adapter WLAN", AT("192.168.50.23"), None)),
        (
            "203.0.113.9",
            False,
            Route("unicast", "Drahtlos-LAN-Adapter WLAN", AT("192.168.50.23"), AT("192.168.50.1")),
        ),
        ("2001:db8::1", False, Route("none", "", None, None)),
    ],
)
def test_routes(address, local, expected):
    """What a machine sends to itself never leaves it; where no line fits there is no way."""
    assert Known(expected) == said(NET, ROUTE.of(AT(address)), given=[(LOCAL.of(AT(address)), local)])


def test_interfaces_and_neighbours():
    """Loopback first, which ipconfig does not list; nobody is at a multicast address."""
    lo, wifi = said(NET, INTERFACES.of(HERE)).value

    assert (True, True, (AT("127.0.0.1"), AT("::1"))) == (lo.up, lo.loopback, lo.addresses)
    assert ("Drahtlos-LAN-Adapter WLAN", (AT("192.168.50.23"),)) == (wifi.name, wifi.addresses)
    assert Known((Neighbour(AT("192.168.50.1"), "", "REACHABLE"),)) == said(NET, NEIGHBOURS.of(HERE))
    assert Known(Ipv6(True, False, False)) == said(NET, IPV6.of(HERE))


def test_names():
    """The hosts file is where Windows keeps it."""
    machine = {
        "platform": "win32",
        "environment": {"SystemRoot": r"D:\Windows"},
        "files": {r"D:\Windows\System32\drivers\etc\hosts": "127.0.0.1 shop.test\n"},
    }

    assert Known((HostsEntry(AT("127.0.0.1"), 1),)) == said(machine, HOSTS.of("shop.test"))
    assert Known(("files", "dns")) == said(machine, NSS.of(HERE))


def test_name_servers():
    """Those of every adapter; the second stands below the first."""
    from portwise.formats.windows import routes

    assert (AT("192.168.50.1"), AT("9.9.9.9")) == routes.servers(ADAPTERS)
    assert Known(()) == said({"platform": "win32", "prints": {"ipconfig /all": "\n"}}, DNS.of("shop.test"))


CURRENT = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
VERSION = f"""
{CURRENT}
    CurrentBuild    REG_SZ    22631
    CurrentMajorVersionNumber    REG_DWORD    0xa
    CurrentMinorVersionNumber    REG_DWORD    0x0
"""


def test_settings():
    """Every user may bind every port, and :: is IPv6 alone."""
    dynamic = "Startport      : 49152\nPortanzahl : 16384\n"
    machine = {
        "platform": "win32",
        "prints": {
            r"reg query HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion": VERSION,
            "netsh interface ipv4 show dynamicport tcp": dynamic,
        },
    }

    assert Known(System("win32", "10.0.22631")) == said(machine, SYSTEM.of(HERE))
    assert Known(Limits((49152, 65535), 0, 0x7FFFFFFF, (0, 0), True)) == said(machine, LIMITS.of(HERE))
    assert Known(Powers(-1, True)) == said(machine, POWERS.of(HERE))
    assert Known(Guards()) == said(machine, GUARDS.of(HERE))


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


SERVICES = """
SERVICE_NAME: postgresql-x64-16
        STATE              : 1  STOPPED
        WIN32_EXIT_CODE    : {code}  (0x42b)
        PID                : 0

SERVICE_NAME: WinRM
        STATE              : 4  RUNNING
        WIN32_EXIT_CODE    : 0  (0x0)
        PID                : 1180
"""


@pytest.mark.parametrize(("code", "active"), [(1067, "failed"), (0, "inactive"), (1077, "inactive")])
def test_services(code, active):
    """By the names that installers give; what was stopped or never started has not failed."""
    machine = {"platform": "win32", "prints": {"sc queryex type= service state= all": SERVICES.format(code=code)}}
    (unit,) = said(machine, UNITS.of(5432)).value

    assert ("postgresql-x64-16", active, code, "Windows") == (unit.name, unit.active, unit.status, unit.keeper)
    assert ["active"] == [one.active for one in said(machine, UNITS.of(5985)).value]
    assert Known(()) == said(machine, UNITS.of(4000))


@pytest.mark.parametrize("fact", [f for facts in TELLS.values() for f in facts], ids=lambda fact: fact.name)
def test_no_tool_is_no_no(fact):
    """On a Windows without any of its tools every answer is unknown with a reason, or so by what Windows is."""
    keys = {
        **dict.fromkeys(TELLS["processes"], Process(7, 0, "node.exe")),
        ROUTE: AT("203.0.113.9"),
        RULES: place("203.0.113.9:80"),
        UNITS: 5432,
        SOURCE_PORTS: place("203.0.113.9:80"),
    }
    given = [
        (WSL.of(HERE), Wsl(("Ubuntu",), "nat", True, False)),
        (LOCAL.of(AT("203.0.113.9")), False),
        (LIMITS.of(HERE), Limits((1, 2), 0, 1, (0, 0))),
    ]
    by_nature = {"nss", "powers", "ipv6", "wsl", *(f.name for f in TELLS["absent"])}
    machine = {"platform": "win32", "denied": "taken away"}
    (answer,) = answers(machine, fact.of(keys.get(fact, 7)), target="http://shop.example/", given=given)

    assert (fact.name in by_nature) is isinstance(answer.said, Known)
    assert isinstance(answer.said, Known) or all(answer.said)
