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
    *("yes", "dry_run", "stale", "out", "open_it", "prompt", "evidence", "markdown", "html", "page", "issue"),
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


@pytest.mark.parametrize(
    ("verb", "names"),
    [
        ("stop", {"port", "kill", "supervisor", "user", "timeout"}),
        ("wait", {"targets", "timeout", "project"}),
        ("undo", {"plan"}),
        ("who", {"port"}),
    ],
)
def test_what_is_allowed_by_name_is_so_everywhere(verb, names):
    """An option of a verb that changes what is done is an argument of the function."""
    taken = set(inspect.signature(getattr(portwise, verb)).parameters)

    assert names == options(verb)
    assert names <= taken


@pytest.mark.parametrize(
    ("tool", "names"),
    [
        ("why", {"target", "bind", "seconds", "text", "vantage"}),
        ("read", {"text", "target"}),
        ("who", {"port"}),
        ("wait_ready", {"targets", "seconds", "project"}),
        ("explain", {"word", "offset"}),
        ("plan_fix", {"target", "bind", "seconds"}),
        ("apply_fix", {"plan", "steps"}),
        ("undo", {"plan"}),
        ("stop", {"port", "stale", "plan", "pids", "kill", "supervisor", "user"}),
        ("forward", {"port", "target", "seconds"}),
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
