"""Why a step that is known is not done here: it is so already, or somebody would be missing who is needed for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from portwise.fix import applier, engines
from portwise.fix.planner import ABSENT, AS_WANTED, NOT_SO, UNREAD
from portwise.fix.steps import kinds
from portwise.host.api import Host
from portwise.host.hands import Local as Hands
from portwise.model.container import Container
from portwise.model.facts import CONTAINERS, HERE
from portwise.model.repair import Deed
from portwise.model.report import Report

REPLACES = (2, 24, 4)  # from there on compose puts a value over that of a file, !override
VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})")
NO_SYSTEMD = "no systemd of this user answers here"

Staying = Callable[[tuple[str, ...], tuple[str, ...]], str]


def why_not(hands: Hands, host: Host, deed: Deed, staying: Staying) -> str:
    """ "" where it can be done; *staying* says why a server, by its look or as an owner, is not started again by us."""
    if kinds()[deed.kind].restarts:
        return staying(deed.look.what, deed.argv)
    if deed.look.how == "capability" and (why := unmarked(hands, deed)):
        return why
    if applier.needless(hands, deed):
        return AS_WANTED if not kinds()[deed.kind].copied else unedited(hands, deed)
    if kinds()[deed.kind].tells and (why := deaf(hands, deed)):
        return why
    if kinds()[deed.kind].unseen and not answering(hands, deed):
        return ABSENT
    if why := unready(host, deed):
        return why
    return staying(deed.owner, deed.then) if deed.starts else ""


def answering(hands: Hands, deed: Deed) -> bool:
    """Whether the tool of a step is there and in use: what it cannot be asked, it will not do either."""
    try:
        hands.look(deed.look)
    except OSError:
        return False
    return True


def deaf(hands: Hands, deed: Deed) -> str:
    """Why it cannot be told to read its files again: it is not there, is not seen, or sees other files."""
    try:
        applier.expected(hands, deed)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def unready(host: Host, deed: Deed) -> str:
    """Why what would be told of it is not there."""
    if composer := engines.composer(deed.argv):
        if deed.kind == "service":
            return uncomposed(host, composer) or fileless(host, deed.argv)
        return "" if deed.irreversible else uncomposed(host, composer, REPLACES)
    if composer := engines.composer(deed.then):
        return uncomposed(host, composer)
    by_user = deed.then[:2] == ("systemctl", "--user")
    return NO_SYSTEMD if by_user and not answers_to(host, *deed.then[:2]) else ""


def elsewhere(host: Host, report: Report, deed: Deed) -> str:
    """Why compose would work at another engine than the report speaks of: a command asks that of its own context."""
    command = next(filter(engines.composer, (deed.argv, deed.then)), None)
    ref = next((box.ref for box in report.evidence.get(CONTAINERS.of(HERE)) or () if command in orders(box)), None)
    if command is None or ref is None:
        return ""
    try:
        asked = (engines.engine(command), "ps", "--all", "--quiet", "--no-trunc", "--filter", f"id={ref.id}")
        there = host.output(asked).split() == [ref.id]
    except (OSError, ValueError):
        return f"{asked[0]} does not say whether it asks the engine of {ref.name}"
    return "" if there else f"{asked[0]} asks another engine here than {ref.engine.socket}, which has {ref.name}"


def orders(box: Container) -> tuple[tuple[str, ...], ...]:
    """What compose may be told to do with it."""
    return box.anew(), box.ordered("start")


def fileless(host: Host, argv: tuple[str, ...]) -> str:
    """Why compose would do nothing: it reads the files of a project also for what is there already."""
    for word, file in pairwise(argv):
        try:
            if word in ("--file", "--env-file"):
                host.read(file)
        except (OSError, ValueError) as error:
            return f"compose would need {file}: {getattr(error, 'strerror', None) or error}"
    return ""


def unmarked(hands: Hands, deed: Deed) -> str:
    try:
        return hands.unmarked(deed.look.what)
    except OSError as error:
        return error.strerror or str(error)


def unedited(hands: Hands, deed: Deed) -> str:
    try:
        now, then = applier.contents(hands, deed)
    except OSError:
        return UNREAD
    return NOT_SO if now == then else UNREAD


def uncomposed(host: Host, composer: tuple[str, ...], oldest: tuple[int, ...] = ()) -> str:
    """Why that compose is of no use; "" where it is there, and not older than that.  A program of its own was seen."""
    if not composer[1:] and not oldest:
        return ""
    try:
        said = host.output((*composer, "version"))
    except (OSError, ValueError):
        said = ""
    if not said:
        return f"this {composer[0]} has no compose"
    found = VERSION.search(said)
    if oldest and (found is None or tuple(map(int, found.groups())) < oldest):
        return f"this compose could not take it back: that takes version {'.'.join(map(str, oldest))}"
    return ""


def answers_to(host: Host, *systemctl: str) -> bool:
    """Without the variables of a login there is no way to the systemd of a user, pam_systemd(8)."""
    try:
        return bool(host.output((*systemctl, "show", "--property=Version")))
    except (OSError, ValueError):
        return False
