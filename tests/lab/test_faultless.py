"""The failure of portwise is not to pass for a failure of the machine."""

from portwise.app.asking import OWN_FAULT
from portwise.model.evidence import Unknown
from portwise_lab.case import cases
from portwise_lab.run import parts
from tests.lab.laws import each


@each(parts(cases()))
def test_no_case_meets_a_fault_of_portwise(part, plays, looks):
    """A collector that raises costs one answer to the person at the machine; here it fails."""
    said = [o.said for look in looks[part] for o in look.observations]

    assert [] == [it.why for it in said if isinstance(it, Unknown) and OWN_FAULT in it.why]
