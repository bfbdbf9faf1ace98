"""
The model servers that the configuration of LiteLLM names: ``model_list``, ``litellm_params``, ``api_base``.

docs.litellm.ai/docs/proxy/configs, read on 2026-11-20.  ``os.environ/NAME`` stands for a variable, and a model of
Ollama without an address is looked for at http://localhost:11434.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portwise.formats import tree
from portwise.formats.dependencies import URL, places
from portwise.formats.tree import Node
from portwise.model.behind import Dependency
from portwise.model.schemes import default_port

FROM_ENVIRONMENT = "os.environ/"
OLLAMA, OLLAMAS = "http://localhost:11434", ("ollama/", "ollama_chat/")


def variables(text: str) -> tuple[str, ...]:
    """The names of those that addresses are taken from."""
    named = (base.text.removeprefix(FROM_ENVIRONMENT) for base, _ in bases(text))
    return tuple(dict.fromkeys(name for name in named if name.isidentifier()))


def backends(text: str, file: str, told: Mapping[str, str]) -> tuple[Dependency, ...]:
    """Each with the line that names it.  Raises ValueError for what is no YAML."""
    found = (
        row
        for base, line in bases(text)
        if (url := URL.match(told.get(base.text.removeprefix(FROM_ENVIRONMENT), base.text)))
        for row in places(url[2], default_port(url[1].lower()), url[1].lower(), f"{file}:{line}")
    )
    return tuple({(row.host, row.port): row for row in reversed(tuple(found))}.values())[::-1]


def bases(text: str) -> Iterator[tuple[Node, int]]:
    for row in tree.yaml(text).at("model_list").rows:
        asked = row.at("litellm_params")
        base = asked.at("api_base") or asked.at("base_url")
        if base:
            yield base, base.line
        elif asked.at("model").text.startswith(OLLAMAS):
            yield Node(OLLAMA, asked.at("model").line), asked.at("model").line
