import json
import os
import socket

import pytest

from portwise.app.overview import overview, suggestions
from portwise.host.local import Local
from portwise.model.overview import Exposure


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A project that declares two ports: one that we listen on, and one that nobody does."""
    ours = socket.create_server(("127.0.0.1", 0))
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    ports = ours.getsockname()[1], free.getsockname()[1]
    scripts = {"dev": f"vite --port {ports[0]}", "api": f"uvicorn app:app --port {ports[1]}"}
    (tmp_path / "package.json").write_text(json.dumps({"name": "shop", "scripts": scripts}))
    monkeypatch.chdir(tmp_path)
    yield ports
    ours.close()
    free.close()


def service(seen, port):
    return next(s for s in seen.services if s.port == port and s.transport == "tcp")


def test_who_listens_is_named_with_exposure_and_folder(shop, tmp_path):
    """A listener of our own shows up with our pid, where it can be reached from, and where it works."""
    mine = service(overview(Local()), shop[0])

    assert os.getpid() == mine.owner.pid
    assert (Exposure.LOOPBACK, str(tmp_path), "shop") == (mine.exposure, mine.folder, mine.project)


def test_what_is_declared_is_held_against_what_listens(shop):
    """One declared port is taken by this project, the other by nobody, and that one is worth asking about."""
    seen = overview(Local())
    wishes = {wish.declared.port: wish for wish in seen.wishes}

    assert (True, None) == (wishes[shop[0]].ours, wishes[shop[1]].service)
    assert ("portwise", f"localhost:{shop[1]}") in tuple(suggestions((), seen.wishes))


def test_a_broken_file_is_said(shop, tmp_path):
    """It may name any port: nothing is known of what the folder declares, and why."""
    (tmp_path / "package.json").write_text('{"name": ')
    seen = overview(Local())

    assert ((), True) == (seen.wishes, seen.unread.startswith("package.json: Expecting value"))


def test_looking_around_sends_nothing(shop, monkeypatch):
    """`portwise` alone reads; it makes no attempt of any kind."""

    def refuse(*_):
        raise AssertionError("a packet was sent")

    for name in ("attempts", "datagram", "control", "calibrate", "converse", "handshake"):
        monkeypatch.setattr(Local, name, refuse)

    assert overview(Local()).services
