"""Reports whose cause is known: a header, a line of three dashes, the text."""

from functools import cache
from hashlib import md5
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
BETWEEN = "\n-----\n"


class Settled(NamedTuple):
    name: str
    cause: str
    platform: str
    source: str
    settled: str
    text: str
    judged: bool = False  # by what the text says, where its thread closed without a word of the cause


@cache
def reports(folder: str = "reports") -> tuple[Settled, ...]:
    """All of a folder, in the order of their names; read once, for who judges one asks where it stands among them."""
    return tuple(parsed(path) for path in sorted((HERE / folder).glob("*--*.md")))


@cache
def retellings(folder: str) -> tuple[Settled, ...]:
    """All of a folder with a file for each cause."""
    files = sorted((HERE / folder).glob("[a-z]*.md"))
    return tuple(retold(block, file.stem) for file in files for block in file.read_text().split(BETWEEN))


def heard() -> tuple[Settled, ...]:
    """Of others, learnt for their words."""
    return retellings("heard")


def fresh() -> tuple[Settled, ...]:
    """Of others, gathered last, by their symptoms; nothing was learnt from them."""
    return retellings("fresh")


def whole() -> tuple[Settled, ...]:
    """One of each cause, with all that decides for it; nothing was learnt from them."""
    return retellings("whole")


@cache
def strangers() -> tuple[Settled, ...]:
    """Of those heard the half for which nothing but that was done: no fact and no lead was looked at in them."""
    return tuple(one for one in heard() if md5(one.name.encode()).digest()[-1] % 2)


@cache
def told() -> tuple[tuple[str, str], ...]:
    """Causes with what people who have them write; nobody did: each text was made up to sound like nobody else's."""
    files = sorted((HERE / "told").glob("[a-z]*.md"))
    return tuple((file.stem, text) for file in files for text in file.read_text().split(BETWEEN) if text.strip())


def parsed(path: Path) -> Settled:
    fields, text = split(path.read_text())
    return Settled(path.stem, fields["cause"], fields["platform"], fields["source"], fields["settled"], text)


def retold(block: str, cause: str) -> Settled:
    fields, text = split(block)
    why = fields.get("settled") or fields["judged"]
    return Settled(
        f"{cause}--{fields['name']}", cause, fields["platform"], fields["source"], why, text, "judged" in fields
    )


def split(block: str) -> tuple[dict[str, str], str]:
    """The fields of its header, and its text."""
    header, _, text = block.partition("\n---\n")
    return dict(line.split(": ", 1) for line in header.splitlines()), text


def said(settled: Settled) -> list[str]:
    """The causes that are named, in their order, by profiles that leave this report out."""
    from portwise.app.reading import read
    from tools.likeness import unlearnt

    found = read(settled.text, known=unlearnt(settled)).findings
    return [finding.cause for finding in found if finding.state.value != "refuted"]


def place(settled: Settled) -> int:
    """At which place the settled cause stands, from 1; 0: it is not named.  Nothing was learnt from this report."""
    named = said(settled)
    return named.index(settled.cause) + 1 if settled.cause in named else 0
