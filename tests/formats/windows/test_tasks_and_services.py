"""tasklist, sc query, Get-Service, wsl -l -v and .wslconfig; Windows 10 22H2 and 11 23H2, names and numbers our own.

learn.microsoft.com: tasklist, sc.exe query, Basic commands for WSL, Advanced settings configuration in WSL (2024).
"""

import pytest

from portwise.formats.windows import services, tasklist, wsl
from portwise.formats.windows.services import Service
from portwise.formats.windows.tasklist import Task
from portwise.model.windows import Distribution

SVC = """
Image Name                     PID Services
========================= ======== ============================================
System Idle Process              0 N/A
System                           4 N/A
svchost.exe                   1180 RpcEptMapper, RpcSs
svchost.exe                   3316 BFE, mpssvc,
                                   WinHttpAutoProxySvc
node.exe                     25604 N/A
"""
GERMAN = SVC.replace(
    "Image Name                     PID Services", "Abbildname                     PID Dienste"
).replace("N/A", "Nicht zutreffend")
CSV = '"Image Name","PID","Services"\n"svchost.exe","1180","RpcEptMapper,RpcSs"\n"a, b.exe","7","N/A"\n'
PLAIN = """
Image Name                     PID Session Name        Session#    Mem Usage
========================= ======== ================ =========== ============
node.exe                     25604 Console                    1     48,112 K
"""


@pytest.mark.parametrize("text", [SVC, GERMAN])
def test_processes_and_their_services(text):
    """Services that find no room go on below."""
    assert [
        ("System Idle Process", 0, ()),
        ("System", 4, ()),
        ("svchost.exe", 1180, ("RpcEptMapper", "RpcSs")),
        ("svchost.exe", 3316, ("BFE", "mpssvc", "WinHttpAutoProxySvc")),
        ("node.exe", 25604, ()),
    ] == [task[:3] for task in tasklist.tasks(text)]


def test_processes_in_other_forms():
    """CSV, and the listing that tells sessions."""
    assert (Task("svchost.exe", 1180, ("RpcEptMapper", "RpcSs"), 2), Task("a, b.exe", 7, (), 3)) == tasklist.tasks(CSV)
    assert (Task("node.exe", 25604, (), 4),) == tasklist.tasks(PLAIN)


SC = """
SERVICE_NAME: W3SVC
DISPLAY_NAME: World Wide Web Publishing Service
        TYPE               : 20  WIN32_SHARE_PROCESS
        STATE              : 4  RUNNING
                                (STOPPABLE, PAUSABLE, ACCEPTS_SHUTDOWN)
        WIN32_EXIT_CODE    : 0  (0x0)
        PID                : 5120

SERVICE_NAME: iphlpsvc
        TYPE               : 30  WIN32
        STATE              : 1  STOPPED
        WIN32_EXIT_CODE    : 1067  (0x42b)
"""
TABLE = """
Status   Name               DisplayName
------   ----               -----------
Running  W3SVC              World Wide Web Publishing Service
Stopped  iphlpsvc           IP Helper
"""


def test_services_of_sc():
    """The number tells the state, whatever its word is."""
    assert (
        Service("W3SVC", "World Wide Web Publishing Service", "running", 5120, 2),
        Service("iphlpsvc", "", "stopped", 0, 10, 1067),
    ) == services.services(SC)
    assert ["running", "stopped"] == [
        one.state for one in services.services(SC.replace("RUNNING", "WIRD AUSGEFÜHRT").replace("STATE  ", "STATUS "))
    ]


def test_services_of_powershell():
    """Get-Service."""
    assert (
        Service("W3SVC", "World Wide Web Publishing Service", "running", 0, 4),
        Service("iphlpsvc", "IP Helper", "stopped", 0, 5),
    ) == services.of_powershell(TABLE)


LIST = """  NAME                   STATE           VERSION
* Ubuntu-22.04           Running         2
  docker-desktop         Stopped         2
  old                    Wird ausgeführt 1
"""


@pytest.mark.parametrize("text", [LIST, "".join(f"{letter}\0" for letter in LIST), "\ufeff" + LIST])
def test_distributions(text):
    """Also where its UTF-16 was not decoded."""
    assert (
        Distribution("Ubuntu-22.04", "Running", 2, True),
        Distribution("docker-desktop", "Stopped", 2, False),
        Distribution("old", "Wird ausgeführt", 1, False),
    ) == wsl.distributions(text)


def test_wslconfig():
    """Sections, remarks, quotes; names in any case."""
    said = wsl.settings("# mine\n[wsl2]\nnetworkingMode = Mirrored # new\n[experimental]\nhostAddressLoopback=true\n")

    assert {"wsl2.networkingmode": "Mirrored", "experimental.hostaddressloopback": "true"} == said
    assert ("mirrored", "nat") == (wsl.mode(said), wsl.mode({}))
    assert (True, True, False) == (
        wsl.is_on(said, "hostaddressloopback", usual=False),
        wsl.is_on(said, "localhostforwarding", usual=True),
        wsl.is_on({"wsl2.localhostforwarding": "False"}, "localhostforwarding", usual=True),
    )
