"""A machine of three things, and somebody who may be killed between any two movements."""

import errno
from contextlib import suppress
from itertools import count

import pytest

from portwise.fix import history
from portwise.fix.applier import (
    DID,
    INTENDS,
    NEITHER,
    NO_EFFECT,
    NOT_BACK,
    SAME,
    STAYS_GONE,
    UNDID,
    WITH_IT,
    acknowledged,
    carried_out,
    line,
    needless,
    taken_back,
    told,
)
from portwise.fix.engines import LOSES
from portwise.fix.steps import kinds
from portwise.model.cause import Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import UPSTREAMS
from portwise.model.process import Process
from portwise.model.repair import Deed, Entry, Grade, Look, Move, State
from portwise.model.settings import Upstream
from portwise.model.target import Target

HOSTS = "127.0.0.1 localhost\n10.9.9.9 db.shop\n"
SERVERS = "nameserver 10.9.9.53\nnameserver 127.0.0.53\n"
RANGE = "/proc/sys/net/ipv4/ip_local_port_range"
CONF = "/etc/nginx/nginx.conf"
PROXY = "http {\n  location / { proxy_pass http://127.0.0.1:3000; } # 127.0.0.1:80\n}\n"
PASSING = ("nft", "insert", "rule", "inet", "my", "in", *("ip", "daddr", "127.0.0.1", "tcp", "dport", "80", "accept"))
NGINX = Process(7, 1, "nginx")
ROWS = (Upstream("127.0.0.1", 3000, "", "http", "/", (80,), CONF, 2),)
NOBODY = Evidence(Target.parse("localhost:3000")).plus([Answer(UPSTREAMS.of(NGINX), Known(ROWS), "nginx -T")])
COMMANDS = (
    ("sysctl", "-w", "net.ipv4.ip_local_port_range=15000 65000"),
    ("sed", "-i.before", "2s/^/#/", "/etc/hosts"),
    ("ip", "link", "set", "lo", "up"),
    ("sed", "-i.before", r"2s|127\.0\.0\.1:3000|[::1]:3000|", CONF),
    ("sed", "-i.before", "1s/^/#/", "/etc/resolv.conf"),
    ("sh", "-c", "echo 127.0.0.1 shop.localhost >> /etc/hosts"),
)


class Killed(BaseException):
    """SIGKILL: nothing of ours runs any more."""


class Machine:
    """As it is, its journal, and after how many movements whoever works on it is killed."""

    def __init__(self, last=None, deaf=False):
        self.files = {RANGE: "32768\t60999\n", "/etc/hosts": HOSTS, CONF: PROXY, "/etc/resolv.conf": SERVERS}
        self.link = "down"
        self.read = PROXY  # by whoever reads the configuration
        self.copies = {}
        self.journal = []
        self.moves = count(1)
        self.last = last
        self.deaf = deaf

    def move(self):
        if self.last is not None and next(self.moves) > self.last:
            raise Killed

    def look(self, look):
        self.move()
        if look.how == "owner":
            return look.what[0]
        if look.how == "file":
            return self.files[look.what[0]]
        return "1: lo: <LOOPBACK,UP>" if self.link == "up" else "1: lo: <LOOPBACK>"

    def run(self, argv, renews=False):
        self.move()
        if self.deaf:
            return
        if argv[0] == "sysctl":
            self.files[RANGE] = argv[2].partition("=")[2].replace(" ", "\t") + "\n"
        else:
            self.link = argv[4]

    def write(self, path, text):
        self.move()
        self.files[path] = text

    def end(self, process):
        raise PermissionError(errno.EPERM, "nobody is to be ended")

    def wake(self, process, goes_on):
        raise ProcessLookupError(errno.ESRCH, "nobody is to be woken")

    def tell(self, process, argv):
        self.move()
        self.read = self.files[CONF]

    def keep(self, digest, text):
        self.move()
        self.copies[digest] = text

    def kept(self, digest):
        return self.copies[digest]

    def forget(self, digest):
        self.copies.pop(digest, None)

    def note(self, entry):
        self.move()
        self.journal.append(dict(entry))

    @property
    def all(self):
        return self.files, self.link, self.read


def move_of(argv):
    deed = next(deed for kind in kinds().values() if (deed := kind.reads(argv, NOBODY)))
    if deed.kind == "edit":
        deed = deed._replace(then=("kill", "-HUP", "7"), owner=("7", "1", "nginx"))
    return Move(1, "a-cause", "It is so", "do it", argv, Safety.ASK, False, deed, "", "", "")


def done(machine, argv):
    return carried_out(machine, "id", move_of(argv), "localhost:3000")


@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_it_is_done_and_taken_back(argv):
    """Written down before and after; and all is as it was, to the byte."""
    machine, untouched = Machine(), Machine().all
    state, _, entry = done(machine, argv)

    assert (State.APPLIED, [INTENDS, DID]) == (state, [row["phase"] for row in machine.journal])
    assert untouched != machine.all
    assert (True, "taken back") == taken_back(machine, entry)
    assert untouched == machine.all


@pytest.mark.parametrize("last", range(16))
@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_whoever_is_killed_leaves_what_can_be_taken_back(argv, last):
    """Between any two movements of doing it, the next run finds out by looking, and makes it as it was."""
    machine, untouched = Machine(last), Machine().all
    with suppress(Killed):
        done(machine, argv)
    machine.last = None
    results = [taken_back(machine, entry)[0] for entry in history.to_undo(machine.journal, "")]

    assert untouched == machine.all
    assert all(results)
    assert () == history.to_undo(machine.journal, "")


@pytest.mark.parametrize("last", range(16))
@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_whoever_is_killed_while_taking_back_can_go_on(argv, last):
    """It is as it was, or as it was done, and never in between."""
    machine, untouched = Machine(), Machine().all
    _, _, entry = done(machine, argv)
    machine.last, machine.moves = last, count(1)
    with suppress(Killed):
        taken_back(machine, entry)
    machine.last = None
    again = taken_back(machine, entry)

    assert (True, untouched) == (again[0], machine.all)


def test_nothing_is_done_before_it_is_written_down():
    """Whoever is killed at the journal's first line has changed nothing, nor has one who cannot write it."""

    class Full(Machine):
        def note(self, entry):
            raise OSError(errno.ENOSPC, "No space left on device")

    machine = Full()
    with pytest.raises(OSError, match="No space"):
        done(machine, COMMANDS[0])
    assert Machine().all == machine.all


def test_what_is_so_already_is_not_done():
    """It changes nothing, writes nothing, and there is nothing to take back."""
    machine = Machine()
    machine.link = "up"

    assert (State.NEEDLESS, "", None) == done(machine, COMMANDS[2])
    assert [] == machine.journal
    assert needless(machine, move_of(COMMANDS[2]).deed)
    assert not needless(machine, move_of(COMMANDS[0]).deed)


def test_a_machine_that_does_not_do_it_is_found_out():
    """The command ends well, and nothing has changed: that is no success."""
    machine = Machine(deaf=True)
    state, why, entry = done(machine, COMMANDS[0])

    assert (State.FAILED, NO_EFFECT, None) == (state, why, entry)
    assert Machine().all == machine.all


class Complains(Machine):
    """What it is told, it does, and says that it did not."""

    def run(self, argv, renews=False):
        super().run(argv)
        if "15000" in argv[2]:
            raise OSError(errno.EIO, "permission denied")


def test_who_complains_and_did_it_is_not_said_to_have_changed_nothing():
    """It was done, and is taken back."""
    machine = Complains()
    state, why, entry = done(machine, COMMANDS[0])

    assert (State.ROLLED_BACK, "permission denied; taken back", None) == (state, why, entry)
    assert Machine().files == machine.files


def test_what_somebody_changed_since_is_not_touched():
    """Neither as before nor as it was left: it is shown, and stays."""
    machine = Machine()
    _, _, entry = done(machine, COMMANDS[1])
    machine.files["/etc/hosts"] = machine.files["/etc/hosts"].replace("db.shop", "db.shop new")
    now = dict(machine.files)

    assert (False, NEITHER) == taken_back(machine, entry)
    assert now == machine.files


@pytest.mark.parametrize("last", [None, *range(7)])
@pytest.mark.parametrize("argv", [argv for argv in COMMANDS if argv[0] in ("sed", "sh")], ids=" ".join)
def test_what_somebody_added_elsewhere_stays_and_ours_goes(argv, last):
    """To the same effect, and told so; whoever is killed over it leaves what the next run takes back."""
    machine = Machine()
    path = move_of(argv).deed.look.what[0]
    before = machine.files[path]
    _, _, entry = done(machine, argv)
    machine.files[path] += "# somebody else\n"
    machine.last, machine.moves = last, count(1)
    with suppress(Killed):
        taken_back(machine, entry)
    machine.last = None
    for entry in history.to_undo(machine.journal, "id"):
        assert taken_back(machine, entry)[0]

    assert before + "# somebody else\n" == machine.files[path]
    assert [] == [*history.to_undo(machine.journal, "")]
    assert {} == machine.copies


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (" ".join(PASSING), "Error: No such file or directory"),
        ("iptables -I MINE -d 127.0.0.1 -p tcp --dport 80 -j ACCEPT", "iptables: No chain/target/match by that name."),
        ("ip addr replace 10.0.0.1/24 dev veth0", "Device veth0 does not exist."),
    ],
)
def test_what_was_added_goes_with_where_it_was_added(argv, said):
    """Its table, its chain or its interface is gone: all of it is as before, unless it had stood there before, too."""

    class Gone(Machine):
        def look(self, look):
            raise OSError(errno.EIO, said)

    machine, deed = Gone(), move_of(tuple(argv.split())).deed
    none = kinds()[deed.kind].state(deed, "")
    entry = Entry("id", 1, "localhost:80", deed, none, "more", undone=False)

    fine, says = taken_back(machine, entry)
    assert (True, True, [UNDID]) == (fine, says.startswith(SAME), [row["phase"] for row in machine.journal])
    fine, says = taken_back(machine, entry._replace(before="1"))
    assert (False, True) == (fine, says.endswith(STAYS_GONE))


@pytest.mark.parametrize("error", [OSError(errno.EIO, "Error: Operation not permitted"), FileNotFoundError(2, "nft")])
def test_a_tool_that_does_not_answer_tells_nothing(error):
    """Nobody who may not look, or has no tool, has anything settled."""

    class Mute(Machine):
        def look(self, look):
            raise error

    deed = move_of(PASSING).deed
    entry = Entry("id", 1, "localhost:80", deed, "0", "1", undone=False)

    assert (False, error.strerror) == taken_back(Mute(), entry)


def test_a_process_that_has_ended_cannot_be_stopped_again():
    """That it went on is over with it; nothing is left to take back."""
    machine = Machine()
    machine.look = lambda look: ""
    deed = Deed("waking", ("kill", "-CONT", "7"), Look("process", ("7", "1", "nginx")), Grade.EXACT)

    assert (True, WITH_IT) == taken_back(machine, Entry("id", 1, "localhost:80", deed, "stopped", "runs", undone=False))


def test_what_came_back_otherwise_is_told_as_tried():
    """That nothing was done would be a lie."""
    machine = Machine()
    _, _, entry = done(machine, COMMANDS[0])
    machine.run = lambda *_, **__: machine.files.update({RANGE: "1024\t2048\n"})

    assert (False, NOT_BACK) == taken_back(machine, entry)


def test_what_somebody_else_took_back_is_fine():
    """It is as it was before: there is nothing to do."""
    machine = Machine()
    _, _, entry = done(machine, COMMANDS[2])
    machine.link = "down"

    assert (True, SAME) == taken_back(machine, entry)


def test_the_newest_plan_is_taken_back_first_and_its_last_step_before_its_first():
    """Steps stand on each other; an older plan waits for its name."""
    machine = Machine()
    carried_out(machine, "one", move_of(COMMANDS[0]), "a:1")
    carried_out(machine, "two", move_of(COMMANDS[1]), "b:2")
    carried_out(machine, "two", move_of(COMMANDS[2])._replace(number=2), "b:2")

    assert [("two", 2), ("two", 1)] == [(e.id, e.number) for e in history.to_undo(machine.journal, "")]
    assert [("one", 1)] == [(e.id, e.number) for e in history.to_undo(machine.journal, "one")]
    assert () == history.to_undo(machine.journal, "three")


def test_what_was_done_again_can_be_taken_back_again():
    """An agent may apply one plan twice: the second time counts."""
    machine = Machine()
    for _ in range(2):
        _, _, entry = done(machine, COMMANDS[2])
        standing = history.to_undo(machine.journal, "id")
        taken_back(machine, entry)

    assert [entry] == list(standing)
    assert () == history.to_undo(machine.journal, "id")
    assert () == history.cut_short(machine.journal)


def test_what_nothing_brings_back_is_not_in_the_way():
    """The steps before it are taken back all the same."""
    machine = Machine()
    _, _, entry = done(machine, COMMANDS[2])
    final = entry._replace(number=2, deed=entry.deed._replace(irreversible="it has ended"))
    machine.journal.append(dict(line(DID, final)))

    assert [1] == [one.number for one in history.to_undo(machine.journal, "")]


def test_a_run_that_was_cut_short_is_told():
    """An intent without an end, and no other line of the journal."""
    machine = Machine()
    done(machine, COMMANDS[0])
    machine.journal += [{**machine.journal[0], "number": 2}, {"verb": "stop"}, {"verb": "fix", "id": 3}]

    assert [2] == [entry.number for entry in history.cut_short(machine.journal)]


def test_what_a_file_says_stands_in_no_journal():
    """Configurations hold passwords: the journal has digests, and the copy goes when the file is as it was."""
    machine = Machine()
    _, _, entry = done(machine, COMMANDS[3])

    assert "proxy_pass" not in str(machine.journal)
    assert [PROXY] == list(machine.copies.values())
    assert (True, "taken back", {}) == (*taken_back(machine, entry), machine.copies)


def test_a_file_that_was_changed_meanwhile_is_not_written():
    """Between the plan and the step, or between two looks of the step itself."""

    class Busy(Machine):
        def keep(self, digest, text):
            super().keep(digest, text)
            self.files[CONF] += "# somebody else\n"

    machine = Busy()
    state, *_ = done(machine, COMMANDS[3])

    assert (State.STUCK, PROXY + "# somebody else\n") == (state, machine.files[CONF])
    assert PROXY == machine.read


def test_who_cannot_be_told_is_no_reason_to_write():
    """Its owner ended, listens nowhere, or sees other files: nothing is noted, nothing is changed."""

    class Alone(Machine):
        def look(self, look):
            if look.how == "owner":
                raise ProcessLookupError(errno.ESRCH, "nginx has ended")
            return super().look(look)

    machine = Alone()
    with pytest.raises(ProcessLookupError):
        done(machine, COMMANDS[3])

    assert ([], Machine().all) == (machine.journal, machine.all)
    assert needless(machine, move_of(COMMANDS[3]).deed)


@pytest.mark.parametrize(("letter", "phase"), [("S", UNDID), ("", DID)])
def test_what_nobody_can_undo_is_told_once(letter, phase):
    """Whoever ended it was killed, before that or after: a look says which, and then it is settled."""

    class Watched(Machine):
        def look(self, look):
            return letter

    machine = Watched()
    look, why = Look("process", ("7", "1", "vite")), "a process that has ended cannot be brought back"
    entry = Entry("id", 1, "a:1", Deed("ending", ("kill", "7"), look, Grade.NONE, why), "runs", "ended", undone=False)
    machine.journal.append(dict(line(INTENDS, entry)))
    cut = history.cut_short(machine.journal)
    acknowledged(machine, entry)

    assert ((entry,), ()) == (cut, history.cut_short(machine.journal))
    assert phase == machine.journal[-1]["phase"]


AGAIN = ("docker", "compose", "--project-name", "shop", "--file", "/x.yaml", "up", "--detach", "--no-deps", "web")
FELLOWS = ("--filter", "label=com.docker.compose.project=shop", "--filter", "label=com.docker.compose.service=web")


@pytest.mark.parametrize(("shown", "run"), [("4f4f\n", [AGAIN]), ("\n", [])])
def test_no_container_is_created_in_an_engine_that_has_none(shown, run):
    """Whoever takes an edit back may have another context by now."""
    machine, ran, asked = Machine(), [], []
    deed = move_of(COMMANDS[3]).deed._replace(then=AGAIN, owner=())
    machine.look = lambda look: asked.append(look.what) or shown
    machine.run = lambda argv, renews=False: ran.append(argv)
    says = told(machine, deed)

    assert run == ran
    assert [("docker", "ps", "--all", "--no-trunc", *FELLOWS, "--format", "{{.ID}}")] == asked
    assert run or "the engine that docker asks here has no such container" in says


def test_what_did_not_come_back_with_a_container_is_told():
    """Its file did, and its files did not."""
    machine = Machine(deaf=True)
    file = machine.look
    machine.look = lambda look: "4f4f" if look.how == "output" else file(look)
    move = move_of(COMMANDS[3])
    _, _, entry = carried_out(machine, "1", move._replace(deed=move.deed._replace(then=AGAIN, owner=())), "x")

    assert (True, f"taken back; {LOSES}") == taken_back(machine, entry)
