"""
YAML, JSON and TOML as one tree in which every value knows its line: how gateways are configured that have no grammar
of their own.

TOML (toml.io/en/v1.0.0) is read by the standard library, which keeps no lines: a text stands where it is next found.
For the others see `portwise.formats.blocks` and `portwise.formats.flow`.
"""

from __future__ import annotations

from bisect import bisect
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
        self.ends = [at for at, letter in enumerate(text) if letter == "\n"]

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
        at = self.find(value, self.position)
        if at < 0:
            at = self.find(value, 0)
        self.position = max(at, self.position)
        return bisect(self.ends, at - 1) + 1 if at >= 0 else 0

    def find(self, value: str, start: int) -> int:
        """Where it stands in quotes, -1 where it is written in another way."""
        double = self.text.find(f'"{value}"', start)
        single = self.text.find(f"'{value}'", start, double if double >= 0 else len(self.text))
        return single if single >= 0 else double
