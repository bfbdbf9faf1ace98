"""The command line, the library and the tools of an agent can do the same things."""

import asyncio
import inspect
from pathlib import Path

import click
import pytest
from mcp import Client

import portwise
from portwise.ui import cli
from portwise.ui.cli._group import load
from portwise.ui.mcp.server import built

# A verb of the command line, the functions of the library and the tools that do the same
SAME = {
    "why": ({"why", "why_async"}, {"why", "more"}),
    "read": ({"read"}, {"read"}),
    "overview": ({"overview"}, {"list_ports"}),
    "who": ({"who"}, {"who"}),
    "wait": ({"wait"}, {"wait_ready"}),
    "explain": ({"explain"}, {"explain"}),
    "fix": ({"fix"}, {"plan_fix", "apply_fix"}),
    "undo": ({"undo"}, {"undo"}),
    "stop": ({"stop", "stop_stale"}, {"stop"}),
    "forward": ({"forward"}, {"forward"}),
}
FACES = {"mcp": "it serves the tools", "completion": "it is of a shell"}
# What only a screen or a hand at a terminal needs: how it is shown, the yes, and what is written down
OF_A_SCREEN = {
    *("as_json", "plain", "brief", "verbose", "schema", "explain_access", "no_questions", "checklist", "as_list"),
    *("yes", "dry_run", "out", "open_it", "prompt", "evidence", "markdown", "html", "page", "issue"),
}


def public():
    return {name for name in portwise.__all__ if name.islower() and inspect.isroutine(getattr(portwise, name))}


def options(verb):
    command = load(verb)
    assert isinstance(command, click.Command)
    return {parameter.name for parameter in command.params} - OF_A_SCREEN


async def listed():
    async with Client(built(read_only=False)) as client:
        return {tool.name: tool for tool in (await client.list_tools()).tools}


@pytest.fixture(scope="module")
def tools():
    return asyncio.run(listed())


def test_a_verb_is_at_home_everywhere(tools):
    """Who adds one to the command line, the library or the tools alone is told by this test."""
    files = {path.stem for path in Path(cli.__file__).parent.glob("[!_]*.py")} - FACES.keys()

    assert SAME.keys() == files
    assert set.union(*(functions for functions, _ in SAME.values())) == public()
    assert set.union(*(names for _, names in SAME.values())) == tools.keys()


def test_import_is_light_and_every_function_is_documented():
    """Typed, with what it raises or that nothing is changed, for whoever calls help()."""
    for name in public():
        function = getattr(portwise, name)

        assert function.__doc__, name
        assert "return" in function.__annotations__, name


@pytest.mark.parametrize("verb", sorted(SAME))
def test_both_async_and_plain_take_the_same(verb):
    """`why_async` and `stop_stale` are the same question, asked in another way."""
    first, *others = sorted(SAME[verb][0])
    rest = [set(inspect.signature(getattr(portwise, name)).parameters) for name in others]
    mine = set(inspect.signature(getattr(portwise, first)).parameters)

    assert all(mine ^ one <= {"port", "folder"} for one in rest)


# One thing, as the command line, the library or the tools call it where they differ
CALLED = {
    "place": "bind",
    "aim": "target",
    "about": "target",
    "listen": "port",
    "only": "step",
    "steps": "step",
    "words": "word",
    "file": "text",
    "beside": "text",
    "span": "timeout",
    "seconds": "timeout",
    "folder": "stale",
}
# Of the face, not of the question: the yes, what was shown before it, and where a long answer goes on
OF_A_FACE = {"agree", "ready", "trouble", "pids", "offset", "report", "plan"}
A_FILE = "the caller writes what it wants to keep"
A_MARK = "what stands in the kernel meanwhile takes a person's yes"
EVERYWHERE = {  # by verb: what only the command line takes, and why
    "why": {
        **dict.fromkeys(("keep", "budget", "bundle_schema", "pcap"), A_FILE),
        **dict.fromkeys(("trace", "capture"), A_MARK),
        **dict.fromkeys(("repeat", "concurrency"), "a program that asks again and again is a loop of its own"),
        "checker": "something outside is told, which a person has to agree to",
    },
    "read": {"answer": "it holds a file of somebody against another one"},
    "undo": {
        "leftovers": "the next run sweeps them by itself",
        "forget": "what somebody else has changed since is for a person to settle",
    },
}
TO_A_PROGRAM = {  # by verb: what an agent does not say, and why
    "why": {
        **dict.fromkeys(("method", "headers", "credentials"), "the origin alone decides nearly all of it, and is short")
    },
    "stop": {"timeout": "ten seconds, as by default"},
    "forward": {
        "expose": "an agent opens nothing to other machines",
        "address": "both families of loopback",
        **dict.fromkeys(("cert", "key"), "the development certificate does for an hour"),
    },
}
THEIRS = {"forward": {"address"}, "fix": {"timeout"}}  # in LISTEN; the command line has the defaults


def canonical(names):
    return {CALLED.get(name, name) for name in names} - OF_A_FACE


@pytest.mark.parametrize("verb", sorted(SAME))
def test_an_option_of_one_is_an_argument_of_all(verb, tools):
    """Whoever adds an option adds it everywhere, or says here why not; and no reason outlives its option."""
    functions, named = SAME[verb]
    line, theirs = canonical(options(verb)), THEIRS.get(verb, set())
    library = canonical(n for name in functions for n in inspect.signature(getattr(portwise, name)).parameters)
    agents = canonical(n for name in named for n in tools[name].input_schema["properties"])
    of_the_line, of_a_program = EVERYWHERE.get(verb, {}).keys(), TO_A_PROGRAM.get(verb, {}).keys()

    assert line | theirs & library == library | of_the_line
    assert library | theirs == agents | of_a_program


@pytest.mark.parametrize(
    ("tool", "names"),
    [
        (
            "why",
            {
                *("target", "bind", "seconds", "text", "vantage"),
                *("origin", "saw", "worked_until", "deep", "passive"),
            },
        ),
        ("read", {"text", "target"}),
        ("who", {"port"}),
        ("wait_ready", {"targets", "seconds", "project", "any_address"}),
        ("explain", {"word", "offset"}),
        ("plan_fix", {"target", "bind", "seconds", "vantage", "saw"}),
        ("apply_fix", {"plan", "steps"}),
        ("undo", {"plan"}),
        ("stop", {"port", "stale", "plan", "pids", "kill", "supervisor", "user"}),
        ("forward", {"port", "target", "seconds", "vantage", "tls", "insecure"}),
    ],
)
def test_what_a_tool_takes(tool, names, tools):
    """A change of what an agent may say is seen here; whatever does not have to be said has a default."""
    schema = tools[tool].input_schema

    assert names == schema["properties"].keys()
    assert {"target", "text", "port", "targets", "plan", "steps"} >= set(schema.get("required", ()))


def test_the_list_of_tools_is_short(tools):
    """An agent pays for it in every session: about 4,000 tokens with the schemas of all answers."""
    sizes = {name: len(tool.model_dump_json(exclude_none=True)) for name, tool in tools.items()}

    assert sum(sizes.values()) < 18_000
