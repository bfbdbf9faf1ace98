"""
YAML, JSON and TOML as one tree in which every value knows its line: how gateways are configured that have no grammar
of their own.

TOML (toml.io/en/v1.0.0) is read by the standard library, which keeps no lines: a text stands where it is next found.
For the others see `portwise.formats.blocks` and `portwise.formats.flow`.
"""

from __future__ import annotations

from typing import Any

from portwise.formats.blocks import yaml
from portwise.formats.flow import DEEPEST, NOTHING, Keyed, Node, same

__all__ = ["NOTHING", "Node", "toml", "yaml"]


def toml(text: str, keyed: Keyed = same) -> Node:
    """Raises ValueError for what is none (tomllib.TOMLDecodeError is one)."""
    import tomllib  # 4 ms, for those who have such a file

    try:
        return Placed(text, keyed).node(tomllib.loads(text), 0)
    except RecursionError:
        raise ValueError("nested too deeply") from None


class Placed:
    """Values in the order of the file: each text is looked for behind the one before."""

    def __init__(self, text: str, keyed: Keyed) -> None:
        self.text, self.keyed, self.position = text, keyed, 0

    def node(self, value: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        if isinstance(value, dict):
            return Node({self.keyed(name): self.node(held, depth + 1) for name, held in value.items()}, 0)
        if isinstance(value, list):
            return Node([self.node(held, depth + 1) for held in value], 0)
        word = str(value).lower() if isinstance(value, bool) else str(value)
        return Node(word, self.line(value))

    def line(self, value: Any) -> int:
        if not isinstance(value, str) or not value:
            return 0
        forms = [form for quote in "\"'" if (form := f"{quote}{value}{quote}") in self.text]
        if not forms:
            return 0
        behind = self.text.find(forms[0], self.position)
        at = behind if behind >= 0 else self.text.find(forms[0])
        self.position = max(at, self.position)
        return self.text.count("\n", 0, at) + 1
