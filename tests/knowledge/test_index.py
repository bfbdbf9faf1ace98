"""The index of causes says what their files say, and no cause is told otherwise for being known by it alone."""

from importlib import import_module

import pytest

from portwise import knowledge
from portwise.model.cause import About
from portwise.model.filed import Filed, row_of
from tools.index import FILE, index

CAUSES = knowledge.causes()
FIELDS = ("id", "hop", "scope", "ways", "explains", "prior", "title", "plain", "yields_to", "suspect", "spares")
WORDS = ("says", "told", "denied", "trivial")


def test_the_index_is_that_of_the_files():
    """Whoever changes what it says of a cause writes it anew: python -m tools.index."""
    assert index() == FILE.read_text()


def test_it_tells_of_a_cause_what_the_cause_tells():
    """In the order of the files, without one of them being asked."""
    known = [[getattr(one, field) for field in FIELDS] for one in knowledge.filed()]
    words = [[getattr(one.about, word) for word in WORDS] for one in knowledge.filed()]

    assert [[getattr(cause, field) for field in FIELDS] for cause in CAUSES] == known
    assert [[getattr(cause.about, word) for word in WORDS] for cause in CAUSES] == words


def test_what_it_does_not_tell_the_file_does():
    """Clauses, slots and remedies are those of the cause."""
    fields = ("needs", "excludes", "hints", "slots", "remedies", "prevention", "keeping", "see", "counter")

    assert [[getattr(cause, field) for field in fields] for cause in CAUSES] == [
        [getattr(one, field) for field in fields] for one in knowledge.filed()
    ]


@pytest.mark.parametrize("cause", [cause for cause in CAUSES if cause.about.once], ids=lambda cause: cause.id)
def test_what_comes_first_is_in_a_module_that_causes_share(cause):
    """Else the file would have to be read for it, and nothing were won."""
    row = row_of(cause, "some.file", knowledge.__name__).split("\t")
    module, _, function = row[1].partition(":")

    assert cause.about.once is getattr(import_module(f"{knowledge.__name__}.{module}"), function)


def family(tmp_path, monkeypatch, once):
    """A package with one cause, which is about what its own file finds, and a shared module that finds something."""
    monkeypatch.syspath_prepend(tmp_path)
    for folder in ("shop_causes", "shop_causes/terms"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("")
    (tmp_path / "shop_causes/terms/doors.py").write_text("def open_ones(view): return view.doors\n")
    (tmp_path / "shop_causes/late.py").write_text(
        "from portwise.knowledge.listener.nothing_listening import CAUSE as LIKE\n"
        "CAUSE = LIKE._replace(about=LIKE.about._replace(each=lambda view: ('found',)))\n"
    )
    like = next(cause for cause in CAUSES if cause.id == "nothing-listening")
    row = row_of(like._replace(about=About("a shop", like.about.each)), "late", "shop_causes").split("\t")
    row[1] = once
    return Filed("\t".join(row), "shop_causes")


class Street:
    def __init__(self, doors):
        self.doors = doors


def test_its_file_stays_unread_until_something_is_found(tmp_path, monkeypatch):
    """A cause without anything that it could be about costs no more than its line."""
    cause = family(tmp_path, monkeypatch, "terms.doors:open_ones")
    monkeypatch.setattr("portwise.model.filed.import_module", loud := Loud())

    assert () == tuple(cause.about.each(Street(())))
    assert ["shop_causes.terms.doors"] == loud.read
    assert ("found",) == tuple(cause.about.each(Street(("red",))))
    assert "shop_causes.late" in loud.read


def test_who_has_nothing_to_look_at_first_is_asked_himself(tmp_path, monkeypatch):
    """An empty column is no promise that there is nothing."""
    assert ("found",) == tuple(family(tmp_path, monkeypatch, "").about.each(Street(())))


class Loud:
    """Imports, and keeps what."""

    def __init__(self):
        self.read = []

    def __call__(self, name):
        self.read.append(name)
        return import_module(name)
