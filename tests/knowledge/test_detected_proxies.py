"""Who looks for a script in the network takes it before whatever else he was told."""

import pytest

from portwise.knowledge.proxy.dead_or_misconfigured_proxy import told
from portwise.model.evidence import Unreadable
from portwise.model.facts import BROWSED, DESKTOP_PROXIES, DISCOVERED, FILE_PROXIES, HERE, SCRIPTED
from portwise.model.settings import DETECTED, Discovered, FileProxy

PAC, SERVED = "http://pac.example/p.pac", "http://wpad/wpad.dat"
DETECTS, NAMED = (FileProxy("Windows", "", 0, "key", "Settings", 0, script) for script in (DETECTED, PAC))
OTHER = FileProxy("git", "10.0.0.7", 3128, "http.proxy", ".gitconfig", 1)
CHOICES = {SCRIPTED.of(PAC): ("10.0.0.1",), SCRIPTED.of(SERVED): ("10.0.0.2",)}


class Paper(dict):
    """A view of what is known; all else has no answer."""

    def __missing__(self, question):
        raise Unreadable(question)


def hosts(rows, url, choices):
    known = {DISCOVERED.of(HERE): Discovered(url, (), "", "")} if url is not None else {}
    known |= {FILE_PROXIES.of(HERE): rows, DESKTOP_PROXIES.of(HERE): (), BROWSED.of(HERE): None}
    scripted = {
        question: tuple(FileProxy("", host, 8080, "PROXY", "", 1) for host in found)
        for question, found in choices.items()
    }
    return [row.host for row in told(Paper(known | scripted))]


@pytest.mark.parametrize(
    ("rows", "url", "choices", "found"),
    [
        ((DETECTS, NAMED), "", CHOICES, ["10.0.0.1"]),  # nobody serves one
        ((DETECTS, NAMED), SERVED, CHOICES, ["10.0.0.2"]),
        ((DETECTS, NAMED), SERVED, {**CHOICES, SCRIPTED.of(SERVED): ()}, []),  # it says: directly
        ((DETECTS, NAMED, OTHER), None, CHOICES, ["10.0.0.7"]),  # of that one nobody knows
        ((NAMED, OTHER), None, CHOICES, ["10.0.0.1", "10.0.0.7"]),
    ],
)
def test_what_is_served_goes_before_what_is_set(rows, url, choices, found):
    """Of one client; another one has settings of its own."""
    assert found == hosts(rows, url, choices)


def test_what_may_be_served_is_no_proof_of_what_is_set():
    """Then nothing is said of that client."""
    with pytest.raises(Unreadable):
        hosts((DETECTS, NAMED), None, CHOICES)
