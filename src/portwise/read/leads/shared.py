"""What speaks for two servers that share a port."""

from __future__ import annotations

from portwise.model.reading import Lines, Listening, Noted
from portwise.read.grounds import bind_trouble, other_database
from portwise.read.lead import Lead
from portwise.read.text import Text
from portwise.read.waits import kind, lead, listening


def pairs(text: Text) -> list[tuple[Noted[Listening], Noted[Listening]]]:
    """Rows of one port by two holders."""
    rows = listening(text, by="socket")
    return [
        (one, other)
        for n, one in enumerate(rows)
        for other in rows[n + 1 :]
        if one.sign.port == other.sign.port
        and one.sign.pid is not None
        and other.sign.pid is not None
        and one.sign.pid != other.sign.pid
    ]


def apart(text: Text, first: tuple[str, ...], second: tuple[str, ...]) -> Lines:
    """Two holders, one on each kind of address."""
    found = []
    for one, other in pairs(text):
        kinds = (kind(one.sign.host), kind(other.sign.host))
        if (kinds[0] in first and kinds[1] in second) or (kinds[1] in first and kinds[0] in second):
            found += [*one.lines, *other.lines]
    return tuple(dict.fromkeys(found))


def split_families(text: Text) -> Lines:
    return apart(text, ("loopback4",), ("loopback6",))


def shadowed(text: Text) -> Lines:
    return apart(text, ("any",), ("loopback4", "loopback6", "specific"))


def shared(text: Text) -> Lines:
    """Two processes of which neither is a worker of the other, as far as their names tell."""
    found = [n for one, other in pairs(text) if one.sign.host == other.sign.host for n in (*one.lines, *other.lines)]
    return tuple(dict.fromkeys(found))


LEADS = (
    Lead("loopback-family-split", "127.0.0.1 and ::1 are held by two processes", 4.5, split_families),
    lead(
        "loopback-family-split",
        "localhost and 127.0.0.1 show two different programs",
        3.0,
        (
            r"\blocalhost(?::\d+)?\b.{0,60}\b(?:shows?|serves?|gives?|opens?|returns?|is|"
            r"answers?)\b.{0,100}\b127\.0\.0\.1(?::\d+)?\b.{0,60}\b(?:shows?|serves?|gives?|opens?|returns?|is|"
            r"another|other|different|old|new)"
        ),
        (
            r"\b127\.0\.0\.1(?::\d+)?\b.{0,60}\b(?:shows?|serves?|gives?|opens?|returns?|is|"
            r"answers?)\b.{0,100}\blocalhost(?::\d+)?\b.{0,60}\b(?:shows?|serves?|gives?|opens?|returns?|is|"
            r"another|other|different|old|new)"
        ),
        (
            r"\b(?:different|another|wrong|two) (?:app|application|site|page|program|project|server|content|"
            r"response)s?\b.{0,80}\b(?:127\.0\.0\.1|localhost|\[?::1\]?)\b.{0,60}\b(?:127\.0\.0\.1|localhost|"
            r"\[?::1\]?)"
        ),
        (
            r"\bcurl -[46]\b.{0,60}\b(?:old|other|another|different|new|wrong|first|second)\b|\b(?:curl|chrome|"
            r"firefox|browser|node)\b.{0,30}\bshows?\b.{0,60}\b(?:curl|chrome|firefox|browser|"
            r"node)\b.{0,30}\bshows?\b.{0,120}\bsame\b"
        ),
    ),
    Lead(
        "wildcard-specific-shadowing",
        "one process waits everywhere and another one on a single address of the same port",
        4.0,
        shadowed,
    ),
    lead(
        "wildcard-specific-shadowing",
        "two programs share a port without an error",
        2.0,
        (
            r"\b(?:both|two) (?:\w+ ){0,3}(?:start|run|listen|bind)\w*.{0,60}\b(?:same port|without (?:any |"
            r"an )?error|no error|no complaint)"
        ),
        (
            r"\b(?:no|without) (?:eaddrinuse|error|conflict|address already in use)\b.{0,80}\b(?:same port|both|"
            r"already)|\bso_exclusiveaddruse\b|\bmost specific\b"
        ),
        (
            r"\bpassword authentication failed\b.{0,400}\b(?:docker|container)|\b(?:brew|homebrew|native|"
            r"local(?:ly)? installed|installed locally|windows service)\b.{0,80}\b(?:postgres|mysql|"
            r"redis)\w*.{0,200}\b(?:docker|container)"
        ),
        (
            r"\b(?:both|two)\b.{0,40}\b(?:start\w*|run\w*|listen\w*|bind\w*)\b.{0,20}\b(?:happily|fine|ok|without|"
            r"no error)"
        ),
    ),
    lead(
        "wildcard-specific-shadowing",
        "only macOS and Windows allow it",
        -1.0,
        r"\bubuntu\b|\bdebian\b|\bfedora\b|\bsystemctl\b",
    ),
    Lead("wildcard-specific-shadowing", "the database that answers is not that of the container", 2.4, other_database),
    Lead("wildcard-specific-shadowing", "a bind failed", -2.5, bind_trouble),
    Lead("reuseport-split", "two processes wait on the same address and port", 4.0, shared),
    lead(
        "reuseport-split",
        "every other request reaches another instance",
        2.8,
        (
            r"\b(?:every (?:other|second)|half (?:of )?(?:the|my|all)|50 ?%|alternat\w+|randomly|"
            r"sometimes)\b.{0,60}\b(?:request|response|reload|refresh|call|old|new|version|"
            r"answer)s?\b.{0,80}\b(?:old|other|new|another|different|stale|wrong|previous)"
        ),
        r"\bso_?reuse_?port\b|\breuse_?port\b|\breuseport: ?true\b|\bexclusive: ?false\b",
    ),
    lead(
        "reuseport-split",
        "workers of one master share a port on purpose",
        -1.5,
        r"nginx: (?:master|worker)|gunicorn: (?:master|worker)|master process|prefork",
    ),
)
