"""What Windows keeps for itself, on recorded machines; the words of its tools are those of tests/formats/windows."""

from ipaddress import ip_address

import pytest

from portwise.collect import ALL
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import EXCLUDED, HANDED_ON, HERE, HTTP_SYS, WITHIN_WSL, WSL
from portwise.model.target import Endpoint, Target
from portwise.model.windows import Handed, Prefix, Reserved, Wsl
from portwise_lab.machines import Machine

RANGES = (
    "\nProtocol tcp Port Exclusion Ranges\n\nStart Port    End Port\n----------    --------\n      3910        4009\n"
)
QUEUES = "Request queue name: shop\n    Process IDs:\n        4120\n    Registered URLs:\n        HTTP://+:80/SHOP/\n"
ACL = "    Reserved URL            : http://+:5358/\n        User: BUILTIN\\Users\n"
LIST = "  NAME      STATE      VERSION\n* Ubuntu    Running    2\n  old       Running    1\n  box       Stopped    2\n"
PRINTS = {
    "netsh interface ipv4 show excludedportrange protocol=tcp": RANGES,
    "netsh interface ipv6 show excludedportrange protocol=tcp": RANGES.replace("3910        4009", "80        80"),
    "netsh http show servicestate view=requestq": QUEUES,
    "netsh http show urlacl": ACL,
    "netsh interface portproxy show all": "0.0.0.0         3001        172.29.71.9     3000\n",
    "wsl.exe --list --verbose": LIST,
}
WINDOWS = {"platform": "win32", "prints": PRINTS, "environment": {"USERPROFILE": r"C:\Users\ann"}}
QUESTIONS = (EXCLUDED.of(4), EXCLUDED.of(6), HTTP_SYS.of(HERE), WSL.of(HERE), WITHIN_WSL.of(HERE), HANDED_ON.of(HERE))


def said(question, machine):
    seen = Evidence(Target.parse("localhost:3000"))
    (answer,) = ALL.on(machine["platform"]).of(question.fact).collect(Machine(machine), seen, (question,))
    return answer.said


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (EXCLUDED.of(4), (Reserved(3910, 4009, False),)),
        (EXCLUDED.of(6), (Reserved(80, 80, False),)),
        (
            HTTP_SYS.of(HERE),
            (
                Prefix("http://+:80/SHOP/", 80, (4120,), True),
                Prefix("http://+:5358/", 5358, (), False, "BUILTIN\\Users"),
            ),
        ),
        (HANDED_ON.of(HERE), (Handed("0.0.0.0", 3001, "172.29.71.9", 3000),)),
        (WSL.of(HERE), Wsl(("Ubuntu",), "nat", True, False)),
    ],
)
def test_what_windows_keeps(question, expected):
    """Each by the tool that shows it to a person."""
    assert Known(expected) == said(question, WINDOWS)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("[wsl2]\nlocalhostForwarding=false\n", Wsl(("Ubuntu",), "nat", False, False)),
        (
            "[wsl2]\nnetworkingMode=mirrored\n[experimental]\nhostAddressLoopback=true\n",
            Wsl(("Ubuntu",), "mirrored", True, True),
        ),
    ],
)
def test_what_the_user_has_configured(config, expected):
    """In the file that WSL reads when it starts."""
    assert Known(expected) == said(WSL.of(HERE), {**WINDOWS, "files": {r"C:\Users\ann\.wslconfig": config}})


@pytest.mark.parametrize("listed", ["", LIST.replace("Running", "Stopped"), LIST.replace("Running", "Beendet")])
def test_a_linux_that_does_not_run_is_none(listed):
    """Installed is not running."""
    machine = {**WINDOWS, "prints": {"wsl.exe --list --verbose": listed}}

    assert Known(None) == said(WSL.of(HERE), machine)


TABLES = "wsl.exe --distribution Ubuntu --exec cat /proc/net/tcp /proc/net/tcp6"
HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
ROW = "   0: {}:0BB8 {}:0000 {} 00000000:00000000 00:00000000 00000000  1000        0 21044 1\n"


def test_who_listens_in_linux():
    """Both families, and nobody who is only connected."""
    table = HEAD + ROW.format("00000000", "00000000", "0A") + ROW.format("0100007F", "0100007F", "01") + HEAD
    table += ROW.format("0" * 32, "0" * 32, "0A")
    seen = Evidence(Target.parse("localhost:3000")).plus(
        [Answer(WSL.of(HERE), Known(Wsl(("Ubuntu",), "nat", True, False)), "test")]
    )
    asked = (WITHIN_WSL.of(HERE),)
    collector = ALL.on("win32").of(WITHIN_WSL)
    told, odd, gone = (
        [answer.said for answer in collector.collect(Machine({"platform": "win32", "prints": prints}), seen, asked)]
        for prints in ({TABLES: table}, {TABLES: "cat: not found"}, {})
    )

    assert [Known((Endpoint(ip_address("0.0.0.0"), 3000), Endpoint(ip_address("::"), 3000)))] == told
    assert all(isinstance(answer, Unknown) for answer in (*odd, *gone))


def test_where_wsl_was_never_installed():
    """Its program is not there, and that is an answer."""
    assert Known(None) == said(WSL.of(HERE), {"platform": "win32"})


@pytest.mark.parametrize("question", QUESTIONS[:3])
@pytest.mark.parametrize("how", ["absent", "refused", "odd"])
def test_a_tool_that_does_not_answer_is_no_answer(question, how):
    """Unknown, with the reason and the way to know: nobody is to believe that nothing is kept."""
    refusal = "The requested operation requires elevation (Run as administrator)."
    machine = {"absent": {}, "refused": {"fails": dict.fromkeys(PRINTS, refusal)}, "odd": {"prints": {}}}[how]
    answer = said(question, {"platform": "win32", **machine})

    assert isinstance(answer, Unknown)
    assert answer.to_know.startswith("netsh ")
    assert how != "refused" or refusal == answer.why


@pytest.mark.parametrize("platform", ["linux", "darwin"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_elsewhere_nothing_is_kept(question, platform):
    """And no program of Windows is looked for."""
    assert said(question, {"platform": platform}) in (Known(()), Known(None))
