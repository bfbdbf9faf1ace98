"""Any bytes become lines that can be cited, within bounds of size and time."""

from portwise.app.reading import read
from portwise.read.excerpt import LONGEST, MOST
from portwise.read.text import Text, compiled
from tests.read.settled import reports


def test_quotes_fences_and_escapes_are_taken_off_and_lines_keep_their_numbers():
    """What is cited is found again in the text as it was pasted."""
    text = Text.of("> hello\n```\n\x1b[31mconnect ECONNREFUSED\x1b[0m ::1:5432\n```\n")

    assert [(1, "hello"), (3, "connect ECONNREFUSED ::1:5432")] == [tuple(line) for line in text.lines]


def test_what_stands_beside_a_fence_in_its_line_is_read():
    """Who knows Markdown a little puts a whole message between them; the name of a language is none."""
    text = Text.of("```dial tcp :6379: refused```\n```bash\nls\n``` {.python}\n~~~\n")

    assert [1, 3] == [line.number for line in text.lines]


def test_a_sentence_that_was_wrapped_is_found_whole():
    """People and mail programs break lines where it suits them."""
    text = Text.of("I can open the page with curl on this machine but the browser\nrefuses to connect to it at all\n")

    assert (1,) == text.find(r"browser refuses to connect")


def test_of_a_log_that_repeats_itself_three_lines_are_kept():
    """Which request it was says nothing; how often it stands there costs time."""
    text = Text.of("\n".join(f"12:00:{n:02} connect() failed" for n in range(60)))

    assert [1, 2, 3] == [line.number for line in text.lines]


def test_what_is_too_long_keeps_its_beginning_its_end_and_its_trouble():
    """The middle of a long log is read where it speaks of failure."""
    filler = [
        f"{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]} {'uvwxyz'[n % 6] * (n % 97)} word" for n in range(9000)
    ]
    lines = ["it broke today", *filler[:4500], "connection refused in the middle", *filler[4500:], "please help"]
    text = Text.of("\n".join(lines))
    kept = [line.text for line in text.lines]

    assert (["it broke today", "please help"], True, True) == (
        [kept[0], kept[-1]],
        "connection refused in the middle" in kept,
        sum(map(len, kept)) <= MOST * 1.3,
    )


def test_a_line_is_cut_where_nobody_reads_on():
    """A bundle of JavaScript is one line of a megabyte."""
    text = Text.of("x" * 5000)

    assert [LONGEST] == [len(line.text) for line in text.lines]


def test_bytes_that_are_no_text_are_read_as_far_as_they_go():
    """PowerShell redirects in UTF-16, and a pasted file may be anything."""
    utf16 = Text.of("connect ECONNREFUSED".encode("utf-16"))
    noise = Text.of(bytes(range(256)))

    assert (("connect ECONNREFUSED",), True) == (tuple(line.text for line in utf16.lines), bool(noise.lines))


def test_the_patterns_of_one_text_are_there_for_the_next():
    """More of them than are kept would all be compiled anew for each text, in ten times its time."""
    compiled.cache_clear()
    for settled in reports()[:12]:
        read(settled.text)
    kept = compiled.cache_info()

    assert 1000 < kept.misses == kept.currsize < kept.maxsize / 2


def test_of_what_stands_together_nothing_is_looked_for_any_more_once_one_is_missing():
    """Most leads fail at their first word, and there are thousands."""
    said = Text.of("it refuses here\nit works there")

    assert (1, 2) == said.together("refuses", "works")
    assert () == said.together("refuses", "hangs", "works")
    assert ("works",) in said.sought
    assert () == said.together("hangs", "there")
    assert ("there",) not in said.sought
