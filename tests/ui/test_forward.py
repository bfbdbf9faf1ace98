import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from threading import Thread

import pytest

from portwise.ui.cli import main
from tests.ports import free


def answering(server):
    """Everybody gets back what he sent, and then the end."""

    def serve():
        while True:
            try:
                client, _ = server.accept()
            except OSError:  # the test is over
                return
            with client:
                while data := client.recv(4096):
                    client.sendall(data)

    Thread(target=serve, daemon=True).start()
    return server


@pytest.fixture
def forwards():
    """Forwarders that end with the test, each awaited until it says where it listens."""
    running = []

    def start(*words):
        child = subprocess.Popen(
            [sys.executable, "-m", "portwise", "forward", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        running.append(child)
        return child, child.stdout.readline().decode()

    yield start
    for child in running:
        child.kill()
        child.communicate()


def echoed(host, port, text=b"a word"):
    with socket.create_connection((host, port), 10) as client:
        client.sendall(text)
        client.shutdown(socket.SHUT_WR)
        pieces = []
        while data := client.recv(4096):
            pieces.append(data)
    return b"".join(pieces)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_either_family_leads_to_a_server_of_one(host, forwards):
    """A client that takes ::1 reaches a server at 127.0.0.1, with both ends of the conversation told."""
    port = free()
    with answering(socket.create_server(("127.0.0.1", 0))) as server:
        _, said = forwards(str(port), f"127.0.0.1:{server.getsockname()[1]}")

        assert f"localhost:{port}" in said
        assert b"a word" * 5000 == echoed(host, port, b"a word" * 5000)


def test_a_socket_of_the_file_system(forwards, tmp_path):
    """TCP outside, a Unix socket inside."""
    port = free()
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(tmp_path / "app.sock"))
        server.listen()
        answering(server)
        forwards(f"127.0.0.1:{port}", f"unix:{tmp_path}/app.sock")

        assert b"a word" == echoed("127.0.0.1", port)
        server.shutdown(socket.SHUT_RDWR)


def test_the_same_port_of_the_other_family(forwards):
    """localhost is the target and the place in one: it never leads to itself."""
    with answering(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        forwards(f"[::1]:{port}", f"localhost:{port}")

        assert b"a word" == echoed("::1", port)


def test_a_target_that_is_not_there(forwards):
    """The connection ends at once; the forwarder goes on, and counts it."""
    port, nobody = free(), free()
    child, _ = forwards(f"127.0.0.1:{port}", f"127.0.0.1:{nobody}")
    missed = echoed("127.0.0.1", port, b"")
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate()

    assert b"" == missed
    assert b"1 connections, 1 of them in vain" in out
    assert 0 == child.returncode


def test_it_ends_by_itself(forwards):
    """After the time that was asked for."""
    child, said = forwards(f"127.0.0.1:{free()}", "127.0.0.1:1", "--for", "1s")

    assert "for 1 s" in said
    assert 0 == child.wait(30)


def test_a_place_that_is_taken(capsys):
    """One line, exit code 2."""
    with socket.create_server(("127.0.0.1", 0)) as mine:
        assert 2 == main(["forward", f"127.0.0.1:{mine.getsockname()[1]}", "localhost:1"])
    assert "somebody has it already" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["3000x", "localhost:1"],
        ["0", "localhost:1"],
        ["0.0.0.0:3000", "localhost:1"],
        ["3000", "not a target"],
        ["3000", "udp://localhost:53"],
        ["3000", "localhost:1", "--for", "soon"],
        ["3000", "localhost:1", "--vantage", "ssh:host"],
        ["3000", "localhost:1", "--vantage", "nowhere"],
        ["3000", "localhost:1", "--vantage", f"netns:portwise-{os.getpid()}"],
    ],
)
def test_misuse_is_one_line(words, capsys):
    """Nothing listens, nothing on stdout, exit code 2."""
    assert 2 == main(["forward", *words])
    said = capsys.readouterr()

    assert ("", 1) == (said.out, said.err.count("\n"))
