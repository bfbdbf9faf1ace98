from ipaddress import ip_address

import pytest

from portwise.model.overview import Exposure, Overview, Service, Wish
from portwise.model.process import Process
from portwise.model.settings import Declared
from portwise.render.layout import Look, cells
from portwise.render.overview import render

HERE = ip_address("127.0.0.1")
VITE = Service(
    3000, "tcp", (HERE,), Exposure.LOOPBACK, 1000, Process(7, 1, "node"), "vite", "shop", "/home/ada/shop", 12.0, "", ()
)
HIDDEN = Service(631, "tcp", (HERE,), Exposure.EVERYWHERE, 0, None, "", "", "", None, "", ("it is stopped",))
WISHES = (
    Wish(Declared(3000, "", 'script "dev"', "package.json", 4, "vite"), VITE, True),
    Wish(Declared(8000, "", 'script "api"', "package.json", 5, "uvicorn"), None, None),
)
SEEN = Overview(
    "/home/ada/shop", "shop", (VITE, HIDDEN), WISHES, (), (("portwise", "localhost:8000"),), "no", "/home/ada", 9.0
)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width):
    """Columns fold before they are cut."""
    shown = render(SEEN, Look(width=width))

    assert [] == [line for line in shown.splitlines() if cells(line) > width]


def test_plain_is_ascii():
    """--plain has a twin for every symbol."""
    assert render(SEEN, Look(plain=True)).isascii()


@pytest.mark.parametrize(
    "word", ["vite", "~/shop", "everywhere", "It is stopped", "nobody listens", "portwise localhost:8000"]
)
def test_everything_seen_is_said(word):
    """Owner, folder as people write it, exposure, what is odd, what is missing, and what to type next."""
    assert word.lower() in render(SEEN, Look(width=100)).lower()


def test_a_file_that_cannot_be_read_is_named():
    """What a project declares is then not known, which is not the same as nothing."""
    shown = render(SEEN._replace(wishes=(), unread="/home/ada/shop/package.json: Permission denied"), Look())

    assert "Not read  ~/shop/package.json: Permission denied." in shown.splitlines()
    assert "Not read" not in render(SEEN, Look())


def test_a_machine_without_listeners():
    """Nothing is a result too."""
    shown = render(SEEN._replace(services=(), wishes=()), Look())

    assert "Nothing listens on this machine." == shown.splitlines()[0]
