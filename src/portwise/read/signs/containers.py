"""What container engines print of containers and ports, and what their files and command lines ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from portwise.model.reading import Contained, Line, Lines, Noted, Published, Seen
from portwise.read.text import Text

STATUS = re.compile(
    r"(?P<status>\b(?:Up(?: (?:About |Less than )?(?:an?|\d+) (?:second|minute|hour|day|week|month|year)s?| \d\S*)?"
    r"(?: \((?:healthy|unhealthy|health: starting|Paused|starting)\))?(?=\s|$|,)"
    r"|Exited \(-?\d+\)(?: [\w ]{1,30}? ago)?|Restarting \(-?\d+\)(?: [\w ]{1,30}? ago)?|Exit -?\d+|"
    r"Restarting|Created|Dead"
    r"|(?:running|exited|restarting|created|paused)(?:\(\d+\)| \(\d+\))?)(?=\s|$|,))"
)
ID = re.compile(r"^\s*(?:[0-9a-f]{12}|[0-9a-f]{4,11}(?:\.\.\.)?)\s")
MAPPED = re.compile(
    r"(?:(?P<host>\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f]*::[0-9a-f]*\]?|"
    r"\*):)?(?P<port>\d{1,5})(?:-\d+)?->(?P<inside>\d{1,5})(?:-\d+)?/tcp"
)
EXPOSED = re.compile(r"(?<![->\d:.])(?<!->)\b(?P<inside>\d{1,5})/tcp\b(?! ?->)")
PORT_VERB = re.compile(r"^\W*(?P<inside>\d{1,5})/tcp -> (?P<host>\S+):(?P<port>\d{1,5})\s*$")
HEAD = re.compile(r"CONTAINER ID|\bSTATUS\b.*\bPORTS\b|\bState\b.*\bPorts\b|\bPORTS\b.*\bNAMES\b")
ROW = re.compile(  # of compose, without its heading
    r"^\W{0,3}[\w.-]{2,60}[_-]\d{1,3}\s{2,}\S.{0,120}\s{2,}(?:Up|Exit|Exited|Restarting|Created|Paused|running|exited)\b"
)
ASKED = re.compile(r"\b(?:docker|podman|nerdctl)(?:-compose| compose)? (?:container )?(?:ps|ls)\b")
ALONE = re.compile(r"^\W{0,3}(?:Exited|Restarting) \(-?\d+\)[\w ]{0,30}\W{0,3}$")
COUNTED, NONE_RUNS = re.compile(r"^\s*Containers: [1-9]\d{0,3}\s*$"), re.compile(r"^\s*Running: 0\s*$")  # docker info
RUN = re.compile(r"\b(?:docker|podman|nerdctl)(?:\.exe)?\s+(?:container\s+)?(?:run|create)\s")
CUT_SHORT = re.compile(r"(?:\.{3}|\u2026|[\"'`]|<)")  # `docker run ...` names no image
FLAG = re.compile(r"(?:^|\s)(?:(?:-[a-zA-Z]*p|--publish)[ =]+\"?|-[a-zA-Z]*p(?=\d))(?P<value>[\[\]\w.:$/{}-]+)")
NETWORK = re.compile(r"--net(?:work)?[ =]\"?(?P<value>[\w:.-]+)")
BLOCK = re.compile(r"^(?P<pad>\s*)(?:-\s+)?(?P<what>ports|expose):\s*(?P<rest>\[.*\])?\s*(?:#.*)?$")
INLINE = re.compile(
    r"(?:\bports:?\s*(?:[-\[]\s*)?|(?<!\S)-p\s+|--publish[ =])[\"'`]?(?P<value>(?:[\d.]+:)?\d{2,5}:\d{2,5})(?![\w:])"
)
ENTRY = re.compile(r"^\s*-\s*[\"']?(?P<value>[\w.:$/{}\[\]-]+)[\"']?\s*(?:#.*)?$")
LONG = re.compile(r"^\s*(?:-\s*)?(?P<key>target|published):\s*[\"']?(?P<value>\d{1,5})")
KEY = re.compile(r"^(?P<pad>\s*)(?P<name>[\w.-]+):\s*(?:#.*)?$")
EXPOSE = re.compile(r"^\s*EXPOSE\s+(?P<ports>\d[\d/a-z ]*)", re.IGNORECASE)
MODE = re.compile(r"^\s*network_mode:\s*[\"']?(?P<value>[\w:.-]+)|\"NetworkMode\":\s*\"(?P<other>[\w:.-]+)\"")
INSPECT = re.compile(r"\"(?P<inside>\d{1,5})/tcp\":\s*(?P<value>null|\[?\s*\{?[^}\]]{0,120}|\[\])")
HOST_PORT = re.compile(r"\"HostPort\":\s*\"(?P<port>\d{1,5})\"")
HOST_IP = re.compile(r"\"HostIp\":\s*\"(?P<host>[^\"]*)\"")
BELOW = 30  # lines of a table
NEAR = 8  # lines that a command line goes on for


def tables(text: Text) -> Iterator[Noted[Contained] | Noted[Published]]:
    """Rows of ``docker ps``, ``podman ps`` and ``docker compose ps``; trimmed columns are taken as they are."""
    headed = -BELOW
    for line in text.lines:
        if HEAD.search(line.text):
            headed = line.number
        identified = bool(ID.match(line.text))
        under = 0 < line.number - headed < BELOW
        status = STATUS.search(line.text)
        under = under or bool(ROW.match(line.text))
        if not (identified or under or "->" in line.text):
            continue
        mapped = [*MAPPED.finditer(line.text)]
        if not (mapped or (status and (identified or under))):
            continue
        name = container(line.text, identified)
        if status:
            yield Noted(Contained(name, image(line.text, identified), status["status"]), (line.number,))
        yield from ports(line, name, mapped)


def ended(text: Text) -> Iterator[Noted[Contained]]:
    """A status alone below ``docker ps --format``, and ``docker info`` that counts containers of which none runs."""
    for before, line in pairwise(text.lines):
        if ALONE.match(line.text) and ASKED.search(before.text):
            yield Noted(Contained("", "", line.text.strip()), (line.number,))
        if COUNTED.match(before.text) and NONE_RUNS.match(line.text):
            yield Noted(Contained("", "", "none is running"), (before.number, line.number))


def ports(line: Line, name: str, mapped: list[re.Match[str]]) -> Iterator[Noted[Published]]:
    for found in mapped:
        host = (found["host"] or "").strip("[]").replace("*", "")
        yield Noted(Published(name, int(found["inside"]), host, int(found["port"])), (line.number,))
    lent = {found["inside"] for found in mapped}
    for bare in EXPOSED.finditer(MAPPED.sub(" ", line.text)):
        if bare["inside"] not in lent:
            yield Noted(Published(name, int(bare["inside"])), (line.number,))


def container(text: str, identified: bool) -> str:
    """The engine prints names last, compose prints them first."""
    words = text.split()
    return (words[-1] if identified else words[0]).strip("|") if words else ""


def image(text: str, identified: bool) -> str:
    words = text.split()
    return words[1] if identified and len(words) > 2 else ""


def port_verb(text: Text) -> Iterator[Noted[Published]]:
    """``docker port NAME``."""
    for line in text.lines:
        if found := PORT_VERB.match(line.text):
            yield Noted(
                Published("", int(found["inside"]), found["host"].strip("[]"), int(found["port"])), (line.number,)
            )


def runs(text: Text) -> Iterator[Noted[Published] | Noted[Seen]]:
    """``docker run`` lines, over the lines that a backslash joins to them."""
    for n, line in enumerate(text.lines):
        if not RUN.search(line.text):
            continue
        whole, numbers = joined(text.lines, n)
        command = whole[RUN.search(whole).end() :] if RUN.search(whole) else whole  # type: ignore[union-attr]
        if CUT_SHORT.match(command):
            continue
        flags = [*FLAG.finditer(command)]
        for flag in flags:
            if one := mapping(flag["value"], "run"):
                yield Noted(one, numbers)
        network = NETWORK.search(command)
        if network:
            yield Noted(Seen("container network", network["value"]), numbers)
        if not flags and not re.search(r"(?:^|\s)(?:-[a-zA-Z]*P\b|--publish-all)|--(?:net|network|pod)[ =]", command):
            yield Noted(Seen("run without publishing", ""), numbers)


def joined(lines: tuple[Line, ...], n: int) -> tuple[str, Lines]:
    parts, numbers = [lines[n].text], [lines[n].number]
    for line in lines[n + 1 : n + 1 + NEAR]:
        if not parts[-1].rstrip().endswith(("\\", "`", "^")) and not line.text.lstrip().startswith("-"):
            break
        parts.append(line.text)
        numbers.append(line.number)
    return " ".join(part.rstrip().rstrip("\\`^") for part in parts), tuple(numbers)


def mapping(value: str, name: str) -> Published | None:
    """``8080:80``, ``127.0.0.1:8080:80/tcp``, ``80``; a variable stands for nothing."""
    parts = re.sub(r"/(?:tcp|udp)$", "", value.strip("\"'"))
    *host, port, inside = ["", *re.split(r":(?![^\[]*\])", parts)][-3:] if ":" in parts else ["", "", parts]
    if not inside.isdecimal():
        return None
    address = "".join(host).strip("[]")
    return Published(name, int(inside), address, int(port) if port.isdecimal() else None)


def compose(text: Text) -> Iterator[Noted[Published]]:
    """``ports:`` and ``expose:`` of compose files, the short and the long form."""
    for n, line in enumerate(text.lines):
        if not (block := BLOCK.match(line.text)):
            continue
        name = service(text.lines, n, len(block["pad"]))
        if block["rest"]:
            values = [(part.strip(" \"'"), line.number) for part in block["rest"].strip("[]").split(",")]
        else:
            values = [*entries(text.lines, n)]
        for value, number in values:
            if one := mapping(value, name):
                yield Noted(one if block["what"] == "ports" else one._replace(host="", port=None), (number,))


def entries(lines: tuple[Line, ...], n: int) -> Iterator[tuple[str, int]]:
    target, published = "", ""
    for line in lines[n + 1 : n + 20]:
        if long := LONG.match(line.text):
            target = long["value"] if long["key"] == "target" else target
            published = long["value"] if long["key"] == "published" else published
            if target and published:
                yield f"{published}:{target}", line.number
                target = published = ""
        elif entry := ENTRY.match(line.text):
            yield entry["value"], line.number
        elif not re.match(r"^\s*(?:-\s*)?(?:protocol|mode|host_ip|name):", line.text):
            return


def service(lines: tuple[Line, ...], n: int, pad: int) -> str:
    """The nearest key above that stands further left."""
    for line in reversed(lines[max(n - 40, 0) : n]):
        key = KEY.match(line.text)
        if key and len(key["pad"]) < pad:
            return key["name"]
    return ""


def files(text: Text) -> Iterator[Noted[Seen] | Noted[Published]]:
    """``EXPOSE`` of a Dockerfile, network modes, and port tables of ``docker inspect``."""
    for line in text.lines:
        if found := EXPOSE.match(line.text):
            for port in re.findall(r"\d{1,5}", found["ports"]):
                yield Noted(Published("Dockerfile", int(port)), (line.number,))
        if mode := MODE.search(line.text):
            yield Noted(Seen("container network", mode["value"] or mode["other"]), (line.number,))
        for row in INSPECT.finditer(line.text):
            port, host = HOST_PORT.search(row["value"]), HOST_IP.search(row["value"])
            if port:
                lent = Published("inspect", int(row["inside"]), host["host"] if host else "", int(port["port"]))
                yield Noted(lent, (line.number,))
            elif row["value"] in ("null", "[]"):
                yield Noted(Published("inspect", int(row["inside"])), (line.number,))


def mentions(text: Text) -> Iterator[Noted[Published]]:
    """``-p 8080:80`` and ``ports: - 8080:80`` in the middle of a sentence."""
    for line in text.lines:
        if not RUN.search(line.text):
            for found in INLINE.finditer(line.text):
                if one := mapping(found["value"], "words"):
                    yield Noted(one, (line.number,))


READERS = (tables, ended, port_verb, runs, compose, files, mentions)
