"""The one line of a project that says where its server listens, and the lines that are left alone."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.listener import (
    bound_to_loopback_client_uses_lan,
    bound_to_specific_other_address,
    server_ipv6_only_client_ipv4,
)
from portwise.knowledge.terms import projectfiles
from portwise.knowledge.terms.projectfiles import to_address, to_port
from portwise.model.cause import View
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import COMMAND, CWD, DECLARED, HERE, KIN, OWNERS, PROGRAM, PROJECT, SETTINGS, SYSTEM, WANTED
from portwise.model.machines import System
from portwise.model.net import Socket
from portwise.model.process import Kin, Process, Program, Project
from portwise.model.service import Setting
from portwise.model.settings import Declared
from portwise.model.target import Endpoint, Target

SHOP, WHO = "/home/ada/shop", Process(41, 7, "node")
SOCKET = Socket(ip_address("127.0.0.1"), 3001, False, 0, 128, 0, 9)
CLIENT = Endpoint(ip_address("10.0.0.5"), 3000)
ENV = Declared(3001, "localhost", "PORT", ".env", 2, "", 3)
VITE = Declared(3001, "127.0.0.1", "server.port", "vite.config.ts", 3, "vite", 4)


def view(rows, argv=("node", "server.js"), program="", set_to="", cwd=SHOP, keeper="shell bash", service=""):
    told = {
        OWNERS.of(9): (WHO,),
        CWD.of(WHO): cwd,
        PROJECT.of(SHOP): Project(SHOP, "shop", ""),
        PROJECT.of(f"{SHOP}/api"): Project(SHOP, "shop", ""),
        PROGRAM.of(WHO): Program(program, program or "node server.js", moves=False),
        DECLARED.of(SHOP): tuple(rows),
        SETTINGS.of(WHO): (Setting("PORT", set_to),) if set_to else (),
        COMMAND.of(WHO): tuple(argv),
        KIN.of(WHO): Kin((), keeper, False, service),
    }
    seen = Evidence(Target.parse("10.0.0.5:3000")).plus(Answer(q, Known(value), "") for q, value in told.items())
    return View(seen, CLIENT)


def slot(name, wanted, made):
    return projectfiles.slots(wanted)[name](made, SOCKET)


@pytest.mark.parametrize(
    ("wanted", "rows", "more", "script", "command"),
    [
        (to_address, [ENV], {}, "3s|localhost|10.0.0.5|", "node server.js"),
        (to_port, [ENV], {}, "2s|3001|3000|", "node server.js"),
        (to_port, [ENV._replace(file=".env.production")], {}, None, None),
        (to_port, [ENV._replace(file="src/main/resources/application.properties")], {}, None, None),
        (to_port, [ENV, ENV._replace(file="package.json")], {}, None, None),  # which of them?
        (to_port, [ENV._replace(program="vite")], {}, None, None),  # another one's
        (to_port, [ENV._replace(line=0)], {}, None, None),
        (to_port, [ENV._replace(what='script "dev3001"')], {}, None, None),  # sed would rename it
        (to_port, [ENV._replace(what="API_URL", goes=True)], {}, None, None),  # where its clients go
        (to_port, [ENV, ENV._replace(what="API_URL", line=7, goes=True)], {}, "2s|3001|3000|", "node server.js"),
        (to_port, [ENV], {"set_to": "3001"}, None, None),  # its environment says so, and counts more
        (to_port, [ENV], {"cwd": f"{SHOP}/api"}, None, None),
        (to_port, [ENV], {"keeper": "docker container 4f3a"}, "2s|3001|3000|", None),
        (
            to_port,
            [ENV._replace(file="package.json", at=0)],
            {"argv": ("node", "server.js", "--port", "3001", "--x=3001", "30010")},
            "2s|3001|3000|",
            "node server.js --port 3000 --x=3000 30010",
        ),
        (to_address, [ENV._replace(address="0.0.0.0")], {}, None, None),
        (to_address, [ENV._replace(address="127.0.0.1", at=0)], {}, r"2s|127\.0\.0\.1|10.0.0.5|", "node server.js"),
        (to_address, [VITE], {"program": "vite"}, None, None),
    ],
)
def test_the_line_is_changed_and_the_command_goes_with_it(wanted, rows, more, script, command):
    """Where nothing else counts more, and one line alone is for this server."""
    made = view(rows, **more)
    anew = slot("anew", wanted, made)

    assert script == slot("edit", wanted, made)
    assert command == (" ".join(anew.split("\0")[3:]) if anew else None)


@pytest.mark.parametrize(
    ("argv", "program", "script"),
    [
        (("node", "vite.js"), "vite", r"4s|127\.0\.0\.1|10.0.0.5|"),
        (("node", "vite.js", "--host=127.0.0.1"), "vite", None),  # which counts more than its file
        (("node", "nuxt.js"), "nuxt", None),
    ],
)
def test_a_file_that_is_watched_needs_no_second_step(argv, program, script):
    """Only of a server that is known to watch it."""
    assert script == slot("live", to_address, view([VITE._replace(program=program)], argv, program))


def test_a_service_is_started_anew_by_whoever_keeps_it():
    """Its own command is not run beside it, and a unit in which it merely works is left alone."""
    made = view([ENV], keeper="systemd unit shop.service", service="shop.service")
    lent = view([ENV], keeper="systemd unit code-server@me.service")

    assert ("shop.service", None) == (slot("of_unit", to_port, made), slot("anew", to_port, made))
    assert (None, None) == (slot("of_unit", to_port, lent), slot("anew", to_port, lent))


@pytest.mark.parametrize(
    "cause", [bound_to_loopback_client_uses_lan, bound_to_specific_other_address, server_ipv6_only_client_ipv4]
)
def test_an_address_that_is_given_up_is_named(cause):
    """Whoever came by it finds nobody there then."""
    does = [remedy.does for remedy in cause.CAUSE.remedies if remedy.when in ("of_unit", "anew", "live")]

    assert all("at {bound} it does not answer any more" in each for each in does if "writes}" in each)
    assert any("writes}" in each for each in does)


@pytest.mark.parametrize(
    ("argv", "program", "rows", "system", "general"),
    [
        (("python3", "-m", "http.server"), "http.server", [], "linux", None),  # its option for the address is known
        (("node", "server.js"), "", [ENV], "linux", None),  # and here the line of its file
        (("node", "vite.js"), "vite", [VITE._replace(program="vite")], "linux", None),
        (("node", "server.js"), "", [], "linux", "it"),
        (("python3", "-m", "http.server"), "http.server", [], "darwin", "it"),  # where fix starts no server again
    ],
)
def test_what_is_known_exactly_is_not_said_in_general_too(argv, program, rows, system, general):
    """One of the two is enough; where nothing is known, the words are left."""
    made = view(rows, argv, program)
    more = {WANTED.of(WHO): SOCKET.port, SYSTEM.of(HERE): System(system, "")}
    made = View(made.seen.plus(Answer(q, Known(value), "") for q, value in more.items()), CLIENT)

    assert general == bound_to_loopback_client_uses_lan.CAUSE.slots["unknown_way"](made, SOCKET)
