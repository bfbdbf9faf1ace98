"""What servers say when they start: where they wait, that they moved to another port, that they run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Line, Listening, Noted, Seen
from portwise.read.places import Place, every
from portwise.read.signs.tables import parsed
from portwise.read.text import Text

WAITS = re.compile(
    r"\blisten(?:s|ing)?\b|\brunning\b|\bruns\b|(?<!getting )\bstarted\b|\bstarting\b|\bserving\b|\bserved\b|\bready\b|"
    r"\bavailable (?:at|on)\b|"
    r"\baccepting connections\b|\bwaiting for connections\b|\bhosted\b|(?<![.\w-])local\b|\bnetwork\b|\bloopback\b|"
    r"\blaunched\b|"
    r"\bis up\b|\bserver(?: url)?:|\bbound to\b|\bbind(?:s|ing)? (?:to|on)\b|\bopen (?:your|in) |"
    r"\bexposed\b|\burl:|\bhttp server\b"
)
NOT_SO = re.compile(  # the same words in a line that tells of trouble, of a client, or of a wish
    r"fail|err(?:or|no)\b|err_|refus|in use|in-use|cannot|can't|couldn|could not|unable|not (?:be |"
    r"yet )?(?:listen|running|available|accept)|"
    r"(?:start|open|establish|initiat|attempt)\w* (?:an? |the )?(?:new )?connections? (?:to|with)\b|"
    r"connect(?:ing|ed)? (?:to|via|from)|econn|eaddr|eacces|timed? ?out|dial tcp|proxy_pass|upstream|"
    r"\bcurl\b|\bwget\b|\btelnet\b|"
    r"\bnobody\b|\bnothing\b|\bno (?:process|server|service|one)\b|isn't|is not|\?|"
    r"https?://(?:www\.)?(?:github|docs|nodejs|stackoverflow)|"
    r"\b(?:will|does|do|did|would) not\b|\b(?:wo|does|do|did|would)n'?t\b|\bneither\b|_proxy\b|"
    r"\bwaiting (?:for|on) (?:http|tcp|port)|\bshould\b|\bneeds? to\b|\btried\b|\btry\b|\bif \b|"
    r"already running|denied|\bbind: |10013|\bwarn|isn't|\bforward|\bpublish|->|"
    r"^\W*ur[il]:\s*[\"'`]?https?://[a-z][\w-]*\.[a-z]"
)
TAKEN = re.compile(
    r"\b(?:is|was|already|currently)\b[^\n]{0,20}?(?:in use|taken|occupied|being used|used by|busy)|\bin use\b|"
    r"\bports?\b[^\n]{0,20}?\b(?:is|are|was|were|currently)\b[^\n]{0,20}?(?:not available|unavailable)|"
    r"unable to find an available port"
)
GOES_ON = re.compile(
    r"\btrying (?:another|the next|next|port|\d)|\busing\b[^\n]{0,40}\b(?:port|instead|\d{2,5})|"
    r"\bswitch(?:ed|ing)\b|\bmov(?:ed|ing) to\b|"
    r"\bfall(?:ing|s)? back\b|\b(?:picked|found|selected|chose|choosing|assigned)\b[^\n]{0,30}\bport|"
    r"\buse[sd]? (?:port )?\d{2,5}\b|"
    r"\balternative port\b|\b(?:ports?|one|another|next|it|\d{2,5})\b[^\n.]{0,20}\binstead\b|"
    r"\binstead\b[^\n.,]{0,8}(?:\bport|\d{4})|"
    r"\b(?:retry|trying|retries|retrying|continu\w+|going on)\b[^\n.]{0,12} (?:on|with|at) (?:another|a different|"
    r"a random|the next|a free)\b"
)
NUMBERS = re.compile(r"(?<![\d.])\d{4,5}(?!\d|\.\d)")
SAYS_WHERE = re.compile(
    r"\b(?:apps?|servers?|backend|frontend|api|service|site|program|it|everything|jar|daemon|which|"
    r"data ?base|broker|bundler|container|sshd?|mysqld?|mariadb|postgres\w*|redis|mongo(?:d|db)?|rabbitmq|kafka|nginx|"
    r"apache|tomcat|"
    r"that)\b(?: \w+){0,3}? (?:is|are|runs?|running|sits|lives|listens?|listening|started|starts|"
    r"comes up|came up|boots|waits|is served|answers)"
    r" (?:\w+ )?(?:on|at) (?:port )?:?(?P<port>\d{4,5})\b(?!\.\d)"
)
ASKS = re.compile(
    r"\b(?:would you like|do you want|shall|run the app|use port \d+ instead\?|run .{0,30} on another port)\b"
)
CLAUSES = re.compile(r"\bbut\b|\band\b|;|\.\s|,\s(?=(?:the|my|our|a|an|while|whereas) )", re.IGNORECASE)
PATHS = re.compile(r"(\w://[^\s/\"'<>]{1,200})[^\s\"'<>)]*")
ADDRESS = re.compile(
    r"\{\s*[\"']?address[\"']?:\s*[\"'](?P<host>[\d.]{7,15}|[\da-f:]{2,39})[\"'],\s*[\"']?family[\"']?:\s*"
    r"[\"']?(?:IPv)?[46][\"']?,\s*[\"']?port[\"']?:\s*(?P<port>\d{2,5})\s*\}"
)
LED = re.compile(  # where somebody is led is not where a server says that it waits
    r"\b(?:sent|redirect(?:s|ed|ing)?|taken|forwarded|lands?|landed|jumps?|goes|brought|thrown)(?: (?:me|us|you|them|"
    r"back|"
    r"over|away|on|straight|always)){0,3}(?: to| on| at) [\"'`(<]{0,2}\w{2,10}://[^\s\"'`<>)]{1,200}",
    re.IGNORECASE,
)
STEPS = 100  # ports that a development server looks through
CONTAINER = re.compile(r"^\s*[\w.-]{1,40}\s{1,30}\|\s")
PROGRAMS = (
    *(
        "vite",
        "next",
        "nuxt",
        "astro",
        "webpack",
        "uvicorn",
        "gunicorn",
        "flask",
        "django",
        "puma",
        "rails",
        "tomcat",
        "netty",
        "jetty",
    ),
    *(
        "nginx",
        "apache",
        "caddy",
        "ollama",
        "jupyter",
        "streamlit",
        "storybook",
        "angular",
        "express",
        "fastify",
        "nest",
        "kestrel",
    ),
    *(
        "undertow",
        "redis",
        "postgres",
        "mysqld",
        "mongod",
        "elasticsearch",
        "kafka",
        "minio",
        "grafana",
        "prometheus",
        "debugger",
    ),
)
PROGRAM = re.compile(rf"\b({'|'.join(PROGRAMS)})")


def starts(text: Text) -> Iterator[Noted[Listening]]:
    """Clauses in which a server, or a person, says where it waits."""
    for line in text.lines:
        if not WAITS.search(line.text.casefold()) or parsed(line, line.text.casefold()):
            continue
        for clause in clauses(PATHS.sub(r"\1", LED.sub("", line.text))):
            folded = clause.casefold()
            if waits(folded):
                for place in waiting(clause):
                    yield Noted(listening(place, line, folded), (line.number,))


def waits(folded: str) -> bool:
    """A server, or a person, says that it is there."""
    return bool(WAITS.search(folded)) and not NOT_SO.search(folded)


def clauses(line: str) -> list[str]:
    return [line] if "ready for connections" in line else CLAUSES.split(line)


def somebody_says(text: Text) -> Iterator[Noted[Listening]]:
    """``My app is on 3000``: words of a person, which name no host."""
    for line in text.lines:
        for found in SAYS_WHERE.finditer(line.text.casefold()):
            yield Noted(Listening("", int(found["port"]), "words"), (line.number,))


def waiting(clause: str) -> list[Place]:
    """Every place with a port in it; where one names a host, those that do not are the same."""
    found = [place for place in every(clause) if place.port or place.scheme in ("http", "https")]
    named = [place for place in found if place.host]
    return [place._replace(port=place.port or (443 if place.scheme == "https" else 80)) for place in named or found]


def listening(place: Place, line: Line, folded: str) -> Listening:
    program = PROGRAM.search(folded)
    inside = "container" if CONTAINER.match(line.text) else ""
    return Listening(place.host, place.port or 0, "words", program[1] if program else "", place=inside)


def moved(text: Text) -> Iterator[Noted[Seen]]:
    """``Port 3000 is in use, trying another one``: from where, and to where if it tells."""
    for line in text.lines:
        folded = line.text.casefold()
        if TAKEN.search(folded) and GOES_ON.search(folded) and not ASKS.search(folded):
            wanted, *others = [*dict.fromkeys(NUMBERS.findall(folded)), ""]
            given = next((other for other in others if other and 0 < int(other) - int(wanted) <= STEPS), "")
            yield Noted(Seen("moved", f"{wanted} {given}".strip()), (line.number,))


def of_node(text: Text) -> Iterator[Noted[Listening]]:
    """``listening on { address: '::', family: 'IPv6', port: 3000 }``: what Node.js knows of its own server."""
    for line in text.lines:
        found = ADDRESS.search(line.text)
        if found and not NOT_SO.search(line.text.casefold()):
            yield Noted(Listening(found["host"], int(found["port"]), "words"), (line.number,))


READERS = (starts, somebody_says, moved, of_node)
