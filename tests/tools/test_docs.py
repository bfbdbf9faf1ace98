"""The pages say what the code says."""

import pytest

from portwise import knowledge
from portwise.model.page import Entry, Page, Section
from tools import docs

MODULES = tuple(knowledge.modules())


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> dict[str, str]:
    """Name of a page -> its text."""
    folder = tmp_path_factory.mktemp("site")
    docs.main([str(folder)])
    return {path.stem: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), (["--no-such"], 2), (["a", "b"], 2)])
def test_an_option_is_no_folder(words, code, tmp_path, monkeypatch, capsys):
    """Whoever asks how it is used is told, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        docs.main(words)

    assert (code, []) == (ended.value.code, [*tmp_path.iterdir()])
    assert "python -m tools.docs" in "".join(capsys.readouterr())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.CAUSE.id)
def test_a_page_holds_every_sentence_of_its_cause(module, site):
    """Mechanism, clauses, prevention and references: nothing is left out."""
    cause = module.CAUSE
    page = site[cause.id].replace("<http", "http")
    sentences = [clause.says for part in (cause.needs, cause.excludes, cause.hints) for clause in part]
    sentences += [*cause.yields_to, *cause.prevention, cause.id, module.__doc__.replace("``", "`").split()[0]]

    assert [] == [sentence for sentence in sentences if sentence not in page]


def test_every_cause_has_its_page(site):
    """One page each, and an index that links to all."""
    ids = {module.CAUSE.id for module in MODULES}

    assert {*ids, "index"} == set(site)
    assert [] == [name for name in ids if f"({name}.md)" not in site["index"]]


def test_a_page_as_markdown():
    """Headings, links to other causes, commands as blocks, what belongs to a step below it, listings untouched."""
    step = Entry("look (safe)", command=("ss", "-ltn"), also=("undo: nothing to undo",))
    page = Page(
        "a-cause",
        "cause",
        "It is so",
        ("See https://example.org/a, please.", "state  rows\n 10    1"),
        (Section("What to do", (step,)), Section("Gives way to", (Entry("That", "other"),))),
    )

    expected = """\
# It is so

`a-cause`

See <https://example.org/a>, please.

```
state  rows
 10    1
```

## What to do

- look (safe)

      ss -ltn

  - undo: nothing to undo

## Gives way to

- [other](other.md): That
"""

    assert expected == docs.markdown(page, frozenset({"other"}))
