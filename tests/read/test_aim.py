"""What a text is about: the place that somebody could not reach, not one that stands beside it."""

import pytest

from portwise.model.reading import Failure
from portwise.read.aim import NO_TARGET, aim
from portwise.read.readers import understood

HELP = (  # a line with something to read, and what the text is about
    ("could not proxy from localhost:3000 to http://localhost:5600.\n\nSee https://nodejs.org/e.html (ECONNREFUSED).",
     "http://localhost:5600"),
    ("proxying localhost:3000/x to http://localhost:3901/ [ECONNREFUSED] (https://nodejs.org/api/errors.html#e)",
     "http://localhost:3901"),
    ("$ curl http://localhost:11777/\n<h1>Unable to connect</h1>\nby <a href=\"https://tinyproxy.github.io/\">it</a>",
     "http://localhost:11777"),
    ("curl: (60) SSL certificate problem: certificate has expired\nMore details here: https://curl.se/docs/x.html",
     NO_TARGET.raw),
)  # fmt: skip
INSTEAD = (  # of what only listens, of an inspector, of what works
    ("puma says Listening on http://0.0.0.0:3100. On my desktop http://localhost:3100 can't be reached.",
     "http://localhost:3100"),
    ("$ curl localhost:8448\n^C\n$ netstat -an\ntcp   0   0 0.0.0.0:8448   0.0.0.0:*   LISTEN", "localhost:8448"),
    ("Debugger listening on ws://127.0.0.1:9229/6c1f\n\nhttp://localhost:3200 does not answer", "http://localhost:3200"),
    ("vite is at http://localhost:5273/\n\non the phone I type http://192.168.7.8:5273", "http://192.168.7.8:5273"),
    ("It never finishes in the browser. When I call the app on :8480 directly it downloads.", NO_TARGET.raw),
)  # fmt: skip
NOTHING = (  # numbers that are no ports, hosts that are none, the other end of a connection
    'first it hangs, then connection reset\n\n{"Running":false,"ExitCode":137,"Error":""}',
    "it does not work: HTTP ERROR 431",
    "INFO: task postgres:1411 blocked for more than 120 seconds, nothing works",
    "TCP 192.168.65.3:38186 is dead",
)


@pytest.mark.parametrize(("text", "expected"), HELP)
def test_what_one_may_read_of_an_error_is_no_target(text, expected):
    """A link to its documentation, or of the page that tells it."""
    assert expected == aim(understood(text)).raw


@pytest.mark.parametrize(("text", "expected"), INSTEAD)
def test_what_was_called_comes_before_what_listens(text, expected):
    """Nor is it the port of an inspector, or what works when it is called directly."""
    assert expected == aim(understood(text)).raw


@pytest.mark.parametrize("text", NOTHING)
def test_no_number_is_taken_for_a_port(text):
    """A text that names no place has no target."""
    assert NO_TARGET == aim(understood(text))


def test_who_only_serves_at_every_address_is_reached_at_localhost():
    """Nobody calls a wildcard, unless a browser was sent there."""
    told = (aim(understood(raw)).raw for raw in ("serving on 0.0.0.0:8788", "http://0.0.0.0:8788 is not available"))

    assert ("localhost:8788", "http://0.0.0.0:8788") == tuple(told)


def test_the_client_of_a_failure_stands_in_its_clause():
    """What the same line says of another client, which got through, is not its word."""
    line = "`curl -sI localhost:5273` says HTTP/1.1 200 OK. In my editor localhost:5273 just refuses."
    clients = [noted.sign.client for noted in understood(line).signs(Failure)]

    assert [""] == clients


def test_safari_on_a_phone_is_refused():
    """As it tells of the address that was typed."""
    raw = "\"Safari can't open the page because it couldn't connect to the server\"\nI type http://192.168.7.8:5273"

    assert [("refused",)] == [noted.sign.outcomes for noted in understood(raw).signs(Failure)]
