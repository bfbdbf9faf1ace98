"""`portwise TARGET` and `portwise why TARGET` alone: the same answer, without the command that could take options."""

import socket
import threading

import pytest

from portwise.app.diagnose import diagnose
from portwise.ui.cli import _group, _usual, main


@pytest.fixture(params=["refused", "answers"])
def server(request):
    """A port of loopback that is ours: nobody listens on it, or somebody hangs up on everybody."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        if request.param == "answers":
            held.listen()
            threading.Thread(target=hang_up, args=(held,), daemon=True).start()
        yield held
        if request.param == "answers":
            held.shutdown(socket.SHUT_RDWR)


def hang_up(held):
    """Until the listener is shut down, which wakes accept(2) with EINVAL."""
    while True:
        try:
            held.accept()[0].close()
        except OSError:
            return


@pytest.fixture
def asked(monkeypatch):
    """What was asked for, and in which manner; the machine is asked once, so that its moments are the same for both."""
    made = {}

    def once(target, host, *, manner):
        key = (target, manner)
        if key not in made:
            made[key] = diagnose(target, host, manner=manner)
        return made[key]

    monkeypatch.setattr("portwise.app.diagnose.diagnose", once)
    return made


def answered(capsys, *argv):
    code = main(list(argv))
    said = capsys.readouterr()
    return code, said.out, said.err


TARGETS = ("127.0.0.1:{port}", "http://127.0.0.1:{port}/a?b=c", "udp://127.0.0.1:{port}", "unix:/nowhere/{port}.sock")


@pytest.mark.parametrize("target", TARGETS)
def test_it_says_what_the_command_says(capsys, server, target, asked, unhurried):
    """Without a word more: the command with an option that changes nothing answers the same, to the last letter."""
    target = target.format(port=server.getsockname()[1])
    assert _usual.usual(["why", target]) is not None

    shortly = answered(capsys, "why", target)

    assert answered(capsys, "why", target, "--timeout", str(_usual.TIMEOUT)) == shortly
    assert answered(capsys, target) == shortly
    assert 1 == len(asked)


@pytest.mark.parametrize("form", ["--json", "--brief"])
def test_programs_and_prompts_get_what_the_command_says(capsys, server, form, asked, unhurried):
    """As one object or one line, wherever the word stands."""
    target = f"127.0.0.1:{server.getsockname()[1]}"
    assert _usual.usual([form, target]) == _usual.usual(["why", target, form])

    shortly = answered(capsys, target, form)

    assert answered(capsys, "why", target, form, "--timeout", str(_usual.TIMEOUT)) == shortly
    assert 1 == len(asked)


@pytest.mark.parametrize(
    "argv",
    [
        *(
            [],
            ["why"],
            ["why", "a:1", "b:2"],
            ["why", "a:1", "--deep"],
            ["a:1", "--json", "--brief"],
            ["--json"],
            ["--version"],
            ["why", "-1"],
        ),
        *(
            ["who", "3000"],
            ["who"],
            ["nonsense"],
            ["localhost"],
            ["why", "connect ECONNREFUSED ::1:5432"],
            ["why", "-"],
        ),
        *(["why", "nothing/of/the/kind"], ["why", ""], ["why", "--", "a:1"], ["a:1", "--", "npm", "run", "dev"]),
    ],
)
def test_everything_else_is_the_command_s(argv):
    """Options, verbs, sentences, commands, and what is no target."""
    assert _usual.usual(argv) is None


@pytest.mark.parametrize("name", _usual.ELSEWHERE)
def test_what_the_environment_asks_for_is_the_command_s(monkeypatch, name):
    """A service outside, or the shell that completes a line."""
    assert _usual.usual(["why", "localhost:1"]) is not None
    monkeypatch.setenv(name, "x")

    assert _usual.usual(["why", "localhost:1"]) is None


@pytest.mark.parametrize("verb", [verb for verbs in _group.SECTIONS.values() for verb in verbs])
def test_a_verb_is_no_target(verb):
    """What could be taken for either would be asked for and never run."""
    assert [None, None] == [_usual.usual([verb]), _usual.usual([verb, "--json"])]
