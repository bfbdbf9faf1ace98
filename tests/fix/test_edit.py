"""One line of a file, and whoever is to take it: which commands are one step, and what becomes of the bytes."""

import errno
import os
import subprocess
from contextlib import suppress
from hashlib import sha256

import pytest

from portwise.fix import history
from portwise.fix.applier import SHELLS_KEEP, STAYS, TAKEN, carried_out, taken_back
from portwise.fix.steps import kinds
from portwise.host import journal
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.container import Container, Engine, Ref
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import COMMAND, CONTAINERS, CWD, DECLARED, HERE, KIN, OWNERS
from portwise.model.process import Kin, Process
from portwise.model.repair import Grade, Move, State
from portwise.model.settings import Declared
from portwise.model.target import Target

NODE, SHELL, DB = Process(41, 7, "node"), Process(40, 6, "node"), Process(50, 9, "postgres")
TERMINAL = Process(60, 9, "node")  # of an editor, which is a service
SHOP = "/home/ada/shop"
ENV = f"{SHOP}/.env"
BOX = Container(
    Ref(Engine("docker", "/run/docker.sock"), "4f3a", "web"),
    *("web", "running", (), (), "bridge", (), ()),
    *("staging", "web", SHOP, (ENV,)),
)
COMPOSE = BOX.anew()
SEEN = Evidence(Target.parse("localhost:3000")).plus(
    [
        Answer(CONTAINERS.of(HERE), Known((BOX,)), "engine"),
        Answer(DECLARED.of(SHOP), Known((Declared(3001, "", "PORT", ".env", 2, ""),)), ".env"),
        Answer(KIN.of(DB), Known(Kin((), "systemd unit postgresql.service", False, "postgresql.service")), "/proc"),
        Answer(KIN.of(TERMINAL), Known(Kin((), "systemd unit code-server@me.service", False)), "/proc"),
        Answer(OWNERS.of(9), Known((NODE,)), "/proc"),
        *(Answer(CWD.of(who), Known(SHOP), "/proc") for who in (NODE, SHELL)),
        *(Answer(COMMAND.of(who), Known(("node", "server.js")), "/proc") for who in (NODE, SHELL)),
    ]
)
EDIT = ("sed", "-i.before", "2s|3001|3000|", ENV)
ANEW = ("env", "-C", SHOP, "node", "server.js")
TEXT = "# mine\nPORT=3001 # ours\nKEY=geheim\n"


def deed_of(argv, then, seen=SEEN):
    return kinds()["edit"].with_next(argv, then, seen)


@pytest.mark.parametrize(
    ("then", "grade", "owner"),
    [
        (ANEW, Grade.EQUIVALENT, ("41", "7", "node")),
        (("systemctl", "restart", "postgresql.service"), Grade.EQUIVALENT, ()),
        (COMPOSE, Grade.EQUIVALENT, ()),
        (("export", "NO_PROXY=localhost", "no_proxy=localhost"), Grade.EXACT, ()),
    ],
)
def test_an_edit_is_one_step_with_what_makes_its_owner_take_it(then, grade, owner):
    """Whoever listens and works there is the one that starts again, and not the shell that started it."""
    deed = deed_of(EDIT, then)

    assert ("edit", grade, then, owner, "") == (deed.kind, deed.grade, deed.then, deed.owner, deed.irreversible)


@pytest.mark.parametrize(
    "then",
    [
        ("systemctl", "restart", "nginx.service"),  # nobody saw that systemd keeps it
        ("systemctl", "restart", "code-server@me.service"),  # it would end with all that others started in it
        ("systemctl", "stop", "postgresql.service"),
        ("env", "-C", "/home/ada/other", "node", "server.js"),
        ("env", "-C", SHOP, "rm", "-r", SHOP),
        (*COMPOSE[:3], "shop", *COMPOSE[4:]),
        (*COMPOSE[:-1], "--remove-orphans"),
        ("docker", "compose", "--project-directory", SHOP, "up", "--detach", "web"),
        ("export", "PATH=/tmp"),
        ("export",),
        ("sh", "-c", "true"),
    ],
    ids=" ".join,
)
def test_nothing_else_goes_with_an_edit(then):
    """A command that nobody has looked into is none of the step."""
    assert deed_of(EDIT, then) is None


@pytest.mark.parametrize("path", [f"{SHOP}/.env.local", "/etc/passwd", ".env", f"{SHOP}/../.env"])
def test_only_a_file_that_the_report_speaks_of_is_edited(path):
    """A file of a project is named from its folder on."""
    assert kinds()["edit"].reads((*EDIT[:3], path), SEEN) is None


@pytest.mark.parametrize(
    ("script", "before", "after"),
    [
        ("2s|3001|3000|", TEXT, TEXT.replace("PORT=3001 #", "PORT=3000 #")),
        ("2s|001|002|", TEXT, TEXT),  # the end of a number, too
        (r"2a\  bindIp: ::1", "net:\n  port: 1\n  x: y\n", "net:\n  port: 1\n  bindIp: ::1\n  x: y\n"),
        (r"2a\new", "a\r\nb\r\nc\r\n", "a\r\nb\r\nnew\r\nc\r\n"),
        (r"2a\new", "a\r\nb\r\n", "a\r\nb\r\nnew\r\n"),
        (r"2a\new", "a\r\nb", "a\r\nb\r\nnew"),
        (r"2a\new", "a\nb", "a\nb\nnew"),
        (r"1a\b", "a\nb\n", "a\nb\n"),
        (r"3a\new", "a\nb\n", "a\nb\n"),
        (r"1a\new", "", ""),
        ("2s/^/#/", "a\r\n\tb # c\r\n", "a\r\n#\tb # c\r\n"),
        ("1s/^/#/", "  # a\n", "  # a\n"),
        ("9s/^/#/", "a\n", "a\n"),
    ],
)
def test_every_other_byte_stays(script, before, after):
    """Comments and the ends of lines are whose they were; what stands there already is not written twice."""
    deed = kinds()["edit"].reads((*EDIT[:2], script, ENV), SEEN)

    assert after == kinds()["edit"].text(deed, before)


@pytest.mark.parametrize("script", ["2s|PORT=3001|PORT=3000|", r"2a\  bindIp: ::1", r"3a\last"])
def test_the_command_that_is_shown_does_the_same(tmp_path, script):
    """By hand, with sed."""
    path = tmp_path / "file"
    path.write_text(TEXT)
    subprocess.run(("sed", "-i.before", script, path), check=True)

    assert path.read_text() == kinds()["edit"].text(kinds()["edit"].reads((*EDIT[:2], script, ENV), SEEN), TEXT)


@pytest.fixture
def planned(tmp_path, monkeypatch):
    """A file of a project, behind a link, with the ends of lines of Windows; and the step that edits it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    real, link = tmp_path / "real.env", tmp_path / ".env"
    real.write_bytes(TEXT.replace("\n", "\r\n").encode())
    real.chmod(0o640)
    link.symlink_to(real)
    row = Declared(3001, "", "PORT", ".env", 2, "")
    seen = SEEN.plus([Answer(DECLARED.of(str(tmp_path)), Known((row,)), ".env")])

    def move(then):
        argv = (*EDIT[:3], str(link))
        deed = deed_of(argv, then, seen)._replace(then=then)
        return Move(1, "a", "It is so", "edit", argv, Safety.ASK, False, deed, "", "", "")

    return real, link, move


class Ran(Hands):
    """What would be run is written down."""

    def __init__(self, *more, broken=False):
        super().__init__(Local(), *more)
        self.ran = []
        self.broken = broken

    def run(self, argv, renews=False):
        self.ran.append((*argv, *["with time"][:renews]))
        if self.broken:
            raise OSError(errno.EIO, "Job for postgresql.service failed")


RESTART = ("systemctl", "restart", "postgresql.service")
RENEWED = (*RESTART, "with time")  # 90 seconds to end, and 90 to start


def test_a_linked_file_is_changed_where_it_is_and_comes_back_to_the_byte(planned):
    """The link stays one, so does the mode; its service is started anew both times."""
    real, link, move = planned
    before, hands = real.read_bytes(), Ran()
    state, _, entry = carried_out(hands, "id", move(RESTART), "localhost:3000")

    assert (State.APPLIED, before.replace(b"=3001", b"=3000")) == (state, real.read_bytes())
    assert (True, TAKEN, before) == (*taken_back(hands, entry), real.read_bytes())
    assert [RENEWED, RENEWED] == hands.ran
    assert (True, 0o640) == (link.is_symlink(), real.stat().st_mode & 0o777)


def test_a_service_that_does_not_come_up_gets_its_file_back(planned):
    """It is tried once more with the old one; both failures are told, and never that nothing was changed."""
    real, _, move = planned
    before, hands = real.read_bytes(), Ran(broken=True)
    state, why, entry = carried_out(hands, "id", move(RESTART), "localhost:3000")

    failed = "Job for postgresql.service failed"
    assert (State.ROLLED_BACK, f"{failed}; {TAKEN}; {' '.join(RESTART)} did not work: {failed}", None) == (
        state,
        why,
        entry,
    )
    assert (before, [RENEWED, RENEWED]) == (real.read_bytes(), hands.ran)


def test_without_a_right_to_write_nothing_is_started_anew(planned):
    """The file is as it was, and nobody was disturbed."""

    class Closed(Ran):
        def write(self, path, text):
            raise PermissionError(errno.EACCES, "Permission denied")

    real, _, move = planned
    before, hands = real.read_bytes(), Closed()
    state, why, _ = carried_out(hands, "id", move(RESTART), "localhost:3000")

    assert (State.FAILED, "Permission denied", before, []) == (state, why, real.read_bytes(), hands.ran)


def test_a_server_of_the_terminal_is_started_as_it_was_by_whoever_has_it(planned, monkeypatch):
    """In the run that started it; a later one says that it has not read the old file yet."""
    real, _, move = planned
    monkeypatch.setattr(Hands, "look", lambda self, look: "1" if look.how == "owner" else real.read_bytes().decode())
    started, revived = [], []
    own = Ran(None, lambda process, argv: started.append(argv), lambda process: not revived.append(process))
    _, _, entry = carried_out(own, "id", move(ANEW), "localhost:3000")

    assert [ANEW] == started
    assert (True, TAKEN, [NODE]) == (*taken_back(own, entry), revived)
    _, _, entry = carried_out(own, "id", move(ANEW), "localhost:3000")
    assert (True, STAYS) == taken_back(Ran(), entry)


def test_variables_count_for_us_until_they_are_taken_back(planned, monkeypatch):
    """What is asked next is asked as from a new shell."""
    monkeypatch.setenv("NO_PROXY", "old")
    monkeypatch.delenv("no_proxy", raising=False)
    _, _, move = planned
    hands = Ran()
    _, _, entry = carried_out(hands, "id", move(("export", "NO_PROXY=new", "no_proxy=new")), "localhost:3000")
    during = names()

    assert (True, SHELLS_KEEP) == taken_back(hands, entry)
    assert (["new", "new"], ["old", None]) == (during, names())


def test_a_later_run_has_set_no_variables(planned, monkeypatch):
    """What this process was started with is its own; and it says what it cannot take back."""
    monkeypatch.setenv("NO_PROXY", "old")
    _, _, move = planned
    _, _, entry = carried_out(Ran(), "id", move(("export", "NO_PROXY=new")), "localhost:3000")
    monkeypatch.setenv("NO_PROXY", "own")

    assert (True, SHELLS_KEEP) == taken_back(Ran(), entry)
    assert "own" == os.environ["NO_PROXY"]


def names():
    return [os.environ.get(name) for name in ("NO_PROXY", "no_proxy")]


def test_the_journal_has_digests_alone(planned, tmp_path):
    """A file that declares a port declares passwords beside it."""
    real, _, move = planned
    before = real.read_bytes()
    carried_out(Ran(), "id", move(RESTART), "localhost:3000")
    journal = (tmp_path / "state" / "portwise" / "journal.jsonl").read_text()

    assert (False, True) == ("geheim" in journal, sha256(before).hexdigest() in journal)


class Killed(BaseException):
    """SIGKILL: nothing of ours runs any more."""


def test_whoever_is_killed_before_it_is_taken_leaves_what_can_be_taken_back(planned):
    """The file is edited and its service does not know: the next run puts it back, and starts the service with it."""

    class Shot(Ran):
        def run(self, argv, renews=False):
            raise Killed

    real, _, move = planned
    before = real.read_bytes()
    with suppress(Killed):
        carried_out(Shot(), "id", move(RESTART), "localhost:3000")
    between, hands = real.read_bytes(), Ran()
    results = [taken_back(hands, entry) for entry in history.to_undo(journal.lines(), "")]

    assert (False, before) == (before == between, real.read_bytes())
    assert ([(True, TAKEN)], [RENEWED]) == (results, hands.ran)
