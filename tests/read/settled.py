"""Reports whose cause is known: a header, a line of three dashes, the text."""

from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Settled(NamedTuple):
    name: str
    cause: str
    platform: str
    source: str
    settled: str
    text: str


def reports(folder="reports"):
    """All of a folder, in the order of their names."""
    return [parsed(path) for path in sorted((HERE / folder).glob("*--*.md"))]


def parsed(path):
    header, _, text = path.read_text().partition("\n---\n")
    fields = dict(line.split(": ", 1) for line in header.splitlines())
    return Settled(path.stem, fields["cause"], fields["platform"], fields["source"], fields["settled"], text)


def place(settled):
    """At which place the settled cause stands, from 1; 0: it is not named."""
    from portwise.app.reading import read

    named = [finding.cause for finding in read(settled.text).findings if finding.state.value != "refuted"]
    return named.index(settled.cause) + 1 if settled.cause in named else 0
