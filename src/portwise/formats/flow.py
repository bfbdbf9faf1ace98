"""
Collections in brackets: JSON (RFC 8259), and the flow style of YAML (yaml.org/spec/1.2.2, chapter 7), as a tree of
values that know their line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from portwise.model.record import NamedTuple

DEEPEST = 60  # collections within collections
ALIAS = re.compile(r"\*([^\s,\[\]{}]+)$")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'', re.DOTALL)
PLAIN = re.compile(r"(?:[^,\[\]{}:\n]|:(?![\s,\[\]{}]|$))+")
BLANK = re.compile(r"(?:\s|(?:^|(?<=\s))#[^\n]*)*")

Keyed = Callable[[str], str]


class Node(NamedTuple):
    """A mapping, a sequence, or a scalar as text."""

    value: dict[str, Node] | list[Node] | str
    line: int

    def at(self, *keys: str) -> Node:
        """What these keys lead to, an empty text where one of them leads nowhere."""
        node = self
        for key in keys:
            node = node.value.get(key, NOTHING) if isinstance(node.value, dict) else NOTHING
        return node

    @property
    def rows(self) -> list[Node]:
        return self.value if isinstance(self.value, list) else []

    @property
    def items(self) -> dict[str, Node]:
        return self.value if isinstance(self.value, dict) else {}

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Of a sequence; one value may stand for a sequence of one."""
        return tuple(row.text for row in self.rows if row.text) if self.rows else ((self.text,) if self.text else ())

    @property
    def number(self) -> int:
        """0 for what is none."""
        return int(self.text) if self.text.isascii() and self.text.isdigit() and len(self.text) <= 9 else 0

    def __bool__(self) -> bool:
        return bool(self.value)


NOTHING = Node("", 0)


def same(key: str) -> str:
    return key


def unquoted(text: str) -> str:
    text = text.strip()
    if len(text) < 2 or text[0] != text[-1] or text[0] not in "\"'":
        return text
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text[1:-1]


class Flow:
    """``{a: [b, "c"]}``, JSON among it."""

    def __init__(self, text: str, line: int, keyed: Keyed, anchors: dict[str, Node]) -> None:
        self.text, self.first, self.keyed, self.anchors = text, line, keyed, anchors
        self.position, self.depth, self.counted, self.passed = 0, 0, 0, 0

    def line(self) -> int:
        """Counted on from the last place that was asked for."""
        self.passed += self.text.count("\n", self.counted, self.position)
        self.counted = self.position
        return self.first + self.passed

    def blank(self) -> str:
        found = BLANK.match(self.text, self.position)
        self.position = found.end() if found else self.position
        return self.text[self.position : self.position + 1]

    def value(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("nested too deeply")
        first = self.blank()
        line = self.line()
        made = Node(self.collected(first), line) if first in ("{", "[") and first else self.scalar(line)
        self.depth -= 1
        return made

    def collected(self, first: str) -> dict[str, Node] | list[Node]:
        self.position += 1
        if first == "[":
            return list(self.members("]"))
        return {self.keyed(name.text): value for name, value in self.pairs()}

    def members(self, closing: str) -> Iterator[Node]:
        while (sign := self.blank()) != closing:
            if not sign:
                raise ValueError(f"line {self.line()}: a bracket is not closed")
            yield self.value()
            self.separated(closing)
        self.position += 1

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        while (sign := self.blank()) != "}":
            if not sign:
                raise ValueError(f"line {self.line()}: a bracket is not closed")
            name = self.scalar(self.line())
            if self.blank() == ":":
                self.position += 1
                empty = self.blank() in (",", "}")
                yield name, Node("", name.line) if empty else self.value()
            else:
                yield name, Node("", name.line)
            self.separated("}")
        self.position += 1

    def separated(self, closing: str) -> None:
        sign = self.blank()
        if sign == ",":
            self.position += 1
        elif sign != closing:
            raise ValueError(f"line {self.line()} is not understood")

    def scalar(self, line: int) -> Node:
        found = QUOTED.match(self.text, self.position) or PLAIN.match(self.text, self.position)
        if not found or not found[0]:
            raise ValueError(f"line {line} is not understood")
        self.position = found.end()
        alias = ALIAS.fullmatch(found[0].strip())
        return self.anchors.get(alias[1], NOTHING) if alias else Node(unquoted(found[0]), line)
