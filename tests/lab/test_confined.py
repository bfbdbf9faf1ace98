"""What guards another process than our own: who has a port, or wants it."""

import pytest

from portwise.model.evidence import Known
from portwise.model.facts import SECLUDED
from portwise.model.process import Process
from portwise_lab.case import Case, Program
from portwise_lab.run import Part, play_all, vantages

BARE = ("setpriv", "--no-new-privs", "{python}")
SLEEPS = Program((*BARE, "-c", "import signal; print('up', flush=True); signal.pause()", "--port", "8000"))
# Before its exec it has another command line
IS_UP = "timeout 60 sh -c 'until grep -q up /mnt/home/.output-0; do sleep .01; done'"
SERVES = Program((*BARE, "-m", "http.server", "-b", "127.0.0.1", "8000"), listens=(8000,))
VANTAGE = vantages()[0]


@pytest.fixture(scope="module")
def worlds():
    """Both, side by side."""
    cases = {
        "refused": Case(
            "confined", "who wants the port", "127.0.0.1:8000", "refused", (), programs=(SLEEPS,), after=(IS_UP,)
        ),
        "served": Case("confined", "who has the port", "127.0.0.1:8000", "connected", (), programs=(SERVES,)),
    }
    parts: dict[str, Part] = {name: (case, VANTAGE) for name, case in cases.items()}
    played = play_all(parts.values())
    return {name: (part[0], played[part]) for name, part in parts.items()}


@pytest.mark.parametrize("name", ["refused", "served"])
def test_the_rights_of_another_process(worlds, name):
    """It can never have more of them; and where nobody asks for everything, nobody reads that."""
    case, play = worlds[name]
    usual, deep = ([o for o in report.evidence if o.question.fact is SECLUDED] for report in play.again(case))
    others = [o.said for o in deep if isinstance(o.question.key, Process)]

    assert [True] == [said.value.no_new_privs for said in others if isinstance(said, Known)]
    assert [] == usual
