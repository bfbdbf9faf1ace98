"""The line of a compose file that publishes a port elsewhere, or leads elsewhere."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.container.container_port_not_published_or_mismapped import line
from portwise.knowledge.terms.containers import Met
from portwise.model.cause import View
from portwise.model.container import Container, Engine, Published, Ref
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import DECLARED, INSIDE
from portwise.model.settings import Declared
from portwise.model.target import Endpoint, Target

SHOP = "/home/ada/shop"
AT, THERE = Endpoint(ip_address("10.0.0.5"), 8080), ip_address("127.0.0.1")
NARROW = Declared(8080, "127.0.0.1", 'service "web"', "compose.yaml", 5, "docker")
WIDE = NARROW._replace(address="")
ONLY, ALL = Published(THERE, 8080, 80), Published(ip_address("0.0.0.0"), 8080, 80)


def box(way, folder=SHOP, service="web", files=("compose.yaml", "compose.override.yaml")):
    ref = Ref(Engine("docker", "/run/docker.sock"), "4f3a", "web")
    return Container(
        ref,
        "web",
        "running",
        (way,),
        (),
        "bridge",
        (),
        (),
        "shop",
        service,
        folder,
        tuple(f"{SHOP}/{file}" for file in files),
    )


def found(way, rows, made, inside=80):
    told = {
        DECLARED.of(SHOP): tuple(rows),
        INSIDE.of(made.ref): (Endpoint(ip_address("0.0.0.0"), inside),),
    }
    seen = Evidence(Target.parse("10.0.0.5:8080")).plus(Answer(q, Known(value), "") for q, value in told.items())
    return line(View(seen, AT), Met(made, AT, way))


@pytest.mark.parametrize(
    ("way", "rows", "inside", "script"),
    [
        (ONLY, [NARROW], 80, r"5s|127\.0\.0\.1:8080:|8080:|"),
        (ALL, [WIDE], 3000, "5s|8080:80|8080:3000|"),
        (ALL, [WIDE], 80, None),
        (ONLY, [NARROW, NARROW._replace(file="compose.override.yaml")], 80, None),
        (ONLY, [WIDE], 80, None),
        (ONLY, [NARROW._replace(what='service "api"')], 80, None),
    ],
)
def test_the_line_of_its_service_is_changed(way, rows, inside, script):
    """Where it stands in one file alone."""
    change = found(way, rows, box(way), inside)

    assert script == (change.script if change else None)


@pytest.mark.parametrize("files", [("compose.staging.yaml",), ()])
def test_a_file_that_it_was_not_created_from_is_left_alone(files):
    """Another project has the same service in it."""
    staging = NARROW._replace(file="compose.staging.yaml")
    its = found(ONLY, [NARROW, staging], box(ONLY, files=files))

    assert ((f"{SHOP}/{files[0]}" if files else None), None) == (
        its and its.file,
        found(ONLY, [NARROW], box(ONLY, files=files)),
    )


def test_it_is_created_again_as_it_was_created():
    """The project and its files by name, and no other service with it."""
    project = ("--project-name", "shop", "--project-directory", SHOP)
    made = box(ONLY, files=("a.yaml", "b.yaml"))._replace(variables=("/srv/.env",))
    files = ("--file", f"{SHOP}/a.yaml", "--file", f"{SHOP}/b.yaml", "--env-file", "/srv/.env")

    assert ("docker", "compose", *project, *files, "up", "--detach", "--no-deps", "web") == made.anew()


def test_compose_is_called_as_it_is_called_here():
    """A plugin of the engine, or a program of its own."""
    made = box(ONLY)

    assert made.anew()[2:] == made._replace(composer=("docker-compose",)).anew()[1:]
    assert ("docker-compose",) == made._replace(composer=("docker-compose",)).anew()[:1]


@pytest.mark.parametrize("made", [box(ONLY, folder=""), box(ONLY, service=""), box(ALL)])
def test_a_container_that_no_compose_file_made_has_no_line(made):
    """Nor has one that was created before the file said so."""
    assert found(ONLY, [NARROW], made) is None
