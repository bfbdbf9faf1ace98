"""Pages of a report for somebody else: an issue, a page to look at, a question for a model."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from portwise.app.bundle import decode, replayed
from portwise.model.evidence import Known
from portwise.model.facts import CWD, PROGRAM
from portwise.model.vantage import PLACE
from portwise.render import issue, poster, prompt

KEPT = tuple(sorted((Path(__file__).parents[1] / "app" / "bundles").glob("*.json")))
HOSTILE = "</style><script src=//evil.test>alert(1)</script>&`|@all \x1b[31m\u202e\n# big *bold* [x](javascript:1)"

each = pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)


def read(path):
    return decode(path.read_bytes()).bundle


def hostile(bundle):
    """The same machine, with a program and a folder whose names would like to be more than names."""
    said = {PROGRAM: lambda value: value._replace(called=HOSTILE), CWD: lambda _: f"/srv/{HOSTILE}"}
    rows = (
        o._replace(said=Known(said[o.question.fact](o.said.value)), source=HOSTILE)
        if o.question.fact in said and isinstance(o.said, Known)
        else o
        for o in bundle.observations
    )
    return bundle._replace(observations=tuple(rows))


class Page(HTMLParser):
    VOID = ("meta", "br", "hr", "img", "link", "input")

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


@each
def test_the_page_is_whole_and_alone(path):
    """Every element is closed; nothing is loaded, nothing runs, nobody is linked."""
    bundle = read(path)
    page = Page(poster.render(replayed(bundle), bundle))

    assert [] == page.open
    assert set() == {"script", "link", "img", "iframe", "object", "a", "form", "svg"} & set(page.tags)
    assert set() == {name for name, _ in page.attributes if name in ("src", "href", "style") or name.startswith("on")}
    assert "url(" not in poster.STYLE


@each
def test_the_page_draws_every_hop_and_marks_the_broken_ones(path):
    """In the order of the way, each with its state and its evidence."""
    bundle = read(path)
    report = replayed(bundle)
    html = poster.render(report, bundle)
    drawn = re.findall(r'<li class="(\w+)"><span class="sign".*?<span class="hop">(\w+)</span>', html)

    assert [(poster.CLASSES[hop.state], poster.name(hop.hop)) for hop in report.path] == drawn
    assert len(report.path) == html.count('<article class="card ')
    assert len(report.supported) == html.count('<article class="finding">')


def test_it_is_for_a_telephone_and_for_the_dark():
    """One sheet of style has both; a screen of 360 points gets the way as a column."""
    assert "prefers-color-scheme: dark" in poster.STYLE
    assert "max-width: 760px" in poster.STYLE


def test_no_name_of_a_machine_becomes_markup():
    """Whatever a process, a folder or a source is called."""
    bundle = hostile(read(KEPT[[path.stem for path in KEPT].index("server-moved-to-next-port")]))
    html = poster.render(replayed(bundle), bundle)
    page = Page(html)

    assert "script" not in page.tags
    assert "alert(1)" in "".join(page.text)
    assert [] == [sign for sign in ("\x1b", "\u202e", "<script") if sign in html]


def test_no_name_of_a_machine_becomes_markdown():
    """Neither a heading, a table's column, a mention, a link nor an element of HTML."""
    bundle = hostile(read(KEPT[[path.stem for path in KEPT].index("server-moved-to-next-port")]))
    page = issue.render(replayed(bundle), bundle)
    prose = re.sub(r"(`+).*?\1", "", page, flags=re.DOTALL)

    assert [] == [sign for sign in ("<script", "@all", "[x](", "*bold*", "\n# big", "\x1b", "\u202e") if sign in prose]
    assert 1 == sum(line.startswith("# ") for line in page.splitlines())


@each
def test_an_issue_says_what_a_maintainer_asks(path):
    """What was met where, what it was, by which version on which system, and how to see it again."""
    bundle = read(path)
    report = replayed(bundle)
    page = issue.render(report, bundle)

    assert [] == [f.cause for f in report.supported if f"`{f.cause}`" not in page]
    assert [] == [str(tried.spot) for tried in report.attempts if f"| `{tried.spot}` |" not in page]
    how = "read a text of 11 lines" if bundle.vantage == PLACE else "on Linux"
    assert f"portwise {bundle.version} {how}" in page
    assert "## Reproduction" in page
    assert 0 == page.count("```") % 2


@each
@pytest.mark.parametrize("budget", [700, 1500, 4000])
def test_a_prompt_keeps_to_its_budget_and_says_what_was_cut(path, budget):
    """The task, the problem and what to deliver are always there; of the rest as much as there is room for."""
    bundle = read(path)
    report = replayed(bundle)
    text = prompt.render(report, bundle, budget)

    assert prompt.tokens(text) <= budget
    assert ["## Task", "## Problem", "## What to deliver"] == [
        line for line in text.splitlines() if line in ("## Task", "## Problem", "## What to deliver")
    ]
    assert [] == [f.cause for f in report.supported[:1] if f.cause not in text]
    assert f"budget of {budget} tokens" in text
    assert text.endswith("Nothing.") or re.search(r"\d+ of what was ruled out|\d+ observations", text.splitlines()[-1])


def test_a_prompt_is_data_for_a_model():
    """A name of a machine stays in its line."""
    bundle = hostile(read(KEPT[[path.stem for path in KEPT].index("server-moved-to-next-port")]))
    text = prompt.render(replayed(bundle), bundle, 4000)

    assert [] == [line for line in text.splitlines() if line.startswith("# big")]
    assert "\x1b" not in text
