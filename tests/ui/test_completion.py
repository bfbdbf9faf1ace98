"""What a shell is told when somebody presses Tab."""

import os
import subprocess
import sys

import pytest

import portwise
from portwise import knowledge

SOURCES = os.path.dirname(os.path.dirname(portwise.__file__))
SHELLS = {"bash": "plain,{}", "zsh": "plain\n{}\n_", "fish": "plain,{}"}


def completed(line, shell="bash"):
    """What the script of that shell gets for the words of a command line, the last of them unfinished."""
    words = line.split(" ")
    asked = {"_PORTWISE_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    if shell == "fish":
        asked["COMP_CWORD"] = words[-1]
    run = subprocess.run(
        [sys.executable, "-m", "portwise"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": SOURCES, **asked},
    )
    return run.stdout.strip()


@pytest.mark.parametrize("shell, form", SHELLS.items())
@pytest.mark.parametrize(
    "line, id_",
    [("portwise explain noth", "nothing-listening"), ("portwise lab firewall-d", "firewall-drop")],
)
def test_a_cause_is_completed(shell, form, line, id_):
    """In each of the three shells: `explain noth<Tab>`, `lab firewall-d<Tab>`."""
    assert form.format(id_) == completed(line, shell)


def test_several_are_offered_in_order():
    """`lab fire<Tab>` shows every firewall, and nothing else."""
    offered = [line.partition(",")[2] for line in completed("portwise lab fire").splitlines()]

    assert sorted(id_ for id_ in knowledge.ids() if id_.startswith("fire")) == offered
    assert {"firewall-drop", "firewall-reject-icmp", "firewall-reject-rst"} <= set(offered)


def test_what_begins_nothing_offers_nothing():
    """A word that is no cause may still be one to explain; the shell is just silent."""
    assert "" == completed("portwise explain ECONN")


def test_ids_are_the_names_of_the_files():
    """They are offered without importing one of them, and are the ids all the same."""
    assert tuple(cause.id for cause in knowledge.causes()) == knowledge.ids()
