"""What the last lines of a log tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.logs import LONGEST, lines
from portwise.model.service import Kind, Line

SAID = {
    "  ➜  Local:   http://localhost:5173/": (Kind.LISTENING, 5173),
    "\x1b[32m➜\x1b[39m  \x1b[1mLocal\x1b[22m:   \x1b[36mhttp://localhost:\x1b[1m5173\x1b[22m/\x1b[39m": (
        Kind.LISTENING,
        5173,
    ),
    "Listening on port 3000": (Kind.LISTENING, 3000),
    "Server running at http://[::]:3000/": (Kind.LISTENING, 3000),
    "INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)": (Kind.LISTENING, 8000),
    " * Running on http://127.0.0.1:5000": (Kind.LISTENING, 5000),
    "[2026-11-20 07:00:00 +0000] [42] [INFO] Listening at: http://0.0.0.0:8000 (42)": (Kind.LISTENING, 8000),
    "Serving HTTP on 127.0.0.1 port 8000 (http://127.0.0.1:8000/) ...": (Kind.LISTENING, 8000),
    "Tomcat started on port(s): 8080 (http) with context path ''": (Kind.LISTENING, 8080),
    "2026/11/20 07:00:00 listening on :8080": (Kind.LISTENING, 8080),
    "Error: listen EADDRINUSE: address already in use :::3000": (Kind.IN_USE, 3000),
    "OSError: [Errno 98] Address already in use": (Kind.IN_USE, 0),
    "listen tcp :8080: bind: address already in use": (Kind.IN_USE, 8080),
    "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)": (Kind.IN_USE, 80),
    "[nodemon] app crashed - waiting for file changes before starting...": (Kind.WAITING, 0),
    "Failed running 'server.js'": (Kind.WAITING, 0),
    "A server is already running (pid: 4711, file: /shop/tmp/pids/server.pid).": (Kind.LOCKED, 0),
    'HINT:  Is another postmaster (PID 42) running in data directory "/data"?': (Kind.LOCKED, 0),
    "? Would you like to run the app on another port instead? (Y/n)": (Kind.ASKING, 0),
    "KeyError: 'DATABASE_URL'": (Kind.ERROR, 0),
    "KeyboardInterrupt": (Kind.ERROR, 0),
    "Error: Cannot find module 'express'": (Kind.ERROR, 0),
    "llama_model_load: error loading model: unable to allocate CUDA0 buffer": (Kind.ERROR, 0),
    "(APIServer pid=7) RuntimeError: Engine core initialization failed. See root cause above.": (Kind.ERROR, 0),
    "panic: open config.yml: no such file or directory": (Kind.ERROR, 0),
    "Killed": (Kind.ERROR, 0),
    "App [shop:0] exited with code [0] via signal [SIGKILL]": (Kind.ERROR, 0),
    "./run.sh: line 3:  4242 Killed                  node server.js": (Kind.ERROR, 0),
}
NOTHING = (
    "",
    "GET / 200 in 3ms",
    "Traceback (most recent call last):",
    '  File "/srv/shop/app.py", line 3, in <module>',
    "    at Object.<anonymous> (/srv/shop/server.js:3:7)",
    "Booting worker with pid: 42",
    "the job is running",
    "errors: 0, warnings: 0",
)


@pytest.mark.parametrize("text", SAID)
def test_a_line_that_tells_something_is_understood(text):
    """The words of real servers, whatever colours they write in."""
    (line,) = lines([text])

    assert SAID[text] == (line.kind, line.port)


@pytest.mark.parametrize("text", NOTHING)
def test_other_lines_are_left_out(text):
    """A line that names no port did not say where it listens, and frames of a stack are not the error."""
    assert [] == list(lines([text]))


def test_lines_keep_their_order():
    """What comes last is what happened last."""
    said = list(lines(["Listening on port 3000", "GET /", "MemoryError"]))

    assert [
        Line(Kind.LISTENING, 3000, "Listening on port 3000"),
        Line(Kind.ERROR, 0, "MemoryError"),
    ] == said


@given(texts=st.lists(st.text(max_size=2000)))
def test_any_log_can_be_read(texts):
    """Whatever a program writes, a line that is kept is short and names a possible port."""
    said = list(lines(texts))

    assert all(len(line.text) <= LONGEST and 0 <= line.port <= 65535 for line in said)


def test_a_long_line_takes_no_time():
    """A minified script in one line is looked at where it begins."""
    assert [] == list(lines(["http://" * 5000, "?" * 50000, "[" * 50000]))
