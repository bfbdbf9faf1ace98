"""What a word can mean, in one shape for every kind of word."""

from __future__ import annotations

from portwise.model.record import NamedTuple
from portwise.words.entry import Term
from portwise.words.errors import meeting
from portwise.words.gateways import GatewayLine
from portwise.words.orders import Message
from portwise.words.outcomes import Symptom, symptom
from portwise.words.wording import Wording


class Meaning(NamedTuple):
    kind: str
    word: str
    title: str
    says: tuple[str, ...]
    outcomes: tuple[str, ...]
    rows: tuple[Wording, ...] = ()
    causes: tuple[str, ...] = ()  # those that it points to; rows have their own
    see: tuple[str, ...] = ()


UNSURE = ("The word alone does not tell which. The text or number beside it may; the likeliest comes first.",)


def of_outcome(known: Symptom) -> Meaning:
    return Meaning(
        "outcome", known.outcome, known.title, (known.means, known.tells), (known.outcome,), meeting(known.outcome)
    )


def of_term(kind: str, term: Term) -> Meaning:
    word = f"{term.names[0]} ({term.names[1]})" if kind == "process state" else term.names[0]
    return Meaning(kind, word, term.title, term.says, term.outcomes, (), term.causes, term.see)


def of_line(line: GatewayLine) -> Meaning:
    """What a gateway writes: two outcomes, the client's and the one that the gateway met."""
    status = () if line.status == "no start" else (f"http-{line.status[0]}xx",)
    met = symptom(line.outcome)
    gets = f", and the client in front of it gets status {line.status}" if status else ""
    behind = (f"Towards what stands behind it the outcome was {line.outcome}. {met.tells}",) if met and status else ()
    says = (f"{line.who} writes it{gets}.", *behind)
    outcomes = tuple(dict.fromkeys((*status, line.outcome)))
    return Meaning("log line", line.text, line.means, says, outcomes, (), line.causes)


def of_message(message: Message) -> Meaning:
    """What a command says of the place that it was sent to."""
    met = symptom(message.outcome)
    says = (f"{message.who} says it.", *((met.tells,) if met else ()))
    return Meaning("message", message.text, message.means, says, (message.outcome,), (), message.causes)


def of_rows(word: str, rows: tuple[Wording, ...]) -> Meaning:
    """What clients say: one event, or several that this word does not tell apart."""
    outcomes = tuple(dict.fromkeys(row.outcome for row in rows))
    if len(outcomes) > 1:
        return Meaning("error", word, f"can mean {len(rows)} different things", UNSURE, outcomes, rows)
    if len(rows) == 1 and rows[0].instead:
        return Meaning("error", word, rows[0].happens, rows[0].instead, outcomes, rows)
    met = symptom(outcomes[0])
    happened = (f"What happened: {rows[0].happens}.",) if len(rows) == 1 else ()
    says = (*happened, *((met.means, met.tells) if met else ()))
    return Meaning("error", word, met.title if met else outcomes[0], says, outcomes, rows)
