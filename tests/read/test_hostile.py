"""Text that was made to cost time: every reader and every lead, on what regular expressions and loops fear."""

import random
import time

import pytest

from portwise.read.readers import all_leads, readers, understood
from portwise.read.text import Text

LINE, LINES = 970, 8
ROWS = 200
SECONDS = 0.7  # of CPU, for all of them together, on a machine that does other things as well


def repeated(piece):
    """Lines full of it; each ends differently, so that none is left out as a repetition."""
    tail = random.Random(piece)
    count = LINES
    return "\n".join((piece * LINE)[:LINE] + "".join(tail.choices("bcdfgh", k=8)) for _ in range(count))


def rows(row):
    """Many signs of a kind: *row* with a number and a word of its own each."""
    tail = random.Random(row)
    words = ("".join(tail.choices("bcdfghjk", k=6)) for _ in range(ROWS))
    return "\n".join(row.format(n=1024 + n, w=word) for n, word in enumerate(words))


PIECES = (
    *("a", " ", "\t", "1", "1.", ":1", "/a", "\"'", "-p ", "a-", "a_", "a=b,", "(", "[::1]:", "not ", "- ", "::", "a."),
    *("econnrefused ", "docker run ", "tcp 0 0 ", "http://a.b.c:80/", "port ", "-> ", "127.0.0.1 ", "http://[", "a@a:"),
    *("is a\t", "localhost:", "selector: ", "labels: ", "on the ", "ssh -L ", "can't ", "curl ", "upstream: ", "\\"),
)  # fmt: skip
TABLES = (
    "{w} tcp 0 0 127.0.0.1:{n} 0.0.0.0:* LISTEN {n}/{w}",
    "Error: connect ECONNREFUSED 127.0.0.1:{n} {w}",
    "{w} listening on http://localhost:{n}",
    'connect() failed (111: Connection refused) while connecting to upstream, upstream: "http://10.0.0.9:{n}/{w}"',
    "getaddrinfo ENOTFOUND {w}",
    '  - "{n}:{n}"  # {w}',
    "{w}-7d9f 0/1 Running 0 5m app={w}",
    "{n} {n}",
    "{w}_1 | curl http://{w}:{n} works in the container but not on my phone",
)


@pytest.mark.parametrize("raw", [*map(repeated, PIECES), *map(rows, TABLES)], ids=[*PIECES, *TABLES])
def test_no_text_takes_long(raw):
    """However it was made, reading it ends soon."""
    began = time.process_time()
    text = understood(raw)
    held = [lead for lead in all_leads() if lead.holds(text)]

    assert (True, True) == (time.process_time() - began < SECONDS, len(held) <= len(all_leads()))


def test_a_text_without_lines_says_nothing():
    """Readers and leads get along with nothing at all."""
    text = Text.of(b"")
    noted = [noted for reader in readers() for noted in reader(text)]

    assert ([], []) == (noted, [lead.says for lead in all_leads() if lead.holds(text)])
