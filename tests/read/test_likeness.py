"""What a text sounds like: vectors of words, by hand and as they are shipped."""

import pytest

from portwise.read.likeness import built, dumped, loaded, near, ranked, shipped, words
from portwise.read.text import Text
from portwise.reason.leads import LEAST
from tools import likeness as tool

DOCUMENTS = [
    ("firewall-drop", "the ufw rule drops every packet, it times out"),
    ("firewall-drop", "times out since ufw is on"),
    ("cors-blocked", "blocked by cors policy: no header on the preflight"),
    ("cors-blocked", "the preflight of the browser is blocked by cors"),
    ("dns-resolution-failure", "the name is not found by the browser"),
]


def test_the_cause_whose_words_a_text_has_comes_first():
    """And the words that say most are named."""
    first = ranked(Text.of("my request is blocked by cors"), built(DOCUMENTS))[0]

    assert ("cors-blocked", True) == (first.cause, "cors" in first.words)


def test_a_word_of_one_document_alone_counts_nothing():
    """A name or a number of one report is no sign of its cause."""
    known = built([*DOCUMENTS, ("cors-blocked", "zanzibar")])

    assert [] == ranked(Text.of("zanzibar"), known)


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
    one = ranked(Text.of("trying to curl it at that js server, like, it times out on localhost"), shipped())[0]

    assert set() == {"trying", "at", "js", "like", "it", "that", "to", "on"} & set(one.words)


def test_the_lines_that_are_cited_hold_the_words():
    """Who doubts it can look."""
    text = Text.of("hello there\nit times out\nsince ufw is on")
    one, worth = next(iter(near(text, built(DOCUMENTS))))

    assert ("firewall-drop", True) == (one.cause, worth > 0)
    assert {2, 3} >= set(one.lines) != set()


def test_it_is_read_as_it_was_written():
    """To a thousandth."""
    known = built(DOCUMENTS)
    again = loaded(dumped(known))

    assert known.rarity.keys() == again.rarity.keys()
    assert {cause: set(profile) for cause, profile in known.profiles.items()} == {
        cause: set(profile) for cause, profile in again.profiles.items()
    }
    assert known.profiles["cors-blocked"]["cors"] == pytest.approx(again.profiles["cors-blocked"]["cors"], abs=0.001)


def test_addresses_and_numbers_of_errors_are_words():
    """111, ::1 and 127.0.0.1 say more than most."""
    assert {"errno", "111", "::1", "127.0.0.1"} == set(words("errno 111: ::1 127.0.0.1"))


def test_what_is_shipped_is_what_the_reports_and_the_pages_give():
    """`python -m tools.likeness` writes it anew."""
    assert dumped(tool.known()) == tool.PLACE.read_text()


def test_what_is_shipped_knows_every_cause():
    """One without a profile would be left behind all others."""
    from portwise import knowledge

    assert {cause.id for cause in knowledge.causes()} == set(shipped().profiles)
