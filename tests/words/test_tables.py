"""The tables agree with the model and with each other."""

import pytest

from portwise.model.outcome import Outcome
from portwise.words import numbers
from portwise.words.errors import WORDINGS, meeting, saying
from portwise.words.gateways import LINES
from portwise.words.outcomes import SYMPTOMS, symptom
from portwise.words.states import PROCESS_STATES, TCP_STATES
from portwise.words.statuses import STATUSES
from portwise.words.terms import TERMS
from portwise.words.wording import CLIENTS, Wording

EXPLAINED = (*TERMS, *TCP_STATES, *PROCESS_STATES, *STATUSES.values())
KNOWN = {symptom.outcome for symptom in SYMPTOMS}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_of_the_model_is_explained(outcome):
    """A report never shows a word that `explain` does not know."""
    known = symptom(outcome.value)

    assert known is not None
    assert known.means


def test_tables_use_the_outcomes_that_are_explained():
    """An outcome is spelled in one way."""
    used = {outcome for entry in EXPLAINED for outcome in entry.outcomes}
    used |= {row.outcome for row in WORDINGS} | {line.outcome for line in LINES}

    assert set() == used - KNOWN


def test_every_errno_of_a_row_has_its_numbers():
    """A name without a number could not be found by who only has the number."""
    assert set() == {name for row in WORDINGS for name in row.errno} - {e.name for e in numbers.ERRNOS}


def test_every_number_leads_to_a_row():
    """A number of a browser stands for a name that some row knows."""
    lost = [name for name in numbers.CHROME.values() if not saying(name, "chrome")]
    lost += [name for number, name in numbers.SAFARI.items() if not saying(str(number), "safari")]

    assert [] == lost


def test_one_symptom_can_be_told_in_every_clients_words():
    """A refused connection has a word in every client; that is what translating between them rests on."""
    refused = meeting("refused")[0]._asdict()

    assert [] == [client for column, client in CLIENTS if not refused[column]]


def test_every_column_of_a_row_belongs_to_a_client():
    """What a row knows is shown: no column is forgotten."""
    described = {"outcome", "happens", "causes", "heard", "instead"}

    assert set(Wording._fields) == described | {"errno"} | {column for column, _ in CLIENTS}


def test_an_errno_is_told_with_the_number_of_each_system():
    """The same fault has three numbers."""
    assert "111 on Linux, 61 on macOS, 10061 on Windows (WSAECONNREFUSED)" == numbers.told("ECONNREFUSED")


def test_a_number_is_read_as_linux_first():
    """One number means different errors on different systems; Linux leads."""
    assert ["ENETUNREACH"] == [e.name for e in numbers.numbered(101)]
    assert ["EPIPE"] == [e.name for e in numbers.numbered(32)]
    assert ["ENOENT", "EAI_AGAIN"] == [e.name for e in numbers.numbered(2)]


@pytest.mark.parametrize("entry", EXPLAINED, ids=lambda entry: entry.names[0])
def test_paragraphs_are_sentences(entry):
    """Every paragraph ends as a sentence does: a forgotten comma between two would glue them together."""
    assert [] == [text for text in entry.says if not text.endswith((".", "'")) or ".." in text]


@pytest.mark.parametrize(
    "name, wrong, right",
    [
        ("zombie", "holds the port", "holds no port"),
        ("ephemeral port", "49152 to 65535 on Linux", "32768 to 60999"),
        ("backlog", "Linux refuses", "drops the SYN"),
        ("SO_REUSEADDR", "lets two sockets listen", "does not let two sockets listen"),
        ("firewall", "refused clears", "refused does not clear the firewall"),
        ("TLS", "may refuse", "nothing about a certificate can refuse a connection"),
        ("ping", "proves the port", "says nothing about any TCP port"),
    ],
)
def test_what_guides_get_wrong_is_right_here(name, wrong, right):
    """Common errors about zombies, ranges, queues and firewalls are not repeated."""
    says = next(" ".join(entry.says) for entry in EXPLAINED if name in entry.names)

    assert (True, False) == (right in says, wrong in says)
