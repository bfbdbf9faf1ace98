"""What a pasted text answers, as the tests of its tables ask for it."""

from portwise.model.evidence import Known
from portwise.model.target import Target
from portwise.read.facts import answers
from portwise.read.readers import understood

BIND = "bind "


def first(raw, target):
    """The first answer to each question, which stands."""
    found = {}
    parsed = Target.to_bind(target.removeprefix(BIND)) if target.startswith(BIND) else Target.parse(target)
    for answer in answers(understood(raw), parsed):
        found.setdefault(answer.question, answer)
    return found


def told(raw, target="localhost:8080"):
    """What it makes known; None where it says that something is unknown."""
    return {
        question: answer.said.value if isinstance(answer.said, Known) else None
        for question, answer in first(raw, target).items()
    }
