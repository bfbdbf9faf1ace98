"""What Windows has reserved, in the words of several languages."""

import pytest

from portwise.model.reading import Seen
from portwise.read.signs import reservations
from portwise.read.text import Text

ENGLISH = """
Protocol tcp Port Exclusion Ranges

Start Port    End Port
----------    --------
     49690       49789
     50000       50059     *

* - Administered port exclusions.
"""
GERMAN = """
Portausschlussbereiche für das Protokoll "tcp"

Startport   Endport
----------    --------
      5357        5357
"""


@pytest.mark.parametrize(
    ("table", "expected"), [(ENGLISH, ["49690-49789", "50000-50059"]), (GERMAN, ["5357-5357"]), ("1200 1300\n", [])]
)
def test_excluded_ranges_are_read(table, expected):
    """Two numbers in a line are none without their heading."""
    assert expected == [noted.sign.value for noted in reservations.ranges(Text.of(table))]


@pytest.mark.parametrize(
    ("line", "port"),
    [
        ("  TCP    0.0.0.0:80             0.0.0.0:0              LISTENING       4", "80"),
        ("  TCP    [::]:443               [::]:0                 ABHÖREN         4", "443"),
        ("System  4  TCP  80  http  0.0.0.0", "80"),
    ],
)
def test_process_4_is_the_driver(line, port):
    """Whatever the language calls the state."""
    assert [Seen("system listens", port)] == [noted.sign for noted in reservations.system(Text.of(line))]


@pytest.mark.parametrize(
    "line",
    [
        "  TCP    10.0.0.4:49700   10.0.0.9:445   ESTABLISHED   4",
        "  TCP    0.0.0.0:80       0.0.0.0:0      LISTENING     4711",
    ],
)
def test_another_process_is_not_and_neither_is_a_connection(line):
    """Its own connections to shares are no reservations."""
    assert [] == [*reservations.system(Text.of(line))]


def test_urls_that_are_registered_with_the_driver_are_read():
    """``netsh http show servicestate``."""
    table = "Request queue name: Request queue is unnamed.\n    Registered URLs:\n        HTTP://+:5985/WSMAN/\n"

    assert [Seen("registered url", "5985")] == [noted.sign for noted in reservations.system(Text.of(table))]


def test_distributions_of_wsl_are_read():
    """``wsl -l -v``."""
    table = "  NAME          STATE      VERSION\n* Ubuntu-22.04  Running    2\n  legacy        Stopped    1\n"

    assert [Seen("wsl 2", "Ubuntu-22.04 running"), Seen("wsl 1", "legacy stopped")] == [
        noted.sign for noted in reservations.distros(Text.of(table))
    ]
