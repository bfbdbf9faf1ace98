"""What netsh prints is what Windows keeps, and decides as it would on the machine."""

import pytest

from portwise.app.reading import read
from portwise.model.facts import EXCLUDED
from portwise.model.report import State
from portwise.model.target import Target
from portwise.model.windows import Handed
from portwise.read.facts import answers
from portwise.read.readers import understood

DENIED = "Error: listen EACCES: permission denied 0.0.0.0:50010"
FREE = "PS C:\\shop> netstat -ano | findstr :50010"
HELD = f"{FREE}\n  TCP    0.0.0.0:50010    0.0.0.0:0    LISTENING    4242"
ASKED = "PS C:\\shop> netsh interface ipv4 show excludedportrange protocol=tcp"
TABLE = """Protocol tcp Port Exclusion Ranges

Start Port    End Port
----------    --------
      5357        5357
     49690       49789
     49790       49889
     49890       49957
     49958       50057
     50160       50259     *

* - Administered port exclusions."""
GERMAN = TABLE.replace("Start Port    End Port", "Startport      Endport").replace(
    "Protocol tcp Port", "Protokoll tcp:"
)
QUEUE = """C:\\>netsh http show servicestate view=requestq
Request queue name: Request queue is unnamed.
    Processes:
        4120
    Registered URLs:
        HTTP://+:80/REPORTS/"""
KERNEL = 'C:\\>netstat -ano | findstr ":80 "\n  TCP    0.0.0.0:80    0.0.0.0:0    LISTENING    4'
ONLY_ONE = "(OS 10048)Only one usage of each socket address is normally permitted."
IN_USE = f"{ONLY_ONE} : AH00072: could not bind to address 0.0.0.0:80"


def finding(raw, cause):
    return next((one for one in read(raw).findings if one.cause == cause), None)


def quoted(report, said):
    ids = {o.id: o.source for o in report.observations}
    return {ids[one] for one in said.cites}


@pytest.mark.parametrize("table", [f"{ASKED}\n{TABLE}", TABLE, GERMAN])
def test_a_port_in_an_excluded_range_that_nobody_has_is_proven(table):
    """Three outputs: denied, nobody listens, the range; in any language, and without the command above it."""
    found = finding(f"{DENIED}\n{FREE}\nPS C:\\shop> \n{table}", "windows-excluded-port-range")

    assert (State.SUPPORTED, True) == (found.state, "49958 to 50057" in found.title)


OF_OTHERS = {
    "UDP's": ASKED.replace("protocol=tcp", "protocol=udp"),
    "IPv6's": ASKED.replace("ipv4", "ipv6"),
    "IPv6's UDP": ASKED.replace("ipv4", "ipv6").replace("protocol=tcp", "protocol=udp"),
    "another program's netsh": ASKED.replace("netsh", "cmd /c netsh").replace("protocol=tcp", "protocol=udp"),
}


@pytest.mark.parametrize("command", OF_OTHERS)
def test_a_table_of_another_protocol_is_none_of_tcp_over_ipv4(command):
    """Windows keeps them apart, and a port that IPv6 or UDP may not have is free there."""
    raw = f"{DENIED}\n{FREE}\nPS C:\\shop> \n{OF_OTHERS[command]}\n{TABLE}"

    assert EXCLUDED.of(4) not in {one.question for one in answers(understood(raw), Target.parse("127.0.0.1:50010"))}


def test_a_table_without_its_command_is_told_by_its_title():
    """Of the protocol nobody translates the name."""
    told = answers(understood(f"{DENIED}\n{TABLE.replace('tcp', 'udp')}"), Target.parse("127.0.0.1:50010"))

    assert EXCLUDED.of(4) not in {one.question for one in told}


@pytest.mark.parametrize(
    "raw",
    [
        f"{DENIED}\n{HELD}\n{ASKED}\n{TABLE}",
        f"{DENIED}\n{FREE}\n{ASKED}\n{TABLE}".replace("50010", "50170"),
        f"{DENIED}\n{FREE}\n{ASKED}\n{TABLE}".replace("50010", "8081"),
    ],
    ids=["somebody has it", "an administrator keeps it", "in no range"],
)
def test_it_is_not_proven_where_an_output_says_otherwise(raw):
    """The facts of a text refute, too."""
    assert State.SUPPORTED not in {f.state for f in read(raw).findings if f.cause == "windows-excluded-port-range"}


def test_the_line_that_refutes_it_is_told():
    """A number outside of every range, and the table that says so."""
    report = read("connect ECONNREFUSED 127.0.0.1:8081\n" + f"{ASKED}\n{TABLE}")
    found = next(one for one in report.findings if one.cause == "windows-excluded-port-range")

    assert (1, {"line 1", "line 2"}) == (len(found.against), quoted(report, found.against[0]))


@pytest.mark.parametrize("rows", [TABLE.replace("     49790       49889\n", "...\n"), "Start Port    End Port"])
def test_a_table_with_rows_cut_out_is_none(rows):
    """The missing row may be the one in question."""
    named = {
        answer.question.fact.name for answer in answers(understood(f"{ASKED}\n{rows}"), Target.to_bind("0.0.0.0:1"))
    }

    assert "excluded-ports" not in named


def test_the_kernels_http_server_is_proven_by_its_queues():
    """Denied, pid 4, and an address that a program registered."""
    found = finding(f"{KERNEL}\n{QUEUE}\nC:\\>httpd\n{IN_USE}", "windows-http-sys-owns-port")

    assert (State.SUPPORTED, True) == (found.state, "http://+:80/REPORTS/" in found.title)


def test_another_process_on_the_port_refutes_it():
    """Whatever is registered."""
    held = KERNEL.replace("LISTENING    4", "LISTENING    977")
    found = finding(f"{held}\n{QUEUE}\nC:\\>httpd\n{IN_USE}", "windows-http-sys-owns-port")

    assert "another process than the kernel holds the port" in [one.told or one.says for one in found.against]


def test_ports_that_are_handed_on_are_known():
    """And that there are none, where somebody typed on."""
    target = Target.parse("localhost:8080")
    asked = "C:\\>netsh interface portproxy show all\n"
    some = f"{asked}Listen on ipv4:\n0.0.0.0         8080        172.20.1.2      80\n"
    told = [
        {a.question.fact.name: a.said for a in answers(understood(raw), target)}.get("handed-on")
        for raw in (some, f"{asked}C:\\>dir\n", asked)
    ]

    assert [(Handed("0.0.0.0", 8080, "172.20.1.2", 80),), (), None] == [one and one.value for one in told]
