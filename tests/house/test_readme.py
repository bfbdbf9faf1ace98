"""Every screen that the README and the pages of docs/ show is what portwise prints."""

import re

import pytest

from portwise.ui.cli import main
from tools.readme import PAGES, screens, steady, taken

TEXT = "\n".join(page.read_text() for page in PAGES)
COMMANDS = re.findall(r"^(?:\$ )?(portwise [a-z][^\n#|]*?)(?:\s{2,}.*)?$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("what", screens(TEXT))
def test_a_screen_is_what_portwise_prints(what):
    """Word for word, but for pids, ages and milliseconds; `python -m tools.readme` renews them."""
    try:
        today = taken(what)
    except LookupError as error:
        if "only root" in str(error):
            pytest.skip("only root may play it: sudo make test")
        raise

    assert steady(screens(TEXT)[what]) == steady(today)


def test_there_is_a_screen():
    """A page that shows nothing proves nothing."""
    assert [] == [page.name for page in PAGES if not screens(page.read_text())]


def test_every_code_block_is_closed():
    """Fences come in pairs, and the second says nothing but its end (CommonMark 4.5)."""
    fences = re.findall(r"^```(.*)$", TEXT, re.MULTILINE)

    assert [""] * (len(fences) // 2) == fences[1::2]
    assert len(fences) % 2 == 0


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_a_command_of_the_readme_exists(command, capsys):
    """Every verb and option that the README shows is one of the program's: --help of the verb names them all."""
    words = command.split()[1:]
    verb = words[0] if words[0].isidentifier() and words[0].islower() else "why"
    main([verb, "--help"])
    said = capsys.readouterr().out

    assert [] == [word for word in words if word.startswith("--") and word.split("=")[0] not in said]
