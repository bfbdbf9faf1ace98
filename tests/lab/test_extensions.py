"""An extension that an administrator gives to every profile is named where a clean profile alone gets the page."""

import pytest

from portwise_lab.case import cases
from portwise_lab.run import parts

SAYS = "every profile of Chrome: cjpalhdlnbpafiamejdnhcphjbkeiagm"
FAULT = "its browser says refused, and a clean profile gets the page"
ASKED = [part for part in parts(cases()) if part[0].scenario == "browser-profile-or-version-fault"]


@pytest.mark.parametrize("part", [part for part in ASKED if part[0].name == FAULT], ids=lambda part: part[0].name)
def test_it_is_the_first_to_be_looked_at(part, looks):
    """Before all that a user has installed, which nobody has read."""
    (finding,) = looks[part][0].supported
    about = [step.does for step in finding.steps if "extensions" in step.does]

    assert SAYS in about[0]
    assert "switch the extensions off" in about[1]
