"""What speaks for a port that somebody holds whom nobody sees."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines
from portwise.read.grounds import lingering, taken, taken_and_nobody, wanted
from portwise.read.lead import Lead
from portwise.read.text import Text, both, either
from portwise.read.waits import (
    failed,
    gated,
    holders,
    lead,
    lines,
    nobody_has_it,
    seen,
)


def seen_and_nobody(text: Text) -> Lines:
    """A row of the wanted port names no program, and another look at it finds nobody."""
    rows = [row for row in holders(text) if row.sign.pid is None and not row.sign.program]
    return both(taken(text), lines(rows), nobody_has_it(text)) if rows else NOWHERE


def owner_hidden(text: Text) -> Lines:
    rows = [n for n in seen(text, "owner-hidden") if not wanted(text) or int(n.sign.value) in wanted(text)]
    return both(taken(text), lines(rows))


def taken_or_silent(text: Text) -> Lines:
    return either(taken(text), lines(failed(text, "hang", "timeout")))


def never_listened(text: Text) -> Lines:
    return either(lines(seen(text, "bound")), lines(seen(text, "closed")) if taken(text) else NOWHERE)


LEADS = (
    Lead("port-held-by-hidden-owner", "the port is in use, and a look at it names nobody", 1.8, taken_and_nobody),
    Lead("port-held-by-hidden-owner", "the table shows the port and a dash for its owner", 2.8, owner_hidden),
    Lead(
        "port-held-by-hidden-owner",
        "one tool shows the port without an owner, and another one finds nobody",
        3.5,
        seen_and_nobody,
    ),
    gated(
        "port-held-by-hidden-owner",
        "the process that is named does not exist, or is a child that inherited the socket",
        3.0,
        taken_or_silent,
        (
            r"error: the process \"?\d+\"? not found|\bpid \d+\b.{0,80}\b(?:not exist|doesn't exist|"
            r"no such process|not found|not (?:in|listed|there)|gone|nowhere|missing)|no such process"
        ),
        (
            r"\b(?:no|without(?: an?y?)?|unknown|missing) (?:pid|owner|process(?: id| name))\b|\bpid (?:is |"
            r"column is )?(?:-|empty|blank|0\b)|\b(?:inherit\w*|child process|grandchild|"
            r"orphan)\b.{0,60}\b(?:socket|port|descriptor|handle|fd|listen)"
        ),
        (
            r"<defunct>|\bwithout (?:sudo|root)\b.{0,60}\b(?:no|not|nothing)|\b(?:as root|"
            r"with sudo)\b.{0,60}\b(?:shows?|see|reveals?|appears?|lists?)\b|\bcloexec\b|\bclose_fds\b|"
            r"\bset_?inheritable\b|\bbinherithandle\b"
        ),
        (
            r"\b(?:child|sub-?process|helper|console program|\w+\.exe)\b.{0,80}\b(?:stays?|keeps?|remains?|"
            r"has to stay|survives?|lives on|outlives)\b|\buseshellexecute\b|\bport (?:\d{2,5} )?stays (?:open|"
            r"in use|bound|occupied|taken)\b"
        ),
        r"\b(?:another|other|different) user\b|\buser \w{1,20},? not me\b|\brootlessk\w*",
    ),
    Lead("port-held-by-hidden-owner", "sockets of the port are in TIME_WAIT", -2.0, lingering),
    Lead("port-bound-but-not-listening", "a socket holds the port and does not wait", 4.5, never_listened),
    lead(
        "port-bound-but-not-listening",
        "something was bound and never listens",
        3.0,
        (
            r"\bbind(?:s|ing)?\b.{0,40}\b(?:never|without|not|no|n't|forgot)\b.{0,25}\blisten|"
            r"\bbound\b.{0,30}\b(?:not|never|n't|but)\b.{0,20}\blisten|\bss -\w*b\b|\bno listen\(\)|"
            r"\bforgot .{0,20}listen\("
        ),
        r"\b(?:reserv\w+|bind) (?:the |a )?(?:free )?port\b.{0,60}\b(?:keep|hold|socket)",
        (
            r"\bnever (?:calls?|called|does|did|reach\w*) (?:the )?listen|\bwithout (?:ever )?(?:calling )?listen|"
            r"\b(?:not|n't) (?:call\w*|reach\w*) listen|\bbound socket\b|\bsocket stays open\b|"
            r"\bbind\(\(?[\"']{2}, ?0\)"
        ),
    ),
    Lead("port-bound-but-not-listening", "the port is in use, and a look at it names nobody", 1.0, taken_and_nobody),
)
