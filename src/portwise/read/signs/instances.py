"""Processes and ports as people list them by hand: "Process 4711: vite (port 3000)", "Port 3002: node 34178"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Listening, Noted, Running
from portwise.read.text import Text

PROGRAM = (
    r"(?:node|vite|tsx|ts-node|next|nuxt|webpack|npm|pnpm|yarn|bun|deno|python\d?|uvicorn|gunicorn|flask|django|"
    r"manage\.py|ruby|rails|puma|php|java|go|dotnet|nginx|httpd|apache2?|redis-server|postgres|mysqld|mongod|"
    r"ollama|esbuild|nodemon|concurrently|remix|astro|ng|expo|react-scripts)"
)
NAMED = re.compile(
    rf"\b(?:process|pid)\s*:?\s*#?(?P<pid>\d{{2,7}})\s*[:(=-]+\s*(?P<command>{PROGRAM}\b[^()\n]{{0,120}})"
)
LISTED = re.compile(rf"^\W*(?:[\w.-]{{1,32}}\s+)?(?P<pid>\d{{2,7}})\s{{1,8}}(?P<command>{PROGRAM}\b[^()\n]{{0,120}})")
HOLDS = re.compile(
    rf"\bport\s+(?P<port>\d{{2,5}})\s*[:=-]+>?\s*(?P<program>{PROGRAM})\b\W{{1,3}}(?:pid\W{{1,3}})?(?P<pid>\d{{2,7}})"
)
OLD = re.compile(r"\b(?:background|older?|stale|zombies?|orphan\w*|left ?over|previous|earlier|suspended|stopped)\b")


def instances(text: Text) -> Iterator[Noted[Running | Listening]]:
    for line in text.lines:
        folded = line.text.casefold()
        if held := HOLDS.search(folded):
            yield Noted(Listening("", int(held["port"]), "words", held["program"], int(held["pid"])), (line.number,))
        if found := NAMED.search(folded) or LISTED.match(folded):
            command = " ".join(found["command"].split())
            state = "background" if OLD.search(folded) else ""
            yield Noted(Running(int(found["pid"]), command, state), (line.number,))


READERS = (instances,)
