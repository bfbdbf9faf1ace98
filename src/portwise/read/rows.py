"""A long table in one string, of which a text asks for some hundred rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

MANY = 1 << 14  # rows that were asked for; who asks for so many will go on, and then all are read


class Rows(Mapping[str, str]):
    """Of lines sorted by what stands before the first tab, each found by bisection: nothing else is read."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.text, self.start = text, start  # where its first line begins; the last one ends with a line end too
        self.asked = 0
        self.all: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        """Raises KeyError."""
        if self.all:
            return self.all[key]
        self.asked += 1
        if self.asked > MANY:
            self.all = dict(self.lines())
        low, high = self.start, len(self.text)
        while low < high:
            begin = self.text.rfind("\n", low, (low + high) // 2) + 1 or low
            tab = self.text.index("\t", begin)
            end = self.text.index("\n", tab)
            found = self.text[begin:tab]
            if found == key:
                return self.text[tab + 1 : end]
            low, high = (end + 1, high) if found < key else (low, begin)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.lines())

    def __len__(self) -> int:
        return self.text.count("\n", self.start)

    def lines(self) -> Iterator[tuple[str, str]]:
        for line in self.text[self.start :].splitlines():
            key, _, row = line.partition("\t")
            yield key, row
