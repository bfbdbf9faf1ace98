"""A server whose holder whoever asks may not see, as proc_pid_fd(5) shows it to its owner and to root alone."""

from ipaddress import ip_address

from portwise.knowledge.process.server_hung_not_accepting import CAUSE
from portwise.knowledge.terms import processes
from portwise.model.cause import View
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import OWNERS
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.target import Target

SOCKET = Socket(ip_address("127.0.0.1"), 3000, False, 1, 128, 1000, 9)


def hidden(said):
    seen = Evidence(Target.parse("127.0.0.1:3000")).plus([Answer(OWNERS.of(SOCKET.inode), said, "/proc")])
    return processes.hidden(View(seen, None), SOCKET)


def test_who_may_not_see_the_holder_is_told_to_ask_as_root():
    """A command with the word PID in the place of its number helps nobody; of a holder that is seen nothing is said."""
    assert "root" == hidden(Unknown("3 processes do not show what they hold", "sudo ss -ltnp"))
    assert hidden(Known((Process(41, 7, "node"),))) is None
    assert hidden(Known(())) is None
    assert processes.AS_ROOT is CAUSE.remedies[0]
    assert ("sudo", "hidden") == (CAUSE.remedies[0].argv[0], CAUSE.remedies[0].when)
    assert processes.hidden is CAUSE.slots["hidden"]
