"""``portwise why -- COMMAND`` as a shell sees it: streams, exit codes, signals, misuse."""

import json
import os
import signal
import subprocess
import sys

import pytest

import portwise
from portwise.ui.cli import main
from portwise.ui.cli._start import MOST_SHOWN

SOURCES = os.path.dirname(os.path.dirname(portwise.__file__))
ENVIRONMENT = {**os.environ, "PYTHONPATH": SOURCES}
WHY = (sys.executable, "-m", "portwise", "why")


def run(*argv):
    """In a process of its own: what it starts is the child of that one."""
    return subprocess.run([*WHY, *argv], capture_output=True, text=True, env=ENVIRONMENT, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize(
    "argv",
    [
        ["--"],
        ["--", ""],
        [":3000", "--"],
        ["--keep", "localhost:1"],
        ["--bind", ":1", "--", "true"],
        ["--passive", "--", "true"],
        ["--repeat", "3", ":1", "--", "true"],
        ["nowhere", "--", "true"],
        ["--", "nosuchprogram"],
        ["--", "/etc/passwd"],
    ],
)
def test_misuse_is_one_line(argv, capsys):
    """Exit 2, and nothing is started: what cannot go together, what is no target, what is no program."""
    assert 2 == main(["why", *argv])
    out, err = capsys.readouterr()

    assert ("", 1) == (out, err.count("\n"))


def test_a_number_behind_the_dashes_is_still_a_target(capsys):
    """``portwise why -- -1`` as before: no program is called so."""
    assert 1 == main(["why", "--brief", "--", "-1"])

    assert "target-port-out-of-range" in capsys.readouterr().out


@pytest.mark.parametrize("verb", [(), ("why",)])
def test_the_default_verb_starts_commands_too(verb):
    """``portwise -- false``."""
    done = subprocess.run(
        [sys.executable, "-m", "portwise", *verb, "--brief", "--", "false"],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )

    assert (1, True) == (done.returncode, "[service-crashed-at-start]" in done.stdout)


def test_a_word_stays_a_word():
    """It is an argument list and never a shell string: blanks, quotes and options of ours are the command's own."""
    done = run("--plain", "--", "printf", "<%s>", "a b", "$HOME", "--json", "--")

    assert "| <a b><$HOME><--json><-->" in done.stderr
    assert done.stdout.startswith("x printf")


def test_the_answer_is_alone_on_stdout():
    """One object for a program; what the command writes goes to stderr."""
    done = run("--json", "--", "sh", "-c", "echo out; echo err >&2; exit 3")
    document = json.loads(done.stdout)

    assert ["  │ out", "  │ err"] == done.stderr.splitlines()
    assert ({"status": 3, "signal": ""}, ["out", "err"]) == (document["start"]["exit"], document["start"]["last"])


def test_the_brief_form_is_one_line():
    """Of at most 160 characters, also for a long command."""
    (line,) = run("--brief", "--", "sh", "-c", f"exit 3 # {'x' * 300}").stdout.splitlines()

    assert (True, True) == (len(line) <= 160, "[service-crashed-at-start]" in line)


def test_plain_is_ascii():
    """On both streams."""
    done = run("--plain", "--", "sh", "-c", "echo 'ü \x1b[31m➜ red'; exit 3")

    assert (True, True) == (done.stdout.isascii(), done.stderr.isascii())


def test_verbose_shows_what_was_observed():
    """The command among it."""
    assert "started(self) =" in run("--verbose", "--", "false").stdout


def test_the_output_has_an_end():
    """What is passed on is bounded, and says how much more there was; nothing of it steers the terminal."""
    done = run(
        "--plain", "--", "sh", "-c", "i=0; while [ $i -lt 1000 ]; do echo '\x1b[2Jline'; i=$((i+1)); done; exit 1"
    )
    lines = done.stderr.splitlines()
    left_out = [line for line in lines if line.startswith("  | ...")]

    assert {"  | line"} == set(lines) - set(left_out)
    assert (True, True) == (len(lines) <= MOST_SHOWN + 1, bool(left_out))


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full"])
def test_nobody_has_to_listen(closed):
    """Where the output cannot be passed on, the diagnosis is made all the same, and its code is the answer's."""
    buffered = {name: value for name, value in ENVIRONMENT.items() if name != "PYTHONUNBUFFERED"}
    line = f'exec "$0" -m portwise why --brief -- sh -c "echo hello; exit 3" {closed}'
    done = subprocess.run(["sh", "-c", line, sys.executable], capture_output=True, text=True, env=buffered)

    assert (1, True) == (done.returncode, "[service-crashed-at-start]" in done.stdout)


@pytest.mark.parametrize("keep", [(), ("--keep",)])
@pytest.mark.parametrize(
    "number, code", [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -signal.SIGHUP)]
)
def test_a_signal_ends_the_command_first(number, code, keep, tmp_path):
    """Ctrl-C is 130 and quiet, SIGTERM ends by SIGTERM; nothing runs on afterwards, not even what was to be kept."""
    ours = subprocess.Popen(
        [*WHY, *keep, "--", "sh", "-c", "sleep 1000 & echo $! $$; wait"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**ENVIRONMENT, "TMPDIR": str(tmp_path)},
    )
    pids = ours.stderr.readline().split()[1:]
    ours.send_signal(number)
    out, err = ours.communicate()

    assert (code, "", "") == (ours.returncode, out, err)
    assert [] == [pid for pid in pids if os.path.exists(f"/proc/{pid}")]
    assert [] == list(tmp_path.iterdir())


def test_a_command_is_not_started_for_the_manual(tmp_path, capsys):
    """--explain-access and --help list what would be done."""
    mark = tmp_path / "started"
    for option in ("--explain-access", "--schema", "--help"):
        assert 0 == main(["why", option, "--", "touch", str(mark)])

    assert not mark.exists()
    assert "-- COMMAND" in capsys.readouterr().out
