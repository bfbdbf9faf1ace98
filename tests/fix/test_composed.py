"""
A service of compose is started by compose, and only where that starts nobody else.

The words are those of docs.docker.com/reference/cli/docker/compose; docker-compose 1.29.2 itself is played in the lab.
"""

from types import SimpleNamespace

import pytest

from portwise.app.unfit import elsewhere, unready
from portwise.fix.steps import kinds
from portwise.model.container import Container, Engine, Ref
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import CONTAINERS, HERE
from portwise.model.repair import Grade
from portwise.model.target import Target

KIND = kinds()["service"]
DOCKER = Engine("docker", "/run/docker.sock")
FILES = ("/home/ada/shop/compose.yaml", "/home/ada/shop/compose.override.yaml")
DB = Container(
    *(Ref(DOCKER, "4f" * 32, "shop-db-1"), "postgres", "exited", (), (), "bridge", (), ()),
    *("shop", "db", "/home/ada/shop", FILES, ("/home/ada/shop/.env",)),
)
OF = (
    *("--project-name", "shop", "--project-directory", "/home/ada/shop"),
    *("--file", FILES[0], "--file", FILES[1], "--env-file", "/home/ada/shop/.env"),
)
START, STOP = ((*OF, order, "db") for order in ("start", "stop"))
PLUGIN, ALONE = ("docker", "compose"), ("docker-compose",)
OLD = DB._replace(composer=ALONE)
SECOND = DB._replace(ref=Ref(DOCKER, "5e" * 32, "shop-db-2"))
WEB = SECOND._replace(service="web", state="running")


def seen(*boxes):
    return Evidence(Target.parse("localhost:5432")).plus([Answer(CONTAINERS.of(HERE), Known(boxes), "docker ps")])


@pytest.mark.parametrize(("box", "called"), [(DB, PLUGIN), (OLD, ALONE)])
def test_compose_starts_what_it_created_and_stops_it_again(box, called):
    """By the project, its folder, its files and their variables; the engine is asked by docker in either case."""
    deed = KIND.reads((*called, *START), seen(box, WEB))

    assert Grade.EQUIVALENT is deed.grade
    assert ("docker", "{{.State}}") == (deed.look.what[0], deed.look.what[-1])
    assert {"label=com.docker.compose.project=shop", "label=com.docker.compose.service=db"} < {*deed.look.what}
    assert ("exited", "running") == (KIND.state(deed, "exited\n"), KIND.wanted(deed, "exited", "exited\n"))
    assert (*called, *STOP) == KIND.back(deed, "exited", "running\n")
    assert () == KIND.back(deed, "running", "running\n")
    assert ("docker", "update", "--restart=unless-stopped", box.ref.name) == KIND.lasting(deed, seen(box, WEB))
    assert f"restart: unless-stopped below db in {box.files[0]} holds then" in KIND.holds(deed)


@pytest.mark.parametrize(
    ("argv", "boxes"),
    [
        ((*PLUGIN, *START), (DB, SECOND)),  # it would start both, and stop both
        ((*PLUGIN, *START), (WEB,)),
        ((*PLUGIN, *START), ()),
        ((*PLUGIN, *START), (OLD,)),  # by another compose than the one that is there
        ((*PLUGIN, *STOP), (DB,)),
        ((*PLUGIN, *START[:-1], "--wait", "db"), (DB,)),
        ((*PLUGIN, "--project-name", "shop", "start"), (DB,)),
    ],
)
def test_only_the_container_of_the_report_is_started(argv, boxes):
    """Its service's only one, and by the words of its own labels."""
    assert KIND.reads(argv, seen(*boxes)) is None


class Machine:
    """Of an engine that has that container, a compose of some age, and some of its files."""

    def __init__(self, files, version):
        self.files, self.version = files, version

    def output(self, argv):
        if argv[-1] == "version" and not self.version:
            raise OSError(1, "docker: 'compose' is not a docker command.")
        return self.version if argv[-1] == "version" else "5e" * 32

    def read(self, path):
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory")
        return ""


ALL = (*FILES, "/home/ada/shop/.env")
MISSING = f"compose would need {FILES[1]}: No such file or directory"


@pytest.mark.parametrize(
    ("box", "files", "version", "why"),
    [
        (DB, ALL, "Docker Compose version v2.0.0\n", ""),  # any can stop what it started
        (DB, ALL, "", "this docker has no compose"),
        (DB, (FILES[0], ALL[2]), "Docker Compose version v2.0.0\n", MISSING),
        (OLD, ALL, "", ""),
        (OLD, (FILES[0], ALL[2]), "", MISSING),
    ],
)
def test_where_compose_could_not_start_it(box, files, version, why):
    """Then its engine alone is asked, which needs neither compose nor its files."""
    deed = KIND.reads(box.ordered("start"), seen(box))

    assert why == unready(Machine(files, version), deed)


def test_compose_starts_it_where_it_is():
    """The command goes to the engine of its own context."""
    report = SimpleNamespace(evidence=seen(DB))
    deed = KIND.reads(DB.ordered("start"), seen(DB))

    assert elsewhere(Machine(ALL, ""), report, deed).startswith("docker asks another engine here than /run/docker.sock")
