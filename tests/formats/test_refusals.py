"""Where programs say that bind(2) failed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.debuggers import waits_for_debugger
from portwise.formats.refusals import LONGEST, quoted, refusals

SAID = {
    "Error: listen EADDRINUSE: address already in use :::3000": ("EADDRINUSE", "::", 3000),
    "Error: listen EADDRINUSE: address already in use ::1:3000": ("EADDRINUSE", "::1", 3000),
    "Error: listen EADDRINUSE: address already in use 127.0.0.1:3000": ("EADDRINUSE", "127.0.0.1", 3000),
    "Error: listen EACCES: permission denied 0.0.0.0:80": ("EACCES", "0.0.0.0", 80),
    "Error: listen EADDRNOTAVAIL: address not available 10.1.1.1:3000": ("EADDRNOTAVAIL", "10.1.1.1", 3000),
    "OSError: [Errno 98] Address already in use": ("EADDRINUSE", "", 0),
    "PermissionError: [Errno 13] Permission denied": ("EACCES", "", 0),
    "OSError: [Errno 99] Cannot assign requested address": ("EADDRNOTAVAIL", "", 0),
    "ERROR: [Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use": (
        "EADDRINUSE",
        "127.0.0.1",
        8000,
    ),
    "ERROR: [Errno 13] error while attempting to bind on address ('::', 80, 0, 0): permission denied": (
        "EACCES",
        "::",
        80,
    ),
    "listen tcp :8080: bind: address already in use": ("EADDRINUSE", "", 8080),
    "listen tcp 127.0.0.1:80: bind: permission denied": ("EACCES", "127.0.0.1", 80),
    "listen tcp [::1]:8080: bind: cannot assign requested address": ("EADDRNOTAVAIL", "::1", 8080),
    "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)": ("EADDRINUSE", "0.0.0.0", 80),
    "nginx: [emerg] bind() to [::]:80 failed (13: Permission denied)": ("EACCES", "::", 80),
    "Port 3000 is in use, trying another one...": ("EADDRINUSE", "", 3000),
    "Error: Port 5173 is already in use": ("EADDRINUSE", "", 5173),
    "Web server failed to start. Port 8080 was already in use.": ("EADDRINUSE", "", 8080),
    "Address localhost:3000 is already in use": ("EADDRINUSE", "localhost", 3000),
    "[2026-11-20 07:00:00 +0000] [42] [ERROR] Connection in use: ('127.0.0.1', 8000)": (
        "EADDRINUSE",
        "127.0.0.1",
        8000,
    ),
    'Os { code: 98, kind: AddrInUse, message: "Address already in use" }': ("EADDRINUSE", "", 0),
}
OTHERS = (
    "",
    "PermissionError: [Errno 13] Permission denied: '/srv/shop/log'",
    "Error: EACCES: permission denied, open '/srv/shop/log'",
    "Error: connect ECONNREFUSED 127.0.0.1:5432",
    "Error: connect EADDRNOTAVAIL 127.0.0.1:5432 - Local (0.0.0.0:0)",
    "psycopg2.OperationalError: connection to server at 10.0.0.9 failed: Cannot assign requested address",
    "Listening on http://127.0.0.1:3000",
    "email address already taken",
)


@pytest.mark.parametrize("text", SAID)
def test_the_error_and_the_place_are_understood(text):
    """As Node, Python, asyncio, Go, nginx, gunicorn, Spring, Rust and vite word them."""
    (found,) = refusals([text])

    assert SAID[text] == found[:3]


@pytest.mark.parametrize("text", OTHERS)
def test_other_failures_are_no_failed_bind(text):
    """A file that may not be read, and a connection that cannot be made, have the same errors."""
    assert [] == list(refusals([text]))


@given(st.text())
def test_no_text_is_too_odd(text):
    """What a program writes is never a fault of ours, and never long."""
    assert all(len(found.text) <= LONGEST for found in refusals([text]))


@pytest.mark.parametrize(
    "line, waits",
    [
        ("node --inspect-brk server.js", True),
        ("node --inspect-brk=9230 server.js", True),
        ("python3 -m debugpy --listen 5678 --wait-for-client app.py", True),
        ("java -agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=5005 -jar a.jar", True),
        ("java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005 -jar a.jar", False),
        ("node --inspect server.js", False),
        ("", False),
    ],
)
def test_who_waits_for_a_debugger_is_known_by_his_words(line, waits):
    """An inspector alone stops nobody."""
    assert waits is waits_for_debugger(tuple(line.split()))


@pytest.mark.parametrize(
    "source, place",
    [
        ('    server.bind(("127.0.0.1", 8000))', ("127.0.0.1", 8000)),
        ("    server = S(('', 8000), Handler)", ("", 8000)),
        ("    app.run(port=5000)", ("", 5000)),
        ('    app.run(host="0.0.0.0", port=5000)', ("0.0.0.0", 5000)),
        ("    app.listen(3000)", ("", 3000)),
        ("    self.socket.bind(self.server_address)", ("", 0)),
        ("    raise OSError(98, 'x')", ("", 0)),
    ],
)
def test_a_traceback_quotes_the_source(source, place):
    """What stands there as a literal is the place that was tried; a line that is no source says nothing."""
    assert place == quoted(["Traceback", '  File "/shop/a.py", line 3, in <module>', source, "OSError: [Errno 98]"])
    assert ("", 0) == quoted(["Traceback", source])
