"""A container is created again by compose, and once more with the ports that it had."""

import pytest

from portwise.fix.steps.recreation import KIND
from portwise.model.container import Container, Engine, Ref
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import CONTAINERS, HERE
from portwise.model.repair import Grade
from portwise.model.target import Target

DOCKER = Engine("docker", "/run/docker.sock")
WEB = Container(
    *(Ref(DOCKER, "4f" * 32, "shop-web-1"), "lab", "running", (), (), "bridge", (), ()),
    *("shop", "web", "/home/ada/shop", ("/home/ada/shop/compose.yaml",)),
)
TWIN = WEB._replace(ref=Ref(DOCKER, "5e" * 32, "shop-web-2"))
OTHER = TWIN._replace(service="api")


def deed_of(argv, *boxes):
    seen = Evidence(Target.parse("localhost:8080")).plus([Answer(CONTAINERS.of(HERE), Known(boxes), "docker ps")])
    return KIND.reads(argv, seen)


@pytest.mark.parametrize(
    ("argv", "boxes", "known"),
    [
        (WEB.anew(), (WEB, OTHER), True),
        (WEB.anew(), (WEB, TWIN), False),  # which of the two had which ports?
        (WEB.anew(), (OTHER,), False),
        ((*WEB.anew(), "--force-recreate"), (WEB,), False),
        (("docker", "compose", "up", "--detach", "web"), (WEB,), False),
        ((), (WEB._replace(project=""),), False),  # of no compose
    ],
)
def test_only_the_container_of_the_report_is_created_again(argv, boxes, known):
    """By the project and the files that it was created from."""
    deed = deed_of(argv, *boxes)

    assert known == (deed is not None)
    assert not deed or Grade.EQUIVALENT is deed.grade


@pytest.mark.parametrize(
    ("before", "ways"),
    [
        ("0.0.0.0:8000->80/tcp, [::]:8000->80/tcp", '["8000:80/tcp"]'),
        ("0.0.0.0:8000->80/tcp, :::8000->80/tcp, 443/tcp", '["8000:80/tcp"]'),
        ("127.0.0.1:8000->80/tcp, [::1]:8000->80/tcp", '["127.0.0.1:8000:80/tcp", "[::1]:8000:80/tcp"]'),
        ("0.0.0.0:5000-5001->5000-5001/udp", '["5000-5001:5000-5001/udp"]'),
        ("80/tcp", "[]"),
    ],
)
def test_taken_back_it_has_the_ports_that_it_had(before, ways):
    """They stand in place of those of the file, and all else is as the file has it."""
    deed = deed_of(WEB.anew(), WEB)
    shell, option, script = KIND.back(deed, KIND.state(deed, before + "\n"), "")
    again = (*WEB.anew()[:-4], "--file", "-", *WEB.anew()[-4:])

    assert ("sh", "-c") == (shell, option)
    assert f"echo 'services: {{\"web\": {{ports: !override {ways}}}}}' | {' '.join(again)}" == script


def test_whatever_is_not_as_before_can_be_taken_back():
    """One that did not come up, too; who is killed between the two leaves none."""
    deed = deed_of(WEB.anew(), WEB)
    before = KIND.state(deed, "0.0.0.0:8000->80/tcp\n")
    then = KIND.wanted(deed, before, "")
    now = [KIND.state(deed, seen) for seen in ("0.0.0.0:8080->80/tcp\n", "0.0.0.0:8000->80/tcp\n", "", "80/tcp\n")]

    assert [True, False, True, True] == [KIND.reached(each, then) for each in now]
