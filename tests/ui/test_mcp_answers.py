"""What an agent gets: answers that are never long, pages of causes, a prompt."""

import json

import pytest

from portwise.ui.mcp import answers
from tests.ui.agents import MOST


@pytest.mark.parametrize("length", [10, 300, 10_000])
def test_no_answer_is_longer_than_an_answer_may_be(length):
    """Sentences get shorter and then fewer; numbers and the words of a command stay."""
    step = {"does": "d" * length, "command": ["kill", "-CONT", "1"], "safety": "safe", "needs_root": False}
    cause = {"cause": "c", "title": "t" * length, "because": ["b" * length] * 40, "steps": [step] * 40}
    answer = {"target": "t" * length, "attempts": ["a" * length] * 40, "causes": [cause] * 40, "pids": [*range(500)]}
    told = answers.within(answer)

    assert len(json.dumps(told)) <= answers.MOST
    assert [*range(500)] == told["pids"]
    assert ["kill", "-CONT", "1"] == told["causes"][0]["steps"][0]["command"]


def test_resources_and_a_prompt(inside):
    """Causes, one cause, the reports of the session, and what to say when a server does not answer."""

    async def session(client):
        page = await client.read_resource("portwise://cause/nothing-listening")
        every = await client.read_resource("portwise://causes")
        prompt = await client.get_prompt("my_server_does_not_answer", {"target": "localhost:3000"})
        return page.contents[0].text, every.contents[0].text, prompt.messages[0].content.text

    page, every, prompt = inside(session)

    assert len(every) < MOST
    assert "nothing-listening" in every
    assert "Nothing listens on the port" in page
    assert "localhost:3000" in prompt


def test_a_name_without_an_end(inside):
    """Of a prompt or a resource: refused before anything is looked up, said again or logged."""
    from mcp import MCPError

    async def session(client):
        lengths = []
        for ask in (client.get_prompt("z" * 1_000_000), client.read_resource("portwise://" + "z" * 1_000_000)):
            with pytest.raises(MCPError) as raised:
                await ask
            lengths.append(len(str(raised.value)))
        return lengths

    assert [True, True] == [length < 600 for length in inside(session)]
