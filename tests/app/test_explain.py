"""A word goes in, a page comes out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portwise import knowledge
from portwise.app.explain import contents, explain
from portwise.model.cause import WHOLE
from portwise.model.page import NoPage, Page

SRC = Path(__file__).parents[2] / "src"
CAUSES = {cause.id: cause for cause in knowledge.causes()}
HEAVY = {"asyncio", "rich", "ssl", "psutil", "dataclasses", "sqlite3", "importlib.metadata", "subprocess"}


def section(page, heading):
    return next((s.entries for s in page.sections if s.heading.startswith(heading)), ())


@pytest.mark.parametrize("name", CAUSES)
def test_every_cause_has_a_page_from_its_own_file(name):
    """Mechanism, evidence, remedies and references are those of the cause; a new cause has its page at once."""
    cause, page = CAUSES[name], explain(name)

    assert (name, "cause", cause.plain) == (page.word, page.kind, page.title)
    assert page.prose
    assert [clause.says for clause in cause.needs] == [
        entry.says for entry in section(page, "Blamed when")[0 if cause.about is WHOLE else 1 :]
    ]
    assert [clause.says for clause in cause.excludes] == [entry.says for entry in section(page, "Ruled out when")]
    assert list(cause.see) == [entry.says for entry in section(page, "References")]
    assert len(cause.remedies) == sum(len(s.entries) for s in page.sections if s.heading.startswith("What to do"))


@pytest.mark.parametrize("name", CAUSES)
def test_a_page_of_a_cause_has_no_empty_slot(name):
    """What only a diagnosis can fill in stands in capitals; no template shows."""
    told = [entry for s in explain(name).sections for entry in s.entries]

    assert [] == re.findall(r"\{\w+\}", " ".join(part for e in told for part in (e.says, *e.command, *e.also)))


def test_a_cause_may_be_written_loosely():
    """Spaces and case of an id do not matter."""
    assert "nothing-listening" == explain("Nothing listening").word


def test_the_list_names_every_cause_once_and_in_the_order_of_the_way():
    """Without a word: what can go wrong, from client to application."""
    page = contents()
    labels = [entry.label for s in page.sections for entry in s.entries]

    assert sorted(CAUSES) == sorted(labels)
    assert [cause.hop for cause in sorted(CAUSES.values(), key=lambda c: c.hop)] == [CAUSES[i].hop for i in labels]


def test_an_error_names_the_causes_that_explain_it():
    """From what a client says to what can have caused it."""
    page = explain("ECONNREFUSED")

    assert ("refused",) == page.outcomes
    assert {"nothing-listening", "firewall-reject-rst"} <= set(page.causes)


def test_an_event_with_causes_of_its_own_is_not_given_others():
    """An expired certificate is not explained by everything that ends in a TLS error."""
    assert not {"https-to-plain-http", "http-to-tls-port"} & set(explain("CERT_HAS_EXPIRED").causes)


@pytest.mark.parametrize("word", ["ECONNREFUSED", "TIME_WAIT", "502", "CORS", "curl 7", "5000", "cors"])
def test_pages_name_only_causes_of_this_version(word):
    """A page never sends anybody to a page that does not exist."""
    assert set() == set(explain(word).causes) - CAUSES.keys()


def test_a_word_without_a_cause_has_its_page_all_the_same():
    """What a word means does not depend on what this version can diagnose."""
    page = explain("ERR_TOO_MANY_REDIRECTS")

    assert isinstance(page, Page)
    assert ("http-3xx",) == page.outcomes


def test_a_bind_error_is_asked_with_bind():
    """The next command to type fits the error."""
    assert ("portwise", "why", "--bind", ":PORT") == section(explain("EADDRINUSE"), "Ask")[0].command


def test_what_can_be_either_is_asked_both_ways():
    """EACCES meets clients and servers; its number is told, and what tells the two apart."""
    page = explain("EACCES")

    assert 2 == len(section(page, "Ask"))
    assert "13 on Linux, 13 on macOS, 10013 on Windows (WSAEACCES)" == section(page, "Its number")[0].says
    assert ["denied", "bind-EACCES"] == [entry.label for entry in section(page, "It can be")]


def test_an_unknown_word_has_no_page():
    """It comes back with what is near it, causes included."""
    answer = explain("nothing-listning")

    assert isinstance(answer, NoPage)
    assert "nothing-listening" == answer.near[0]


def test_a_page_is_made_of_light_parts():
    """Explaining loads tables and nothing that starts slowly."""
    code = "import sys; from portwise.app.explain import explain; explain('ECONNREFUSED'); print(*sys.modules)"
    python = [sys.executable, "-S", "-B", "-c", code]
    run = subprocess.run(python, env={"PYTHONPATH": str(SRC)}, capture_output=True, text=True, check=True)

    assert set() == HEAVY & set(run.stdout.split())


def test_the_tables_are_loaded_by_explain_alone():
    """A diagnosis does not wait for the words of nine clients."""
    code = "import sys; import portwise.ui.cli, portwise.app.diagnose; print(*sys.modules)"
    python = [sys.executable, "-B", "-c", code]
    run = subprocess.run(python, env={"PYTHONPATH": str(SRC)}, capture_output=True, text=True, check=True)

    assert [] == [name for name in run.stdout.split() if name.startswith("portwise.words")]
