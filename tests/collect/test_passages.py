"""Where pasta leads ports, and whether the kernel in there refuses whoever comes by them."""

import errno
from ipaddress import ip_address

import pytest

from portwise.collect.passages import ALL
from portwise.host.api import Heard, Relay
from portwise.model.container import Passage, Published
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import HERE, PASSAGES, TURNED_AWAY
from portwise.model.process import Process
from portwise.model.target import Endpoint, Target

COLLECTORS = {collector.answers: collector for collector in ALL}
LO = ip_address("127.0.0.1")
OURS, THEIRS, OTHERS = "net:[1]", "net:[4026532262]", "net:[7]"
AT = Endpoint(LO, 8000)
PASTA = Process(11, 5, "passt.avx2")
WAYS = (Published(LO, 8000, 80),)
LED = Passage(PASTA, WAYS, 13, 4026532262, "")
WORDS = ("/usr/bin/pasta", "--config-net", "-t", "127.0.0.1/8000:80")
STAT = "{pid} ({name}) S {parent} " + " ".join("0" * 17) + " 5 0 0"
NSFS = f"36 25 0:4 {THEIRS} /run/netns/shop rw shared:17 - nsfs nsfs rw"
SNMP = "Tcp: PassiveOpens OutRsts\nTcp: {} {}"


class Machine(Relay):
    """Of pid 11, a pasta of those words, and of pid 13, who lives in another namespace."""

    def __init__(self, words=WORDS, links=(), files=(), name="passt.avx2", above=()):
        self.words = {11: words, 9: above}
        self.links = {
            "/proc/thread-self/ns/net": OURS,
            "/proc/11/ns/net": OURS,
            "/proc/13/ns/net": THEIRS,
            **dict(links),
        }
        stats = {11: STAT.format(pid=11, name=name, parent=1), 13: STAT.format(pid=13, name="web", parent=9)}
        self.files = {**{f"/proc/{pid}/stat": text for pid, text in stats.items()}, **dict(files)}

    def _answer(self, method, *about):
        if method == "running":
            return (11,)
        if method == "names":
            return ("11", "13") if about[0] == "/proc" else ("3", "4")
        told = {"read": self.files, "link": self.links, "command": self.words}[method]
        if about[0] not in told:
            raise FileNotFoundError(errno.ENOENT, about[0])
        return told[about[0]]


def led(machine):
    (answer,) = COLLECTORS[PASSAGES].collect(machine, Evidence(Target.parse("localhost:80")), (PASSAGES.of(HERE),))
    return answer.said.value


@pytest.mark.parametrize(
    "machine",
    [
        Machine(files={"/proc/11/task/11/children": "13 "}),
        Machine((*WORDS, "--netns", "shop"), files={"/proc/self/mountinfo": NSFS}),
        Machine((*WORDS, "--netns=/run/netns/shop"), files={"/proc/self/mountinfo": NSFS}),
        Machine((*WORDS, "13")),
        Machine(links={"/proc/11/fd/3": "socket:[8]", "/proc/11/fd/4": THEIRS}),
    ],
    ids=["its child", "by name", "by path", "by pid", "kept open"],
)
def test_who_lives_where_it_leads(machine):
    """Whom it started, whom its words name, or what it keeps open."""
    assert (LED,) == led(machine)


@pytest.mark.parametrize("machine", [Machine(), Machine(files={"/proc/11/task/11/children": ""})])
def test_a_namespace_that_cannot_be_seen_is_none(machine):
    """The ways are known by its words all the same."""
    assert (LED._replace(resident=0, namespace=0),) == led(machine)


@pytest.mark.parametrize(
    "machine", [Machine(WORDS[:2]), Machine(name="vim"), Machine((*WORDS[:2], "-t", "none")), Machine(())]
)
def test_who_leads_no_port_is_left_out(machine):
    """A pasta that opens nothing, and another program that has its name among its words."""
    assert () == led(machine)


def test_a_container_of_podman_has_its_name():
    """By the words of conmon, which is the parent of its first process."""
    conmon = ("/usr/bin/conmon", "--api-version", "1", "-c", "ab12", "-n", "web")
    (found,) = led(Machine((*WORDS, "13"), above=conmon))

    assert ("web", "container web") == (found.name, found.room)
    assert "the network namespace of pasta (pid 11)" == LED.room


class Counting(Relay):
    """Whose namespace counts so, from one look to the next: connections that were opened, and resets that were sent."""

    def __init__(self, *looks):
        self.looks, self.knocks = list(looks), 0

    def _answer(self, method, *about):
        if method == "converse":
            self.knocks += 1
            return Heard(b"", "fin", 0, 0.1)
        return SNMP.format(*self.looks.pop(0))


def turned_away(machine, at=AT, rows=(LED,)):
    seen = Evidence(Target.parse("localhost:8000")).plus([Answer(PASSAGES.of(HERE), Known(rows), "test")])
    (answer,) = COLLECTORS[TURNED_AWAY].collect(machine, seen, (TURNED_AWAY.of(at),))
    return answer.said


@pytest.mark.parametrize(
    ("looks", "expected", "knocks"),
    [
        ([(4, 2), (4, 3)], True, 1),
        ([(4, 2), (4, 2)], False, 1),
        ([(4, 2), (5, 2)] * 3, False, 3),
        ([(4, 2), (5, 3), (5, 3), (5, 4)], True, 2),
        ([(4, 2), (5, 3)] * 3, False, 3),
    ],
    ids=["refused", "neither", "taken", "others came in between", "taken and reset"],
)
def test_what_is_counted_in_there(looks, expected, knocks):
    """A reset without an opening is a refusal; others only add to both, so that one clean knock decides."""
    machine = Counting(*looks)

    assert Known(expected) == turned_away(machine)
    assert knocks == machine.knocks


@pytest.mark.parametrize(("at", "rows"), [(Endpoint(LO, 8001), (LED,)), (AT, (LED._replace(resident=0),))])
def test_what_cannot_be_counted_is_not_known(at, rows):
    """Nobody leads there, or nobody is seen to live there."""
    assert isinstance(turned_away(Counting(), at, rows), Unknown)
