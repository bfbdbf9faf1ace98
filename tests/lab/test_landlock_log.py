"""Landlock shows nowhere but in the log of audit: what that says of a call like ours is told, and nothing more."""

import pytest

from portwise_lab.case import cases
from portwise_lab.run import parts

SAYS = (
    "the log of audit says that Landlock denied such a call to this port within a minute, "
    "in the domain 195ba459b, which agent (286) made"
)
NAMES = {"the log of audit says that Landlock denied it": 1, "Landlock allows no port to be connected to": 0}
LOGGED = [part for part in parts(cases()) if part[0].name in NAMES and part[1].name == "ROOT"]


@pytest.mark.parametrize("part", LOGGED, ids=lambda part: f"{part[0]} [{part[1].name}]")
def test_it_is_told_where_the_log_has_it(part, looks):
    """Beside what was tried, and with the sandbox named."""
    (finding,) = {finding.cause: finding for finding in looks[part][0].supported}.values()

    assert [SAYS] * NAMES[part[0].name] == [one.told for one in finding.because if "Landlock" in one.told]
