"""What a Mac tells: its tools as they print, behind the same questions as on Linux."""

from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from pkgutil import iter_modules

import pytest

from portwise import collect
from portwise.app.asking import know
from portwise.app.diagnose import diagnose
from portwise.app.manner import AS_USUAL
from portwise.collect import macos, within
from portwise.formats import bsdps
from portwise.model import facts
from portwise.model.evidence import Evidence, Unknown
from portwise.model.facts import HERE
from portwise.model.guard import Guards
from portwise.model.machines import System
from portwise.model.net import Connection, Route, Socket
from portwise.model.settings import DETECTED, FileProxy, Ipv6, Limits, Powers
from portwise.model.target import Endpoint, Target
from portwise_lab.machines import Machine

TABLES = Path(__file__).parents[1] / "formats" / "data" / "macos"
TOOL = "/usr/libexec/ApplicationFirewall/socketfilterfw"
TCP = (TABLES / "netstat-15.txt").read_text()
PRINTS = {
    "sw_vers -productVersion": "15.1\n",
    "netstat -anv -p tcp": TCP,
    "netstat -anv -p udp": TCP,
    "netstat -anL -p tcp": "Current listen queue sizes (qlen/incqlen/maxqlen)\nListen Local Address\n3/0/128  *.5000\n",
    "sysctl net.inet.ip.portrange.first net.inet.ip.portrange.last kern.ipc.somaxconn": (
        "net.inet.ip.portrange.first: 49152\nnet.inet.ip.portrange.last: 65535\nkern.ipc.somaxconn: 128\n"
    ),
    "route -n get -inet 192.168.178.44": "   route to: 192.168.178.44\ndestination: 192.168.178.44\n  interface: en0\n",
    "ifconfig -a": "lo0: flags=8049<UP,LOOPBACK> mtu 16384\n\tinet 127.0.0.1 netmask 0xff000000\n"
    "\tinet6 ::1 prefixlen 128\nen0: flags=8863<UP,BROADCAST> mtu 1500\n"
    "\tinet 192.168.178.31 netmask 0xffffff00 broadcast 192.168.178.255\n\tstatus: active\n",
    "arp -an": "? (192.168.178.44) at (incomplete) on en0 ifscope [ethernet]\n",
    "ndp -an": "Neighbor  Linklayer Address  Netif Expire    St Flgs Prbs\n",
    "scutil --proxy": "<dictionary> {\n  HTTPEnable : 1\n  HTTPPort : 8080\n  HTTPProxy : proxy.corp.example\n}\n",
    "scutil --dns": "DNS configuration\n\nresolver #1\n  nameserver[0] : 192.168.178.1\n",
    "ps -o stat= -p 35301": "T+\n",
    "launchctl list": "PID\tStatus\tLabel\n-\t1\thomebrew.mxcl.redis\n501\t0\tcom.apple.controlcenter\n",
    "launchctl print gui/501/homebrew.mxcl.redis": "gui/501/homebrew.mxcl.redis = {\n\tstate = not running\n"
    "\truns = 1\n\tlast exit code = 1\n}\n",
    f"{TOOL} --getglobalstate": "Firewall is enabled. (State = 1)\n",
    f"{TOOL} --getblockall": "Firewall has block all state set to disabled.\n",
    f"{TOOL} --getallowsigned": "Automatically allow built-in signed software ENABLED.\n",
    f"{TOOL} --listapps": "Total number of apps = 0\n",
}
PROCESSES = {"1": "/sbin/launchd", "501": "/System/ControlCenter", "35301": "node server.js"}
MAC = {"platform": "darwin", "uid": 501, "folder": "/Users/ann/shop", "environment": {"HOME": "/Users/ann"}}
LAN = ip_address("192.168.178.44")


def mac(**said):
    return Machine({**MAC, "processes": PROCESSES, "prints": PRINTS, **said})


def told(*questions, target="http://192.168.178.44:5000/", **said):
    seen = know(mac(**said), collect.ALL, Evidence(Target.parse(target)), questions, AS_USUAL)
    return [seen.observation(question).said for question in questions]


def known(question, **said):
    (one,) = told(question, **said)
    return one.value


def test_the_table_of_macos_is_what_its_files_hold():
    """As that of Linux: a collector that nobody lists would never be asked."""
    files = [info.name for info in iter_modules(macos.__path__)]
    own = {
        file: {one.answers for one in within(vars(import_module(f"{macos.__name__}.{file}")).values())}
        for file in files
    }

    assert {file: set(rows) for file, rows in macos.TELLS.items()} == own


def test_linux_is_not_asked_for_what_macos_tells():
    """Other systems keep the rows of Linux."""
    assert collect.ALL.on("linux") is collect.ALL
    assert collect.ALL.of(facts.ROUTE) is not collect.ALL.on("darwin").of(facts.ROUTE)


def test_listeners_have_their_queues_and_holders():
    """By place; who is not in the list of queues has nobody waiting."""
    sockets = known(facts.LISTENERS.of(HERE))

    assert [("::1", 3000, 0, 35301), ("0.0.0.0", 5000, 3, 501), ("fe80::1%lo0", 80, 0, 88)] == [
        (str(s.address), s.port, s.rqueue, s.inode) for s in sockets
    ]
    assert [128] == [s.wqueue for s in sockets if s.port == 5000]


def test_connections_by_port():
    """With what its program has not read."""
    (one,) = known(facts.CONNECTIONS.of(8443))

    assert Connection("ESTABLISHED", Endpoint(ip_address("127.0.0.1"), 8443), one.remote, -1, 7187, 12) == one


def test_a_socket_that_only_holds_its_port():
    """netstat shows it as CLOSED."""
    old = (TABLES / "netstat-12.txt").read_text()
    (one,) = known(facts.BOUND.of(HERE), prints={"netstat -anv -p tcp": old})

    assert Socket(ip_address("127.0.0.1"), 8000, False, 0, one.wqueue, -1, 35302) == one


def test_who_holds_a_socket():
    """netstat names the pid; one that cannot be looked up is not nobody."""
    owner, gone, unnamed = told(*(facts.OWNERS.of(pid) for pid in (501, 88, 0)))

    assert ["ControlCenter"] == [process.name for process in owner.value]
    assert [Unknown, Unknown] == [type(gone), type(unnamed)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (facts.SYSTEM.of(HERE), System("darwin", "15.1")),
        (facts.LIMITS.of(HERE), Limits((49152, 65535), 1024, 128, (0, 0))),
        (facts.POWERS.of(HERE), Powers(501, False)),
        (facts.ROUTE.of(LAN), Route("unicast", "en0", None, None)),
        (facts.IPV6.of(HERE), Ipv6(True, False, False)),
        (facts.NSS.of(HERE), ("files", "mdns", "dns")),
        (facts.GUARDS.of(HERE), Guards()),
        (facts.STRICT.of("en0"), False),
        (facts.ELSEWHERE.of(5000), ()),
    ],
)
def test_settings(question, expected):
    """Each by the tool of its own, or because macOS has no such thing."""
    assert expected == known(question)


def test_neighbours_and_interfaces():
    """Of both families."""
    assert [(LAN, "INCOMPLETE")] == [(row.address, row.state) for row in known(facts.NEIGHBOURS.of(HERE))]
    assert ["lo0", "en0"] == [row.name for row in known(facts.INTERFACES.of(HERE))]


def test_the_proxy_of_the_system():
    """It is one more setting beside those of programs; a PAC file is named, and what it chooses is another question."""
    pac = "<dictionary> {\n  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : http://wpad/p\n}\n"

    assert (FileProxy("macOS", "proxy.corp.example", 8080, "HTTPProxy", "System Settings > Network", 0),) == known(
        facts.FILE_PROXIES.of(HERE)
    )
    (script,) = told(facts.FILE_PROXIES.of(HERE), prints={**PRINTS, "scutil --proxy": pac})[0].value
    assert ("http://wpad/p", "", 0) == (script.script, script.host, script.port)
    wpad = "<dictionary> {\n  ProxyAutoDiscoveryEnable : 1\n}\n"
    (found,) = told(facts.FILE_PROXIES.of(HERE), prints={**PRINTS, "scutil --proxy": wpad})[0].value
    assert DETECTED == found.script


def test_the_condition_of_a_process():
    """Stopped by a signal; held by a debugger is not told of which."""
    process = mac().process(35301)
    held = {**PRINTS, "ps -o stat= -p 35301": "SX+\n"}

    assert "T" == known(facts.CONDITION.of(process)).state
    assert "debugger" in told(facts.CONDITION.of(process), prints=held)[0].why


def test_launchd_keeps_its_own_jobs_only():
    """Every process without a parent is its child, and so every program of the desktop."""
    job, other = (mac().process(pid) for pid in (501, 35301))

    assert "launchd job com.apple.controlcenter" == known(facts.KIN.of(job)).supervisor
    assert "" == known(facts.KIN.of(other)).supervisor


PS = """    1     1     1      0 ??       Ss   /sbin/launchd
  600     1   600    700 ttys003  Ss   login
  700   600   700    700 ttys003  S+   -zsh
35301   700 35301    700 ttys003  T    /opt/homebrew/bin/node
35302 35301 35301    700 ttys003  T    /opt/homebrew/bin/node
  501     1   501      0 ??       S    /System/ControlCenter
"""


@pytest.mark.parametrize(
    ("pid", "listed", "expected"),
    [
        (35301, PS, (700, "/dev/ttys003", 35301, 700, True)),
        (35301, PS + "35400 700 35400 700 ttys003 T vim\n", (700, "/dev/ttys003", 35301, 700, False)),
        (501, PS, None),
        (700, PS, None),
    ],
)
def test_the_job_of_a_shell(pid, listed, expected):
    """Its group, who has the terminal meanwhile, and whether it alone is stopped; the desktop has no jobs."""
    processes = {**PROCESSES, "600": "login", "700": "-zsh", "35302": "node worker.js", "35400": "vim"}
    machine = mac(processes=processes, prints={**PRINTS, f"ps -A -o {bsdps.COLUMNS}": listed})
    question = facts.JOB.of(machine.process(pid))
    found = know(machine, collect.ALL, Evidence(Target.parse(":1")), [question], AS_USUAL)[question]

    assert expected == (found and (found.shell.pid, found.terminal, found.group, found.foreground, found.alone))


def test_a_terminal_is_known_past_the_login_of_root():
    """Whose command line nobody else may read; the shell below it says enough."""

    class Guarded(Machine):
        def words(self, pid):
            if pid == 600:
                raise PermissionError(13, "the process belongs to another user")
            return super().words(pid)

    processes = {**PROCESSES, "600": "/usr/bin/login -pf ann", "700": "/bin/zsh -il"}
    machine = Guarded({**MAC, "processes": processes, "parents": {"35301": 700, "700": 600}, "prints": PRINTS})
    question = facts.KIN.of(machine.process(35301))
    kin = know(machine, collect.ALL, Evidence(Target.parse(":1")), [question], AS_USUAL)[question]

    assert ["zsh", "login", "launchd"] == [process.name for process in kin.ancestors]
    assert "shell zsh" == kin.supervisor


def test_jobs_for_a_port():
    """By what Homebrew calls them; one that is not loaded is none."""
    gone = {"launchctl print gui/501/homebrew.mxcl.redis": 'Could not find service "homebrew.mxcl.redis" in domain'}
    rest = {words: said for words, said in PRINTS.items() if words not in gone}
    (unit,) = known(facts.UNITS.of(6379))

    assert ("homebrew.mxcl.redis", "failed", 1, "launchd") == (unit.name, unit.active, unit.status, unit.keeper)
    assert () == known(facts.UNITS.of(6379), prints=rest, fails=gone)
    assert () == known(facts.UNITS.of(3000))


def test_the_rules_of_pf_are_for_root():
    """Who may not read them knows nothing; where pf is off there are none."""
    question = facts.RULES.of(Endpoint(ip_address("127.0.0.1"), 5000))
    on = {"pfctl -si": "Status: Enabled for 0 days\n", "pfctl -a * -sr": "block drop in proto tcp to any port = 5000\n"}
    (rule,) = known(question, uid=0, target=":5000", prints=on)

    assert ("drop", "input", True, "pf") == (rule.verdict, rule.hook, rule.may_match, rule.tool)
    assert "only root" in told(question, target=":5000")[0].why
    assert () == known(question, uid=0, target=":5000", prints={"pfctl -si": "Status: Disabled\n"})


def test_each_tool_that_is_absent_is_a_reason():
    """Nothing is taken for absent that nobody could look for."""
    asked = (
        *(facts.SYSTEM.of(HERE), facts.LIMITS.of(HERE), facts.LISTENERS.of(HERE), facts.BOUND.of(HERE)),
        *(facts.ROUTE.of(LAN), facts.INTERFACES.of(HERE), facts.NEIGHBOURS.of(HERE), facts.IPV6.of(HERE)),
        *(facts.SHIELD.of(HERE), facts.FILE_PROXIES.of(HERE), facts.UNITS.of(6379), facts.DNS.of("shop")),
        *(facts.CONNECTIONS.of(5000), facts.DATAGRAMS.of(HERE), facts.CONDITION.of(mac().process(501))),
    )

    assert {Unknown} == set(map(type, told(*asked, prints={}, denied="shown to an administrator only")))


def test_a_mac_is_shown_by_commands_of_its_own():
    """What is read as on Linux has a source that a person can type there."""
    process = mac().process(35301)
    asked = (facts.COMMAND.of(process), facts.EXE.of(process), facts.LOCAL.of(LAN))
    seen = know(
        mac(exe={"35301": "/opt/homebrew/bin/node"}), collect.ALL, Evidence(Target.parse(":1")), asked, AS_USUAL
    )

    assert ["libproc, ps -o args= -p 35301", "libproc, lsof -a -p 35301 -d txt", "bind(2), ifconfig"] == [
        seen.observation(question).source for question in asked
    ]
    assert "/opt/homebrew/bin/node" == seen[asked[1]]


def test_psutil_is_asked_where_netstat_cannot_be():
    """With its own name as the source; without both, the reason is netstat's."""
    table = ("tcp LISTEN 127.0.0.1:5000 501",)
    seen = know(
        mac(prints={}, table=table), collect.ALL, Evidence(Target.parse(":5000")), [facts.LISTENERS.of(HERE)], AS_USUAL
    )

    assert [5000] == [socket.port for socket in seen[facts.LISTENERS.of(HERE)]]
    assert seen.observation(facts.LISTENERS.of(HERE)).source.startswith("psutil")


def test_a_mac_is_diagnosed_from_end_to_end():
    """A port without a server: nothing of Linux is needed to say so."""
    report = diagnose(Target.parse("http://127.0.0.1:9000/"), mac())

    assert "nothing-listening" in [finding.cause for finding in report.supported]
    assert "broken" == report.verdict.value
