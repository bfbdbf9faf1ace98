"""Connections that are carried to where the server is, for as long as somebody wants it."""

import pytest

from portwise.fix.steps import kinds
from portwise.model.evidence import Evidence
from portwise.model.target import Target

KIND = kinds()["carrying"]
SEEN = Evidence(Target.parse("localhost:3000"))
UNIX = ("portwise", "forward", "3000", "unix:/run/puma-3000.sock")
SIX = ("portwise", "forward", "[::1]:3000", "127.0.0.1:3000")
KUBECTL = ("kubectl", "port-forward", "-n", "default", "service/web", "3000:80")
LISTED = "LISTEN 0 128 127.0.0.1:3000 0.0.0.0:*\n"


@pytest.mark.parametrize("argv", [UNIX, SIX, KUBECTL], ids=" ".join)
def test_a_place_more_is_what_is_wanted(argv):
    """Where nobody was, or in the other family."""
    deed = KIND.reads(argv, SEEN)
    look = LISTED if argv == SIX else ""
    before = KIND.state(deed, look)
    wanted = KIND.wanted(deed, before, look)

    assert ("ss", "-Hltn", "sport = :3000") == deed.look.what
    assert not KIND.reached(before, wanted)
    assert KIND.reached(KIND.state(deed, look + LISTED.replace("127.0.0.1", "[::1]")), wanted)


@pytest.mark.parametrize("argv", [UNIX, SIX], ids=" ".join)
def test_a_place_that_somebody_has_by_now_is_left_alone(argv):
    """He may be the very server that was missed."""
    deed = KIND.reads(argv, SEEN)
    before = KIND.state(deed, LISTED.replace("127.0.0.1", "[::1]"))

    with pytest.raises(OSError, match="somebody listens there by now"):
        KIND.wanted(deed, before, "")


@pytest.mark.parametrize(
    ("now", "over"),
    [("127.0.0.1:3000", True), ("", True), ("127.0.0.1:3000 [::1]:3000", False), ("[::1]:3000", False)],
)
def test_it_is_over_whoever_else_has_ended_with_it(now, over):
    """The server that it carried to may be gone as well: nothing is left to take back."""
    assert over is KIND.alike(now, "127.0.0.1:3000")


@pytest.mark.parametrize(
    "argv",
    [
        ("portwise", "forward", "3001", "unix:/run/puma-3000.sock"),  # another port than was asked for
        ("portwise", "forward", "0.0.0.0:3000", "127.0.0.1:3001"),  # where other machines come in
        ("portwise", "forward", "3000", "http://evil.example:80"),
        ("portwise", "forward", "--expose", "3000", "127.0.0.1:3001"),
        ("portwise", "stop", "3000", "127.0.0.1:3001"),
        ("kubectl", "port-forward", "-n", "default", "pod/web", "3000:80"),
        ("kubectl", "delete", "-n", "default", "service/web", "3000:80"),
    ],
    ids=" ".join,
)
def test_nothing_else_is_carried(argv):
    """Only on loopback, to this machine, at the port that was asked; and only for who connects."""
    assert KIND.reads(argv, SEEN) is None
    assert KIND.reads(UNIX, Evidence(Target.to_bind(":3000"))) is None
