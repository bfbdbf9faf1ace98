"""A step that one yes is enough for, `portwise fix --yes`."""

from portwise import knowledge
from portwise.fix.steps import kinds
from portwise.model.cause import Safety
from portwise.model.evidence import Evidence
from portwise.model.repair import Grade
from portwise.model.target import Target

NOTHING_SEEN = Evidence(Target.parse("localhost:80"))


def deeds():
    """Of every remedy that is safe and changes something: its cause, and the deed that a kind makes of it."""
    for cause in knowledge.causes():
        for remedy in cause.remedies:
            made = (kind.reads(remedy.argv, NOTHING_SEEN) for kind in kinds().values()) if remedy.argv else ()
            if remedy.safety is Safety.SAFE and (deed := next(filter(None, made), None)):
                yield cause.id, deed


def test_what_is_safe_is_about_this_machine_alone():
    """Loopback: nobody else can notice. There is such a step, or --yes would mean nothing."""
    assert {("loopback-interface-broken", "link"), ("loopback-interface-broken", "address")} == {
        (cause, deed.kind) for cause, deed in deeds()
    }


def test_what_is_safe_is_taken_back_exactly():
    """Whatever somebody can only regret asks first."""
    assert {Grade.EXACT} == {deed.grade for _, deed in deeds()}
    assert {""} == {deed.irreversible for _, deed in deeds()}
