"""Jobs of shells, from files of /proc that a test wrote down."""

import errno

import pytest

from portwise.collect.jobs import JOBS, terminal
from portwise.host.api import Relay
from portwise.knowledge.terms import jobs
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import JOB
from portwise.model.process import Process
from portwise.model.service import Job
from portwise.model.target import Target

SEEN = Evidence(Target.parse("localhost:3000"))
NODE = Process(12, 5, "node")
BASH = Process(10, 1, "bash")
PTS3 = 136 << 8 | 3


def stat(pid, name, state, group, session=10, tty=PTS3, foreground=10, started=5):
    rest = (1, group, session, tty, foreground, *[0] * 11, 1, 0, started)
    return f"{pid} ({name}) {state} {' '.join(map(str, rest))}"


SHELL = stat(10, "bash", "S", 10, started=1)
MINE = {10: SHELL, 11: stat(11, "npm", "T", 11), 12: stat(12, "node", "T", 11)}


class Machine(Relay):
    def __init__(self, stats, command=("npm", "run", "dev")):
        self.stats, self.typed = stats, command

    def _answer(self, method, *about):
        if method == "names":
            return ("cpuinfo", *map(str, self.stats))
        if method == "command" and self.typed:
            return self.typed
        number = int(about[0].split("/")[2]) if method == "read" else 0
        if number not in self.stats:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        return self.stats[number]


def ask(machine):
    (answer,) = JOBS.collect(machine, SEEN, (JOB.of(NODE),))
    return answer.said


def test_a_job_is_a_group_of_a_session_with_a_terminal():
    """Its shell leads the session; the leader of the group is what was typed."""
    assert Known(Job(BASH, "/dev/pts/3", 11, 10, ("npm", "run", "dev"), True)) == ask(Machine(MINE))


def test_another_job_that_is_stopped_too():
    """Then the shell has to be told which one is meant."""
    other = {20: stat(20, "vim", "T", 20)}
    job = ask(Machine(MINE | other)).value

    assert not job.alone
    assert "fg '%?dev'" == jobs.back(job)
    assert "fg 11" == jobs.back(job._replace(shell=BASH._replace(name="fish")))


@pytest.mark.parametrize(
    "stats",
    [
        MINE | {12: stat(12, "node", "T", 11, tty=0)},
        MINE | {12: stat(12, "node", "T", 10)},
        MINE | {10: stat(10, "sshd", "S", 10)},
        {12: MINE[12]},
    ],
)
def test_what_no_shell_can_bring_back_is_no_job(stats):
    """Without a terminal, in the group of the shell itself, without a shell, or without one that lives."""
    assert Known(None) == ask(Machine(stats))


def test_a_leader_that_has_ended_has_no_command():
    """The job is still one."""
    job = ask(Machine(MINE, ())).value

    assert () == job.command
    assert "a stopped job of bash (pid 10) on /dev/pts/3" == jobs.told(job)


@pytest.mark.parametrize(
    ("number", "name"),
    [(PTS3, "/dev/pts/3"), (137 << 8, "/dev/pts/256"), (136 << 8 | 1 << 20, "/dev/pts/256"), (4 << 8 | 2, "/dev/tty2")],
)
def test_terminals_by_their_numbers(number, name):
    """As admin-guide/devices.txt has them; a minor of twelve bits and more goes on above the major."""
    assert name == terminal(number)


def test_a_serial_line_has_no_name_here():
    """Who sits there knows where he sits."""
    assert "" == terminal(4 << 8 | 64)
    assert "the terminal of bash (pid 10)" == jobs.place(Job(BASH, "", 11, 10, (), True))
