import pytest

from portwise.fix.applier import DID, INTENDS, carried_out
from portwise.fix.planner import entering
from portwise.fix.steps.kind import LINUX
from portwise.fix.steps.rereading import KIND
from portwise.model.cause import Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import CONDITION, KIN, UNREAD, UPSTREAMS
from portwise.model.process import Condition, Kin, Process
from portwise.model.repair import Grade, Move, State
from portwise.model.settings import Rewritten, Upstream
from portwise.model.target import Target

MASTER, OTHER, WORKER = Process(41, 7, "nginx"), Process(42, 8, "node"), Process(51, 9, "haproxy")
CADDY = Process(61, 9, "caddy")
INTERFACE = "http://127.0.0.1:2019/config/apps/http/servers"
ROW = Upstream("127.0.0.1", 3001, "", "http", "", (8080,), INTERFACE, 0)
SEEN = Evidence(Target.parse("http://localhost:8080/")).plus(
    [
        Answer(CONDITION.of(MASTER), Known(Condition("S", 1, 1, 0, 1)), "/proc"),
        Answer(CONDITION.of(OTHER), Known(Condition("S", 1, 1, 0, 1)), "/proc"),
        Answer(
            UPSTREAMS.of(MASTER), Known((ROW._replace(file="/etc/nginx/nginx.conf", line=3),)), "/etc/nginx/nginx.conf"
        ),
        Answer(UPSTREAMS.of(CADDY), Known((ROW,)), INTERFACE),
        Answer(UNREAD.of(CADDY), Known(Rewritten("/srv/sites/a", (ROW,), main="/srv/Caddyfile")), "/srv/Caddyfile"),
        Answer(UNREAD.of(MASTER), Known(None), "/etc/nginx/nginx.conf"),
        Answer(KIN.of(WORKER), Known(Kin((), "systemd unit haproxy.service", False, "haproxy.service")), "/proc"),
    ]
)
HUP = ("kill", "-HUP", "41")
RELOAD = ("systemctl", "reload", "haproxy.service")
LOAD = ("caddy", "reload", "--config", "/srv/Caddyfile", "--address", "127.0.0.1:2019")
SHOWN = "ActiveState={}\nCanReload={}\nStateChangeTimestampMonotonic={}\n"


def test_a_master_has_new_workers_afterwards():
    """By their pids; the old ones may take their time to end."""
    deed = KIND.reads(HUP, SEEN)
    before = KIND.state(deed, "43 44 ")
    wanted = KIND.wanted(deed, before, "43 44 ")

    assert ("43 44", ("41", "7", "nginx"), Grade.NONE) == (before, deed.owner, deed.grade)
    assert [False, False, True, True] == [
        KIND.reached(KIND.state(deed, now), wanted) for now in ("43 44 ", "44 ", "43 44 45 ", "45 46 ")
    ]


def test_a_unit_has_changed_its_state_afterwards():
    """Each reload is a change of it, and over once it is active again."""
    deed = KIND.reads(RELOAD, SEEN)
    before = KIND.state(deed, SHOWN.format("active", "yes", 100))
    wanted = KIND.wanted(deed, before, "")
    later = (("active", 100), ("reloading", 170), ("failed", 170), ("active", 170))

    assert [False, False, False, True] == [
        KIND.reached(KIND.state(deed, SHOWN.format(state, "yes", at)), wanted) for state, at in later
    ]


@pytest.mark.parametrize("words", [(), ("--adapter", "caddyfile")])
def test_a_caddy_goes_by_something_else_afterwards(words):
    """By its own word, of which the journal has a digest alone."""
    deed = KIND.reads((*LOAD[:4], *words, *LOAD[4:]), SEEN)
    before = KIND.state(deed, '{"srv0": "secret"}')
    wanted = KIND.wanted(deed, before, "")

    assert (INTERFACE, Grade.NONE, ()) == (deed.look.what[-1], deed.grade, deed.owner)
    assert "secret" not in before
    assert [False, True] == [KIND.reached(KIND.state(deed, now), wanted) for now in ('{"srv0": "secret"}', "{}")]


@pytest.mark.parametrize(
    ("argv", "look"),
    [
        (HUP, ""),  # a single process, which has no workers
        (RELOAD, SHOWN.format("active", "no", 100)),
        (RELOAD, SHOWN.format("inactive", "yes", 100)),
    ],
)
def test_who_would_not_show_it_is_not_told(argv, look):
    """Nothing is done whose effect nobody could see."""
    deed = KIND.reads(argv, SEEN)

    with pytest.raises(OSError):
        KIND.wanted(deed, KIND.state(deed, look), look)


@pytest.mark.parametrize(
    "argv",
    [
        ("kill", "-HUP", "42"),  # it would end by it
        ("kill", "-HUP", "43"),  # nobody looked at it
        ("kill", "-TERM", "41"),
        ("systemctl", "reload", "ssh.service"),  # not the one that listens
        ("systemctl", "reload", "haproxy.service", "ssh.service"),
        ("caddy", "reload", "--config", "/etc/passwd", "--address", "127.0.0.1:2019"),  # not the one that it reads
        (*LOAD[:5], "192.0.2.1:2019"),  # not where it was asked
        (*LOAD, "--force"),
        (*LOAD, "--force", "yes"),
        LOAD[:4],
    ],
)
def test_nobody_else_is_told(argv):
    """A signal that others end by is for nginx alone, and a unit is the gateway's own."""
    assert entering(argv, SEEN, LINUX) is None


class Master:
    """It starts other workers when it is told, and nobody runs a command."""

    def __init__(self):
        self.children, self.told, self.journal = "43 44 ", [], []

    def look(self, look):
        return look.what[0] if look.how == "owner" else self.children

    def tell(self, process, argv):
        self.told.append((process, argv))
        self.children = "45 46 "

    def note(self, entry):
        self.journal.append(entry["phase"])


def test_the_signal_goes_to_the_very_process():
    """By its start time, and never by a command that knows its number alone; what is begun is noted before."""
    master = Master()
    move = Move(1, "x", "", "", HUP, Safety.ASK, True, KIND.reads(HUP, SEEN), "", "", "")

    assert State.APPLIED is carried_out(master, "id", move, "localhost:8080")[0]
    assert ([(MASTER, HUP)], [INTENDS, DID]) == (master.told, master.journal)
