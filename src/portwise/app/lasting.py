"""What keeps a repair: the prevention of its cause, and the command of whoever would undo it at the next start."""

from __future__ import annotations

from portwise import knowledge
from portwise.fix.steps import kinds
from portwise.host.api import Host
from portwise.model.repair import Move
from portwise.model.target import Target


def prevented(move: Move, target: Target) -> Move:
    """What keeps it from coming back, by its cause, and the command that sets that up, where there is one."""
    cause = next((cause for cause in knowledge.causes() if cause.id == move.cause), None)
    if cause is None or not cause.prevention:
        return move
    by = tuple(word.replace("{port}", str(target.port)) for word in cause.keeping) if move.deed else ()
    return move._replace(prevents=cause.prevention[0], prevents_by=by)


def kept(host: Host, move: Move) -> Move:
    """With the command of whoever would keep it so: the first that says it is his."""
    deed = move.deed
    if deed is None or deed.inside or move.lasts:
        return move
    kind = kinds()[deed.kind]
    for asked in kind.keepers(deed):
        try:
            found = kind.kept(deed, asked, host.output(asked))
        except (OSError, ValueError):
            continue
        if found:
            return move._replace(lasts=found, holds="")
    return move
