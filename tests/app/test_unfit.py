"""Who would be missing for a step that is known."""

from types import SimpleNamespace

import pytest

from portwise.app.unfit import NO_SYSTEMD, REPLACES, answering, elsewhere, uncomposed, unready
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.model.container import Container, Engine, Ref
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import CONTAINERS, HERE
from portwise.model.repair import Deed, Grade, Look
from portwise.model.target import Target

TOO_OLD = "this compose could not take it back: that takes version 2.24.4"


@pytest.mark.parametrize(
    ("says", "oldest", "why"),
    [
        ("Docker Compose version v2.0.0\n", (), ""),
        ("", (), "this docker has no compose"),
        (None, (), "this docker has no compose"),
        ("Docker Compose version v2.24.3\n", REPLACES, TOO_OLD),
        ("Docker Compose version v2.24.4-desktop.1\n", REPLACES, ""),
        ("Docker Compose version 5.0.0\n", REPLACES, ""),
        ("podman-compose, of whatever age\n", REPLACES, TOO_OLD),
    ],
)
def test_compose_is_only_run_where_there_is_one(says, oldest, why):
    """An engine without it ends with an error, and then the step is shown, as where it could not be taken back."""

    class Engine(Local):
        def output(self, argv):
            if says is None:
                raise FileNotFoundError(argv[0])
            return says

    assert why == uncomposed(Engine(), ("docker", "compose"), oldest)


@pytest.mark.parametrize("why", [FileNotFoundError("ufw"), OSError(5, "ERROR: problem running"), None])
def test_who_does_not_answer_is_told_nothing(why):
    """No such program, or a daemon that does not run."""

    class Machine(Local):
        def output(self, argv):
            if why:
                raise why
            return "Added user rules\n"

    deed = Deed("ufw", ("ufw", "allow"), Look("output", ("ufw", "show", "added")), Grade.EQUIVALENT)

    assert (why is None) == answering(Hands(Machine()), deed)


def test_compose_may_be_a_program_of_its_own():
    """It was seen, is slow to tell its version, and does what it does for what nothing takes back anyway."""

    class Machine(Local):
        def output(self, argv):
            pytest.fail(f"{argv} is asked for nothing")

    deed = Deed("recreation", OF_OLD.anew(), Look("output", ("docker",)), Grade.NONE, "why")

    assert "" == unready(Machine(), deed)
    assert "" == unready(Machine(), EDITED._replace(then=OF_OLD.anew()))


@pytest.mark.parametrize(("says", "why"), [("Version=252\n", ""), (None, NO_SYSTEMD)])
def test_a_unit_of_a_user_needs_the_systemd_of_that_user(says, why):
    """Without the variables of a login systemctl finds no way to it, and then the step is shown."""

    class Machine(Local):
        def output(self, argv):
            if says is None:
                raise OSError(1, "systemctl ended with 1")
            return says

    edit = Deed("edit", ("sed",), Look("file", ("/x",)), Grade.EQUIVALENT)
    then = ("systemctl", "--user", "restart", "shop.service")

    assert why == unready(Machine(), edit._replace(then=then))
    assert "" == unready(Machine(), edit._replace(then=(then[0], *then[2:])))


BOX = Container(
    *(Ref(Engine("docker", "/run/user/1000/docker.sock"), "4f" * 32, "web"), "lab", "running", (), (), "bridge"),
    *((), (), "shop", "web", "/home/ada/shop", ("/home/ada/shop/compose.yaml",)),
)
OF_OLD = BOX._replace(composer=("docker-compose",))
EDITED = Deed("edit", ("sed",), Look("file", ("/x",)), Grade.EQUIVALENT, then=BOX.anew())
ANOTHER = "docker asks another engine here than /run/user/1000/docker.sock, which has web"


@pytest.mark.parametrize(
    "deed", [EDITED, EDITED._replace(argv=BOX.anew(), then=()), EDITED._replace(then=OF_OLD.anew())]
)
@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("4f" * 32 + "\n", ""),
        ("\n", ANOTHER),
        ("5e" * 32 + "\n", ANOTHER),
        (None, "docker does not say whether it asks the engine of web"),
    ],
)
def test_compose_works_where_the_container_is(says, why, deed):
    """A rootless engine beside that of the machine: the command goes to one, and the container is the other's."""

    class Machine(Local):
        def output(self, argv):
            if says is None:
                raise FileNotFoundError(argv[0])
            return says if argv[-1] == f"id={BOX.ref.id}" else ""

    target = Target.parse("localhost:8080")
    seen = Evidence(target).plus([Answer(CONTAINERS.of(HERE), Known((BOX, OF_OLD)), "docker ps")])

    assert why == elsewhere(Machine(), SimpleNamespace(evidence=seen), deed)
    assert "" == elsewhere(Machine(), SimpleNamespace(evidence=seen), deed._replace(argv=("sed",), then=()))
