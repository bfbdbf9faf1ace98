"""Lists under a word of success or failure, and code with a remark behind it."""

import pytest

from portwise.model.reading import Stated, Success
from portwise.read.readers import understood

LISTED = 'Both on this machine. {}\n\nopen("tcp://127.0.0.1:7100")\nopen("tcp://localhost:7101")\n\nNothing else.\n'


@pytest.mark.parametrize(
    ("header", "works"),
    [
        ("These work:", [True]),
        ("This works fine:", [True]),
        ("Those don't:", [False]),
        ("It does not work:", [False]),
        ("My notes:", []),
    ],
)
def test_what_stands_below_a_header_has_its_verdict(header, works):
    """As long as no line is empty."""
    found = understood(LISTED.format(header)).signs(Stated)

    assert works == [noted.sign.works for noted in found if noted.sign.when == "localhost"]


def test_a_place_below_a_header_of_success_is_reached():
    """With its port."""
    found = [noted.sign for noted in understood(LISTED.format("These work:")).signs(Success)]

    assert [("127.0.0.1", 7100), ("localhost", 7101)] == [(one.host, one.port) for one in found]


@pytest.mark.parametrize(
    ("line", "works"),
    [
        ('dial("localhost", 7100); // success', [True]),
        ('dial("localhost", 7100)  # fails', [False]),
        ('dial("localhost", 7100); // the usual port', []),
    ],
)
def test_a_remark_behind_code_is_its_verdict(line, works):
    """Where it has one."""
    found = understood(line).signs(Stated)

    assert works == [noted.sign.works for noted in found if noted.sign.when == "localhost"]
