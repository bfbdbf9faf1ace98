"""What proxies, gateways and TLS are not blamed for, where no plain client could show it."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.gateway import backend_dependency_unavailable as backend
from portwise.knowledge.gateway import dev_server_proxy_or_websocket_upstream as dev_server
from portwise.knowledge.gateway import reverse_proxy_upstream_refused as gateway
from portwise.knowledge.proxy import env_proxy_captures_localhost as proxy
from portwise.knowledge.tls import http_to_tls_port, https_to_plain_http
from portwise.model.cause import View
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.exchange import Exchange, Handshake, Kind
from portwise.model.facts import (
    ATTEMPT,
    DEPENDENCIES,
    DIALLING,
    DOORSTEP,
    HERE,
    HTTP,
    LISTENERS,
    OWNERS,
    PLAIN,
    PROGRAM,
    PROXIED,
    PROXIES,
    TLS,
    UPSTREAMS,
)
from portwise.model.net import Attempt, Socket, Traces
from portwise.model.outcome import Outcome
from portwise.model.process import Process, Program
from portwise.model.report import State
from portwise.model.settings import ProxyChoice, Upstream
from portwise.model.target import Endpoint, Target
from portwise.reason.judge import judge

LOOPBACK = ip_address("127.0.0.1")
SPOT = Endpoint(LOOPBACK, 8080)
NGINX = Process(7, 1, "nginx")
LISTENER = Socket(LOOPBACK, 8080, False, 0, 128, 0, 11)


def page(status, marker="", outcome=Outcome.CONNECTED):
    return Exchange(outcome, status, "", "", "", marker, b"", 1.0)


def attempt(outcome):
    return Attempt(outcome, 0, None, Traces(0, 0), 1, 1.0)


def shaken(kind, outcome=Outcome.TLS_ERROR):
    return Handshake(outcome, kind, "", "", None, "", b"", 1.0)


def seen(url, answers):
    told = {ATTEMPT.of(SPOT): attempt(Outcome.CONNECTED), **answers}
    said = {q: v if isinstance(v, Unknown) else Known(v) for q, v in told.items()}
    return Evidence(Target.parse(url)).plus(Answer(q, v, "test") for q, v in said.items())


def found(module, url, answers):
    return next(judge(module.CAUSE, seen(url, answers))).finding


def captured(direct, by_proxy, url="http://127.0.0.1:8080/", port=3128, exempt=()):
    row = ProxyChoice("curl", "127.0.0.1", port, f"http://127.0.0.1:{port}", "http_proxy", "it says so", exempt)
    place = f"127.0.0.1:{port}"
    return found(proxy, url, {HTTP.of(SPOT): direct, PROXIES.of(HERE): (row,), PROXIED.of(place): by_proxy})


@pytest.mark.parametrize(
    ("direct", "by_proxy", "state"),
    [
        (page(200), page(403), State.SUPPORTED),
        (page(200), page(407), State.SUPPORTED),
        (page(403), page(403), State.REFUTED),
        (page(500), page(500), State.REFUTED),
        (page(200), page(404), State.REFUTED),
        (page(500), page(0, outcome=Outcome.HANG), State.SUPPORTED),
        (Unknown("x", "y"), page(502), State.UNTESTED),
        (page(200), Unknown("x", "y"), State.UNTESTED),
    ],
)
def test_a_proxy_is_blamed_for_its_own_failures_only(direct, by_proxy, state):
    """What it passes on belongs to the server."""
    assert state is captured(direct, by_proxy).state


def test_a_proxy_does_not_capture_itself():
    """Who asks why the proxy does not answer is told about the proxy."""
    assert State.REFUTED is captured(page(200), page(0, outcome=Outcome.REFUSED), port=8080).state


@pytest.mark.parametrize(
    ("outcome", "how"),
    [(Outcome.REFUSED, "which refuses connections"), (Outcome.HANG, "which does not answer"), (Outcome.RESET, "reset")],
)
def test_the_title_says_how_the_proxy_fails(outcome, how):
    """And who is sent there by what."""
    title = captured(page(200), page(0, outcome=outcome)).title

    assert title.startswith("http_proxy sends curl to the proxy 127.0.0.1:3128, ")
    assert how in title


@pytest.mark.parametrize(
    ("exempt", "upper", "lower"),
    [
        ((), "", ""),
        ((("no_proxy", "corp.example"),), "corp.example,", "corp.example,"),
        ((("NO_PROXY", ".corp,10.0.0.0/8,.corp"), ("no_proxy", "a b")), ".corp,10.0.0.0/8,", "a,b,"),
        ((("NO_PROXY", " "), ("no_proxy", "x,")), "x,", "x,"),
    ],
)
def test_the_fix_keeps_what_is_exempt_already(exempt, upper, lower):
    """Each spelling keeps its own entries, once each; one that is not set takes those that counted so far."""
    steps = captured(page(200), page(0, outcome=Outcome.REFUSED), exempt=exempt).steps
    (export,) = (step.command for step in steps if step.command[:1] == ("export",))
    here = "127.0.0.1,localhost,::1"

    assert ("export", f"NO_PROXY={upper}{here}", f"no_proxy={lower}{here}") == export


def test_what_is_exempt_already_is_not_named_twice():
    """The machine itself may stand there, and another client read it otherwise."""
    exempt = (("no_proxy", "localhost,corp.example"),)
    steps = captured(page(200), page(0, outcome=Outcome.REFUSED), exempt=exempt).steps

    assert "no_proxy=localhost,corp.example,127.0.0.1,::1" in [word for step in steps for word in step.command]


def test_nothing_is_put_beside_a_lone_star():
    """curl and Python read it as everything only where it stands alone: the fix would take that away."""
    steps = captured(page(200), page(0, outcome=Outcome.REFUSED), exempt=(("no_proxy", "*"),)).steps

    assert not [step for step in steps if "export" in step.command or "setx" in step.command]


def upstream(port, location="/", unix=""):
    return Upstream("127.0.0.1", port, unix, "http", location, (8080,), "nginx.conf", 3)


def behind(rows, taking=(), path="/", module=gateway, **more):
    doors = {
        DOORSTEP.of(f"127.0.0.1:{row.port}"): attempt(Outcome.CONNECTED if row.port in taking else Outcome.REFUSED)
        for row in rows
    }
    answers = {
        HTTP.of(SPOT): page(502, "gateway: nginx"),
        LISTENERS.of(HERE): (LISTENER,),
        OWNERS.of(11): (NGINX,),
        UPSTREAMS.of(NGINX): rows,
    }
    return found(module, f"http://127.0.0.1:8080{path}", {**answers, **doors, **more.get("but", {})})


def test_the_upstream_of_the_longest_prefix_is_named():
    """nginx uses no other prefix for the request; a regular expression may always be meant."""
    rows = (upstream(3000), upstream(3001, "/api"), upstream(3002, "^~ /api/v2"), upstream(3003, "= /exact"))

    assert "127.0.0.1:3000 " in behind(rows).title
    assert "127.0.0.1:3001 " in behind(rows, path="/api/x").title
    assert "127.0.0.1:3002 " in behind(rows, path="/api/v2/x").title
    assert State.REFUTED is behind(rows, taking=(3002,), path="/api/v2").state
    assert State.SUPPORTED is behind((*rows, upstream(3009, "~ ^/api")), taking=(3002,), path="/api/v2").state


NO_API = "no development server listens here that sends this path to a server that takes no connection"
NEEDS_NONE = "no application is seen to need a server that takes no connection"


@pytest.mark.parametrize(
    ("module", "program", "taking", "says"),
    [
        (backend, "nginx", (), NEEDS_NONE),
        (backend, "nginx", (3000,), NEEDS_NONE),
        (dev_server, "nginx", (), NO_API),
        (dev_server, "vite", (3000,), NO_API),
    ],
)
def test_what_speaks_against_a_cause_is_true_beside_a_gateway_that_is_refused(module, program, taking, says):
    """The refused upstream stands in the title then: nobody may say below it that every server takes connections."""
    more = {
        PROGRAM.of(NGINX): Program(program, program, True),
        DIALLING.of(HERE): (),
        DEPENDENCIES.of(NGINX): (),
        LISTENERS.of(HERE): (LISTENER,),
    }
    said = behind((upstream(3000),), taking=taking, module=module, but=more)

    assert State.REFUTED is said.state
    assert says == said.against[0].told


def test_a_unix_socket_is_another_story():
    """It refuses for reasons of its own, and is not knocked at."""
    assert State.REFUTED is behind((upstream(0, unix="/run/app.sock"),)).state


def test_a_gateway_elsewhere_is_blamed_without_its_configuration():
    """Nobody listens here, so nothing here can speak for its upstream."""
    said = behind((), but={LISTENERS.of(HERE): ()})

    assert (State.SUPPORTED, gateway.CAUSE.plain, ()) == (said.state, said.title, said.unless)


@pytest.mark.parametrize("hidden", [LISTENERS.of(HERE), OWNERS.of(11), UPSTREAMS.of(NGINX)])
def test_what_cannot_be_read_is_a_doubt(hidden):
    """The cause stands by the page alone, with the plain title and a reservation."""
    said = behind((upstream(3000),), but={hidden: Unknown("x", "y")})

    assert (State.SUPPORTED, gateway.CAUSE.plain, 1) == (said.state, said.title, len(said.unless))


@pytest.mark.parametrize(
    ("rows", "taking", "program", "state"),
    [
        ((upstream(3000), upstream(3001)), (), "haproxy", State.SUPPORTED),
        ((upstream(3000), upstream(3001)), (3001,), "haproxy", State.REFUTED),
        ((upstream(3000)._replace(scheme="tcp"),), (), "haproxy", State.REFUTED),
        ((upstream(0, unix="/run/app.sock"),), (), "haproxy", State.REFUTED),
        ((), (), "haproxy", State.REFUTED),
        ((upstream(3000),), (), "uvicorn", State.REFUTED),
        (Unknown("x", "y"), (), "haproxy", State.UNTESTED),
    ],
)
def test_a_gateway_that_says_nothing_is_blamed_where_none_of_its_servers_takes_connections(
    rows, taking, program, state
):
    """One that takes them may be the one that is waited for; and bytes that are passed on have another name."""
    more = {
        HTTP.of(SPOT): page(0, outcome=Outcome.HANG),
        PROGRAM.of(NGINX): Program(program, program, True),
        UPSTREAMS.of(NGINX): rows,
    }

    assert state is behind(() if isinstance(rows, Unknown) else rows, taking=taking, but=more).state


@pytest.mark.parametrize(
    ("kind", "plain", "state"),
    [
        (Kind.HTTP, Unknown("x", "y"), State.SUPPORTED),
        (Kind.TLS, page(200), State.REFUTED),
        (Kind.OTHER, page(200), State.REFUTED),
        (Kind.NOTHING, page(404), State.SUPPORTED),
        (Kind.NOTHING, page(400, "tls-port"), State.REFUTED),
        (Kind.NOTHING, page(0, outcome=Outcome.EMPTY), State.REFUTED),
        (Kind.NOTHING, Unknown("x", "y"), State.UNTESTED),
    ],
)
def test_plain_http_is_what_answered_the_handshake_or_answers_without_it(kind, plain, state):
    """The first bytes decide; only where none came does the other request."""
    answers = {TLS.of(SPOT): shaken(kind), PLAIN.of(SPOT): plain}

    assert state is found(https_to_plain_http, "https://127.0.0.1:8080", answers).state


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ssh://127.0.0.1:8080", "tcp://127.0.0.1:8080"])
def test_what_has_no_form_with_tls_is_no_business_of_these(url):
    """Nothing is asked of them, and nothing said about them."""
    for module in (gateway, https_to_plain_http, http_to_tls_port):
        (judgement,) = judge(module.CAUSE, seen(url, {}))

        assert (State.REFUTED, ()) == (judgement.finding.state, judgement.asks)


def test_every_word_of_an_ordinary_answer_spares_the_handshake():
    """A healthy http:// target never costs a ClientHello."""
    (judgement,) = judge(http_to_tls_port.CAUSE, seen("http://127.0.0.1:8080", {HTTP.of(SPOT): page(200)}))

    assert (State.REFUTED, ()) == (judgement.finding.state, judgement.asks)


def test_a_view_remembers_what_decided():
    """The sentence about the gateway cites where it listens, who holds it, and what its configuration says."""
    view = View(seen("http://127.0.0.1:8080", {LISTENERS.of(HERE): (LISTENER,), OWNERS.of(11): (NGINX,)}), SPOT)
    gateway.gateways(view)

    assert [LISTENERS.of(HERE), OWNERS.of(11)] == view.read
