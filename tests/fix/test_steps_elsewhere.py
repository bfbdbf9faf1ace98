"""
Steps of macOS and Windows: what each is about, what it is then, and the way back.

What the tools print is what they print there: networksetup(8), scutil(8), ifconfig(8) and socketfilterfw of macOS;
netsh, reg and sc of Windows, in German too, for their words are of the machine's language and their numbers are not.
"""

import os
import re

import pytest

from portwise import knowledge
from portwise.fix.applier import carried_out, taken_back
from portwise.fix.steps import kinds
from portwise.fix.steps.advfirewall import KEY as RULES
from portwise.fix.steps.winproxy import KEY as INTERNET
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.evidence import Evidence
from portwise.model.repair import Grade, Move, State
from portwise.model.target import Target
from portwise.render.fix import NOTHING

NOBODY = Evidence(Target.parse("localhost:8000"))
WALL = "/usr/libexec/ApplicationFirewall/socketfilterfw"
NODE = "/opt/homebrew/bin/node"
APPS = "Total number of apps = {}\n1 : {}\n             ({} incoming connections)\n"
EXCLUDED = (
    "\nProtocol tcp Port Exclusion Ranges\n\nStart Port    End Port\n----------    --------\n      3910        4009\n{}"
)
PORTS = "\nDynamischer Portbereich\n---------------------------------\nStartport      : {}\nPortanzahl : {}\n"
RULE = "    {{1}}    REG_SZ    v2.31|Action={}|Active={}|Dir=In|Protocol=6|Name={}|\n"
OTHER = RULE.format("Allow", "TRUE", "Core Networking")
QUERIED = "SERVICE_NAME: {}\n        TYPE               : 20  WIN32\n        STATE              : {}\n"
DRIVER = "SERVICE_NAME: http\n        TYPE               : 1  KERNEL_DRIVER\n        STATE              : {}\n"
HIVE = f"HKEY_CURRENT_USER{INTERNET[4:]}"
PROXY = HIVE + "\n    ProxyServer    REG_SZ    10.9.9.9:8080\n    ProxyEnable    REG_DWORD    0x{}\n"
WINHTTP = "\n    Proxyserver :  10.9.9.9:8080\n    Umgehungsliste     :  {}\n"
DIRECT = "\n    Direktzugriff (kein Proxyserver).\n"
LO = "lo0: flags={}<{}LOOPBACK,RUNNING,MULTICAST> mtu 16384\n{}\tinet6 ::1 prefixlen 128\n"
ADDING = "netsh int ipv4 add excludedportrange protocol=tcp startport={} numberofports=1 {}"
KEEP = f"net stop winnat & {ADDING}& net start winnat"
KEPT = KEEP.format(3950, "store=persistent ")
ADD = ("netsh", "advfirewall", "firewall", "add", "rule", "name=port 3000", "dir=in", "action=allow", "protocol=TCP")
SET = ("netsh", "advfirewall", "firewall", "set", "rule", "name=node.exe", "dir=in", "new")
SWITCH = ("reg", "add", INTERNET, "/v", "ProxyEnable", "/t", "REG_DWORD", "/d")


def argv_of(text):
    return tuple(text.split())


# system, command, a look before, a look after, and what brings it back
STEPS = [
    (
        "windows",
        argv_of("netsh int ipv4 set dynamicport tcp start=15000 num=50000"),
        *(PORTS.format(49152, 16384), PORTS.format(15000, 50000)),
        argv_of("netsh int ipv4 set dynamicport tcp start=49152 num=16384"),
    ),
    (
        "windows",
        ("cmd", "/d", "/c", KEPT),
        *(EXCLUDED.format("      3950        3950\n"), EXCLUDED.format("      3950        3950     *\n")),
        argv_of("netsh int ipv4 delete excludedportrange protocol=tcp startport=3950 numberofports=1 store=persistent"),
    ),
    (
        "windows",
        (*ADD, "localport=3000", "profile=private"),
        *(OTHER, OTHER + RULE.format("Allow", "TRUE", "port 3000")),
        ("netsh", "advfirewall", "firewall", "delete", "rule", "name=port 3000"),
    ),
    (
        "windows",
        (*ADD, "localip=10.0.0.5", "localport=3000"),
        *(OTHER, OTHER + RULE.format("Allow", "TRUE", "port 3000")),
        ("netsh", "advfirewall", "firewall", "delete", "rule", "name=port 3000"),
    ),
    (
        "windows",
        (*SET, "enable=no"),
        *(OTHER + 2 * RULE.format("Block", "TRUE", "node.exe"), OTHER + 2 * RULE.format("Block", "FALSE", "node.exe")),
        (*SET, "enable=yes"),
    ),
    (
        "windows",
        (*SET, "action=allow"),
        *(2 * RULE.format("Block", "TRUE", "node.exe"), 2 * RULE.format("Allow", "TRUE", "node.exe")),
        (*SET, "action=block"),
    ),
    (
        "windows",
        ("net", "stop", "W3SVC"),
        *(QUERIED.format("W3SVC", "4  RUNNING"), QUERIED.format("W3SVC", "1  BEENDET")),
        ("net", "start", "W3SVC"),
    ),
    (
        "windows",
        ("net", "stop", "http"),
        *(DRIVER.format("4  RUNNING"), DRIVER.format("1  STOPPED")),
        ("net", "start", "http"),
    ),
    ("windows", (*SWITCH, "0", "/f"), PROXY.format(1), PROXY.format(0), (*SWITCH, "1", "/f")),
    (
        "windows",
        argv_of("netsh winhttp reset proxy"),
        *(WINHTTP.format("*.shop;<local>"), DIRECT),
        argv_of("netsh winhttp set proxy proxy-server=10.9.9.9:8080 bypass-list=*.shop;<local>"),
    ),
    (
        "windows",
        argv_of("netsh winhttp reset proxy"),
        *(WINHTTP.format("(Keine)"), DIRECT),
        argv_of("netsh winhttp set proxy proxy-server=10.9.9.9:8080"),
    ),
    (
        "macos",
        argv_of("sysctl -w net.inet.ip.portrange.first=15000"),
        *("49152\n", "15000\n"),
        argv_of("sysctl -w net.inet.ip.portrange.first=49152"),
    ),
    (
        "macos",
        argv_of("ifconfig lo0 127.0.0.1 up"),
        *(LO.format(8048, "", "\tinet 127.0.0.1 netmask 0xff000000\n"), LO.format(8049, "UP,", "\tinet 127.0.0.1 n\n")),
        argv_of("ifconfig lo0 down"),
    ),
    (
        "macos",
        argv_of("ifconfig lo0 127.0.0.1 up"),
        *(LO.format(8049, "UP,", ""), LO.format(8049, "UP,", "\tinet 127.0.0.1 netmask 0xff000000\n")),
        argv_of("ifconfig lo0 127.0.0.1 delete"),
    ),
    (
        "macos",
        (WALL, "--add", NODE, "--unblockapp", NODE),
        *(APPS.format(1, NODE, "Block"), APPS.format(1, NODE, "Allow")),
        (WALL, "--blockapp", NODE),
    ),
    (
        "macos",
        (WALL, "--add", NODE, "--unblockapp", NODE),
        *(APPS.format(1, "/bin/sh", "Block"), APPS.format(1, NODE, "Allow")),
        (WALL, "--remove", NODE),
    ),
    (
        "macos",
        (WALL, "--setblockall", "off"),
        *("Block all ENABLED! \n", "Firewall has block all state set to disabled.\n"),
        (WALL, "--setblockall", "on"),
    ),
    (
        "macos",
        ("networksetup", "-setwebproxystate", "USB 10/100 LAN", "off"),
        *("Enabled: Yes\nServer: 10.9.9.9\nPort: 8080\n", "Enabled: No\nServer: 10.9.9.9\nPort: 8080\n"),
        ("networksetup", "-setwebproxystate", "USB 10/100 LAN", "on"),
    ),
    (
        "macos",
        ("docker", "start", "web"),
        *("exited\n", "running\n"),
        ("docker", "stop", "web"),
    ),
]
# Where nothing is done: it is so already, or it is not what it was thought to be
NEEDLESS = [
    ((*ADD, "localport=3000"), RULE.format("Allow", "FALSE", "port 3000")),  # somebody's own, of that name
    ((*SET, "enable=no"), RULE.format("Allow", "TRUE", "node.exe") + RULE.format("Block", "TRUE", "node.exe")),
    ((*SET, "enable=no"), OTHER),
    ((*SWITCH, "0", "/f"), PROXY.format(0)),
    (("cmd", "/d", "/c", KEPT), EXCLUDED.format("      3950        3950     *\n")),
    (argv_of("netsh winhttp reset proxy"), DIRECT),
    ((WALL, "--setblockall", "off"), "Block all DISABLED! \n"),
]


def deed_of(argv):
    found = [deed for kind in kinds().values() if (deed := kind.reads(argv, NOBODY))]
    return found[0] if len(found) == 1 else found


@pytest.mark.parametrize(("platform", "argv", "before", "after", "back"), STEPS, ids=lambda value: str(value)[:60])
def test_a_step_knows_its_way_and_its_way_back(platform, argv, before, after, back):
    """On the system that it is for: how it is, how it will be, and the command that makes it as it was."""
    deed = deed_of(argv)
    kind = kinds()[deed.kind]
    now = kind.state(deed, before)
    then = kind.wanted(deed, now, before)

    assert platform in kind.platforms
    assert (False, True) == (kind.reached(now, then), kind.reached(kind.state(deed, after), then))
    assert back == kind.back(deed, now, after)
    assert deed.grade in (Grade.EXACT, Grade.EQUIVALENT)


@pytest.mark.parametrize(("argv", "look"), NEEDLESS, ids=lambda value: str(value)[:60])
def test_what_is_so_or_is_somebody_elses_is_left(argv, look):
    """What is wanted is what is: nothing is done."""
    deed = deed_of(argv)
    kind = kinds()[deed.kind]
    now = kind.state(deed, look)

    assert now == kind.wanted(deed, now, look)


@pytest.mark.parametrize(
    "argv",
    [
        argv_of("netsh int ipv4 set dynamicport tcp start=15000 num=60000"),  # past the last port
        argv_of("netsh int ipv4 set dynamicport udp start=15000 num=50000"),
        ("cmd", "/d", "/c", KEEP.format(3950, "store=persistent & format c: ")),
        ("cmd", "/d", "/c", KEPT + " & del /s c:\\"),
        ("cmd", "/d", "/c", KEPT.replace("=1 ", "=100 ")),
        (*ADD, "localport=any"),
        (*ADD, "localport=1-65535"),
        (*ADD, "localport=3001"),  # under another name
        (*ADD, "localport=3000", "profile=public"),
        (*SET[:5], "name=all", "dir=in", "new", "enable=no"),
        (*SET, "action=bypass"),
        (*SET, "action=allow", "remoteip=any"),
        argv_of("netsh advfirewall set allprofiles state off"),
        argv_of("netsh advfirewall firewall delete rule name=all"),
        argv_of("netsh winsock reset"),
        argv_of("netsh int ip reset"),
        argv_of("wsl.exe --shutdown"),
        argv_of("sc delete W3SVC"),
        ("net", "stop", "W3SVC & calc"),
        ("reg", "add", INTERNET, "/v", "ProxyServer", "/t", "REG_SZ", "/d", "x", "/f"),
        (WALL, "--setglobalstate", "off"),
        (WALL, "--add", NODE, "--unblockapp", "/bin/sh"),
        argv_of("ifconfig lo0 down"),
        argv_of("networksetup -setwebproxy Wi-Fi 10.9.9.9 8080"),
        argv_of("networksetup -setdnsservers Wi-Fi Empty"),
        argv_of("mv /Library/Preferences/com.apple.networkextension.plist x"),
        ("sh", "-c", "echo 127.0.0.1 shop.localhost >> /etc/passwd"),
        ("sh", "-c", "echo 127.0.0.1 a;id >> /etc/hosts"),
        ("sh", "-c", "echo 127.0.0.1 $(id) >> /etc/hosts"),
        ("sh", "-c", "echo 1:2 shop.localhost >> /etc/hosts"),
        ("sh", "-c", "echo 127.0.0.1 localhost > /etc/hosts"),
    ],
    ids=" ".join,
)
def test_nothing_else_is_a_step(argv):
    """A reset that costs other settings, a firewall that goes off, a command behind a command."""
    assert [] == deed_of(argv)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("127.0.1.1 box\n", "127.0.1.1 box\n127.0.0.1 localhost\n::1 localhost\n"),
        ("", "127.0.0.1 localhost\n::1 localhost\n"),
        ("127.0.1.1 box", "127.0.1.1 box\n127.0.0.1 localhost\n::1 localhost\n"),
        ("127.0.0.1 localhost\n", "127.0.0.1 localhost\n::1 localhost\n"),
        ("::1 localhost\r\n127.0.0.1 a LOCALHOST # it", "::1 localhost\r\n127.0.0.1 a LOCALHOST # it"),
    ],
)
def test_a_name_gets_the_lines_that_it_lacks(before, after):
    """Behind all others, which stay as they are."""
    deed = deed_of(("sh", "-c", "echo 127.0.0.1 localhost >> /etc/hosts; echo ::1 localhost >> /etc/hosts"))

    assert after == kinds()["entry"].text(deed, before) == kinds()["entry"].wanted(deed, before, before)


# What makes settings anew, or puts them aside, beside what one step is about; who asks for a service anew resets none
RESET = re.compile(r"\breset\b(?!-)|--shutdown|[^>]> /etc/|^mv /(?:etc|Library)/")
RESETS = [
    pytest.param(cause.id, one, id=f"{cause.id}: {' '.join(one.argv)[:60]}")
    for cause in knowledge.causes()
    for one in cause.remedies
    if RESET.search(" ".join(one.argv)) and deed_of(one.argv) == []
]
KNOWN = ("winsock reset", "networkextension.plist", "localhost > /etc/hosts", "wsl.exe --shutdown")
COSTS = re.compile(r" (?:is|are) (?:lost|cut off)\b|\bends$|has to be allowed anew")


@pytest.mark.parametrize(("cause", "reset"), RESETS)
def test_a_reset_that_costs_other_settings_is_only_shown(cause, reset):
    """With what it costs, and what it takes to go back; no kind of ours knows any of them."""
    assert Safety.SHOW is reset.safety
    assert COSTS.search(reset.does)
    assert reset.undo not in ("", NOTHING)


@pytest.mark.parametrize("words", KNOWN)
def test_no_reset_is_overlooked(words):
    """Those that cost most are among them; where nothing else is left, it says so."""
    found = [reset for _, reset in (param.values for param in RESETS) if words in " ".join(reset.argv)]

    assert found
    assert words.startswith("wsl") or all("only if" in one.does for one in found)


# What a stand-in is told, and does with what it keeps in $KEPT
TOOLS = {
    "net": 'case "$1" in stop) echo "1  STOPPED" > "$KEPT" ;; start) echo "4  RUNNING" > "$KEPT" ;; *) exit 2 ;; esac',
    "sc": 'echo "SERVICE_NAME: $2"; printf "        STATE              : "; cat "$KEPT"',
    "reg": """
case "$1" in
  query) printf 'HKEY_CURRENT_USER\\n    ProxyEnable    REG_DWORD    '; cat "$KEPT" ;;
  add) echo "0x$8" > "$KEPT" ;;
esac""",
    "netsh": """
case "$*" in
  *"show dynamicport tcp") cat "$KEPT" ;;
  *"set dynamicport tcp "*) printf -- '-----\\nA : %s\\nB : %s\\n' "${6#*=}" "${7#*=}" > "$KEPT"; echo Ok. ;;
  *) echo "The following command was not found: $*."; exit 1 ;;
esac""",
    "networksetup": """
case "$1" in
  -getwebproxy) cat "$KEPT" ;;
  -setwebproxystate) case "$3" in on) a=Yes ;; off) a=No ;; esac; echo "Enabled: $a" > "$KEPT" ;;
  *) exit 4 ;;
esac""",
}
PLAYED = [
    (("net", "stop", "W3SVC"), "4  RUNNING\n"),
    ((*SWITCH, "0", "/f"), "0x1\n"),
    (argv_of("netsh int ipv4 set dynamicport tcp start=15000 num=50000"), "-----\nA : 49152\nB : 16384\n"),
    (("networksetup", "-setwebproxystate", "Wi-Fi", "off"), "Enabled: Yes\n"),
]


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where the stand-ins keep what they are told; they are the first of their names."""
    for name, script in TOOLS.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("KEPT", str(tmp_path / "kept"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "kept"


@pytest.mark.parametrize(("argv", "before"), PLAYED, ids=lambda value: str(value)[:40])
def test_it_is_done_by_the_tool_and_taken_back(argv, before, kept):
    """By the words of the tool, as one run after the other takes them."""
    kept.write_text(before)
    move = Move(1, "a-cause", "It is so", "do it", argv, Safety.ASK, True, deed_of(argv), "", "", "")
    state, why, entry = carried_out(Hands(Local()), "id", move, "localhost:8000")

    assert (State.APPLIED, "", True) == (state, why, kept.read_text() != before)
    assert (True, "taken back") == taken_back(Hands(Local()), entry)
    assert before == kept.read_text()


def test_the_rules_of_windows_are_read_where_the_evidence_is_from():
    """The same key, whose words are of one language."""
    from portwise.collect.windows.filters import POLICY

    assert rf"{POLICY}\FirewallRules" == RULES
