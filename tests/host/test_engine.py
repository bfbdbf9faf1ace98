"""One GET at a Unix socket, bounded in time and size; secrets end at the host."""

import json
import os
import socket
import threading

import pytest

from portwise.host import engine
from portwise.host.local import Local

HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"


@pytest.fixture
def served(tmp_path, monkeypatch):
    """Something at a socket that answers once with what it is given, and keeps what it was asked."""
    monkeypatch.setattr(engine, "PATIENCE", 60.0)  # a busy machine is slow, and that proves nothing
    path, heard = str(tmp_path / "engine.sock"), []
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(1)
    threads = []

    def answers(data: bytes, close: bool = True) -> tuple[str, list[bytes]]:
        def serve() -> None:
            client, _ = listener.accept()
            with client:
                heard.append(client.recv(1 << 16))
                try:
                    client.sendall(data)
                    if not close:
                        client.recv(1)
                except OSError:  # whoever asked has had enough
                    return

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return path, heard

    yield answers
    for thread in threads:
        thread.join()
    listener.close()


def test_a_get_and_nothing_else(served):
    """The method is GET whatever is asked, and a path cannot carry a second line."""
    path, heard = served(HEAD + b"[]")

    assert "[]" == Local().engine(path, "/containers/json?all=1\r\nDELETE /containers/web")
    assert [b"GET /containers/json?all=1%0D%0ADELETE%20/containers/web HTTP/1.0"] == [heard[0].split(b"\r\n")[0]]
    assert 1 == heard[0].count(b"HTTP/1.0")


def test_secrets_do_not_pass(served):
    """Variables and commands are left out, and what looks like a password in a name or an error is hidden."""
    told = {
        "State": {"Error": "login as password=hunter2 failed"},
        "Config": {"Env": ["A=hunter2"], "Cmd": ["hunter2"]},
    }
    path, _ = served(HEAD + json.dumps(told).encode())

    assert {"State": {"Error": "login as password=*** failed"}, "Config": {}} == json.loads(engine.ask(path, "/x/json"))


def test_lines_of_a_log_are_redacted(served):
    """What a program writes when it fails is where passwords are met."""
    path, _ = served(HEAD + b"connecting to postgres://ann:hunter2@db/shop\n")

    assert "connecting to postgres://***@db/shop" == engine.ask(path, "/containers/web/logs?tail=1")


@pytest.mark.parametrize("answer", [b"HTTP/1.0 404 Not Found\r\n\r\n{}", b"HTTP/1.0 500 Oh\r\n\r\n"])
def test_an_error_is_an_error(served, answer):
    """It is never taken for an empty list."""
    path, _ = served(answer)

    with pytest.raises(OSError, match="the engine answered"):
        engine.ask(path, "/containers/json")


def test_an_answer_without_end_is_bounded(served, monkeypatch):
    """In bytes, and in time."""
    monkeypatch.setattr(engine, "MOST", 1 << 16)
    path, _ = served(HEAD + b"x" * (1 << 20))
    with pytest.raises(OSError, match="too long"):
        engine.ask(path, "/containers/json")

    monkeypatch.setattr(engine, "PATIENCE", 0.05)
    path, _ = served(HEAD, close=False)
    with pytest.raises(TimeoutError):
        engine.ask(path, "/containers/json")


def test_nobody_there_is_not_permitted_is_not_absent(tmp_path):
    """Three different refusals, each with its own reason."""
    with pytest.raises(FileNotFoundError):
        engine.ask(str(tmp_path / "none.sock"), "/containers/json")
    left = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left.bind(str(tmp_path / "left.sock"))
    left.close()

    assert os.path.exists(tmp_path / "left.sock")
    with pytest.raises(ConnectionRefusedError):
        engine.ask(str(tmp_path / "left.sock"), "/containers/json")
