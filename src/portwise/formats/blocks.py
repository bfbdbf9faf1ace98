"""
YAML as people write it by hand (yaml.org/spec/1.2.2), as a tree of values that know their line.

Block and flow collections over any number of lines, both kinds of quotes, comments, anchors, aliases and merged keys
(<<).  The text of block scalars is left out, and tags are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats.flow import ALIAS, DEEPEST, NOTHING, QUOTED, Flow, Keyed, Node, same, unquoted
from portwise.formats.yamllines import KEY, without_comment
from portwise.model.record import NamedTuple

BLOCK = re.compile(r"[|>][+-]?\d?[+-]?")
PROPERTY = re.compile(r"(?:!\S*|&(?P<anchor>[^\s,\[\]{}]+))(?:\s+|$)")


class Line(NamedTuple):
    number: int
    column: int
    text: str


def yaml(text: str, keyed: Keyed = same) -> Node:
    """The first document.  Raises ValueError for what cannot be read as one."""
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return Flow(text.removeprefix("\ufeff"), 1, keyed, {}).value()
    return Block(list(lines(text)), keyed).document()


def lines(text: str) -> Iterator[Line]:
    begun = False
    for number, raw in enumerate(text.splitlines(), 1):
        line = without_comment(raw)
        if line.startswith(("---", "...")) and not line[3:].strip():
            if begun:
                return
            continue
        if line.strip() and not line.startswith("%"):
            begun = True
            yield Line(number, len(line) - len(line.lstrip(" ")), line.strip())


class Block:
    """One reading; what stands deeper than its key belongs to it."""

    def __init__(self, told: list[Line], keyed: Keyed) -> None:
        self.lines, self.keyed, self.next, self.depth = told, keyed, 0, 0
        self.anchors: dict[str, Node] = {}

    @property
    def here(self) -> Line | None:
        return self.lines[self.next] if self.next < len(self.lines) else None

    def document(self) -> Node:
        found = self.node(self.here.column) if self.here else NOTHING
        if self.here:
            raise ValueError(f"line {self.here.number} is not understood")
        return found

    def node(self, column: int) -> Node:
        """What begins on this line, at this column."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("nested too deeply")
        line = self.lines[self.next]
        if is_item(line.text):
            made = Node(list(self.sequence(column)), line.number)
        elif KEY.match(line.text):
            made = self.mapping(column)
        else:
            self.next += 1
            made = self.inline(line.text, line.number, column)
        self.depth -= 1
        return made

    def sequence(self, column: int) -> Iterator[Node]:
        while (line := self.here) and line.column == column and is_item(line.text):
            rest = line.text[1:].lstrip()
            yield self.held(rest, line, column, column + len(line.text) - len(rest))

    def mapping(self, column: int) -> Node:
        first = self.lines[self.next].number
        found: dict[str, Node] = {}
        while (line := self.here) and line.column == column and (key := KEY.match(line.text)):
            rest = (key[2] or "").strip()
            name = unquoted(key[1])
            self.next += 1
            made = self.valued(rest, line, column)
            if name == "<<":
                for merged in made.rows or [made]:
                    found = {**merged.items, **found}
            else:
                found[self.keyed(name)] = made
        if (line := self.here) and line.column > column:
            raise ValueError(f"line {line.number} is not understood")
        return Node(found, first)

    def held(self, rest: str, line: Line, column: int, inner: int) -> Node:
        """What an item is: on the line of its dash, or below."""
        if not rest or PROPERTY.fullmatch(rest):
            self.next += 1
            return self.valued(rest, line, column)
        if KEY.match(rest) or is_item(rest):
            self.lines[self.next] = Line(line.number, inner, rest)
            return self.node(inner)
        self.next += 1
        return self.inline(rest, line.number, column)

    def valued(self, rest: str, line: Line, column: int) -> Node:
        """The value of a key: on its line, or below it; a sequence may stand at the column of its key."""
        anchor, rest = named(rest)
        if rest:
            made = self.inline(rest, line.number, column)
        elif self.here and (self.here.column > column or (self.here.column == column and self.begins_here(line))):
            made = self.node(self.here.column)
        else:
            made = Node("", line.number)
        if anchor:
            self.anchors[anchor] = made
        return made

    def begins_here(self, line: Line) -> bool:
        return self.here is not None and is_item(self.here.text) and not is_item(line.text)

    def inline(self, rest: str, number: int, column: int) -> Node:
        anchor, rest = named(rest)
        if BLOCK.fullmatch(rest):
            self.skip(column)
            return Node("", number)
        if alias := ALIAS.fullmatch(rest):
            if alias[1] not in self.anchors:
                raise ValueError(f"line {number}: nothing is called {alias[1][:20]}")
            return self.anchors[alias[1]]
        made = self.flow(rest, number) if rest[:1] in "{[" and rest else Node(unquoted(rest), number)
        if not isinstance(made.value, (dict, list)):
            self.skip(column)  # a text may go on below
        if anchor:
            self.anchors[anchor] = made
        return made

    def skip(self, column: int) -> None:
        while self.here and self.here.column > column:
            self.next += 1

    def flow(self, rest: str, number: int) -> Node:
        """As many lines as it takes, each kept at its number."""
        told, last, still = [rest], number, opened(rest)
        while still > 0 and self.here:
            told.append("\n" * (self.here.number - last - 1) + self.here.text)
            still += opened(self.here.text)
            last = self.here.number
            self.next += 1
        return Flow("\n".join(told), number, self.keyed, self.anchors).value()


def is_item(text: str) -> bool:
    return text == "-" or text.startswith("- ")


def named(rest: str) -> tuple[str, str]:
    """An anchor (&name) and what follows; tags (!name) are left out."""
    anchor = ""
    while found := PROPERTY.match(rest):
        anchor, rest = found["anchor"] or anchor, rest[found.end() :]
    return anchor, rest


def opened(line: str) -> int:
    """How many brackets it leaves open, those in quotes left out."""
    bare = QUOTED.sub("", line)
    return sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))
