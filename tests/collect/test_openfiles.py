"""Open files, locks and logs, on paper."""

import errno
from itertools import pairwise

import pytest

from portwise.collect.openfiles import logs
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import OPEN, SETTINGS, THREADS, UNITS, WAITING, WORKING
from portwise.model.process import Process
from portwise.model.service import Kind, Setting, Tail, Wait
from portwise.model.target import Target

NODE = Process(42, 1000, "node")
LOCKS = """1: POSIX  ADVISORY  READ 7 08:02:5 128 128
2: FLOCK  ADVISORY  WRITE 41 08:02:1234 0 EOF
2: -> FLOCK  ADVISORY  WRITE 42 08:02:1234 0 EOF
"""


class Me:
    pid = 1


def with_fds(line, goals, **more):
    files = {"/proc/42/stat": line(42, "node"), "/proc/42/fd": tuple(map(str, range(len(goals)))), "/proc/locks": ""}
    files |= {f"/proc/42/fd/{n}": goal.encode() for n, goal in enumerate(goals)}
    return files | {f"/proc/42/{name}": text for name, text in more.items()}


def test_what_a_process_has_open(ask, machine, line):
    """Each goal once."""
    host = machine(with_fds(line, ["/dev/null", "/shop/a.log", "/shop/a.log", "socket:[7]"]))

    assert Known(("/dev/null", "/shop/a.log", "socket:[7]")) == ask(host, OPEN.of(NODE)).said


def test_only_variables_for_port_and_address_are_read(ask, machine, line):
    """What else a process was started with is nobody's business."""
    host = machine(with_fds(line, [], environ="PORT=3100\nAPI_KEY=geheim"))

    assert Known((Setting("PORT", "3100"),)) == ask(host, SETTINGS.of(NODE)).said


@pytest.mark.parametrize(
    ("syscall", "stdin", "locks", "expected"),
    [
        ("0 0x0 0x7ffd 0x400 0x0 0x0 0x0 0x7ffd 0x7f", "/dev/pts/3", "", Wait("terminal", "/dev/pts/3")),
        ("63 0x0 0x7ffd 0x400 0x0 0x0 0x0 0x7ffd 0x7f", "/dev/tty1", "", Wait("terminal", "/dev/tty1")),
        ("0 0x0 0x7ffd 0x400 0x0 0x0 0x0 0x7ffd 0x7f", "pipe:[5]", "", None),
        ("0 0x3 0x7ffd 0x400 0x0 0x0 0x0 0x7ffd 0x7f", "/dev/pts/3", "", None),
        ("232 0x5 0x7ffd 0x400 0x0 0x0 0x0 0x7ffd 0x7f", "/dev/pts/3", "", None),
        ("running", "/dev/pts/3", "", None),
        ("73 0x1 0x2 0x0 0x0 0x0 0x0 0x7ffd 0x7f", "/dev/pts/3", LOCKS, Wait("lock", "/shop/server.lock", 41)),
    ],
)
def test_what_a_process_waits_for(syscall, stdin, locks, expected, ask, machine, line):
    """An answer on its terminal, or a lock and who has it; reading anything else is no question to a person."""
    files = with_fds(line, [stdin, "/shop/server.lock"], syscall=syscall)
    files |= {"/proc/locks": locks, "/proc/42/fdinfo/1": "pos:\t0\nflags:\t0100001\nino:\t1234\n"}

    assert Known(expected) == ask(machine(files), WAITING.of(NODE)).said


def test_what_may_not_be_seen_is_unknown(ask, machine, line):
    """Yama keeps /proc/PID/syscall from other processes of the same user (ptrace_scope)."""
    denied = PermissionError(errno.EPERM, "Operation not permitted")
    host = machine(with_fds(line, ["/dev/pts/3"], syscall=denied))

    assert isinstance(ask(host, WAITING.of(NODE)).said, Unknown)


@pytest.fixture
def shop(machine, line):
    """A project with two logs, one of which is written."""
    files = with_fds(line, ["/dev/null", "/shop/dev.log", "/shop/dev.log", "/shop/data.log"]) | {
        "/shop/": ("dev.log", "old.log", "closed.log", "package.json"),
        "/proc/42/fdinfo/1": "flags:\t0102001\n",
        "/proc/42/fdinfo/2": "flags:\t0102001\n",
        "/proc/42/fdinfo/3": "flags:\t0100000\n",
    }
    ends = {"/shop/dev.log": (90.0, "Listening on port 3000"), "/shop/old.log": (10.0, "MemoryError")}
    host = machine(files)
    host.clock = lambda: 100.0

    def tail(path):
        if path not in ends:
            raise PermissionError(errno.EACCES, "Permission denied")
        return Tail(ends[path][0], (ends[path][1],))

    host.tail = tail
    return host


def test_the_logs_of_a_project(shop):
    """The youngest first, with who writes it; a reader is no writer, and a file that is closed to us says nothing."""
    seen = Evidence(Target.parse(":3000")).plus([Answer(WORKING.of("/shop"), Known((NODE,)), "test")])
    said = [(log.path, log.quiet, [line.kind for line in log.lines], log.writers) for log in logs(shop, seen, "/shop")]

    assert [
        ("/shop/dev.log", 10.0, [Kind.LISTENING], (NODE,)),
        ("/shop/old.log", 90.0, [Kind.ERROR], ()),
    ] == said


def test_a_thread_of_a_zombie_has_the_socket(ask, machine, line):
    """The leader's own table is never looked at: it has none, and only root may see that."""
    zombie = line(42, "node", state="Z")
    files = {
        "/proc": ("42", "43"),
        "/proc/42/stat": zombie,
        "/proc/43/stat": line(43, "node"),
        "/proc/42/task": ("42", "44"),
        "/proc/42/task/44/fd": ("3",),
        "/proc/42/task/44/fd/3": b"socket:[7]",
    }
    host = machine(files)
    host.me = Me

    assert Known((NODE,)) == ask(host, THREADS.of(7)).said
    assert Known(()) == ask(host, THREADS.of(8)).said


def test_without_systemd_there_are_no_units(ask, machine):
    """sd_booted(3): no folder, no manager, and nothing is run."""
    assert Known(()) == ask(machine({}), UNITS.of(80)).said


def test_systemd_is_asked_about_the_units_of_the_port_only(ask, machine):
    """By their files, or because such a server is installed; one that names another port is left alone."""
    host = machine(
        {
            "/run/systemd/system": (),
            "/etc/systemd/system": ("shop.socket", "blog.service", "other.service", "all@.service"),
            "/etc/systemd/system/shop.socket": "[Socket]\nListenStream=127.0.0.1:80\n",
            "/etc/systemd/system/blog.service": "[Service]\nExecStart=/usr/bin/blog --port 80\n",
            "/etc/systemd/system/other.service": "[Service]\nExecStart=/usr/bin/other --port 8080\n",
            "/usr/lib/systemd/system": ("nginx.service", "sshd.service"),
        }
    )
    asked = []
    host.output = lambda argv: asked.append(argv[4:]) or ""

    assert Known(()) == ask(host, UNITS.of(80)).said
    assert [("blog.service", "shop.socket", "shop.service", "nginx.service")] == [
        tuple(sorted(a, key=ORDER)) for a in asked
    ]


ORDER = ("blog.service", "shop.socket", "shop.service", "nginx.service").index


class Slow:
    """A machine on which a second goes by between any two questions."""

    def __init__(self, written):
        self.written, self.time = written, 100.0

    def clock(self):
        self.time += 1.0
        return self.time

    def names(self, folder):
        return tuple(
            sorted(path.rpartition("/")[2] for path in self.written if path.rpartition("/")[0] + "/" == folder)
        )

    def tail(self, path):
        self.time += 1.0
        return Tail(self.written[path], ("Error: no",))


def test_on_a_slow_machine_the_youngest_log_is_still_the_youngest():
    """Ages are of one moment, and not of the moments at which the files were read."""
    seen = Evidence(Target.parse(":3000")).plus([Answer(WORKING.of("/shop"), Known(()), "/proc")])
    found = logs(Slow({"/shop/a.log": 98.0, "/shop/b.log": 98.5, "/shop/c.log": 97.0}), seen, "/shop")

    assert ["/shop/b.log", "/shop/a.log", "/shop/c.log"] == [log.path for log in found]
    assert [0.5, 1.0] == [round(after.quiet - log.quiet, 3) for log, after in pairwise(found)]
