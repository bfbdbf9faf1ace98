"""Whatever was repaired: the command that keeps it so, or why a sentence alone is all there is."""

import subprocess

import pytest

from portwise import knowledge
from portwise.app.lasting import kept, prevented
from portwise.fix import linkkeepers
from portwise.fix.planner import until
from portwise.fix.steps import kinds
from portwise.fix.steps.kind import dropin, nobody, nothing, silence
from portwise.model.cause import Safety
from portwise.model.container import Container, Engine, Ref
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import COMMAND, CONTAINERS, CWD, HERE, KIN
from portwise.model.process import Kin, Process
from portwise.model.repair import Deed, Grade, Look, Move
from portwise.model.target import Target

STAYS = "it stands in a file or a registry, and is read from there at every start"
OVER = "a process, a connection or an answer of that moment: there is nothing to keep"
STARTS = "every start of the machine makes it so"
# Kinds without a command and without a word until when it is so
SENTENCE_ALONE = {
    "hosts": STAYS,
    "entry": STAYS,
    "edit": STAYS,
    "nameserver": "it is only done where a person keeps the file, and stays",
    "recreation": "it is as the compose file says, and is created so again",
    "ufw": "ufw loads what it was told at every start",
    "desktop": STAYS,
    "lending": "it stands in the settings of the virtual machine",
    "networksetup": STAYS,
    "appfirewall": STAYS,
    "advfirewall": STAYS,
    "dynamicports": STAYS,
    "exclusion": STAYS,
    "winproxy": STAYS,
    "loopback": STARTS,
    "waking": OVER,
    "ending": OVER,
    "detaching": OVER,
    "hangup": OVER,
    "cache": OVER,
    "leftover": "it is gone, and comes back with no start of the machine",
    "rereading": "it has read what stands in its files, as it does at every start",
}
NODE, VITE = Process(41, 7, "node"), Process(42, 8, "node")
BOX = Container(
    Ref(Engine("podman", "/run/user/1000/podman/podman.sock"), "ab" * 32, "web"), "i", "exited", (), (), "", (), ()
)
SEEN = Evidence(Target.parse("localhost:3000")).plus(
    [
        Answer(KIN.of(NODE), Known(Kin((), "systemd unit web.service", False, "web.service")), "/proc"),
        Answer(COMMAND.of(NODE), Known(("node", "server.js")), "/proc"),
        Answer(CWD.of(NODE), Known("/srv"), "/proc"),
        Answer(COMMAND.of(VITE), Known(("node", "/srv/node_modules/.bin/vite")), "/proc"),
        Answer(CONTAINERS.of(HERE), Known((BOX,)), "podman"),
    ]
)
NMCLI, NETWORKD = linkkeepers.asks("eth0")
STATUS = """● 2: eth0
                   Link File: /usr/lib/systemd/network/99-default.link
                Network File: /run/systemd/network/10-netplan-eth0.network
"""


def deed_of(text, seen=SEEN):
    argv = tuple(text.split())
    return next(deed for kind in kinds().values() if (deed := kind.reads(argv, seen)))


def lasting(deed):
    return " ".join(kinds()[deed.kind].lasting(deed, SEEN))


def test_every_kind_has_a_command_or_says_why_not():
    """Or until when it is so; nobody is excused who has one of these."""
    mute = {
        name for name, kind in kinds().items() if (kind.lasting, kind.holds, kind.keepers) == (nothing, silence, nobody)
    }

    assert SENTENCE_ALONE.keys() == mute


def test_a_command_sets_up_what_a_sentence_says():
    """No cause has the one without the other."""
    assert [] == [cause.id for cause in knowledge.causes() if cause.keeping and not cause.prevention]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("docker stop web", ""),  # of a target that is to be reached, it is no step at all
        ("docker start web", "docker update --restart=unless-stopped web"),
        (
            "podman start web",
            "sh -c podman update --restart=always web && systemctl --user enable podman-restart.service",
        ),
        ("systemctl thaw web.service", ""),
        ("nft delete element ip sshguard attackers { 10.0.0.9 }", "sh -c echo 10.0.0.9 >> /etc/sshguard/whitelist"),
        (
            "nft delete element inet f2b-table addr-set-sshd { 10.0.0.9 }",
            "fail2ban-client set sshd addignoreip 10.0.0.9",
        ),
        ("nft delete element ip t banned { 10.0.0.9 }", ""),
        ("ip route add 10.0.0.9 dev eth0", ""),  # by whoever runs that link
    ],
)
def test_the_command_is_whole(text, command):
    """With the names of this machine."""
    found = [kind.reads(tuple(text.split()), SEEN) for kind in kinds().values()]
    deed = next(filter(None, found), None)

    assert command == (lasting(deed) if deed else "")


def test_a_unit_gets_the_limit_for_good():
    """By a drop-in of it; who has none is told how he is started so."""
    deed = deed_of("prlimit --nofile=4096: --pid 41")
    other = deed_of("prlimit --nofile=4096: --pid 42")

    assert dropin("web.service", "LimitNOFILE=4096") == kinds()["limit"].lasting(deed, SEEN)
    assert ("", True) == (until(deed, ("sh",)), "ulimit -Sn 4096" in until(other, ()))


def test_a_drop_in_is_what_systemd_reads(tmp_path):
    """A section and a line, beside the unit's own file."""
    script = dropin("web.service", "LimitNOFILE=4096")[2].replace("/etc/systemd/system", str(tmp_path))
    subprocess.run(["sh", "-c", script.replace("systemctl daemon-reload", "true")], check=True)

    assert "[Service]\nLimitNOFILE=4096\n" == (tmp_path / "web.service.d" / "portwise.conf").read_text()


@pytest.mark.parametrize(
    ("who", "argv", "command"),
    [
        (NODE, ("node", "server.js"), ""),  # as it ran before: nobody has to learn it
        (NODE, ("node", "server.js", "--host=::"), "env -C /srv node server.js --host=::"),
        (VITE, ("node", "/srv/node_modules/.bin/vite"), "env -C /srv node /srv/node_modules/.bin/vite --strictPort"),
    ],
)
def test_a_server_comes_up_there_the_next_time(who, argv, command):
    """By the command that it has now; a vite that insists on its port moves to no other one."""
    look = Look("process", (str(who.pid), str(who.started), who.name))
    deed = Deed("restarting", ("env", "-C", "/srv", *argv), look, Grade.NONE, "why")

    assert command == lasting(deed)


@pytest.mark.parametrize(
    ("text", "asked", "said", "command"),
    [
        ("ip route add 10.0.0.9 dev eth0", NMCLI, "LAN 1\n", "+ipv4.routes|10.0.0.9/32"),
        ("ip route add fd00::9 dev eth0", NMCLI, "LAN 1\n", "+ipv6.routes|fd00::9/128"),
        ("ip route add 10.0.0.9 via 10.0.0.1 dev eth0 advmss 536", NMCLI, "LAN 1\n", None),
        ("ip link set eth0 up", NMCLI, "LAN 1\n", "connection.autoconnect|yes"),
        ("ip addr replace 10.0.0.5/24 dev eth0", NMCLI, "LAN 1\n", "+ipv4.addresses|10.0.0.5/24"),
        ("ip route add 10.0.0.9 dev eth0", NMCLI, "\n", None),  # it leaves that link alone
        ("ip route add 10.0.0.9 dev eth0", NETWORKD, "Network File: n/a\n", None),
    ],
)
def test_who_runs_a_link_keeps_what_was_added(text, asked, said, command):
    """NetworkManager by the name of its connection; nobody else's link is touched."""
    deed = deed_of(text)
    found = kinds()[deed.kind].kept(deed, asked, said)

    assert (("nmcli", "connection", "modify", "LAN 1", *command.split("|")) if command else ()) == found


def test_networkd_reads_a_drop_in_behind_what_netplan_wrote(tmp_path):
    """One section for each route, below the name of the file that it goes by; a second one is put behind the first."""
    deed = deed_of("ip route add 10.0.0.9 via 10.0.0.1 dev eth0 advmss 536")
    script = kinds()["route"].kept(deed, NETWORKD, STATUS)[2].replace(linkkeepers.FOLDER, str(tmp_path))
    for _ in range(2):
        subprocess.run(["sh", "-c", script], check=True)
    section = "[Route]\nDestination=10.0.0.9/32\nGateway=10.0.0.1\nTCPAdvertisedMaximumSegmentSize=536\n"

    assert 2 * section == (tmp_path / "10-netplan-eth0.network.d" / "portwise.conf").read_text()


class Asked:
    """A machine on which networkd runs the links, and no NetworkManager is there."""

    def output(self, argv):
        if argv[0] == "nmcli":
            raise FileNotFoundError(argv[0])
        return STATUS


def moved(deed, cause="x"):
    return Move(1, cause, "", "", deed.argv, Safety.ASK, True, deed, "", "", "", holds=until(deed, ()))


def test_the_first_who_runs_it_is_told_of():
    """Where the next start has it, no word is needed until when it is so; loopback and namespaces are nobody's."""
    route, lo = moved(deed_of("ip route add 10.0.0.9 dev eth0")), moved(deed_of("ip link set lo up"))
    inside = route._replace(deed=route.deed._replace(inside=("nsenter", "--net=/run/netns/a")))

    assert (True, "") == (bool(kept(Asked(), route).lasts), kept(Asked(), route).holds)
    assert [(lo, inside)] == [(kept(Asked(), lo), kept(Asked(), inside))]


def test_a_cause_names_what_sets_its_prevention_up():
    """With the port that was asked; of a step that is only shown nothing has been done yet."""
    move = moved(deed_of("ip link set lo up"), "ephemeral-port-collision")
    told = prevented(move, Target.to_bind(":40001"))

    assert "sed 's/..*/&,/')40001 &&" in told.prevents_by[2]
    assert () == prevented(move._replace(deed=None), Target.to_bind(":40001")).prevents_by
    stale = move._replace(cause="port-held-by-stale-instance")
    assert ("portwise", "stop", "--stale") == prevented(stale, Target.to_bind(":3000")).prevents_by
