"""Which address is diagnosed after a command was watched."""

from ipaddress import ip_address

import pytest

from portwise.model.process import Process
from portwise.model.service import Kind, Line
from portwise.model.start import Doing, End, Exit, Member, Opened, Refusal, Start
from portwise.model.target import Intent, Target
from portwise.reason.aiming import aim

NODE = Process(11, 101, "node")
UP = Start(("node",), "/", NODE, End.LISTENS, None, 1.0, (Member(NODE, "S"),))
DOWN = Start(("node",), "/", NODE, End.ENDED, Exit(1), 1.0)
NOBODY = frozenset()


def door(port, address="127.0.0.1", doing=Doing.LISTENS, v6only=False):
    return Opened(doing, ip_address(address), port, v6only, port, NODE)


def says(kind, text, port=0):
    return Line(kind, port, text)


def aimed(start, asked=None, guess=None, taken=NOBODY):
    """``connect RAW`` or ``bind RAW``, "" for none."""
    found = aim(start, asked and Target.parse(asked), guess, taken)
    return f"{found.intent.value} {found.raw}" if found else ""


@pytest.mark.parametrize(
    "doors, where",
    [
        ([door(3000)], "127.0.0.1:3000"),
        ([door(3000, "::1")], "[::1]:3000"),
        ([door(3000), door(3000, "::1")], "localhost:3000"),
        ([door(3000, "::")], "localhost:3000"),
        ([door(3000, "::", v6only=True)], "[::1]:3000"),
        ([door(3000, "0.0.0.0")], "127.0.0.1:3000"),
        ([door(3000, "10.0.0.2")], "10.0.0.2:3000"),
        ([door(5353, doing=Doing.RECEIVES)], "udp://127.0.0.1:5353"),
        ([door(8080), door(3000)], "127.0.0.1:3000"),
    ],
)
def test_without_a_target_it_is_where_it_listens(doors, where):
    """The address itself; the name only where it listens in both families."""
    assert f"connect {where}" == aimed(UP._replace(opened=tuple(doors)))


def test_its_own_url_says_how_and_which():
    """A port that it speaks of comes before one that it does not; https keeps the name of the certificate."""
    both = UP._replace(opened=(door(80), door(8080)))

    assert "connect http://127.0.0.1:8080" == aimed(
        both._replace(said=(says(Kind.LISTENING, "Local: http://localhost:8080/", 8080),))
    )
    assert "connect https://localhost:8080" == aimed(
        both._replace(said=(says(Kind.LISTENING, "Local: https://localhost:8080/", 8080),))
    )


def test_who_asks_for_an_address_gets_it():
    """Also where the command listens elsewhere: why it is not there is the question."""
    start = UP._replace(opened=(door(3001),))

    assert "connect localhost:3001" == aimed(start, "localhost:3001")
    assert "connect :3000" == aimed(start, ":3000")


def test_somebody_elses_answer_is_not_taken_for_its_own():
    """The port had a listener before: the question is why the command could not have it."""
    start = UP._replace(opened=(door(3001),))

    assert "bind :3000" == aimed(start, ":3000", taken=frozenset({3000}))
    assert "bind :3000" == aimed(DOWN, ":3000", taken=frozenset({3000}))


@pytest.mark.parametrize(
    "refusal, place",
    [
        (Refusal("EADDRINUSE", "::", 3000, "x"), "[::]:3000"),
        (Refusal("EADDRINUSE", "127.0.0.1", 3000, "x"), "127.0.0.1:3000"),
        (Refusal("EACCES", "", 80, "x"), ":80"),
    ],
)
def test_a_bind_that_failed_is_what_is_diagnosed(refusal, place):
    """At the very address that it tried."""
    assert f"bind {place}" == aimed(DOWN._replace(refusals=(refusal,)))


def test_a_failed_bind_without_a_place_is_of_the_wanted_port():
    """Python names no port; what was asked for, or what the command line says, does."""
    start = DOWN._replace(refusals=(Refusal("EADDRINUSE", "", 0, "[Errno 98]"),))

    assert ["bind :3000", "bind :8000", ""] == [aimed(start, ":3000"), aimed(start, guess=8000), aimed(start)]


def test_the_line_that_names_the_place_counts():
    """Node prints the code of the error once more, without the place."""
    named, bare = Refusal("EADDRINUSE", "127.0.0.1", 3000, "x"), Refusal("EADDRINUSE", "", 0, "code: 'EADDRINUSE'")

    assert "bind 127.0.0.1:3000" == aimed(DOWN._replace(refusals=(named, bare)), guess=3000)


def test_it_ended_for_whatever_port_it_could_not_have():
    """Another one than the wanted; one that runs on without it is asked for the wanted one."""
    start = DOWN._replace(refusals=(Refusal("EADDRINUSE", "", 9000, "x"),))

    assert "bind :9000" == aimed(start, ":3000")
    assert "connect :3000" == aimed(start._replace(exit=None, running=UP.running), ":3000")


def test_an_error_of_its_own_is_not_blamed_on_who_has_the_port():
    """It ended of a missing module, and the port happens to be taken: no address explains that."""
    start = DOWN._replace(
        said=(says(Kind.ERROR, "Error: Cannot find module"), says(Kind.ERROR, "it ended with status 1"))
    )

    assert "" == aimed(start, ":3000", taken=frozenset({3000}))
    assert "connect :3000" == aimed(start, ":3000")


def test_a_guess_is_better_than_nothing():
    """The port of its command line, or of its project; without any there is no address."""
    assert ["connect localhost:5173", ""] == [aimed(DOWN, guess=5173), aimed(DOWN)]


def test_datagrams_stay_datagrams():
    """A UDP port that is taken is bound as one."""
    found = aim(
        DOWN._replace(refusals=(Refusal("EADDRINUSE", "", 0, "x"),)), Target.parse("udp://127.0.0.1:5353"), None, NOBODY
    )

    assert (Intent.BIND, "udp", 5353) == (found.intent, found.transport.value, found.port)
