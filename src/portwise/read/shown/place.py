"""
From where it was asked, and whether the address is one of the machine asked from.

Loopback is everybody's own.  Who asks with a browser stands on the machine itself, and so does who types at its prompt;
who may have gone into a container first is somewhere that the text does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.evidence import Answer, Known
from portwise.model.facts import FROM_HERE, HERE, LOCAL
from portwise.model.reading import Failure, Noted, Success, source
from portwise.model.target import Intent, Target
from portwise.read.met import spots
from portwise.read.sections import PROMPT, Section, sections
from portwise.read.shown.names import unresolved
from portwise.read.text import Text

BROWSERS = ("chrome", "firefox", "safari", "edge", "browser")
TYPED = ("curl", "wget", "nc", "telnet", "httpie")
WITHIN = re.compile(r"(?:docker|podman|nerdctl)(?:-compose| compose)? (?:exec|run|attach)\b|kubectl exec\b|ssh ")
OF_ANOTHER = re.compile(r"(?:docker|podman|nerdctl)(?:-compose| compose)? (?:logs|up)\b|kubectl logs\b|journalctl\b")
LOGGED = re.compile(r"^\s*[\w.-]{1,60}\s*\|\s")  # as compose prints what a container says
IN_A_BOX = re.compile(
    r"^\s*(?:\[?[\w.-]+@[0-9a-f]{12}[ :]|(?:bash-\d\.\d|/(?:app|srv|usr/src/app|code))[^#$\n]{0,40} ?[#$] )"
)
SPOKEN = (
    (
        r"\b(?:inside|within|from|in) (?:of )?(?:the|a|my|this|that|another|any|one|its) (?:\w+[ -]){0,2}"
        r"(?:container|pod)\b"
    ),
    r"\bfrom (?:inside|within) (?:of )?(?:docker|container|the pod)",
)
ENTERING = (r"\b(?:docker|podman|nerdctl)\b.{0,60} (?:exec|run|attach) .{0,80}\b(?:ba|z|a)?sh\b",)
FROM_ANOTHER = (
    r"\b(?:from|on|with) (?:an?other (?:machine|computer|host|pc)|my (?:phone|laptop|pc|desktop|mac)|"
    r"the (?:phone|laptop))\b"
)


def own(text: Text, target: Target) -> Iterator[Answer]:
    """Every loopback address is this machine's, whichever that is; the unspecified one is all of them."""
    for spot, met in spots(text, target).items():
        if spot.address.is_loopback or spot.address.is_unspecified:
            yield Answer(LOCAL.of(spot.address), Known(True), source(met.line))


def vantage(text: Text, target: Target) -> Iterator[Answer]:
    """Where it was asked by loopback, for a port of its own or for a name that was not found; elsewhere it is moot."""
    near = any(spot.address.is_loopback or spot.address.is_unspecified for spot in spots(text, target))
    if not near and not any(unresolved(text, target)):
        return
    typed = {line.number: section for section in sections(text) for line in (section.line, *section.printed)}
    told: tuple[Noted[Failure] | Noted[Success], ...] = (*text.signs(Failure), *text.signs(Success))
    for noted in told:
        if here(text, target, noted, typed):
            yield Answer(FROM_HERE.of(HERE), Known(None), source(noted.lines[0]))
            return


def here(text: Text, target: Target, noted: Noted[Failure] | Noted[Success], typed: dict[int, Section]) -> bool:
    """Whether that client ran on the machine itself: nobody says, and nothing shows, that it ran anywhere else."""
    sign, line = noted.sign, text.by_number.get(noted.lines[0], "")
    if isinstance(sign, Failure) and sign.outcomes[0].startswith("bind-"):
        return target.intent is Intent.BIND and not LOGGED.match(line) and not text.find(*SPOKEN, *ENTERING)
    if getattr(sign, "told", False) or sign.port not in (None, target.port) or LOGGED.match(line):
        return False
    if sign.client in BROWSERS:
        return not text.find(FROM_ANOTHER)
    section = typed.get(noted.lines[0])
    typed_here = sign.client in TYPED or (section is not None and section.prompted)
    if not typed_here or (section and any(shape.search(section.command) for shape in (WITHIN, OF_ANOTHER))):
        return False
    if section is not None and section.prompted:  # its prompt, and what was typed before, tell whether that is inside
        inside = section.place.contained or IN_A_BOX.match(section.line.text)
        return not inside and not text.find(*SPOKEN, FROM_ANOTHER)
    boxed = any(IN_A_BOX.match(one.text) for one in text.every if PROMPT.match(one.text))
    return not boxed and not text.find(*SPOKEN, *ENTERING, FROM_ANOTHER)


ANSWERS = (own, vantage)
