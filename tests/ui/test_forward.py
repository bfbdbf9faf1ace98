import os
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import closing, suppress
from threading import Thread

import pytest

from portwise.app.forward import way_to
from portwise.host.development import development
from portwise.host.local import Local
from portwise.model.target import Target
from portwise.render.forward import started, url_at
from portwise.render.layout import Look
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
            [sys.executable, "-m", "portwise", "forward", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "COLUMNS": "400"},
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


def test_who_is_cut_off_by_its_end_is_no_failure(forwards):
    """Ctrl-C while somebody is connected: what was carried is told, and no traceback."""
    port = free()
    with closing(answering(socket.create_server(("127.0.0.1", 0)))) as server:
        child, _ = forwards(str(port), f"127.0.0.1:{server.getsockname()[1]}")
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(b"a word")
            client.recv(100)
            child.send_signal(signal.SIGINT)
            told, said = child.communicate(timeout=10)

    assert (b"", 0) == (said, child.returncode)
    assert b"It is over: 1 connection, " in told


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
        _, said = forwards(f"127.0.0.1:{port}", f"unix:{tmp_path}/app.sock")

        assert said.startswith(f"✓ localhost:{port} leads to unix:{tmp_path}")
        assert b"a word" == echoed("127.0.0.1", port)
        server.shutdown(socket.SHUT_RDWR)


def test_the_same_port_of_the_other_family(forwards):
    """localhost is the target and the place in one: it never leads to itself."""
    with answering(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        forwards(f"[::1]:{port}", f"localhost:{port}")

        assert b"a word" == echoed("::1", port)


def test_a_target_that_is_not_there(forwards):
    """It is said with the reason before anybody comes; the forwarder goes on, and counts who came in vain."""
    port, nobody = free(), free()
    child, said = forwards(f"127.0.0.1:{port}", f"127.0.0.1:{nobody}")
    missed = echoed("127.0.0.1", port, b"")
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate()

    assert said.startswith(f"! localhost:{port} is open until Ctrl-C")
    assert said.endswith("now: connection refused\n")
    assert b"" == missed
    assert b"1 connection, 1 of them in vain (connection refused)" in out
    assert 1 == child.returncode


def served(context=None):
    """A word for every connection, by TLS where there is a context; a connection that says nothing is no client."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            with suppress(ssl.SSLError, ConnectionError):
                client, _ = server.accept()
                with context.wrap_socket(client, server_side=True) if context else client as safe:
                    safe.sendall(b"a word" if safe.recv(100) else b"")

    Thread(target=serve, daemon=True).start()
    return server.getsockname()[1]


def asked(client):
    with client:
        client.sendall(b"well?")
        return client.recv(100)


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    """A home with a development certificate, which is made once."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(home))
        yield development()


def test_plain_to_tls_that_vouches_for_itself(certified, forwards):
    """On loopback nobody stands between; the URL is one of plain HTTP."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certified)
    port, there = free(), served(context)
    _, said = forwards(str(port), f"https://localhost:{there}/shop")

    assert said.startswith(f"✓ http://localhost:{port}/shop leads to https://localhost:{there}/shop")
    assert b"a word" == asked(socket.create_connection(("127.0.0.1", port), 10))


def test_tls_to_plain(certified, forwards):
    """A client that trusts the certificate meets the name; the key is for nobody else, and another call makes none."""
    port, there = free(), served()
    _, said = forwards(str(port), f"127.0.0.1:{there}", "--cert", certified[0], "--key", certified[1])
    trusting = ssl.create_default_context(cafile=certified[0])
    plain = socket.create_connection(("127.0.0.1", port), 10)

    assert said.startswith(f"✓ https://localhost:{port} leads to")
    assert b"a word" == asked(trusting.wrap_socket(plain, server_hostname="localhost"))
    assert (0o600, certified) == (os.stat(certified[1]).st_mode & 0o777, development())


def test_a_certificate_that_is_none(certified, capsys):
    """One line, exit code 2."""
    assert 2 == main(["forward", str(free()), "localhost:1", "--cert", certified[1]])
    assert "no pair" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "encrypted", "url"),
    [
        ("127.0.0.1:3000", False, "localhost:8080"),
        ("127.0.0.1:3000", True, "https://localhost:8080"),
        ("unix:/run/app.sock", False, "localhost:8080"),
        ("http://api.internal/v1", False, "http://localhost:8080/v1"),
        ("https://api.internal", False, "http://localhost:8080/"),
        ("https://api.internal/v1", True, "https://localhost:8080/v1"),
        ("wss://api.internal/live", False, "ws://localhost:8080/live"),
        ("rediss://cache", False, "redis://localhost:8080/"),
        ("neo4j+s://graph", False, "localhost:8080"),
        ("tls://db:1", False, "localhost:8080"),
        ("postgres://db/shop", False, "postgres://localhost:8080/shop"),
        ("ftp://files/", True, "ftps://localhost:8080/"),
    ],
)
def test_the_url_is_one_that_a_client_takes(target, encrypted, url):
    """No client opens tcp:// or unix://localhost:8080; what was TLS is plain here, and the other way round."""
    assert url == url_at((("127.0.0.1", 8080), ("::1", 8080)), Target.parse(target), encrypted)
    assert url.replace("localhost", "127.0.0.2") == url_at((("127.0.0.2", 8080),), Target.parse(target), encrypted)


def test_it_ends_by_itself(forwards):
    """After the time that was asked for."""
    with answering(socket.create_server(("127.0.0.1", 0))) as server:
        child, said = forwards(f"127.0.0.1:{free()}", f"127.0.0.1:{server.getsockname()[1]}", "--for", "1s")

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
        ["unix:app.sock", "localhost:1"],
        ["unix:/no/such/folder/app.sock", "localhost:1"],
        ["0.0.0.0:3000", "localhost:1"],
        ["3000", "not a target"],
        ["3000", "udp://localhost:53"],
        ["3000", "localhost:1", "--for", "soon"],
        ["3000", "localhost:1", "--for", "0s"],
        ["3000", "localhost:99999"],
        ["192.0.2.1:3000", "localhost:1"],
        ["192.0.2.1:3000", "localhost:1", "--expose"],
        ["no.such.name.invalid:3000", "localhost:1", "--expose"],
        ["3000", "localhost:1", "--vantage", "browser"],
        ["3000", "localhost:1", "--key", "key.pem"],
        ["3000", "localhost:1", "--vantage", "nowhere"],
        ["3000", "localhost:1", "--vantage", f"netns:portwise-{os.getpid()}"],
    ],
)
def test_misuse_is_one_line(words, capsys):
    """Nothing listens, nothing on stdout, exit code 2."""
    assert 2 == main(["forward", *words])
    said = capsys.readouterr()

    assert ("", 1) == (said.out, said.err.count("\n"))


def test_a_certificate_that_is_missing_is_named(capsys, certified, tmp_path):
    """The file, and not the port; of the key as well."""
    for words in (["--cert", f"{tmp_path}/no.pem"], ["--cert", certified[0], "--key", f"{tmp_path}/no.pem"]):
        assert 2 == main(["forward", str(free()), "localhost:1", *words])
        assert f"{tmp_path}/no.pem: No such file" in (said := capsys.readouterr().err)
        assert "listen" not in said


def test_a_place_of_another_machine_is_no_place(capsys):
    """--expose lets others in, and makes nobody else's address ours."""
    main(["forward", "192.0.2.1:3000", "localhost:1"])

    assert "192.0.2.1 is no address of this machine" in (said := capsys.readouterr().err)
    assert "--expose" not in said


def test_onto_itself_leads_nothing(capsys):
    """It would be open for ever, and nobody could ever get anywhere: one line, exit code 2."""
    port = free()

    assert 2 == main(["forward", str(port), f"localhost:{port}"])
    assert ("", True) == ((said := capsys.readouterr()).out, "the very place that is listened at" in said.err)
    assert "nothing can listen" not in said.err


@pytest.mark.parametrize(
    ("target", "called"),
    [
        ("https://api.internal/v1", ("api.internal", "https://api.internal")),
        ("wss://api.internal:8443", ("api.internal:8443", "https://api.internal:8443")),
        ("http://api.internal:80", ("api.internal", "http://api.internal")),
        ("https://localhost:3000", ("", "")),
        ("https://192.0.2.1", ("", "")),
        ("postgres://db.internal", ("", "")),
        ("api.internal:443", ("", "")),
    ],
)
def test_who_goes_by_a_name_is_called_by_it(target, called):
    """Servers of HTTP with a name of their own; on loopback, and by an address, what a client says is left as it is."""
    way = way_to(Target.parse(target), None, Local())

    assert called == (way.called, way.origin)


def test_a_socket_of_the_file_system_outside(forwards, tmp_path):
    """A Unix socket outside, TCP inside: for this user alone, and gone when it is over."""
    path = tmp_path / "l.sock"
    with answering(socket.create_server(("127.0.0.1", 0))) as server:
        child, said = forwards(f"unix:{path}", f"127.0.0.1:{server.getsockname()[1]}")
        mode = path.stat().st_mode & 0o777
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
            client.sendall(b"a word")
            client.shutdown(socket.SHUT_WR)
            back = client.recv(100)
        child.send_signal(signal.SIGINT)
        child.wait(30)

    assert said.startswith(f"✓ unix:{path} leads to 127.0.0.1:")
    assert (b"a word", 0o600, False) == (back, mode, path.exists())


@pytest.mark.parametrize(("end", "code"), [(None, 0), (signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_however_it_ends_its_socket_is_gone(end, code, forwards, tmp_path):
    """By its own time, by Ctrl-C, by kill and by a terminal that is closed, after a client was there."""
    path = tmp_path / "l.sock"
    with answering(socket.create_server(("127.0.0.1", 0))) as server:
        span = [] if end else ["--for", "1s"]
        child, _ = forwards(f"unix:{path}", f"127.0.0.1:{server.getsockname()[1]}", *span)
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
            client.sendall(b"a word")
            client.recv(100)
        if end:
            child.send_signal(end)
        _, trouble = child.communicate(timeout=30)

    assert (code, b"", False) == (child.returncode, trouble, path.exists())


@pytest.mark.parametrize(("end", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_in_the_background_of_a_script_it_hears_no_ctrl_c_and_ends_otherwise(end, code, forwards, tmp_path):
    """A shell without job control starts what it leaves there with SIGINT ignored: that is no way to lose another."""
    path = tmp_path / "l.sock"
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # goes on to a child, execve(2)
    try:
        with answering(socket.create_server(("127.0.0.1", 0))) as server:
            child, _ = forwards(f"unix:{path}", f"127.0.0.1:{server.getsockname()[1]}")
            child.send_signal(signal.SIGINT)
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(path))
                client.sendall(b"a word")
                back = client.recv(100)
            child.send_signal(end)
            _, trouble = child.communicate(timeout=30)
    finally:
        signal.signal(signal.SIGINT, before)

    assert (b"a word", code, b"", False) == (back, child.returncode, trouble, path.exists())


def test_a_socket_of_one_that_was_killed_is_named(capsys, tmp_path):
    """Nobody listens there, and the file has to go first: that is said, and nothing is removed."""
    path = tmp_path / "l.sock"
    with socket.socket(socket.AF_UNIX) as mine:
        mine.bind(str(path))

    assert 2 == main(["forward", f"unix:{path}", "localhost:1"])
    assert path.exists()
    assert f"unix:{path}: a socket is there that nobody listens at" in capsys.readouterr().err


def test_a_socket_that_is_there_is_left_alone(capsys, tmp_path):
    """Its server may live, and would lose its clients: one line, exit code 2."""
    path = tmp_path / "l.sock"
    with socket.socket(socket.AF_UNIX) as mine:
        mine.bind(str(path))
        mine.listen()

        assert 2 == main(["forward", f"unix:{path}", "localhost:1"])
    assert path.exists()
    assert f"unix:{path}: somebody has it already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "tells"),
    [("127.0.0.1:3000", True), ("unix:/run/app.sock", True), ("127.0.0.1:5432", False), ("http://localhost:1", False)],
)
def test_a_target_without_a_scheme_may_be_one_of_the_web(target, tells):
    """Nobody is spoken to in a protocol that nobody named, and so the URL comes with its condition."""
    text = started((("127.0.0.1", 8080), ("::1", 8080)), Target.parse(target), None, Look())

    assert tells == ("  Where it speaks HTTP: http://localhost:8080/\n" in text)
