"""What ssh was told to forward, by its own words: ssh(1), and ssh_config(5) for -o."""

from __future__ import annotations

from collections.abc import Iterator

FLAGS = frozenset("46AaCfGgKkMNnqsTtVvXxYy")  # that take no value, and may stand in one word: -fNT
CONFIGURED = {"localforward": "L", "remoteforward": "R", "dynamicforward": "D"}  # keywords are case-insensitive


def options(argv: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Letter and value of every option that has one; after the name of the server come options again, or a command."""
    words = iter(argv[1:])
    for word in words:
        if word[:1] != "-" or word == "--":
            continue
        for at, letter in enumerate(word[1:], 2):
            if letter not in FLAGS:
                yield letter, word[at:] or next(words, "")
                break


def forwards(argv: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """``("L", "8000:127.0.0.1:3000")``, ``("D", "1080")``: what -L, -R and -D say, and -o in their place."""
    for letter, value in options(argv):
        if letter in "LRD":
            yield letter, value
        elif letter == "o":
            keyword, _, rest = value.replace("=", " ", 1).strip().partition(" ")
            if kind := CONFIGURED.get(keyword.lower()):
                yield kind, ":".join(rest.split())


def leads_to(argv: tuple[str, ...], port: int) -> str | None:
    """Where -L sends what comes to *port*: ``127.0.0.1:3000`` of ``[bind:]8000:127.0.0.1:3000``."""
    mark = f"{port}:"
    ways = [value for letter, value in forwards(argv) if letter == "L"]
    return next((way.partition(mark)[2] for way in ways if way.startswith(mark) or f":{mark}" in way), None)


def is_socks(argv: tuple[str, ...], port: int) -> bool:
    """Whether -D has that port."""
    return any(letter == "D" and value.rpartition(":")[2] == str(port) for letter, value in forwards(argv))
