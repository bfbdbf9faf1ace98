"""The shapes of what an agent is told; the SDK publishes them as the schemas of the tools' output."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads this one before Python 3.12


class Step(TypedDict):
    does: str
    command: list[str]
    safety: str
    needs_root: bool


class Cause(TypedDict):
    cause: str
    title: str
    because: list[str]
    steps: list[Step]


class Diagnosis(TypedDict):
    """Verdict first; `report` is what `more` takes."""

    target: str
    verdict: str
    symptom: str
    attempts: list[str]
    causes: list[Cause]
    not_known: list[str]
    report: str


class Told(TypedDict):
    """`state`: supported where the text proves it, untested where it only speaks for it."""

    cause: str
    title: str
    state: str
    because: list[str]
    to_settle: str


class Reading(TypedDict):
    """What a text speaks for, the likeliest first; nothing was probed."""

    target: str
    verdict: str
    symptom: str
    causes: list[Told]
    lines_read: int
    lines: int
    report: str


class Holder(TypedDict):
    pid: int
    program: str
    user: str
    folder: str
    project: str
    worktree_of: str
    branch: str
    how: str
    addresses: list[str]
    seconds: float
    started_by: str
    kept_by: str
    orphaned: bool
    standing: str
    beware: list[str]


class Holders(TypedDict):
    port: int
    holders: list[Holder]
    left_out: int
    clients: int
    before: list[str]
    not_seen: list[str]


class Listener(TypedDict):
    port: int
    transport: str
    program: str
    pid: int
    folder: str
    exposure: str
    odd: list[str]


class Listeners(TypedDict):
    listeners: list[Listener]
    declared: list[str]
    left_out: int


class Move(TypedDict):
    number: int
    cause: str
    does: str
    command: list[str]
    diff: list[str]
    can_be_done: bool
    why_not: str
    undone: str


class Otherwise(TypedDict):
    """`command`, if any, has to run meanwhile; `url` is "" where nobody has tried it."""

    says: str
    command: list[str]
    url: str


class FixPlan(TypedDict):
    """`plan` is what `apply_fix` takes, within ten minutes and while the machine is as it was."""

    plan: str
    target: str
    verdict: str
    steps: list[Move]
    workaround: Otherwise | None


class Fixed(TypedDict):
    plan: str
    verdict: str
    steps: list[str]
    left: str
    workaround: Otherwise | None


class Doomed(TypedDict):
    pid: int
    program: str
    tree: list[int]
    why: list[str]


class Stopped(TypedDict):
    """`plan` and `would_end` are what `stop` takes to do it; 0 as port: what is left over of a checkout."""

    plan: str
    port: int
    would_end: list[int]
    ends: list[Doomed]
    refused: list[str]
    done: bool
    freed: bool
    signalled: list[str]
    left: list[str]
    started_again_by: str


class Forwarded(TypedDict):
    open: bool
    places: list[str]
    target: str
    seconds: float
    trouble: str


class Ready(TypedDict):
    ready: bool
    targets: list[str]


class Text(TypedDict):
    text: str
    next_offset: int  # 0: that was all


class Undone(TypedDict):
    fine: bool
    steps: list[str]
