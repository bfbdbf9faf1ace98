"""A cause of whose subject nothing speaks."""

import pytest

from portwise import knowledge
from portwise.read.leads.unspoken import LEADS
from tests.read.leads.speaking import text, texts

PLAIN = "It was fine until Monday. Now I get no answer any more, and nobody has an idea why."
SPOKEN = {
    "containers": "docker",
    "localhost or a family of addresses": "localhost",
    "a browser": "Firefox",
    "MongoDB": "mongo",
    "Redis": "Redis",
    "MySQL": "MySQL",
    "PostgreSQL": "psql",
    "models": "ollama",
    "a Mac": "macOS",
    "Windows": "Windows 11",
    "WSL": "WSL2",
    "a cluster": "kubectl",
    "a debugger": "breakpoint",
    "a network between": "VPN",
    "SELinux": "SELinux",
    "certificates or TLS": "https",
    "SSH or a tunnel": "ssh",
    "a tunnel of a provider": "cloudflared",
}
MOST = 0.1  # of the reports of a cause; their authors took its subject for granted


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: f"{lead.cause}: {lead.says}")
def test_it_loses_where_nothing_speaks_of_its_subject_and_not_where_a_word_does(lead):
    """Its own word alone is enough; three words of a title say nothing of what is not there."""
    word = SPOKEN[lead.says.removeprefix("nothing in it speaks of ")]

    assert lead.holds(text(PLAIN))
    assert not lead.holds(text(f"{PLAIN} {word}"))
    assert not lead.holds(text("no answer any more"))


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: lead.cause)
def test_those_who_have_it_speak_of_its_subject(lead):
    """Else the words are too few, and whoever says it otherwise is sent away."""
    own = texts().get(lead.cause, [])

    assert sum(bool(lead.holds(text(raw))) for raw in own) <= max(1, len(own) * MOST)


def test_every_cause_that_may_lose_is_one_of_the_catalogue():
    """A name that is written wrongly would never be missed."""
    assert {lead.cause for lead in LEADS} <= {cause.id for cause in knowledge.causes()}
