"""Which words may be a reason: the heading of a table of sockets is nobody's word, and a bare number tells nothing."""

import pytest

from portwise.app.reading import read, sounding
from portwise.model.report import State
from portwise.read.likeness import loaded, shipped
from portwise.read.readers import speaking, understood
from portwise.read.sounds import reasons, spoken_of
from portwise.read.text import Text

OVERFLOW = "listen-backlog-overflow"
SS = """$ ss -ltnp
State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process
LISTEN 0      128    127.0.0.1:812      0.0.0.0:*     users:(("node",pid=812,fd=18))
LISTEN 0      128    0.0.0.0:22         0.0.0.0:*     users:(("sshd",pid=700,fd=3))
"""
NETSTAT = """$ netstat -ltn
Proto Recv-Q Send-Q Local Address           Foreign Address         State
tcp        0      0 127.0.0.1:812           0.0.0.0:*               LISTEN
tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN
"""
REFUSED = "$ curl localhost:3000\ncurl: (7) Failed to connect to localhost port 3000 after 0 ms: Connection refused\n"


@pytest.mark.parametrize("table", [SS, NETSTAT, SS.replace("Recv-Q Send-Q", "Recv-Q | Send-Q")])
def test_the_heading_of_a_table_speaks_of_no_queue(table):
    """It stands above any table of ss and netstat, whatever is wrong."""
    found = [f for f in read(table + REFUSED).findings if f.state is not State.REFUTED]
    reasons = [ground.says for f in found if f.cause == OVERFLOW for ground in f.because]

    assert "nothing-listening" in [f.cause for f in found]
    assert OVERFLOW not in [f.cause for f in found[:3]]
    assert [] == [says for says in reasons if "recv" in says or "send" in says or "queue" in says]


@pytest.mark.parametrize(
    "said",
    [
        "the Recv-Q of that listener is full",
        "Recv-Q 129 Send-Q 128 on the listener",
        SS.replace("LISTEN 0      128    127.0.0.1:812", "LISTEN 129    128    127.0.0.1:3000"),
    ],
)
def test_who_speaks_of_the_queue_or_shows_it_full_is_heard(said):
    """Near misses of the heading: words about it, and a row that holds more than it has room for."""
    assert OVERFLOW in {lead.cause for lead, _ in speaking(understood(said))}


def test_only_the_heading_goes():
    """Its rows stay, and so does a sentence with the same words; a text without one is the same text."""
    with_numbers = Text.of("Recv-Q, Send-Q: 129, 128 is what it shows")

    assert [line.number for line in Text.of(SS).lines if line.number != 2] == [
        line.number for line in spoken_of(Text.of(SS)).lines
    ]
    assert spoken_of(with_numbers) is with_numbers


def test_a_bare_number_is_no_reason():
    """A pid or a port of somebody's own; an address is one, and so is a number beside a word."""
    words = ("812", "128 3000", "127.0.0.1", "::1", "listen 128", "ss", "0.0.0.0 users")

    assert words[2:] == reasons(words)


def test_nothing_is_likened_by_numbers_alone():
    """Where nothing else speaks for a cause, its numbers do not name it either."""
    known = loaded("digest\t\ta\tb\n\t\t0:0\n812\t300\t0:900\n813\t300\t0:900\n")

    assert [] == [lead.cause for lead, _ in sounding(Text.of("812 813"), known)]


def test_the_words_that_are_named_stand_in_the_lines_that_are_cited():
    """Also where a heading above them was passed over."""
    text = understood(SS + REFUSED)
    told = {lead.says.partition(": ")[2]: lines for lead, lines in sounding(text, shipped())}

    assert told
    assert [] == [words for words in told if any(word.isdecimal() for word in words.split(", "))]
    for words, lines in told.items():
        cited = " ".join(text.by_number[n].casefold() for n in lines)
        assert all(word.split()[0] in cited for word in words.split(", ")[:1])
        assert 2 not in lines
