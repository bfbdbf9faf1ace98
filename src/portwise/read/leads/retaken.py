"""What people say of servers that moved a port, ended with their window, take turns, or stand outside of everybody."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.grounds import refused
from portwise.read.lead import Lead
from portwise.read.text import Text, both, either
from portwise.read.waits import lead, lines, listening, through

PORT = re.compile(r"(?<![\d.])\d{4,5}(?![\d.])")
FURTHER = 5  # ports that a development server is tried at
BEFORE = (
    r"\b(?:yesterday|last week|before|usually|used to be|normally|was|always)\b[^\n]{0,30}\b\d{4,5}\b|"
    r"平时[^\n]{0,30}\b\d{4,5}\b|\bone higher\b"
)
PICKED = (
    r"\bin use\b[^\n]{0,20}\bpick\w*|\bpicked because\b|\bports? (?:are|is) in use\b[^\n]{0,60}\bavailable\b|"
    r"\bmy tab says \d{4}\b"
)
SANDBOX = r"\bsandbox\b|\bbwrap\b|\bbubblewrap\b|\bfirejail\b|\bseatbelt\b"
FROM_AFAR = (
    r"\bfrom (?:3|three|two|2|several) (?:data ?cent|countr|network|location)|\b(?<!on the )status ?page\b|#status\b|"
    r"\bsuspendedpage\b|\bled\b[^\n]{0,30}\b(?:off|aus|apagado|never blinks)|"
    r"\bsince the (?:thunderstorm|power cut|storm)\b|\beta \d+ ?h\b"
)
TURNS = (
    r"\babwechselnd\b|\bmal (?:alt|neu)\b|\b\d+x alt\b|\b\d+ (?:of|in) \d+\b[^\n]{0,20}\b(?:old|answers|new)\b|"
    r"\bin \d+ of \d+\b|\breload the page a few times\b|\b50 ?% of\b"
)
WINDOW = (
    r"\b(?:black|cmd|console|terminal|powershell) window\b[^\n]{0,60}\b(?:clos\w*|open|off)\b|"
    r"\bkeep the [^\n]{0,20}window open\b|\bshut my laptop\b|\bgoing to shutdown\b|\bwi-?fi dropped\b|"
    r"\bevery (?:morning|evening|night)\b[^\n]{0,100}\b(?:is off|gone|refuses|down)\b"
)


def above(text: Text) -> Lines:
    """A server says a port a few above another one that the text names, and that it was not so before."""
    named = {int(hit[0]) for hit in PORT.finditer(text.folded)}
    rows = listening(text, by="words")
    found = [row for row in rows if any(0 < row.sign.port - port <= FURTHER and port > 1024 for port in named)]
    return both(lines(found), text.find(BEFORE))


def answers_in_its_sandbox(text: Text) -> Lines:
    """Inside somebody gets through, and outside it is refused."""
    return both(text.find(SANDBOX), either(lines(through(text)), text.find(r"\b200\b|\bpong\b")), refused(text))


LEADS = (
    Lead("server-moved-to-next-port", "it says a port a few above the one that it was", 2.0, above),
    lead("server-moved-to-next-port", "it picked another port because one is in use", 3.0, PICKED),
    Lead(
        "network-namespace-isolation",
        "inside a sandbox it answers, and outside it refuses",
        2.5,
        answers_in_its_sandbox,
    ),
    Lead("sandbox-blocks-sockets", "inside a sandbox it answers, and outside it refuses", -2.0, answers_in_its_sandbox),
    lead("remote-site-down", "nobody anywhere gets through, or the other side says so", 1.4, FROM_AFAR),
    lead("reuseport-split", "two take turns", 1.8, TURNS),
    lead("service-exited-or-killed", "it goes with its window, its laptop or its session", 1.5, WINDOW),
)
