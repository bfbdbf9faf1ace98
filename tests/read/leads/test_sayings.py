"""Messages that are known word for word."""

import pytest

from portwise.read.readers import understood
from portwise.read.saying import GAP, parsed, sayings
from tests.read.leads.speaking import text
from tests.read.settled import reports

SAYINGS = sayings()
SHORTEST = 8  # characters; a shorter one stands in other words too
SEVERAL, LEAST = 4, 0.25  # reports that hold it, and the part of them that has to be of its causes


@pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: f"{saying.by}: {saying.means}")
def test_a_message_is_heard_in_each_of_its_forms_and_where_it_belongs(saying):
    """Its own words as they would be printed, with anything in the gaps; nowhere else than beside what it needs."""
    place = saying.where.example if saying.where else "then this:"
    printed = [words.replace(GAP, " 7 ") + "7" * words.endswith("=") for words in saying.words]

    assert [] == [line for line in printed if not saying.holds(understood(f"{place}\n{line}"))]
    assert not saying.where or not any(saying.holds(understood(line)) for line in printed)


@pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: f"{saying.by}: {saying.means}")
def test_a_message_is_written_as_it_is_sought(saying):
    """Texts are folded before anything is sought in them, and a word or two stand in any text."""
    assert [] == [words for words in saying.words if words != words.casefold() or len(words) < SHORTEST]


def test_a_message_speaks_for_the_causes_that_settle_who_has_it():
    """Where several reports hold it, they are not all of other causes."""
    texts = [(report.cause, text(report.text)) for report in reports()]
    misleading = []
    for saying in SAYINGS:
        settled = [cause for cause, told in texts if saying.holds(told)]
        if len(settled) >= SEVERAL and sum(cause in saying.speaks for cause in settled) < len(settled) * LEAST:
            misleading.append((saying.by, saying.means, sorted(settled)))

    assert [] == misleading


@pytest.mark.parametrize(
    ("line", "cause", "speaks"),
    [
        ("server-ip=", "bind-address-not-local", False),
        ("server-ip=\nserver-port=25565", "bind-address-not-local", False),
        ("server-ip=192.0.2.7", "bind-address-not-local", True),
        ("BranchCache is off", "windows-http-sys-owns-port", False),
        ("BranchCache is off, and port 3000 is refused", "windows-http-sys-owns-port", False),
        ("BranchCache has port 80", "windows-http-sys-owns-port", True),
        ("port 80: BranchCache", "windows-http-sys-owns-port", True),
    ],
)
def test_what_every_file_and_every_machine_has_is_no_message(line, cause, speaks):
    """A setting as it is delivered, and the name of a service alone."""
    told = text(line)

    assert speaks is any(cause in saying.speaks and bool(saying.holds(told)) for saying in SAYINGS)


@pytest.mark.parametrize(
    "line", ["nginx | it is so | some words here", "a | b | words of it | c=1 | nowhere", "a | b | words | c"]
)
def test_a_line_that_lacks_a_part_is_refused(line):
    """It would be lost, or speak for nothing."""
    with pytest.raises((ValueError, KeyError)):
        list(parsed(line))
