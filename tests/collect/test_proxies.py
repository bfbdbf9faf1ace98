"""Where clients go by an environment, and what a proxy says, over a machine made of answers."""

import errno
from ipaddress import ip_address

import pytest

from portwise.collect.proxies import ASKING, CHOOSING, VARIABLES
from portwise.host.api import Heard, Relay, Shaken
from portwise.model.evidence import Evidence, Missing, Unknown
from portwise.model.facts import HERE, PROXIED, PROXIES
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

PAGE = Heard(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\nVia: 1.1 lab\r\n\r\n", "limit", 0, 1.0)
REFUSED = Heard(b"", "refused", errno.ECONNREFUSED, 0.1)
REFUSAL = Attempt(Outcome.REFUSED, errno.ECONNREFUSED, None, None, 1, 0.1)
WEB = Evidence(Target.parse("http://localhost:3000/x"))


class Machine(Relay):
    def __init__(self, environ, says=(PAGE,), shaken=None, names=("127.0.0.1",), up=True):
        self.up = up
        self.environ, self.says, self.shaken, self.names = environ, list(says), shaken, names
        self.asked = []

    def _answer(self, method, *about):
        self.asked.append((method, *about))
        match method:
            case "now":
                return 0.0
            case "environment":
                return tuple((name, self.environ[name]) for name in about[0] if name in self.environ)
            case "resolve":
                if not self.names:
                    raise OSError(-2, "Name or service not known")
                return tuple(map(ip_address, self.names))
            case "attempts":
                return (Attempt(Outcome.CONNECTED, 0, None, None, 1, 0.1) if self.up else REFUSAL,)
            case "converse":
                return self.says.pop(0)
            case "handshake":
                return self.shaken
        raise AssertionError(method)


def chosen(machine, seen=WEB):
    (answer,) = CHOOSING.collect(machine, seen, (PROXIES.of(HERE),))
    return answer


def asked(machine, place, seen=WEB):
    told = seen.plus([chosen(machine, seen)])
    (answer,) = ASKING.collect(machine, told, (PROXIED.of(place),))
    return answer.said


def clients(environ, seen=WEB):
    return {row.client for row in chosen(Machine(environ), seen).said.value if row.host}


def test_every_client_reads_the_environment_its_own_way():
    """curl takes lower case only, Go never asks for loopback, Node only when told."""
    assert {"curl", "wget", "python-urllib", "python-requests"} == clients({"http_proxy": "http://127.0.0.1:9"})
    assert {"python-urllib", "python-requests"} == clients({"HTTP_PROXY": "http://127.0.0.1:9"})
    assert set() == clients({"http_proxy": "http://127.0.0.1:9", "no_proxy": "localhost"})


def test_what_is_exempt_is_told_as_it_is_set():
    """Whoever adds to a variable must know what it holds."""
    environ = {"http_proxy": "http://127.0.0.1:9", "no_proxy": "corp.example", "NO_PROXY": ""}

    assert {(("NO_PROXY", ""), ("no_proxy", "corp.example"))} == {
        row.exempt for row in chosen(Machine(environ)).said.value
    }


def test_no_proxy_is_asked_for_what_is_not_of_the_web():
    """And without a variable nobody has a choice to make."""
    environ = {"http_proxy": "http://127.0.0.1:9"}

    assert {()} == {chosen(Machine(environ), Evidence(Target.parse(t))).said.value for t in ("localhost:22", "ssh://a")}
    assert () == chosen(Machine({})).said.value


def test_a_variable_without_a_url_captures_nobody():
    """The clients disagree what then happens; the row says why it is empty."""
    rows = chosen(Machine({"http_proxy": "http://:0:0"})).said.value

    assert "http_proxy holds no URL of a proxy" == next(row.because for row in rows if row.client == "curl")


def test_a_password_in_a_variable_is_not_repeated():
    """Not even where the host would not have hidden it."""
    rows = chosen(Machine({"http_proxy": "http://me:s3cret@127.0.0.1:9"})).said.value

    assert "s3cret" not in repr(rows)


def test_only_the_variables_of_the_clients_are_read():
    """Nothing else of the environment leaves the host."""
    machine = Machine({"HOME": "/home/me"})
    chosen(machine)

    assert [("environment", VARIABLES)] == machine.asked


def test_the_proxy_gets_the_request_of_the_target():
    """In absolute form, at the address of the proxy."""
    machine = Machine({"http_proxy": "http://127.0.0.1:3128"})
    said = asked(machine, "127.0.0.1:3128")
    _, endpoint, sent, _ = machine.asked[-1]

    assert Endpoint(ip_address("127.0.0.1"), 3128) == endpoint
    assert sent.startswith(b"GET http://localhost:3000/x HTTP/1.1\r\n")
    assert (503, "1.1 lab") == (said.value.status, said.value.via)


def test_the_next_address_of_a_proxy_is_asked_where_the_first_refuses():
    """localhost has two, and a proxy often listens on one."""
    machine = Machine({"http_proxy": "http://localhost:9"}, (REFUSED, PAGE), names=("::1", "127.0.0.1"))

    assert 503 == asked(machine, "localhost:9").value.status


@pytest.mark.parametrize(
    ("machine", "outcome"),
    [
        (Machine({"http_proxy": "http://127.0.0.1:9"}, (REFUSED,)), Outcome.REFUSED),
        (Machine({"http_proxy": "http://nowhere:9"}, names=()), Outcome.NAME_FAILURE),
        (
            Machine({"http_proxy": "https://nowhere:9"}, shaken=Shaken(b"H", "error", "", "X", b"", "", None, 1.0)),
            Outcome.TLS_ERROR,
        ),
    ],
)
def test_a_proxy_that_cannot_be_asked_fails_in_its_own_word(machine, outcome):
    """Dead, unknown by name, or not speaking TLS."""
    place = next(row for row in chosen(machine).said.value if row.host)

    assert outcome is asked(machine, f"{place.host}:{place.port}").value.outcome


@pytest.mark.parametrize(
    ("environ", "place", "why"),
    [
        (
            {"http_proxy": "socks5://127.0.0.1:1080"},
            "127.0.0.1:1080",
            "portwise does not speak to socks5 proxies, and this one takes connections",
        ),
        ({"http_proxy": "http://127.0.0.1:9"}, "192.0.2.1:9", "no client would ask this proxy"),
    ],
)
def test_what_is_not_asked_is_unknown(environ, place, why):
    """A proxy that nobody named gets no packet."""
    said = asked(Machine(environ), place)

    assert Unknown(why, "curl -v -x PROXY URL") == said


def test_who_would_be_asked_must_be_known_first():
    """The collector itself asks for the environment."""
    with pytest.raises(Missing):
        list(ASKING.collect(Machine({}), WEB, (PROXIED.of("127.0.0.1:9"),)))


@pytest.mark.parametrize("scheme", ["socks", "socks4", "socks4a", "socks5", "socks5h"])
def test_a_socks_proxy_that_is_gone_is_known_at_its_door(scheme):
    """portwise speaks no SOCKS; that nobody takes the connection it can see all the same."""
    machine = Machine({"all_proxy": f"{scheme}://127.0.0.1:9"}, up=False)

    assert Outcome.REFUSED is asked(machine, "127.0.0.1:9").value.outcome
