"""What a text sounds like: a linear model of words, fitted to a few by hand, and as it is shipped."""

from functools import cache

import pytest

from portwise.read.likeness import MOST_CUT, loaded, near, ranked, shipped, shown, words
from portwise.read.rows import MANY, Rows
from portwise.read.text import Text
from portwise.reason.leads import LEAST
from tests.read.settled import reports
from tools import likeness as tool

DOCUMENTS = [
    ("firewall-drop", "the ufw rule drops every packet, it times out"),
    ("firewall-drop", "times out since ufw is on"),
    ("firewall-drop", "ufw drops every packet, so it times out, and no packet comes back"),
    ("cors-blocked", "blocked by cors policy: no header on the preflight"),
    ("cors-blocked", "the preflight of the browser is blocked by cors"),
    ("cors-blocked", "fetch is blocked by cors policy in the browser"),
    ("dns-resolution-failure", "the name is not found by the browser"),
]


@cache
def known():
    return loaded(tool.learnt(DOCUMENTS))


def test_the_cause_whose_words_a_text_has_comes_first():
    """And the words that say most are named."""
    first = ranked(Text.of("my request is blocked by cors"), known())[0]

    assert ("cors-blocked", True) == (first.cause, "cors" in first.words)


def test_two_words_that_stand_together_say_something_too():
    """Where three texts have them so."""
    first = ranked(Text.of("it times out"), known())[0]

    assert ("firewall-drop", True) == (first.cause, "times out" in known().rows)


def test_a_word_of_one_document_alone_counts_nothing():
    """A name or a number of one report is no sign of its cause."""
    assert "header" not in known().rows


def test_a_text_without_a_known_word_is_what_is_usual():
    """And nothing is said of it."""
    found = ranked(Text.of("zanzibar"), known())

    assert {"cors-blocked", "firewall-drop"} == {one.cause for one in found[:2]}
    assert [()] * 3 == [one.words for one in found]


NOTHING = (  # no report of anything
    bytes(n * n * 7 % 251 for n in range(4000)),
    b'{"constants":[],"events":{}}',
    b"* Trying",
    b'{"name":"x","scripts":{"dev":"vite"},"dependencies":{"react":"^18","express":"^4"},"devDependencies":{"vite":"1"}}',
    b"hello world, the quick brown fox",
)


@pytest.mark.parametrize("raw", NOTHING)
def test_nothing_sounds_like_a_cause_by_accident(raw):
    """One word, bytes that are no text, a file of settings: never so much that a cause is named for it."""
    assert [] == [(one.cause, worth) for one, worth in near(Text.of(raw), shipped()) if worth >= LEAST]


def test_no_reason_is_made_of_words_that_every_text_has():
    """Like, at, js."""
    found = ranked(Text.of("trying to curl it at that js server, like, it times out on localhost"), shipped())

    said = {word for one in found for told in one.words for word in told.split()}

    assert ("localhost" in said, set()) == (True, {"trying", "at", "js", "like", "it", "that", "to", "on"} & said)


def test_the_lines_that_are_cited_hold_the_words():
    """Who doubts it can look, also where two stand together."""
    text = Text.of("hello there\nit times out\nsince ufw is on")
    one, worth = next(iter(near(text, known())))

    assert ("firewall-drop", True) == (one.cause, worth > 0)
    assert {2, 3} == set(shown(text, one).lines)


def test_a_row_is_what_was_fitted():
    """To a hundredth, its causes by their numbers."""
    text = "digest\t\ta\tb\n\t\t0:50 1:-25\nport\t123\t1:-7\n"

    known = loaded(text)

    assert (("a", "b"), (0.5, -0.25)) == (known.causes, known.usual)
    assert ({"port": 1.23}, [(1, -0.07)]) == (known.of([["port", "ports"]]).rarity, list(known.says("port")))


TABLE = "".join(f"{word}\tsays {word}\n" for word in sorted(map(str, range(0, 400, 3))))


@pytest.mark.parametrize("often", [1, MANY])
def test_a_row_is_found_where_it_stands(often):
    """By bisection and, for who asks often, in a table: the same, and nothing beside it."""
    rows = Rows("head\n" + TABLE, 5)
    for _ in range(often):
        assert "says 3" == rows["3"]

    assert [line.split("\t") for line in TABLE.splitlines()] == [[word, rows[word]] for word in rows]
    assert (len(list(rows)), [None] * 3) == (len(rows), [rows.get(word) for word in ("", "1", "~")])


def test_what_is_shipped_is_sorted():
    """Else a row would stand where nobody looks for it."""
    words = list(shipped().rows)

    assert words == sorted(set(words))


def test_addresses_and_numbers_of_errors_are_words():
    """111, ::1 and 127.0.0.1 say more than most."""
    single, together, _ = words("errno 111: ::1 127.0.0.1")

    assert {"errno", "111", "::1", "127.0.0.1"} == set(single)
    assert {"errno 111", "111 ::1", "::1 127.0.0.1"} == set(together)


def test_words_of_one_root_have_pieces_in_common():
    """With where a word begins and ends, and none that goes from one word into the next."""
    refuses, name, short = (set(words(told)[2]) for told in ("it refuses", "ECONNREFUSED", "a"))

    assert {"~refu", "~efus", "~fuse"} == refuses & name
    assert ({"~ ref", "~ses "}, {"~ a "}) == ({"~ ref", "~ses "} & refuses, short)
    assert not any(" " in piece[2:-1] for piece in refuses)


def test_a_piece_is_never_told_as_a_reason():
    """It is no word that anybody wrote."""
    found = ranked(Text.of("the server refuses, ECONNREFUSED on 127.0.0.1:5432, psycopg2 cannot connect"), shipped())

    assert found[0].words
    assert [] == [told for one in found for told in one.words if told.startswith("~")]


def test_no_more_of_a_long_text_is_cut_than_is_quickly_cut():
    """Words are counted to its end."""
    single, _, pieces = words("lorem " * MOST_CUT + "ipsum")

    assert ("ipsum" in single, "~ ips" in pieces) == (True, False)


@pytest.mark.parametrize("place", [tool.PLACE, tool.UNLEARNT], ids=["shipped", "unlearnt"])
def test_it_was_learnt_from_the_texts_that_are_there(place):
    """`python -m tools.likeness` writes both files anew; the digest is of all reports."""
    assert tool.digest() == place.read_text().partition("\t")[0]


def test_what_is_shipped_fits_what_it_was_learnt_from():
    """A table of other weights would not."""
    some = reports()[::40]
    first = [ranked(tool.plainly(one.text), shipped())[0].cause == one.cause for one in some]

    assert sum(first) > 0.9 * len(some)


def test_a_report_is_judged_by_what_was_not_learnt_from_it():
    """Its own odds are those of the others' words, and the same words are named."""
    one = reports()[0]
    text = tool.plainly(one.text)
    judged = ranked(text, tool.unlearnt(one))[:20]
    odds = tool.held()[one.name]

    assert [odds[like.cause] for like in judged] == pytest.approx([like.likeness for like in judged])
    assert max(odds.values()) == pytest.approx(judged[0].likeness)
    assert judged[0].likeness != pytest.approx(ranked(text, shipped())[0].likeness)


def test_what_is_shipped_knows_every_cause():
    """One without a profile would be left behind all others."""
    from portwise import knowledge

    assert {cause.id for cause in knowledge.causes()} == set(shipped().causes)
