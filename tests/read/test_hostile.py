"""Text that was made to cost time: every reader and every lead, on what regular expressions and loops fear."""

import random
import time
from base64 import encodebytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portwise.app.reading import read
from portwise.read.readers import all_leads, readers, understood
from portwise.read.text import Text
from tests.pace import within
from tests.read.settled import reports

LINE, LINES = 970, 8
ROWS = 200
SECONDS = 1.5  # of CPU, for all of them together; a few tenths on a machine that does nothing else
MEGABYTES_SECONDS = 4.0  # twice what is promised of a quiet machine


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
    took = time.process_time() - began

    assert (True, True) == (within(took, SECONDS), len(held) <= len(all_leads()))


PASTED = [line for report in reports() for line in report.text.splitlines()]
NOISE = st.text(alphabet="\x00\x1b[]():./-_\"'\\|<>*?# \t0169azAZ\u00e9\u4e2d\u200b\U0001f40b\u00b2", max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NOISE, st.sampled_from(PASTED), NOISE), max_size=30), st.integers(0, 40))
def test_shuffled_and_damaged_reports_are_read(pieces, cut):
    """Lines of many reports in any order, with noise before, behind and in the middle of them."""
    raw = "\n".join(f"{before}{line[:cut]}{after}{line[cut:]}" for before, line, after in pieces)
    report = read(raw)

    assert [] == [n for n, _ in report.reading.quotes if not 1 <= n <= report.reading.total]


def test_a_text_without_lines_says_nothing():
    """Readers and leads get along with nothing at all."""
    text = Text.of(b"")
    noted = [noted for reader in readers() for noted in reader(text)]

    assert ([], []) == (noted, [lead.says for lead in all_leads() if lead.holds(text)])


def salad(count):
    """Words of trouble in every line, and no line twice."""
    pick = random.Random(count)
    words = (
        *("the", "server", "on", "port", "refused", "localhost", "docker", "nginx", "not", "but"),
        *("127.0.0.1:8080", "ECONNREFUSED"),
    )
    return "\n".join(" ".join(pick.choices(words, k=12)) for _ in range(count))


def noise(size):
    """Bytes that somebody encoded for the mail, RFC 2045."""
    return encodebytes(random.Random(size).randbytes(size * 3 // 4))


@pytest.mark.parametrize(
    "raw",
    [b"\n" * 10_000_000, b"a\n" * 5_000_000, salad(130_000), noise(10_000_000)],
    ids=["empty", "short", "words", "noise"],
)
def test_ten_megabytes_are_read_soon(raw):
    """What is kept is bounded, however many lines came: the whole answer, and not its first part alone."""
    began = time.process_time()
    report = read(raw)
    took = time.process_time() - began

    assert (True, True) == (within(took, MEGABYTES_SECONDS), report.reading.closely < 5000)
    assert sum(len(line.text) for line in Text.of(raw).lines) < 10**5
