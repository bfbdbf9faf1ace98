"""What is said of a room that could not be entered, and where steps are taken that are about a room."""

import errno

import pytest

from portwise.app.namespaced import Closed, done_there, room_of, told
from portwise.app.vantages import asked_there
from portwise.host.rooms import Room
from portwise.model.cause import Safety
from portwise.model.report import Step
from portwise.model.target import Target
from portwise.model.vantage import Vantage

WEB = Vantage("netns", "web")
ROOM = Room("/run/netns/web")


class Machine:
    """With the rooms of ip-netns(8), and one process."""

    def __init__(self, *rooms: str) -> None:
        self.rooms = rooms

    def names(self, _: str) -> tuple[str, ...]:
        if not self.rooms:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        return self.rooms

    def link(self, path: str) -> str:
        if path != "/proc/1234/ns/net":
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        return "net:[4026531840]"


@pytest.mark.parametrize(
    ("name", "rooms", "expected"),
    [
        ("web", ("db", "web"), Room("/run/netns/web", etc="/etc/netns/web")),
        ("1234", (), Room("/proc/1234/ns/net", user="/proc/1234/ns/user", root="/proc/1234/root")),
        ("1234", ("1234",), Room("/run/netns/1234", etc="/etc/netns/1234")),  # as ip-netns(8) would take it
    ],
)
def test_a_name_is_one_of_ip_netns_and_else_a_pid(name, rooms, expected):
    """Each with the files that tell names there."""
    assert expected == room_of(Vantage("netns", name), Machine(*rooms))


@pytest.mark.parametrize(
    ("name", "rooms", "expected"),
    [
        ("shop", ("db", "web"), "no network namespace is called shop (there are: db, web)"),
        ("shop", (), "no network namespace is called shop (there are: none)"),
        ("99", (), "no process has the pid 99"),
    ],
)
def test_a_room_that_is_not_there_is_told_with_those_that_are(name, rooms, expected):
    """In words for a person, whatever the kernel calls it."""
    with pytest.raises(OSError) as said:
        room_of(Vantage("netns", name), Machine(*rooms))

    assert expected == said.value.strerror


@pytest.mark.parametrize(
    ("text", "error", "expected"),
    [
        (
            "localhost:3000",
            PermissionError(errno.EPERM, "setns: Operation not permitted"),
            (
                "--vantage netns:web: whoever enters it needs CAP_SYS_ADMIN, setns(2) "
                "(setns: Operation not permitted): sudo portwise why localhost:3000 --vantage netns:web"
            ),
        ),
        (
            "http://ann:secret@localhost:3000/?token=x",
            Closed(errno.EACCES, "Permission denied"),
            (
                "--vantage netns:web: the socket of its engine is closed to you (Permission denied): "
                "sudo portwise why 'http://***@localhost:3000/' --vantage netns:web"
            ),
        ),
        (
            "localhost:3000",
            OSError(errno.ESRCH, "no process has the pid 9"),
            "--vantage netns:web: no process has the pid 9",
        ),
    ],
)
def test_who_may_not_enter_is_told_which_right_is_missing(text, error, expected):
    """And the command that has it, which can be copied; without a secret of the URL."""
    assert expected == told(WEB, Target.parse(text), error)


def test_a_place_to_bind_is_written_as_such():
    """The command that is offered asks the same."""
    said = told(WEB, Target.to_bind(":80"), PermissionError(errno.EPERM, "no"))

    assert said.endswith("sudo portwise why --bind :80 --vantage netns:web")


def step(*command: str, verify: str = "") -> Step:
    return Step("do it", command, Safety.SAFE, False, verify, "nothing to undo")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("ss", "-ltnp"), ("nsenter", "--net=/run/netns/web", "ss", "-ltnp")),
        (("nft", "list", "ruleset"), ("nsenter", "--net=/run/netns/web", "nft", "list", "ruleset")),
        (("ip", "netns", "exec", "web", "x"), ("ip", "netns", "exec", "web", "x")),
        (("kill", "12"), ("kill", "12")),
        ((), ()),
    ],
)
def test_a_command_about_a_network_is_run_in_the_network_it_is_about(command, expected):
    """A rule that is inserted outside would change another machine's filter; processes and files are the same."""
    there = done_there(step(*command), ROOM)

    assert expected == there.command
    assert there.needs_root is (command != expected)


def test_a_file_of_a_container_is_named_as_it_is_reached_from_here():
    """An edit of the same path would change the machine outside."""
    box = Room("/proc/12/ns/net", root="/proc/12/root")
    command = ("sed", "-i", "1d", "/etc/hosts")

    assert ("sed", "-i", "1d", "/proc/12/root/etc/hosts") == done_there(step(*command), box).command
    assert command == done_there(step(*command), ROOM).command


@pytest.mark.parametrize(
    ("verify", "expected"),
    [
        ("portwise why localhost:80", "portwise why localhost:80 --vantage netns:web"),
        ("portwise why --bind :80", "portwise why --bind :80 --vantage netns:web"),
        ("nothing to see", "nothing to see"),
    ],
)
def test_what_is_checked_by_asking_again_is_asked_from_there(verify, expected):
    """The check of a repair has to look from where the fault was met."""
    assert expected == asked_there(step(verify=verify), WEB).verify
    assert ("portwise", "why", ":80", "--vantage", "netns:web") == asked_there(
        step("portwise", "why", ":80"), WEB
    ).command
