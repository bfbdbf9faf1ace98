"""
The program was started, is alive, and will not listen before somebody else does something.

It asks a question on a terminal that nobody looks at: "Would you like to run the app on another port?", "Ok to
proceed?".  In the background of a shell the first read(2) from the terminal stops it (SIGTTIN, state T).  Or it waits
for a lock that another instance has (flock(2), and lslocks(8) shows who).  Or it found the pid file of an instance
that is long gone, says "A server is already running" and ends: Rails' server.pid, PostgreSQL's postmaster.pid.

Questions that Node asks are not seen in the kernel, for Node waits for its terminal and for everything else alike.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import jobs, processes, staff
from portwise.knowledge.terms.staff import Trace
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import CONDITION, WAITING
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.service import Job, Kind, Log, Wait

STOPPED = "Tt"


def candidates(view: View) -> list[Trace]:
    """Who does not get on, or the log of one that gave up."""
    return [one for one in staff.traces(view) if (idle(view, one.process) if one.process else given_up(one.log))]


def idle(view: View, process: Process) -> bool:
    return not staff.doors(view, process) or bool(staff.kept(view, process))


def given_up(log: Log | None) -> bool:
    return log is not None and not log.writers and staff.good_news(log) is None


def held_up(view: View, stuck: Trace) -> bool:
    if stuck.process is None:
        return locked_out(stuck) is not None
    if stopped(view, stuck.process) or view[WAITING.of(stuck.process)] is not None:
        return True
    return staff.kept(view, stuck.process) is not None


def stopped(view: View, process: Process) -> bool:
    return view[CONDITION.of(process)].state in STOPPED


def locked_out(stuck: Trace) -> str | None:
    lines = stuck.log.lines if stuck.log else ()
    return next((line.text for line in lines if line.kind is Kind.LOCKED), None)


def waits(view: View, stuck: Trace) -> Wait | None:
    return view[WAITING.of(stuck.process)] if stuck.process and not stopped(view, stuck.process) else None


def why(view: View, stuck: Trace) -> str | None:
    if stuck.process is None:
        return "another instance is said to run" if locked_out(stuck) else None
    wait = waits(view, stuck)
    if wait is None:
        kept = None if stopped(view, stuck.process) else staff.kept(view, stuck.process)
        mine = jobs.told(job(view, stuck))
        default = (
            f"it is {mine}"
            if mine
            else "it is stopped, as a shell does with a background job that reads from the terminal"
        )
        return kept or default
    if wait.kind == "terminal":
        return f"it waits for an answer on {wait.what or 'its terminal'}"
    return f"it waits for the lock on {wait.what or 'a file'}" + (
        f", which pid {wait.holder} has" if wait.holder else ""
    )


def job(view: View, stuck: Trace) -> Job | None:
    return jobs.of(view, stuck.process) if stuck.process and stopped(view, stuck.process) else None


def jobless(view: View, stuck: Trace) -> str | None:
    """The pid of a stopped one that no shell can bring back."""
    halted = stuck.process if stuck.process and stopped(view, stuck.process) else None
    return str(halted.pid) if halted and job(view, stuck) is None else None


def who(view: View, stuck: Trace) -> str | None:
    return processes.introduced(view, stuck.process) if stuck.process else stuck.log and staff.file(view, stuck.log)


def app(view: View, stuck: Trace) -> str:
    return f"{processes.called(view, stuck.process)} (pid {stuck.process.pid})" if stuck.process else "The last start"


def told(_: View, stuck: Trace) -> str:
    return f"says: {locked_out(stuck)}" if stuck.log else "wants the port and does not listen"


def terminal(view: View, stuck: Trace) -> str | None:
    wait = waits(view, stuck)
    return wait.what or None if wait and wait.kind == "terminal" else None


def unreachable(view: View, stuck: Trace) -> str | None:
    """Its terminal has no name that anybody could type at: who started it for a look will not answer."""
    wait = waits(view, stuck)
    return "terminal" if wait and wait.kind == "terminal" and not wait.what else None


def holder(view: View, stuck: Trace) -> str | None:
    wait = waits(view, stuck)
    return str(wait.holder) if wait and wait.holder else None


CAUSE = Cause(
    id="start-blocked-by-prompt-or-lock",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=1.0,
    title="{app} did not come to listen: {why}",
    plain="The start of the server is held up: by a question, a lock, or what an earlier run left",
    about=About(
        "a process wants the port and listens nowhere, or a log is about a start that came to nothing",
        candidates,
        told="{who} {told}",
        denied="no process that wants the port is kept from listening",
        once=staff.traces,
    ),
    needs=(
        terms.OUR_ADDRESS,
        staff.NOBODY_ANYWHERE,
        Clause(
            "it is stopped, or waits for a terminal or a lock, or was told that another instance runs",
            held_up,
            told="{why}",
            denied="it waits for no terminal, for no lock and for no other instance",
        ),
    ),
    slots={
        "app": app,
        "who": who,
        "why": why,
        "told": told,
        "port": terms.port,
        "pid": lambda _, stuck: str(stuck.process.pid) if stuck.process else None,
        "stopped_pid": jobless,
        "job_terminal": lambda view, stuck: jobs.place(job(view, stuck)),
        "back": lambda view, stuck: jobs.back(job(view, stuck)),
        "terminal": terminal,
        "unreachable": unreachable,
        "holder": holder,
        "path": lambda _, stuck: stuck.log.path or None if stuck.log else None,
    },
    remedies=(
        Remedy(
            "answer it on {terminal}, or start it so that it does not ask: with --yes, or with CI=1",
            (),
            Safety.SHOW,
            undo="start it as before",
            platform="any",
        ),
        Remedy(
            "start it in a terminal of your own and answer there, or so that it does not ask: with --yes, or with CI=1",
            (),
            Safety.SHOW,
            undo="start it as before",
            platform="any",
            when="unreachable",
        ),
        Remedy(
            "see who has the lock, and end that one if nobody needs it",
            ("ps", "-o", "pid,ppid,stat,user,lstart,cmd", "-p", "{holder}"),
            Safety.SAFE,
        ),
        Remedy(
            "read in {path} which file it found, and whether the process in that lives; only if not, remove the file",
            ("tail", "-n", "20", "{path}"),
            Safety.SAFE,
            platform="any",
            plain="where it names a lock or pid file, see whether the process in that lives and is of its kind; only "
            "if not, remove the file",
        ),
        Remedy(
            "type in {job_terminal}, where it can ask: {back}",
            (),
            Safety.SHOW,
            undo="press Ctrl-Z there",
            platform="any",
            plain="in the terminal of its shell, where it can ask, type: fg",
            when="job_terminal",
        ),
        Remedy(
            "bring it to the foreground, where it can ask: fg in its shell; or let it go on",
            ("kill", "-CONT", "{stopped_pid}"),
            Safety.ASK,
            undo="kill -STOP {stopped_pid}",
            platform="any",
            when="stopped_pid",
        ),
    ),
    prevention=(
        "start servers without a terminal so that they cannot ask: --yes, CI=1, input from /dev/null",
        "let a supervisor remove pid files after a crash",
    ),
    suspect="a start that waits for somebody",
    see=(
        "man 7 signal, SIGTTIN",
        "man 2 flock",
        "man 5 proc_locks",
        "https://nextjs.org/docs/app/api-reference/cli/next",
    ),
)
