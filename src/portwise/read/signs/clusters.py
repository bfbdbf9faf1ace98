"""What kubectl prints and what manifests ask for, where a service has to find its pods."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Line, Noted, Seen
from portwise.read.text import Text

NO_ENDPOINTS = re.compile(
    r"^\W*Endpoints:\s*(?:<none>|)\s*$|^\W*subsets:\s*(?:\[\]|null|<none>)|"
    r"^\W*(?:endpoints/)?[\w.-]+\s+<none>\s+\d+[smhd]\w*\s*$"
    r"|\"(?:subsets|endpoints)\":\s*(?:\[\]|null)|^\W*[\w.-]+\s+IPv[46]\s+\S+\s+<unset>\s",
    re.IGNORECASE,
)
PAIRS = re.compile(r"[\"']?(?P<key>[\w./-]{1,60})[\"']?\s*[:=]\s*[\"']?(?P<value>[\w.-]{1,60})[\"']?")
SELECTOR = re.compile(
    r"^(?P<pad>\s*)(?:-\s{1,4})?[\"']?(?:selector|matchLabels)[\"']?:\s*(?P<rest>\S.*)?$", re.IGNORECASE
)
LABELS = re.compile(r"^(?P<pad>\s*)(?:-\s{1,4})?[\"']?labels[\"']?:\s*(?P<rest>\S.*)?$", re.IGNORECASE)
SHOWN = re.compile(
    r"^\W{0,8}\w\S{0,200}\s+(?P<ready>\d+/\d+)\s+(?P<status>\w+)\s+\d+.*?\s(?P<labels>[\w./-]+=[\w./,=-]+)\s*$"
)
WIDE = re.compile(r"\bSELECTOR\b")
TAIL = re.compile(r"\s(?P<selector>[\w./-]+=[\w./,=-]+)\s*$")
KIND = re.compile(r"^\s*[\"']?kind[\"']?:\s*[\"']?(?P<kind>\w+)")
POD = re.compile(r"^\W*(?P<name>[a-z0-9][\w.-]{2,})\s+(?P<ready>\d+)/(?P<of>\d+)\s+(?P<status>[A-Z]\w+(?::\w+)?)\s+\d+")
TARGET_PORT = re.compile(
    r"^\s*(?:-\s{1,4})?[\"']?target[Pp]ort[\"']?:\s*[\"']?(?P<port>[\w-]+)|^\W*TargetPort:\s*(?P<shown>[\w-]+)/"
)
CONTAINER_PORT = re.compile(r"\bcontainerPort[\"']?:\s*(?P<port>\d{1,5})|^\W*Ports?:\s+(?P<shown>\d{1,5})/TCP")
DEEP = 6  # lines of a mapping that are read


def endpoints(text: Text) -> Iterator[Noted[Seen]]:
    for line in text.lines:
        if NO_ENDPOINTS.search(line.text):
            yield Noted(Seen("no endpoints", ""), (line.number,))


def selectors(text: Text) -> Iterator[Noted[Seen]]:
    """Of services; those of a Deployment choose pods of its own."""
    kind = ""
    wide = 0
    for n, line in enumerate(text.lines):
        if found := KIND.match(line.text):
            kind = found["kind"].lower()
        wide = line.number if WIDE.search(line.text) else wide
        if 0 < line.number - wide <= 5 and (tail := TAIL.search(line.text)):
            yield Noted(Seen("selector", sorted_pairs(tail["selector"])), (line.number,))
        block = SELECTOR.match(line.text)
        of_service = block is not None and kind in ("", "service") and "match" not in line.text
        if of_service and block and (value := mapping(text.lines, n, len(block["pad"]), block["rest"] or "")):
            yield Noted(Seen("selector", value), (line.number,))


def labels(text: Text) -> Iterator[Noted[Seen]]:
    """Of pods: in a template, or as ``--show-labels`` and ``describe`` print them."""
    kind = ""
    for n, line in enumerate(text.lines):
        if found := KIND.match(line.text):
            kind = found["kind"].lower()
        if shown := SHOWN.match(line.text):
            yield Noted(Seen("labels", sorted_pairs(shown["labels"])), (line.number,))
        block = LABELS.match(line.text)
        if block and kind != "service" and (value := mapping(text.lines, n, len(block["pad"]), block["rest"] or "")):
            yield Noted(Seen("labels", value), (line.number,))


def mapping(lines: tuple[Line, ...], n: int, pad: int, rest: str) -> str:
    """A flow mapping behind the key, or the lines below that stand further right."""
    if rest:
        return sorted_pairs(rest) if not rest.startswith("<none>") else ""
    inner = []
    for line in lines[n + 1 : n + 1 + DEEP]:
        if len(line.text) - len(line.text.lstrip()) <= pad or not PAIRS.search(line.text):
            break
        inner.append(line.text)
    return sorted_pairs(" , ".join(inner))


def sorted_pairs(text: str) -> str:
    return ",".join(sorted(f"{found['key']}={found['value']}" for found in PAIRS.finditer(text)))


def pods(text: Text) -> Iterator[Noted[Seen]]:
    for line in text.lines:
        if (pod := POD.match(line.text)) and int(pod["of"]):
            ready = int(pod["ready"]) == int(pod["of"]) and pod["status"] == "Running"
            yield Noted(
                Seen("pod ready" if ready else "pod not ready", f"{pod['name']} {pod['status']}"), (line.number,)
            )


def numbers(text: Text) -> Iterator[Noted[Seen]]:
    """Where a service sends to, and where containers say that they wait."""
    for line in text.lines:
        if target := TARGET_PORT.match(line.text):
            yield Noted(Seen("target port", target["port"] or target["shown"]), (line.number,))
        if inner := CONTAINER_PORT.search(line.text):
            yield Noted(Seen("container port", inner["port"] or inner["shown"]), (line.number,))


READERS = (endpoints, selectors, labels, pods, numbers)
