"""What is done is seen at once, or has the time that its kind takes."""

from types import SimpleNamespace

from portwise.fix.applier import come_to
from portwise.model.repair import Deed, Grade, Look

DEED = Deed("detaching", ("kill", "9"), Look("file", ("/proc/45/status",)), Grade.NONE, "why")


def test_a_debugger_has_time_to_let_go():
    """It does not end within the call that asks it to."""
    seen = iter(["TracerPid:\t9\n", "TracerPid:\t9\n", "TracerPid:\t0\n"])
    hands = SimpleNamespace(look=lambda _: next(seen))

    assert "0" == come_to(hands, DEED, "0")


def test_nobody_else_is_waited_for():
    """One look is enough where what was done is so or is not."""
    seen = iter(["32768\n"])
    deed = DEED._replace(kind="sysctl", argv=("sysctl", "-w", "net.core.somaxconn=4096"))
    hands = SimpleNamespace(look=lambda _: next(seen))

    assert "32768" == come_to(hands, deed, "4096")
