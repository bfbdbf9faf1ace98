"""Which line of which file sets the proxy that our environment has."""

import errno
import subprocess

import pytest

from portwise.collect.profiles import PROFILES
from portwise.host.api import Relay
from portwise.knowledge.proxy.env_proxy_captures_localhost import CAUSE, Capture, exports, written
from portwise.model.cause import View
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import EXPORTED, FOLDER, HERE, PROXIES
from portwise.model.settings import Directive, ProxyChoice
from portwise.model.target import Target

PROFILE = "/home/ada/.profile"
DAEMON = "/home/ada/.config/environment.d/a.conf"
SEEN = Evidence(Target.parse("http://localhost:3000")).plus([Answer(FOLDER.of(HERE), Known("/srv/shop"), "getcwd")])
PROXY = "http://***@10.0.0.9:3128"
ALL = "localhost,127.0.0.1,::1"


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
        ("http_proxy=http://10.0.0.9:3128\r\n", [("http_proxy", "", "export ")]),
        ("http_proxy=http://10.0.0.9:3128\nexport http_proxy\n", [("http_proxy", "", "export ")]),
        ("http_proxy=http://10.0.0.8:3128\n", []),  # what we have comes from elsewhere
        ("# export http_proxy=http://10.0.0.9:3128\n", []),
        (
            'export NO_PROXY="a b,c" no_proxy=d\n',
            [("NO_PROXY", "a b,c", 'NO_PROXY="a b,c"'), ("no_proxy", "d", "no_proxy=d")],
        ),
        ("no_proxy=d\nexport no_proxy\n", [("no_proxy", "d", "")]),
        ("my.http_proxy=http://10.0.0.9:3128\n", []),
        ("http_proxy=" + "x" * 90_000 + "\n", []),
    ],
)
def test_a_line_counts_that_sets_what_we_have(text, found):
    """Whatever password stands in it is handed on by nobody."""
    said = rows({PROFILE: text, "/home/ada/.config/environment.d/b.txt": text}, http_proxy=PROXY)

    assert found == [(row.name, row.value, row.text) for row in said]
    assert {PROFILE} >= {row.file for row in said}


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        (PROFILE, "export A=1 \\\n http_proxy=http://10.0.0.9:3128 \\\n B=2\n", [3]),
        (PROFILE, "export http_proxy=http://10.0.0.9:3128 \\\n", []),
        (PROFILE, "export http_proxy=http://10.0.0.9:3128 \\\\\n", [1]),
        (DAEMON, "http_proxy=http://10.0.0.9:3128\n", [1]),
    ],
)
def test_a_line_goes_on_where_a_backslash_ends_it(path, text, lines):
    """Below its last one there is room for another, and nowhere before."""
    assert lines == [row.line for row in rows({path: text}, http_proxy=PROXY)]


@pytest.mark.parametrize(
    "text",
    [
        "http_proxy=http://10.0.0.9:3128\nexport http_proxy\n",
        "http_proxy=http://10.0.0.9:3128 \\\n  A=1\nexport http_proxy\n",
        "http_proxy=http://10.0.0.9:3128\nno_proxy=shop.test\nexport http_proxy\n",
        "export http_proxy=http://10.0.0.9:3128 NO_PROXY=shop.test\n",
        "export http_proxy=http://10.0.0.9:3128 \\\n  NO_PROXY=shop.test\n",
    ],
)
def test_a_new_shell_hands_it_on(tmp_path, text):
    """What is written into a profile reaches the programs that are started from it, however the profile exports."""
    file = tmp_path / ".profile"
    file.write_text(text)
    choice = ProxyChoice("curl", "10.0.0.9", 3128, PROXY, "http_proxy", "", ())
    found = rows({PROFILE: text}, http_proxy=PROXY)
    answers = [Answer(PROXIES.of(HERE), Known((choice,)), "env"), Answer(EXPORTED.of(HERE), Known(found), "")]
    change = written(View(SEEN.plus(answers), None), Capture("10.0.0.9:3128", ("curl",), ("http_proxy",)))
    subprocess.run(["sed", "-i", change.script, str(file)], check=True)
    shell = ["sh", "-c", '. "$0"; printenv no_proxy NO_PROXY http_proxy', str(file)]

    assert [ALL, ALL, "http://10.0.0.9:3128"] == subprocess.run(
        shell, capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"}
    ).stdout.split()


def test_without_a_proxy_no_file_is_opened():
    """Most people have none."""
    assert () == rows({PROFILE: "no_proxy=a\n"})


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (PROFILE, ("below line 3 of /home/ada/.profile", None)),
        ("/etc/environment", (None, "below line 3 of /etc/environment")),
        ("/etc/profile.d/proxy.sh", (None, "below line 3 of /etc/profile.d/proxy.sh")),
    ],
)
def test_a_file_of_the_machine_takes_root(path, where):
    """And one of one's own does not."""
    choice = ProxyChoice("curl", "10.0.0.9", 3128, PROXY, "http_proxy", "", ())
    answers = [
        Answer(PROXIES.of(HERE), Known((choice,)), "env"),
        Answer(EXPORTED.of(HERE), Known((SH._replace(file=path),)), ""),
    ]
    it = View(SEEN.plus(answers), None), Capture("10.0.0.9:3128", ("curl",), ("http_proxy",))
    rooted = {remedy.when: remedy.needs_root for remedy in CAUSE.remedies if remedy.argv[:1] == ("sed",)}

    assert where == tuple(CAUSE.slots[name](*it) for name in rooted)
    assert [False, True] == [*rooted.values()]


SH = Directive("http_proxy", "", "export ", PROFILE, 3)
PLAIN = Directive("http_proxy", "", "", DAEMON, 1)


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
