"""
Machines that are no Linux, as they are played: the record of each, and what a command makes of it.

What the tools print is what they print there: ifconfig(8), netstat(1), sysctl(8) and route(8) of macOS; netsh and
netstat of Windows, learn.microsoft.com/troubleshoot/windows-client/networking/tcp-ip-port-exhaustion-troubleshooting.
What no step of macOS or Windows could break stands in cases of the lab; the rest differs from one by a word or two.
"""

from typing import NamedTuple

from portwise.fix.steps.advfirewall import KEY as RULES
from portwise.fix.steps.winproxy import KEY as INTERNET
from portwise.formats import hosts
from portwise.model.target import Target
from portwise_lab.case import cases
from portwise_lab.machines import Machine

FAULTS = [case for case in cases() if case.machine and case.kind == "fault" and case.machine["platform"] != "linux"]
SYSTEMS = {"darwin": "macos", "win32": "windows"}
ADMINISTRATOR = {r"reg query HKU\S-1-5-19": r"HKEY_USERS\S-1-5-19\Environment"}
BLOCK = "Action=Block|Active=TRUE|Dir=In"
EXCLUDED = "netsh interface {} show excludedportrange protocol=tcp"
VALUES = "\n    ProxyEnable    REG_DWORD    0x{}\n    ProxyServer    REG_SZ    10.9.9.9:8080\n"
HIVE = f"HKEY_CURRENT_USER{INTERNET[4:]}{VALUES}"
DIRECT = "\n    Direct access (no proxy server).\n"
BY_PROXY = "\n    Proxy Server(s) :  10.9.9.9:8080\n    Bypass List     :  *.shop\n"
BLOCKED = "      3910        4009\n"
DYNAMIC = "netsh interface ipv4 show dynamicport tcp"
HANDED_OUT = "Start Port      : {}\nNumber of Ports : {}\n"
FIRST, LAST, QUEUE = "net.inet.ip.portrange.first", "net.inet.ip.portrange.last", "kern.ipc.somaxconn"
SETTINGS = f"sysctl {FIRST} {LAST} {QUEUE}"
SHOP = "192.0.2.9:80"
UP = "lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384"
DOWN = "lo0: flags=8048<LOOPBACK,RUNNING,MULTICAST> mtu 16384"
INET = "\n\tinet 127.0.0.1 netmask 0xff000000"
HOSTS = "##\n# Host Database\n##\n127.0.0.1\tlocalhost\n255.255.255.255\tbroadcasthost\n::1             localhost\n"
# By the name of a case: the kind of its step, what is so beforehand beside what is recorded, and what a command makes
# of it: an old word and a new one of what a program prints, or how an attempt is met
PLAYED = {
    "the settings of a Mac name a proxy that is gone (recorded)": (
        "networksetup",
        {},
        {
            "networksetup -getwebproxy Wi-Fi": ("Enabled: Yes", "Enabled: No"),
            "scutil --proxy": ("HTTPEnable : 1", "HTTPEnable : 0"),
        },
    ),
    "the list of the firewall has node as blocked": (
        "appfirewall",
        {"pfctl -si": "Status: Disabled for 0 days 01:02:03           Debug: Urgent\n"},
        {"/usr/libexec/ApplicationFirewall/socketfilterfw --listapps": ("(Block ", "(Allow ")},
    ),
    "a phone meets silence, and all incoming connections are blocked": (
        "appfirewall",
        {"pfctl -si": "Status: Disabled for 0 days 01:02:03           Debug: Urgent\n"},
        {
            "/usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate": ("State = 2", "State = 1"),
            "/usr/libexec/ApplicationFirewall/socketfilterfw --getblockall": ("set to enabled", "set to disabled"),
        },
    ),
    "on Windows somebody answered the question of the firewall with no": (
        "advfirewall",
        {},
        {f"reg query {RULES}": (BLOCK, BLOCK.replace("Block", "Allow"))},
    ),
    "the NAT of Hyper-V took a block that the port of a development server lies in": (
        "exclusion",
        {},
        {
            **{EXCLUDED.format(family): (BLOCKED, "      3950        3950     *\n") for family in ("ipv4", "ipv6")},
            "bind 0.0.0.0:3950": ("bind-EACCES 13", "bound 0"),
            "bind [::]:3950": ("bind-EACCES 13", "bound 0"),
        },
    ),
    "the desktop of Windows has a proxy that is gone": (
        "winproxy",
        {},
        {f"reg query {INTERNET}": ("REG_DWORD    0x1", "REG_DWORD    0x0")},
    ),
    "the services of Windows have a proxy that is gone": (
        "winproxy",
        {},
        {"netsh winhttp show proxy": (BY_PROXY, DIRECT)},
    ),
    "IIS has port 80 through the kernel, and a development server wants it": (
        "winservice",
        {"sc query W3SVC": "SERVICE_NAME: W3SVC\n        TYPE : 20\n        STATE              : 4  RUNNING\n"},
        {
            "sc query W3SVC": ("4  RUNNING", "1  STOPPED"),
            "netsh http show servicestate view=requestq": ("HTTP://*:80/", "HTTP://*:81/"),
            "bind 0.0.0.0:80": ("bind-EADDRINUSE 10048", "bound 0"),
            "bind [::]:80": ("bind-EADDRINUSE 10048", "bound 0"),
        },
    ),
    "connections of Windows hold every port that it hands out": (
        "dynamicports",
        {},
        {
            DYNAMIC: (HANDED_OUT.format(65281, 255), HANDED_OUT.format(15000, 50000)),
            SHOP: ("addr-not-avail 10055", "connected 0"),
        },
    ),
    "connections of a Mac hold every port that it hands out": (
        "sysctl",
        {},
        {
            SETTINGS: (f"{FIRST}: 65500", f"{FIRST}: 15000"),
            f"sysctl -n {FIRST}": ("65500", "15000"),
            SHOP: ("addr-not-avail 49", "connected 0"),
        },
    ),
    "loopback of a Mac was set down": (
        "loopback",
        {},
        {
            "ifconfig -a": (DOWN, UP),
            "ifconfig lo0": (DOWN, UP),
            "127.0.0.1:3000": ("unreachable 51", "connected 0"),
        },
    ),
    "loopback of a Mac lost its address": (
        "loopback",
        {},
        {
            "ifconfig -a": (UP, UP + INET),
            "ifconfig lo0": (UP, UP + INET),
            "127.0.0.1:3000": ("addr-not-avail 49", "connected 0"),
        },
    ),
    # What these write, the resolver of the record reads
    "the hosts file of a Mac leads localhost astray": ("hosts", {}, {}),
    "a Mac does not know a name below localhost": ("entry", {}, {}),
}


# The same program with the same words on every system, docker(1), podman(1), redis-cli and VBoxManage: what such a
# step makes of a machine is proven on Linux
ALIKE = dict.fromkeys(("lending", "network", "recreation", "rediscli", "service"), "lab/test_fix.py")


class Record(NamedTuple):
    """One that is no case of the lab, for it differs from one by a word or two."""

    name: str
    target: Target
    machine: dict

    def __str__(self):
        return self.name


def proxied(name, desktop, services):
    """A Windows whose proxies are these; the server itself is well."""
    prints = {f"reg query {INTERNET}": HIVE.format(desktop), "netsh winhttp show proxy": services}
    meets = {SHOP: "connected 0", "10.9.9.9:8080": "refused 10061"}
    said = {"platform": "win32", "folder": r"C:\Users\ann", "environment": {"USERPROFILE": r"C:\Users\ann"}}
    answer = {"says": {SHOP: "HTTP/1.1 200 OK\nContent-Length: 0\n\n"}, "processes": {"4": "System"}}
    return Record(name, Target.parse("http://192.0.2.9/"), {**said, **answer, "meets": meets, "prints": prints})


def mac(name, target, meets, loopback=UP + INET, file=HOSTS, ends=(), names=None):
    """A Mac on which node listens at port 3000 of loopback; *ends* are its connections elsewhere."""
    head = (
        "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)  rxbytes txbytes  rhiwat  shiwat "
    )
    listens = "tcp{}       0      0  {}.{}         *.*                    LISTEN  0 0  131072  131072 node:35301"
    rows = [head + "process:pid  state  options", *(listens.format(*at) for at in AT), *ends]
    links = f"{loopback}\n\tinet6 ::1 prefixlen 128\n"
    card = "en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500\n\tinet 10.0.0.31 netmask 0xffffff00"
    prints = {
        "sw_vers -productVersion": "15.1",
        "netstat -anv -p tcp": "\n".join(rows),
        "netstat -anL -p tcp": "Current listen queue sizes (qlen/incqlen/maxqlen)\nListen         Local Address\n",
        "ifconfig -a": f"{links}{card} broadcast 10.0.0.255\n\tstatus: active\n",
        "ifconfig lo0": links,
        "route -n get -inet 127.0.0.1": "  interface: lo0\n      flags: <UP,HOST,DONE,LOCAL>\n",
        SETTINGS: f"{FIRST}: 65500\n{LAST}: 65535\n{QUEUE}: 128\n",
        f"sysctl -n {FIRST}": "65500\n",
    }
    processes = {"1": "/sbin/launchd", "35301": "node server.js"}
    files = {"/etc/hosts": file}
    said = {"platform": "darwin", "folder": "/Users/ann", "own": ["10.0.0.31"], "environment": {"HOME": "/Users/ann"}}
    more = {"meets": meets, "prints": prints, "processes": processes, "files": files, "names": names or {}}
    page = "HTTP/1.1 200 OK\nContent-Length: 0\n\n"
    more |= {"says": dict.fromkeys((SHOP, "127.0.0.1:3000", "[::1]:3000"), page)}
    return Record(name, Target.parse(target), {**said, **more})


AT = (("4", "127.0.0.1", 3000), ("6", "::1", 3000))
CLOSED = "tcp4       0      0  10.0.0.31.{}        192.0.2.9.80           TIME_WAIT  0 0  131072  131072 -:0"
WINDOWS_FULL = proxied("connections of Windows hold every port that it hands out", 0, DIRECT)
RECORDS = (
    proxied("the desktop of Windows has a proxy that is gone", 1, DIRECT),
    proxied("the services of Windows have a proxy that is gone", 0, BY_PROXY),
    WINDOWS_FULL._replace(
        machine={
            **WINDOWS_FULL.machine,
            "meets": {SHOP: "addr-not-avail 10055"},
            "prints": {
                **WINDOWS_FULL.machine["prints"],
                DYNAMIC: "\nProtocol tcp Dynamic Port Range\n"
                "---------------------------------\n" + HANDED_OUT.format(65281, 255),
            },
            "table": [f"tcp TIME_WAIT 10.0.0.31:{port} {SHOP} 0" for port in range(65281, 65536)],
        }
    ),
    mac(
        "connections of a Mac hold every port that it hands out",
        "http://192.0.2.9/",
        {SHOP: "addr-not-avail 49"},
        ends=[CLOSED.format(port) for port in range(65500, 65536)],
    ),
    mac("loopback of a Mac was set down", "127.0.0.1:3000", {"127.0.0.1:3000": "unreachable 51"}, DOWN + INET),
    mac("loopback of a Mac lost its address", "127.0.0.1:3000", {"127.0.0.1:3000": "addr-not-avail 49"}, UP),
    mac(
        "the hosts file of a Mac leads localhost astray",
        "http://localhost:3000/",
        {"127.0.0.1:3000": "connected 0", "10.9.9.9:3000": "timeout 60"},
        file="127.0.0.1 localhost\n10.9.9.9 localhost\n",
        names={"localhost": ["127.0.0.1", "10.9.9.9"]},
    ),
    mac(
        "a Mac does not know a name below localhost",
        "http://shop.localhost:3000/",
        {"127.0.0.1:3000": "connected 0", "[::1]:3000": "connected 0"},
    ),
)
TO_PLAY = [*(case for case in FAULTS if case.name in PLAYED), *RECORDS]


def machine_of(case, more=None):
    """Asked by somebody who may do it."""
    said = {**case.machine, "uid": 0 if case.machine["platform"] == "darwin" else -1}
    said["prints"] = {**said.get("prints", {}), **ADMINISTRATOR, **(more or {})}
    return Machine(said)


def names_of(text, *names):
    """What the resolver of a Mac makes of a hosts file."""
    found = {name: [str(address) for address in hosts.addresses(text, name)] for name in names}
    return {name: addresses for name, addresses in found.items() if addresses}
