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
    HERE,
    KIN,
    LIMITS,
    LISTENERS,
    LOCAL,
    OWNERS,
    ROUTE,
    RULES,
    SOURCE_PORTS,
    UNITS,
    WSL,
)
from portwise.model.net import Connection, Socket, SourcePorts
from portwise.model.process import Kin, Process
from portwise.model.settings import Limits
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
