"""The pages say what the code says."""

import pytest

from portwise import knowledge
from tools import docs

MODULES = tuple(knowledge.modules())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.CAUSE.id)
def test_a_page_holds_every_sentence_of_its_cause(module):
    """Mechanism, clauses, remedies, prevention and references: nothing is left out."""
    cause, page = module.CAUSE, docs.page(module)
    sentences = [clause.says for part in (cause.needs, cause.excludes, cause.hints) for clause in part]
    sentences += [*cause.yields_to, *cause.prevention, *cause.see, cause.id, module.__doc__.strip().splitlines()[0]]

    assert [] == [sentence for sentence in sentences if sentence not in page]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.CAUSE.id)
def test_no_slot_is_left_open(module):
    """A reader sees PORT, as in a manual page, never a template."""
    assert [] == docs.SLOT.findall("\n".join(docs.page(module).partition("## How to fix")[1:]))


def test_every_cause_has_its_page(tmp_path, capsys):
    """One page each, and an index that links to all."""
    assert 0 == docs.main([str(tmp_path)])
    ids = {module.CAUSE.id for module in MODULES}

    assert {*ids, "index"} == {path.stem for path in tmp_path.iterdir()}
    assert [] == [name for name in ids if f"({name}.md)" not in (tmp_path / "index.md").read_text()]
