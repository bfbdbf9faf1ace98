"""Which line of which file sets the proxy that our environment has."""

import errno

import pytest

from portwise.collect.profiles import PROFILES
from portwise.host.api import Relay
from portwise.knowledge.proxy.env_proxy_captures_localhost import Capture, exports, written
from portwise.model.cause import View
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import EXPORTED, FOLDER, HERE, PROXIES
from portwise.model.settings import Directive, ProxyChoice
from portwise.model.target import Target

PROFILE = "/home/ada/.profile"
DAEMON = "/home/ada/.config/environment.d/a.conf"
SEEN = Evidence(Target.parse("http://localhost:3000")).plus([Answer(FOLDER.of(HERE), Known("/srv/shop"), "getcwd")])
PROXY = "http://***@10.0.0.9:3128"


class Machine(Relay):
    def __init__(self, files, **environ):
        self.files, self.environ = files, {"HOME": "/home/ada", **environ}

    def _answer(self, method, *about):
        (key, *_) = about
        match method:
            case "environment":
                return tuple((name, self.environ[name]) for name in key if name in self.environ)
            case "read" if key in self.files:
                return self.files[key]
            case "names" if key == "/home/ada/.config/environment.d":
                return ("a.conf", "b.txt")
        raise OSError(errno.ENOENT, "No such file or directory", key)


def rows(files, **environ):
    (answer,) = PROFILES.collect(Machine(files, **environ), SEEN, (EXPORTED.of(HERE),))
    return answer.said.value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("export http_proxy=http://ann:geheim@10.0.0.9:3128\n", [("http_proxy", "", "export ")]),
        (" export  A=1 http_proxy='http://ann:geheim@10.0.0.9:3128'; B=2\n", [("http_proxy", "", "export ")]),
        ("http_proxy=http://10.0.0.9:3128\r\n", [("http_proxy", "", "")]),
        ("http_proxy=http://10.0.0.8:3128\n", []),  # what we have comes from elsewhere
        ("# export http_proxy=http://10.0.0.9:3128\n", []),
        ('NO_PROXY="a b,c" no_proxy=d\n', [("NO_PROXY", "a b,c", 'NO_PROXY="a b,c"'), ("no_proxy", "d", "no_proxy=d")]),
        ("my.http_proxy=http://10.0.0.9:3128\n", []),
        ("http_proxy=" + "x" * 90_000 + "\n", []),
    ],
)
def test_a_line_counts_that_sets_what_we_have(text, found):
    """Whatever password stands in it is handed on by nobody."""
    said = rows({PROFILE: text, "/home/ada/.config/environment.d/b.txt": text}, http_proxy=PROXY)

    assert found == [(row.name, row.value, row.text) for row in said]
    assert {PROFILE} >= {row.file for row in said}


def test_without_a_proxy_no_file_is_opened():
    """Most people have none."""
    assert () == rows({PROFILE: "no_proxy=a\n"})


SH = Directive("http_proxy", "", "export ", PROFILE, 3)
PLAIN = Directive("http_proxy", "", "", DAEMON, 1)
ALL = "localhost,127.0.0.1,::1"


@pytest.mark.parametrize(
    ("lines", "held", "script", "told"),
    [
        ([SH], {}, rf"3a\export NO_PROXY={ALL} no_proxy={ALL}", f"export NO_PROXY={ALL} no_proxy={ALL}"),
        ([PLAIN], {}, rf"1a\no_proxy={ALL}", f"export no_proxy={ALL}"),
        (
            [SH, Directive("NO_PROXY", "db.shop", "NO_PROXY=db.shop", PROFILE, 9)],
            {"NO_PROXY": "db.shop"},
            rf"9s|NO_PROXY=db\.shop|NO_PROXY=db.shop,{ALL} no_proxy=db.shop,{ALL}|",
            f"export NO_PROXY=db.shop,{ALL} no_proxy=db.shop,{ALL}",
        ),
        (
            [PLAIN, Directive("NO_PROXY", "a", "NO_PROXY=a", DAEMON, 2)],
            {"NO_PROXY": "a"},
            f"2s|NO_PROXY=a|NO_PROXY=a,{ALL}|",
            f"export NO_PROXY=a,{ALL}",
        ),
        ([SH, PLAIN], {}, None, None),  # which of them?
        ([SH, *(Directive(n, "a", f"{n}=a", PROFILE, 9) for n in ("NO_PROXY", "no_proxy"))], {}, None, None),
        ([SH], {"no_proxy": "$(hostname)"}, None, None),  # a shell would run it
        ([], {}, None, None),
    ],
)
def test_this_machine_is_exempt_by_one_line(lines, held, script, told):
    """In both spellings where the file is a shell's; what two files set, nobody but their user can settle."""
    choice = ProxyChoice("curl", "10.0.0.9", 3128, PROXY, "http_proxy", "", tuple(held.items()))
    answers = [Answer(PROXIES.of(HERE), Known((choice,)), "env"), Answer(EXPORTED.of(HERE), Known(tuple(lines)), "")]
    view, capture = View(SEEN.plus(answers), None), Capture("10.0.0.9:3128", ("curl",), ("http_proxy",))
    change, command = written(view, capture), exports(view, capture)

    assert script == (change.script if change else None)
    assert told == (command.replace("\0", " ") if command else None)
