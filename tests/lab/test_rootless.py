"""Behind rootlessport, which tells nobody for whom it has a port, stands a container: its engine says which."""

import pytest

from portwise.model.facts import CONTAINERS, HERE, OWNERS
from portwise_lab.case import cases
from portwise_lab.run import parts

OWN = [part for part in parts(cases()) if part[0].engine == "rootless"]


@pytest.mark.parametrize("part", OWN, ids=lambda part: f"{part[0]} [{part[1].name}]")
def test_a_container_of_a_user_is_behind_it(part, looks):
    """Measured, and told in the report."""
    report = looks[part][0]
    holders = {who.name for o in report.evidence if o.question.fact is OWNERS for who in o.said.value}

    assert {"rootlessport"} == holders
    assert ["web"] == [box.ref.name for box in report.evidence[CONTAINERS.of(HERE)]]
