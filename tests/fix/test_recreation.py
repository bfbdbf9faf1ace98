"""A container is created again by compose, and once more with the ports that it had."""

from ipaddress import ip_address

import pytest

from portwise.fix.engines import LOSES
from portwise.fix.steps.recreation import ELSE, KIND, OTHER_IMAGE
from portwise.model.container import Container, Engine, Published, Ref
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


def test_a_compose_that_cannot_leave_ports_out_does_what_cannot_be_undone():
    """docker-compose by itself may be of version 1, which adds them up; the engine is asked by docker."""
    old = WEB._replace(composer=("docker-compose",))
    deed = deed_of(old.anew(), old)

    assert (Grade.NONE, True, "docker") == (deed.grade, bool(deed.irreversible), deed.look.what[0])
    assert "docker-compose" == deed.argv[0]


def row(ports, id_=WEB.ref.id):
    return f"{WEB.ref.id}|{id_}|{ports}\n"


@pytest.mark.parametrize(
    ("before", "ways"),
    [
        ("0.0.0.0:8000->80/tcp, [::]:8000->80/tcp", '["8000:80/tcp"]'),
        ("0.0.0.0:8000->80/tcp, :::8000->80/tcp, 443/tcp", '["8000:80/tcp"]'),
        ("8000->80/tcp", '["8000:80/tcp"]'),
        ("0.0.0.0:8000->80/tcp", '["0.0.0.0:8000:80/tcp"]'),  # of one family alone, and never more than it was
        (":::8000->80/tcp", '["[::]:8000:80/tcp"]'),
        ("0.0.0.0:8000->80/tcp, [::]:9000->80/tcp", '["0.0.0.0:8000:80/tcp", "[::]:9000:80/tcp"]'),
        ("127.0.0.1:8000->80/tcp, [::1]:8000->80/tcp", '["127.0.0.1:8000:80/tcp", "[::1]:8000:80/tcp"]'),
        ("::1:8000->80/tcp", '["[::1]:8000:80/tcp"]'),
        ("0.0.0.0:5000-5001->5000-5001/udp", '["0.0.0.0:5000-5001:5000-5001/udp"]'),
        ("80/tcp", "[]"),
    ],
)
def test_taken_back_it_has_the_ports_that_it_had(before, ways):
    """They stand in place of those of the file, and all else is as the file has it."""
    deed = deed_of(WEB.anew(), WEB)
    shell, option, script = KIND.back(deed, KIND.state(deed, row(before)), row("", "5e" * 32))
    again = (*WEB.anew()[:-4], "--file", "-", *WEB.anew()[-4:])

    assert ("sh", "-c") == (shell, option)
    assert f"echo 'services: {{\"web\": {{ports: !override {ways}}}}}' | {' '.join(again)}" == script


@pytest.mark.parametrize("ports", ["[fe80::1%eth0]:1->1/tcp", "localhost:8000->80/tcp", "8000->eighty"])
def test_what_could_not_be_brought_back_is_not_taken_away(ports):
    """Not a port is lost without a word."""
    deed = deed_of(WEB.anew(), WEB)

    with pytest.raises(OSError, match="nobody knows how a compose file would say"):
        KIND.wanted(deed, KIND.state(deed, row(ports)), row(ports))


@pytest.mark.parametrize("shown", ["", row("", "5e" * 32), row("") + row("", "5e" * 32)])
def test_the_engine_that_is_asked_is_the_one_that_has_it(shown):
    """The command goes to the engine of its context, and the container may be another one's, or made anew by now."""
    deed = deed_of(WEB.anew(), WEB)

    with pytest.raises(OSError, match="the engine that docker asks here does not have that container"):
        KIND.wanted(deed, KIND.state(deed, shown), shown)


def test_it_is_never_created_in_an_engine_that_has_none():
    """Whoever takes it back may have another context by now."""
    deed = deed_of(WEB.anew(), WEB)
    now = KIND.state(deed, "")

    assert now not in ("", KIND.state(deed, row("")))
    with pytest.raises(OSError, match="no such container"):
        KIND.back(deed, "", "")


@pytest.mark.parametrize(("address", "known"), [("0.0.0.0", False), ("127.0.0.1", True)])
def test_podman_does_not_tell_of_which_families_a_port_is(address, known):
    """It writes 0.0.0.0 for a port that was given no address, too."""
    box = WEB._replace(
        ref=Ref(Engine("podman", "/run/podman/podman.sock"), *WEB.ref[1:]),
        published=(Published(ip_address(address), 8000, 80),),
    )

    assert known == (deed_of(box.anew(), box) is not None)


def test_whatever_is_not_as_before_can_be_taken_back():
    """One that did not come up, too; who is killed between the two leaves none."""
    deed = deed_of(WEB.anew(), WEB)
    shown = row("0.0.0.0:8000->80/tcp")
    then = KIND.wanted(deed, KIND.state(deed, shown), shown)
    ports = ("0.0.0.0:8080->80/tcp", "0.0.0.0:8000->80/tcp", "", "80/tcp")
    now = [KIND.state(deed, seen) for seen in (*map(row, ports), "")]

    assert [True, False, True, True, True] == [KIND.reached(each, then) for each in now]


A, B = "a1" * 32, "b2" * 32


def made(ports, digest="", image=""):
    """A line of docker ps, with what compose says that it was made of."""
    return f"{WEB.ref.id}|{WEB.ref.id}|{digest}|{image}|{ports}\n"


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        (made("8000->80/tcp", A, f"sha256:{B}"), made("8000->80/tcp", A, f"sha256:{B}"), ""),
        (made("8000->80/tcp", A, f"sha256:{B}"), made("8000->80/tcp", B, f"sha256:{B}"), ELSE),
        (made("8000->80/tcp", A, f"sha256:{B}"), made("8000->80/tcp", B, f"sha256:{A}"), f"{ELSE}; {OTHER_IMAGE}"),
        (made("8000->80/tcp", A), made("8000->80/tcp", A, f"sha256:{B}"), ""),  # it was not told before
        (made("8000->80/tcp"), made("8000->80/tcp", A), ""),
        (row("8000->80/tcp"), row("8000->80/tcp"), ""),  # of a journal that has no digests
    ],
)
def test_what_did_not_come_back_is_told_by_compose(before, after, lost):
    """Its ports are as they were, and by its digests all else or not."""
    deed = deed_of(WEB.anew(), WEB)
    was, is_ = (KIND.state(deed, seen) for seen in (before, after))

    assert (True, lost) == (KIND.alike(is_, was), KIND.otherwise(was, is_))
    assert KIND.back(deed, KIND.state(deed, row("8000->80/tcp")), after) == KIND.back(deed, was, after)


def test_no_digest_is_whole_in_the_journal():
    """It is of the environment, too."""
    state = KIND.state(deed_of(WEB.anew(), WEB), made("8000->80/tcp", A, f"sha256:{B}"))

    assert f"8000->80/tcp; made of {A[:12]} {B[:12]}" == state


@pytest.mark.parametrize(
    ("said", "lost"), [(f"web {A}\n", ""), (f"web {B}\n", ELSE), ("", ""), ("unknown flag: --hash", "")]
)
def test_compose_tells_beforehand_what_would_not_come_back(said, lost):
    """It is asked for the digest that the container would have, with the ports that it has now."""
    deed = deed_of(WEB.anew(), WEB)
    before = KIND.state(deed, made("127.0.0.1:8000->80/tcp", A))
    shell, option, script = KIND.foresees(deed, before)

    assert ("sh", "-c") == (shell, option)
    assert script.endswith(" --file - config --hash web")
    assert 'ports: !override ["127.0.0.1:8000:80/tcp"]' in script
    assert lost == KIND.foretold(before, said)


def test_what_has_no_digest_is_not_asked_about():
    """Nor what cannot be taken back anyway."""
    deed, old = deed_of(WEB.anew(), WEB), WEB._replace(composer=("docker-compose",))
    before = KIND.state(deed, made("8000->80/tcp", A))

    assert () == KIND.foresees(deed, KIND.state(deed, row("8000->80/tcp")))
    assert () == KIND.foresees(deed_of(old.anew(), old), before)
    assert ("", LOSES) == tuple(KIND.loses(one) for one in (deed_of(old.anew(), old), deed))
