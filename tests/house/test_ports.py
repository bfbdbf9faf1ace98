"""Ports of the tests: who listens on one of them is not taken for the server that another test asks for."""

import json
import socket
import subprocess
import sys
from itertools import combinations
from pathlib import Path

from portwise.knowledge.target.wrong_port_or_typo import HANDED_OUT
from portwise.knowledge.terms.typos import slip
from tests.ports import HIGH, TYPED, free

ROOT = Path(__file__).parents[2]
ASKED = (sys.executable, "-m", "portwise", "why", "--json")


def test_no_two_are_taken_for_one_another():
    """One slip of the finger makes no number of these out of another."""
    assert [] == [pair for pair in combinations((*HIGH, *TYPED), 2) if slip(*pair)]


def test_nobody_types_such_a_number():
    """A server of the same project would be named for a lower one."""
    assert min(HIGH) >= HANDED_OUT


def test_who_listens_beside_a_test_is_not_named_in_it():
    """Both work in this very checkout."""
    with socket.create_server(("127.0.0.1", free())):
        said = subprocess.run((*ASKED, f"127.0.0.1:{free()}"), cwd=ROOT, capture_output=True, text=True, check=False)

    assert "nothing-listening" == json.loads(said.stdout)["findings"][0]["cause"]


def test_each_is_given_once():
    """And can be had when it is given."""
    given = {free() for _ in range(20)}
    for port in given:
        with socket.create_server(("127.0.0.1", port)):
            pass

    assert 20 == len(given)
