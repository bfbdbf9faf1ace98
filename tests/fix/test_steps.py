import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.fix.steps import kinds
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import CONDITION, OWNERS, THREADS, THROTTLED, UPSTREAMS
from portwise.model.process import Condition, Process, Throttle
from portwise.model.repair import Grade
from portwise.model.settings import Upstream
from portwise.model.target import Target


def argv_of(text):
    return tuple(text.split())


NODE = Process(41, 7, "node")
CONF = "/etc/nginx/nginx.conf"
PROXY = "http {\r\n  proxy_pass http://127.0.0.1:3000;  # keep\r\n  server 127.0.0.1:30001; server a; server a;\r\n}"
SEEN = Evidence(Target.parse("localhost:3000")).plus(
    [
        Answer(CONDITION.of(NODE), Known(Condition("T", 1, 1, 0, 1)), "/proc"),
        Answer(CONDITION.of(Process(45, 8, "held")), Known(Condition("t", 1, 1, 9, 1)), "/proc"),
        Answer(THROTTLED.of(NODE), Known(Throttle("/sys/fs/cgroup/shop", 0.01, 4, 4)), "cpu.stat"),
        Answer(UPSTREAMS.of(NODE), Known((Upstream("127.0.0.1", 3000, "", "http", "/", (80,), CONF, 2),)), "nginx -T"),
    ]
)
TO_BIND = Evidence(Target.to_bind(":3000")).plus([Answer(o.question, o.said, o.source) for o in SEEN])
CHAIN = """table inet filter {
\tchain input { # handle 1
\t\ttype filter hook input priority filter; policy accept;
\t\tip daddr 10.0.0.1 tcp dport 80 accept # handle 9
\t\ttcp dport 80 reject with tcp reset # handle 4
\t\ttcp dport 81 drop # handle 5
\t}
}
"""
EXCEPTION = argv_of("nft insert rule inet filter input ip daddr 10.0.0.1 tcp dport 80 accept")
XTABLES = argv_of("iptables -I INPUT -d 10.0.0.1 -p tcp --dport 80 -j ACCEPT")
LISTED = "-P INPUT ACCEPT\n-A INPUT -d 10.0.0.1/32 -p tcp -m tcp --dport 80 -j ACCEPT\n"
LO = "1: lo: <LOOPBACK{}> mtu 65536 qdisc noqueue state UNKNOWN"
HOSTS = "127.0.0.1 localhost\n10.9.9.9 db.shop\n::1 localhost\n"

# command, a look before, the state before, the state wanted, a look after, and what brings it back
BOTH = "ip addr replace 127.0.0.1/8 dev lo && ip addr replace ::1/128 dev lo"
STEPS = [
    (
        ("sysctl", "-w", "net.ipv4.ip_local_port_range=15000 65000"),
        *("32768\t60999\n", "32768 60999", "15000 65000", "15000\t65000\n"),
        ("sysctl", "-w", "net.ipv4.ip_local_port_range=32768 60999"),
    ),
    (("kill", "-CONT", "41"), "T", "stopped", "runs", "S", ("kill", "-STOP", "41")),
    (
        ("ip", "link", "set", "lo", "up"),
        *(LO.format(""), "down", "up", LO.format(",UP,LOWER_UP")),
        ("ip", "link", "set", "lo", "down"),
    ),
    (
        ("ip", "addr", "replace", "127.0.0.1/8", "dev", "lo"),
        *("1: lo    inet6 ::1/128 scope host", "missing", "there", "1: lo    inet 127.0.0.1/8 scope host lo"),
        ("ip", "addr", "del", "127.0.0.1/8", "dev", "lo"),
    ),
    (EXCEPTION, "", "0", "1", CHAIN, ("nft", "delete", "rule", "inet", "filter", "input", "handle", "9")),
    (XTABLES, "", "0", "1", LISTED, ("iptables", "-D", *XTABLES[2:])),
    (
        ("systemctl", "restart", "web.service"),
        *("failed\n", "inactive", "active", "active 5f2c\n"),
        ("systemctl", "stop", "web.service"),
    ),
    (
        ("systemctl", "restart", "web.service"),
        *("active\n41aa\n", "active 41aa", "active anew, not 41aa", "active\n5f2c\n"),
        (),
    ),
    (
        ("systemctl", "thaw", "web.service"),
        *("frozen\n", "frozen", "running", "running\n"),
        ("systemctl", "freeze", "web.service"),
    ),
    (
        argv_of("nft delete element ip sshguard attackers { 10.0.0.9 }"),
        *("set attackers {\n elements = { 10.0.0.9,\n 10.0.0.8 }\n}", "there", "missing", "elements = { 10.0.0.8 }"),
        argv_of("nft add element ip sshguard attackers { 10.0.0.9 }"),
    ),
    (
        argv_of("ip route add 10.80.0.2 via 10.78.0.2 dev v0 advmss 536"),
        *("", "missing", "there", "10.80.0.2 via 10.78.0.2 dev v0 advmss 536 \n"),
        argv_of("ip route del 10.80.0.2 via 10.78.0.2 dev v0 advmss 536"),
    ),
    (
        argv_of("ip route add 10.80.0.2 dev v0"),
        *("10.80.0.0/24 dev tun0\n", "missing", "there", "10.80.0.2 dev v0 scope link \n"),
        argv_of("ip route del 10.80.0.2 dev v0"),
    ),
    (
        ("sh", "-c", BOTH),
        *("1: lo inet6 ::1/128 scope host\n", "::1/128", "there", "inet 127.0.0.1/8 lo\ninet6 ::1/128 lo\n"),
        argv_of("ip addr del 127.0.0.1/8 dev lo"),
    ),
    (
        ("sh", "-c", BOTH),
        *("", "missing", "there", "inet 127.0.0.1/8 lo\ninet6 ::1/128 lo\n"),
        ("sh", "-c", BOTH.replace("replace", "del")),
    ),
    (
        argv_of("prlimit --nofile=4096: --pid 41"),
        *("1024 8192\n", "1024:8192", "4096:8192", "4096 8192\n"),
        argv_of("prlimit --nofile=1024:8192 --pid 41"),
    ),
    (
        argv_of("ufw prepend allow proto tcp to 10.0.0.1 port 8000"),
        "Added user rules (see 'ufw status' for running firewall):\n(None)\n",
        *("missing", "there", "Added user rules (see …):\nufw allow to 10.0.0.1 port 8000 proto tcp\n"),
        argv_of("ufw delete allow proto tcp to 10.0.0.1 port 8000"),
    ),
    (
        argv_of("ufw prepend allow out proto tcp to ::1 port 80"),
        "Added user rules (see 'ufw status' for running firewall):\nufw allow to ::1 port 80 proto tcp\n",
        *("missing", "there", "Added user rules (see …):\nufw allow out to ::1 port 80 proto tcp\n"),
        argv_of("ufw delete allow out proto tcp to ::1 port 80"),
    ),
    (
        argv_of("gsettings set org.gnome.system.proxy mode none"),
        *("'manual'\n", "manual", "none", "'none'\n"),
        argv_of("gsettings set org.gnome.system.proxy mode manual"),
    ),
    (
        argv_of("firewall-cmd --add-port=8000/tcp"),
        *("3000/tcp\n", "closed", "open", "3000/tcp 8000/tcp\n"),
        argv_of("firewall-cmd --remove-port=8000/tcp"),
    ),
    (
        argv_of("redis-cli -h 10.0.0.5 -p 6379 config set cluster-announce-ip 10.0.0.5"),
        *("cluster-announce-ip\n10.9.9.9\n\n", "10.9.9.9", "10.0.0.5", "cluster-announce-ip\n10.0.0.5\n"),
        argv_of("redis-cli -h 10.0.0.5 -p 6379 config set cluster-announce-ip 10.9.9.9"),
    ),
    (
        (*argv_of("ss -K state established"), "sport = :3000"),
        "0 0 127.0.0.1:3000 127.0.0.1:46708\n",
        *("127.0.0.1:3000 127.0.0.1:46708", "closed: 127.0.0.1:3000 127.0.0.1:46708"),
        "0 0 127.0.0.1:3000 127.0.0.1:46709\n",
        (),
    ),
    (
        argv_of("docker network connect app web"),
        *("bridge \n", "bridge", "app bridge", "bridge app \n"),
        argv_of("docker network disconnect app web"),
    ),
    (
        ("sh", "-c", "echo 200000 100000 >/sys/fs/cgroup/shop/cpu.max"),
        *("1000 100000\n", "1000 100000", "200000 100000", "200000 100000\n"),
        ("sh", "-c", "echo 1000 100000 >/sys/fs/cgroup/shop/cpu.max"),
    ),
    (("kill", "9"), "TracerPid:\t9\n", "9", "0", "TracerPid:\t0\n", ()),
    (
        argv_of("VBoxManage controlvm shop natpf1 port3000,tcp,127.0.0.1,3000,,3000"),
        'Forwarding(0)="ssh,tcp,127.0.0.1,2222,,22"\n',
        *("missing", "there", 'Forwarding(0)="port3000,tcp,127.0.0.1,3000,,3000"\n'),
        argv_of("VBoxManage controlvm shop natpf1 delete port3000"),
    ),
    (("docker", "unpause", "web"), "paused\n", "paused", "running", "running\n", ("docker", "pause", "web")),
    (("docker", "start", "web"), "exited\n", "exited", "running", "running\n", ("docker", "stop", "web")),
]


def deed_of(argv, seen=SEEN):
    found = [deed for kind in kinds().values() if (deed := kind.reads(argv, seen))]
    return found[0] if len(found) == 1 else found


@pytest.mark.parametrize(("argv", "look", "before", "wanted", "after", "back"), STEPS, ids=lambda v: str(v)[:40])
def test_a_step_knows_its_way_and_its_way_back(argv, look, before, wanted, after, back):
    """What it is about now, what it will be, and the command that makes it as it was."""
    deed = deed_of(argv)
    kind = kinds()[deed.kind]

    assert (before, wanted) == (kind.state(deed, look), kind.wanted(deed, before, look))
    assert kind.reached(kind.state(deed, after), wanted)
    assert not kind.reached(before, wanted)
    assert back == kind.back(deed, before, after)


@pytest.mark.parametrize(
    ("argv", "look"),
    [
        ("prlimit --nofile=4096: --pid 41", "8192 16384"),  # it has more
        ("prlimit --nofile=4096: --pid 41", "1024 2048"),  # and may not have as much
        ("prlimit --nofile=4096:4096 --pid 41", "1024 524288"),  # the hard limit does not come back down here
        ("prlimit --nofile=4096: --pid 41", "unlimited unlimited"),
        ("ufw prepend allow proto tcp to 10.0.0.1 port 80", "ufw deny 80\nufw allow to 10.0.0.1 port 80 proto tcp\n"),
        ("docker start web", "running"),
    ],
)
def test_a_step_that_would_not_help_is_none(argv, look):
    """What is wanted is what is: nothing is done."""
    deed = deed_of(argv_of(argv))
    kind = kinds()[deed.kind]
    before = kind.state(deed, look)

    assert before == kind.wanted(deed, before, look)


@pytest.mark.parametrize(
    ("argv", "lasting"),
    [
        ("systemctl start web.service", "systemctl enable web.service"),
        ("docker start web", "docker update --restart=unless-stopped web"),
        ("docker unpause web", ""),
        ("firewall-cmd --add-port=8000/tcp", "firewall-cmd --permanent --add-port=8000/tcp"),
        ("ip link set lo up", ""),
        (
            "sysctl -w net.core.somaxconn=4096",
            ("sh", "-c", "echo 'net.core.somaxconn=4096' >> /etc/sysctl.d/99-portwise.conf"),
        ),
        ("sysctl -w net.inet.ip.portrange.first=1024", ""),
        ("iptables -I INPUT -d 10.0.0.9 -p tcp --dport 80 -j ACCEPT", "netfilter-persistent save"),
        ("iptables-legacy -I INPUT -d 10.0.0.9 -p tcp --dport 80 -j ACCEPT", ""),
    ],
)
def test_what_would_be_gone_with_the_next_start_can_be_made_to_last(argv, lasting):
    """By a command of whoever keeps it; it is shown, and never run."""
    deed = deed_of(argv_of(argv))

    assert (argv_of(lasting) if isinstance(lasting, str) else lasting) == kinds()[deed.kind].lasting(deed, SEEN)


@pytest.mark.parametrize(
    ("argv", "until"),
    [
        ("ip link set lo up", False),
        ("ip link set eth0 up", True),
        ("ip route add 10.0.0.9 dev eth0", True),
        ("nft delete rule ip nat output handle 4", True),
        ("nft insert rule inet filter input ip daddr 10.0.0.9 tcp dport 80 accept", True),
        ("systemctl start web.service", False),
    ],
)
def test_what_nobody_can_make_last_is_said(argv, until):
    """Whoever sets the network up does not know of it: one line says so."""
    deed = deed_of(argv_of(argv))

    assert until is bool(kinds()[deed.kind].holds(deed))


def test_a_rule_goes_and_comes_back_to_its_place():
    """In the middle before the one that stands there now, at the end behind all."""
    middle, last = (deed_of(tuple(f"nft delete rule inet filter input handle {n}".split())) for n in (4, 5))
    kind = kinds()["removal"]
    before = kind.state(middle, CHAIN)
    without = "\n".join(line for line in CHAIN.splitlines() if "handle 4" not in line)
    shorter = "\n".join(line for line in CHAIN.splitlines() if "handle 5" not in line)

    assert kind.wanted(middle, before, CHAIN) == kind.state(middle, without)
    inserted = argv_of("nft insert rule inet filter input index 1 tcp dport 80 reject with tcp reset")
    assert inserted == kind.back(middle, before, without)
    assert argv_of("nft add rule inet filter input tcp dport 81 drop") == kind.back(last, before, shorter)


def test_a_line_of_the_hosts_file_becomes_a_comment():
    """And nothing else of it."""
    deed = deed_of(("sed", "-i.before", "2s/^/#/", "/etc/hosts"))
    kind = kinds()["hosts"]

    assert HOSTS.replace("10.9", "#10.9") == kind.text(deed, HOSTS) == kind.wanted(deed, HOSTS, HOSTS)
    assert HOSTS == kind.state(deed, HOSTS)


def test_a_line_of_the_hosts_file_gives_its_place_to_another():
    """The others stay, and so does the end that the line has; nothing but an address and a name is written there."""
    deed = deed_of(("sed", "-i.before", "2s/.*/127.0.0.1 localhost/", "/etc/hosts"))
    text = "10.1.1.1 shop\r\n192.168.7.77 localhost\r\n::1 localhost"

    assert text.replace("192.168.7.77", "127.0.0.1") == kinds()["hosts"].text(deed, text)
    for other in ("2s/.*/rm -rf/", "2s/.*//", "0s/.*/127.0.0.1 localhost/", "2s/.*/127.0.0.1 localhost/e"):
        assert kinds()["hosts"].reads(("sed", "-i.before", other, "/etc/hosts"), SEEN) is None


@pytest.mark.parametrize(
    ("script", "content"),
    [
        (r"2s|127\.0\.0\.1:3000|[::1]:3000|", PROXY.replace("127.0.0.1:3000;", "[::1]:3000;")),
        (r"3s|127\.0\.0\.1:3000|[::1]:3000|", PROXY),  # 3000 is not what stands in 30001
        ("3s|server a|server b|", PROXY),  # twice
        ("9s|server|servers|", PROXY),
        (r"1s|{|\|\&\\|", PROXY.replace("http {", "http |&\\")),
    ],
)
def test_one_word_of_one_line_is_edited(script, content):
    """Every other byte stays, line ends and comments too; where it is not clear what is meant, nothing changes."""
    deed = deed_of(("sed", "-i.before", script, CONF))

    assert content == kinds()["edit"].text(deed, PROXY)


@pytest.mark.parametrize("said", ["NOAUTH Authentication required.\n", "", "\n"])
def test_what_is_not_told_is_not_changed(said):
    """A Redis that wants a password first has no state that could be written down."""
    deed = deed_of(argv_of("redis-cli -h 10.0.0.5 -p 6379 config set cluster-announce-ip 10.0.0.5"))

    with pytest.raises(OSError, match=said.strip() or "does not say"):
        kinds()["rediscli"].state(deed, said)


def test_a_debugger_is_ended_only_while_it_holds_the_server():
    """Another one that holds it by now is nobody that was asked about."""
    deed = deed_of(("kill", "9"))

    with pytest.raises(ProcessLookupError):
        kinds()["detaching"].wanted(deed, "10", "TracerPid:\t10\n")


def test_a_process_is_ended_only_where_its_place_is_wanted():
    """A client that cannot connect ends nobody's server."""
    assert [] == deed_of(("kill", "41"))
    assert Grade.NONE is deed_of(("kill", "41"), TO_BIND).grade
    assert ("runs", "ended", "ended") == tuple(
        kinds()["ending"].state(deed_of(("kill", "41"), TO_BIND), letter) for letter in ("S", "Z", "")
    )


@pytest.mark.parametrize("fact", [OWNERS, THREADS], ids=lambda fact: fact.name)
def test_who_has_a_socket_was_looked_at(fact):
    """Nothing else need be asked about it: its number and its start time are known."""
    seen = TO_BIND.plus([Answer(fact.of(4711), Known((Process(42, 8, "sleep"),)), "/proc/*/fd")])

    assert ("42", "8", "sleep") == deed_of(("kill", "42"), seen).look.what
    assert [] == deed_of(("kill", "99"), seen)


AGAIN = argv_of("env -C /home/ada/shop node vite.js --port 3000")
RELOAD = argv_of("kill -HUP 41")
EDIT = ("sed", "-i.before", r"2s|127\.0\.0\.1:3000|[::1]:3000|", CONF)


@pytest.mark.parametrize(
    ("argv", "then", "seen", "kind"),
    [
        (argv_of("kill 41"), AGAIN, SEEN, "restarting"),
        (argv_of("kill 41"), AGAIN, TO_BIND, None),  # whoever is in the way is not started again
        (argv_of("kill 42"), AGAIN, SEEN, None),  # nobody looked at it
        (argv_of("kill 41"), argv_of("rm -r /home"), SEEN, None),
        (argv_of("kill -KILL 41"), AGAIN, SEEN, None),
        (EDIT, RELOAD, SEEN, None),  # node would end by it
        (EDIT, AGAIN, SEEN, None),
    ],
)
def test_two_commands_are_one_step(argv, then, seen, kind):
    """Of one kind, which knows both; together or not at all."""
    found = [deed for one in kinds().values() if one.with_next and (deed := one.with_next(argv, then, seen))]

    assert ([kind] if kind else []) == [deed.kind for deed in found]


def test_a_server_that_was_started_again_cannot_be_brought_back():
    """It says why, whatever its state is."""
    kind = kinds()["restarting"]
    deed = kind.with_next(argv_of("kill 41"), AGAIN, SEEN)

    assert (AGAIN, Grade.NONE, ()) == (deed.argv, deed.grade, kind.back(deed, "runs", ""))
    assert deed.irreversible


def test_a_container_is_stopped_only_where_its_place_is_wanted():
    """Like a process; and it can be started again."""
    stop = ("docker", "stop", "web")
    deed = deed_of(stop, TO_BIND)

    assert [] == deed_of(stop)
    assert ("docker", "start", "web") == kinds()["service"].back(deed, "running", "exited\n")


def test_a_number_that_nobody_looked_at_is_nobody():
    """The process of a step is one of this very report."""
    assert [] == deed_of(("kill", "-CONT", "42"))


@pytest.mark.parametrize(
    "argv",
    [
        ("sysctl", "-w", "kernel.panic=1"),
        ("sysctl", "-w", "net.ipv4.ip_forward=1;reboot"),
        ("sysctl", "net.ipv4.ip_forward=1"),
        ("kill", "-KILL", "41"),
        ("nft", "flush", "ruleset"),
        ("nft", "delete", "table", "inet", "filter"),
        (*EXCEPTION[:-1], "drop"),
        ("iptables", "-F"),
        ("sed", "-i.before", "2s/^/#/", "/etc/passwd"),
        ("sed", "-i.before", "1,9d", "/etc/hosts"),
        ("sed", "-i.before", r"2s|127\.0\.0\.1|::1|", "/etc/shadow"),
        ("sed", "-i.before", "2s|127.0.0.1|::1|", CONF),
        ("sed", "-i.before", "2s|^|#|", CONF),
        ("sed", "-i.before", "2s|a|&b|", CONF),
        ("sed", "-i.before", "2s|a|b|g", CONF),
        ("systemctl", "stop", "web.service"),
        ("docker", "rm", "web"),
        ("docker", "start", "--attach"),
        (*argv_of("ss -K state established"), "sport = :3001"),  # another port than was asked for
        (*argv_of("ss -K state established"), "dport = :3000"),
        argv_of("redis-cli -h 10.0.0.5 -p 6379 config set requirepass x"),
        argv_of("redis-cli -h 10.0.0.5 -p 6379 flushall"),
        argv_of("nft delete element ip t s { 10.0.0.0/8 }"),
        argv_of("nft delete element ip t s { 10.0.0.1, 10.0.0.2 }"),
        argv_of("ip route add 10.0.0.0/8 via 10.78.0.2 dev v0 advmss 536"),
        argv_of("ip route add default via 10.78.0.2 dev v0"),
        argv_of("prlimit --nofile=4096: --pid 42"),
        argv_of("prlimit --as=1:1 --pid 41"),
        ("ufw", "disable"),
        argv_of("gsettings set org.gnome.system.proxy mode manual"),
        argv_of("gsettings reset-recursively org.gnome.system.proxy"),
        argv_of("ufw prepend allow proto tcp to any port 8000"),
        argv_of("ufw prepend allow in proto tcp to 10.0.0.1 port 8000"),
        argv_of("ufw prepend deny proto tcp to 10.0.0.1 port 8000"),
        argv_of("ufw allow proto tcp to 10.0.0.1 port 8000"),  # behind whoever denies it
        ("firewall-cmd", "--add-port=1-65535/tcp"),
        argv_of("firewall-cmd --permanent --add-port=80/tcp"),
        ("sh", "-c", "true"),
        ("sh", "-c", f"{BOTH} && reboot"),
        ("sh", "-c", f"{BOTH[:-2]}$(reboot)"),
        ("sh", "-c", f"{BOTH}0"),  # two interfaces
        ("sh", "-c", "echo 200000 100000 >/sys/fs/cgroup/other/cpu.max"),  # nobody saw it stop anybody
        ("sh", "-c", "echo 200000 100000 >/sys/fs/cgroup/shop/cpu.max; reboot"),
        argv_of("docker network connect --ip 10.0.0.1 app"),
        argv_of("docker network rm app"),
        argv_of("VBoxManage controlvm shop poweroff"),
        argv_of("VBoxManage controlvm shop natpf1 port3000,tcp,0.0.0.0,3000,,3000"),
        argv_of("VBoxManage controlvm shop natpf1 port3001,tcp,127.0.0.1,3001,,3001"),
        ("kill", "0"),
        ("kill", "1"),
    ],
    ids=" ".join,
)
def test_nothing_else_is_a_step(argv):
    """A command that no kind knows is shown, and never run."""
    assert [] == deed_of(argv)


@given(st.lists(st.text(), max_size=14).map(tuple))
def test_any_words_are_a_step_or_none(argv):
    """Of at most one kind."""
    assert deed_of(argv) == [] or deed_of(argv).argv == argv
