"""
The last lines of a server's log: which of them tell that it listens, failed, or waits for somebody.

Sources: the first lines of vite, next, express templates, uvicorn, gunicorn, flask, django, rails, spring and Go
servers; EADDRINUSE as Node, Python, Go, Java and nginx word it; the last lines of nodemon, ``node --watch`` and tsx.
A line is kept as it is, without the colours of a terminal and with at most `LONGEST` letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.formats.commandline import port_of
from portwise.model.service import Kind, Line, cut

LONGEST = 160  # letters
MOST_READ = 600  # letters; what a line has to say stands at its beginning
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


BEFORE_PORT = (
    *(r"https?://(?:\[[^\]\s]*\]|[^\s/:]+):", r"\bport(?:\(s\))?[ =:]+", r"\]:", r"(?:\d{1,3}\.){3}\d{1,3}:"),
    *("localhost:", ":::", r"(?<=\s):"),
)
PORT = re.compile(rf"(?:{'|'.join(BEFORE_PORT)})(\d{{2,5}})\b", re.IGNORECASE)
# in this order: "Error: listen EADDRINUSE" is an error, and tells more
WORDS = (
    (Kind.WAITING, any_of("app crashed - waiting", "Failed running ", "waiting for (?:file )?changes before")),
    (
        Kind.IN_USE,
        any_of(
            *("EADDRINUSE", "address (?:is )?already in use", r"port \d+ (?:is|was) (?:already )?(?:in use|taken)"),
            *(r"\[Errno 98\]", r"bind\(\) to .* failed \(98"),
        ),
    ),
    (
        Kind.LOCKED,
        any_of(
            *("is another postmaster", "server is already running", "unable to acquire lock"),
            *("another next dev server", "could not (?:create|lock) .*lock", "lock file .* already exists"),
        ),
    ),
    (Kind.ASKING, any_of(r"\?.*[\[(]\s*y(?:es)?\s*/\s*n(?:o)?\s*[\])]", r"^\? .*\?", r"ok to proceed\?")),
    (
        Kind.ERROR,
        any_of(
            r"^[\w.]*(?:Error|Exception|Interrupt)(?:\b.*:|\s*$|\s*\[)",
            *(r"^panic:", r"^fatal\b", r"^\[?error\]?:", "^npm ERR!", "^Exception in thread", "^thread '.*' panicked"),
            *("^Segmentation fault", r"^Killed\b", r"^Aborted\b", "^error Command failed", "exited with code [1-9]"),
            r"\bCannot find module\b",
            # llama.cpp, LocalAI, vLLM and PyTorch, behind prefixes of their own
            *(
                r"(?:error|failed to|unable to|could not) load(?:ing)? (?:the )?model",
                "Engine core initialization failed",
            ),
            "CUDA out of memory",
            *(r"\bSIGKILL\b", r"signal: killed", r"line \d+: +\d+ Killed\b"),  # what ended by it writes nothing itself
        ),
    ),
    (Kind.LISTENING, any_of(r"\b(?:listening|running|serving|started|ready|available|local|bound|accepting)\b")),
)
NO_NEWS = re.compile(r"^Traceback|^\s+(?:at|File) ")  # the words of the error itself come after or before


def lines(texts: Iterable[str]) -> Iterator[Line]:
    """Those that are understood; a line that is said to listen has to name a port."""
    for text in texts:
        plain = COLOURS.sub("", text[:MOST_READ]).strip()
        kind = None if NO_NEWS.match(plain) else next((kind for kind, words in WORDS if words.search(plain)), None)
        port = named(plain)
        if kind and (port or kind is not Kind.LISTENING):
            yield Line(kind, port, cut(plain, LONGEST))


def named(text: str) -> int:
    """The port that a line speaks of, 0 without."""
    found = PORT.search(text)
    return (found and port_of(found[1])) or 0
