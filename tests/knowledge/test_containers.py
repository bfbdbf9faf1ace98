"""
Containers as no lab of ours brings them about: restarting, killed, of newer engines, or seen from elsewhere.

States and fields are those that docs.docker.com/reference/api/engine gives; that Docker binds and does not listen,
where it has no forwarder, is of its release notes of version 28.
"""

from ipaddress import ip_address

import pytest

from portwise.knowledge.container import (
    container_app_bound_to_loopback,
    container_exited_or_unhealthy,
    container_firewall_rules_missing,
    container_port_not_published_or_mismapped,
)
from portwise.knowledge.terms import forwarders
from portwise.model.cause import View
from portwise.model.container import Container, Engine, Inspected, Published, Ref, Settings
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.exchange import Exchange
from portwise.model.facts import (
    ACCEPTED,
    ATTEMPT,
    CLOCK,
    COMMAND,
    CONTAINERS,
    ENGINES,
    FOLDER,
    FROM_HERE,
    HERE,
    HTTP,
    INSIDE,
    INSPECTED,
    LEADING,
    LISTENERS,
    LOCAL,
    PROJECT,
    RULES,
    WORDS,
)
from portwise.model.net import Acceptance, Attempt, Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.report import State
from portwise.model.target import Endpoint, Target
from portwise.model.vantage import Plain, Vantage
from portwise.reason.judge import judge

EXITED = container_exited_or_unhealthy.CAUSE
LOOPBACK = container_app_bound_to_loopback.CAUSE
MAPPED = container_port_not_published_or_mismapped.CAUSE
RULELESS = container_firewall_rules_missing.CAUSE
TARGET = Target.parse("http://127.0.0.1:8080/")
LOCALHOST = ip_address("127.0.0.1")
AT = Endpoint(LOCALHOST, 8080)
DOCKER = Engine("docker", "/var/run/docker.sock")
REF = Ref(DOCKER, "f" * 64, "web")
WAY = Published(ip_address("0.0.0.0"), 8080, 80)
BOX = Container(REF, "nginx", "running", (WAY,), (), "bridge", (ip_address("172.17.0.2"),), ("bridge",))
TOLD = Inspected(77, 0, False, "", "", "", 0, (WAY,), (80,))
AGAIN = "is being started again and again"
ILL = "is unhealthy by its own check: no database"
ENDED = "has ended and was started again (1 time so far)"
HIDDEN = Unknown("Permission denied", "sudo portwise why")


def attempt(outcome):
    return Attempt(outcome, 0, None, None, 1, 0.1)


def exchange(outcome):
    failed = outcome is Outcome.HTTP_5XX
    return Exchange(Outcome.CONNECTED if failed else outcome, 500 * failed, "", "", "", "", b"", 1.0)


def seen(outcome, box=BOX, told=TOLD, inside=(), **more):
    """A port that one container publishes or should; HTTP on it fails where the connection does not."""
    refused = outcome is Outcome.REFUSED
    known = {
        ATTEMPT.of(AT): attempt(outcome if refused else Outcome.CONNECTED),
        HTTP.of(AT): exchange(outcome),
        LOCAL.of(LOCALHOST): True,
        LISTENERS.of(HERE): (),
        ENGINES.of(HERE): (DOCKER,),
        FROM_HERE.of(HERE): None,
        CONTAINERS.of(HERE): (box,),
        INSPECTED.of(REF): told,
        INSIDE.of(REF): inside,
        WORDS.of(REF): ("the last line",),
        FOLDER.of(HERE): "/",
        PROJECT.of("/"): None,
        **more.get("besides", {}),
    }
    answers = (Answer(q, v if isinstance(v, Unknown) else Known(v), "test") for q, v in known.items())
    return Evidence(TARGET).plus(answers)


def finding(cause, evidence):
    (judgement,) = judge(cause, evidence)
    return judgement.finding


@pytest.mark.parametrize(
    ("state", "told", "says"),
    [
        ("exited", TOLD._replace(exit_code=1), "has exited with code 1"),
        ("exited", TOLD._replace(exit_code=137), "was killed (SIGKILL)"),
        ("exited", TOLD._replace(exit_code=137, memory=True), "was killed because its memory was used up"),
        ("restarting", TOLD._replace(exit_code=1), "is being started again and again (exit code 1)"),
        ("created", TOLD._replace(error="exec: not found"), "could not be started: exec: not found"),
        ("created", TOLD, "was created, and never started"),
        ("dead", TOLD._replace(exit_code=2), "has exited with code 2"),
    ],
)
def test_how_a_container_fares_that_does_not_run(state, told, says):
    """Its engine tells why, and what it wrote last stands beside it."""
    box = BOX._replace(state=state, published=(), addresses=())
    met = finding(EXITED, seen(Outcome.REFUSED, box, told))

    assert f"Container web, which publishes port 8080, {says}" == met.title
    assert "its last words: the last line" in [said.told for said in met.because]


@pytest.mark.parametrize(
    ("told", "outcome", "says"),
    [
        (TOLD._replace(health="unhealthy", complaint="no database"), Outcome.HTTP_5XX, ILL),
        (TOLD._replace(health="unhealthy", complaint="no database"), Outcome.EMPTY, ILL),
        (TOLD._replace(health="unhealthy"), Outcome.RESET, "is unhealthy by its own check"),
        (TOLD._replace(restarts=2, started=950.0), Outcome.RESET, "has ended and was started again (2 times so far)"),
        (TOLD._replace(restarts=1, pid=0, started=10.0, exit_code=1), Outcome.EMPTY, ENDED),
        (TOLD._replace(restarts=1, started=900.0), Outcome.RESET, ""),
        (TOLD._replace(started=999.0), Outcome.RESET, ""),
        (TOLD._replace(health="starting"), Outcome.HTTP_5XX, ""),
        (TOLD._replace(health="unhealthy"), Outcome.CONNECTED, ""),
    ],
)
def test_one_that_listens_and_is_ill_is_named_by_what_its_engine_knows(told, outcome, says):
    """Its health check and the last words of that, and how often it was started again; who is well is left alone."""
    listening = (Endpoint(ip_address("0.0.0.0"), 80),)
    evidence = seen(outcome, told=told, inside=listening, besides={CLOCK.of(HERE): 1000.0})
    met = finding(EXITED, evidence)

    assert (State.SUPPORTED if says else State.REFUTED) is met.state
    assert not says or met.title == f"Container web, which publishes port 8080, {says}"


@pytest.mark.parametrize(
    ("state", "told", "says"),
    [
        ("running", TOLD._replace(restarts=3), "runs, and nobody in it listens; it was started again 3 times"),
        ("running", TOLD._replace(restarts=3, pid=0, exit_code=1), f"{AGAIN} (exit code 1, 3 times so far)"),
        ("restarting", TOLD._replace(restarts=1, exit_code=1), f"{AGAIN} (exit code 1, 1 time so far)"),
    ],
)
def test_a_loop_of_restarts_is_told_with_their_number(state, told, says):
    """Whichever moment of it is met: up without a server, just ended, or waiting for the next time."""
    met = finding(EXITED, seen(Outcome.REFUSED, BOX._replace(state=state), told))

    assert f"Container web, which publishes port 8080, {says}" == met.title


OF_COMPOSE = BOX._replace(
    state="exited", project="shop", service="db", folder="/home/ada/shop", files=("/home/ada/shop/compose.yaml",)
)
BESIDE = OF_COMPOSE._replace(ref=Ref(DOCKER, "e" * 64, "shop-web-1"), service="web", state="running", published=())
OF_SHOP = "--project-name shop --project-directory /home/ada/shop --file /home/ada/shop/compose.yaml"
BY_ENGINE = ("docker start web", "docker stop web")
BY_COMPOSE = (f"docker compose {OF_SHOP} start db", f"docker compose {OF_SHOP} stop db")


@pytest.mark.parametrize(
    ("boxes", "starts"),
    [
        ((OF_COMPOSE, BESIDE), [BY_COMPOSE, BY_ENGINE]),
        ((OF_COMPOSE, BESIDE._replace(state="exited", project="other", service="db")), [BY_COMPOSE, BY_ENGINE]),
        ((OF_COMPOSE, BESIDE._replace(state="exited")), [BY_ENGINE]),  # compose would start it, too, and not stop it
        ((OF_COMPOSE, BESIDE._replace(service="db")), [BY_ENGINE]),  # and stop that one with it
        ((OF_COMPOSE._replace(files=()), BESIDE), [BY_ENGINE]),
        ((BOX._replace(state="exited"),), [BY_ENGINE]),
        (
            (OF_COMPOSE._replace(composer=("docker-compose",)),),
            [tuple(words.replace("docker compose", "docker-compose") for words in BY_COMPOSE), BY_ENGINE],
        ),
        ((OF_COMPOSE._replace(state="paused"), BESIDE), []),
    ],
)
def test_who_starts_a_container_that_has_ended(boxes, starts):
    """Compose, where its labels say how and it would start no other one; else its engine, by its name."""
    idle = TOLD._replace(pid=0, wanted=())
    besides = {CONTAINERS.of(HERE): boxes, INSPECTED.of(BESIDE.ref): idle}
    evidence = seen(Outcome.REFUSED, told=TOLD._replace(exit_code=1), besides=besides)
    steps = [step for step in finding(EXITED, evidence).steps if "start" in step.command]

    assert starts == [(" ".join(step.command), step.undo) for step in steps]


def test_a_paused_container_takes_and_says_nothing():
    """Its kernel tables go on; unpausing is the step, and starting is none."""
    met = finding(EXITED, seen(Outcome.HANG, BOX._replace(state="paused")))

    assert met.title.endswith("is paused")
    assert ("docker", "unpause", "web") in [step.command for step in met.steps]
    assert "start" not in [step.command[1] for step in met.steps if step.command]


def test_a_closed_engine_leaves_it_open():
    """Who may not ask the engine rules nothing out."""
    states = [
        finding(cause, seen(Outcome.REFUSED, besides={CONTAINERS.of(HERE): HIDDEN})).state for cause in (EXITED, MAPPED)
    ]

    assert [State.UNTESTED] * 2 == states


def test_a_container_that_cannot_be_looked_into_is_not_blamed():
    """In a virtual machine its process is not one of ours."""
    evidence = seen(Outcome.EMPTY, inside=HIDDEN)

    assert [State.UNTESTED] * 3 == [finding(cause, evidence).state for cause in (EXITED, LOOPBACK, MAPPED)]


def test_one_of_three_says_why_a_forwarder_closes():
    """Nobody listens inside, or elsewhere, or on loopback; whoever listens where he should is to blame himself."""
    cases = {
        (): EXITED,
        (Endpoint(LOCALHOST, 80),): LOOPBACK,
        (Endpoint(ip_address("::1"), 80),): LOOPBACK,
        (Endpoint(ip_address("0.0.0.0"), 3000),): MAPPED,
        (Endpoint(LOCALHOST, 3000),): MAPPED,
        (Endpoint(ip_address("172.17.0.2"), 80),): None,
        (Endpoint(LOCALHOST, 80), Endpoint(ip_address("::"), 80)): None,
    }
    causes = (EXITED, LOOPBACK, MAPPED)
    for outcome in (Outcome.EMPTY, Outcome.RESET, Outcome.REFUSED):
        for inside, culprit in cases.items():
            states = [finding(cause, seen(outcome, inside=inside)).state is State.SUPPORTED for cause in causes]

            assert [cause is culprit for cause in causes] == states


def test_from_inside_a_container_nothing_is_published():
    """What is published is published on the host; in a container the same number is another port."""
    room = Plain(Vantage("container", "api"), None, ())
    evidence = seen(Outcome.REFUSED, besides={FROM_HERE.of(HERE): room})

    assert [State.REFUTED] * 3 == [finding(cause, evidence).state for cause in (EXITED, LOOPBACK, MAPPED)]


@pytest.mark.parametrize(
    ("outcome", "settings", "state"),
    [
        (Outcome.REFUSED, Settings(False, True), State.SUPPORTED),  # version 28 binds the port and does not listen
        (Outcome.HANG, Settings(False, False), State.SUPPORTED),
        (Outcome.HANG, Settings(True, True), State.REFUTED),  # a forwarder needs no rule
        (Outcome.HANG, HIDDEN, State.UNTESTED),
    ],
)
def test_rules_that_are_gone(outcome, settings, state):
    """Only where nothing but a rule leads into a container that is well."""
    listening = (Endpoint(ip_address("0.0.0.0"), 80),)
    besides = {LEADING.of(DOCKER): settings, RULES.of(AT): ()}

    assert state is finding(RULELESS, seen(outcome, inside=listening, besides=besides)).state


@pytest.mark.parametrize(("accepted", "state"), [(False, State.SUPPORTED), (None, State.UNTESTED)])
def test_what_shows_without_root_that_no_rule_leads_on(accepted, state):
    """A connection in this machine's own table was led nowhere; else only the rules tell, which root alone reads."""
    besides = {LEADING.of(DOCKER): Settings(False, True), RULES.of(AT): HIDDEN}
    if accepted is not None:
        besides[ACCEPTED.of(AT)] = Acceptance(accepted, 100.0)
    inside = (Endpoint(ip_address("0.0.0.0"), 80),)

    assert state is finding(RULELESS, seen(Outcome.HANG, inside=inside, besides=besides)).state


@pytest.mark.parametrize(
    ("process", "command", "box"),
    [
        ("docker-proxy", ("docker-proxy", "-host-port", "8080", "-container-ip", "172.17.0.2"), BOX),
        ("conmon", ("conmon", "--api-version", "1", "-c", "f" * 64, "-u", "f" * 64), BOX),
        ("docker-proxy", ("docker-proxy", "-host-port", "8080", "-container-ip", "172.17.0.9"), None),
        ("docker-proxy", HIDDEN, None),
        ("node", ("node", "-c", "f" * 64), None),
        ("rootlessport", ("rootlessport",), BOX),
        ("pasta.avx2", HIDDEN, BOX),
    ],
)
def test_who_takes_connections_for_whom(process, command, box):
    """A forwarder belongs to its container, where both can be seen."""
    one = Process(9, 1, process)
    view = View(seen(Outcome.REFUSED, besides={COMMAND.of(one): command}), None)

    assert box == forwarders.served(view, one, Socket(ip_address("::"), 8080, False, 0, 128, 1000, 1))


@pytest.mark.parametrize(("place", "port", "mine"), [("::", 8080, True), ("127.0.0.1", 8080, False), ("::", 80, False)])
def test_a_user_s_own_forwarder_is_known_by_its_port(place, port, mine):
    """Its command line names no container; another container may have the same port of another address."""
    one, view = Process(9, 1, "rootlessport"), View(seen(Outcome.REFUSED), None)
    box = forwarders.served(view, one, Socket(ip_address(place), port, False, 0, 128, 1000, 1))

    assert mine is (box is not None)
